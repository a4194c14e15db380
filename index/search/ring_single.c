/* SPDX-License-Identifier: MIT */
/*
 * One query at a time through the ring tables.
 *
 * The one idea: a probe is two reads from memory that depend on each other (where the bucket is,
 * then the bucket), and nothing else is slow. So the steps (query, table) run as a pipeline: while
 * one step's sketches are compared, the buckets of the next steps and the places of those after
 * them are on their way. A step that is too large for that (high thresholds, crowded buckets) is
 * taken out of the line and cut into pieces.
 *
 * What is asked for goes to the second-level cache: see sicht_prefetch().
 */
#include "index/search/work.h"

#include <assert.h>
#include <string.h>

#define LINE_ITEMS (SICHT_RING_LINE_BYTES / sizeof(uint32_t))
#define PIECE_PROBES_MAX 128
#define PROBES_MAX SICHT_FIND_WORDS /* of a step in the pipeline: radius 0 or 1 */
#define PLACES_MAX 32               /* found by such a step: more are not chance */
#define ENTRIES_MAX 8192            /* of such a step, and of a piece */
#define ORDERED_MIN 64              /* queries */
#define STEPS 16                    /* slots; a power of two above the last delay */
_Static_assert(ENTRIES_MAX <= SICHT_SEARCH_CANDIDATES, "a piece fits");
_Static_assert(PROBES_MAX <= ENTRIES_MAX / SICHT_RING_PACKED_MAX, "packed: never too large");

/* Steps between the stages of one step. */
#define DELAY_BUCKETS 4
#define DELAY_PROBE 8
#define DELAY_WORDS 9
#define DELAY_SCREEN 11
#define DELAY_CHECK 13
_Static_assert(DELAY_CHECK < STEPS, "a slot is free again when it is needed");

struct step {
	uint32_t query;
	unsigned k;
	bool skip;         /* table not probed, query given up, or answered in pieces */
	bool is_too_large; /* for the pipeline */
	struct sicht_ring_range ranges[PROBES_MAX];
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
	bool in_pieces;  /* radii above 1 */
	uint32_t *found; /* of one call of a kernel: ENTRIES_MAX, and slack */
};

void sicht_ring_check(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, unsigned k, const struct sicht_ring_candidate *candidates, size_t count)
{
	const struct sicht_pdq *hashes = sicht_segment_hashes(search->segments[segment]);
	const uint64_t *owners = sicht_segment_words(search->segments[segment], SICHT_BLOCK_OWNERS);
	struct sicht_ring_match checked[SICHT_CHECK_MAX];
	for (size_t at = 0; at < count; at += SICHT_CHECK_MAX) {
		size_t part = count - at < SICHT_CHECK_MAX ? count - at : SICHT_CHECK_MAX;
		size_t found = search->kernels->check(
			hashes, search->queries, candidates + at, part, search->plan, k, checked);
		for (size_t i = 0; i < found; i++) {
			struct sicht_raw_match match = {checked[i].query, (uint32_t)segment,
				checked[i].id, checked[i].distance};
			sicht_prefetch(&owners[match.id]); /* for the answer */
			sicht_search_worker_add(worker, &match);
		}
	}
}

static inline uint32_t key_of(const struct sicht_pdq *query, unsigned k)
{
	return (uint32_t)sicht_ring_chunk(query, k + 1) << 16 |
	       (sicht_ring_chunk(query, k + 2) & 0xff);
}

/* -------------------------------------------------------------------------------- in pieces */

/* Probe, screen and check at most ENTRIES_MAX entries. */
static void take_piece(
	struct line *line, uint32_t query, unsigned k, const struct sicht_ring_probes *probes)
{
	const struct sicht_search *search = line->search;
	const struct sicht_search_kernels *kernels = search->kernels;
	const struct sicht_ring_table *table = &line->tables[k];
	struct sicht_search_worker *worker = line->worker;
	uint32_t key = key_of(&search->queries[query], k);
	if (!sicht_search_worker_need(worker, &worker->candidates,
		    SICHT_SEARCH_CANDIDATES * sizeof *worker->candidates))
		return;
	size_t count = kernels->probe(table->sketches, probes, (uint16_t)(key >> 16),
		sicht_ring_limit_two(search->plan, k), line->found);
	if (!sicht_search_charge(search, line->segment, query,
		    (uint32_t)count * search->work[line->segment].choice.survivor_entries))
		return;
	count = kernels->screen(table, line->hash_count, line->found, count, key,
		sicht_ring_limit_three(search->plan, k), query, worker->candidates, &line->damaged);
	sicht_ring_check(search, worker, line->segment, k, worker->candidates, count);
}

