/* SPDX-License-Identifier: MIT */
/*
 * Tables of tent weights, and their cache.
 *
 * A table is made in three steps: the weight of every sample that PDQ filters (two running means,
 * both cut at the ends of the axis); the same weight shared out among the pixels at hand; and
 * integers, none below 0, that add up to a power of two. Rounding is that of the running total, so
 * errors do not add up. All in double with exactly rounded operations alone, hence equal on every
 * machine.
 */
#include "engine/hash/tent.h"

#include "engine/hash/hasher.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Greatest weight after rounding, with one to spare for the rounding of a running total. */
#define WEIGHT_MAX (INT16_MAX - 1)
#define SHIFT_MIN 14
#define SHIFT_MAX 16

/* The reference's running mean: output i is the mean of samples i - behind .. i + ahead. */
struct box {
	int64_t samples, behind, ahead;
};

/* A range of weights: weight[i] belongs to sample (or pixel) begin + i. */
struct span {
	int64_t begin, end;
	double *weight;
};

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t greater(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct box box_of(const struct sicht_tent_axis *axis)
{
	int64_t samples = axis->sampling == SICHT_TENT_ALL ? axis->length : SICHT_RESAMPLED_SIDE;
	int64_t window = (samples + 127) / 128;
	int64_t half = (window + 2) / 2;
	return (struct box){samples, window - half, half - 1};
}

/* Weights of the samples that make output `o`: differences first, then their running total. */
static void weigh_samples(const struct box *box, unsigned o, struct span *out)
{
	int64_t centre = (2 * (int64_t)o + 1) * box->samples / 128;
	int64_t last = box->samples - 1;
	int64_t from = greater(0, centre - box->behind), to = lesser(last, centre + box->ahead);
	out->begin = greater(0, from - box->behind);
	out->end = lesser(last, to + box->ahead) + 1;
	memset(out->weight, 0, (size_t)(out->end - out->begin + 1) * sizeof *out->weight);
	for (int64_t m = from; m <= to; m++) {
		int64_t first = greater(0, m - box->behind), end = lesser(last, m + box->ahead) + 1;
		double share = 1.0 / (double)((to - from + 1) * (end - first));
		out->weight[first - out->begin] += share;
		out->weight[end - out->begin] -= share;
	}
	double total = 0;
	for (int64_t k = 0; k < out->end - out->begin; k++) {
		total += out->weight[k];
		out->weight[k] = total;
	}
}

/* Pixels of the full picture to one of the reduced: decoders reduce by 2, 4 or 8, rounding up. */
static double scale_of(const struct sicht_tent_axis *axis)
{
	for (uint32_t scale = 1; scale <= 8; scale *= 2) {
		if (axis->full / scale + (axis->full % scale != 0) == axis->reduced)
			return scale;
	}
	return (double)axis->full / axis->reduced;
}

/* Where sample `k` lies, from the centre of the first pixel at hand, in pixels at hand. */
static double position_of(const struct sicht_tent_axis *axis, double scale, int64_t k)
{
	double full = 0;
	switch ((enum sicht_tent_sampling)axis->sampling) {
	case SICHT_TENT_ALL:
		full = (double)k + 0.5;
		break;
	case SICHT_TENT_NEAREST:
		full = (double)(k * axis->length / SICHT_RESAMPLED_SIDE) + 0.5;
		break;
	case SICHT_TENT_BILINEAR:
		full = ((double)k + 0.5) * axis->length / SICHT_RESAMPLED_SIDE;
		break;
	}
	double position = (axis->start + full) / scale - 0.5;
	double last = (double)(axis->reduced - 1);
	return position < 0 ? 0 : position > last ? last : position;
}

/*
 * What a sample at `beyond` from the centre of the nearest pixel at hand (-0.5 to 0.5 of it) is
 * made of: that pixel and its two neighbours.
 *
 * A pixel of a reduced picture is the mean of some of the full one. Between such means lies not a
 * straight line, which would blur once more what the reduction has blurred, but the parabola of
 * which they are the means; and the sample wanted is a mean itself, of the width of a full pixel.
 */
static void share_out(enum sicht_tent_sampling sampling, double scale, double beyond, double out[3])
{
	double slope = beyond / 2;
	double bend = (beyond * beyond + 1.0 / (12 * scale * scale)) / 2 - 1.0 / 24;
	if (sampling == SICHT_TENT_BILINEAR) /* a straight line is what was asked for */
		bend = fabs(slope);
	out[0] = bend - slope;
	out[1] = 1.0 - 2 * bend;
	out[2] = bend + slope;
}

/* Leave out weights of 0 at both ends. */
static void cut_ends(struct span *span)
{
	while (span->end > span->begin + 1 && span->weight[span->end - span->begin - 1] == 0)
		span->end--;
	while (span->end > span->begin + 1 && span->weight[0] == 0) {
		span->begin++;
		span->weight++;
	}
}

/* Share out the weights of samples among the pixels that each lies between. */
static void weigh_pixels(
	const struct sicht_tent_axis *axis, const struct span *samples, struct span *out)
{
	double scale = scale_of(axis);
	int64_t last = (int64_t)axis->reduced - 1;
	int64_t nearest_first = (int64_t)(position_of(axis, scale, samples->begin) + 0.5);
	int64_t nearest_last = (int64_t)(position_of(axis, scale, samples->end - 1) + 0.5);
	out->begin = greater(nearest_first - 1, 0);
	out->end = lesser(nearest_last + 1, last) + 1;
	memset(out->weight, 0, (size_t)(out->end - out->begin) * sizeof *out->weight);
	for (int64_t k = samples->begin; k < samples->end; k++) {
		double position = position_of(axis, scale, k), shares[3];
		int64_t nearest = (int64_t)(position + 0.5);
		share_out((enum sicht_tent_sampling)axis->sampling, scale,
			position - (double)nearest, shares);
		for (int64_t i = 0; i < 3; i++) {
			int64_t pixel = lesser(greater(nearest + i - 1, 0), last);
			out->weight[pixel - out->begin] +=
				samples->weight[k - samples->begin] * shares[i];
		}
	}
	cut_ends(out);
}

static double greatest_weight(const struct span *spans)
{
	double greatest = 0;
	for (size_t o = 0; o < SICHT_BLOCK_SIDE; o++) {
		for (int64_t i = 0; i < spans[o].end - spans[o].begin; i++) {
			if (spans[o].weight[i] > greatest)
				greatest = spans[o].weight[i];
		}
	}
	return greatest;
}

/* Integers that add up to 1 << shift. */
static void round_weights(const struct span *span, unsigned shift, int16_t *out)
{
	double total = 0;
	int32_t before = 0;
	const int32_t whole = 1 << shift;
	for (int64_t i = 0; i < span->end - span->begin; i++) {
		total += span->weight[i];
		int32_t upto = (int32_t)(total * whole + 0.5);
		if (upto > whole || i + 1 == span->end - span->begin)
			upto = whole;
		if (upto < before)
			upto = before;
		out[i] = (int16_t)(upto - before);
		before = upto;
	}
}

static struct sicht_tent *tent_of_spans(const struct span *spans)
{
	int64_t longest = 0;
	for (size_t o = 0; o < SICHT_BLOCK_SIDE; o++)
		longest = greater(longest, spans[o].end - spans[o].begin);
	size_t taps = ((size_t)longest + SICHT_TENT_TAPS_STEP - 1) / SICHT_TENT_TAPS_STEP *
		      SICHT_TENT_TAPS_STEP;
	struct sicht_tent *tent =
		calloc(1, sizeof *tent + SICHT_BLOCK_SIDE * taps * sizeof *tent->weight);
	if (!tent)
		return NULL;
	tent->taps = (uint32_t)taps;
	tent->shift = SHIFT_MAX;
	while (greatest_weight(spans) * (1 << tent->shift) > WEIGHT_MAX)
		tent->shift--;
	assert(tent->shift >= SHIFT_MIN);
	int64_t begin = spans[0].begin, end = spans[0].end;
	for (size_t o = 1; o < SICHT_BLOCK_SIDE; o++) {
		begin = lesser(begin, spans[o].begin);
		end = greater(end, spans[o].end);
	}
	tent->origin = (uint32_t)begin;
	tent->span = (uint32_t)(end - begin);
	for (size_t o = 0; o < SICHT_BLOCK_SIDE; o++) {
		tent->first[o] = (uint32_t)(spans[o].begin - begin);
		tent->count[o] = (uint32_t)(spans[o].end - spans[o].begin);
		round_weights(&spans[o], tent->shift, tent->weight + o * taps);
	}
	return tent;
}

static void free_doubles(double **doubles)
{
	free(*doubles);
}

static enum sicht_status make_tent(const struct sicht_tent_axis *axis, struct sicht_tent **out)
{
	struct box box = box_of(axis);
	/* A tent spans less than two windows; pixels are at most twice as many, or 512 apart. */
	size_t samples_max = 2 * (size_t)(box.behind + box.ahead + 1) + 2;
	size_t pixels_max =
		lesser(axis->reduced, (int64_t)samples_max * axis->length / SICHT_RESAMPLED_SIDE +
					      (int64_t)samples_max) +
		4;
	SICHT_DEFER(free_doubles)
	double *doubles = calloc(samples_max + SICHT_BLOCK_SIDE * pixels_max, sizeof *doubles);
	if (!doubles)
		return sicht_fail(SICHT_ERROR_MEMORY, "no memory for a table of weights");
	struct span samples = {0, 0, doubles};
	struct span spans[SICHT_BLOCK_SIDE];
	for (unsigned o = 0; o < SICHT_BLOCK_SIDE; o++) {
		spans[o].weight = doubles + samples_max + o * pixels_max;
		weigh_samples(&box, o, &samples);
		assert((size_t)(samples.end - samples.begin) < samples_max);
		weigh_pixels(axis, &samples, &spans[o]);
		assert((size_t)(spans[o].end - spans[o].begin) < pixels_max);
	}
	struct sicht_tent *tent = tent_of_spans(spans);
	if (!tent)
		return sicht_fail(SICHT_ERROR_MEMORY, "no memory for a table of weights");
	*out = tent;
	return SICHT_OK;
}

static size_t slot_of(const struct sicht_tent_axis *axis)
{
	const uint32_t words[] = {
		axis->start, axis->length, axis->full, axis->reduced, axis->sampling};
	uint64_t hash = 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		hash = (hash ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15) >> 7 ^ hash << 40;
	return hash % SICHT_TENT_CACHE_SLOTS;
}

enum sicht_status sicht_tent_get(struct sicht_tent_cache *cache, const struct sicht_tent_axis *axis,
	const struct sicht_tent **out)
{
	assert(axis->length > 0 && axis->start <= axis->full &&
		axis->length <= axis->full - axis->start);
	assert(axis->reduced > 0 && axis->reduced <= axis->full);
	size_t slot = slot_of(axis);
	if (!cache->tent[slot] || memcmp(&cache->axis[slot], axis, sizeof *axis) != 0) {
		struct sicht_tent *tent = NULL;
		SICHT_TRY(make_tent(axis, &tent));
		free(cache->tent[slot]);
		cache->tent[slot] = tent;
		cache->axis[slot] = *axis;
	}
	*out = cache->tent[slot];
	return SICHT_OK;
}

void sicht_tent_cache_clear(struct sicht_tent_cache *cache)
{
	for (size_t slot = 0; slot < SICHT_TENT_CACHE_SLOTS; slot++)
		free(cache->tent[slot]);
	memset(cache, 0, sizeof *cache);
}
