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

/* A match with what a finding says of its other side. Text lives in the arena of the batch. */
struct sicht_known_match {
	struct sicht_match match;
	uint32_t store; /* index of the store */
	enum sicht_role role;
	struct sicht_bytes name; /* path, else external id, of the entry */
	struct sicht_bytes set;
	struct sicht_category category;
	bool known_exact; /* the stored hash is reference-exact */
	struct sicht_pdq known_hash;
};

/* All matches of one file: strongest first, one an entry, at most SICHT_MATCHES_PER_FINDING. */
struct sicht_file_matches {
	struct sicht_known_match *items;
	size_t count;
	uint64_t omitted; /* further owners of hashes near it that are not listed */
};

struct sicht_lookup_options {
	unsigned threshold_bits, possible_bits;
	unsigned threads;
	bool no_variants;
};

/*
 * Look up a batch of prints, all at once, in every store. Fills matches[0..count); memory from
 * `arena`. Prints with `skip` set are left out.
 */
SICHT_MUST_CHECK enum sicht_status sicht_lookup(const struct sicht_known_store *known,
	size_t known_count, const struct sicht_print *prints, size_t count,
	const struct sicht_lookup_options *options, struct sicht_arena *arena,
	struct sicht_file_matches *matches);

/* Profiles (1 << enum sicht_profile) in which the stores hold hashes of known material. */
unsigned sicht_known_profiles(const struct sicht_known_store *known, size_t known_count);

#endif
