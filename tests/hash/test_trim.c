/* SPDX-License-Identifier: MIT */
/* Where the trims cut, on bordered, letterboxed and screenshot-like pictures. */
#include "engine/hash/trim.h"
#include "tests/hash/paint.h"

#include <criterion/criterion.h>
#include <string.h>

static struct sicht_hasher *hasher;

static void setup(void)
{
	cr_assert(sicht_hasher_new(&hasher) == SICHT_OK);
}

static void teardown(void)
{
	sicht_hasher_free(hasher);
}

TestSuite(trim, .init = setup, .fini = teardown);

typedef bool trim(const struct sicht_grid *grid, struct sicht_rect *out);

/* The rectangle that a trim gives, in pixels; all zero if none. */
static struct sicht_rect rect_of(const struct sicht_picture *picture, trim *how)
{
	struct sicht_grid grid;
	struct sicht_rect cells, rect = {0};
	cr_assert(sicht_grid_make(hasher, picture, &grid) == SICHT_OK);
	cr_assert(grid.columns <= SICHT_GRID_SIDE_MAX && grid.rows <= SICHT_GRID_SIDE_MAX);
	if (how(&grid, &cells))
		sicht_trim_accept(&grid, &cells, picture->full_width, picture->full_height, &rect);
	return rect;
}

static void expect_rect(
	struct sicht_rect rect, uint32_t left, uint32_t top, uint32_t width, uint32_t height)
{
	cr_expect(rect.left == left && rect.top == top && rect.width == width &&
			  rect.height == height,
		"%u,%u %ux%u instead of %u,%u %ux%u", rect.left, rect.top, rect.width, rect.height,
		left, top, width, height);
}

static void frame(uint32_t width, uint32_t height, uint8_t grey, uint32_t left, uint32_t top,
	const struct sicht_picture *inside, struct sicht_picture *out)
{
	*out = paint_flat(width, height, 1, grey);
	paint_over(inside, left, top, out);
}

Test(trim, bars_and_borders_are_peeled_to_the_pixel)
{
	struct sicht_picture photo = paint(300, 200, 1, 1), framed;
	const uint32_t places[][4] = {
		{300, 260, 0, 30}, {380, 200, 50, 0}, {340, 240, 20, 20}, {500, 212, 3, 12}};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		frame(places[i][0], places[i][1], i % 2 ? 255 : 0, places[i][2], places[i][3],
			&photo, &framed);
		expect_rect(
			rect_of(&framed, sicht_trim_uniform), places[i][2], places[i][3], 300, 200);
		paint_free(&framed);
	}
	expect_rect(rect_of(&photo, sicht_trim_uniform), 0, 0, 300, 200);
	paint_free(&photo);
}

Test(trim, a_frame_in_a_frame_is_peeled_too)
{
	struct sicht_picture photo = paint(300, 200, 1, 1), inner, outer;
	frame(300, 260, 0, 0, 30, &photo, &inner);
	frame(400, 360, 255, 50, 50, &inner, &outer);
	expect_rect(rect_of(&outer, sicht_trim_uniform), 50, 80, 300, 200);
	paint_free(&photo);
	paint_free(&inner);
	paint_free(&outer);
}

/* A band with a line of dark strokes on light ground. */
static void write_text(struct sicht_picture *picture, uint32_t top, uint32_t height)
{
	for (uint32_t y = top + height / 4; y < top + height * 3 / 4; y++) {
		for (uint32_t x = 20; x + 20 < picture->width; x++) {
			if (x / 3 % 4 == 0 && (x + y) % 7 != 0)
				*paint_at(picture, x, y) = 20;
		}
	}
}

Test(trim, the_photograph_between_captions_and_in_a_screenshot_is_found)
{
	struct sicht_picture photo = paint(400, 300, 1, 2), page;
	frame(400, 480, 250, 0, 90, &photo, &page);
	write_text(&page, 0, 80);
	write_text(&page, 400, 70);
	expect_rect(rect_of(&page, sicht_trim_dominated), 0, 90, 400, 300);
	paint_free(&page);

	frame(500, 500, 240, 60, 110, &photo, &page);
	write_text(&page, 10, 60);
	write_text(&page, 430, 40);
	expect_rect(rect_of(&page, sicht_trim_dominated), 60, 110, 400, 300);
	paint_free(&page);
	paint_free(&photo);
}

