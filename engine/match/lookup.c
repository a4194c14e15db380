/* SPDX-License-Identifier: MIT */
/*
 * One batch of prints against all stores. See known.h.
 *
 * Store by store: everything that the files of the batch ask for (digests, and the hashes of all
 * their windows and forms) is asked at once, equal things once, so that the search can work as a
 * join. Then file by file the hits go to the file's bounded list (keep.h). If there are more hits
 * than the bound, half the files are looked up, and then the other half.
 *
 * Of the many ways in which one file can meet one entry the first in this order counts: by digest,
 * by the whole picture, by a part of it, possibly, by its thumbnail (which may show something
 * else). Of one way the smallest distance counts. A quadrant that met a quadrant may be a possible
 * hit or none (sicht_hit_worth()). The result does not depend on the order of the hits.
 */
#include "engine/match/known.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/match/ask.h"
#include "engine/match/copies.h"
#include "engine/match/keep.h"
#include "engine/match/remembered.h"
#include "index/search/search.h"
#include "engine/base/array.h"
#include "index/store/segments.h"
#include "sicht/hash.h"
#include "sicht/limits.h"

/* How an entry was met, the strongest first. */
enum way {
	BY_SHA256 = 0,
	BY_SHA1,
	BY_MD5,
	BY_WHOLE,
	BY_PART,
	BY_POSSIBLE,
	BY_THUMBNAIL,
	WAYS,
};

#define WAY_BITS 3
_Static_assert(WAYS <= 1 << WAY_BITS, "a stamp has room for a way");

struct sicht_lookup {
	const struct sicht_known_store *known;
	size_t known_count;
	struct sicht_lookup_options options;
	/* For each store. The stamps: in which turn (of a file) an entry was met last, and how. */
	struct sicht_remembered *memories;
	uint32_t turn;
	struct sicht_arena entry; /* of the one by which a hit is judged */
};

/* ------------------------------------------------------------------------------------ keeping */

/* The files that are looked up, in one store. */
struct look {
	struct sicht_lookup *lookup;
	uint32_t store;
	const struct sicht_print *prints; /* of these files alone, as all that follows */
	struct sicht_kept *kept;
	struct sicht_file_matches *matches;
	size_t count;
	uint32_t first_turn; /* of these files, one each */
};

/* Does the entry belong to what answers? (Of the store of a directory, only one set does.) */
static enum sicht_status ask_whether_answers(
	struct sicht_remembered *memory, uint64_t entry, bool *answers)
{
	struct sicht_entry_class class = {.answers = true};
	if (memory->known->set != 0)
		SICHT_TRY(sicht_remembered_class(memory, entry, &class));
	*answers = class.answers;
	return SICHT_OK;
}

/* The full window of the same page and profile as `part`; NULL: none. */
static const struct sicht_window_print *find_full(const struct sicht_window_print *windows,
	size_t count, const struct sicht_window_print *part)
{
	for (size_t i = 0; i < count; i++) {
		if (windows[i].window == SICHT_WINDOW_FULL && windows[i].profile == part->profile &&
			windows[i].page == part->page)
			return &windows[i];
	}
	return NULL;
}

/*
 * The one place where a hit is judged by what both sides have. Only quadrants are in doubt, so only
 * for them the entry is read here. `hashed`: the window that met, NULL for digests.
 */
static enum sicht_status judge(struct look *look, const struct sicht_print *print,
	const struct sicht_window_print *hashed, const struct sicht_hit_entry *hit,
	enum sicht_worth *worth)
{
	struct sicht_lookup *lookup = look->lookup;
	struct sicht_entry entry;
	*worth = SICHT_WORTH_MATCH;
	if (hashed == NULL || !sicht_window_is_quadrant(hashed->window))
		return SICHT_OK;
	sicht_arena_reset(&lookup->entry);
	SICHT_TRY(sicht_store_entry(
		lookup->known[look->store].store, hit->match.entry, &lookup->entry, &entry));
	if (hit->ordinal >= entry.hash_count)
		return SICHT_OK; /* told where the entry is resolved */
	const struct sicht_window_print *other = &entry.hashes[hit->ordinal];
	const struct sicht_hit_side examined = {
		hashed, find_full(print->windows, print->window_count, hashed)};
	const struct sicht_hit_side known = {
		other, find_full(entry.hashes, entry.hash_count, other)};
	*worth = sicht_hit_worth(&examined, &known, (enum sicht_transform)hit->match.transform);
	return SICHT_OK;
}

