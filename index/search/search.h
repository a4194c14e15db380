/* SPDX-License-Identifier: MIT */
/*
 * Search over many segments at once: range search over PDQ hashes, exact look-up of digests.
 *
 * The answer is complete: it is what a linear scan over the live hashes gives (promise P9); how it
 * is found (ring tables one query at a time, ring tables as a join over a batch, the linear
 * kernel) is this layer's business and changes nothing in the answer.
 *
 * All functions may be called by any number of threads on the same segments; each call uses up to
 * `threads` OpenMP threads of its own. The first one to use a segment checks its blocks
 * (sicht_segment_need()), so any of them may fail with SICHT_ERROR_DAMAGED or
 * SICHT_ERROR_INTERRUPTED.
 */
#ifndef SICHT_INDEX_SEARCH_SEARCH_H
#define SICHT_INDEX_SEARCH_SEARCH_H

#include "index/segment/segment.h"

/* One stored hash near one query. */
struct sicht_hit {
	uint32_t query; /* index into the queries */
	uint16_t distance_bits;
	sicht_owner owner;
};

/* Which engine answers; AUTO unless a test or a benchmark asks for one. */
enum sicht_search_engine {
	SICHT_SEARCH_AUTO = 0,
	SICHT_SEARCH_LINEAR, /* the oracle */
	SICHT_SEARCH_SINGLE, /* ring tables, a query at a time */
	SICHT_SEARCH_JOIN,   /* ring tables, a batch as a join */
};

struct sicht_search_options {
	unsigned threshold_bits; /* greatest distance reported, itself included; 0..63 */
	unsigned threads;        /* 0: all */
	enum sicht_search_engine engine;
	const struct sicht_tombstones *tombstones; /* owners of these entries are left out */
	/*
	 * Owners reported for one (query, hash) pair at most; 0: all. Those left out are counted in
	 * sicht_hits.omitted of the query; the first ones in order of entry are kept.
	 */
	uint32_t owners_max;
	/*
	 * With about so many hits or more, or as many distinct hashes near the queries, the search
	 * gives up with SICHT_ERROR_MEMORY; 0: with as many as do not fit in memory.
	 */
	size_t hits_max;
};

/* Owned by the caller; start from zero. */
struct sicht_hits {
	struct sicht_hit *items; /* by query, distance, owner: the same for any engine or threads */
	size_t count, capacity;
	uint64_t *omitted; /* for each query; NULL if nothing was left out */
	size_t query_count;
};

void sicht_hits_free(struct sicht_hits *hits); /* accepts NULL and zero */

/*
 * Every live hash within options->threshold_bits of every query, over all `segments` (PDQ, of one
 * profile). `hits` is replaced. Returns SICHT_ERROR_MEMORY with `hits` empty if the result does
 * not fit in memory.
 */
SICHT_MUST_CHECK enum sicht_status sicht_search_range(const struct sicht_segment *const *segments,
	size_t segment_count, const struct sicht_pdq *queries, size_t query_count,
	const struct sicht_search_options *options, struct sicht_hits *hits);

/* One digest found. */
struct sicht_digest_hit {
	uint32_t query;
	uint64_t entry;
};

/* Owned by the caller; start from zero. By query, then entry. */
struct sicht_digest_hits {
	struct sicht_digest_hit *items;
	size_t count, capacity;
};

void sicht_digest_hits_free(struct sicht_digest_hits *hits); /* accepts NULL and zero */

/*
 * Every live entry with exactly one of `digests` (`query_count` digests of the segments' kind, each
 * 32 bytes apart, of which the first sicht_digest_size() count), over all `segments`.
 */
SICHT_MUST_CHECK enum sicht_status sicht_search_digests(const struct sicht_segment *const *segments,
	size_t segment_count, const uint8_t (*digests)[32], size_t query_count,
	const struct sicht_tombstones *tombstones, unsigned threads,
	struct sicht_digest_hits *hits);

#endif
