/* SPDX-License-Identifier: MIT */
/* Which windows a picture gives, in which order, and that each is the hash of what it names. */
#include "engine/hash/hasher.h"
#include "sicht/limits.h"
#include "tests/hash/paint.h"

#include <criterion/criterion.h>
#include <string.h>

static struct sicht_hasher *hasher;
static struct sicht_window_print prints[SICHT_WINDOW_PRINTS_MAX];
static size_t count;

static void setup(void)
{
	cr_assert(sicht_hasher_new(&hasher) == SICHT_OK);
}

static void teardown(void)
{
	sicht_hasher_free(hasher);
}

TestSuite(window, .init = setup, .fini = teardown);

#define BOTH ((1 << SICHT_PROFILE_FULLRES) | (1 << SICHT_PROFILE_REF512))

static void hash(const struct sicht_picture *picture, struct sicht_hash_options options)
{
	if (!options.profiles)
		options.profiles = 1 << SICHT_PROFILE_FULLRES;
	cr_assert(sicht_hash_picture(hasher, picture, &options, prints, &count) == SICHT_OK);
	for (size_t i = 1; i < count; i++)
		cr_assert(prints[i - 1].profile < prints[i].profile ||
			  (prints[i - 1].profile == prints[i].profile &&
				  prints[i - 1].window < prints[i].window));
}

static const struct sicht_window_print *find(unsigned window, int profile)
{
	for (size_t i = 0; i < count; i++) {
		if (prints[i].window == window && prints[i].profile == profile)
			return &prints[i];
	}
	return NULL;
}

/* Print `window` is there and is the exact hash of this part of the picture. */
static void expect_part(
	unsigned window, const struct sicht_picture *picture, struct sicht_rect rect)
{
	char name[SICHT_WINDOW_NAME_SIZE];
	const struct sicht_window_print *print = find(window, SICHT_PROFILE_FULLRES);
	struct sicht_pdq_result expected;
	cr_assert_not_null(print, "no window %s", sicht_window_name(window, name));
	cr_assert(sicht_pdq_exact(hasher, picture, &rect, SICHT_PROFILE_FULLRES, &expected) ==
		  SICHT_OK);
	cr_expect(print->quality == expected.quality);
	cr_expect(sicht_pdq_distance(&print->form[0], &expected.form[0]) == 0, "window %s",
		sicht_window_name(window, name));
}

Test(window, full_alone)
{
	struct sicht_picture picture = paint(400, 300, 3, 1);
	hash(&picture, (struct sicht_hash_options){.profiles = BOTH, .exact = true});
	cr_expect(count == 2);
	cr_expect(prints[0].window == SICHT_WINDOW_FULL && prints[0].exact);
	cr_expect(prints[0].form_count == 1 && prints[0].form[1].word[0] == 0);
	hash(&picture, (struct sicht_hash_options){.all_forms = true});
	cr_expect(count == 1 && !prints[0].exact && prints[0].form_count == SICHT_DIHEDRAL_COUNT);
	paint_free(&picture);
}

Test(window, standard_windows_of_a_bordered_picture)
{
	struct sicht_picture photo = paint(400, 401, 3, 2);
	struct sicht_picture page = paint_flat(500, 461, 3, 0);
	paint_over(&photo, 50, 30, &page);
	hash(&page, (struct sicht_hash_options){.windows = SICHT_WINDOWS_DEFAULT, .exact = true});
	expect_part(SICHT_WINDOW_FULL, &page, (struct sicht_rect){0, 0, 500, 461});
	expect_part(SICHT_WINDOW_TRIM_A, &photo, (struct sicht_rect){0, 0, 400, 401});
	expect_part(SICHT_WINDOW_TOP_LEFT, &page, (struct sicht_rect){0, 0, 250, 230});
	expect_part(SICHT_WINDOW_TOP_RIGHT, &page, (struct sicht_rect){250, 0, 250, 230});
	expect_part(SICHT_WINDOW_BOTTOM_LEFT, &page, (struct sicht_rect){0, 230, 250, 231});
	expect_part(SICHT_WINDOW_BOTTOM_RIGHT, &page, (struct sicht_rect){250, 230, 250, 231});
	cr_expect_null(find(SICHT_WINDOW_ENLARGED, 0));
	paint_free(&photo);
	paint_free(&page);
}

