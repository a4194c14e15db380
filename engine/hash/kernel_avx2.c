/* SPDX-License-Identifier: MIT */
/* The kernels for AVX2. */
#if defined(__AVX2__)

#define LANES 8
#include "engine/hash/cpu.h"
#include "engine/hash/kernel_vector.h"
#include "engine/hash/kernel_x86.h"

#define COLUMNS 32

/* Weighted sum of two rows for 32 columns, added to four registers of eight, in-lane order. */
static inline void add_rows(
	const uint8_t *row, const uint8_t *next, __m256i weights, __m256i sums[4])
{
	const __m256i zero = _mm256_setzero_si256();
	__m256i a = _mm256_loadu_si256((const __m256i *)row);
	__m256i b = _mm256_loadu_si256((const __m256i *)next);
	__m256i low = _mm256_unpacklo_epi8(a, b), high = _mm256_unpackhi_epi8(a, b);
	__m256i pairs[4] = {_mm256_unpacklo_epi8(low, zero), _mm256_unpackhi_epi8(low, zero),
		_mm256_unpacklo_epi8(high, zero), _mm256_unpackhi_epi8(high, zero)};
	for (int i = 0; i < 4; i++)
		sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(pairs[i], weights));
}

static void tent_down_at(const uint8_t *const *rows, const int16_t *weights, size_t count,
	unsigned shift, size_t x, int16_t *out)
{
	const int drop = (int)shift - SICHT_TENT_FRACTION;
	const __m256i half = _mm256_set1_epi32(1 << (drop - 1));
	__m256i sums[4] = {half, half, half, half};
	for (size_t t = 0; t < count; t += 2) {
		int32_t pair = (int32_t)((uint32_t)weights[t + 1] << 16 | (uint32_t)weights[t]);
		add_rows(rows[t] + x, rows[t + 1] + x, _mm256_set1_epi32(pair), sums);
	}
	for (int i = 0; i < 4; i++)
		sums[i] = _mm256_sra_epi32(sums[i], _mm_cvtsi32_si128(drop));
	__m256i low = _mm256_packs_epi32(sums[0], sums[1]);
	__m256i high = _mm256_packs_epi32(sums[2], sums[3]);
	_mm256_storeu_si256((__m256i *)(out + x), _mm256_permute2x128_si256(low, high, 0x20));
	_mm256_storeu_si256((__m256i *)(out + x + 16), _mm256_permute2x128_si256(low, high, 0x31));
}

static void tent_down(const uint8_t *const *rows, const int16_t *weights, size_t count,
	unsigned shift, size_t width, int16_t *out)
{
	if (width < COLUMNS) {
		sicht_kernels_scalar.tent_down(rows, weights, count, shift, width, out);
		return;
	}
	for (size_t x = 0; x + COLUMNS <= width; x += COLUMNS)
		tent_down_at(rows, weights, count, shift, x, out);
	if (width % COLUMNS != 0) /* the last columns, some of them a second time */
		tent_down_at(rows, weights, count, shift, width - COLUMNS, out);
}

const struct sicht_kernels sicht_kernels_avx2 = {
	.name = "avx2",
	.supported = sicht_cpu_has_avx2,
	.luma = luma,
	.tent_down = tent_down,
	.tent_across = tent_across,
	.box_across = box_across,
	.box_down = box_down,
	.dct = dct,
	.variation = variation,
	.count_below = count_below,
};

#else
#include "engine/hash/kernel.h" /* nothing here for this target */
#endif
