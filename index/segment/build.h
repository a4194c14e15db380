/* SPDX-License-Identifier: MIT */
/*
 * What the two ways to make a segment, from postings and from older segments, have in common:
 * both give items in ascending order, twice.
 */
#ifndef SICHT_INDEX_SEGMENT_BUILD_H
#define SICHT_INDEX_SEGMENT_BUILD_H

#include "index/segment/segment.h"

/* Hashes in ascending order, all different, each with its owners. */
struct sicht_pdq_source {
	void *context;
	void (*rewind)(void *context);
	/* The next hash and how many owners it has (>= 1); false at the end. */
	bool (*next)(void *context, struct sicht_pdq *hash, uint64_t *owner_count);
	/* The next owner of that hash, ascending: to be called no more than owner_count times. */
	sicht_owner (*owner)(void *context);
};

/* Write a PDQ segment of all that `source` gives. Nothing at all: info->item_count becomes 0. */
SICHT_MUST_CHECK enum sicht_status sicht_segment_write_pdq(int dirfd,
	const struct sicht_pdq_source *source, struct sicht_work work,
	struct sicht_segment_info *info);

/* Digests in ascending order, as numbers (big-endian, zeros behind their end), with an entry. */
struct sicht_digest_source {
	void *context;
	void (*rewind)(void *context);
	bool (*next)(void *context, uint64_t digest[4], uint64_t *entry);
};

SICHT_MUST_CHECK enum sicht_status sicht_segment_write_digests(int dirfd,
	const struct sicht_digest_source *source, struct sicht_work work,
	struct sicht_segment_info *info);

#endif
