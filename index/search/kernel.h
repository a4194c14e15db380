/* SPDX-License-Identifier: MIT */
/*
 * The SIMD kernels of the range search: one table of function pointers a processor level. The
 * scalar row defines what is right; every other row gives the same bits, in the same order unless a
 * function says "any order", and tests run them all against it.
 *
 * A kernel file is named kernel_<level>.c and compiled with the flags of its level; nothing
 * outside those files and engine/hash/cpu.c asks about processors. Kernels keep no state, cannot
 * fail and believe no number that comes from a segment.
 */
#ifndef SICHT_INDEX_SEARCH_KERNEL_H
#define SICHT_INDEX_SEARCH_KERNEL_H

#include "index/segment/ring.h"

/* ---- the linear scan: tiles of hashes, rearranged once for many queries ---- */

#define SICHT_TILE_HASHES 1024
#define SICHT_TILE_QUERIES 16
#define SICHT_TILE_BYTES (64 * SICHT_TILE_HASHES) /* room for any kernel's arrangement */
#define SICHT_TILE_HITS_MAX (SICHT_TILE_HASHES * SICHT_TILE_QUERIES)

/* One hit of a tile: query << 18 | hash << 8 | distance. */
static inline uint32_t sicht_tile_hit(uint32_t query, uint32_t hash, uint32_t distance)
{
	return query << 18 | hash << 8 | distance;
}

/*
 * Chunks (of 16 bits) that are compared first: the distance over them is a lower bound, and among
 * unrelated hashes fewer than 2 in 100,000 pass it.
 */
unsigned sicht_tile_prefix_chunks(unsigned threshold);

/* ---- the ring tables ---- */

/*
 * Ask for a line of memory, into the second-level cache: it can wait for more lines at once than
 * the first-level one (bench/README.md: random lines come 2.5 times as fast). (Always inline: gcc
 * takes a function that only asks for memory to do nothing, and drops calls of it.)
 */
static inline __attribute__((always_inline)) void sicht_prefetch(const void *line)
{
	__builtin_prefetch(line, 0, 2);
}

#define SICHT_PREFETCH_ENTRIES_MAX 512 /* the cache has no use for more of one bucket */

/* Ask for the sketches of a range: the first and the last line, and those between. */
static inline __attribute__((always_inline)) void sicht_prefetch_range(
	const uint16_t *sketches, struct sicht_ring_range range)
{
	const size_t line = SICHT_RING_LINE_BYTES / sizeof *sketches;
	uint32_t count =
		range.count < SICHT_PREFETCH_ENTRIES_MAX ? range.count : SICHT_PREFETCH_ENTRIES_MAX;
	const uint16_t *begin = sketches + range.begin, *end = begin + count;
	sicht_prefetch(begin);
	for (const uint16_t *at = begin + line; at < end; at += line)
		sicht_prefetch(at);
	sicht_prefetch(end - (count > 0));
}

/* Entries of one table that a query probes, nearest first; those at distance d end at end[d]. */
struct sicht_ring_probes {
	const struct sicht_ring_range *ranges;
	unsigned end[SICHT_RING_RADIUS_MAX + 1];
};

/* Words within one bit of a word. */
#define SICHT_FIND_WORDS 17

/* An entry found, and how far its chunk is. */
static inline uint32_t sicht_ring_place(uint32_t entry, uint32_t far)
{
	return far << 24 | entry;
}

/*
 * A query as one table sees it: the sketches twice (a 32-bit broadcast costs less than one of
 * 16 bits), and its number with the 8 bits of the chunk after next above it.
 */
struct sicht_ring_query {
	uint32_t sketch;
	uint32_t number;
};

/* What is left to be compared in full. */
struct sicht_ring_candidate {
	uint32_t id;
	uint32_t query;
};

/* A match, confirmed and to be reported by this table. */
struct sicht_ring_match {
	uint32_t id;
	uint32_t query;
	uint32_t distance;
};

/* Queries in order of one chunk: those of word w are items offsets[w] .. offsets[w + 1] - 1. */
struct sicht_join_list {
	uint32_t *offsets;              /* SICHT_RING_BUCKETS + 1 */
	struct sicht_ring_query *items; /* and SICHT_KERNEL_SLACK */
};

#define SICHT_GATHER_LIST_MAX 8 /* queries of one word */
#define SICHT_GATHER_MAX (SICHT_GATHER_LIST_MAX * SICHT_RING_MASKS_MAX)

/* Entries and queries of one call of `join` at most. */
#define SICHT_JOIN_ENTRIES 256
#define SICHT_JOIN_QUERIES 64
#define SICHT_JOIN_MAX (SICHT_JOIN_ENTRIES * SICHT_JOIN_QUERIES)

/* Kernels may read, or write, so many items beyond the last one. */
#define SICHT_KERNEL_SLACK 64

/* Queries that meet one bucket, nearest first; those at distance d end at end[d]. */
struct sicht_join_queries {
	const struct sicht_ring_query *items;
	unsigned end[SICHT_RING_RADIUS_MAX + 1];
};

