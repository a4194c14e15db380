/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "sicht/types.h"

/* The words are in findings files and scripts: they are the contract. */
Test(types, words_are_what_they_were)
{
	cr_assert_str_eq(sicht_outcome_name(SICHT_OUTCOME_DECODED), "decoded");
	cr_assert_str_eq(sicht_outcome_name(SICHT_OUTCOME_POLICY_VIOLATION), "policy-violation");
	cr_assert_str_eq(sicht_outcome_name(SICHT_OUTCOME_SPECIAL), "special");
	cr_assert_str_eq(sicht_media_name(SICHT_MEDIA_HEIF), "image/heif");
	cr_assert_str_eq(sicht_media_name(SICHT_MEDIA_OTHER), "");
	cr_assert_str_eq(sicht_profile_name(SICHT_PROFILE_REF512), "ref512");
	cr_assert_str_eq(sicht_transform_name(SICHT_TRANSFORM_FLIP_MINUS1), "flip_minus1");
	cr_assert_str_eq(sicht_transform_name(SICHT_TRANSFORM_NEGATIVE), "negative");
	cr_assert_str_eq(sicht_role_name(SICHT_ROLE_IGNORABLE), "ignorable");
	cr_assert_str_eq(sicht_match_by_name(SICHT_MATCH_PDQ), "pdq");
	cr_assert_str_eq(sicht_tier_name(SICHT_TIER_POSSIBLE), "possible");
	cr_assert_str_eq(sicht_digest_name(SICHT_DIGEST_SHA1), "sha1");
}

Test(types, every_word_is_read_back)
{
	for (unsigned i = 0; i < SICHT_OUTCOME_COUNT; i++) {
		enum sicht_outcome outcome;
		cr_assert(sicht_outcome_parse(sicht_bytes_of(sicht_outcome_name(i)), &outcome));
		cr_assert_eq(outcome, i);
	}
	for (unsigned i = SICHT_MEDIA_JPEG; i <= SICHT_MEDIA_BMP; i++) {
		enum sicht_media media;
		cr_assert(sicht_media_parse(sicht_bytes_of(sicht_media_name(i)), &media));
		cr_assert_eq(media, i);
	}
	for (unsigned i = 0; i <= SICHT_TRANSFORM_NEGATIVE; i++) {
		enum sicht_transform transform;
		cr_assert(
			sicht_transform_parse(sicht_bytes_of(sicht_transform_name(i)), &transform));
		cr_assert_eq(transform, i);
	}
	for (unsigned i = SICHT_ROLE_KNOWN; i <= SICHT_ROLE_EVIDENCE; i++) {
		enum sicht_role role;
		cr_assert(sicht_role_parse(sicht_bytes_of(sicht_role_name(i)), &role));
		cr_assert_eq(role, i);
	}
}

Test(types, words_of_matches_are_read_back)
{
	for (enum sicht_match_by i = 0; i <= SICHT_MATCH_PDQ; i++) {
		enum sicht_match_by by = SICHT_MATCH_PDQ;
		cr_assert(sicht_match_by_parse(sicht_bytes_of(sicht_match_by_name(i)), &by));
		cr_expect_eq(by, i);
	}
	for (enum sicht_match_tier i = 0; i <= SICHT_TIER_POSSIBLE; i++) {
		enum sicht_match_tier tier = SICHT_TIER_POSSIBLE;
		cr_assert(sicht_tier_parse(sicht_bytes_of(sicht_tier_name(i)), &tier));
		cr_expect_eq(tier, i);
	}
	enum sicht_anomaly anomaly;
	cr_assert(sicht_anomaly_parse(sicht_bytes_of("unsteady"), &anomaly));
	cr_expect_eq(anomaly, SICHT_ANOMALY_UNSTEADY);
	cr_assert_not(sicht_anomaly_parse(sicht_bytes_of(""), &anomaly));
}

Test(types, a_wrong_word_is_refused_and_changes_nothing)
{
	enum sicht_outcome outcome = SICHT_OUTCOME_TIMEOUT;
	enum sicht_media media = SICHT_MEDIA_GIF;
	cr_assert_not(sicht_outcome_parse(sicht_bytes_of("Decoded"), &outcome));
	cr_assert_not(sicht_outcome_parse(sicht_bytes_of("decoded "), &outcome));
	cr_assert_not(sicht_media_parse(sicht_bytes_of(""), &media));
	cr_assert_eq(outcome, SICHT_OUTCOME_TIMEOUT);
	cr_assert_eq(media, SICHT_MEDIA_GIF);
}

Test(types, windows_are_spelt_by_what_is_cut_off)
{
	char text[SICHT_WINDOW_NAME_SIZE];
	cr_assert_str_eq(sicht_window_name(SICHT_WINDOW_TRIM_B, text), "trim-b");
	unsigned crop = SICHT_WINDOW_CROP_FIRST + ((0 * 4 + 1) * 4 + 2) * 4 + 3;
	cr_assert_str_eq(sicht_window_name(crop, text), "crop-0369");
	for (unsigned i = 0; i <= SICHT_WINDOW_CROP_LAST; i++) {
		unsigned window;
		if (i > SICHT_WINDOW_PART_2 && i < SICHT_WINDOW_CROP_FIRST)
			continue;
		cr_assert(sicht_window_parse(sicht_bytes_of(sicht_window_name(i, text)), &window));
		cr_assert_eq(window, i);
	}
	unsigned window = 7;
	cr_assert_not(sicht_window_parse(sicht_bytes_of("crop-0361"), &window));
	cr_assert_not(sicht_window_parse(sicht_bytes_of("crop-036"), &window));
	cr_assert_not(sicht_window_parse(sicht_bytes_of("crop-036\xB9"), &window));
	cr_assert_eq(window, 7);
}

