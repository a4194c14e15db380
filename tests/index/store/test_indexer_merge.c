/* SPDX-License-Identifier: MIT */
/* Which segments become one: few are left to search, and no hash is rewritten often. */
#include <criterion/criterion.h>
#include <string.h>

#include "index/store/indexer.h"
#include "tests/index/search_data.h"
#include "sicht/limits.h"

#define SEGMENTS_MAX 400

/* A store as the manifest sees it. */
struct growth {
	struct sicht_segment_info segments[SEGMENTS_MAX];
	size_t count;
	uint64_t next_number;
	double written_in_all;
};

static void add(struct growth *growth, unsigned kind, uint64_t hashes)
{
	cr_assert_lt(growth->count, SEGMENTS_MAX);
	growth->segments[growth->count++] = (struct sicht_segment_info){
		.number = ++growth->next_number,
		.kind = (uint8_t)kind,
		.role = SICHT_ROLE_KNOWN,
		.item_count = hashes,
		.owner_count = hashes,
	};
	growth->written_in_all += (double)hashes;
}

static void drop(struct growth *growth, uint64_t number)
{
	size_t at = 0;
	while (growth->segments[at].number != number)
		at++;
	memmove(&growth->segments[at], &growth->segments[at + 1],
		(--growth->count - at) * sizeof growth->segments[0]);
}

/* What the indexer does at the start of a commit. */
static void merge(struct growth *growth, unsigned kind)
{
	for (unsigned rank = 0; rank < SICHT_MERGE_RANKS; rank++) {
		struct sicht_segment_info chosen[SICHT_SEGMENT_FANOUT];
		uint64_t hashes = 0;
		size_t count = sicht_merge_choose(
			growth->segments, growth->count, kind, SICHT_ROLE_KNOWN, rank, chosen);
		for (size_t i = 0; i < count; i++) {
			hashes += chosen[i].item_count;
			drop(growth, chosen[i].number);
		}
		if (count > 0)
			add(growth, kind, hashes);
		cr_assert(kind < SICHT_SEGMENT_PDQ_FULLRES || hashes <= SICHT_SEGMENT_HASHES_MAX);
	}
}

/* A hundred million hashes in batches of up to `batch_max`. */
static struct growth grow(unsigned kind, unsigned batch_max)
{
	struct growth growth = {.count = 0};
	struct random random = {31};
	for (uint64_t total = 0; total < 100000000;) {
		uint64_t batch = 1 + random_below(&random, batch_max);
		merge(&growth, kind);
		add(&growth, kind, batch);
		total += batch;
	}
	return growth;
}

Test(indexer_merge, rewrites_no_hash_often_and_leaves_few_segments)
{
	const struct {
		unsigned batch_max;
		double writes_max;
		size_t segments_max;
	} rows[] = {{8192, 6, 36}, {100000, 5, 34}, {4000000, 3, 20}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct growth growth = grow(SICHT_SEGMENT_PDQ_FULLRES, rows[i].batch_max);
		double writes = growth.written_in_all / 1e8;
		cr_assert_lt(writes, rows[i].writes_max, "batches of %u: written %.1f times",
			rows[i].batch_max, writes);
		cr_assert_leq(growth.count, rows[i].segments_max, "batches of %u: %zu segments",
			rows[i].batch_max, growth.count);
	}
}

Test(indexer_merge, digests_have_no_limit_of_a_segment)
{
	struct growth growth = grow(SICHT_SEGMENT_SHA1, 100000);
	cr_assert_lt(growth.written_in_all / 1e8, 5);
	cr_assert_leq(growth.count, 34);
}

/* A full segment is in nobody's way. */
Test(indexer_merge, merges_the_small_ones_beside_full_ones)
{
	struct growth growth = {.count = 0};
	struct sicht_segment_info chosen[SICHT_SEGMENT_FANOUT];
	const unsigned kind = SICHT_SEGMENT_PDQ_FULLRES;
	for (int i = 0; i < 6; i++)
		add(&growth, kind, SICHT_SEGMENT_HASHES_MAX - 1);
	add(&growth, kind, 3000000);
	cr_assert_eq(sicht_merge_choose(
			     growth.segments, growth.count, kind, SICHT_ROLE_KNOWN, 4, chosen),
		0, "seven are not too many");
	add(&growth, kind, 4000000);
	cr_assert_eq(sicht_merge_choose(
			     growth.segments, growth.count, kind, SICHT_ROLE_KNOWN, 4, chosen),
		2);
	cr_assert_eq(chosen[0].item_count, 3000000);
	cr_assert_eq(chosen[1].item_count, 4000000);
}
