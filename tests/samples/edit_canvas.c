/* SPDX-License-Identifier: MIT */
/* Edits that put the picture into another: frames, bars, captions, screens, collages. */
#include "tests/samples/edits.h"
#include "tests/samples/noise.h"

static const double white[3] = {255, 255, 255}, paper[3] = {235, 235, 235}, black[3] = {0, 0, 0};
static const double red[3] = {176, 36, 62};

/* The picture on a canvas of one colour. */
static int on_canvas(
	VipsImage *image, const VipsRect *place, const double colour[3], VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *canvas = NULL;
	VipsArrayDouble *ground = vips_array_double_new(colour, 3);
	int failed = vips_embed(image, &canvas, place->left, place->top, place->width,
		place->height, "extend", VIPS_EXTEND_BACKGROUND, "background", ground, NULL);
	vips_area_unref(VIPS_AREA(ground));
	return failed ? -1 : sample_plain_copy(canvas, out);
}

/* So many pixels on the left and right, and above and below. */
static int framed(VipsImage *image, int x, int y, const double colour[3], VipsImage **out)
{
	const VipsRect place = {x, y, image->Xsize + 2 * x, image->Ysize + 2 * y};
	return on_canvas(image, &place, colour, out);
}

static int edit_border(VipsImage *image, double value, VipsImage **out)
{
	int size = (int)(image->Xsize * value / 100);
	return framed(image, size, size, paper, out);
}

static int edit_white(VipsImage *image, double value, VipsImage **out)
{
	int size = (int)(image->Xsize * value / 100);
	return framed(image, size, size, white, out);
}

static int edit_red(VipsImage *image, double value, VipsImage **out)
{
	int size = (int)(image->Xsize * value / 100);
	return framed(image, size, size, red, out);
}

static int edit_bars(VipsImage *image, double value, VipsImage **out)
{
	return framed(image, 0, (int)(image->Ysize * value / 100), black, out);
}

static int edit_pillars(VipsImage *image, double value, VipsImage **out)
{
	return framed(image, (int)(image->Xsize * value / 100), 0, black, out);
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
	return framed(image, (width - image->Xsize) / 2, (height - image->Ysize) / 2, black, out);
}

static int edit_meme(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	int height = image->Ysize / 6;
	if (framed(image, 0, height, white, out) != 0)
		return -1;
	const VipsRect above = {0, 0, image->Xsize, height};
	const VipsRect below = {0, image->Ysize + height, image->Xsize, height};
	sample_draw_text(*out, &above, 2, 0);
	sample_draw_text(*out, &below, 2, 0);
	return 0;
}

/* Words below the picture, as social media send it on. */
static int edit_caption(VipsImage *image, double value, VipsImage **out)
{
	int height = (int)(image->Ysize * value / 100);
	const VipsRect place = {0, 0, image->Xsize, image->Ysize + height};
	if (on_canvas(image, &place, white, out) != 0)
		return -1;
	const VipsRect below = {0, image->Ysize, image->Xsize, height};
	sample_draw_text(*out, &below, VIPS_MAX(1, height / 40), 0);
	return 0;
}

/* ------------------------------------------------------------------------------------- screens */

/* A telephone's screen, 9:19: status line, title, the picture, text, a row of buttons. */
static int edit_screenshot(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	enum { WIDTH = 1080, HEIGHT = 2280, LINE = 60, BUTTON = 90 };
	static const double ground[3] = {250, 250, 250};
	SICHT_DEFER(sicht_sample_free) VipsImage *fitting = NULL;
	if (vips_thumbnail_image(image, &fitting, WIDTH, "height", HEIGHT - 10 * LINE, NULL) != 0)
		return -1;
	int top = (HEIGHT - fitting->Ysize) / 3;
	const VipsRect place = {(WIDTH - fitting->Xsize) / 2, top, WIDTH, HEIGHT};
	if (on_canvas(fitting, &place, ground, out) != 0)
		return -1;
	int below = top + fitting->Ysize, buttons = HEIGHT - 2 * BUTTON;
	const VipsRect status = {0, 0, WIDTH, LINE}, title = {0, LINE, WIDTH, 2 * LINE};
	const VipsRect text = {0, below, WIDTH, VIPS_MAX(0, buttons - below)};
	sample_draw_text(*out, &status, 1, 40);
	sample_draw_text(*out, &title, 1, 0);
	sample_draw_text(*out, &text, (buttons - below) / LINE, 90);
	for (int i = 0; i < 4; i++)
		vips_draw_circle1(*out, 120, WIDTH * (2 * i + 1) / 8, HEIGHT - BUTTON, BUTTON / 3,
			"fill", TRUE, NULL);
	return 0;
}

