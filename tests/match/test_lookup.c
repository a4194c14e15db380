/* SPDX-License-Identifier: MIT */
/*
 * What a file meets in stores that are made for it, hash by hash: by which digests and windows, up
 * to which distance, how many are not listed.
 */
#include <criterion/criterion.h>

#include "engine/match/known.h"
#include "sicht/hash.h"
#include "sicht/limits.h"
#include "tests/scratch.h"

#define STORES 2

struct world {
	struct scratch scratch;
	struct sicht_indexer *indexers[STORES];
	struct sicht_known_store known[STORES];
	struct sicht_lookup *lookup;
	struct sicht_arena arena;
	struct sicht_lookup_options options;
};

static const char *store_path(const struct world *world, size_t store)
{
	return scratch_path(&world->scratch, store == 0 ? "first" : "second");
}

static struct world make_world(void)
{
	struct world world = {.scratch = scratch_new(), .options = {.near.threshold_bits = 31}};
	const struct sicht_indexer_options options = {.create = true};
	for (size_t i = 0; i < STORES; i++)
		cr_assert_eq(
			sicht_indexer_open(store_path(&world, i), &options, &world.indexers[i]),
			SICHT_OK, "%s", sicht_message());
	return world;
}

static void world_free(struct world *world)
{
	sicht_lookup_close(world->lookup);
	for (size_t i = 0; i < STORES; i++) {
		sicht_store_close(world->known[i].store);
		sicht_indexer_close(world->indexers[i]);
	}
	sicht_arena_free(&world->arena);
	scratch_free(&world->scratch);
}

/* An entry of `store` with these hashes, or (with none) these digests. */
static uint64_t add(struct world *world, size_t store, enum sicht_role role,
	struct sicht_window_print *hashes, uint32_t count, const struct sicht_digests *digests)
{
	struct sicht_set_options set = {
		.name = sicht_bytes_of(role == SICHT_ROLE_KNOWN ? "known" : "ignorable"),
		.role = role};
	struct sicht_entry entry = {
		.path = sicht_bytes_of("x"), .hashes = hashes, .hash_count = count};
	struct sicht_indexer_add_options options = {0};
	uint64_t id = 0;
	if (digests != NULL)
		entry.digests = *digests;
	cr_assert_eq(sicht_indexer_set(world->indexers[store], &set, &entry.set), SICHT_OK);
	cr_assert_eq(sicht_indexer_add(world->indexers[store], &entry, &options, &id), SICHT_OK,
		"%s", sicht_message());
	return id;
}

static uint64_t add_known(
	struct world *world, size_t store, struct sicht_window_print *hashes, uint32_t count)
{
	return add(world, store, SICHT_ROLE_KNOWN, hashes, count, NULL);
}

/* All is there: from now on it is looked up. */
static void open_world(struct world *world, size_t stores)
{
	for (size_t i = 0; i < stores; i++) {
		cr_assert_eq(
			sicht_indexer_commit(world->indexers[i]), SICHT_OK, "%s", sicht_message());
		sicht_indexer_close(world->indexers[i]);
		world->indexers[i] = NULL;
		world->known[i].name = sicht_bytes_of("store");
		cr_assert_eq(sicht_store_open(store_path(world, i), NULL, &world->known[i].store),
			SICHT_OK, "%s", sicht_message());
	}
	cr_assert_eq(
		sicht_lookup_open(world->known, stores, &world->options, &world->lookup), SICHT_OK);
}

static void look_up(struct world *world, const struct sicht_print *prints, size_t count,
	struct sicht_file_matches *matches)
{
	sicht_arena_reset(&world->arena);
	cr_assert_eq(sicht_lookup_prints(world->lookup, prints, count, &world->arena, matches),
		SICHT_OK, "%s", sicht_message());
}

/* What one print meets alone. */
static struct sicht_file_matches meet(struct world *world, const struct sicht_print *print)
{
	struct sicht_file_matches matches = {0};
	look_up(world, print, 1, &matches);
	return matches;
}

/* Hashes of different seeds lie about 128 bits apart. */
static struct sicht_pdq hash_of(uint64_t seed)
{
	struct sicht_pdq hash;
	for (int i = 0; i < 4; i++) {
		uint64_t x = seed += UINT64_C(0x9e3779b97f4a7c15);
		x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
		hash.word[i] = x ^ x >> 31;
	}
	return hash;
}

