/* SPDX-License-Identifier: MIT */
/* The list of kernel tables and the choice among them. */
#include "engine/hash/kernel.h"

#include <stddef.h>

static const struct sicht_kernels *const all_tables[] = {
	&sicht_kernels_scalar,
#if defined(__x86_64__)
	&sicht_kernels_avx2,
	&sicht_kernels_avx512,
#elif defined(__aarch64__)
	&sicht_kernels_neon,
#endif
	NULL,
};

const struct sicht_kernels *const *sicht_kernels_all(void)
{
	return all_tables;
}

const struct sicht_kernels *sicht_kernels(void)
{
	const struct sicht_kernels *best = &sicht_kernels_scalar;
	for (size_t i = 0; all_tables[i]; i++) {
		if (all_tables[i]->supported())
			best = all_tables[i];
	}
	return best;
}
