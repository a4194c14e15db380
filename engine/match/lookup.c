/* SPDX-License-Identifier: MIT */
/*
 * One batch of prints against all stores: digests first, then one range search for all windows,
 * forms and profiles of the whole batch, so that the search can work as a join. See known.h.
 *
 * Of the many ways in which one file can meet one entry (digests, windows, forms) the strongest is
 * kept: by digest before by hash, the whole picture before a part of it, then the smaller distance,
 * then the lower page, window and form. What a thumbnail meets comes behind all that the picture meets:
 * it may be another picture. The result does not depend on the order in which the search reports.
 */
#include "engine/match/known.h"

#include <stdlib.h>
#include <string.h>

#include "index/search/search.h"
#include "sicht/hash.h"
#include "sicht/limits.h"

/* A meeting before anybody has looked at the entry. */
struct meeting {
	uint32_t print;
	uint32_t store;
	uint32_t ordinal; /* which of the entry's hashes; 0 for digests */
	struct sicht_match match;
};

struct meetings {
	struct meeting *items;
	size_t count, capacity;
};

/* Which print and how: the other half of one query of the range search. */
struct origin {
	uint32_t print;
	uint32_t window;
	uint8_t transform;
};

/* Everything that one look-up allocates. */
struct lookup {
	struct meetings meetings;
	struct sicht_pdq *queries;
	struct origin *origins;
	size_t query_count;
	uint8_t (*digests)[32];
	uint32_t *digest_prints;
	struct sicht_hits hits;
	struct sicht_digest_hits digest_hits;
};

static void lookup_free(struct lookup *lookup)
{
	free(lookup->meetings.items);
	free(lookup->queries);
	free(lookup->origins);
	free(lookup->digests);
	free(lookup->digest_prints);
	sicht_hits_free(&lookup->hits);
	sicht_digest_hits_free(&lookup->digest_hits);
}

