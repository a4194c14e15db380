/* SPDX-License-Identifier: MIT */
/* A JPEG file with a thumbnail in it, as cameras write them: built byte by byte. */
#ifndef SICHT_TESTS_SAMPLES_THUMBNAIL_H
#define SICHT_TESTS_SAMPLES_THUMBNAIL_H

#include "engine/base/text.h"

/* What a segment has room for. */
#define SAMPLE_THUMBNAIL_BYTES_MAX 65000

/*
 * Append the JPEG `picture` with `thumbnail` in an Exif segment behind its first marker; numbers in
 * the order of Motorola (`big_end_first`) or Intel.
 */
void sample_embed(struct sicht_text *out, struct sicht_bytes picture, struct sicht_bytes thumbnail,
	bool big_end_first);

#endif
