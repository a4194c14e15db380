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
#include "index/search_work.h"

#include "sicht/limits.h"

#define PROBES_MAX 17  /* of a step in the pipeline: radius 0 or 1 */
#define ENTRIES_MAX 4096 /* of such a step, and of a piece */
#define STEPS 8 /* slots; a power of two above the last delay */
#define PLACES_ROOM (ENTRIES_MAX + SICHT_KERNEL_SLACK)
_Static_assert((STEPS + 1) * PLACES_ROOM <= SICHT_WORKER_FOUND, "places of steps and of a piece");
_Static_assert((STEPS + 1) * ENTRIES_MAX <= SICHT_WORKER_CANDIDATES, "the same for candidates");

/* More places than this in one step are not chance: they are charged to the query. */
#define PLACES_USUAL 64

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
	uint32_t *places;                        /* PLACES_ROOM */
	struct sicht_ring_candidate *candidates; /* ENTRIES_MAX */
};

/* One run of the engine over its queries. */
struct line {
	const struct sicht_search *search;
	struct sicht_worker *worker;
	size_t segment;
	uint32_t hash_count;
	const struct sicht_pdq *hashes;
	struct sicht_ring_table tables[SICHT_RING_CHUNKS];
	bool damaged;
	bool in_pieces; /* radii above 1 */
	struct step steps[STEPS];
};

void sicht_ring_check(const struct sicht_search *search, struct sicht_worker *worker,
	size_t segment, unsigned k, const struct sicht_ring_candidate *candidates, size_t count)
{
	size_t found = search->kernels->check(sicht_segment_hashes(search->segments[segment]),
		search->queries, candidates, count, &search->plan, k, worker->checked);
	for (size_t i = 0; i < found; i++) {
		const struct sicht_ring_match *checked = &worker->checked[i];
		struct sicht_raw_match match = {
			checked->query, (uint32_t)segment, checked->id, checked->distance};
		sicht_worker_add(worker, &match);
	}
}

static inline uint32_t key_of(const struct sicht_pdq *query, unsigned k)
{
	return (uint32_t)sicht_ring_chunk(query, k + 1) << 16 |
	       (sicht_ring_chunk(query, k + 2) & 0xff);
}

/* -------------------------------------------------------------------------------- in pieces */

/* Probe, screen and check runs of at most ENTRIES_MAX entries. */
static void take_piece(struct line *line, uint32_t query, unsigned k,
	const struct sicht_ring_probe *probes, size_t probe_count)
{
	const struct sicht_search *search = line->search;
	const struct sicht_search_kernels *kernels = search->kernels;
	const struct sicht_ring_table *table = &line->tables[k];
	struct sicht_ring_candidate *candidates = line->worker->candidates + STEPS * ENTRIES_MAX;
	uint32_t *places = line->worker->found + STEPS * PLACES_ROOM;
	uint32_t key = key_of(&search->queries[query], k);
	size_t count = kernels->probe(table->sketch, probes, probe_count, (uint16_t)(key >> 16),
		sicht_ring_limit_two(&search->plan, k), places);
	for (size_t i = 0; i < count; i++)
		__builtin_prefetch(&table->ids[places[i] & SICHT_RING_ID_MASK]);
	if (!sicht_search_charge(search, line->segment, query,
		    (uint32_t)count * SICHT_SEARCH_CANDIDATE_COST))
		return;
	count = kernels->screen(table, line->hash_count, places, count, key,
		sicht_ring_limit_three(&search->plan, k), query, candidates, &line->damaged);
	sicht_ring_check(search, line->worker, line->segment, k, candidates, count);
}

/* All probes of one table, cut into pieces. */
static void take_in_pieces(struct line *line, uint32_t query, unsigned k)
{
	const struct sicht_ring_plan *plan = &line->search->plan;
	unsigned word = sicht_ring_chunk(&line->search->queries[query], k), probe_count = 0;
	uint32_t entries = 0;
	struct sicht_ring_probe probes[64];
	for (unsigned far = 0, m = 0; (int)far <= plan->radius[k]; far++) {
		for (; m < plan->mask_end[far]; m++) {
			struct sicht_ring_run run = sicht_ring_bucket(&line->tables[k],
				line->hash_count, word ^ plan->mask[m], &line->damaged);
			if (!sicht_search_charge(
				    line->search, line->segment, query, run.count))
				return;
			while (run.count > 0) {
				uint32_t part = ENTRIES_MAX - entries;
				if (part > run.count)
					part = run.count;
				__builtin_prefetch(&line->tables[k].sketch[run.begin]);
				probes[probe_count++] =
					(struct sicht_ring_probe){run.begin, part, far};
				run.begin += part;
				run.count -= part;
				entries += part;
				if (entries < ENTRIES_MAX && probe_count < 64)
					continue;
				take_piece(line, query, k, probes, probe_count);
				entries = probe_count = 0;
			}
		}
	}
	take_piece(line, query, k, probes, probe_count);
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
		__builtin_prefetch(&table->sketch[run.begin]);
		__builtin_prefetch(&table->sketch[run.begin + 31]);
		step->probes[count] = (struct sicht_ring_probe){run.begin, run.count, m > 0};
		count += run.count > 0;
		entries += run.count;
	}
	step->probe_count = count;
	if (entries > ENTRIES_MAX)
		step->probe_count = PROBES_MAX + 1; /* in pieces */
}

static void stage_probe(struct line *line, struct step *step)
{
	const struct sicht_search *search = line->search;
	const struct sicht_ring_table *table = &line->tables[step->k];
	if (step->skip)
		return;
	if (line->in_pieces || step->probe_count > PROBES_MAX) {
		if (!sicht_search_given_up(search, line->segment, step->query))
			take_in_pieces(line, step->query, step->k);
		step->skip = true;
		return;
	}
	uint16_t sketch = (uint16_t)sicht_ring_chunk(&search->queries[step->query], step->k + 1);
	step->place_count = search->kernels->probe(table->sketch, step->probes, step->probe_count,
		sketch, sicht_ring_limit_two(&search->plan, step->k), step->places);
	for (size_t i = 0; i < step->place_count; i++)
		__builtin_prefetch(&table->ids[step->places[i] & SICHT_RING_ID_MASK]);
}

static void stage_screen(struct line *line, struct step *step)
{
	const struct sicht_search *search = line->search;
	if (step->skip || step->place_count == 0)
		return;
	if (step->place_count > PLACES_USUAL &&
		!sicht_search_charge(search, line->segment, step->query,
			(uint32_t)step->place_count * SICHT_SEARCH_CANDIDATE_COST))
		return;
	step->candidate_count = search->kernels->screen(&line->tables[step->k], line->hash_count,
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

void sicht_ring_single(const struct sicht_search *search, struct sicht_worker *worker,
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
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++)
		line.tables[k] = sicht_segment_table(search->segments[segment], k);
	for (unsigned i = 0; i < STEPS; i++) {
		line.steps[i].places = worker->found + i * PLACES_ROOM;
		line.steps[i].candidates = worker->candidates + i * ENTRIES_MAX;
	}
	uint64_t step_count = (uint64_t)(end - begin) * SICHT_RING_CHUNKS;
	for (uint64_t s = 0; s < step_count + DELAY_CHECK && !worker->out_of_memory; s++) {
		if (s < step_count)
			stage_begin(&line, &line.steps[s % STEPS],
				begin + (uint32_t)(s / SICHT_RING_CHUNKS),
				(unsigned)(s % SICHT_RING_CHUNKS));
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
