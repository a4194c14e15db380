/* SPDX-License-Identifier: MIT */
/* A file of several pictures: each is hashed as if it stood alone, and the best decides for all. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vips/vips.h>

#include "tests/samples/join.h"
#include "tests/worker/support.h"

#define WIDTH 300
#define HEIGHT 200

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

TestSuite(pages, .init = open_pool, .fini = close_pool);

/* What stands on a page. */
enum page {
	PICTURE,
	INVERTED,
	TURNED,
	BLANK,
};

static VipsImage *paint(enum page page)
{
	struct test_bytes png = test_picture(WIDTH, HEIGHT, 3, ".png");
	VipsImage *lazy, *result = NULL;
	VipsImage *image = vips_image_new_from_buffer(png.data, png.size, "", NULL);
	cr_assert_not_null(image);
	switch (page) {
	case PICTURE:
		lazy = g_object_ref(image);
		break;
	case INVERTED:
		vips_invert(image, &lazy, NULL);
		break;
	case TURNED:
		vips_rot(image, &lazy, VIPS_ANGLE_D180, NULL);
		break;
	case BLANK:
		vips_linear1(image, &lazy, 0, 255, "uchar", TRUE, NULL);
		break;
	}
	result = vips_image_copy_memory(lazy);
	g_object_unref(lazy);
	g_object_unref(image);
	free(png.data);
	return result;
}

/* A file of these pages; frames where the format has those. */
static struct test_bytes file_of(const enum page *pages, size_t count, const char *format)
{
	VipsImage *images[128], *strip, *joined;
	struct test_bytes bytes = {0};
	void *data;
	for (size_t i = 0; i < count; i++)
		images[i] = paint(pages[i]);
	cr_assert(vips_arrayjoin(images, &strip, (int)count, "across", 1, NULL) == 0);
	cr_assert(vips_copy(strip, &joined, NULL) == 0);
	vips_image_set_int(joined, "page-height", HEIGHT);
	cr_assert(vips_image_write_to_buffer(joined, format, &data, &bytes.size, NULL) == 0, "%s",
		vips_error_buffer());
	bytes.data = malloc(bytes.size);
	memcpy(bytes.data, data, bytes.size);
	g_free(data);
	g_object_unref(joined);
	g_object_unref(strip);
	for (size_t i = 0; i < count; i++)
		g_object_unref(images[i]);
	return bytes;
}

static struct sicht_print print_of(const enum page *pages, size_t count, const char *format)
{
	struct test_bytes bytes = file_of(pages, count, format);
	struct sicht_print print = test_print(pool, &arena, bytes, true);
	free(bytes.data);
	return print;
}

static const enum page three[] = {PICTURE, INVERTED, TURNED};

/* Page i of the file is what a file of it alone is. */
static void expect_pages(const struct sicht_print *print, const enum page *pages, size_t count,
	const char *format, unsigned bits)
{
	cr_expect(print->outcome == SICHT_OUTCOME_DECODED, "%s: %s", format, print->detail);
	cr_assert(print->window_count == count && print->pictures == count, "%s: %u of %u", format,
		print->window_count, print->pictures);
	for (size_t i = 0; i < count; i++) {
		struct sicht_print alone = print_of(&pages[i], 1, format);
		cr_expect_eq(print->windows[i].page, i);
		cr_expect_leq(
			sicht_pdq_distance(&print->windows[i].form[0], &alone.windows[0].form[0]),
			bits, "%s: page %zu", format, i);
	}
}

Test(pages, each_is_hashed_as_if_it_stood_alone)
{
	static const char *const formats[] = {".tif", ".tif[bigtiff]", ".tif[tile,compression=lzw]",
		".tif[compression=jpeg,Q=90]"};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct sicht_print print = print_of(three, 3, formats[i]);
		expect_pages(&print, three, 3, formats[i], 0);
	}
	struct sicht_print heif = print_of(three, 3, ".heif[Q=90,effort=0]");
	expect_pages(&heif, three, 3, ".heif[Q=90,effort=0]", 0);
	struct sicht_print avif = print_of(three, 3, ".avif[Q=90,effort=0]");
	expect_pages(&avif, three, 3, ".avif[Q=90,effort=0]", 0);
}

