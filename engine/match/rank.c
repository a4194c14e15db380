/* SPDX-License-Identifier: MIT */
/*
 * What a file is worth, from its facts. The weights are the tables below, and nothing else.
 *
 * Membership alone is no urgency: the category decides (severity.h).
 */
#include "engine/match/rank.h"

#include <string.h>

/* ------------------------------------------------------------------------- what a file is worth */

/* Outcomes of files without a match: their tier, and how urgent inside it. */
static const struct {
	enum sicht_rank_tier tier;
	uint32_t score;
	const char *reason;
} outcome_ranks[SICHT_OUTCOME_COUNT] = {
	[SICHT_OUTCOME_DECODED] = {SICHT_RANK_UNKNOWN, 200, "Compared; nothing like it is known."},
	[SICHT_OUTCOME_NOT_MEDIA] = {SICHT_RANK_OTHER, 50,
		"Holds no picture; its digests are not known."},
	[SICHT_OUTCOME_EMPTY] = {SICHT_RANK_OTHER, 0, "Empty."},
	[SICHT_OUTCOME_UNSUPPORTED] = {SICHT_RANK_UNEXAMINED, 300,
		"A kind of picture or video that is not read here; only its digests were "
		"compared."},
	[SICHT_OUTCOME_CORRUPT] = {SICHT_RANK_UNEXAMINED, 400,
		"Damaged: cannot be decoded; only its digests were compared."},
	[SICHT_OUTCOME_TRUNCATED] = {SICHT_RANK_UNKNOWN, 250,
		"Cut off; what is left was compared, and nothing like it is known."},
	[SICHT_OUTCOME_TOO_FLAT] = {SICHT_RANK_OTHER, 100,
		"Too featureless to compare; its digests are not known."},
	[SICHT_OUTCOME_TOO_SMALL] = {SICHT_RANK_OTHER, 90,
		"Too small to compare; its digests are not known."},
	[SICHT_OUTCOME_ENCRYPTED] = {SICHT_RANK_UNEXAMINED, 700,
		"Encrypted; only its digests were compared."},
	[SICHT_OUTCOME_OVER_LIMIT] = {SICHT_RANK_UNEXAMINED, 600,
		"Beyond a limit of size; only its digests were compared."},
	[SICHT_OUTCOME_TIMEOUT] = {SICHT_RANK_UNEXAMINED, 650,
		"Decoding took too long; only its digests were compared."},
	[SICHT_OUTCOME_CRASHED] = {SICHT_RANK_UNEXAMINED, 800,
		"The decoder crashed on it; only its digests were compared."},
	[SICHT_OUTCOME_POLICY_VIOLATION] = {SICHT_RANK_UNEXAMINED, 900,
		"Made the decoder do what is forbidden: possibly an attack."},
	[SICHT_OUTCOME_OUT_OF_MEMORY] = {SICHT_RANK_UNEXAMINED, 600,
		"Decoding needs too much memory; only its digests were compared."},
	[SICHT_OUTCOME_UNREADABLE] = {SICHT_RANK_UNEXAMINED, 500, "Could not be read."},
	[SICHT_OUTCOME_CHANGED] = {SICHT_RANK_UNEXAMINED, 500, "Changed while it was read."},
	[SICHT_OUTCOME_NOT_HERE] = {SICHT_RANK_UNEXAMINED, 350,
		"A placeholder: its content is not on this medium."},
	[SICHT_OUTCOME_NOT_REACHED] = {SICHT_RANK_UNEXAMINED, 100,
		"Not reached in the time that was given."},
	[SICHT_OUTCOME_SPECIAL] = {SICHT_RANK_OTHER, 10, "No file: a link, a device or the like."},
	[SICHT_OUTCOME_CONTAINER] = {SICHT_RANK_UNEXAMINED, 250,
		"May hold pictures and was not opened; only its digests were compared."},
};

static const uint32_t severity_penalties[] = {
	[SICHT_SEVERITY_MINOR] = 300, [SICHT_SEVERITY_DOUBTFUL] = 150, [SICHT_SEVERITY_SEVERE] = 0};

/* Points lost for each bit of distance: at 31 bits a third is left. */
#define POINTS_PER_BIT 22

/*
 * The distance counts as it was found. The exact one says more, but it is known only where the file
 * itself was at hand: a drive and its evidence store are to rank alike.
 */
