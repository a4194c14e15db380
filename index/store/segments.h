/* SPDX-License-Identifier: MIT */
/* What an open store lends to a search. */
#ifndef SICHT_INDEX_STORE_SEGMENTS_H
#define SICHT_INDEX_STORE_SEGMENTS_H

#include "index/segment/segment.h"
#include "sicht/store.h"

/*
 * The segments of the snapshot of one kind (enum sicht_segment_kind) and role. The array and the
 * segments are lent until the store is closed; any number of threads may search them.
 */
const struct sicht_segment *const *sicht_store_segments(
	const struct sicht_store *store, unsigned kind, enum sicht_role role, size_t *count);

/* Entries that are gone: to be passed to every search. Lent. */
const struct sicht_tombstones *sicht_store_tombstones(const struct sicht_store *store);

#endif
