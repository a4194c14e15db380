/* SPDX-License-Identifier: MIT */
/*
 * A heap of bounded size. See keep.h.
 *
 * The order is that of the rank, then what is the stronger by itself, then that of the stores, of
 * what says more (remembered.h) and of entries. It is total, so what is kept does not depend on the
 * order in which it was found, nor on that in which sets were imported.
 */
#include "engine/match/keep.h"

#include <stdlib.h>

#include "engine/match/rank.h"
#include "engine/base/array.h"

void sicht_kept_free(struct sicht_kept *kept)
{
	free(kept->items);
	*kept = (struct sicht_kept){0};
}

#define KEYS 13

/* Less is better. Of one tier, what the picture met comes before what its thumbnail met. */
static int compare(const struct sicht_hit_entry *a, const struct sicht_hit_entry *b)
{
	const struct sicht_hit_entry *sides[2] = {a, b};
	uint64_t keys[2][KEYS];
	for (int i = 0; i < 2; i++) {
		const struct sicht_hit_entry *hit = sides[i];
		enum sicht_rank_tier tier;
		uint32_t score;
		sicht_rank_of_match(hit->role, hit->severity, &hit->match, &tier, &score);
		const uint64_t key[] = {tier, sicht_match_is_of_thumbnail(&hit->match),
			SICHT_RANK_SCORE_MAX - score, hit->match.tier, hit->match.by,
			hit->match.distance, hit->store, hit->order, hit->match.entry,
			hit->match.page, hit->match.window, hit->ordinal,
			(uint64_t)hit->match.transform << 8 | hit->match.profile};
		for (int j = 0; j < KEYS; j++)
			keys[i][j] = key[j];
	}
	for (int j = 0; j < KEYS; j++) {
		if (keys[0][j] != keys[1][j])
			return keys[0][j] < keys[1][j] ? -1 : 1;
	}
	return 0;
}

static int by_strength(const void *left, const void *right)
{
	return compare(left, right);
}

static bool is_of_one_entry(const struct sicht_hit_entry *a, const struct sicht_hit_entry *b)
{
	return a->store == b->store && a->match.entry == b->match.entry;
}

/* Put item `at` in its place among those below it. */
static void sink(struct sicht_kept *kept, size_t at)
{
	for (;;) {
		size_t worst = at;
		for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < kept->count;
			child++) {
			if (compare(&kept->items[child], &kept->items[worst]) > 0)
				worst = child;
		}
		if (worst == at)
			return;
		struct sicht_hit_entry moved = kept->items[at];
		kept->items[at] = kept->items[worst];
		kept->items[worst] = moved;
		at = worst;
	}
}

static void rise(struct sicht_kept *kept, size_t at)
{
	for (; at > 0 && compare(&kept->items[at], &kept->items[(at - 1) / 2]) > 0;
		at = (at - 1) / 2) {
		struct sicht_hit_entry moved = kept->items[at];
		kept->items[at] = kept->items[(at - 1) / 2];
		kept->items[(at - 1) / 2] = moved;
	}
}

bool sicht_keep_wants(const struct sicht_kept *kept, const struct sicht_hit_entry *hit, size_t max)
{
	struct sicht_hit_entry severest = *hit;
	severest.severity = SICHT_SEVERITY_SEVERE;
	return kept->count < max || compare(&severest, &kept->items[0]) < 0;
}

static void hear(struct sicht_kept *kept, const struct sicht_hit_entry *hit)
{
	size_t number =
		hit->role == SICHT_ROLE_IGNORABLE ? SICHT_KEEP_VOICES - 1 : (size_t)hit->severity;
	struct sicht_hit_entry *voice = &kept->voices[number];
	if (hit->match.tier == SICHT_TIER_IDENTICAL &&
		(voice->match.entry == 0 || compare(hit, voice) < 0))
		*voice = *hit;
}

enum sicht_status sicht_keep_offer(
	struct sicht_kept *kept, const struct sicht_hit_entry *hit, size_t max)
{
	hear(kept, hit);
	if (kept->count == max && compare(hit, &kept->items[0]) >= 0)
		return SICHT_OK; /* and if its entry is kept, then by something better */
	for (size_t i = 0; i < kept->count; i++) {
		if (!is_of_one_entry(&kept->items[i], hit))
			continue;
		if (compare(hit, &kept->items[i]) < 0) {
			kept->items[i] = *hit;
			sink(kept, i);
		}
		return SICHT_OK;
	}
	if (kept->count < max) {
		SICHT_TRY(sicht_grow(
			&kept->items, sizeof *kept->items, kept->count, &kept->capacity));
		kept->items[kept->count++] = *hit;
		rise(kept, kept->count - 1);
		return SICHT_OK;
	}
	kept->items[0] = *hit;
	sink(kept, 0);
	return SICHT_OK;
}

void sicht_keep_finish(struct sicht_kept *kept, size_t max)
{
	size_t end = kept->count;
	if (kept->count > 0)
		qsort(kept->items, kept->count, sizeof *kept->items, by_strength);
	for (size_t number = 0; number < SICHT_KEEP_VOICES; number++) {
		const struct sicht_hit_entry *voice = &kept->voices[number];
		bool there = voice->match.entry == 0;
		for (size_t i = 0; i < kept->count && !there; i++)
			there = is_of_one_entry(&kept->items[i], voice);
		/* what is missing was cut, so there are `max`; the first stays */
		if (!there && max > SICHT_KEEP_VOICES)
			kept->items[--end] = *voice;
	}
	if (end < kept->count)
		qsort(kept->items, kept->count, sizeof *kept->items, by_strength);
}
