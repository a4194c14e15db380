/* SPDX-License-Identifier: MIT */
/*
 * The indexer: the one who writes. See include/sicht/store.h.
 *
 * The idea: a batch is one LMDB transaction, open from the first change to the commit, so that what
 * was added can be found again before it is durable. Beside it the batch keeps the postings for
 * its segments. Entries that are taken out are only put on record as gone; their bytes stay until
 * `compact`, and searches leave them out.
 *
 * Invariants: every number from 1 to state.next_entry - 1 is live or on record as gone; the
 * snapshot in memory is what LMDB will hold after the commit; after a failure nothing is committed
 * any more.
 */
#include "index/store/indexer.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/crash_point.h"
#include "index/store/versions.h"
#include "sicht/limits.h"

static void indexer_closep(struct sicht_indexer **indexer)
{
	sicht_indexer_close(*indexer);
}

enum sicht_status sicht_indexer_check(const struct sicht_indexer *indexer)
{
	if (!indexer->failed)
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_USAGE, "store %s: writing failed before; open it again",
		indexer->directory.path);
}

enum sicht_status sicht_indexer_keep(struct sicht_indexer *indexer, enum sicht_status status)
{
	indexer->failed |= status != SICHT_OK;
	return status;
}

/* ---- opening ---- */

static enum sicht_status make_state(struct sicht_indexer *indexer)
{
	struct sicht_record_state state = {
		.format_version = SICHT_FORMAT_VERSION,
		.created_s = sicht_clock_now_s(),
		.next_entry = 1,
		.next_segment = 1,
		.next_set = 1,
	};
	state.changed_s = state.created_s;
	if (getrandom(state.id, sizeof state.id, 0) != (ssize_t)sizeof state.id)
		return sicht_fail_errno(
			errno, "no random numbers for the id of store %s", indexer->directory.path);
	SICHT_TRY(sicht_kv_begin(indexer->kv, true, &indexer->transaction));
	SICHT_TRY(sicht_versions_write(indexer->transaction));
	SICHT_TRY(sicht_snapshot_save_state(indexer->transaction, &state));
	sicht_crash_point("store-state-before-commit");
	SICHT_TRY(sicht_kv_commit(&indexer->transaction));
	sicht_crash_point("store-state-committed");
	return sicht_directory_sync(&indexer->directory);
}

static enum sicht_status load(struct sicht_indexer *indexer)
{
	struct sicht_kv_transaction *transaction = NULL;
	SICHT_TRY(sicht_kv_begin(indexer->kv, false, &transaction));
	enum sicht_status status =
		sicht_snapshot_load(transaction, indexer->directory.path, &indexer->snapshot);
	sicht_kv_abort(transaction);
	return status;
}

static bool is_in_manifest(void *context, const char *name)
{
	const struct sicht_snapshot *snapshot = context;
	for (size_t i = 0; i < snapshot->segment_count; i++) {
		char text[SICHT_SEGMENT_NAME_SIZE];
		if (strcmp(name, sicht_segment_name(snapshot->segments[i].number, text)) == 0)
			return true;
	}
	return false;
}

static enum sicht_status open_store(struct sicht_indexer *indexer, const char *path,
	const struct sicht_indexer_options *options)
{
	SICHT_TRY(sicht_directory_open_writer(
		path, options->create, options->allow_network, &indexer->directory));
	struct sicht_kv_options kv = {.write = true, .stop = indexer->stop};
	SICHT_TRY(sicht_kv_open(path, &kv, &indexer->kv));
	enum sicht_status status = load(indexer);
	if (status == SICHT_ERROR_NOT_FOUND && options->create) {
		SICHT_TRY(make_state(indexer));
		status = load(indexer);
	}
	SICHT_TRY(status);
	if (!options->upgrade)
		SICHT_TRY(sicht_versions_writable(path, indexer->snapshot.state.format_version));
	SICHT_TRY(sicht_directory_sweep(&indexer->directory, is_in_manifest, &indexer->snapshot));
	return sicht_kv_begin(indexer->kv, true, &indexer->transaction);
}

enum sicht_status sicht_indexer_open(
	const char *path, const struct sicht_indexer_options *options, struct sicht_indexer **out)
{
	static const struct sicht_indexer_options defaults;
	if (options == NULL)
		options = &defaults;
	SICHT_DEFER(indexer_closep) struct sicht_indexer *indexer = calloc(1, sizeof *indexer);
	if (indexer == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	indexer->directory = SICHT_DIRECTORY_NONE;
	indexer->threads = options->threads;
	indexer->postings_max = SICHT_BATCH_POSTINGS_MAX;
	indexer->stop = options->stop;
	indexer->interrupt = options->all_or_nothing ? options->stop : NULL;
	sicht_text_append_string(&indexer->audit, "{");
	SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &indexer->digester));
	SICHT_TRY(open_store(indexer, path, options));
	*out = indexer;
	indexer = NULL;
	return SICHT_OK;
}

