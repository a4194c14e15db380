/* SPDX-License-Identifier: MIT */
/*
 * One small file of every format and kind, for whoever has to survive them all. Most are the same
 * photograph in another form, so that their hashes can be compared.
 */
#include <stdbool.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "tests/samples/noise.h"
#include "tests/samples/samples.h"

#define SEED 20250318
#define WIDTH 400
#define HEIGHT 300

enum form {
	COLOUR,
	GREY,
	GREY_ALPHA,
	ALPHA,
	SIXTEEN,
	GREY_SIXTEEN,
	FLOAT,
	CMYK,
	BILEVEL,
	ANIMATED,
	FLAT,
	TURNED, /* by its EXIF tag alone */
};

static const struct sample {
	const char *name, *options;
	enum form form;
	int width, height; /* 0: as all */
} samples[] = {
	{"photo.jpg", "Q=85", COLOUR, 0, 0},
	{"progressive.jpg", "Q=90,interlace", COLOUR, 0, 0},
	{"no-subsampling.jpg", "Q=85,subsample-mode=off", COLOUR, 0, 0},
	{"low-quality.jpg", "Q=15", COLOUR, 0, 0},
	{"grey.jpg", NULL, GREY, 0, 0},
	{"cmyk.jpg", "Q=95", CMYK, 0, 0},
	{"orientation-6.jpg", "Q=90", TURNED, 0, 0},
	{"12-megapixels.jpg", "Q=85", COLOUR, 4032, 3024},
	{"photo.png", NULL, COLOUR, 0, 0},
	{"interlaced.png", "interlace", COLOUR, 0, 0},
	{"16-bit.png", NULL, SIXTEEN, 0, 0},
	{"grey-16-bit.png", NULL, GREY_SIXTEEN, 0, 0},
	{"palette.png", "palette", COLOUR, 0, 0},
	{"palette-4-bit.png", "palette,bitdepth=4", COLOUR, 0, 0},
	{"1-bit.png", "bitdepth=1", BILEVEL, 0, 0},
	{"alpha.png", NULL, ALPHA, 0, 0},
	{"grey-alpha.png", NULL, GREY_ALPHA, 0, 0},
	{"flat.png", NULL, FLAT, 0, 0},
	{"photo.webp", "Q=90", COLOUR, 0, 0},
	{"lossless.webp", "lossless", COLOUR, 0, 0},
	{"alpha.webp", "Q=90", ALPHA, 0, 0},
	{"animated.webp", "Q=80", ANIMATED, 0, 0},
	{"lzw.tif", "compression=lzw,predictor=horizontal", COLOUR, 0, 0},
	{"jpeg.tif", "compression=jpeg,Q=90", COLOUR, 0, 0},
	{"tiled.tif", "compression=deflate,tile", COLOUR, 0, 0},
	{"16-bit.tif", NULL, SIXTEEN, 0, 0},
	{"float.tif", NULL, FLOAT, 0, 0},
	{"cmyk.tif", NULL, CMYK, 0, 0},
	{"fax.tif", "compression=ccittfax4,bitdepth=1", BILEVEL, 0, 0},
	{"photo.gif", NULL, COLOUR, 0, 0},
	{"transparent.gif", NULL, ALPHA, 0, 0},
	{"animated.gif", NULL, ANIMATED, 0, 0},
	{"photo.heic", "compression=hevc,Q=80", COLOUR, 0, 0},
	{"photo.avif", "compression=av1,Q=80,effort=2", COLOUR, 0, 0},
	{"12-bit.avif", "compression=av1,Q=80,effort=2,bitdepth=12", SIXTEEN, 0, 0},
	{"10-bit.heic", "compression=hevc,Q=80,bitdepth=10", SIXTEEN, 0, 0},
	{"photo.bmp", NULL, COLOUR, 0, 0},
	{"photo.jp2", NULL, COLOUR, 0, 0},
	{"photo.jxl", NULL, COLOUR, 0, 0},
	{"photo.ppm", NULL, COLOUR, 0, 0},
	{"16-bit.ppm", NULL, SIXTEEN, 0, 0},
	{"photo.hdr", NULL, COLOUR, 0, 0},
	{"1x1.png", NULL, COLOUR, 1, 1},
	{"4x4.png", NULL, COLOUR, 4, 4},
	{"5x5.png", NULL, COLOUR, 5, 5},
	{"64x64.jpg", "Q=90", COLOUR, 64, 64},
	{"narrow.png", NULL, COLOUR, 6, 1500},
	{"wide.jpg", NULL, COLOUR, 3000, 40},
};

static int to_sixteen(VipsImage *image, VipsInterpretation interpretation, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *larger = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *words = NULL;
	if (vips_linear1(image, &larger, 257, 0, NULL) != 0 ||
		vips_cast_ushort(larger, &words, NULL) != 0)
		return -1;
	return vips_copy(words, out, "interpretation", interpretation, NULL);
}

/* Ink where light is missing, and no black: crude, but it comes back as it was. */
static int to_cmyk(VipsImage *image, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *ink = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *four = NULL;
	if (vips_invert(image, &ink, NULL) != 0 || vips_bandjoin_const1(ink, &four, 0, NULL) != 0)
		return -1;
	return vips_copy(four, out, "interpretation", VIPS_INTERPRETATION_CMYK, NULL);
}

