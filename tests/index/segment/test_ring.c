/* SPDX-License-Identifier: MIT */
/*
 * The rule on which completeness rests: every pattern of differences up to the threshold has
 * exactly one table that reports it, and that table's filters let it pass.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "index/segment/ring.h"
#include "tests/index/search_data.h"
#include "sicht/limits.h"

/* Would table k find these differences? As strict as the filters can be: 8 bits are all of them. */
static bool passes(const struct sicht_ring_plan *plan, const uint16_t *distance, unsigned k)
{
	unsigned one = distance[k], two = one + distance[(k + 1) % 16];
	unsigned three = two + distance[(k + 2) % 16];
	return plan->radius[k] >= 0 && one <= (unsigned)plan->radius[k] &&
	       two <= sicht_ring_limit_two(plan, k) && three <= sicht_ring_limit_three(plan, k);
}

/* All ways to place `left` differing bits in chunks from `chunk` on; the number that failed. */
static size_t walk(
	const struct sicht_ring_plan *plan, uint16_t *distance, unsigned chunk, unsigned left)
{
	size_t failed = 0;
	if (chunk == SICHT_RING_CHUNKS)
		return !passes(plan, distance, sicht_ring_home(plan, distance));
	for (unsigned bits = 0; bits <= left && bits <= 16; bits++) {
		distance[chunk] = (uint16_t)bits;
		failed += walk(plan, distance, chunk + 1, left - bits);
	}
	return failed;
}

Test(ring, exhaustively_reports_every_pattern_of_few_bits)
{
	struct sicht_ring_plan plan;
	uint16_t distance[SICHT_RING_CHUNKS] = {0};
	for (unsigned threshold = 0; threshold <= 7; threshold++) {
		sicht_ring_plan_make(threshold, &plan);
		cr_assert_eq(walk(&plan, distance, 0, threshold), 0, "threshold %u", threshold);
	}
}

/* Radii as for thresholds of 31 and 63, on a ring whose other chunks take no part. */
Test(ring, exhaustively_reports_every_pattern_on_a_toy_ring)
{
	const int radii[][SICHT_RING_CHUNKS] = {
		{1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{-1, -1, 3, -1, 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
		{1, -1, -1, -1, -1, -1, 0, -1, -1, -1, 2, -1, -1, -1, -1, 1},
	};
	for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
		struct sicht_ring_plan plan;
		uint16_t distance[SICHT_RING_CHUNKS] = {0};
		int threshold = -1;
		memcpy(plan.radius, radii[i], sizeof plan.radius);
		for (int k = 0; k < SICHT_RING_CHUNKS; k++)
			threshold += plan.radius[k] + 1;
		cr_assert_eq(walk(&plan, distance, 0, (unsigned)threshold), 0, "ring %zu", i);
	}
}

/* And one bit more can have no such table, so the limits are not just generous. */
Test(ring, reports_random_patterns_up_to_every_threshold)
{
	struct random random = {21};
	size_t beyond = 0;
	for (unsigned threshold = 0; threshold <= SICHT_THRESHOLD_MAX; threshold++) {
		struct sicht_ring_plan plan;
		sicht_ring_plan_make(threshold, &plan);
		for (int round = 0; round < 20000; round++) {
			uint16_t distance[SICHT_RING_CHUNKS] = {0};
			unsigned spread = 1 + random_below(&random, 16);
			for (unsigned bit = 0; bit < threshold; bit++)
				distance[random_below(&random, spread)]++;
			cr_assert(passes(&plan, distance, sicht_ring_home(&plan, distance)));
		}
		for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
			uint16_t distance[SICHT_RING_CHUNKS];
			for (unsigned i = 0; i < SICHT_RING_CHUNKS; i++)
				distance[i] = (uint16_t)(plan.radius[i] + 1);
			beyond += passes(&plan, distance, k);
		}
	}
	cr_assert_eq(beyond, 0, "a pattern just beyond the threshold passes nowhere");
}

Test(ring, shares_out_every_threshold)
{
	for (unsigned threshold = 0; threshold <= SICHT_THRESHOLD_MAX; threshold++) {
		struct sicht_ring_plan plan;
		int sum = 0;
		sicht_ring_plan_make(threshold, &plan);
		for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
			sum += plan.radius[k] + 1;
			cr_assert_leq(plan.radius[k], SICHT_RING_RADIUS_MAX);
		}
		cr_assert_eq(sum, (int)threshold + 1);
		for (int far = 0; far <= plan.radius[0]; far++) {
			unsigned first = far > 0 ? plan.mask_end[far - 1] : 0;
			for (unsigned m = first; m < plan.mask_end[far]; m++)
				cr_assert_eq(__builtin_popcount(plan.mask[m]), far);
		}
	}
}
