/* SPDX-License-Identifier: MIT */
/* The reader gives the samples that libjpeg-turbo gives, or none. */
#include "tests/jpeg_luma/support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define COEFFICIENT_COUNT 64

static void describe(const struct test_recipe *recipe, char *text, size_t size)
{
	snprintf(text, size, "%ux%u, %ux%u, quality %d, restart %u%s%s%s", recipe->width,
		recipe->height, recipe->sampling[0], recipe->sampling[1], recipe->quality,
		recipe->restart_interval, recipe->progressive ? ", progressive" : "",
		recipe->optimized ? ", optimized" : "",
		recipe->stored == JCS_GRAYSCALE ? ", grey" : "");
}

static void expect_equal_at(const struct test_file *file, unsigned divisor, const char *text)
{
	long warnings;
	struct test_picture wanted = test_decode(file, divisor, &warnings);
	struct test_picture found = test_read(file, divisor);
	cr_expect(warnings == 0, "%s: libjpeg has something against it", text);
	cr_expect(found.samples != NULL, "%s, at 1/%u: declined", text, divisor);
	cr_expect(test_equal(&wanted, &found), "%s, at 1/%u: other samples", text, divisor);
	free(wanted.samples);
	free(found.samples);
}

static void expect_equal(const struct test_recipe *recipe)
{
	char text[128];
	describe(recipe, text, sizeof text);
	struct test_file file = test_write(recipe);
	for (unsigned divisor = 1; divisor <= 8; divisor *= 2)
		expect_equal_at(&file, divisor, text);
	free(file.data);
}

static void expect_declined(const struct test_file *file, const char *what)
{
	for (unsigned divisor = 1; divisor <= 8; divisor *= 2) {
		struct test_picture found = test_read(file, divisor);
		cr_expect(found.samples == NULL, "%s was read at 1/%u", what, divisor);
		free(found.samples);
	}
}

/* Every edge that blocks and MCUs can have, in every way of sampling colour. */
Test(jpeg_luma, samplings_and_sizes)
{
	static const unsigned samplings[][2] = {
		{1, 1}, {2, 1}, {2, 2}, {1, 2}, {4, 1}, {1, 4}, {4, 2}, {2, 4}, {3, 1}, {3, 2}};
	static const unsigned sizes[][2] = {
		{200, 133}, {1, 1}, {8, 8}, {9, 17}, {16, 16}, {31, 33}, {257, 64}, {7, 300}};
	for (size_t i = 0; i < COUNT(samplings); i++) {
		for (size_t k = 0; k < COUNT(sizes); k++) {
			struct test_recipe recipe = {.width = sizes[k][0],
				.height = sizes[k][1],
				.sampling = {samplings[i][0], samplings[i][1]}};
			for (int kind = 0; kind < 4; kind++) {
				recipe.progressive = kind & 1;
				recipe.optimized = kind & 2;
				expect_equal(&recipe);
			}
		}
	}
}

Test(jpeg_luma, large_odd_sizes)
{
	expect_equal(&(struct test_recipe){.width = 1537, .height = 1541, .sampling = {2, 2}});
	expect_equal(&(struct test_recipe){
		.width = 1541, .height = 1537, .sampling = {2, 1}, .quality = 97, .noise = 20});
	expect_equal(&(struct test_recipe){
		.width = 1600, .height = 1663, .sampling = {2, 2}, .progressive = true});
	expect_equal(&(struct test_recipe){
		.width = 2047, .height = 1999, .stored = JCS_GRAYSCALE, .quality = 75});
}

/* From blocks that are their DC coefficient alone to blocks without a single zero. */
Test(jpeg_luma, qualities)
{
	static const int qualities[] = {1, 2, 5, 10, 25, 50, 75, 90, 95, 99, 100};
	static const unsigned noises[] = {0, 3, 30, 255};
	for (size_t i = 0; i < COUNT(qualities); i++) {
		for (size_t k = 0; k < COUNT(noises); k++) {
			struct test_recipe recipe = {.width = 301,
				.height = 203,
				.sampling = {2, 2},
				.quality = qualities[i],
				.noise = noises[k]};
			for (int kind = 0; kind < 4; kind++) {
				recipe.progressive = kind & 1;
				recipe.optimized = kind & 2;
				expect_equal(&recipe);
			}
		}
	}
}

