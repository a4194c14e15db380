/* SPDX-License-Identifier: MIT */
/*
 * items -> prints -> entries -> store, a batch at a time. See include/sicht/intake.h.
 *
 * The order of entries is the order of the plan, whatever the number of threads and wherever an
 * earlier run was cut off: entry numbers depend on the files alone.
 */
#include "sicht/intake.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/intake/moved.h"
#include "sicht/limits.h"
#include "sicht/source.h"

/* Raise it when the same file would get other hashes than before: stores then rescan. */
#define HASH_GENERATION 3u

struct sicht_hash_options sicht_intake_hash_options(enum sicht_role role, bool crops)
{
	struct sicht_hash_options options = {
		.profiles = 1u << SICHT_PROFILE_FULLRES,
		.windows = crops ? SICHT_WINDOWS_CROPS : SICHT_WINDOWS_DEFAULT,
		.exact = true,
	};
	if (role == SICHT_ROLE_IGNORABLE) {
		options = (struct sicht_hash_options){0}; /* found by digest alone */
	} else if (role == SICHT_ROLE_EVIDENCE) {
		options.profiles |= 1u
				    << SICHT_PROFILE_REF512; /* lists of either kind may follow */
		options.exact = false;
		options.all_forms = true;
		options.thumbnail = true;
	}
	return options;
}

static uint32_t options_digest(const struct sicht_hash_options *hash, unsigned max_megapixels)
{
	return max_megapixels << 20 | HASH_GENERATION << 16 | hash->profiles << 8 |
	       (uint32_t)hash->windows << 4 | (uint32_t)hash->thumbnail << 2 |
	       (uint32_t)hash->exact << 1 | (uint32_t)hash->all_forms;
}

/* One run of intake: what its steps share. */
struct intake {
	struct sicht_indexer *indexer;
	struct sicht_plan *plan;
	const struct sicht_intake_options *options;
	struct sicht_intake_totals *totals;
	uint32_t options_digest;
	int64_t committed_ns;
	struct sicht_arena arena;
	/* arrays of one batch */
	struct sicht_item *items;
	struct sicht_print *prints;
	struct sicht_known_file *known;
	bool *skip;
	struct sicht_moved *moved; /* looked at when the first file is new; NULL until then */
	/* a bit for each entry number that was met again */
	uint64_t *met;
	size_t met_words;
};

static void intake_free(struct intake *intake)
{
	sicht_arena_free(&intake->arena);
	free(intake->items);
	free(intake->prints);
	free(intake->known);
	free(intake->skip);
	free(intake->met);
	sicht_moved_free(intake->moved);
}

/* One bit an entry. */
static enum sicht_status remember_met(struct intake *intake, uint64_t id)
{
	if (id / 64 >= intake->met_words) {
		size_t words = id / 64 * 2 + 64;
		uint64_t *met = realloc(intake->met, words * sizeof *met);
		if (met == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
		memset(met + intake->met_words, 0, (words - intake->met_words) * sizeof *met);
		intake->met = met;
		intake->met_words = words;
	}
	intake->met[id / 64] |= 1ull << (id % 64);
	return SICHT_OK;
}

static struct sicht_bytes source_id(const struct intake *intake, const struct sicht_item *item)
{
	size_t count;
	return sicht_plan_sources(intake->plan, &count)[item->source].id;
}

/* Which items of the batch need no scan: skip[i], with known[i] for all. */
static enum sicht_status find_known(struct intake *intake, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct sicht_item *item = &intake->items[i];
		struct sicht_known_file *known = &intake->known[i];
		SICHT_TRY(sicht_indexer_find(intake->indexer, intake->options->set,
			source_id(intake, item), item->path, known));
		intake->skip[i] = known->id != 0 && !intake->options->rescan &&
				  !known->volatile_outcome &&
				  known->options_digest == intake->options_digest &&
				  known->size_bytes == item->content.size_bytes &&
				  known->mtime_ns == item->content.mtime_ns &&
				  known->ctime_ns == item->content.ctime_ns;
		if (known->id != 0)
			SICHT_TRY(remember_met(intake, known->id));
	}
	return SICHT_OK;
}

