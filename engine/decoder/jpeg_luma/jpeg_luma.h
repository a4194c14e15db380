/* SPDX-License-Identifier: MIT */
/*
 * A JPEG file's luma, at its full size, a half, a quarter or an eighth, as libjpeg-turbo decodes it
 * to grey in its default settings at scale 1/1, 1/2, 1/4 or 1/8: the same samples, byte for byte.
 *
 * At 1/8 it needs the DC coefficients alone. The DC coefficient of a block of 8x8 samples is eight
 * times their mean, so the picture is there without one cosine; and a caller that needs nothing
 * else can step over all other coefficients (sequential files) or over whole scans (progressive
 * ones). At other scales chroma is what is stepped over.
 *
 * This is a short cut, not a decoder: it reads well-formed files of the common kinds (8 bits,
 * Huffman codes, sequential or progressive; grey, or YCbCr with luma sampled at least as densely as
 * the rest; restart intervals; any order of scans) and declines all others, and those whose
 * numbers cannot be those of a picture. It never reports what is wrong: a file that it declines is
 * for libjpeg-turbo, which knows how much of it can be saved. Of scans that are stepped over, only
 * the header is checked.
 *
 * Source: ITU-T T.81 | ISO/IEC 10918-1.
 */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_JPEG_LUMA_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_JPEG_LUMA_H

#include <stdbool.h>

#include "sicht/types.h"

struct sicht_jpeg_luma; /* the reading of one file; one thread at a time */

/*
 * Read what stands before the first scan. `file` is all bytes of the file, lent until _free().
 * False: declined (or no memory), `out` untouched.
 */
bool sicht_jpeg_luma_open(struct sicht_bytes file, struct sicht_jpeg_luma **out);
void sicht_jpeg_luma_free(struct sicht_jpeg_luma *reader); /* accepts NULL */

/*
 * Is this processor faster here than in libjpeg-turbo? At 1/8 any is; at other scales it takes a
 * vector kernel.
 */
bool sicht_jpeg_luma_pays(unsigned divisor);

/* The size of the picture in the file, in pixels; none is 0 or above 65500. */
uint32_t sicht_jpeg_luma_width(const struct sicht_jpeg_luma *reader);
uint32_t sicht_jpeg_luma_height(const struct sicht_jpeg_luma *reader);

/*
 * Read all scans, once: the picture's luma, its width and height divided by `divisor` (1, 2, 4 or
 * 8) and rounded up, in rows of `stride_bytes`. False: declined, the samples are anything.
 *
 * Memory, whatever the file holds: two bytes for each 64 pixels at 1/8, none at other scales of a
 * sequential file, 2.125 bytes for each pixel of a progressive one. Ask for the size first.
 */
bool sicht_jpeg_luma_read(
	struct sicht_jpeg_luma *reader, unsigned divisor, uint8_t *samples, size_t stride_bytes);

#endif