/* The kernels that every processor has. */
Test(jpeg_luma, scalar_kernels)
{
	setenv("SICHT_KERNEL", "scalar", 1);
	expect_equal(&(struct test_recipe){
		.width = 333, .height = 222, .sampling = {2, 2}, .quality = 80, .noise = 20});
	expect_equal(&(struct test_recipe){
		.width = 333, .height = 222, .sampling = {2, 1}, .quality = 100, .noise = 255});
}

Test(jpeg_luma, grey)
{
	struct test_recipe recipe = {.width = 203, .height = 99, .stored = JCS_GRAYSCALE};
	expect_equal(&recipe);
	recipe.sampling[0] = 2; /* means nothing with one component, but is written */
	recipe.sampling[1] = 2;
	expect_equal(&recipe);
	recipe.progressive = true;
	expect_equal(&recipe);
}

Test(jpeg_luma, restart_markers)
{
	static const unsigned intervals[] = {1, 2, 3, 7, 13, 100, 65535};
	for (size_t i = 0; i < COUNT(intervals); i++) {
		struct test_recipe recipe = {.width = 217,
			.height = 180,
			.sampling = {2, 2},
			.restart_interval = intervals[i],
			.noise = 10};
		expect_equal(&recipe);
		recipe.progressive = true;
		expect_equal(&recipe);
	}
}

/* ---------------------------------------------------------------------------- orders of scans */

static const jpeg_scan_info one_by_one[] = {
	{1, {1}, 0, 63, 0, 0}, {1, {0}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}};
static const jpeg_scan_info luma_apart[] = {{1, {0}, 0, 63, 0, 0}, {2, {1, 2}, 0, 63, 0, 0}};
static const jpeg_scan_info in_small_steps[] = {
	{1, {0}, 0, 0, 0, 3},
	{2, {1, 2}, 0, 0, 0, 1},
	{1, {0}, 0, 0, 3, 2},
	{1, {0}, 1, 63, 0, 0},
	{1, {0}, 0, 0, 2, 1},
	{1, {1}, 1, 63, 0, 0},
	{3, {0, 1, 2}, 0, 0, 1, 0},
	{1, {2}, 1, 63, 0, 0},
};
static const jpeg_scan_info with_a_neighbour[] = {
	{2, {0, 2}, 0, 0, 0, 2},
	{1, {1}, 0, 0, 0, 0},
	{2, {0, 2}, 0, 0, 2, 1},
	{2, {0, 2}, 0, 0, 1, 0},
	{1, {0}, 1, 63, 0, 0},
	{1, {1}, 1, 63, 0, 0},
	{1, {2}, 1, 63, 0, 0},
};
static const jpeg_scan_info in_bands[] = {
	{3, {0, 1, 2}, 0, 0, 0, 1},
	{1, {0}, 1, 5, 0, 3},
	{1, {0}, 6, 20, 0, 2},
	{1, {1}, 1, 63, 0, 0},
	{1, {0}, 21, 21, 0, 0},
	{1, {0}, 22, 63, 0, 1},
	{1, {0}, 1, 5, 3, 2},
	{1, {0}, 1, 20, 2, 1},
	{1, {2}, 1, 63, 0, 0},
	{3, {0, 1, 2}, 0, 0, 1, 0},
	{1, {0}, 22, 63, 1, 0},
	{1, {0}, 1, 20, 1, 0},
};

Test(jpeg_luma, scans_in_any_order)
{
	static const struct {
		const jpeg_scan_info *scans;
		int count;
	} scripts[] = {
		{one_by_one, COUNT(one_by_one)},
		{luma_apart, COUNT(luma_apart)},
		{in_small_steps, COUNT(in_small_steps)},
		{with_a_neighbour, COUNT(with_a_neighbour)},
		{in_bands, COUNT(in_bands)},
	};
	for (size_t i = 0; i < COUNT(scripts); i++) {
		struct test_recipe recipe = {.width = 213,
			.height = 171,
			.sampling = {2, 2},
			.scans = scripts[i].scans,
			.scan_count = scripts[i].count};
		expect_equal(&recipe);
		recipe.restart_interval = 5;
		expect_equal(&recipe);
		recipe.noise = 60;
		recipe.quality = 98;
		expect_equal(&recipe);
	}
}

/* What libjpeg smooths, since coefficients are missing, is not what the DC coefficients say. */
Test(jpeg_luma, unfinished_progression_is_declined)
{
	static const jpeg_scan_info unfinished[] = {
		{3, {0, 1, 2}, 0, 0, 0, 0}, {1, {0}, 1, 63, 0, 1}, {1, {1}, 1, 63, 0, 0}};
	struct test_recipe recipe = {
		.width = 64, .height = 64, .scans = unfinished, .scan_count = COUNT(unfinished)};
	struct test_file file = test_write(&recipe);
	expect_declined(&file, "an unfinished progression");
	free(file.data);
}

