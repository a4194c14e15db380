/* SPDX-License-Identifier: MIT */
/* Every kernel of every table against the scalar one, bit for bit: random and extreme values. */
#include "engine/hash/kernel.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define SIDE SICHT_BLOCK_SIDE

/* Memory of exactly this size, so that sanitizers see a byte too many. */
static void *room(size_t size_bytes)
{
	void *data = aligned_alloc(SICHT_KERNEL_ALIGN,
		(size_bytes + SICHT_KERNEL_ALIGN - 1) / SICHT_KERNEL_ALIGN * SICHT_KERNEL_ALIGN);
	cr_assert_not_null(data);
	return data;
}

static void *exact_room(size_t size_bytes)
{
	void *data = malloc(size_bytes);
	cr_assert_not_null(data);
	return data;
}

static uint32_t random_state = 1;

static uint32_t next(void)
{
	random_state = random_state * 1664525 + 1013904223;
	return random_state >> 8;
}

static float next_float(void)
{
	return (float)next() * (255.0f / (float)(1 << 24));
}

/* `what` once for each other table that this processor runs. */
static void for_each_table(void (*what)(const struct sicht_kernels *kernels))
{
	const struct sicht_kernels *const *tables = sicht_kernels_all();
	cr_assert(tables[0] == &sicht_kernels_scalar);
	for (size_t i = 1; tables[i]; i++) {
		if (tables[i]->supported())
			what(tables[i]);
	}
}

static void compare_luma(const struct sicht_kernels *kernels)
{
	for (size_t count = 0; count < 120; count++) {
		uint8_t *rgb = exact_room(3 * count + 1), *out = exact_room(count + 1);
		uint8_t *expected = exact_room(count + 1);
		for (size_t i = 0; i < 3 * count; i++)
			rgb[i] = (uint8_t)(count % 3 ? next() : next() % 2 * 255);
		out[count] = expected[count] = 77;
		sicht_kernels_scalar.luma(rgb, count, expected);
		kernels->luma(rgb, count, out);
		cr_expect(memcmp(out, expected, count + 1) == 0, "%s: luma of %zu", kernels->name,
			count);
		free(rgb);
		free(out);
		free(expected);
	}
}

Test(kernel, luma)
{
	for_each_table(compare_luma);
}

/* Non-negative weights that add up to 1 << shift; two cannot at shift 16. */
static void make_weights(int16_t *weights, size_t count, unsigned shift)
{
	int32_t left = 1 << shift;
	memset(weights, 0, count * sizeof *weights);
	for (size_t i = 0; left > 0; i = (i + 1) % count) {
		int32_t room_left = INT16_MAX - weights[i];
		int32_t part = (int32_t)(next() % (uint32_t)(left + 1));
		part = part > room_left ? room_left : part;
		weights[i] = (int16_t)(weights[i] + part);
		left -= part;
	}
}

static void compare_tent_down(const struct sicht_kernels *kernels)
{
	const size_t counts[] = {2, 4, 8, 62};
	for (size_t width = 1; width < 300; width += width < 140 ? 1 : 23) {
		size_t count = counts[width % 4];
		unsigned shift = count == 2 ? 15 : 15 + width % 2;
		const uint8_t *rows[62];
		int16_t weights[62];
		make_weights(weights, count, shift);
		for (size_t t = 0; t < count; t++) {
			uint8_t *row = exact_room(width);
			for (size_t x = 0; x < width; x++)
				row[x] = (uint8_t)(width % 5 ? next() : 255);
			rows[t] = row;
		}
		int16_t *out = exact_room((width + 1) * sizeof *out);
		int16_t *expected = exact_room((width + 1) * sizeof *out);
		out[width] = expected[width] = 1234;
		sicht_kernels_scalar.tent_down(rows, weights, count, shift, width, expected);
		kernels->tent_down(rows, weights, count, shift, width, out);
		cr_expect(memcmp(out, expected, (width + 1) * sizeof *out) == 0,
			"%s: tent_down, width %zu", kernels->name, width);
		for (size_t t = 0; t < count; t++)
			free((void *)rows[t]);
		free(out);
		free(expected);
	}
}

Test(kernel, tent_down)
{
	for_each_table(compare_tent_down);
}

