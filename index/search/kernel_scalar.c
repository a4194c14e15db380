/* SPDX-License-Identifier: MIT */
/* The search kernels in plain C: they define what is right. */
#include "index/search/kernel_body.h"

#include <string.h>

static bool supported(void)
{
	return true;
}

/* The tile is a copy: one load of a hash from the map, whatever changes there. */
static void tile_load(const struct sicht_pdq *hashes, size_t count, unsigned threshold, void *tile)
{
	(void)threshold;
	memcpy(tile, hashes, count * sizeof *hashes);
}

static size_t tile_scan(const void *tile, const struct sicht_pdq *hashes, size_t count,
	const struct sicht_pdq *queries, size_t query_count, unsigned threshold, uint32_t *out)
{
	const struct sicht_pdq *rows = tile;
	size_t found = 0;
	(void)hashes;
	for (size_t query = 0; query < query_count; query++) {
		for (size_t i = 0; i < count; i++) {
			unsigned bits = full_distance(&rows[i], &queries[query]);
			if (bits <= threshold)
				out[found++] = sicht_tile_hit((uint32_t)query, (uint32_t)i, bits);
		}
	}
	return found;
}

static size_t probe(const uint16_t *sketches, const struct sicht_ring_probes *probes,
	uint16_t sketch, unsigned limit, uint32_t *out)
{
	const struct sicht_ring_range *range = probes->ranges;
	size_t found = 0;
	for (unsigned far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		for (; range < probes->ranges + probes->end[far]; range++) {
			for (uint32_t i = range->begin; i < range->begin + range->count; i++) {
				if (count_bits((uint32_t)sketches[i] ^ sketch) + far <= limit)
					out[found++] = sicht_ring_place(i, far);
			}
		}
	}
	return found;
}

static size_t join(const struct sicht_ring_run *run, const struct sicht_join_queries *queries,
	unsigned limit, uint32_t *out)
{
	size_t found = 0;
	unsigned query = 0;
	for (unsigned far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		for (; query < queries->end[far]; query++) {
			uint32_t sketch = queries->items[query].sketch & 0xffff;
			for (uint32_t i = 0; i < run->count; i++) {
				unsigned bits = count_bits(run->sketches[i] ^ sketch);
				if (bits + far <= limit)
					out[found++] = query << 16 | i;
			}
		}
	}
	return found;
}

const struct sicht_search_kernels sicht_search_kernels_scalar = {
	.name = "scalar",
	.supported = supported,
	.tile_load = tile_load,
	.tile_scan = tile_scan,
	.find = find,
	.probe = probe,
	.screen = screen,
	.gather = gather,
	.join = join,
	.join_screen = join_screen,
	.check = check,
};
