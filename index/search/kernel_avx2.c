/* SPDX-License-Identifier: MIT */
/*
 * Search kernels for AVX2, which cannot count bits.
 *
 * The one idea of the tiles: the bits in which a nibble differs from a query's nibble are a table
 * of 16 bytes that depends on the query's nibble alone, and a byte shuffle looks 32 of them up at
 * once. So a tile is kept as planes of nibbles, and a comparison is a look-up and an addition, with
 * neither exclusive or nor bit count.
 */
#include "index/search/kernel.h"

#if defined(__AVX2__)

#include <immintrin.h>

#include "engine/hash/cpu.h"
#include "index/search/kernel_body.h"

#define LANES 32
#define VECTORS 8 /* sums that are kept in registers */
#define GROUP (LANES * VECTORS)

/* difference[a][b]: bits in which the nibbles a and b differ. */
#define ROW(a)                                                                                     \
	{                                                                                          \
		B(a, 0), B(a, 1), B(a, 2), B(a, 3), B(a, 4), B(a, 5), B(a, 6), B(a, 7), B(a, 8),   \
			B(a, 9), B(a, 10), B(a, 11), B(a, 12), B(a, 13), B(a, 14), B(a, 15)        \
	}
#define B(a, b)                                                                                    \
	((((a) ^ (b)) & 1) + (((a) ^ (b)) >> 1 & 1) + (((a) ^ (b)) >> 2 & 1) + (((a) ^ (b)) >> 3))
static const uint8_t difference[16][16]
	__attribute__((aligned(16))) = {ROW(0), ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6),
		ROW(7), ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14), ROW(15)};
#undef B
#undef ROW

/* ------------------------------------------------------------------------------------- tiles */

/* The tile: nibble[n][i] is nibble n of hash i. */
struct planes {
	uint8_t nibble[64][SICHT_TILE_HASHES];
};
_Static_assert(sizeof(struct planes) <= SICHT_TILE_BYTES, "a tile is large enough");

/* Half a hash (16 bytes) of each of 32 rows; rows i and i + 16 share a register. */
static void load_group(
	const struct sicht_pdq *hashes, size_t at, unsigned half, struct planes *planes)
{
	const __m256i low = _mm256_set1_epi8(15);
	__m256i row[16], shuffled[16];
	for (int i = 0; i < 16; i++)
		row[i] = _mm256_inserti128_si256(
			_mm256_castsi128_si256(
				_mm_loadu_si128((const __m128i *)&hashes[i].word[2 * half])),
			_mm_loadu_si128((const __m128i *)&hashes[i + 16].word[2 * half]), 1);
	/* Four perfect shuffles of 16 x 16 bytes are their transposition. */
	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < 8; i++) {
			shuffled[2 * i] = _mm256_unpacklo_epi8(row[i], row[i + 8]);
			shuffled[2 * i + 1] = _mm256_unpackhi_epi8(row[i], row[i + 8]);
		}
		for (int i = 0; i < 16; i++)
			row[i] = shuffled[i];
	}
	for (unsigned i = 0; i < 16; i++) {
		unsigned byte = 16 * half + i;
		_mm256_store_si256(
			(__m256i *)&planes->nibble[2 * byte][at], _mm256_and_si256(row[i], low));
		_mm256_store_si256((__m256i *)&planes->nibble[2 * byte + 1][at],
			_mm256_and_si256(_mm256_srli_epi16(row[i], 4), low));
	}
}

static void tile_load(const struct sicht_pdq *hashes, size_t count, unsigned threshold, void *tile)
{
	unsigned halves = sicht_tile_prefix_chunks(threshold) > 8 ? 2 : 1;
	for (size_t at = 0; at < count; at += LANES) {
		struct sicht_pdq rest[LANES] = {0};
		const struct sicht_pdq *rows = hashes + at;
		if (at + LANES > count) {
			for (size_t i = at; i < count; i++)
				rest[i - at] = hashes[i];
			rows = rest;
		}
		for (unsigned half = 0; half < halves; half++)
			load_group(rows, at, half, tile);
	}
}

/* Distances over the prefix, of VECTORS * LANES hashes. */
static inline void prefix_distances(const struct planes *planes, const struct sicht_pdq *query,
	unsigned nibbles, size_t at, __m256i sum[VECTORS])
{
	for (int v = 0; v < VECTORS; v++)
		sum[v] = _mm256_setzero_si256();
	for (unsigned n = 0; n < nibbles; n++) {
		unsigned value = (unsigned)(query->word[n / 16] >> (4 * (n % 16))) & 15;
		const __m256i table = _mm256_broadcastsi128_si256(
			_mm_load_si128((const __m128i *)difference[value]));
		const __m256i *plane = (const __m256i *)&planes->nibble[n][at];
		for (int v = 0; v < VECTORS; v++)
			sum[v] = _mm256_add_epi8(
				sum[v], _mm256_shuffle_epi8(table, _mm256_load_si256(&plane[v])));
	}
}

/* Which bytes of `sum` are at most `limit`. */
static inline uint32_t at_most(__m256i sum, __m256i limit)
{
	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(sum, limit), sum));
}

