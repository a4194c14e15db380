/* SPDX-License-Identifier: MIT */
/* Reference-exact hashes of pictures made by formula, and what a caller may rely on about them. */
#include "engine/hash/hasher.h"
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

TestSuite(pdq_exact, .init = setup, .fini = teardown);

/* Recorded from this implementation when it agreed with all published vectors. */
static const struct {
	uint32_t width, height, bands;
	bool flat;
	unsigned quality;
	const char *fullres, *ref512;
} recorded[] = {
	{4, 4, 1, false, 0, "0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000000"},
	{4, 4, 3, false, 0, "0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000000"},
	{5, 5, 1, false, 100, "3c8f9f27c37260d8348d348d348dcb72cb729f263c8d9f27c37260d9348d348d",
		"3c8f9f27c37260d8348d348d348dcb72cb729f263c8d9f27c37260d9348d348d"},
	{5, 5, 3, false, 100, "96a59e27695a61d869da3c0f248dc1f093249e2796a59e27695a61d86cdb3e0f",
		"96a59e27695a61d869da3c0f248dc1f093249e2796a59e27695a61d86cdb3e0f"},
	{64, 64, 1, false, 100, "6eea76622ce37897818b3273f58a8ced7ad8ce242dcba7b430e4a5ac10633d85",
		"6eea76622ce37897818b3273f58a8ced7ad8ce242dcba7b430e4a5ac10633d85"},
	{64, 64, 3, false, 100, "50ae45634c637bcfc1bbb853f78014edefd8ee213d4a1a3c27e4a128102bed95",
		"50ae45634c637bcfc1bbb853f78014edefd8ee213d4a1a3c27e4a128102bed95"},
	{65, 63, 1, false, 100, "6eea76628ce37817818b3a73f5888ced7ad8ce242dcfa3b430e4a5ec10633d85",
		"6eea76628ce37817818b3a73f5888ced7ad8ce242dcfa3b430e4a5ec10633d85"},
	{65, 63, 3, false, 100, "50ae41634e637acfd1bbb0537f8094edfbd8e6213d4a1a3c27e4e108342b9d95",
		"50ae41634e637acfd1bbb0537f8094edfbd8e6213d4a1a3c27e4e108342b9d95"},
	{200, 150, 1, false, 100,
		"bd4b46b566b2b33f31f410af8b658d0e678170585d9e8b81d04578c98cbfc8da",
		"bd4b46b566b2b33f31f410af8b658d0e678170585d9e8b81d04578c98cbfc8da"},
	{200, 150, 3, false, 100,
		"9d9a8774b2379b3f25ad102b13709e19e78360783b979e23d58d61c004db4afe",
		"9d9a8774b2379b3f25ad102b13709e19e78360783b979e23d58d61c004db4afe"},
	{512, 512, 1, false, 100,
		"901bb3d838f670e6c3e0863f8b3c1126f44670969c3f226ccfdc05f184adfcba",
		"901bb3d838f670e6c3e0863f8b3c1126f44670969c3f226ccfdc05f184adfcba"},
	{512, 512, 3, false, 100,
		"f95ea3d02ce060b7230b16a9c9359307f4ce50de7632264c3ff405998e2dbbb9",
		"f95ea3d02ce060b7230b16a9c9359307f4ce50de7632264c3ff405998e2dbbb9"},
	{513, 100, 1, false, 100,
		"097e7c80accd7d7af6379e4c9d5a8077815e18fde17b88261b29412155f4cf22",
		"097e6c80ac4d7d7af6379e4c9d528077855e1afde17b09261b2941215df4cf22"},
	{513, 100, 3, false, 100,
		"0a7e6ddca881775af487a50cd618866fa65698b55b2b994f172972215c7cc566",
		"2a7e6d8ca081775afc87a50cd618866fa65698b55b2b994f172972215cfcc566"},
	{3000, 300, 1, false, 100,
		"d32162389a019bf695100d7aaa65680b5fdef77236e6938cf552c6b0b4077787",
		"d32962388a019bf695100d72aa65680b5fdef77236e6939cf552c6b0b4077787"},
	{3000, 300, 3, false, 100,
		"d225fa706231337f8122cdfae2655c0aafae7a5e02360f8cfc5048bcdaa67687",
		"4225fa704233337f8122cdfae2655c0aafee7a5e06360f8cfc5048bcdaa67687"},
	{300, 200, 1, true, 0, "00002c4b113411341134000000002c4b1134113411342c4b11345e0182001134",
		"00002c4b113411341134000000002c4b1134113411342c4b11345e0182001134"},
	{300, 200, 3, true, 0, "0000554b00002c4b11340000113482000000820000001134820011345e012c4b",
		"0000554b00002c4b11340000113482000000820000001134820011345e012c4b"},
};

