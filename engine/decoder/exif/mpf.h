/* SPDX-License-Identifier: MIT */
/*
 * Where in a JPEG file its further pictures are: the other eye's of a stereo camera, previews, the
 * rest of a burst (MPO files, and files of telephones that are named .jpg).
 *
 * The first picture has a segment 0xe2 with "MPF", a zero, and a TIFF file whose first directory is
 * an index: tag 0xb001 says how many pictures there are, 0xb002 where a table of them is, 16 bytes
 * each: attributes, length, offset, two numbers of other pictures. Offsets count from that TIFF
 * file and may lead behind the segment, to whole JPEG files. The first entry is the first picture.
 *
 * Source: CIPA DC-007 (Multi-Picture Format), 5.2.
 */
#ifndef SICHT_ENGINE_DECODER_EXIF_MPF_H
#define SICHT_ENGINE_DECODER_EXIF_MPF_H

#include "sicht/types.h"

/*
 * How many pictures `file` says it holds, the first included; 1 if it has no index that is sound.
 */
uint32_t sicht_mpf_count(struct sicht_bytes file);

/*
 * Picture `page` (from 1) of them: true and `*out` set to a part of `file` that begins as a JPEG
 * does, cut off where the file is. False: there is none where it should be.
 */
bool sicht_mpf_picture(struct sicht_bytes file, uint32_t page, struct sicht_bytes *out);

#endif
