/* SPDX-License-Identifier: MIT */
/*
 * What the files of bench-search share, in the order in which they use one another: sets of hashes,
 * stores made of them, rows of the table, and what is measured.
 */
#ifndef SICHT_BENCH_SEARCH_SEARCH_H
#define SICHT_BENCH_SEARCH_SEARCH_H

#include "index/search/search.h"

/* ---- set.c: hash number i depends on the set and i alone, so no set is kept in memory ---- */

enum bench_kind {
	BENCH_UNIFORM,  /* 128 bits set at random */
	BENCH_CLUSTERS, /* centre i % centre_count with 0..60 bits flipped */
	/* Uniform, but for a crowd of the first `crowd` hashes: */
	BENCH_EQUAL, /* one and the same */
	BENCH_NEAR,  /* within one bit of it */
	BENCH_CROWD, /* within three bits of it */
	BENCH_FLAT,  /* of few bits, all in three chunks, as pictures without detail give them */
	BENCH_KINDS,
};

struct bench_set {
	enum bench_kind kind;
	const char *name;
	uint64_t seed, count, crowd;
	struct sicht_pdq *centres;
	size_t centre_count;
};

struct sicht_pdq bench_hash(const struct bench_set *set, uint64_t i);

/*
 * Every other query is a hash of the set (every 32nd of all, of the crowd) with 0..40 bits flipped,
 * the others are unrelated.
 */
void bench_queries(
	const struct bench_set *set, uint64_t seed, struct sicht_pdq *queries, size_t count);

/* Hashes as lines of hex digits; ends the program if there are none. */
void bench_read_centres(const char *path, struct bench_set *set);

/* ---- store.c: a set as segments in a temporary directory, mapped ---- */

#define BENCH_SEGMENTS_MAX 64

struct bench_store {
	char path[4096];
	int dirfd;
	struct sicht_segment_info infos[BENCH_SEGMENTS_MAX];
	struct sicht_segment *segments[BENCH_SEGMENTS_MAX];
	size_t segment_count;
	double bytes_per_hash, build_us; /* CPU time a hash, one thread */
};

void bench_store_begin(struct bench_store *store, const char *dir);
struct bench_settings;
void bench_store_build(struct bench_store *store, const struct bench_set *set,
	const struct bench_settings *settings);
/* Open all segments and answer one query; then read everything once, so that pages are there. */
void bench_store_open(struct bench_store *store, const struct sicht_pdq *query);
void bench_store_end(struct bench_store *store); /* removes the directory */

void bench_check(enum sicht_status status); /* ends the program on failure */
void *bench_need(void *memory);             /* ends the program on NULL */

/* ---- report.c, plot.c: the table ---- */

struct bench_row {
	const char *set, *kernel, *engine;
	uint64_t count;
	unsigned threshold, threads;
	uint64_t queries, at_once; /* at_once: of one call */
	double cpu_s, wall_s;
	uint64_t hits, checksum;
	double ratio;                    /* to the linear kernel's queries a second; 0: not known */
	double bytes_per_hash, build_us; /* of the store or the peer */
};

struct bench_report {
	struct bench_row *rows;
	size_t count, capacity;
};

/* Queries a second: of CPU time for one thread, of wall time for more. */
double bench_rate(const struct bench_row *row);

void bench_print_header(void);
void bench_add(struct bench_report *report, const struct bench_row *row); /* and prints it */
void bench_write_tsv(const struct bench_report *report, const char *path);
/* Cost of a query against the number of hashes, both logarithmic; a line for each way to ask. */
void bench_write_svg(const struct bench_report *report, unsigned threshold, const char *path);

/* A number that does not depend on the order of the hits. */
uint64_t bench_checksum_of(uint32_t query, uint64_t owner, unsigned distance);

double bench_cpu_s(void);
double bench_wall_s(void);

/* ---- options.c: what was asked for ---- */

#define BENCH_LIST_MAX 8

struct bench_list {
	uint64_t items[BENCH_LIST_MAX];
	size_t count;
};

struct bench_settings {
	struct bench_list sizes, thresholds, batches, threads;
	const char *kernels[BENCH_LIST_MAX];
	size_t kernel_count;
	uint64_t seed, pictures, linear_queries, faiss_queries, digests, skew, repeat;
	double seconds; /* rows that would take longer are left out */
	const char *dir, *tsv, *svg, *hashes;
};

void bench_parse(int count, char **arguments, struct bench_settings *settings);

/* ---- what is measured ---- */

struct bench {
	const struct bench_settings *settings;
	struct bench_report *report;
	struct bench_set set;
	struct bench_store store;
	struct sicht_pdq *queries;
	size_t query_count;
	const char *kernel;
	bool wrong; /* some checksum differed */
};

/* How one row is measured. Rows of the same queries have the same hits. */
struct bench_way {
	const char *name;
	enum sicht_search_engine engine;
	unsigned threshold, threads;
	size_t count, at_once; /* queries, and how many of them a call */
	uint32_t owners_max;
};

/* The least of settings->repeat runs; not yet in the report. */
struct bench_row bench_measure(const struct bench *bench, const struct bench_way *way);

void bench_range(struct bench *bench);                                    /* range.c */
void bench_pictures(struct bench *bench);                                 /* pictures.c */
bool bench_skew(const struct bench_settings *, struct bench_report *);    /* skew.c */
void bench_digests(const struct bench_settings *, struct bench_report *); /* digests.c */

/*
 * Answer the queries by peer number `which` (0, 1, ..) over the whole set; owners are hash numbers
 * + 1. False if there is no such peer. Fills row->engine, times, hits, checksum, bytes_per_hash and
 * build_us. (faiss.cpp, or no_faiss.c where FAISS is not installed)
 */
bool bench_faiss(unsigned which, const struct bench_set *set, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, struct bench_row *row);

#endif