/* A piece in the making. */
struct piece {
	struct sicht_ring_range ranges[PIECE_PROBES_MAX];
	struct sicht_ring_probes probes; /* these */
	uint32_t entries;
};

static void begin_piece(struct piece *piece)
{
	piece->probes = (struct sicht_ring_probes){.ranges = piece->ranges};
	piece->entries = 0;
}

/* Add a bucket to the piece; each time it is full, it is taken. */
static void add_range(struct line *line, uint32_t query, unsigned k, struct sicht_ring_range range,
	unsigned far, struct piece *piece)
{
	unsigned *end = piece->probes.end;
	while (range.count > 0) {
		uint32_t part = range.count;
		if (part > ENTRIES_MAX - piece->entries)
			part = ENTRIES_MAX - piece->entries;
		piece->ranges[end[far]] = (struct sicht_ring_range){range.begin, part};
		for (unsigned i = far, count = end[far] + 1; i <= SICHT_RING_RADIUS_MAX; i++)
			end[i] = count;
		range.begin += part;
		range.count -= part;
		piece->entries += part;
		if (piece->entries < ENTRIES_MAX && end[far] < PIECE_PROBES_MAX)
			continue;
		take_piece(line, query, k, &piece->probes);
		begin_piece(piece);
	}
}

/* All probes of one table, cut into pieces. */
static void take_in_pieces(struct line *line, uint32_t query, unsigned k)
{
	const struct sicht_ring_plan *plan = line->search->plan;
	unsigned word = sicht_ring_chunk(&line->search->queries[query], k), m = 0;
	struct piece piece;
	begin_piece(&piece);
	for (unsigned far = 0; (int)far <= plan->radius[k]; far++) {
		for (; m < plan->mask_end[far]; m++) {
			struct sicht_ring_range range = sicht_ring_find(&line->tables[k],
				line->hash_count, word ^ plan->mask[m], &line->damaged);
			if (!sicht_search_charge(line->search, line->segment, query, range.count))
				return;
			sicht_prefetch_range(line->tables[k].sketches, range);
			add_range(line, query, k, range, far, &piece);
		}
	}
	take_piece(line, query, k, &piece.probes);
}

/* ------------------------------------------------------------------------------- the pipeline */

static void stage_begin(struct line *line, struct step *step, uint32_t query, unsigned k)
{
	const uint32_t *directory = line->tables[k].directory;
	const struct sicht_search *search = line->search;
	step->query = query;
	step->k = k;
	step->place_count = step->candidate_count = 0;
	step->is_too_large = line->in_pieces;
	step->skip = search->plan->radius[k] < 0;
	if (step->skip || line->in_pieces)
		return;
	unsigned word = sicht_ring_chunk(&search->queries[query], k);
	sicht_prefetch(&directory[word]);
	/* Words that differ in one of their last bits are in the same line. */
	for (unsigned other = LINE_ITEMS; other < SICHT_RING_BUCKETS && search->plan->radius[k] > 0;
		other *= 2)
		sicht_prefetch(&directory[word ^ other]);
}

/* Returns the number of entries, or one that is too large. */
static uint32_t find_each(struct line *line, struct step *step, unsigned count)
{
	const struct sicht_ring_table *table = &line->tables[step->k];
	unsigned word = sicht_ring_chunk(&line->search->queries[step->query], step->k);
	uint32_t entries = 0;
	for (unsigned m = 0; m < count; m++) {
		struct sicht_ring_range range = sicht_ring_find(table, line->hash_count,
			word ^ line->search->plan->mask[m], &line->damaged);
		step->ranges[m] = range;
		entries += range.count < ENTRIES_MAX ? range.count : ENTRIES_MAX + 1;
		sicht_prefetch_range(table->sketches, range);
	}
	return entries;
}

static void stage_buckets(struct line *line, struct step *step)
{
	const struct sicht_search *search = line->search;
	const struct sicht_ring_table *table = &line->tables[step->k];
	if (step->skip || step->is_too_large)
		return;
	unsigned count = search->plan->mask_end[search->plan->radius[step->k]];
	unsigned word = sicht_ring_chunk(&search->queries[step->query], step->k);
	if (!table->packed || count != SICHT_FIND_WORDS) {
		step->is_too_large = find_each(line, step, count) > ENTRIES_MAX;
	} else if (!search->kernels->find(table, line->hash_count, word, step->ranges)) {
		line->damaged = step->skip = true;
	}
}

