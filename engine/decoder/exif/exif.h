/* SPDX-License-Identifier: MIT */
/*
 * Where in a JPEG file its thumbnail is.
 *
 * A camera puts a small JPEG into an Exif segment near the beginning of the file. Programs that
 * change the picture often leave it as it was, so it may show what the picture does not any more.
 *
 *     file        0xffd8, then segments: 0xff, marker, two bytes of length, content
 *     segment     marker 0xe1; "Exif", two zeros, then a TIFF file, from which offsets count
 *     TIFF        "II*\0" or "MM\0*" (which tells the order of bytes), offset of directory 0
 *     directory   number of entries, 12 bytes each, offset of the next directory
 *     entry       tag, type, number of values, the value (or where it is)
 *
 * Directory 0 speaks of the picture, directory 1 of the thumbnail: tag 0x0201 is its offset, 0x0202
 * its length. Nothing else is read, and whatever does not fit into its bytes is no thumbnail.
 *
 * Source: CIPA DC-008 (Exif 2.32), 4.5; TIFF 6.0, section 2.
 */
#ifndef SICHT_ENGINE_DECODER_EXIF_EXIF_H
#define SICHT_ENGINE_DECODER_EXIF_EXIF_H

#include "sicht/types.h"

/*
 * `head`: the first bytes of a file. True and `*out` set, to a part of `head` that begins as a JPEG
 * does, if there is a thumbnail in it.
 */
bool sicht_exif_thumbnail(struct sicht_bytes head, struct sicht_bytes *out);

#endif
