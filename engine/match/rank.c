/* SPDX-License-Identifier: MIT */
/*
 * What a file is worth, from its facts. The weights are the tables below, and nothing else.
 *
 * Membership alone is no urgency: lists hold illegal, doubtful and harmless material side by side,
 * so the category decides, read by its scheme. A category that we cannot read counts as urgent: a
 * person should see it rather than miss it.
 */
#include "engine/match/rank.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "sicht/hash.h"
#include "sicht/limits.h"

const char *sicht_rank_name(enum sicht_rank_tier tier)
{
	static const char *const names[SICHT_RANK_COUNT] = {"known-identical", "known-similar",
		"known-possible", "unexamined", "unknown", "other", "ignorable"};
	assert(tier < SICHT_RANK_COUNT);
	return names[tier];
}

/* ------------------------------------------------------------------------------------ severity */

enum severity {
	HARMLESS = 0, /* listed, but not pertinent */
	MINOR,        /* comparison or exemplar pictures */
	DOUBTFUL,     /* drawn or computer-generated */
	SEVERE,
};

/* Codes as the schemes define them; see "Project VIC" and CAID in public importers. */
static const struct {
	const char *scheme, *code;
	enum severity severity;
} severities[] = {
	{"us-vics-1", "1", SEVERE},
	{"us-vics-1", "2", SEVERE},
	{"us-vics-1", "3", DOUBTFUL},
	{"us-vics-1", "4", MINOR},
	{"us-vics-1", "5", HARMLESS},
	{"us-vics-2", "0", HARMLESS},
	{"us-vics-2", "1", SEVERE},
	{"us-vics-2", "2", SEVERE},
	{"us-vics-2", "3", DOUBTFUL},
	{"us-vics-2", "4", MINOR},
};

static enum severity severity_of(const json_t *match)
{
	const json_t *category = json_object_get(match, "category");
	const char *scheme = json_string_value(json_object_get(category, "scheme"));
	const char *code = json_string_value(json_object_get(category, "code"));
	for (size_t i = 0;
		scheme != NULL && code != NULL && i < sizeof severities / sizeof *severities; i++) {
		if (strcmp(severities[i].scheme, scheme) == 0 &&
			strcmp(severities[i].code, code) == 0)
			return severities[i].severity;
	}
	return SEVERE;
}

/* -------------------------------------------------------------------------- what a file is worth */

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

static const uint32_t severity_penalties[] = {[MINOR] = 300, [DOUBTFUL] = 150, [SEVERE] = 0};

/* Points lost for each bit of distance: at 31 bits a third is left. */
#define POINTS_PER_BIT 22

/* The better distance of a match by hash: reference-exact where it is known. */
static long distance_of(const json_t *match)
{
	const json_t *exact = json_object_get(match, "distance_exact");
	json_int_t distance =
		json_integer_value(exact != NULL ? exact : json_object_get(match, "distance"));
	return distance < 0 ? 0 : distance > SICHT_PDQ_BITS ? SICHT_PDQ_BITS : (long)distance;
}

static bool is_word(const json_t *object, const char *key, const char *word)
{
	const char *value = json_string_value(json_object_get(object, key));
	return value != NULL && strcmp(value, word) == 0;
}

/* What was met is not the picture but the thumbnail in its file, which may be another one. */
static bool is_of_thumbnail(const json_t *match)
{
	return !is_word(match, "tier", "identical") && is_word(match, "window", "thumbnail");
}

/*
 * Tier and score that one match alone would give. A thumbnail says that the known picture was once
 * in this file, not that it is there: possible, before all that is merely far in bits.
 */
static void rank_match(const json_t *match, enum sicht_rank_tier *tier, uint32_t *score)
{
	bool identical = is_word(match, "tier", "identical");
	enum severity severity = severity_of(match);
	if (is_word(match, "role", "ignorable") || severity == HARMLESS) {
		*tier = identical ? SICHT_RANK_IGNORABLE : SICHT_RANK_UNKNOWN;
		*score = identical ? 0 : outcome_ranks[SICHT_OUTCOME_DECODED].score;
		return;
	}
	long points = 1000 - (long)severity_penalties[severity];
	if (!identical)
		points -= POINTS_PER_BIT * distance_of(match);
	bool possible = is_word(match, "tier", "possible") || is_of_thumbnail(match);
	*tier = identical  ? SICHT_RANK_IDENTICAL
		: possible ? SICHT_RANK_POSSIBLE
			   : SICHT_RANK_SIMILAR;
	*score = points < 1 ? 1 : (uint32_t)points;
}