/* File `file` has met an entry in some way; `hashed` as for judge(). */
static enum sicht_status meet(struct look *look, size_t file, enum way way,
	const struct sicht_window_print *hashed, struct sicht_hit_entry *hit)
{
	struct sicht_remembered *memory = &look->lookup->memories[look->store];
	struct sicht_kept *kept = &look->kept[file];
	uint64_t entry = hit->match.entry;
	uint32_t turn = look->first_turn + (uint32_t)file;
	bool answers;
	struct sicht_entry_class class;
	SICHT_TRY(sicht_remembered_reach(memory, entry));
	SICHT_TRY(ask_whether_answers(memory, entry, &answers));
	if (!answers)
		return SICHT_OK;
	uint32_t *stamp = &memory->stamps[entry];
	bool met = *stamp >> WAY_BITS == turn;
	unsigned before = met ? *stamp & ((1u << WAY_BITS) - 1) : (unsigned)WAYS;
	enum sicht_worth worth;
	if (before < (unsigned)way)
		return SICHT_OK; /* in a stronger way */
	SICHT_TRY(judge(look, &look->prints[file], hashed, hit, &worth));
	if (worth == SICHT_WORTH_POSSIBLE) {
		way = BY_POSSIBLE;
		hit->match.tier = SICHT_TIER_POSSIBLE;
	}
	if (worth == SICHT_WORTH_NOTHING || before < (unsigned)way)
		return SICHT_OK;
	look->matches[file].omitted += !met;
	*stamp = turn << WAY_BITS | (uint32_t)way;
	hit->store = look->store;
	size_t max = look->lookup->options.matches_max;
	if (hit->match.by == SICHT_MATCH_PDQ && !sicht_keep_wants(kept, hit, max))
		return SICHT_OK;
	SICHT_TRY(sicht_remembered_class(memory, entry, &class));
	hit->severity = class.severity;
	hit->order = class.order;
	return sicht_keep_offer(kept, hit, max);
}

/* ------------------------------------------------------------------------------------ searches */

/* What is searched, and what is found there. */
struct kind {
	unsigned segments; /* enum sicht_segment_kind */
	enum sicht_role role;
	enum sicht_match_by by;
	enum sicht_match_tier tier;
};

/* One search, and what came of it. */
struct search {
	struct kind kind;
	struct sicht_asks asks;
	struct sicht_hits hits; /* for SICHT_MATCH_PDQ */
	struct sicht_digest_hits digest_hits;
	size_t *begins; /* of the hits of each key, and their end; NULL: nothing was asked */
};

static const struct kind kinds[] = {
	{SICHT_SEGMENT_SHA256, SICHT_ROLE_KNOWN, SICHT_MATCH_SHA256, SICHT_TIER_IDENTICAL},
	{SICHT_SEGMENT_SHA1, SICHT_ROLE_KNOWN, SICHT_MATCH_SHA1, SICHT_TIER_IDENTICAL},
	{SICHT_SEGMENT_MD5, SICHT_ROLE_KNOWN, SICHT_MATCH_MD5, SICHT_TIER_IDENTICAL},
	{SICHT_SEGMENT_SHA256, SICHT_ROLE_IGNORABLE, SICHT_MATCH_SHA256, SICHT_TIER_IDENTICAL},
	{SICHT_SEGMENT_SHA1, SICHT_ROLE_IGNORABLE, SICHT_MATCH_SHA1, SICHT_TIER_IDENTICAL},
	{SICHT_SEGMENT_MD5, SICHT_ROLE_IGNORABLE, SICHT_MATCH_MD5, SICHT_TIER_IDENTICAL},
	{SICHT_SEGMENT_PDQ_FULLRES, SICHT_ROLE_KNOWN, SICHT_MATCH_PDQ, SICHT_TIER_MATCH},
	{SICHT_SEGMENT_PDQ_REF512, SICHT_ROLE_KNOWN, SICHT_MATCH_PDQ, SICHT_TIER_MATCH},
	{SICHT_SEGMENT_PDQ_FULLRES, SICHT_ROLE_KNOWN, SICHT_MATCH_PDQ, SICHT_TIER_POSSIBLE},
	{SICHT_SEGMENT_PDQ_REF512, SICHT_ROLE_KNOWN, SICHT_MATCH_PDQ, SICHT_TIER_POSSIBLE},
};
#define SEARCHES (sizeof kinds / sizeof *kinds)

