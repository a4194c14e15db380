/* SPDX-License-Identifier: MIT */
/*
 * Search kernels for AVX-512 with VPOPCNTDQ and BITALG. Both scans count bits in lanes of 16: the
 * chunks of the ring are the unit here too.
 */
#include "index/search/kernel.h"

#if defined(__AVX512BITALG__)

#include <immintrin.h>

#include "engine/hash/cpu.h"
#include "index/search/kernel_body.h"

#define LANES 32
#define VECTORS (SICHT_TILE_HASHES / LANES)
#define CHUNKS_MAX 12 /* of a prefix */

/* Loops over registers have to be gone before registers are given out. */
#define UNROLL _Pragma("GCC unroll 16")

/* ------------------------------------------------------------------------------------- tiles */

/* The tile: planes[c][i] is chunk c of hash i. */
struct planes {
	uint16_t chunk[SICHT_RING_CHUNKS][SICHT_TILE_HASHES];
};
_Static_assert(sizeof(struct planes) <= SICHT_TILE_BYTES, "a tile is large enough");

/* Half a hash (eight chunks) of each of the rows i, i + 8, i + 16, i + 24. */
static inline __m512i load_rows(const struct sicht_pdq *hashes, unsigned half)
{
	__m512i rows =
		_mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)&hashes[0].word[2 * half]));
	rows = _mm512_inserti32x4(
		rows, _mm_loadu_si128((const __m128i *)&hashes[8].word[2 * half]), 1);
	rows = _mm512_inserti32x4(
		rows, _mm_loadu_si128((const __m128i *)&hashes[16].word[2 * half]), 2);
	return _mm512_inserti32x4(
		rows, _mm_loadu_si128((const __m128i *)&hashes[24].word[2 * half]), 3);
}

/* Four 8x8 transpositions of 16-bit lanes at once: vectors become chunks of 32 rows in order. */
static inline void transpose(__m512i row[8])
{
	__m512i pair[8], quad[8];
	for (int i = 0; i < 4; i++) {
		pair[2 * i] = _mm512_unpacklo_epi16(row[2 * i], row[2 * i + 1]);
		pair[2 * i + 1] = _mm512_unpackhi_epi16(row[2 * i], row[2 * i + 1]);
	}
	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < 2; j++) {
			quad[4 * i + 2 * j] =
				_mm512_unpacklo_epi32(pair[4 * i + j], pair[4 * i + 2 + j]);
			quad[4 * i + 2 * j + 1] =
				_mm512_unpackhi_epi32(pair[4 * i + j], pair[4 * i + 2 + j]);
		}
	}
	for (int i = 0; i < 4; i++) {
		row[2 * i] = _mm512_unpacklo_epi64(quad[i], quad[4 + i]);
		row[2 * i + 1] = _mm512_unpackhi_epi64(quad[i], quad[4 + i]);
	}
}

static void load_group(
	const struct sicht_pdq *hashes, size_t at, unsigned halves, struct planes *planes)
{
	for (unsigned half = 0; half < halves; half++) {
		__m512i row[8];
		for (int i = 0; i < 8; i++)
			row[i] = load_rows(hashes + i, half);
		transpose(row);
		for (int i = 0; i < 8; i++)
			_mm512_store_si512(&planes->chunk[8 * half + (unsigned)i][at], row[i]);
	}
}

static void tile_load(const struct sicht_pdq *hashes, size_t count, unsigned threshold, void *tile)
{
	unsigned halves = sicht_tile_prefix_chunks(threshold) > 8 ? 2 : 1;
	size_t at = 0;
	for (; at + LANES <= count; at += LANES)
		load_group(hashes + at, at, halves, tile);
	if (at < count) {
		struct sicht_pdq rest[LANES] = {0};
		for (size_t i = at; i < count; i++)
			rest[i - at] = hashes[i];
		load_group(rest, at, halves, tile);
	}
}

static inline __attribute__((always_inline)) __m512i prefix_distance(
	const struct planes *planes, const __m512i *query, unsigned chunks, size_t at)
{
	__m512i sum = _mm512_popcnt_epi16(
		_mm512_xor_si512(query[0], _mm512_load_si512(&planes->chunk[0][at])));
	UNROLL for (unsigned c = 1; c < chunks; c++) sum = _mm512_add_epi16(
		sum, _mm512_popcnt_epi16(
			     _mm512_xor_si512(query[c], _mm512_load_si512(&planes->chunk[c][at]))));
	return sum;
}

