/* SPDX-License-Identifier: MIT */
/*
 * Pages, drawings and screens: what a drive holds beside photographs, and where a perceptual hash
 * errs most easily, since two of them share margins, lines and plain grounds.
 */
#include "tests/samples/edits.h"
#include "tests/samples/noise.h"

/* A canvas under the pen. */
struct page {
	VipsImage *image;
	uint64_t chance;
};

static int any(struct page *page, int low, int high)
{
	return (int)noise_between(&page->chance, (float)low, (float)high + 0.999f);
}

static void any_ink(struct page *page, int low, int high, double ink[3])
{
	for (int i = 0; i < 3; i++)
		ink[i] = any(page, low, high);
}

static VipsRect any_part(struct page *page)
{
	int width = page->image->Xsize, height = page->image->Ysize;
	VipsRect part = {any(page, 0, width * 3 / 4), any(page, 0, height * 3 / 4),
		any(page, width / 8, width / 2), any(page, height / 8, height / 2)};
	return part;
}

/* Paragraphs of differing length, a heading here and there, a figure or a table. */
static void draw_document(struct page *page)
{
	VipsImage *image = page->image;
	int margin = any(page, image->Xsize / 20, image->Xsize / 7), y = any(page, 8, 40);
	int line = any(page, 10, 17);
	double ink[3];
	sample_draw_box(image, 0, 0, image->Xsize, image->Ysize, any(page, 238, 255));
	while (y < image->Ysize - margin) {
		VipsRect part = {margin, y, image->Xsize - 2 * margin, line * any(page, 2, 9)};
		int kind = any(page, 0, 9);
		if (kind == 0) {
			part.height = 2 * line;
			part.width = any(page, part.width / 4, part.width);
			sample_draw_text(image, &part, 1, 0);
		} else if (kind == 1) {
			any_ink(page, 40, 230, ink);
			vips_draw_rect(image, ink, 3, part.left, part.top, part.width, part.height,
				"fill", any(page, 0, 1), NULL);
		} else {
			sample_draw_text(image, &part, part.height / line, any(page, 10, 60));
		}
		y += part.height + any(page, line / 2, 2 * line);
	}
}

/* Shapes with outlines on a plain ground. */
static void draw_drawing(struct page *page)
{
	VipsImage *image = page->image;
	double ink[3], outline[3] = {20, 20, 20};
	any_ink(page, 150, 255, ink);
	vips_draw_rect(image, ink, 3, 0, 0, image->Xsize, image->Ysize, "fill", TRUE, NULL);
	for (int left = any(page, 8, 30); left > 0; left--) {
		VipsRect part = any_part(page);
		int x = part.left + part.width / 2, y = part.top + part.height / 2;
		int radius = VIPS_MIN(part.width, part.height) / 2, kind = any(page, 0, 3);
		any_ink(page, 30, 255, ink);
		if (kind == 0) {
			vips_draw_circle(image, outline, 3, x, y, radius, "fill", TRUE, NULL);
			vips_draw_circle(image, ink, 3, x, y, radius - 3, "fill", TRUE, NULL);
		} else if (kind == 1) {
			vips_draw_rect(image, outline, 3, part.left, part.top, part.width,
				part.height, "fill", TRUE, NULL);
			vips_draw_rect(image, ink, 3, part.left + 3, part.top + 3, part.width - 6,
				part.height - 6, "fill", TRUE, NULL);
		} else {
			for (int width = 0; width < 3; width++)
				vips_draw_line(image, outline, 3, part.left + width, part.top,
					x + width, any(page, 0, image->Ysize), NULL);
		}
	}
}

/* A task bar, and windows with a title, a list at the side and text. */
static void draw_screen(struct page *page)
{
	VipsImage *image = page->image;
	double ink[3];
	any_ink(page, 20, 230, ink);
	vips_draw_rect(image, ink, 3, 0, 0, image->Xsize, image->Ysize, "fill", TRUE, NULL);
	for (int left = any(page, 1, 4); left > 0; left--) {
		VipsRect part = any_part(page);
		part.width += image->Xsize / 4;
		part.height += image->Ysize / 4;
		int title = image->Ysize / 24, side = part.width / any(page, 3, 6);
		VipsRect text = {
			part.left + side, part.top + title, part.width - side, part.height - title};
		VipsRect list = {part.left, text.top, side, text.height};
		sample_draw_box(image, part.left, part.top, part.width, title, any(page, 40, 220));
		sample_draw_box(image, list.left, list.top, side, list.height, any(page, 200, 240));
		sample_draw_box(image, text.left, text.top, text.width, text.height, 253);
		sample_draw_text(image, &list, list.height / 18, 70);
		sample_draw_text(image, &text, text.height / any(page, 14, 24), any(page, 10, 90));
	}
	int bar = image->Ysize / 18;
	sample_draw_box(image, 0, image->Ysize - bar, image->Xsize, bar, any(page, 10, 60));
	for (int icon = any(page, 3, 9); icon > 0; icon--)
		sample_draw_box(image, icon * 2 * bar, image->Ysize - bar * 3 / 4, bar / 2, bar / 2,
			any(page, 80, 250));
}

enum sicht_status sicht_sample_page(
	enum sicht_sample_page kind, uint64_t seed, int width, int height, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *black = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *grey = NULL;
	struct page page = {.chance = noise_mix(seed)};
	if (vips_black(&black, width, height, "bands", 3, NULL) != 0 ||
		vips_copy(black, &grey, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0 ||
		sample_plain_copy(grey, &page.image) != 0)
		return sicht_sample_fail("draw a page");
	switch (kind) {
	case SICHT_SAMPLE_DOCUMENT:
		draw_document(&page);
		break;
	case SICHT_SAMPLE_DRAWING:
		draw_drawing(&page);
		break;
	case SICHT_SAMPLE_SCREEN:
		draw_screen(&page);
		break;
	}
	*out = page.image;
	return SICHT_OK;
}
