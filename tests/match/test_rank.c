/* SPDX-License-Identifier: MIT */
/* What a file is worth: which of two files a person is shown first, and why. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/match/rank.h"
#include "sicht/hash.h"

/* Matches of known material, without and with a category. */
#define NAMED .role = SICHT_ROLE_KNOWN, .known = {"IMG_1.JPG", 9}, .set = {"lka", 3}
#define KNOWN(by_, tier_, ...)                                                                     \
	{                                                                                          \
		NAMED, .match = {                                                                  \
			.by = SICHT_MATCH_##by_,                                                   \
			.tier = SICHT_TIER_##tier_,                                                \
			.entry = 7,                                                                \
			__VA_ARGS__                                                                \
		}                                                                                  \
	}
#define LISTED(by_, scheme_, code_)                                                                \
	{                                                                                          \
		NAMED, .match = {.by = SICHT_MATCH_##by_, .entry = 7}, .category = {               \
			{scheme_, sizeof scheme_ - 1},                                             \
			{code_, sizeof code_ - 1},                                                 \
		}                                                                                  \
	}
#define THUMBNAIL(bits) KNOWN(PDQ, MATCH, .distance = bits, .window = SICHT_WINDOW_THUMBNAIL)

/* A finding with these matches. */
#define MATCHES(...) ((const struct sicht_finding_match[]){__VA_ARGS__})
#define FILE_OF(outcome_, ...)                                                                     \
	((struct sicht_finding){.outcome = SICHT_OUTCOME_##outcome_,                               \
		.matches = MATCHES(__VA_ARGS__),                                                   \
		.match_count = sizeof MATCHES(__VA_ARGS__) / sizeof *MATCHES(__VA_ARGS__)})
#define FILE_ALONE(outcome_) ((struct sicht_finding){.outcome = SICHT_OUTCOME_##outcome_})

static uint32_t urgency(struct sicht_finding finding)
{
	struct sicht_rank rank = sicht_rank_of(&finding);
	cr_assert_lt(rank.tier, SICHT_RANK_COUNT);
	cr_assert_leq(rank.score, SICHT_RANK_SCORE_MAX);
	return sicht_rank_urgency(rank.tier, rank.score);
}

#define expect_before(first, second)                                                               \
	cr_expect_lt(urgency(first), urgency(second), "%s before %s", #first, #second)

/* Lent until the next call. */
static const char *reason(struct sicht_finding finding)
{
	static struct sicht_text text;
	struct sicht_rank rank = sicht_rank_of(&finding);
	sicht_text_clear(&text);
	sicht_rank_reason(&text, &finding, &rank);
	return text.data;
}

static enum sicht_rank_tier tier(struct sicht_finding finding)
{
	return sicht_rank_of(&finding).tier;
}

Test(rank, identical_before_near_before_far_before_nothing)
{
	const struct sicht_finding identical = FILE_OF(DECODED, KNOWN(SHA256, IDENTICAL)),
				   near = FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 2)),
				   far = FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 30)),
				   possible =
					   FILE_OF(DECODED, KNOWN(PDQ, POSSIBLE, .distance = 40));
	expect_before(identical, near);
	expect_before(near, far);
	expect_before(far, possible);
	expect_before(possible, FILE_ALONE(CRASHED));
	expect_before(FILE_ALONE(CRASHED), FILE_ALONE(DECODED));
	expect_before(FILE_ALONE(DECODED), FILE_ALONE(NOT_MEDIA));
}

/*
 * It is known only where the file is at hand, and an evidence store is to rank as its drive does.
 */
Test(rank, the_reference_exact_distance_decides_nothing)
{
	expect_before(FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 4, .distance_exact = 9)),
		FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 9, .distance_exact = 1)));
	cr_expect_eq(urgency(FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 4))),
		urgency(FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 4, .distance_exact = 1))));
}