Test(window, equal_rectangles_are_given_once)
{
	struct sicht_picture picture = paint(450, 450, 1, 5);
	hash(&picture, (struct sicht_hash_options){.windows = SICHT_WINDOWS_DEFAULT});
	cr_expect_null(find(SICHT_WINDOW_TRIM_A, 0), "a picture without a border was trimmed");
	cr_expect_null(find(SICHT_WINDOW_TRIM_B, 0));
	cr_expect(count == 5);
	paint_free(&picture);
}

Test(window, flat_windows_are_left_out_but_not_the_full_one)
{
	struct sicht_picture quarter = paint(200, 200, 1, 6);
	struct sicht_picture page = paint_flat(400, 400, 1, 200);
	hash(&page, (struct sicht_hash_options){.windows = SICHT_WINDOWS_DEFAULT});
	cr_expect(count == 1 && prints[0].window == SICHT_WINDOW_FULL && prints[0].quality == 0);
	paint_over(&quarter, 0, 0, &page);
	hash(&page, (struct sicht_hash_options){.windows = SICHT_WINDOWS_DEFAULT});
	for (size_t i = 1; i < count; i++)
		cr_expect(prints[i].quality >= SICHT_QUALITY_MIN);
	cr_expect_null(find(SICHT_WINDOW_BOTTOM_RIGHT, 0));
	/* The trim is the same rectangle as the quadrant, and comes first. */
	cr_expect_not_null(find(SICHT_WINDOW_TRIM_A, 0));
	cr_expect_null(find(SICHT_WINDOW_TOP_LEFT, 0));
	paint_free(&quarter);
	paint_free(&page);
}

Test(window, a_small_copy_enlarged_is_nearer_to_its_original)
{
	struct sicht_picture original = paint(1200, 900, 1, 7), copy = paint_reduced(&original, 6);
	copy.full_width = copy.width;
	copy.full_height = copy.height;
	hash(&original, (struct sicht_hash_options){.exact = true});
	struct sicht_pdq known = prints[0].form[0];
	struct sicht_pdq enlarged[2];
	for (int exact = 0; exact < 2; exact++) {
		hash(&copy, (struct sicht_hash_options){
				    .windows = SICHT_WINDOWS_DEFAULT, .exact = exact});
		unsigned plain = sicht_pdq_distance(&known, &find(SICHT_WINDOW_FULL, 0)->form[0]);
		cr_assert_not_null(find(SICHT_WINDOW_ENLARGED, 0));
		enlarged[exact] = find(SICHT_WINDOW_ENLARGED, 0)->form[0];
		cr_expect(sicht_pdq_distance(&known, &enlarged[exact]) < plain);
	}
	cr_expect(sicht_pdq_distance(&enlarged[0], &enlarged[1]) <= 10);
	paint_free(&original);
	paint_free(&copy);
}

Test(window, crops_are_cut_as_their_names_say)
{
	struct sicht_picture picture = paint(410, 390, 1, 8);
	hash(&picture, (struct sicht_hash_options){.windows = SICHT_WINDOWS_CROPS, .exact = true});
	/* Top 3 %, bottom 6 %, left 9 %, right none, of 410x390. */
	const unsigned crop = SICHT_WINDOW_CROP_FIRST + ((1 * 4 + 2) * 4 + 3) * 4 + 0;
	char name[SICHT_WINDOW_NAME_SIZE];
	cr_expect_str_eq(sicht_window_name(crop, name), "crop-3690");
	expect_part(crop, &picture, (struct sicht_rect){36, 11, 410 - 36, 390 - 11 - 23});
	expect_part(
		SICHT_WINDOW_CROP_LAST, &picture, (struct sicht_rect){36, 35, 410 - 72, 390 - 70});
	cr_expect_null(find(SICHT_WINDOW_CROP_FIRST, 0), "no crop at all is the full picture");
	cr_expect(count == 5 + 255);
	paint_free(&picture);
}

