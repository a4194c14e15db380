/* SPDX-License-Identifier: MIT */
/*
 * Which engine answers: a model of what each costs, in nanoseconds of one core.
 *
 * The constants were measured with bench-search on an AVX-512 core (bench/README.md says how); what
 * counts is their ratio, and that is much alike on other processors. A wrong choice costs time,
 * never a match.
 */
#include "index/search_work.h"

#include <math.h>

#include "sicht/limits.h"

/* The linear scan: a hash rearranged for the batch, and one comparison for each 16 prefix bits. */
#define LINEAR_LOAD_NS 0.6
#define LINEAR_CHUNK_NS 0.013

/* A probe of a query on its own, and an entry of a bucket. */
#define SINGLE_PROBE_NS 12.0
#define SINGLE_ENTRY_NS 0.30

/* The join: a bucket visited, a list asked, some query met at all; an entry brought from memory. */
#define JOIN_BUCKET_NS 12.0
#define JOIN_LIST_NS 0.8
#define JOIN_MEETING_NS 25.0
#define JOIN_BRING_NS 0.28

/* And for each query: its place in a list, and an entry looked at. */
#define JOIN_PROBE_NS 1.0
#define JOIN_ENTRY_NS 0.05

/* A candidate compared in full: it lies anywhere in memory. */
#define CANDIDATE_NS 20.0

/* What the ring engines do for one query, if hashes are uniform. */
struct effort {
	double probes, entries, tables;
};

static struct effort effort_of(const struct sicht_segment *segment, unsigned threshold)
{
	struct effort effort = {0};
	struct sicht_ring_plan plan;
	sicht_ring_plan_make(threshold, &plan);
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
		if (plan.radius[k] < 0)
			continue;
		effort.tables++;
		effort.probes += plan.mask_end[plan.radius[k]];
	}
	effort.entries = effort.probes * (double)segment->info.item_count / SICHT_RING_BUCKETS;
	return effort;
}

static double linear_ns(const struct sicht_segment *segment, unsigned threshold, double queries)
{
	double chunks = sicht_tile_prefix_chunks(threshold);
	return (double)segment->info.item_count *
	       (LINEAR_LOAD_NS + queries * chunks * LINEAR_CHUNK_NS);
}

static double single_ns(const struct effort *effort, double queries)
{
	return queries * (effort->probes * SINGLE_PROBE_NS + effort->entries * SINGLE_ENTRY_NS);
}

static double join_ns(
	const struct sicht_segment *segment, const struct effort *effort, double queries)
{
	double lists = effort->probes / effort->tables;
	double met = 1 - exp(-queries * lists / SICHT_RING_BUCKETS);
	double bucket = JOIN_BUCKET_NS + lists * JOIN_LIST_NS + met * JOIN_MEETING_NS;
	return effort->tables * (SICHT_RING_BUCKETS * bucket +
					(double)segment->info.item_count * JOIN_BRING_NS) +
	       queries * (effort->probes * JOIN_PROBE_NS + effort->entries * JOIN_ENTRY_NS);
}

static enum sicht_search_engine cheapest(double linear, double single, double join)
{
	double ring = single <= join ? single : join;
	/* The budget of a query is a linear scan: uniform data has to stay well below it. */
	if (2 * ring > linear)
		return SICHT_SEARCH_LINEAR;
	return single <= join ? SICHT_SEARCH_SINGLE : SICHT_SEARCH_JOIN;
}

struct sicht_search_choice sicht_search_choose(const struct sicht_segment *segment,
	const struct sicht_search_options *options, size_t query_count)
{
	struct effort effort = effort_of(segment, options->threshold_bits);
	double queries = (double)query_count;
	double linear = linear_ns(segment, options->threshold_bits, queries);
	double single = single_ns(&effort, queries), join = join_ns(segment, &effort, queries);
	struct sicht_search_choice choice = {.engine = options->engine, .cost_ns = linear};
	if (!sicht_segment_is_ring(segment))
		choice.engine = SICHT_SEARCH_LINEAR;
	else if (choice.engine == SICHT_SEARCH_AUTO)
		choice.engine = cheapest(linear, single, join);
	if (choice.engine == SICHT_SEARCH_LINEAR)
		return choice;
	bool is_join = choice.engine == SICHT_SEARCH_JOIN;
	double entry_ns = is_join ? JOIN_ENTRY_NS : SINGLE_ENTRY_NS;
	choice.cost_ns = is_join ? join : single;
	choice.candidate_entries = (uint32_t)(CANDIDATE_NS / entry_ns);
	/* An engine that was asked for answers all by itself. */
	choice.budget_entries = UINT32_MAX;
	if (options->engine == SICHT_SEARCH_AUTO && linear / queries / entry_ns < UINT32_MAX / 2)
		choice.budget_entries = (uint32_t)(linear / queries / entry_ns);
	return choice;
}
