/* SPDX-License-Identifier: MIT */
/*
 * Exact look-ups in one digest segment.
 *
 * A table has its digests in ascending order and a directory over their top bits, which leaves 4
 * to 8 digests a line on average: two reads from memory tell that a digest is not there. Many
 * look-ups overlap their reads.
 */
#ifndef SICHT_INDEX_SEGMENT_DIGEST_TABLE_H
#define SICHT_INDEX_SEGMENT_DIGEST_TABLE_H

#include "index/segment/view.h"

/* Items begin .. begin + count - 1 of a segment have the digest looked for. */
struct sicht_digest_range {
	uint64_t begin, count;
};

/* Digests looked up together by one call at most. */
#define SICHT_DIGEST_BATCH 32

/*
 * Look `count` digests (at most SICHT_DIGEST_BATCH) up; ranges[i] is that of digests[i], empty if
 * it is not there. *damaged is set if the directory leads out of the table.
 */
void sicht_digest_table_find(const struct sicht_segment *segment, const uint8_t (*digests)[32],
	size_t count, struct sicht_digest_range *ranges, bool *damaged);

#endif
