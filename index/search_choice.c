/* SPDX-License-Identifier: MIT */
/*
 * Which engine answers: a model of what each costs, in nanoseconds of one core.
 *
 * The constants were measured with bench-search on an AVX-512 core; what counts is their ratio,
 * and that is much alike on other processors. A wrong choice costs time, never a match.
 */
#include "index/search_work.h"

#include "sicht/limits.h"

/* The linear scan: a hash rearranged for the batch, and one comparison for each 16 prefix bits. */
#define LINEAR_LOAD_NS 0.4
#define LINEAR_CHUNK_NS 0.018

/* A probe of a query on its own, and an entry of a bucket. */
#define SINGLE_PROBE_NS 12.0
#define SINGLE_ENTRY_NS 0.30

/* The join: a list gathered, an entry looked at, a bucket visited. */
#define JOIN_PROBE_NS 2.2
#define JOIN_ENTRY_NS 0.07
#define JOIN_BUCKET_NS 25.0

enum sicht_search_engine sicht_search_choose(const struct sicht_segment *segment,
	const struct sicht_search_options *options, size_t query_count)
{
	if (!sicht_segment_is_ring(segment) || options->engine == SICHT_SEARCH_LINEAR)
		return SICHT_SEARCH_LINEAR;
	if (options->engine != SICHT_SEARCH_AUTO)
		return options->engine;
	struct sicht_ring_plan plan;
	double queries = (double)query_count, hashes = (double)segment->info.item_count;
	double probes = 0, buckets = 0;
	sicht_ring_plan_make(options->threshold_bits, &plan);
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
		if (plan.radius[k] < 0)
			continue;
		probes += plan.mask_end[plan.radius[k]];
		buckets += SICHT_RING_BUCKETS;
	}
	double entries = probes * hashes / SICHT_RING_BUCKETS;
	unsigned chunks = sicht_tile_prefix_chunks(options->threshold_bits);
	double linear = hashes * (LINEAR_LOAD_NS + queries * chunks * LINEAR_CHUNK_NS);
	double single = queries * (probes * SINGLE_PROBE_NS + entries * SINGLE_ENTRY_NS);
	double join = buckets * JOIN_BUCKET_NS +
		      queries * (probes * JOIN_PROBE_NS + entries * JOIN_ENTRY_NS);
	if (linear <= single && linear <= join)
		return SICHT_SEARCH_LINEAR;
	return single <= join ? SICHT_SEARCH_SINGLE : SICHT_SEARCH_JOIN;
}
