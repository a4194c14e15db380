/* SPDX-License-Identifier: MIT */
/* Every inverse DCT against the scalar one, bit for bit: pictures, noise, and numbers gone wild. */
#include "engine/decoder/jpeg_luma/block.h"

#include <criterion/criterion.h>
#include <string.h>

#define STRIDE 11

static uint32_t random_state = 1;

static uint32_t next(void)
{
	random_state = random_state * 1664525 + 1013904223;
	return random_state >> 8;
}

static int32_t next_within(int32_t limit)
{
	return (int32_t)(next() % (2 * (uint32_t)limit + 1)) - limit;
}

static struct sicht_quantisers quantisers_of(unsigned highest)
{
	struct sicht_quantisers quantisers;
	uint16_t quantiser[COEFFICIENTS];
	for (size_t k = 0; k < COEFFICIENTS; k++)
		quantiser[k] = (uint16_t)(next() % highest + 1);
	sicht_quantisers_set(&quantisers, quantiser);
	return quantisers;
}

struct outcome {
	bool is_sane;
	uint8_t samples[8 * STRIDE];
};

static struct outcome outcome_of(sicht_inverse_dct *inverse,
	const struct sicht_quantisers *quantisers, const struct sicht_block *block)
{
	struct outcome outcome;
	memset(outcome.samples, 77, sizeof outcome.samples);
	outcome.is_sane = inverse(quantisers, block->coefficient, outcome.samples, STRIDE);
	return outcome;
}

/* True if the numbers are sane. */
static bool compare(const struct sicht_inverse_kernels *kernels,
	const struct sicht_quantisers *quantisers, const struct sicht_block *block)
{
	sicht_inverse_dct *const mine[] = {kernels->whole, kernels->half, kernels->quarter};
	sicht_inverse_dct *const right[] = {sicht_inverse_scalar.whole, sicht_inverse_scalar.half,
		sicht_inverse_scalar.quarter};
	bool are_sane = true;
	for (int scale = 0; scale < 3; scale++) {
		struct outcome wanted = outcome_of(right[scale], quantisers, block);
		struct outcome found = outcome_of(mine[scale], quantisers, block);
		cr_assert(found.is_sane == wanted.is_sane, "%s, scale %d", kernels->name, scale);
		cr_assert(!wanted.is_sane ||
				  memcmp(found.samples, wanted.samples, sizeof found.samples) == 0,
			"%s, scale %d: other samples", kernels->name, scale);
		are_sane &= wanted.is_sane;
	}
	return are_sane;
}

/* `what` once for each other table that this processor runs. */
static void for_each_table(void (*what)(const struct sicht_inverse_kernels *kernels))
{
	const struct sicht_inverse_kernels *const *tables = sicht_inverse_kernels_all();
	cr_assert(tables[0] == &sicht_inverse_scalar);
	for (size_t i = 1; tables[i] != NULL; i++) {
		if (tables[i]->supported())
			what(tables[i]);
	}
}

/* Some coefficients of some size, each as likely to be anywhere; from calm to wild. */
static void compare_random(const struct sicht_inverse_kernels *kernels)
{
	unsigned sane = 0, rounds = 40000;
	for (unsigned round = 0; round < rounds; round++) {
		struct sicht_quantisers quantisers = quantisers_of(round % 3 == 0 ? 1 : 60);
		struct sicht_block block;
		sicht_block_clear(&block);
		int32_t highest = 1 << next() % 12;
		for (unsigned count = next() % 80; count > 0; count--) {
			unsigned place = next() % COEFFICIENTS;
			block.coefficient[place] = (int16_t)next_within(highest);
		}
		sane += compare(kernels, &quantisers, &block);
	}
	cr_expect(sane > rounds / 5 && sane < rounds * 4 / 5, "%u of %u are sane", sane, rounds);
}

Test(kernel, random_blocks)
{
	for_each_table(compare_random);
}

/* One coefficient alone, at the ends of its range and beyond, with another beside it. */
static void compare_extremes(const struct sicht_inverse_kernels *kernels)
{
	static const int16_t values[] = {1, -1, 2047, -2048, SICHT_PRODUCT_MAX, -SICHT_PRODUCT_MAX,
		SICHT_PRODUCT_MAX + 1, -SICHT_PRODUCT_MAX - 1, INT16_MAX, INT16_MIN};
	const struct sicht_quantisers quantisers = quantisers_of(1);
	struct sicht_block block;
	for (unsigned place = 0; place < COEFFICIENTS; place++) {
		for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
			sicht_block_clear(&block);
			block.coefficient[place] = values[i];
			compare(kernels, &quantisers, &block);
			block.coefficient[(place + 1) % COEFFICIENTS] = values[i];
			compare(kernels, &quantisers, &block);
		}
	}
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		for (unsigned place = 0; place < COEFFICIENTS; place++)
			block.coefficient[place] = values[i];
		compare(kernels, &quantisers, &block);
	}
}

Test(kernel, extremes)
{
	for_each_table(compare_extremes);
}

/* Samples of noise, between black and white: all that a picture can be is sane. */
static void transform(const int32_t samples[8][8], struct sicht_block *block)
{
	static const double pi = 3.14159265358979323846;
	for (int k = 0; k < COEFFICIENTS; k++) {
		double sum = 0;
		for (int i = 0; i < COEFFICIENTS; i++)
			sum += samples[i / 8][i % 8] *
			       __builtin_cos((2 * (i / 8) + 1) * (k / 8) * pi / 16) *
			       __builtin_cos((2 * (i % 8) + 1) * (k % 8) * pi / 16);
		sum *= (k / 8 == 0 ? 0.70710678 : 1) * (k % 8 == 0 ? 0.70710678 : 1) / 4;
		block->coefficient[SICHT_BLOCK_PLACE(k / 8, k % 8)] = (int16_t)__builtin_lrint(sum);
	}
}

Test(kernel, black_and_white_is_sane)
{
	const struct sicht_quantisers quantisers = quantisers_of(1);
	for (int round = 0; round < 200; round++) {
		struct sicht_block block;
		int32_t samples[8][8];
		uint8_t found[8][8];
		for (int i = 0; i < COEFFICIENTS; i++)
			samples[i / 8][i % 8] = next() % 2 == 0 ? -128 : 127;
		transform(samples, &block);
		cr_assert(sicht_inverse_kernels()->whole(
			&quantisers, block.coefficient, found[0], sizeof *found));
		for (int i = 0; i < COEFFICIENTS; i++) {
			int32_t error = found[i / 8][i % 8] - 128 - samples[i / 8][i % 8];
			cr_expect(error >= -3 && error <= 3, "%d instead of %d",
				found[i / 8][i % 8] - 128, samples[i / 8][i % 8]);
		}
	}
}
