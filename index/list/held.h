/* SPDX-License-Identifier: MIT */
/*
 * What the sets of a store held before an import, so that each entry of the list finds the one that
 * it stands for, and at the end it is known which ones the list does not have any more.
 *
 * An entry is known again by its external id; without one, by its source and path; without these,
 * by its source and digests; without digests, by its hashes. Digests are compared by the first that
 * both have, of MD5, SHA-1 and SHA-256 (lists key on MD5, and all that have another have it as a
 * rule): an edition that adds a digest, or another hash, still means the same file. In lists whose
 * ids and paths are no names, digests alone count, and source, id and path say nothing.
 *
 * Several that are alike in that are taken each once: one with the same category first, else in the
 * order of their numbers. Needs for each entry that was held 9 bytes, and 16 for its name or each
 * of its digests.
 */
#ifndef SICHT_INDEX_LIST_HELD_H
#define SICHT_INDEX_LIST_HELD_H

#include "sicht/list.h"
#include "sicht/types.h"

struct sicht_held;

static inline bool sicht_is_same_category(
	const struct sicht_category *one, const struct sicht_category *other)
{
	return sicht_bytes_equal(one->scheme, other->scheme) &&
	       sicht_bytes_equal(one->code, other->code);
}

/*
 * Look at what set number `set` holds (0: all sets) now, before the import adds anything. Reads
 * every entry of the store. `by_digest`: ids and paths are no names. SICHT_ERROR_INTERRUPTED if
 * *stop (may be NULL) is not 0 any more.
 */
SICHT_MUST_CHECK enum sicht_status sicht_held_new(struct sicht_indexer *indexer, uint32_t set,
	bool by_digest, const volatile sig_atomic_t *stop, struct sicht_held **out);
void sicht_held_free(struct sicht_held *held); /* accepts NULL */

/*
 * Take what `listed` (its set filled in) stands for. old->id is 0 if the set held nothing like it;
 * else *same says whether the two are equal in all that a store keeps. Lent until the next call.
 */
SICHT_MUST_CHECK enum sicht_status sicht_held_take(struct sicht_held *held,
	const struct sicht_entry *listed, struct sicht_entry *old, bool *same);

/* Entries that were not taken, in the sets of which the list had at least one entry. */
uint64_t sicht_held_left(const struct sicht_held *held);

/* Take those out of the store. */
SICHT_MUST_CHECK enum sicht_status sicht_held_remove_left(struct sicht_held *held);

#endif