static struct sicht_tent *make_tent(uint32_t taps, uint32_t span)
{
	struct sicht_tent *tent = exact_room(sizeof *tent + SIDE * taps * sizeof *tent->weight);
	*tent = (struct sicht_tent){.span = span, .taps = taps, .shift = 16};
	memset(tent->weight, 0, SIDE * taps * sizeof *tent->weight);
	for (uint32_t o = 0; o < SIDE; o++) {
		tent->count[o] = taps > 8 ? taps - next() % 8 : 3 + next() % 6;
		tent->first[o] = next() % (span - tent->count[o] + 1);
		make_weights(tent->weight + o * taps, tent->count[o], 16);
	}
	return tent;
}

static void compare_tent_across(const struct sicht_kernels *kernels)
{
	for (uint32_t taps = SICHT_TENT_TAPS_STEP; taps <= 72; taps += SICHT_TENT_TAPS_STEP) {
		uint32_t span = taps + 100;
		struct sicht_tent *tent = make_tent(taps, span);
		int16_t *line = exact_room((span + taps) * sizeof *line);
		float out[SIDE], expected[SIDE];
		for (uint32_t x = 0; x < span + taps; x++)
			line[x] = (int16_t)(taps % 16 ? next() % 32641 : 32640);
		sicht_kernels_scalar.tent_across(line, tent, 0x1p-23f, expected);
		kernels->tent_across(line, tent, 0x1p-23f, out);
		cr_expect(memcmp(out, expected, sizeof out) == 0, "%s: tent_across, %u taps",
			kernels->name, taps);
		free(line);
		free(tent);
	}
}

Test(kernel, tent_across)
{
	for_each_table(compare_tent_across);
}

static void compare_box_across_of(
	const struct sicht_kernels *kernels, size_t rows, size_t count, size_t window)
{
	const float *in[SICHT_BOX_ROWS];
	float *out[SICHT_BOX_ROWS], *expected[SICHT_BOX_ROWS];
	for (size_t r = 0; r < rows; r++) {
		float *row = exact_room(count * sizeof *row);
		for (size_t x = 0; x < count; x++)
			row[x] = window % 4 ? next_float() : (float)(next() % 2 * 255);
		in[r] = row;
		out[r] = exact_room(count * sizeof *row);
		expected[r] = exact_room(count * sizeof *row);
	}
	sicht_kernels_scalar.box_across(in, rows, count, window, expected);
	kernels->box_across(in, rows, count, window, out);
	for (size_t r = 0; r < rows; r++) {
		cr_expect(memcmp(out[r], expected[r], count * sizeof(float)) == 0,
			"%s: box_across, row %zu of %zu, %zu floats, window %zu", kernels->name, r,
			rows, count, window);
		free((void *)in[r]);
		free(out[r]);
		free(expected[r]);
	}
}

static void compare_box_across(const struct sicht_kernels *kernels)
{
	for (size_t rows = 1; rows <= SICHT_BOX_ROWS; rows++) {
		for (size_t count = 5; count < 60; count += 3) {
			for (size_t window = 1; window <= count && window < 20; window++)
				compare_box_across_of(kernels, rows, count, window);
		}
	}
	compare_box_across_of(kernels, SICHT_BOX_ROWS, 4000, 32);
}

Test(kernel, box_across)
{
	for_each_table(compare_box_across);
}

static void compare_box_down(const struct sicht_kernels *kernels)
{
	for (size_t count = SICHT_KERNEL_FLOATS; count < 200; count += SICHT_KERNEL_FLOATS) {
		float *sum = room(count * sizeof *sum), *expected_sum = room(count * sizeof *sum);
		float *entering = room(count * sizeof *sum), *leaving = room(count * sizeof *sum);
		float *out = room(count * sizeof *sum), *expected = room(count * sizeof *sum);
		for (size_t x = 0; x < count; x++) {
			sum[x] = expected_sum[x] = next_float() * 7;
			entering[x] = next_float();
			leaving[x] = next_float();
		}
		sicht_kernels_scalar.box_down(expected_sum, entering, leaving, 7, count, expected);
		kernels->box_down(sum, entering, leaving, 7, count, out);
		cr_expect(memcmp(out, expected, count * sizeof *out) == 0, "%s", kernels->name);
		cr_expect(memcmp(sum, expected_sum, count * sizeof *out) == 0, "%s", kernels->name);
		free(sum);
		free(expected_sum);
		free(entering);
		free(leaving);
		free(out);
		free(expected);
	}
}

