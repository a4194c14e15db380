/* SPDX-License-Identifier: MIT */
/*
 * The matches of one file that are worth keeping: the best by what ranks, whatever the order in
 * which they are found, in memory that does not grow with their number.
 *
 * A file may meet one entry in many ways (digests, windows, forms); the caller hands over all of
 * one kind before the next (see lookup.c), and an entry counts as what it was met by first.
 */
#ifndef SICHT_ENGINE_MATCH_KEEP_H
#define SICHT_ENGINE_MATCH_KEEP_H

#include "engine/match/known.h"
#include "engine/match/severity.h"

/* A match before anybody has read the entry for more than its category. */
struct sicht_hit_entry {
	uint32_t store;
	uint32_t ordinal; /* which of the entry's hashes; 0 for digests */
	enum sicht_role role;
	enum sicht_severity severity;
	uint32_t order; /* of its class (remembered.h); 0 until the entry is read */
	struct sicht_match match;
};

/*
 * What an entry may say of a file's bytes: that they are ignorable, or known and of some severity.
 */
#define SICHT_KEEP_VOICES (SICHT_SEVERITY_SEVERE + 2)

/* Starts from zero. */
struct sicht_kept {
	struct sicht_hit_entry *items; /* a heap, the worst first; sorted by sicht_keep_finish() */
	size_t count, capacity;
	/*
	 * The best by digest of each voice; match.entry 0: none. They are kept whatever their
	 * number, so that a contradiction is seen.
	 */
	struct sicht_hit_entry voices[SICHT_KEEP_VOICES];
};

void sicht_kept_free(struct sicht_kept *kept);

/*
 * Would `hit` be kept, if its entry were of the most severe, in the first of all sets? Else nobody
 * need read its category.
 */
bool sicht_keep_wants(const struct sicht_kept *kept, const struct sicht_hit_entry *hit, size_t max);

/* Keep `hit`, or the better of two if its entry is kept already; at most `max` (1 or more). */
SICHT_MUST_CHECK enum sicht_status sicht_keep_offer(
	struct sicht_kept *kept, const struct sicht_hit_entry *hit, size_t max);

/* The best first; each voice is among them, in place of the last ones if there are `max`. */
void sicht_keep_finish(struct sicht_kept *kept, size_t max);

#endif
