/* SPDX-License-Identifier: MIT */
/* See feed.h. */
#include "engine/match/feed.h"

#include "sicht/intake.h"
#include "sicht/limits.h"
#include "sicht/source.h"
#include "sicht/store.h"

enum sicht_status sicht_feed_open(const struct sicht_examined *examined,
	const struct sicht_hash_options *hash, struct sicht_feed *out)
{
	SICHT_DEFER(sicht_feed_close)
	struct sicht_feed feed = {
		.examined = examined,
		.hash = *hash,
		.room = examined->scanner != NULL ? sicht_scanner_room(examined->scanner)
						  : SICHT_BATCH_ITEMS,
	};
	if (examined->plan == NULL)
		SICHT_TRY(sicht_evidence_order(examined, &feed.order));
	*out = feed;
	feed = (struct sicht_feed){0};
	return SICHT_OK;
}

void sicht_feed_close(struct sicht_feed *feed)
{
	sicht_evidence_order_free(&feed->order);
}

/* What the walk saw when the drive was hashed. */
static struct sicht_item item_of(const struct sicht_entry *entry, uint32_t source, uint64_t ordinal)
{
	struct sicht_item item = {
		.ordinal = ordinal,
		.source = source,
		.kind = entry->has_size ? SICHT_ITEM_FILE : SICHT_ITEM_UNREADABLE,
		.path = entry->path,
		.content = {.size_bytes = entry->size_bytes,
			.mtime_ns = entry->mtime_ns,
			.ctime_ns = entry->ctime_ns},
		.links = entry->link.size > 0 ? 2 : 1,
	};
	sicht_intake_link(entry->link, &item.content.device, &item.content.inode);
	return item;
}

/* Of a print for all purposes, the windows that a scan for this one would have given. */
static void keep_wanted(const struct sicht_hash_options *hash, struct sicht_print *print)
{
	int best_quality = -1; /* of the full picture */
	uint16_t kept = 0;
	for (uint16_t i = 0; i < print->window_count; i++) {
		struct sicht_window_print *window = &print->windows[i];
		bool full = window->window == SICHT_WINDOW_FULL;
		bool chosen = window->window == SICHT_WINDOW_THUMBNAIL
				      ? hash->thumbnail
				      : full || hash->windows != SICHT_WINDOWS_FULL;
		if (!chosen || (hash->profiles >> window->profile & 1) == 0)
			continue;
		if (full && window->quality > best_quality)
			best_quality = window->quality;
		if (!hash->all_forms)
			window->form_count = 1;
		print->windows[kept++] = *window;
	}
	print->window_count = kept;
	if (print->outcome == SICHT_OUTCOME_DECODED && best_quality >= 0 &&
		best_quality < SICHT_QUALITY_MIN)
		print->outcome = SICHT_OUTCOME_TOO_FLAT;
}

static struct sicht_print print_of(
	const struct sicht_hash_options *hash, const struct sicht_entry *entry)
{
	struct sicht_print print = {
		.outcome = entry->outcome,
		.volatile_outcome = entry->volatile_outcome,
		.media = entry->media,
		.digests = entry->digests,
		.width = entry->width,
		.height = entry->height,
		.pictures = entry->pictures,
		.window_count = entry->hash_count,
		.windows = entry->hashes,
		.detail = entry->detail.data,
	};
	keep_wanted(hash, &print);
	return print;
}

static enum sicht_status read_entries(struct sicht_feed *feed, struct sicht_arena *arena,
	struct sicht_item *items, size_t room, size_t *count)
{
	const struct sicht_examined *examined = feed->examined;
	feed->entries = sicht_arena_alloc(arena, room * sizeof *feed->entries);
	for (*count = 0; *count < room && feed->next < feed->order.count; ++*count) {
		const struct sicht_evidence_place *place = &feed->order.items[feed->next];
		struct sicht_entry *entry = &feed->entries[*count];
		SICHT_TRY(
			sicht_store_entry(examined->stores[examined->evidence[place->source].store],
				place->entry, arena, entry));
		items[*count] = item_of(entry, place->source, feed->next++);
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
		prints[i] = print_of(&feed->hash, &feed->entries[i]);
	if (examined->stop != NULL && *examined->stop)
		return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	return SICHT_OK;
}
