/* SPDX-License-Identifier: MIT */
/*
 * The inverse DCT for AVX2. Coefficients k and k + 4 lie in pairs, as halves of 32 bits: one
 * multiplication adds the products of both. In the first pass a lane is a column, in the second it
 * is a row; pairs() is the step from one to the other.
 */
#include "engine/decoder/jpeg_luma/kernel.h"

#if defined(__AVX2__)

#include <immintrin.h>

#include "engine/hash/cpu.h"

#define PASS_SHIFT 7

/* A pair of weights in every lane, for coefficients k (low half) and k + 4. */
static inline __m256i weights(int16_t low, int16_t high)
{
	return _mm256_set1_epi32((int32_t)((uint32_t)(uint16_t)high << 16 | (uint16_t)low));
}

static inline __m256i weigh(__m256i pair, int16_t low, int16_t high)
{
	return _mm256_madd_epi16(pair, weights(low, high));
}

static inline __m256i sum(__m256i a, __m256i b)
{
	return _mm256_add_epi32(a, b);
}

static inline __m256i difference(__m256i a, __m256i b)
{
	return _mm256_sub_epi32(a, b);
}

/* Coefficients times quantisers. Not 0: one of them is too large. */
static inline __m256i load(
	const struct sicht_quantisers *quantisers, const int16_t *block, __m256i pair[4])
{
	__m256i beyond = _mm256_setzero_si256();
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		__m256i coefficients = _mm256_load_si256((const __m256i *)block + i);
		__m256i quantiser = _mm256_load_si256((const __m256i *)quantisers->quantiser + i);
		__m256i limit = _mm256_load_si256((const __m256i *)quantisers->limit + i);
		__m256i excess = _mm256_subs_epu16(_mm256_abs_epi16(coefficients), limit);
		pair[i] = _mm256_mullo_epi16(coefficients, quantiser);
		beyond = _mm256_or_si256(beyond, excess);
	}
	return beyond;
}

/* Not 0: one of the numbers, with `above` added, has one of these bits; it is out of range. */
static inline __m256i beyond(const __m256i *numbers, int count, int16_t above, int16_t bits)
{
	__m256i met = _mm256_setzero_si256();
#pragma GCC unroll 4
	for (int i = 0; i < count; i++)
		met = _mm256_or_si256(met, _mm256_add_epi16(numbers[i], _mm256_set1_epi16(above)));
	return _mm256_and_si256(met, _mm256_set1_epi16(bits));
}

/* The same for the outcome of columns, which is packed two by two to 16 bits for that. */
static inline __m256i beyond_between(const __m256i *out, int count)
{
	__m256i packed[4];
#pragma GCC unroll 4
	for (int i = 0; i < count / 2; i++)
		packed[i] = _mm256_packs_epi32(out[2 * i], out[2 * i + 1]);
	return beyond(packed, count / 2, SICHT_BETWEEN_MAX + 1, INT16_MIN);
}

static inline __m256i beyond_samples(const __m256i *packed, int count)
{
	return beyond(packed, count, -SICHT_SAMPLE_MIN, ~(SICHT_SAMPLE_MAX - SICHT_SAMPLE_MIN));
}

static inline bool is_none(__m256i a, __m256i b, __m256i c)
{
	__m256i any = _mm256_or_si256(a, _mm256_or_si256(b, c));
	return _mm256_testz_si256(any, any);
}

/*
 * Two rows of eight numbers in 32 bits: each number of the left half and that four columns on
 * become one pair. The first row's four pairs, then the second's.
 */
static inline __m256i pairs(__m256i a, __m256i b)
{
	__m256i left = _mm256_permute2x128_si256(a, b, 0x20);
	__m256i right = _mm256_permute2x128_si256(a, b, 0x31);
	return _mm256_blend_epi16(left, _mm256_slli_epi32(right, 16), 0xaa);
}

/* -------------------------------------------------------------------------------- 8x8 samples */

static inline void transform_whole(const __m256i in[4], int shift, __m256i out[8])
{
	const __m256i half = _mm256_set1_epi32(1 << (shift - 1));
	__m256i same = sum(weigh(in[0], 8192, 8192), half);
	__m256i opposite = sum(weigh(in[0], 8192, -8192), half);
	__m256i outer = weigh(in[2], 10703, 4433), inner = weigh(in[2], 4433, -10704);
	const __m256i even[4] = {sum(same, outer), sum(opposite, inner),
		difference(opposite, inner), difference(same, outer)};
	const __m256i odd[4] = {
		sum(weigh(in[1], 11363, 6437), weigh(in[3], 9633, 2260)),
		sum(weigh(in[1], 9633, -11362), weigh(in[3], -2259, -6436)),
		sum(weigh(in[1], 6437, 2261), weigh(in[3], -11362, 9633)),
		sum(weigh(in[1], 2260, 9633), weigh(in[3], -6436, -11363)),
	};
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		out[i] = _mm256_srai_epi32(sum(even[i], odd[i]), shift);
		out[7 - i] = _mm256_srai_epi32(difference(even[i], odd[i]), shift);
	}
}

