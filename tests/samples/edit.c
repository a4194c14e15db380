/* SPDX-License-Identifier: MIT */
/*
 * What people do to pictures before they pass them on: one function an edit, one table of them.
 * Every function takes an 8-bit sRGB image in memory and gives a new one; writing on a picture is
 * done with blocks that look like words, since fonts differ between machines.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/samples/noise.h"
#include "tests/samples/samples.h"

typedef int edit_function(VipsImage *image, double value, VipsImage **out);

/* 8-bit sRGB with three bands, in memory of its own: what is drawn on stays ours. */
static int plain_copy(VipsImage *image, VipsImage **out)
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

/* ------------------------------------------------------------------------------------- drawing */

static void draw_box(VipsImage *image, int left, int top, int width, int height, double grey)
{
	vips_draw_rect1(image, grey, left, top, width, height, "fill", TRUE, NULL);
}

/* One line of words between `left` and `right`: letters are blocks with parts missing. */
static void draw_line(VipsImage *image, int left, int right, int top, int size, double grey)
{
	uint64_t chance = (uint64_t)top * 7919;
	const int cell = VIPS_MAX(1, size / 6), letter = 4 * cell;
	for (int x = left; x + letter < right; x += letter) {
		uint64_t bits = noise_mix(chance++);
		if (bits % 6 == 0)
			continue; /* between words */
		for (int i = 0; i < 15; i++) {
			if (bits >> (8 + i) & 1)
				draw_box(image, x + i % 3 * cell, top + i / 3 * cell, cell, cell,
					grey);
		}
	}
}

static void draw_text(VipsImage *image, int top, int height, int lines, double grey)
{
	int margin = image->Xsize / 20, step = height / VIPS_MAX(1, lines);
	for (int i = 0; i < lines; i++)
		draw_line(image, margin, image->Xsize - margin, top + i * step + step / 5,
			step * 3 / 5, grey);
}

/* The picture on a canvas of one colour. */
static int on_canvas(
	VipsImage *image, int left, int top, int width, int height, double grey, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *canvas = NULL;
	VipsArrayDouble *ground = vips_array_double_newv(3, grey, grey, grey);
	int failed = vips_embed(image, &canvas, left, top, width, height, "extend",
		VIPS_EXTEND_BACKGROUND, "background", ground, NULL);
	vips_area_unref(VIPS_AREA(ground));
	return failed ? -1 : plain_copy(canvas, out);
}

/* --------------------------------------------------------------------------------------- edits */

static int edit_quality(VipsImage *image, double value, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *again = NULL;
	void *data;
	size_t size;
	if (vips_jpegsave_buffer(image, &data, &size, "Q", (int)value, NULL) != 0)
		return -1;
	int failed = vips_jpegload_buffer(data, size, &again, NULL) || plain_copy(again, out);
	g_free(data);
	return failed ? -1 : 0;
}

