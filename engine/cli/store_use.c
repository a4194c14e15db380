/* SPDX-License-Identifier: MIT */
/* See store_use.h. */
#include "engine/cli/store_use.h"

#include <errno.h>
#include <stdlib.h>

#include "engine/base/arena.h"
#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/cli/common.h"
#include "engine/cli/signals.h"
#include "engine/cli/terminal.h"

/* Entries after which memory is given back and signals are looked at. */
#define ENTRIES_AT_ONCE 1024

/* Sets named where none is like the one that was asked for. */
#define SETS_NAMED 3

void sicht_store_closer(struct sicht_store **store)
{
	sicht_store_close(*store);
}

void sicht_indexer_closer(struct sicht_indexer **indexer)
{
	sicht_indexer_close(*indexer);
}

enum sicht_status sicht_store_look(const char *path, struct sicht_store **out)
{
	struct sicht_store_info info;
	SICHT_TRY(sicht_store_open(path, NULL, out));
	sicht_store_info(*out, &info);
	if (info.open_to_others) {
		SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
		sicht_escape_terminal(&name, sicht_bytes_of(path));
		sicht_warn(
			"others may read or write %s; chmod 0700 keeps it to its owner", name.data);
	}
	return SICHT_OK;
}

enum sicht_status sicht_store_change(const struct sicht_call *call, const char *path,
	const struct sicht_store_change *change, struct sicht_indexer **out)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text audit = {0};
	SICHT_DEFER(sicht_indexer_closer) struct sicht_indexer *indexer = NULL;
	struct sicht_indexer_options options = {
		.create = change->create,
		.threads = change->threads,
		.stop = sicht_signals_stop(),
		.all_or_nothing = true,
		.upgrade = change->upgrade,
	};
	SICHT_TRY(sicht_indexer_open(path, &options, &indexer));
	sicht_common_audit(call, NULL, NULL, &audit);
	SICHT_TRY(sicht_indexer_audit(indexer, sicht_text_bytes(&audit)));
	*out = indexer;
	indexer = NULL;
	return SICHT_OK;
}

/* "it holds a, b, c and 5 more" */
static const char *name_some(struct sicht_arena *arena, const struct sicht_set *sets, size_t count)
{
	const char *text = count == 0 ? "it holds none" : "it holds ";
	for (size_t i = 0; i < count && i < SETS_NAMED; i++)
		text = sicht_arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "",
			sicht_printable(arena, sets[i].name));
	if (count <= SETS_NAMED)
		return text;
	return sicht_arena_printf(arena, "%s and %zu more", text, count - SETS_NAMED);
}

enum sicht_status sicht_store_find_set(
	const struct sicht_store *store, const char *name, const struct sicht_set **out)
{
	*out = sicht_store_set_by_name(store, sicht_bytes_of(name));
	if (*out != NULL)
		return SICHT_OK;
	size_t count;
	const struct sicht_set *sets = sicht_store_sets(store, &count);
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	const char **names = sicht_arena_alloc(&arena, (count + 1) * sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = sicht_arena_copy(&arena, sets[i].name).data;
	const char *shown = sicht_printable(&arena, sicht_bytes_of(name));
	const char *nearest = sicht_nearest(name, names);
	if (nearest == NULL)
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "there is no set '%s' in this store; %s",
			shown, name_some(&arena, sets, count));
	return sicht_fail(SICHT_ERROR_NOT_FOUND,
		"there is no set '%s' in this store; did you mean '%s'?", shown,
		sicht_printable(&arena, sicht_bytes_of(nearest)));
}

static void count_entry(struct sicht_set_census *census, const struct sicht_entry *entry)
{
	census->entries++;
	census->hashes += entry->hash_count;
	census->hashed += entry->hash_count > 0;
	census->digests_only += entry->hash_count == 0;
	census->bytes += entry->has_size ? entry->size_bytes : 0;
	census->outcomes[entry->outcome]++;
}

static enum sicht_status each_entry(const struct sicht_store *store,
	void (*visit)(void *context, const struct sicht_entry *entry), void *context)
{
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	struct sicht_entry entry;
	uint64_t id = 0;
	for (uint64_t number = 1;; number++) {
		SICHT_TRY(sicht_store_next_entry(store, id, &id));
		if (id == 0)
			return SICHT_OK;
		SICHT_TRY(sicht_store_entry(store, id, &arena, &entry));
		visit(context, &entry);
		if (number % ENTRIES_AT_ONCE != 0)
			continue;
		sicht_arena_reset(&arena);
		if (*sicht_signals_stop() != 0)
			return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	}
}

struct census {
	struct sicht_set_census *rows;
	size_t count;
};

static void count_in_its_set(void *context, const struct sicht_entry *entry)
{
	const struct census *census = context;
	for (size_t i = 0; i < census->count; i++) {
		if (census->rows[i].set->id == entry->set)
			count_entry(&census->rows[i], entry);
	}
}

struct categories {
	uint32_t set;
	struct sicht_counts *counts;
};

static void count_category(void *context, const struct sicht_entry *entry)
{
	const struct categories *categories = context;
	if (entry->set == categories->set && entry->category.code.size > 0)
		sicht_counts_add(categories->counts, entry->category.scheme, entry->category.code);
}

enum sicht_status sicht_store_categories(
	const struct sicht_store *store, uint32_t set, struct sicht_counts *counts)
{
	struct categories categories = {set, counts};
	SICHT_TRY(each_entry(store, count_category, &categories));
	sicht_counts_sort(counts);
	return SICHT_OK;
}

enum sicht_status sicht_store_census(
	const struct sicht_store *store, struct sicht_set_census **out, size_t *count)
{
	const struct sicht_set *sets = sicht_store_sets(store, count);
	SICHT_DEFER(sicht_free_pointer)
	struct sicht_set_census *rows = calloc(*count + 1, sizeof *rows);
	if (rows == NULL)
		return sicht_fail_errno(ENOMEM, "cannot count %zu sets", *count);
	for (size_t i = 0; i < *count; i++)
		rows[i].set = &sets[i];
	struct census census = {rows, *count};
	SICHT_TRY(each_entry(store, count_in_its_set, &census));
	*out = rows;
	rows = NULL;
	return SICHT_OK;
}
