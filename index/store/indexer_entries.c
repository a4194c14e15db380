/* SPDX-License-Identifier: MIT */
/*
 * Entries: into the batch, found again, and out of the store. See include/sicht/store.h.
 *
 * An entry is three records under its number, and up to two keys by which it is found again: its
 * place (set, source, path) and its external id. A key belongs to the newest entry that has it.
 * Taking an entry out writes nothing but its number; records and keys go with `compact`.
 */
#include "index/store/indexer.h"

#include "engine/base/clock.h"
#include "sicht/limits.h"

/* ---- places and other ids ---- */

/* The set in front, so that a set's keys lie together; then 16 bytes of the SHA-256. */
static struct sicht_bytes digest_key(struct sicht_digester *digester, uint32_t set,
	struct sicht_bytes first, struct sicht_bytes second, uint8_t key[SICHT_DIGEST_KEY_BYTES])
{
	uint8_t size[8];
	struct sicht_digests digests;
	sicht_number_key(first.size, size); /* where one ends and the other begins */
	sicht_digester_begin(digester);
	sicht_digester_update(digester, size, sizeof size);
	sicht_digester_update(digester, first.data, first.size);
	sicht_digester_update(digester, second.data, second.size);
	sicht_digester_finish(digester, &digests);
	for (int i = 0; i < 4; i++)
		key[i] = (uint8_t)(set >> (24 - 8 * i));
	memcpy(key + 4, digests.sha256, SICHT_DIGEST_KEY_BYTES - 4);
	return sicht_bytes(key, SICHT_DIGEST_KEY_BYTES);
}

struct sicht_bytes sicht_place_key(struct sicht_digester *digester, uint32_t set,
	struct sicht_bytes source, struct sicht_bytes path, uint8_t key[SICHT_DIGEST_KEY_BYTES])
{
	return digest_key(digester, set, source, path, key);
}

struct sicht_bytes sicht_external_key(struct sicht_digester *digester, uint32_t set,
	struct sicht_bytes external, uint8_t key[SICHT_DIGEST_KEY_BYTES])
{
	return digest_key(digester, set, external, sicht_bytes("", 0), key);
}

/* The live entry that a digest key stands for, or 0. */
static enum sicht_status find_by_key(struct sicht_indexer *indexer, enum sicht_kv_table table,
	struct sicht_bytes key, uint64_t *id)
{
	struct sicht_bytes content;
	uint64_t number = 0;
	SICHT_TRY(sicht_kv_get(indexer->transaction, table, key, &content));
	if (content.data != NULL && !sicht_record_number_decode(content, &number))
		return sicht_kv_damaged(indexer->transaction, table, key);
	*id = sicht_snapshot_is_live(&indexer->snapshot, number) ? number : 0;
	return SICHT_OK;
}

enum sicht_status sicht_indexer_find(struct sicht_indexer *indexer, uint32_t set,
	struct sicht_bytes source, struct sicht_bytes path, struct sicht_known_file *out)
{
	uint8_t key[SICHT_DIGEST_KEY_BYTES];
	struct sicht_record_entry record = {0};
	struct sicht_known_file known = {0};
	uint64_t id;
	SICHT_TRY(sicht_indexer_check(indexer));
	SICHT_TRY(find_by_key(indexer, SICHT_KV_PLACES,
		sicht_place_key(indexer->digester, set, source, path, key), &id));
	if (id != 0) {
		SICHT_TRY(sicht_snapshot_read_entry(indexer->transaction, id, &record));
		SICHT_TRY(sicht_snapshot_read_text(indexer->transaction, id, &record.entry));
	}
	/* The key is a digest cut short: it finds, the words decide. */
	if (id != 0 && record.entry.set == set && sicht_bytes_equal(record.entry.path, path) &&
		sicht_bytes_equal(record.entry.source, source))
		known = (struct sicht_known_file){
			.id = id,
			.size_bytes = record.entry.size_bytes,
			.mtime_ns = record.entry.mtime_ns,
			.ctime_ns = record.entry.ctime_ns,
			.outcome = record.entry.outcome,
			.volatile_outcome = record.volatile_outcome,
			.options_digest = record.options_digest,
		};
	*out = known;
	return SICHT_OK;
}