Test(window, fast_windows_are_near_the_exact_ones_also_from_a_reduced_picture)
{
	static struct sicht_window_print exact[SICHT_WINDOW_PRINTS_MAX];
	struct sicht_picture photo = paint(1600, 1100, 3, 9);
	struct sicht_picture page = paint_flat(1700, 1300, 3, 255);
	paint_over(&photo, 60, 100, &page);
	struct sicht_picture reduced = paint_reduced(&page, 4);
	hash(&page, (struct sicht_hash_options){.profiles = BOTH,
			    .windows = SICHT_WINDOWS_DEFAULT,
			    .exact = true,
			    .all_forms = true});
	size_t exact_count = count;
	memcpy(exact, prints, sizeof exact);
	const struct sicht_picture *pictures[] = {&page, &reduced};
	for (size_t i = 0; i < 2; i++) {
		hash(pictures[i], (struct sicht_hash_options){.profiles = BOTH,
					  .windows = SICHT_WINDOWS_DEFAULT,
					  .all_forms = true});
		cr_assert(count == exact_count);
		for (size_t k = 0; k < count; k++) {
			cr_expect(prints[k].window == exact[k].window);
			for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++)
				cr_expect(sicht_pdq_distance(&prints[k].form[form],
						  &exact[k].form[form]) <= 10);
		}
	}
	paint_free(&photo);
	paint_free(&page);
	paint_free(&reduced);
}

Test(window, a_picture_too_small_to_hash_gives_the_full_window_of_quality_0)
{
	struct sicht_picture picture = paint(4, 1, 3, 1);
	for (int exact = 0; exact < 2; exact++) {
		hash(&picture,
			(struct sicht_hash_options){
				.profiles = BOTH, .windows = SICHT_WINDOWS_CROPS, .exact = exact});
		cr_expect(count == 2 && prints[0].quality == 0 && prints[1].quality == 0);
	}
	paint_free(&picture);
}

/* Small windows are hashed once for both profiles: the answer is that of each alone. */
Test(window, profiles_together_are_as_each_alone)
{
	static struct sicht_window_print alone[SICHT_WINDOW_PRINTS_MAX];
	/*
	 * windows on both sides of 512 pixels, crops among them, which are many: of small pictures
	 */
	static const struct {
		uint32_t width, height;
		enum sicht_window_choice windows;
	} sides[] = {{300, 200, SICHT_WINDOWS_CROPS}, {540, 120, SICHT_WINDOWS_CROPS},
		{120, 540, SICHT_WINDOWS_CROPS}, {512, 512, SICHT_WINDOWS_DEFAULT},
		{513, 400, SICHT_WINDOWS_DEFAULT}, {1100, 1030, SICHT_WINDOWS_DEFAULT}};
	for (size_t i = 0; i < 2 * sizeof sides / sizeof *sides; i++) {
		struct sicht_picture picture = paint(sides[i / 2].width, sides[i / 2].height, 3, 9);
		struct sicht_hash_options options = {
			.windows = sides[i / 2].windows, .exact = i % 2 != 0, .all_forms = true};
		size_t alone_count = 0;
		for (unsigned profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			options.profiles = 1u << profile;
			hash(&picture, options);
			memcpy(alone + alone_count, prints, count * sizeof *prints);
			alone_count += count;
		}
		options.profiles = BOTH;
		hash(&picture, options);
		cr_assert(
			count == alone_count && memcmp(prints, alone, count * sizeof *prints) == 0,
			"%u x %u", picture.width, picture.height);
		paint_free(&picture);
	}
}
