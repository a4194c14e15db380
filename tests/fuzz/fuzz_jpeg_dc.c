/* SPDX-License-Identifier: MIT */
/*
 * Any bytes may call themselves a JPEG. What the DC-only reader reads is what libjpeg-turbo makes
 * of it, unless that warns (of scans that the reader steps over).
 */
#include <assert.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "engine/decoder/jpeg_dc/jpeg_dc.h"
#include "tests/fuzz/fuzz.h"

/* More pixels take time and show nothing new. */
#define PIXELS_MAX (1u << 20)

struct decoding {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	jmp_buf failed;
	uint8_t *samples;
	unsigned width, height;
};

static void fail(j_common_ptr common)
{
	struct decoding *decoding = common->client_data;
	longjmp(decoding->failed, 1);
}

static void count(j_common_ptr common, int level)
{
	common->err->num_warnings += level < 0;
}

/* True if libjpeg-turbo decoded all of it, without a warning. */
static bool decode(struct decoding *decoding, const uint8_t *data, size_t size)
{
	struct jpeg_decompress_struct *jpeg = &decoding->jpeg;
	if (setjmp(decoding->failed) != 0)
		return false;
	jpeg_create_decompress(jpeg);
	jpeg_mem_src(jpeg, data, size);
	jpeg_read_header(jpeg, TRUE);
	jpeg->out_color_space = JCS_GRAYSCALE;
	jpeg->scale_denom = 8;
	jpeg_start_decompress(jpeg);
	assert(jpeg->output_width == decoding->width && jpeg->output_height == decoding->height);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = decoding->samples + (size_t)jpeg->output_scanline * decoding->width;
		jpeg_read_scanlines(jpeg, &row, 1);
	}
	jpeg_finish_decompress(jpeg);
	return decoding->errors.num_warnings == 0;
}

static void compare(const uint8_t *data, size_t size, const struct sicht_jpeg_dc *reader)
{
	struct decoding decoding = {
		.width = (sicht_jpeg_dc_width(reader) + 7) / 8,
		.height = (sicht_jpeg_dc_height(reader) + 7) / 8,
	};
	size_t sample_count = (size_t)decoding.width * decoding.height;
	uint8_t *samples = malloc(sample_count);
	decoding.samples = malloc(sample_count);
	decoding.jpeg.err = jpeg_std_error(&decoding.errors);
	decoding.jpeg.client_data = &decoding;
	decoding.errors.error_exit = fail;
	decoding.errors.emit_message = count;
	sicht_jpeg_dc_render(reader, samples, decoding.width);
	if (decode(&decoding, data, size))
		assert(memcmp(samples, decoding.samples, sample_count) == 0);
	jpeg_destroy_decompress(&decoding.jpeg);
	free(decoding.samples);
	free(samples);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_jpeg_dc *reader;
	if (!sicht_jpeg_dc_open(sicht_bytes(data, size), &reader))
		return 0;
	uint64_t pixels = (uint64_t)sicht_jpeg_dc_width(reader) * sicht_jpeg_dc_height(reader);
	if (pixels <= PIXELS_MAX && sicht_jpeg_dc_read(reader))
		compare(data, size, reader);
	sicht_jpeg_dc_free(reader);
	return 0;
}
