/* SPDX-License-Identifier: MIT */
/* Edits that leave every pixel where it is: light, colour, sharpness, coding. */
#include "tests/samples/edits.h"

#define MID_GREY 128
#define NOISE_SEED 7

static int edit_quality(VipsImage *image, double value, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *again = NULL;
	void *data;
	size_t size;
	if (vips_jpegsave_buffer(image, &data, &size, "Q", (int)value, NULL) != 0)
		return -1;
	int failed =
		vips_jpegload_buffer(data, size, &again, NULL) || sample_plain_copy(again, out);
	g_free(data);
	return failed ? -1 : 0;
}

static int edit_grey(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	return vips_colourspace(image, out, VIPS_INTERPRETATION_B_W, NULL);
}

static int edit_invert(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	return vips_invert(image, out, NULL);
}

static int edit_brightness(VipsImage *image, double value, VipsImage **out)
{
	return vips_linear1(image, out, value, 0, "uchar", TRUE, NULL);
}

static int edit_contrast(VipsImage *image, double value, VipsImage **out)
{
	return vips_linear1(image, out, value, MID_GREY * (1 - value), "uchar", TRUE, NULL);
}

static int edit_gamma(VipsImage *image, double value, VipsImage **out)
{
	return vips_gamma(image, out, "exponent", value, NULL);
}

/* Between the colours and their luma, or beyond the colours. */
static int edit_saturation(VipsImage *image, double value, VipsImage **out)
{
	static const double luma[3] = {0.299, 0.587, 0.114};
	SICHT_DEFER(sicht_sample_free) VipsImage *matrix = vips_image_new_matrix(3, 3);
	for (int y = 0; y < 3; y++) {
		for (int x = 0; x < 3; x++)
			*VIPS_MATRIX(matrix, x, y) = (1 - value) * luma[x] + (x == y ? value : 0);
	}
	return vips_recomb(image, out, matrix, NULL);
}

static int edit_blur(VipsImage *image, double value, VipsImage **out)
{
	return vips_gaussblur(image, out, value, NULL);
}

static int edit_sharpen(VipsImage *image, double value, VipsImage **out)
{
	return vips_sharpen(
		image, out, "sigma", 2.0, "x1", 1.0, "y2", 60.0, "y3", 60.0, "m2", value, NULL);
}

static int edit_noise(VipsImage *image, double value, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *noise = NULL;
	if (vips_gaussnoise(&noise, image->Xsize, image->Ysize, "mean", 0.0, "sigma", value, "seed",
		    NOISE_SEED, NULL) != 0)
		return -1;
	return vips_add(image, noise, out, NULL);
}

static int edit_equalise(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	return vips_hist_equal(image, out, NULL);
}

static const struct sample_edit edits[] = {
	{"quality", edit_quality, 1, 100},
	{"grey", edit_grey, 0, 0},
	{"invert", edit_invert, 0, 0},
	{"brightness", edit_brightness, 0.01, 10},
	{"contrast", edit_contrast, 0.01, 10},
	{"gamma", edit_gamma, 0.1, 10},
	{"saturation", edit_saturation, 0, 10},
	{"blur", edit_blur, 0.2, 50},
	{"sharpen", edit_sharpen, 0.1, 20},
	{"noise", edit_noise, 0.1, 100},
	{"equalise", edit_equalise, 0, 0},
};

struct sample_edits sample_edits_tone(void)
{
	return (struct sample_edits){edits, sizeof edits / sizeof *edits};
}
