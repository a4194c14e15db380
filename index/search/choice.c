/* SPDX-License-Identifier: MIT */
/*
 * Which engine answers: a model of what each costs, in nanoseconds of one core.
 *
 * The constants were measured with bench-search on an AVX-512 core (bench/README.md says how); what
 * counts is their ratio, and that is much alike on other processors. A wrong choice costs time,
 * never a match.
 */
#include "index/search/work.h"

#include <math.h>

#include "sicht/limits.h"

/* The linear scan: a hash rearranged for the batch, and one comparison for each 16 prefix bits. */
#define LINEAR_LOAD_NS 0.6
#define LINEAR_CHUNK_NS 0.013

/* One query: a table, a probe, an entry of a bucket, and one whose sketch is near. */
#define SINGLE_TABLE_NS 25.0
#define SINGLE_PROBE_NS 4.0
#define SINGLE_ENTRY_NS 0.16
#define SINGLE_SURVIVOR_NS 30.0

/* The join: a bucket visited, a list asked, some query met at all; an entry brought from memory. */
#define JOIN_BUCKET_NS 12.0
#define JOIN_LIST_NS 0.8
#define JOIN_HIT_NS 35.0
#define JOIN_BRING_NS 0.28

/* And for each query: its place in a list, an entry looked at, and one whose sketch is near. */
#define JOIN_PROBE_NS 1.0
#define JOIN_ENTRY_NS 0.02
#define JOIN_SURVIVOR_NS 18.0

/* Survivors beyond so many times what chance brings count as work of their queries. */
#define SURVIVORS_FREE 4

/* What the ring engines do for one query, if hashes are uniform. */
struct effort {
	double probes, entries, survivors, tables;
};

/* Words of 16 bits that differ from one word in at most 0, 1, .. bits. */
static const double words_within[] = {1, 17, 137, 697, 2517, 6885, 14893, 26333};
_Static_assert(2 * SICHT_RING_RADIUS_MAX + 1 < sizeof words_within / sizeof *words_within,
	"the greatest limit of two chunks has its number");

/* Table k's part in it. */
static void add_table(
	const struct sicht_ring_plan *plan, unsigned k, double run_entries, struct effort *effort)
{
	effort->tables++;
	for (unsigned far = 0; (int)far <= plan->radius[k]; far++) {
		double lists = plan->mask_end[far] - (far > 0 ? plan->mask_end[far - 1] : 0);
		double near = words_within[sicht_ring_limit_two(plan, k) - far];
		effort->probes += lists;
		effort->entries += lists * run_entries;
		effort->survivors += lists * run_entries * near / SICHT_RING_BUCKETS;
	}
}

static struct effort effort_of(
	const struct sicht_segment *segment, const struct sicht_ring_plan *plan)
{
	double run_entries = (double)segment->info.item_count / SICHT_RING_BUCKETS;
	struct effort effort = {0};
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
		if (plan->radius[k] >= 0)
			add_table(plan, k, run_entries, &effort);
	}
	return effort;
}

static double linear_ns(const struct sicht_segment *segment, unsigned threshold, double queries)
{
	double chunks = sicht_tile_prefix_chunks(threshold);
	return (double)segment->info.item_count *
	       (LINEAR_LOAD_NS + queries * chunks * LINEAR_CHUNK_NS);
}

/* What the looks at entries cost; it grows with the segment. */
static double single_scan_ns(const struct effort *effort)
{
	return effort->entries * SINGLE_ENTRY_NS + effort->survivors * SINGLE_SURVIVOR_NS;
}

static double join_scan_ns(const struct effort *effort)
{
	return effort->entries * JOIN_ENTRY_NS + effort->survivors * JOIN_SURVIVOR_NS;
}

static double single_ns(const struct effort *effort, double queries)
{
	return queries * (effort->tables * SINGLE_TABLE_NS + effort->probes * SINGLE_PROBE_NS +
				 single_scan_ns(effort));
}

static double join_ns(
	const struct sicht_segment *segment, const struct effort *effort, double queries)
{
	double lists = effort->probes / effort->tables;
	double met = 1 - exp(-queries * lists / SICHT_RING_BUCKETS);
	double bucket = JOIN_BUCKET_NS + lists * JOIN_LIST_NS + met * JOIN_HIT_NS;
	return effort->tables * (SICHT_RING_BUCKETS * bucket +
					(double)segment->info.item_count * JOIN_BRING_NS) +
	       queries * (effort->probes * JOIN_PROBE_NS + join_scan_ns(effort));
}

/* The engine that AUTO picks for a segment with tables. */
static enum sicht_search_engine cheapest(
	double linear, double single, double join, const struct effort *effort, double queries)
{
	bool is_join = join < single;
	double scan = queries * (is_join ? join_scan_ns(effort) : single_scan_ns(effort));
	/* The budget of a query is a linear scan: uniform data has to stay well below it. */
	if (2 * scan > linear || (linear <= single && linear <= join))
		return SICHT_SEARCH_LINEAR;
	return is_join ? SICHT_SEARCH_JOIN : SICHT_SEARCH_SINGLE;
}

struct sicht_search_choice sicht_search_choose(const struct sicht_segment *segment,
	const struct sicht_ring_plan *plan, enum sicht_search_engine engine, size_t query_count)
{
	struct effort effort = effort_of(segment, plan);
	double queries = (double)query_count;
	double linear = linear_ns(segment, plan->threshold, queries);
	double single = single_ns(&effort, queries), join = join_ns(segment, &effort, queries);
	struct sicht_search_choice choice = {.engine = engine, .cost_ns = linear};
	if (!sicht_segment_is_ring(segment))
		choice.engine = SICHT_SEARCH_LINEAR;
	else if (choice.engine == SICHT_SEARCH_AUTO)
		choice.engine = cheapest(linear, single, join, &effort, queries);
	if (choice.engine == SICHT_SEARCH_LINEAR)
		return choice;
	bool is_join = choice.engine == SICHT_SEARCH_JOIN;
	double entry_ns = is_join ? JOIN_ENTRY_NS : SINGLE_ENTRY_NS;
	double survivor_ns = is_join ? JOIN_SURVIVOR_NS : SINGLE_SURVIVOR_NS;
	double budget = linear / queries / entry_ns;
	choice.cost_ns = is_join ? join : single;
	choice.survivor_entries = (uint32_t)(survivor_ns / entry_ns);
	choice.survivors_free = SURVIVORS_FREE * effort.survivors / effort.entries;
	/* An engine that was asked for answers all by itself. */
	choice.budget_entries = UINT32_MAX;
	if (engine == SICHT_SEARCH_AUTO && budget < UINT32_MAX / 2)
		choice.budget_entries = (uint32_t)budget;
	return choice;
}
