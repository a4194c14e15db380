/* SPDX-License-Identifier: MIT */
/* Small steps on pictures that come before any hash: checks, luma, enlarging. */
#include "engine/hash/hasher.h"
#include "sicht/limits.h"

#include <assert.h>

bool sicht_picture_is_valid(const struct sicht_picture *picture)
{
	return picture->data && picture->width > 0 && picture->height > 0 &&
	       (picture->bands == 1 || picture->bands == 3) &&
	       picture->stride_bytes / picture->bands >= picture->width &&
	       picture->full_width >= picture->width && picture->full_height >= picture->height &&
	       picture->full_width <= SICHT_SIDE_MAX_PIXELS &&
	       picture->full_height <= SICHT_SIDE_MAX_PIXELS;
}

bool sicht_picture_is_reduced(const struct sicht_picture *picture)
{
	return picture->full_width != picture->width || picture->full_height != picture->height;
}

struct sicht_rect sicht_picture_part(
	const struct sicht_picture *picture, const struct sicht_rect *rect)
{
	assert(sicht_picture_is_valid(picture));
	if (!rect)
		return (struct sicht_rect){0, 0, picture->full_width, picture->full_height};
	assert(rect->left <= picture->full_width && rect->top <= picture->full_height);
	assert(rect->width <= picture->full_width - rect->left);
	assert(rect->height <= picture->full_height - rect->top);
	return *rect;
}

enum sicht_status sicht_picture_luma(
	struct sicht_hasher *hasher, const struct sicht_picture *picture, struct sicht_picture *out)
{
	if (picture->bands == 1) {
		*out = *picture;
		return SICHT_OK;
	}
	SICHT_TRY(sicht_scratch_reserve(&hasher->luma, picture->height, picture->width));
	uint8_t *luma = hasher->luma.data;
	for (uint32_t y = 0; y < picture->height; y++)
		hasher->kernels->luma(picture->data + y * picture->stride_bytes, picture->width,
			luma + (size_t)y * picture->width);
	*out = *picture;
	out->data = luma;
	out->stride_bytes = picture->width;
	out->bands = 1;
	return SICHT_OK;
}

/* Between which two samples, and how far from the first in 1/1024, output `k` of 512 lies. */
struct tap {
	size_t near, far;
	uint32_t beyond;
};

static struct tap tap_of(uint32_t k, uint32_t side)
{
	const uint32_t unit = 2 * SICHT_RESAMPLED_SIDE;
	uint64_t doubled = (uint64_t)(2 * k + 1) * side; /* of the output's centre, in 1/1024 */
	uint64_t position = doubled < unit / 2 ? 0 : doubled - unit / 2;
	struct tap tap = {position / unit, position / unit + 1, position % unit};
	if (tap.far >= side)
		tap.far = side - 1;
	return tap;
}

enum sicht_status sicht_picture_enlarge(
	struct sicht_hasher *hasher, const struct sicht_picture *luma, struct sicht_picture *out)
{
	enum { SIDE = SICHT_RESAMPLED_SIDE, UNIT = 2 * SIDE };
	assert(luma->bands == 1);
	SICHT_TRY(sicht_scratch_reserve(&hasher->enlarged, SIDE, SIDE));
	uint8_t *enlarged = hasher->enlarged.data;
	for (uint32_t y = 0; y < SIDE; y++) {
		struct tap down = tap_of(y, luma->height);
		const uint8_t *near = luma->data + down.near * luma->stride_bytes;
		const uint8_t *far = luma->data + down.far * luma->stride_bytes;
		for (uint32_t x = 0; x < SIDE; x++) {
			struct tap across = tap_of(x, luma->width);
			uint32_t upper = near[across.near] * (UNIT - across.beyond) +
					 near[across.far] * across.beyond;
			uint32_t lower = far[across.near] * (UNIT - across.beyond) +
					 far[across.far] * across.beyond;
			uint32_t sum = upper * (UNIT - down.beyond) + lower * down.beyond;
			enlarged[y * SIDE + x] = (uint8_t)((sum + UNIT * UNIT / 2) / (UNIT * UNIT));
		}
	}
	*out = (struct sicht_picture){enlarged, SIDE, SIDE, SIDE, 1, SIDE, SIDE};
	return SICHT_OK;
}
