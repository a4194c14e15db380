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

/* ------------------------------------------------------------------------------ the other kinds */

/* How a bitmap is written: its header's size, depth, coding and masks. */
struct kind {
	const char *what;
	unsigned header_bytes, depth, coding;
	uint32_t mask[3]; /* red, green, blue; behind a header of 40 bytes, in a longer one */
	unsigned bits;    /* that its hash may be off: few levels make another picture */
};

/* `value` in the bits of `mask`. */
static uint32_t in_mask(uint8_t value, uint32_t mask)
{
	unsigned shift = (unsigned)__builtin_ctz(mask);
	uint32_t end = mask >> shift;
	return (uint32_t)((uint64_t)value * end / 255) << shift;
}

/* One row as its coding has it; how many bytes that takes. Greys are indices into a palette. */
static size_t put_row(const struct kind *kind, unsigned y, uint8_t *to)
{
	memset(to, 0, (WIDTH * kind->depth + 31) / 32 * 4);
	for (unsigned x = 0; x < WIDTH; x++) {
		uint32_t value = 0;
		for (unsigned band = 0; band < 3 && kind->depth > 8; band++)
			value |= in_mask(test_sample(x, y, band), kind->mask[band]);
		if (kind->depth > 8)
			put(to + x * kind->depth / 8, value, kind->depth / 8);
		else
			to[x * kind->depth / 8] |=
				(uint8_t)(test_sample(x, y, 0) >>
					  (8 - kind->depth)
						  << (8 - kind->depth - x * kind->depth % 8));
	}
	return (WIDTH * kind->depth + 31) / 32 * 4;
}

/* The same in runs of one or two pixels, as they are, or as bytes that follow; then its end. */
static size_t put_runs(const struct kind *kind, unsigned y, uint8_t *to)
{
	uint8_t plain[4 * WIDTH + 4];
	size_t size = 0;
	unsigned pixels = 8 / kind->depth;
	put_row(kind, y, plain);
	for (unsigned x = 0; x < WIDTH;) {
		if (x % 24 == 0 && x + 12 <= WIDTH) {
			to[size++] = 0;
			to[size++] = 12;
			memcpy(to + size, plain + x / pixels, 12 / pixels);
			size += 12 / pixels;
			x += 12;
			continue;
		}
		unsigned count = x + pixels <= WIDTH ? pixels : 1;
		to[size++] = (uint8_t)count;
		to[size++] = plain[x / pixels];
		x += count;
	}
	to[size++] = 0;
	to[size++] = y == 0; /* rows come from the bottom: the last ends the picture */
	return size;
}

static struct test_bytes written(const struct kind *kind)
{
	struct test_bytes bytes = {calloc(HEIGHT + 8, 8 * WIDTH), 14};
	uint8_t *header = bytes.data + 14;
	const bool small = kind->header_bytes == 12, runs = kind->coding == 1 || kind->coding == 2;
	const unsigned side = small ? 2 : 4;
	memcpy(bytes.data, "BM", 2);
	put(header, kind->header_bytes, 4);
	put(header + 4, WIDTH, side);
	put(header + 4 + side, HEIGHT, side);
	put(header + 4 + 2 * side, 1, 2);
	put(header + 6 + 2 * side, kind->depth, 2);
	if (kind->header_bytes >= 40)
		put(header + 16, kind->coding, 4);
	bytes.size += kind->header_bytes;
	if (kind->coding == 3 || kind->coding == 6) {
		for (unsigned band = 0; band < 3; band++)
			put(header + 40 + 4 * band, kind->mask[band], 4);
		if (kind->header_bytes == 40)
			bytes.size += kind->coding == 3 ? 12 : 16;
	}
	for (unsigned i = 0; kind->depth <= 8 && i < 1u << kind->depth; i++) {
		memset(bytes.data + bytes.size, (int)(i * 255 / ((1u << kind->depth) - 1)), 3);
		bytes.size += small ? 3 : 4;
	}
	put(bytes.data + 10, (uint32_t)bytes.size, 4);
	for (unsigned y = HEIGHT; y-- > 0;)
		bytes.size += runs ? put_runs(kind, y, bytes.data + bytes.size)
				   : put_row(kind, y, bytes.data + bytes.size);
	return bytes;
}

Test(bmp, every_kind_that_writers_use)
{
#define MASKS_555                                                                                  \
	{                                                                                          \
		0x7c00, 0x3e0, 0x1f                                                                \
	}
#define MASKS_888                                                                                  \
	{                                                                                          \
		0xff0000, 0xff00, 0xff                                                             \
	}
	static const struct kind kinds[] = {
		{"OS/2 1, 24 bits", 12, 24, 0, MASKS_888, 0},
		{"OS/2 1, 8 bits", 12, 8, 0, {0}, 4},
		{"OS/2 1, 4 bits", 12, 4, 0, {0}, 10},
		{"OS/2 2, short header", 16, 24, 0, MASKS_888, 0},
		{"OS/2 2, odd header", 26, 24, 0, MASKS_888, 0},
		{"OS/2 2", 64, 24, 0, MASKS_888, 0},
		{"header of 52 bytes", 52, 32, 3, MASKS_888, 0},
		{"header of 56 bytes", 56, 32, 3, {0xff000000, 0xff0000, 0xff00}, 0},
		{"header of 108 bytes", 108, 32, 3, {0xff, 0xff00, 0xff0000}, 0},
		{"header of 124 bytes", 124, 16, 3, MASKS_555, 8},
		{"16 bits", 40, 16, 0, MASKS_555, 8},
		{"565", 40, 16, 3, {0xf800, 0x7e0, 0x1f}, 8},
		{"444", 40, 16, 3, {0xf00, 0xf0, 0xf}, 12},
		{"332", 40, 16, 3, {0xe0, 0x1c, 3}, 31},
		{"10 bits a colour", 40, 32, 3, {0x3ff00000, 0xffc00, 0x3ff}, 0},
		{"with a mask for alpha", 40, 32, 6, MASKS_888, 0},
		{"8 bits in runs", 40, 8, 1, {0}, 4},
		{"4 bits in runs", 40, 4, 2, {0}, 10},
		{"4 bits", 40, 4, 0, {0}, 10},
		{"2 bits", 40, 2, 0, {0}, 44},
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		bool colour = kinds[i].depth > 8;
		struct test_bytes other = test_picture(WIDTH, HEIGHT, colour ? 3 : 1, ".png");
		struct test_bytes bytes = written(&kinds[i]);
		struct sicht_print a = test_print(pool, &arena, other, true);
		struct sicht_print b = test_print(pool, &arena, bytes, true);
		cr_expect(b.outcome == SICHT_OUTCOME_DECODED, "%s: %s, %s", kinds[i].what,
			sicht_outcome_name(b.outcome), b.detail);
		unsigned distance = b.window_count == 0 ? SICHT_PDQ_BITS
							: sicht_pdq_distance(&a.windows[0].form[0],
								  &b.windows[0].form[0]);
		cr_expect(distance <= kinds[i].bits, "%s: %u bits", kinds[i].what, distance);
		free(other.data);
		free(bytes.data);
	}
}
