/* SPDX-License-Identifier: MIT */
/* The list of kernel tables and the choice among them. */
#include "engine/decoder/jpeg_luma/kernel.h"

static const struct sicht_inverse_kernels *const all_tables[] = {
	&sicht_inverse_scalar,
#if defined(__x86_64__)
	&sicht_inverse_avx2,
#endif
	NULL,
};

const struct sicht_inverse_kernels *const *sicht_inverse_kernels_all(void)
{
	return all_tables;
}

const struct sicht_inverse_kernels *sicht_inverse_kernels(void)
{
	const struct sicht_inverse_kernels *best = &sicht_inverse_scalar;
	for (size_t i = 0; all_tables[i] != NULL; i++) {
		if (all_tables[i]->supported())
			best = all_tables[i];
	}
	return best;
}