struct sicht_search_kernels {
	const char *name;        /* "scalar", "avx2", "avx512", "neon" */
	bool (*supported)(void); /* can this processor run it, and may we? */

	/*
	 * Arrange `count` (1..SICHT_TILE_HASHES) hashes for tile_scan. `tile` has
	 * SICHT_TILE_BYTES, aligned to 64; what it holds is the kernel's own.
	 */
	void (*tile_load)(
		const struct sicht_pdq *hashes, size_t count, unsigned threshold, void *tile);

	/*
	 * All pairs of `query_count` (at most SICHT_TILE_QUERIES) queries and the hashes of the
	 * tile within `threshold` bits, by query, then by hash; returns their number. `hashes`,
	 * `count` and `threshold` are as for tile_load. `out` has room for SICHT_TILE_HITS_MAX.
	 */
	size_t (*tile_scan)(const void *tile, const struct sicht_pdq *hashes, size_t count,
		const struct sicht_pdq *queries, size_t query_count, unsigned threshold,
		uint32_t *out);

	/*
	 * The buckets of `word` (first) and of the 16 words that differ from it in one bit, from a
	 * packed directory; their sketches are asked for. False if one does not lie in the table.
	 */
	bool (*find)(const struct sicht_ring_table *table, uint32_t hash_count, unsigned word,
		struct sicht_ring_range out[SICHT_FIND_WORDS]);

	/*
	 * All entries of the probes whose sketch differs from `sketch` in at most limit - distance
	 * of the chunk bits, as places, in any order; returns their number. `sketches` are those of
	 * the table, from its first entry on. Reads all of the lines in which the entries lie, and
	 * up to 64 bytes behind them. `out` has room for all entries of all probes.
	 */
	size_t (*probe)(const uint16_t *sketches, const struct sicht_ring_probes *probes,
		uint16_t sketch, unsigned limit, uint32_t *out);

	/*
	 * Of `count` places found by `probe` in this table, those whose 24 bits of sketch differ in
	 * at most limit - distance bits; their numbers to `out`. `key` is sketch << 16 | the 8 bits
	 * of the chunk after next. A number that is not below hash_count sets *damaged.
	 */
	size_t (*screen)(const struct sicht_ring_table *table, uint32_t hash_count,
		const uint32_t *places, size_t count, uint32_t key, unsigned limit, uint32_t query,
		struct sicht_ring_candidate *out, bool *damaged);

	/*
	 * Copy the queries whose word differs from `word` in at most `radius` (0..3) bits, nearest
	 * first, to `out`, which has room for SICHT_GATHER_MAX of them and SICHT_KERNEL_SLACK;
	 * those at distance d end at end[d]. False if more than SICHT_GATHER_LIST_MAX are of one
	 * word.
	 */
	bool (*gather)(const struct sicht_join_list *list, const struct sicht_ring_plan *plan,
		int radius, unsigned word, struct sicht_ring_query *out,
		unsigned end[SICHT_RING_RADIUS_MAX + 1]);

	/*
	 * All pairs of an entry of a run (at most SICHT_JOIN_ENTRIES) and a query (at most
	 * SICHT_JOIN_QUERIES) whose sketches differ in at most limit - distance of the bucket
	 * bits: query << 16 | entry; any order. Reads up to 64 bytes behind the run. `out` has
	 * room for all pairs.
	 */
	size_t (*join)(const struct sicht_ring_run *run, const struct sicht_join_queries *queries,
		unsigned limit, uint32_t *out);

	/* As `screen`, of the pairs that `join` found. */
	size_t (*join_screen)(const struct sicht_ring_run *run, uint32_t hash_count,
		const uint32_t *pairs, size_t count, const struct sicht_join_queries *queries,
		unsigned limit, struct sicht_ring_candidate *out, bool *damaged);

	/*
	 * Of `count` candidates of table `k`, those within the plan's threshold that this table
	 * has to report, to `out` (room for `count`).
	 */
	size_t (*check)(const struct sicht_pdq *hashes, const struct sicht_pdq *queries,
		const struct sicht_ring_candidate *candidates, size_t count,
		const struct sicht_ring_plan *plan, unsigned k, struct sicht_ring_match *out);
};

/* sicht_ring_query.number: the number below, 8 bits of sketch above. */
#define SICHT_RING_QUERY_MASK 0xffffffu

/* The best supported table, within what SICHT_KERNEL allows. Ask once, then keep it. */
const struct sicht_search_kernels *sicht_search_kernels(void);

/* All tables compiled in, weakest first, NULL at the end: for tests and benchmarks. */
const struct sicht_search_kernels *const *sicht_search_kernels_all(void);

/* The tables themselves, for kernel.c; a level that the target has not is never defined. */
extern const struct sicht_search_kernels sicht_search_kernels_scalar;
extern const struct sicht_search_kernels sicht_search_kernels_avx2;
extern const struct sicht_search_kernels sicht_search_kernels_avx512;
extern const struct sicht_search_kernels sicht_search_kernels_neon;

#endif