Test(rank, category_decides_not_membership)
{
	const struct sicht_finding severe = FILE_OF(DECODED, LISTED(MD5, "us-vics-2", "1")),
				   comparison = FILE_OF(DECODED, LISTED(MD5, "us-vics-2", "4")),
				   harmless = FILE_OF(DECODED, LISTED(MD5, "us-vics-2", "0")),
				   undecided = FILE_OF(DECODED, LISTED(MD5, "us-vics-1", "0"));
	expect_before(severe, comparison);
	expect_before(comparison, harmless);
	cr_expect_eq(tier(harmless), SICHT_RANK_IGNORABLE);
	cr_expect_not(sicht_rank_of(&harmless).found);
	cr_expect(sicht_rank_of(&severe).severe);
	cr_expect_not(sicht_rank_of(&comparison).severe);
	cr_expect_eq(tier(undecided), SICHT_RANK_IDENTICAL,
		"0 is harmless in one scheme and undecided in the other");
}

#define IGNORABLE                                                                                  \
	{                                                                                          \
		.match = {.by = SICHT_MATCH_MD5, .tier = SICHT_TIER_IDENTICAL, .entry = 1},        \
		.role = SICHT_ROLE_IGNORABLE, .known = {"x", 1},                                   \
		.set = { "nsrl",                                                                   \
			4 }                                                                        \
	}

Test(rank, ignorable_material_comes_last_unless_it_is_also_known)
{
	const struct sicht_finding only = FILE_OF(DECODED, IGNORABLE),
				   both = FILE_OF(
					   DECODED, IGNORABLE, KNOWN(PDQ, MATCH, .distance = 12));
	cr_expect_eq(tier(only), SICHT_RANK_IGNORABLE);
	cr_expect_eq(tier(both), SICHT_RANK_SIMILAR);
	expect_before(FILE_ALONE(NOT_MEDIA), only);
}

Test(rank, the_reason_is_a_sentence_about_the_match)
{
	cr_expect_str_eq(reason(FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 4,
							 .transform = SICHT_TRANSFORM_FLIPY,
							 .window = SICHT_WINDOW_TRIM_A))),
		"4 of 256 bits from IMG_1.JPG in lka, mirrored, inside a border.");
	cr_expect_str_eq(reason(FILE_OF(NOT_MEDIA, LISTED(SHA1, "own", "3"))),
		"Identical (sha1) to IMG_1.JPG in lka, category own:3.");
	cr_expect_str_eq(
		reason(FILE_ALONE(ENCRYPTED)), "Encrypted; only its digests were compared.");
}

Test(rank, a_contradiction_is_said_and_the_more_severe_one_first)
{
	struct sicht_finding_match matches[] = {LISTED(SHA256, "us-vics-2", "1"), IGNORABLE,
		LISTED(SHA256, "us-vics-2", "3"), LISTED(SHA256, "us-vics-2", "2")};
	struct sicht_finding finding = {.matches = matches, .match_count = 2};
	cr_expect_str_eq(reason(finding), "Identical (sha256) to IMG_1.JPG in lka, category "
					  "us-vics-2:1. Conflict: in nsrl it is ignorable.");
	finding.match_count = 4;
	matches[2].set = sicht_bytes_of("b");
	matches[3].set = sicht_bytes_of("c");
	cr_expect_str_eq(reason(finding),
		"Identical (sha256) to IMG_1.JPG in lka, category us-vics-2:1. "
		"Conflict: in c it is known, category us-vics-2:2.");
}

Test(rank, a_thumbnail_does_not_make_its_picture_known)
{
	const struct sicht_finding thumbnail = FILE_OF(DECODED, THUMBNAIL(2)),
				   far = FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 30)),
				   possible =
					   FILE_OF(DECODED, KNOWN(PDQ, POSSIBLE, .distance = 32));
	expect_before(far, thumbnail);
	expect_before(thumbnail, possible);
	cr_expect(sicht_rank_of(&thumbnail).found);
	cr_expect_str_eq(reason(thumbnail),
		"Not the picture, but the thumbnail embedded in it is 2 of 256 bits from IMG_1.JPG "
		"in lka.");
	cr_expect_str_eq(reason(FILE_OF(CORRUPT, THUMBNAIL(2))),
		"The picture could not be compared; the thumbnail embedded in it is 2 of 256 bits "
		"from IMG_1.JPG in lka.");
}

