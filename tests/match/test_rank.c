/* SPDX-License-Identifier: MIT */
/* What a file is worth: which of two files a person is shown first, and why. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/match/rank.h"

#define KNOWN(by, tier, more)                                                                      \
	"{\"by\":\"" by "\",\"tier\":\"" tier "\",\"entry\":7,\"known\":\"IMG_1.JPG\","            \
	"\"set\":\"lka\",\"role\":\"known\"" more "}"
#define LINE(ordinal, outcome, matches)                                                            \
	"{\"ordinal\":" #ordinal ",\"path\":\"a.jpg\",\"outcome\":\"" outcome                      \
	"\",\"matches\":[" matches "]}"

static struct sicht_rank rank_of(const char *line, struct sicht_text *reason)
{
	struct sicht_rank rank;
	struct sicht_rank_words words = {0};
	const char *why = "";
	cr_assert(sicht_rank_read(sicht_bytes_of(line), &rank, &words, &why), "%s: %s", line, why);
	if (reason != NULL)
		sicht_text_append(reason, words.reason.data, words.reason.size);
	sicht_rank_words_free(&words);
	return rank;
}

static void expect_before(const char *first, const char *second)
{
	struct sicht_rank a = rank_of(first, NULL), b = rank_of(second, NULL);
	cr_expect_lt(sicht_rank_compare(&a, &b), 0, "%s\nbefore\n%s", first, second);
	cr_expect_gt(sicht_rank_compare(&b, &a), 0);
}

Test(rank, identical_before_near_before_far_before_nothing)
{
	const char *identical = LINE(9, "decoded", KNOWN("sha256", "identical", ""));
	const char *near = LINE(8, "decoded", KNOWN("pdq", "match", ",\"distance\":2"));
	const char *far = LINE(7, "decoded", KNOWN("pdq", "match", ",\"distance\":30"));
	const char *possible = LINE(6, "decoded", KNOWN("pdq", "possible", ",\"distance\":40"));
	const char *crashed = LINE(5, "crashed", "");
	const char *unknown = LINE(4, "decoded", "");
	const char *text = LINE(3, "not-media", "");
	expect_before(identical, near);
	expect_before(near, far);
	expect_before(far, possible);
	expect_before(possible, crashed);
	expect_before(crashed, unknown);
	expect_before(unknown, text);
}

Test(rank, equals_stand_in_the_order_of_the_plan)
{
	expect_before(LINE(1, "decoded", ""), LINE(2, "decoded", ""));
}

/* It is known only where the file is at hand, and an evidence store is to rank as its drive does. */
Test(rank, the_reference_exact_distance_decides_nothing)
{
	expect_before(
		LINE(2, "decoded", KNOWN("pdq", "match", ",\"distance\":4,\"distance_exact\":9")),
		LINE(1, "decoded", KNOWN("pdq", "match", ",\"distance\":9,\"distance_exact\":1")));
	expect_before(LINE(1, "decoded", KNOWN("pdq", "match", ",\"distance\":4")),
		LINE(2, "decoded", KNOWN("pdq", "match", ",\"distance\":4,\"distance_exact\":1")));
}

Test(rank, category_decides_not_membership)
{
	const char *severe = LINE(2, "decoded",
		KNOWN("md5", "identical",
			",\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"1\"}"));
	const char *comparison = LINE(1, "decoded",
		KNOWN("md5", "identical",
			",\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"4\"}"));
	const char *harmless = LINE(0, "decoded",
		KNOWN("md5", "identical",
			",\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"0\"}"));
	const char *old_uncategorised = LINE(3, "decoded",
		KNOWN("md5", "identical",
			",\"category\":{\"scheme\":\"us-vics-1\",\"code\":\"0\"}"));
	expect_before(severe, comparison);
	expect_before(comparison, harmless);
	cr_expect_eq(rank_of(harmless, NULL).tier, SICHT_RANK_IGNORABLE);
	cr_expect_not(rank_of(harmless, NULL).found);
	cr_expect_eq(rank_of(old_uncategorised, NULL).tier, SICHT_RANK_IDENTICAL,
		"0 is harmless in one scheme and undecided in the other");
}

