/* SPDX-License-Identifier: MIT */
/*
 * What a file is worth, from its facts. The weights are the tables below, and nothing else.
 *
 * Membership alone is no urgency: the category decides (severity.h).
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

/* ----------------------------------------------------------------------- a match, as it was written */

/* Of a match in a line of facts, what ranks. */
struct written {
	const json_t *json;
	struct sicht_match match;
	enum sicht_role role;
	enum sicht_severity severity;
};

static struct sicht_bytes bytes_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	return sicht_bytes(json_string_value(value), json_string_length(value));
}

static bool is_word(const json_t *object, const char *key, const char *word)
{
	return sicht_bytes_equal(bytes_of(object, key), sicht_bytes_of(word));
}

static int bits_of(const json_t *object, const char *key)
{
	json_int_t bits = json_integer_value(json_object_get(object, key));
	return bits < 0 ? 0 : bits > SICHT_PDQ_BITS ? SICHT_PDQ_BITS : (int)bits;
}

static struct written read_match(const json_t *json)
{
	const json_t *category = json_object_get(json, "category");
	struct written written = {.json = json, .role = SICHT_ROLE_KNOWN};
	unsigned window = SICHT_WINDOW_FULL;
	const struct sicht_category named = {
		bytes_of(category, "scheme"), bytes_of(category, "code")};
	written.severity = sicht_severity_of(&named);
	if (is_word(json, "role", "ignorable"))
		written.role = SICHT_ROLE_IGNORABLE;
	written.match.tier = is_word(json, "tier", "identical")  ? SICHT_TIER_IDENTICAL
			     : is_word(json, "tier", "possible") ? SICHT_TIER_POSSIBLE
								 : SICHT_TIER_MATCH;
	if (sicht_window_parse(bytes_of(json, "window"), &window))
		written.match.window = (uint16_t)window;
	written.match.distance = (uint16_t)bits_of(json, "distance");
	return written;
}

/*
 * The match that decides the rank; json is NULL if there is none. The first of equals; of one tier,
 * what the picture met decides before what its thumbnail met.
 */
static struct written best_match(const json_t *matches, struct sicht_rank *rank)
{
	struct written best = {.json = NULL};
	for (size_t i = 0; i < json_array_size(matches); i++) {
		struct written next = read_match(json_array_get(matches, i));
		enum sicht_rank_tier tier;
		uint32_t score;
		sicht_rank_of_match(next.role, next.severity, &next.match, &tier, &score);
		bool gives_way = best.json != NULL && sicht_match_is_of_thumbnail(&next.match) &&
				 !sicht_match_is_of_thumbnail(&best.match);
		if (best.json == NULL || tier < rank->tier ||
			(tier == rank->tier && score > rank->score && !gives_way)) {
			best = next;
			rank->tier = tier;
			rank->score = score;
		}
	}
	rank->found = best.json != NULL && rank->tier <= SICHT_RANK_POSSIBLE;
	rank->severe = rank->found && best.severity == SICHT_SEVERITY_SEVERE &&
		       best.match.tier != SICHT_TIER_POSSIBLE;
	return best;
}

/* ---------------------------------------------------------------------------------- the sentence */

