/* SPDX-License-Identifier: MIT */
/* What the search and the merge see of an open segment. Everything is lent by the segment. */
#ifndef SICHT_INDEX_SEGMENT_VIEW_H
#define SICHT_INDEX_SEGMENT_VIEW_H

#include "index/segment/ring.h"
#include "index/segment/file.h"

struct sicht_segment {
	struct sicht_segment_info info;
	const uint8_t *map;
	struct sicht_segment_layout layout; /* computed, and equal to the file's; no checksums */
	uint64_t list_words;
	uint16_t packed_tables;            /* bit k: the directory of table k is packed */
	const volatile sig_atomic_t *stop; /* of sicht_segment_need(); may be NULL */
	bool *sound; /* all blocks have their checksums; the one thing that changes, once */
};

static inline const uint8_t *sicht_segment_block_at(
	const struct sicht_segment *segment, unsigned block)
{
	return segment->map + segment->layout.block[block].offset;
}

static inline const uint64_t *sicht_segment_words(
	const struct sicht_segment *segment, unsigned block)
{
	return (const uint64_t *)(const void *)sicht_segment_block_at(segment, block);
}

static inline const struct sicht_pdq *sicht_segment_hashes(const struct sicht_segment *segment)
{
	return (const struct sicht_pdq *)(const void *)sicht_segment_block_at(
		segment, SICHT_BLOCK_HASHES);
}

static inline bool sicht_segment_is_ring(const struct sicht_segment *segment)
{
	return sicht_segment_has_tables(segment->info.kind, segment->info.item_count);
}

static inline struct sicht_ring_table sicht_segment_table(
	const struct sicht_segment *segment, unsigned k)
{
	unsigned block = SICHT_BLOCK_TABLES + k * SICHT_TABLE_BLOCKS;
	const void *directory = sicht_segment_block_at(segment, block + SICHT_TABLE_DIRECTORY);
	const void *sketches = sicht_segment_block_at(segment, block + SICHT_TABLE_SKETCHES);
	const void *words = sicht_segment_block_at(segment, block + SICHT_TABLE_WORDS);
	bool packed = (segment->packed_tables >> k & 1) != 0;
	return (struct sicht_ring_table){directory, sketches, words, packed};
}

/*
 * The owners of hash `id` (< item_count), ascending; none, and *damaged, if the list is not there.
 */
struct sicht_owner_list {
	const sicht_owner *items;
	uint64_t count;
};
struct sicht_owner_list sicht_segment_owners(
	const struct sicht_segment *segment, uint32_t id, bool *damaged);

/* The first sicht_digest_size() bytes of `digest` become those of item number `item`. */
void sicht_segment_digest(const struct sicht_segment *segment, uint64_t item, uint8_t digest[32]);

/* SICHT_ERROR_DAMAGED, for a number that was not believed. */
SICHT_MUST_CHECK enum sicht_status sicht_segment_fail_damaged(const struct sicht_segment *segment);

#endif
