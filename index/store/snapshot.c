/* SPDX-License-Identifier: MIT */
/*
 * Load what a store says of itself. See snapshot.h.
 *
 * The idea: the one state record counts what every other table holds, and every entry number below
 * state.next_entry is either there or on record as gone. So nothing can be missing without being
 * missed: damage becomes an error and never a shorter answer.
 */
#include "index/store/snapshot.h"

#include "engine/base/array.h"
#include "index/store/versions.h"

static enum sicht_status incomplete(const char *store, const char *what)
{
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s is damaged: %s are missing; restore a backup or index again", store,
		what);
}

static enum sicht_status out_of_memory(void)
{
	return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
}

static struct sicht_bytes state_key(void)
{
	return sicht_bytes("state", 5);
}

static enum sicht_status load_state(const struct sicht_kv_transaction *transaction,
	const char *store, struct sicht_record_state *state)
{
	struct sicht_bytes content;
	SICHT_TRY(sicht_kv_get(transaction, SICHT_KV_META, state_key(), &content));
	if (content.data == NULL) {
		uint64_t entries;
		SICHT_TRY(sicht_kv_count(transaction, SICHT_KV_ENTRIES, &entries));
		if (entries > 0)
			return incomplete(store, "its counters");
		return sicht_fail(SICHT_ERROR_NOT_FOUND,
			"there is no store at %s: creating it was interrupted; index again", store);
	}
	if (!sicht_record_state_decode(content, state))
		return sicht_kv_damaged(transaction, SICHT_KV_META, state_key());
	if (state->format_version > SICHT_FORMAT_VERSION)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"store %s has format %u, this program knows formats up to %u; use a newer "
			"sicht",
			store, state->format_version, SICHT_FORMAT_VERSION);
	return SICHT_OK;
}

static enum sicht_status check_counts(const struct sicht_kv_transaction *transaction,
	const char *store, const struct sicht_record_state *state)
{
	const struct {
		enum sicht_kv_table table;
		uint64_t count;
		const char *what;
	} tables[] = {
		{SICHT_KV_SETS, state->set_count, "sets"},
		{SICHT_KV_ENTRIES, state->entry_count + state->kept_count, "entries"},
		{SICHT_KV_PLACES, state->place_count, "places of entries"},
		{SICHT_KV_EXTERNAL, state->external_count, "external ids"},
		{SICHT_KV_SEGMENTS, state->segment_count, "lines of the manifest"},
		{SICHT_KV_TOMBSTONES, state->range_count, "tombstones"},
		{SICHT_KV_AUDIT, state->audit_count, "audit records"},
	};
	if (state->transaction != sicht_kv_number(transaction))
		return incomplete(
			store, "commits (data.mdb shows an older state than its last one)");
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		uint64_t count;
		SICHT_TRY(sicht_kv_count(transaction, tables[i].table, &count));
		if (count != tables[i].count)
			return incomplete(store, tables[i].what);
	}
	return SICHT_OK;
}

/* ---- sets ---- */

struct sicht_set *sicht_snapshot_set(const struct sicht_snapshot *snapshot, uint32_t id)
{
	for (size_t i = 0; i < snapshot->set_count; i++) {
		if (snapshot->sets[i].id == id)
			return &snapshot->sets[i];
	}
	return NULL;
}

enum sicht_status sicht_snapshot_add_set(
	struct sicht_snapshot *snapshot, const struct sicht_set *set)
{
	SICHT_TRY(sicht_grow(&snapshot->sets, sizeof *snapshot->sets, snapshot->set_count,
		&snapshot->set_capacity));
	struct sicht_set copy = *set;
	const size_t size = set->name.size + set->supplier.size + set->scheme.size +
			    set->case_id.size + set->examiner.size + set->origins.size;
	SICHT_TRY(sicht_arena_reserve(&snapshot->arena, size + 6, 6));
	copy.name = sicht_arena_copy(&snapshot->arena, set->name);
	copy.supplier = sicht_arena_copy(&snapshot->arena, set->supplier);
	copy.scheme = sicht_arena_copy(&snapshot->arena, set->scheme);
	copy.case_id = sicht_arena_copy(&snapshot->arena, set->case_id);
	copy.examiner = sicht_arena_copy(&snapshot->arena, set->examiner);
	copy.origins = sicht_arena_copy(&snapshot->arena, set->origins);
	snapshot->sets[snapshot->set_count++] = copy;
	return SICHT_OK;
}

enum sicht_status sicht_snapshot_add_segment(
	struct sicht_snapshot *snapshot, const struct sicht_segment_info *info)
{
	SICHT_TRY(sicht_grow(&snapshot->segments, sizeof *snapshot->segments,
		snapshot->segment_count, &snapshot->segment_capacity));
	snapshot->segments[snapshot->segment_count++] = *info;
	return SICHT_OK;
}

/* ---- entries that are ---- */

bool sicht_snapshot_is_live(const struct sicht_snapshot *snapshot, uint64_t id)
{
	if (id == 0 || id >= snapshot->state.next_entry)
		return false;
	return id / 64 >= snapshot->tombstone_words ||
	       (snapshot->tombstones[id / 64] >> (id % 64) & 1) == 0;
}

