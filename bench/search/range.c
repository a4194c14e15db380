/* SPDX-License-Identifier: MIT */
/*
 * Range search: every engine beside the linear kernel, over the same queries, in the same run. The
 * linear kernel answers a sample of them, and every engine has to find what it finds there.
 */
#include "bench/search/search.h"

#include <stdio.h>

/* Queries that tell what a way of asking costs. */
#define FEW 32

static void sum_hits(const struct sicht_hits *hits, uint32_t first_query, struct bench_row *row)
{
	row->hits += hits->count;
	for (size_t i = 0; i < hits->count; i++)
		row->checksum += bench_checksum_of(first_query + hits->items[i].query,
			sicht_owner_entry(hits->items[i].owner), hits->items[i].distance_bits);
}

static struct bench_row measure_once(const struct bench *bench, const struct bench_way *way)
{
	const struct bench_store *store = &bench->store;
	struct sicht_search_options options = {.threshold_bits = way->threshold,
		.threads = way->threads,
		.engine = way->engine,
		.owners_max = way->owners_max};
	struct sicht_hits hits = {0};
	struct bench_row row = {.set = bench->set.name,
		.kernel = bench->kernel,
		.engine = way->name,
		.count = bench->set.count,
		.threshold = way->threshold,
		.threads = way->threads,
		.queries = way->count,
		.at_once = way->at_once,
		.bytes_per_hash = store->bytes_per_hash,
		.build_us = store->build_us};
	/*
	 * Around the whole: the clock of a process is a system call, as long as a tenth of a query.
	 */
	double cpu = bench_cpu_s(), wall = bench_wall_s();
	for (size_t at = 0; at < way->count; at += way->at_once) {
		size_t left = way->count - at, part = left < way->at_once ? left : way->at_once;
		bench_check(sicht_search_range((const struct sicht_segment *const *)store->segments,
			store->segment_count, bench->queries + at, part, &options, &hits));
		sum_hits(&hits, (uint32_t)at, &row);
	}
	row.cpu_s = bench_cpu_s() - cpu;
	row.wall_s = bench_wall_s() - wall;
	sicht_hits_free(&hits);
	return row;
}

struct bench_row bench_measure(const struct bench *bench, const struct bench_way *way)
{
	struct bench_row best = measure_once(bench, way);
	for (uint64_t i = 1; i < bench->settings->repeat; i++) {
		struct bench_row row = measure_once(bench, way);
		if (bench_rate(&row) > bench_rate(&best))
			best = row;
	}
	return best;
}

/* Queries, of those wanted, that are answered in the time that a row may take. */
static size_t affordable(const struct bench *bench, enum sicht_search_engine engine,
	unsigned threshold, size_t wanted, size_t at_once)
{
	struct bench_way way = {.engine = engine, .threshold = threshold, .threads = 1};
	way.count = wanted < FEW ? wanted : FEW;
	way.at_once = at_once < way.count ? at_once : way.count;
	struct bench_row row = measure_once(bench, &way);
	double count = bench->settings->seconds / row.cpu_s * (double)way.count;
	if (count < (double)way.count)
		return way.count;
	return count < (double)wanted ? (size_t)count : wanted;
}

/* One row, and its ratio to the linear kernel's rate. */
static void add_row(struct bench *bench, const struct bench_way *way, double linear_rate)
{
	struct bench_row row = bench_measure(bench, way);
	row.ratio = bench_rate(&row) / linear_rate;
	bench_add(bench->report, &row);
}

static void compare(struct bench *bench, struct bench_way way, const struct bench_row *linear)
{
	static const struct {
		const char *name;
		enum sicht_search_engine engine;
	} others[] = {{"single", SICHT_SEARCH_SINGLE}, {"join", SICHT_SEARCH_JOIN},
		{"auto", SICHT_SEARCH_AUTO}};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		way.engine = others[i].engine;
		struct bench_row other = measure_once(bench, &way);
		if (other.checksum == linear->checksum && other.hits == linear->hits)
			continue;
		printf("# WRONG: %s found %llu hits, the linear kernel %llu\n", others[i].name,
			(unsigned long long)other.hits, (unsigned long long)linear->hits);
		bench->wrong = true;
	}
}