/* From rows, lanes being columns, to pairs of columns, lanes being rows. */
static inline void turn(const __m256i out[8], __m256i in[4])
{
	__m256i row[4], low[2], high[2];
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++)
		row[i] = pairs(out[i], out[i + 4]);
#pragma GCC unroll 4
	for (int i = 0; i < 2; i++) {
		low[i] = _mm256_unpacklo_epi32(row[2 * i], row[2 * i + 1]);
		high[i] = _mm256_unpackhi_epi32(row[2 * i], row[2 * i + 1]);
	}
	in[0] = _mm256_unpacklo_epi64(low[0], low[1]);
	in[1] = _mm256_unpackhi_epi64(low[0], low[1]);
	in[2] = _mm256_unpacklo_epi64(high[0], high[1]);
	in[3] = _mm256_unpackhi_epi64(high[0], high[1]);
}

/* Bytes of four columns and four rows in each half, columns first, become rows first. */
static inline __m256i rows_first(__m256i columns)
{
	const __m256i order = _mm256_broadcastsi128_si256(
		_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
	return _mm256_shuffle_epi8(columns, order);
}

static inline void store_two(__m128i rows, uint8_t *first, uint8_t *second)
{
	_mm_storel_epi64((__m128i *)first, rows);
	_mm_storeh_pd((double *)second, _mm_castsi128_pd(rows));
}

static bool whole(const struct sicht_quantisers *quantisers, const int16_t *block, uint8_t *samples,
	size_t stride_bytes)
{
	__m256i in[4], out[8], packed[4];
	__m256i wild_in = load(quantisers, block, in);
	transform_whole(in, 11, out);
	__m256i wild_between = beyond_between(out, 8);
	turn(out, in);
	transform_whole(in, 11 + PASS_SHIFT, out);
#pragma GCC unroll 4
	for (int i = 0; i < 4; i++)
		packed[i] = _mm256_packs_epi32(out[2 * i], out[2 * i + 1]);
	__m256i wild_out = beyond_samples(packed, 4);
	__m256i left = rows_first(_mm256_packs_epi16(packed[0], packed[1]));
	__m256i right = rows_first(_mm256_packs_epi16(packed[2], packed[3]));
	const __m256i middle = _mm256_set1_epi8(INT8_MIN);
	__m256i low = _mm256_xor_si256(_mm256_unpacklo_epi32(left, right), middle);
	__m256i high = _mm256_xor_si256(_mm256_unpackhi_epi32(left, right), middle);
	uint8_t *lower = samples + 4 * stride_bytes;
	store_two(_mm256_castsi256_si128(low), samples, samples + stride_bytes);
	store_two(_mm256_castsi256_si128(high), samples + 2 * stride_bytes,
		samples + 3 * stride_bytes);
	store_two(_mm256_extracti128_si256(low, 1), lower, lower + stride_bytes);
	store_two(_mm256_extracti128_si256(high, 1), lower + 2 * stride_bytes,
		lower + 3 * stride_bytes);
	return is_none(wild_in, wild_between, wild_out);
}

/* -------------------------------------------------------------------------------- 4x4 samples */

static inline void transform_half(const __m256i in[4], int shift, __m256i out[4])
{
	const __m256i half = _mm256_set1_epi32(1 << (shift - 1));
	__m256i first = sum(weigh(in[0], 16384, 0), half), third = weigh(in[2], 15137, -6270);
	const __m256i even[2] = {sum(first, third), difference(first, third)};
	const __m256i odd[2] = {
		sum(weigh(in[1], 20995, -4926), weigh(in[3], 7373, -4176)),
		sum(weigh(in[1], 8697, 11893), weigh(in[3], -17799, -1730)),
	};
#pragma GCC unroll 4
	for (int i = 0; i < 2; i++) {
		out[i] = _mm256_srai_epi32(sum(even[i], odd[i]), shift);
		out[3 - i] = _mm256_srai_epi32(difference(even[i], odd[i]), shift);
	}
}

/* As turn(), for four rows: lanes 4 to 7 repeat lanes 0 to 3. */
static inline void turn_half(const __m256i out[4], __m256i in[4])
{
	__m256i upper = pairs(out[0], out[1]), lower = pairs(out[2], out[3]);
	__m256i even = _mm256_permute2x128_si256(upper, lower, 0x20); /* rows 0 and 2 */
	__m256i odd = _mm256_permute2x128_si256(upper, lower, 0x31);
	__m256i low = _mm256_unpacklo_epi32(even, odd); /* pair 0 of rows 0, 1, pair 1; rows 2, 3 */
	__m256i high = _mm256_unpackhi_epi32(even, odd);
	in[0] = _mm256_permute4x64_epi64(low, 0x88);
	in[1] = _mm256_permute4x64_epi64(low, 0xdd);
	in[2] = _mm256_permute4x64_epi64(high, 0x88);
	in[3] = _mm256_permute4x64_epi64(high, 0xdd);
}

static inline void store_four(uint8_t *samples, int32_t row)
{
	__builtin_memcpy(samples, &row, sizeof row);
}

static bool half(const struct sicht_quantisers *quantisers, const int16_t *block, uint8_t *samples,
	size_t stride_bytes)
{
	__m256i in[4], out[4], packed[2];
	__m256i wild_in = load(quantisers, block, in);
	transform_half(in, 12, out);
	__m256i wild_between = beyond_between(out, 4);
	turn_half(out, in);
	transform_half(in, 12 + PASS_SHIFT, out);
	packed[0] = _mm256_packs_epi32(out[0], out[1]);
	packed[1] = _mm256_packs_epi32(out[2], out[3]);
	__m256i wild_out = beyond_samples(packed, 2);
	__m256i rows = rows_first(_mm256_packs_epi16(packed[0], packed[1]));
	rows = _mm256_xor_si256(rows, _mm256_set1_epi8(INT8_MIN));
	__m128i row = _mm256_castsi256_si128(rows);
	store_four(samples, _mm_cvtsi128_si32(row));
	store_four(samples + stride_bytes, _mm_extract_epi32(row, 1));
	store_four(samples + 2 * stride_bytes, _mm_extract_epi32(row, 2));
	store_four(samples + 3 * stride_bytes, _mm_extract_epi32(row, 3));
	return is_none(wild_in, wild_between, wild_out);
}

/* -------------------------------------------------------------------------------- 2x2 samples */

/* Right: the sums of neighbours' products, of eight columns each, one after another. */
static inline __m128i weigh_row(__m256i numbers, __m256i weight)
{
	__m256i products = _mm256_madd_epi16(numbers, weight);
	return _mm_add_epi32(
		_mm256_castsi256_si128(products), _mm256_extracti128_si256(products, 1));
}

static bool quarter(const struct sicht_quantisers *quantisers, const int16_t *block,
	uint8_t *samples, size_t stride_bytes)
{
	const __m256i half = _mm256_set1_epi32(1 << 12);
	__m256i in[4], out[2];
	__m256i wild_in = load(quantisers, block, in);
	__m256i even = sum(_mm256_slli_epi32(weigh(in[0], 16384, 0), 1), half);
	__m256i odd = sum(weigh(in[1], 29692, 6967), weigh(in[3], -10426, -5906));
	out[0] = _mm256_srai_epi32(sum(even, odd), 13);
	out[1] = _mm256_srai_epi32(difference(even, odd), 13);
	__m256i wild_between = beyond_between(out, 2);
	/* in each half: four numbers of the upper row, then four of the lower */
	__m256i between = _mm256_packs_epi32(out[0], out[1]);
	const __m256i weight = _mm256_setr_epi16(
		0, 29692, 0, -10426, 0, 29692, 0, -10426, 0, 6967, 0, -5906, 0, 6967, 0, -5906);
	__m128i odds = weigh_row(between, weight); /* two parts of each row's sum */
	odds = _mm_hadd_epi32(odds, odds);
	__m128i firsts = _mm_castps_si128(_mm_shuffle_ps(
		_mm_castsi128_ps(_mm256_castsi256_si128(between)), _mm_setzero_ps(), 0x08));
	firsts = _mm_srai_epi32(_mm_slli_epi32(firsts, 16), 1);
	firsts = _mm_add_epi32(firsts, _mm_set1_epi32(1 << 19));
	__m128i left = _mm_srai_epi32(_mm_add_epi32(firsts, odds), 20);
	__m128i right = _mm_srai_epi32(_mm_sub_epi32(firsts, odds), 20);
	__m128i row = _mm_packs_epi32(_mm_unpacklo_epi32(left, right), _mm_setzero_si128());
	__m256i all = _mm256_broadcastsi128_si256(row); /* a number that is none is 0 */
	__m256i wild_out = beyond_samples(&all, 1);
	row = _mm_xor_si128(_mm_packs_epi16(row, row), _mm_set1_epi8(INT8_MIN));
	int32_t four = _mm_cvtsi128_si32(row);
	__builtin_memcpy(samples, &four, 2);
	four >>= 16;
	__builtin_memcpy(samples + stride_bytes, &four, 2);
	return is_none(wild_in, wild_between, wild_out);
}

const struct sicht_inverse_kernels sicht_inverse_avx2 = {
	.name = "avx2",
	.supported = sicht_cpu_has_avx2,
	.whole = whole,
	.half = half,
	.quarter = quarter,
};

#endif
