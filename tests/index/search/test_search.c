/* SPDX-License-Identifier: MIT */
/*
 * Promise P9: the search misses nothing. Whatever the data, every engine with every kernel gives
 * exactly what a plain loop over the postings gives.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "index/segment/view.h"
#include "tests/index/search_data.h"
#include "sicht/limits.h"

static const unsigned thresholds[] = {0, 1, 14, 15, 16, 30, 31, 32, 60, 63};
#define THRESHOLDS (sizeof thresholds / sizeof *thresholds)

#define RING_COUNT (SICHT_SEGMENT_FLAT_MAX + 3000)

static void add_uniform(struct postings *postings, struct random *random, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sicht_pdq hash = random_hash_of_weight(random, 128);
		postings_add(postings, &hash, sicht_owner_make(postings->count + 1, 0));
	}
}

/* Queries at exactly `threshold` and one beyond, of hashes all over the postings. */
static size_t plant(struct random *random, const struct postings *postings, unsigned threshold,
	struct sicht_pdq *queries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = random_below(random, (unsigned)postings->count);
		queries[i] = flipped(
			random, &postings->items[at].hash, threshold + (i % 2 == 0 ? 0 : 1));
	}
	return count;
}

Test(search, finds_what_lies_exactly_at_the_threshold)
{
	struct random random = {1};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[24];
	shelf_open(&shelf);
	add_uniform(&postings, &random, RING_COUNT);
	shelf_add(&shelf, &postings, 0, postings.count);
	for (size_t i = 0; i < THRESHOLDS; i++) {
		size_t count = plant(&random, &postings, thresholds[i], queries, 24);
		expect_complete(&shelf, &postings, queries, count, thresholds[i], NULL, "planted");
	}
	shelf_close(&shelf);
	free(postings.items);
}

