/* SPDX-License-Identifier: MIT */
/* Hashes to search for, segments in a temporary directory, and what a plain loop finds in them. */
#ifndef SICHT_TESTS_INDEX_SEARCH_DATA_H
#define SICHT_TESTS_INDEX_SEARCH_DATA_H

#include "index/search/search.h"

/* A seeded source of random numbers (splitmix64). */
struct random {
	uint64_t state;
};
uint64_t random_next(struct random *random);
unsigned random_below(struct random *random, unsigned bound);

struct sicht_pdq random_hash(struct random *random); /* any weight */
struct sicht_pdq random_hash_of_weight(struct random *random, unsigned bits);
/* A hash at exactly `bits` from `hash`. */
struct sicht_pdq flipped(struct random *random, const struct sicht_pdq *hash, unsigned bits);

/* Hashes and who owns them, kept beside the segments made of them. */
struct postings {
	struct sicht_pdq_posting *items;
	size_t count, capacity;
};
void postings_add(struct postings *postings, const struct sicht_pdq *hash, sicht_owner owner);

/* A temporary directory with segments, open. */
struct shelf {
	char path[64];
	int dirfd;
	struct sicht_segment *segments[16];
	struct sicht_segment_info infos[16];
	size_t count;
};
void shelf_open(struct shelf *shelf);
void shelf_close(struct shelf *shelf); /* removes the directory */

/* Build, open and verify a segment of postings begin .. end - 1 (copied). */
void shelf_add(struct shelf *shelf, const struct postings *postings, size_t begin, size_t end);

/* Merge all segments into one, which takes their place. */
void shelf_merge(struct shelf *shelf, const struct sicht_tombstones *tombstones);

const struct sicht_segment *const *shelf_segments(const struct shelf *shelf);

/* Every posting within the threshold of every query, by query, distance, owner. */
struct sicht_hits plain_search(const struct postings *postings, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, const struct sicht_tombstones *tombstones);

/* Fails the test unless the hits are the same, one by one. */
void expect_same_hits(
	const struct sicht_hits *found, const struct sicht_hits *expected, const char *what);

/*
 * Search the shelf by every engine, with every kernel that runs here (at high thresholds a join
 * takes one of them), by one thread and by three, and compare with the plain loop over `postings`.
 */
void expect_complete(const struct shelf *shelf, const struct postings *postings,
	const struct sicht_pdq *queries, size_t query_count, unsigned threshold,
	const struct sicht_tombstones *tombstones, const char *what);

#endif