/* Behind the next `word` in the file from *at on; NULL: there is none. */
static uint8_t *behind(struct test_bytes file, size_t *at, const char *word)
{
	uint8_t *found = memmem(file.data + *at, file.size - *at, word, strlen(word));
	if (found == NULL)
		return NULL;
	*at = (size_t)(found - file.data) + strlen(word);
	return file.data + *at;
}

/* Let the second picture be the primary item (ISO/IEC 14496-12, 8.11.4 and 8.11.6). */
static void make_second_primary(struct test_bytes heif)
{
	size_t at = 0, primary_at = 0;
	uint8_t *primary = behind(heif, &primary_at, "pitm"), *item;
	cr_assert_not_null(primary);
	while ((item = behind(heif, &at, "infe")) != NULL) {
		/* version and flags, number, protection, type */
		if (memcmp(item + 8, "hvc1", 4) == 0 && memcmp(item + 4, primary + 4, 2) != 0) {
			memcpy(primary + 4, item + 4, 2);
			return;
		}
	}
	cr_assert_fail("no second picture");
}

/* The primary picture is the first; the others follow in their order. */
Test(pages, of_heif_begin_with_the_primary_one)
{
	static const enum page order[] = {INVERTED, PICTURE, TURNED};
	struct test_bytes bytes = file_of(three, 3, ".heif[Q=90,effort=0]");
	make_second_primary(bytes);
	struct sicht_print print = test_print(pool, &arena, bytes, true);
	expect_pages(&print, order, 3, ".heif[Q=90,effort=0]", 0);
	free(bytes.data);
}

/* Exactly, and by the fast path. */
Test(pages, jpegs_of_an_index_are_read_as_files_are)
{
	for (int exact = 0; exact < 2; exact++) {
		SICHT_DEFER(sicht_text_free) struct sicht_text file = {0};
		struct test_bytes jpegs[3];
		struct sicht_bytes bytes[3];
		for (int i = 0; i < 3; i++) {
			jpegs[i] = file_of(&three[i], 1, ".jpg[Q=90]");
			bytes[i] = sicht_bytes(jpegs[i].data, jpegs[i].size);
		}
		sample_index(&file, bytes, 3);
		struct test_bytes mpo = {(uint8_t *)file.data, file.size};
		struct sicht_print print = test_print(pool, &arena, mpo, exact);
		cr_assert(print.window_count == 3 && print.pictures == 3, "%s", print.detail);
		for (int i = 0; i < 3; i++) {
			struct sicht_print alone = test_print(pool, &arena, jpegs[i], exact);
			cr_expect_eq(print.windows[i].page, i);
			cr_expect_eq(sicht_pdq_distance(
					     &print.windows[i].form[0], &alone.windows[0].form[0]),
				0);
			free(jpegs[i].data);
		}
		mpo.size -= 1000; /* of the last one */
		struct sicht_print cut = test_print(pool, &arena, mpo, exact);
		cr_expect(cut.outcome == SICHT_OUTCOME_TRUNCATED && cut.window_count == 3);
		cr_expect(strncmp(cut.detail, "picture 3: ", 11) == 0, "%s", cut.detail);
		mpo.size = file.size - bytes[2].size; /* all of it */
		struct sicht_print lost = test_print(pool, &arena, mpo, exact);
		cr_expect(lost.outcome == SICHT_OUTCOME_DECODED && lost.window_count == 2);
		cr_expect(lost.pictures == 3 && strncmp(lost.detail, "picture 3: ", 11) == 0);
	}
}