const struct sicht_set *sicht_indexer_sets(const struct sicht_indexer *indexer, size_t *count)
{
	*count = indexer->snapshot.set_count;
	return indexer->snapshot.sets;
}

bool sicht_indexer_is_live(const struct sicht_indexer *indexer, uint64_t id)
{
	return sicht_snapshot_is_live(&indexer->snapshot, id);
}

uint64_t sicht_indexer_next_entry(const struct sicht_indexer *indexer, uint64_t after)
{
	return sicht_snapshot_next_live(&indexer->snapshot, after);
}

enum sicht_status sicht_indexer_entry(const struct sicht_indexer *indexer, uint64_t id,
	enum sicht_entry_parts parts, struct sicht_arena *arena, struct sicht_entry *out)
{
	const struct sicht_kv_transaction *transaction = indexer->transaction;
	struct sicht_record_entry record;
	SICHT_TRY(sicht_snapshot_read_entry(transaction, id, &record));
	if (parts >= SICHT_ENTRY_TEXT)
		SICHT_TRY(sicht_snapshot_read_text(transaction, id, &record.entry));
	if (parts >= SICHT_ENTRY_WHOLE)
		SICHT_TRY(sicht_snapshot_read_hashes(transaction, id, arena, &record.entry));
	*out = record.entry;
	return SICHT_OK;
}

/* All of an entry that is compared, as its records have it. */
static struct sicht_bytes pack(const struct sicht_entry *entry, struct sicht_arena *arena)
{
	struct sicht_record_entry record = {.entry = *entry};
	record.entry.id = 0;
	record.entry.added_s = 0;
	size_t fixed = sicht_record_entry_size(&record), text = sicht_record_text_size(entry),
	       hashes = sicht_record_hashes_size(entry->hashes, entry->hash_count);
	uint8_t *out = sicht_arena_alloc(arena, fixed + text + hashes);
	sicht_record_entry_encode(&record, out);
	sicht_record_text_encode(entry, out + fixed);
	sicht_record_hashes_encode(entry->hashes, entry->hash_count, out + fixed + text);
	return sicht_bytes(out, fixed + text + hashes);
}

bool sicht_entry_is_same(
	const struct sicht_entry *a, const struct sicht_entry *b, struct sicht_arena *arena)
{
	return sicht_bytes_equal(pack(a, arena), pack(b, arena));
}

enum sicht_status sicht_indexer_find_external(
	struct sicht_indexer *indexer, uint32_t set, struct sicht_bytes external, uint64_t *id)
{
	uint8_t key[SICHT_DIGEST_KEY_BYTES];
	struct sicht_entry entry = {0};
	uint64_t found;
	SICHT_TRY(sicht_indexer_check(indexer));
	SICHT_TRY(find_by_key(indexer, SICHT_KV_EXTERNAL,
		sicht_external_key(indexer->digester, set, external, key), &found));
	if (found != 0)
		SICHT_TRY(sicht_snapshot_read_text(indexer->transaction, found, &entry));
	*id = found != 0 && sicht_bytes_equal(entry.external, external) ? found : 0;
	return SICHT_OK;
}

/* The newest entry takes the key over. */
static enum sicht_status put_key(struct sicht_indexer *indexer, enum sicht_kv_table table,
	struct sicht_bytes key, uint64_t id, uint64_t *count)
{
	uint8_t number[SICHT_RECORD_NUMBER_BYTES];
	bool there;
	sicht_record_number_encode(id, number);
	SICHT_TRY(sicht_kv_has(indexer->transaction, table, key, &there));
	SICHT_TRY(
		sicht_kv_put(indexer->transaction, table, key, sicht_bytes(number, sizeof number)));
	*count += !there;
	return SICHT_OK;
}

/* ---- adding ---- */

