/* SPDX-License-Identifier: MIT */
/*
 * Windows icons and cursors: a directory of pictures, each a PNG file or a bitmap (bmp.h).
 *
 *     file    two zeros, 1 (icon) or 2 (cursor), number of entries; 16 bytes an entry
 *     entry   width, height (0: 256), colours, 0, planes, depth, bytes, offset
 *
 * Source: Microsoft, "Icons".
 */
#ifndef SICHT_ENGINE_DECODER_BMP_ICON_H
#define SICHT_ENGINE_DECODER_BMP_ICON_H

#include "sicht/types.h"

/*
 * The picture of most pixels, of those the one of most bytes, whose bytes are all there. False:
 * there is none.
 */
bool sicht_icon_find(struct sicht_bytes file, struct sicht_bytes *out);

#endif
