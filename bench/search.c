/* SPDX-License-Identifier: MIT */
/*
 * bench-search: range search as stored, mapped from segment files, beside the linear kernel (and
 * FAISS, where it is installed) in the same run; and look-ups of digests.
 *
 * Every engine answers the same queries first; a checksum of its hits that differs from the linear
 * kernel's ends the program with status 1. Rates are of CPU time for one thread, of wall time for
 * more. `--help` names the options; without any it takes less than a minute.
 */
#include "bench/search.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/search_kernel.h"
#include "sicht/limits.h"

#define LIST_MAX 8
#define SEGMENTS_MAX 64

struct list {
	uint64_t items[LIST_MAX];
	size_t count;
};

struct settings {
	struct list sizes, thresholds, batches, threads;
	uint64_t seed, pictures, linear_queries, faiss_queries, digests;
	double seconds; /* rows that would take longer are left out */
	const char *dir, *tsv, *svg, *hashes;
};

/* One set, stored and open. */
struct bench {
	const struct settings *settings;
	struct bench_report *report;
	struct bench_set set;
	const char *set_name;
	char path[4096];
	int dirfd;
	struct sicht_segment_info infos[SEGMENTS_MAX];
	struct sicht_segment *segments[SEGMENTS_MAX];
	size_t segment_count;
	struct sicht_pdq *queries;
	size_t query_count;
	bool wrong; /* some checksum differed */
};

static void check(enum sicht_status status)
{
	if (status != SICHT_OK) {
		fprintf(stderr, "bench-search: %s\n", sicht_message());
		exit(2);
	}
}

static void *need(void *memory)
{
	if (memory == NULL) {
		fprintf(stderr, "bench-search: out of memory\n");
		exit(2);
	}
	return memory;
}

/* ------------------------------------------------------------------------------------ the store */

static void open_dir(struct bench *bench)
{
	snprintf(bench->path, sizeof bench->path, "%s/bench-search-XXXXXX", bench->settings->dir);
	if (mkdtemp(bench->path) == NULL ||
		(bench->dirfd = open(bench->path, O_RDONLY | O_DIRECTORY)) < 0) {
		perror(bench->path);
		exit(2);
	}
}

static void close_dir(struct bench *bench)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	for (size_t i = 0; i < bench->segment_count; i++) {
		sicht_segment_close(bench->segments[i]);
		unlinkat(bench->dirfd, sicht_segment_name(bench->infos[i].number, name), 0);
	}
	close(bench->dirfd);
	rmdir(bench->path);
}

/* Hashes first .. first + count - 1 of the set as one segment; the CPU time of building it. */
static double build_segment(struct bench *bench, uint64_t first, uint64_t count)
{
	struct sicht_segment_info *info = &bench->infos[bench->segment_count];
	struct sicht_pdq_posting *postings = need(reallocarray(NULL, count, sizeof *postings));
	for (uint64_t i = 0; i < count; i++)
		postings[i] = (struct sicht_pdq_posting){
			bench_hash(&bench->set, first + i), sicht_owner_make(first + i + 1, 0)};
	*info = (struct sicht_segment_info){.number = bench->segment_count + 1,
		.kind = SICHT_SEGMENT_PDQ_FULLRES,
		.role = SICHT_ROLE_KNOWN};
	double start = bench_cpu_s();
	check(sicht_segment_build_pdq(bench->dirfd, postings, count, 1, info));
	double took = bench_cpu_s() - start;
	free(postings);
	bench->segment_count++;
	return took;
}

static void build(struct bench *bench)
{
	double cpu_s = 0, start = bench_wall_s(), bytes = 0;
	for (uint64_t first = 0; first < bench->set.count; first += SICHT_SEGMENT_HASHES_MAX) {
		uint64_t left = bench->set.count - first;
		cpu_s += build_segment(bench, first,
			left < SICHT_SEGMENT_HASHES_MAX ? left : SICHT_SEGMENT_HASHES_MAX);
	}
	double wall_s = bench_wall_s() - start, count = (double)bench->set.count;
	for (size_t i = 0; i < bench->segment_count; i++)
		bytes += (double)bench->infos[i].size_bytes;
	printf("# built %s %.0f: %zu segments, %.1f bytes a hash, %.3f us CPU a hash "
	       "(%.1f s with making the data and fsync)\n",
		bench->set_name, count, bench->segment_count, bytes / count, cpu_s * 1e6 / count,
		wall_s);
}