/*
 * Has an item before this one in the batch had the same name, as lists may have it? Then the store
 * holds another entry under that name than before the batch, and it is this file's.
 */
static enum sicht_status was_named_before(struct intake *intake, size_t index, bool *before)
{
	const struct sicht_item *item = &intake->items[index];
	struct sicht_known_file now;
	SICHT_TRY(sicht_indexer_find(
		intake->indexer, intake->options->set, source_id(intake, item), item->path, &now));
	*before = now.id != intake->known[index].id;
	return SICHT_OK;
}

/*
 * What all names of one file have in common, for who looks for hard links in a store. (Devices are
 * numbered anew at each mount: links between files of two runs may be missed.)
 */
struct link {
	uint64_t device, inode;
};

void sicht_intake_link(struct sicht_bytes bytes, uint64_t *device, uint64_t *inode)
{
	struct link link = {0};
	if (bytes.size == sizeof link)
		memcpy(&link, bytes.data, sizeof link);
	*device = link.device;
	*inode = link.inode;
}

static struct sicht_bytes link_of(const struct sicht_item *item, struct link *link)
{
	*link = (struct link){item->content.device, item->content.inode};
	bool linked = item->kind == SICHT_ITEM_FILE && item->links > 1;
	return sicht_bytes(link, linked ? sizeof *link : 0);
}

static struct sicht_bytes this_or(struct sicht_bytes now, struct sicht_bytes then)
{
	return now.size > 0 ? now : then;
}

/* What was said of the same content before holds until something else is said. */
static void inherit(struct sicht_entry *entry, const struct sicht_entry *old)
{
	if (entry->category.code.size == 0)
		entry->category = old->category;
	entry->series = this_or(entry->series, old->series);
	entry->supplier = this_or(entry->supplier, old->supplier);
	entry->tags = this_or(entry->tags, old->tags);
}

/* Two entries that say different things of one file stay two: a match names both. */
static bool contradicts(const struct sicht_entry *entry, const struct sicht_entry *old)
{
	return entry->category.code.size > 0 && old->category.code.size > 0 &&
	       !(sicht_bytes_equal(entry->category.scheme, old->category.scheme) &&
		       sicht_bytes_equal(entry->category.code, old->category.code));
}

/*
 * The entry of the same content that `entry` takes the place of, if there is one: that of the same
 * file, or, if the file is new in its place, one that the set knows from another source where it is
 * no more. Evidence is what lies where: there two places are two files.
 */
static enum sicht_status follow(struct intake *intake, const struct sicht_item *item,
	struct sicht_entry *entry, struct sicht_indexer_add_options *add)
{
	size_t source_count;
	const struct sicht_source *sources = sicht_plan_sources(intake->plan, &source_count);
	struct sicht_entry old;
	if (sicht_indexer_role(intake->indexer, entry->set) == SICHT_ROLE_EVIDENCE)
		return SICHT_OK;
	if (add->replaces != 0) {
		SICHT_TRY(sicht_moved_look(
			intake->indexer, add->replaces, entry, &intake->arena, &old));
		inherit(entry, &old);
		return SICHT_OK;
	}
	if (intake->moved == NULL)
		SICHT_TRY(sicht_moved_new(intake->indexer, entry->set, sources, source_count,
			intake->options->stop, &intake->moved));
	SICHT_TRY(sicht_moved_find(intake->moved, intake->plan, item, entry, &intake->arena, &old));
	if (old.id == 0 || contradicts(entry, &old))
		return SICHT_OK;
	add->replaces = old.id;
	intake->totals->moved++;
	inherit(entry, &old);
	return SICHT_OK;
}

struct sicht_entry sicht_intake_entry(const struct sicht_print *print)
{
	return (struct sicht_entry){
		.outcome = print->outcome,
		.media = print->media,
		.width = print->width,
		.height = print->height,
		.pictures = print->pictures,
		.digests = print->digests,
		.volatile_outcome = print->volatile_outcome,
		.detail = sicht_bytes_of(print->detail != NULL ? print->detail : ""),
		.hash_count = print->window_count,
		.hashes = print->windows,
	};
}

