/* SPDX-License-Identifier: MIT */
/*
 * Any bytes may call themselves a JPEG. What the luma reader reads is what libjpeg-turbo makes of
 * it at the same scale, unless that warns (of scans that the reader steps over).
 */
#include <assert.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "engine/decoder/jpeg_luma/jpeg_luma.h"
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
static bool decode(struct decoding *decoding, struct sicht_bytes file, unsigned divisor)
{
	struct jpeg_decompress_struct *jpeg = &decoding->jpeg;
	if (setjmp(decoding->failed) != 0)
		return false;
	jpeg_create_decompress(jpeg);
	jpeg_mem_src(jpeg, file.data, file.size);
	jpeg_read_header(jpeg, TRUE);
	jpeg->out_color_space = JCS_GRAYSCALE;
	jpeg->scale_denom = divisor;
	jpeg_start_decompress(jpeg);
	assert(jpeg->output_width == decoding->width && jpeg->output_height == decoding->height);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = decoding->samples + (size_t)jpeg->output_scanline * decoding->width;
		jpeg_read_scanlines(jpeg, &row, 1);
	}
	jpeg_finish_decompress(jpeg);
	return decoding->errors.num_warnings == 0;
}

static void compare(struct sicht_bytes file, struct sicht_jpeg_luma *reader, unsigned divisor)
{
	struct decoding decoding = {
		.width = (sicht_jpeg_luma_width(reader) + divisor - 1) / divisor,
		.height = (sicht_jpeg_luma_height(reader) + divisor - 1) / divisor,
	};
	size_t sample_count = (size_t)decoding.width * decoding.height;
	uint8_t *samples = malloc(sample_count);
	decoding.samples = malloc(sample_count);
	decoding.jpeg.err = jpeg_std_error(&decoding.errors);
	decoding.jpeg.client_data = &decoding;
	decoding.errors.error_exit = fail;
	decoding.errors.emit_message = count;
	if (!sicht_jpeg_luma_read(reader, divisor, samples, decoding.width)) {
		fuzz_say("1/%u declined", divisor);
	} else {
		fuzz_say("1/%u", divisor);
		fuzz_say_bytes("samples", samples, sample_count);
		if (decode(&decoding, file, divisor))
			assert(memcmp(samples, decoding.samples, sample_count) == 0);
	}
	jpeg_destroy_decompress(&decoding.jpeg);
	free(decoding.samples);
	free(samples);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sicht_bytes file = sicht_bytes(data, size);
	struct sicht_jpeg_luma *reader;
	for (unsigned divisor = 1; divisor <= 8; divisor *= 2) {
		if (!sicht_jpeg_luma_open(file, &reader)) {
			fuzz_say("declined");
			return 0;
		}
		uint64_t width = sicht_jpeg_luma_width(reader);
		if (width * sicht_jpeg_luma_height(reader) <= PIXELS_MAX)
			compare(file, reader, divisor);
		sicht_jpeg_luma_free(reader);
	}
	return 0;
}
