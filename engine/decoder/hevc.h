/* SPDX-License-Identifier: MIT */
/*
 * HEVC for libheif: pictures of damaged files are whole only if they say so.
 *
 * libheif's own way to libde265 swallows what that says of a damaged stream, starts a thread, and
 * shows what the memory held before wherever nothing was decoded.
 */
#ifndef SICHT_ENGINE_DECODER_HEVC_H
#define SICHT_ENGINE_DECODER_HEVC_H

#include <stdbool.h>

/* Make libheif decode HEVC by this. False: it refuses. Before the process is locked in. */
bool sicht_hevc_prepare(void);

/* Forget what was wrong with earlier pictures. */
void sicht_hevc_begin(void);

/* What was wrong, so far, with any picture that libheif has decoded since; NULL: nothing. */
const char *sicht_hevc_damage(void);

#endif