Test(pages, the_best_decides_for_the_file)
{
	static const enum page cover[] = {BLANK, PICTURE}, blank[] = {BLANK, BLANK};
	struct sicht_print print = print_of(cover, 2, ".tif");
	cr_expect(print.outcome == SICHT_OUTCOME_DECODED && print.window_count == 2);
	cr_expect(print.windows[0].quality < SICHT_QUALITY_MIN && print.windows[1].page == 1);
	print = print_of(blank, 2, ".tif");
	cr_expect(print.outcome == SICHT_OUTCOME_TOO_FLAT && print.window_count == 2);
}

/* A chain that leads out of the file names a page that cannot be read: it is not nothing. */
Test(pages, a_page_that_cannot_be_read_outweighs_a_blank_one)
{
	static const enum page blank[] = {BLANK, PICTURE};
	struct test_bytes bytes = file_of(blank, 2, ".tif");
	uint32_t first, far = 0x7fffff00;
	uint16_t entries;
	memcpy(&first, bytes.data + 4, 4);
	memcpy(&entries, bytes.data + first, 2);
	memcpy(bytes.data + first + 2 + 12 * entries, &far, 4);
	struct sicht_print print = test_print(pool, &arena, bytes, true);
	cr_expect(print.outcome == SICHT_OUTCOME_CORRUPT, "%s", sicht_outcome_name(print.outcome));
	cr_expect(print.pictures == 2 && print.window_count == 1);
	free(bytes.data);
}

Test(pages, there_is_a_budget)
{
	enum page pages[66];
	for (int i = 0; i < 66; i++)
		pages[i] = i % 2 == 0 ? PICTURE : TURNED;
	struct sicht_print print = print_of(pages, 66, ".tif[compression=lzw]");
	cr_expect(print.outcome == SICHT_OUTCOME_DECODED && print.pictures == 66);
	cr_expect(print.window_count == SICHT_PICTURES_MAX);
	cr_expect_eq(
		sicht_pictures_examined(print.windows, print.window_count), SICHT_PICTURES_MAX);
}

/* Of pixels, too, over all pages: what does not fit any more is counted, not hashed. */
Test(pages, share_a_budget_of_pixels)
{
	struct test_bytes bytes = file_of(three, 3, ".tif");
	struct sicht_print print;
	int fd = test_file(bytes.data, bytes.size);
	struct sicht_job job = test_job(fd, bytes.size, SICHT_MEDIA_TIFF, true);
	job.pixels_max = 3 * WIDTH * HEIGHT - 1;
	cr_assert(test_run(pool, &job, &arena, &print) == SICHT_JOB_DONE, "%s", print.detail);
	cr_expect(print.window_count == 2 && print.pictures == 3, "%u of %u", print.window_count,
		print.pictures);
	close(fd);
	free(bytes.data);
}

Test(pages, the_first_alone_is_hashed_where_that_is_asked_for)
{
	struct test_bytes bytes = file_of(three, 3, ".tif");
	struct sicht_print print;
	int fd = test_file(bytes.data, bytes.size);
	struct sicht_job job = test_job(fd, bytes.size, SICHT_MEDIA_TIFF, true);
	job.hash.first = true;
	cr_assert(test_run(pool, &job, &arena, &print) == SICHT_JOB_DONE);
	cr_expect(print.window_count == 1 && print.pictures == 3);
	close(fd);
	free(bytes.data);
}

Test(pages, frames_are_counted_and_the_first_is_hashed)
{
	static const char *const formats[] = {".gif", ".webp[lossless]"};
	for (size_t i = 0; i < 2; i++) {
		struct sicht_print print = print_of(three, 3, formats[i]);
		cr_expect(print.outcome == SICHT_OUTCOME_DECODED && print.pictures == 3, "%s: %u",
			formats[i], print.pictures);
		cr_expect(print.window_count == 1 && print.windows[0].page == 0);
	}
}