static struct sicht_pdq_result exact(
	const struct sicht_picture *picture, const struct sicht_rect *rect, int profile)
{
	struct sicht_pdq_result result;
	cr_assert(sicht_pdq_exact(hasher, picture, rect, profile, &result) == SICHT_OK);
	return result;
}

static void expect_hash(const struct sicht_picture *picture, int profile, const char *hex)
{
	struct sicht_pdq expected;
	struct sicht_pdq_result result = exact(picture, NULL, profile);
	cr_assert(sicht_pdq_from_hex(sicht_bytes_of(hex), &expected));
	unsigned distance = sicht_pdq_distance(&result.form[0], &expected);
	cr_expect(distance == 0, "%ux%ux%u, %s: %u bits off", picture->width, picture->height,
		picture->bands, sicht_profile_name(profile), distance);
}

Test(pdq_exact, recorded_hashes_stay)
{
	for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
		uint32_t width = recorded[i].width, height = recorded[i].height;
		struct sicht_picture picture =
			recorded[i].flat ? paint_flat(width, height, recorded[i].bands, 119)
					 : paint(width, height, recorded[i].bands, width + height);
		expect_hash(&picture, SICHT_PROFILE_FULLRES, recorded[i].fullres);
		expect_hash(&picture, SICHT_PROFILE_REF512, recorded[i].ref512);
		cr_expect(exact(&picture, NULL, 0).quality == recorded[i].quality);
		paint_free(&picture);
	}
}

/* Vertical stripes: all bits but those of one row of frequencies hang on rounding. */
static struct sicht_picture stripes(void)
{
	struct sicht_picture picture = paint_flat(64, 64, 3, 0);
	for (uint32_t y = 0; y < 64; y++) {
		for (uint32_t x = 0; x < 64; x++) {
			for (uint32_t band = 0; band < 3; band++)
				paint_at(&picture, x, y)[band] =
					(uint8_t)((x * x * (band + 3) + x * 31) % 251);
		}
	}
	return picture;
}

Test(pdq_exact, of_64x64_the_single_hash_is_not_filtered_and_the_other_forms_are)
{
	static const char single_hex[] =
		"d8fdcb5ed7f8296e4cf9e11975487b90bfc48465e11409924a38168358e8797b";
	static const char transposed_hex[] =
		"fab62a063198259cd313d62f678539d52b4cc872f9af5cb9af119902984e65f2";
	struct sicht_picture picture = stripes();
	struct sicht_pdq_result result = exact(&picture, NULL, SICHT_PROFILE_FULLRES);
	struct sicht_pdq single, transposed;
	cr_assert(sicht_pdq_from_hex(sicht_bytes_of(single_hex), &single));
	cr_assert(sicht_pdq_from_hex(sicht_bytes_of(transposed_hex), &transposed));
	cr_expect(sicht_pdq_distance(&result.form[SICHT_TRANSFORM_ORIGINAL], &single) == 0);
	cr_expect(sicht_pdq_distance(&result.form[SICHT_TRANSFORM_FLIP_PLUS1], &transposed) == 0);
	paint_free(&picture);
}

Test(pdq_exact, a_part_hashes_like_a_picture_of_its_own)
{
	struct sicht_picture picture = paint(700, 611, 3, 11);
	const struct sicht_rect rects[] = {
		{13, 7, 300, 201}, {100, 0, 600, 611}, {0, 0, 64, 64}, {699, 600, 1, 11}};
	for (size_t i = 0; i < sizeof rects / sizeof *rects; i++) {
		struct sicht_picture part = paint_part(&picture, &rects[i]);
		for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			struct sicht_pdq_result of_rect = exact(&picture, &rects[i], profile);
			struct sicht_pdq_result of_part = exact(&part, NULL, profile);
			cr_expect(of_rect.quality == of_part.quality);
			for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++)
				cr_expect(sicht_pdq_distance(
						  &of_rect.form[form], &of_part.form[form]) == 0);
		}
		paint_free(&part);
	}
	paint_free(&picture);
}

