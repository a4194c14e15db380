/* SPDX-License-Identifier: MIT */
/*
 * Compaction: what search needs, made anew from what is true.
 *
 * The idea: the old segments are not even opened, so damaged and missing ones are healed; the new
 * ones are built from a walk over the entries in LMDB, one kind and role at a time, which bounds
 * memory by the postings of one segment. In the same transaction the records and keys of entries
 * that are gone are removed; their numbers stay on record, in as few ranges as may be, so that no
 * number is ever given out twice or missed.
 */
#include "index/store/indexer.h"

#include "engine/base/crash_point.h"
#include "sicht/limits.h"

/* ---- entries that are gone ---- */

/* Remove a key if it still stands for this entry. */
static enum sicht_status remove_key(struct sicht_indexer *indexer, enum sicht_kv_table table,
	struct sicht_bytes key, uint64_t id, uint64_t *count)
{
	struct sicht_bytes content;
	uint64_t number;
	SICHT_TRY(sicht_kv_get(indexer->transaction, table, key, &content));
	if (content.data == NULL || !sicht_record_number_decode(content, &number) || number != id)
		return SICHT_OK;
	SICHT_TRY(sicht_kv_remove(indexer->transaction, table, key, NULL));
	--*count;
	return SICHT_OK;
}

static enum sicht_status remove_keys(struct sicht_indexer *indexer, const struct sicht_entry *entry)
{
	struct sicht_record_state *state = &indexer->snapshot.state;
	uint8_t place[SICHT_DIGEST_KEY_BYTES], external[SICHT_DIGEST_KEY_BYTES];
	struct sicht_digester *digester = indexer->digester;
	sicht_place_key(digester, entry->set, entry->source, entry->path, place);
	sicht_external_key(digester, entry->set, entry->external, external);
	/* The strings are lent and end with the first change; the keys do not. */
	bool has_path = entry->path.size > 0, has_external = entry->external.size > 0;
	if (has_path)
		SICHT_TRY(remove_key(indexer, SICHT_KV_PLACES, sicht_bytes(place, sizeof place),
			entry->id, &state->place_count));
	if (has_external)
		SICHT_TRY(remove_key(indexer, SICHT_KV_EXTERNAL,
			sicht_bytes(external, sizeof external), entry->id, &state->external_count));
	return SICHT_OK;
}

static enum sicht_status remove_records(struct sicht_indexer *indexer, uint64_t id)
{
	static const enum sicht_kv_table tables[] = {
		SICHT_KV_ENTRIES, SICHT_KV_TEXT, SICHT_KV_HASHES};
	struct sicht_record_entry record;
	uint8_t key[SICHT_NUMBER_KEY_BYTES];
	SICHT_TRY(sicht_snapshot_read_entry(indexer->transaction, id, &record));
	SICHT_TRY(sicht_snapshot_read_text(indexer->transaction, id, &record.entry));
	SICHT_TRY(remove_keys(indexer, &record.entry));
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
		SICHT_TRY(sicht_kv_remove(
			indexer->transaction, tables[i], sicht_number_key(id, key), NULL));
	indexer->snapshot.state.kept_count--;
	return SICHT_OK;
}

static enum sicht_status write_range(struct sicht_indexer *indexer, uint64_t first, uint64_t count)
{
	struct sicht_record_range range = {first, count, false};
	uint8_t key[SICHT_NUMBER_KEY_BYTES], content[SICHT_RECORD_RANGE_BYTES];
	sicht_record_range_encode(&range, content);
	indexer->snapshot.state.range_count++;
	return sicht_kv_append(indexer->transaction, SICHT_KV_TOMBSTONES,
		sicht_number_key(first, key), sicht_bytes(content, sizeof content));
}