void sicht_rank_of_match(enum sicht_role role, enum sicht_severity severity,
	const struct sicht_match *match, enum sicht_rank_tier *tier, uint32_t *score)
{
	bool identical = match->tier == SICHT_TIER_IDENTICAL;
	if (role == SICHT_ROLE_IGNORABLE || severity == SICHT_SEVERITY_HARMLESS) {
		*tier = identical ? SICHT_RANK_IGNORABLE : SICHT_RANK_UNKNOWN;
		*score = identical ? 0 : outcome_ranks[SICHT_OUTCOME_DECODED].score;
		return;
	}
	long points = SICHT_RANK_SCORE_MAX - (long)severity_penalties[severity];
	if (!identical)
		points -= POINTS_PER_BIT * match->distance;
	/*
	 * A thumbnail says that the known picture was once in this file, not that it is there:
	 * possible, before all that is merely far in bits.
	 */
	bool possible = match->tier == SICHT_TIER_POSSIBLE || sicht_match_is_of_thumbnail(match);
	*tier = identical  ? SICHT_RANK_IDENTICAL
		: possible ? SICHT_RANK_POSSIBLE
			   : SICHT_RANK_SIMILAR;
	*score = points < 1 ? 1 : (uint32_t)points;
}

static enum sicht_severity severity_of(const struct sicht_finding_match *match)
{
	return sicht_severity_of(&match->category);
}

/*
 * The match that decides the rank; NULL if there is none. The first of equals; of one tier, what
 * the picture met decides before what its thumbnail met.
 */
static void choose_best(const struct sicht_finding *finding, struct sicht_rank *rank)
{
	for (size_t i = 0; i < finding->match_count; i++) {
		const struct sicht_finding_match *next = &finding->matches[i];
		enum sicht_rank_tier tier;
		uint32_t score;
		sicht_rank_of_match(next->role, severity_of(next), &next->match, &tier, &score);
		bool gives_way = rank->best != NULL && sicht_match_is_of_thumbnail(&next->match) &&
				 !sicht_match_is_of_thumbnail(&rank->best->match);
		if (rank->best == NULL || tier < rank->tier ||
			(tier == rank->tier && score > rank->score && !gives_way)) {
			rank->best = next;
			rank->tier = tier;
			rank->score = score;
		}
	}
}

/* Is it of several pictures, of which not all were examined? */
static bool is_unexamined_in_part(const struct sicht_finding *finding)
{
	return finding->pictures_examined < finding->pictures;
}

struct sicht_rank sicht_rank_of(const struct sicht_finding *finding)
{
	struct sicht_rank rank = {
		.tier = outcome_ranks[finding->outcome].tier,
		.score = outcome_ranks[finding->outcome].score,
	};
	choose_best(finding, &rank);
	rank.found = rank.best != NULL && rank.tier <= SICHT_RANK_POSSIBLE;
	rank.severe = rank.found && severity_of(rank.best) == SICHT_SEVERITY_SEVERE &&
		      rank.best->match.tier != SICHT_TIER_POSSIBLE;
	/* a cover or a first frame does not make it one that holds nothing */
	if (rank.best == NULL && rank.tier == SICHT_RANK_OTHER && is_unexamined_in_part(finding)) {
		rank.tier = SICHT_RANK_UNEXAMINED;
		rank.score = outcome_ranks[SICHT_OUTCOME_UNSUPPORTED].score;
	}
	return rank;
}

/* --------------------------------------------------------------------------------- the sentence */

/* As it stands: the caller escapes the text for its sink. */
static void append(struct sicht_text *text, struct sicht_bytes bytes)
{
	sicht_text_append(text, bytes.data, bytes.size);
}

static bool has_category(const struct sicht_finding_match *match)
{
	return match->category.scheme.size > 0 || match->category.code.size > 0;
}

/* How the examined picture was turned or cut to meet the known one; NULL: not at all. */
static const char *const transform_phrases[] = {
	[SICHT_TRANSFORM_ORIGINAL] = NULL,
	[SICHT_TRANSFORM_ROT90] = "turned by 90 degrees",
	[SICHT_TRANSFORM_ROT180] = "turned by 180 degrees",
	[SICHT_TRANSFORM_ROT270] = "turned by 270 degrees",
	[SICHT_TRANSFORM_FLIPX] = "turned upside down",
	[SICHT_TRANSFORM_FLIPY] = "mirrored",
	[SICHT_TRANSFORM_FLIP_PLUS1] = "mirrored and turned",
	[SICHT_TRANSFORM_FLIP_MINUS1] = "mirrored and turned",
	[SICHT_TRANSFORM_NEGATIVE] = "colours inverted",
};

static const char *window_phrase(unsigned window)
{
	switch (window) {
	case SICHT_WINDOW_TRIM_A:
		return "inside a border";
	case SICHT_WINDOW_TRIM_B:
		return "inside a larger picture";
	case SICHT_WINDOW_TOP_LEFT:
		return "its upper left quarter";
	case SICHT_WINDOW_TOP_RIGHT:
		return "its upper right quarter";
	case SICHT_WINDOW_BOTTOM_LEFT:
		return "its lower left quarter";
	case SICHT_WINDOW_BOTTOM_RIGHT:
		return "its lower right quarter";
	case SICHT_WINDOW_PART_1:
	case SICHT_WINDOW_PART_2:
		return "one of the pictures in it";
	default:
		return NULL;
	}
}

