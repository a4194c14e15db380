/* SPDX-License-Identifier: MIT */
/*
 * Files that ask for too much, hold too little, or were damaged with a fixed seed: always one
 * outcome, never a decoder lost (promises P3 and P4).
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/worker/support.h"

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

TestSuite(budgets, .init = open_pool, .fini = close_pool);

/* The checksum of a PNG chunk. */
static uint32_t checksum(const uint8_t *data, size_t size)
{
	uint32_t crc = ~0u;
	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static void put_big(uint8_t *to, uint32_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[i] = (uint8_t)(value >> 8 * (size - 1 - i));
}

static void put_little(uint8_t *to, uint32_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

/* Offset behind the first occurrence of these bytes. */
static uint8_t *behind(struct test_bytes bytes, const char *mark, size_t size)
{
	uint8_t *found = memmem(bytes.data, bytes.size, mark, size);
	cr_assert_not_null(found);
	return found + size;
}

/* Let the header of a small picture claim a huge one. */
static void claim(struct test_bytes bytes, const char *format, uint32_t width, uint32_t height)
{
	if (strcmp(format, ".png") == 0) {
		put_big(bytes.data + 16, width, 4);
		put_big(bytes.data + 20, height, 4);
		put_big(bytes.data + 29, checksum(bytes.data + 12, 17), 4);
	} else if (strcmp(format, ".gif") == 0) {
		put_little(bytes.data + 6, width, 2);
		put_little(bytes.data + 8, height, 2);
		uint8_t *frame = behind(bytes, ",\0\0\0\0", 5);
		put_little(frame, width, 2);
		put_little(frame + 2, height, 2);
	} else if (strcmp(format, ".jpg") == 0) {
		uint8_t *frame = behind(bytes, "\xff\xc0\0\x11\x08", 5);
		put_big(frame, height, 2);
		put_big(frame + 2, width, 2);
	} else {
		uint8_t *box = behind(bytes, "ispe\0\0\0\0", 8);
		put_big(box, width, 4);
		put_big(box + 4, height, 4);
	}
}

Test(budgets, bombs_are_refused_by_their_headers)
{
	static const struct {
		const char *format;
		uint32_t width, height;
	} bombs[] = {
		{".png", 60000, 60000},
		{".png", 2000000, 1},
		{".png", 100000, 100},
		{".gif", 65535, 65535},
		{".jpg", 65000, 65000},
		{".avif", 60000, 60000},
		{".avif", 4000000000, 4000000000},
	};
	for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
		struct test_bytes bytes = test_picture(64, 64, 3, bombs[i].format);
		claim(bytes, bombs[i].format, bombs[i].width, bombs[i].height);
		struct sicht_print print = test_print(pool, &arena, bytes, true);
		bool refused = print.outcome == SICHT_OUTCOME_OVER_LIMIT ||
			       (i >= 5 && print.outcome == SICHT_OUTCOME_CORRUPT);
		cr_expect(
			refused, "%zu: %s, %s", i, sicht_outcome_name(print.outcome), print.detail);
		cr_expect(print.window_count == 0);
		free(bytes.data);
	}
	cr_expect(sicht_pool_counts(pool).anomalies == 0);
}

/*
 * A header may claim what the budget allows, with no data behind it: memory, but no decoder lost.
 */
Test(budgets, empty_giants_are_survived)
{
	static const char *const formats[] = {".png", ".gif", ".jpg"};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct test_bytes bytes = test_picture(64, 64, 3, formats[i]);
		claim(bytes, formats[i], 8000, 6000);
		struct sicht_print print = test_print(pool, &arena, bytes, false);
		cr_expect(print.outcome != SICHT_OUTCOME_DECODED, "%s", formats[i]);
		cr_expect(print.width == 8000 && print.height == 6000);
		free(bytes.data);
	}
	cr_expect(sicht_pool_counts(pool).anomalies == 0);
}

Test(budgets, the_limit_of_pixels_is_an_option)
{
	for (unsigned width = 64; width <= 65; width++) {
		struct test_bytes picture = test_picture(width, 64, 3, ".png");
		int fd = test_file(picture.data, picture.size);
		struct sicht_job job = test_job(fd, picture.size, SICHT_MEDIA_PNG, true);
		struct sicht_print print;
		job.pixels_max = 64 * 64;
		cr_assert(test_run(pool, &job, &arena, &print) == SICHT_JOB_DONE);
		cr_expect((print.outcome == SICHT_OUTCOME_OVER_LIMIT) == (width == 65));
		close(fd);
		free(picture.data);
	}
}

Test(budgets, small_and_flat_pictures_have_their_words)
{
	for (unsigned side = 1; side < SICHT_SIDE_MIN_PIXELS; side++) {
		struct test_bytes bytes = test_picture(side, 100, 3, ".png");
		struct sicht_print print = test_print(pool, &arena, bytes, true);
		cr_expect(print.outcome == SICHT_OUTCOME_TOO_SMALL, "%s",
			sicht_outcome_name(print.outcome));
		cr_expect(print.width == side && print.height == 100);
		free(bytes.data);
	}
	struct test_bytes flat = test_picture(5, 5, 1, ".png[palette,colours=2]");
	struct sicht_print print = test_print(pool, &arena, flat, true);
	cr_expect(
		print.outcome == SICHT_OUTCOME_TOO_FLAT || print.outcome == SICHT_OUTCOME_DECODED);
	free(flat.data);
}

/* xorshift64 */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void mutate(struct test_bytes bytes, uint64_t *state)
{
	size_t count = 1 + next_random(state) % 16;
	for (size_t i = 0; i < count; i++)
		bytes.data[next_random(state) % bytes.size] = (uint8_t)next_random(state);
}

Test(budgets, damaged_files_never_cost_a_decoder)
{
	static const char *const formats[] = {".jpg", ".jpg[interlace]", ".png", ".png[interlace]",
		".webp", ".webp[lossless]", ".tif[compression=lzw]", ".gif", ".heif", ".avif"};
	uint64_t state = 88172645463325252ull;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct test_bytes bytes = test_picture(97, 61, 3, formats[i]);
		struct test_bytes copy = {malloc(bytes.size), bytes.size};
		for (int round = 0; round < 30; round++) {
			memcpy(copy.data, bytes.data, bytes.size);
			copy.size = round % 3 == 0 ? 64 + next_random(&state) % (bytes.size - 64)
						   : bytes.size;
			mutate((struct test_bytes){copy.data + 16, copy.size - 16}, &state);
			test_print(pool, &arena, copy, round % 2 == 0);
		}
		free(copy.data);
		free(bytes.data);
	}
	cr_expect(sicht_pool_counts(pool).anomalies == 0);
}