static void search(const struct bench *bench, const struct sicht_pdq *queries, size_t count,
	const struct sicht_search_options *options, struct sicht_hits *hits)
{
	check(sicht_search_range((const struct sicht_segment *const *)bench->segments,
		bench->segment_count, queries, count, options, hits));
}

/* Open all segments and answer one query; then read everything once, so that pages are mapped. */
static void open_all(struct bench *bench)
{
	struct sicht_search_options options = {.threshold_bits = 31, .threads = 1};
	struct sicht_hits hits = {0};
	double start = bench_wall_s();
	for (size_t i = 0; i < bench->segment_count; i++)
		check(sicht_segment_open(bench->dirfd, &bench->infos[i], &bench->segments[i]));
	search(bench, bench->queries, 1, &options, &hits);
	double opened = bench_wall_s() - start;
	start = bench_wall_s();
	for (size_t i = 0; i < bench->segment_count; i++)
		check(sicht_segment_verify(bench->segments[i], 1));
	printf("# opened and answered one query in %.2f ms; all checksums in %.2f s\n",
		opened * 1e3, bench_wall_s() - start);
	sicht_hits_free(&hits);
}

/* --------------------------------------------------------------------------------- measuring */

static void sum_hits(const struct sicht_hits *hits, uint32_t first_query, struct bench_row *row)
{
	row->hits += hits->count;
	for (size_t i = 0; i < hits->count; i++)
		row->checksum += bench_checksum_of(first_query + hits->items[i].query,
			sicht_owner_entry(hits->items[i].owner), hits->items[i].distance_bits);
}

/* Answer `count` queries, `at_once` of them a call. */
static struct bench_row measure(struct bench *bench, const char *engine_name,
	enum sicht_search_engine engine, unsigned threshold, unsigned threads, size_t count,
	size_t at_once)
{
	struct sicht_search_options options = {
		.threshold_bits = threshold, .threads = threads, .engine = engine};
	struct sicht_hits hits = {0};
	struct bench_row row = {.set = bench->set_name,
		.engine = engine_name,
		.count = bench->set.count,
		.threshold = threshold,
		.threads = threads,
		.queries = count};
	for (size_t at = 0; at < count; at += at_once) {
		size_t part = count - at < at_once ? count - at : at_once;
		double cpu = bench_cpu_s(), wall = bench_wall_s();
		search(bench, bench->queries + at, part, &options, &hits);
		row.cpu_s += bench_cpu_s() - cpu;
		row.wall_s += bench_wall_s() - wall;
		sum_hits(&hits, (uint32_t)at, &row);
	}
	sicht_hits_free(&hits);
	return row;
}

/* Would so many queries take too long? Asked of a few. */
static bool is_too_long(struct bench *bench, enum sicht_search_engine engine, unsigned threshold,
	size_t count, size_t at_once)
{
	size_t few = count < 32 ? count : 32;
	struct bench_row row =
		measure(bench, "", engine, threshold, 1, few, at_once < few ? at_once : few);
	return row.wall_s / (double)few * (double)count > 2 * bench->settings->seconds;
}

/* One row, and its ratio to the linear kernel's rate. */
static void measure_row(struct bench *bench, const char *name, enum sicht_search_engine engine,
	unsigned threshold, unsigned threads, size_t count, size_t at_once, double linear_rate)
{
	struct bench_row row = measure(bench, name, engine, threshold, threads, count, at_once);
	row.ratio = linear_rate > 0 ? bench_rate(&row) / linear_rate : 0;
	bench_add(bench->report, &row);
}

/* The linear kernel over a sample; every other engine has to agree with it. */
static double measure_linear(struct bench *bench, unsigned threshold)
{
	static const struct {
		const char *name;
		enum sicht_search_engine engine;
	} others[] = {{"single", SICHT_SEARCH_SINGLE}, {"join", SICHT_SEARCH_JOIN},
		{"auto", SICHT_SEARCH_AUTO}};
	size_t count = bench->settings->linear_queries;
	if (count > bench->query_count)
		count = bench->query_count;
	struct bench_row row =
		measure(bench, "linear", SICHT_SEARCH_LINEAR, threshold, 1, count, count);
	row.ratio = 1;
	bench_add(bench->report, &row);
	printf("#   = %.2f G comparisons/s\n", bench_rate(&row) * (double)bench->set.count / 1e9);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct bench_row other = measure(
			bench, others[i].name, others[i].engine, threshold, 1, count, count);
		if (other.checksum == row.checksum && other.hits == row.hits)
			continue;
		printf("# WRONG: %s found %llu hits, the linear kernel %llu\n", others[i].name,
			(unsigned long long)other.hits, (unsigned long long)row.hits);
		bench->wrong = true;
	}
	return bench_rate(&row);
}

