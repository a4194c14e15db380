/* SPDX-License-Identifier: MIT */
/* BMP in its kinds gives the hash that the same samples give as PNG. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/worker/support.h"

#define WIDTH 301u
#define HEIGHT 203u
#define HEADER_BYTES 54u

static struct sicht_pool *pool;
static struct sicht_arena arena;

static void open_pool(void)
{
	pool = test_pool(NULL, 1, 0);
}

static void close_pool(void)
{
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
}

TestSuite(bmp, .init = open_pool, .fini = close_pool);

static void put(uint8_t *to, uint32_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

/* Header and, for 8 bits and fewer, a palette of greys; rows are zero. malloc'ed. */
static struct test_bytes blank(unsigned depth, bool downwards, size_t *first, size_t *stride)
{
	size_t colours = depth <= 8 ? (size_t)1 << depth : 0;
	*first = HEADER_BYTES + 4 * colours;
	*stride = (WIDTH * depth + 31) / 32 * 4;
	struct test_bytes bytes = {NULL, *first + *stride * HEIGHT};
	bytes.data = calloc(1, bytes.size);
	memcpy(bytes.data, "BM", 2);
	put(bytes.data + 2, (uint32_t)bytes.size, 4);
	put(bytes.data + 10, (uint32_t)*first, 4);
	put(bytes.data + 14, 40, 4);
	put(bytes.data + 18, WIDTH, 4);
	put(bytes.data + 22, downwards ? 0u - HEIGHT : HEIGHT, 4);
	put(bytes.data + 26, 1, 2);
	put(bytes.data + 28, depth, 2);
	for (size_t i = 0; i < colours; i++)
		memset(bytes.data + HEADER_BYTES + 4 * i, (int)(i * 255 / (colours - 1)), 3);
	return bytes;
}

/* The picture of waves: 8 bits grey by palette, 24 and 32 colour. */
static struct test_bytes waves(unsigned depth, bool downwards)
{
	size_t first, stride;
	struct test_bytes bytes = blank(depth, downwards, &first, &stride);
	for (unsigned y = 0; y < HEIGHT; y++) {
		uint8_t *row = bytes.data + first + (downwards ? y : HEIGHT - 1 - y) * stride;
		for (unsigned x = 0; x < WIDTH; x++) {
			if (depth == 8)
				row[x] = test_sample(x, y, 0);
			for (unsigned band = 0; band < 3 && depth > 8; band++)
				row[x * depth / 8 + 2 - band] = test_sample(x, y, band);
		}
	}
	return bytes;
}

static void expect_like(const char *png, unsigned png_bands, struct test_bytes bmp, unsigned bits)
{
	struct test_bytes other = test_picture(WIDTH, HEIGHT, png_bands, png);
	struct sicht_print a = test_print(pool, &arena, other, true);
	struct sicht_print b = test_print(pool, &arena, bmp, true);
	cr_assert(b.outcome == SICHT_OUTCOME_DECODED, "%s, %s", sicht_outcome_name(b.outcome),
		b.detail);
	unsigned distance = sicht_pdq_distance(&a.windows[0].form[0], &b.windows[0].form[0]);
	cr_expect(distance <= bits, "%u bits", distance);
	cr_expect(b.width == WIDTH && b.height == HEIGHT);
	free(other.data);
	free(bmp.data);
}

Test(bmp, colours_and_row_orders)
{
	expect_like(".png", 3, waves(24, false), 0);
	expect_like(".png", 3, waves(24, true), 0);
	expect_like(".png", 3, waves(32, false), 0);
}

Test(bmp, palettes)
{
	/* grey by way of red, green and blue rounds a little differently */
	expect_like(".png", 1, waves(8, false), 4);
}

Test(bmp, one_bit_is_black_and_white)
{
	size_t first, stride;
	struct test_bytes bytes = blank(1, false, &first, &stride);
	for (size_t i = first; i < bytes.size; i++)
		bytes.data[i] = i % stride < stride / 2 ? 0xff : 0x00;
	struct sicht_print print = test_print(pool, &arena, bytes, true);
	cr_expect(
		print.outcome == SICHT_OUTCOME_DECODED || print.outcome == SICHT_OUTCOME_TOO_FLAT);
	cr_expect(print.window_count == 1);
	free(bytes.data);
}

Test(bmp, truncated)
{
	struct test_bytes bytes = waves(24, false);
	bytes.size -= bytes.size / 3;
	struct sicht_print print = test_print(pool, &arena, bytes, true);
	cr_expect(print.outcome == SICHT_OUTCOME_TRUNCATED, "%s, %s",
		sicht_outcome_name(print.outcome), print.detail);
	cr_expect(print.window_count == 1);
	free(bytes.data);
}

Test(bmp, odd_headers)
{
	static const struct {
		unsigned at, size;
		uint32_t value;
		enum sicht_outcome outcome;
	} changes[] = {
		{18, 4, 0, SICHT_OUTCOME_CORRUPT}, /* no width */
		{18, 4, 0x7fffffff, SICHT_OUTCOME_OVER_LIMIT},
		{22, 4, 0x80000000, SICHT_OUTCOME_OVER_LIMIT},
		{28, 2, 0, SICHT_OUTCOME_CORRUPT}, /* no depth */
		{28, 2, 17, SICHT_OUTCOME_CORRUPT},
		{30, 4, 4, SICHT_OUTCOME_UNSUPPORTED}, /* a JPEG inside */
	};
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct test_bytes bytes = waves(24, false);
		put(bytes.data + changes[i].at, changes[i].value, changes[i].size);
		struct sicht_print print = test_print(pool, &arena, bytes, true);
		cr_expect(print.outcome == changes[i].outcome, "%zu: %s, %s", i,
			sicht_outcome_name(print.outcome), print.detail);
		cr_expect(print.window_count == 0);
		free(bytes.data);
	}
}
