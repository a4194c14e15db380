/* SPDX-License-Identifier: MIT */
/*
 * Skewed data, where tables do not help: what is searched for shares its buckets with a crowd. The
 * promise is that no match is lost, and that no batch costs more than three linear scans.
 */
#include "bench/search/search.h"

#include <stdio.h>
#include <stdlib.h>

/* As the matcher asks: of a crowd with one hash, the first owners are named, the rest counted. */
#define OWNERS_MAX 100
#define LONE 128 /* queries, where one is asked a call */
#define QUERIES 20000
#define SCANS_MAX 3

static bool measure_set(struct bench *bench, size_t batch)
{
	struct bench_way way = {.name = "linear",
		.engine = SICHT_SEARCH_LINEAR,
		.threshold = 31,
		.threads = 1,
		.count = batch < LONE ? LONE : batch,
		.at_once = batch,
		.owners_max = OWNERS_MAX};
	struct bench_row linear = bench_measure(bench, &way);
	way.name = "auto";
	way.engine = SICHT_SEARCH_AUTO;
	struct bench_row row = bench_measure(bench, &way);
	linear.ratio = 1;
	row.ratio = linear.cpu_s / row.cpu_s;
	bench_add(bench->report, &linear);
	bench_add(bench->report, &row);
	if (row.checksum != linear.checksum || row.hits != linear.hits)
		printf("# WRONG: %llu hits, the linear kernel %llu\n", (unsigned long long)row.hits,
			(unsigned long long)linear.hits);
	else if (row.cpu_s > SCANS_MAX * linear.cpu_s)
		printf("# SLOW: more than %d linear scans\n", SCANS_MAX);
	else
		return true;
	return false;
}

bool bench_skew(const struct bench_settings *settings, struct bench_report *report)
{
	static const char *const names[] = {[BENCH_EQUAL] = "equal",
		[BENCH_NEAR] = "near",
		[BENCH_CROWD] = "crowd",
		[BENCH_FLAT] = "flat"};
	static const size_t batches[] = {1, 1000, QUERIES};
	bool right = true;
	for (int kind = BENCH_EQUAL; kind < BENCH_KINDS; kind++) {
		uint64_t crowd = kind == BENCH_EQUAL ? settings->skew : settings->skew / 10;
		struct bench bench = {
			.settings = settings, .report = report, .query_count = QUERIES};
		bench.set = (struct bench_set){.kind = (enum bench_kind)kind,
			.name = names[kind],
			.seed = settings->seed,
			.count = 2 * settings->skew,
			.crowd = crowd};
		bench.kernel = settings->kernels[0];
		bench.queries =
			bench_need(reallocarray(NULL, bench.query_count, sizeof *bench.queries));
		bench_queries(&bench.set, settings->seed + 3, bench.queries, bench.query_count);
		bench_store_begin(&bench.store, settings->dir);
		bench_store_build(&bench.store, &bench.set, settings);
		bench_store_open(&bench.store, bench.queries);
		for (size_t i = 0; i < sizeof batches / sizeof *batches; i++)
			right = measure_set(&bench, batches[i]) && right;
		bench_store_end(&bench.store);
		free(bench.queries);
	}
	return right;
}
