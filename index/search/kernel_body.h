/* SPDX-License-Identifier: MIT */
/*
 * The scalar parts that every search kernel shares: compiled in each with the flags of its level,
 * so that counting bits is one instruction where there is one.
 */
#ifndef SICHT_INDEX_SEARCH_KERNEL_BODY_H
#define SICHT_INDEX_SEARCH_KERNEL_BODY_H

#include "index/search/kernel.h"

#include <string.h>

#define PREFETCH_AHEAD 12
#define GATHER_COPY (SICHT_GATHER_LIST_MAX / 2)

/* Where no instruction counts bits, the compiler calls a function: this is three times as fast. */
#if defined(__POPCNT__) || defined(__aarch64__)
static inline unsigned count_bits(uint32_t x)
{
	return (unsigned)__builtin_popcount(x);
}

static inline unsigned full_distance(const struct sicht_pdq *a, const struct sicht_pdq *b)
{
	unsigned bits = 0;
	for (int i = 0; i < 4; i++)
		bits += (unsigned)__builtin_popcountll(a->word[i] ^ b->word[i]);
	return bits;
}
#else
static inline unsigned count_bits(uint32_t x)
{
	x -= x >> 1 & 0x55555555;
	x = (x & 0x33333333) + (x >> 2 & 0x33333333);
	return ((x + (x >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24;
}

static inline unsigned full_distance(const struct sicht_pdq *a, const struct sicht_pdq *b)
{
	uint64_t bytes = 0;
	for (int i = 0; i < 4; i++) {
		uint64_t x = a->word[i] ^ b->word[i];
		x -= x >> 1 & 0x5555555555555555;
		x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
		bytes += (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	}
	uint64_t pairs = (bytes & 0x00ff00ff00ff00ff) + (bytes >> 8 & 0x00ff00ff00ff00ff);
	return (unsigned)(pairs * 0x0001000100010001 >> 48);
}
#endif

/* Bits in which each of the sixteen chunks differs: four at once in a word. */
static inline void chunk_distances(
	const struct sicht_pdq *a, const struct sicht_pdq *b, uint16_t distance[SICHT_RING_CHUNKS])
{
	for (unsigned i = 0; i < 4; i++) {
		uint64_t x = a->word[i] ^ b->word[i];
		x -= x >> 1 & 0x5555555555555555;
		x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
		x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
		x = (x + (x >> 8)) & 0x00ff00ff00ff00ff;
		for (unsigned j = 0; j < 4; j++)
			distance[4 * i + j] = (uint16_t)(x >> 16 * j);
	}
}

static inline bool find(const struct sicht_ring_table *table, uint32_t hash_count, unsigned word,
	struct sicht_ring_range out[SICHT_FIND_WORDS])
{
	bool damaged = false;
	for (unsigned i = 0; i < SICHT_FIND_WORDS; i++) {
		unsigned other = i == 0 ? word : word ^ 1u << (i - 1);
		out[i] = sicht_ring_find(table, hash_count, other, &damaged);
		sicht_prefetch_range(table->sketches, out[i]);
	}
	return !damaged;
}

static size_t screen(const struct sicht_ring_table *table, uint32_t hash_count,
	const uint32_t *places, size_t count, uint32_t key, unsigned limit, uint32_t query,
	struct sicht_ring_candidate *out, bool *damaged)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t entry = places[i] & SICHT_RING_BEGIN_MASK;
		uint32_t word = table->words[entry];
		uint32_t id = word & SICHT_RING_ID_MASK;
		uint32_t sketch = (uint32_t)table->sketches[entry] << 16 | word >> 24;
		unsigned bits = (places[i] >> 24) + count_bits(sketch ^ key);
		if (id >= hash_count) {
			*damaged = true;
			continue;
		}
		out[kept] = (struct sicht_ring_candidate){id, query};
		kept += bits <= limit;
	}
	return kept;
}

/*
 * Append the queries of one word to the `*total` that are there; false if they are too many.
 * GATHER_COPY at a time without asking how many there are: the copy costs less than the question.
 */
static inline bool gather_word(const struct sicht_join_list *list, unsigned word,
	struct sicht_ring_query *out, unsigned *total)
{
	uint32_t range[2];
	memcpy(range, &list->offsets[word], sizeof range);
	const struct sicht_ring_query *items = list->items + range[0];
	uint32_t count = range[1] - range[0];
	memcpy(out + *total, items, GATHER_COPY * sizeof *out);
	if (__builtin_expect(count > GATHER_COPY, 0)) {
		if (count > SICHT_GATHER_LIST_MAX)
			return false;
		memcpy(out + *total + GATHER_COPY, items + GATHER_COPY, GATHER_COPY * sizeof *out);
	}
	*total += count;
	return true;
}

static bool gather(const struct sicht_join_list *list, const struct sicht_ring_plan *plan,
	int radius, unsigned word, struct sicht_ring_query *out,
	unsigned end[SICHT_RING_RADIUS_MAX + 1])
{
	unsigned total = 0, m = 1;
	bool fit = gather_word(list, word, out, &total);
	end[0] = total;
	if (radius >= 1) { /* the most common radius: the masks are known when this is compiled */
#pragma GCC unroll 16
		for (; m <= SICHT_RING_CHUNK_BITS; m++)
			fit = gather_word(list, word ^ 1u << (m - 1), out, &total) && fit;
	}
	end[1] = total;
	for (int far = 2; far <= SICHT_RING_RADIUS_MAX; far++) {
		for (; far <= radius && m < plan->mask_end[far]; m++)
			fit = gather_word(list, word ^ plan->mask[m], out, &total) && fit;
		end[far] = total;
	}
	return fit;
}

static size_t join_screen(const struct sicht_ring_run *run, uint32_t hash_count,
	const uint32_t *pairs, size_t count, const struct sicht_join_queries *queries,
	unsigned limit, struct sicht_ring_candidate *out, bool *damaged)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		unsigned query = pairs[i] >> 16, entry = pairs[i] & 0xffff;
		const struct sicht_ring_query *item = &queries->items[query];
		uint32_t word = run->words[entry];
		uint32_t id = word & SICHT_RING_ID_MASK;
		uint32_t sketch = (run->sketches[entry] ^ item->sketch) & 0xffff;
		uint32_t extra = (word ^ item->number) >> 24;
		unsigned bits = count_bits(sketch << 16 | extra);
		for (int d = 0; d < SICHT_RING_RADIUS_MAX; d++)
			bits += query >= queries->end[d];
		if (id >= hash_count) {
			*damaged = true;
			continue;
		}
		out[kept] = (struct sicht_ring_candidate){id, item->number & SICHT_RING_QUERY_MASK};
		kept += bits <= limit;
	}
	return kept;
}

static size_t check(const struct sicht_pdq *hashes, const struct sicht_pdq *queries,
	const struct sicht_ring_candidate *candidates, size_t count,
	const struct sicht_ring_plan *plan, unsigned k, struct sicht_ring_match *out)
{
	size_t found = 0;
	for (size_t i = 0; i < count; i++) {
		if (i + PREFETCH_AHEAD < count) {
			__builtin_prefetch(&hashes[candidates[i + PREFETCH_AHEAD].id]);
			__builtin_prefetch(&queries[candidates[i + PREFETCH_AHEAD].query]);
		}
		const struct sicht_pdq *hash = &hashes[candidates[i].id];
		const struct sicht_pdq *query = &queries[candidates[i].query];
		unsigned bits = full_distance(hash, query);
		if (bits > plan->threshold)
			continue;
		uint16_t distance[SICHT_RING_CHUNKS];
		chunk_distances(hash, query, distance);
		if (sicht_ring_home(plan, distance) == k)
			out[found++] = (struct sicht_ring_match){
				candidates[i].id, candidates[i].query, bits};
	}
	return found;
}

#endif