static void measure_batches(struct bench *bench, unsigned threshold, double linear_rate)
{
	const struct settings *settings = bench->settings;
	static char names[LIST_MAX][3][24];
	for (size_t i = 0; i < settings->batches.count; i++) {
		size_t batch = settings->batches.items[i];
		snprintf(names[i][0], sizeof names[i][0], "single x%zu", batch);
		snprintf(names[i][1], sizeof names[i][1], "join x%zu", batch);
		snprintf(names[i][2], sizeof names[i][2], "auto x%zu", batch);
		if (batch == 1) {
			size_t calls = is_too_long(bench, SICHT_SEARCH_AUTO, threshold, 10000, 1)
					       ? 100
					       : 10000;
			measure_row(bench, "one query a call", SICHT_SEARCH_AUTO, threshold, 1,
				calls, 1, linear_rate);
			continue;
		}
		if (batch <= 10000 &&
			!is_too_long(bench, SICHT_SEARCH_SINGLE, threshold, batch, batch))
			measure_row(bench, names[i][0], SICHT_SEARCH_SINGLE, threshold, 1, batch,
				batch, linear_rate);
		if (is_too_long(bench, SICHT_SEARCH_AUTO, threshold, batch / 8, batch))
			continue;
		measure_row(bench, names[i][1], SICHT_SEARCH_JOIN, threshold, 1, batch, batch,
			linear_rate);
		for (size_t j = 0; j < settings->threads.count; j++)
			measure_row(bench, names[i][2], SICHT_SEARCH_AUTO, threshold,
				(unsigned)settings->threads.items[j], batch, batch, linear_rate);
	}
}

static void measure_faiss(struct bench *bench, unsigned threshold, double linear_rate)
{
	size_t count = bench->settings->faiss_queries;
	struct bench_peer peer = {0};
	if (count == 0)
		return;
	struct bench_row own =
		measure(bench, "auto", SICHT_SEARCH_AUTO, threshold, 1, count, count);
	for (unsigned which = 0;; which++) {
		struct bench_row row = {.set = bench->set_name,
			.count = bench->set.count,
			.threshold = threshold,
			.threads = 1,
			.queries = count};
		if (!bench_faiss(which, &bench->set, bench->queries, count, threshold, &row, &peer))
			return;
		row.ratio = bench_rate(&row) / linear_rate;
		bench_add(bench->report, &row);
		printf("#   %s: built in %.1f s, about %.0f bytes a hash%s\n", peer.name,
			peer.build_s, peer.bytes_per_hash,
			row.checksum == own.checksum ? "" : "; its hits DIFFER from ours");
	}
}

/* ---------------------------------------------------------------------------- whole pictures */

/* Seven windows in eight forms, and the complement of the first. */
#define PICTURE_QUERIES (7 * 8 + 1)

static void measure_pictures(struct bench *bench)
{
	const struct settings *settings = bench->settings;
	size_t count = settings->pictures * PICTURE_QUERIES;
	struct sicht_pdq *queries = need(reallocarray(NULL, count, sizeof *queries));
	struct sicht_pdq *kept = bench->queries;
	bench_queries(&bench->set, settings->seed + 7, queries, count);
	for (size_t i = 0; i < settings->pictures; i++) {
		struct sicht_pdq *picture = queries + i * PICTURE_QUERIES;
		for (int w = 0; w < 4; w++)
			picture[PICTURE_QUERIES - 1].word[w] = ~picture[0].word[w];
	}
	bench->queries = queries;
	for (size_t i = 0; i < settings->threads.count; i++) {
		struct bench_row row = measure(bench, "whole pictures", SICHT_SEARCH_AUTO, 31,
			(unsigned)settings->threads.items[i], count, count);
		row.queries = settings->pictures;
		bench_add(bench->report, &row);
	}
	bench->queries = kept;
	free(queries);
}

/* ------------------------------------------------------------------------------------ digests */

