/* SPDX-License-Identifier: MIT */
/*
 * Look-ups in sorted tables: the directory, then the numbers, then (for the few that agree in 8
 * bytes) the rest of the digest.
 *
 * The one idea: every look-up waits for memory two or three times, so a batch of them takes each
 * step together, asking for the next step's memory first. Digests are as good as random, and a
 * line of the directory is short; should somebody's list have a million digests that begin alike,
 * the line is halved instead of walked.
 */
#include "index/segment/digest_table.h"

#include <assert.h>
#include <string.h>

/* A line so short is walked. */
#define WALK_MAX 16
#define LINE_BYTES 64

struct table {
	const uint64_t *prefixes;
	const uint8_t *rests;
	const uint32_t *directory;
	uint64_t count;
	size_t rest_bytes;
	unsigned bits;
};

static struct table table_of(const struct sicht_segment *segment)
{
	const void *directory = sicht_segment_block_at(segment, SICHT_BLOCK_DIRECTORY);
	return (struct table){
		.prefixes = sicht_segment_words(segment, SICHT_BLOCK_PREFIXES),
		.rests = sicht_segment_block_at(segment, SICHT_BLOCK_RESTS),
		.directory = directory,
		.count = segment->info.item_count,
		.rest_bytes = sicht_digest_size((enum sicht_digest_kind)segment->info.kind) - 8,
		.bits = sicht_segment_directory_bits(segment->info.item_count),
	};
}

static uint64_t prefix_of(const uint8_t *digest)
{
	uint64_t prefix;
	memcpy(&prefix, digest, sizeof prefix);
	return __builtin_bswap64(prefix);
}

static uint64_t line_of(const struct table *table, uint64_t prefix)
{
	return table->bits > 0 ? prefix >> (64 - table->bits) : 0;
}

/* The first item from `begin` on, before `end`, whose prefix is not below `prefix`. */
static uint64_t lower_bound(
	const struct table *table, uint64_t begin, uint64_t end, uint64_t prefix)
{
	while (end - begin > WALK_MAX) {
		uint64_t middle = begin + (end - begin) / 2;
		if (table->prefixes[middle] < prefix)
			begin = middle + 1;
		else
			end = middle;
	}
	while (begin < end && table->prefixes[begin] < prefix)
		begin++;
	return begin;
}

/* The first item in begin .. end - 1, all of one prefix, whose rest is not below (or above) it. */
static uint64_t rest_bound(
	const struct table *table, uint64_t begin, uint64_t end, const uint8_t *rest, int not_below)
{
	while (begin < end) {
		uint64_t middle = begin + (end - begin) / 2;
		int order =
			memcmp(table->rests + middle * table->rest_bytes, rest, table->rest_bytes);
		if (order < not_below)
			begin = middle + 1;
		else
			end = middle;
	}
	return begin;
}

/* The directory's line, as far as it can be believed. */
static struct sicht_digest_range read_line(
	const struct table *table, uint64_t prefix, bool *damaged)
{
	uint64_t line = line_of(table, prefix);
	uint64_t begin = table->directory[line], end = table->directory[line + 1];
	if (begin > end || end > table->count) {
		*damaged = true;
		return (struct sicht_digest_range){0, 0};
	}
	return (struct sicht_digest_range){begin, end - begin};
}

/* Items of the line that agree in the prefix. */
static struct sicht_digest_range same_prefix(
	const struct table *table, struct sicht_digest_range line, uint64_t prefix)
{
	uint64_t end = line.begin + line.count;
	uint64_t first = lower_bound(table, line.begin, end, prefix), last = first;
	if (prefix < UINT64_MAX && first < end && table->prefixes[first] == prefix)
		last = lower_bound(table, first, end, prefix + 1);
	else if (prefix == UINT64_MAX)
		last = end;
	return (struct sicht_digest_range){first, last - first};
}

static struct sicht_digest_range same_rest(
	const struct table *table, struct sicht_digest_range found, const uint8_t *digest)
{
	uint64_t end = found.begin + found.count;
	uint64_t first = rest_bound(table, found.begin, end, digest + 8, 0);
	return (struct sicht_digest_range){
		first, rest_bound(table, first, end, digest + 8, 1) - first};
}

void sicht_digest_table_find(const struct sicht_segment *segment, const uint8_t (*digests)[32],
	size_t count, struct sicht_digest_range *ranges, bool *damaged)
{
	const struct table table = table_of(segment);
	uint64_t prefixes[SICHT_DIGEST_BATCH];
	assert(count <= SICHT_DIGEST_BATCH);
	for (size_t i = 0; i < count; i++) {
		prefixes[i] = prefix_of(digests[i]);
		__builtin_prefetch(&table.directory[line_of(&table, prefixes[i])]);
	}
	for (size_t i = 0; i < count; i++) {
		ranges[i] = read_line(&table, prefixes[i], damaged);
		const char *line = (const char *)&table.prefixes[ranges[i].begin];
		__builtin_prefetch(line);
		__builtin_prefetch(line + LINE_BYTES);
	}
	for (size_t i = 0; i < count; i++) {
		ranges[i] = same_prefix(&table, ranges[i], prefixes[i]);
		if (ranges[i].count > 0)
			__builtin_prefetch(table.rests + ranges[i].begin * table.rest_bytes);
	}
	for (size_t i = 0; i < count; i++) {
		if (ranges[i].count > 0)
			ranges[i] = same_rest(&table, ranges[i], digests[i]);
	}
}
