/* SPDX-License-Identifier: MIT */
/*
 * The inverse DCT as products of matrices, which is its definition. Even coefficients say the same
 * of an output and its mirror image, odd ones the opposite: half of each matrix is enough.
 */
#include "engine/decoder/jpeg_luma/kernel.h"

#define PASS_SHIFT 7 /* more bits are dropped after rows than after columns */

/* weight[i][k]: of coefficient k in output i, times 8192 and a power of two. */
struct matrix {
	unsigned side;  /* outputs; the second half mirrors the first */
	unsigned shift; /* bits dropped after columns */
	int32_t weight[4][8];
};

static const struct matrix matrix_whole = {8, 11,
	{
		{8192, 11363, 10703, 9633, 8192, 6437, 4433, 2260},
		{8192, 9633, 4433, -2259, -8192, -11362, -10704, -6436},
		{8192, 6437, -4433, -11362, -8192, 2261, 10704, 9633},
		{8192, 2260, -10703, -6436, 8192, 9633, -4433, -11363},
	}};

static const struct matrix matrix_half = {4, 12,
	{
		{16384, 20995, 15137, 7373, 0, -4926, -6270, -4176},
		{16384, 8697, -15137, -17799, 0, 11893, 6270, -1730},
	}};

static const struct matrix matrix_quarter = {2, 13,
	{
		{32768, 29692, 0, -10426, 0, 6967, 0, -5906},
	}};

/* One pass: `in` has 8 numbers, `step` apart. */
static void transform(
	const struct matrix *matrix, unsigned shift, const int32_t *in, size_t step, int32_t *out)
{
	for (unsigned i = 0; i < matrix->side / 2; i++) {
		const int32_t *weight = matrix->weight[i];
		int32_t even = 1 << (shift - 1), odd = 0;
		for (unsigned k = 0; k < 8; k += 2) {
			even += weight[k] * in[k * step];
			odd += weight[k + 1] * in[(k + 1) * step];
		}
		out[i] = (even + odd) >> shift;
		out[matrix->side - 1 - i] = (even - odd) >> shift;
	}
}

static bool are_all_within(const int32_t *numbers, size_t count, int32_t lowest, int32_t highest)
{
	for (size_t i = 0; i < count; i++) {
		if (numbers[i] < lowest || numbers[i] > highest)
			return false;
	}
	return true;
}

static uint8_t limited(int32_t sample)
{
	return (uint8_t)(sample < -128 ? 0 : sample > 127 ? 255 : sample + 128);
}

/* By rows; false if one of them is too large. */
static bool dequantise(const struct sicht_quantisers *quantisers, const int16_t *block,
	int32_t products[COEFFICIENTS])
{
	for (size_t i = 0; i < COEFFICIENTS; i++) {
		size_t place = SICHT_BLOCK_PLACE(i / 8, i % 8);
		int32_t coefficient = block[place], limit = quantisers->limit[place];
		if (coefficient < -limit || coefficient > limit)
			return false;
		products[i] = coefficient * quantisers->quantiser[place];
	}
	return true;
}

static bool inverse(const struct matrix *matrix, const struct sicht_quantisers *quantisers,
	const int16_t *block, uint8_t *samples, size_t stride_bytes)
{
	int32_t products[COEFFICIENTS], between[8][8], row[8]; /* between: a column a line */
	if (!dequantise(quantisers, block, products))
		return false;
	for (size_t column = 0; column < 8; column++) {
		transform(matrix, matrix->shift, products + column, 8, between[column]);
		if (!are_all_within(between[column], matrix->side, -SICHT_BETWEEN_MAX - 1,
			    SICHT_BETWEEN_MAX))
			return false;
	}
	for (size_t y = 0; y < matrix->side; y++, samples += stride_bytes) {
		transform(matrix, matrix->shift + PASS_SHIFT, &between[0][y], 8, row);
		if (!are_all_within(row, matrix->side, SICHT_SAMPLE_MIN, SICHT_SAMPLE_MAX))
			return false;
		for (size_t x = 0; x < matrix->side; x++)
			samples[x] = limited(row[x]);
	}
	return true;
}

static bool whole(const struct sicht_quantisers *quantisers, const int16_t *block, uint8_t *samples,
	size_t stride_bytes)
{
	return inverse(&matrix_whole, quantisers, block, samples, stride_bytes);
}

static bool half(const struct sicht_quantisers *quantisers, const int16_t *block, uint8_t *samples,
	size_t stride_bytes)
{
	return inverse(&matrix_half, quantisers, block, samples, stride_bytes);
}

static bool quarter(const struct sicht_quantisers *quantisers, const int16_t *block,
	uint8_t *samples, size_t stride_bytes)
{
	return inverse(&matrix_quarter, quantisers, block, samples, stride_bytes);
}

static bool always(void)
{
	return true;
}

const struct sicht_inverse_kernels sicht_inverse_scalar = {
	.name = "scalar",
	.supported = always,
	.whole = whole,
	.half = half,
	.quarter = quarter,
};
