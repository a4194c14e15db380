/* SPDX-License-Identifier: MIT */
/* Kernels that both x86 levels use as they are: wider registers would gain them little. */
#ifndef SICHT_ENGINE_HASH_KERNEL_X86_H
#define SICHT_ENGINE_HASH_KERNEL_X86_H

#include "engine/hash/kernel.h"

#include <immintrin.h>

/* Luma of the four pixels at `rgb`; reads 16 bytes. */
static inline __m128i luma_of_four(const uint8_t *rgb)
{
	const __m128i red_green =
		_mm_setr_epi8(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1);
	const __m128i blue =
		_mm_setr_epi8(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1);
	__m128i pixels = _mm_loadu_si128((const __m128i *)rgb);
	__m128i sum = _mm_madd_epi16(
		_mm_shuffle_epi8(pixels, red_green), _mm_set1_epi32(19235 << 16 | 9798));
	sum = _mm_add_epi32(
		sum, _mm_madd_epi16(_mm_shuffle_epi8(pixels, blue), _mm_set1_epi32(3735)));
	return _mm_srli_epi32(_mm_add_epi32(sum, _mm_set1_epi32(16384)), 15);
}

static void luma(const uint8_t *rgb, size_t count, uint8_t *out)
{
	size_t i = 0;
	for (; i + 18 <= count; i += 16) { /* two pixels more: a load reads four bytes too many */
		const uint8_t *pixels = rgb + 3 * i;
		__m128i low = _mm_packs_epi32(luma_of_four(pixels), luma_of_four(pixels + 12));
		__m128i high =
			_mm_packs_epi32(luma_of_four(pixels + 24), luma_of_four(pixels + 36));
		_mm_storeu_si128((__m128i *)(out + i), _mm_packus_epi16(low, high));
	}
	sicht_kernels_scalar.luma(rgb + 3 * i, count - i, out + i);
}

/* Partial sums of one output. */
static inline __m128i weigh(const int16_t *samples, const int16_t *weights, size_t taps)
{
	__m128i sum = _mm_setzero_si128();
	for (size_t t = 0; t < taps; t += SICHT_TENT_TAPS_STEP) {
		__m128i line = _mm_loadu_si128((const __m128i *)(samples + t));
		__m128i weight = _mm_loadu_si128((const __m128i *)(weights + t));
		sum = _mm_add_epi32(sum, _mm_madd_epi16(line, weight));
	}
	return sum;
}

static void tent_across(const int16_t *line, const struct sicht_tent *tent, float scale, float *out)
{
	const size_t taps = tent->taps;
	const uint32_t *first = tent->first;
	for (size_t o = 0; o < SICHT_BLOCK_SIDE; o += 4) {
		const int16_t *weights = tent->weight + o * taps;
		__m128i sum0 = weigh(line + first[o], weights, taps);
		__m128i sum1 = weigh(line + first[o + 1], weights + taps, taps);
		__m128i sum2 = weigh(line + first[o + 2], weights + 2 * taps, taps);
		__m128i sum3 = weigh(line + first[o + 3], weights + 3 * taps, taps);
		__m128i sums =
			_mm_hadd_epi32(_mm_hadd_epi32(sum0, sum1), _mm_hadd_epi32(sum2, sum3));
		_mm_storeu_ps(out + o, _mm_mul_ps(_mm_cvtepi32_ps(sums), _mm_set1_ps(scale)));
	}
}

/* The same eight columns of eight rows, as eight registers of one column each; and back. */
static inline void transpose(__m256 lines[8])
{
	__m256 pairs[8], quads[8];
	for (int i = 0; i < 8; i += 2) {
		pairs[i] = _mm256_unpacklo_ps(lines[i], lines[i + 1]);
		pairs[i + 1] = _mm256_unpackhi_ps(lines[i], lines[i + 1]);
	}
	for (int i = 0; i < 8; i += 4) {
		quads[i] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0x44);
		quads[i + 1] = _mm256_shuffle_ps(pairs[i], pairs[i + 2], 0xEE);
		quads[i + 2] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0x44);
		quads[i + 3] = _mm256_shuffle_ps(pairs[i + 1], pairs[i + 3], 0xEE);
	}
	for (int i = 0; i < 4; i++) {
		lines[i] = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x20);
		lines[i + 4] = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x31);
	}
}

static inline void load_columns(const float *const *rows, size_t x, __m256 columns[8])
{
	for (int i = 0; i < 8; i++)
		columns[i] = _mm256_loadu_ps(rows[i] + x);
	transpose(columns);
}

static inline __m256 load_column(const float *const *rows, size_t x)
{
	return _mm256_setr_ps(rows[0][x], rows[1][x], rows[2][x], rows[3][x], rows[4][x],
		rows[5][x], rows[6][x], rows[7][x]);
}

static inline void store_column(float *const *rows, size_t x, __m256 column)
{
	float lane[8];
	_mm256_storeu_ps(lane, column);
	for (int i = 0; i < 8; i++)
		rows[i][x] = lane[i];
}

/* Eight columns of the mean's third phase: add the next, subtract the oldest, divide. */
static inline __m256 slide_columns(const float *const *in, size_t entering, size_t leaving,
	__m256 sum, __m256 held, float *const *out, size_t x)
{
	__m256 next[8], oldest[8], mean[8];
	load_columns(in, entering, next);
	load_columns(in, leaving, oldest);
	for (int i = 0; i < 8; i++) {
		sum = _mm256_sub_ps(_mm256_add_ps(sum, next[i]), oldest[i]);
		mean[i] = _mm256_div_ps(sum, held);
	}
	transpose(mean);
	for (int i = 0; i < 8; i++)
		_mm256_storeu_ps(out[i] + x, mean[i]);
	return sum;
}

/* Lanes are rows: eight running means side by side. */
static void box_across(
	const float *const *in, size_t rows, size_t count, size_t window, float *const *out)
{
	if (rows < SICHT_BOX_ROWS) {
		sicht_kernels_scalar.box_across(in, rows, count, window, out);
		return;
	}
	const size_t half = (window + 2) / 2;
	__m256 sum = _mm256_setzero_ps();
	size_t entering = 0, leaving = 0, x = 0;
	for (; entering < half - 1; entering++)
		sum = _mm256_add_ps(sum, load_column(in, entering));
	for (; entering < window; entering++) {
		sum = _mm256_add_ps(sum, load_column(in, entering));
		store_column(out, x++, _mm256_div_ps(sum, _mm256_set1_ps((float)(entering + 1))));
	}
	const __m256 held = _mm256_set1_ps((float)window);
	for (; entering + 8 <= count; entering += 8, leaving += 8, x += 8)
		sum = slide_columns(in, entering, leaving, sum, held, out, x);
	for (; entering < count; entering++) {
		sum = _mm256_add_ps(sum, load_column(in, entering));
		sum = _mm256_sub_ps(sum, load_column(in, leaving++));
		store_column(out, x++, _mm256_div_ps(sum, held));
	}
	for (; x < count; x++) {
		sum = _mm256_sub_ps(sum, load_column(in, leaving++));
		store_column(out, x, _mm256_div_ps(sum, _mm256_set1_ps((float)(count - leaving))));
	}
}

#endif
