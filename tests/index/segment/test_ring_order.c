/* SPDX-License-Identifier: MIT */
/* Buckets are put in an order in which few lie across two lines, and none is lost. */
#include <criterion/criterion.h>
#include <string.h>

#include "index/segment/ring.h"
#include "index/segment/ring_order.h"
#include "tests/index/search_data.h"

#define LINE_ENTRIES (SICHT_RING_LINE_BYTES / sizeof(uint16_t))

/* Lines that the bucket touches beyond those that it needs. */
static unsigned extra_lines(uint32_t begin, uint32_t count)
{
	if (count == 0)
		return 0;
	uint32_t touched = (begin + count - 1) / LINE_ENTRIES - begin / LINE_ENTRIES + 1;
	return touched - (count + LINE_ENTRIES - 1) / LINE_ENTRIES;
}

/* The sum for all buckets of a group; fails if they do not fill begin .. end without a gap. */
static unsigned expect_filled(const uint32_t *counts, uint32_t begin, const uint32_t *places)
{
	static uint8_t taken[SICHT_RING_GROUP * SICHT_RING_PACKED_MAX];
	uint32_t all = 0;
	unsigned extra = 0;
	memset(taken, 0, sizeof taken);
	for (unsigned i = 0; i < SICHT_RING_GROUP; i++)
		all += counts[i];
	for (unsigned i = 0; i < SICHT_RING_GROUP; i++) {
		cr_assert(places[i] >= begin && places[i] - begin + counts[i] <= all);
		for (uint32_t entry = 0; entry < counts[i]; entry++)
			cr_assert_eq(taken[places[i] - begin + entry]++, 0, "two buckets meet");
		extra += extra_lines(places[i], counts[i]);
	}
	return extra;
}

Test(ring_order, fills_a_group_without_a_gap)
{
	struct random random = {51};
	uint32_t counts[SICHT_RING_GROUP], places[SICHT_RING_GROUP];
	for (unsigned most = 0; most <= SICHT_RING_PACKED_MAX; most++) {
		for (unsigned i = 0; i < SICHT_RING_GROUP; i++)
			counts[i] = random_below(&random, most + 1);
		for (uint32_t begin = 1000; begin < 1000 + LINE_ENTRIES; begin++) {
			sicht_ring_order(counts, begin, places);
			expect_filled(counts, begin, places);
		}
	}
}

/* As many entries as buckets of a million hashes have: in order 44 of 100 buckets lie across. */
Test(ring_order, leaves_few_buckets_across_two_lines)
{
	struct random random = {52};
	uint32_t counts[SICHT_RING_GROUP] = {0}, places[SICHT_RING_GROUP];
	unsigned across = 0, across_in_order = 0;
	uint32_t begin = 0;
	for (unsigned group = 0; group < 100; group++) {
		memset(counts, 0, sizeof counts);
		for (unsigned i = 0; i < SICHT_RING_GROUP * 1000000 / SICHT_RING_BUCKETS; i++)
			counts[random_below(&random, SICHT_RING_GROUP)]++;
		sicht_ring_order(counts, begin, places);
		across += expect_filled(counts, begin, places);
		for (unsigned i = 0; i < SICHT_RING_GROUP; begin += counts[i++])
			across_in_order += extra_lines(begin, counts[i]);
	}
	cr_expect_gt(across_in_order, 40 * SICHT_RING_GROUP);
	cr_expect_lt(across, 6 * SICHT_RING_GROUP, "%u of 100 buckets", across / SICHT_RING_GROUP);
}
