/* SPDX-License-Identifier: MIT */
/*
 * Many queries at once through the ring tables.
 *
 * The one idea: sort the queries as the table is sorted, and walk the table once, in order. The
 * queries that probe a bucket are those of the neighbouring words, short runs of the sorted list;
 * they are gathered and meet the bucket while it is in the first-level cache. The table is read
 * once for all queries, from beginning to end.
 */
#include "index/search/work.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "index/segment/threads.h"

/* Candidates that are gathered before they are compared, so that reading hashes overlaps. */
#define CANDIDATES_BATCH 4096
_Static_assert(CANDIDATES_BATCH + SICHT_JOIN_MAX <= SICHT_SEARCH_CANDIDATES, "room for a batch");

/* Of one hit; more than chance brings are charged to their queries. */
#define PAIRS_FREE 16

/* Buckets whose entries are asked for ahead of their turn. */
#define BUCKETS_AHEAD 4

/* One walk over a part of a table. */
struct walk {
	const struct sicht_search *search;
	struct sicht_search_worker *worker;
	size_t segment;
	unsigned k;
	uint32_t hash_count;
	struct sicht_ring_table table;
	const struct sicht_join_list *list;
	const struct sicht_search_choice *choice;
	unsigned limit_two, limit_three;
	/*
	 * Buckets of more entries are charged to each query: the others together cannot exceed
	 * the budget.
	 */
	uint32_t usual_count;
	size_t candidate_count;
	bool damaged;

	/* the bucket */
	struct sicht_ring_run run;
	struct sicht_join_queries queries; /* in worker->queries */
};

static inline unsigned query_count(const struct walk *walk)
{
	return walk->queries.end[SICHT_RING_RADIUS_MAX];
}

/* The queries gathered so far, `count` of them, are at distances up to `far`. */
static inline void set_end(struct walk *walk, unsigned far, unsigned count)
{
	for (; far <= SICHT_RING_RADIUS_MAX; far++)
		walk->queries.end[far] = count;
}

/* ---------------------------------------------------------------------------- sorting queries */

static enum sicht_status sort_queries(
	const struct sicht_pdq *queries, size_t count, unsigned k, struct sicht_join_list *list)
{
	list->offsets = calloc(SICHT_RING_BUCKETS + 1, sizeof *list->offsets);
	list->items = calloc(count + SICHT_KERNEL_SLACK, sizeof *list->items);
	if (list->offsets == NULL || list->items == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for %zu queries", count);
	for (size_t i = 0; i < count; i++)
		list->offsets[sicht_ring_chunk(&queries[i], k) + 1]++;
	for (unsigned word = 0; word < SICHT_RING_BUCKETS; word++)
		list->offsets[word + 1] += list->offsets[word];
	/* Filled from the last query on, the ends become the beginnings. */
	for (size_t i = count; i-- > 0;) {
		uint32_t sketch = sicht_ring_chunk(&queries[i], k + 1);
		uint32_t extra = sicht_ring_chunk(&queries[i], k + 2) & 0xff;
		uint32_t place = --list->offsets[sicht_ring_chunk(&queries[i], k) + 1];
		list->items[place] =
			(struct sicht_ring_query){sketch << 16 | sketch, (uint32_t)i | extra << 24};
	}
	memmove(list->offsets, list->offsets + 1, SICHT_RING_BUCKETS * sizeof *list->offsets);
	list->offsets[SICHT_RING_BUCKETS] = (uint32_t)count;
	return SICHT_OK;
}

enum sicht_status sicht_ring_join_begin(struct sicht_search *search)
{
	bool failed = false;
#pragma omp parallel for schedule(dynamic, 1) num_threads(search->block_threads)                   \
	reduction(||                                                                               \
		  : failed)
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
		if (search->plan->radius[k] >= 0)
			failed = sort_queries(search->queries, search->query_count, k,
					 &search->lists[k]) != SICHT_OK ||
				 failed;
	}
	if (failed)
		return sicht_fail(
			SICHT_ERROR_MEMORY, "out of memory for %zu queries", search->query_count);
	return SICHT_OK;
}

void sicht_ring_join_end(struct sicht_search *search)
{
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
		free(search->lists[k].offsets);
		free(search->lists[k].items);
		search->lists[k] = (struct sicht_join_list){NULL, NULL};
	}
}