static int edit_resize(VipsImage *image, double value, VipsImage **out)
{
	return vips_resize(image, out, value, NULL);
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

static int edit_crop(VipsImage *image, double value, VipsImage **out)
{
	int x = (int)(image->Xsize * value / 100), y = (int)(image->Ysize * value / 100);
	return vips_crop(image, out, x, y, image->Xsize - 2 * x, image->Ysize - 2 * y, NULL);
}

static int edit_border(VipsImage *image, double value, VipsImage **out)
{
	int size = (int)(image->Xsize * value / 100);
	return on_canvas(
		image, size, size, image->Xsize + 2 * size, image->Ysize + 2 * size, 235, out);
}

/* Black bars that make the picture 21:9, or 9:16 if it is upright. */
static int edit_letterbox(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	int width = image->Xsize, height = image->Ysize;
	if (width >= height)
		width = VIPS_MAX(width, height * 21 / 9);
	else
		height = VIPS_MAX(height, width * 16 / 9);
	return on_canvas(image, (width - image->Xsize) / 2, (height - image->Ysize) / 2, width,
		height, 0, out);
}

static int edit_band(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	if (plain_copy(image, out) != 0)
		return -1;
	int height = image->Ysize / 10, top = image->Ysize * 4 / 5;
	draw_box(*out, 0, top, image->Xsize, height, 20);
	draw_text(*out, top, height, 1, 245);
	return 0;
}

static int edit_logo(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	if (plain_copy(image, out) != 0)
		return -1;
	int size = VIPS_MIN(image->Xsize, image->Ysize) / 8;
	int left = image->Xsize - size * 3 / 2, top = image->Ysize - size * 3 / 2;
	vips_draw_circle1(*out, 250, left + size / 2, top + size / 2, size / 2, "fill", TRUE, NULL);
	draw_box(*out, left + size / 4, top + size * 2 / 5, size / 2, size / 5, 30);
	return 0;
}

static int edit_meme(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	int height = image->Ysize / 6;
	if (on_canvas(image, 0, height, image->Xsize, image->Ysize + 2 * height, 255, out) != 0)
		return -1;
	draw_text(*out, 0, height, 2, 0);
	draw_text(*out, image->Ysize + height, height, 2, 0);
	return 0;
}

/* A telephone's screen, 9:19: status line, title, the picture, text, a row of buttons. */
static int edit_screenshot(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	enum { WIDTH = 1080, HEIGHT = 2280, LINE = 60, BUTTON = 90 };
	SICHT_DEFER(sicht_sample_free) VipsImage *fitting = NULL;
	if (vips_thumbnail_image(image, &fitting, WIDTH, "height", HEIGHT - 10 * LINE, NULL) != 0)
		return -1;
	int top = (HEIGHT - fitting->Ysize) / 3;
	if (on_canvas(fitting, (WIDTH - fitting->Xsize) / 2, top, WIDTH, HEIGHT, 250, out) != 0)
		return -1;
	draw_text(*out, 0, LINE, 1, 40);
	draw_text(*out, LINE, 2 * LINE, 1, 0);
	int below = top + fitting->Ysize, buttons = HEIGHT - 2 * BUTTON;
	draw_text(*out, below, VIPS_MAX(0, buttons - below), (buttons - below) / LINE, 90);
	for (int i = 0; i < 4; i++)
		vips_draw_circle1(*out, 120, WIDTH * (2 * i + 1) / 8, HEIGHT - BUTTON, BUTTON / 3,
			"fill", TRUE, NULL);
	return 0;
}

static int edit_orientation(VipsImage *image, double value, VipsImage **out)
{
	if (vips_copy(image, out, NULL) != 0)
		return -1;
	vips_image_set_int(*out, VIPS_META_ORIENTATION, (int)value);
	return 0;
}

/* ------------------------------------------------------------------------------------ the table */

static const struct edit {
	const char *name;
	edit_function *function;
	double least, most; /* of the value; both 0: none is taken */
} edits_known[] = {
	{"quality", edit_quality, 1, 100},
	{"resize", edit_resize, 0.001, 10},
	{"rot90", edit_rot90, 0, 0},
	{"rot180", edit_rot180, 0, 0},
	{"rot270", edit_rot270, 0, 0},
	{"mirror", edit_mirror, 0, 0},
	{"flip", edit_flip, 0, 0},
	{"grey", edit_grey, 0, 0},
	{"invert", edit_invert, 0, 0},
	{"crop", edit_crop, 0, 49},
	{"border", edit_border, 0, 100},
	{"letterbox", edit_letterbox, 0, 0},
	{"band", edit_band, 0, 0},
	{"logo", edit_logo, 0, 0},
	{"meme", edit_meme, 0, 0},
	{"screenshot", edit_screenshot, 0, 0},
	{"orientation", edit_orientation, 1, 8},
};

/* "name" or "name=value", `size` bytes of it. */
static const struct edit *find_edit(const char *text, size_t size, double *value)
{
	for (size_t i = 0; i < sizeof edits_known / sizeof *edits_known; i++) {
		const struct edit *edit = &edits_known[i];
		size_t name_size = strlen(edit->name);
		bool takes_value = edit->most > 0;
		if (size < name_size || memcmp(text, edit->name, name_size) != 0)
			continue;
		if (!takes_value && size == name_size)
			return edit;
		if (!takes_value || size < name_size + 2 || text[name_size] != '=')
			continue;
		char *end;
		*value = strtod(text + name_size + 1, &end);
		if (end == text + size && *value >= edit->least && *value <= edit->most)
			return edit;
	}
	return NULL;
}

enum sicht_status sicht_sample_edit(VipsImage *image, const char *edits, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *result = NULL;
	if (plain_copy(image, &result) != 0)
		return sicht_sample_fail("edit a picture");
	for (const char *text = edits; *text != '\0';) {
		size_t size = strcspn(text, "+");
		double value = 0;
		const struct edit *edit = find_edit(text, size, &value);
		if (edit == NULL) {
			SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
			sicht_escape_terminal(&shown, sicht_bytes(text, size));
			return sicht_fail(SICHT_ERROR_USAGE, "there is no edit %s", shown.data);
		}
		SICHT_DEFER(sicht_sample_free) VipsImage *edited = NULL;
		SICHT_DEFER(sicht_sample_free) VipsImage *before = result;
		result = NULL;
		if (edit->function(before, value, &edited) != 0 || plain_copy(edited, &result) != 0)
			return sicht_sample_fail("edit a picture");
		text += size + (text[size] == '+');
	}
	*out = result;
	result = NULL;
	return SICHT_OK;
}
