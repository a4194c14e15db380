/* SPDX-License-Identifier: MIT */
/* The published vectors: the exact path at distance 0, the fast path near it. */
#include "sicht/limits.h"
#include "tests/hash/vectors.h"

#include <criterion/criterion.h>

static struct sicht_hasher *hasher;
static struct vector vectors[VECTORS_MAX];

static void expect_exact(
	const struct vector *vector, const struct sicht_picture *picture, int profile)
{
	struct sicht_pdq_result result;
	cr_assert(sicht_pdq_exact(hasher, picture, NULL, profile, &result) == SICHT_OK);
	unsigned distance = sicht_pdq_distance(&result.form[0], &vector->hash[profile]);
	cr_expect(distance == 0, "%s, %s: %u bits", vector->path, sicht_profile_name(profile),
		distance);
	cr_expect(result.quality == vector->quality[profile], "%s: quality %u", vector->path,
		result.quality);
	for (int form = 1; form < SICHT_DIHEDRAL_COUNT; form++) {
		if (profile != SICHT_PROFILE_REF512)
			continue;
		distance = sicht_pdq_distance(&result.form[form], &vector->form[form]);
		cr_expect(distance == 0, "%s, %s: %u bits", vector->path,
			sicht_transform_name(form), distance);
	}
}

static void expect_near(
	const struct vector *vector, const struct sicht_picture *picture, int profile)
{
	struct sicht_pdq_result result;
	cr_assert(sicht_pdq_fast(hasher, picture, NULL, profile, &result) == SICHT_OK);
	unsigned distance = sicht_pdq_distance(&result.form[0], &vector->hash[profile]);
	if (vector->quality[profile] >= SICHT_QUALITY_MIN)
		cr_expect(distance <= 10, "fast, %s, %s: %u bits", vector->path,
			sicht_profile_name(profile), distance);
}

Test(vectors, exact_path_is_the_reference_bit_for_bit_and_the_fast_path_near_it)
{
	cr_assert(sicht_hasher_new(&hasher) == SICHT_OK);
	size_t count = vectors_load(vectors);
	for (size_t i = 0; i < count; i++) {
		struct sicht_picture picture = vectors_decode(&vectors[i]);
		for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			expect_exact(&vectors[i], &picture, profile);
			expect_near(&vectors[i], &picture, profile);
		}
		vectors_free(&picture);
	}
	sicht_hasher_free(hasher);
}
