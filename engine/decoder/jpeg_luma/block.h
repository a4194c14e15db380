/* SPDX-License-Identifier: MIT */
/* Blocks of 8x8 coefficients, and the picture that they become at some scale. */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_BLOCK_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_BLOCK_H

#include "engine/decoder/jpeg_luma/kernel.h"

/* Where coefficients of the file's order, which is zigzag, have their place in a block. */
extern const uint8_t sicht_block_places[COEFFICIENTS];

/* From those of a file, in its order, each in 1..INT16_MAX. */
void sicht_quantisers_set(
	struct sicht_quantisers *quantisers, const uint16_t quantiser[COEFFICIENTS]);

/* Coefficients, where the kernels want them, and the place of their block in the picture. */
struct sicht_block {
	_Alignas(SICHT_BLOCK_ALIGN) int16_t coefficient[COEFFICIENTS];
	uint32_t column, row; /* in blocks */
};

static inline void sicht_block_clear(struct sicht_block *block)
{
	typedef uint64_t wide __attribute__((vector_size(16)));
	for (size_t i = 0; i < COEFFICIENTS; i += 8)
		*(wide *)(block->coefficient + i) = (wide){0, 0};
}

/* Set coefficient `k` of the file's order. */
static inline void sicht_block_set(struct sicht_block *block, unsigned k, int32_t value)
{
	block->coefficient[sicht_block_places[k]] = (int16_t)value;
}

/*
 * Blocks wait until there are some of them. A transform reads at once what was written number by
 * number; had it just been written, the processor would wait for it to reach the cache.
 */
#define SICHT_QUEUE_BLOCKS 16

/* The picture, and how blocks get into it. */
struct sicht_canvas {
	sicht_inverse_dct *inverse;
	struct sicht_quantisers quantisers;
	uint32_t side;          /* samples of a block's row and column: 8, 4 or 2 */
	uint32_t width, height; /* samples */
	uint8_t *samples;
	size_t stride_bytes;
	unsigned queued;
	struct sicht_block queue[SICHT_QUEUE_BLOCKS];
};

/* The next block of the queue, cleared, for this place; it counts once it is put. */
static inline struct sicht_block *sicht_canvas_next(
	struct sicht_canvas *canvas, uint32_t column, uint32_t row)
{
	struct sicht_block *block = &canvas->queue[canvas->queued];
	sicht_block_clear(block);
	block->column = column;
	block->row = row;
	return block;
}

/*
 * Samples of all queued blocks, each where its column and row say; what lies outside of the picture
 * is left out. False: a number is wild.
 */
bool sicht_canvas_flush(struct sicht_canvas *canvas);

/* Put the next block. False: a number is wild. */
static inline bool sicht_canvas_put(struct sicht_canvas *canvas)
{
	canvas->queued++;
	return canvas->queued < SICHT_QUEUE_BLOCKS || sicht_canvas_flush(canvas);
}

/* A block that is its DC coefficient alone, at once. False: it is wild. */
bool sicht_canvas_fill(
	const struct sicht_canvas *canvas, uint32_t column, uint32_t row, int32_t dc);

/*
 * The sample that a DC coefficient alone, dequantised, makes of a block, at every scale (T.81
 * A.3.3), before it is limited to 0..255.
 */
static inline int32_t sicht_sample_of(int32_t dc)
{
	return ((dc + 4) >> 3) + 128;
}

static inline uint8_t sicht_sample_limited(int32_t sample)
{
	return (uint8_t)(sample < 0 ? 0 : sample > 255 ? 255 : sample);
}

#endif