/* The survivors of the prefix, compared in full. */
static size_t scan_again(const struct planes *planes, const __m512i *query, unsigned chunks,
	const struct sicht_pdq *hashes, size_t count, const struct sicht_pdq *whole,
	uint32_t number, unsigned threshold, uint32_t *out)
{
	const __m512i limit = _mm512_set1_epi16((short)threshold);
	size_t found = 0;
	for (size_t at = 0; at < count; at += LANES) {
		__mmask32 near =
			_mm512_cmple_epu16_mask(prefix_distance(planes, query, chunks, at), limit);
		for (; near != 0; near &= near - 1) {
			size_t i = at + (size_t)__builtin_ctz(near);
			if (i >= count)
				break;
			unsigned bits = full_distance(&hashes[i], whole);
			if (bits <= threshold)
				out[found++] = sicht_tile_hit(number, (uint32_t)i, bits);
		}
	}
	return found;
}

static inline __attribute__((always_inline)) size_t scan_chunks(const struct planes *planes,
	const struct sicht_pdq *hashes, size_t count, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, unsigned chunks, uint32_t *out)
{
	const __m512i limit = _mm512_set1_epi16((short)threshold);
	size_t found = 0, end = (count + LANES - 1) / LANES * LANES;
	for (uint32_t number = 0; number < query_count; number++) {
		__m512i query[CHUNKS_MAX], least = _mm512_set1_epi16(-1);
		for (unsigned c = 0; c < chunks; c++)
			query[c] = _mm512_set1_epi16((short)sicht_ring_chunk(&queries[number], c));
		for (size_t at = 0; at < end; at += LANES)
			least = _mm512_min_epu16(least, prefix_distance(planes, query, chunks, at));
		if (_mm512_cmple_epu16_mask(least, limit) != 0)
			found += scan_again(planes, query, chunks, hashes, count, &queries[number],
				number, threshold, out + found);
	}
	return found;
}

static size_t tile_scan(const void *tile, const struct sicht_pdq *hashes, size_t count,
	const struct sicht_pdq *queries, size_t query_count, unsigned threshold, uint32_t *out)
{
#define SCAN(chunks)                                                                               \
	case chunks:                                                                               \
		return scan_chunks(                                                                \
			tile, hashes, count, queries, query_count, threshold, chunks, out)
	switch (sicht_tile_prefix_chunks(threshold)) {
		SCAN(1);
		SCAN(2);
		SCAN(3);
		SCAN(4);
		SCAN(5);
		SCAN(6);
		SCAN(7);
		SCAN(8);
		SCAN(9);
		SCAN(10);
		SCAN(11);
	default:
		SCAN(12);
	}
#undef SCAN
}

/* ------------------------------------------------------------------------------------- probes */

/* Lanes 0 .. count - 1, for count >= 0. */
static inline __mmask32 first_lanes(size_t count)
{
	return count >= LANES ? ~0u : (1u << count) - 1;
}

/* Sixteen buckets, by lanes: where they begin, how many entries they have. */
struct ranges {
	__m512i begin, count;
};

static inline struct ranges load_ranges(const struct sicht_ring_range ranges[16])
{
	const __m512i even =
		_mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
	const __m512i odd = _mm512_add_epi32(even, _mm512_set1_epi32(1));
	__m512i low = _mm512_loadu_si512(&ranges[0]), high = _mm512_loadu_si512(&ranges[8]);
	return (struct ranges){_mm512_permutex2var_epi32(low, even, high),
		_mm512_permutex2var_epi32(low, odd, high)};
}

static inline void store_ranges(struct ranges from, struct sicht_ring_range ranges[16])
{
	const __m512i low =
		_mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
	const __m512i high = _mm512_add_epi32(low, _mm512_set1_epi32(8));
	_mm512_storeu_si512(&ranges[0], _mm512_permutex2var_epi32(from.begin, low, from.count));
	_mm512_storeu_si512(&ranges[8], _mm512_permutex2var_epi32(from.begin, high, from.count));
}

