/* SPDX-License-Identifier: MIT */
/* What the files of bench-search share. */
#ifndef SICHT_BENCH_SEARCH_H
#define SICHT_BENCH_SEARCH_H

#include "index/search.h"

/* ---- data: hash number i of a set depends on seed and i alone, so no set is kept in memory ---- */

struct bench_set {
	uint64_t seed, count;
	struct sicht_pdq *centres; /* clustered: real hashes, perturbed; NULL: uniform */
	size_t centre_count;
};

/* 128 bits set at random; or centre i % centre_count with 0..60 bits flipped. */
struct sicht_pdq bench_hash(const struct bench_set *set, uint64_t i);

/* Every other query is a hash of the set with 0..40 bits flipped, the others are unrelated. */
void bench_queries(
	const struct bench_set *set, uint64_t seed, struct sicht_pdq *queries, size_t count);

/* Hashes as lines of hex digits; ends the program if there are none. */
void bench_read_centres(const char *path, struct bench_set *set);

/* ---- results ---- */

struct bench_row {
	const char *set, *engine;
	uint64_t count;
	unsigned threshold, threads;
	uint64_t queries;
	double cpu_s, wall_s;
	uint64_t hits, checksum;
	double ratio; /* to the linear kernel's queries a second; 0: not known */
};

/* Queries a second: of CPU time for one thread, of wall time for more. */
double bench_rate(const struct bench_row *row);

struct bench_report {
	struct bench_row *rows;
	size_t count, capacity;
};

void bench_add(struct bench_report *report, const struct bench_row *row);
void bench_print(const struct bench_row *row); /* one line for people */
void bench_write_tsv(const struct bench_report *report, const char *path);
/* Cost of a query against the number of hashes, both logarithmic; a line for each engine. */
void bench_write_svg(const struct bench_report *report, unsigned threshold, const char *path);

/* A number that does not depend on the order of the hits. */
uint64_t bench_checksum_of(uint32_t query, uint64_t owner, unsigned distance);

/* ---- FAISS, where it is installed ---- */

struct bench_peer {
	const char *name;
	double build_s; /* CPU time */
	double bytes_per_hash;
};

/*
 * Answer the queries by the peer number `which` (0, 1, ..) over the whole set; owners are hash
 * numbers + 1. False if there is no such peer. Fills row->cpu_s, wall_s, hits, checksum, engine.
 */
bool bench_faiss(unsigned which, const struct bench_set *set, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, struct bench_row *row, struct bench_peer *peer);

double bench_cpu_s(void);
double bench_wall_s(void);

#endif