/* All tombstones anew, neighbours as one range. */
static enum sicht_status write_ranges(struct sicht_indexer *indexer)
{
	struct sicht_snapshot *snapshot = &indexer->snapshot;
	uint64_t first = 0;
	indexer->tombstones.count = 0;
	snapshot->state.range_count = 0;
	SICHT_TRY(sicht_kv_clear(indexer->transaction, SICHT_KV_TOMBSTONES));
	for (uint64_t id = 1; id <= snapshot->state.next_entry; id++) {
		SICHT_TRY(sicht_stop_check(indexer->interrupt));
		bool is_tombstone =
			id < snapshot->state.next_entry && !sicht_snapshot_is_live(snapshot, id);
		if (is_tombstone && first == 0)
			first = id;
		if (!is_tombstone && first != 0) {
			SICHT_TRY(write_range(indexer, first, id - first));
			first = 0;
		}
	}
	return SICHT_OK;
}

/* Entries of `kept` ranges still have records; those of earlier compactions have not. */
static enum sicht_status remove_taken_out(struct sicht_indexer *indexer)
{
	const struct sicht_snapshot *snapshot = &indexer->snapshot;
	for (uint64_t id = 1; id < snapshot->state.next_entry && snapshot->state.kept_count > 0;
		id++) {
		uint8_t key[SICHT_NUMBER_KEY_BYTES];
		bool there;
		SICHT_TRY(sicht_stop_check(indexer->interrupt));
		if (sicht_snapshot_is_live(snapshot, id))
			continue;
		SICHT_TRY(sicht_kv_has(
			indexer->transaction, SICHT_KV_ENTRIES, sicht_number_key(id, key), &there));
		if (there)
			SICHT_TRY(remove_records(indexer, id));
	}
	return write_ranges(indexer);
}

/* ---- segments ---- */

/* A segment is as large as may be, so that there are as few as may be. */
static enum sicht_status rebuild(struct sicht_indexer *indexer, unsigned kind, enum sicht_role role)
{
	const struct sicht_snapshot *snapshot = &indexer->snapshot;
	uint64_t id = 0;
	while ((id = sicht_snapshot_next_live(snapshot, id)) != 0) {
		struct sicht_record_entry record;
		SICHT_TRY(sicht_stop_check(indexer->interrupt));
		SICHT_TRY(sicht_snapshot_read_entry(indexer->transaction, id, &record));
		const struct sicht_set *set = sicht_snapshot_set(snapshot, record.entry.set);
		if (set == NULL || set->role != role)
			continue;
		sicht_arena_reset(&indexer->scratch);
		if (kind >= SICHT_SEGMENT_PDQ_FULLRES)
			SICHT_TRY(sicht_snapshot_read_hashes(
				indexer->transaction, id, &indexer->scratch, &record.entry));
		SICHT_TRY(sicht_postings_add(indexer, kind, role, &record.entry));
	}
	return sicht_postings_flush(indexer, kind, role);
}

static enum sicht_status rebuild_all(struct sicht_indexer *indexer)
{
	for (unsigned kind = 0; kind < SICHT_SEGMENT_KIND_COUNT; kind++) {
		SICHT_TRY(rebuild(indexer, kind, SICHT_ROLE_KNOWN));
		if (kind < SICHT_SEGMENT_PDQ_FULLRES)
			SICHT_TRY(rebuild(indexer, kind, SICHT_ROLE_IGNORABLE));
	}
	return SICHT_OK;
}

static enum sicht_status compact(struct sicht_indexer *indexer)
{
	while (indexer->snapshot.segment_count > 0)
		SICHT_TRY(
			sicht_indexer_drop_segment(indexer, indexer->snapshot.segments[0].number));
	SICHT_TRY(remove_taken_out(indexer));
	sicht_crash_point("compact-records-removed");
	indexer->postings_max = SICHT_SEGMENT_HASHES_MAX;
	SICHT_TRY(rebuild_all(indexer));
	indexer->postings_max = SICHT_BATCH_POSTINGS_MAX;
	sicht_crash_point("compact-segments-built");
	indexer->session.compactions++;
	return sicht_indexer_finish(indexer);
}

enum sicht_status sicht_indexer_compact(struct sicht_indexer *indexer)
{
	SICHT_TRY(sicht_indexer_commit(indexer));
	return sicht_indexer_keep(indexer, compact(indexer));
}
