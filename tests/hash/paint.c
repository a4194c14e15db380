/* SPDX-License-Identifier: MIT */
/* See paint.h. */
#include "tests/hash/paint.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define WAVES 48

static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static struct sicht_picture room(uint32_t width, uint32_t height, uint32_t bands)
{
	uint8_t *data = calloc((size_t)width * height, bands);
	cr_assert_not_null(data);
	return (struct sicht_picture){
		data, (size_t)width * bands, width, height, bands, width, height};
}

uint8_t *paint_at(const struct sicht_picture *picture, uint32_t x, uint32_t y)
{
	return (uint8_t *)picture->data + y * picture->stride_bytes + (size_t)x * picture->bands;
}

/* A triangle wave of period 4096 between -1024 and 1024. */
static int32_t triangle(uint32_t phase)
{
	phase &= 4095;
	return phase < 2048 ? (int32_t)phase - 1024 : 3072 - (int32_t)phase;
}

struct wave {
	uint32_t across, down, phase; /* phase steps of the whole picture, and the first */
	int32_t verbosity;
};

static void make_waves(uint32_t seed, struct wave waves[WAVES])
{
	uint32_t state = seed * 2654435761u + 1;
	for (uint32_t i = 0; i < WAVES; i++) {
		uint32_t rank = 1 + i / 3;
		waves[i] = (struct wave){next(&state) % (2048 * rank), next(&state) % (2048 * rank),
			next(&state), (int32_t)(192 / (2 + rank))};
		if (next(&state) % 2)
			waves[i].across = 0 - waves[i].across;
	}
}

/* What the waves of one row amount to; `phases` has room for a row of one wave's steps. */
static void add_row(const struct wave *wave, const struct sicht_picture *picture, uint32_t y,
	const uint32_t *phases, int32_t *sums)
{
	uint32_t first = wave->phase + (uint32_t)((int64_t)wave->down * y / picture->height);
	for (uint32_t x = 0; x < picture->width; x++)
		sums[x] += triangle(phases[x] + first) * wave->verbosity;
}

/* Folded where it would leave the range: that gives edges. */
static uint8_t grey_of(int32_t sum)
{
	uint32_t folded = (uint32_t)(1 << 20) + (uint32_t)(sum / 512);
	return (uint8_t)((folded & 256 ? ~folded : folded) % 256 * 15 / 16);
}

static void paint_band(
	const struct sicht_picture *picture, const struct wave waves[WAVES], uint32_t band)
{
	uint32_t *phases = calloc((size_t)picture->width * WAVES, sizeof *phases);
	int32_t *sums = calloc(picture->width, sizeof *sums);
	cr_assert(phases && sums);
	for (uint32_t i = 0; i < WAVES; i++) {
		for (uint32_t x = 0; x < picture->width; x++)
			phases[i * picture->width + x] =
				(uint32_t)((int64_t)(int32_t)waves[i].across * x / picture->width);
	}
	for (uint32_t y = 0; y < picture->height; y++) {
		memset(sums, 0, picture->width * sizeof *sums);
		for (uint32_t i = 0; i < WAVES; i++)
			add_row(&waves[i], picture, y, phases + i * picture->width, sums);
		for (uint32_t x = 0; x < picture->width; x++)
			paint_at(picture, x, y)[band] = grey_of(sums[x]);
	}
	free(phases);
	free(sums);
}

struct sicht_picture paint(uint32_t width, uint32_t height, uint32_t bands, uint32_t seed)
{
	struct sicht_picture picture = room(width, height, bands);
	struct wave common[WAVES], waves[WAVES];
	uint32_t noise = seed;
	make_waves(seed * 3, common);
	for (uint32_t band = 0; band < bands; band++) {
		make_waves(seed * 3 + band, waves);
		memcpy(waves, common, sizeof common / 2);
		paint_band(&picture, waves, band);
	}
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t i = 0; i < width * bands; i++)
			paint_at(&picture, 0, y)[i] += (uint8_t)(next(&noise) % 8);
	}
	return picture;
}