static enum sicht_status add_meeting(struct meetings *meetings, const struct meeting *meeting)
{
	if (meetings->count == meetings->capacity) {
		size_t capacity = meetings->capacity * 2 + 256;
		struct meeting *items =
			realloc(meetings->items, capacity * sizeof *meetings->items);
		if (items == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory; use fewer --threads");
		meetings->items = items;
		meetings->capacity = capacity;
	}
	meetings->items[meetings->count++] = *meeting;
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------------- digests */

static enum sicht_match_by match_by(enum sicht_digest_kind kind)
{
	switch (kind) {
	case SICHT_DIGEST_MD5:
		return SICHT_MATCH_MD5;
	case SICHT_DIGEST_SHA1:
		return SICHT_MATCH_SHA1;
	case SICHT_DIGEST_SHA256:
		break;
	}
	return SICHT_MATCH_SHA256;
}

static size_t gather_digests(struct lookup *lookup, const struct sicht_print *prints, size_t count,
	enum sicht_digest_kind kind)
{
	size_t gathered = 0;
	for (size_t i = 0; i < count; i++) {
		/* all empty files have one digest: it says nothing */
		if (!(prints[i].digests.have & 1u << kind) ||
			prints[i].outcome == SICHT_OUTCOME_EMPTY)
			continue;
		memcpy(lookup->digests[gathered], sicht_digest_get(&prints[i].digests, kind),
			sicht_digest_size(kind));
		lookup->digest_prints[gathered++] = (uint32_t)i;
	}
	return gathered;
}

static enum sicht_status search_digests(struct lookup *lookup,
	const struct sicht_known_store *known, uint32_t store, enum sicht_digest_kind kind,
	enum sicht_role role, size_t query_count, unsigned threads)
{
	size_t segment_count;
	const struct sicht_segment *const *segments =
		sicht_store_segments(known->store, (unsigned)kind, role, &segment_count);
	if (segment_count == 0 || query_count == 0)
		return SICHT_OK;
	SICHT_TRY(sicht_search_digests(segments, segment_count,
		(const uint8_t(*)[32])lookup->digests, query_count,
		sicht_store_tombstones(known->store), threads, &lookup->digest_hits));
	for (size_t i = 0; i < lookup->digest_hits.count; i++) {
		const struct sicht_digest_hit *hit = &lookup->digest_hits.items[i];
		struct meeting meeting = {
			.print = lookup->digest_prints[hit->query],
			.store = store,
			.match = {.by = match_by(kind),
				.tier = SICHT_TIER_IDENTICAL,
				.entry = hit->entry,
				.distance_exact = -1},
		};
		SICHT_TRY(add_meeting(&lookup->meetings, &meeting));
	}
	return SICHT_OK;
}

static enum sicht_status meet_by_digest(struct lookup *lookup,
	const struct sicht_known_store *known, size_t known_count, const struct sicht_print *prints,
	size_t count, unsigned threads)
{
	for (enum sicht_digest_kind kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		size_t query_count = gather_digests(lookup, prints, count, kind);
		for (size_t i = 0; i < known_count; i++) {
			SICHT_TRY(search_digests(lookup, &known[i], (uint32_t)i, kind,
				SICHT_ROLE_KNOWN, query_count, threads));
			SICHT_TRY(search_digests(lookup, &known[i], (uint32_t)i, kind,
				SICHT_ROLE_IGNORABLE, query_count, threads));
		}
	}
	return SICHT_OK;
}

/* -------------------------------------------------------------------------------------- hashes */

/* Queries that one window print gives: its forms, and the complement of the full window's. */
static void gather_window(struct lookup *lookup, uint32_t print, uint32_t window,
	const struct sicht_window_print *hashed, bool no_variants)
{
	unsigned form_count = no_variants ? 1 : hashed->form_count;
	bool negative = !no_variants && hashed->window == SICHT_WINDOW_FULL;
	for (unsigned form = 0; form < form_count; form++) {
		lookup->queries[lookup->query_count] = hashed->form[form];
		lookup->origins[lookup->query_count++] =
			(struct origin){print, window, (uint8_t)form};
	}
	if (negative) {
		lookup->queries[lookup->query_count] = sicht_pdq_complement(&hashed->form[0]);
		lookup->origins[lookup->query_count++] =
			(struct origin){print, window, SICHT_TRANSFORM_NEGATIVE};
	}
}

static void gather_queries(struct lookup *lookup, const struct sicht_print *prints, size_t count,
	enum sicht_profile profile, bool full_only, bool no_variants)
{
	lookup->query_count = 0;
	for (size_t i = 0; i < count; i++) {
		for (uint32_t j = 0; j < prints[i].window_count; j++) {
			const struct sicht_window_print *hashed = &prints[i].windows[j];
			if (hashed->profile != profile || hashed->quality < SICHT_QUALITY_MIN ||
				(full_only && hashed->window != SICHT_WINDOW_FULL))
				continue;
			gather_window(lookup, (uint32_t)i, j, hashed, no_variants);
		}
	}
}

static enum sicht_status search_hashes(struct lookup *lookup, const struct sicht_known_store *known,
	uint32_t store, enum sicht_profile profile, const struct sicht_print *prints,
	const struct sicht_search_options *search, enum sicht_match_tier tier, unsigned above_bits,
	struct sicht_file_matches *matches)
{
	size_t segment_count;
	const struct sicht_segment *const *segments = sicht_store_segments(known->store,
		SICHT_SEGMENT_PDQ_FULLRES + (unsigned)profile, SICHT_ROLE_KNOWN, &segment_count);
	if (segment_count == 0 || lookup->query_count == 0)
		return SICHT_OK;
	SICHT_TRY(sicht_search_range(segments, segment_count, lookup->queries, lookup->query_count,
		search, &lookup->hits));
	for (size_t i = 0; i < lookup->hits.count; i++) {
		const struct sicht_hit *hit = &lookup->hits.items[i];
		const struct origin *origin = &lookup->origins[hit->query];
		if (tier == SICHT_TIER_POSSIBLE && hit->distance_bits <= above_bits)
			continue;
		struct meeting meeting = {
			.print = origin->print,
			.store = store,
			.ordinal = sicht_owner_ordinal(hit->owner),
			.match = {.by = SICHT_MATCH_PDQ,
				.tier = tier,
				.entry = sicht_owner_entry(hit->owner),
				.page = prints[origin->print].windows[origin->window].page,
				.window = prints[origin->print].windows[origin->window].window,
				.transform = origin->transform,
				.profile = (uint8_t)profile,
				.distance = hit->distance_bits,
				.distance_exact = -1},
		};
		SICHT_TRY(add_meeting(&lookup->meetings, &meeting));
	}
	for (size_t i = 0; lookup->hits.omitted != NULL && i < lookup->query_count; i++)
		matches[lookup->origins[i].print].omitted += lookup->hits.omitted[i];
	return SICHT_OK;
}

static enum sicht_status meet_by_hash(struct lookup *lookup, const struct sicht_known_store *known,
	size_t known_count, const struct sicht_print *prints, size_t count,
	const struct sicht_lookup_options *options, enum sicht_match_tier tier,
	struct sicht_file_matches *matches)
{
	bool possible = tier == SICHT_TIER_POSSIBLE;
	for (enum sicht_profile profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
		gather_queries(lookup, prints, count, profile, possible, options->no_variants);
		for (size_t i = 0; i < known_count; i++) {
			struct sicht_search_options search = {
				.threshold_bits =
					possible ? options->possible_bits : options->threshold_bits,
				.threads = options->threads,
				.tombstones = sicht_store_tombstones(known[i].store),
				.owners_max = SICHT_MATCHES_PER_FINDING,
			};
			SICHT_TRY(search_hashes(lookup, &known[i], (uint32_t)i, profile, prints,
				&search, tier, options->threshold_bits, matches));
		}
	}
	return SICHT_OK;
}

/* -------------------------------------------------------------------------- the strongest first */

/* Lexicographic order of `count` numbers. */
static int compare_numbers(const uint64_t *a, const uint64_t *b, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

static bool of_thumbnail(const struct meeting *meeting)
{
	return meeting->match.window == SICHT_WINDOW_THUMBNAIL;
}

/*
 * Entry by entry; of one entry the strongest meeting first. A meeting of the whole picture says
 * more than one of a part, even if the part is nearer.
 */
static int by_entry(const void *left, const void *right)
{
	const struct meeting *a = left, *b = right;
	uint64_t x[] = {a->print, a->store, a->match.entry, of_thumbnail(a), a->match.tier,
		a->match.by, a->match.window != SICHT_WINDOW_FULL, a->match.distance, a->match.page,
		a->match.window, a->ordinal, a->match.transform, a->match.profile};
	uint64_t y[] = {b->print, b->store, b->match.entry, of_thumbnail(b), b->match.tier,
		b->match.by, b->match.window != SICHT_WINDOW_FULL, b->match.distance, b->match.page,
		b->match.window, b->ordinal, b->match.transform, b->match.profile};
	return compare_numbers(x, y, sizeof x / sizeof *x);
}

/* What stands first in a finding: the picture, then the tier, the kind, the distance. */
static int by_strength(const void *left, const void *right)
{
	const struct meeting *a = left, *b = right;
	uint64_t x[] = {a->print, of_thumbnail(a), a->match.tier, a->match.by, a->match.distance,
		a->store, a->match.entry};
	uint64_t y[] = {b->print, of_thumbnail(b), b->match.tier, b->match.by, b->match.distance,
		b->store, b->match.entry};
	return compare_numbers(x, y, sizeof x / sizeof *x);
}

/* One meeting a file and entry, then by file and strength. */
static void keep_strongest(struct meetings *meetings)
{
	if (meetings->count == 0)
		return;
	qsort(meetings->items, meetings->count, sizeof *meetings->items, by_entry);
	size_t kept = 1;
	for (size_t i = 1; i < meetings->count; i++) {
		const struct meeting *last = &meetings->items[kept - 1],
				     *next = &meetings->items[i];
		if (next->print != last->print || next->store != last->store ||
			next->match.entry != last->match.entry)
			meetings->items[kept++] = *next;
	}
	meetings->count = kept;
	qsort(meetings->items, meetings->count, sizeof *meetings->items, by_strength);
}

/* What the finding says of the entry. */
static enum sicht_status resolve(const struct sicht_known_store *known,
	const struct meeting *meeting, struct sicht_arena *arena, struct sicht_known_match *out)
{
	const struct sicht_store *store = known[meeting->store].store;
	struct sicht_entry entry;
	SICHT_TRY(sicht_store_entry(store, meeting->match.entry, arena, &entry));
	const struct sicht_set *set = sicht_store_set(store, entry.set);
	if (set == NULL)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"entry %llu belongs to no set; run sicht store verify",
			(unsigned long long)meeting->match.entry);
	*out = (struct sicht_known_match){
		.match = meeting->match,
		.store = meeting->store,
		.role = set->role,
		.name = entry.path.size > 0 ? entry.path : entry.external,
		.set = sicht_arena_copy(arena, set->name),
		.category = entry.category,
	};
	if (meeting->match.by != SICHT_MATCH_PDQ)
		return SICHT_OK;
	if (meeting->ordinal >= entry.hash_count)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"a segment names hash %u of entry %llu, which has %u; sicht store compact "
			"rebuilds the segments",
			meeting->ordinal, (unsigned long long)meeting->match.entry,
			entry.hash_count);
	const struct sicht_window_print *hash = &entry.hashes[meeting->ordinal];
	out->match.known_page = hash->page;
	out->match.known_window = hash->window;
	out->known_exact = hash->exact;
	out->known_hash = hash->form[0];
	return SICHT_OK;
}

static enum sicht_status resolve_all(const struct sicht_known_store *known,
	const struct meetings *meetings, struct sicht_arena *arena,
	struct sicht_file_matches *matches)
{
	for (size_t i = 0; i < meetings->count;) {
		uint32_t print = meetings->items[i].print;
		size_t end = i;
		while (end < meetings->count && meetings->items[end].print == print)
			end++;
		size_t count =
			end - i < SICHT_MATCHES_PER_FINDING ? end - i : SICHT_MATCHES_PER_FINDING;
		struct sicht_file_matches *file = &matches[print];
		file->items = sicht_arena_alloc(arena, count * sizeof *file->items);
		file->count = count;
		file->omitted += end - i - count;
		for (size_t j = 0; j < count; j++)
			SICHT_TRY(resolve(known, &meetings->items[i + j], arena, &file->items[j]));
		i = end;
	}
	return SICHT_OK;
}

static enum sicht_status allocate(
	struct lookup *lookup, const struct sicht_print *prints, size_t count)
{
	size_t queries = 0;
	for (size_t i = 0; i < count; i++)
		queries += (size_t)prints[i].window_count * (SICHT_DIHEDRAL_COUNT + 1);
	lookup->queries = malloc((queries + 1) * sizeof *lookup->queries);
	lookup->origins = malloc((queries + 1) * sizeof *lookup->origins);
	lookup->digests = calloc(count + 1, sizeof *lookup->digests);
	lookup->digest_prints = malloc((count + 1) * sizeof *lookup->digest_prints);
	if (lookup->queries == NULL || lookup->origins == NULL || lookup->digests == NULL ||
		lookup->digest_prints == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	return SICHT_OK;
}

enum sicht_status sicht_lookup(const struct sicht_known_store *known, size_t known_count,
	const struct sicht_print *prints, size_t count, const struct sicht_lookup_options *options,
	struct sicht_arena *arena, struct sicht_file_matches *matches)
{
	SICHT_DEFER(lookup_free) struct lookup lookup = {0};
	memset(matches, 0, count * sizeof *matches);
	SICHT_TRY(allocate(&lookup, prints, count));
	SICHT_TRY(meet_by_digest(&lookup, known, known_count, prints, count, options->threads));
	SICHT_TRY(meet_by_hash(
		&lookup, known, known_count, prints, count, options, SICHT_TIER_MATCH, matches));
	if (options->possible_bits > options->threshold_bits)
		SICHT_TRY(meet_by_hash(&lookup, known, known_count, prints, count, options,
			SICHT_TIER_POSSIBLE, matches));
	keep_strongest(&lookup.meetings);
	return resolve_all(known, &lookup.meetings, arena, matches);
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