/* The same hash, with `count` bits turned from bit `first` on. */
static struct sicht_pdq turned(struct sicht_pdq hash, unsigned first, unsigned count)
{
	for (unsigned bit = first; bit < first + count; bit++)
		hash.word[bit / 64] ^= UINT64_C(1) << bit % 64;
	return hash;
}

static struct sicht_window_print window_of(uint16_t window, struct sicht_pdq hash)
{
	return (struct sicht_window_print){
		.window = window, .quality = 100, .form_count = 1, .form = {hash}};
}

static struct sicht_window_print full_of(struct sicht_pdq hash)
{
	return window_of(SICHT_WINDOW_FULL, hash);
}

static struct sicht_print print_of(struct sicht_window_print *windows, uint32_t count)
{
	return (struct sicht_print){.windows = windows, .window_count = count};
}

static struct sicht_digests digest_of(enum sicht_digest_kind kind, uint8_t byte)
{
	struct sicht_digests digests = {.have = (uint8_t)(1u << kind)};
	uint8_t *const places[] = {digests.md5, digests.sha1, digests.sha256};
	memset(places[kind], byte, sicht_digest_size(kind));
	return digests;
}

/* Lists often have one kind of digest alone. */
Test(lookup, every_kind_of_digest_is_met_alone_in_known_and_in_ignorable_material)
{
	SICHT_DEFER(world_free) struct world world = make_world();
	static const enum sicht_role roles[] = {SICHT_ROLE_KNOWN, SICHT_ROLE_IGNORABLE};
	static const enum sicht_match_by by[] = {
		SICHT_MATCH_MD5, SICHT_MATCH_SHA1, SICHT_MATCH_SHA256};
	uint64_t ids[2][SICHT_DIGEST_KIND_COUNT];
	for (unsigned role = 0; role < 2; role++) {
		for (unsigned kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
			struct sicht_digests digests =
				digest_of(kind, (uint8_t)(1 + 3 * role + kind));
			ids[role][kind] = add(&world, 0, roles[role], NULL, 0, &digests);
		}
	}
	open_world(&world, 1);
	for (unsigned role = 0; role < 2; role++) {
		for (unsigned kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
			struct sicht_print print = {
				.digests = digest_of(kind, (uint8_t)(1 + 3 * role + kind))};
			struct sicht_file_matches met = meet(&world, &print);
			cr_assert_eq(met.count, 1, "role %u, kind %u", role, kind);
			cr_expect_eq(met.items[0].match.entry, ids[role][kind]);
			cr_expect_eq(met.items[0].match.by, by[kind]);
			cr_expect_eq(met.items[0].role, roles[role]);
			print.outcome = SICHT_OUTCOME_EMPTY;
			cr_expect_eq(meet(&world, &print).count, 0, "what is empty says nothing");
		}
	}
}

Test(lookup, a_match_is_within_the_threshold_and_of_sufficient_quality)
{
	SICHT_DEFER(world_free) struct world world = make_world();
	struct sicht_window_print known = full_of(hash_of(1));
	add_known(&world, 0, &known, 1);
	open_world(&world, 1);
	static const struct {
		unsigned bits;
		uint8_t quality;
		size_t count;
	} rows[] = {{0, 100, 1}, {31, 100, 1}, {32, 100, 0}, {31, 50, 1}, {31, 49, 0}, {0, 49, 0}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sicht_window_print window = full_of(turned(hash_of(1), 60, rows[i].bits));
		window.quality = rows[i].quality;
		struct sicht_print print = print_of(&window, 1);
		struct sicht_file_matches met = meet(&world, &print);
		cr_assert_eq(met.count, rows[i].count, "row %zu", i);
		cr_expect(met.count == 0 || met.items[0].match.distance == rows[i].bits);
	}
}

/* In each profile that the store has; and of the whole picture alone. */
Test(lookup, what_is_possible_is_of_whole_pictures_in_either_profile)
{
	for (unsigned profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
		SICHT_DEFER(world_free) struct world world = make_world();
		world.options.near.possible_bits = 60;
		struct sicht_window_print known = full_of(hash_of(1));
		known.profile = (uint8_t)profile;
		add_known(&world, 0, &known, 1);
		open_world(&world, 1);
		struct sicht_window_print windows[] = {
			full_of(turned(hash_of(1), 60, 60)), full_of(hash_of(2))};
		windows[0].profile = windows[1].profile = (uint8_t)profile;
		struct sicht_print print = print_of(windows, 2);
		struct sicht_file_matches met = meet(&world, &print);
		cr_assert_eq(met.count, 1, "profile %u", profile);
		cr_expect_eq(met.items[0].match.tier, SICHT_TIER_POSSIBLE);
		cr_expect_eq(met.items[0].match.distance, 60);
		cr_expect_eq(met.items[0].match.profile, profile);
		windows[0].window = SICHT_WINDOW_TRIM_A;
		cr_expect_eq(meet(&world, &print).count, 0, "a part is near, or it is nothing");
		windows[0].form[0] = turned(hash_of(1), 60, 31);
		cr_expect_eq(meet(&world, &print).count, 1);
	}
}