Test(pdq_exact, profiles_agree_up_to_512_pixels_a_side_and_not_above)
{
	struct sicht_picture small = paint(512, 400, 1, 3), large = paint(513, 400, 1, 3);
	struct sicht_pdq_result fullres = exact(&small, NULL, SICHT_PROFILE_FULLRES);
	struct sicht_pdq_result ref512 = exact(&small, NULL, SICHT_PROFILE_REF512);
	cr_expect(sicht_pdq_distance(&fullres.form[0], &ref512.form[0]) == 0);
	fullres = exact(&large, NULL, SICHT_PROFILE_FULLRES);
	ref512 = exact(&large, NULL, SICHT_PROFILE_REF512);
	cr_expect(sicht_pdq_distance(&fullres.form[0], &ref512.form[0]) > 0);
	paint_free(&small);
	paint_free(&large);
}

Test(pdq_exact, a_picture_whose_rows_overlap_is_none)
{
	static const uint8_t data[30 * 20];
	const struct sicht_picture sound = {data, 30, 10, 20, 3, 10, 20};
	struct sicht_picture picture = sound;
	cr_expect(sicht_picture_is_valid(&picture));
	picture.stride_bytes = 29;
	cr_expect_not(sicht_picture_is_valid(&picture));
	picture = sound;
	picture.bands = 2;
	cr_expect_not(sicht_picture_is_valid(&picture));
	picture = sound;
	picture.full_height = 19;
	cr_expect_not(sicht_picture_is_valid(&picture));
}

Test(pdq_exact, under_five_pixels_a_side_there_is_no_hash)
{
	const uint32_t sides[][2] = {{4, 100}, {100, 4}, {1, 1}};
	const struct sicht_pdq zero = {{0}};
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		struct sicht_picture picture = paint(sides[i][0], sides[i][1], 3, 5);
		struct sicht_pdq_result result = exact(&picture, NULL, SICHT_PROFILE_FULLRES);
		cr_expect(result.quality == 0);
		for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++)
			cr_expect(sicht_pdq_distance(&result.form[form], &zero) == 0);
		paint_free(&picture);
	}
}

Test(pdq_exact, each_form_is_near_the_hash_of_the_picture_so_turned)
{
	struct sicht_picture picture = paint(640, 437, 1, 29);
	struct sicht_pdq_result forms = exact(&picture, NULL, SICHT_PROFILE_FULLRES);
	for (int transform = 0; transform < SICHT_DIHEDRAL_COUNT; transform++) {
		struct sicht_picture turned = paint_turned(&picture, transform);
		struct sicht_pdq_result own = exact(&turned, NULL, SICHT_PROFILE_FULLRES);
		for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++) {
			unsigned distance = sicht_pdq_distance(&own.form[0], &forms.form[form]);
			if (form == transform)
				cr_expect(distance <= 18, "%s: %u bits",
					sicht_transform_name(transform), distance);
			else
				cr_expect(distance > 80, "%s taken for %s",
					sicht_transform_name(transform),
					sicht_transform_name(form));
		}
		paint_free(&turned);
	}
	paint_free(&picture);
}

Test(pdq_exact, inverted_colours_give_the_complement)
{
	struct sicht_picture picture = paint(400, 300, 1, 31), inverted = paint(400, 300, 1, 31);
	for (uint32_t y = 0; y < 300; y++) {
		for (uint32_t x = 0; x < 400; x++)
			*paint_at(&inverted, x, y) = (uint8_t)(255 - *paint_at(&picture, x, y));
	}
	struct sicht_pdq original = exact(&picture, NULL, 0).form[0];
	struct sicht_pdq negative = exact(&inverted, NULL, 0).form[0];
	struct sicht_pdq complement = sicht_pdq_complement(&original);
	cr_expect(sicht_pdq_distance(&negative, &complement) <= 2);
	paint_free(&picture);
	paint_free(&inverted);
}

Test(pdq_exact, every_kernel_table_gives_the_same_hash)
{
	struct sicht_picture picture = paint(1037, 523, 3, 41);
	struct sicht_pdq_result expected = exact(&picture, NULL, SICHT_PROFILE_FULLRES);
	for (const struct sicht_kernels *const *table = sicht_kernels_all(); *table; table++) {
		struct sicht_hasher *other = NULL;
		struct sicht_pdq_result result;
		if (!(*table)->supported())
			continue;
		cr_assert(sicht_hasher_new_with(*table, &other) == SICHT_OK);
		cr_assert(sicht_pdq_exact(other, &picture, NULL, 0, &result) == SICHT_OK);
		cr_expect(result.quality == expected.quality);
		for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++)
			cr_expect(sicht_pdq_distance(&result.form[form], &expected.form[form]) == 0,
				"%s differs", (*table)->name);
		sicht_hasher_free(other);
	}
	paint_free(&picture);
}
