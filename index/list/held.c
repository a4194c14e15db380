/* SPDX-License-Identifier: MIT */
/*
 * The idea: a sorted array of (64-bit key of what identifies an entry, its number). Behind the
 * first of several equal keys stands how many of them are taken. The key finds; whether two entries
 * are the same is decided by what the store says of the one that was found.
 */
#include "index/list/held.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "engine/base/arena.h"
#include "index/segment/checksum.h"
#include "sicht/store.h"

/* Entries after which it is looked whether the run is to stop. */
#define ENTRIES_AT_ONCE 1024

struct item {
	uint64_t key, id;
};

struct tally {
	uint32_t set;
	uint64_t held, taken;
	bool listed; /* the list has an entry of this set */
};

struct sicht_held {
	struct sicht_indexer *indexer;
	struct item *items;
	size_t count, capacity;
	uint32_t *taken;       /* of the equal keys from here on; 0 but at the first of them */
	struct tally *tallies; /* of the sets that were there, by number */
	size_t tally_count;
	struct sicht_arena arena; /* of one call */
};

void sicht_held_free(struct sicht_held *held)
{
	if (held == NULL)
		return;
	free(held->items);
	free(held->taken);
	free(held->tallies);
	sicht_arena_free(&held->arena);
	free(held);
}

static void held_closep(struct sicht_held **held)
{
	sicht_held_free(*held);
}

/* ---- what identifies an entry ---- */

static void put(struct sicht_text *text, struct sicht_bytes bytes)
{
	sicht_text_append(text, &bytes.size, sizeof bytes.size); /* where it ends */
	sicht_text_append(text, bytes.data, bytes.size);
}

static void put_hashes(struct sicht_text *text, const struct sicht_entry *entry)
{
	for (uint32_t i = 0; i < entry->hash_count; i++) {
		const struct sicht_window_print *hash = &entry->hashes[i];
		const unsigned of[] = {hash->page, hash->window, hash->profile, hash->quality,
			hash->exact, hash->form_count};
		sicht_text_append(text, of, sizeof of);
		sicht_text_append(text, hash->form, hash->form_count * sizeof hash->form[0]);
	}
}

static bool has_name(const struct sicht_entry *entry)
{
	return entry->external.size > 0 || entry->path.size > 0;
}

/* Entries whose identities are equal stand for the same thing. */
static void identify(struct sicht_text *text, const struct sicht_entry *entry)
{
	sicht_text_append(text, &entry->set, sizeof entry->set);
	put(text, entry->external);
	if (entry->external.size > 0)
		return;
	put(text, entry->source);
	put(text, entry->path);
	if (entry->path.size > 0)
		return;
	put(text, sicht_bytes(&entry->digests, sizeof entry->digests));
	put_hashes(text, entry);
}

static bool stand_for_the_same(const struct sicht_entry *one, const struct sicht_entry *other)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text a = {0}, b = {0};
	identify(&a, one);
	identify(&b, other);
	return sicht_bytes_equal(sicht_text_bytes(&a), sicht_text_bytes(&b));
}

static uint64_t key_of(const struct sicht_entry *entry)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	identify(&text, entry);
	return sicht_checksum(text.data, text.size);
}

/* ---- what the store holds ---- */

static enum sicht_status add_item(struct sicht_held *held, uint64_t id)
{
	struct sicht_entry entry;
	sicht_arena_reset(&held->arena);
	SICHT_TRY(sicht_indexer_entry(held->indexer, id, SICHT_ENTRY_TEXT, NULL, &entry));
	if (!has_name(&entry)) /* then it is known by its hashes */
		SICHT_TRY(sicht_indexer_entry(
			held->indexer, id, SICHT_ENTRY_WHOLE, &held->arena, &entry));
	SICHT_TRY(sicht_grow(&held->items, sizeof *held->items, held->count, &held->capacity));
	held->items[held->count++] = (struct item){key_of(&entry), id};
	return SICHT_OK;
}

static enum sicht_status add_items(
	struct sicht_held *held, uint32_t set, const volatile sig_atomic_t *stop)
{
	uint64_t id = 0, seen = 0;
	while ((id = sicht_indexer_next_entry(held->indexer, id)) != 0) {
		struct sicht_entry entry;
		SICHT_TRY(sicht_indexer_entry(held->indexer, id, SICHT_ENTRY_FIXED, NULL, &entry));
		if (set == 0 || entry.set == set)
			SICHT_TRY(add_item(held, id));
		if (++seen % ENTRIES_AT_ONCE == 0 && stop != NULL && *stop != 0)
			return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	}
	return SICHT_OK;
}

