/* SPDX-License-Identifier: MIT */
/* A thumbnail is near the picture that it was made from, with bars around it or without. */
#include "engine/hash/hasher.h"
#include "sicht/limits.h"
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

TestSuite(thumbnail, .init = setup, .fini = teardown);

#define BOTH ((1u << SICHT_PROFILE_FULLRES) | (1u << SICHT_PROFILE_REF512))

static struct sicht_pdq known_hash(const struct sicht_picture *picture)
{
	struct sicht_pdq_result result;
	cr_assert(
		sicht_pdq_exact(hasher, picture, NULL, SICHT_PROFILE_FULLRES, &result) == SICHT_OK);
	return result.form[0];
}

/* The picture at an eighth, as a picture of its own. */
static struct sicht_picture small_copy(const struct sicht_picture *picture)
{
	struct sicht_picture small = paint_reduced(picture, 8);
	small.full_width = small.width;
	small.full_height = small.height;
	return small;
}

static void expect_near(
	const struct sicht_picture *thumbnail, const struct sicht_pdq *known, bool exact)
{
	struct sicht_window_print prints[SICHT_PROFILE_COUNT];
	const struct sicht_hash_options options = {
		.profiles = BOTH, .exact = exact, .all_forms = true};
	size_t count;
	cr_assert(sicht_hash_thumbnail(hasher, thumbnail, &options, prints, &count) == SICHT_OK);
	cr_assert_eq(count, 2);
	for (size_t i = 0; i < count; i++) {
		cr_expect_eq(prints[i].window, SICHT_WINDOW_THUMBNAIL);
		cr_expect_eq(prints[i].profile, i);
		cr_expect_eq(prints[i].exact, exact);
		cr_expect_eq(prints[i].form_count, SICHT_DIHEDRAL_COUNT);
		unsigned bits = sicht_pdq_distance(&prints[i].form[0], known);
		cr_expect(bits <= SICHT_THRESHOLD_DEFAULT / 2, "%u bits", bits);
	}
}

Test(thumbnail, meets_its_picture_with_bars_or_without)
{
	struct sicht_picture picture = paint(1280, 840, 3, 21);
	struct sicht_pdq known = known_hash(&picture);
	struct sicht_picture small = small_copy(&picture);
	struct sicht_picture framed = paint_flat(160, 120, 3, 0);
	paint_over(&small, 0, 7, &framed);
	for (int exact = 0; exact < 2; exact++) {
		expect_near(&small, &known, exact);
		expect_near(&framed, &known, exact);
	}
	paint_free(&picture);
	paint_free(&small);
	paint_free(&framed);
}

Test(thumbnail, one_that_says_nothing_is_left_out)
{
	struct sicht_picture flat = paint_flat(160, 120, 1, 90), tiny = paint(4, 120, 1, 3);
	const struct sicht_picture *pictures[] = {&flat, &tiny};
	for (size_t i = 0; i < 2; i++) {
		struct sicht_window_print prints[SICHT_PROFILE_COUNT];
		const struct sicht_hash_options options = {.profiles = BOTH};
		size_t count = 9;
		cr_assert(sicht_hash_thumbnail(hasher, pictures[i], &options, prints, &count) ==
			  SICHT_OK);
		cr_expect_eq(count, 0);
	}
	paint_free(&flat);
	paint_free(&tiny);
}
