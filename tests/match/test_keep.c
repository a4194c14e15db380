/* SPDX-License-Identifier: MIT */
/*
 * Which of many matches a file keeps, and in which order: the same whatever the order in which they
 * are found.
 */
#include <criterion/criterion.h>

#include "engine/match/keep.h"

#define HITS_MAX 64

/* The order in which hits are offered, another one for each seed. */
static void shuffle(size_t *order, size_t count, uint64_t seed)
{
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		size_t other = (size_t)(seed >> 33) % i, moved = order[i - 1];
		order[i - 1] = order[other];
		order[other] = moved;
	}
}

static struct sicht_kept keep(
	const struct sicht_hit_entry *hits, size_t count, size_t max, uint64_t seed)
{
	struct sicht_kept kept = {0};
	size_t order[HITS_MAX];
	cr_assert(count <= HITS_MAX);
	shuffle(order, count, seed);
	for (size_t i = 0; i < count; i++)
		cr_assert_eq(sicht_keep_offer(&kept, &hits[order[i]], max), SICHT_OK);
	sicht_keep_finish(&kept, max);
	return kept;
}

#define HIT(of_role, of_severity, in_store, in_order, of_entry, ...)                               \
	{                                                                                          \
		.role = SICHT_ROLE_##of_role, .severity = SICHT_SEVERITY_##of_severity,            \
		.store = in_store, .order = in_order, .match = {.entry = of_entry, __VA_ARGS__},   \
	}
#define DIGEST(kind) .by = SICHT_MATCH_##kind, .tier = SICHT_TIER_IDENTICAL
#define PDQ(bits) .by = SICHT_MATCH_PDQ, .tier = SICHT_TIER_MATCH, .distance = bits
#define FAR(bits) .by = SICHT_MATCH_PDQ, .tier = SICHT_TIER_POSSIBLE, .distance = bits
#define THUMBNAIL .window = SICHT_WINDOW_THUMBNAIL

/* The best first. Entries are numbered so that their numbers alone would give another order. */
static const struct sicht_hit_entry best_first[] = {
	HIT(KNOWN, SEVERE, 0, 0, 90, DIGEST(SHA256)),
	HIT(KNOWN, SEVERE, 0, 0, 91, DIGEST(SHA256)),
	HIT(KNOWN, SEVERE, 0, 1, 80, DIGEST(SHA256)),
	HIT(KNOWN, SEVERE, 1, 0, 70, DIGEST(SHA256)),
	HIT(KNOWN, SEVERE, 0, 0, 60, DIGEST(SHA1)),
	HIT(KNOWN, SEVERE, 0, 0, 50, DIGEST(MD5)),
	HIT(KNOWN, DOUBTFUL, 0, 0, 49, DIGEST(SHA256)),
	HIT(KNOWN, MINOR, 0, 0, 48, DIGEST(SHA256)),
	HIT(KNOWN, SEVERE, 0, 0, 47, PDQ(0)),
	HIT(KNOWN, SEVERE, 0, 0, 46, PDQ(13)),
	HIT(KNOWN, MINOR, 0, 0, 45, PDQ(0)),
	HIT(KNOWN, SEVERE, 0, 0, 44, PDQ(14)),
	HIT(KNOWN, SEVERE, 0, 0, 43, FAR(40)),
	HIT(KNOWN, SEVERE, 0, 0, 42, FAR(60)),
	HIT(KNOWN, SEVERE, 0, 0, 41, PDQ(0), THUMBNAIL),
	HIT(KNOWN, SEVERE, 0, 0, 40, PDQ(3), THUMBNAIL),
	HIT(KNOWN, HARMLESS, 0, 0, 30, PDQ(2)),
	HIT(KNOWN, HARMLESS, 0, 0, 29, PDQ(3)),
	HIT(IGNORABLE, SEVERE, 0, 0, 20, DIGEST(SHA256)),
};
#define BEST_COUNT (sizeof best_first / sizeof *best_first)

Test(keep, what_ranks_first_stands_first_in_whatever_order_it_is_found)
{
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct sicht_kept kept = keep(best_first, BEST_COUNT, BEST_COUNT, seed);
		cr_assert_eq(kept.count, BEST_COUNT);
		for (size_t i = 0; i < BEST_COUNT; i++)
			cr_assert_eq(kept.items[i].match.entry, best_first[i].match.entry,
				"seed %lu, place %zu", (unsigned long)seed, i);
		sicht_kept_free(&kept);
	}
}

/* With so little room contradictions are not kept, so that these are the best alone. */
Test(keep, of_too_many_the_best_are_kept)
{
	for (uint64_t seed = 0; seed < 100; seed++) {
		size_t max = 1 + seed % SICHT_KEEP_VOICES;
		struct sicht_kept kept = keep(best_first, BEST_COUNT, max, seed);
		cr_assert_eq(kept.count, max);
		for (size_t i = 0; i < max; i++)
			cr_assert_eq(kept.items[i].match.entry, best_first[i].match.entry,
				"seed %lu, place %zu of %zu", (unsigned long)seed, i, max);
		sicht_kept_free(&kept);
	}
}