/* Transparent in the middle of the left side, opaque else. */
static int to_alpha(VipsImage *image, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *joined = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *drawn = NULL;
	double ink[4] = {0};
	if (vips_bandjoin_const1(image, &joined, 255, NULL) != 0)
		return -1;
	drawn = vips_image_copy_memory(joined);
	if (drawn == NULL || vips_draw_circle(drawn, ink, joined->Bands, joined->Xsize / 4,
				     joined->Ysize / 2, joined->Ysize / 6, "fill", TRUE, NULL) != 0)
		return -1;
	return vips_copy(drawn, out, NULL);
}

/* Three frames one below the other, the second and third of them darker. */
static int to_frames(VipsImage *image, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *column = NULL;
	VipsImage *frames[3] = {NULL};
	int delays[] = {100, 100, 100};
	bool failed = false;
	for (int i = 0; i < 3; i++)
		failed |= vips_linear1(image, &frames[i], 1 - 0.3 * i, 0, "uchar", TRUE, NULL) != 0;
	failed = failed || vips_arrayjoin(frames, &column, 3, "across", 1, NULL) != 0 ||
		 vips_copy(column, out, NULL) != 0;
	for (int i = 0; i < 3; i++)
		sicht_sample_free(&frames[i]);
	if (failed)
		return -1;
	vips_image_set_int(*out, "page-height", image->Ysize);
	vips_image_set_array_int(*out, "delay", delays, 3);
	return 0;
}

static int to_form(VipsImage *image, enum form form, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *grey = NULL;
	if (vips_colourspace(image, &grey, VIPS_INTERPRETATION_B_W, NULL) != 0)
		return -1;
	switch (form) {
	case COLOUR:
		break;
	case GREY:
		return vips_copy(grey, out, NULL);
	case GREY_ALPHA:
		return to_alpha(grey, out);
	case ALPHA:
		return to_alpha(image, out);
	case SIXTEEN:
		return to_sixteen(image, VIPS_INTERPRETATION_RGB16, out);
	case GREY_SIXTEEN:
		return to_sixteen(grey, VIPS_INTERPRETATION_GREY16, out);
	case FLOAT:
		return vips_colourspace(image, out, VIPS_INTERPRETATION_scRGB, NULL);
	case CMYK:
		return to_cmyk(image, out);
	case BILEVEL:
		return vips_moreeq_const1(grey, out, 110, NULL);
	case ANIMATED:
		return to_frames(image, out);
	case FLAT:
		return vips_linear1(image, out, 0, 128, "uchar", TRUE, NULL);
	case TURNED:
		if (vips_rot270(image, out, NULL) != 0)
			return -1;
		vips_image_set_int(*out, VIPS_META_ORIENTATION, 6);
		return 0;
	}
	return vips_copy(image, out, NULL);
}

SICHT_MUST_CHECK static enum sicht_status write_sample(
	const char *directory, const struct sample *sample)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *formed = NULL;
	SICHT_DEFER(sicht_text_free) struct sicht_text path = {0};
	SICHT_TRY(sicht_sample_photo(SEED, sample->width > 0 ? sample->width : WIDTH,
		sample->height > 0 ? sample->height : HEIGHT, &image));
	if (to_form(image, sample->form, &formed) != 0)
		return sicht_sample_fail(sample->name);
	sicht_text_printf(&path, "%s/%s", directory, sample->name);
	return sicht_sample_write(formed, path.data, sample->options);
}

SICHT_MUST_CHECK static enum sicht_status write_bytes(
	const char *directory, const char *name, const void *data, size_t size)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text path = {0};
	sicht_text_printf(&path, "%s/%s", directory, name);
	return sicht_sample_write_bytes(path.data, data, size);
}

/* Files that are not what they should be, made from the photograph as a JPEG. */
SICHT_MUST_CHECK static enum sicht_status write_broken(const char *directory)
{
	SICHT_DEFER(sicht_free_pointer) char *data = NULL;
	SICHT_DEFER(sicht_text_free) struct sicht_text path = {0};
	size_t size;
	sicht_text_printf(&path, "%s/photo.jpg", directory);
	SICHT_TRY(sicht_read_file(path.data, 1 << 20, &data, &size));
	SICHT_TRY(write_bytes(directory, "a-jpeg-in-truth.png", data, size));
	SICHT_TRY(write_bytes(directory, "truncated.jpg", data, size * 3 / 5));
	SICHT_TRY(write_bytes(directory, "head-alone.jpg", data, 30));
	for (size_t i = 20; i < size; i++)
		data[i] = (char)noise_mix(i);
	SICHT_TRY(write_bytes(directory, "corrupt.jpg", data, size));
	SICHT_TRY(write_bytes(directory, "noise.bin", data + 20, size - 20));
	SICHT_TRY(write_bytes(directory, "text.txt", "Nothing to see.\n", 16));
	return write_bytes(directory, "empty.jpg", "", 0);
}

enum sicht_status sicht_sample_corpus(const char *directory)
{
	SICHT_TRY(sicht_sample_mkdir(directory));
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		SICHT_TRY(write_sample(directory, &samples[i]));
	return write_broken(directory);
}