struct searches {
	struct search items[SEARCHES];
};

static void searches_free(struct searches *searches)
{
	for (size_t i = 0; i < SEARCHES; i++) {
		sicht_asks_free(&searches->items[i].asks);
		sicht_hits_free(&searches->items[i].hits);
		sicht_digest_hits_free(&searches->items[i].digest_hits);
		free(searches->items[i].begins);
	}
}

static enum sicht_profile profile_of(const struct search *search)
{
	return (enum sicht_profile)(search->kind.segments - SICHT_SEGMENT_PDQ_FULLRES);
}

static enum sicht_status ask_all(const struct look *look, struct search *search)
{
	const struct sicht_lookup_options *options = &look->lookup->options;
	bool possible = search->kind.tier == SICHT_TIER_POSSIBLE;
	if (search->kind.by != SICHT_MATCH_PDQ)
		return sicht_asks_add_digests(&search->asks, look->prints, look->count,
			(enum sicht_digest_kind)search->kind.segments);
	if (possible && options->near.possible_bits <= options->near.threshold_bits)
		return SICHT_OK;
	return sicht_asks_add_hashes(&search->asks, look->prints, look->count, profile_of(search),
		possible, options->near.no_variants);
}

static enum sicht_status run_search(const struct look *look, struct search *search)
{
	const struct sicht_lookup_options *options = &look->lookup->options;
	const struct sicht_store *store = look->lookup->known[look->store].store;
	const struct sicht_tombstones *tombstones = sicht_store_tombstones(store);
	bool hashes = search->kind.by == SICHT_MATCH_PDQ;
	const struct sicht_search_options search_options = {
		.threshold_bits = search->kind.tier == SICHT_TIER_POSSIBLE
					  ? options->near.possible_bits
					  : options->near.threshold_bits,
		.threads = options->threads,
		.tombstones = tombstones,
		.hits_max = look->count > 1 ? options->hits_max : 0,
	};
	size_t segment_count;
	const struct sicht_segment *const *segments = sicht_store_segments(
		store, search->kind.segments, search->kind.role, &segment_count);
	if (segment_count == 0)
		return SICHT_OK;
	SICHT_TRY(ask_all(look, search));
	size_t keys = search->asks.key_count;
	if (keys == 0)
		return SICHT_OK;
	if (hashes)
		SICHT_TRY(sicht_search_range(segments, segment_count,
			(const void *)search->asks.keys, keys, &search_options, &search->hits));
	else
		SICHT_TRY(sicht_search_digests(segments, segment_count,
			(const uint8_t(*)[32])search->asks.keys, keys, tombstones, options->threads,
			&search->digest_hits));
	search->begins = calloc(keys + 1, sizeof *search->begins);
	if (search->begins == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory; use fewer --threads");
	size_t count = hashes ? search->hits.count : search->digest_hits.count, hit = 0;
	for (size_t key = 0; key < keys; key++) {
		while (hit < count && (hashes ? search->hits.items[hit].query
					      : search->digest_hits.items[hit].query) == key)
			hit++;
		search->begins[key + 1] = hit;
	}
	return SICHT_OK;
}

/* The way in which a file meets what it has asked for; by digest, `hashed` is not looked at. */
static enum way way_of(const struct search *search, const struct sicht_window_print *hashed)
{
	if (search->kind.by != SICHT_MATCH_PDQ)
		return search->kind.by == SICHT_MATCH_SHA256 ? BY_SHA256
		       : search->kind.by == SICHT_MATCH_SHA1 ? BY_SHA1
							     : BY_MD5;
	if (hashed->window == SICHT_WINDOW_THUMBNAIL)
		return BY_THUMBNAIL;
	if (search->kind.tier == SICHT_TIER_POSSIBLE)
		return BY_POSSIBLE;
	return hashed->window == SICHT_WINDOW_FULL ? BY_WHOLE : BY_PART;
}

/* What one file meets in one search, in one way. */
static enum sicht_status meet_hits(
	struct look *look, size_t file, enum way way, const struct search *search)
{
	for (size_t i = search->asks.begins[file]; i < search->asks.begins[file + 1]; i++) {
		const struct sicht_ask *asked = &search->asks.items[i];
		const struct sicht_window_print *hashed = NULL;
		if (search->kind.by == SICHT_MATCH_PDQ)
			hashed = &look->prints[file].windows[asked->window];
		if (way_of(search, hashed) != way)
			continue;
		struct sicht_hit_entry hit = {
			.role = search->kind.role,
			.match = {.by = search->kind.by,
				.tier = search->kind.tier,
				.distance_exact = -1},
		};
		for (size_t j = search->begins[asked->key]; j < search->begins[asked->key + 1];
			j++) {
			if (search->kind.by == SICHT_MATCH_PDQ) {
				const struct sicht_hit *found = &search->hits.items[j];
				hit.match.tier = search->kind.tier;
				hit.ordinal = sicht_owner_ordinal(found->owner);
				hit.match.entry = sicht_owner_entry(found->owner);
				hit.match.page = hashed->page;
				hit.match.window = hashed->window;
				hit.match.transform = asked->transform;
				hit.match.profile = (uint8_t)profile_of(search);
				hit.match.distance = found->distance_bits;
			} else {
				hit.match.entry = search->digest_hits.items[j].entry;
			}
			SICHT_TRY(meet(look, file, way, hashed, &hit));
		}
	}
	return SICHT_OK;
}

/* First all is asked, then what came of it is given to the files, one by one. */
static enum sicht_status search_store(struct look *look)
{
	SICHT_DEFER(searches_free) struct searches searches = {0};
	for (size_t i = 0; i < SEARCHES; i++) {
		searches.items[i].kind = kinds[i];
		SICHT_TRY(run_search(look, &searches.items[i]));
	}
	for (size_t file = 0; file < look->count; file++) {
		for (enum way way = 0; way < WAYS; way++) {
			for (size_t i = 0; i < SEARCHES; i++) {
				if (searches.items[i].begins != NULL)
					SICHT_TRY(meet_hits(look, file, way, &searches.items[i]));
			}
		}
	}
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------------ a batch */

/* Each file has a turn in each store, so that a stamp of one is no stamp of another. */
static void take_turns(struct look *look)
{
	struct sicht_lookup *lookup = look->lookup;
	if (lookup->turn + look->count >= 1u << (32 - WAY_BITS)) {
		for (size_t i = 0; i < lookup->known_count; i++)
			memset(lookup->memories[i].stamps, 0,
				lookup->memories[i].room * sizeof *lookup->memories[i].stamps);
		lookup->turn = 0;
	}
	look->first_turn = lookup->turn + 1;
	lookup->turn += (uint32_t)look->count;
}

/* If the hits are too many, half the files, and then the other half. */
static enum sicht_status look_up(struct look *look)
{
	enum sicht_status status = search_store(look);
	if (status != SICHT_ERROR_MEMORY || look->count == 1)
		return status;
	struct look half = *look, rest = *look;
	half.count = look->count / 2;
	rest.prints += half.count;
	rest.kept += half.count;
	rest.matches += half.count;
	rest.first_turn += (uint32_t)half.count;
	rest.count -= half.count;
	SICHT_TRY(look_up(&half));
	return look_up(&rest);
}

/* What findings call a set: a directory by its last name, however the way to it was spelled. */
static struct sicht_bytes name_of(
	const struct sicht_known_store *known, const struct sicht_set *set)
{
	const char *name = set->name.data;
	const char *slash = known->set != 0 ? memrchr(name, '/', set->name.size) : NULL;
	size_t skip = slash != NULL ? (size_t)(slash + 1 - name) : 0;
	return skip < set->name.size ? sicht_bytes(name + skip, set->name.size - skip) : set->name;
}

/* What the finding says of the entry. */
static enum sicht_status resolve(const struct sicht_known_store *known,
	const struct sicht_hit_entry *hit, struct sicht_arena *arena, struct sicht_known_match *out)
{
	const struct sicht_store *store = known[hit->store].store;
	struct sicht_entry entry;
	SICHT_TRY(sicht_store_entry(store, hit->match.entry, arena, &entry));
	const struct sicht_set *set = sicht_store_set(store, entry.set);
	if (set == NULL)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"entry %llu belongs to no set; run sicht store verify",
			(unsigned long long)hit->match.entry);
	struct sicht_bytes set_name = name_of(&known[hit->store], set);
	SICHT_TRY(sicht_arena_reserve(arena, set_name.size + 1, 1));
	*out = (struct sicht_known_match){
		.match = hit->match,
		.store = hit->store,
		.role = set->role,
		.name = entry.path.size > 0 ? entry.path : entry.external,
		.set = sicht_arena_copy(arena, set_name),
		.category = entry.category,
	};
	if (hit->match.by != SICHT_MATCH_PDQ)
		return SICHT_OK;
	if (hit->ordinal >= entry.hash_count)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"a segment names hash %u of entry %llu, which has %u; sicht store compact "
			"rebuilds the segments",
			hit->ordinal, (unsigned long long)hit->match.entry, entry.hash_count);
	const struct sicht_window_print *hash = &entry.hashes[hit->ordinal];
	out->match.known_page = hash->page;
	out->match.known_window = hash->window;
	out->known_exact = hash->exact;
	out->known_hash = hash->form[0];
	return SICHT_OK;
}

