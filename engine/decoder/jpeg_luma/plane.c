/* SPDX-License-Identifier: MIT */
/* See plane.h. */
#include "engine/decoder/jpeg_luma/plane.h"

#include <stdlib.h>

bool sicht_plane_allocate(struct sicht_plane *plane)
{
	size_t blocks = (size_t)plane->columns * plane->rows;
	plane->number = calloc(blocks, plane->block_size * sizeof *plane->number);
	if (plane->block_size > 1)
		plane->nonzero = calloc(blocks, sizeof *plane->nonzero);
	return plane->number != NULL && (plane->block_size == 1 || plane->nonzero != NULL);
}

void sicht_plane_free(struct sicht_plane *plane)
{
	free(plane->number);
	free(plane->nonzero);
}

/* Far beyond what a picture holds, libjpeg-turbo's samples wrap around. No encoder goes there. */
static bool is_dc_sane(const struct sicht_plane *plane, int32_t limit)
{
	size_t count = (size_t)plane->columns * plane->rows;
	int32_t low = 0, high = 0;
	for (size_t i = 0; i < count; i++) {
		low = plane->number[i] < low ? plane->number[i] : low;
		high = plane->number[i] > high ? plane->number[i] : high;
	}
	return low >= -limit && high <= limit;
}

bool sicht_plane_render_dc(const struct sicht_plane *plane, const struct sicht_canvas *canvas)
{
	const int32_t quantiser = canvas->quantisers.quantiser[0];
	if (!is_dc_sane(plane, canvas->quantisers.limit[0]))
		return false;
	for (uint32_t y = 0; y < canvas->height; y++) {
		const int16_t *numbers = plane->number + (size_t)y * plane->columns;
		uint8_t *samples = canvas->samples + y * canvas->stride_bytes;
		for (uint32_t x = 0; x < canvas->width; x++)
			samples[x] = sicht_sample_limited(sicht_sample_of(numbers[x] * quantiser));
	}
	return true;
}

static bool render_block(
	const struct sicht_plane *plane, uint32_t column, uint32_t row, struct sicht_canvas *canvas)
{
	size_t index = (size_t)row * plane->columns + column;
	const int16_t *numbers = plane->number + index * COEFFICIENTS;
	uint64_t nonzero = plane->nonzero[index];
	if (nonzero == 0)
		return sicht_canvas_fill(canvas, column, row, numbers[0]);
	struct sicht_block *block = sicht_canvas_next(canvas, column, row);
	sicht_block_set(block, 0, numbers[0]);
	for (; nonzero != 0; nonzero &= nonzero - 1) {
		unsigned k = (unsigned)__builtin_ctzll(nonzero);
		sicht_block_set(block, k, numbers[k]);
	}
	return sicht_canvas_put(canvas);
}

bool sicht_plane_render(const struct sicht_plane *plane, struct sicht_canvas *canvas)
{
	for (uint32_t row = 0; row * canvas->side < canvas->height; row++) {
		for (uint32_t column = 0; column * canvas->side < canvas->width; column++) {
			if (!render_block(plane, column, row, canvas))
				return false;
		}
	}
	return true;
}