Test(trim, plain_grounds_and_specks_give_nothing)
{
	struct sicht_picture speck = paint(20, 20, 1, 3), page = paint_flat(400, 300, 1, 90);
	expect_rect(rect_of(&page, sicht_trim_uniform), 0, 0, 0, 0);
	expect_rect(rect_of(&page, sicht_trim_dominated), 0, 0, 0, 0);
	paint_over(&speck, 200, 100, &page);
	expect_rect(rect_of(&page, sicht_trim_uniform), 0, 0, 0, 0);
	expect_rect(rect_of(&page, sicht_trim_dominated), 0, 0, 0, 0);
	paint_free(&speck);
	paint_free(&page);
}

/*
 * Lines with so many cells in a band of nine greys and few near it. In even lines they are
 * scattered, in odd ones all quarters of the line are alike.
 */
static void hold(struct sicht_picture *picture, uint32_t top, uint32_t bottom, uint32_t held)
{
	const uint32_t width = picture->width, quarter = width / 4;
	for (uint32_t y = top; y < bottom; y++) {
		const uint32_t lowest = y * 37 % 240 + 8;
		for (uint32_t x = 0; x < width; x++) {
			uint32_t place = y % 2 ? x % quarter * 4 + x / quarter : x * 37;
			uint32_t cell = (place + y * 11) % width;
			uint32_t above = cell < held ? cell % 9 : 20 + (cell - held) * 4;
			*paint_at(picture, x, y) = (uint8_t)(lowest + above);
		}
	}
}

Test(trim, a_line_with_62_per_cent_in_nine_greys_is_dominated_and_no_other_line)
{
	const uint32_t cases[][2] = {
		{128, 80}, {100, 62}}; /* the width, and 62 % of it, rounded up */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const uint32_t width = cases[i][0], least = cases[i][1];
		struct sicht_picture page = paint_flat(width, 300, 1, 0);
		hold(&page, 0, 150, least);
		hold(&page, 150, 300, least - 1);
		expect_rect(rect_of(&page, sicht_trim_dominated), 0, 150, width, 150);
		paint_free(&page);
	}
}

/*
 * A band of nine greys has eight levels between its ends: left of the middle the one, right the
 * other.
 */
Test(trim, two_greys_eight_levels_apart_lie_in_one_band_and_nine_do_not)
{
	for (uint8_t apart = 8; apart <= 9; apart++) {
		struct sicht_picture page = paint_flat(128, 300, 1, 100);
		for (uint32_t y = 0; y < 150; y++)
			memset(paint_at(&page, 64, y), 100 + apart, 64);
		hold(&page, 150, 300, 79);
		if (apart == 8)
			expect_rect(rect_of(&page, sicht_trim_dominated), 0, 150, 128, 150);
		else
			expect_rect(rect_of(&page, sicht_trim_dominated), 0, 0, 128, 300);
		paint_free(&page);
	}
}

Test(trim, large_pictures_are_cut_alike_full_and_reduced)
{
	struct sicht_picture photo = paint(1600, 1200, 1, 4), page;
	frame(2003, 1501, 0, 200, 152, &photo, &page);
	struct sicht_rect whole = rect_of(&page, sicht_trim_uniform);
	expect_rect(whole, 200, 152, 1600, 1200);
	for (uint32_t scale = 2; scale <= 4; scale *= 2) {
		struct sicht_picture reduced = paint_reduced(&page, scale);
		struct sicht_rect rect = rect_of(&reduced, sicht_trim_uniform);
		cr_expect(abs((int)rect.left - 200) <= 4 && abs((int)rect.top - 152) <= 4);
		cr_expect(abs((int)rect.width - 1600) <= 4 && abs((int)rect.height - 1200) <= 4);
		paint_free(&reduced);
	}
	paint_free(&photo);
	paint_free(&page);
}

Test(trim, long_thin_pictures_have_a_grid_too)
{
	struct sicht_picture strip = paint(60000, 5, 1, 4), column = paint(7, 3000, 1, 4);
	struct sicht_picture dot = paint_reduced(&column, 8);
	expect_rect(rect_of(&strip, sicht_trim_uniform), 0, 0, 0, 0);
	expect_rect(rect_of(&column, sicht_trim_uniform), 0, 0, 0, 0);
	expect_rect(rect_of(&dot, sicht_trim_dominated), 0, 0, 0, 0);
	paint_free(&strip);
	paint_free(&column);
	paint_free(&dot);
}
