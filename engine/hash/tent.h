/* SPDX-License-Identifier: MIT */
/*
 * The weights by which the fast path filters and decimates one axis to 64 samples at once.
 *
 * PDQ's two running means and its choice of 64 samples are linear: each sample is a weighted sum
 * of consecutive pixels, with weights shaped like a tent. A table holds them for one axis of one
 * window. If the decoder reduced the picture, the table is made for the pixels that there are:
 * every pixel of the full picture that PDQ would have read is looked up in the reduced one, where
 * a parabola through the means that are there stands for it, so its sampling shifts stay the same.
 */
#ifndef SICHT_ENGINE_HASH_TENT_H
#define SICHT_ENGINE_HASH_TENT_H

#include "engine/hash/kernel.h"
#include "sicht/status.h"

/* Which samples of the window PDQ filters. */
enum sicht_tent_sampling {
	SICHT_TENT_ALL,      /* every pixel */
	SICHT_TENT_NEAREST,  /* 512 of the pixels, as the C++ reference picks them */
	SICHT_TENT_BILINEAR, /* 512 samples between the pixels: the enlarged window */
};

/* One axis of one window, in pixels. Also the key of the cache, so without padding. */
struct sicht_tent_axis {
	uint32_t start, length; /* the window, in the full picture; length >= 1 */
	uint32_t full;          /* side of the full picture; start + length <= full */
	uint32_t reduced;       /* side of the picture at hand, 1..full */
	uint32_t sampling;      /* enum sicht_tent_sampling */
};

/*
 * Tables made so far: one an axis and slot, replaced when another axis needs its slot, so it is
 * bounded. A table is lent until the next call for the same cache.
 */
#define SICHT_TENT_CACHE_SLOTS 128
struct sicht_tent_cache {
	struct sicht_tent_axis axis[SICHT_TENT_CACHE_SLOTS];
	struct sicht_tent *tent[SICHT_TENT_CACHE_SLOTS];
};

SICHT_MUST_CHECK enum sicht_status sicht_tent_get(struct sicht_tent_cache *cache,
	const struct sicht_tent_axis *axis, const struct sicht_tent **out);

/* Frees the tables, not the cache itself. */
void sicht_tent_cache_clear(struct sicht_tent_cache *cache);

#endif
