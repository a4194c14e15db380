/* SPDX-License-Identifier: MIT */
/*
 * The two rectangles that find a picture inside a picture.
 *
 *   trim A   uniform rows and columns peeled off the four sides: borders, bars
 *   trim B   the longest run of rows, then of columns within them, that no narrow band of grey
 *            dominates: the photograph in a screenshot, or between captions
 *
 * Both are decided on one canonical reduction of the picture: at most 512 cells a side, each the
 * mean of a power of two of pixels of the full picture on that axis. The exact and the fast path,
 * and decoders that reduce the picture by other factors, so decide on nearly the same grey values
 * and cut at the same places, to the cell. All integers.
 *
 * A trim that leaves less than an eighth of a side, or fewer than 32 pixels, is not a picture's
 * frame but a subject on a plain ground: it is dropped.
 */
#ifndef SICHT_ENGINE_HASH_TRIM_H
#define SICHT_ENGINE_HASH_TRIM_H

#include "engine/hash/hasher.h"

#define SICHT_GRID_SIDE_MAX 512

/* A picture of one band, `factor` pixels of the full picture to a cell on each axis. */
struct sicht_grid {
	const uint8_t *data;
	size_t stride_bytes;
	uint32_t columns, rows;
	uint32_t factor_across, factor_down;
};

/* Lent: the picture's own memory where it needs no reduction, else hasher->grid. */
SICHT_MUST_CHECK enum sicht_status sicht_grid_make(
	struct sicht_hasher *hasher, const struct sicht_picture *luma, struct sicht_grid *out);

/* False, and `*out` untouched, if there is no such part. May give the whole grid. In cells. */
bool sicht_trim_uniform(const struct sicht_grid *grid, struct sicht_rect *out);
bool sicht_trim_dominated(const struct sicht_grid *grid, struct sicht_rect *out);

/* Trim A of a part of the grid, which becomes what is left. Likewise false and untouched. */
bool sicht_trim_peel(const struct sicht_grid *grid, struct sicht_rect *rect);

/*
 * Cells to pixels of the full picture, of these sides. False, and `*out` untouched, if so little
 * is left that the trim is dropped.
 */
bool sicht_trim_accept(const struct sicht_grid *grid, const struct sicht_rect *cells,
	uint32_t full_width, uint32_t full_height, struct sicht_rect *out);

#endif
