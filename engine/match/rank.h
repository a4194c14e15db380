/* SPDX-License-Identifier: MIT */
/*
 * The second pass, as pure functions: what a line of facts is worth, and which lines show the same
 * picture. No input, no output, no clock; the same facts give the same ranks everywhere.
 */
#ifndef SICHT_ENGINE_MATCH_RANK_H
#define SICHT_ENGINE_MATCH_RANK_H

#include "engine/base/text.h"
#include "engine/match/severity.h"
#include "sicht/match.h"

#define SICHT_RANK_SCORE_MAX 1000

/*
 * What one match alone would make of its file: the tier, and the score within it. It needs the tier,
 * the window and the distance of the match, no more.
 */
void sicht_rank_of_match(enum sicht_role role, enum sicht_severity severity,
	const struct sicht_match *match, enum sicht_rank_tier *tier, uint32_t *score);

/* Did not the picture meet something, but the thumbnail in its file, which may be another one? */
static inline bool sicht_match_is_of_thumbnail(const struct sicht_match *match)
{
	return match->tier != SICHT_TIER_IDENTICAL && match->window == SICHT_WINDOW_THUMBNAIL;
}

/* Ways in which a file may show the same picture as another. */
enum sicht_group_key_kind {
	SICHT_GROUP_BY_DIGEST = 0, /* the same bytes */
	SICHT_GROUP_BY_HASH,       /* the same PDQ hash, of sufficient quality */
	SICHT_GROUP_BY_ENTRY,      /* the same known entry matches best */
};
#define SICHT_GROUP_KEY_KINDS 3

/* 16 bytes of a SHA-256: collisions cannot be made. All zero: none. */
struct sicht_group_key {
	uint64_t word[2];
};

struct sicht_rank {
	enum sicht_rank_tier tier;
	enum sicht_outcome outcome;
	uint32_t source; /* 0 also where there is one alone */
	uint32_t score;  /* 0..1000, within the tier */
	uint64_t ordinal;
	bool found;  /* met known material that matters */
	bool severe; /* ... and of the kind that a person should see at once */
	struct sicht_group_key keys[SICHT_GROUP_KEY_KINDS];
};

/* What a line says in words; not escaped for any sink. Starts from zero. */
struct sicht_rank_words {
	struct sicht_text reason; /* the sentence of its rank */
	struct sicht_text path;
	/* of the match that decides, "scheme:code"; empty if there is none */
	struct sicht_text set, category;
};
void sicht_rank_words_clear(struct sicht_rank_words *words);
void sicht_rank_words_free(struct sicht_rank_words *words); /* for SICHT_DEFER */

/*
 * Read one line of facts (without its newline). `words` (may be NULL) are appended to. False, and *why a constant text, if it is not
 * a line of facts: the file was damaged.
 */
bool sicht_rank_read(struct sicht_bytes line, struct sicht_rank *out,
	struct sicht_rank_words *words, const char **why);

/* Order of two ranks: the more urgent first, then by ordinal. Never 0 for different ordinals. */
int sicht_rank_compare(const struct sicht_rank *a, const struct sicht_rank *b);

/*
 * Groups: group[i] is the index of the first of ranks[0..count) with which i is connected through
 * equal keys of any kind. Ranks are in the order of ordinals. SICHT_ERROR_INTERRUPTED: *stop (may be
 * NULL) is not 0 any more.
 */
SICHT_MUST_CHECK enum sicht_status sicht_rank_group(const struct sicht_rank *ranks, size_t count,
	const volatile sig_atomic_t *stop, uint32_t *group);

#endif