uint64_t sicht_snapshot_next_live(const struct sicht_snapshot *snapshot, uint64_t after)
{
	for (uint64_t id = after + 1; id < snapshot->state.next_entry && id != 0; id++) {
		if (id % 64 == 0 && id / 64 < snapshot->tombstone_words &&
			snapshot->tombstones[id / 64] == UINT64_MAX) {
			id += 63;
			continue;
		}
		if (sicht_snapshot_is_live(snapshot, id))
			return id;
	}
	return 0;
}

enum sicht_status sicht_snapshot_reserve_tombstones(struct sicht_snapshot *snapshot, uint64_t id)
{
	size_t needed = (size_t)(id / 64) + 1;
	if (needed <= snapshot->tombstone_words)
		return SICHT_OK;
	size_t larger = needed + needed / 2;
	uint64_t *tombstones = reallocarray(snapshot->tombstones, larger, sizeof *tombstones);
	if (tombstones == NULL)
		return out_of_memory();
	memset(tombstones + snapshot->tombstone_words, 0,
		(larger - snapshot->tombstone_words) * sizeof *tombstones);
	snapshot->tombstones = tombstones;
	snapshot->tombstone_words = larger;
	return SICHT_OK;
}

/* Mark a range; false if one of its entries is gone already. */
static bool mark_tombstone(struct sicht_snapshot *snapshot, const struct sicht_record_range *range)
{
	for (uint64_t id = range->first; id < range->first + range->count; id++) {
		uint64_t bit = 1ull << (id % 64);
		if ((snapshot->tombstones[id / 64] & bit) != 0)
			return false;
		snapshot->tombstones[id / 64] |= bit;
	}
	return true;
}

/* ---- loading ---- */

static enum sicht_status load_set(struct sicht_snapshot *snapshot,
	const struct sicht_kv_transaction *transaction, struct sicht_bytes key,
	struct sicht_bytes content)
{
	struct sicht_set set;
	uint64_t number;
	if (!sicht_number_key_parse(key, &number) || !sicht_record_set_decode(content, &set) ||
		set.id != number || set.id >= snapshot->state.next_set)
		return sicht_kv_damaged(transaction, SICHT_KV_SETS, key);
	return sicht_snapshot_add_set(snapshot, &set);
}

static enum sicht_status load_segment(struct sicht_snapshot *snapshot,
	const struct sicht_kv_transaction *transaction, struct sicht_bytes key,
	struct sicht_bytes content)
{
	struct sicht_segment_info info;
	uint64_t number;
	if (!sicht_number_key_parse(key, &number) || !sicht_record_segment_decode(content, &info) ||
		info.number != number || info.number >= snapshot->state.next_segment)
		return sicht_kv_damaged(transaction, SICHT_KV_SEGMENTS, key);
	return sicht_snapshot_add_segment(snapshot, &info);
}

static enum sicht_status load_range(struct sicht_snapshot *snapshot,
	const struct sicht_kv_transaction *transaction, struct sicht_bytes key,
	struct sicht_bytes content)
{
	struct sicht_record_range range;
	uint64_t number;
	if (!sicht_number_key_parse(key, &number) || !sicht_record_range_decode(content, &range) ||
		range.first != number || range.count > snapshot->state.next_entry - 1 ||
		range.first > snapshot->state.next_entry - range.count)
		return sicht_kv_damaged(transaction, SICHT_KV_TOMBSTONES, key);
	if (!mark_tombstone(snapshot, &range))
		return sicht_kv_damaged(transaction, SICHT_KV_TOMBSTONES, key);
	return SICHT_OK;
}

static void cursor_closep(struct sicht_kv_cursor **cursor)
{
	sicht_kv_cursor_close(*cursor);
}

static enum sicht_status load_table(struct sicht_snapshot *snapshot,
	const struct sicht_kv_transaction *transaction, enum sicht_kv_table table,
	enum sicht_status (*load)(struct sicht_snapshot *snapshot,
		const struct sicht_kv_transaction *transaction, struct sicht_bytes key,
		struct sicht_bytes content))
{
	SICHT_DEFER(cursor_closep) struct sicht_kv_cursor *cursor = NULL;
	SICHT_TRY(sicht_kv_cursor_open(transaction, table, &cursor));
	for (;;) {
		struct sicht_bytes key, content;
		SICHT_TRY(sicht_kv_next(cursor, &key, &content));
		if (key.data == NULL)
			return SICHT_OK;
		SICHT_TRY(load(snapshot, transaction, key, content));
	}
}