/* Hashes around few centres, as perturbed pictures give them: thousands of hits a query. */
Test(search, is_complete_on_clusters)
{
	struct random random = {2};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[12], centre[10];
	shelf_open(&shelf);
	for (int i = 0; i < 10; i++)
		centre[i] = random_hash_of_weight(&random, 128);
	for (size_t i = 0; i < RING_COUNT; i++) {
		struct sicht_pdq hash =
			flipped(&random, &centre[i % 10], random_below(&random, 61));
		postings_add(&postings, &hash, sicht_owner_make(i + 1, (uint32_t)i % 7));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	for (int i = 0; i < 12; i++)
		queries[i] = flipped(&random, &centre[i % 10], 5 * (unsigned)i);
	for (size_t i = 0; i < THRESHOLDS; i++)
		expect_complete(&shelf, &postings, queries, 12, thresholds[i], NULL, "clusters");
	shelf_close(&shelf);
	free(postings.items);
}

/* The far ends: no bits, all bits, and weights that no photograph has. */
Test(search, is_complete_for_any_weight)
{
	struct random random = {3};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[16];
	shelf_open(&shelf);
	for (size_t i = 0; i < RING_COUNT; i++) {
		struct sicht_pdq hash = random_hash_of_weight(&random, (unsigned)i % 257);
		postings_add(&postings, &hash, sicht_owner_make(i + 1, 0));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	for (unsigned i = 0; i < 16; i++)
		queries[i] = random_hash_of_weight(&random, i * 17 < 256 ? i * 17 : 256);
	queries[15] = random_hash_of_weight(&random, 256);
	for (size_t i = 0; i < THRESHOLDS; i++)
		expect_complete(&shelf, &postings, queries, 16, thresholds[i], NULL, "weights");
	shelf_close(&shelf);
	free(postings.items);
}

/* Exhaustive on a toy width: all 2^16 hashes over 16 chosen bits, at any distance. */
static void try_toy(const unsigned bits[16], const char *what)
{
	struct random random = {4};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq base = random_hash(&random), queries[3];
	shelf_open(&shelf);
	for (unsigned word = 0; word < 65536; word++) {
		struct sicht_pdq hash = base;
		for (unsigned i = 0; i < 16; i++)
			hash.word[bits[i] / 64] ^= (uint64_t)(word >> i & 1) << bits[i] % 64;
		postings_add(&postings, &hash, sicht_owner_make(word + 1, 0));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	queries[0] = base;
	queries[1] = postings.items[0xa5c3].hash;
	queries[2] = flipped(&random, &postings.items[0x1234].hash, 2);
	for (unsigned threshold = 0; threshold <= 7; threshold++)
		expect_complete(&shelf, &postings, queries, 3, threshold, NULL, what);
	expect_complete(&shelf, &postings, queries, 1, 16, NULL, what);
	expect_complete(&shelf, &postings, queries, 1, 31, NULL, what);
	shelf_close(&shelf);
	free(postings.items);
}

Test(search, is_exhaustive_with_a_bit_in_each_chunk)
{
	unsigned bits[16];
	for (unsigned i = 0; i < 16; i++)
		bits[i] = 16 * i + i;
	try_toy(bits, "a bit in each chunk");
}

Test(search, is_exhaustive_with_four_bits_in_four_chunks)
{
	unsigned bits[16];
	for (unsigned i = 0; i < 16; i++)
		bits[i] = 16 * (i / 4 * 5 % 16) + 3 * (i % 4);
	try_toy(bits, "four bits in four chunks");
}

Test(search, is_exhaustive_within_one_chunk)
{
	unsigned bits[16];
	for (unsigned i = 0; i < 16; i++)
		bits[i] = 15 * 16 + i;
	try_toy(bits, "one chunk");
}

/* A hundred thousand hashes within a bit of each other: the tables give up, the answer does not. */
Test(search, is_complete_on_a_crowd)
{
	struct random random = {5};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq crowd = random_hash_of_weight(&random, 128), queries[200];
	shelf_open(&shelf);
	add_uniform(&postings, &random, 3000);
	for (unsigned i = 0; i < 256; i++) {
		for (unsigned j = i; j < 256; j++) {
			struct sicht_pdq hash = crowd;
			hash.word[i / 64] ^= 1ull << i % 64;
			if (j != i)
				hash.word[j / 64] ^= 1ull << j % 64;
			postings_add(&postings, &hash, sicht_owner_make(postings.count + 1, 0));
		}
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	for (int i = 0; i < 200; i++)
		queries[i] = flipped(&random, &crowd, i < 4 ? (unsigned)i : 33 + (unsigned)i);
	expect_complete(&shelf, &postings, queries, 4, 0, NULL, "crowd");
	expect_complete(&shelf, &postings, queries, 4, 3, NULL, "crowd");
	expect_complete(&shelf, &postings, queries, 6, 31, NULL, "crowd");
	expect_complete(&shelf, &postings, queries, 200, 31, NULL, "crowd and others");
	expect_complete(&shelf, &postings, queries, 5, 63, NULL, "crowd");
	shelf_close(&shelf);
	free(postings.items);
}

/* The same crowd in a batch that is large enough for the join; the linear scan is the oracle. */
Test(search, is_complete_on_a_crowd_in_a_large_batch)
{
	struct random random = {8};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq crowd = random_hash_of_weight(&random, 128);
	const size_t query_count = 40000;
	struct sicht_pdq *queries = calloc(query_count, sizeof *queries);
	struct sicht_search_options options = {.threshold_bits = 31, .threads = 2};
	struct sicht_hits found = {0}, expected = {0};
	shelf_open(&shelf);
	add_uniform(&postings, &random, 3000);
	for (unsigned i = 0; i < 256 * 256; i++) {
		struct sicht_pdq hash = crowd;
		hash.word[i / 16384] ^= 1ull << i % 64;
		hash.word[i / 64 % 4] ^= 1ull << i / 256 % 64;
		postings_add(&postings, &hash, sicht_owner_make(postings.count + 1, 0));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	plant(&random, &postings, 31, queries, query_count);
	for (size_t i = 0; i < query_count; i++) {
		if (i % 1000 == 0)
			queries[i] = flipped(&random, &crowd, (unsigned)(i / 1000));
		else if (i % 1000 > 3)
			queries[i] = random_hash_of_weight(&random, 128);
	}
	cr_assert_eq(sicht_search_range(
			     shelf_segments(&shelf), 1, queries, query_count, &options, &found),
		SICHT_OK);
	options.engine = SICHT_SEARCH_LINEAR;
	cr_assert_eq(sicht_search_range(
			     shelf_segments(&shelf), 1, queries, query_count, &options, &expected),
		SICHT_OK);
	cr_assert_gt(expected.count, 100000);
	expect_same_hits(&found, &expected, "crowd in a large batch");
	sicht_hits_free(&found);
	sicht_hits_free(&expected);
	shelf_close(&shelf);
	free(queries);
	free(postings.items);
}

/* More in one bucket than a packed directory can say: that table is in order, the others packed. */
Test(search, is_complete_where_one_bucket_is_crowded)
{
	struct random random = {9};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[300];
	shelf_open(&shelf);
	add_uniform(&postings, &random, RING_COUNT);
	for (size_t i = 0; i <= SICHT_RING_PACKED_MAX; i++) /* chunk 5 is all ones */
		postings.items[i].hash.word[1] |= 0xffffull << 16;
	shelf_add(&shelf, &postings, 0, postings.count);
	cr_assert_eq(shelf.segments[0]->packed_tables, 0xffff & ~(1u << 5));
	plant(&random, &postings, 31, queries, 300);
	for (int i = 0; i < 20; i++)
		queries[i] = flipped(&random, &postings.items[i].hash, (unsigned)i * 2);
	expect_complete(&shelf, &postings, queries, 300, 31, NULL, "a crowded bucket");
	expect_complete(&shelf, &postings, queries, 20, 15, NULL, "a crowded bucket");
	shelf_close(&shelf);
	free(postings.items);
}

/* One bucket of every table holds everything, and yet nothing is near. */
Test(search, is_complete_when_all_buckets_are_alike)
{
	struct random random = {6};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[64];
	shelf_open(&shelf);
	for (size_t i = 0; i < RING_COUNT; i++) {
		struct sicht_pdq hash;
		for (int w = 0; w < 4; w++)
			hash.word[w] = (random_next(&random) & 1) * 0xffff |
				       (random_next(&random) & 1) * 0xffff0000 |
				       (random_next(&random) & 1) * 0xffff00000000 |
				       (random_next(&random) & 1) * 0xffff000000000000;
		hash.word[0] ^= 1ull << i % 64;
		hash.word[1] ^= 1ull << i / 64 % 64;
		postings_add(&postings, &hash, sicht_owner_make(i + 1, 0));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	plant(&random, &postings, 31, queries, 64);
	expect_complete(&shelf, &postings, queries, 64, 31, NULL, "alike");
	expect_complete(&shelf, &postings, queries, 8, 60, NULL, "alike");
	shelf_close(&shelf);
	free(postings.items);
}

/* Many segments, flat and with tables, with the same hashes in several of them. */
static void fill_shelf(struct shelf *shelf, struct postings *postings, struct random *random)
{
	const size_t sizes[] = {RING_COUNT, 1, 700, RING_COUNT, 1024, 5000};
	size_t begin = 0;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		while (postings->count < begin + sizes[i]) {
			struct sicht_pdq hash = random_hash_of_weight(random, 128);
			if (postings->count % 5 == 0 && postings->count > 0)
				hash = postings->items[random_below(
							       random, (unsigned)postings->count)]
					       .hash;
			postings_add(postings, &hash, sicht_owner_make(postings->count + 1, 3));
		}
		shelf_add(shelf, postings, begin, postings->count);
		begin = postings->count;
	}
}

Test(search, answers_over_many_segments_and_after_merges)
{
	struct random random = {7};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[40];
	shelf_open(&shelf);
	fill_shelf(&shelf, &postings, &random);
	size_t words = postings.count / 64 + 1;
	uint64_t *gone = calloc(words, sizeof *gone);
	for (size_t i = 0; i < words; i++)
		gone[i] = random_next(&random) & random_next(&random);
	struct sicht_tombstones tombstones = {gone, words / 2};
	plant(&random, &postings, 31, queries, 40);
	expect_complete(&shelf, &postings, queries, 40, 31, NULL, "many");
	expect_complete(&shelf, &postings, queries, 40, 31, &tombstones, "many, some gone");
	shelf_merge(&shelf, &tombstones);
	expect_complete(&shelf, &postings, queries, 40, 31, &tombstones, "merged");
	expect_complete(&shelf, &postings, queries, 5, 60, &tombstones, "merged");
	free(gone);
	shelf_close(&shelf);
	free(postings.items);
}

/* A hash of many owners in two segments: the first ones are kept, the others counted. */
Test(search, keeps_the_first_owners_and_counts_the_rest)
{
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq hash = {{1, 2, 3, 4}}, other = {{1, 2, 3, 5}};
	uint64_t gone[16] = {0};
	struct sicht_tombstones tombstones = {gone, 16};
	shelf_open(&shelf);
	for (uint64_t entry = 1; entry <= 1000; entry += 2)
		postings_add(&postings, &hash, sicht_owner_make(entry, 0));
	shelf_add(&shelf, &postings, 0, postings.count);
	for (uint64_t entry = 2; entry <= 1000; entry += 2)
		postings_add(&postings, &hash, sicht_owner_make(entry, 0));
	postings_add(&postings, &other, sicht_owner_make(2000, 0));
	shelf_add(&shelf, &postings, 500, postings.count);
	gone[0] = 0x3e; /* entries 1 to 5 */
	struct sicht_search_options options = {
		.threshold_bits = 31, .owners_max = 4, .tombstones = &tombstones};
	struct sicht_hits hits = {0};
	cr_assert_eq(
		sicht_search_range(shelf_segments(&shelf), 2, &hash, 1, &options, &hits), SICHT_OK);
	cr_assert_eq(hits.count, 5);
	for (unsigned i = 0; i < 4; i++)
		cr_assert_eq(sicht_owner_entry(hits.items[i].owner), 6 + i);
	cr_assert_eq(sicht_owner_entry(hits.items[4].owner), 2000);
	cr_assert_not_null(hits.omitted);
	cr_assert_eq(hits.omitted[0], 995 - 4);

	options.owners_max = 1000;
	cr_assert_eq(
		sicht_search_range(shelf_segments(&shelf), 2, &hash, 1, &options, &hits), SICHT_OK);
	cr_assert_eq(hits.count, 996);
	cr_assert_null(hits.omitted, "nothing was left out");
	sicht_hits_free(&hits);
	shelf_close(&shelf);
	free(postings.items);
}

Test(search, answers_nothing_with_nothing)
{
	struct sicht_search_options options = {.threshold_bits = 31};
	struct sicht_hits hits = {0};
	struct sicht_pdq query = {{0}};
	cr_assert_eq(sicht_search_range(NULL, 0, &query, 1, &options, &hits), SICHT_OK);
	cr_assert_eq(hits.count, 0);
	cr_assert_eq(hits.query_count, 1);
	cr_assert_eq(sicht_search_range(NULL, 0, NULL, 0, &options, &hits), SICHT_OK);
	cr_assert_eq(hits.count, 0);
	sicht_hits_free(&hits);
}
