/* SPDX-License-Identifier: MIT */
/*
 * How near the fast path is to reference-exact, file to hash, over many pictures: 98 of 100 hashes
 * within 2 bits, 96 for pictures as large as cameras make them, less for those that are reduced to
 * the fewest pixels; and all within 10. (bench-hash counts over more pictures.)
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <vips/vips.h>

#include "sicht/hash.h"
#include "tests/samples/samples.h"
#include "tests/worker/support.h"

#define BOTH ((1u << SICHT_PROFILE_FULLRES) | (1u << SICHT_PROFILE_REF512))

struct tally {
	unsigned count, near, far; /* far: more than 10 bits */
};

static struct sicht_pool *pool;
static struct sicht_arena arena;

static void open_pool(void)
{
	pool = test_pool(NULL, 1, 0);
	cr_assert(sicht_samples_begin("test-worker") == SICHT_OK);
}

static void close_pool(void)
{
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
}

TestSuite(nearness, .init = open_pool, .fini = close_pool);

/* The noise of a sensor: without, reductions round where the full picture was rounded too. */
static VipsImage *sensor_noise(int width, int height)
{
	VipsImage *noise, *in_memory;
	cr_assert(vips_gaussnoise(
			  &noise, width, height, "mean", 0.0, "sigma", 3.0, "seed", 7, NULL) == 0);
	in_memory = vips_image_copy_memory(noise);
	cr_assert(in_memory != NULL);
	g_object_unref(noise);
	return in_memory;
}

static VipsImage *photo(uint64_t seed, VipsImage *noise)
{
	VipsImage *image = NULL, *sum, *noisy, *in_memory;
	cr_assert(sicht_sample_photo(seed, noise->Xsize, noise->Ysize, &image) == SICHT_OK);
	cr_assert(vips_add(image, noise, &sum, NULL) == 0);
	cr_assert(vips_cast_uchar(sum, &noisy, NULL) == 0);
	in_memory = vips_image_copy_memory(noisy);
	cr_assert(in_memory != NULL);
	g_object_unref(noisy);
	g_object_unref(sum);
	g_object_unref(image);
	return in_memory;
}

static struct sicht_print print_of(struct test_bytes bytes, enum sicht_media media, bool exact)
{
	struct sicht_print print;
	int fd = test_file(bytes.data, bytes.size);
	struct sicht_job job = test_job(fd, bytes.size, media, exact);
	job.hash.profiles = BOTH;
	cr_assert(test_run(pool, &job, &arena, &print) == SICHT_JOB_DONE, "%s", print.detail);
	cr_assert_eq(print.window_count, SICHT_PROFILE_COUNT);
	close(fd);
	return print;
}

static void count_hashes(struct test_bytes bytes, enum sicht_media media, struct tally *tally)
{
	struct sicht_print fast = print_of(bytes, media, false);
	struct sicht_print exact = print_of(bytes, media, true);
	for (int i = 0; i < SICHT_PROFILE_COUNT; i++) {
		if (exact.windows[i].quality < SICHT_QUALITY_MIN)
			continue;
		unsigned bits = sicht_pdq_distance(fast.windows[i].form, exact.windows[i].form);
		tally->count++;
		tally->near += bits <= 2;
		tally->far += bits > 10;
	}
}

/* All of them where there is time (SICHT_TESTS_LONG=1: tests/run --full), else the first third. */
static unsigned share(unsigned count)
{
	return getenv("SICHT_TESTS_LONG") != NULL ? count : (count + 2) / 3;
}

/* As what the first `count` pictures are written. */
struct form {
	unsigned count;
	const char *format;
	enum sicht_media media;
};

/* To make a picture takes longer than to hash it: each is made once for all forms, of which the first
 * has the most. */
static void count_photos(
	int width, int height, const struct form *forms, size_t form_count, struct tally *tally)
{
	VipsImage *noise = sensor_noise(width, height);
	for (unsigned seed = 1; seed <= share(forms->count); seed++) {
		VipsImage *image = photo(seed, noise);
		for (const struct form *form = forms; form < forms + form_count; form++) {
			struct test_bytes bytes = {0};
			void *data;
			if (seed > share(form->count))
				continue;
			cr_assert(vips_image_write_to_buffer(
					  image, form->format, &data, &bytes.size, NULL) == 0);
			bytes.data = data;
			count_hashes(bytes, form->media, tally);
			g_free(data);
		}
		g_object_unref(image);
	}
	g_object_unref(noise);
}

static void expect_near(const struct tally *tally, unsigned per_cent)
{
	cr_expect_gt(tally->count, 0);
	cr_expect(100 * tally->near >= per_cent * tally->count, "only %u of %u within 2 bits",
		tally->near, tally->count);
	cr_expect_eq(tally->far, 0, "%u of %u beyond 10 bits", tally->far, tally->count);
}

Test(nearness, of_pictures_from_the_web)
{
	static const struct form wide[] = {{100, ".jpg[Q=85]", SICHT_MEDIA_JPEG},
		{25, ".webp[Q=75]", SICHT_MEDIA_WEBP}, {10, ".png", SICHT_MEDIA_PNG}};
	static const struct form high[] = {{25, ".jpg[Q=85,interlace]", SICHT_MEDIA_JPEG}};
	struct tally tally = {0};
	count_photos(500, 375, wide, 3, &tally);
	count_photos(375, 500, high, 1, &tally);
	expect_near(&tally, 98);
}

/* libjpeg-turbo reduces them to a half or a quarter, to fewer pixels than any other. */
Test(nearness, of_reduced_pictures)
{
	static const struct form form = {12, ".jpg[Q=85]", SICHT_MEDIA_JPEG};
	struct tally tally = {0};
	count_photos(1280, 960, &form, 1, &tally);
	count_photos(1632, 1224, &form, 1, &tally);
	expect_near(&tally, 85);
}

/* By their DC coefficients alone. */
Test(nearness, of_pictures_from_cameras)
{
	static const struct form forms[] = {
		{5, ".jpg[Q=92]", SICHT_MEDIA_JPEG}, {2, ".jpg[Q=92,interlace]", SICHT_MEDIA_JPEG}};
	struct tally tally = {0};
	count_photos(3264, 2448, forms, 2, &tally);
	expect_near(&tally, 96);
}