static enum sicht_status check_entry(
	struct sicht_indexer *indexer, const struct sicht_entry *entry, struct sicht_set **set)
{
	SICHT_TRY(sicht_indexer_find_set(indexer, entry->set, set));
	if (entry->hash_count > 1u << SICHT_OWNER_ORDINAL_BITS)
		return sicht_fail(SICHT_ERROR_USAGE, "an entry can own %u hashes, not %u",
			1u << SICHT_OWNER_ORDINAL_BITS, entry->hash_count);
	if (indexer->snapshot.state.next_entry > SICHT_OWNER_ENTRY_MAX)
		return sicht_fail(SICHT_ERROR_USAGE, "store %s has no numbers left for entries",
			indexer->directory.path);
	return SICHT_OK;
}

static enum sicht_status write_records(
	struct sicht_indexer *indexer, const struct sicht_record_entry *record)
{
	const struct sicht_entry *entry = &record->entry;
	uint8_t key_bytes[SICHT_NUMBER_KEY_BYTES], fixed[SICHT_RECORD_ENTRY_BYTES_MAX];
	struct sicht_bytes key = sicht_number_key(entry->id, key_bytes);
	sicht_record_entry_encode(record, fixed);
	SICHT_TRY(sicht_kv_append(indexer->transaction, SICHT_KV_ENTRIES, key,
		sicht_bytes(fixed, sicht_record_entry_size(record))));
	size_t text_size = sicht_record_text_size(entry);
	size_t size = sicht_record_hashes_size(entry->hashes, entry->hash_count);
	SICHT_TRY(sicht_arena_reserve(&indexer->scratch, text_size + size, 2));
	uint8_t *text = sicht_arena_alloc(&indexer->scratch, text_size);
	sicht_record_text_encode(entry, text);
	SICHT_TRY(sicht_kv_append(
		indexer->transaction, SICHT_KV_TEXT, key, sicht_bytes(text, text_size)));
	if (entry->hash_count == 0)
		return SICHT_OK;
	uint8_t *hashes = sicht_arena_alloc(&indexer->scratch, size);
	sicht_record_hashes_encode(entry->hashes, entry->hash_count, hashes);
	return sicht_kv_append(
		indexer->transaction, SICHT_KV_HASHES, key, sicht_bytes(hashes, size));
}

static enum sicht_status write_keys(struct sicht_indexer *indexer, const struct sicht_entry *entry)
{
	struct sicht_record_state *state = &indexer->snapshot.state;
	uint8_t key[SICHT_DIGEST_KEY_BYTES];
	if (entry->path.size > 0)
		SICHT_TRY(put_key(indexer, SICHT_KV_PLACES,
			sicht_place_key(
				indexer->digester, entry->set, entry->source, entry->path, key),
			entry->id, &state->place_count));
	if (entry->external.size > 0)
		SICHT_TRY(put_key(indexer, SICHT_KV_EXTERNAL,
			sicht_external_key(indexer->digester, entry->set, entry->external, key),
			entry->id, &state->external_count));
	return SICHT_OK;
}

/* Is `name` among "a, b"? */
static bool is_listed(struct sicht_bytes list, struct sicht_bytes name)
{
	const char *at = list.data, *end = at + list.size;
	while (at != NULL && at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		if (comma == NULL)
			comma = end;
		if (sicht_bytes_equal(sicht_bytes(at, (size_t)(comma - at)), name))
			return true;
		at = comma + 2;
	}
	return false;
}

/* A set lists the schemes of its entries' categories, as far as there is room. */
static void list_scheme(
	struct sicht_indexer *indexer, struct sicht_set *set, struct sicht_bytes name)
{
	struct sicht_bytes old = set->scheme;
	if (name.size == 0 || is_listed(old, name) ||
		old.size + 2 + name.size > SICHT_SET_SCHEMES_BYTES_MAX)
		return;
	SICHT_DEFER(sicht_text_free) struct sicht_text list = {0};
	sicht_text_append(&list, old.data, old.size);
	sicht_text_append_string(&list, old.size > 0 ? ", " : "");
	sicht_text_append(&list, name.data, name.size);
	set->scheme = sicht_arena_copy(&indexer->snapshot.arena, sicht_text_bytes(&list));
}

