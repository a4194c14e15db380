/* SPDX-License-Identifier: MIT */
/* The fast path: near the exact one, from full and from reduced pictures, equal on every kernel. */
#include "engine/hash/hasher.h"
#include "engine/hash/pdq_fast.h"
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

TestSuite(pdq_fast, .init = setup, .fini = teardown);

static struct sicht_pdq_result exact(
	const struct sicht_picture *picture, const struct sicht_rect *rect, int profile)
{
	struct sicht_pdq_result result;
	cr_assert(sicht_pdq_exact(hasher, picture, rect, profile, &result) == SICHT_OK);
	return result;
}

static struct sicht_pdq_result fast(
	const struct sicht_picture *picture, const struct sicht_rect *rect, int profile)
{
	struct sicht_pdq_result result;
	cr_assert(sicht_pdq_fast(hasher, picture, rect, profile, &result) == SICHT_OK);
	return result;
}

/* How far fast hashes were from exact ones. */
struct tally {
	unsigned count, within_2, most;
};

static void count_distances(const struct sicht_pdq_result *one,
	const struct sicht_pdq_result *other, struct tally *tally)
{
	if (one->quality < SICHT_QUALITY_MIN)
		return;
	for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++) {
		unsigned distance = sicht_pdq_distance(&one->form[form], &other->form[form]);
		tally->count++;
		tally->within_2 += distance <= 2;
		tally->most = distance > tally->most ? distance : tally->most;
	}
}

static void expect_near(const struct tally *tally, unsigned per_cent_within_2)
{
	cr_expect(tally->count > 0);
	cr_expect(tally->most <= 10, "as far as %u bits", tally->most);
	cr_expect(tally->within_2 * 100 >= tally->count * per_cent_within_2,
		"only %u of %u within 2 bits", tally->within_2, tally->count);
}

Test(pdq_fast, is_within_two_bits_of_exact_as_a_rule_and_ten_always)
{
	struct tally tally = {0};
	for (uint32_t seed = 0; seed < 48; seed++) {
		uint32_t width = 40 + seed * 37 % 900, height = 40 + seed * 101 % 700;
		struct sicht_picture picture = paint(width, height, seed % 2 ? 3 : 1, seed);
		for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			struct sicht_pdq_result one = exact(&picture, NULL, profile);
			struct sicht_pdq_result other = fast(&picture, NULL, profile);
			count_distances(&one, &other, &tally);
		}
		paint_free(&picture);
	}
	expect_near(&tally, 98);
}

Test(pdq_fast, reads_a_reduced_picture_as_the_full_one)
{
	struct tally tally = {0};
	const uint32_t sides[][3] = {{1100, 770, 2}, {1601, 1203, 4}, {2048, 2051, 8}};
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		struct sicht_picture full = paint(sides[i][0], sides[i][1], 1, (uint32_t)i);
		struct sicht_picture reduced = paint_reduced(&full, sides[i][2]);
		for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			struct sicht_pdq_result one = exact(&full, NULL, profile);
			struct sicht_pdq_result other = fast(&reduced, NULL, profile);
			count_distances(&one, &other, &tally);
		}
		paint_free(&full);
		paint_free(&reduced);
	}
	expect_near(&tally, 50);
}

Test(pdq_fast, a_part_hashes_like_a_picture_of_its_own)
{
	struct sicht_picture picture = paint(700, 611, 3, 11);
	const struct sicht_rect rects[] = {{13, 7, 300, 201}, {100, 0, 600, 611}, {0, 0, 4, 600}};
	for (size_t i = 0; i < sizeof rects / sizeof *rects; i++) {
		struct sicht_picture part = paint_part(&picture, &rects[i]);
		for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			struct sicht_pdq_result of_rect = fast(&picture, &rects[i], profile);
			struct sicht_pdq_result of_part = fast(&part, NULL, profile);
			cr_expect(of_rect.quality == of_part.quality);
			cr_expect(sicht_pdq_distance(&of_rect.form[0], &of_part.form[0]) == 0);
		}
		paint_free(&part);
	}
	paint_free(&picture);
}

Test(pdq_fast, finds_a_part_in_a_reduced_picture)
{
	struct tally tally = {0};
	const struct sicht_rect rect = {401, 203, 1100, 905};
	struct sicht_picture full = paint(2000, 1500, 1, 77), reduced = paint_reduced(&full, 4);
	for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
		struct sicht_pdq_result one = exact(&full, &rect, profile);
		struct sicht_pdq_result other = fast(&reduced, &rect, profile);
		count_distances(&one, &other, &tally);
	}
	expect_near(&tally, 50);
	paint_free(&full);
	paint_free(&reduced);
}

Test(pdq_fast, accepts_reductions_by_any_factor)
{
	struct sicht_picture full = paint(1000, 800, 1, 5), third = paint_reduced(&full, 3);
	struct sicht_pdq_result one = exact(&full, NULL, SICHT_PROFILE_FULLRES);
	struct sicht_pdq_result other = fast(&third, NULL, SICHT_PROFILE_FULLRES);
	cr_expect(sicht_pdq_distance(&one.form[0], &other.form[0]) <= 10);
	paint_free(&full);
	paint_free(&third);
}

