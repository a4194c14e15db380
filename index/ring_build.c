/* SPDX-License-Identifier: MIT */
/*
 * Building the tables of a ring segment: a counting sort for each.
 *
 * The one idea: hashes come in ascending order and each thread takes a contiguous part of them, so
 * a count for every (thread, bucket), summed up bucket by bucket, tells each thread where its
 * hashes go. No two threads write the same place, and the order inside a bucket is that of the
 * numbers, however many threads there are.
 */
#include "index/ring.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "index/threads.h"

#define HUGE_BYTES (2u << 20)

/* One table in the making. */
struct table {
	uint32_t *offsets;
	uint16_t *sketches;
	uint32_t *words;
	uint32_t *counts; /* [threads][SICHT_RING_BUCKETS] */
	unsigned threads;
};

static void free_table(struct table *table)
{
	free(table->offsets);
	free(table->sketches);
	free(table->words);
	free(table->counts);
}

/* Scattered writes are what building costs; with large pages they cost half. */
static void *huge_alloc(size_t size)
{
	size_t rounded = (size + HUGE_BYTES - 1) & ~(size_t)(HUGE_BYTES - 1);
	void *memory = aligned_alloc(HUGE_BYTES, rounded);
	if (memory != NULL)
		madvise(memory, rounded, MADV_HUGEPAGE);
	return memory;
}

static enum sicht_status make_table(size_t count, unsigned threads, struct table *table)
{
	table->threads = threads;
	table->offsets = malloc((SICHT_RING_BUCKETS + 1) * sizeof *table->offsets);
	table->sketches = huge_alloc(count * sizeof *table->sketches + SICHT_SKETCH_PADDING);
	table->words = huge_alloc(count * sizeof *table->words);
	table->counts = malloc((size_t)threads * SICHT_RING_BUCKETS * sizeof *table->counts);
	if (table->offsets == NULL || table->sketches == NULL || table->words == NULL ||
		table->counts == NULL)
		return sicht_fail(
			SICHT_ERROR_MEMORY, "out of memory building tables for %zu hashes", count);
	memset(table->sketches + count, 0, SICHT_SKETCH_PADDING);
	return SICHT_OK;
}

static void count_part(const struct sicht_pdq *hashes, size_t begin, size_t end, unsigned k,
	uint32_t counts[SICHT_RING_BUCKETS])
{
	memset(counts, 0, SICHT_RING_BUCKETS * sizeof *counts);
	for (size_t i = begin; i < end; i++)
		counts[sicht_ring_chunk(&hashes[i], k)]++;
}

/* Counts become the places where each thread's part of each bucket begins. */
static void place_parts(struct table *table)
{
	uint32_t at = 0;
	for (unsigned word = 0; word < SICHT_RING_BUCKETS; word++) {
		table->offsets[word] = at;
		for (unsigned thread = 0; thread < table->threads; thread++) {
			uint32_t *part = &table->counts[thread * SICHT_RING_BUCKETS + word];
			uint32_t count = *part;
			*part = at;
			at += count;
		}
	}
	table->offsets[SICHT_RING_BUCKETS] = at;
}

static void scatter_part(const struct sicht_pdq *hashes, size_t begin, size_t end, unsigned k,
	uint32_t places[SICHT_RING_BUCKETS], struct table *table)
{
	for (size_t i = begin; i < end; i++) {
		uint32_t place = places[sicht_ring_chunk(&hashes[i], k)]++;
		uint32_t extra = sicht_ring_chunk(&hashes[i], k + 2) & 0xff;
		table->sketches[place] = (uint16_t)sicht_ring_chunk(&hashes[i], k + 1);
		table->words[place] = (uint32_t)i | extra << 24;
	}
}

static void sort_table(
	const struct sicht_pdq *hashes, size_t count, unsigned k, struct table *table)
{
	unsigned threads = table->threads;
#pragma omp parallel for schedule(static, 1) num_threads(threads)
	for (unsigned thread = 0; thread < threads; thread++)
		count_part(hashes, count * thread / threads, count * (thread + 1) / threads, k,
			&table->counts[thread * SICHT_RING_BUCKETS]);
	place_parts(table);
#pragma omp parallel for schedule(static, 1) num_threads(threads)
	for (unsigned thread = 0; thread < threads; thread++)
		scatter_part(hashes, count * thread / threads, count * (thread + 1) / threads, k,
			&table->counts[thread * SICHT_RING_BUCKETS], table);
}

enum sicht_status sicht_ring_build(struct sicht_segment_writer *writer,
	const struct sicht_pdq *hashes, size_t count, unsigned threads)
{
	SICHT_DEFER(free_table) struct table table = {0};
	SICHT_TRY(make_table(count, (unsigned)sicht_threads(threads), &table));
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
		unsigned block = SICHT_BLOCK_TABLES + k * SICHT_TABLE_BLOCKS;
		sort_table(hashes, count, k, &table);
		SICHT_TRY(sicht_segment_writer_block(
			writer, block + SICHT_TABLE_OFFSETS, table.offsets));
		SICHT_TRY(sicht_segment_writer_block(
			writer, block + SICHT_TABLE_SKETCHES, table.sketches));
		SICHT_TRY(
			sicht_segment_writer_block(writer, block + SICHT_TABLE_WORDS, table.words));
	}
	return SICHT_OK;
}