Test(rank, what_the_picture_met_decides_before_its_thumbnail)
{
	const struct sicht_finding both =
		FILE_OF(DECODED, KNOWN(PDQ, POSSIBLE, .distance = 40), THUMBNAIL(0));
	cr_expect_eq(tier(both), SICHT_RANK_POSSIBLE);
	cr_expect_str_eq(reason(both), "40 of 256 bits from IMG_1.JPG in lka.");
}

Test(rank, the_match_that_decides_names_set_and_category)
{
	struct sicht_finding_match matches[] = {
		LISTED(SHA256, "us-vics-2", "0"), LISTED(SHA256, "us-vics-2", "1")};
	struct sicht_finding finding = {.matches = matches, .match_count = 2};
	struct sicht_text category = {0};
	matches[1].set = sicht_bytes_of("bka");
	struct sicht_rank rank = sicht_rank_of(&finding);
	cr_assert_eq(rank.best, &matches[1]);
	sicht_rank_category(&category, rank.best);
	cr_expect_str_eq(category.data, "us-vics-2:1");
	sicht_text_free(&category);
	cr_expect_null(sicht_rank_of(&FILE_ALONE(DECODED)).best);
}

/*
 * What may hold a picture and could not be compared is looked at before what was compared in vain.
 */
Test(rank, every_outcome_without_a_match_has_its_tier_and_its_place_in_it)
{
	static const struct {
		enum sicht_outcome outcome;
		enum sicht_rank_tier tier;
		uint32_t score;
	} rows[] = {
		{SICHT_OUTCOME_POLICY_VIOLATION, SICHT_RANK_UNEXAMINED, 900},
		{SICHT_OUTCOME_CRASHED, SICHT_RANK_UNEXAMINED, 800},
		{SICHT_OUTCOME_ENCRYPTED, SICHT_RANK_UNEXAMINED, 700},
		{SICHT_OUTCOME_TIMEOUT, SICHT_RANK_UNEXAMINED, 650},
		{SICHT_OUTCOME_OVER_LIMIT, SICHT_RANK_UNEXAMINED, 600},
		{SICHT_OUTCOME_OUT_OF_MEMORY, SICHT_RANK_UNEXAMINED, 600},
		{SICHT_OUTCOME_UNREADABLE, SICHT_RANK_UNEXAMINED, 500},
		{SICHT_OUTCOME_CHANGED, SICHT_RANK_UNEXAMINED, 500},
		{SICHT_OUTCOME_CORRUPT, SICHT_RANK_UNEXAMINED, 400},
		{SICHT_OUTCOME_NOT_HERE, SICHT_RANK_UNEXAMINED, 350},
		{SICHT_OUTCOME_UNSUPPORTED, SICHT_RANK_UNEXAMINED, 300},
		{SICHT_OUTCOME_CONTAINER, SICHT_RANK_UNEXAMINED, 250},
		{SICHT_OUTCOME_NOT_REACHED, SICHT_RANK_UNEXAMINED, 100},
		{SICHT_OUTCOME_TRUNCATED, SICHT_RANK_UNKNOWN, 250},
		{SICHT_OUTCOME_DECODED, SICHT_RANK_UNKNOWN, 200},
		{SICHT_OUTCOME_TOO_FLAT, SICHT_RANK_OTHER, 100},
		{SICHT_OUTCOME_TOO_SMALL, SICHT_RANK_OTHER, 90},
		{SICHT_OUTCOME_NOT_MEDIA, SICHT_RANK_OTHER, 50},
		{SICHT_OUTCOME_SPECIAL, SICHT_RANK_OTHER, 10},
		{SICHT_OUTCOME_EMPTY, SICHT_RANK_OTHER, 0},
	};
	cr_assert_eq(sizeof rows / sizeof *rows, SICHT_OUTCOME_COUNT, "each of them");
	for (size_t i = 0; i < SICHT_OUTCOME_COUNT; i++) {
		const char *name = sicht_outcome_name(rows[i].outcome);
		const struct sicht_finding finding = {.outcome = rows[i].outcome};
		struct sicht_rank rank = sicht_rank_of(&finding);
		cr_expect_eq(rank.tier, rows[i].tier, "%s", name);
		cr_expect_eq(rank.score, rows[i].score, "%s: %u", name, rank.score);
		cr_expect_not(rank.found, "%s", name);
		cr_expect(sicht_rank_is_plain(&finding, &rank));
		cr_expect_str_eq(reason(finding), sicht_rank_plain_reason(rows[i].outcome));
		cr_expect_gt(strlen(reason(finding)), 5, "%s", name);
	}
}