static void digest_number(uint64_t seed, uint64_t i, uint8_t digest[32])
{
	struct bench_set set = {.seed = seed, .count = 1};
	struct sicht_pdq hash = bench_hash(&set, i);
	memcpy(digest, &hash, 32);
}

static void measure_digests(const struct settings *settings, struct bench_report *report)
{
	struct bench bench = {.settings = settings, .report = report, .set_name = "sha1"};
	struct sicht_segment_info *info = &bench.infos[0];
	uint64_t count = settings->digests, query_count = 1000000;
	struct sicht_digest_posting *postings = need(reallocarray(NULL, count, sizeof *postings));
	uint8_t(*queries)[32] = need(reallocarray(NULL, query_count, sizeof *queries));
	struct sicht_digest_hits hits = {0};
	open_dir(&bench);
	for (uint64_t i = 0; i < count; i++) {
		digest_number(settings->seed, i, postings[i].digest);
		postings[i].entry = i + 1;
	}
	for (uint64_t i = 0; i < query_count; i++)
		digest_number(settings->seed, i * (2 * count / query_count), queries[i]);
	*info = (struct sicht_segment_info){
		.number = 1, .kind = SICHT_SEGMENT_SHA1, .role = SICHT_ROLE_KNOWN};
	double start = bench_cpu_s();
	check(sicht_segment_build_digests(bench.dirfd, postings, count, 1, info));
	free(postings);
	printf("# built sha1 %llu: %.1f bytes a digest, %.3f us CPU a digest\n",
		(unsigned long long)count, (double)info->size_bytes / (double)count,
		(bench_cpu_s() - start) * 1e6 / (double)count);
	bench.segment_count = 1;
	check(sicht_segment_open(bench.dirfd, info, &bench.segments[0]));
	check(sicht_segment_verify(bench.segments[0], 1));
	struct bench_row row = {.set = "sha1", .engine = "look-ups", .count = count, .threads = 1};
	double cpu = bench_cpu_s(), wall = bench_wall_s();
	check(sicht_search_digests((const struct sicht_segment *const *)bench.segments, 1,
		(const uint8_t(*)[32])queries, query_count, NULL, 1, &hits));
	row.cpu_s = bench_cpu_s() - cpu;
	row.wall_s = bench_wall_s() - wall;
	row.queries = query_count;
	row.hits = hits.count;
	bench_add(report, &row);
	sicht_digest_hits_free(&hits);
	free(queries);
	close_dir(&bench);
}

/* --------------------------------------------------------------------------------------- main */

static bool measure_set(const struct settings *settings, struct bench_report *report, uint64_t size)
{
	struct bench bench = {.settings = settings, .report = report, .set_name = "uniform"};
	bench.set = (struct bench_set){.seed = settings->seed, .count = size};
	if (settings->hashes != NULL) {
		bench_read_centres(settings->hashes, &bench.set);
		bench.set_name = "clusters";
	}
	bench.query_count = 100000;
	for (size_t i = 0; i < settings->batches.count; i++) {
		if (settings->batches.items[i] > bench.query_count)
			bench.query_count = settings->batches.items[i];
	}
	bench.queries = need(reallocarray(NULL, bench.query_count, sizeof *bench.queries));
	bench_queries(&bench.set, settings->seed + 1, bench.queries, bench.query_count);
	open_dir(&bench);
	build(&bench);
	open_all(&bench);
	for (size_t i = 0; i < settings->thresholds.count; i++) {
		unsigned threshold = (unsigned)settings->thresholds.items[i];
		double linear_rate = measure_linear(&bench, threshold);
		measure_batches(&bench, threshold, linear_rate);
		measure_faiss(&bench, threshold, linear_rate);
	}
	if (settings->pictures > 0)
		measure_pictures(&bench);
	close_dir(&bench);
	free(bench.queries);
	free(bench.set.centres);
	return !bench.wrong;
}

static uint64_t parse_number(const char *text)
{
	char *end;
	uint64_t number = strtoull(text, &end, 10);
	if (*end == 'k' || *end == 'M') {
		number *= *end == 'k' ? 1000 : 1000000;
		end++;
	}
	if (end == text || *end != '\0') {
		fprintf(stderr, "bench-search: not a number: %s\n", text);
		exit(2);
	}
	return number;
}

static struct list parse_list(char *text)
{
	struct list list = {.count = 0};
	for (char *item; (item = strsep(&text, ",")) != NULL && list.count < LIST_MAX;)
		list.items[list.count++] = parse_number(item);
	return list;
}