/* A picture is inverted, a part of one is not: it would meet by chance. */
Test(lookup, the_complement_is_of_whole_pictures)
{
	SICHT_DEFER(world_free) struct world world = make_world();
	struct sicht_window_print known = full_of(hash_of(1));
	add_known(&world, 0, &known, 1);
	open_world(&world, 1);
	struct sicht_pdq negative = sicht_pdq_complement(&known.form[0]);
	struct sicht_window_print window = full_of(negative);
	struct sicht_print print = print_of(&window, 1);
	struct sicht_file_matches met = meet(&world, &print);
	cr_assert_eq(met.count, 1);
	cr_expect_eq(met.items[0].match.transform, SICHT_TRANSFORM_NEGATIVE);
	window.window = SICHT_WINDOW_TRIM_A;
	cr_expect_eq(meet(&world, &print).count, 0);
}

/* Of many ways in which a file meets an entry, the nearest of the strongest is told. */
Test(lookup, an_entry_is_met_as_near_as_may_be)
{
	SICHT_DEFER(world_free) struct world world = make_world();
	struct sicht_window_print known[] = {
		full_of(hash_of(1)), window_of(SICHT_WINDOW_TRIM_B, turned(hash_of(1), 100, 3))};
	known[1].page = 4;
	add_known(&world, 0, known, 2);
	open_world(&world, 1);
	struct sicht_window_print windows[] = {full_of(turned(hash_of(1), 100, 9)),
		full_of(turned(hash_of(1), 100, 5)),
		window_of(SICHT_WINDOW_TRIM_A, turned(hash_of(1), 100, 3))};
	windows[1].page = 1;
	struct sicht_print print = print_of(windows, 3);
	struct sicht_file_matches met = meet(&world, &print);
	cr_assert_eq(met.count, 1);
	cr_expect_eq(met.omitted, 0);
	cr_expect_eq(met.items[0].match.distance, 2, "the second page, though a part is nearer");
	cr_expect_eq(met.items[0].match.page, 1);
	cr_expect_eq(met.items[0].match.known_window, SICHT_WINDOW_TRIM_B);
	cr_expect_eq(met.items[0].match.known_page, 4);
}

/* Corners look alike: of three known pictures with the same corner, one looks alike as a whole. */
Test(lookup, a_doubtful_corner_makes_no_other_doubtful)
{
	SICHT_DEFER(world_free) struct world world = make_world();
	struct sicht_window_print known[] = {full_of(turned(hash_of(1), 10, 45)),
		window_of(SICHT_WINDOW_TOP_LEFT, turned(hash_of(2), 30, 20))};
	uint64_t ids[] = {add_known(&world, 0, known + 1, 1), add_known(&world, 0, known, 2),
		add_known(&world, 0, known + 1, 1)};
	open_world(&world, 1);
	struct sicht_window_print windows[] = {
		full_of(hash_of(1)), window_of(SICHT_WINDOW_TOP_LEFT, hash_of(2))};
	struct sicht_print print = print_of(windows, 2);
	struct sicht_file_matches met = meet(&world, &print);
	cr_assert_eq(met.count, 3);
	cr_expect_eq(met.items[0].match.entry, ids[1]);
	cr_expect_eq(met.items[0].match.tier, SICHT_TIER_MATCH);
	cr_expect_eq(met.items[1].match.entry, ids[0]);
	cr_expect_eq(met.items[1].match.tier, SICHT_TIER_POSSIBLE);
	cr_expect_eq(met.items[2].match.entry, ids[2]);
	cr_expect_eq(met.items[2].match.tier, SICHT_TIER_POSSIBLE);
}