Test(rank, ignorable_material_comes_last_unless_it_is_also_known)
{
	const char *ignorable =
		"{\"by\":\"md5\",\"tier\":\"identical\",\"role\":\"ignorable\",\"known\":\"x\","
		"\"set\":\"nsrl\",\"entry\":1}";
	char both[1024], only[1024];
	snprintf(only, sizeof only,
		"{\"ordinal\":1,\"path\":\"a\",\"outcome\":\"decoded\",\"matches\":[%s]}",
		ignorable);
	snprintf(both, sizeof both,
		"{\"ordinal\":2,\"path\":\"a\",\"outcome\":\"decoded\",\"matches\":[%s,%s]}",
		ignorable, KNOWN("pdq", "match", ",\"distance\":12"));
	cr_expect_eq(rank_of(only, NULL).tier, SICHT_RANK_IGNORABLE);
	cr_expect_eq(rank_of(both, NULL).tier, SICHT_RANK_SIMILAR);
	expect_before(LINE(5, "not-media", ""), only);
}

Test(rank, the_reason_is_a_sentence_about_the_match)
{
	struct sicht_text reason = {0};
	rank_of(LINE(1, "decoded",
			KNOWN("pdq", "match",
				",\"distance\":4,\"transform\":\"flipy\",\"window\":\"trim-a\"")),
		&reason);
	cr_expect_str_eq(
		reason.data, "4 of 256 bits from IMG_1.JPG in lka, mirrored, inside a border.");
	sicht_text_clear(&reason);
	rank_of(LINE(1, "encrypted", ""), &reason);
	cr_expect_str_eq(reason.data, "Encrypted; only its digests were compared.");
	sicht_text_free(&reason);
}

#define THUMBNAIL(distance)                                                                        \
	KNOWN("pdq", "match", ",\"distance\":" #distance ",\"window\":\"thumbnail\"")

Test(rank, a_thumbnail_does_not_make_its_picture_known)
{
	const char *thumbnail = LINE(3, "decoded", THUMBNAIL(2));
	const char *broken = LINE(4, "corrupt", THUMBNAIL(2));
	const char *far = LINE(2, "decoded", KNOWN("pdq", "match", ",\"distance\":30"));
	const char *possible = LINE(1, "decoded", KNOWN("pdq", "possible", ",\"distance\":32"));
	SICHT_DEFER(sicht_text_free) struct sicht_text reason = {0};
	expect_before(far, thumbnail);
	expect_before(thumbnail, possible);
	cr_expect(rank_of(thumbnail, NULL).found);
	static const struct sicht_group_key none;
	struct sicht_rank rank = rank_of(thumbnail, &reason);
	cr_expect(memcmp(&rank.keys[SICHT_GROUP_BY_ENTRY], &none, sizeof none) == 0,
		"it does not show what the known file shows");
	rank = rank_of(possible, NULL);
	cr_expect(memcmp(&rank.keys[SICHT_GROUP_BY_ENTRY], &none, sizeof none) == 0,
		"what is possible is no picture of the known one yet");
	rank = rank_of(far, NULL);
	cr_expect(memcmp(&rank.keys[SICHT_GROUP_BY_ENTRY], &none, sizeof none) != 0);
	cr_expect_str_eq(reason.data, "Not the picture, but the thumbnail embedded in it is 2 of "
				      "256 bits from IMG_1.JPG in lka.");
	sicht_text_clear(&reason);
	rank_of(broken, &reason);
	cr_expect_str_eq(reason.data, "The picture could not be compared; the thumbnail embedded "
				      "in it is 2 of 256 bits from IMG_1.JPG in lka.");
}

Test(rank, what_the_picture_met_decides_before_its_thumbnail)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text reason = {0};
	const char *both =
		LINE(1, "decoded", KNOWN("pdq", "possible", ",\"distance\":40") "," THUMBNAIL(0));
	cr_expect_eq(rank_of(both, &reason).tier, SICHT_RANK_POSSIBLE);
	cr_expect_str_eq(reason.data, "40 of 256 bits from IMG_1.JPG in lka.");
}

