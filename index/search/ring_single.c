/* SPDX-License-Identifier: MIT */
/*
 * One query at a time through the ring tables.
 *
 * The one idea: a probe is two reads from memory that depend on each other (where the bucket is,
 * then the bucket), and nothing else is slow. So the steps (query, table) run as a pipeline: while
 * one step's sketches are compared, the buckets of the next steps and the places of those after
 * them are on their way. A step that is too large for that (high thresholds, crowded buckets) is
 * taken out of the line and cut into pieces.
 */
#include "index/search/work.h"

#include <assert.h>
#include <string.h>

#define LINE_BYTES 64
#define PREFETCH_ENTRIES_MAX 512
#define PIECE_PROBES_MAX 128
#define PROBES_MAX 17    /* of a step in the pipeline: radius 0 or 1 */
#define PLACES_MAX 64    /* found by such a step: more are not chance */
#define ENTRIES_MAX 8192 /* of such a step, and of a piece */
#define ORDERED_MIN 64   /* queries */
#define STEPS 8          /* slots; a power of two above the last delay */
_Static_assert(ENTRIES_MAX + SICHT_KERNEL_SLACK <= SICHT_SEARCH_FOUND, "a piece fits");
_Static_assert(ENTRIES_MAX <= SICHT_SEARCH_CANDIDATES, "and its candidates");

/* Steps between the stages of one step. */
#define DELAY_BUCKETS 2
#define DELAY_PROBE 4
#define DELAY_SCREEN 5
#define DELAY_CHECK 6

struct step {
	uint32_t query;
	unsigned k;
	bool skip; /* table not probed, query given up, or answered in pieces */
	unsigned probe_count;
	struct sicht_ring_probe probes[PROBES_MAX];
	size_t place_count, candidate_count;
	uint32_t places[PLACES_MAX];
	struct sicht_ring_candidate candidates[PLACES_MAX];
};

/* One run of the engine over its queries. */
struct line {
	const struct sicht_search *search;
	struct sicht_search_worker *worker;
	size_t segment;
	uint32_t hash_count;
	const struct sicht_pdq *hashes;
	struct sicht_ring_table tables[SICHT_RING_CHUNKS];
	bool damaged;
	bool in_pieces; /* radii above 1 */
	struct step steps[STEPS];
};

void sicht_ring_check(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, unsigned k, const struct sicht_ring_candidate *candidates, size_t count)
{
	const struct sicht_pdq *hashes = sicht_segment_hashes(search->segments[segment]);
	struct sicht_ring_match checked[SICHT_CHECK_MAX];
	for (size_t at = 0; at < count; at += SICHT_CHECK_MAX) {
		size_t part = count - at < SICHT_CHECK_MAX ? count - at : SICHT_CHECK_MAX;
		size_t found = search->kernels->check(
			hashes, search->queries, candidates + at, part, &search->plan, k, checked);
		for (size_t i = 0; i < found; i++) {
			struct sicht_raw_match match = {checked[i].query, (uint32_t)segment,
				checked[i].id, checked[i].distance};
			sicht_search_worker_add(worker, &match);
		}
	}
}

static inline uint32_t key_of(const struct sicht_pdq *query, unsigned k)
{
	return (uint32_t)sicht_ring_chunk(query, k + 1) << 16 |
	       (sicht_ring_chunk(query, k + 2) & 0xff);
}

/*
 * Ask for the sketches of a run, as far as the first-level cache has use for them. (Always inline:
 * gcc takes a function that only asks for memory to do nothing, and drops calls of it.)
 */
static inline __attribute__((always_inline)) void prefetch_run(const struct sicht_ring_run *run)
{
	uint32_t count = run->count < PREFETCH_ENTRIES_MAX ? run->count : PREFETCH_ENTRIES_MAX;
	const char *begin = (const char *)run->sketches;
	const char *end = (const char *)(run->sketches + count);
	__builtin_prefetch(begin);
	for (const char *at = begin + LINE_BYTES; at < end; at += LINE_BYTES)
		__builtin_prefetch(at);
	__builtin_prefetch(end);
}

/* -------------------------------------------------------------------------------- in pieces */