/* ------------------------------------------------------------------------------ one bucket */

static void check_candidates(struct walk *walk)
{
	sicht_ring_check(walk->search, walk->worker, walk->segment, walk->k,
		walk->worker->candidates, walk->candidate_count);
	walk->candidate_count = 0;
}

/* Leave out the pairs of queries that were given up, and charge the others for theirs. */
static size_t charge_pairs(struct walk *walk, const struct sicht_ring_query *items, size_t count)
{
	uint32_t *pairs = walk->worker->found;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t query = items[pairs[i] >> 16].number & SICHT_RING_QUERY_MASK;
		pairs[kept] = pairs[i];
		kept += sicht_search_charge(
			walk->search, walk->segment, query, walk->choice->survivor_entries);
	}
	return kept;
}

/* Some entries of the bucket against some of the queries. */
static void meet(struct walk *walk, const struct sicht_ring_run *run,
	const struct sicht_join_queries *queries)
{
	const struct sicht_search_kernels *kernels = walk->search->kernels;
	size_t all = (size_t)run->count * queries->end[SICHT_RING_RADIUS_MAX];
	assert(walk->candidate_count < CANDIDATES_BATCH); /* or there is no room for all pairs */
	size_t count = kernels->join(run, queries, walk->limit_two, walk->worker->found);
	if (count > PAIRS_FREE + (size_t)((double)all * walk->choice->survivors_free))
		count = charge_pairs(walk, queries->items, count);
	walk->candidate_count += kernels->join_screen(run, walk->hash_count, walk->worker->found,
		count, queries, walk->limit_three, walk->worker->candidates + walk->candidate_count,
		&walk->damaged);
	if (walk->candidate_count >= CANDIDATES_BATCH)
		check_candidates(walk);
}

/* The run of a crowded bucket counts as work for each query; some are given up. */
static void charge_run(struct walk *walk)
{
	struct sicht_ring_query *items = walk->worker->queries;
	unsigned kept = 0, from = 0;
	for (int far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		for (; from < walk->queries.end[far]; from++) {
			items[kept] = items[from];
			kept += sicht_search_charge(walk->search, walk->segment,
				items[from].number & SICHT_RING_QUERY_MASK, walk->run.count);
		}
		walk->queries.end[far] = kept;
	}
}

/* The queries gathered so far meet the bucket, in parts that the kernel takes. */
static void meet_in_parts(struct walk *walk)
{
	if (walk->run.count > walk->usual_count)
		charge_run(walk);
	for (unsigned first = 0; first < query_count(walk); first += SICHT_JOIN_QUERIES) {
		struct sicht_join_queries queries = {.items = walk->queries.items + first};
		for (int far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
			unsigned end = walk->queries.end[far];
			end = end > first ? end - first : 0;
			queries.end[far] = end < SICHT_JOIN_QUERIES ? end : SICHT_JOIN_QUERIES;
		}
		for (uint32_t at = 0; at < walk->run.count; at += SICHT_JOIN_ENTRIES) {
			struct sicht_ring_run part = {walk->run.sketches + at, walk->run.words + at,
				walk->run.count - at};
			if (part.count > SICHT_JOIN_ENTRIES)
				part.count = SICHT_JOIN_ENTRIES;
			meet(walk, &part, &queries);
		}
	}
}

static void meet_all(struct walk *walk)
{
	if (query_count(walk) <= SICHT_JOIN_QUERIES && walk->run.count <= SICHT_JOIN_ENTRIES &&
		walk->run.count <= walk->usual_count)
		meet(walk, &walk->run, &walk->queries);
	else
		meet_in_parts(walk);
}

/* A list of any length: each time the room is full, what was gathered meets the bucket. */
static void gather_long(
	struct walk *walk, unsigned far, const struct sicht_ring_query *items, uint32_t count)
{
	while (count > 0) {
		unsigned gathered = query_count(walk);
		uint32_t part = SICHT_SEARCH_QUERIES - gathered;
		if (part > count)
			part = count;
		memcpy(walk->worker->queries + gathered, items, part * sizeof *items);
		set_end(walk, far, gathered + part);
		items += part;
		count -= part;
		if (query_count(walk) < SICHT_SEARCH_QUERIES)
			continue;
		meet_all(walk);
		set_end(walk, 0, 0);
	}
}