/* The caller's object is left open for the counts: `{"who":"…"` or `{`. */
enum sicht_status sicht_indexer_audit(struct sicht_indexer *indexer, struct sicht_bytes object)
{
	const char *text = object.data;
	assert(indexer->session.batches == 0);
	if (object.size < 2 || text[0] != '{' || text[object.size - 1] != '}' ||
		memchr(text, '\n', object.size) != NULL || !sicht_utf8_valid(object))
		return sicht_fail(
			SICHT_ERROR_USAGE, "the audit text must be a JSON object on one line");
	sicht_text_clear(&indexer->audit);
	sicht_text_append(&indexer->audit, text, object.size - 1);
	return SICHT_OK;
}

/* Files of the batch that was never committed; what cannot be removed, the next writer sweeps. */
static void remove_made(struct sicht_indexer *indexer)
{
	for (size_t i = 0; i < indexer->made.count; i++) {
		char name[SICHT_SEGMENT_NAME_SIZE];
		unlinkat(indexer->directory.segments_fd,
			sicht_segment_name(indexer->made.items[i], name), 0);
	}
}

void sicht_indexer_close(struct sicht_indexer *indexer)
{
	if (indexer == NULL)
		return;
	sicht_kv_abort(indexer->transaction);
	remove_made(indexer);
	sicht_kv_close(indexer->kv);
	sicht_snapshot_free(&indexer->snapshot);
	for (unsigned kind = 0; kind < SICHT_SEGMENT_KIND_COUNT; kind++) {
		for (unsigned role = 0; role < SICHT_SEGMENT_ROLE_COUNT; role++)
			free(indexer->postings[kind][role].items);
	}
	free(indexer->tombstones.items);
	free(indexer->made.items);
	free(indexer->replaced.items);
	free(indexer->sets_changed.items);
	sicht_text_free(&indexer->audit);
	sicht_arena_free(&indexer->scratch);
	sicht_digester_free(indexer->digester);
	sicht_directory_close(&indexer->directory); /* last: this unlocks the store */
	free(indexer);
}

/* ---- sets ---- */

enum sicht_status sicht_indexer_set_changed(struct sicht_indexer *indexer, uint32_t id)
{
	const struct sicht_numbers *changed = &indexer->sets_changed;
	indexer->dirty = true;
	for (size_t i = 0; i < changed->count; i++) {
		if (changed->items[i] == id)
			return SICHT_OK;
	}
	return sicht_numbers_add(&indexer->sets_changed, id);
}

enum sicht_status sicht_indexer_find_set(
	const struct sicht_indexer *indexer, uint32_t id, struct sicht_set **out)
{
	*out = sicht_snapshot_set(&indexer->snapshot, id);
	if (*out != NULL)
		return SICHT_OK;
	return sicht_fail(
		SICHT_ERROR_USAGE, "store %s has no set of number %u", indexer->directory.path, id);
}

static enum sicht_status check_new_set(const struct sicht_indexer *indexer,
	const struct sicht_set_options *options, const char *shown)
{
	if (options->role == 0)
		return sicht_fail(SICHT_ERROR_USAGE,
			"there is no set %s in store %s; say what it is for with --role", shown,
			indexer->directory.path);
	if (indexer->snapshot.state.next_set == UINT32_MAX)
		return sicht_fail(SICHT_ERROR_USAGE, "store %s has no numbers left for sets",
			indexer->directory.path);
	return SICHT_OK;
}

static enum sicht_status make_set(
	struct sicht_indexer *indexer, const struct sicht_set_options *options, uint32_t *out)
{
	struct sicht_snapshot *snapshot = &indexer->snapshot;
	struct sicht_set set = {
		.id = snapshot->state.next_set,
		.role = options->role,
		.name = options->name,
		.supplier = options->supplier,
		.scheme = options->scheme,
		.case_id = options->case_id,
		.examiner = options->examiner,
		.added_s = sicht_clock_now_s(),
	};
	SICHT_TRY(sicht_snapshot_add_set(snapshot, &set));
	SICHT_TRY(sicht_indexer_set_changed(indexer, set.id));
	snapshot->state.next_set++;
	snapshot->state.set_count++;
	*out = set.id;
	return SICHT_OK;
}

/* A word of a set that is said anew, if it is said. */
static bool replace_word(
	struct sicht_snapshot *snapshot, struct sicht_bytes *word, struct sicht_bytes said)
{
	if (said.size == 0 || sicht_bytes_equal(*word, said))
		return false;
	*word = sicht_arena_copy(&snapshot->arena, said);
	return true;
}

