/* SPDX-License-Identifier: MIT */
/*
 * Where the pages of a TIFF file are, and how to read each as if it were the only one.
 *
 *     TIFF        "II*\0" or "MM\0*", 4 bytes: offset of the first directory
 *     directory   2 bytes: number of entries; 12 bytes each; 4 bytes: offset of the next, or 0
 *     BigTIFF     "II+\0" or "MM\0+", 2 bytes: 8, 2 bytes: 0, 8 bytes: offset of the first directory
 *     directory   8 bytes: number of entries; 20 bytes each; 8 bytes: offset of the next, or 0
 *
 * libtiff walks this chain from its beginning for each page, and libvips once more to count them:
 * what is cheap here is quadratic there. A file in which the first directory is that of the page,
 * and which ends behind it, is read at once.
 *
 * Source: TIFF 6.0, section 2; the BigTIFF design of libtiff.
 */
#ifndef SICHT_ENGINE_DECODER_EXIF_TIFF_PAGES_H
#define SICHT_ENGINE_DECODER_EXIF_TIFF_PAGES_H

#include "sicht/limits.h"
#include "sicht/types.h"

struct sicht_tiff_pages {
	uint32_t count; /* of pages, SICHT_PICTURES_COUNT_MAX at most */
	bool big_end_first;
	unsigned offset_bytes; /* of an offset: 4 or 8 */
	struct {
		uint64_t directory; /* where its directory is */
		uint64_t next;      /* where that of the next one stands, or 0 */
	} page[SICHT_PICTURES_MAX]; /* the first ones */
};

/*
 * The pages of the file `fd`. A chain that leads back, or out of the file, ends there. Count 0: it
 * is no TIFF.
 */
void sicht_tiff_pages_find(int fd, struct sicht_tiff_pages *out);

/*
 * `size` bytes were read from `offset` of the file into `bytes`: let them be those of a file that
 * holds `page` (below SICHT_PICTURES_MAX and count) alone.
 */
void sicht_tiff_pages_isolate(const struct sicht_tiff_pages *pages, uint32_t page, uint64_t offset,
	uint8_t *bytes, size_t size);

#endif
