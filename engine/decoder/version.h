/* SPDX-License-Identifier: MIT */
/* Which libraries decode: hashes are only as reproducible as the samples that these give. */
#ifndef SICHT_ENGINE_DECODER_VERSION_H
#define SICHT_ENGINE_DECODER_VERSION_H

#include "sicht/limits.h"

/*
 * "libvips 8.14.1, libjpeg-turbo 2.1.5, ...": as they are loaded in this process, so after
 * sicht_vips_prepare() and before the process is locked in.
 */
void sicht_decoder_versions(char text[SICHT_VERSIONS_BYTES]);

#endif
