/* SPDX-License-Identifier: MIT */
/*
 * The second pass, as pure functions: what a finding is worth, and which findings show the same
 * picture. No input, no output, no clock; the same facts give the same ranks everywhere.
 */
#ifndef SICHT_ENGINE_MATCH_RANK_H
#define SICHT_ENGINE_MATCH_RANK_H

#include "engine/base/text.h"
#include "engine/match/severity.h"
#include "sicht/match.h"

struct sicht_digester;

/*
 * What one match alone would make of its file: the tier, and the score within it. It needs the
 * tier, the window and the distance of the match, no more.
 */
void sicht_rank_of_match(enum sicht_role role, enum sicht_severity severity,
	const struct sicht_match *match, enum sicht_rank_tier *tier, uint32_t *score);

/* Did not the picture meet something, but the thumbnail in its file, which may be another one? */
static inline bool sicht_match_is_of_thumbnail(const struct sicht_match *match)
{
	return match->tier != SICHT_TIER_IDENTICAL && match->window == SICHT_WINDOW_THUMBNAIL;
}

/* What a finding's facts make of it. */
struct sicht_rank {
	enum sicht_rank_tier tier;
	uint32_t score; /* 0..SICHT_RANK_SCORE_MAX, within the tier */
	bool found;     /* met known material that matters */
	bool severe;    /* ... and of the kind that a person should see at once */
	const struct sicht_finding_match *best; /* the one that decides; lent; NULL: none */
};

struct sicht_rank sicht_rank_of(const struct sicht_finding *finding);

/* The sentence of its rank, appended to `text`; not escaped for any sink. */
void sicht_rank_reason(struct sicht_text *text, const struct sicht_finding *finding,
	const struct sicht_rank *rank);

/* Does the outcome alone decide that sentence? Then it is this one. */
bool sicht_rank_is_plain(const struct sicht_finding *finding, const struct sicht_rank *rank);
const char *sicht_rank_plain_reason(enum sicht_outcome outcome);

/* "scheme:code", or nothing if there is none, appended to `text`. */
void sicht_rank_category(struct sicht_text *text, const struct sicht_finding_match *match);

/* How urgent, as a number: the smaller, the more. Of equals, the first is before the others. */
#define SICHT_RANK_URGENCIES (SICHT_RANK_COUNT * (SICHT_RANK_SCORE_MAX + 1))
static inline uint32_t sicht_rank_urgency(enum sicht_rank_tier tier, uint32_t score)
{
	return (uint32_t)tier * (SICHT_RANK_SCORE_MAX + 1) + SICHT_RANK_SCORE_MAX - score;
}

/* --------------------------------------------------------------------------------------- groups */

/* Ways in which a file may show the same picture as another. */
enum sicht_group_key_kind {
	SICHT_GROUP_BY_DIGEST = 0, /* the same bytes */
	SICHT_GROUP_BY_HASH,       /* the same PDQ hash, of sufficient quality */
	SICHT_GROUP_BY_ENTRY,      /* the same known entry matches best */
};
#define SICHT_GROUP_KEY_KINDS 3

/* 16 bytes for which no two different values can be made. All zero: none. */
struct sicht_group_key {
	uint64_t word[2];
};

struct sicht_group_keys {
	struct sicht_group_key of[SICHT_GROUP_KEY_KINDS];
};

/* `digester` is of SHA-256; any that is at hand. */
struct sicht_group_keys sicht_group_keys_of(const struct sicht_finding *finding,
	const struct sicht_rank *rank, struct sicht_digester *digester);

/*
 * Groups: group[i] is the index of the first of keys[0..count) with which i is connected through
 * equal keys of any kind. Takes 48 bytes for each while it works. SICHT_ERROR_INTERRUPTED: *stop
 * (may be NULL) is not 0 any more.
 */
SICHT_MUST_CHECK enum sicht_status sicht_group(const struct sicht_group_keys *keys, size_t count,
	const volatile sig_atomic_t *stop, uint32_t *group);

#endif