static enum sicht_status resolve_all(const struct sicht_lookup *lookup, struct sicht_kept *kept,
	struct sicht_arena *arena, struct sicht_file_matches *matches)
{
	sicht_keep_finish(kept, lookup->options.matches_max);
	SICHT_TRY(sicht_arena_reserve(arena, kept->count * sizeof *matches->items, 1));
	matches->items = sicht_arena_alloc(arena, kept->count * sizeof *matches->items);
	matches->count = kept->count;
	matches->omitted -= kept->count; /* until now it counted all */
	for (size_t i = 0; i < kept->count; i++)
		SICHT_TRY(resolve(lookup->known, &kept->items[i], arena, &matches->items[i]));
	return SICHT_OK;
}

/* A batch without its copies: the prints, what they meet, and which of them each file is. */
struct batch {
	struct sicht_print *prints;
	struct sicht_kept *kept;
	struct sicht_file_matches *matches;
	size_t count;
	uint32_t *firsts; /* of all files: the first copy */
};

static void batch_free(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		sicht_kept_free(&batch->kept[i]);
	free(batch->prints);
	free(batch->kept);
	free(batch->matches);
	free(batch->firsts);
}

static enum sicht_status batch_make(
	const struct sicht_print *prints, size_t count, struct batch *batch)
{
	batch->prints = calloc(count + 1, sizeof *batch->prints);
	batch->kept = calloc(count + 1, sizeof *batch->kept);
	batch->matches = calloc(count + 1, sizeof *batch->matches);
	batch->firsts = calloc(count + 1, sizeof *batch->firsts);
	if (batch->prints == NULL || batch->kept == NULL || batch->matches == NULL ||
		batch->firsts == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory; use fewer --threads");
	SICHT_TRY(sicht_copies_find(prints, count, batch->firsts));
	for (size_t i = 0; i < count; i++) {
		if (batch->firsts[i] == i)
			batch->prints[batch->count++] = prints[i];
	}
	return SICHT_OK;
}

/* Each file gets its own matches: copies are told apart again when they are confirmed. */
static enum sicht_status hand_out(const struct batch *batch, size_t count,
	struct sicht_arena *arena, struct sicht_file_matches *matches)
{
	size_t next = 0;
	for (size_t i = 0; i < count; i++) {
		const struct sicht_file_matches *first = &matches[batch->firsts[i]];
		if (batch->firsts[i] == i) {
			matches[i] = batch->matches[next++];
			continue;
		}
		matches[i] = *first;
		SICHT_TRY(sicht_arena_reserve(arena, first->count * sizeof *first->items, 1));
		matches[i].items = sicht_arena_alloc(arena, first->count * sizeof *first->items);
		for (size_t j = 0; j < first->count; j++)
			matches[i].items[j] = first->items[j];
	}
	return SICHT_OK;
}

enum sicht_status sicht_lookup_prints(struct sicht_lookup *lookup, const struct sicht_print *prints,
	size_t count, struct sicht_arena *arena, struct sicht_file_matches *matches)
{
	SICHT_DEFER(batch_free) struct batch batch = {0};
	SICHT_TRY(batch_make(prints, count, &batch));
	for (size_t i = 0; i < lookup->known_count && count > 0; i++) {
		struct look look = {.lookup = lookup,
			.store = (uint32_t)i,
			.prints = batch.prints,
			.kept = batch.kept,
			.matches = batch.matches,
			.count = batch.count};
		take_turns(&look);
		SICHT_TRY(look_up(&look));
	}
	for (size_t i = 0; i < batch.count; i++)
		SICHT_TRY(resolve_all(lookup, &batch.kept[i], arena, &batch.matches[i]));
	return hand_out(&batch, count, arena, matches);
}

static void close_lookup(struct sicht_lookup **lookup)
{
	sicht_lookup_close(*lookup);
}

enum sicht_status sicht_lookup_open(const struct sicht_known_store *known, size_t known_count,
	const struct sicht_lookup_options *options, struct sicht_lookup **out)
{
	SICHT_DEFER(close_lookup) struct sicht_lookup *lookup = calloc(1, sizeof *lookup);
	if (lookup == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	lookup->known = known;
	lookup->options = *options;
	if (lookup->options.matches_max == 0)
		lookup->options.matches_max = SICHT_MATCHES_PER_FINDING;
	if (lookup->options.hits_max == 0)
		lookup->options.hits_max = SICHT_LOOKUP_HITS_MAX;
	lookup->memories = calloc(known_count + 1, sizeof *lookup->memories);
	if (lookup->memories == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	lookup->known_count = known_count;
	for (size_t i = 0; i < known_count; i++)
		SICHT_TRY(sicht_remembered_open(&known[i], &lookup->memories[i]));
	*out = lookup;
	lookup = NULL;
	return SICHT_OK;
}

void sicht_lookup_close(struct sicht_lookup *lookup)
{
	if (lookup == NULL)
		return;
	for (size_t i = 0; i < lookup->known_count; i++)
		sicht_remembered_free(&lookup->memories[i]);
	free(lookup->memories);
	sicht_arena_free(&lookup->entry);
	free(lookup);
}

unsigned sicht_known_profiles(const struct sicht_known_store *known, size_t known_count)
{
	unsigned profiles = 0;
	for (size_t i = 0; i < known_count; i++) {
		for (enum sicht_profile profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
			size_t count;
			sicht_store_segments(known[i].store,
				SICHT_SEGMENT_PDQ_FULLRES + (unsigned)profile, SICHT_ROLE_KNOWN,
				&count);
			if (count > 0)
				profiles |= 1u << profile;
		}
	}
	return profiles;
}
