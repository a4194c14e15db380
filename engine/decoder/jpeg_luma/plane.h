/* SPDX-License-Identifier: MIT */
/* Luma's coefficients as long as scans add to them, and the picture that comes of them. */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_PLANE_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_PLANE_H

#include "engine/decoder/jpeg_luma/block.h"

/*
 * Whole MCUs, in rows of blocks. A block is one number, its DC coefficient, or all coefficients in
 * the order of the file; then it has a bit in `nonzero` for each AC coefficient that is not 0.
 */
struct sicht_plane {
	uint32_t columns, rows; /* blocks */
	uint32_t block_size;    /* numbers: 1 or COEFFICIENTS */
	int16_t *number;
	uint64_t *nonzero; /* a block each; NULL if a block is one number */
};

/* Room for so many blocks, all 0. False: there is none; sicht_plane_free() either way. */
bool sicht_plane_allocate(struct sicht_plane *plane);
void sicht_plane_free(struct sicht_plane *plane);

/*
 * The picture at 1/8, a sample a block. False: a number is wild, nothing is written. The canvas
 * needs no transform.
 */
bool sicht_plane_render_dc(const struct sicht_plane *plane, const struct sicht_canvas *canvas);

/* Put all whole blocks; some may stay in the queue. False: a number is wild. */
bool sicht_plane_render(const struct sicht_plane *plane, struct sicht_canvas *canvas);

#endif
