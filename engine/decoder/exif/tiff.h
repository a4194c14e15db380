/* SPDX-License-Identifier: MIT */
/*
 * Numbers in the directories of a TIFF file: what the readers of this folder share. Offsets are 32
 * bits in 64, so that no sum of them wraps, and nothing outside the bytes is read.
 */
#ifndef SICHT_ENGINE_DECODER_EXIF_TIFF_H
#define SICHT_ENGINE_DECODER_EXIF_TIFF_H

#include "sicht/types.h"

#define SICHT_TIFF_ENTRY_BYTES 12

/* Bytes, and which of them count most. */
struct sicht_tiff {
	struct sicht_bytes bytes;
	bool big_end_first;
};

/* `size` bytes at `offset`, or NULL if they are not all there. */
const uint8_t *sicht_part(struct sicht_bytes bytes, uint64_t offset, uint64_t size);

/* False: `bytes` do not begin as a TIFF file does. */
bool sicht_tiff_open(struct sicht_bytes bytes, struct sicht_tiff *tiff);

/* The number of `size` bytes (2 or 4) at `offset`; false if they are not all there. */
bool sicht_tiff_number(
	const struct sicht_tiff *tiff, uint64_t offset, unsigned size, uint32_t *out);

/* The one number that the entry at `offset` holds; false: it holds something else. */
bool sicht_tiff_value(const struct sicht_tiff *tiff, uint64_t offset, uint32_t *out);

#endif