Test(kernel, box_down)
{
	for_each_table(compare_box_down);
}

/* Random; black and white; one grey. */
static void fill_block(float (*block)[SIDE], int kind)
{
	for (size_t i = 0; i < SIDE; i++) {
		for (size_t j = 0; j < SIDE; j++)
			block[i][j] = kind == 0   ? next_float()
				      : kind == 1 ? (float)(next() % 2 * 255)
						  : 119.0f;
	}
}

static void compare_block(const struct sicht_kernels *kernels)
{
	static _Alignas(SICHT_KERNEL_ALIGN) float block[SIDE][SIDE], matrix[16][SIDE];
	static _Alignas(SICHT_KERNEL_ALIGN) float transposed[SIDE][16];
	static _Alignas(SICHT_KERNEL_ALIGN) float out[16][16], expected[16][16];
	for (int kind = 0; kind < 3; kind++) {
		fill_block(block, kind);
		for (size_t i = 0; i < 16; i++) {
			for (size_t j = 0; j < SIDE; j++)
				transposed[j][i] = matrix[i][j] = next_float() - 127.0f;
		}
		const float(*lent)[SIDE] = (const float(*)[SIDE])block;
		sicht_kernels_scalar.dct(lent, (const float(*)[SIDE])matrix,
			(const float(*)[16])transposed, expected);
		kernels->dct(
			lent, (const float(*)[SIDE])matrix, (const float(*)[16])transposed, out);
		cr_expect(memcmp(out, expected, sizeof out) == 0, "%s: dct", kernels->name);
		cr_expect(kernels->variation(lent) == sicht_kernels_scalar.variation(lent),
			"%s: variation", kernels->name);
	}
}

Test(kernel, dct_and_variation)
{
	for_each_table(compare_block);
}

static void compare_count_below(const struct sicht_kernels *kernels)
{
	static _Alignas(SICHT_KERNEL_ALIGN) int32_t keys[256];
	for (int k = 0; k < 256; k++)
		keys[k] = k % 8 == 0 ? -INT32_MAX : (int32_t)next() - (1 << 23);
	const int32_t limits[] = {
		INT32_MIN, -INT32_MAX, 1 - INT32_MAX, -77777, 0, keys[99], INT32_MAX};
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		cr_expect(kernels->count_below(keys, limits[i]) ==
				  sicht_kernels_scalar.count_below(keys, limits[i]),
			"%s: count_below", kernels->name);
}

Test(kernel, count_below)
{
	for_each_table(compare_count_below);
}

Test(kernel, variation_counts_whole_steps_of_2_55_grey_levels)
{
	static _Alignas(SICHT_KERNEL_ALIGN) float block[SIDE][SIDE];
	block[10][10] = 255.0f; /* four neighbours, each 100 steps away */
	cr_expect(sicht_kernels()->variation((const float(*)[SIDE])block) == 400);
	block[10][10] = 2.5f;
	cr_expect(sicht_kernels()->variation((const float(*)[SIDE])block) == 0);
	block[10][10] = 0.0f;
	block[63][63] = 255.0f;
	cr_expect(sicht_kernels()->variation((const float(*)[SIDE])block) == 200);
}

Test(kernel, the_environment_picks_a_table)
{
	setenv("SICHT_KERNEL", "scalar", 1);
	cr_expect_str_eq(sicht_kernels()->name, "scalar");
	setenv("SICHT_KERNEL", "avx2", 1);
	cr_expect_str_neq(sicht_kernels()->name, "avx512");
	unsetenv("SICHT_KERNEL");
	const struct sicht_kernels *const *tables = sicht_kernels_all();
	const char *best = NULL;
	for (size_t i = 0; tables[i]; i++)
		best = tables[i]->supported() ? tables[i]->name : best;
	cr_expect_str_eq(sicht_kernels()->name, best);
}
