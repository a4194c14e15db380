/* SPDX-License-Identifier: MIT */
/*
 * Range search: blocks of queries become tasks, tasks become matches, matches become hits.
 *
 * The one idea: an engine is chosen for each segment and block, its work is cut into tasks that
 * know nothing of one another, and one parallel loop runs them all. Queries that the ring engines
 * gave up (skewed data) come back as tasks of the linear scan. No choice and no order of tasks
 * changes the answer, because every engine finds exactly the matches, each once.
 */
#include "index/search/work.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/array.h"
#include "index/segment/threads.h"
#include "sicht/limits.h"

/* Sizes of tasks: large enough to be worth a dispatch, many enough to share. */
#define LINEAR_TASK_HASHES (64 * SICHT_TILE_HASHES)
#define SINGLE_TASK_QUERIES_MIN 64
#define JOIN_TASKS_PER_THREAD 8

/* A thread takes 5 to 50 microseconds to wake: with less to do it is left asleep. */
#define THREAD_NS_MIN 100000.0

struct task {
	enum sicht_search_engine engine;
	unsigned k; /* table, for the join */
	size_t segment;
	size_t begin, end;       /* hashes, queries or buckets */
	const uint32_t *numbers; /* of queries, for the linear scan; NULL: all */
	size_t number_count;
};

struct tasks {
	struct task *items;
	size_t count, capacity;
};

static void free_tasks(struct tasks *tasks)
{
	free(tasks->items);
}

/* ------------------------------------------------------------------------------------ workers */

static void free_workers(struct sicht_search *search)
{
	for (int i = 0; search->workers != NULL && i < search->threads; i++) {
		struct sicht_search_worker *worker = &search->workers[i];
		free(worker->matches);
		free(worker->tile);
		free(worker->found);
		free(worker->candidates);
		free(worker->queries);
	}
	free(search->workers);
}

/* -------------------------------------------------------------------------------------- tasks */

static enum sicht_status add_parts(struct tasks *tasks, struct task task, size_t end, size_t part)
{
	for (size_t begin = 0; begin < end; begin += part) {
		SICHT_TRY(sicht_grow(
			&tasks->items, sizeof *tasks->items, tasks->count, &tasks->capacity));
		task.begin = begin;
		task.end = end - begin < part ? end : begin + part;
		tasks->items[tasks->count++] = task;
	}
	return SICHT_OK;
}

static enum sicht_status add_join(
	const struct sicht_search *search, size_t segment, struct tasks *tasks)
{
	size_t parts = 1;
	while (parts * SICHT_RING_CHUNKS < (size_t)search->block_threads * JOIN_TASKS_PER_THREAD &&
		search->block_threads > 1)
		parts *= 2;
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
		struct task task = {.engine = SICHT_SEARCH_JOIN, .segment = segment, .k = k};
		if (search->plan->radius[k] >= 0)
			SICHT_TRY(add_parts(
				tasks, task, SICHT_RING_BUCKETS, SICHT_RING_BUCKETS / parts));
	}
	return SICHT_OK;
}

/* Queries in a task: the more, the better they share pages; but every thread gets some. */
static size_t single_part(const struct sicht_search *search)
{
	size_t part = search->query_count;
	if (search->block_threads > 1)
		part = search->query_count / (4 * (size_t)search->block_threads);
	if (part < SINGLE_TASK_QUERIES_MIN)
		part = SINGLE_TASK_QUERIES_MIN;
	return part < SICHT_SINGLE_MAX ? part : SICHT_SINGLE_MAX;
}

/* An engine for each segment, and as many threads as get enough to do. */
static void choose_engines(struct sicht_search *search)
{
	double cost_ns = 0;
	for (size_t i = 0; i < search->segment_count; i++) {
		search->work[i].choice = sicht_search_choose(search->segments[i], search->plan,
			search->options->engine, search->query_count);
		cost_ns += search->work[i].choice.cost_ns;
	}
	search->block_threads = search->threads;
	if (cost_ns < THREAD_NS_MIN * search->threads)
		search->block_threads = 1 + (int)(cost_ns / THREAD_NS_MIN);
}