static enum sicht_status add_entry(struct intake *intake, size_t index)
{
	const struct sicht_item *item = &intake->items[index];
	const struct sicht_print *print = &intake->prints[index];
	const struct sicht_intake_options *options = intake->options;
	/* not even its size is known of what could not be looked at */
	bool looked_at = item->kind != SICHT_ITEM_UNREADABLE || item->content.inode != 0;
	struct link link;
	struct sicht_entry entry = sicht_intake_entry(print);
	entry.set = options->set;
	entry.has_size = looked_at;
	entry.size_bytes = item->content.size_bytes;
	entry.has_mtime = looked_at;
	entry.mtime_ns = item->content.mtime_ns;
	entry.ctime_ns = item->content.ctime_ns;
	entry.category = options->category;
	entry.path = item->path;
	entry.source = source_id(intake, item);
	entry.series = options->series;
	entry.supplier = options->supplier;
	entry.tags = options->tags;
	entry.link = link_of(item, &link);
	struct sicht_indexer_add_options add = {
		.replaces = intake->known[index].id,
		.volatile_outcome = print->volatile_outcome,
		.options_digest = intake->options_digest,
	};
	uint64_t id;
	SICHT_TRY(follow(intake, item, &entry, &add));
	SICHT_TRY(sicht_indexer_add(intake->indexer, &entry, &add, &id));
	return remember_met(intake, id);
}

static enum sicht_status add_batch(struct intake *intake, size_t count)
{
	struct sicht_intake_totals *totals = intake->totals;
	for (size_t i = 0; i < count; i++) {
		totals->seen++;
		totals->bytes += intake->items[i].content.size_bytes;
		bool there = intake->skip[i];
		if (!there)
			SICHT_TRY(was_named_before(intake, i, &there));
		enum sicht_outcome outcome =
			there ? intake->known[i].outcome : intake->prints[i].outcome;
		if (intake->options->tallies != NULL)
			sicht_source_count(
				&intake->options->tallies[intake->items[i].source], outcome);
		if (there) {
			totals->already_there++;
			totals->already_there_bytes += intake->items[i].content.size_bytes;
			continue;
		}
		totals->outcomes[outcome]++;
		SICHT_TRY(add_entry(intake, i));
	}
	return SICHT_OK;
}

/* Commit if there is something and it is time, or at the end. */
static enum sicht_status commit(struct intake *intake, bool at_once)
{
	size_t entries, hashes;
	sicht_indexer_pending(intake->indexer, &entries, &hashes);
	int64_t now_ns = sicht_clock_monotonic_ns();
	bool due = now_ns - intake->committed_ns >= SICHT_BATCH_MS * INT64_C(1000000);
	if (entries == 0 || !(at_once || due))
		return SICHT_OK;
	SICHT_TRY(sicht_indexer_commit(intake->indexer));
	intake->committed_ns = sicht_clock_monotonic_ns();
	return SICHT_OK;
}

/* Were as many entries met as the set has? Then none is gone, and it need not be walked. */
static bool all_were_met(const struct intake *intake)
{
	uint64_t met = 0, entries = UINT64_MAX;
	size_t set_count;
	const struct sicht_set *sets = sicht_indexer_sets(intake->indexer, &set_count);
	for (size_t i = 0; i < set_count; i++) {
		if (sets[i].id == intake->options->set)
			entries = sets[i].entry_count;
	}
	for (size_t word = 0; word < intake->met_words; word++) {
		for (uint64_t bits = intake->met[word]; bits != 0; bits &= bits - 1)
			met += sicht_indexer_is_live(intake->indexer,
				64 * (uint64_t)word + (uint64_t)__builtin_ctzll(bits));
	}
	return entries == met;
}