/* ------------------------------------------------------------------------------- other colours */

Test(jpeg_luma, what_has_no_luma_is_declined)
{
	static const struct test_recipe recipes[] = {
		{.width = 64, .height = 64, .stored = JCS_RGB},
		{.width = 64, .height = 64, .stored = JCS_CMYK},
		{.width = 64, .height = 64, .stored = JCS_YCCK},
	};
	for (size_t i = 0; i < COUNT(recipes); i++) {
		struct test_file file = test_write(&recipes[i]);
		expect_declined(&file, "RGB or CMYK");
		free(file.data);
	}
}

Test(jpeg_luma, arithmetic_coding_is_declined)
{
	struct test_recipe recipe = {.width = 64, .height = 64, .arithmetic = true};
	struct test_file file = test_write(&recipe);
	expect_declined(&file, "arithmetic coding");
	free(file.data);
}

/* Colour in finer blocks than luma: libjpeg then computes luma at another scale. */
Test(jpeg_luma, sparse_luma_is_declined)
{
	static const unsigned samplings[][2] = {{2, 1}, {1, 2}, {2, 2}};
	for (size_t i = 0; i < COUNT(samplings); i++) {
		struct test_recipe recipe = {
			.width = 64, .height = 64, .chroma = {samplings[i][0], samplings[i][1]}};
		struct test_file file = test_write(&recipe);
		expect_declined(&file, "luma sampled less than chroma");
		free(file.data);
	}
}

Test(jpeg_luma, mixed_chroma)
{
	expect_equal(&(struct test_recipe){
		.width = 70, .height = 50, .sampling = {2, 2}, .chroma = {2, 1}});
	expect_equal(&(struct test_recipe){
		.width = 70, .height = 50, .sampling = {4, 1}, .chroma = {2, 1}});
}

/* ------------------------------------------------------------------------------------- damage */

/* A file with `size` bytes at `at` replaced by those of `text`. */
static struct test_file edited(
	const struct test_file *file, size_t at, size_t removed, const char *text, size_t size)
{
	struct test_file result = {malloc(file->size + size), file->size - removed + size};
	memcpy(result.data, file->data, at);
	memcpy(result.data + at, text, size);
	memcpy(result.data + at + size, file->data + at + removed, file->size - at - removed);
	return result;
}

static void expect_edit(const struct test_file *file, size_t at, size_t removed, const char *text,
	size_t size, bool readable, const char *what)
{
	struct test_file other = edited(file, at, removed, text, size);
	for (unsigned divisor = 1; divisor <= 8; divisor *= 2) {
		struct test_picture wanted = test_read(file, divisor);
		struct test_picture found = test_read(&other, divisor);
		cr_expect((found.samples != NULL) == readable, "%s, at 1/%u", what, divisor);
		cr_expect(!readable || test_equal(&wanted, &found), "%s", what);
		free(wanted.samples);
		free(found.samples);
	}
	free(other.data);
}

Test(jpeg_luma, around_the_picture)
{
	struct test_recipe recipe = {.width = 80, .height = 80};
	struct test_file file = test_write(&recipe);
	size_t end = file.size;
	expect_edit(&file, end, 0, "after the end", 13, true, "bytes after the end");
	expect_edit(&file, end - 2, 0, "\377\377", 2, true, "fill bytes");
	expect_edit(&file, 2, 0, "\377\376\0\6text", 8, true, "a comment");
	expect_edit(&file, end - 2, 2, "", 0, false, "no end");
	expect_edit(&file, end - 2, 0, "\0", 1, false, "a byte too many");
	expect_edit(&file, end - 2, 0, "\377\320", 2, false, "a restart marker too many");
	expect_edit(&file, end - 2, 0, "\377\334\0\4\0\120", 6, false, "a late height");
	expect_edit(&file, 2, 0, "x", 1, false, "a byte between segments");
	expect_edit(&file, 0, 1, "", 0, false, "no beginning");
	free(file.data);
}

/* Coefficients times quantisers beyond all samples: libjpeg's own kernels differ about them. */
Test(jpeg_luma, wild_numbers_are_declined)
{
	for (int kind = 0; kind < 2; kind++) {
		struct test_recipe recipe = {.width = 80,
			.height = 80,
			.quality = 100,
			.noise = 255,
			.progressive = kind == 1};
		struct test_file file = test_write(&recipe);
		unsigned char *quantisers = memmem(file.data, file.size, "\377\333", 2);
		cr_assert_not_null(quantisers);
		memset(quantisers + 5, 255, COEFFICIENT_COUNT);
		expect_declined(&file, "a picture 255 times as bright");
		free(file.data);
	}
}

