/* SPDX-License-Identifier: MIT */
/*
 * What is known, as the matcher sees it: the segments of all stores, asked for a batch of prints at
 * once, and the entries behind what was found.
 */
#ifndef SICHT_ENGINE_MATCH_KNOWN_H
#define SICHT_ENGINE_MATCH_KNOWN_H

#include "engine/base/arena.h"
#include "sicht/match.h"
#include "sicht/store.h"

struct sicht_lookup_options {
	struct sicht_near_options near;
	unsigned threads;
	size_t matches_max; /* for each file; 0: SICHT_MATCHES_PER_FINDING */
	size_t hits_max;    /* of one search, see lookup.c; 0: SICHT_LOOKUP_HITS_MAX */
};

/*
 * Look-ups in some stores. Remembers, from batch to batch, of what category the entries are that
 * were met: 8 bytes for each entry up to the greatest of them.
 */
struct sicht_lookup;
SICHT_MUST_CHECK enum sicht_status sicht_lookup_open(const struct sicht_known_store *known,
	size_t known_count, const struct sicht_lookup_options *options, struct sicht_lookup **out);
void sicht_lookup_close(struct sicht_lookup *lookup); /* accepts NULL */

/*
 * Look up a batch of prints in every store. Fills matches[0..count); memory from `arena`. Beyond
 * that, memory is bounded by options->hits_max, or by what one file meets if that is more, whatever
 * the number of files that meet the same.
 */
SICHT_MUST_CHECK enum sicht_status sicht_lookup_prints(struct sicht_lookup *lookup,
	const struct sicht_print *prints, size_t count, struct sicht_arena *arena,
	struct sicht_file_matches *matches);

/* Profiles (1 << enum sicht_profile) in which the stores hold hashes of known material. */
unsigned sicht_known_profiles(const struct sicht_known_store *known, size_t known_count);

#endif
