/* SPDX-License-Identifier: MIT */
/*
 * TIFF files in the segments of a JPEG: Exif's, and the index of further pictures.
 *
 *     file        0xffd8, then segments: 0xff, marker, two bytes of length, content
 *
 * Source: ITU T.81, annex B.
 */
#ifndef SICHT_ENGINE_DECODER_EXIF_SEGMENT_H
#define SICHT_ENGINE_DECODER_EXIF_SEGMENT_H

#include "sicht/types.h"

/*
 * What stands behind `name` (its zeros included) in the first segment of that marker which begins
 * so, among those at the beginning of the JPEG `file`: the application's, and comments. False:
 * there is none.
 */
bool sicht_segment_find(
	struct sicht_bytes file, unsigned marker, struct sicht_bytes name, struct sicht_bytes *out);

#endif
