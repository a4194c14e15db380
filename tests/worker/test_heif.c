/* SPDX-License-Identifier: MIT */
/*
 * A HEIF file that is damaged says so, and shows nothing that is not in it: its hash does not
 * depend on what was decoded before.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/worker/support.h"

#define WIDTH 320
#define HEIGHT 240

/* Where the one slice of these files begins, with its size: behind the head of "mdat". */
static size_t coded_at(struct test_bytes file)
{
	for (size_t i = 0; i + 4 < file.size; i++) {
		if (memcmp(file.data + i, "mdat", 4) == 0)
			return i + 4;
	}
	cr_assert_fail("no mdat");
	return 0;
}

static uint32_t number_at(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static void put_number(uint8_t *bytes, uint32_t number)
{
	for (unsigned i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* The slice ends after a third; a unit of filler data takes the rest. */
static void cut_slice(struct test_bytes file)
{
	uint8_t *slice = file.data + coded_at(file);
	uint32_t size = number_at(slice), kept = size / 3;
	uint8_t *filler = slice + 4 + kept;
	put_number(slice, kept);
	filler[-1] |= 1;
	put_number(filler, size - kept - 4);
	memset(filler + 4, 0xff, size - kept - 4);
	filler[4] = 38 << 1;
	filler[5] = 1;
}

/* One byte in `share` of the slice, at its end. */
static void zero_tail(struct test_bytes file, uint32_t share)
{
	uint8_t *slice = file.data + coded_at(file);
	uint32_t size = number_at(slice);
	memset(slice + 4 + size - size / share, 0, size / share);
}

/* The hash of `file` by a decoder that has just decoded a picture of one colour, `before`. */
static struct sicht_print print_after(const char *before, struct test_bytes file)
{
	static struct sicht_arena arena;
	struct sicht_pool *pool = test_pool(NULL, 1, 0);
	struct test_bytes other = test_picture(WIDTH, HEIGHT, 3, before);
	test_print(pool, &arena, other, true);
	struct sicht_print print = test_print(pool, &arena, file, true);
	sicht_pool_close(pool);
	free(other.data);
	return print;
}

static void expect_truncated(struct test_bytes file)
{
	struct sicht_print first = print_after(".heic[Q=90]", file);
	struct sicht_print second = print_after(".png", file);
	cr_expect_eq(first.outcome, SICHT_OUTCOME_TRUNCATED, "%s, %s",
		sicht_outcome_name(first.outcome), first.detail);
	cr_expect(first.outcome == second.outcome && first.window_count == 1 &&
		  second.window_count == 1);
	cr_expect(memcmp(&first.windows[0].form[0], &second.windows[0].form[0],
			  sizeof first.windows[0].form[0]) == 0,
		"two hashes of one file");
}

Test(heif, a_sound_one_is_decoded)
{
	struct test_bytes file = test_picture(WIDTH, HEIGHT, 3, ".heic");
	struct sicht_print print = print_after(".png", file);
	cr_expect_eq(print.outcome, SICHT_OUTCOME_DECODED, "%s", print.detail);
	free(file.data);
}

Test(heif, a_slice_that_is_cut_is_no_picture_of_something_else)
{
	struct test_bytes file = test_picture(WIDTH, HEIGHT, 3, ".heic");
	cut_slice(file);
	expect_truncated(file);
	free(file.data);
}

/* AV1 knows no such rule, but sixty-four zeros are none of its pictures. */
Test(heif, an_avif_that_ends_in_zeros_is_not_whole)
{
	struct test_bytes file = test_picture(WIDTH, HEIGHT, 3, ".avif[effort=0]");
	struct sicht_print print = print_after(".png", file);
	cr_expect_eq(print.outcome, SICHT_OUTCOME_DECODED, "%s", print.detail);
	size_t tail = (file.size - coded_at(file)) / 2;
	/* an Exif item follows the picture */
	memset(file.data + file.size - 190 - tail, 0, tail);
	print = print_after(".png", file);
	cr_expect_eq(print.outcome, SICHT_OUTCOME_TRUNCATED, "%s, %s",
		sicht_outcome_name(print.outcome), print.detail);
	free(file.data);
}

Test(heif, an_end_of_zeros_is_a_part_that_is_missing)
{
	for (uint32_t share = 2; share <= 200; share *= 10) {
		struct test_bytes file = test_picture(WIDTH, HEIGHT, 3, ".heic");
		zero_tail(file, share);
		expect_truncated(file);
		free(file.data);
	}
}