/*
 * The match that decides the rank, or NULL; the first of equals. Of one tier, what the picture met
 * decides before what its thumbnail met.
 */
static const json_t *best_match(const json_t *matches, struct sicht_rank *rank)
{
	const json_t *best = NULL;
	for (size_t i = 0; i < json_array_size(matches); i++) {
		const json_t *match = json_array_get(matches, i);
		enum sicht_rank_tier tier;
		uint32_t score;
		rank_match(match, &tier, &score);
		bool gives_way = best != NULL && is_of_thumbnail(match) && !is_of_thumbnail(best);
		if (best == NULL || tier < rank->tier ||
			(tier == rank->tier && score > rank->score && !gives_way)) {
			best = match;
			rank->tier = tier;
			rank->score = score;
		}
	}
	rank->found = best != NULL && rank->tier <= SICHT_RANK_POSSIBLE;
	rank->severe =
		rank->found && severity_of(best) == SEVERE && !is_word(best, "tier", "possible");
	return best;
}

/* ---------------------------------------------------------------------------------- the sentence */

/* As it stands: whoever shows the text escapes it for its sink. */
static void append_name(struct sicht_text *text, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (json_is_string(value))
		sicht_text_append(text, json_string_value(value), json_string_length(value));
}

/* How the examined picture was turned or cut to meet the known one. */
static void append_variant(struct sicht_text *text, const json_t *match)
{
	static const struct {
		const char *key, *word, *phrase;
	} phrases[] = {
		{"transform", "rot90", "turned by 90 degrees"},
		{"transform", "rot180", "turned by 180 degrees"},
		{"transform", "rot270", "turned by 270 degrees"},
		{"transform", "flipx", "turned upside down"},
		{"transform", "flipy", "mirrored"},
		{"transform", "flip_plus1", "mirrored and turned"},
		{"transform", "flip_minus1", "mirrored and turned"},
		{"transform", "negative", "colours inverted"},
		{"window", "trim-a", "inside a border"},
		{"window", "trim-b", "inside a larger picture"},
		{"window", "top-left", "its upper left quarter"},
		{"window", "top-right", "its upper right quarter"},
		{"window", "bottom-left", "its lower left quarter"},
		{"window", "bottom-right", "its lower right quarter"},
		{"window", "part-1", "one of the pictures in it"},
		{"window", "part-2", "one of the pictures in it"},
	};
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		if (is_word(match, phrases[i].key, phrases[i].word))
			sicht_text_printf(text, ", %s", phrases[i].phrase);
	}
}

/* What was compared, where it is not simply the picture. */
static void append_subject(struct sicht_text *text, const json_t *match, enum sicht_outcome outcome)
{
	if (!is_of_thumbnail(match))
		return;
	bool compared = outcome == SICHT_OUTCOME_DECODED || outcome == SICHT_OUTCOME_TRUNCATED;
	sicht_text_printf(text, "%s the thumbnail embedded in it is ",
		compared ? "Not the picture, but" : "The picture could not be compared;");
}

static void append_reason(struct sicht_text *text, const json_t *match, enum sicht_outcome outcome)
{
	append_subject(text, match, outcome);
	if (is_word(match, "tier", "identical")) {
		sicht_text_append_string(text, "Identical (");
		append_name(text, match, "by");
		sicht_text_append_string(text, ") to ");
	} else {
		sicht_text_printf(text, "%ld of 256 bits from ", distance_of(match));
	}
	append_name(text, match, "known");
	sicht_text_append_string(text, " in ");
	append_name(text, match, "set");
	const json_t *category = json_object_get(match, "category");
	if (category != NULL) {
		sicht_text_append_string(text, ", category ");
		append_name(text, category, "scheme");
		sicht_text_append_string(text, ":");
		append_name(text, category, "code");
	}
	if (!is_word(match, "tier", "identical"))
		append_variant(text, match);
	sicht_text_append_string(text, ".");
}

/* ------------------------------------------------------------------------------------- the line */

static void make_key(struct sicht_digester *digester, enum sicht_group_key_kind kind,
	const void *data, size_t size, struct sicht_group_key *key)
{
	uint8_t tag = (uint8_t)kind;
	struct sicht_digests digests;
	sicht_digester_begin(digester);
	sicht_digester_update(digester, &tag, sizeof tag);
	sicht_digester_update(digester, data, size);
	sicht_digester_finish(digester, &digests);
	memcpy(key, digests.sha256, sizeof *key);
}

