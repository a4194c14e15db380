/* SPDX-License-Identifier: MIT */
/* Look-ups of digests: half of them are there. */
#include "bench/search/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_UPS 1000000u

static void digest_number(uint64_t seed, uint64_t i, uint8_t digest[32])
{
	struct bench_set set = {.seed = seed, .count = 1};
	struct sicht_pdq hash = bench_hash(&set, i);
	memcpy(digest, &hash, 32);
}

static void build(const struct bench_settings *settings, struct bench_store *store)
{
	uint64_t count = settings->digests;
	struct sicht_segment_info *info = &store->infos[0];
	struct sicht_digest_posting *postings =
		bench_need(reallocarray(NULL, count, sizeof *postings));
	for (uint64_t i = 0; i < count; i++) {
		digest_number(settings->seed, i, postings[i].digest);
		postings[i].entry = i + 1;
	}
	*info = (struct sicht_segment_info){
		.number = 1, .kind = SICHT_SEGMENT_SHA1, .role = SICHT_ROLE_KNOWN};
	double start = bench_cpu_s();
	bench_check(sicht_segment_build_digests(
		store->dirfd, postings, count, (struct sicht_work){.threads = 1}, info));
	free(postings);
	store->segment_count = 1;
	store->build_us = (bench_cpu_s() - start) * 1e6 / (double)count;
	store->bytes_per_hash = (double)info->size_bytes / (double)count;
	printf("# built sha1 %llu: %.1f bytes a digest, %.3f us CPU a digest\n",
		(unsigned long long)count, store->bytes_per_hash, store->build_us);
	bench_check(sicht_segment_open(store->dirfd, info, &store->segments[0]));
	bench_check(sicht_segment_verify(store->segments[0], (struct sicht_work){.threads = 1}));
}

static struct bench_row look_up(const struct bench_settings *settings,
	const struct bench_store *store, const uint8_t (*digests)[32])
{
	struct sicht_digest_hits hits = {0};
	struct bench_row row = {.set = "sha1",
		.kernel = "-",
		.engine = "look-ups",
		.count = settings->digests,
		.threads = 1,
		.queries = LOOK_UPS,
		.at_once = LOOK_UPS,
		.bytes_per_hash = store->bytes_per_hash,
		.build_us = store->build_us};
	double cpu = bench_cpu_s(), wall = bench_wall_s();
	bench_check(sicht_search_digests((const struct sicht_segment *const *)store->segments, 1,
		digests, LOOK_UPS, NULL, 1, &hits));
	row.cpu_s = bench_cpu_s() - cpu;
	row.wall_s = bench_wall_s() - wall;
	row.hits = hits.count;
	for (size_t i = 0; i < hits.count; i++)
		row.checksum += bench_checksum_of(hits.items[i].query, hits.items[i].entry, 0);
	sicht_digest_hits_free(&hits);
	return row;
}

void bench_digests(const struct bench_settings *settings, struct bench_report *report)
{
	struct bench_store store;
	uint8_t(*digests)[32] = bench_need(reallocarray(NULL, LOOK_UPS, sizeof *digests));
	for (uint64_t i = 0; i < LOOK_UPS; i++)
		digest_number(settings->seed, i * (2 * settings->digests / LOOK_UPS), digests[i]);
	bench_store_begin(&store, settings->dir);
	build(settings, &store);
	struct bench_row row = look_up(settings, &store, (const uint8_t(*)[32])digests);
	for (uint64_t i = 1; i < settings->repeat; i++) {
		struct bench_row again = look_up(settings, &store, (const uint8_t(*)[32])digests);
		if (again.cpu_s < row.cpu_s)
			row = again;
	}
	bench_add(report, &row);
	bench_store_end(&store);
	free(digests);
}