static enum sicht_status load(const struct sicht_kv_transaction *transaction, const char *store,
	struct sicht_snapshot *snapshot)
{
	SICHT_TRY(load_state(transaction, store, &snapshot->state));
	SICHT_TRY(check_counts(transaction, store, &snapshot->state));
	SICHT_TRY(sicht_versions_check(transaction, store, snapshot->state.format_version));
	SICHT_TRY(load_table(snapshot, transaction, SICHT_KV_SETS, load_set));
	SICHT_TRY(load_table(snapshot, transaction, SICHT_KV_SEGMENTS, load_segment));
	SICHT_TRY(sicht_snapshot_reserve_tombstones(snapshot, snapshot->state.next_entry));
	SICHT_TRY(load_table(snapshot, transaction, SICHT_KV_TOMBSTONES, load_range));
	uint64_t count = 0;
	for (size_t i = 0; i < snapshot->tombstone_words; i++)
		count += (uint64_t)__builtin_popcountll(snapshot->tombstones[i]);
	if (count != snapshot->state.tombstone_count)
		return incomplete(store, "tombstones");
	uint64_t live = 0;
	for (size_t i = 0; i < snapshot->set_count; i++)
		live += snapshot->sets[i].entry_count;
	if (live != snapshot->state.entry_count)
		return incomplete(store, "entries of a set");
	return SICHT_OK;
}

enum sicht_status sicht_snapshot_load(const struct sicht_kv_transaction *transaction,
	const char *store, struct sicht_snapshot *out)
{
	SICHT_DEFER(sicht_snapshot_free) struct sicht_snapshot snapshot = {0};
	SICHT_TRY(load(transaction, store, &snapshot));
	*out = snapshot;
	snapshot = (struct sicht_snapshot){0};
	return SICHT_OK;
}

void sicht_snapshot_free(struct sicht_snapshot *snapshot)
{
	sicht_arena_free(&snapshot->arena);
	free(snapshot->sets);
	free(snapshot->segments);
	free(snapshot->tombstones);
	*snapshot = (struct sicht_snapshot){0};
}

enum sicht_status sicht_snapshot_save_state(
	struct sicht_kv_transaction *transaction, struct sicht_record_state *state)
{
	uint8_t bytes[SICHT_RECORD_STATE_BYTES];
	state->transaction = sicht_kv_number(transaction);
	sicht_record_state_encode(state, bytes);
	return sicht_kv_put(
		transaction, SICHT_KV_META, state_key(), sicht_bytes(bytes, sizeof bytes));
}

enum sicht_status sicht_snapshot_adopt(struct sicht_kv_transaction *transaction, const char *store)
{
	struct sicht_record_state state;
	SICHT_TRY(load_state(transaction, store, &state));
	return sicht_snapshot_save_state(transaction, &state);
}

/* ---- entries ---- */

/* The content of a record that must be there. */
static enum sicht_status get_existing(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, uint64_t id, struct sicht_bytes *content)
{
	uint8_t bytes[SICHT_NUMBER_KEY_BYTES];
	struct sicht_bytes key = sicht_number_key(id, bytes);
	SICHT_TRY(sicht_kv_get(transaction, table, key, content));
	return content->data != NULL ? SICHT_OK : sicht_kv_damaged(transaction, table, key);
}

static enum sicht_status damaged_record(
	const struct sicht_kv_transaction *transaction, enum sicht_kv_table table, uint64_t id)
{
	uint8_t key[SICHT_NUMBER_KEY_BYTES];
	return sicht_kv_damaged(transaction, table, sicht_number_key(id, key));
}

enum sicht_status sicht_snapshot_read_entry(
	const struct sicht_kv_transaction *transaction, uint64_t id, struct sicht_record_entry *out)
{
	struct sicht_bytes content;
	SICHT_TRY(get_existing(transaction, SICHT_KV_ENTRIES, id, &content));
	if (!sicht_record_entry_decode(content, out))
		return damaged_record(transaction, SICHT_KV_ENTRIES, id);
	out->entry.id = id;
	return SICHT_OK;
}

enum sicht_status sicht_snapshot_read_text(
	const struct sicht_kv_transaction *transaction, uint64_t id, struct sicht_entry *entry)
{
	struct sicht_bytes content;
	SICHT_TRY(get_existing(transaction, SICHT_KV_TEXT, id, &content));
	if (!sicht_record_text_decode(content, entry))
		return damaged_record(transaction, SICHT_KV_TEXT, id);
	return SICHT_OK;
}

enum sicht_status sicht_snapshot_read_hashes(const struct sicht_kv_transaction *transaction,
	uint64_t id, struct sicht_arena *arena, struct sicht_entry *entry)
{
	struct sicht_bytes content;
	if (entry->hash_count == 0)
		return SICHT_OK;
	SICHT_TRY(get_existing(transaction, SICHT_KV_HASHES, id, &content));
	if (entry->hash_count > content.size / SICHT_RECORD_HASH_BYTES_MIN)
		return damaged_record(transaction, SICHT_KV_HASHES, id);
	size_t size = entry->hash_count * sizeof *entry->hashes;
	SICHT_TRY(sicht_arena_reserve(arena, size, 1));
	struct sicht_window_print *hashes = sicht_arena_alloc(arena, size);
	if (!sicht_record_hashes_decode(content, hashes, entry->hash_count))
		return damaged_record(transaction, SICHT_KV_HASHES, id);
	entry->hashes = hashes;
	return SICHT_OK;
}