/* Entries of the plan's sources in this set that no file stands behind any more. */
static enum sicht_status look_for_gone(struct intake *intake)
{
	const struct sicht_intake_options *options = intake->options;
	const struct sicht_source_tally *tallies = options->tallies;
	size_t source_count;
	const struct sicht_source *sources = sicht_plan_sources(intake->plan, &source_count);
	if (all_were_met(intake))
		return SICHT_OK;
	for (size_t i = 0; i < source_count; i++) {
		uint64_t count = 0;
		const struct sicht_gone gone = {
			.source = sources[i].id,
			.met = intake->met,
			.met_words = intake->met_words,
			.keep = !options->prune,
			.visit = options->gone,
			.context = options->gone_context,
		};
		if (tallies != NULL && (tallies[i].files == 0 || tallies[i].unreadable > 0))
			continue;
		SICHT_TRY(sicht_indexer_prune(intake->indexer, options->set, &gone, &count));
		intake->totals->gone += count;
	}
	if (intake->totals->gone == 0 || !options->prune)
		return SICHT_OK;
	return sicht_indexer_commit(intake->indexer);
}

/* Of evidence the store says where it came from. */
static enum sicht_status put_origins(struct intake *intake)
{
	size_t count;
	const struct sicht_source *sources = sicht_plan_sources(intake->plan, &count);
	if (sicht_indexer_role(intake->indexer, intake->options->set) != SICHT_ROLE_EVIDENCE)
		return SICHT_OK;
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	SICHT_TRY(sicht_arena_reserve(&arena, count * sizeof(struct sicht_origin), 1));
	struct sicht_origin *origins = sicht_arena_alloc(&arena, count * sizeof *origins);
	for (size_t i = 0; i < count; i++)
		origins[i] = (struct sicht_origin){
			.in_order = sources[i].kind != SICHT_SOURCE_LIST,
			.source = sources[i].id,
			.exhibit = sources[i].exhibit,
		};
	return sicht_indexer_origins(intake->indexer, intake->options->set, origins, count);
}

static enum sicht_status take_all(struct intake *intake, struct sicht_scanner *scanner)
{
	size_t count;
	for (;;) {
		sicht_arena_reset(&intake->arena);
		SICHT_TRY(sicht_plan_next(intake->plan, &intake->arena, intake->items,
			sicht_scanner_pace(scanner), &count));
		if (count == 0)
			return SICHT_OK;
		SICHT_TRY(find_known(intake, count));
		SICHT_TRY(sicht_scan(
			scanner, intake->plan, intake->items, count, intake->skip, intake->prints));
		SICHT_TRY(add_batch(intake, count));
		SICHT_TRY(commit(intake, false));
		if (intake->options->progress != NULL)
			intake->options->progress(
				intake->options->progress_context, intake->totals);
	}
}

/* Whole or interrupted: what is finished is kept. */
static enum sicht_status run(struct intake *intake, struct sicht_scanner *scanner)
{
	enum sicht_status status = take_all(intake, scanner);
	if (status == SICHT_ERROR_INTERRUPTED)
		SICHT_TRY(commit(intake, true));
	SICHT_TRY(status);
	SICHT_TRY(sicht_indexer_commit(intake->indexer)); /* what is said of the set alone, too */
	return look_for_gone(intake);
}

enum sicht_status sicht_intake(struct sicht_indexer *indexer, struct sicht_plan *plan,
	struct sicht_scanner *scanner, const struct sicht_hash_options *hash,
	const struct sicht_intake_options *options, struct sicht_intake_totals *totals)
{
	size_t room = sicht_scanner_room(scanner);
	SICHT_DEFER(intake_free)
	struct intake intake = {
		.indexer = indexer,
		.plan = plan,
		.options = options,
		.totals = totals,
		.options_digest = options_digest(hash, options->max_megapixels),
		.committed_ns = sicht_clock_monotonic_ns(),
		.items = calloc(room, sizeof *intake.items),
		.prints = calloc(room, sizeof *intake.prints),
		.known = calloc(room, sizeof *intake.known),
		.skip = calloc(room, sizeof *intake.skip),
	};
	if (intake.items == NULL || intake.prints == NULL || intake.known == NULL ||
		intake.skip == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	*totals = (struct sicht_intake_totals){0};
	SICHT_TRY(put_origins(&intake));
	return run(&intake, scanner);
}