/* A viewer on a desktop: title, tools, the picture on a dark ground, a status line, a task bar. */
static int edit_viewer(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	enum { WIDTH = 1366, HEIGHT = 768, TITLE = 32, TOOLS = 44, STATUS = 26, TASKS = 40 };
	enum { TOP = TITLE + TOOLS, BOTTOM = STATUS + TASKS, MARGIN = 12 };
	static const double ground[3] = {44, 44, 46};
	SICHT_DEFER(sicht_sample_free) VipsImage *fitting = NULL;
	if (vips_thumbnail_image(image, &fitting, WIDTH - 2 * MARGIN, "height",
		    HEIGHT - TOP - BOTTOM - 2 * MARGIN, NULL) != 0)
		return -1;
	const VipsRect place = {(WIDTH - fitting->Xsize) / 2,
		TOP + (HEIGHT - TOP - BOTTOM - fitting->Ysize) / 2, WIDTH, HEIGHT};
	if (on_canvas(fitting, &place, ground, out) != 0)
		return -1;
	const VipsRect title = {0, 0, WIDTH / 3, TITLE};
	const VipsRect status = {0, HEIGHT - BOTTOM, WIDTH / 2, STATUS};
	sample_draw_box(*out, 0, 0, WIDTH, TITLE, 225);
	sample_draw_text(*out, &title, 1, 30);
	sample_draw_box(*out, 0, TITLE, WIDTH, TOOLS, 70);
	for (int i = 0; i < 9; i++)
		sample_draw_box(*out, 16 + 48 * i, TITLE + 10, 24, 24, 190);
	sample_draw_box(*out, 0, HEIGHT - BOTTOM, WIDTH, STATUS, 60);
	sample_draw_text(*out, &status, 1, 200);
	sample_draw_box(*out, 0, HEIGHT - TASKS, WIDTH, TASKS, 24);
	for (int i = 0; i < 6; i++)
		sample_draw_box(*out, 10 + 46 * i, HEIGHT - TASKS + 6, 28, 28, 60 + 25 * i);
	return 0;
}

/* ------------------------------------------------------------------------------------ collages */

/* Another photograph, told by this one's pixels: the same each time, and no two alike. */
static int partner_of(VipsImage *image, uint64_t number, VipsImage **out)
{
	uint64_t seed = number;
	for (int y = 0; y < image->Ysize; y += 7)
		seed = noise_mix(seed ^ *VIPS_IMAGE_ADDR(image, y % image->Xsize, y));
	return sicht_sample_photo(seed, 480 + (int)(seed % 5) * 40, 400, out) == SICHT_OK ? 0 : -1;
}

/* Behind another picture of the same height or width, with `shim` pixels of white between. */
static int joined(VipsImage *image, VipsDirection direction, int shim, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *partner = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *fitting = NULL;
	if (partner_of(image, 1, &partner) != 0)
		return -1;
	double factor = direction == VIPS_DIRECTION_HORIZONTAL
				? (double)image->Ysize / partner->Ysize
				: (double)image->Xsize / partner->Xsize;
	VipsArrayDouble *ground = vips_array_double_new(white, 3);
	int failed =
		vips_resize(partner, &fitting, factor, NULL) ||
		vips_join(fitting, image, out, direction, "shim", shim, "background", ground, NULL);
	vips_area_unref(VIPS_AREA(ground));
	return failed ? -1 : 0;
}

static int edit_beside(VipsImage *image, double value, VipsImage **out)
{
	return joined(image, VIPS_DIRECTION_HORIZONTAL, (int)value, out);
}

static int edit_below(VipsImage *image, double value, VipsImage **out)
{
	return joined(image, VIPS_DIRECTION_VERTICAL, (int)value, out);
}

/* One of four, each pressed into the shape of this one, which is the upper right. */
static int edit_four(VipsImage *image, double value, VipsImage **out)
{
	(void)value;
	VipsImage *cells[4] = {NULL, image, NULL, NULL};
	int failed = 0;
	for (uint64_t i = 0; i < 4; i++) {
		SICHT_DEFER(sicht_sample_free) VipsImage *partner = NULL;
		if (i == 1 || failed)
			continue;
		failed = partner_of(image, i + 2, &partner) ||
			 vips_thumbnail_image(partner, &cells[i], image->Xsize, "height",
				 image->Ysize, "size", VIPS_SIZE_FORCE, NULL);
	}
	failed = failed || vips_arrayjoin(cells, out, 4, "across", 2, NULL);
	cells[1] = NULL;
	for (int i = 0; i < 4; i++)
		sicht_sample_free(&cells[i]);
	return failed ? -1 : 0;
}

static const struct sample_edit edits[] = {
	{"border", edit_border, 0, 100},
	{"white", edit_white, 0, 100},
	{"red", edit_red, 0, 100},
	{"bars", edit_bars, 0, 100},
	{"pillars", edit_pillars, 0, 100},
	{"letterbox", edit_letterbox, 0, 0},
	{"meme", edit_meme, 0, 0},
	{"caption", edit_caption, 1, 200},
	{"screenshot", edit_screenshot, 0, 0},
	{"viewer", edit_viewer, 0, 0},
	{"beside", edit_beside, 0, 100},
	{"below", edit_below, 0, 100},
	{"four", edit_four, 0, 0},
};

struct sample_edits sample_edits_canvas(void)
{
	return (struct sample_edits){edits, sizeof edits / sizeof *edits};
}