/* By role, severity and how it was met. */
Test(rank, every_kind_of_match_has_its_tier_and_score)
{
#define KINDS(severity, identical, near, at_31, far)                                               \
	{SICHT_ROLE_KNOWN, SICHT_SEVERITY_##severity, SICHT_TIER_IDENTICAL, 0,                     \
		SICHT_RANK_IDENTICAL, identical},                                                  \
		{SICHT_ROLE_KNOWN, SICHT_SEVERITY_##severity, SICHT_TIER_MATCH, 1,                 \
			SICHT_RANK_SIMILAR, near},                                                 \
		{SICHT_ROLE_KNOWN, SICHT_SEVERITY_##severity, SICHT_TIER_MATCH, 31,                \
			SICHT_RANK_SIMILAR, at_31},                                                \
	{                                                                                          \
		SICHT_ROLE_KNOWN, SICHT_SEVERITY_##severity, SICHT_TIER_POSSIBLE, 60,              \
			SICHT_RANK_POSSIBLE, far                                                   \
	}
	static const struct {
		enum sicht_role role;
		enum sicht_severity severity;
		enum sicht_match_tier met;
		uint16_t distance;
		enum sicht_rank_tier tier;
		uint32_t score;
	} rows[] = {
		KINDS(SEVERE, 1000, 978, 318, 1),
		KINDS(DOUBTFUL, 850, 828, 168, 1),
		KINDS(MINOR, 700, 678, 18, 1),
		{SICHT_ROLE_KNOWN, SICHT_SEVERITY_HARMLESS, SICHT_TIER_IDENTICAL, 0,
			SICHT_RANK_IGNORABLE, 0},
		{SICHT_ROLE_KNOWN, SICHT_SEVERITY_HARMLESS, SICHT_TIER_MATCH, 1, SICHT_RANK_UNKNOWN,
			200},
		{SICHT_ROLE_IGNORABLE, SICHT_SEVERITY_SEVERE, SICHT_TIER_IDENTICAL, 0,
			SICHT_RANK_IGNORABLE, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sicht_match match = {.tier = rows[i].met, .distance = rows[i].distance};
		enum sicht_rank_tier tier;
		uint32_t score;
		sicht_rank_of_match(rows[i].role, rows[i].severity, &match, &tier, &score);
		cr_expect_eq(tier, rows[i].tier, "row %zu", i);
		cr_expect_eq(score, rows[i].score, "row %zu: %u", i, score);
	}
}

/* A person is called for what is severe, and was met: not for what may be it. */
Test(rank, what_is_only_possible_is_not_announced)
{
	const struct sicht_finding met = FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 31)),
				   possible =
					   FILE_OF(DECODED, KNOWN(PDQ, POSSIBLE, .distance = 32)),
				   doubtful = FILE_OF(DECODED, LISTED(MD5, "us-vics-2", "3"));
	cr_expect(sicht_rank_of(&met).severe);
	cr_expect_not(sicht_rank_of(&possible).severe);
	cr_expect_not(sicht_rank_of(&doubtful).severe);
	cr_expect_not(sicht_rank_of(&FILE_ALONE(DECODED)).severe);
}

static struct sicht_finding pages(enum sicht_outcome outcome, uint32_t pictures, uint32_t examined)
{
	return (struct sicht_finding){.outcome = outcome,
		.pictures = pictures,
		.pictures_examined = examined,
		.has_pdq = true,
		.pdq_quality = 100};
}

