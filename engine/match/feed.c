/* SPDX-License-Identifier: MIT */
/* See feed.h. */
#include "engine/match/feed.h"

#include "sicht/limits.h"
#include "sicht/source.h"
#include "sicht/store.h"

void sicht_feed_open(const struct sicht_examined *examined, struct sicht_feed *out)
{
	*out = (struct sicht_feed){
		.examined = examined,
		.room = examined->scanner != NULL ? sicht_scanner_room(examined->scanner)
						  : SICHT_BATCH_ITEMS,
	};
}

/* What the walk saw when the drive was hashed. */
static struct sicht_item item_of(const struct sicht_entry *entry, uint32_t source, uint64_t ordinal)
{
	return (struct sicht_item){
		.ordinal = ordinal,
		.source = source,
		.kind = SICHT_ITEM_FILE,
		.path = entry->path,
		.size_bytes = entry->size_bytes,
		.links = 1,
		.inode = 1,
		.mtime_ns = entry->mtime_ns,
		.ctime_ns = entry->ctime_ns,
	};
}

static struct sicht_print print_of(const struct sicht_entry *entry)
{
	return (struct sicht_print){
		.outcome = entry->outcome,
		.volatile_outcome = sicht_outcome_is_volatile(entry->outcome),
		.media = entry->media,
		.digests = entry->digests,
		.width = entry->width,
		.height = entry->height,
		.pictures = entry->pictures,
		.window_count = entry->hash_count,
		.windows = entry->hashes,
	};
}

/* The next entry of an evidence set over all stores; id 0 at the end. */
static enum sicht_status next_entry(
	struct sicht_feed *feed, struct sicht_arena *arena, struct sicht_entry *entry)
{
	const struct sicht_examined *examined = feed->examined;
	while (feed->store < examined->store_count) {
		const struct sicht_store *store = examined->stores[feed->store];
		SICHT_TRY(sicht_store_next_entry(store, feed->entry, &feed->entry));
		if (feed->entry == 0) {
			feed->store++;
			continue;
		}
		SICHT_TRY(sicht_store_entry(store, feed->entry, arena, entry));
		const struct sicht_set *set = sicht_store_set(store, entry->set);
		if (set != NULL && set->role == SICHT_ROLE_EVIDENCE)
			return SICHT_OK;
	}
	entry->id = 0;
	return SICHT_OK;
}

static enum sicht_status read_entries(struct sicht_feed *feed, struct sicht_arena *arena,
	struct sicht_item *items, size_t room, size_t *count)
{
	feed->entries = sicht_arena_alloc(arena, room * sizeof *feed->entries);
	for (*count = 0; *count < room; ++*count) {
		struct sicht_entry *entry = &feed->entries[*count];
		SICHT_TRY(next_entry(feed, arena, entry));
		if (entry->id == 0)
			break;
		items[*count] = item_of(entry, (uint32_t)feed->store, feed->ordinal++);
	}
	return SICHT_OK;
}

enum sicht_status sicht_feed_items(struct sicht_feed *feed, struct sicht_arena *arena,
	struct sicht_item *items, size_t room, size_t *count)
{
	const struct sicht_examined *examined = feed->examined;
	if (examined->plan == NULL)
		return read_entries(
			feed, arena, items, room < feed->room ? room : feed->room, count);
	size_t pace = sicht_scanner_pace(examined->scanner);
	return sicht_plan_next(examined->plan, arena, items, room < pace ? room : pace, count);
}

void sicht_feed_pass(struct sicht_feed *feed, size_t count)
{
	if (feed->examined->plan == NULL)
		feed->entries += count;
}

enum sicht_status sicht_feed_prints(struct sicht_feed *feed, const struct sicht_item *items,
	size_t count, struct sicht_print *prints)
{
	const struct sicht_examined *examined = feed->examined;
	if (examined->plan != NULL)
		return sicht_scan(examined->scanner, examined->plan, items, count, NULL, prints);
	for (size_t i = 0; i < count; i++)
		prints[i] = print_of(&feed->entries[i]);
	if (examined->stop != NULL && *examined->stop)
		return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	return SICHT_OK;
}