struct sicht_picture paint_flat(uint32_t width, uint32_t height, uint32_t bands, uint8_t grey)
{
	struct sicht_picture picture = room(width, height, bands);
	memset((uint8_t *)picture.data, grey, picture.stride_bytes * height);
	return picture;
}

void paint_over(
	const struct sicht_picture *from, uint32_t left, uint32_t top, struct sicht_picture *onto)
{
	cr_assert(from->bands == onto->bands);
	for (uint32_t y = 0; y < from->height; y++)
		memcpy(paint_at(onto, left, top + y), paint_at(from, 0, y),
			(size_t)from->width * from->bands);
}

struct sicht_picture paint_part(const struct sicht_picture *picture, const struct sicht_rect *rect)
{
	struct sicht_picture part = room(rect->width, rect->height, picture->bands);
	for (uint32_t y = 0; y < rect->height; y++)
		memcpy(paint_at(&part, 0, y), paint_at(picture, rect->left, rect->top + y),
			part.stride_bytes);
	return part;
}

static uint8_t mean_at(
	const struct sicht_picture *picture, uint32_t scale, uint32_t x, uint32_t y, uint32_t band)
{
	uint32_t sum = 0, count = 0;
	for (uint32_t down = y * scale; down < (y + 1) * scale && down < picture->height; down++) {
		for (uint32_t across = x * scale;
			across < (x + 1) * scale && across < picture->width; across++) {
			sum += paint_at(picture, across, down)[band];
			count++;
		}
	}
	return (uint8_t)((sum + count / 2) / count);
}

struct sicht_picture paint_reduced(const struct sicht_picture *picture, uint32_t scale)
{
	struct sicht_picture reduced = room((picture->width + scale - 1) / scale,
		(picture->height + scale - 1) / scale, picture->bands);
	reduced.full_width = picture->width;
	reduced.full_height = picture->height;
	for (uint32_t y = 0; y < reduced.height; y++) {
		for (uint32_t x = 0; x < reduced.width; x++) {
			for (uint32_t band = 0; band < picture->bands; band++)
				paint_at(&reduced, x, y)[band] =
					mean_at(picture, scale, x, y, band);
		}
	}
	return reduced;
}

/* Which pixel of the original lies at (x, y) of the turned picture. */
static const uint8_t *source_at(
	const struct sicht_picture *picture, enum sicht_transform transform, uint32_t x, uint32_t y)
{
	const uint32_t right = picture->width - 1, bottom = picture->height - 1;
	switch (transform) {
	case SICHT_TRANSFORM_ROT90:
		return paint_at(picture, right - y, x);
	case SICHT_TRANSFORM_ROT180:
		return paint_at(picture, right - x, bottom - y);
	case SICHT_TRANSFORM_ROT270:
		return paint_at(picture, y, bottom - x);
	case SICHT_TRANSFORM_FLIPX:
		return paint_at(picture, x, bottom - y);
	case SICHT_TRANSFORM_FLIPY:
		return paint_at(picture, right - x, y);
	case SICHT_TRANSFORM_FLIP_PLUS1:
		return paint_at(picture, y, x);
	case SICHT_TRANSFORM_FLIP_MINUS1:
		return paint_at(picture, right - y, bottom - x);
	default:
		return paint_at(picture, x, y);
	}
}

struct sicht_picture paint_turned(
	const struct sicht_picture *picture, enum sicht_transform transform)
{
	bool exchanged =
		transform == SICHT_TRANSFORM_ROT90 || transform == SICHT_TRANSFORM_ROT270 ||
		transform == SICHT_TRANSFORM_FLIP_PLUS1 || transform == SICHT_TRANSFORM_FLIP_MINUS1;
	struct sicht_picture turned = room(exchanged ? picture->height : picture->width,
		exchanged ? picture->width : picture->height, picture->bands);
	for (uint32_t y = 0; y < turned.height; y++) {
		for (uint32_t x = 0; x < turned.width; x++)
			memcpy(paint_at(&turned, x, y), source_at(picture, transform, x, y),
				picture->bands);
	}
	return turned;
}

void paint_free(struct sicht_picture *picture)
{
	free((uint8_t *)picture->data);
	*picture = (struct sicht_picture){0};
}
