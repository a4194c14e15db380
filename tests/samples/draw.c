/* SPDX-License-Identifier: MIT */
/*
 * Boxes and words. Words are blocks that look like writing from afar, since fonts differ between
 * machines.
 */
#include <string.h>

#include "tests/samples/edits.h"
#include "tests/samples/noise.h"

int sample_plain_copy(VipsImage *image, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *colours = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *flat = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *bytes = NULL;
	if (vips_colourspace(image, &colours, VIPS_INTERPRETATION_sRGB, NULL) != 0)
		return -1;
	if (vips_image_hasalpha(colours) ? vips_flatten(colours, &flat, NULL)
					 : vips_copy(colours, &flat, NULL))
		return -1;
	if (vips_cast_uchar(flat, &bytes, NULL) != 0)
		return -1;
	*out = vips_image_copy_memory(bytes);
	return *out != NULL ? 0 : -1;
}

/* By hand: a page of writing has thousands of boxes, and an operation of libvips costs more. */
void sample_draw_box(VipsImage *image, int left, int top, int width, int height, double grey)
{
	int first = VIPS_MAX(0, left), right = VIPS_MIN(image->Xsize, left + width);
	int bottom = VIPS_MIN(image->Ysize, top + height);
	for (int y = VIPS_MAX(0, top); y < bottom && first < right; y++)
		memset(VIPS_IMAGE_ADDR(image, first, y), (int)grey,
			(size_t)(right - first) * (size_t)image->Bands);
}

/* Letters are blocks with parts missing. */
void sample_draw_words(
	VipsImage *image, int left, int right, int top, int size, double grey, uint64_t chance)
{
	const int cell = VIPS_MAX(1, size / 6), letter = 4 * cell;
	for (int x = left; x + letter < right; x += letter) {
		uint64_t bits = noise_mix(chance++);
		if (bits % 6 == 0)
			continue; /* between words */
		for (int i = 0; i < 15; i++) {
			if (bits >> (8 + i) & 1)
				sample_draw_box(image, x + i % 3 * cell, top + i / 3 * cell, cell,
					cell, grey);
		}
	}
}

void sample_draw_text(VipsImage *image, const VipsRect *part, int lines, double grey)
{
	int margin = part->width / 20, step = part->height / VIPS_MAX(1, lines);
	for (int i = 0; i < lines; i++) {
		int top = part->top + i * step + step / 5;
		sample_draw_words(image, part->left + margin, part->left + part->width - margin,
			top, step * 3 / 5, grey, (uint64_t)top * 7919);
	}
}