static void append_variant(struct sicht_text *text, const struct sicht_match *match)
{
	const char *phrases[] = {transform_phrases[match->transform], window_phrase(match->window)};
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		if (phrases[i] != NULL)
			sicht_text_printf(text, ", %s", phrases[i]);
	}
	if (match->page > 0)
		sicht_text_printf(text, ", picture %d of this file", match->page + 1);
}

/* What was compared, where it is not simply the picture. */
static void append_subject(
	struct sicht_text *text, const struct sicht_match *match, enum sicht_outcome outcome)
{
	if (!sicht_match_is_of_thumbnail(match))
		return;
	bool compared = outcome == SICHT_OUTCOME_DECODED || outcome == SICHT_OUTCOME_TRUNCATED;
	sicht_text_printf(text, "%s the thumbnail embedded in it is ",
		compared ? "Not the picture, but" : "The picture could not be compared;");
}

void sicht_rank_category(struct sicht_text *text, const struct sicht_finding_match *match)
{
	if (!has_category(match))
		return;
	append(text, match->category.scheme);
	sicht_text_append_string(text, ":");
	append(text, match->category.code);
}

static void append_category(struct sicht_text *text, const struct sicht_finding_match *match)
{
	if (!has_category(match))
		return;
	sicht_text_append_string(text, ", category ");
	sicht_rank_category(text, match);
}

/* Does it say something else of the same bytes than the one that decides? */
static bool contradicts(
	const struct sicht_finding_match *other, const struct sicht_finding_match *best)
{
	if (other->match.tier != SICHT_TIER_IDENTICAL || best->match.tier != SICHT_TIER_IDENTICAL)
		return false;
	bool same_category = sicht_bytes_equal(other->category.scheme, best->category.scheme) &&
			     sicht_bytes_equal(other->category.code, best->category.code);
	return other->role != best->role ||
	       (has_category(other) && has_category(best) && !same_category);
}

/* Which of two contradictions is said: the same one for any order of import. */
static bool is_said_before(const struct sicht_finding_match *a, const struct sicht_finding_match *b)
{
	if (a->role != b->role)
		return a->role == SICHT_ROLE_KNOWN;
	if (severity_of(a) != severity_of(b))
		return severity_of(a) > severity_of(b);
	size_t least = a->set.size < b->set.size ? a->set.size : b->set.size;
	int order = least > 0 ? memcmp(a->set.data, b->set.data, least) : 0;
	return order != 0 ? order < 0 : a->set.size < b->set.size;
}

/* What another set says of the same bytes, if it is something else. */
static void append_conflict(struct sicht_text *text, const struct sicht_finding *finding,
	const struct sicht_finding_match *best)
{
	const struct sicht_finding_match *said = NULL;
	for (size_t i = 0; i < finding->match_count; i++) {
		const struct sicht_finding_match *other = &finding->matches[i];
		if (contradicts(other, best) && (said == NULL || is_said_before(other, said)))
			said = other;
	}
	if (said == NULL)
		return;
	sicht_text_append_string(text, " Conflict: in ");
	append(text, said->set);
	sicht_text_printf(
		text, " it is %s", said->role == SICHT_ROLE_IGNORABLE ? "ignorable" : "known");
	append_category(text, said);
	sicht_text_append_string(text, ".");
}

static void append_match(struct sicht_text *text, const struct sicht_finding *finding,
	const struct sicht_finding_match *best)
{
	const struct sicht_match *match = &best->match;
	bool identical = match->tier == SICHT_TIER_IDENTICAL;
	append_subject(text, match, finding->outcome);
	if (identical)
		sicht_text_printf(text, "Identical (%s) to ", sicht_match_by_name(match->by));
	else
		sicht_text_printf(text, "%d of 256 bits from ", match->distance);
	append(text, best->known);
	if (match->known_page > 0)
		sicht_text_printf(text, " (picture %d of it)", match->known_page + 1);
	sicht_text_append_string(text, " in ");
	append(text, best->set);
	append_category(text, best);
	if (!identical)
		append_variant(text, match);
	sicht_text_append_string(text, ".");
	append_conflict(text, finding, best);
}

bool sicht_rank_is_plain(const struct sicht_finding *finding, const struct sicht_rank *rank)
{
	return rank->best == NULL && !is_unexamined_in_part(finding);
}

const char *sicht_rank_plain_reason(enum sicht_outcome outcome)
{
	return outcome_ranks[outcome].reason;
}

void sicht_rank_reason(
	struct sicht_text *text, const struct sicht_finding *finding, const struct sicht_rank *rank)
{
	if (rank->best != NULL) {
		append_match(text, finding, rank->best);
		return;
	}
	sicht_text_append_string(text, outcome_ranks[finding->outcome].reason);
	if (is_unexamined_in_part(finding))
		sicht_text_printf(text, " Pictures examined: %u of %u.", finding->pictures_examined,
			finding->pictures);
}