static enum sicht_status add(struct sicht_indexer *indexer, const struct sicht_record_entry *record,
	struct sicht_set *set)
{
	struct sicht_record_state *state = &indexer->snapshot.state;
	const struct sicht_entry *entry = &record->entry;
	sicht_arena_reset(&indexer->scratch);
	SICHT_TRY(sicht_snapshot_reserve_tombstones(&indexer->snapshot, entry->id));
	SICHT_TRY(write_records(indexer, record));
	SICHT_TRY(write_keys(indexer, entry));
	list_scheme(indexer, set, entry->category.scheme);
	for (unsigned kind = 0; kind < SICHT_SEGMENT_KIND_COUNT; kind++)
		SICHT_TRY(sicht_postings_add(indexer, kind, set->role, entry));
	SICHT_TRY(sicht_indexer_set_changed(indexer, set->id));
	state->next_entry++;
	state->entry_count++;
	state->hash_count += entry->hash_count;
	set->entry_count++;
	indexer->entries_pending++;
	indexer->hashes_pending += entry->hash_count;
	indexer->session.entries_added++;
	indexer->session.hashes_added += entry->hash_count;
	return SICHT_OK;
}

enum sicht_status sicht_indexer_add(struct sicht_indexer *indexer, const struct sicht_entry *entry,
	const struct sicht_indexer_add_options *options, uint64_t *id)
{
	static const struct sicht_indexer_add_options defaults;
	if (options == NULL)
		options = &defaults;
	struct sicht_set *set;
	SICHT_TRY(sicht_indexer_check(indexer));
	SICHT_TRY(check_entry(indexer, entry, &set));
	struct sicht_record_entry record = {
		.entry = *entry,
		.volatile_outcome = options->volatile_outcome,
		.options_digest = options->options_digest,
	};
	record.entry.id = indexer->snapshot.state.next_entry;
	record.entry.added_s = sicht_clock_now_s();
	if (options->replaces != 0)
		SICHT_TRY(sicht_indexer_remove(indexer, options->replaces));
	SICHT_TRY(sicht_indexer_keep(indexer, add(indexer, &record, set)));
	*id = record.entry.id;
	return SICHT_OK;
}

/* ---- taking out ---- */

static enum sicht_status mark_tombstone(struct sicht_indexer *indexer, uint64_t id)
{
	struct sicht_ranges *tombstones = &indexer->tombstones;
	indexer->snapshot.tombstones[id / 64] |= 1ull << (id % 64);
	if (tombstones->count > 0) {
		struct sicht_record_range *last = &tombstones->items[tombstones->count - 1];
		if (last->first + last->count == id) {
			last->count++;
			return SICHT_OK;
		}
	}
	SICHT_TRY(sicht_grow(&tombstones->items, sizeof *tombstones->items, tombstones->count,
		&tombstones->capacity));
	tombstones->items[tombstones->count++] = (struct sicht_record_range){id, 1, true};
	return SICHT_OK;
}

/* `record` is that of the live entry `id`. */
static enum sicht_status take_out(
	struct sicht_indexer *indexer, uint64_t id, const struct sicht_record_entry *record)
{
	struct sicht_record_state *state = &indexer->snapshot.state;
	struct sicht_set *set = sicht_snapshot_set(&indexer->snapshot, record->entry.set);
	if (set == NULL || set->entry_count == 0 || state->hash_count < record->entry.hash_count) {
		uint8_t key[SICHT_NUMBER_KEY_BYTES];
		return sicht_kv_damaged(
			indexer->transaction, SICHT_KV_ENTRIES, sicht_number_key(id, key));
	}
	SICHT_TRY(mark_tombstone(indexer, id));
	SICHT_TRY(sicht_indexer_set_changed(indexer, set->id));
	set->entry_count--;
	state->entry_count--;
	state->hash_count -= record->entry.hash_count;
	state->tombstone_count++;
	state->kept_count++;
	indexer->session.entries_removed++;
	return SICHT_OK;
}