/* One result on every processor: recorded on x86, and the same on ARM. */
static const struct {
	uint32_t width, height, bands, reduced_by;
	const char *hash[SICHT_PROFILE_COUNT];
} recorded[] = {
	{500, 375, 3, 1,
		{"d957d13ca4abc9f72d882bd9d9e4facb8e84702548244ed646d3e4f44eb1b034",
			"d957d13ca4abc9f72d882bd9d9e4facb8e84702548244ed646d3e4f44eb1b034"}},
	{512, 512, 1, 1,
		{"5b9bcb809ccb9cb569fde8d9e60b241ba470193fbfc6578419982b02b58a95e8",
			"5b9bcb809ccb9cb569fde8d9e60b241ba470193fbfc6578419982b02b58a95e8"}},
	{1601, 1203, 1, 4,
		{"b5c56e5a599b7a8ba76cdce2264bbc58482f641816d917017f8a1e6e5d9127b0",
			"a5c46e5a519b7a8ba76cdce2264bbc58c82f641836d917017f8a9e6e5d9127b0"}},
	{1601, 1203, 3, 1,
		{"e5c13d7a0c9e0a4bdb3df0d0241f2c5aca4fe81a16ef4501de8a1e4f739d46f0",
			"e5413d7a0c9f0a4bd33df0d02c1f2c5aca4fe81a16ef4501de8a1e4f739d46f0"}},
	{31, 7, 1, 1,
		{"13318b4fe49c70b05ecac93a5e21849de2947b321d6b7be2a0de36c5b1318f4f",
			"13318b4fe49c70b05ecac93a5e21849de2947b321d6b7be2a0de36c5b1318f4f"}},
};

Test(pdq_fast, recorded_hashes_stay)
{
	for (size_t i = 0; i < sizeof recorded / sizeof *recorded; i++) {
		struct sicht_picture full = paint(recorded[i].width, recorded[i].height,
			recorded[i].bands, recorded[i].width);
		struct sicht_picture reduced = paint_reduced(&full, recorded[i].reduced_by);
		for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			struct sicht_pdq expected;
			struct sicht_pdq_result result = fast(&reduced, NULL, profile);
			cr_assert(sicht_pdq_from_hex(
				sicht_bytes_of(recorded[i].hash[profile]), &expected));
			cr_expect(sicht_pdq_distance(&result.form[0], &expected) == 0,
				"%ux%ux%u, %s", full.width, full.height, full.bands,
				sicht_profile_name(profile));
		}
		paint_free(&full);
		paint_free(&reduced);
	}
}

/* Pictures of every small size and some awkward ones: no overrun, no two answers. */
static void expect_same_on_all(const struct sicht_picture *picture)
{
	struct sicht_pdq_result expected = fast(picture, NULL, SICHT_PROFILE_REF512);
	for (const struct sicht_kernels *const *table = sicht_kernels_all(); *table; table++) {
		struct sicht_hasher *other = NULL;
		struct sicht_pdq_result result;
		if (!(*table)->supported())
			continue;
		cr_assert(sicht_hasher_new_with(*table, &other) == SICHT_OK);
		cr_assert(sicht_pdq_fast(other, picture, NULL, SICHT_PROFILE_REF512, &result) ==
			  SICHT_OK);
		cr_expect(result.quality == expected.quality);
		for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++)
			cr_expect(sicht_pdq_distance(&result.form[form], &expected.form[form]) == 0,
				"%ux%ux%u: %s differs", picture->width, picture->height,
				picture->bands, (*table)->name);
		sicht_hasher_free(other);
	}
}

Test(pdq_fast, every_kernel_table_gives_the_same_hash)
{
	const uint32_t sides[][2] = {{5, 5}, {6, 300}, {31, 33}, {63, 64}, {64, 64}, {65, 127},
		{129, 128}, {500, 375}, {512, 512}, {513, 511}, {3001, 7}, {1999, 1333}};
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		for (uint32_t bands = 1; bands <= 3; bands += 2) {
			struct sicht_picture picture = paint(sides[i][0], sides[i][1], bands, 9);
			expect_same_on_all(&picture);
			paint_free(&picture);
		}
	}
}

/*
 * Weights add up to one, the least of them too: those of 1 in 16384 are at sides of 17, 19, 33, 35.
 */
Test(pdq_fast, one_grey_is_that_grey_in_every_sample)
{
	for (uint32_t side = 5; side < 80; side++) {
		struct sicht_picture white = paint_flat(side, side, 1, 255);
		const struct sicht_rect full = {0, 0, side, side};
		struct sicht_pdq_result result;
		for (int sampling = 0; sampling < 3; sampling++) {
			cr_assert(sicht_window_fast(hasher, &white, &full, sampling, &result) ==
				  SICHT_OK);
			for (int i = 0; i < SICHT_BLOCK_SIDE * SICHT_BLOCK_SIDE; i++)
				cr_assert(
					hasher->block[i / SICHT_BLOCK_SIDE][i % SICHT_BLOCK_SIDE] ==
						255.0f,
					"side %u, sample %d", side, i);
		}
		paint_free(&white);
	}
}

Test(pdq_fast, white_stays_in_range)
{
	struct sicht_picture white = paint_flat(640, 480, 3, 255);
	for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++)
		cr_expect(fast(&white, NULL, profile).quality == 0);
	expect_same_on_all(&white);
	paint_free(&white);
}