static void make_keys(const json_t *line, const json_t *best, struct sicht_rank *rank)
{
	struct sicht_digester *digester = NULL;
	if (sicht_digester_new(1u << SICHT_DIGEST_SHA256, &digester) != SICHT_OK)
		sicht_out_of_memory(); /* some hundred bytes */
	const char *sha256 = json_string_value(json_object_get(line, "sha256"));
	if (sha256 != NULL && rank->outcome != SICHT_OUTCOME_EMPTY)
		make_key(digester, SICHT_GROUP_BY_DIGEST, sha256, strlen(sha256),
			&rank->keys[SICHT_GROUP_BY_DIGEST]);
	const json_t *pdq = json_object_get(line, "pdq");
	const char *hash = json_string_value(json_object_get(pdq, "hash"));
	if (hash != NULL &&
		json_integer_value(json_object_get(pdq, "quality")) >= SICHT_QUALITY_MIN)
		make_key(digester, SICHT_GROUP_BY_HASH, hash, strlen(hash),
			&rank->keys[SICHT_GROUP_BY_HASH]);
	if (best != NULL && rank->found && !is_of_thumbnail(best)) {
		json_int_t entry[2] = {json_integer_value(json_object_get(best, "store")),
			json_integer_value(json_object_get(best, "entry"))};
		make_key(digester, SICHT_GROUP_BY_ENTRY, entry, sizeof entry,
			&rank->keys[SICHT_GROUP_BY_ENTRY]);
	}
	sicht_digester_free(digester);
}

/* The path as it is on the disk, which stands apart where it is no text. */
static void append_path(struct sicht_text *text, const json_t *line)
{
	const json_t *exact = json_object_get(line, "path_b64");
	struct sicht_bytes encoded =
		sicht_bytes(json_string_value(exact), json_string_length(exact));
	if (exact == NULL || !sicht_base64_decode(text, encoded))
		append_name(text, line, "path");
}

static bool read_object(const json_t *line, struct sicht_rank *out, struct sicht_text *reason,
	struct sicht_text *path, const char **why)
{
	const json_t *ordinal = json_object_get(line, "ordinal");
	const json_t *outcome = json_object_get(line, "outcome");
	const json_t *matches = json_object_get(line, "matches");
	struct sicht_rank rank = {0};
	if (!json_is_integer(ordinal) || json_integer_value(ordinal) < 0 ||
		!json_is_string(outcome) || !json_is_array(matches) ||
		!sicht_outcome_parse(sicht_bytes_of(json_string_value(outcome)), &rank.outcome)) {
		*why = "it is no line of facts";
		return false;
	}
	if (json_object_get(line, "rank") != NULL || json_object_get(line, "group") != NULL) {
		*why = "it is ranked already";
		return false;
	}
	rank.ordinal = (uint64_t)json_integer_value(ordinal);
	rank.source = (uint32_t)json_integer_value(json_object_get(line, "source"));
	rank.tier = outcome_ranks[rank.outcome].tier;
	rank.score = outcome_ranks[rank.outcome].score;
	const json_t *best = best_match(matches, &rank);
	make_keys(line, best, &rank);
	if (reason != NULL && best != NULL)
		append_reason(reason, best, rank.outcome);
	else if (reason != NULL)
		sicht_text_append_string(reason, outcome_ranks[rank.outcome].reason);
	if (path != NULL)
		append_path(path, line);
	*out = rank;
	return true;
}

bool sicht_rank_read(struct sicht_bytes line, struct sicht_rank *out, struct sicht_text *reason,
	struct sicht_text *path, const char **why)
{
	json_error_t error;
	const char *text = line.data;
	/* from brace to brace: rank and group are put before the last byte */
	if (line.size < 2 || text[0] != '{' || text[line.size - 1] != '}') {
		*why = "it is not one object";
		return false;
	}
	json_t *root = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL) {
		*why = "it is not JSON";
		return false;
	}
	bool valid = read_object(root, out, reason, path, why);
	json_decref(root);
	return valid;
}

int sicht_rank_compare(const struct sicht_rank *a, const struct sicht_rank *b)
{
	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return a->ordinal < b->ordinal ? -1 : a->ordinal > b->ordinal;
}
