/* SPDX-License-Identifier: MIT */
/* See block.h. Blocks at the right and lower edge go through a buffer, all others do not. */
#include "engine/decoder/jpeg_luma/block.h"

#include <string.h>

/* SICHT_BLOCK_PLACE of T.81, figure A.6: (0, 0), (0, 1), (1, 0), (2, 0), (1, 1), (0, 2) ... */
const uint8_t sicht_block_places[COEFFICIENTS] = {0, 2, 16, 32, 18, 4, 6, 20, 34, 48, 1, 50, 36, 22,
	8, 10, 24, 38, 52, 3, 17, 33, 19, 5, 54, 40, 26, 12, 14, 28, 42, 56, 7, 21, 35, 49, 51, 37,
	23, 9, 58, 44, 30, 46, 60, 11, 25, 39, 53, 55, 41, 27, 13, 62, 15, 29, 43, 57, 59, 45, 31,
	47, 61, 63};

void sicht_quantisers_set(
	struct sicht_quantisers *quantisers, const uint16_t quantiser[COEFFICIENTS])
{
	for (size_t k = 0; k < COEFFICIENTS; k++) {
		uint8_t place = sicht_block_places[k];
		quantisers->quantiser[place] = (int16_t)quantiser[k];
		quantisers->limit[place] = (uint16_t)(SICHT_PRODUCT_MAX / quantiser[k]);
	}
}

/* The rest of a length that begins at `at`, `side` at most. */
static uint32_t rest(uint32_t length, uint32_t at, uint32_t side)
{
	return at >= length ? 0 : length - at < side ? length - at : side;
}

static bool put_at_edge(
	const struct sicht_canvas *canvas, uint32_t x, uint32_t y, const struct sicht_block *block)
{
	uint8_t samples[8][8];
	uint32_t width = rest(canvas->width, x, canvas->side);
	uint32_t height = rest(canvas->height, y, canvas->side);
	if (width == 0 || height == 0)
		return true; /* it fills an MCU, no more */
	if (!canvas->inverse(&canvas->quantisers, block->coefficient, samples[0], sizeof *samples))
		return false;
	for (uint32_t line = 0; line < height; line++)
		memcpy(canvas->samples + (y + line) * canvas->stride_bytes + x, samples[line],
			width);
	return true;
}

static bool put(const struct sicht_canvas *canvas, const struct sicht_block *block)
{
	uint32_t side = canvas->side, x = block->column * side, y = block->row * side;
	if (x + side > canvas->width || y + side > canvas->height)
		return put_at_edge(canvas, x, y, block);
	return canvas->inverse(&canvas->quantisers, block->coefficient,
		canvas->samples + y * canvas->stride_bytes + x, canvas->stride_bytes);
}

bool sicht_canvas_flush(struct sicht_canvas *canvas)
{
	bool sane = true;
	for (unsigned i = 0; i < canvas->queued; i++)
		sane &= put(canvas, &canvas->queue[i]);
	canvas->queued = 0;
	return sane;
}

bool sicht_canvas_fill(const struct sicht_canvas *canvas, uint32_t column, uint32_t row, int32_t dc)
{
	uint32_t side = canvas->side, x = column * side, y = row * side;
	uint32_t width = rest(canvas->width, x, side), height = rest(canvas->height, y, side);
	int32_t limit = canvas->quantisers.limit[0];
	if (dc < -limit || dc > limit)
		return false;
	uint8_t sample =
		sicht_sample_limited(sicht_sample_of(dc * canvas->quantisers.quantiser[0]));
	for (uint32_t line = 0; line < height; line++)
		memset(canvas->samples + (y + line) * canvas->stride_bytes + x, sample, width);
	return true;
}