static int compare_items(const void *a, const void *b)
{
	const struct item *one = a, *other = b;
	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return (one->id > other->id) - (one->id < other->id);
}

static enum sicht_status add_tallies(struct sicht_held *held)
{
	size_t count;
	const struct sicht_set *sets = sicht_indexer_sets(held->indexer, &count);
	held->tallies = calloc(count + 1, sizeof *held->tallies);
	if (held->tallies == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	held->tally_count = count;
	for (size_t i = 0; i < count; i++)
		held->tallies[i] = (struct tally){.set = sets[i].id, .held = sets[i].entry_count};
	return SICHT_OK;
}

static int compare_tally(const void *set, const void *tally)
{
	uint32_t one = *(const uint32_t *)set, other = ((const struct tally *)tally)->set;
	return (one > other) - (one < other);
}

/* NULL: the set was not there. */
static struct tally *tally_of(const struct sicht_held *held, uint32_t set)
{
	return bsearch(
		&set, held->tallies, held->tally_count, sizeof *held->tallies, compare_tally);
}

enum sicht_status sicht_held_new(struct sicht_indexer *indexer, uint32_t set,
	const volatile sig_atomic_t *stop, struct sicht_held **out)
{
	SICHT_DEFER(held_closep) struct sicht_held *held = calloc(1, sizeof *held);
	if (held == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	held->indexer = indexer;
	SICHT_TRY(add_tallies(held));
	const struct tally *tally = tally_of(held, set);
	if (set == 0 || (tally != NULL && tally->held > 0))
		SICHT_TRY(add_items(held, set, stop));
	held->taken = calloc(held->count + 1, sizeof *held->taken);
	if (held->taken == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	if (held->count > 0)
		qsort(held->items, held->count, sizeof *held->items, compare_items);
	*out = held;
	held = NULL;
	return SICHT_OK;
}

/* ---- taking ---- */

/* The first item of that key, or where it would stand. */
static size_t find_key(const struct sicht_held *held, uint64_t key)
{
	size_t low = 0, high = held->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (held->items[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum sicht_status sicht_held_take(struct sicht_held *held, const struct sicht_entry *listed,
	struct sicht_entry *old, bool *same)
{
	sicht_arena_reset(&held->arena);
	*old = (struct sicht_entry){0};
	*same = false;
	struct tally *tally = tally_of(held, listed->set);
	if (tally == NULL)
		return SICHT_OK;
	tally->listed = true;
	uint64_t key = key_of(listed);
	size_t first = find_key(held, key), next = first + held->taken[first];
	if (next >= held->count || held->items[next].key != key)
		return SICHT_OK;
	struct sicht_entry found;
	SICHT_TRY(sicht_indexer_entry(
		held->indexer, held->items[next].id, SICHT_ENTRY_WHOLE, &held->arena, &found));
	if (!stand_for_the_same(listed, &found))
		return SICHT_OK; /* the same key by chance */
	held->taken[first]++;
	tally->taken++;
	*same = sicht_entry_is_same(listed, &found, &held->arena);
	*old = found;
	return SICHT_OK;
}

uint64_t sicht_held_left(const struct sicht_held *held)
{
	uint64_t left = 0;
	for (size_t i = 0; i < held->tally_count; i++) {
		const struct tally *tally = &held->tallies[i];
		left += tally->listed ? tally->held - tally->taken : 0;
	}
	return left;
}

static enum sicht_status remove_if_listed(struct sicht_held *held, uint64_t id)
{
	struct sicht_entry entry;
	SICHT_TRY(sicht_indexer_entry(held->indexer, id, SICHT_ENTRY_FIXED, NULL, &entry));
	const struct tally *tally = tally_of(held, entry.set);
	return tally != NULL && tally->listed ? sicht_indexer_remove(held->indexer, id) : SICHT_OK;
}

enum sicht_status sicht_held_remove_left(struct sicht_held *held)
{
	size_t first = 0; /* of the equal keys at hand */
	for (size_t i = 0; i < held->count; i++) {
		if (held->items[i].key != held->items[first].key)
			first = i;
		if (i - first >= held->taken[first])
			SICHT_TRY(remove_if_listed(held, held->items[i].id));
	}
	return SICHT_OK;
}
