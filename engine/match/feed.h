/* SPDX-License-Identifier: MIT */
/*
 * The examined side: where items and their prints come from. Files are scanned; an evidence store
 * holds the prints of a drive that was hashed before. What is found in either is the same.
 */
#ifndef SICHT_ENGINE_MATCH_FEED_H
#define SICHT_ENGINE_MATCH_FEED_H

#include "engine/base/arena.h"
#include "engine/match/evidence.h"
#include "sicht/match.h"

struct sicht_feed {
	const struct sicht_examined *examined;
	size_t room; /* items of one batch, at most */
	/* evidence stores: how far they have been read */
	struct sicht_hash_options hash; /* as files would be hashed for this comparison */
	struct sicht_evidence_order order;
	size_t next;
	struct sicht_entry *entries; /* those behind the items of the batch; in the batch's arena */
};

/* `hash`: what a scanner would be opened with. Prints are what it would give. */
SICHT_MUST_CHECK enum sicht_status sicht_feed_open(const struct sicht_examined *examined,
	const struct sicht_hash_options *hash, struct sicht_feed *out);
void sicht_feed_close(struct sicht_feed *feed); /* for SICHT_DEFER; accepts zero */

/*
 * The next items, at most `room` and feed->room; *count == 0 at the end. Memory from `arena`, which
 * is reset by the caller between batches.
 */
SICHT_MUST_CHECK enum sicht_status sicht_feed_items(struct sicht_feed *feed,
	struct sicht_arena *arena, struct sicht_item *items, size_t room, size_t *count);

/* The first `count` items of the last call are done with: that call gave the others alone. */
void sicht_feed_pass(struct sicht_feed *feed, size_t count);

/* The prints of the items of the last call. */
SICHT_MUST_CHECK enum sicht_status sicht_feed_prints(struct sicht_feed *feed,
	const struct sicht_item *items, size_t count, struct sicht_print *prints);

#endif