static void stage_probe(struct line *line, struct step *step)
{
	const struct sicht_search *search = line->search;
	const struct sicht_ring_plan *plan = search->plan;
	const struct sicht_ring_table *table = &line->tables[step->k];
	if (step->skip)
		return;
	if (step->is_too_large) {
		if (!sicht_search_given_up(search, line->segment, step->query))
			take_in_pieces(line, step->query, step->k);
		step->skip = true;
		return;
	}
	uint16_t sketch = (uint16_t)sicht_ring_chunk(&search->queries[step->query], step->k + 1);
	unsigned near = plan->mask_end[0], all = plan->mask_end[plan->radius[step->k]];
	struct sicht_ring_probes probes = {step->ranges, {near, all, all, all}};
	size_t count = search->kernels->probe(
		table->sketches, &probes, sketch, sicht_ring_limit_two(plan, step->k), line->found);
	if (count > PLACES_MAX) {
		take_piece(line, step->query, step->k, &probes);
		step->skip = true;
		return;
	}
	/* All, whatever their number: to ask for it would be to wait for it. */
	memcpy(step->places, line->found, sizeof step->places);
	step->place_count = count;
}

/* (Always inline: see sicht_prefetch().) */
static inline __attribute__((always_inline)) void stage_words(struct line *line, struct step *step)
{
	const uint32_t *words = line->tables[step->k].words;
	for (size_t i = 0; i < step->place_count; i++)
		sicht_prefetch(&words[step->places[i] & SICHT_RING_BEGIN_MASK]);
}

static void stage_screen(struct line *line, struct step *step)
{
	const struct sicht_search *search = line->search;
	if (step->skip || step->place_count == 0)
		return;
	step->candidate_count = search->kernels->screen(&line->tables[step->k], line->hash_count,
		step->places, step->place_count, key_of(&search->queries[step->query], step->k),
		sicht_ring_limit_three(search->plan, step->k), step->query, step->candidates,
		&line->damaged);
	for (size_t i = 0; i < step->candidate_count; i++)
		sicht_prefetch(&line->hashes[step->candidates[i].id]);
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
	struct step steps[STEPS];
	uint32_t found[ENTRIES_MAX + SICHT_KERNEL_SLACK];
	struct line line = {
		.search = search,
		.worker = worker,
		.segment = segment,
		.hash_count = (uint32_t)search->segments[segment]->info.item_count,
		.hashes = sicht_segment_hashes(search->segments[segment]),
		.in_pieces = search->plan->radius[0] > 1,
		.found = found,
	};
	for (unsigned i = 0; i < SICHT_RING_CHUNKS; i++)
		line.tables[i] = sicht_segment_table(search->segments[segment], i);
	/* Table after table, so that its directory stays in the second-level cache. */
	uint32_t order[SICHT_SINGLE_MAX], queries = end - begin, place = 0;
	unsigned k = 0;
	size_t step_count = (size_t)queries * SICHT_RING_CHUNKS;
	assert(queries <= SICHT_SINGLE_MAX);
	for (size_t s = 0; s < step_count + DELAY_CHECK && !worker->out_of_memory; s++) {
		if (s < step_count) {
			if (place == 0)
				order_queries(search, begin, queries, k, order);
			stage_begin(&line, &steps[s % STEPS], begin + (order[place] & 0xffff), k);
			if (++place == queries) {
				place = 0;
				k++;
			}
		}
		if (s >= DELAY_BUCKETS && s - DELAY_BUCKETS < step_count)
			stage_buckets(&line, &steps[(s - DELAY_BUCKETS) % STEPS]);
		if (s >= DELAY_PROBE && s - DELAY_PROBE < step_count)
			stage_probe(&line, &steps[(s - DELAY_PROBE) % STEPS]);
		if (s >= DELAY_WORDS && s - DELAY_WORDS < step_count)
			stage_words(&line, &steps[(s - DELAY_WORDS) % STEPS]);
		if (s >= DELAY_SCREEN && s - DELAY_SCREEN < step_count)
			stage_screen(&line, &steps[(s - DELAY_SCREEN) % STEPS]);
		if (s >= DELAY_CHECK)
			stage_check(&line, &steps[(s - DELAY_CHECK) % STEPS]);
	}
	if (line.damaged)
		worker->damaged = search->segments[segment];
}