Test(rank, pictures_that_were_not_examined_are_no_reason_to_look_last)
{
	const struct sicht_finding cover = pages(SICHT_OUTCOME_TOO_FLAT, 9, 1);
	struct sicht_rank rank = sicht_rank_of(&cover);
	expect_before(cover, pages(SICHT_OUTCOME_DECODED, 9, 9));
	expect_before(pages(SICHT_OUTCOME_DECODED, 9, 9), pages(SICHT_OUTCOME_TOO_FLAT, 9, 9));
	cr_expect_eq(rank.tier, SICHT_RANK_UNEXAMINED);
	cr_expect_not(sicht_rank_is_plain(&cover, &rank));
	cr_expect_str_eq(reason(cover), "Too featureless to compare; its digests are not known. "
					"Pictures examined: 1 of 9.");
}

Test(rank, the_reason_says_which_pictures)
{
	cr_expect_str_eq(reason(FILE_OF(DECODED,
				 KNOWN(PDQ, MATCH, .distance = 2, .page = 2, .known_page = 1))),
		"2 of 256 bits from IMG_1.JPG (picture 2 of it) in lka, picture 3 of this file.");
}

/* --------------------------------------------------------------------------------------- groups */

static struct sicht_group_keys keys_of(struct sicht_finding finding)
{
	struct sicht_rank rank = sicht_rank_of(&finding);
	struct sicht_digester *digester = NULL;
	cr_assert_eq(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &digester), SICHT_OK);
	struct sicht_group_keys keys = sicht_group_keys_of(&finding, &rank, digester);
	sicht_digester_free(digester);
	return keys;
}

static bool has_key(struct sicht_finding finding, enum sicht_group_key_kind kind)
{
	struct sicht_group_keys keys = keys_of(finding);
	return (keys.of[kind].word[0] | keys.of[kind].word[1]) != 0;
}

Test(group, files_of_several_pictures_are_not_joined_by_their_covers)
{
	cr_expect(has_key(pages(SICHT_OUTCOME_DECODED, 0, 0), SICHT_GROUP_BY_HASH));
	cr_expect_not(has_key(pages(SICHT_OUTCOME_DECODED, 9, 9), SICHT_GROUP_BY_HASH));
}

Test(group, what_is_possible_or_flat_or_empty_joins_nobody)
{
	struct sicht_finding flat = pages(SICHT_OUTCOME_TOO_FLAT, 0, 0), empty = {0};
	flat.pdq_quality = 49;
	empty.digests.have = 1u << SICHT_DIGEST_SHA256;
	empty.digests.sha256[0] = 1;
	cr_expect(has_key(empty, SICHT_GROUP_BY_DIGEST));
	empty.outcome = SICHT_OUTCOME_EMPTY;
	cr_expect_not(has_key(empty, SICHT_GROUP_BY_DIGEST));
	cr_expect_not(has_key(flat, SICHT_GROUP_BY_HASH));
	cr_expect(
		has_key(FILE_OF(DECODED, KNOWN(PDQ, MATCH, .distance = 30)), SICHT_GROUP_BY_ENTRY));
	cr_expect_not(has_key(FILE_OF(DECODED, KNOWN(PDQ, POSSIBLE, .distance = 32)),
			      SICHT_GROUP_BY_ENTRY),
		"what is possible is no picture of the known one yet");
	cr_expect_not(has_key(FILE_OF(DECODED, THUMBNAIL(2)), SICHT_GROUP_BY_ENTRY),
		"it does not show what the known file shows");
}

Test(group, equal_keys_of_any_kind_join_and_the_first_file_stands_for_all)
{
	struct sicht_group_keys keys[6] = {0};
	uint32_t group[6];
	keys[1].of[SICHT_GROUP_BY_DIGEST].word[0] = 5;
	keys[4].of[SICHT_GROUP_BY_DIGEST].word[0] = 5;
	keys[4].of[SICHT_GROUP_BY_HASH].word[1] = 9;
	keys[2].of[SICHT_GROUP_BY_HASH].word[1] = 9;
	keys[3].of[SICHT_GROUP_BY_ENTRY].word[0] = 5; /* another kind: no relation */
	keys[5].of[SICHT_GROUP_BY_ENTRY].word[0] = 5;
	cr_assert_eq(sicht_group(keys, 6, NULL, group), SICHT_OK);
	const uint32_t expected[6] = {0, 1, 1, 3, 1, 3};
	cr_expect_arr_eq(group, expected, sizeof expected);
}
