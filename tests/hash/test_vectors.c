/* SPDX-License-Identifier: MIT */
/* The published vectors: the exact path at distance 0, the fast path near it. */
#include "sicht/limits.h"
#include "tests/hash/vectors.h"

#include <criterion/criterion.h>

static struct vector vectors[VECTORS_MAX];

Test(vectors, exact_path_is_the_reference_bit_for_bit)
{
	struct sicht_hasher *hasher = NULL;
	cr_assert(sicht_hasher_new(&hasher) == SICHT_OK);
	size_t count = vectors_load(vectors);
	for (size_t i = 0; i < count; i++) {
		struct sicht_picture picture = vectors_decode(&vectors[i]);
		for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			struct sicht_pdq_result result;
			cr_assert(sicht_pdq_exact(hasher, &picture, NULL, profile, &result) ==
				  SICHT_OK);
			unsigned distance =
				sicht_pdq_distance(&result.form[0], &vectors[i].hash[profile]);
			cr_expect(distance == 0, "%s, %s: %u bits", vectors[i].path,
				sicht_profile_name(profile), distance);
			cr_expect(result.quality == vectors[i].quality[profile], "%s: quality %u",
				vectors[i].path, result.quality);
			for (int form = 1; form < SICHT_DIHEDRAL_COUNT; form++) {
				if (profile != SICHT_PROFILE_REF512)
					continue;
				distance = sicht_pdq_distance(
					&result.form[form], &vectors[i].form[form]);
				cr_expect(distance == 0, "%s, %s: %u bits", vectors[i].path,
					sicht_transform_name(form), distance);
			}
		}
		vectors_free(&picture);
	}
	sicht_hasher_free(hasher);
}

Test(vectors, fast_path_is_near_at_quality_50_and_above)
{
	struct sicht_hasher *hasher = NULL;
	cr_assert(sicht_hasher_new(&hasher) == SICHT_OK);
	size_t count = vectors_load(vectors);
	for (size_t i = 0; i < count; i++) {
		struct sicht_picture picture = vectors_decode(&vectors[i]);
		for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			struct sicht_pdq_result result;
			cr_assert(sicht_pdq_fast(hasher, &picture, NULL, profile, &result) ==
				  SICHT_OK);
			unsigned distance =
				sicht_pdq_distance(&result.form[0], &vectors[i].hash[profile]);
			if (vectors[i].quality[profile] >= SICHT_QUALITY_MIN)
				cr_expect(distance <= 10, "%s, %s: %u bits", vectors[i].path,
					sicht_profile_name(profile), distance);
		}
		vectors_free(&picture);
	}
	sicht_hasher_free(hasher);
}
