/* SPDX-License-Identifier: MIT */
/*
 * The linear scan: the oracle, and the engine wherever tables do not pay.
 *
 * The one idea: a tile of hashes is rearranged once, in the first-level cache, and then meets all
 * queries; so memory is read once for the whole batch, and the cost of a comparison does not
 * depend on the number of hashes.
 */
#include "index/search/work.h"

#include "sicht/limits.h"

static void keep(struct sicht_search_worker *worker, size_t segment, size_t first_hash,
	size_t count, const uint32_t *numbers, size_t first_query)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t hit = worker->found[i];
		size_t query = first_query + (hit >> 18);
		struct sicht_raw_match match = {
			.query = numbers != NULL ? numbers[query] : (uint32_t)query,
			.segment = (uint32_t)segment,
			.id = (uint32_t)first_hash + (hit >> 8 & (SICHT_TILE_HASHES - 1)),
			.distance = hit & 0xff,
		};
		sicht_search_worker_add(worker, &match);
	}
}

static void scan_tile(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, size_t first_hash, size_t hash_count, const uint32_t *numbers,
	size_t query_count)
{
	const struct sicht_pdq *hashes =
		sicht_segment_hashes(search->segments[segment]) + first_hash;
	unsigned threshold = search->options->threshold_bits;
	struct sicht_pdq gathered[SICHT_TILE_QUERIES];
	search->kernels->tile_load(hashes, hash_count, threshold, worker->tile);
	for (size_t first = 0; first < query_count; first += SICHT_TILE_QUERIES) {
		const struct sicht_pdq *queries = search->queries + first;
		size_t count = query_count - first;
		if (count > SICHT_TILE_QUERIES)
			count = SICHT_TILE_QUERIES;
		if (numbers != NULL) {
			for (size_t i = 0; i < count; i++)
				gathered[i] = search->queries[numbers[first + i]];
			queries = gathered;
		}
		size_t found = search->kernels->tile_scan(
			worker->tile, hashes, hash_count, queries, count, threshold, worker->found);
		keep(worker, segment, first_hash, found, numbers, first);
	}
}

void sicht_linear_scan(const struct sicht_search *search, struct sicht_search_worker *worker,
	size_t segment, size_t begin, size_t end, const uint32_t *numbers, size_t count)
{
	if (!sicht_search_worker_need(worker, &worker->tile, SICHT_TILE_BYTES) ||
		!sicht_search_worker_need(
			worker, &worker->found, SICHT_SEARCH_FOUND * sizeof *worker->found))
		return;
	for (size_t at = begin; at < end && !worker->out_of_memory; at += SICHT_TILE_HASHES) {
		size_t hash_count = end - at < SICHT_TILE_HASHES ? end - at : SICHT_TILE_HASHES;
		scan_tile(search, worker, segment, at, hash_count, numbers, count);
	}
}