/* None has more than a line's worth of entries: it lies in one line or two. */
static inline bool is_short(struct ranges ranges)
{
	return _mm512_cmpgt_epu32_mask(ranges.count, _mm512_set1_epi32(LANES)) == 0;
}

/* Ask for the first and the last line of each, which are the same in most cases. */
static inline void prefetch_short(const uint16_t *sketches, struct ranges ranges)
{
	uint32_t first[16], last[16];
	__m512i reach = _mm512_subs_epu16(ranges.count, _mm512_set1_epi32(1));
	_mm512_storeu_si512(first, ranges.begin);
	_mm512_storeu_si512(last, _mm512_add_epi32(ranges.begin, reach));
	UNROLL for (unsigned i = 0; i < 16; i++)
	{
		sicht_prefetch(&sketches[first[i]]);
		sicht_prefetch(&sketches[last[i]]);
	}
}

/* All sixteen at once: see `find` in kernel_body.h. */
static bool find_by_lanes(const struct sicht_ring_table *table, uint32_t hash_count, unsigned word,
	struct sicht_ring_range out[SICHT_FIND_WORDS])
{
	bool damaged = false;
	const __m512i lane =
		_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
	const __m512i bits = _mm512_sllv_epi32(_mm512_set1_epi32(1), lane);
	__m512i words = _mm512_xor_si512(_mm512_set1_epi32((int)word), bits);
	__m512i items = _mm512_i32gather_epi32(words, table->directory, sizeof *table->directory);
	struct ranges ranges = {
		_mm512_and_si512(items, _mm512_set1_epi32(SICHT_RING_BEGIN_MASK)),
		_mm512_srli_epi32(items, 24),
	};
	__mmask16 beyond = _mm512_cmpgt_epu32_mask(
		_mm512_add_epi32(ranges.begin, ranges.count), _mm512_set1_epi32((int)hash_count));
	out[0] = sicht_ring_find(table, hash_count, word, &damaged);
	if (damaged || beyond != 0)
		return false;
	sicht_prefetch_range(table->sketches, out[0]);
	store_ranges(ranges, out + 1);
	if (is_short(ranges)) {
		prefetch_short(table->sketches, ranges);
	} else {
		for (unsigned i = 1; i < SICHT_FIND_WORDS; i++)
			sicht_prefetch_range(table->sketches, out[i]);
	}
	return true;
}

/* The near entries of the lines from `at` on; of the first line those in `lanes`. */
static inline size_t probe_lines(const uint16_t *sketches, uint32_t at, uint32_t end,
	__mmask32 lanes, __m512i query, __m512i bound, uint32_t far, uint32_t *out)
{
	size_t found = 0;
	for (; at < end; at += LANES) {
		__m512i entries = _mm512_load_si512(&sketches[at]);
		__mmask32 near = _mm512_mask_cmple_epu16_mask(lanes & first_lanes(end - at),
			_mm512_popcnt_epi16(_mm512_xor_si512(entries, query)), bound);
		for (; __builtin_expect(near != 0, 0); near &= near - 1)
			out[found++] = sicht_ring_place(at + _tzcnt_u32(near), far);
		lanes = ~0u;
	}
	return found;
}

/* The near entries of sixteen short buckets: their first lines, then what lies in others. */
static inline size_t probe_short(const uint16_t *sketches, struct ranges range, __m512i query,
	__m512i bound, uint32_t far, uint32_t *out)
{
	uint32_t line[16], lanes[16], end[16];
	size_t found = 0;
	const __m512i all = _mm512_set1_epi32(-1), slots = _mm512_set1_epi32(LANES - 1);
	__m512i before = _mm512_and_si512(range.begin, slots);
	__m512i behind = _mm512_add_epi32(before, range.count);
	_mm512_storeu_si512(line, _mm512_sub_epi32(range.begin, before));
	_mm512_storeu_si512(lanes, _mm512_andnot_si512(_mm512_sllv_epi32(all, behind),
					   _mm512_sllv_epi32(all, before)));
	UNROLL for (unsigned i = 0; i < 16; i++)
	{
		__m512i entries = _mm512_load_si512(&sketches[line[i]]);
		__mmask32 near = _mm512_mask_cmple_epu16_mask(
			lanes[i], _mm512_popcnt_epi16(_mm512_xor_si512(entries, query)), bound);
		for (; __builtin_expect(near != 0, 0); near &= near - 1)
			out[found++] = sicht_ring_place(line[i] + _tzcnt_u32(near), far);
	}
	__mmask16 more = _mm512_cmpgt_epu32_mask(behind, _mm512_set1_epi32(LANES));
	_mm512_storeu_si512(end, _mm512_add_epi32(range.begin, range.count));
	for (; more != 0; more &= (__mmask16)(more - 1)) {
		unsigned i = _tzcnt_u32(more);
		found += probe_lines(
			sketches, line[i] + LANES, end[i], ~0u, query, bound, far, out + found);
	}
	return found;
}

