/* SPDX-License-Identifier: MIT */
/* The list of search kernels, the choice among them, and what they share. */
#include "index/search/kernel.h"

#include <assert.h>

#include "sicht/limits.h"

static const struct sicht_search_kernels *const all_tables[] = {
	&sicht_search_kernels_scalar,
#if defined(__x86_64__)
	&sicht_search_kernels_avx2,
	&sicht_search_kernels_avx512,
#elif defined(__aarch64__)
	&sicht_search_kernels_neon,
#endif
	NULL,
};

const struct sicht_search_kernels *const *sicht_search_kernels_all(void)
{
	return all_tables;
}

const struct sicht_search_kernels *sicht_search_kernels(void)
{
	size_t best = sizeof all_tables / sizeof *all_tables - 2; /* before the NULL */
	while (!all_tables[best]->supported())
		best--;
	return all_tables[best];
}

/* prefix_threshold[c]: the greatest threshold for which c + 1 chunks suffice (binomial tails). */
unsigned sicht_tile_prefix_chunks(unsigned threshold)
{
	static const uint8_t prefix_threshold[] = {0, 4, 9, 15, 21, 27, 34, 40, 47, 53, 60, 67};
	_Static_assert(SICHT_THRESHOLD_MAX <= 67, "the last entry covers every threshold");
	unsigned chunks = 1;
	assert(threshold <= SICHT_THRESHOLD_MAX);
	while (threshold > prefix_threshold[chunks - 1])
		chunks++;
	return chunks;
}
