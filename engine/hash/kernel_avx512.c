/* SPDX-License-Identifier: MIT */
/* The kernels for AVX-512 as Ice Lake and Zen 4 have it. */
#if defined(__AVX512BW__)

#define LANES 16
#include "engine/hash/cpu.h"
#include "engine/hash/kernel_vector.h"
#include "engine/hash/kernel_x86.h"

#define COLUMNS 64

/* Weighted sum of two rows for 64 columns, added to four registers of 16, in-lane order. */
static inline void add_rows(const uint8_t *row, const uint8_t *next, __mmask64 columns,
	__m512i weights, __m512i sums[4])
{
	const __m512i zero = _mm512_setzero_si512();
	__m512i a = _mm512_maskz_loadu_epi8(columns, row);
	__m512i b = _mm512_maskz_loadu_epi8(columns, next);
	__m512i low = _mm512_unpacklo_epi8(a, b), high = _mm512_unpackhi_epi8(a, b);
	__m512i pairs[4] = {_mm512_unpacklo_epi8(low, zero), _mm512_unpackhi_epi8(low, zero),
		_mm512_unpacklo_epi8(high, zero), _mm512_unpackhi_epi8(high, zero)};
	for (int i = 0; i < 4; i++)
		sums[i] = _mm512_add_epi32(sums[i], _mm512_madd_epi16(pairs[i], weights));
}

static void tent_down_at(const uint8_t *const *rows, const int16_t *weights, size_t count,
	unsigned shift, size_t x, __mmask64 columns, int16_t *out)
{
	const int drop = (int)shift - SICHT_TENT_FRACTION;
	const __m512i half = _mm512_set1_epi32(1 << (drop - 1));
	/* 128-bit parts of two registers, taken in turn: eight columns each. */
	const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
	const __m512i second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
	__m512i sums[4] = {half, half, half, half};
	for (size_t t = 0; t < count; t += 2) {
		int32_t pair = (int32_t)((uint32_t)weights[t + 1] << 16 | (uint32_t)weights[t]);
		add_rows(rows[t] + x, rows[t + 1] + x, columns, _mm512_set1_epi32(pair), sums);
	}
	for (int i = 0; i < 4; i++)
		sums[i] = _mm512_sra_epi32(sums[i], _mm_cvtsi32_si128(drop));
	__m512i low = _mm512_packs_epi32(sums[0], sums[1]);
	__m512i high = _mm512_packs_epi32(sums[2], sums[3]);
	_mm512_mask_storeu_epi16(
		out + x, (__mmask32)columns, _mm512_permutex2var_epi64(low, first, high));
	_mm512_mask_storeu_epi16(out + x + 32, (__mmask32)(columns >> 32),
		_mm512_permutex2var_epi64(low, second, high));
}

static void tent_down(const uint8_t *const *rows, const int16_t *weights, size_t count,
	unsigned shift, size_t width, int16_t *out)
{
	size_t x = 0;
	for (; x + COLUMNS <= width; x += COLUMNS)
		tent_down_at(rows, weights, count, shift, x, ~(__mmask64)0, out);
	if (x < width)
		tent_down_at(rows, weights, count, shift, x,
			~(__mmask64)0 >> (COLUMNS - (width - x)), out);
}

const struct sicht_kernels sicht_kernels_avx512 = {
	.name = "avx512",
	.supported = sicht_cpu_has_avx512,
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