/* All queries at one distance from `word`, wherever the kernel does not gather them. */
static void gather_slowly(struct walk *walk, unsigned far, unsigned word)
{
	const struct sicht_ring_plan *plan = walk->search->plan;
	const uint32_t *offsets = walk->list->offsets;
	for (unsigned m = far > 0 ? plan->mask_end[far - 1] : 0; m < plan->mask_end[far]; m++) {
		unsigned neighbour = word ^ plan->mask[m];
		uint32_t begin = offsets[neighbour];
		gather_long(walk, far, &walk->list->items[begin], offsets[neighbour + 1] - begin);
	}
}

/* All queries whose chunk k is within the radius of `word`. */
static void take_bucket(struct walk *walk, unsigned word)
{
	const struct sicht_ring_plan *plan = walk->search->plan;
	int radius = plan->radius[walk->k];
	if (!walk->search->kernels->gather(
		    walk->list, plan, radius, word, walk->worker->queries, walk->queries.end)) {
		set_end(walk, 0, 0);
		for (unsigned far = 0; (int)far <= radius; far++)
			gather_slowly(walk, far, word);
	}
	if (query_count(walk) > 0)
		meet_all(walk);
}

/* Ask for the lines of a bucket that comes soon. (Always inline: see sicht_prefetch().) */
static inline __attribute__((always_inline)) void prefetch_bucket(
	const struct walk *walk, unsigned word)
{
	bool ignored = false;
	struct sicht_ring_run run =
		sicht_ring_bucket(&walk->table, walk->hash_count, word, &ignored);
	uint32_t count = run.count < SICHT_JOIN_ENTRIES ? run.count : SICHT_JOIN_ENTRIES;
	for (uint32_t at = 0; at < count; at += SICHT_RING_LINE_BYTES / sizeof *run.sketches)
		__builtin_prefetch(run.sketches + at);
	for (uint32_t at = 0; at < count; at += SICHT_RING_LINE_BYTES / sizeof *run.words)
		__builtin_prefetch(run.words + at);
}

static bool make_room(struct sicht_search_worker *worker)
{
	size_t queries = (SICHT_SEARCH_QUERIES + SICHT_KERNEL_SLACK) * sizeof *worker->queries;
	bool fresh = worker->queries == NULL;
	if (!sicht_search_worker_need(
		    worker, &worker->found, SICHT_SEARCH_FOUND * sizeof *worker->found) ||
		!sicht_search_worker_need(worker, &worker->candidates,
			SICHT_SEARCH_CANDIDATES * sizeof *worker->candidates) ||
		!sicht_search_worker_need(worker, &worker->queries, queries))
		return false;
	if (fresh) /* kernels load, and leave out, what lies behind the last query */
		memset(worker->queries, 0, queries);
	return true;
}

void sicht_ring_join(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, unsigned k, unsigned begin, unsigned end)
{
	const struct sicht_segment *searched = search->segments[segment];
	unsigned probes = 0;
	if (!make_room(worker))
		return;
	for (unsigned i = 0; i < SICHT_RING_CHUNKS; i++)
		probes += search->plan->radius[i] >= 0
				  ? search->plan->mask_end[search->plan->radius[i]]
				  : 0;
	struct walk walk = {
		.search = search,
		.worker = worker,
		.segment = segment,
		.k = k,
		.hash_count = (uint32_t)searched->info.item_count,
		.table = sicht_segment_table(searched, k),
		.list = &search->lists[k],
		.limit_two = sicht_ring_limit_two(search->plan, k),
		.limit_three = sicht_ring_limit_three(search->plan, k),
		.choice = &search->work[segment].choice,
		.usual_count = search->work[segment].choice.budget_entries / probes,
		.queries.items = worker->queries,
	};
	for (unsigned word = begin; word < end && !worker->out_of_memory; word++) {
		if (word + BUCKETS_AHEAD < end)
			prefetch_bucket(&walk, word + BUCKETS_AHEAD);
		walk.run = sicht_ring_bucket(&walk.table, walk.hash_count, word, &walk.damaged);
		if (walk.run.count > 0)
			take_bucket(&walk, word);
	}
	check_candidates(&walk);
	if (walk.damaged)
		worker->damaged = searched;
}
