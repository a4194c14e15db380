/* SPDX-License-Identifier: MIT */
/* Edits that write over the picture: a caption, a logo, a watermark. Shares are of the area. */
#include <math.h>

#include "tests/samples/edits.h"

static int edit_band(VipsImage *image, double value, VipsImage **out)
{
	if (sample_plain_copy(image, out) != 0)
		return -1;
	int height = (int)(image->Ysize * value / 100);
	int top = VIPS_MIN(image->Ysize * 4 / 5, image->Ysize - height);
	const VipsRect band = {0, top, image->Xsize, height};
	sample_draw_box(*out, 0, top, image->Xsize, height, 20);
	sample_draw_text(*out, &band, 1, 245);
	return 0;
}

/* A square in the lower right corner, a little off the edges. */
static int edit_logo(VipsImage *image, double value, VipsImage **out)
{
	if (sample_plain_copy(image, out) != 0)
		return -1;
	int size = (int)sqrt((double)image->Xsize * image->Ysize * value / 100);
	int left = image->Xsize - size * 9 / 8, top = image->Ysize - size * 9 / 8;
	sample_draw_box(*out, left, top, size, size, 250);
	vips_draw_circle1(
		*out, 200, left + size / 2, top + size / 2, size * 2 / 5, "fill", TRUE, NULL);
	sample_draw_box(*out, left + size / 4, top + size * 2 / 5, size / 2, size / 5, 30);
	return 0;
}

/* Words across the middle, through which the picture is seen; `value`: per cent of opacity. */
static int edit_watermark(VipsImage *image, double value, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *black = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *words = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *mask = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *white = NULL;
	const VipsRect middle = {0, image->Ysize / 4, image->Xsize, VIPS_MAX(1, image->Ysize / 2)};
	if (vips_black(&black, image->Xsize, image->Ysize, NULL) != 0 ||
		sample_plain_copy(black, &words) != 0)
		return -1;
	sample_draw_text(words, &middle, 3, 255 * value / 100);
	if (vips_extract_band(words, &mask, 0, NULL) != 0 ||
		vips_linear1(image, &white, 0, 255, "uchar", TRUE, NULL) != 0)
		return -1;
	return vips_ifthenelse(mask, white, image, out, "blend", TRUE, NULL);
}

static const struct sample_edit edits[] = {
	{"band", edit_band, 0.1, 100},
	{"logo", edit_logo, 0.1, 50},
	{"watermark", edit_watermark, 1, 100},
};

struct sample_edits sample_edits_overlay(void)
{
	return (struct sample_edits){edits, sizeof edits / sizeof *edits};
}