/* Probe, screen and check runs of at most ENTRIES_MAX entries. */
static void take_piece(struct line *line, uint32_t query, unsigned k,
	const struct sicht_ring_probe *probes, size_t probe_count)
{
	const struct sicht_search *search = line->search;
	const struct sicht_search_kernels *kernels = search->kernels;
	struct sicht_ring_candidate *candidates = line->worker->candidates;
	uint32_t *places = line->worker->found;
	uint32_t key = key_of(&search->queries[query], k);
	size_t count = kernels->probe(probes, probe_count, (uint16_t)(key >> 16),
		sicht_ring_limit_two(&search->plan, k), places);
	if (!sicht_search_charge(search, line->segment, query,
		    (uint32_t)count * search->work[line->segment].choice.survivor_entries))
		return;
	count = kernels->screen(probes, line->hash_count, places, count, key,
		sicht_ring_limit_three(&search->plan, k), query, candidates, &line->damaged);
	sicht_ring_check(search, line->worker, line->segment, k, candidates, count);
}

/* A piece in the making. */
struct piece {
	struct sicht_ring_probe probes[PIECE_PROBES_MAX];
	size_t probe_count;
	uint32_t entries;
};

/* Add a run to the piece; each time it is full, it is taken. */
static void add_run(struct line *line, uint32_t query, unsigned k, struct sicht_ring_probe probe,
	struct piece *piece)
{
	struct sicht_ring_run *run = &probe.run;
	while (run->count > 0) {
		struct sicht_ring_probe part = probe;
		if (part.run.count > ENTRIES_MAX - piece->entries)
			part.run.count = ENTRIES_MAX - piece->entries;
		run->sketches += part.run.count;
		run->words += part.run.count;
		run->count -= part.run.count;
		piece->probes[piece->probe_count++] = part;
		piece->entries += part.run.count;
		if (piece->entries < ENTRIES_MAX && piece->probe_count < PIECE_PROBES_MAX)
			continue;
		take_piece(line, query, k, piece->probes, piece->probe_count);
		piece->entries = 0;
		piece->probe_count = 0;
	}
}

/* All probes of one table, cut into pieces. */
static void take_in_pieces(struct line *line, uint32_t query, unsigned k)
{
	const struct sicht_ring_plan *plan = &line->search->plan;
	unsigned word = sicht_ring_chunk(&line->search->queries[query], k), m = 0;
	struct piece piece = {.probe_count = 0};
	for (unsigned far = 0; (int)far <= plan->radius[k]; far++) {
		for (; m < plan->mask_end[far]; m++) {
			struct sicht_ring_probe probe = {.far = far};
			probe.run = sicht_ring_bucket(&line->tables[k], line->hash_count,
				word ^ plan->mask[m], &line->damaged);
			if (!sicht_search_charge(
				    line->search, line->segment, query, probe.run.count))
				return;
			prefetch_run(&probe.run);
			add_run(line, query, k, probe, &piece);
		}
	}
	take_piece(line, query, k, piece.probes, piece.probe_count);
}

/* ------------------------------------------------------------------------------- the pipeline */

static void stage_begin(struct line *line, struct step *step, uint32_t query, unsigned k)
{
	const struct sicht_ring_plan *plan = &line->search->plan;
	step->query = query;
	step->k = k;
	step->place_count = step->candidate_count = step->probe_count = 0;
	step->skip = plan->radius[k] < 0;
	if (step->skip || line->in_pieces)
		return;
	unsigned word = sicht_ring_chunk(&line->search->queries[query], k);
	for (unsigned m = 0; m < plan->mask_end[plan->radius[k]]; m++)
		__builtin_prefetch(&line->tables[k].offsets[word ^ plan->mask[m]]);
}

static void stage_buckets(struct line *line, struct step *step)
{
	const struct sicht_ring_plan *plan = &line->search->plan;
	const struct sicht_ring_table *table = &line->tables[step->k];
	uint32_t entries = 0;
	if (step->skip || line->in_pieces)
		return;
	unsigned word = sicht_ring_chunk(&line->search->queries[step->query], step->k);
	unsigned count = 0, mask_count = plan->mask_end[plan->radius[step->k]];
	for (unsigned m = 0; m < mask_count; m++) {
		struct sicht_ring_run run = sicht_ring_bucket(
			table, line->hash_count, word ^ plan->mask[m], &line->damaged);
		prefetch_run(&run);
		step->probes[count] = (struct sicht_ring_probe){run, m > 0};
		count += run.count > 0;
		entries += run.count;
	}
	step->probe_count = entries <= ENTRIES_MAX ? count : PROBES_MAX + 1;
}

