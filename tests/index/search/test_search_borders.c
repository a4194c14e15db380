/* SPDX-License-Identifier: MIT */
/*
 * Where a loop takes its data in blocks, mistakes hide at the border: at one less than a block, at
 * a whole one and at one more, each engine answers what the linear scan answers, and the linear
 * scan what a plain loop answers.
 */
#include <criterion/criterion.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "index/search/work.h"
#include "sicht/limits.h"
#include "tests/index/search_data.h"

TestSuite(search_borders, .timeout = 100);

#define RING_COUNT (SICHT_SEGMENT_FLAT_MAX + 3000)
#define AROUND(n) ((n)-1), (n), ((n) + 1)

static void add_uniform(struct postings *postings, struct random *random, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sicht_pdq hash = random_hash_of_weight(random, 128);
		postings_add(postings, &hash, sicht_owner_make(postings->count + 1, 0));
	}
}

/* Up to `bits` bits of `hash` flipped, none of them in chunks 4 to 7. */
static struct sicht_pdq flipped_elsewhere(
	struct random *random, const struct sicht_pdq *hash, unsigned bits)
{
	struct sicht_pdq result = flipped(random, hash, random_below(random, bits + 1));
	result.word[1] = hash->word[1];
	return result;
}

static struct sicht_hits search(const struct shelf *shelf, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, enum sicht_search_engine engine)
{
	struct sicht_search_options options = {
		.threshold_bits = threshold, .threads = 2, .engine = engine};
	struct sicht_hits hits = {0};
	cr_assert_eq(sicht_search_range(shelf_segments(shelf), shelf->count, queries, query_count,
			     &options, &hits),
		SICHT_OK, "%s", sicht_message());
	return hits;
}

/* The engine, with every kernel, against the linear scan. */
static void expect_linear(const struct shelf *shelf, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, enum sicht_search_engine engine)
{
	struct sicht_hits expected =
		search(shelf, queries, query_count, threshold, SICHT_SEARCH_LINEAR);
	const struct sicht_search_kernels *const *kernels = sicht_search_kernels_all();
	cr_assert_gt(expected.count, 0);
	for (size_t i = 0; kernels[i] != NULL; i++) {
		unsetenv("SICHT_KERNEL");
		if (!kernels[i]->supported())
			continue;
		setenv("SICHT_KERNEL", kernels[i]->name, 1);
		struct sicht_hits found = search(shelf, queries, query_count, threshold, engine);
		char what[100];
		snprintf(what, sizeof what, "%s: %zu queries, threshold %u", kernels[i]->name,
			query_count, threshold);
		expect_same_hits(&found, &expected, what);
		sicht_hits_free(&found);
	}
	unsetenv("SICHT_KERNEL");
	sicht_hits_free(&expected);
}

Test(search_borders, of_tiles)
{
	static const size_t hashes[] = {AROUND(SICHT_TILE_HASHES)};
	static const size_t counts[] = {AROUND(SICHT_TILE_QUERIES)};
	for (size_t i = 0; i < 3; i++) {
		struct random random = {51};
		struct postings postings = {0};
		struct shelf shelf;
		struct sicht_pdq base = random_hash(&random), queries[SICHT_TILE_QUERIES + 1];
		shelf_open(&shelf);
		while (postings.count < hashes[i]) {
			struct sicht_pdq hash = flipped(&random, &base, random_below(&random, 20));
			postings_add(&postings, &hash, sicht_owner_make(postings.count + 1, 0));
		}
		for (size_t q = 0; q < SICHT_TILE_QUERIES + 1; q++)
			queries[q] = flipped(&random, &base, (unsigned)q);
		shelf_add(&shelf, &postings, 0, postings.count);
		for (size_t k = 0; k < 3; k++)
			expect_complete(&shelf, &postings, queries, counts[k], 31, NULL, "tiles");
		shelf_close(&shelf);
		free(postings.items);
	}
}

/* 64 tiles are one task of a thread. */
Test(search_borders, of_tasks_of_the_linear_scan)
{
	static const size_t hashes[] = {AROUND(64 * SICHT_TILE_HASHES)};
	struct random random = {52};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[9];
	size_t begin = 0;
	shelf_open(&shelf);
	for (size_t i = 0; i < 3; i++) {
		add_uniform(&postings, &random, hashes[i]);
		shelf_add(&shelf, &postings, begin, postings.count);
		queries[3 * i] = postings.items[begin].hash;
		queries[3 * i + 1] = postings.items[begin + 64 * SICHT_TILE_HASHES - 2].hash;
		begin = postings.count;
		queries[3 * i + 2] = postings.items[begin - 1].hash;
	}
	struct sicht_hits expected = plain_search(&postings, queries, 9, 31, NULL);
	struct sicht_hits found = search(&shelf, queries, 9, 31, SICHT_SEARCH_LINEAR);
	expect_same_hits(&found, &expected, "tasks");
	sicht_hits_free(&found);
	sicht_hits_free(&expected);
	shelf_close(&shelf);
	free(postings.items);
}

