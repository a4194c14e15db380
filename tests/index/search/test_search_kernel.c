/* SPDX-License-Identifier: MIT */
/*
 * Every search kernel gives what the scalar one gives, bit for bit, in sizes that fit no register.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "index/search/kernel.h"
#include "tests/index/search_data.h"
#include "sicht/limits.h"

#define RUN_MAX 700

/* Calls `body` for every kernel but the scalar one that runs here. */
#define EACH_KERNEL(kernel)                                                                        \
	for (const struct sicht_search_kernels *const *next = sicht_search_kernels_all() + 1,      \
						      *kernel;                                     \
		(kernel = *next) != NULL; next++)                                                  \
		if (kernel->supported())

static int by_number(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	return a < b ? -1 : a > b;
}

Test(search_kernel, tiles_give_the_same_hits)
{
	const struct sicht_search_kernels *scalar = &sicht_search_kernels_scalar;
	const size_t counts[] = {1, 31, 32, 33, 255, 256, 257, 1000, SICHT_TILE_HASHES};
	struct random random = {11};
	static struct sicht_pdq hashes[SICHT_TILE_HASHES], queries[SICHT_TILE_QUERIES];
	static uint32_t expected[SICHT_TILE_HITS_MAX], found[SICHT_TILE_HITS_MAX];
	void *tile = aligned_alloc(64, SICHT_TILE_BYTES);
	for (unsigned threshold = 0; threshold <= SICHT_THRESHOLD_MAX; threshold++) {
		size_t count = counts[threshold % 9];
		for (int i = 0; i < SICHT_TILE_QUERIES; i++)
			queries[i] = random_hash(&random);
		queries[3] = (struct sicht_pdq){{0}};
		for (size_t i = 0; i < count; i++)
			hashes[i] = flipped(&random,
				&queries[random_below(&random, SICHT_TILE_QUERIES)],
				i == 0 ? threshold : random_below(&random, threshold + 3));
		scalar->tile_load(hashes, count, threshold, tile);
		size_t wanted = scalar->tile_scan(
			tile, hashes, count, queries, SICHT_TILE_QUERIES, threshold, expected);
		cr_assert_gt(wanted, 0);
		EACH_KERNEL(kernel)
		{
			memset(tile, 0xff, SICHT_TILE_BYTES);
			kernel->tile_load(hashes, count, threshold, tile);
			size_t hits = kernel->tile_scan(
				tile, hashes, count, queries, SICHT_TILE_QUERIES, threshold, found);
			cr_assert_eq(hits, wanted, "%s at %u", kernel->name, threshold);
			cr_assert_eq(memcmp(found, expected, hits * sizeof *found), 0, "%s at %u",
				kernel->name, threshold);
		}
	}
	free(tile);
}

/* A table's sketches, near `sketch`, with room behind them that a kernel may read. */
struct run_data {
	uint16_t sketches[RUN_MAX + SICHT_SKETCH_PADDING];
	uint32_t words[RUN_MAX];
};

static struct run_data *make_run(struct random *random, uint16_t sketch)
{
	size_t size = (sizeof(struct run_data) + 63) / 64 * 64;
	struct run_data *data = aligned_alloc(SICHT_RING_LINE_BYTES, size);
	for (int i = 0; i < RUN_MAX + SICHT_SKETCH_PADDING; i++) {
		uint16_t noise =
			(uint16_t)(random_next(random) & random_next(random) & random_next(random));
		data->sketches[i] = sketch ^ noise;
		if (i < RUN_MAX)
			data->words[i] = (uint32_t)random_next(random);
	}
	return data;
}

/* Ranges of a table: of one line and less in some rounds, of any size in others. */
static void make_ranges(
	struct random *random, unsigned round, struct sicht_ring_range *ranges, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		uint32_t begin = random_below(random, RUN_MAX), left = RUN_MAX - begin;
		uint32_t size =
			round % 2 == 0 ? random_below(random, left + 1) : random_below(random, 34);
		ranges[i] = (struct sicht_ring_range){begin, size < left ? size : left};
	}
}

Test(search_kernel, probes_find_the_same_entries)
{
	enum { RANGES = 40 };
	struct random random = {12};
	static uint32_t expected[RANGES * RUN_MAX], found[RANGES * RUN_MAX];
	static struct sicht_ring_candidate candidates[RANGES * RUN_MAX], others[RANGES * RUN_MAX];
	for (unsigned round = 0; round < 200; round++) {
		uint16_t sketch = (uint16_t)random_next(&random);
		struct run_data *data = make_run(&random, sketch);
		struct sicht_ring_table table = {NULL, data->sketches, data->words, true};
		struct sicht_ring_range ranges[RANGES];
		struct sicht_ring_probes probes = {ranges, {1, 17, 17 + round % 20, RANGES}};
		unsigned limit = 3 + round % 14;
		make_ranges(&random, round, ranges, RANGES);
		size_t wanted = sicht_search_kernels_scalar.probe(
			data->sketches, &probes, sketch, limit, expected);
		qsort(expected, wanted, sizeof *expected, by_number);
		bool damaged = false, other_damaged;
		uint32_t key = (uint32_t)sketch << 16 | (round & 0xff);
		size_t screened = sicht_search_kernels_scalar.screen(&table, 1u << 23, expected,
			wanted, key, limit + 2, 7, candidates, &damaged);
		EACH_KERNEL(kernel)
		{
			size_t count = kernel->probe(data->sketches, &probes, sketch, limit, found);
			cr_assert_eq(count, wanted, "%s", kernel->name);
			qsort(found, count, sizeof *found, by_number);
			cr_assert_eq(memcmp(found, expected, count * sizeof *found), 0);
			other_damaged = false;
			count = kernel->screen(&table, 1u << 23, found, wanted, key, limit + 2, 7,
				others, &other_damaged);
			cr_assert_eq(count, screened, "%s", kernel->name);
			cr_assert_eq(memcmp(others, candidates, count * sizeof *others), 0);
			cr_assert_eq(damaged, other_damaged);
		}
		free(data);
	}
}

