/* SPDX-License-Identifier: MIT */
/*
 * From matches (query, hash) to hits (query, owner), in an order that no engine and no number of
 * threads can change: by query, distance, owner.
 *
 * The one idea: sort the matches by query (a counting sort over all workers), give each thread a
 * contiguous part of the queries, and put the parts together in order. Within a query, matches of
 * one hash from several segments are neighbours, so that owners_max means the hash wherever its
 * owners lie.
 */
#include "index/search/work.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/array.h"
#include "index/segment/threads.h"

/* Live owners of long lists are counted once for a part, not once for each query. */
#define MEMO_SLOTS 256
#define MEMO_OWNERS_MIN 64

/* Fewer matches are answered by one thread. */
#define PARALLEL_MIN 256

struct memo {
	uint32_t segment, id;
	bool set;
	uint64_t first_live, live;
};

/* The answers to a contiguous part of the queries. */
struct part {
	const struct sicht_search *search;
	size_t query_begin, query_end; /* in the block */
	uint32_t first_query;          /* number of the block's first one */
	struct sicht_hits hits;
	uint64_t *omitted;  /* of all queries of the search; NULL: nothing is left out */
	struct memo *memos; /* MEMO_SLOTS, once there is a long list */
	bool out_of_memory;
	const struct sicht_segment *damaged;
};

void sicht_hits_free(struct sicht_hits *hits)
{
	if (hits == NULL)
		return;
	free(hits->items);
	free(hits->omitted);
	*hits = (struct sicht_hits){0};
}

/* --------------------------------------------------------------------------------- sorting */

/* All matches of all workers by query, into one array; `begins` gets where each query begins. */
static struct sicht_raw_match *gather(const struct sicht_search *search, size_t *begins)
{
	size_t count = 0;
	memset(begins, 0, (search->query_count + 1) * sizeof *begins);
	for (int i = 0; i < search->threads; i++) {
		const struct sicht_search_worker *worker = &search->workers[i];
		for (size_t j = 0; j < worker->match_count; j++)
			begins[worker->matches[j].query]++;
		count += worker->match_count;
	}
	struct sicht_raw_match *sorted = reallocarray(NULL, count + 1, sizeof *sorted);
	if (sorted == NULL)
		return NULL;
	/* Ends first; filled backwards they become beginnings. */
	for (size_t query = 1; query <= search->query_count; query++)
		begins[query] += begins[query - 1];
	for (int i = 0; i < search->threads; i++) {
		struct sicht_search_worker *worker = &search->workers[i];
		for (size_t j = 0; j < worker->match_count; j++)
			sorted[--begins[worker->matches[j].query]] = worker->matches[j];
		worker->match_count = 0;
	}
	return sorted;
}

static const struct sicht_pdq *hash_of(
	const struct sicht_search *search, const struct sicht_raw_match *match)
{
	return &sicht_segment_hashes(search->segments[match->segment])[match->id];
}

/*
 * Matches of one query: by distance, then, if owners are counted for each hash, equal hashes
 * together, then by segment.
 */
static int by_distance(const void *left, const void *right, void *context)
{
	const struct sicht_raw_match *a = left, *b = right;
	const struct sicht_search *search = context;
	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	int order = search->options->owners_max == 0
			    ? 0
			    : memcmp(hash_of(context, a), hash_of(context, b),
				      sizeof(struct sicht_pdq));
	if (order != 0)
		return order;
	return a->segment != b->segment ? (a->segment < b->segment ? -1 : 1) : 0;
}

static int by_owner(const void *left, const void *right)
{
	const struct sicht_hit *a = left, *b = right;
	return a->owner != b->owner ? (a->owner < b->owner ? -1 : 1) : 0;
}

/* ------------------------------------------------------------------------------------ owners */

static bool is_live(const struct part *part, sicht_owner owner)
{
	return !sicht_tombstones_has(part->search->options->tombstones, sicht_owner_entry(owner));
}