/* Hashes may begin alike, and digests are shorter than hashes. */
Test(lookup, files_that_ask_for_almost_the_same_are_told_apart)
{
	SICHT_DEFER(world_free) struct world world = make_world();
	struct sicht_window_print known[] = {full_of(hash_of(1)), full_of(hash_of(2))};
	known[1].form[0].word[0] = known[0].form[0].word[0];
	uint64_t ids[] = {add_known(&world, 0, &known[0], 1), add_known(&world, 0, &known[1], 1)};
	open_world(&world, 1);
	struct sicht_print prints[] = {print_of(&known[0], 1), print_of(&known[1], 1)};
	struct sicht_file_matches met[2] = {0};
	look_up(&world, prints, 2, met);
	for (size_t i = 0; i < 2; i++) {
		cr_assert_eq(met[i].count, 1);
		cr_expect_eq(met[i].items[0].match.entry, ids[i]);
		cr_expect_eq(met[i].items[0].match.distance, 0);
	}
}

/* Entries whose hashes lie near one another, 0 to 6 bits from that of seed 1. */
static void add_crowd(struct world *world, size_t store, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct sicht_window_print known = full_of(turned(hash_of(1), 8 * (i % 16), i % 7));
		add_known(world, store, &known, 1);
	}
}

Test(lookup, what_is_not_listed_is_counted_over_all_stores)
{
	SICHT_DEFER(world_free) struct world world = make_world();
	world.options.matches_max = 10;
	add_crowd(&world, 0, 30);
	add_crowd(&world, 1, 25);
	open_world(&world, 2);
	struct sicht_window_print windows[] = {
		full_of(hash_of(1)), full_of(turned(hash_of(1), 200, 3))};
	windows[1].page = 1;
	struct sicht_print print = print_of(windows, 2);
	for (int again = 0; again < 2; again++) {
		struct sicht_file_matches met = meet(&world, &print);
		cr_assert_eq(met.count, 10);
		cr_expect_eq(met.omitted, 45, "%d entries", (int)met.omitted);
		for (size_t i = 1; i < met.count; i++) {
			const struct sicht_known_match *a = &met.items[i - 1], *b = &met.items[i];
			cr_expect(a->match.distance < b->match.distance ||
				  (a->match.distance == b->match.distance &&
					  (a->store < b->store ||
						  (a->store == b->store &&
							  a->match.entry < b->match.entry))));
		}
	}
}

/* However little is looked up at once, also where one file alone meets more than that. */
Test(lookup, the_bound_of_hits_changes_nothing)
{
	enum { FILES = 9 };
	SICHT_DEFER(world_free) struct world world = make_world();
	world.options.matches_max = 10;
	world.options.hits_max = 7;
	add_crowd(&world, 0, 30);
	struct sicht_window_print other = full_of(hash_of(3));
	add_known(&world, 0, &other, 1);
	open_world(&world, 1);
	struct sicht_window_print windows[FILES];
	struct sicht_print prints[FILES];
	for (unsigned i = 0; i < FILES; i++) {
		windows[i] = full_of(i % 3 == 2 ? hash_of(3) : turned(hash_of(1), 200, i));
		prints[i] = print_of(&windows[i], 1);
	}
	struct sicht_file_matches met[FILES] = {0};
	look_up(&world, prints, FILES, met);
	for (unsigned i = 0; i < FILES; i++) {
		cr_expect_eq(met[i].count, i % 3 == 2 ? 1 : 10, "file %u", i);
		cr_expect_eq(met[i].omitted, i % 3 == 2 ? 0 : 20, "file %u", i);
	}
}

/* They are confirmed one by one, and one of them may have changed in between. */
Test(lookup, copies_meet_the_same_and_each_has_its_own_matches)
{
	SICHT_DEFER(world_free) struct world world = make_world();
	add_crowd(&world, 0, 3);
	open_world(&world, 1);
	struct sicht_window_print window = full_of(hash_of(1));
	struct sicht_print prints[] = {print_of(&window, 1), print_of(&window, 1)};
	prints[0].digests = prints[1].digests = digest_of(SICHT_DIGEST_SHA256, 9);
	struct sicht_file_matches met[2] = {0};
	look_up(&world, prints, 2, met);
	cr_assert_eq(met[0].count, 3);
	cr_assert_eq(met[1].count, 3);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(met[0].items[i].match.entry, met[1].items[i].match.entry);
	met[0].items[0].match.distance_exact = 77;
	cr_expect_eq(met[1].items[0].match.distance_exact, -1);
}
