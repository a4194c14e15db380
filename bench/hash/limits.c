/* SPDX-License-Identifier: MIT */
/* What others do with the same files: the least that libjpeg-turbo can do, and libvips' habit. */
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <vips/vips.h>

#include "bench/hash/hash.h"

#define SHORT_SIDE_MIN 256
#define THUMBNAIL_SIDE 512

void bench_libjpeg(const struct bench_file *file)
{
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_decompress(&jpeg);
	jpeg_mem_src(&jpeg, file->bytes, file->size);
	jpeg_read_header(&jpeg, TRUE);
	unsigned side = jpeg.image_width < jpeg.image_height ? jpeg.image_width : jpeg.image_height;
	jpeg.out_color_space = JCS_GRAYSCALE;
	jpeg.scale_denom = 8;
	while (jpeg.scale_denom > 1 && side / jpeg.scale_denom < SHORT_SIDE_MIN)
		jpeg.scale_denom /= 2;
	jpeg_start_decompress(&jpeg);
	uint8_t *samples = malloc((size_t)jpeg.output_width * jpeg.output_height);
	bench_check(samples != NULL, "no memory");
	while (jpeg.output_scanline < jpeg.output_height) {
		JSAMPROW row = samples + (size_t)jpeg.output_scanline * jpeg.output_width;
		jpeg_read_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_decompress(&jpeg);
	jpeg_destroy_decompress(&jpeg);
	free(samples);
}

void bench_vips_thumbnail(const struct bench_file *file)
{
	VipsImage *image = NULL;
	size_t size;
	bench_check(vips_thumbnail_buffer(file->bytes, file->size, &image, THUMBNAIL_SIDE, "size",
			    VIPS_SIZE_DOWN, NULL) == 0,
		"libvips makes no thumbnail");
	void *samples = vips_image_write_to_memory(image, &size);
	bench_check(samples != NULL, "libvips makes no thumbnail");
	g_free(samples);
	g_object_unref(image);
}