/* The live owners of a list: how many, and where the first one is. */
static struct memo count_live(const struct sicht_raw_match *match,
	const struct sicht_owner_list *owners, const struct part *part)
{
	struct memo memo = {.segment = match->segment, .id = match->id, .set = true};
	for (uint64_t i = 0; i < owners->count; i++) {
		bool live = is_live(part, owners->items[i]);
		if (live && memo.live == 0)
			memo.first_live = i;
		memo.live += live;
	}
	return memo;
}

static struct memo remember_live(const struct sicht_raw_match *match,
	const struct sicht_owner_list *owners, struct part *part)
{
	if (part->search->options->tombstones == NULL)
		return (struct memo){.live = owners->count};
	if (part->memos == NULL && owners->count >= MEMO_OWNERS_MIN)
		part->memos = calloc(MEMO_SLOTS, sizeof *part->memos);
	if (part->memos == NULL || owners->count < MEMO_OWNERS_MIN)
		return count_live(match, owners, part);
	struct memo *memo = &part->memos[(match->segment * 31 + match->id) % MEMO_SLOTS];
	if (!memo->set || memo->segment != match->segment || memo->id != match->id)
		*memo = count_live(match, owners, part);
	return *memo;
}

static void add_hit(
	struct part *part, uint32_t query, const struct sicht_raw_match *match, sicht_owner owner)
{
	struct sicht_hits *hits = &part->hits;
	size_t max = part->search->options->hits_max;
	bool full = max > 0 && hits->count >= max;
	if (part->out_of_memory || full ||
		sicht_grow(&hits->items, sizeof *hits->items, hits->count, &hits->capacity) !=
			SICHT_OK) {
		part->out_of_memory = true;
		return;
	}
	hits->items[hits->count++] = (struct sicht_hit){query, (uint16_t)match->distance, owner};
}

/* At most owners_max live owners of the hash of one match; the number of all its live owners. */
static uint64_t add_owners(struct part *part, const struct sicht_raw_match *match)
{
	bool damaged = false;
	uint64_t owners_max = part->search->options->owners_max, added = 0;
	const struct sicht_segment *segment = part->search->segments[match->segment];
	struct sicht_owner_list owners = sicht_segment_owners(segment, match->id, &damaged);
	struct memo live = remember_live(match, &owners, part);
	if (owners_max == 0 || owners_max > live.live)
		owners_max = live.live;
	for (uint64_t i = live.first_live;
		i < owners.count && added < owners_max && !part->out_of_memory; i++) {
		if (!is_live(part, owners.items[i]))
			continue;
		add_hit(part, part->first_query + match->query, match, owners.items[i]);
		added++;
	}
	if (damaged)
		part->damaged = segment;
	return live.live;
}

/* The hits from `first` on, all of one query and distance, in order of their owners. */
static void sort_owners(struct part *part, size_t first)
{
	size_t count = part->hits.count - first, i = 1;
	if (count < 2)
		return;
	struct sicht_hit *items = part->hits.items + first;
	while (i < count && items[i - 1].owner <= items[i].owner)
		i++;
	if (i < count)
		qsort(items, count, sizeof *items, by_owner);
}

/* Matches of one hash, one for each segment that has it. Returns how many there were. */
static size_t add_hash(struct part *part, const struct sicht_raw_match *matches, size_t count)
{
	const struct sicht_search *search = part->search;
	uint64_t owners_max = search->options->owners_max, live = 0;
	size_t first = part->hits.count, same = 0;
	do
		live += add_owners(part, &matches[same++]);
	while (owners_max > 0 && same < count &&
		memcmp(hash_of(search, &matches[0]), hash_of(search, &matches[same]),
			sizeof(struct sicht_pdq)) == 0);
	if (owners_max == 0 || live <= owners_max || part->out_of_memory)
		return same;
	sort_owners(part, first);
	part->hits.count = first + owners_max;
	part->omitted[part->first_query + matches[0].query] += live - owners_max;
	return same;
}

