/* SPDX-License-Identifier: MIT */
/*
 * The order of buckets in a table: not that of their words, but one in which few of them lie across
 * two lines of memory.
 *
 * What a lone query costs is the lines it waits for. A bucket of 15 sketches fills half a line, but
 * touches two of them in 7 of 16 cases where buckets follow one another as they come; reordered
 * within groups it is one in twenty, at no byte more.
 */
#ifndef SICHT_INDEX_SEGMENT_RING_ORDER_H
#define SICHT_INDEX_SEGMENT_RING_ORDER_H

#include <stdint.h>

/* Buckets are reordered within groups of so many: what is read in order of words stays close. */
#define SICHT_RING_GROUP 128

/*
 * Place the buckets of a group, the first entry of which is number `begin` of the table: counts[i]
 * is how many entries bucket i has, places[i] gets the number of its first one. The buckets fill
 * the entries from `begin` on without a gap.
 */
void sicht_ring_order(
	const uint32_t counts[SICHT_RING_GROUP], uint32_t begin, uint32_t places[SICHT_RING_GROUP]);

#endif
