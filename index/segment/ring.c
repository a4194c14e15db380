/* SPDX-License-Identifier: MIT */
/* How a threshold is shared out over the sixteen chunks. See ring.h. */
#include "index/segment/ring.h"

#include <assert.h>

#include "sicht/limits.h"

_Static_assert(SICHT_THRESHOLD_MAX < SICHT_RING_CHUNKS * (SICHT_RING_RADIUS_MAX + 1),
	"radii up to SICHT_RING_RADIUS_MAX reach the greatest threshold");

/* All words of `weight` bits behind the `count` masks that are there. Returns their number. */
static unsigned add_masks(uint16_t *mask, unsigned count, unsigned weight)
{
	if (weight == 0) {
		mask[count++] = 0;
		return count;
	}
	/* Gosper's way from one word to the next greater one of the same weight. */
	for (unsigned word = (1u << weight) - 1; word < SICHT_RING_BUCKETS;) {
		mask[count++] = (uint16_t)word;
		unsigned low = (unsigned)__builtin_ctz(word), carried = word + (1u << low);
		word = carried | (word ^ carried) >> (2 + low);
	}
	return count;
}

void sicht_ring_plan_make(unsigned threshold, struct sicht_ring_plan *out)
{
	unsigned share = (threshold + 1) / SICHT_RING_CHUNKS;
	unsigned rest = (threshold + 1) % SICHT_RING_CHUNKS;
	unsigned count = 0;
	assert(threshold <= SICHT_THRESHOLD_MAX);
	out->threshold = threshold;
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++)
		out->radius[k] = (int)share - 1 + (k < rest ? 1 : 0);
	for (unsigned weight = 0; weight <= SICHT_RING_RADIUS_MAX; weight++) {
		if ((int)weight <= out->radius[0])
			count = add_masks(out->mask, count, weight);
		out->mask_end[weight] = count;
	}
}
