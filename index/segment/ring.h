/* SPDX-License-Identifier: MIT */
/*
 * The ring index: sixteen tables over the 16-bit chunks of a hash, with sketches.
 *
 * Table k sorts the hashes of a segment into 2^16 buckets by chunk k. Bucket after bucket it keeps,
 * in one array, chunk k + 1 of each hash (the sketch, 16 bits) and, in another, a word of 32 bits:
 * the number of the hash (24 bits) and above it the low 8 bits of chunk k + 2. Chunk 0 follows
 * chunk 15: the chunks are a ring. A directory says where each bucket lies.
 *
 * Source of the filter: J. Qin, C. Xiao, "Pigeonring: A Principle for Faster Thresholded
 * Similarity Search", VLDB 2018. index/README.md argues why no match is missed and none comes
 * twice.
 */
#ifndef SICHT_INDEX_SEGMENT_RING_H
#define SICHT_INDEX_SEGMENT_RING_H

#include "index/segment/file.h"
#include "sicht/types.h"

#define SICHT_RING_CHUNKS 16
#define SICHT_RING_CHUNK_BITS 16
#define SICHT_RING_BUCKETS 65536u
#define SICHT_RING_RADIUS_MAX 3                   /* of one chunk, for thresholds up to 63 */
#define SICHT_RING_MASKS_MAX (1 + 16 + 120 + 560) /* 16-bit words of weight 0..3 */

/* Memory comes in lines: what lies in one is there at once. */
#define SICHT_RING_LINE_BYTES 64

/* Numbers of hashes have 24 bits in the tables; the 8 bits above are sketch. */
#define SICHT_RING_ID_MASK 0xffffffu

static inline unsigned sicht_ring_chunk(const struct sicht_pdq *hash, unsigned chunk)
{
	chunk %= SICHT_RING_CHUNKS;
	return (unsigned)(hash->word[chunk / 4] >> (16 * (chunk % 4))) & 0xffff;
}

/*
 * How a threshold is shared out: chunk k may differ in radius[k] bits (-1: in none, table k is not
 * probed), and the sum of radius[k] + 1 is threshold + 1.
 */
struct sicht_ring_plan {
	unsigned threshold;
	int radius[SICHT_RING_CHUNKS];
	/* All words of weight 0, 1, .. radius; those of weight w end at mask_end[w]. */
	uint16_t mask[SICHT_RING_MASKS_MAX];
	unsigned mask_end[SICHT_RING_RADIUS_MAX + 1];
};

void sicht_ring_plan_make(unsigned threshold, struct sicht_ring_plan *out);

/* Bits in which chunk and sketch together may differ, for a hash that table k finds. */
static inline unsigned sicht_ring_limit_two(const struct sicht_ring_plan *plan, unsigned k)
{
	return (unsigned)(plan->radius[k] + plan->radius[(k + 1) % SICHT_RING_CHUNKS] + 1);
}

/* The same with the 8 bits of the chunk after next. */
static inline unsigned sicht_ring_limit_three(const struct sicht_ring_plan *plan, unsigned k)
{
	return sicht_ring_limit_two(plan, k) +
	       (unsigned)(plan->radius[(k + 2) % SICHT_RING_CHUNKS] + 1);
}

/*
 * The table that reports a match: the last k for which the sum of (distance[i] - radius[i] - 1)
 * over the chunks i before k is greatest. `distance` holds the bits in which chunks differ.
 */
static inline unsigned sicht_ring_home(
	const struct sicht_ring_plan *plan, const uint16_t distance[SICHT_RING_CHUNKS])
{
	unsigned home = 0;
	int sum = 0, greatest = 0;
	for (unsigned i = 1; i < SICHT_RING_CHUNKS; i++) {
		sum += (int)distance[i - 1] - plan->radius[i - 1] - 1;
		if (sum >= greatest) {
			greatest = sum;
			home = i;
		}
	}
	return home;
}

/*
 * Directories are of two kinds. In a packed one, item w is where bucket w begins, and above these
 * 24 bits how many entries it has: the buckets of a group may lie in any order (ring_order.h).
 * Where a bucket has more than SICHT_RING_PACKED_MAX entries, they lie in order of their words, and
 * item w is where bucket w begins and the one before it ends.
 */
#define SICHT_RING_PACKED_MAX 255
#define SICHT_RING_BEGIN_MASK 0xffffffu

/* One table of a mapped segment. */
struct sicht_ring_table {
	const uint32_t *directory; /* not to be believed: see sicht_ring_bucket() */
	const uint16_t *sketches;  /* the first one begins a line */
	const uint32_t *words;
	bool packed;
};

/* Entries of a bucket that follow one another, by their places in the table. */
struct sicht_ring_range {
	uint32_t begin, count;
};

/* Bucket `word`; empty, and *damaged, if it does not lie in the table. */
static inline struct sicht_ring_range sicht_ring_find(
	const struct sicht_ring_table *table, uint32_t hash_count, unsigned word, bool *damaged)
{
	uint32_t begin = table->directory[word], count = begin >> 24;
	if (table->packed)
		begin &= SICHT_RING_BEGIN_MASK;
	else
		count = table->directory[word + 1] - begin;
	if (begin > hash_count || count > hash_count - begin) {
		*damaged = true;
		begin = count = 0;
	}
	return (struct sicht_ring_range){begin, count};
}

/* The same, where it lies in memory. */
struct sicht_ring_run {
	const uint16_t *sketches;
	const uint32_t *words;
	uint32_t count;
};

static inline struct sicht_ring_run sicht_ring_bucket(
	const struct sicht_ring_table *table, uint32_t hash_count, unsigned word, bool *damaged)
{
	struct sicht_ring_range range = sicht_ring_find(table, hash_count, word, damaged);
	return (struct sicht_ring_run){
		table->sketches + range.begin, table->words + range.begin, range.count};
}

/*
 * Build the tables of `count` hashes (in order of their numbers) into the writer's blocks, one
 * table after another; writer->packed_tables says which directories are packed. Memory: 6 bytes a
 * hash, and 256 KiB a thread.
 */
SICHT_MUST_CHECK enum sicht_status sicht_ring_build(struct sicht_segment_writer *writer,
	const struct sicht_pdq *hashes, size_t count, struct sicht_work work);

#endif