enum sicht_status sicht_indexer_remove(struct sicht_indexer *indexer, uint64_t id)
{
	SICHT_TRY(sicht_indexer_check(indexer));
	if (!sicht_snapshot_is_live(&indexer->snapshot, id))
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "store %s has no entry %llu",
			indexer->directory.path, (unsigned long long)id);
	struct sicht_record_entry record;
	SICHT_TRY(sicht_snapshot_read_entry(indexer->transaction, id, &record));
	return sicht_indexer_keep(indexer, take_out(indexer, id, &record));
}

/* Which entries of a set to take out: all, or those of files that are gone. */
struct choice {
	uint32_t set;
	const struct sicht_gone *gone;
};

static enum sicht_status is_chosen(struct sicht_indexer *indexer, const struct choice *choice,
	const struct sicht_record_entry *record, bool *out)
{
	const struct sicht_gone *gone = choice->gone;
	uint64_t id = record->entry.id;
	*out = record->entry.set == choice->set;
	if (!*out || gone == NULL)
		return SICHT_OK;
	struct sicht_entry entry = {0};
	SICHT_TRY(sicht_snapshot_read_text(indexer->transaction, id, &entry));
	*out = sicht_bytes_equal(entry.source, gone->source) &&
	       (id / 64 >= gone->met_words || (gone->met[id / 64] >> (id % 64) & 1) == 0);
	if (*out && gone->visit != NULL)
		gone->visit(gone->context, entry.path);
	return SICHT_OK;
}

/* Entries stay in their tables until `compact`, so they can be walked meanwhile. */
static enum sicht_status take_out_chosen(
	struct sicht_indexer *indexer, const struct choice *choice, uint64_t *count)
{
	uint64_t id = 0;
	while ((id = sicht_snapshot_next_live(&indexer->snapshot, id)) != 0) {
		struct sicht_record_entry record;
		bool chosen;
		SICHT_TRY(sicht_stop_check(indexer->stop));
		SICHT_TRY(sicht_snapshot_read_entry(indexer->transaction, id, &record));
		SICHT_TRY(is_chosen(indexer, choice, &record, &chosen));
		if (!chosen)
			continue;
		if (choice->gone == NULL || !choice->gone->keep)
			SICHT_TRY(take_out(indexer, id, &record));
		++*count;
	}
	return SICHT_OK;
}

static enum sicht_status take_out_set(struct sicht_indexer *indexer, struct sicht_set *set)
{
	struct sicht_snapshot *snapshot = &indexer->snapshot;
	struct choice choice = {.set = set->id};
	uint64_t removed = 0;
	SICHT_TRY(take_out_chosen(indexer, &choice, &removed));
	SICHT_TRY(sicht_indexer_set_changed(indexer, set->id));
	size_t index = (size_t)(set - snapshot->sets);
	memmove(set, set + 1, (snapshot->set_count - index - 1) * sizeof *set);
	snapshot->set_count--;
	snapshot->state.set_count--;
	return SICHT_OK;
}

enum sicht_status sicht_indexer_remove_set(struct sicht_indexer *indexer, uint32_t set)
{
	struct sicht_set *found;
	SICHT_TRY(sicht_indexer_check(indexer));
	SICHT_TRY(sicht_indexer_find_set(indexer, set, &found));
	return sicht_indexer_keep(indexer, take_out_set(indexer, found));
}

enum sicht_status sicht_indexer_prune(
	struct sicht_indexer *indexer, uint32_t set, const struct sicht_gone *gone, uint64_t *count)
{
	struct sicht_set *found;
	struct choice choice = {set, gone};
	uint64_t chosen = 0;
	SICHT_TRY(sicht_indexer_check(indexer));
	SICHT_TRY(sicht_indexer_find_set(indexer, set, &found));
	SICHT_TRY(sicht_indexer_keep(indexer, take_out_chosen(indexer, &choice, &chosen)));
	*count = chosen;
	return SICHT_OK;
}