Test(keep, the_nearest_of_many_near_ones_are_kept)
{
	struct sicht_hit_entry hits[HITS_MAX] = {0};
	for (size_t i = 0; i < HITS_MAX; i++)
		hits[i] = (struct sicht_hit_entry)HIT(
			KNOWN, SEVERE, 0, 0, 1000 - i, PDQ((uint16_t)(i / 3)));
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct sicht_kept kept = keep(hits, HITS_MAX, 20, seed);
		cr_assert_eq(kept.count, 20);
		for (size_t i = 0; i < 20; i++)
			cr_assert_eq(kept.items[i].match.distance, i / 3);
		cr_assert_eq(kept.items[0].match.entry, 998, "of equals the older entry");
		cr_assert_eq(kept.items[19].match.entry, 981);
		sicht_kept_free(&kept);
	}
}

/* Of several hits on one entry, the nearest; of equal ones, the first page and window. */
static const struct sicht_hit_entry several[] = {
	HIT(KNOWN, SEVERE, 0, 0, 5, PDQ(2), .page = 0, .window = 4, .transform = 3),
	HIT(KNOWN, SEVERE, 0, 0, 5, PDQ(2), .page = 0, .window = 4, .transform = 4),
	HIT(KNOWN, SEVERE, 0, 0, 5, PDQ(2), .page = 0, .window = 5, .transform = 0),
	HIT(KNOWN, SEVERE, 0, 0, 5, PDQ(2), .page = 1, .window = 1, .transform = 0),
	HIT(KNOWN, SEVERE, 0, 0, 5, PDQ(3), .page = 0, .window = 0, .transform = 0),
};
#define HITS (sizeof several / sizeof *several)

Test(keep, an_entry_counts_once_and_as_its_nearest_hit)
{
	for (size_t best = 0; best < HITS; best++) {
		for (uint64_t seed = 0; seed < 20; seed++) {
			struct sicht_kept kept = keep(several + best, HITS - best, 10, seed);
			cr_assert_eq(kept.count, 1);
			const struct sicht_match *match = &kept.items[0].match,
						 *expected = &several[best].match;
			cr_assert(match->distance == expected->distance &&
					  match->page == expected->page &&
					  match->window == expected->window &&
					  match->transform == expected->transform,
				"from %zu on, seed %lu", best, (unsigned long)seed);
			sicht_kept_free(&kept);
		}
	}
}

/* The other store's entry of the same number is another one. */
Test(keep, entries_of_two_stores_are_two)
{
	static const struct sicht_hit_entry hits[] = {
		HIT(KNOWN, SEVERE, 0, 0, 5, PDQ(2)), HIT(KNOWN, SEVERE, 1, 0, 5, PDQ(2))};
	struct sicht_kept kept = keep(hits, 2, 10, 1);
	cr_expect_eq(kept.count, 2);
	sicht_kept_free(&kept);
}

/*
 * Ten severe ones leave no room, but what says something else of the same bytes is kept, in its
 * place.
 */
Test(keep, a_contradiction_is_kept_though_there_are_too_many)
{
	struct sicht_hit_entry hits[20] = {0};
	size_t count = 0;
	for (size_t i = 0; i < 10; i++)
		hits[count++] =
			(struct sicht_hit_entry)HIT(KNOWN, SEVERE, 0, 0, 100 - i, DIGEST(SHA256));
	for (size_t i = 0; i < 3; i++) {
		hits[count++] =
			(struct sicht_hit_entry)HIT(KNOWN, DOUBTFUL, 0, 0, 50 - i, DIGEST(MD5));
		hits[count++] =
			(struct sicht_hit_entry)HIT(IGNORABLE, SEVERE, 0, 0, 30 - i, DIGEST(SHA1));
	}
	static const uint64_t expected[] = {91, 92, 93, 94, 95, 48, 28};
	for (uint64_t seed = 0; seed < 100; seed++) {
		struct sicht_kept kept = keep(hits, count, 7, seed);
		cr_assert_eq(kept.count, 7);
		for (size_t i = 0; i < 7; i++)
			cr_assert_eq(kept.items[i].match.entry, expected[i], "seed %lu, place %zu",
				(unsigned long)seed, i);
		sicht_kept_free(&kept);
	}
}

/* The severity of a hit by hash is read when it is wanted: until then it may be the most severe. */
Test(keep, what_may_be_severe_is_wanted)
{
	struct sicht_kept kept = {0};
	const struct sicht_hit_entry minor = HIT(KNOWN, MINOR, 0, 0, 1, PDQ(0)),
				     near = HIT(KNOWN, HARMLESS, 0, 0, 2, PDQ(13)),
				     far = HIT(KNOWN, HARMLESS, 0, 0, 3, PDQ(14));
	cr_assert_eq(sicht_keep_offer(&kept, &minor, 1), SICHT_OK);
	cr_expect(sicht_keep_wants(&kept, &near, 1));
	cr_expect_not(sicht_keep_wants(&kept, &far, 1));
	cr_expect(sicht_keep_wants(&kept, &far, 2));
	sicht_kept_free(&kept);
}
