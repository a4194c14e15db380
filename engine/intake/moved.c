/* SPDX-License-Identifier: MIT */
/*
 * A sorted table of the first bytes of digests, built once; what it finds is read and compared
 * whole. See moved.h.
 */
#include "engine/intake/moved.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/stop.h"
#include "engine/base/array.h"
#include "sicht/hash.h"

struct row {
	uint64_t key; /* of the entry's best digest */
	uint64_t id;
};

struct sicht_moved {
	struct sicht_indexer *indexer;
	struct row *rows; /* by key, then by number */
	size_t count, capacity;
};

void sicht_moved_free(struct sicht_moved *moved)
{
	if (moved == NULL)
		return;
	free(moved->rows);
	free(moved);
}

static void moved_free(struct sicht_moved **moved)
{
	sicht_moved_free(*moved);
}

/* Of the strongest digest that there is; false: there is none. */
static bool key_of(const struct sicht_digests *digests, uint64_t *key)
{
	for (int kind = SICHT_DIGEST_KIND_COUNT - 1; kind >= 0; kind--) {
		if ((digests->have & 1u << kind) == 0)
			continue;
		memcpy(key, sicht_digest_get(digests, (enum sicht_digest_kind)kind), sizeof *key);
		return true;
	}
	return false;
}

static int by_key(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* What was imported has its own ways to be known again, and no file that could move. */
static bool is_of_file(const struct sicht_entry *entry)
{
	return entry->has_mtime && entry->source.size > 0 && entry->external.size == 0;
}

static bool is_of_one(
	const struct sicht_entry *entry, const struct sicht_source *sources, size_t source_count)
{
	for (size_t i = 0; i < source_count; i++) {
		if (sicht_bytes_equal(entry->source, sources[i].id))
			return true;
	}
	return false;
}

static enum sicht_status take_row(struct sicht_moved *moved, uint64_t id, uint32_t set,
	const struct sicht_source *sources, size_t source_count)
{
	struct sicht_entry entry;
	uint64_t key;
	SICHT_TRY(sicht_indexer_entry(moved->indexer, id, SICHT_ENTRY_FIXED, NULL, &entry));
	if (entry.set != set || !key_of(&entry.digests, &key))
		return SICHT_OK;
	SICHT_TRY(sicht_indexer_entry(moved->indexer, id, SICHT_ENTRY_TEXT, NULL, &entry));
	if (!is_of_file(&entry) || is_of_one(&entry, sources, source_count))
		return SICHT_OK;
	SICHT_TRY(sicht_grow(&moved->rows, sizeof *moved->rows, moved->count, &moved->capacity));
	moved->rows[moved->count++] = (struct row){key, id};
	return SICHT_OK;
}

enum sicht_status sicht_moved_new(struct sicht_indexer *indexer, uint32_t set,
	const struct sicht_source *sources, size_t source_count, const volatile sig_atomic_t *stop,
	struct sicht_moved **out)
{
	SICHT_DEFER(moved_free) struct sicht_moved *moved = calloc(1, sizeof *moved);
	if (moved == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	moved->indexer = indexer;
	for (uint64_t id = 0; (id = sicht_indexer_next_entry(indexer, id)) != 0;) {
		SICHT_TRY(sicht_stop_check(stop));
		SICHT_TRY(take_row(moved, id, set, sources, source_count));
	}
	if (moved->count > 0)
		qsort(moved->rows, moved->count, sizeof *moved->rows, by_key);
	*out = moved;
	moved = NULL;
	return SICHT_OK;
}

/* Equal in the strongest digest that both have, and in size. */
static bool is_same_content(const struct sicht_entry *a, const struct sicht_entry *b)
{
	for (int kind = SICHT_DIGEST_KIND_COUNT - 1; kind >= 0; kind--) {
		const uint8_t *left = sicht_digest_get(&a->digests, (enum sicht_digest_kind)kind);
		const uint8_t *right = sicht_digest_get(&b->digests, (enum sicht_digest_kind)kind);
		if ((a->digests.have & b->digests.have & 1u << kind) != 0)
			return a->size_bytes == b->size_bytes &&
			       memcmp(left, right,
				       sicht_digest_size((enum sicht_digest_kind)kind)) == 0;
	}
	return false;
}

static enum sicht_status copy_text(struct sicht_arena *arena, struct sicht_entry *entry)
{
	struct sicht_bytes *const texts[] = {&entry->path, &entry->external, &entry->series,
		&entry->supplier, &entry->source, &entry->tags, &entry->category.scheme,
		&entry->category.code};
	const size_t count = sizeof texts / sizeof *texts;
	size_t size = count; /* each has an end */
	for (size_t i = 0; i < count; i++)
		size += texts[i]->size;
	SICHT_TRY(sicht_arena_reserve(arena, size, count));
	for (size_t i = 0; i < count; i++)
		*texts[i] = sicht_arena_copy(arena, *texts[i]);
	return SICHT_OK;
}

enum sicht_status sicht_moved_look(struct sicht_indexer *indexer, uint64_t id,
	const struct sicht_entry *entry, struct sicht_arena *arena, struct sicht_entry *old)
{
	struct sicht_entry found;
	*old = (struct sicht_entry){0};
	SICHT_TRY(sicht_indexer_entry(indexer, id, SICHT_ENTRY_TEXT, NULL, &found));
	if (!is_same_content(&found, entry))
		return SICHT_OK;
	SICHT_TRY(copy_text(arena, &found));
	*old = found;
	return SICHT_OK;
}

enum sicht_status sicht_moved_find(struct sicht_moved *moved, const struct sicht_plan *plan,
	const struct sicht_item *item, const struct sicht_entry *entry, struct sicht_arena *arena,
	struct sicht_entry *old)
{
	struct sicht_entry found = {0};
	uint64_t key = 0;
	bool has_key = key_of(&entry->digests, &key);
	for (size_t i = sicht_first_of_key(moved->rows, sizeof *moved->rows, moved->count, key);
		has_key && i < moved->count && moved->rows[i].key == key; i++) {
		struct sicht_entry next;
		if (!sicht_indexer_is_live(moved->indexer, moved->rows[i].id))
			continue;
		SICHT_TRY(sicht_moved_look(moved->indexer, moved->rows[i].id, entry, arena, &next));
		if (next.id == 0 || sicht_source_still_has(plan, next.source, next.path, item))
			continue;
		bool same_path = sicht_bytes_equal(next.path, entry->path);
		if (found.id == 0 || same_path)
			found = next;
		if (same_path)
			break;
	}
	*old = found;
	return SICHT_OK;
}
