/* SPDX-License-Identifier: MIT */
/* Several pictures in one file. */
#ifndef SICHT_TESTS_SAMPLES_JOIN_H
#define SICHT_TESTS_SAMPLES_JOIN_H

#include "engine/base/text.h"
#include "sicht/status.h"

/* Append the JPEG files `jpegs`, one behind the other, with an index in the first (MPO). */
void sample_index(struct sicht_text *out, const struct sicht_bytes *jpegs, size_t count);

/*
 * The pictures `paths`, of one size, as pages or frames of the file `path` (.tif, .heif, .gif); if
 * that ends in .mpo, JPEG files as they are.
 */
SICHT_MUST_CHECK enum sicht_status sicht_sample_join(const char *path, char **paths, size_t count);

#endif