static void answer_query(struct part *part, struct sicht_raw_match *matches, size_t count)
{
	if (count > 1)
		qsort_r(matches, count, sizeof *matches, by_distance,
			(void *)(uintptr_t)part->search);
	for (size_t i = 0; i < count;) {
		size_t first = part->hits.count, end = i;
		while (end < count && matches[end].distance == matches[i].distance)
			end++;
		while (i < end)
			i += add_hash(part, &matches[i], end - i);
		sort_owners(part, first);
	}
}

static void answer_part(struct part *part, struct sicht_raw_match *matches, const size_t *begins)
{
	for (size_t query = part->query_begin; query < part->query_end; query++) {
		if (part->out_of_memory || part->damaged != NULL)
			return;
		answer_query(part, matches + begins[query], begins[query + 1] - begins[query]);
	}
}

/* ------------------------------------------------------------------------------------- parts */

static enum sicht_status append(struct sicht_hits *hits, const struct sicht_hits *more)
{
	size_t count = hits->count + more->count;
	if (count > hits->capacity) {
		void *items = reallocarray(hits->items, count, sizeof *hits->items);
		if (items == NULL)
			return sicht_fail(
				SICHT_ERROR_MEMORY, "the hits of a search do not fit in memory");
		hits->items = items;
		hits->capacity = count;
	}
	if (more->count > 0)
		memcpy(hits->items + hits->count, more->items, more->count * sizeof *more->items);
	hits->count = count;
	return SICHT_OK;
}

/* Join the parts in order. */
static enum sicht_status merge(struct part *parts, int count, struct sicht_hits *hits)
{
	for (int i = 0; i < count; i++) {
		if (parts[i].damaged != NULL)
			return sicht_segment_fail_damaged(parts[i].damaged);
		if (parts[i].out_of_memory)
			return sicht_fail(
				SICHT_ERROR_MEMORY, "the hits of a search do not fit in memory");
	}
	for (int i = 0; i < count; i++) {
		struct sicht_hits *more = &parts[i].hits;
		if (hits->items == NULL) {
			hits->items = more->items;
			hits->count = more->count;
			hits->capacity = more->capacity;
			more->items = NULL;
			continue;
		}
		SICHT_TRY(append(hits, more));
		free(more->items);
		more->items = NULL;
	}
	return SICHT_OK;
}

static enum sicht_status answer_in_parts(struct sicht_search *search, uint32_t first_query,
	struct sicht_raw_match *matches, const size_t *begins, struct part *parts,
	struct sicht_hits *hits)
{
	int count = search->threads;
	if (begins[search->query_count] < PARALLEL_MIN)
		count = 1;
	for (int i = 0; i < count; i++)
		parts[i] = (struct part){
			.search = search,
			.first_query = first_query,
			.omitted = hits->omitted,
			.query_begin = search->query_count * (size_t)i / (size_t)count,
			.query_end = search->query_count * (size_t)(i + 1) / (size_t)count,
		};
	if (count == 1) { /* OpenMP takes as long to run one thread as a short search */
		answer_part(&parts[0], matches, begins);
	} else {
#pragma omp parallel for schedule(static, 1) num_threads(count)
		for (int i = 0; i < count; i++)
			answer_part(&parts[i], matches, begins);
	}
	enum sicht_status status = merge(parts, count, hits);
	for (int i = 0; i < count; i++) {
		free(parts[i].hits.items);
		free(parts[i].memos);
	}
	return status;
}

enum sicht_status sicht_search_answer(
	struct sicht_search *search, uint32_t first_query, struct sicht_hits *hits)
{
	SICHT_DEFER(sicht_free_pointer)
	size_t *begins = sicht_zeroed(search->query_count + 1, sizeof *begins);
	SICHT_DEFER(sicht_free_pointer)
	struct part *parts = sicht_zeroed((size_t)search->threads, sizeof *parts);
	if (begins == NULL || parts == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for a search");
	SICHT_DEFER(sicht_free_pointer)
	struct sicht_raw_match *matches = gather(search, begins);
	if (matches == NULL)
		return sicht_fail(
			SICHT_ERROR_MEMORY, "the matches of a search do not fit in memory");
	return answer_in_parts(search, first_query, matches, begins, parts, hits);
}
