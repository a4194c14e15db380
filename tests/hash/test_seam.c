/* SPDX-License-Identifier: MIT */
/*
 * Which parts are found in collages, viewers and captioned pictures, and that a photograph has
 * none.
 */
#include "engine/hash/seam.h"
#include "tests/hash/paint.h"

#include <criterion/criterion.h>

static struct sicht_hasher *hasher;

static void setup(void)
{
	cr_assert(sicht_hasher_new(&hasher) == SICHT_OK);
}

static void teardown(void)
{
	sicht_hasher_free(hasher);
}

TestSuite(seam, .init = setup, .fini = teardown);

/* The parts of a picture of at most 512 pixels a side, where a cell is a pixel. */
static size_t parts_of(
	const struct sicht_picture *picture, struct sicht_rect parts[SICHT_SEAM_PARTS_MAX])
{
	struct sicht_grid grid;
	struct sicht_rect within;
	cr_assert(sicht_grid_make(hasher, picture, &grid) == SICHT_OK);
	cr_assert(sicht_trim_uniform(&grid, &within));
	return sicht_seam_parts(&grid, &within, parts);
}

static void expect_part(const struct sicht_rect *parts, size_t count, struct sicht_rect rect)
{
	for (size_t i = 0; i < count; i++) {
		if (parts[i].left == rect.left && parts[i].top == rect.top &&
			parts[i].width == rect.width && parts[i].height == rect.height)
			return;
	}
	cr_expect_fail("no part at %u,%u of %ux%u; %zu others", rect.left, rect.top, rect.width,
		rect.height, count);
}

Test(seam, both_halves_of_a_collage_are_found_to_the_pixel)
{
	struct sicht_rect parts[SICHT_SEAM_PARTS_MAX];
	struct sicht_picture left = paint(210, 300, 1, 1), right = paint(280, 300, 1, 2);
	struct sicht_picture page = paint_flat(490, 300, 1, 0);
	paint_over(&left, 0, 0, &page);
	paint_over(&right, 210, 0, &page);
	size_t count = parts_of(&page, parts);
	cr_expect(count == 2);
	expect_part(parts, count, (struct sicht_rect){0, 0, 210, 300});
	expect_part(parts, count, (struct sicht_rect){210, 0, 280, 300});
	paint_free(&left);
	paint_free(&right);
	paint_free(&page);
}

Test(seam, the_gap_of_a_collage_belongs_to_neither_half)
{
	struct sicht_rect parts[SICHT_SEAM_PARTS_MAX];
	struct sicht_picture above = paint(300, 200, 1, 3), below = paint(300, 200, 1, 4);
	struct sicht_picture page = paint_flat(300, 412, 1, 255);
	paint_over(&above, 0, 0, &page);
	paint_over(&below, 0, 212, &page);
	size_t count = parts_of(&page, parts);
	expect_part(parts, count, (struct sicht_rect){0, 0, 300, 200});
	expect_part(parts, count, (struct sicht_rect){0, 212, 300, 200});
	paint_free(&above);
	paint_free(&below);
	paint_free(&page);
}

/* Trim B takes the dark ground at the sides of each row for the row's own. */
Test(seam, a_dark_photograph_in_a_dark_viewer_is_found)
{
	struct sicht_rect parts[SICHT_SEAM_PARTS_MAX];
	struct sicht_picture photo = paint(260, 200, 1, 5), page = paint_flat(500, 300, 1, 40);
	struct sicht_picture bar = paint_flat(500, 30, 1, 220), icons = paint(120, 20, 1, 6);
	paint_over(&photo, 120, 50, &page);
	for (uint32_t top = 0; top <= 270; top += 270) {
		paint_over(&bar, 0, top, &page);
		paint_over(&icons, 10, top + 5, &page);
	}
	size_t count = parts_of(&page, parts);
	expect_part(parts, count, (struct sicht_rect){120, 50, 260, 200});
	paint_free(&photo);
	paint_free(&bar);
	paint_free(&icons);
	paint_free(&page);
}

Test(seam, a_photograph_alone_has_no_parts)
{
	struct sicht_rect parts[SICHT_SEAM_PARTS_MAX];
	for (unsigned seed = 1; seed <= 8; seed++) {
		struct sicht_picture photo = paint(400, 300, 1, seed);
		cr_expect(parts_of(&photo, parts) == 0, "photograph %u", seed);
		paint_free(&photo);
	}
}
