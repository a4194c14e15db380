/* SPDX-License-Identifier: MIT */
/*
 * WebP: exact hashes are those of the colours that libvips reads, fast ones come from luma alone.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

#include "sicht/hash.h"
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

TestSuite(webp, .init = open_pool, .fini = close_pool);

/* Reference-exact, from the samples that libvips reads; alpha is dropped. */
static struct sicht_pdq by_libvips(struct test_bytes bytes)
{
	VipsImage *image = vips_image_new_from_buffer(bytes.data, bytes.size, "", NULL), *colours;
	size_t size;
	cr_assert(image != NULL && vips_extract_band(image, &colours, 0, "n", 3, NULL) == 0);
	uint8_t *samples = vips_image_write_to_memory(colours, &size);
	uint32_t width = (uint32_t)image->Xsize, height = (uint32_t)image->Ysize;
	const struct sicht_picture picture = {
		samples, (size_t)width * 3, width, height, 3, width, height};
	struct sicht_hasher *hasher;
	struct sicht_pdq_result result;
	cr_assert(sicht_hasher_new(&hasher) == SICHT_OK);
	cr_assert(sicht_pdq_exact(hasher, &picture, NULL, SICHT_PROFILE_FULLRES, &result) ==
		  SICHT_OK);
	sicht_hasher_free(hasher);
	g_free(samples);
	g_object_unref(colours);
	g_object_unref(image);
	return result.form[0];
}

Test(webp, exact_is_what_libvips_reads_and_luma_is_near)
{
	static const char *const formats[] = {
		".webp[Q=60]", ".webp[Q=95]", ".webp[lossless]", ".webp[Q=80,alpha-q=50]"};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		for (unsigned bands = 3; bands <= 4; bands++) {
			struct test_bytes bytes = test_picture(613, 421, bands, formats[i]);
			struct sicht_pdq known = by_libvips(bytes);
			struct sicht_print exact = test_print(pool, &arena, bytes, true);
			struct sicht_print fast = test_print(pool, &arena, bytes, false);
			cr_expect(sicht_pdq_distance(&exact.windows->form[0], &known) == 0, "%s",
				formats[i]);
			unsigned bits = sicht_pdq_distance(&fast.windows->form[0], &known);
			cr_expect(bits <= 4, "%s: %u bits", formats[i], bits);
			free(bytes.data);
		}
	}
}

/* A picture of little contrast, so that its quality says how much there is. */
static struct test_bytes pale_picture(void)
{
	struct test_bytes vivid = test_picture(613, 421, 3, ".png"), pale = {0};
	VipsImage *image = vips_image_new_from_buffer(vivid.data, vivid.size, "", NULL);
	VipsImage *light, *samples;
	void *data;
	cr_assert(vips_linear1(image, &light, 0.35, 80, NULL) == 0);
	cr_assert(vips_cast_uchar(light, &samples, NULL) == 0);
	cr_assert(vips_webpsave_buffer(samples, &data, &pale.size, "Q", 95, NULL) == 0);
	pale.data = data;
	g_object_unref(samples);
	g_object_unref(light);
	g_object_unref(image);
	free(vivid.data);
	return pale;
}

Test(webp, luma_has_the_contrast_of_the_colours)
{
	struct test_bytes bytes = pale_picture();
	unsigned exact = test_print(pool, &arena, bytes, true).windows->quality;
	unsigned fast = test_print(pool, &arena, bytes, false).windows->quality;
	cr_expect(exact > 40 && exact < 90, "quality %u", exact);
	cr_expect(fast + 1 >= exact && fast <= exact + 1, "%u and %u", exact, fast);
	g_free(bytes.data);
}

/* All samples alike, so each takes no bits: a file of a few bytes for any size. */
static struct test_bytes flat_picture(uint32_t width, uint32_t height)
{
	static const uint8_t head[] = "RIFF\x14\0\0\0WEBPVP8L\x08\0\0\0\x2f";
	struct test_bytes bytes = {calloc(1, 28), 28};
	/* five codes of one symbol each: simple, one, of one bit, 0 */
	uint64_t codes = 0;
	for (unsigned i = 0; i < 5; i++)
		codes |= 1ull << (3 + 4 * i);
	uint64_t bits = (width - 1) | (uint64_t)(height - 1) << 14 | codes << 32;
	memcpy(bytes.data, head, sizeof head - 1);
	for (size_t i = 0; sizeof head - 1 + i < bytes.size; i++)
		bytes.data[sizeof head - 1 + i] = (uint8_t)(bits >> 8 * i);
	return bytes;
}

