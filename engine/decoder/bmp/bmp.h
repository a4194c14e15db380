/* SPDX-License-Identifier: MIT */
/*
 * Windows and OS/2 bitmaps, as files and inside icons.
 *
 *     file      14 bytes ("BM", size, zeros, where the samples begin); not in an icon
 *     header    12 bytes (OS/2 1), 16 to 64 (OS/2 2), 40 to 124 (Windows): size, depth, coding
 *     masks     where the header has 40 bytes and the coding says so: which bits are red, green, blue
 *     palette   for 8 bits and fewer: blue, green, red and, but for OS/2 1, a byte of nothing
 *     samples   rows from the bottom to the top, or the other way if the height is negative, each a
 *               multiple of four bytes; or runs of equal pixels
 *
 * All depths that writers use are read: 1, 2, 4, 8, 16, 24, 32. Nothing outside the bytes is read,
 * and a picture that ends too early is black from there on.
 *
 * Sources: Microsoft, "Bitmap storage"; "OS/2 bitmap file format"; Jason Summers' BMP suite.
 */
#ifndef SICHT_ENGINE_DECODER_BMP_BMP_H
#define SICHT_ENGINE_DECODER_BMP_BMP_H

#include "sicht/types.h"

enum sicht_bmp_kind {
	SICHT_BMP_READABLE = 0,
	SICHT_BMP_UNSUPPORTED, /* JPEG, PNG, fax or ink inside */
	SICHT_BMP_CORRUPT,
};

struct sicht_bmp {
	struct sicht_bytes bytes;
	uint32_t width, height;
	bool downwards; /* the first row is the top one */
	unsigned depth; /* bits of a pixel */
	unsigned runs;  /* bits of a pixel in runs: 4, 8 or 24; 0: there are none */
	uint32_t mask[3];
	uint64_t samples_at;
	uint8_t palette[256][3]; /* red, green, blue; black from its end on */
};

/* `in_icon`: `bytes` begin with the header, and the height counts a mask of as many rows. */
enum sicht_bmp_kind sicht_bmp_open(struct sicht_bytes bytes, bool in_icon, struct sicht_bmp *bmp);

/*
 * All pixels, red, green and blue, into `samples` (zeros; rows of `stride_bytes`). False: it ends
 * before its last row.
 */
bool sicht_bmp_read(const struct sicht_bmp *bmp, uint8_t *samples, size_t stride_bytes);

#endif
