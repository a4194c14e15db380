/* SPDX-License-Identifier: MIT */
#include "tests/index/search_data.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/array.h"
#include "index/search/kernel.h"
#include "sicht/hash.h"

uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned random_below(struct random *random, unsigned bound)
{
	return (unsigned)((random_next(random) >> 32) * bound >> 32);
}

struct sicht_pdq random_hash(struct random *random)
{
	struct sicht_pdq hash;
	for (int i = 0; i < 4; i++)
		hash.word[i] = random_next(random);
	return hash;
}

struct sicht_pdq flipped(struct random *random, const struct sicht_pdq *hash, unsigned bits)
{
	struct sicht_pdq mask = {{0}}, result = *hash;
	while (bits > 0) {
		unsigned bit = random_below(random, 256);
		if (mask.word[bit / 64] >> bit % 64 & 1)
			continue;
		mask.word[bit / 64] |= 1ull << bit % 64;
		result.word[bit / 64] ^= 1ull << bit % 64;
		bits--;
	}
	return result;
}

struct sicht_pdq random_hash_of_weight(struct random *random, unsigned bits)
{
	return flipped(random, &(struct sicht_pdq){{0}}, bits);
}

void postings_add(struct postings *postings, const struct sicht_pdq *hash, sicht_owner owner)
{
	struct sicht_pdq_posting posting = {*hash, owner}; /* it may be one of the postings */
	cr_assert_eq(sicht_grow(&postings->items, sizeof *postings->items, postings->count,
			     &postings->capacity),
		SICHT_OK);
	postings->items[postings->count++] = posting;
}

void shelf_open(struct shelf *shelf)
{
	memset(shelf, 0, sizeof *shelf);
	strcpy(shelf->path, "/tmp/sicht-test-XXXXXX");
	cr_assert_not_null(mkdtemp(shelf->path));
	shelf->dirfd = open(shelf->path, O_RDONLY | O_DIRECTORY);
	cr_assert_geq(shelf->dirfd, 0);
}

void shelf_close(struct shelf *shelf)
{
	for (size_t i = 0; i < shelf->count; i++)
		sicht_segment_close(shelf->segments[i]);
	DIR *directory = opendir(shelf->path);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		unlinkat(shelf->dirfd, entry->d_name, 0);
	closedir(directory);
	close(shelf->dirfd);
	rmdir(shelf->path);
}

static void shelf_take(struct shelf *shelf, const struct sicht_segment_info *info)
{
	shelf->infos[shelf->count] = *info;
	cr_assert_eq(sicht_segment_open(shelf->dirfd, info, &shelf->segments[shelf->count]),
		SICHT_OK, "%s", sicht_message());
	cr_assert_eq(sicht_segment_verify(
			     shelf->segments[shelf->count], (struct sicht_work){.threads = 2}),
		SICHT_OK);
	shelf->count++;
}

void shelf_add(struct shelf *shelf, const struct postings *postings, size_t begin, size_t end)
{
	struct sicht_segment_info info = {.number = shelf->count + 1,
		.kind = SICHT_SEGMENT_PDQ_FULLRES,
		.role = SICHT_ROLE_KNOWN};
	size_t count = end - begin;
	struct sicht_pdq_posting *copy = reallocarray(NULL, count + 1, sizeof *copy);
	memcpy(copy, postings->items + begin, count * sizeof *copy);
	cr_assert_eq(sicht_segment_build_pdq(
			     shelf->dirfd, copy, count, (struct sicht_work){.threads = 2}, &info),
		SICHT_OK, "%s", sicht_message());
	free(copy);
	shelf_take(shelf, &info);
}

void shelf_merge(struct shelf *shelf, const struct sicht_tombstones *tombstones)
{
	struct sicht_segment_info info = {
		.number = 100, .kind = SICHT_SEGMENT_PDQ_FULLRES, .role = SICHT_ROLE_KNOWN};
	cr_assert_eq(sicht_segment_merge(shelf->dirfd, shelf_segments(shelf), shelf->count,
			     tombstones, (struct sicht_work){.threads = 2}, &info),
		SICHT_OK, "%s", sicht_message());
	for (size_t i = 0; i < shelf->count; i++)
		sicht_segment_close(shelf->segments[i]);
	shelf->count = 0;
	if (info.item_count > 0)
		shelf_take(shelf, &info);
}

const struct sicht_segment *const *shelf_segments(const struct shelf *shelf)
{
	return (const struct sicht_segment *const *)shelf->segments;
}

