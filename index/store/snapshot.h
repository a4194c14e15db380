/* SPDX-License-Identifier: MIT */
/*
 * What a store says of itself in one transaction: its counters, its sets, the manifest of its
 * segments, and which entries are gone. A reader loads one; an indexer keeps one up to date.
 */
#ifndef SICHT_INDEX_STORE_SNAPSHOT_H
#define SICHT_INDEX_STORE_SNAPSHOT_H

#include "engine/base/arena.h"
#include "index/store/kv.h"
#include "index/store/record.h"
#include "index/segment/segment.h"
#include "sicht/status.h"
#include "sicht/types.h"

/* Start from zero. */
struct sicht_snapshot {
	struct sicht_record_state state;
	struct sicht_arena arena; /* strings of the sets */
	struct sicht_set *sets;   /* by number */
	size_t set_count, set_capacity;
	struct sicht_segment_info *segments; /* by number */
	size_t segment_count, segment_capacity;
	uint64_t *tombstones; /* bit `id`: entry id is gone */
	size_t tombstone_words;
};

/*
 * Load what the transaction, one that reads, sees. `store` is the path, for messages.
 * SICHT_ERROR_FORMAT (a newer version), SICHT_ERROR_DAMAGED (a record fails its check, or some are
 * missing), SICHT_ERROR_NOT_FOUND (creating it was interrupted).
 */
SICHT_MUST_CHECK enum sicht_status sicht_snapshot_load(
	const struct sicht_kv_transaction *transaction, const char *store,
	struct sicht_snapshot *out);
void sicht_snapshot_free(struct sicht_snapshot *snapshot); /* accepts zero */

/* Write the counters; they carry the number of the transaction. */
SICHT_MUST_CHECK enum sicht_status sicht_snapshot_save_state(
	struct sicht_kv_transaction *transaction, struct sicht_record_state *state);

/* In a copy, whose transactions are counted anew: have the counters carry the new number. */
SICHT_MUST_CHECK enum sicht_status sicht_snapshot_adopt(
	struct sicht_kv_transaction *transaction, const char *store);

/* Was entry `id` added and not taken out? */
bool sicht_snapshot_is_live(const struct sicht_snapshot *snapshot, uint64_t id);

/* The smallest live entry number greater than `after`, or 0. */
uint64_t sicht_snapshot_next_live(const struct sicht_snapshot *snapshot, uint64_t after);

/* Room for entry numbers up to `id`. */
SICHT_MUST_CHECK enum sicht_status sicht_snapshot_reserve_tombstones(
	struct sicht_snapshot *snapshot, uint64_t id);

/* The set of that number, or NULL. */
struct sicht_set *sicht_snapshot_set(const struct sicht_snapshot *snapshot, uint32_t id);

SICHT_MUST_CHECK enum sicht_status sicht_snapshot_add_set(
	struct sicht_snapshot *snapshot, const struct sicht_set *set); /* strings are copied */
SICHT_MUST_CHECK enum sicht_status sicht_snapshot_add_segment(
	struct sicht_snapshot *snapshot, const struct sicht_segment_info *info);

/* The fixed part of a live entry; SICHT_ERROR_DAMAGED if its record is missing. */
SICHT_MUST_CHECK enum sicht_status sicht_snapshot_read_entry(
	const struct sicht_kv_transaction *transaction, uint64_t id,
	struct sicht_record_entry *out);

/* Its strings, lent until the transaction ends or, in a writing one, changes. */
SICHT_MUST_CHECK enum sicht_status sicht_snapshot_read_text(
	const struct sicht_kv_transaction *transaction, uint64_t id, struct sicht_entry *entry);

/* Its hashes, entry->hash_count of them, in the arena. */
SICHT_MUST_CHECK enum sicht_status sicht_snapshot_read_hashes(
	const struct sicht_kv_transaction *transaction, uint64_t id, struct sicht_arena *arena,
	struct sicht_entry *entry);

#endif