/* The survivors of the prefix, compared in full. */
static size_t check_group(const __m256i sum[VECTORS], const struct sicht_pdq *hashes, size_t at,
	size_t count, const struct sicht_pdq *query, uint32_t number, unsigned threshold,
	uint32_t *out)
{
	const __m256i limit = _mm256_set1_epi8((char)threshold);
	size_t found = 0;
	for (size_t v = 0; v < VECTORS; v++) {
		for (uint32_t near = at_most(sum[v], limit); near != 0; near &= near - 1) {
			size_t i = at + v * LANES + (size_t)__builtin_ctz(near);
			if (i >= count)
				return found;
			unsigned bits = full_distance(&hashes[i], query);
			if (bits <= threshold)
				out[found++] = sicht_tile_hit(number, (uint32_t)i, bits);
		}
	}
	return found;
}

static size_t tile_scan(const void *tile, const struct sicht_pdq *hashes, size_t count,
	const struct sicht_pdq *queries, size_t query_count, unsigned threshold, uint32_t *out)
{
	const __m256i limit = _mm256_set1_epi8((char)threshold);
	unsigned nibbles = 4 * sicht_tile_prefix_chunks(threshold);
	size_t found = 0;
	for (uint32_t number = 0; number < query_count; number++) {
		for (size_t at = 0; at < count; at += GROUP) {
			__m256i sum[VECTORS], least = _mm256_set1_epi8(-1);
			prefix_distances(tile, &queries[number], nibbles, at, sum);
			for (int v = 0; v < VECTORS; v++)
				least = _mm256_min_epu8(least, sum[v]);
			if (at_most(least, limit) != 0)
				found += check_group(sum, hashes, at, count, &queries[number],
					number, threshold, out + found);
		}
	}
	return found;
}

/* ------------------------------------------------------------------------------------ sketches */

#define SKETCHES 16 /* in a register */

static inline __m256i sketch_distance(__m256i entries, __m256i query)
{
	const __m256i table =
		_mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)difference[0]));
	const __m256i low = _mm256_set1_epi8(15);
	__m256i x = _mm256_xor_si256(entries, query);
	__m256i bytes = _mm256_add_epi8(_mm256_shuffle_epi8(table, _mm256_and_si256(x, low)),
		_mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), low)));
	return _mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1));
}

/* Bit 2 * i is set for each of the first `count` entries i that are near; none other is. */
static inline uint32_t near_entries(
	const uint16_t *sketches, size_t count, __m256i query, __m256i beyond)
{
	__m256i entries = _mm256_loadu_si256((const __m256i *)sketches);
	uint32_t near = (uint32_t)_mm256_movemask_epi8(
				_mm256_cmpgt_epi16(beyond, sketch_distance(entries, query))) &
			0x55555555;
	return count >= SKETCHES ? near : near & ((1u << 2 * count) - 1);
}

/*
 * The near entries of one bucket. Aligned loads, lanes of other buckets left out: none is across
 * two lines of the cache.
 */
static inline size_t probe_range(const uint16_t *sketches, const struct sicht_ring_range *range,
	__m256i query, __m256i beyond, uint32_t far, uint32_t *out)
{
	uint32_t at = range->begin / SKETCHES * SKETCHES, end = range->begin + range->count;
	uint32_t lanes = ~0u << 2 * (range->begin - at);
	size_t found = 0;
	for (; at < end; at += SKETCHES) {
		uint32_t near = near_entries(&sketches[at], end - at, query, beyond) & lanes;
		for (; near != 0; near &= near - 1)
			out[found++] =
				sicht_ring_place(at + (uint32_t)__builtin_ctz(near) / 2, far);
		lanes = ~0u;
	}
	return found;
}

static size_t probe(const uint16_t *sketches, const struct sicht_ring_probes *probes,
	uint16_t sketch, unsigned limit, uint32_t *out)
{
	const __m256i query = _mm256_set1_epi16((short)sketch);
	const struct sicht_ring_range *range = probes->ranges;
	size_t found = 0;
	for (unsigned far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		const __m256i beyond = _mm256_set1_epi16((short)(limit - far + 1));
		for (; range < probes->ranges + probes->end[far]; range++)
			found += probe_range(sketches, range, query, beyond, far, out + found);
	}
	return found;
}

static size_t join(const struct sicht_ring_run *run, const struct sicht_join_queries *queries,
	unsigned limit, uint32_t *out)
{
	size_t found = 0;
	unsigned number = 0;
	for (unsigned far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		const __m256i beyond = _mm256_set1_epi16((short)(limit - far + 1));
		for (; number < queries->end[far]; number++) {
			__m256i query = _mm256_set1_epi32((int)queries->items[number].sketch);
			for (uint32_t done = 0; done < run->count; done += SKETCHES) {
				uint32_t near = near_entries(
					&run->sketches[done], run->count - done, query, beyond);
				for (; near != 0; near &= near - 1)
					out[found++] = number << 16 |
						       (done + (uint32_t)__builtin_ctz(near) / 2);
			}
		}
	}
	return found;
}

const struct sicht_search_kernels sicht_search_kernels_avx2 = {
	.name = "avx2",
	.supported = sicht_cpu_has_avx2,
	.tile_load = tile_load,
	.tile_scan = tile_scan,
	.find = find,
	.probe = probe,
	.screen = screen,
	.gather = gather,
	.join = join,
	.join_screen = join_screen,
	.check = check,
};

#endif