/*
 * Aligned loads, lanes of other buckets left out: a load across two lines of the cache would wait
 * for one that nobody asked for.
 */
static size_t probe(const uint16_t *sketches, const struct sicht_ring_probes *probes,
	uint16_t sketch, unsigned limit, uint32_t *out)
{
	const __m512i query = _mm512_set1_epi16((short)sketch);
	const struct sicht_ring_range *range = probes->ranges;
	size_t found = 0;
	for (unsigned far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		const __m512i bound = _mm512_set1_epi16((short)(limit - far));
		const struct sicht_ring_range *end = probes->ranges + probes->end[far];
		for (; end - range >= 16; range += 16) {
			struct ranges sixteen = load_ranges(range);
			if (!is_short(sixteen))
				break;
			found += probe_short(sketches, sixteen, query, bound, far, out + found);
		}
		for (; range < end; range++)
			found += probe_lines(sketches, range->begin / LANES * LANES,
				range->begin + range->count, ~0u << range->begin % LANES, query,
				bound, far, out + found);
	}
	return found;
}

/* --------------------------------------------------------------------------------------- join */

#define JOIN_VECTORS (SICHT_JOIN_ENTRIES / LANES)

/* Lanes that are near, waiting to be written out: `base` is the pair of lane 0. */
struct near_lanes {
	uint32_t base;
	__mmask32 lanes;
};

/*
 * Write pairs out. Few vectors have a near lane and hardly one has two, but which they are cannot
 * be foreseen: so they are collected without a branch before, and here the branch is foreseen.
 */
static size_t write_pairs(const struct near_lanes *waiting, size_t count, uint32_t *out)
{
	size_t found = 0;
	for (size_t i = 0; i < count; i++) {
		__mmask32 lanes = waiting[i].lanes;
		do {
			out[found++] = waiting[i].base + (uint32_t)__builtin_ctz(lanes);
			lanes &= lanes - 1;
		} while (__builtin_expect(lanes != 0, 0));
	}
	return found;
}

/* Entries in lanes: the run stays in registers, and a query is one broadcast. */
static inline __attribute__((always_inline)) size_t join_runs(const struct sicht_ring_run *run,
	unsigned vectors, const struct sicht_join_queries *queries, unsigned limit, uint32_t *out)
{
	__m512i entries[JOIN_VECTORS];
	__mmask32 last = first_lanes(run->count - (vectors - 1) * LANES);
	uint16_t passed[SICHT_JOIN_QUERIES + 1];
	struct near_lanes waiting[SICHT_JOIN_QUERIES * JOIN_VECTORS + 1];
	size_t waiting_count = 0;
	unsigned number = 0;
	UNROLL for (unsigned v = 0; v < vectors; v++) entries[v] =
		_mm512_loadu_si512(&run->sketches[v * LANES]);
	for (unsigned far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		const __m512i bound = _mm512_set1_epi16((short)(limit - far));
		unsigned passed_count = 0;
		for (; number < queries->end[far]; number++) {
			__m512i query = _mm512_set1_epi32((int)queries->items[number].sketch);
			__m512i least = _mm512_popcnt_epi16(_mm512_xor_si512(entries[0], query));
			UNROLL for (unsigned v = 1; v < vectors; v++) least = _mm512_min_epu16(
				least, _mm512_popcnt_epi16(_mm512_xor_si512(entries[v], query)));
			passed[passed_count] = (uint16_t)number;
			passed_count += _mm512_cmple_epu16_mask(least, bound) != 0;
		}
		for (unsigned i = 0; i < passed_count; i++) {
			uint32_t base = (uint32_t)passed[i] << 16;
			__m512i query = _mm512_set1_epi32((int)queries->items[passed[i]].sketch);
			UNROLL for (unsigned v = 0; v < vectors; v++)
			{
				__mmask32 near = _mm512_cmple_epu16_mask(
					_mm512_popcnt_epi16(_mm512_xor_si512(entries[v], query)),
					bound);
				if (v + 1 == vectors)
					near &= last;
				waiting[waiting_count] =
					(struct near_lanes){base + v * LANES, near};
				waiting_count += near != 0;
			}
		}
	}
	return write_pairs(waiting, waiting_count, out);
}

