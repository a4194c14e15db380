/* SPDX-License-Identifier: MIT */
/*
 * A store as one reads it: one LMDB snapshot and the segments that it names.
 *
 * The idea: a reader holds an LMDB transaction for its whole life, so that no writer reuses a page
 * that it can reach, and maps the segments named there. Between the two a writer may have merged
 * segments and removed a file: then a newer snapshot is taken. A file that is gone while the
 * snapshot is still the newest is damage.
 */
#include "index/store/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Snapshots that may be overtaken by merges before one is opened: more is not bad luck. */
#define SNAPSHOT_TRIES 100

bool sicht_store_is(const char *path)
{
	return sicht_directory_is_store(path);
}

bool sicht_store_is_alone(const char *path)
{
	return sicht_directory_is_store_alone(path);
}

bool sicht_store_is_at(const struct sicht_store *store, const char *path)
{
	return sicht_directory_is_at(&store->directory, path);
}

static size_t group_of(unsigned kind, enum sicht_role role)
{
	return (size_t)kind * SICHT_SEGMENT_ROLE_COUNT + ((size_t)role - SICHT_ROLE_KNOWN);
}

static int compare_infos(const void *a, const void *b)
{
	const struct sicht_segment_info *x = a, *y = b;
	size_t group_x = group_of(x->kind, (enum sicht_role)x->role);
	size_t group_y = group_of(y->kind, (enum sicht_role)y->role);
	if (group_x != group_y)
		return group_x < group_y ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void close_segments(struct sicht_store *store)
{
	for (size_t i = 0; i < store->segment_count; i++)
		sicht_segment_close(store->segments[i]);
	free(store->segments);
	store->segments = NULL;
	store->segment_count = 0;
}

static enum sicht_status open_segments(struct sicht_store *store)
{
	struct sicht_snapshot *snapshot = &store->snapshot;
	if (snapshot->segment_count > 0)
		qsort(snapshot->segments, snapshot->segment_count, sizeof *snapshot->segments,
			compare_infos);
	store->segments = calloc(snapshot->segment_count + 1, sizeof *store->segments);
	if (store->segments == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < snapshot->segment_count; i++) {
		SICHT_TRY(sicht_segment_open(
			store->directory.segments_fd, &snapshot->segments[i], &store->segments[i]));
		sicht_segment_heed(store->segments[i], store->stop);
		store->segment_count = i + 1;
	}
	size_t at = 0, groups = SICHT_SEGMENT_KIND_COUNT * SICHT_SEGMENT_ROLE_COUNT;
	for (size_t group = 0; group <= groups; group++) {
		while (at < store->segment_count) {
			const struct sicht_segment_info *info = &snapshot->segments[at];
			if (group_of(info->kind, (enum sicht_role)info->role) >= group)
				break;
			at++;
		}
		store->starts[group] = at;
	}
	return SICHT_OK;
}

static void drop_snapshot(struct sicht_store *store)
{
	close_segments(store);
	sicht_snapshot_free(&store->snapshot);
	sicht_kv_abort(store->transaction);
	store->transaction = NULL;
}

static enum sicht_status take_snapshot(struct sicht_store *store)
{
	SICHT_TRY(sicht_kv_begin(store->kv, false, &store->transaction));
	SICHT_TRY(sicht_snapshot_load(store->transaction, store->directory.path, &store->snapshot));
	return open_segments(store);
}

/* Take a snapshot whose segments are all there. */
static enum sicht_status settle(struct sicht_store *store)
{
	uint64_t before = UINT64_MAX;
	for (int i = 0; i < SNAPSHOT_TRIES; i++) {
		enum sicht_status status = take_snapshot(store);
		uint64_t number = store->snapshot.state.snapshot;
		if (status != SICHT_ERROR_NOT_FOUND || store->snapshot.segment_count == 0)
			return status;
		if (number == before)
			return sicht_fail(SICHT_ERROR_DAMAGED,
				"store %s has lost a segment; `sicht store compact` makes it again",
				store->directory.path);
		before = number;
		drop_snapshot(store);
	}
	return sicht_fail(SICHT_ERROR_BUSY, "store %s changes too fast to be read; try again later",
		store->directory.path);
}

static enum sicht_status open_store(const char *path, struct sicht_kv_options *options,
	bool allow_network, struct sicht_store **out)
{
	SICHT_DEFER(sicht_store_closep) struct sicht_store *store = calloc(1, sizeof *store);
	if (store == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	store->directory = SICHT_DIRECTORY_NONE;
	SICHT_TRY(sicht_directory_open(path, allow_network, &store->directory));
	store->stop = options->stop;
	options->unlocked = store->directory.unlocked;
	SICHT_TRY(sicht_kv_open(path, options, &store->kv));
	SICHT_TRY(settle(store));
	store->tombstones = (struct sicht_tombstones){
		store->snapshot.tombstones, store->snapshot.tombstone_words};
	*out = store;
	store = NULL;
	return SICHT_OK;
}

enum sicht_status sicht_store_open(
	const char *path, const struct sicht_store_options *options, struct sicht_store **out)
{
	static const struct sicht_store_options defaults;
	if (options == NULL)
		options = &defaults;
	struct sicht_kv_options kv = {.stop = options->stop};
	return open_store(path, &kv, options->allow_network, out);
}

enum sicht_status sicht_store_open_checked(const char *path, unsigned threads,
	const volatile sig_atomic_t *stop, struct sicht_store **out)
{
	SICHT_DEFER(sicht_store_closep) struct sicht_store *store = NULL;
	struct sicht_kv_options kv = {.all_pages = true, .stop = stop};
	SICHT_TRY(open_store(path, &kv, false, &store));
	for (size_t i = 0; i < store->segment_count; i++)
		SICHT_TRY(sicht_segment_verify(
			store->segments[i], (struct sicht_work){threads, stop}));
	*out = store;
	store = NULL;
	return SICHT_OK;
}

void sicht_store_close(struct sicht_store *store)
{
	if (store == NULL)
		return;
	drop_snapshot(store);
	sicht_kv_close(store->kv);
	sicht_directory_close(&store->directory);
	free(store);
}

void sicht_store_closep(struct sicht_store **store)
{
	sicht_store_close(*store);
}

void sicht_store_info(const struct sicht_store *store, struct sicht_store_info *out)
{
	const struct sicht_record_state *state = &store->snapshot.state;
	struct sicht_store_info info = {
		.snapshot = state->snapshot,
		.format_version = state->format_version,
		.format_current = SICHT_FORMAT_VERSION,
		.entry_count = state->entry_count,
		.hash_count = state->hash_count,
		.tombstone_count = state->kept_count,
		.segment_count = store->segment_count,
		.lmdb_bytes = sicht_kv_size_bytes(store->kv),
		.created_s = state->created_s,
		.changed_s = state->changed_s,
		.audit_count = state->audit_count,
		.open_to_others = store->directory.lax_mode,
	};
	sicht_hex_encode(state->id, sizeof state->id, info.id);
	memcpy(info.audit_digest, state->audit_digest, sizeof info.audit_digest);
	for (size_t i = 0; i < store->segment_count; i++)
		info.segment_bytes += store->snapshot.segments[i].size_bytes;
	*out = info;
}

/* ---- what it holds ---- */

const struct sicht_set *sicht_store_sets(const struct sicht_store *store, size_t *count)
{
	*count = store->snapshot.set_count;
	return store->snapshot.sets;
}

const struct sicht_set *sicht_store_set(const struct sicht_store *store, uint32_t id)
{
	return sicht_snapshot_set(&store->snapshot, id);
}

const struct sicht_set *sicht_store_set_by_name(
	const struct sicht_store *store, struct sicht_bytes name)
{
	for (size_t i = 0; i < store->snapshot.set_count; i++) {
		if (sicht_bytes_equal(store->snapshot.sets[i].name, name))
			return &store->snapshot.sets[i];
	}
	return NULL;
}

/* The strings, out of LMDB's map into memory of the caller's. */
static enum sicht_status copy_text(struct sicht_arena *arena, struct sicht_entry *entry)
{
	struct sicht_bytes *fields[] = {&entry->path, &entry->external, &entry->series,
		&entry->supplier, &entry->source, &entry->tags, &entry->category.scheme,
		&entry->category.code, &entry->detail, &entry->link};
	const size_t count = sizeof fields / sizeof fields[0];
	size_t size = count; /* each has an end */
	for (size_t i = 0; i < count; i++)
		size += fields[i]->size;
	SICHT_TRY(sicht_arena_reserve(arena, size, count));
	for (size_t i = 0; i < count; i++)
		*fields[i] = sicht_arena_copy(arena, *fields[i]);
	return SICHT_OK;
}

static enum sicht_status read_fixed(
	const struct sicht_store *store, uint64_t id, struct sicht_record_entry *out)
{
	if (!sicht_snapshot_is_live(&store->snapshot, id))
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "store %s has no entry %llu",
			store->directory.path, (unsigned long long)id);
	return sicht_snapshot_read_entry(store->transaction, id, out);
}

enum sicht_status sicht_store_entry_text(const struct sicht_store *store, uint64_t id,
	struct sicht_arena *arena, struct sicht_entry *out)
{
	struct sicht_record_entry record;
	SICHT_TRY(read_fixed(store, id, &record));
	SICHT_TRY(sicht_snapshot_read_text(store->transaction, id, &record.entry));
	SICHT_TRY(copy_text(arena, &record.entry));
	*out = record.entry;
	return SICHT_OK;
}

enum sicht_status sicht_store_entry(const struct sicht_store *store, uint64_t id,
	struct sicht_arena *arena, struct sicht_entry *out)
{
	struct sicht_entry entry;
	SICHT_TRY(sicht_store_entry_text(store, id, arena, &entry));
	SICHT_TRY(sicht_snapshot_read_hashes(store->transaction, id, arena, &entry));
	*out = entry;
	return SICHT_OK;
}

enum sicht_status sicht_store_category(
	const struct sicht_store *store, uint64_t id, uint32_t *set, struct sicht_category *out)
{
	struct sicht_record_entry record;
	SICHT_TRY(read_fixed(store, id, &record));
	SICHT_TRY(sicht_snapshot_read_text(store->transaction, id, &record.entry));
	*set = record.entry.set;
	*out = record.entry.category;
	return SICHT_OK;
}

enum sicht_status sicht_store_next_entry(
	const struct sicht_store *store, uint64_t after, uint64_t *id)
{
	*id = sicht_snapshot_next_live(&store->snapshot, after);
	return SICHT_OK;
}

const struct sicht_segment *const *sicht_store_segments(
	const struct sicht_store *store, unsigned kind, enum sicht_role role, size_t *count)
{
	if (kind >= SICHT_SEGMENT_KIND_COUNT || role < SICHT_ROLE_KNOWN ||
		role > SICHT_ROLE_IGNORABLE) {
		*count = 0;
		return NULL;
	}
	size_t group = group_of(kind, role);
	*count = store->starts[group + 1] - store->starts[group];
	return (const struct sicht_segment *const *)store->segments + store->starts[group];
}

const struct sicht_tombstones *sicht_store_tombstones(const struct sicht_store *store)
{
	return &store->tombstones;
}