/* A scan that comes twice codes what has been coded. */
Test(jpeg_luma, repeated_scans_are_declined)
{
	for (int kind = 0; kind < 2; kind++) {
		struct test_recipe recipe = {.width = 80, .height = 80, .progressive = kind == 1};
		if (!recipe.progressive) {
			recipe.scans = luma_apart;
			recipe.scan_count = COUNT(luma_apart);
		}
		struct test_file file = test_write(&recipe);
		const unsigned char *scan = memmem(file.data, file.size, "\377\332", 2);
		cr_assert_not_null(scan);
		const unsigned char *end = scan + 2;
		while (end[0] != 0xff || end[1] == 0)
			end++;
		expect_edit(&file, (size_t)(end - file.data), 0, (const char *)scan,
			(size_t)(end - scan), false, "a scan twice");
		free(file.data);
	}
}

/* What is read is whole, unless parts of it were stepped over, and then libjpeg says so. */
static void expect_none_or_equal(const struct test_file *file, unsigned divisor, bool all_is_read)
{
	long warnings;
	struct test_picture found = test_read(file, divisor);
	if (found.samples == NULL)
		return;
	struct test_picture wanted = test_decode(file, divisor, &warnings);
	if (warnings == 0 || all_is_read)
		cr_expect(test_equal(&wanted, &found), "read at 1/%u, but other samples", divisor);
	if (all_is_read)
		cr_expect(warnings == 0, "read, but libjpeg has something against it");
	free(wanted.samples);
	free(found.samples);
}

static const struct test_recipe victims[] = {
	{.width = 90, .height = 70, .sampling = {2, 2}},
	{.width = 90, .height = 70, .sampling = {2, 1}, .restart_interval = 2},
	{.width = 90, .height = 70, .stored = JCS_GRAYSCALE, .optimized = true, .noise = 40},
	{.width = 90, .height = 70, .sampling = {2, 2}, .progressive = true},
	{.width = 60,
		.height = 60,
		.stored = JCS_GRAYSCALE,
		.progressive = true,
		.noise = 20,
		.restart_interval = 9},
};

Test(jpeg_luma, cut_files_are_declined)
{
	for (size_t i = 0; i < COUNT(victims); i++) {
		struct test_file file = test_write(&victims[i]);
		for (size_t size = 0; size < file.size; size++)
			expect_declined(&(struct test_file){file.data, size}, "a cut file");
		free(file.data);
	}
}

/* Scans of chroma are stepped over, and at 1/8 those of AC coefficients. */
static bool all_is_read(const struct test_recipe *recipe, int round)
{
	return !recipe->progressive || (recipe->stored == JCS_GRAYSCALE && round % 4 < 3);
}

static uint32_t roll(uint32_t *dice)
{
	*dice = *dice * 1664525 + 1013904223;
	return *dice >> 8;
}

Test(jpeg_luma, damaged_files_are_declined_or_equal)
{
	uint32_t dice = 1;
	for (size_t i = 0; i < COUNT(victims); i++) {
		struct test_file file = test_write(&victims[i]);
		unsigned char *sound = malloc(file.size);
		memcpy(sound, file.data, file.size);
		for (int round = 0; round < 3000; round++) {
			for (uint32_t hits = roll(&dice) % 3 + 1; hits > 0; hits--)
				file.data[roll(&dice) % file.size] = (unsigned char)roll(&dice);
			expect_none_or_equal(
				&file, 1u << round % 4, all_is_read(&victims[i], round));
			memcpy(file.data, sound, file.size);
		}
		free(sound);
		free(file.data);
	}
}

/* A frame that claims far more than follows must not be believed for long. */
Test(jpeg_luma, claims_are_not_work)
{
	struct test_recipe recipe = {.width = 64, .height = 64};
	struct test_file file = test_write(&recipe);
	unsigned char *frame = memmem(file.data, file.size, "\377\300", 2);
	cr_assert_not_null(frame);
	memset(frame + 5, 0xff, 4);
	expect_declined(&file, "65535x65535");
	memcpy(frame + 5, "\xff\xdc\xff\xdc", 4);
	expect_declined(&file, "65500x65500 without data");
	free(file.data);
}
