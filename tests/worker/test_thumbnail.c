/* SPDX-License-Identifier: MIT */
/*
 * Thumbnails through the locked-in decoder: hashed beside their picture, or alone where that is
 * broken, and near the picture that they were made from.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sicht/hash.h"
#include "tests/samples/thumbnail.h"
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

TestSuite(thumbnail, .init = open_pool, .fini = close_pool);

#define BOTH ((1u << SICHT_PROFILE_FULLRES) | (1u << SICHT_PROFILE_REF512))

static struct sicht_print print_of(struct sicht_bytes file, bool exact, bool wanted)
{
	struct sicht_print print;
	int fd = test_file(file.data, file.size);
	struct sicht_job job = test_job(fd, file.size, SICHT_MEDIA_JPEG, exact);
	job.hash.profiles = BOTH;
	job.hash.thumbnail = wanted;
	cr_assert(test_run(pool, &job, &arena, &print) == SICHT_JOB_DONE, "%s: %s",
		sicht_outcome_name(print.outcome), print.detail);
	close(fd);
	return print;
}

/* A picture with the given thumbnail in it. */
static struct sicht_text sample(const char *format, struct test_bytes thumbnail)
{
	struct sicht_text file = {0};
	struct test_bytes picture = test_picture(600, 420, 3, format);
	sample_embed(&file, sicht_bytes(picture.data, picture.size),
		sicht_bytes(thumbnail.data, thumbnail.size), true);
	free(picture.data);
	return file;
}

static void free_test_bytes(struct test_bytes *bytes)
{
	free(bytes->data);
}

static const struct sicht_window_print *thumbnail_of(const struct sicht_print *print, size_t nth)
{
	for (size_t i = 0; i < print->window_count; i++) {
		if (print->windows[i].window == SICHT_WINDOW_THUMBNAIL && nth-- == 0)
			return &print->windows[i];
	}
	return NULL;
}

Test(thumbnail, is_hashed_beside_the_picture_if_that_is_wanted)
{
	SICHT_DEFER(free_test_bytes)
	struct test_bytes small = test_picture(160, 120, 3, ".jpg[Q=80]");
	SICHT_DEFER(sicht_text_free) struct sicht_text file = sample(".jpg[Q=90,strip]", small);
	for (int exact = 0; exact < 2; exact++) {
		struct sicht_print with = print_of(sicht_text_bytes(&file), exact, true);
		struct sicht_print without = print_of(sicht_text_bytes(&file), exact, false);
		cr_assert_eq(with.window_count, 4);
		cr_assert_eq(without.window_count, 2);
		cr_expect_eq(with.outcome, SICHT_OUTCOME_DECODED);
		cr_expect(with.width == 600 && with.height == 420, "of the picture");
		for (size_t i = 0; i < 4; i++) {
			cr_expect_eq(with.windows[i].profile, i / 2);
			cr_expect_eq(with.windows[i].window,
				i % 2 == 0 ? SICHT_WINDOW_FULL : SICHT_WINDOW_THUMBNAIL);
			cr_expect_eq(with.windows[i].exact, exact == 1);
		}
		cr_expect(sicht_pdq_distance(with.windows[0].form, without.windows[0].form) == 0);
	}
}

Test(thumbnail, fast_and_exact_are_near)
{
	SICHT_DEFER(free_test_bytes)
	struct test_bytes small = test_picture(160, 120, 3, ".jpg[Q=80]");
	SICHT_DEFER(sicht_text_free) struct sicht_text file = sample(".jpg[Q=90,strip]", small);
	struct sicht_print fast = print_of(sicht_text_bytes(&file), false, true);
	struct sicht_print exact = print_of(sicht_text_bytes(&file), true, true);
	cr_assert(thumbnail_of(&fast, 0) != NULL && thumbnail_of(&exact, 0) != NULL);
	unsigned bits =
		sicht_pdq_distance(thumbnail_of(&fast, 0)->form, thumbnail_of(&exact, 0)->form);
	cr_expect(bits <= 6, "%u bits", bits);
}

/* What is broken or not asked for leaves the picture as it is. */
Test(thumbnail, a_broken_one_is_left_out)
{
	SICHT_DEFER(free_test_bytes)
	struct test_bytes small = test_picture(160, 120, 3, ".jpg[Q=80]");
	SICHT_DEFER(free_test_bytes)
	struct test_bytes scans = test_picture(160, 120, 3, ".jpg[interlace]");
	SICHT_DEFER(free_test_bytes)
	struct test_bytes ended = test_picture(160, 120, 3, ".jpg[Q=80]");
	ended.size -= ended.size / 3;
	memcpy(ended.data + ended.size - 2, "\xff\xd9", 2); /* it ends, but too early */
	struct test_bytes cut = {small.data, small.size / 2}, nothing = {small.data, 2};
	const struct test_bytes broken[] = {cut, nothing, scans, ended};
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		SICHT_DEFER(sicht_text_free)
		struct sicht_text file = sample(".jpg[Q=90,strip]", broken[i]);
		struct sicht_print print = print_of(sicht_text_bytes(&file), false, true);
		cr_expect_eq(print.outcome, SICHT_OUTCOME_DECODED);
		cr_expect_eq(print.window_count, 2, "broken thumbnail %zu", i);
	}
}

/* A thumbnail is small: a large picture in its place is none. */
Test(thumbnail, a_large_one_is_left_out)
{
	for (unsigned height = 1024; height <= 1025; height++) {
		SICHT_DEFER(free_test_bytes)
		struct test_bytes large = test_picture(1024, height, 1, ".jpg[Q=1]");
		SICHT_DEFER(sicht_text_free)
		struct sicht_text file = sample(".jpg[Q=90,strip]", large);
		struct sicht_print print = print_of(sicht_text_bytes(&file), true, true);
		cr_expect_eq(print.outcome, SICHT_OUTCOME_DECODED);
		cr_expect_eq(print.window_count, height == 1024 ? 4 : 2, "%u rows", height);
	}
}

/* A file whose picture is gone still tells what it was. */
Test(thumbnail, outlives_its_picture)
{
	static const char broken[] = "\xff\xd8\xff\xda broken";
	SICHT_DEFER(free_test_bytes)
	struct test_bytes small = test_picture(160, 120, 3, ".jpg[Q=80]");
	SICHT_DEFER(sicht_text_free) struct sicht_text file = {0};
	sample_embed(&file, sicht_bytes(broken, sizeof broken - 1),
		sicht_bytes(small.data, small.size), false);
	struct sicht_print print = print_of(sicht_text_bytes(&file), false, true);
	cr_expect_eq(print.outcome, SICHT_OUTCOME_CORRUPT);
	cr_expect_eq(print.width, 0);
	cr_assert_eq(print.window_count, 2);
	cr_expect_eq(print.windows[0].window, SICHT_WINDOW_THUMBNAIL);
}
