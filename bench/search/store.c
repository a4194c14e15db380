/* SPDX-License-Identifier: MIT */
/* A set of hashes as a store has it: segment files, written as the indexer writes them, mapped. */
#include "bench/search/search.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sicht/limits.h"

void bench_check(enum sicht_status status)
{
	if (status != SICHT_OK) {
		fprintf(stderr, "bench-search: %s\n", sicht_message());
		exit(2);
	}
}

void *bench_need(void *memory)
{
	if (memory == NULL) {
		fprintf(stderr, "bench-search: out of memory\n");
		exit(2);
	}
	return memory;
}

void bench_store_begin(struct bench_store *store, const char *dir)
{
	snprintf(store->path, sizeof store->path, "%s/bench-search-XXXXXX", dir);
	store->segment_count = 0;
	if (mkdtemp(store->path) == NULL ||
		(store->dirfd = open(store->path, O_RDONLY | O_DIRECTORY)) < 0) {
		perror(store->path);
		exit(2);
	}
}

static void remove_segments(struct bench_store *store)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	for (size_t i = 0; i < store->segment_count; i++) {
		sicht_segment_close(store->segments[i]);
		store->segments[i] = NULL;
		unlinkat(store->dirfd, sicht_segment_name(store->infos[i].number, name), 0);
	}
	store->segment_count = 0;
}

void bench_store_end(struct bench_store *store)
{
	remove_segments(store);
	close(store->dirfd);
	rmdir(store->path);
}

/* Hashes first .. first + count - 1 of the set as one segment; the CPU time of building it. */
static double build_segment(
	struct bench_store *store, const struct bench_set *set, uint64_t first, uint64_t count)
{
	struct sicht_segment_info *info = &store->infos[store->segment_count];
	struct sicht_pdq_posting *postings =
		bench_need(reallocarray(NULL, count, sizeof *postings));
	for (uint64_t i = 0; i < count; i++)
		postings[i] = (struct sicht_pdq_posting){
			bench_hash(set, first + i), sicht_owner_make(first + i + 1, 0)};
	*info = (struct sicht_segment_info){.number = store->segment_count + 1,
		.kind = SICHT_SEGMENT_PDQ_FULLRES,
		.role = SICHT_ROLE_KNOWN};
	double start = bench_cpu_s();
	bench_check(sicht_segment_build_pdq(
		store->dirfd, postings, count, (struct sicht_work){.threads = 1}, info));
	double took = bench_cpu_s() - start;
	free(postings);
	store->segment_count++;
	return took;
}

/* All segments of the set, anew; the CPU time of building them. */
static double build_once(struct bench_store *store, const struct bench_set *set)
{
	double cpu_s = 0;
	remove_segments(store);
	for (uint64_t first = 0; first < set->count; first += SICHT_SEGMENT_HASHES_MAX) {
		uint64_t left = set->count - first;
		cpu_s += build_segment(store, set, first,
			left < SICHT_SEGMENT_HASHES_MAX ? left : SICHT_SEGMENT_HASHES_MAX);
	}
	return cpu_s;
}

/*
 * Built twice, unless that would take too long: in a virtual machine it is the host that finds the
 * memory for what is written first, which can take longer than all the rest.
 */
void bench_store_build(struct bench_store *store, const struct bench_set *set,
	const struct bench_settings *settings)
{
	double start = bench_wall_s(), bytes = 0, count = (double)set->count;
	double first_s = build_once(store, set), cpu_s = first_s;
	if (settings->repeat > 1 && first_s < settings->seconds) {
		double second_s = build_once(store, set);
		cpu_s = second_s < first_s ? second_s : first_s;
	}
	for (size_t i = 0; i < store->segment_count; i++)
		bytes += (double)store->infos[i].size_bytes;
	store->bytes_per_hash = bytes / count;
	store->build_us = cpu_s * 1e6 / count;
	printf("# built %s %.0f: %zu segments, %.1f bytes a hash, %.3f us CPU a hash (the first "
	       "time "
	       "%.3f; %.1f s with making the data and fsync)\n",
		set->name, count, store->segment_count, store->bytes_per_hash, store->build_us,
		first_s * 1e6 / count, bench_wall_s() - start);
}

void bench_store_open(struct bench_store *store, const struct sicht_pdq *query)
{
	struct sicht_search_options options = {.threshold_bits = 31, .threads = 1};
	struct sicht_hits hits = {0};
	double start = bench_wall_s();
	for (size_t i = 0; i < store->segment_count; i++)
		bench_check(
			sicht_segment_open(store->dirfd, &store->infos[i], &store->segments[i]));
	bench_check(sicht_search_range((const struct sicht_segment *const *)store->segments,
		store->segment_count, query, 1, &options, &hits));
	double opened = bench_wall_s() - start;
	start = bench_wall_s();
	for (size_t i = 0; i < store->segment_count; i++)
		bench_check(sicht_segment_verify(
			store->segments[i], (struct sicht_work){.threads = 1}));
	printf("# opened and answered one query in %.2f ms; all checksums in %.2f s\n",
		opened * 1e3, bench_wall_s() - start);
	sicht_hits_free(&hits);
}