Test(rank, a_path_that_is_no_text_is_read_exactly)
{
	struct sicht_rank rank;
	struct sicht_rank_words words = {0};
	const char *why;
	const char *line = "{\"ordinal\":1,\"path\":\"a\xEF\xBF\xBD"
			   "b\",\"path_b64\":\"Yf9i\","
			   "\"outcome\":\"decoded\",\"matches\":[]}";
	cr_assert(sicht_rank_read(sicht_bytes_of(line), &rank, &words, &why));
	cr_expect(sicht_bytes_equal(sicht_text_bytes(&words.path), sicht_bytes("a\xff"
									       "b",
									   3)));
	sicht_rank_words_free(&words);
}

Test(rank, the_match_that_decides_names_set_and_category)
{
	struct sicht_rank rank;
	struct sicht_rank_words words = {0};
	const char *why;
	const char *harmless = KNOWN("sha256", "identical",
			   ",\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"0\"}"),
		   *severe = "{\"by\":\"sha256\",\"tier\":\"identical\",\"entry\":8,"
			     "\"set\":\"bka\",\"role\":\"known\","
			     "\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"1\"}}";
	char line[1024];
	snprintf(line, sizeof line, LINE(1, "decoded", "%s,%s"), harmless, severe);
	cr_assert(sicht_rank_read(sicht_bytes_of(line), &rank, &words, &why));
	cr_expect_str_eq(words.set.data, "bka");
	cr_expect_str_eq(words.category.data, "us-vics-2:1");
	sicht_rank_words_clear(&words);
	cr_assert(sicht_rank_read(sicht_bytes_of(LINE(1, "decoded", "")), &rank, &words, &why));
	cr_expect_eq(words.set.size, 0);
	sicht_rank_words_free(&words);
}

/* What may hold a picture and could not be compared is looked at before what was compared in vain. */
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
		char line[256];
		const char *name = sicht_outcome_name(rows[i].outcome);
		SICHT_DEFER(sicht_text_free) struct sicht_text reason = {0};
		snprintf(line, sizeof line, LINE(0, "%s", ""), name);
		struct sicht_rank rank = rank_of(line, &reason);
		cr_expect_eq(rank.tier, rows[i].tier, "%s", name);
		cr_expect_eq(rank.score, rows[i].score, "%s: %u", name, rank.score);
		cr_expect_not(rank.found, "%s", name);
		cr_expect_gt(reason.size, 5, "%s", name);
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
	cr_expect(rank_of(LINE(0, "decoded", KNOWN("pdq", "match", ",\"distance\":31")), NULL)
			  .severe);
	cr_expect_not(
		rank_of(LINE(0, "decoded", KNOWN("pdq", "possible", ",\"distance\":32")), NULL)
			.severe);
	cr_expect_not(rank_of(LINE(0, "decoded",
				      KNOWN("md5", "identical",
					      ",\"category\":{\"scheme\":\"us-vics-2\",\"code\":"
					      "\"3\"}")),
		NULL)
			      .severe);
	cr_expect_not(rank_of(LINE(0, "decoded", ""), NULL).severe);
}

#define PICTURES(ordinal, outcome, pictures, matches)                                              \
	"{\"ordinal\":" #ordinal ",\"path\":\"a.tif\",\"outcome\":\"" outcome "\"," pictures       \
	",\"pdq\":{\"hash\":\"00\",\"quality\":100},\"matches\":[" matches "]}"

