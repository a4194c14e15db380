/* SPDX-License-Identifier: MIT */
/*
 * The idea: a sorted array of (64-bit key of what may identify an entry, which entry). An entry that
 * is known by its digests has an item for each, since an edition need not list them all. In the first
 * of several equal keys stands how many of them are taken. The key finds; whether two entries are the
 * same is decided by what the store says of the one that was found.
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

/* Of entries that are alike, so many are looked at for one with the same category. */
#define ALIKE_AT_ONCE 8

struct item {
	uint64_t key;
	uint32_t entry; /* its place among the ids */
	uint32_t taken; /* of the equal keys from here on, so many at least; of the first of them */
};

struct tally {
	uint32_t set;
	uint64_t held, taken;
	bool listed; /* the list has an entry of this set */
};

struct sicht_held {
	struct sicht_indexer *indexer;
	bool by_digest;
	struct sicht_numbers ids; /* of the entries that were held */
	bool *taken;              /* by their places among these */
	struct item *items;
	size_t count, capacity;
	struct tally *tallies; /* of the sets that were there, by number */
	size_t tally_count;
	struct sicht_arena arena; /* of one call */
	struct sicht_text text;
};

void sicht_held_free(struct sicht_held *held)
{
	if (held == NULL)
		return;
	free(held->ids.items);
	free(held->items);
	free(held->taken);
	free(held->tallies);
	sicht_arena_free(&held->arena);
	sicht_text_free(&held->text);
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

/* By what an entry is known: the first of these that it has. */
enum known_by {
	BY_EXTERNAL,
	BY_PATH,
	BY_DIGESTS,
	BY_HASHES,
};

static enum known_by known_by(const struct sicht_held *held, const struct sicht_entry *entry)
{
	if (!held->by_digest && entry->external.size > 0)
		return BY_EXTERNAL;
	if (!held->by_digest && entry->path.size > 0)
		return BY_PATH;
	return entry->digests.have != 0 ? BY_DIGESTS : BY_HASHES;
}

/* What identifies an entry, by its id, its path, or its hashes. */
static void identify(const struct sicht_held *held, const struct sicht_entry *entry,
	enum known_by by, struct sicht_text *text)
{
	const char kind = (char)by;
	sicht_text_clear(text);
	sicht_text_append(text, &kind, sizeof kind);
	sicht_text_append(text, &entry->set, sizeof entry->set);
	if (by == BY_EXTERNAL) {
		put(text, entry->external);
		return;
	}
	if (!held->by_digest)
		put(text, entry->source);
	if (by == BY_PATH)
		put(text, entry->path);
	else
		put_hashes(text, entry);
}

static void identify_by_digest(const struct sicht_held *held, const struct sicht_entry *entry,
	enum sicht_digest_kind kind, struct sicht_text *text)
{
	const char of[] = {BY_DIGESTS, (char)kind};
	sicht_text_clear(text);
	sicht_text_append(text, of, sizeof of);
	sicht_text_append(text, &entry->set, sizeof entry->set);
	if (!held->by_digest)
		put(text, entry->source);
	sicht_text_append(text, sicht_digest_get(&entry->digests, kind), sicht_digest_size(kind));
}

/* The digest that both have, MD5 before SHA-1 before SHA-256; COUNT if there is none. */
static enum sicht_digest_kind common_digest(
	const struct sicht_digests *one, const struct sicht_digests *other)
{
	int kind = 0;
	while (kind < SICHT_DIGEST_KIND_COUNT && ((one->have & other->have) >> kind & 1) == 0)
		kind++;
	return (enum sicht_digest_kind)kind;
}

static bool stand_for_the_same(const struct sicht_held *held, const struct sicht_entry *one,
	const struct sicht_entry *other)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text a = {0}, b = {0};
	enum known_by by = known_by(held, one);
	if (by != known_by(held, other))
		return false;
	if (by == BY_DIGESTS) {
		enum sicht_digest_kind kind = common_digest(&one->digests, &other->digests);
		if (kind == SICHT_DIGEST_KIND_COUNT)
			return false;
		identify_by_digest(held, one, kind, &a);
		identify_by_digest(held, other, kind, &b);
	} else {
		identify(held, one, by, &a);
		identify(held, other, by, &b);
	}
	return sicht_bytes_equal(sicht_text_bytes(&a), sicht_text_bytes(&b));
}

/* The keys under which the entry may be found, the one that decides first. */
static size_t keys_of(struct sicht_held *held, const struct sicht_entry *entry,
	uint64_t keys[SICHT_DIGEST_KIND_COUNT])
{
	struct sicht_text *text = &held->text;
	enum known_by by = known_by(held, entry);
	size_t count = 0;
	if (by != BY_DIGESTS) {
		identify(held, entry, by, text);
		keys[0] = sicht_checksum(text->data, text->size);
		return 1;
	}
	for (int kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		if ((entry->digests.have >> kind & 1) == 0)
			continue;
		identify_by_digest(held, entry, (enum sicht_digest_kind)kind, text);
		keys[count++] = sicht_checksum(text->data, text->size);
	}
	return count;
}

