/* SPDX-License-Identifier: MIT */
/*
 * bench-search: range search as stored, mapped from segment files, beside the linear kernel (and
 * FAISS, where it is installed) in the same run; whole pictures, skewed data, look-ups of digests.
 *
 * Every engine answers the same queries first; a checksum of its hits that differs from the linear
 * kernel's ends the program with status 1, and so does a skewed batch that takes more than three
 * linear scans. Rates are of CPU time for one thread, of wall time for more. `--help` names the
 * options; without any it takes about a minute.
 */
#include "bench/search/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/search/kernel.h"

/* Queries that are made at least: samples come from them. */
#define QUERIES_MIN 100000

static size_t largest(const struct bench_list *list, size_t at_least)
{
	size_t most = at_least;
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i] > most)
			most = list->items[i];
	}
	return most;
}

static void use_kernel(struct bench *bench, const char *kernel)
{
	setenv("SICHT_KERNEL", kernel, 1);
	bench->kernel = sicht_search_kernels()->name;
	if (strcmp(bench->kernel, kernel) != 0) {
		fprintf(stderr, "bench-search: this processor has no kernel %s\n", kernel);
		exit(2);
	}
	bench->kernel = kernel;
}

static bool measure_size(
	const struct bench_settings *settings, struct bench_report *report, uint64_t size)
{
	struct bench bench = {.settings = settings, .report = report};
	bench.set = (struct bench_set){.name = "uniform", .seed = settings->seed, .count = size};
	if (settings->hashes != NULL) {
		bench.set.kind = BENCH_CLUSTERS;
		bench.set.name = "clusters";
		bench_read_centres(settings->hashes, &bench.set);
	}
	bench.query_count = largest(&settings->batches, QUERIES_MIN);
	bench.queries = bench_need(reallocarray(NULL, bench.query_count, sizeof *bench.queries));
	bench_queries(&bench.set, settings->seed + 1, bench.queries, bench.query_count);
	bench_store_begin(&bench.store, settings->dir);
	bench_store_build(&bench.store, &bench.set, settings);
	bench_store_open(&bench.store, bench.queries);
	for (size_t i = 0; i < settings->kernel_count; i++) {
		use_kernel(&bench, settings->kernels[i]);
		bench_range(&bench);
		if (settings->pictures > 0)
			bench_pictures(&bench);
	}
	unsetenv("SICHT_KERNEL");
	bench_store_end(&bench.store);
	free(bench.queries);
	free(bench.set.centres);
	return !bench.wrong;
}

int main(int count, char **arguments)
{
	struct bench_settings settings;
	struct bench_report report = {0};
	bool right = true;
	bench_parse(count, arguments, &settings);
	bench_print_header();
	for (size_t i = 0; i < settings.sizes.count; i++) {
		if (settings.sizes.items[i] > 0)
			right = measure_size(&settings, &report, settings.sizes.items[i]) && right;
	}
	if (settings.skew > 0)
		right = bench_skew(&settings, &report) && right;
	if (settings.digests > 0)
		bench_digests(&settings, &report);
	if (settings.tsv != NULL)
		bench_write_tsv(&report, settings.tsv);
	if (settings.svg != NULL)
		bench_write_svg(&report, 31, settings.svg);
	free(report.rows);
	return right ? 0 : 1;
}
