/* SPDX-License-Identifier: MIT */
/* Coefficients to bits: the median rule, ties, and the eight sets of signs. */
#include "engine/hash/hasher.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define SIDE SICHT_FREQUENCIES
#define COUNT (SIDE * SIDE)

/* The rules as they are written: C from B, then the 128th smallest, then "greater". */
static void turn(const float from[SIDE][SIDE], enum sicht_transform transform, float to[SIDE][SIDE])
{
	for (int i = 0; i < SIDE; i++) {
		for (int j = 0; j < SIDE; j++) {
			float value = from[i][j];
			switch (transform) {
			case SICHT_TRANSFORM_ROT90:
				to[j][i] = j % 2 ? value : -value;
				break;
			case SICHT_TRANSFORM_ROT180:
				to[i][j] = (i + j) % 2 ? -value : value;
				break;
			case SICHT_TRANSFORM_ROT270:
				to[j][i] = i % 2 ? value : -value;
				break;
			case SICHT_TRANSFORM_FLIPX:
				to[i][j] = i % 2 ? value : -value;
				break;
			case SICHT_TRANSFORM_FLIPY:
				to[i][j] = j % 2 ? value : -value;
				break;
			case SICHT_TRANSFORM_FLIP_PLUS1:
				to[j][i] = value;
				break;
			case SICHT_TRANSFORM_FLIP_MINUS1:
				to[j][i] = (i + j) % 2 ? -value : value;
				break;
			default:
				to[i][j] = value;
			}
		}
	}
}

static int compare(const void *a, const void *b)
{
	float left = *(const float *)a, right = *(const float *)b;
	return (left > right) - (left < right);
}

static struct sicht_pdq threshold(float values[SIDE][SIDE])
{
	float sorted[COUNT];
	struct sicht_pdq hash = {{0}};
	for (int k = 0; k < COUNT; k++)
		sorted[k] = values[k / SIDE][k % SIDE];
	qsort(sorted, COUNT, sizeof *sorted, compare);
	for (int k = 0; k < COUNT; k++)
		hash.word[k / 64] |= (uint64_t)(values[k / SIDE][k % SIDE] > sorted[127])
				     << (k % 64);
	return hash;
}

static void expect_by_the_rules(float values[SIDE][SIDE])
{
	struct sicht_pdq form[SICHT_DIHEDRAL_COUNT];
	float turned[SIDE][SIDE];
	sicht_forms_from_coefficients(sicht_kernels(), (const float(*)[SIDE])values, form);
	for (int transform = 0; transform < SICHT_DIHEDRAL_COUNT; transform++) {
		turn((const float(*)[SIDE])values, transform, turned);
		struct sicht_pdq expected = threshold(turned);
		cr_expect(sicht_pdq_distance(&form[transform], &expected) == 0, "%s",
			sicht_transform_name(transform));
	}
}

Test(forms, follow_the_rules_on_random_coefficients)
{
	uint32_t state = 7;
	for (int round = 0; round < 200; round++) {
		float values[SIDE][SIDE];
		for (int k = 0; k < COUNT; k++) {
			state = state * 1664525 + 1013904223;
			/* Later rounds have few distinct values, among them both zeros. */
			values[k / SIDE][k % SIDE] =
				round < 100 ? (float)(int32_t)state * 1e-7f
					    : (float)((int32_t)(state >> 24) % 5 - 2) * -1.0f;
		}
		expect_by_the_rules(values);
	}
}

Test(forms, half_of_the_bits_are_set_when_values_differ)
{
	float values[SIDE][SIDE];
	struct sicht_pdq form[SICHT_DIHEDRAL_COUNT];
	const struct sicht_pdq zero = {{0}};
	for (int k = 0; k < COUNT; k++)
		values[k / SIDE][k % SIDE] = (float)((k * 37 + 11) % COUNT) - 100.5f;
	sicht_forms_from_coefficients(sicht_kernels(), (const float(*)[SIDE])values, form);
	cr_expect(sicht_pdq_distance(&form[0], &zero) == COUNT / 2);
}

Test(forms, the_first_bit_is_the_lowest_frequency)
{
	float values[SIDE][SIDE] = {{0}};
	struct sicht_pdq form[SICHT_DIHEDRAL_COUNT];
	values[0][0] = 1.0f;
	sicht_forms_from_coefficients(sicht_kernels(), (const float(*)[SIDE])values, form);
	cr_expect(form[0].word[0] == 1 && form[0].word[1] == 0 && form[0].word[3] == 0);
	values[0][0] = 0.0f;
	values[15][14] = 1.0f;
	sicht_forms_from_coefficients(sicht_kernels(), (const float(*)[SIDE])values, form);
	cr_expect(form[0].word[3] == UINT64_C(1) << 62);
	cr_expect(form[SICHT_TRANSFORM_FLIP_PLUS1].word[3] == UINT64_C(1) << 47);
}
