/* SPDX-License-Identifier: MIT */
/* Tables of weights: their known shape, what the kernels rely on, and the cache. */
#include "engine/hash/tent.h"

#include <criterion/criterion.h>
#include <string.h>

static struct sicht_tent_cache cache;

static const struct sicht_tent *get(struct sicht_tent_axis axis)
{
	const struct sicht_tent *tent = NULL;
	cr_assert(sicht_tent_get(&cache, &axis, &tent) == SICHT_OK);
	return tent;
}

/* The contract of struct sicht_tent, for a picture of `reduced` pixels on this axis. */
static void expect_contract(const struct sicht_tent *tent, uint32_t reduced)
{
	cr_assert(tent->taps % SICHT_TENT_TAPS_STEP == 0);
	cr_assert(tent->shift >= 14 && tent->shift <= 16);
	cr_assert(tent->origin + tent->span <= reduced);
	for (uint32_t o = 0; o < SICHT_BLOCK_SIDE; o++) {
		int32_t sum = 0;
		cr_assert(tent->count[o] >= 1 && tent->count[o] <= tent->taps);
		cr_assert(tent->first[o] + tent->count[o] <= tent->span);
		for (uint32_t t = 0; t < tent->taps; t++) {
			cr_assert(tent->weight[o * tent->taps + t] >= 0);
			cr_assert(t < tent->count[o] || tent->weight[o * tent->taps + t] == 0);
			sum += tent->weight[o * tent->taps + t];
		}
		cr_assert(sum == 1 << tent->shift);
	}
}

Test(tent, of_512_pixels_is_the_tent_of_seven)
{
	const struct sicht_tent *tent = get((struct sicht_tent_axis){0, 512, 512, 512, 0});
	const int16_t expected[] = {4096, 8192, 12288, 16384, 12288, 8192, 4096};
	for (uint32_t o = 1; o < SICHT_BLOCK_SIDE - 1; o++) {
		/* Sample 8o + 4, means of 4 of which 1 lies before and 2 after, twice. */
		cr_expect(tent->origin + tent->first[o] == 8 * o + 2);
		cr_expect(tent->count[o] == 7);
		cr_expect(memcmp(tent->weight + o * tent->taps, expected, sizeof expected) == 0);
	}
	sicht_tent_cache_clear(&cache);
}

Test(tent, keeps_its_contract_for_every_length)
{
	for (uint32_t length = 1; length < 1500; length += length < 140 ? 1 : 47) {
		for (uint32_t sampling = 0; sampling < 3; sampling++) {
			uint32_t full = length + 31;
			expect_contract(
				get((struct sicht_tent_axis){0, length, length, length, sampling}),
				length);
			for (uint32_t scale = 2; scale < 10; scale++)
				expect_contract(get((struct sicht_tent_axis){7, length, full,
							(full + scale - 1) / scale, sampling}),
					(full + scale - 1) / scale);
		}
	}
	for (uint32_t sampling = 0; sampling < 3; sampling++) {
		expect_contract(
			get((struct sicht_tent_axis){0, 65535, 65535, 65535, sampling}), 65535);
		expect_contract(get((struct sicht_tent_axis){0, 65535, 65535, 1, sampling}), 1);
	}
	sicht_tent_cache_clear(&cache);
}

Test(tent, a_decoder_that_rounds_up_still_reduces_by_a_whole_number)
{
	/* 4001 pixels give 501, of which the last stands for one: the others are as of 4000. */
	const struct sicht_tent_axis even = {0, 4000, 4000, 500, SICHT_TENT_ALL};
	const struct sicht_tent_axis odd = {0, 4000, 4001, 501, SICHT_TENT_ALL};
	const struct sicht_tent *one = get(even), *other = get(odd);
	cr_assert(one != other && one->taps == other->taps);
	/* The last output may read the pixel beyond. */
	cr_expect(memcmp(one->first, other->first, sizeof one->first) == 0);
	cr_expect(memcmp(one->weight, other->weight,
			  (SICHT_BLOCK_SIDE - 1) * one->taps * sizeof *one->weight) == 0);
	sicht_tent_cache_clear(&cache);
}

/* How broadly output `o` sees: the mean of squared distances from `centre`, in full pixels. */
static double breadth(const struct sicht_tent *tent, unsigned o, double scale, double centre)
{
	double sum = 0;
	for (uint32_t t = 0; t < tent->taps; t++) {
		double pixel = tent->origin + tent->first[o] + t;
		double distance = (pixel + 0.5) * scale - centre;
		/* a pixel is the mean of all that it covers */
		sum += tent->weight[o * tent->taps + t] *
		       (distance * distance + scale * scale / 12);
	}
	return sum / (1 << tent->shift);
}

Test(tent, of_a_reduced_picture_blurs_no_more_than_that_of_the_full_one)
{
	const struct sicht_tent *full = get((struct sicht_tent_axis){0, 4000, 4000, 4000, 0});
	for (uint32_t scale = 2; scale <= 8; scale *= 2) {
		const struct sicht_tent *reduced =
			get((struct sicht_tent_axis){0, 4000, 4000, 4000 / scale, 0});
		for (unsigned o = 8; o < SICHT_BLOCK_SIDE - 8; o++) {
			double centre = (2 * o + 1) * 4000 / 128.0;
			double wanted = breadth(full, o, 1, centre);
			double found = breadth(reduced, o, scale, centre);
			cr_expect(found < wanted * 1.02 && found > wanted * 0.98,
				"output %u at 1/%u: %f instead of %f", o, scale, found, wanted);
		}
	}
	sicht_tent_cache_clear(&cache);
}

Test(tent, is_made_once_and_again_after_it_was_replaced)
{
	const struct sicht_tent_axis axis = {0, 500, 500, 500, SICHT_TENT_ALL};
	const struct sicht_tent *first = get(axis);
	cr_expect(get(axis) == first);
	uint32_t taps = first->taps, begin = first->first[33];
	for (uint32_t length = 5; length < 3 * SICHT_TENT_CACHE_SLOTS; length++)
		get((struct sicht_tent_axis){0, length, length, length, SICHT_TENT_ALL});
	cr_expect(get(axis)->taps == taps);
	cr_expect(get(axis)->first[33] == begin);
	sicht_tent_cache_clear(&cache);
}
