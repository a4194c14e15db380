/* SPDX-License-Identifier: MIT */
/* Pictures by integer formula: the same bytes everywhere, with the spectrum of a photograph. */
#ifndef SICHT_TESTS_HASH_PAINT_H
#define SICHT_TESTS_HASH_PAINT_H

#include "sicht/hash.h"

/* Waves of a few frequencies, louder the slower, and a little noise. Freed by paint_free(). */
struct sicht_picture paint(uint32_t width, uint32_t height, uint32_t bands, uint32_t seed);

/* One grey value everywhere. */
struct sicht_picture paint_flat(uint32_t width, uint32_t height, uint32_t bands, uint8_t grey);

/* Copy all of `from` into `onto`, its corner at (left, top); same number of bands. */
void paint_over(
	const struct sicht_picture *from, uint32_t left, uint32_t top, struct sicht_picture *onto);

/* A copy of a part. */
struct sicht_picture paint_part(const struct sicht_picture *picture, const struct sicht_rect *rect);

/* What a decoder gives that reduces by `scale`: means of scale x scale pixels, sides rounded up. */
struct sicht_picture paint_reduced(const struct sicht_picture *picture, uint32_t scale);

/* The picture as `transform` names it; one band or three. */
struct sicht_picture paint_turned(
	const struct sicht_picture *picture, enum sicht_transform transform);

/* The pixel at (x, y), to be read or written. */
uint8_t *paint_at(const struct sicht_picture *picture, uint32_t x, uint32_t y);

void paint_free(struct sicht_picture *picture);

#endif
