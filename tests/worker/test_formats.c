/* SPDX-License-Identifier: MIT */
/*
 * Every format that is decoded goes through the locked-in decoder, exactly and fast, and what it
 * says about broken, odd and oversized files is the right word.
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
	pool = NULL;
}

TestSuite(formats, .init = open_pool, .fini = close_pool);

static unsigned distance(const struct sicht_print *a, const struct sicht_print *b)
{
	cr_assert(a->window_count > 0 && b->window_count > 0);
	return sicht_pdq_distance(&a->windows[0].form[0], &b->windows[0].form[0]);
}

/* A picture of 600 x 420 as `format`; its outcome and size are checked. */
static struct sicht_print print_of(struct test_bytes bytes, const char *format, bool exact)
{
	struct sicht_print print = test_print(pool, &arena, bytes, exact);
	cr_expect(print.outcome == SICHT_OUTCOME_DECODED, "%s: %s, %s", format,
		sicht_outcome_name(print.outcome), print.detail);
	cr_expect(print.width == 600 && print.height == 420, "%s: %ux%u", format, print.width,
		print.height);
	return print;
}

static struct sicht_print decoded(unsigned bands, const char *format, bool exact)
{
	struct test_bytes bytes = test_picture(600, 420, bands, format);
	struct sicht_print print = print_of(bytes, format, exact);
	free(bytes.data);
	return print;
}

Test(formats, lossless_formats_agree_to_the_bit)
{
	static const char *const formats[] = {
		".png[interlace]",
		".webp[lossless]",
		".tif",
		".tif[compression=deflate]",
		".tif[tile,compression=lzw,predictor=horizontal]",
		".tif[bigtiff]",
	};
	struct sicht_print png = decoded(3, ".png", true);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct sicht_print print = decoded(3, formats[i], true);
		cr_expect(distance(&png, &print) == 0, "%s", formats[i]);
	}
}

Test(formats, palettes_are_expanded)
{
	struct sicht_print grey = decoded(1, ".png", true);
	struct sicht_print palette = decoded(1, ".png[palette,dither=0]", true);
	struct sicht_print gif = decoded(1, ".gif[dither=0]", true);
	cr_expect(distance(&grey, &palette) <= 4, "%u bits", distance(&grey, &palette));
	cr_expect(distance(&grey, &gif) <= 4, "%u bits", distance(&grey, &gif));
}

Test(formats, lossy_formats_and_the_fast_path_stay_near)
{
	static const char *const formats[] = {
		".jpg[Q=90]",
		".jpg[Q=90,interlace]",
		".jpg[Q=90,subsample-mode=off]",
		".webp[Q=90]",
		".gif",
		".heif[Q=90,effort=0]",
		".avif[Q=90,effort=0]",
		".tif[compression=jpeg,Q=90]",
	};
	struct sicht_print png = decoded(3, ".png", true);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct test_bytes bytes = test_picture(600, 420, 3, formats[i]);
		struct sicht_print exact = print_of(bytes, formats[i], true);
		struct sicht_print fast = print_of(bytes, formats[i], false);
		free(bytes.data);
		cr_expect(distance(&png, &exact) <= 12, "%s: %u bits", formats[i],
			distance(&png, &exact));
		cr_expect(distance(&exact, &fast) <= 10, "%s: %u bits", formats[i],
			distance(&exact, &fast));
	}
}

Test(formats, alpha_is_dropped_and_grey_stays_grey)
{
	struct sicht_print colour = decoded(3, ".png", true);
	struct sicht_print alpha = decoded(4, ".png", true);
	struct sicht_print grey = decoded(1, ".png", true);
	struct sicht_print grey_alpha = decoded(2, ".png", true);
	struct sicht_print grey_jpeg = decoded(1, ".jpg[Q=95]", true);
	cr_expect(distance(&colour, &alpha) == 0);
	cr_expect(distance(&grey, &grey_alpha) == 0);
	cr_expect(distance(&grey, &grey_jpeg) <= 8);
}

static enum sicht_outcome outcome_of(const void *data, size_t size)
{
	struct test_bytes bytes = {(uint8_t *)data, size};
	return test_print(pool, &arena, bytes, true).outcome;
}

Test(formats, truncated_files_are_hashed_as_far_as_they_go)
{
	static const char *const formats[] = {".jpg[Q=90]", ".jpg[Q=90,interlace]", ".png", ".gif",
		".webp[Q=90]", ".webp[lossless]"};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct test_bytes bytes = test_picture(600, 420, 3, formats[i]);
		bytes.size -= bytes.size / 4;
		struct sicht_print print = test_print(pool, &arena, bytes, true);
		cr_expect(print.outcome == SICHT_OUTCOME_TRUNCATED, "%s: %s, %s", formats[i],
			sicht_outcome_name(print.outcome), print.detail);
		cr_expect(print.window_count > 0 && print.detail != NULL, "%s", formats[i]);
		free(bytes.data);
	}
}

/* Cut, and then ended as if it were whole: some carvers do that. */
Test(formats, a_jpeg_that_ends_too_early_is_truncated)
{
	for (int exact = 0; exact < 2; exact++) {
		struct test_bytes bytes = test_picture(600, 420, 3, ".jpg[Q=90]");
		bytes.size /= 2;
		memcpy(bytes.data + bytes.size - 2, "\xff\xd9", 2);
		struct sicht_print print = test_print(pool, &arena, bytes, exact);
		cr_expect(print.outcome == SICHT_OUTCOME_TRUNCATED, "%s, %s",
			sicht_outcome_name(print.outcome), print.detail);
		cr_expect_gt(print.window_count, 0);
		free(bytes.data);
	}
}

Test(formats, headers_alone_are_corrupt)
{
	static const char *const formats[] = {
		".jpg", ".png", ".gif", ".tif", ".webp", ".heif[effort=0]", ".avif[effort=0]"};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct test_bytes bytes = test_picture(60, 42, 3, formats[i]);
		enum sicht_outcome outcome = outcome_of(bytes.data, 32);
		cr_expect(outcome == SICHT_OUTCOME_CORRUPT, "%s: %s", formats[i],
			sicht_outcome_name(outcome));
		free(bytes.data);
	}
}