/* Queries are answered in blocks; what is left out is counted for the query, not for its place. */
Test(search_borders, of_blocks_of_queries)
{
	static const size_t counts[] = {AROUND(SICHT_SEARCH_BLOCK)};
	struct random random = {53};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq *queries = calloc(SICHT_SEARCH_BLOCK + 1, sizeof *queries);
	shelf_open(&shelf);
	add_uniform(&postings, &random, 30);
	for (size_t i = 0; i < SICHT_SEARCH_BLOCK + 1; i++)
		queries[i] = i % 1000 == 0 || i + 3 > SICHT_SEARCH_BLOCK
				     ? flipped(&random, &postings.items[i % 30].hash, 20)
				     : random_hash(&random);
	for (size_t i = 0; i < 30; i++) {
		struct sicht_pdq hash = postings.items[i].hash;
		postings_add(&postings, &hash, sicht_owner_make(100 + i, 0));
		postings_add(&postings, &hash, sicht_owner_make(200 + i, 0));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	for (size_t i = 0; i < 3; i++) {
		struct sicht_search_options options = {
			.threshold_bits = 31, .threads = 2, .owners_max = 1};
		struct sicht_hits expected = plain_search(&postings, queries, counts[i], 31, NULL);
		struct sicht_hits all = search(&shelf, queries, counts[i], 31, SICHT_SEARCH_AUTO);
		struct sicht_hits one = {0};
		expect_same_hits(&all, &expected, "blocks");
		cr_assert_eq(sicht_search_range(
				     shelf_segments(&shelf), 1, queries, counts[i], &options, &one),
			SICHT_OK);
		cr_assert_eq(3 * one.count, expected.count);
		for (size_t q = 0, hit = 0; q < counts[i]; q++) {
			bool is_hit = hit < one.count && one.items[hit].query == q;
			cr_assert_eq(one.omitted[q], is_hit ? 2u : 0u, "query %zu", q);
			hit += is_hit;
		}
		sicht_hits_free(&expected);
		sicht_hits_free(&all);
		sicht_hits_free(&one);
	}
	shelf_close(&shelf);
	free(queries);
	free(postings.items);
}

/* One query at a time: a thread's share, and what the pipeline takes at once. */
Test(search_borders, of_queries_one_at_a_time)
{
	static const size_t counts[] = {1, AROUND(64), AROUND(SICHT_SINGLE_MAX)};
	struct random random = {54};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq *queries = calloc(SICHT_SINGLE_MAX + 1, sizeof *queries);
	shelf_open(&shelf);
	add_uniform(&postings, &random, RING_COUNT);
	shelf_add(&shelf, &postings, 0, postings.count);
	for (size_t i = 0; i < SICHT_SINGLE_MAX + 1; i++)
		queries[i] = flipped(&random, &postings.items[i * 7].hash, 31 + (unsigned)i % 2);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		expect_linear(&shelf, queries, counts[i], 31, SICHT_SEARCH_SINGLE);
	expect_linear(&shelf, queries, 65, 32, SICHT_SEARCH_SINGLE);
	expect_linear(&shelf, queries, 65, 31, SICHT_SEARCH_JOIN);
	shelf_close(&shelf);
	free(queries);
	free(postings.items);
}

/* So many entries near one query in one table as a step of the pipeline holds (32). */
Test(search_borders, of_places_of_a_step)
{
	struct random random = {55};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[4];
	shelf_open(&shelf);
	add_uniform(&postings, &random, RING_COUNT);
	for (unsigned i = 0; i < 4; i++) {
		queries[i] = random_hash_of_weight(&random, 128);
		for (unsigned bit = 0; bit < 31 + i; bit++) {
			struct sicht_pdq hash = queries[i];
			hash.word[2] ^= 1ull << bit;
			postings_add(&postings, &hash, sicht_owner_make(postings.count + 1, 0));
		}
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	for (unsigned i = 0; i < 4; i++) {
		struct sicht_hits hits = search(&shelf, &queries[i], 1, 15, SICHT_SEARCH_SINGLE);
		cr_assert_eq(hits.count, 31 + i);
		sicht_hits_free(&hits);
		expect_linear(&shelf, &queries[i], 1, 31, SICHT_SEARCH_SINGLE);
	}
	shelf_close(&shelf);
	free(postings.items);
}

/*
 * A bucket of so many entries meets so many queries of its word: a packed directory holds 255, the
 * join takes 256 entries and 64 queries at a time, and gathers 8 queries of a word at once.
 */
static void meet(size_t entries, const size_t *counts, size_t count_count, unsigned threshold)
{
	struct random random = {56};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq base = random_hash_of_weight(&random, 128);
	shelf_open(&shelf);
	add_uniform(&postings, &random, RING_COUNT);
	for (size_t i = 0; i < entries; i++) {
		struct sicht_pdq hash = flipped_elsewhere(&random, &base, 6);
		hash.word[0] ^= i; /* each is another */
		postings_add(&postings, &hash, sicht_owner_make(postings.count + 1, 0));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	for (size_t i = 0; i < count_count; i++) {
		struct sicht_pdq *queries = calloc(counts[i], sizeof *queries);
		for (size_t q = 0; q < counts[i]; q++) {
			queries[q] = flipped_elsewhere(&random, &base, 6);
			if (q % 61 != 0 && q + 3 < counts[i] && counts[i] > 100)
				queries[q].word[3] = random_next(&random); /* too far */
		}
		expect_linear(&shelf, queries, counts[i], threshold, SICHT_SEARCH_JOIN);
		free(queries);
	}
	shelf_close(&shelf);
	free(postings.items);
}

Test(search_borders, of_buckets_and_queries_that_meet)
{
	static const size_t few[] = {AROUND(SICHT_GATHER_LIST_MAX), AROUND(SICHT_JOIN_QUERIES)};
	static const size_t many[] = {AROUND(SICHT_SEARCH_QUERIES)};
	static const size_t two[] = {SICHT_GATHER_LIST_MAX + 1, SICHT_JOIN_QUERIES + 1};
	meet(SICHT_RING_PACKED_MAX, few, 6, 15);
	meet(SICHT_JOIN_ENTRIES, few, 6, 15);
	meet(SICHT_JOIN_ENTRIES + 1, few, 6, 15);
	meet(SICHT_JOIN_ENTRIES + 1, two, 2, 31);
	meet(300, many, 3, 15);
}

/*
 * A bucket so crowded that it counts as work of its queries, and not so crowded that they are given
 * up: AUTO, with so many queries that the join is the engine.
 */
Test(search_borders, of_buckets_that_count_as_work)
{
	struct random random = {60};
	struct postings postings = {0};
	struct shelf shelf;
	const size_t count = 60000;
	struct sicht_pdq base = random_hash_of_weight(&random, 128);
	struct sicht_pdq *queries = calloc(count, sizeof *queries);
	struct sicht_ring_plan plan;
	shelf_open(&shelf);
	add_uniform(&postings, &random, RING_COUNT);
	for (size_t i = 0; i < 3000; i++) {
		struct sicht_pdq hash = flipped_elsewhere(&random, &base, 6);
		hash.word[0] ^= i;
		postings_add(&postings, &hash, sicht_owner_make(postings.count + 1, 0));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	for (size_t i = 0; i < count; i++)
		queries[i] =
			i % 5000 == 0 ? flipped_elsewhere(&random, &base, 6) : random_hash(&random);
	sicht_ring_plan_make(31, &plan);
	cr_assert_eq(sicht_search_choose(shelf.segments[0], &plan, SICHT_SEARCH_AUTO, count).engine,
		SICHT_SEARCH_JOIN);
	struct sicht_hits expected = search(&shelf, queries, count, 31, SICHT_SEARCH_LINEAR);
	struct sicht_hits found = search(&shelf, queries, count, 31, SICHT_SEARCH_AUTO);
	cr_assert_geq(expected.count, 12 * 3000u);
	expect_same_hits(&found, &expected, "work");
	sicht_hits_free(&found);
	sicht_hits_free(&expected);
	shelf_close(&shelf);
	free(queries);
	free(postings.items);
}

/* Few matches are put in order by one thread, more by several. */
Test(search_borders, of_matches_that_one_thread_answers)
{
	static const size_t counts[] = {AROUND(256)};
	struct random random = {57};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[257];
	shelf_open(&shelf);
	add_uniform(&postings, &random, 20);
	shelf_add(&shelf, &postings, 0, postings.count);
	for (size_t i = 0; i < 257; i++)
		queries[i] = flipped(&random, &postings.items[i % 20].hash, (unsigned)i % 31);
	for (size_t i = 0; i < 3; i++)
		expect_complete(&shelf, &postings, queries, counts[i], 31, NULL, "answers");
	shelf_close(&shelf);
	free(postings.items);
}

/*
 * Lists of 64 owners and more are counted once for many queries. Two hashes of one segment that
 * share a place in what is remembered are told apart.
 */
Test(search_borders, of_lists_of_owners_that_are_remembered)
{
	static const unsigned owners[] = {AROUND(64), 200};
	struct random random = {58};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[600];
	uint64_t gone[20000] = {0};
	struct sicht_tombstones tombstones = {gone, 20000};
	uint64_t entry = 0;
	shelf_open(&shelf);
	for (unsigned segment = 0; segment < 3; segment++) {
		size_t begin = postings.count;
		for (size_t i = 0; i < 600; i++) {
			/* ascending, so that its number in the segment is i */
			struct random same = {i};
			struct sicht_pdq hash = random_hash(&same);
			hash.word[0] = i * 1000;
			unsigned count = owners[(i + i / 256 + segment) % 4];
			for (unsigned k = 0; k < count; k++, entry++) {
				postings_add(&postings, &hash, sicht_owner_make(entry, 0));
				if (random_below(&random, 100) < i % 100 || k < i / 256)
					gone[entry / 64] |= 1ull << entry % 64;
			}
			queries[i] = hash;
		}
		shelf_add(&shelf, &postings, begin, postings.count);
	}
	/* a query, and the one that falls into its place, in turns */
	struct sicht_pdq turns[600];
	for (size_t i = 0; i < 600; i++)
		turns[i] = queries[(i % 2 * 256 + i / 2) % 600];
	struct sicht_search_options options = {
		.threshold_bits = 0, .threads = 1, .tombstones = &tombstones};
	struct sicht_hits expected = plain_search(&postings, turns, 600, 0, &tombstones);
	struct sicht_hits found = {0};
	cr_assert_eq(sicht_search_range(shelf_segments(&shelf), 3, turns, 600, &options, &found),
		SICHT_OK);
	expect_same_hits(&found, &expected, "remembered");

	/* Nothing of it stays behind. */
	struct mallinfo2 before = mallinfo2();
	for (int i = 0; i < 3; i++)
		cr_assert_eq(
			sicht_search_range(shelf_segments(&shelf), 3, turns, 600, &options, &found),
			SICHT_OK);
	struct mallinfo2 after = mallinfo2();
	cr_expect_lt(after.uordblks, before.uordblks + 4096, "memory of a search was not freed");
	sicht_hits_free(&found);
	sicht_hits_free(&expected);
	shelf_close(&shelf);
	free(postings.items);
}

/* As many hits as are allowed, and many more. */
Test(search_borders, of_hits_that_are_allowed)
{
	struct random random = {59};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq base = random_hash(&random);
	struct sicht_hits hits = {0};
	shelf_open(&shelf);
	for (unsigned i = 0; i < 4000; i++) {
		struct sicht_pdq hash = base;
		hash.word[3] ^= i;
		for (unsigned owner = 0; owner < 3; owner++)
			postings_add(&postings, &hash, sicht_owner_make(3 * i + owner + 1, 0));
	}
	shelf_add(&shelf, &postings, 0, postings.count);
	static const struct {
		size_t max;
		enum sicht_status status;
	} rows[] = {{0, SICHT_OK}, {12001, SICHT_OK}, {12000, SICHT_OK},
		{11999, SICHT_ERROR_MEMORY}, {5000, SICHT_ERROR_MEMORY}, {300, SICHT_ERROR_MEMORY}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sicht_search_options options = {
			.threshold_bits = 31, .threads = 1, .hits_max = rows[i].max};
		cr_expect_eq(
			sicht_search_range(shelf_segments(&shelf), 1, &base, 1, &options, &hits),
			rows[i].status, "at most %zu", rows[i].max);
		cr_expect_eq(hits.count, rows[i].status == SICHT_OK ? 12000u : 0u);
	}
	/* hashes that are near, though all their owners are gone */
	uint64_t *gone = malloc(12100 / 8);
	memset(gone, 0xff, 12100 / 8);
	struct sicht_tombstones tombstones = {gone, 12100 / 64};
	for (size_t max = 300; max <= 5000; max += 4700) {
		struct sicht_search_options options = {.threshold_bits = 31,
			.threads = 1,
			.hits_max = max,
			.tombstones = &tombstones};
		cr_expect_eq(
			sicht_search_range(shelf_segments(&shelf), 1, &base, 1, &options, &hits),
			max == 300 ? SICHT_ERROR_MEMORY : SICHT_OK, "at most %zu", max);
		cr_expect_eq(hits.count, 0u);
	}
	free(gone);
	sicht_hits_free(&hits);
	shelf_close(&shelf);
	free(postings.items);
}
