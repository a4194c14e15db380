/* SPDX-License-Identifier: MIT */
/*
 * One search in progress: what its engines share, and what each thread has to itself.
 *
 * A search answers its queries in blocks. A block becomes tasks (a part of a segment, by one
 * engine) that any thread may take; they meet nowhere but in `work`, so the order in which they
 * run changes nothing in the set of matches.
 */
#ifndef SICHT_INDEX_SEARCH_WORK_H
#define SICHT_INDEX_SEARCH_WORK_H

#include "index/search/search.h"
#include "index/search/kernel.h"
#include "index/segment/view.h"

/* Queries that are answered together: the join's lists stay in the second-level cache's reach. */
#define SICHT_SEARCH_BLOCK (1u << 17)

/* A hash near a query; owners come later. */
struct sicht_raw_match {
	uint32_t query;   /* in the block */
	uint32_t segment; /* index */
	uint32_t id;
	uint32_t distance;
};

/* What one thread has to itself; what the engines need is made when the first one needs it. */
struct sicht_search_worker {
	struct sicht_raw_match *matches;
	size_t match_count, match_capacity;
	size_t match_max;                        /* 0: none */
	void *tile;                              /* SICHT_TILE_BYTES */
	uint32_t *found;                         /* of a kernel: SICHT_SEARCH_FOUND */
	struct sicht_ring_candidate *candidates; /* SICHT_SEARCH_CANDIDATES */
	struct sicht_ring_query *queries;        /* SICHT_SEARCH_QUERIES and slack */
	bool out_of_memory;
	const struct sicht_segment *damaged; /* a number in it was not believed */
};

#define SICHT_SEARCH_FOUND (SICHT_JOIN_MAX + SICHT_KERNEL_SLACK)
#define SICHT_SEARCH_CANDIDATES (SICHT_JOIN_MAX + 4096 + SICHT_KERNEL_SLACK)
#define SICHT_SEARCH_QUERIES SICHT_GATHER_MAX
_Static_assert(SICHT_JOIN_MAX >= SICHT_TILE_HITS_MAX, "one buffer serves both scans");

/*
 * Room for `size` bytes at *pointer (a pointer to the pointer), unless it was made before. False,
 * and remembered in the worker, if there is no memory.
 */
bool sicht_search_worker_need(struct sicht_search_worker *worker, void *pointer, size_t size);

/* Which engine is cheapest for a block of queries and a segment; what it may cost. */
struct sicht_search_choice {
	enum sicht_search_engine engine;
	double cost_ns;            /* of one core, expected */
	uint32_t budget_entries;   /* of one query: takes as long as a linear scan */
	uint32_t survivor_entries; /* what an entry with a near sketch costs, in others */
	double survivors_free;     /* the share of entries that chance may bring */
};

/*
 * What the ring engines did in one segment, in entries looked at. A query whose work exceeds the
 * budget is given up there and answered by the linear scan. Touched by skewed data alone.
 */
struct sicht_search_work {
	struct sicht_search_choice choice;
	uint32_t *entries; /* for each query of the block; NULL if the segment is scanned */
	bool given_up;     /* any query */
};

struct sicht_search {
	const struct sicht_segment *const *segments;
	size_t segment_count;
	const struct sicht_search_options *options;
	const struct sicht_search_kernels *kernels;
	const struct sicht_ring_plan *plan;
	int threads;
	struct sicht_search_worker *workers;

	/* the block */
	const struct sicht_pdq *queries;
	size_t query_count;
	bool is_joined;                                  /* with one segment or more */
	struct sicht_join_list lists[SICHT_RING_CHUNKS]; /* by chunk k; for the join alone */
	struct sicht_search_work *work;                  /* for each segment */
	int block_threads;                               /* as many as the block's work is worth */
};

/* Was the query given up in this segment? */
static inline bool sicht_search_given_up(
	const struct sicht_search *search, size_t segment, uint32_t query)
{
	const struct sicht_search_work *work = &search->work[segment];
	return __atomic_load_n(&work->entries[query], __ATOMIC_RELAXED) >
	       work->choice.budget_entries;
}

/* Count `cost` entries; false if the query is given up. */
static inline bool sicht_search_charge(
	const struct sicht_search *search, size_t segment, uint32_t query, uint32_t cost)
{
	struct sicht_search_work *work = &search->work[segment];
	if (sicht_search_given_up(search, segment, query))
		return false;
	__atomic_fetch_add(&work->entries[query], cost, __ATOMIC_RELAXED);
	if (!sicht_search_given_up(search, segment, query))
		return true;
	__atomic_store_n(&work->given_up, true, __ATOMIC_RELAXED);
	return false;
}

/* Keep a match; running out of memory is remembered in the worker. */
void sicht_search_worker_add(
	struct sicht_search_worker *worker, const struct sicht_raw_match *match);

/* ------------------------------------------------------------------------------------ engines */

/* Queries `numbers` of the block (or its first `count`: NULL) against hashes begin .. end - 1. */
void sicht_linear_scan(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, size_t begin, size_t end, const uint32_t *numbers, size_t count);

/* Queries that one call of sicht_ring_single() takes at most. */
#define SICHT_SINGLE_MAX 4096

/* Queries begin .. end - 1 of the block against a ring segment, one at a time. */
void sicht_ring_single(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, uint32_t begin, uint32_t end);

/* Sort the block's queries for the join. All lists start from NULL. */
SICHT_MUST_CHECK enum sicht_status sicht_ring_join_begin(struct sicht_search *search);
void sicht_ring_join_end(struct sicht_search *search);

/* All queries of the block against buckets begin .. end - 1 of table k of a ring segment. */
void sicht_ring_join(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, unsigned k, unsigned begin, unsigned end);

/* Candidates compared by one call at most. */
#define SICHT_CHECK_MAX 1024

/* Compare candidates of table k in full and keep the matches. */
void sicht_ring_check(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, unsigned k, const struct sicht_ring_candidate *candidates, size_t count);

/* ------------------------------------------------------------------------------------- choice */

struct sicht_search_choice sicht_search_choose(const struct sicht_segment *segment,
	const struct sicht_ring_plan *plan, enum sicht_search_engine engine, size_t query_count);

/* ------------------------------------------------------------------------------------- answer */

/*
 * Append the hits of a block, whose queries begin with number `first_query`, from all workers'
 * matches to `hits`, in order; the workers' matches are gone afterwards.
 */
SICHT_MUST_CHECK enum sicht_status sicht_search_answer(
	struct sicht_search *search, uint32_t first_query, struct sicht_hits *hits);

#endif