Test(rank, pictures_that_were_not_examined_are_no_reason_to_look_last)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text reason = {0};
	const char *cover = PICTURES(2, "too-flat", "\"pictures\":9,\"pictures_examined\":1", "");
	expect_before(cover, PICTURES(1, "decoded", "\"pictures\":9", ""));
	expect_before(PICTURES(1, "decoded", "\"pictures\":9", ""),
		PICTURES(0, "too-flat", "\"pictures\":9", ""));
	cr_expect_eq(rank_of(cover, &reason).tier, SICHT_RANK_UNEXAMINED);
	cr_expect_not_null(strstr(reason.data, "Pictures examined: 1 of 9."), "%s", reason.data);
}

Test(rank, the_reason_says_which_pictures)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text reason = {0};
	rank_of(PICTURES(0, "decoded", "\"pictures\":9",
			KNOWN("pdq", "match", ",\"distance\":2,\"page\":3,\"known_page\":2")),
		&reason);
	cr_expect_str_eq(reason.data, "2 of 256 bits from IMG_1.JPG (picture 2 of it) in lka, "
				      "picture 3 of this file.");
}

Test(group, files_of_several_pictures_are_not_joined_by_their_covers)
{
	struct sicht_rank single = rank_of(PICTURES(0, "decoded", "\"width\":9", ""), NULL),
			  several = rank_of(PICTURES(0, "decoded", "\"pictures\":9", ""), NULL);
	cr_expect_neq(single.keys[SICHT_GROUP_BY_HASH].word[0], 0);
	cr_expect_eq(several.keys[SICHT_GROUP_BY_HASH].word[0], 0);
	cr_expect_eq(several.keys[SICHT_GROUP_BY_HASH].word[1], 0);
}

Test(rank, what_is_no_fact_is_refused)
{
	static const char *const lines[] = {"", "{", "[]", "{}", "null",
		"{\"ordinal\":-1,\"outcome\":\"decoded\",\"matches\":[]}",
		"{\"ordinal\":1,\"outcome\":\"fine\",\"matches\":[]}",
		"{\"ordinal\":1,\"outcome\":\"decoded\"}",
		"{\"ordinal\":1,\"ordinal\":2,\"outcome\":\"decoded\",\"matches\":[]}",
		/* rank and group are put before the last byte: it must be the brace of an unranked line */
		LINE(0, "decoded", "") " ", " " LINE(0, "decoded", ""),
		"{\"ordinal\":0,\"outcome\":\"empty\",\"matches\":[],\"rank\":{}}",
		"{\"ordinal\":0,\"outcome\":\"empty\",\"matches\":[],\"group\":0}"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct sicht_rank rank;
		const char *why = NULL;
		cr_expect_not(sicht_rank_read(sicht_bytes_of(lines[i]), &rank, NULL, &why), "%s",
			lines[i]);
		cr_expect_not_null(why);
	}
}

Test(group, equal_keys_of_any_kind_join_and_the_first_file_stands_for_all)
{
	struct sicht_rank ranks[6] = {0};
	uint32_t group[6];
	for (size_t i = 0; i < 6; i++)
		ranks[i].ordinal = i;
	ranks[1].keys[SICHT_GROUP_BY_DIGEST].word[0] = 5;
	ranks[4].keys[SICHT_GROUP_BY_DIGEST].word[0] = 5;
	ranks[4].keys[SICHT_GROUP_BY_HASH].word[1] = 9;
	ranks[2].keys[SICHT_GROUP_BY_HASH].word[1] = 9;
	ranks[3].keys[SICHT_GROUP_BY_ENTRY].word[0] = 5; /* another kind: no relation */
	ranks[5].keys[SICHT_GROUP_BY_ENTRY].word[0] = 5;
	cr_assert_eq(sicht_rank_group(ranks, 6, NULL, group), SICHT_OK);
	const uint32_t expected[6] = {0, 1, 1, 3, 1, 3};
	cr_expect_arr_eq(group, expected, sizeof expected);
}