static void stage_probe(struct line *line, struct step *step)
{
	const struct sicht_search *search = line->search;
	if (step->skip)
		return;
	if (line->in_pieces || step->probe_count > PROBES_MAX) {
		if (!sicht_search_given_up(search, line->segment, step->query))
			take_in_pieces(line, step->query, step->k);
		step->skip = true;
		return;
	}
	uint16_t sketch = (uint16_t)sicht_ring_chunk(&search->queries[step->query], step->k + 1);
	const uint32_t *found = line->worker->found;
	size_t count = search->kernels->probe(step->probes, step->probe_count, sketch,
		sicht_ring_limit_two(&search->plan, step->k), line->worker->found);
	if (count > PLACES_MAX) {
		take_piece(line, step->query, step->k, step->probes, step->probe_count);
		step->skip = true;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const struct sicht_ring_run *run = &step->probes[found[i] >> 16].run;
		step->places[i] = found[i];
		__builtin_prefetch(&run->words[found[i] & 0xffff]);
	}
	step->place_count = count;
}

static void stage_screen(struct line *line, struct step *step)
{
	const struct sicht_search *search = line->search;
	if (step->skip || step->place_count == 0)
		return;
	step->candidate_count = search->kernels->screen(step->probes, line->hash_count,
		step->places, step->place_count, key_of(&search->queries[step->query], step->k),
		sicht_ring_limit_three(&search->plan, step->k), step->query, step->candidates,
		&line->damaged);
	for (size_t i = 0; i < step->candidate_count; i++)
		__builtin_prefetch(&line->hashes[step->candidates[i].id]);
}

static void stage_check(struct line *line, struct step *step)
{
	if (!step->skip && step->candidate_count > 0)
		sicht_ring_check(line->search, line->worker, line->segment, step->k,
			step->candidates, step->candidate_count);
}

/*
 * The queries in order of chunk k, as chunk << 16 | query - begin: then a step's buckets lie beside
 * those of the step before, and share pages with them. Two passes of a radix sort; where queries
 * are few they share nothing, and keep their order.
 */
static void order_queries(const struct sicht_search *search, uint32_t begin, uint32_t count,
	unsigned k, uint32_t *order)
{
	uint32_t other[SICHT_SINGLE_MAX];
	for (uint32_t i = 0; i < count; i++)
		order[i] = sicht_ring_chunk(&search->queries[begin + i], k) << 16 | i;
	if (count < ORDERED_MIN)
		return;
	for (unsigned shift = 16; shift < 32; shift += 8) {
		uint32_t places[257] = {0};
		for (uint32_t i = 0; i < count; i++)
			places[(order[i] >> shift & 0xff) + 1]++;
		for (unsigned i = 0; i < 256; i++)
			places[i + 1] += places[i];
		for (uint32_t i = 0; i < count; i++)
			other[places[order[i] >> shift & 0xff]++] = order[i];
		memcpy(order, other, count * sizeof *order);
	}
}

void sicht_ring_single(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, uint32_t begin, uint32_t end)
{
	struct line line = {
		.search = search,
		.worker = worker,
		.segment = segment,
		.hash_count = (uint32_t)search->segments[segment]->info.item_count,
		.hashes = sicht_segment_hashes(search->segments[segment]),
		.in_pieces = search->plan.radius[0] > 1,
	};
	if (!sicht_search_worker_need(
		    worker, &worker->found, SICHT_SEARCH_FOUND * sizeof *worker->found) ||
		!sicht_search_worker_need(worker, &worker->candidates,
			SICHT_SEARCH_CANDIDATES * sizeof *worker->candidates))
		return;
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++)
		line.tables[k] = sicht_segment_table(search->segments[segment], k);
	/* Table after table, so that its directory stays in the second-level cache. */
	uint32_t order[SICHT_SINGLE_MAX], queries = end - begin;
	uint64_t step_count = (uint64_t)queries * SICHT_RING_CHUNKS;
	assert(queries <= SICHT_SINGLE_MAX);
	for (uint64_t s = 0; s < step_count + DELAY_CHECK && !worker->out_of_memory; s++) {
		if (s < step_count && s % queries == 0)
			order_queries(search, begin, queries, (unsigned)(s / queries), order);
		if (s < step_count)
			stage_begin(&line, &line.steps[s % STEPS],
				begin + (order[s % queries] & 0xffff), (unsigned)(s / queries));
		if (s >= DELAY_BUCKETS && s - DELAY_BUCKETS < step_count)
			stage_buckets(&line, &line.steps[(s - DELAY_BUCKETS) % STEPS]);
		if (s >= DELAY_PROBE && s - DELAY_PROBE < step_count)
			stage_probe(&line, &line.steps[(s - DELAY_PROBE) % STEPS]);
		if (s >= DELAY_SCREEN && s - DELAY_SCREEN < step_count)
			stage_screen(&line, &line.steps[(s - DELAY_SCREEN) % STEPS]);
		if (s >= DELAY_CHECK)
			stage_check(&line, &line.steps[(s - DELAY_CHECK) % STEPS]);
	}
	if (line.damaged)
		worker->damaged = search->segments[segment];
}
