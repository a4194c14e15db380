/* SPDX-License-Identifier: MIT */
/*
 * From 16x16 DCT coefficients to the hashes of the picture's eight dihedral forms.
 *
 * Mirroring a picture negates its coefficients of odd frequency along that axis (those of even
 * index here, since frequency 0 is left out); exchanging its axes transposes them. A transposed
 * set has the same median, and the transposed bits. So there are four sets of signs to threshold,
 * and the other four forms are their bit matrices transposed.
 *
 * Coefficients are compared as integers that order like the floats and whose negation is the
 * float's negation; the medians are found bit by bit, without branches that depend on the data.
 */
#include "engine/hash/hasher.h"

#include <string.h>

#define COUNT (SICHT_FREQUENCIES * SICHT_FREQUENCIES)

/* Sign and magnitude to two's complement: both zeros become 0. */
static void order_keys(const float (*coefficients)[SICHT_FREQUENCIES], int32_t keys[COUNT])
{
	int32_t bits[COUNT];
	memcpy(bits, coefficients, sizeof bits);
	for (size_t k = 0; k < COUNT; k++) {
		int32_t sign = bits[k] >> 31;
		keys[k] = ((bits[k] & INT32_MAX) ^ sign) - sign;
	}
}

/* The lower median: the greatest value that at most 127 keys lie below. */
static int32_t median_of(const struct sicht_kernels *kernels, const int32_t keys[COUNT])
{
	uint32_t median = 0; /* shifted by 2^31, so that it can be built from its highest bit on */
	for (uint32_t bit = UINT32_C(1) << 31; bit; bit >>= 1) {
		int32_t candidate = (int32_t)((median | bit) ^ UINT32_C(0x80000000));
		if (kernels->count_below(keys, candidate) < COUNT / 2)
			median |= bit;
	}
	return (int32_t)(median ^ UINT32_C(0x80000000));
}

static struct sicht_pdq threshold(const struct sicht_kernels *kernels, const int32_t keys[COUNT])
{
	struct sicht_pdq hash = {{0}};
	int32_t median = median_of(kernels, keys);
	for (size_t k = 0; k < COUNT; k++)
		hash.word[k / 64] |= (uint64_t)(keys[k] > median) << (k % 64);
	return hash;
}

/* Exchange blocks of bits across the diagonal: 8x8, then 4x4, 2x2, 1x1. */
static struct sicht_pdq transpose(struct sicht_pdq hash)
{
	uint32_t row[SICHT_FREQUENCIES];
	for (size_t i = 0; i < SICHT_FREQUENCIES; i++)
		row[i] = hash.word[i / 4] >> (16 * (i % 4)) & 0xFFFF;
	uint32_t mask = 0x00FF;
	for (size_t side = 8; side; side >>= 1, mask ^= mask << side & 0xFFFF) {
		for (size_t i = 0; i < SICHT_FREQUENCIES; i = (i + side + 1) & ~side) {
			uint32_t swap = (row[i] >> side ^ row[i + side]) & mask;
			row[i + side] ^= swap;
			row[i] ^= swap << side;
		}
	}
	struct sicht_pdq out = {{0}};
	for (size_t i = 0; i < SICHT_FREQUENCIES; i++)
		out.word[i / 4] |= (uint64_t)row[i] << (16 * (i % 4));
	return out;
}

/* Negate the keys of even row index (by rows), even column index (by columns), or both. */
static void mirror(const int32_t keys[COUNT], bool rows, bool columns, int32_t out[COUNT])
{
	for (size_t i = 0; i < SICHT_FREQUENCIES; i++) {
		for (size_t j = 0; j < SICHT_FREQUENCIES; j++) {
			size_t k = i * SICHT_FREQUENCIES + j;
			bool negated = (rows && i % 2 == 0) != (columns && j % 2 == 0);
			out[k] = negated ? -keys[k] : keys[k];
		}
	}
}

void sicht_forms_from_coefficients(const struct sicht_kernels *kernels,
	const float (*coefficients)[SICHT_FREQUENCIES], struct sicht_pdq form[SICHT_DIHEDRAL_COUNT])
{
	_Alignas(SICHT_KERNEL_ALIGN) int32_t keys[COUNT], mirrored[COUNT];
	order_keys(coefficients, keys);
	form[SICHT_TRANSFORM_ORIGINAL] = threshold(kernels, keys);
	mirror(keys, true, false, mirrored);
	form[SICHT_TRANSFORM_FLIPX] = threshold(kernels, mirrored);
	mirror(keys, false, true, mirrored);
	form[SICHT_TRANSFORM_FLIPY] = threshold(kernels, mirrored);
	mirror(keys, true, true, mirrored);
	form[SICHT_TRANSFORM_ROT180] = threshold(kernels, mirrored);
	form[SICHT_TRANSFORM_FLIP_PLUS1] = transpose(form[SICHT_TRANSFORM_ORIGINAL]);
	form[SICHT_TRANSFORM_ROT270] = transpose(form[SICHT_TRANSFORM_FLIPX]);
	form[SICHT_TRANSFORM_ROT90] = transpose(form[SICHT_TRANSFORM_FLIPY]);
	form[SICHT_TRANSFORM_FLIP_MINUS1] = transpose(form[SICHT_TRANSFORM_ROT180]);
}

struct sicht_pdq sicht_pdq_complement(const struct sicht_pdq *hash)
{
	struct sicht_pdq out;
	for (size_t i = 0; i < 4; i++)
		out.word[i] = ~hash->word[i];
	return out;
}