/* The 16-bit sketches of 8 queries, and of 32. */
static inline __m128i load_eight(const struct sicht_ring_query *items)
{
	return _mm512_cvtepi64_epi16(_mm512_loadu_si512(items));
}

static inline __m512i load_queries(const struct sicht_ring_query *items)
{
	__m512i all = _mm512_castsi128_si512(load_eight(items));
	all = _mm512_inserti32x4(all, load_eight(items + 8), 1);
	all = _mm512_inserti32x4(all, load_eight(items + 16), 2);
	return _mm512_inserti32x4(all, load_eight(items + 24), 3);
}

/* Queries in lanes: for runs so short that most lanes would be empty otherwise. */
static size_t join_short(const struct sicht_ring_run *run, const struct sicht_join_queries *queries,
	unsigned limit, uint32_t *out)
{
	unsigned query_count = queries->end[SICHT_RING_RADIUS_MAX];
	struct near_lanes waiting[SICHT_JOIN_QUERIES + 1];
	size_t waiting_count = 0, found = 0;
	for (unsigned first = 0; first < query_count; first += LANES) {
		__mmask32 there = first_lanes(query_count - first);
		__m512i wanted = load_queries(&queries->items[first]);
		__m512i bound = _mm512_set1_epi16((short)limit);
		for (int far = 0; far < SICHT_RING_RADIUS_MAX; far++) {
			unsigned end = queries->end[far] > first ? queries->end[far] - first : 0;
			bound = _mm512_mask_sub_epi16(
				bound, ~first_lanes(end), bound, _mm512_set1_epi16(1));
		}
		for (uint32_t i = 0; i < run->count; i++) {
			__m512i entry = _mm512_set1_epi16((short)run->sketches[i]);
			__mmask32 near = _mm512_mask_cmple_epi16_mask(
				there, _mm512_popcnt_epi16(_mm512_xor_si512(entry, wanted)), bound);
			waiting[waiting_count] = (struct near_lanes){first << 16 | i, near};
			waiting_count += near != 0;
		}
	}
	for (size_t i = 0; i < waiting_count; i++) {
		for (__mmask32 near = waiting[i].lanes; near != 0; near &= near - 1)
			out[found++] = waiting[i].base + ((uint32_t)__builtin_ctz(near) << 16);
	}
	return found;
}

static size_t join(const struct sicht_ring_run *run, const struct sicht_join_queries *queries,
	unsigned limit, uint32_t *out)
{
	size_t query_count = queries->end[SICHT_RING_RADIUS_MAX];
	if (run->count * ((query_count + LANES - 1) / LANES) <= query_count)
		return join_short(run, queries, limit, out);
#define JOIN(vectors)                                                                              \
	case vectors:                                                                              \
		return join_runs(run, vectors, queries, limit, out)
	switch ((run->count + LANES - 1) / LANES) {
		JOIN(1);
		JOIN(2);
		JOIN(3);
		JOIN(4);
		JOIN(5);
		JOIN(6);
		JOIN(7);
	default:
		JOIN(8);
	}
#undef JOIN
}

const struct sicht_search_kernels sicht_search_kernels_avx512 = {
	.name = "avx512",
	.supported = sicht_cpu_has_avx512,
	.tile_load = tile_load,
	.tile_scan = tile_scan,
	.find = find_by_lanes,
	.probe = probe,
	.screen = screen,
	.gather = gather,
	.join = join,
	.join_screen = join_screen,
	.check = check,
};

#endif
