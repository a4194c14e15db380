/* SPDX-License-Identifier: MIT */
/*
 * A JPEG file's luma at an eighth of its size, from the DC coefficients alone.
 *
 * The DC coefficient of a block of 8x8 samples is eight times their mean, so a picture at 1/8 is
 * there without one cosine; and whoever wants nothing else can step over all other coefficients
 * (sequential files) or over whole scans (progressive ones). The samples are those of
 * libjpeg-turbo, decoding to grey at scale 1/8, byte for byte.
 *
 * This is a short cut, not a decoder: it reads well-formed files of the common kinds (8 bits,
 * Huffman codes, sequential or progressive; grey, or YCbCr with luma sampled at least as densely as
 * the rest; restart intervals; any order of scans) and declines all others. It never reports what
 * is wrong: a file that it declines is for libjpeg-turbo, which knows how much of it can be saved.
 * Of scans that are stepped over, only the header is checked.
 *
 * Source: ITU-T T.81 | ISO/IEC 10918-1.
 */
#ifndef SICHT_ENGINE_DECODER_JPEG_DC_JPEG_DC_H
#define SICHT_ENGINE_DECODER_JPEG_DC_JPEG_DC_H

#include <stdbool.h>

#include "sicht/types.h"

struct sicht_jpeg_dc; /* the reading of one file; one thread at a time */

/*
 * Read what stands before the first scan. `file` is all bytes of the file, lent until _free().
 * False: declined (or no memory), `out` untouched.
 */
bool sicht_jpeg_dc_open(struct sicht_bytes file, struct sicht_jpeg_dc **out);
void sicht_jpeg_dc_free(struct sicht_jpeg_dc *reader); /* accepts NULL */

/* The size of the picture in the file, in pixels; none is 0 or above 65500. */
uint32_t sicht_jpeg_dc_width(const struct sicht_jpeg_dc *reader);
uint32_t sicht_jpeg_dc_height(const struct sicht_jpeg_dc *reader);

/*
 * Read all scans, once. False: declined. Needs two bytes of memory for each 64 pixels, whatever
 * the file holds: ask for the size first.
 */
bool sicht_jpeg_dc_read(struct sicht_jpeg_dc *reader);

/*
 * After a successful _read(): the picture, an eighth of its width and height, both rounded up, in
 * rows of `stride_bytes`.
 */
void sicht_jpeg_dc_render(
	const struct sicht_jpeg_dc *reader, uint8_t *samples, size_t stride_bytes);

#endif
