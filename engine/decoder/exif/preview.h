/* SPDX-License-Identifier: MIT */
/*
 * Raw pictures of cameras: not what the sensor saw, which takes a darkroom, but the JPEG that every
 * camera puts beside it for people to look at.
 *
 * Each maker keeps it in another place (directories of TIFF, notes of the maker, boxes), so it is
 * looked for as JPEG itself: 0xffd8, segments, and among them the frame of a coding that libjpeg
 * reads. What sensors see is sometimes stored as JPEG too, but in its lossless coding.
 *
 * Sources: ITU-T T.81, annex B; TIFF 6.0, section 2; Adobe, "Digital Negative", 1.6.
 */
#ifndef SICHT_ENGINE_DECODER_EXIF_PREVIEW_H
#define SICHT_ENGINE_DECODER_EXIF_PREVIEW_H

#include "sicht/types.h"

/*
 * Does the first directory of a TIFF file, of which `head` are the first bytes, belong to a camera:
 * a maker, and a sign that the picture itself is elsewhere or raw?
 */
bool sicht_tiff_is_raw(struct sicht_bytes head);

/*
 * The JPEG of most pixels within a file, the first of those: `*out` begins with it and goes to the
 * end of the file. False: there is none.
 */
bool sicht_preview_find(struct sicht_bytes file, struct sicht_bytes *out);

#endif
