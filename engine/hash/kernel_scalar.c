/* SPDX-License-Identifier: MIT */
/*
 * The definition of right: what every kernel computes, in plain C. Kept simple rather than fast;
 * it is what runs on a processor for which there is no other table.
 */
#include "engine/hash/kernel.h"

#include <stdlib.h>

static bool always(void)
{
	return true;
}

static void luma(const uint8_t *rgb, size_t count, uint8_t *out)
{
	for (size_t i = 0; i < count; i++) {
		const uint8_t *pixel = rgb + 3 * i;
		out[i] = (uint8_t)((9798u * pixel[0] + 19235u * pixel[1] + 3735u * pixel[2] +
					   16384u) >>
				   15);
	}
}

static void tent_down(const uint8_t *const *rows, const int16_t *weights, size_t count,
	unsigned shift, size_t width, int16_t *out)
{
	const unsigned drop = shift - SICHT_TENT_FRACTION;
	for (size_t x = 0; x < width; x++) {
		int32_t sum = 1 << (drop - 1);
		for (size_t t = 0; t < count; t++)
			sum += weights[t] * rows[t][x];
		out[x] = (int16_t)(sum >> drop);
	}
}

static void tent_across(const int16_t *line, const struct sicht_tent *tent, float scale, float *out)
{
	for (size_t o = 0; o < SICHT_BLOCK_SIDE; o++) {
		const int16_t *weights = tent->weight + o * tent->taps;
		const int16_t *samples = line + tent->first[o];
		int32_t sum = 0;
		for (size_t t = 0; t < tent->count[o]; t++)
			sum += weights[t] * samples[t];
		out[o] = (float)sum * scale;
	}
}

/* The four phases of the running mean: fill, grow, slide, shrink. */
static void box_one_row(const float *in, size_t count, size_t window, float *out)
{
	const size_t half = (window + 2) / 2;
	size_t entering = 0, leaving = 0;
	float sum = 0.0f, held = 0.0f;
	for (size_t i = 0; i < half - 1; i++) {
		sum += in[entering++];
		held += 1.0f;
	}
	for (size_t i = 0; i < window - half + 1; i++) {
		sum += in[entering++];
		held += 1.0f;
		*out++ = sum / held;
	}
	for (size_t i = 0; i < count - window; i++) {
		sum += in[entering++];
		sum -= in[leaving++];
		*out++ = sum / held;
	}
	for (size_t i = 0; i < half - 1; i++) {
		sum -= in[leaving++];
		held -= 1.0f;
		*out++ = sum / held;
	}
}

static void box_across(
	const float *const *in, size_t rows, size_t count, size_t window, float *const *out)
{
	for (size_t r = 0; r < rows; r++)
		box_one_row(in[r], count, window, out[r]);
}

static void box_down(float *sum, const float *entering, const float *leaving, float divisor,
	size_t count, float *out)
{
	for (size_t x = 0; x < count; x++) {
		sum[x] = (sum[x] + entering[x]) - leaving[x];
		out[x] = sum[x] / divisor;
	}
}

static void dct(const float (*block)[SICHT_BLOCK_SIDE], const float (*matrix)[SICHT_BLOCK_SIDE],
	const float (*transposed)[SICHT_FREQUENCIES], float (*out)[SICHT_FREQUENCIES])
{
	float across[SICHT_FREQUENCIES][SICHT_BLOCK_SIDE] = {{0}};
	for (size_t i = 0; i < SICHT_FREQUENCIES; i++) {
		for (size_t k = 0; k < SICHT_BLOCK_SIDE; k++) {
			for (size_t j = 0; j < SICHT_BLOCK_SIDE; j++)
				across[i][j] += matrix[i][k] * block[k][j];
		}
	}
	for (size_t i = 0; i < SICHT_FREQUENCIES; i++) {
		float row[SICHT_FREQUENCIES] = {0};
		for (size_t k = 0; k < SICHT_BLOCK_SIDE; k++) {
			for (size_t j = 0; j < SICHT_FREQUENCIES; j++)
				row[j] += across[i][k] * transposed[k][j];
		}
		for (size_t j = 0; j < SICHT_FREQUENCIES; j++)
			out[i][j] = row[j];
	}
}

static unsigned step(float u, float v)
{
	return (unsigned)abs((int)(((u - v) * 100.0f) / 255.0f));
}

static unsigned variation(const float (*block)[SICHT_BLOCK_SIDE])
{
	unsigned sum = 0;
	for (size_t i = 0; i < SICHT_BLOCK_SIDE; i++) {
		for (size_t j = 0; j < SICHT_BLOCK_SIDE; j++) {
			if (i + 1 < SICHT_BLOCK_SIDE)
				sum += step(block[i][j], block[i + 1][j]);
			if (j + 1 < SICHT_BLOCK_SIDE)
				sum += step(block[i][j], block[i][j + 1]);
		}
	}
	return sum;
}

static unsigned count_below(const int32_t *keys, int32_t limit)
{
	unsigned below = 0;
	for (size_t k = 0; k < SICHT_FREQUENCIES * SICHT_FREQUENCIES; k++)
		below += keys[k] < limit;
	return below;
}

const struct sicht_kernels sicht_kernels_scalar = {
	.name = "scalar",
	.supported = always,
	.luma = luma,
	.tent_down = tent_down,
	.tent_across = tent_across,
	.box_across = box_across,
	.box_down = box_down,
	.dct = dct,
	.variation = variation,
	.count_below = count_below,
};
