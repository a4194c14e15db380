/* SPDX-License-Identifier: MIT */
/*
 * PDQ near enough, and some ninety times as fast: the filter and the decimation of each axis in
 * one table of weights (tent.h), in integers, from 8-bit luma that may come from a reduced decode.
 *
 * Columns first: each of the 64 lines kept is a weighted sum of rows, rounded to 1/128 of a grey
 * level; then each line across, exactly. Only the last conversion to float and what follows it are
 * shared with the exact path. Integers have one result everywhere; the float steps after them have
 * a fixed order.
 */
#include "engine/hash/pdq_fast.h"
#include "sicht/limits.h"

#include <assert.h>
#include <string.h>

/* The rows of one output and their weights, those of weight 0 left out, an even number. */
struct taps {
	const uint8_t **rows;
	int16_t *weights;
	size_t count;
};

static void gather_taps(const struct sicht_picture *luma, const struct sicht_tent *down,
	size_t output, size_t column, struct taps *taps)
{
	const uint8_t *first = luma->data + column +
			       (size_t)(down->origin + down->first[output]) * luma->stride_bytes;
	const int16_t *weights = down->weight + output * down->taps;
	taps->count = 0;
	for (size_t t = 0; t < down->count[output]; t++) {
		if (weights[t] == 0)
			continue;
		taps->rows[taps->count] = first + t * luma->stride_bytes;
		taps->weights[taps->count++] = weights[t];
	}
	if (taps->count % 2 != 0) {
		taps->rows[taps->count] = taps->rows[taps->count - 1];
		taps->weights[taps->count++] = 0;
	}
}

static enum sicht_status make_room(struct sicht_hasher *hasher, const struct sicht_tent *across,
	const struct sicht_tent *down, struct taps *taps)
{
	size_t line = (size_t)across->span + across->taps;
	SICHT_TRY(sicht_scratch_reserve(&hasher->line, line, sizeof(int16_t)));
	SICHT_TRY(sicht_scratch_reserve(
		&hasher->tap_rows, (size_t)down->taps + 1, sizeof *taps->rows));
	SICHT_TRY(sicht_scratch_reserve(
		&hasher->tap_weights, (size_t)down->taps + 1, sizeof *taps->weights));
	taps->rows = hasher->tap_rows.data;
	taps->weights = hasher->tap_weights.data;
	/* Read with weight 0 by the kernels. */
	memset((int16_t *)hasher->line.data + across->span, 0, across->taps * sizeof(int16_t));
	return SICHT_OK;
}

static enum sicht_status fill_block(struct sicht_hasher *hasher, const struct sicht_picture *luma,
	const struct sicht_tent *across, const struct sicht_tent *down)
{
	struct taps taps;
	SICHT_TRY(make_room(hasher, across, down, &taps));
	int16_t *line = hasher->line.data;
	const float scale = 1.0f / (float)(1 << (SICHT_TENT_FRACTION + across->shift));
	for (size_t o = 0; o < SICHT_BLOCK_SIDE; o++) {
		gather_taps(luma, down, o, across->origin, &taps);
		hasher->kernels->tent_down(
			taps.rows, taps.weights, taps.count, down->shift, across->span, line);
		hasher->kernels->tent_across(line, across, scale, hasher->block[o]);
	}
	return SICHT_OK;
}

enum sicht_status sicht_window_fast(struct sicht_hasher *hasher, const struct sicht_picture *luma,
	const struct sicht_rect *rect, enum sicht_tent_sampling sampling,
	struct sicht_pdq_result *out)
{
	assert(luma->bands == 1);
	if (rect->width < SICHT_SIDE_MIN_PIXELS || rect->height < SICHT_SIDE_MIN_PIXELS) {
		*out = (struct sicht_pdq_result){.quality = 0};
		return SICHT_OK;
	}
	const struct sicht_tent_axis across_axis = {
		rect->left, rect->width, luma->full_width, luma->width, sampling};
	const struct sicht_tent_axis down_axis = {
		rect->top, rect->height, luma->full_height, luma->height, sampling};
	const struct sicht_tent *across, *down;
	SICHT_TRY(sicht_tent_get(&hasher->tents_across, &across_axis, &across));
	SICHT_TRY(sicht_tent_get(&hasher->tents_down, &down_axis, &down));
	SICHT_TRY(fill_block(hasher, luma, across, down));
	sicht_block_hash(hasher, out);
	return SICHT_OK;
}

enum sicht_tent_sampling sicht_sampling_of(
	const struct sicht_rect *rect, enum sicht_profile profile)
{
	bool resampled =
		profile == SICHT_PROFILE_REF512 &&
		(rect->width > SICHT_RESAMPLED_SIDE || rect->height > SICHT_RESAMPLED_SIDE);
	return resampled ? SICHT_TENT_NEAREST : SICHT_TENT_ALL;
}

enum sicht_status sicht_pdq_fast(struct sicht_hasher *hasher, const struct sicht_picture *picture,
	const struct sicht_rect *rect, enum sicht_profile profile, struct sicht_pdq_result *out)
{
	struct sicht_rect part = sicht_picture_part(picture, rect);
	struct sicht_picture luma;
	SICHT_TRY(sicht_picture_luma(hasher, picture, &luma));
	return sicht_window_fast(hasher, &luma, &part, sicht_sampling_of(&part, profile), out);
}
