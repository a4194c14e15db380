/* SPDX-License-Identifier: MIT */
/*
 * Photoshop's files: the flat picture at their end, which its layers make. (libavcodec's reader
 * refuses rows with a filling byte, as others write them, and files of the large kind.)
 *
 *     header     "8BPS", version (2: large), channels, height, width, depth, mode; 26 bytes
 *     sections   colours, resources, layers: each a length (the last of 8 bytes in large files)
 *     picture    coding: 0 as it is, 1 PackBits with the length of each row first; by channels
 *
 * Source: Adobe, "Photoshop file formats specification".
 */
#ifndef SICHT_ENGINE_DECODER_BMP_PSD_H
#define SICHT_ENGINE_DECODER_BMP_PSD_H

#include "engine/decoder/bmp/bmp.h"

struct sicht_psd {
	struct sicht_bytes bytes;
	uint32_t width, height;
	unsigned channels, depth, mode;
	unsigned bands; /* of what is read: 1 grey, 3 colour, 4 light behind ink, black last */
	bool packed, large;
	uint64_t palette_at, picture_at; /* the latter behind the coding */
};

enum sicht_bmp_kind sicht_psd_open(struct sicht_bytes bytes, struct sicht_psd *psd);

/*
 * Its bands into `samples` (zeros; rows of `stride_bytes`, a pixel's bands together). False: it
 * ends before its last row.
 */
bool sicht_psd_read(const struct sicht_psd *psd, uint8_t *samples, size_t stride_bytes);

#endif
