/* SPDX-License-Identifier: MIT */
/* See support.h. */
#include "tests/jpeg_luma/support.h"

#include <criterion/criterion.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>

/* ------------------------------------------------------------------------------------- writing */

static unsigned wave(unsigned at, unsigned length)
{
	unsigned phase = at % length * 510 / length;
	return phase < 255 ? phase : 510 - phase;
}

static void paint_row(const struct test_recipe *recipe, unsigned y, unsigned bands, JSAMPLE *row)
{
	uint32_t dice = y * 2654435761u + 1;
	for (unsigned i = 0; i < recipe->width * bands; i++) {
		unsigned x = i / bands, band = i % bands;
		unsigned wanted = (wave(x + 3 * y + 40 * band, 197) + wave(2 * x + y, 541) +
					  wave(x * x / 64 + y + 100 * band, 151)) /
				  3;
		dice = dice * 1664525 + 1013904223;
		unsigned noise = recipe->noise > 0 ? (dice >> 16) % (2 * recipe->noise + 1) : 0;
		int sample = (int)(wanted + noise) - (int)recipe->noise;
		row[i] = (JSAMPLE)(sample < 0 ? 0 : sample > 255 ? 255 : sample);
	}
}

static void prepare(struct jpeg_compress_struct *jpeg, const struct test_recipe *recipe)
{
	J_COLOR_SPACE stored = recipe->stored == JCS_UNKNOWN ? JCS_YCbCr : recipe->stored;
	bool grey = stored == JCS_GRAYSCALE, inks = stored == JCS_CMYK || stored == JCS_YCCK;
	jpeg->image_width = recipe->width;
	jpeg->image_height = recipe->height;
	jpeg->input_components = grey ? 1 : inks ? 4 : 3;
	jpeg->in_color_space = grey ? JCS_GRAYSCALE : inks ? JCS_CMYK : JCS_RGB;
	jpeg_set_defaults(jpeg);
	jpeg_set_colorspace(jpeg, stored);
	jpeg_set_quality(jpeg, recipe->quality == 0 ? 90 : recipe->quality, FALSE);
	for (int i = 0; i < jpeg->num_components; i++) {
		jpeg->comp_info[i].h_samp_factor = 1;
		jpeg->comp_info[i].v_samp_factor = 1;
	}
	if (recipe->sampling[0] > 0) {
		jpeg->comp_info[0].h_samp_factor = (int)recipe->sampling[0];
		jpeg->comp_info[0].v_samp_factor = (int)recipe->sampling[1];
	}
	if (recipe->chroma[0] > 0) {
		jpeg->comp_info[1].h_samp_factor = (int)recipe->chroma[0];
		jpeg->comp_info[1].v_samp_factor = (int)recipe->chroma[1];
	}
	jpeg->restart_interval = recipe->restart_interval;
	jpeg->optimize_coding = recipe->optimized;
	jpeg->arith_code = recipe->arithmetic;
	if (recipe->progressive)
		jpeg_simple_progression(jpeg);
	if (recipe->scans != NULL) {
		jpeg->scan_info = recipe->scans;
		jpeg->num_scans = recipe->scan_count;
	}
}

static void be_quiet(j_common_ptr common, int level)
{
	(void)common;
	(void)level;
}

struct test_file test_write(const struct test_recipe *recipe)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct test_file file = {NULL, 0};
	jpeg.err = jpeg_std_error(&errors);
	errors.emit_message = be_quiet;
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &file.data, &file.size);
	prepare(&jpeg, recipe);
	jpeg_start_compress(&jpeg, TRUE);
	unsigned bands = (unsigned)jpeg.input_components;
	JSAMPLE *row = malloc((size_t)recipe->width * bands);
	for (unsigned y = 0; y < recipe->height; y++) {
		paint_row(recipe, y, bands, row);
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	free(row);
	return file;
}

/* ------------------------------------------------------------------------------------- reading */

struct decoding {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	jmp_buf failed;
	struct test_picture picture;
};

static void fail(j_common_ptr common)
{
	struct decoding *decoding = common->client_data;
	longjmp(decoding->failed, 1);
}

static void count(j_common_ptr common, int level)
{
	common->err->num_warnings += level < 0 && common->err->msg_code != JWRN_JFIF_MAJOR;
}

static void decode(struct decoding *decoding, const struct test_file *file, unsigned divisor)
{
	struct jpeg_decompress_struct *jpeg = &decoding->jpeg;
	if (setjmp(decoding->failed) != 0) {
		jpeg->err->num_warnings++;
		return;
	}
	jpeg_create_decompress(jpeg);
	jpeg_mem_src(jpeg, file->data, file->size);
	jpeg_read_header(jpeg, TRUE);
	jpeg->out_color_space = JCS_GRAYSCALE;
	jpeg->scale_denom = divisor;
	jpeg_start_decompress(jpeg);
	decoding->picture.width = jpeg->output_width;
	decoding->picture.height = jpeg->output_height;
	decoding->picture.samples = calloc(jpeg->output_width, jpeg->output_height);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = decoding->picture.samples +
			       (size_t)jpeg->output_scanline * jpeg->output_width;
		jpeg_read_scanlines(jpeg, &row, 1);
	}
	jpeg_finish_decompress(jpeg);
}

struct test_picture test_decode(const struct test_file *file, unsigned divisor, long *warnings)
{
	struct decoding decoding = {.jpeg.client_data = &decoding};
	decoding.jpeg.err = jpeg_std_error(&decoding.errors);
	decoding.errors.error_exit = fail;
	decoding.errors.emit_message = count;
	decode(&decoding, file, divisor);
	*warnings = decoding.errors.num_warnings;
	jpeg_destroy_decompress(&decoding.jpeg);
	return decoding.picture;
}

/* Into memory that ends with the picture. */
static void read(struct sicht_jpeg_luma *reader, unsigned divisor, struct test_picture *picture)
{
	picture->width = (sicht_jpeg_luma_width(reader) + divisor - 1) / divisor;
	picture->height = (sicht_jpeg_luma_height(reader) + divisor - 1) / divisor;
	picture->samples = malloc((size_t)picture->width * picture->height);
	if (!sicht_jpeg_luma_read(reader, divisor, picture->samples, picture->width)) {
		free(picture->samples);
		picture->samples = NULL;
	}
}

struct test_picture test_read(const struct test_file *file, unsigned divisor)
{
	struct test_picture picture = {0, 0, NULL};
	struct sicht_jpeg_luma *reader;
	uint8_t *bytes = malloc(file->size > 0 ? file->size : 1);
	memcpy(bytes, file->data, file->size);
	if (sicht_jpeg_luma_open(sicht_bytes(bytes, file->size), &reader)) {
		read(reader, divisor, &picture);
		sicht_jpeg_luma_free(reader);
	}
	free(bytes);
	return picture;
}

bool test_equal(const struct test_picture *a, const struct test_picture *b)
{
	return a->samples != NULL && b->samples != NULL && a->width == b->width &&
	       a->height == b->height &&
	       memcmp(a->samples, b->samples, (size_t)a->width * a->height) == 0;
}