/* Tasks of one segment for the block. */
static enum sicht_status plan_segment(
	struct sicht_search *search, size_t segment, struct tasks *tasks)
{
	const struct sicht_segment *searched = search->segments[segment];
	struct sicht_search_work *work = &search->work[segment];
	struct task task = {.segment = segment, .number_count = search->query_count};
	task.engine = work->choice.engine;
	if (task.engine == SICHT_SEARCH_LINEAR)
		return add_parts(tasks, task, searched->info.item_count, LINEAR_TASK_HASHES);
	work->entries = sicht_zeroed(search->query_count, sizeof *work->entries);
	if (work->entries == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for a search");
	if (task.engine == SICHT_SEARCH_SINGLE)
		return add_parts(tasks, task, search->query_count, single_part(search));
	search->is_joined = true;
	return add_join(search, segment, tasks);
}

static void run_task(const struct sicht_search *search, struct sicht_search_worker *worker,
	const struct task *task)
{
	if (task->engine == SICHT_SEARCH_LINEAR)
		sicht_linear_scan(search, worker, task->segment, task->begin, task->end,
			task->numbers, task->number_count);
	else if (task->engine == SICHT_SEARCH_SINGLE)
		sicht_ring_single(
			search, worker, task->segment, (uint32_t)task->begin, (uint32_t)task->end);
	else
		sicht_ring_join(search, worker, task->segment, task->k, (unsigned)task->begin,
			(unsigned)task->end);
}

static void run_all(const struct sicht_search *search, const struct tasks *tasks)
{
	int threads = search->block_threads;
	if (threads == 1 ||
		tasks->count < 2) { /* to ask OpenMP for one thread takes as long as half a query */
		for (size_t i = 0; i < tasks->count; i++)
			run_task(search, &search->workers[0], &tasks->items[i]);
		return;
	}
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
	for (size_t i = 0; i < tasks->count; i++)
		run_task(search, &search->workers[omp_get_thread_num()], &tasks->items[i]);
}

static enum sicht_status run_tasks(struct sicht_search *search, const struct tasks *tasks)
{
	run_all(search, tasks);
	for (int i = 0; i < search->threads; i++) {
		if (search->workers[i].out_of_memory)
			return sicht_fail(
				SICHT_ERROR_MEMORY, "the matches of a search do not fit in memory");
		if (search->workers[i].damaged != NULL)
			return sicht_segment_fail_damaged(search->workers[i].damaged);
	}
	return SICHT_OK;
}

/* ----------------------------------------------------------------------------------- given up */

/* Matches that the ring engines found before they gave a query up would come again: drop them. */
static void drop_given_up(struct sicht_search *search)
{
	for (int i = 0; i < search->threads; i++) {
		struct sicht_search_worker *worker = &search->workers[i];
		size_t kept = 0;
		for (size_t j = 0; j < worker->match_count; j++) {
			struct sicht_raw_match match = worker->matches[j];
			worker->matches[kept] = match;
			kept += !search->work[match.segment].given_up ||
				!sicht_search_given_up(search, match.segment, match.query);
		}
		worker->match_count = kept;
	}
}

/* The linear scan for what was given up in one segment. */
static enum sicht_status scan_given_up(struct sicht_search *search, size_t segment)
{
	SICHT_DEFER(free_tasks) struct tasks tasks = {0};
	SICHT_DEFER(sicht_free_pointer)
	uint32_t *numbers = malloc(search->query_count * sizeof *numbers);
	struct task task = {.engine = SICHT_SEARCH_LINEAR, .segment = segment, .numbers = numbers};
	if (numbers == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for a search");
	for (uint32_t query = 0; query < search->query_count; query++) {
		numbers[task.number_count] = query;
		task.number_count += sicht_search_given_up(search, segment, query);
	}
	SICHT_TRY(add_parts(
		&tasks, task, search->segments[segment]->info.item_count, LINEAR_TASK_HASHES));
	return run_tasks(search, &tasks);
}

static enum sicht_status answer_given_up(struct sicht_search *search)
{
	bool any = false;
	for (size_t i = 0; i < search->segment_count; i++)
		any = any || search->work[i].given_up;
	if (!any)
		return SICHT_OK;
	drop_given_up(search);
	search->block_threads = search->threads;
	for (size_t i = 0; i < search->segment_count; i++) {
		if (search->work[i].given_up)
			SICHT_TRY(scan_given_up(search, i));
	}
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------------- blocks */

/* What belongs to one block alone. */
static void end_block(struct sicht_search **search)
{
	if ((*search)->is_joined)
		sicht_ring_join_end(*search);
	(*search)->is_joined = false;
	for (size_t i = 0; i < (*search)->segment_count; i++) {
		free((*search)->work[i].entries);
		(*search)->work[i] = (struct sicht_search_work){0};
	}
}

static enum sicht_status search_block(struct sicht_search *search)
{
	SICHT_DEFER(end_block) struct sicht_search *block = search;
	SICHT_DEFER(free_tasks) struct tasks tasks = {0};
	choose_engines(block);
	for (size_t i = 0; i < block->segment_count; i++)
		SICHT_TRY(plan_segment(block, i, &tasks));
	if (block->is_joined)
		SICHT_TRY(sicht_ring_join_begin(block));
	SICHT_TRY(run_tasks(block, &tasks));
	return answer_given_up(block);
}

static void free_search(struct sicht_search *search)
{
	free_workers(search);
	free(search->work);
}

static enum sicht_status search_all(struct sicht_search *search, const struct sicht_pdq *queries,
	size_t query_count, struct sicht_hits *hits)
{
	search->work = sicht_zeroed(search->segment_count + 1, sizeof *search->work);
	if (search->work == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for a search");
	if (search->options->owners_max > 0) {
		hits->omitted = calloc(query_count + 1, sizeof *hits->omitted);
		if (hits->omitted == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for a search");
	}
	search->workers = sicht_zeroed((size_t)search->threads, sizeof *search->workers);
	if (search->workers == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for a search");
	for (int i = 0; i < search->threads; i++)
		search->workers[i].match_max = search->options->hits_max;
	for (size_t first = 0; first < query_count; first += SICHT_SEARCH_BLOCK) {
		size_t count = query_count - first;
		search->queries = queries + first;
		search->query_count = count < SICHT_SEARCH_BLOCK ? count : SICHT_SEARCH_BLOCK;
		SICHT_TRY(search_block(search));
		SICHT_TRY(sicht_search_answer(search, (uint32_t)first, hits));
	}
	return SICHT_OK;
}

/* Where nothing was left out, sicht_hits.omitted is NULL. */
static void drop_zeros(struct sicht_hits *hits)
{
	for (size_t i = 0; hits->omitted != NULL && i < hits->query_count; i++) {
		if (hits->omitted[i] != 0)
			return;
	}
	free(hits->omitted);
	hits->omitted = NULL;
}

enum sicht_status sicht_search_range(const struct sicht_segment *const *segments,
	size_t segment_count, const struct sicht_pdq *queries, size_t query_count,
	const struct sicht_search_options *options, struct sicht_hits *hits)
{
	struct sicht_ring_plan plan; /* too large to be cleared for nothing */
	SICHT_DEFER(free_search)
	struct sicht_search search = {
		.segments = segments,
		.segment_count = segment_count,
		.options = options,
		.kernels = sicht_search_kernels(),
		.threads = sicht_threads(options->threads),
		.plan = &plan,
	};
	assert(options->threshold_bits <= SICHT_THRESHOLD_MAX && query_count <= UINT32_MAX);
	for (size_t i = 0; i < segment_count; i++) {
		assert(sicht_segment_is_pdq(segments[i]->info.kind));
		SICHT_TRY(sicht_segment_need(segments[i], options->threads));
	}
	sicht_hits_free(hits);
	hits->query_count = query_count;
	sicht_ring_plan_make(options->threshold_bits, &plan);
	enum sicht_status status = search_all(&search, queries, query_count, hits);
	if (status != SICHT_OK)
		sicht_hits_free(hits);
	else
		drop_zeros(hits);
	return status;
}