/* Seventeen buckets of a packed directory, and none if one of them leads out of the table. */
Test(search_kernel, finds_the_buckets_of_a_word_and_its_neighbours)
{
	struct random random = {14};
	struct run_data *data = make_run(&random, 0);
	uint32_t *directory = calloc(SICHT_RING_BUCKETS + 1, sizeof *directory);
	struct sicht_ring_table table = {directory, data->sketches, data->words, true};
	struct sicht_ring_range expected[SICHT_FIND_WORDS], found[SICHT_FIND_WORDS];
	for (unsigned i = 0; i < SICHT_RING_BUCKETS; i++) {
		uint32_t begin = random_below(&random, RUN_MAX - SICHT_RING_PACKED_MAX);
		uint32_t count = random_below(&random, i % 2 == 0 ? SICHT_RING_PACKED_MAX + 1 : 33);
		directory[i] = begin | count << 24;
	}
	for (unsigned round = 0; round < 2000; round++) {
		unsigned word = random_below(&random, SICHT_RING_BUCKETS), which = round % 18;
		unsigned damaged = which == 0 ? word : word ^ 1u << (which - 1) % 16;
		uint32_t kept = directory[damaged];
		if (which < SICHT_FIND_WORDS) /* one entry too many */
			directory[damaged] = (RUN_MAX - 3) | 4u << 24;
		bool whole = sicht_search_kernels_scalar.find(&table, RUN_MAX, word, expected);
		cr_assert_eq(whole, which == SICHT_FIND_WORDS);
		EACH_KERNEL(kernel)
		{
			cr_assert_eq(kernel->find(&table, RUN_MAX, word, found), whole, "%s",
				kernel->name);
			if (whole)
				cr_assert_eq(memcmp(found, expected, sizeof found), 0, "%s",
					kernel->name);
		}
		directory[damaged] = kept;
	}
	free(directory);
	free(data);
}

Test(search_kernel, joins_find_the_same_pairs)
{
	struct random random = {13};
	static uint32_t expected[SICHT_JOIN_MAX], found[SICHT_JOIN_MAX];
	struct sicht_ring_query items[SICHT_JOIN_QUERIES + SICHT_KERNEL_SLACK];
	for (unsigned round = 0; round < 400; round++) {
		struct run_data *data = make_run(&random, 0x1234);
		struct sicht_ring_run run = {data->sketches + round % 3, data->words,
			1 + random_below(&random, SICHT_JOIN_ENTRIES)};
		struct sicht_join_queries queries = {.items = items};
		unsigned limit = 3 + round % 10, end = 0;
		if (round % 2 == 0)
			run.count = 1 + random_below(&random, 40);
		for (int i = 0; i < SICHT_JOIN_QUERIES + SICHT_KERNEL_SLACK; i++) {
			uint32_t sketch = 0x1234 ^ (1u << random_below(&random, 16));
			items[i] = (struct sicht_ring_query){
				sketch << 16 | sketch, (uint32_t)random_next(&random)};
		}
		for (int far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
			end += random_below(&random, SICHT_JOIN_QUERIES - end + 1);
			queries.end[far] = end;
		}
		size_t wanted = sicht_search_kernels_scalar.join(&run, &queries, limit, expected);
		qsort(expected, wanted, sizeof *expected, by_number);
		EACH_KERNEL(kernel)
		{
			size_t count = kernel->join(&run, &queries, limit, found);
			cr_assert_eq(count, wanted, "%s, %u entries, %u queries", kernel->name,
				run.count, end);
			qsort(found, count, sizeof *found, by_number);
			cr_assert_eq(memcmp(found, expected, count * sizeof *found), 0);
		}
		free(data);
	}
}

/* A damaged segment may say any number: none leads out of the hashes, and it is told. */
Test(search_kernel, believes_no_number)
{
	struct run_data *data = calloc(1, sizeof *data);
	struct sicht_ring_table table = {NULL, data->sketches, data->words, true};
	struct sicht_ring_candidate out[3];
	const uint32_t places[3] = {0, 1, 2};
	data->words[0] = 99;
	data->words[1] = 100;
	data->words[2] = SICHT_RING_ID_MASK;
	for (const struct sicht_search_kernels *const *next = sicht_search_kernels_all();
		*next != NULL; next++) {
		bool damaged = false;
		if (!(*next)->supported())
			continue;
		size_t count = (*next)->screen(&table, 100, places, 3, 0, 24, 5, out, &damaged);
		cr_assert_eq(count, 1);
		cr_assert_eq(out[0].id, 99);
		cr_assert(damaged);
	}
	free(data);
}
