/* SPDX-License-Identifier: MIT */
/*
 * Building the tables of a ring segment: a counting sort for each.
 *
 * The one idea: hashes come in ascending order and each thread takes a contiguous part of them, so
 * a count for every (thread, bucket), summed up bucket by bucket, tells each thread where its
 * hashes go. No two threads write the same place, and the order inside a bucket is that of the
 * numbers, however many threads there are. Where a bucket lies is decided by what all threads
 * counted together.
 */
#include "index/segment/ring.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "index/segment/ring_order.h"
#include "index/segment/threads.h"

#define HUGE_BYTES (2u << 20)

/* One table in the making: its three blocks, as they will lie in the file. */
struct table {
	uint8_t *memory;
	uint32_t *directory;
	uint16_t *sketches;
	uint32_t *words;
	uint32_t *counts; /* [threads][SICHT_RING_BUCKETS] */
	unsigned threads;
	bool packed;
};

static void free_table(struct table *table)
{
	free(table->memory);
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

static void *block_in(
	const struct table *table, const struct sicht_segment_block *blocks, int block)
{
	return table->memory + (blocks[block].offset - blocks[0].offset);
}

/* All tables are laid out alike, so one piece of memory serves them all. */
static enum sicht_status make_table(
	const struct sicht_segment_writer *writer, unsigned threads, struct table *table)
{
	const struct sicht_segment_block *blocks = &writer->layout.block[SICHT_BLOCK_TABLES];
	const struct sicht_segment_block *last = &blocks[SICHT_TABLE_BLOCKS - 1];
	size_t size = (size_t)(last->offset + last->size_bytes - blocks[0].offset);
	table->threads = threads;
	table->memory = huge_alloc(size);
	table->counts = malloc((size_t)threads * SICHT_RING_BUCKETS * sizeof *table->counts);
	if (table->memory == NULL || table->counts == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY,
			"out of memory building tables for %llu hashes",
			(unsigned long long)writer->info.item_count);
	memset(table->memory, 0, size); /* what lies between the blocks is written too */
	table->directory = block_in(table, blocks, SICHT_TABLE_DIRECTORY);
	table->sketches = block_in(table, blocks, SICHT_TABLE_SKETCHES);
	table->words = block_in(table, blocks, SICHT_TABLE_WORDS);
	return SICHT_OK;
}

static void count_part(const struct sicht_pdq *hashes, size_t begin, size_t end, unsigned k,
	uint32_t counts[SICHT_RING_BUCKETS])
{
	memset(counts, 0, SICHT_RING_BUCKETS * sizeof *counts);
	for (size_t i = begin; i < end; i++)
		counts[sicht_ring_chunk(&hashes[i], k)]++;
}

/* The entries of each bucket into the directory; the largest bucket's number of them. */
static uint32_t sum_counts(struct table *table)
{
	uint32_t most = 0;
	for (unsigned word = 0; word < SICHT_RING_BUCKETS; word++) {
		uint32_t sum = 0;
		for (unsigned thread = 0; thread < table->threads; thread++)
			sum += table->counts[thread * SICHT_RING_BUCKETS + word];
		table->directory[word] = sum;
		most = sum > most ? sum : most;
	}
	return most;
}

/* A bucket begins at `begin`: then each thread's part of it, one after another. */
static void place_parts(struct table *table, unsigned word, uint32_t begin)
{
	for (unsigned thread = 0; thread < table->threads; thread++) {
		uint32_t *part = &table->counts[thread * SICHT_RING_BUCKETS + word];
		uint32_t count = *part;
		*part = begin;
		begin += count;
	}
}

/* Where buckets lie in order of their words. */
static void place_in_order(struct table *table)
{
	uint32_t at = 0;
	for (unsigned word = 0; word < SICHT_RING_BUCKETS; word++) {
		uint32_t count = table->directory[word];
		table->directory[word] = at;
		place_parts(table, word, at);
		at += count;
	}
	table->directory[SICHT_RING_BUCKETS] = at;
}

static void place_packed(struct table *table)
{
	uint32_t at = 0, places[SICHT_RING_GROUP];
	for (unsigned first = 0; first < SICHT_RING_BUCKETS; first += SICHT_RING_GROUP) {
		uint32_t *directory = &table->directory[first];
		sicht_ring_order(directory, at, places);
		for (unsigned i = 0; i < SICHT_RING_GROUP; i++) {
			at += directory[i];
			directory[i] = places[i] | directory[i] << 24;
			place_parts(table, first + i, places[i]);
		}
	}
	table->directory[SICHT_RING_BUCKETS] = at;
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
	table->packed = sum_counts(table) <= SICHT_RING_PACKED_MAX;
	if (table->packed)
		place_packed(table);
	else
		place_in_order(table);
#pragma omp parallel for schedule(static, 1) num_threads(threads)
	for (unsigned thread = 0; thread < threads; thread++)
		scatter_part(hashes, count * thread / threads, count * (thread + 1) / threads, k,
			&table->counts[thread * SICHT_RING_BUCKETS], table);
}

enum sicht_status sicht_ring_build(struct sicht_segment_writer *writer,
	const struct sicht_pdq *hashes, size_t count, struct sicht_work work)
{
	SICHT_DEFER(free_table) struct table table = {0};
	SICHT_TRY(make_table(writer, (unsigned)sicht_threads(work.threads), &table));
	for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
		unsigned first = SICHT_BLOCK_TABLES + k * SICHT_TABLE_BLOCKS;
		SICHT_TRY(sicht_stop_check(work.stop));
		sort_table(hashes, count, k, &table);
		writer->packed_tables |= (uint16_t)(table.packed << k);
		SICHT_TRY(sicht_segment_writer_blocks(
			writer, first, SICHT_TABLE_BLOCKS, table.memory));
	}
	return SICHT_OK;
}