/* The linear kernel over a sample; every other engine has to agree with it. */
static double measure_linear(struct bench *bench, unsigned threshold)
{
	size_t wanted = bench->settings->linear_queries;
	if (wanted > bench->query_count)
		wanted = bench->query_count;
	struct bench_way way = {.name = "linear",
		.engine = SICHT_SEARCH_LINEAR,
		.threshold = threshold,
		.threads = 1};
	way.count = affordable(bench, SICHT_SEARCH_LINEAR, threshold, wanted, wanted);
	way.at_once = way.count;
	struct bench_row row = bench_measure(bench, &way);
	row.ratio = 1;
	bench_add(bench->report, &row);
	printf("#   = %.2f G comparisons/s\n", bench_rate(&row) * (double)bench->set.count / 1e9);
	compare(bench, way, &row);
	return bench_rate(&row);
}

/* One query a call: as many as there is time for. */
static void measure_lone(struct bench *bench, unsigned threshold, double linear_rate)
{
	struct bench_way way = {.name = "auto", .threshold = threshold, .threads = 1, .at_once = 1};
	way.count = affordable(bench, SICHT_SEARCH_AUTO, threshold, 10000, 1);
	add_row(bench, &way, linear_rate);
}

static void measure_batch(struct bench *bench, unsigned threshold, size_t batch, double linear_rate)
{
	const struct bench_settings *settings = bench->settings;
	struct bench_way way = {
		.threshold = threshold, .threads = 1, .count = batch, .at_once = batch};
	if (affordable(bench, SICHT_SEARCH_SINGLE, threshold, batch, batch) == batch) {
		way.name = "single";
		way.engine = SICHT_SEARCH_SINGLE;
		add_row(bench, &way, linear_rate);
	}
	/* A few queries that are asked alone cost several times what they cost in a batch. */
	if (affordable(bench, SICHT_SEARCH_AUTO, threshold, batch / 8, batch) < batch / 8)
		return;
	way.name = "join";
	way.engine = SICHT_SEARCH_JOIN;
	add_row(bench, &way, linear_rate);
	way.name = "auto";
	way.engine = SICHT_SEARCH_AUTO;
	for (size_t i = 0; i < settings->threads.count; i++) {
		way.threads = (unsigned)settings->threads.items[i];
		add_row(bench, &way, linear_rate);
	}
}

static void measure_faiss(struct bench *bench, unsigned threshold, double linear_rate)
{
	size_t count = bench->settings->faiss_queries;
	struct bench_way way = {.threshold = threshold, .threads = 1, .count = count};
	way.at_once = count;
	if (count == 0)
		return;
	struct bench_row own = measure_once(bench, &way);
	for (unsigned which = 0;; which++) {
		struct bench_row row = {.set = bench->set.name,
			.kernel = "-",
			.count = bench->set.count,
			.threshold = threshold,
			.threads = 1,
			.queries = count,
			.at_once = count};
		if (!bench_faiss(which, &bench->set, bench->queries, count, threshold, &row))
			return;
		row.ratio = bench_rate(&row) / linear_rate;
		bench_add(bench->report, &row);
		printf("#   %s: built in %.3f us CPU a hash, %.0f bytes a hash%s\n", row.engine,
			row.build_us, row.bytes_per_hash,
			row.checksum == own.checksum ? "" : "; its hits DIFFER from ours");
	}
}

void bench_range(struct bench *bench)
{
	const struct bench_settings *settings = bench->settings;
	for (size_t i = 0; i < settings->thresholds.count; i++) {
		unsigned threshold = (unsigned)settings->thresholds.items[i];
		double linear_rate = measure_linear(bench, threshold);
		for (size_t j = 0; j < settings->batches.count; j++) {
			size_t batch = settings->batches.items[j];
			if (batch == 1)
				measure_lone(bench, threshold, linear_rate);
			else
				measure_batch(bench, threshold, batch, linear_rate);
		}
		if (bench->kernel == settings->kernels[0])
			measure_faiss(bench, threshold, linear_rate);
	}
}