static int by_distance(const void *left, const void *right)
{
	const struct sicht_hit *a = left, *b = right;
	if (a->query != b->query)
		return a->query < b->query ? -1 : 1;
	if (a->distance_bits != b->distance_bits)
		return a->distance_bits < b->distance_bits ? -1 : 1;
	return a->owner < b->owner ? -1 : a->owner > b->owner;
}

struct sicht_hits plain_search(const struct postings *postings, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, const struct sicht_tombstones *tombstones)
{
	struct sicht_hits hits = {.query_count = query_count};
	for (uint32_t query = 0; query < query_count; query++) {
		for (size_t i = 0; i < postings->count; i++) {
			const struct sicht_pdq_posting *posting = &postings->items[i];
			unsigned bits = sicht_pdq_distance(&posting->hash, &queries[query]);
			if (bits > threshold ||
				sicht_tombstones_has(tombstones, sicht_owner_entry(posting->owner)))
				continue;
			cr_assert_eq(sicht_grow(&hits.items, sizeof *hits.items, hits.count,
					     &hits.capacity),
				SICHT_OK);
			hits.items[hits.count++] =
				(struct sicht_hit){query, (uint16_t)bits, posting->owner};
		}
	}
	if (hits.count > 0)
		qsort(hits.items, hits.count, sizeof *hits.items, by_distance);
	return hits;
}

void expect_same_hits(
	const struct sicht_hits *found, const struct sicht_hits *expected, const char *what)
{
	size_t both = found->count < expected->count ? found->count : expected->count;
	for (size_t i = 0; i < both; i++) {
		const struct sicht_hit *a = &found->items[i], *b = &expected->items[i];
		cr_assert(a->query == b->query && a->distance_bits == b->distance_bits &&
				  a->owner == b->owner,
			"%s: hit %zu: query %u at %u of %llx, expected query %u at %u of %llx",
			what, i, a->query, a->distance_bits, (unsigned long long)a->owner, b->query,
			b->distance_bits, (unsigned long long)b->owner);
	}
	cr_assert_eq(found->count, expected->count, "%s: %zu hits, expected %zu", what,
		found->count, expected->count);
}

/*
 * With radii above 1 a join of few queries takes longer than all else together: there each kernel
 * has its turn, a third of the thresholds and tests. (test_search_kernel.c compares the kernels.)
 */
static bool has_turn(enum sicht_search_engine engine, unsigned threshold, size_t query_count,
	size_t kernel, size_t kernel_count)
{
	return engine != SICHT_SEARCH_JOIN || threshold <= 32 ||
	       (threshold / 3 + query_count) % kernel_count == kernel;
}

static void try_engine(const struct shelf *shelf, const struct sicht_hits *expected,
	const struct sicht_pdq *queries, size_t query_count, unsigned threshold,
	const struct sicht_tombstones *tombstones, const char *what,
	enum sicht_search_engine engine)
{
	static const char *const names[] = {"auto", "linear", "single", "join"};
	struct sicht_search_options options = {
		.threshold_bits = threshold,
		.threads = engine % 2 == 0 ? 1 : 3,
		.engine = engine,
		.tombstones = tombstones,
	};
	struct sicht_hits hits = {0};
	char text[128];
	snprintf(text, sizeof text, "%s, threshold %u, %s, %s", what, threshold, names[engine],
		sicht_search_kernels()->name);
	cr_assert_eq(sicht_search_range(shelf_segments(shelf), shelf->count, queries, query_count,
			     &options, &hits),
		SICHT_OK, "%s: %s", text, sicht_message());
	expect_same_hits(&hits, expected, text);
	sicht_hits_free(&hits);
}

void expect_complete(const struct shelf *shelf, const struct postings *postings,
	const struct sicht_pdq *queries, size_t query_count, unsigned threshold,
	const struct sicht_tombstones *tombstones, const char *what)
{
	struct sicht_hits expected =
		plain_search(postings, queries, query_count, threshold, tombstones);
	const struct sicht_search_kernels *const *all = sicht_search_kernels_all(), *usable[8];
	size_t count = 0;
	unsetenv("SICHT_KERNEL");
	for (size_t i = 0; all[i] != NULL; i++) {
		if (all[i]->supported())
			usable[count++] = all[i];
	}
	for (size_t i = 0; i < count; i++) {
		setenv("SICHT_KERNEL", usable[i]->name, 1);
		for (int engine = SICHT_SEARCH_AUTO; engine <= SICHT_SEARCH_JOIN; engine++) {
			if (has_turn((enum sicht_search_engine)engine, threshold, query_count, i,
				    count))
				try_engine(shelf, &expected, queries, query_count, threshold,
					tombstones, what, (enum sicht_search_engine)engine);
		}
	}
	unsetenv("SICHT_KERNEL");
	sicht_hits_free(&expected);
}