/* As it stands: whoever shows the text escapes it for its sink. */
static void append_name(struct sicht_text *text, const json_t *object, const char *key)
{
	struct sicht_bytes name = bytes_of(object, key);
	if (name.data != NULL)
		sicht_text_append(text, name.data, name.size);
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
	json_int_t page = json_integer_value(json_object_get(match, "page"));
	if (page > 0)
		sicht_text_printf(text, ", picture %lld of this file", page);
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

static void append_category(struct sicht_text *text, const json_t *match)
{
	const json_t *category = json_object_get(match, "category");
	append_name(text, category, "scheme");
	sicht_text_append_string(text, ":");
	append_name(text, category, "code");
}

/* Does it say something else of the same bytes than the one that decides? */
static bool contradicts(const struct written *other, const struct written *best)
{
	const json_t *category = json_object_get(other->json, "category"),
		     *decisive = json_object_get(best->json, "category");
	if (other->match.tier != SICHT_TIER_IDENTICAL || best->match.tier != SICHT_TIER_IDENTICAL)
		return false;
	return other->role != best->role ||
	       (category != NULL && decisive != NULL && !json_equal(category, decisive));
}

/* Which of two contradictions is said: the same one for any order of import. */
static bool is_said_before(const struct written *a, const struct written *b)
{
	if (a->role != b->role)
		return a->role == SICHT_ROLE_KNOWN;
	if (a->severity != b->severity)
		return a->severity > b->severity;
	struct sicht_bytes x = bytes_of(a->json, "set"), y = bytes_of(b->json, "set");
	size_t least = x.size < y.size ? x.size : y.size;
	int order = least > 0 ? memcmp(x.data, y.data, least) : 0;
	return order != 0 ? order < 0 : x.size < y.size;
}

/* What another set says of the same bytes, if it is something else. */
static void append_conflict(
	struct sicht_text *text, const json_t *matches, const struct written *best)
{
	struct written said = {.json = NULL};
	for (size_t i = 0; i < json_array_size(matches); i++) {
		struct written other = read_match(json_array_get(matches, i));
		if (contradicts(&other, best) &&
			(said.json == NULL || is_said_before(&other, &said)))
			said = other;
	}
	if (said.json == NULL)
		return;
	sicht_text_append_string(text, " Conflict: in ");
	append_name(text, said.json, "set");
	sicht_text_printf(
		text, " it is %s", said.role == SICHT_ROLE_IGNORABLE ? "ignorable" : "known");
	if (json_object_get(said.json, "category") != NULL) {
		sicht_text_append_string(text, ", category ");
		append_category(text, said.json);
	}
	sicht_text_append_string(text, ".");
}

static void append_reason(struct sicht_text *text, const json_t *matches,
	const struct written *best, enum sicht_outcome outcome)
{
	const struct sicht_match *match = &best->match;
	bool identical = match->tier == SICHT_TIER_IDENTICAL;
	append_subject(text, match, outcome);
	if (identical) {
		sicht_text_append_string(text, "Identical (");
		append_name(text, best->json, "by");
		sicht_text_append_string(text, ") to ");
	} else {
		sicht_text_printf(text, "%d of 256 bits from ", match->distance);
	}
	append_name(text, best->json, "known");
	json_int_t known_page = json_integer_value(json_object_get(best->json, "known_page"));
	if (known_page > 0)
		sicht_text_printf(text, " (picture %lld of it)", known_page);
	sicht_text_append_string(text, " in ");
	append_name(text, best->json, "set");
	if (json_object_get(best->json, "category") != NULL) {
		sicht_text_append_string(text, ", category ");
		append_category(text, best->json);
	}
	if (!identical)
		append_variant(text, best->json);
	sicht_text_append_string(text, ".");
	append_conflict(text, matches, best);
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

static void make_keys(const json_t *line, const struct written *best, struct sicht_rank *rank)
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
	/* behind equal covers, other pages */
	if (hash != NULL && json_object_get(line, "pictures") == NULL &&
		json_integer_value(json_object_get(pdq, "quality")) >= SICHT_QUALITY_MIN)
		make_key(digester, SICHT_GROUP_BY_HASH, hash, strlen(hash),
			&rank->keys[SICHT_GROUP_BY_HASH]);
	if (rank->found &&
		rank->tier <= SICHT_RANK_SIMILAR) { /* what is possible may be another one */
		json_int_t entry[2] = {json_integer_value(json_object_get(best->json, "store")),
			json_integer_value(json_object_get(best->json, "entry"))};
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

/*
 * Pictures in a file that were not examined: its cover or first frame does not make it one that
 * holds nothing.
 */
static void rank_unexamined(const json_t *line, struct sicht_rank *rank, struct sicht_text *reason)
{
	const json_t *examined = json_object_get(line, "pictures_examined");
	if (examined == NULL)
		return;
	if (rank->tier == SICHT_RANK_OTHER) {
		rank->tier = SICHT_RANK_UNEXAMINED;
		rank->score = outcome_ranks[SICHT_OUTCOME_UNSUPPORTED].score;
	}
	if (reason != NULL)
		sicht_text_printf(reason, " Pictures examined: %lld of %lld.",
			json_integer_value(examined),
			json_integer_value(json_object_get(line, "pictures")));
}

static void append_words(const json_t *line, const json_t *matches, const struct written *best,
	enum sicht_outcome outcome, struct sicht_rank_words *words)
{
	append_path(&words->path, line);
	if (best->json == NULL) {
		sicht_text_append_string(&words->reason, outcome_ranks[outcome].reason);
		return;
	}
	append_reason(&words->reason, matches, best, outcome);
	append_name(&words->set, best->json, "set");
	if (json_object_get(best->json, "category") != NULL)
		append_category(&words->category, best->json);
}

static bool read_object(const json_t *line, struct sicht_rank *out, struct sicht_rank_words *words,
	const char **why)
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
	const struct written best = best_match(matches, &rank);
	make_keys(line, &best, &rank);
	if (words != NULL)
		append_words(line, matches, &best, rank.outcome, words);
	if (best.json == NULL)
		rank_unexamined(line, &rank, words != NULL ? &words->reason : NULL);
	*out = rank;
	return true;
}

void sicht_rank_words_clear(struct sicht_rank_words *words)
{
	sicht_text_clear(&words->reason);
	sicht_text_clear(&words->path);
	sicht_text_clear(&words->set);
	sicht_text_clear(&words->category);
}

void sicht_rank_words_free(struct sicht_rank_words *words)
{
	sicht_text_free(&words->reason);
	sicht_text_free(&words->path);
	sicht_text_free(&words->set);
	sicht_text_free(&words->category);
}

bool sicht_rank_read(struct sicht_bytes line, struct sicht_rank *out,
	struct sicht_rank_words *words, const char **why)
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
	bool valid = read_object(root, out, words, why);
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
