/* SPDX-License-Identifier: MIT */
/* The hasher's life, and the steps that both paths share after the block of 64x64 samples. */
#include "engine/hash/hasher.h"

#include <math.h>
#include <stdlib.h>

/* The reference's steps of quality: a hundred of them is as good as any. */
#define QUALITY_DIVISOR 90
#define QUALITY_MAX 100

/*
 * DCT-II rows of frequency 1 to 16. Rounding to float hides what libraries' cosines differ in: no
 * value lies within a million units of the last place (of double) of a tie.
 */
static void fill_matrix(struct sicht_hasher *hasher)
{
	const float scale = (float)sqrt(2.0 / SICHT_BLOCK_SIDE);
	for (int i = 0; i < SICHT_FREQUENCIES; i++) {
		for (int j = 0; j < SICHT_BLOCK_SIDE; j++) {
			double angle = (M_PI / 2 / SICHT_BLOCK_SIDE) * (i + 1) * (2 * j + 1);
			hasher->matrix[i][j] = (float)(scale * cos(angle));
			hasher->transposed[j][i] = hasher->matrix[i][j];
		}
	}
}

static void *aligned_room(size_t size_bytes)
{
	const size_t align = SICHT_KERNEL_ALIGN;
	if (size_bytes > SIZE_MAX - align)
		return NULL;
	return aligned_alloc(align, (size_bytes + align - 1) / align * align);
}

enum sicht_status sicht_scratch_reserve(struct sicht_scratch *scratch, size_t count, size_t size)
{
	size_t size_bytes;
	if (__builtin_mul_overflow(count, size, &size_bytes))
		return sicht_fail(SICHT_ERROR_MEMORY, "a picture is too large to hash");
	if (size_bytes <= scratch->size_bytes && scratch->data)
		return SICHT_OK;
	void *data = aligned_room(size_bytes);
	if (!data)
		return sicht_fail(
			SICHT_ERROR_MEMORY, "no memory to hash a picture (%zu bytes)", size_bytes);
	free(scratch->data);
	*scratch = (struct sicht_scratch){data, size_bytes};
	return SICHT_OK;
}

enum sicht_status sicht_hasher_new_with(
	const struct sicht_kernels *kernels, struct sicht_hasher **out)
{
	struct sicht_hasher *hasher = aligned_room(sizeof *hasher);
	if (!hasher)
		return sicht_fail(SICHT_ERROR_MEMORY, "no memory for a hasher");
	*hasher = (struct sicht_hasher){.kernels = kernels};
	fill_matrix(hasher);
	*out = hasher;
	return SICHT_OK;
}

enum sicht_status sicht_hasher_new(struct sicht_hasher **out)
{
	return sicht_hasher_new_with(sicht_kernels(), out);
}

void sicht_hasher_free(struct sicht_hasher *hasher)
{
	if (!hasher)
		return;
	sicht_tent_cache_clear(&hasher->tents_across);
	sicht_tent_cache_clear(&hasher->tents_down);
	free(hasher->rows.data);
	free(hasher->line.data);
	free(hasher->tap_rows.data);
	free(hasher->tap_weights.data);
	free(hasher->luma.data);
	free(hasher->grid.data);
	free(hasher->enlarged.data);
	free(hasher);
}

void sicht_block_hash(const struct sicht_hasher *hasher, struct sicht_pdq_result *out)
{
	_Alignas(SICHT_KERNEL_ALIGN) float coefficients[SICHT_FREQUENCIES][SICHT_FREQUENCIES];
	unsigned quality = hasher->kernels->variation(hasher->block) / QUALITY_DIVISOR;
	out->quality = quality < QUALITY_MAX ? quality : QUALITY_MAX;
	hasher->kernels->dct(hasher->block, hasher->matrix, hasher->transposed, coefficients);
	sicht_forms_from_coefficients(
		hasher->kernels, (const float(*)[SICHT_FREQUENCIES])coefficients, out->form);
}