/* ---- what the store holds ---- */

static enum sicht_status add_item(struct sicht_held *held, uint64_t id)
{
	struct sicht_entry entry;
	uint64_t keys[SICHT_DIGEST_KIND_COUNT];
	sicht_arena_reset(&held->arena);
	SICHT_TRY(sicht_indexer_entry(held->indexer, id, SICHT_ENTRY_TEXT, NULL, &entry));
	if (known_by(held, &entry) == BY_HASHES)
		SICHT_TRY(sicht_indexer_entry(
			held->indexer, id, SICHT_ENTRY_WHOLE, &held->arena, &entry));
	size_t count = keys_of(held, &entry, keys);
	if (held->ids.count == UINT32_MAX)
		return sicht_fail(SICHT_ERROR_MEMORY, "the set holds too many entries to be "
						      "compared with a list");
	for (size_t i = 0; i < count; i++) {
		SICHT_TRY(sicht_grow(
			&held->items, sizeof *held->items, held->count, &held->capacity));
		held->items[held->count++] =
			(struct item){.key = keys[i], .entry = (uint32_t)held->ids.count};
	}
	return sicht_numbers_add(&held->ids, id);
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
	return (one->entry > other->entry) - (one->entry < other->entry);
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

enum sicht_status sicht_held_new(struct sicht_indexer *indexer, uint32_t set, bool by_digest,
	const volatile sig_atomic_t *stop, struct sicht_held **out)
{
	SICHT_DEFER(held_closep) struct sicht_held *held = calloc(1, sizeof *held);
	if (held == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	held->indexer = indexer;
	held->by_digest = by_digest;
	SICHT_TRY(add_tallies(held));
	const struct tally *tally = tally_of(held, set);
	if (set == 0 || (tally != NULL && tally->held > 0))
		SICHT_TRY(add_items(held, set, stop));
	held->taken = calloc(held->ids.count + 1, sizeof *held->taken);
	if (held->taken == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	if (held->count > 0)
		qsort(held->items, held->count, sizeof *held->items, compare_items);
	*out = held;
	held = NULL;
	return SICHT_OK;
}

/* ---- taking ---- */

/*
 * Of what is held under the key and not taken, the first with the category of `listed`, else the
 * first. old->id stays 0 if there is none.
 */
static enum sicht_status look_under(struct sicht_held *held, uint64_t key,
	const struct sicht_entry *listed, struct sicht_entry *old, size_t *place)
{
	size_t first = sicht_first_of_key(held->items, sizeof *held->items, held->count, key);
	bool same = false;
	if (first == held->count)
		return SICHT_OK;
	uint32_t *taken = &held->items[first].taken;
	for (size_t i = first + *taken, seen = 0; i < held->count && !same; i++) {
		struct sicht_entry found;
		uint32_t entry = held->items[i].entry;
		if (held->items[i].key != key || seen == ALIKE_AT_ONCE)
			return SICHT_OK;
		if (held->taken[entry] && seen == 0) { /* from now on it is not looked at */
			(*taken)++;
			continue;
		}
		seen++;
		if (held->taken[entry])
			continue;
		SICHT_TRY(sicht_indexer_entry(held->indexer, held->ids.items[entry],
			SICHT_ENTRY_WHOLE, &held->arena, &found));
		if (!stand_for_the_same(held, listed, &found))
			continue; /* the same key by chance, or of a digest that does not decide */
		same = sicht_is_same_category(&listed->category, &found.category);
		if (old->id == 0 || same) {
			*old = found;
			*place = entry;
		}
	}
	return SICHT_OK;
}

enum sicht_status sicht_held_take(struct sicht_held *held, const struct sicht_entry *listed,
	struct sicht_entry *old, bool *same)
{
	struct sicht_entry found = {0};
	uint64_t keys[SICHT_DIGEST_KIND_COUNT];
	size_t place = 0;
	sicht_arena_reset(&held->arena);
	*old = (struct sicht_entry){0};
	*same = false;
	struct tally *tally = tally_of(held, listed->set);
	if (tally == NULL)
		return SICHT_OK;
	tally->listed = true;
	size_t count = keys_of(held, listed, keys);
	for (size_t i = 0; i < count && found.id == 0; i++)
		SICHT_TRY(look_under(held, keys[i], listed, &found, &place));
	if (found.id == 0)
		return SICHT_OK;
	held->taken[place] = true;
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
	for (size_t i = 0; i < held->ids.count; i++) {
		if (!held->taken[i])
			SICHT_TRY(remove_if_listed(held, held->ids.items[i]));
	}
	return SICHT_OK;
}