Test(webp, the_largest_pictures_fit)
{
	struct test_bytes bytes = flat_picture(16383, 9000);
	for (int exact = 0; exact < 2; exact++) {
		struct sicht_print print = test_print(pool, &arena, bytes, exact);
		cr_expect(print.outcome == SICHT_OUTCOME_TOO_FLAT, "%s, %s",
			sicht_outcome_name(print.outcome), print.detail);
		cr_expect(print.width == 16383 && print.height == 9000);
	}
	free(bytes.data);
}

Test(webp, the_first_frame_of_an_animation_counts)
{
	VipsImage *frames[2], *strip, *named;
	struct test_bytes bytes = {0}, still = test_picture(300, 200, 3, ".webp[lossless]");
	void *data;
	frames[0] = vips_image_new_from_buffer(still.data, still.size, "", NULL);
	cr_assert(vips_invert(frames[0], &frames[1], NULL) == 0);
	cr_assert(vips_arrayjoin(frames, &strip, 2, "across", 1, NULL) == 0);
	cr_assert(vips_copy(strip, &named, NULL) == 0);
	vips_image_set_int(named, "page-height", 200);
	cr_assert(vips_webpsave_buffer(named, &data, &bytes.size, "lossless", TRUE, NULL) == 0);
	bytes.data = data;
	struct sicht_print animated = test_print(pool, &arena, bytes, true);
	struct sicht_print first = test_print(pool, &arena, still, true);
	cr_expect(animated.outcome == SICHT_OUTCOME_DECODED && animated.height == 200);
	cr_expect(sicht_pdq_distance(&animated.windows->form[0], &first.windows->form[0]) == 0);
	g_object_unref(named);
	g_object_unref(strip);
	g_object_unref(frames[1]);
	g_object_unref(frames[0]);
	g_free(data);
	free(still.data);
}

static void put(uint8_t **at, uint32_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		*(*at)++ = (uint8_t)(value >> 8 * i);
}

/* An animation of one frame, which is `still` at (x, y) of a larger canvas. */
static struct test_bytes framed(struct test_bytes still, uint32_t x, uint32_t y,
	uint32_t canvas_width, uint32_t canvas_height)
{
	uint32_t width = 300, height = 200;
	uint8_t *picture = memmem(still.data, still.size, "VP8L", 4);
	cr_assert_not_null(picture);
	size_t chunk =
		8 + (((picture[4] | (size_t)picture[5] << 8 | (size_t)picture[6] << 16) + 1) &
			    ~(size_t)1);
	size_t size = 12 + 18 + 14 + 24 + chunk;
	uint8_t *data = malloc(size), *at = data;
	memcpy(at, "RIFF....WEBPVP8X", 16);
	at += 4;
	put(&at, (uint32_t)size - 8, 4);
	at += 8;
	put(&at, 10, 4);
	put(&at, 2, 4); /* animation */
	put(&at, canvas_width - 1, 3);
	put(&at, canvas_height - 1, 3);
	memcpy(at, "ANIM", 4);
	at += 4;
	put(&at, 6, 4);
	put(&at, 0xffffffff, 4); /* background */
	put(&at, 0, 2);
	memcpy(at, "ANMF", 4);
	at += 4;
	put(&at, 16 + (uint32_t)chunk, 4);
	put(&at, x / 2, 3);
	put(&at, y / 2, 3);
	put(&at, width - 1, 3);
	put(&at, height - 1, 3);
	put(&at, 100, 3);
	put(&at, 2, 1); /* not blended */
	memcpy(at, picture, chunk);
	return (struct test_bytes){data, size};
}

/* It stands where it belongs: moved by as much, the hash is another one. */
Test(webp, a_frame_stands_at_its_place_on_the_canvas)
{
	struct test_bytes still = test_picture(300, 200, 3, ".webp[lossless]");
	struct test_bytes file = framed(still, 180, 60, 480, 260);
	VipsImage *canvas, *flat;
	void *data;
	struct test_bytes png = {0};
	canvas = vips_image_new_from_buffer(file.data, file.size, "", NULL);
	cr_assert_not_null(canvas, "%s", vips_error_buffer());
	cr_assert(vips_extract_band(canvas, &flat, 0, "n", 3, NULL) == 0);
	cr_assert(vips_image_write_to_buffer(flat, ".png", &data, &png.size, NULL) == 0);
	png.data = data;
	struct sicht_print here = test_print(pool, &arena, file, true);
	struct sicht_print there = test_print(pool, &arena, png, true);
	cr_expect(here.outcome == SICHT_OUTCOME_DECODED && here.width == 480 && here.height == 260,
		"%s", here.detail);
	cr_expect_eq(sicht_pdq_distance(&here.windows->form[0], &there.windows->form[0]), 0);
	g_object_unref(flat);
	g_object_unref(canvas);
	g_free(data);
	free(file.data);
	free(still.data);
}