/* Case and examiner of a set that is there: what was said last counts. */
static enum sicht_status say_again(struct sicht_indexer *indexer,
	const struct sicht_set_options *options, struct sicht_set *set)
{
	bool changed = replace_word(&indexer->snapshot, &set->case_id, options->case_id);
	changed |= replace_word(&indexer->snapshot, &set->examiner, options->examiner);
	return changed ? sicht_indexer_set_changed(indexer, set->id) : SICHT_OK;
}

static const struct sicht_origin *find_origin(
	const struct sicht_origin *origins, size_t count, struct sicht_bytes source)
{
	for (size_t i = 0; i < count; i++) {
		if (sicht_bytes_equal(origins[i].source, source))
			return &origins[i];
	}
	return NULL;
}

static bool has_origin(struct sicht_bytes packed, struct sicht_bytes source)
{
	struct sicht_origin origin;
	while (sicht_origin_next(&packed, &origin)) {
		if (sicht_bytes_equal(origin.source, source))
			return true;
	}
	return false;
}

static void pack_origin(const struct sicht_origin *origin, uint8_t *packed, size_t *size)
{
	sicht_record_origin_encode(origin, packed + *size);
	*size += sicht_record_origin_size(origin);
}

/* Old ones stay, with the exhibit that is said now, if one is; new ones follow. */
static enum sicht_status put_origins(struct sicht_indexer *indexer, struct sicht_set *set,
	const struct sicht_origin *origins, size_t count)
{
	size_t room = set->origins.size, size = 0;
	for (size_t i = 0; i < count; i++)
		room += sicht_record_origin_size(&origins[i]);
	SICHT_TRY(sicht_arena_reserve(&indexer->snapshot.arena, room, 1));
	uint8_t *packed = sicht_arena_alloc(&indexer->snapshot.arena, room);
	struct sicht_bytes left = set->origins;
	struct sicht_origin old;
	while (sicht_origin_next(&left, &old)) {
		const struct sicht_origin *now = find_origin(origins, count, old.source);
		pack_origin(now != NULL && now->exhibit.size > 0 ? now : &old, packed, &size);
	}
	for (size_t i = 0; i < count; i++) {
		if (!has_origin(set->origins, origins[i].source))
			pack_origin(&origins[i], packed, &size);
	}
	if (sicht_bytes_equal(set->origins, sicht_bytes(packed, size)))
		return SICHT_OK;
	set->origins = sicht_bytes(packed, size);
	return sicht_indexer_set_changed(indexer, set->id);
}

enum sicht_status sicht_indexer_origins(struct sicht_indexer *indexer, uint32_t set,
	const struct sicht_origin *origins, size_t count)
{
	struct sicht_set *found;
	SICHT_TRY(sicht_indexer_check(indexer));
	SICHT_TRY(sicht_indexer_find_set(indexer, set, &found));
	return sicht_indexer_keep(indexer, put_origins(indexer, found, origins, count));
}

enum sicht_status sicht_indexer_set(
	struct sicht_indexer *indexer, const struct sicht_set_options *options, uint32_t *set)
{
	SICHT_TRY(sicht_indexer_check(indexer));
	struct sicht_snapshot *snapshot = &indexer->snapshot;
	sicht_arena_reset(&indexer->scratch);
	const char *shown = sicht_printable(&indexer->scratch, options->name);
	if (options->name.size == 0)
		return sicht_fail(SICHT_ERROR_USAGE, "a set needs a name; give one with --set");
	for (size_t i = 0; i < snapshot->set_count; i++) {
		const struct sicht_set *old = &snapshot->sets[i];
		if (!sicht_bytes_equal(old->name, options->name))
			continue;
		if (options->role != 0 && options->role != old->role)
			return sicht_fail(SICHT_ERROR_USAGE,
				"set %s has role %s, not %s; use another --set", shown,
				sicht_role_name(old->role), sicht_role_name(options->role));
		*set = old->id;
		return sicht_indexer_keep(indexer, say_again(indexer, options, &snapshot->sets[i]));
	}
	SICHT_TRY(check_new_set(indexer, options, shown));
	return sicht_indexer_keep(indexer, make_set(indexer, options, set));
}

enum sicht_role sicht_indexer_role(const struct sicht_indexer *indexer, uint32_t set)
{
	const struct sicht_set *found = sicht_snapshot_set(&indexer->snapshot, set);
	return found != NULL ? found->role : 0;
}

void sicht_indexer_pending(const struct sicht_indexer *indexer, size_t *entries, size_t *hashes)
{
	*entries = (size_t)indexer->entries_pending;
	*hashes = (size_t)indexer->hashes_pending;
}