static void help(void)
{
	printf("bench-search [OPTION]...\n"
	       "  --sizes LIST       hashes, as 1M,10M (1M)\n"
	       "  --thresholds LIST  of 0..63 (15,31,60)\n"
	       "  --batches LIST     queries a call (1,1k,10k,100k)\n"
	       "  --threads LIST     of the rows named auto (1,2)\n"
	       "  --pictures N       whole pictures a batch, 57 queries each; 0: none (1000)\n"
	       "  --linear N         queries that the linear kernel answers (1000)\n"
	       "  --faiss N          queries that FAISS answers; 0: none (0)\n"
	       "  --digests N        digests to look 1M up in; 0: none (0)\n"
	       "  --seconds N        leave rows out that would take longer (10)\n"
	       "  --hashes FILE      perturb these hashes (hex, a line each) for the set\n"
	       "  --seed N           of data and queries (1)\n"
	       "  --dir DIR          where segments are written for the time of the run (/tmp)\n"
	       "  --tsv FILE, --svg FILE  write the table, the plot for threshold 31\n");
}

static void parse(int count, char **arguments, struct settings *settings)
{
	static const struct option options[] = {{"sizes", 1, NULL, 's'},
		{"thresholds", 1, NULL, 't'}, {"batches", 1, NULL, 'b'}, {"threads", 1, NULL, 'j'},
		{"pictures", 1, NULL, 'p'}, {"linear", 1, NULL, 'l'}, {"faiss", 1, NULL, 'f'},
		{"digests", 1, NULL, 'd'}, {"seconds", 1, NULL, 'S'}, {"hashes", 1, NULL, 'H'},
		{"seed", 1, NULL, 'r'}, {"dir", 1, NULL, 'D'}, {"tsv", 1, NULL, 'T'},
		{"svg", 1, NULL, 'V'}, {"help", 0, NULL, 'h'}, {NULL, 0, NULL, 0}};
	for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;) {
		switch (option) {
		case 's':
			settings->sizes = parse_list(optarg);
			break;
		case 't':
			settings->thresholds = parse_list(optarg);
			break;
		case 'b':
			settings->batches = parse_list(optarg);
			break;
		case 'j':
			settings->threads = parse_list(optarg);
			break;
		case 'p':
			settings->pictures = parse_number(optarg);
			break;
		case 'l':
			settings->linear_queries = parse_number(optarg);
			break;
		case 'f':
			settings->faiss_queries = parse_number(optarg);
			break;
		case 'd':
			settings->digests = parse_number(optarg);
			break;
		case 'S':
			settings->seconds = (double)parse_number(optarg);
			break;
		case 'H':
			settings->hashes = optarg;
			break;
		case 'r':
			settings->seed = parse_number(optarg);
			break;
		case 'D':
			settings->dir = optarg;
			break;
		case 'T':
			settings->tsv = optarg;
			break;
		case 'V':
			settings->svg = optarg;
			break;
		case 'h':
			help();
			exit(0);
		default:
			exit(2);
		}
	}
}

int main(int count, char **arguments)
{
	struct settings settings = {
		.sizes = {{1000000}, 1},
		.thresholds = {{15, 31, 60}, 3},
		.batches = {{1, 1000, 10000, 100000}, 4},
		.threads = {{1, 2}, 2},
		.seed = 1,
		.pictures = 1000,
		.linear_queries = 1000,
		.seconds = 10,
		.dir = "/tmp",
	};
	struct bench_report report = {0};
	bool right = true;
	parse(count, arguments, &settings);
	printf("# kernel %s\n", sicht_search_kernels()->name);
	printf("%-8s %10s  %3s  %-22s %2s %8s  %12s %10s %10s %8s %9s  %s\n", "set", "hashes",
		"bits", "engine", "th", "queries", "queries/s", "us/query", "us wall", "x linear",
		"hits", "checksum");
	for (size_t i = 0; i < settings.sizes.count; i++)
		right = measure_set(&settings, &report, settings.sizes.items[i]) && right;
	if (settings.digests > 0)
		measure_digests(&settings, &report);
	if (settings.tsv != NULL)
		bench_write_tsv(&report, settings.tsv);
	if (settings.svg != NULL)
		bench_write_svg(&report, 31, settings.svg);
	free(report.rows);
	return right ? 0 : 1;
}
