/* SPDX-License-Identifier: MIT */
/*
 * The published PDQ test vectors, where they are at hand: the folder that SICHT_PDQ_VECTORS names,
 * or ../shared/pdq-vectors beside the source tree. Pictures are decoded to the pixels that the
 * reference hashes: stored orientation, no colour management, alpha dropped.
 */
#ifndef SICHT_TESTS_HASH_VECTORS_H
#define SICHT_TESTS_HASH_VECTORS_H

#include "sicht/hash.h"

#define VECTORS_MAX 64

struct vector {
	char path[256];
	struct sicht_pdq hash[SICHT_PROFILE_COUNT];
	unsigned quality[SICHT_PROFILE_COUNT];
	struct sicht_pdq form[SICHT_DIHEDRAL_COUNT]; /* profile ref512, from ROT90 on */
};

/* Reads the list; returns how many there are, 0 (and says "skipped: ...") if there is no list. */
size_t vectors_load(struct vector *vectors);

/* Decodes; the caller frees the pixels by vectors_free(). Fails the test if it cannot. */
struct sicht_picture vectors_decode(const struct vector *vector);
void vectors_free(struct sicht_picture *picture);

#endif
