/* SPDX-License-Identifier: MIT */
/*
 * The float kernels, written once for every vector length. A kernel file defines LANES, the floats
 * of one register, and includes this; the compiler's vector types do the rest. Lanes are columns,
 * each with its own sums in the scalar kernel's order, so the bits are the scalar kernel's.
 */
#ifndef SICHT_ENGINE_HASH_KERNEL_VECTOR_H
#define SICHT_ENGINE_HASH_KERNEL_VECTOR_H

#include "engine/hash/kernel.h"

#include <string.h>

typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t integers __attribute__((vector_size(LANES * sizeof(int32_t))));

static void box_down(float *sum, const float *entering, const float *leaving, float divisor,
	size_t count, float *out)
{
	for (size_t x = 0; x < count; x += LANES) {
		floats *total = (floats *)(sum + x);
		*total =
			(*total + *(const floats *)(entering + x)) - *(const floats *)(leaving + x);
		*(floats *)(out + x) = *total / divisor;
	}
}

/*
 * Four rows of the product of `rows` (row length 64) and a matrix of 64 rows of `columns`, from
 * column `x` on, one register wide: enough sums in flight to hide an addition's latency.
 */
static inline void multiply_rows(
	const float *rows, const float *matrix, size_t columns, size_t x, float *out)
{
	const size_t side = SICHT_BLOCK_SIDE;
	floats sum0 = {0}, sum1 = {0}, sum2 = {0}, sum3 = {0};
	for (size_t k = 0; k < side; k++) {
		const floats samples = *(const floats *)(matrix + k * columns + x);
		sum0 += rows[k] * samples;
		sum1 += rows[side + k] * samples;
		sum2 += rows[2 * side + k] * samples;
		sum3 += rows[3 * side + k] * samples;
	}
	*(floats *)(out + x) = sum0;
	*(floats *)(out + columns + x) = sum1;
	*(floats *)(out + 2 * columns + x) = sum2;
	*(floats *)(out + 3 * columns + x) = sum3;
}

static void dct(const float (*block)[SICHT_BLOCK_SIDE], const float (*matrix)[SICHT_BLOCK_SIDE],
	const float (*transposed)[SICHT_FREQUENCIES], float (*out)[SICHT_FREQUENCIES])
{
	_Alignas(SICHT_KERNEL_ALIGN) float down[SICHT_FREQUENCIES][SICHT_BLOCK_SIDE];
	for (size_t i = 0; i < SICHT_FREQUENCIES; i += 4) {
		for (size_t x = 0; x < SICHT_BLOCK_SIDE; x += LANES)
			multiply_rows(matrix[i], block[0], SICHT_BLOCK_SIDE, x, down[i]);
	}
	for (size_t i = 0; i < SICHT_FREQUENCIES; i += 4) {
		for (size_t x = 0; x < SICHT_FREQUENCIES; x += LANES)
			multiply_rows(down[i], transposed[0], SICHT_FREQUENCIES, x, out[i]);
	}
}

static inline integers steps(const float *u, const float *v)
{
	floats difference = *(const floats *)u - *(const floats *)v;
	integers step = __builtin_convertvector((difference * 100.0f) / 255.0f, integers);
	integers sign = step >> 31;
	return (step ^ sign) - sign;
}

static unsigned variation(const float (*block)[SICHT_BLOCK_SIDE])
{
	_Alignas(SICHT_KERNEL_ALIGN) float right[SICHT_BLOCK_SIDE];
	integers sums = {0};
	for (size_t i = 0; i < SICHT_BLOCK_SIDE; i++) {
		const float *row = block[i];
		const float *below = i + 1 < SICHT_BLOCK_SIDE ? block[i + 1] : row;
		memcpy(right, row + 1, (SICHT_BLOCK_SIDE - 1) * sizeof *right);
		right[SICHT_BLOCK_SIDE - 1] = row[SICHT_BLOCK_SIDE - 1];
		for (size_t j = 0; j < SICHT_BLOCK_SIDE; j += LANES)
			sums += steps(row + j, below + j) + steps(row + j, right + j);
	}
	unsigned sum = 0;
	for (size_t lane = 0; lane < LANES; lane++)
		sum += (unsigned)sums[lane];
	return sum;
}

static unsigned count_below(const int32_t *keys, int32_t limit)
{
	integers sums = {0};
	for (size_t k = 0; k < SICHT_FREQUENCIES * SICHT_FREQUENCIES; k += LANES)
		sums -= *(const integers *)(keys + k) < limit; /* true is -1 */
	unsigned below = 0;
	for (size_t lane = 0; lane < LANES; lane++)
		below += (unsigned)sums[lane];
	return below;
}

#endif
