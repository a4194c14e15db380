/* SPDX-License-Identifier: MIT */
/* How a threshold is shared out over the sixteen chunks. See ring.h. */
#include "index/segment/ring.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "sicht/limits.h"

_Static_assert(SICHT_THRESHOLD_MAX < SICHT_RING_CHUNKS * (SICHT_RING_RADIUS_MAX + 1),
	"radii up to SICHT_RING_RADIUS_MAX reach the greatest threshold");

/* The same for all plans: to make them takes longer than the rest of a lone query's plan. */
static struct {
	uint16_t mask[SICHT_RING_MASKS_MAX];
	unsigned end[SICHT_RING_RADIUS_MAX + 1];
} masks;

/* All words of `weight` bits behind the `count` masks that are there. Returns their number. */
static unsigned add_masks(unsigned count, unsigned weight)
{
	if (weight == 0) {
		masks.mask[count++] = 0;
		return count;
	}
	/* Gosper's way from one word to the next greater one of the same weight. */
	for (unsigned word = (1u << weight) - 1; word < SICHT_RING_BUCKETS;) {
		masks.mask[count++] = (uint16_t)word;
		unsigned low = word & -word, carried = word + low;
		word = carried | ((word ^ carried) >> 2) / low;
	}
	return count;
}

static void make_masks(void)
{
	unsigned count = 0;
	for (unsigned weight = 0; weight <= SICHT_RING_RADIUS_MAX; weight++) {
		count = add_masks(count, weight);
		masks.end[weight] = count;
	}
}

void sicht_ring_plan_make(unsigned threshold, struct sicht_ring_plan *out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	unsigned share = (threshold + 1) / SICHT_RING_CHUNKS;
	unsigned rest = (threshold + 1) % SICHT_RING_CHUNKS;
	assert(threshold <= SICHT_THRESHOLD_MAX);
	pthread_once(&once, make_masks);
	out->threshold = threshold;
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++)
		out->radius[k] = (int)share - 1 + (k < rest ? 1 : 0);
	out->mask = masks.mask;
	memcpy(out->mask_end, masks.end, sizeof out->mask_end);
}
