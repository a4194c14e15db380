/* SPDX-License-Identifier: MIT */
/* JPEGs take a short cut in the decoder. Nobody can tell by the hashes. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sicht/hash.h"
#include "tests/worker/support.h"

/* The same picture in a file that the short cut declines: a byte too many before the end. */
static struct test_bytes declined(struct test_bytes sound)
{
	struct test_bytes bytes = {malloc(sound.size + 1), sound.size + 1};
	memcpy(bytes.data, sound.data, sound.size - 2);
	memcpy(bytes.data + sound.size - 2, "\0\377\331", 3);
	return bytes;
}

static void expect_same_print(unsigned width, unsigned height, const char *format)
{
	struct sicht_arena arena = {0};
	struct sicht_pool *pool = test_pool(NULL, 1, 0);
	struct test_bytes sound = test_picture(width, height, 3, format);
	struct test_bytes other = declined(sound);
	struct sicht_print by_short_cut = test_print(pool, &arena, sound, false);
	struct sicht_print by_libjpeg = test_print(pool, &arena, other, false);
	cr_expect(by_short_cut.outcome == SICHT_OUTCOME_DECODED, "%s", format);
	cr_expect(by_libjpeg.outcome == SICHT_OUTCOME_DECODED, "%s", format);
	cr_expect(by_short_cut.width == width && by_short_cut.height == height);
	cr_assert(by_short_cut.window_count == 1 && by_libjpeg.window_count == 1);
	cr_expect(by_short_cut.windows->quality == by_libjpeg.windows->quality, "%s", format);
	cr_expect(sicht_pdq_distance(by_short_cut.windows->form, by_libjpeg.windows->form) == 0,
		"%s", format);
	free(sound.data);
	free(other.data);
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
}

Test(jpeg_luma, hashes_are_those_of_libjpeg)
{
	static const unsigned sizes[][2] = {{500, 375}, {801, 605}, {1235, 1632}, {2233, 2101}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		expect_same_print(sizes[i][0], sizes[i][1], ".jpg[Q=90]");
		expect_same_print(sizes[i][0], sizes[i][1], ".jpg[Q=80,interlace]");
	}
}

/* A file that ends early is seen to do so, by libjpeg if not by the short cut. */
Test(jpeg_luma, cut_files_are_truncated)
{
	struct sicht_arena arena = {0};
	struct sicht_pool *pool = test_pool(NULL, 1, 0);
	struct test_bytes bytes = test_picture(1600, 1600, 3, ".jpg[Q=90]");
	bytes.size = bytes.size * 2 / 3;
	struct sicht_print print = test_print(pool, &arena, bytes, false);
	cr_expect(print.outcome == SICHT_OUTCOME_TRUNCATED, "%s", print.detail);
	cr_expect(print.window_count == 1);
	free(bytes.data);
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
}