Test(types, a_hash_is_written_with_its_highest_word_first)
{
	struct sicht_pdq hash = {{1, 0, 0, 0x8000000000000000}}, again;
	char text[SICHT_PDQ_HEX_DIGITS + 1] = "";
	sicht_pdq_to_hex(&hash, text);
	cr_assert_str_eq(text, "8000000000000000000000000000000000000000000000000000000000000001");
	cr_assert(sicht_pdq_from_hex(sicht_bytes(text, 64), &again));
	cr_assert_eq(memcmp(&hash, &again, sizeof hash), 0);
}

Test(types, a_hash_that_is_no_hash_is_refused)
{
	const char good[] = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
	struct sicht_pdq hash = {{9, 9, 9, 9}};
	char text[66];
	cr_assert_not(sicht_pdq_from_hex(sicht_bytes(good, 63), &hash));
	cr_assert_not(sicht_pdq_from_hex(sicht_bytes(good, 65), &hash));
	for (size_t i = 0; i < 64; i++) {
		for (const char *bad = "g/:@G` \xE9"; *bad != '\0'; bad++) {
			memcpy(text, good, 64);
			text[i] = *bad;
			cr_assert_not(sicht_pdq_from_hex(sicht_bytes(text, 64), &hash));
		}
	}
	cr_assert_eq(hash.word[0], 9, "and the output is untouched");
	for (size_t i = 0; i < 64; i++)
		text[i] = (char)(good[i] >= 'a' ? good[i] - 32 : good[i]);
	cr_assert(sicht_pdq_from_hex(sicht_bytes(text, 64), &hash), "upper case is fine");
	sicht_pdq_to_hex(&hash, text);
	cr_assert_arr_eq(text, good, 64, "and means the same");
}

Test(types, digests_are_found_by_kind)
{
	struct sicht_digests digests = {.md5 = {1}, .sha1 = {2}, .sha256 = {3}};
	cr_assert_eq(sicht_digest_get(&digests, SICHT_DIGEST_MD5)[0], 1);
	cr_assert_eq(sicht_digest_get(&digests, SICHT_DIGEST_SHA1)[0], 2);
	cr_assert_eq(sicht_digest_get(&digests, SICHT_DIGEST_SHA256)[0], 3);
	cr_assert_eq(sicht_digest_size(SICHT_DIGEST_MD5), sizeof digests.md5);
	cr_assert_eq(sicht_digest_size(SICHT_DIGEST_SHA1), sizeof digests.sha1);
	cr_assert_eq(sicht_digest_size(SICHT_DIGEST_SHA256), sizeof digests.sha256);
}

Test(types, equal_bytes_are_equal)
{
	cr_assert(sicht_bytes_equal(sicht_bytes(NULL, 0), sicht_bytes("x", 0)));
	cr_assert(sicht_bytes_equal(sicht_bytes("a\0b", 3), sicht_bytes("a\0b", 3)));
	cr_assert_not(sicht_bytes_equal(sicht_bytes("a\0b", 3), sicht_bytes("a\0c", 3)));
	cr_assert_not(sicht_bytes_equal(sicht_bytes("ab", 2), sicht_bytes("ab", 1)));
}

Test(types, hexadecimal_text_must_have_the_length_of_what_it_fills)
{
	const uint8_t before[] = {1, 2, 3};
	uint8_t bytes[sizeof before];
	memcpy(bytes, before, sizeof bytes);
	cr_expect_not(sicht_hex_decode(sicht_bytes_of("0a0b0c0d"), bytes, sizeof bytes));
	cr_expect_not(sicht_hex_decode(sicht_bytes_of("0a0b0c0"), bytes, sizeof bytes));
	cr_expect_not(sicht_hex_decode(sicht_bytes_of("0a0b"), bytes, sizeof bytes));
	cr_expect_arr_eq(bytes, before, sizeof bytes);
	cr_expect(sicht_hex_decode(sicht_bytes_of("0a0b0C"), bytes, sizeof bytes));
	cr_expect_eq(bytes[2], 12);
}

/* What the load of the machine or somebody at work on the files can change. */
Test(types, five_outcomes_are_volatile)
{
	unsigned count = 0;
	for (unsigned outcome = 0; outcome < SICHT_OUTCOME_COUNT; outcome++)
		count += sicht_outcome_is_volatile(outcome);
	cr_expect_eq(count, 5);
	cr_expect(sicht_outcome_is_volatile(SICHT_OUTCOME_TIMEOUT));
	cr_expect(sicht_outcome_is_volatile(SICHT_OUTCOME_CRASHED));
	cr_expect(sicht_outcome_is_volatile(SICHT_OUTCOME_OUT_OF_MEMORY));
	cr_expect(sicht_outcome_is_volatile(SICHT_OUTCOME_UNREADABLE));
	cr_expect(sicht_outcome_is_volatile(SICHT_OUTCOME_CHANGED));
}
