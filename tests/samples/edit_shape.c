/* SPDX-License-Identifier: MIT */
/*
 * Edits that move pixels, or say that they are to be moved: size, turn, cut. Nothing is added but
 * the black corners of a turn.
 */
#include <math.h>

#include "tests/samples/edits.h"
#include "tests/samples/noise.h"

static int edit_resize(VipsImage *image, double value, VipsImage **out)
{
	return vips_resize(image, out, value, NULL);
}

static int edit_width(VipsImage *image, double value, VipsImage **out)
{
	return vips_resize(image, out, value, "vscale", 1.0, NULL);
}

static int edit_rot90(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	return vips_rot90(image, out, NULL);
}

static int edit_rot180(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	return vips_rot180(image, out, NULL);
}

static int edit_rot270(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	return vips_rot270(image, out, NULL);
}

static int edit_mirror(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	return vips_flip(image, out, VIPS_DIRECTION_HORIZONTAL, NULL);
}

static int edit_flip(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	return vips_flip(image, out, VIPS_DIRECTION_VERTICAL, NULL);
}

/* Turned about its centre, of which a part of these sides is kept. */
static int turned(VipsImage *image, double degrees, double width, double height, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *whole = NULL;
	if (vips_rotate(image, &whole, degrees, NULL) != 0)
		return -1;
	return vips_gravity(
		whole, out, VIPS_COMPASS_DIRECTION_CENTRE, (int)width, (int)height, NULL);
}

static int edit_rotate(VipsImage *image, double value, VipsImage **out)
{
	return turned(image, value, image->Xsize, image->Ysize, out);
}

/* The largest part of the same proportions that has no black corner. */
static int edit_inscribed(VipsImage *image, double value, VipsImage **out)
{
	double angle = value * G_PI / 180, c = cos(angle), s = sin(angle);
	double width = image->Xsize, height = image->Ysize;
	double share = fmin(width / (width * c + height * s), height / (width * s + height * c));
	return turned(image, value, width * share, height * share, out);
}

static int edit_crop(VipsImage *image, double value, VipsImage **out)
{
	int x = (int)(image->Xsize * value / 100), y = (int)(image->Ysize * value / 100);
	return vips_crop(image, out, x, y, image->Xsize - 2 * x, image->Ysize - 2 * y, NULL);
}

/* The upper left corner stays. */
static int edit_corner(VipsImage *image, double value, VipsImage **out)
{
	int x = (int)(image->Xsize * value / 100), y = (int)(image->Ysize * value / 100);
	return vips_crop(image, out, 0, 0, image->Xsize - x, image->Ysize - y, NULL);
}

static int edit_narrow(VipsImage *image, double value, VipsImage **out)
{
	int x = (int)(image->Xsize * value / 100);
	return vips_crop(image, out, x, 0, image->Xsize - 2 * x, image->Ysize, NULL);
}

/*
 * Off each side its own share, up to `value`: as if by chance, but told by the pixels, so the same
 * each time.
 */
static int edit_uneven(VipsImage *image, double value, VipsImage **out)
{
	uint64_t chance = (uint64_t)value;
	for (int y = 0; y < image->Ysize; y += 7)
		chance = noise_mix(chance ^ *VIPS_IMAGE_ADDR(image, y % image->Xsize, y));
	const float most = (float)value / 100;
	int left = (int)(noise_between(&chance, 0, most) * (float)image->Xsize);
	int right = (int)(noise_between(&chance, 0, most) * (float)image->Xsize);
	int top = (int)(noise_between(&chance, 0, most) * (float)image->Ysize);
	int bottom = (int)(noise_between(&chance, 0, most) * (float)image->Ysize);
	return vips_crop(image, out, left, top, image->Xsize - left - right,
		image->Ysize - top - bottom, NULL);
}

static int edit_orientation(VipsImage *image, double value, VipsImage **out)
{
	if (vips_copy(image, out, NULL) != 0)
		return -1;
	vips_image_set_int(*out, VIPS_META_ORIENTATION, (int)value);
	return 0;
}

static const struct sample_edit edits[] = {
	{"resize", edit_resize, 0.001, 10},
	{"width", edit_width, 0.001, 10},
	{"rot90", edit_rot90, 0, 0},
	{"rot180", edit_rot180, 0, 0},
	{"rot270", edit_rot270, 0, 0},
	{"mirror", edit_mirror, 0, 0},
	{"flip", edit_flip, 0, 0},
	{"rotate", edit_rotate, 0.1, 45},
	{"inscribed", edit_inscribed, 0.1, 45},
	{"crop", edit_crop, 0, 49},
	{"corner", edit_corner, 0, 99},
	{"narrow", edit_narrow, 0, 49},
	{"uneven", edit_uneven, 0, 49},
	{"orientation", edit_orientation, 1, 8},
};

struct sample_edits sample_edits_shape(void)
{
	return (struct sample_edits){edits, sizeof edits / sizeof *edits};
}
