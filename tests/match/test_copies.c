/* SPDX-License-Identifier: MIT */
/* Which prints of a batch say the same. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/match/copies.h"

static struct sicht_window_print window_of(uint64_t word)
{
	return (struct sicht_window_print){
		.quality = 100, .form_count = 1, .form = {{.word = {word}}}};
}

static struct sicht_print print_of(uint8_t byte, struct sicht_window_print *window)
{
	struct sicht_print print = {.window_count = 1, .windows = window};
	print.digests.have = 1u << SICHT_DIGEST_SHA256;
	memset(print.digests.sha256, byte, sizeof print.digests.sha256);
	return print;
}

Test(copies, the_first_of_equal_prints_stands_for_all)
{
	struct sicht_window_print window = window_of(1), same = window_of(1), other = window_of(2);
	struct sicht_print prints[] = {print_of(9, &window), print_of(3, &window),
		print_of(9, &other), print_of(9, &same)};
	uint32_t firsts[4];
	cr_assert_eq(sicht_copies_find(prints, 4, firsts), SICHT_OK);
	const uint32_t expected[4] = {0, 1, 2, 0};
	cr_assert_arr_eq(firsts, expected, sizeof expected);
}

/* A decoder may have crashed on one of them, a list may hold what it likes. */
Test(copies, equal_bytes_with_another_print_are_no_copy)
{
	struct sicht_window_print window = window_of(1), other = window_of(2);
	struct sicht_print prints[] = {print_of(9, &window), print_of(9, &other),
		print_of(9, &window), print_of(9, &window), print_of(9, &window)};
	prints[2].outcome = SICHT_OUTCOME_CRASHED;
	prints[3].digests.have |= 1u << SICHT_DIGEST_MD5;
	prints[4].window_count = 0;
	uint32_t firsts[5];
	cr_assert_eq(sicht_copies_find(prints, 5, firsts), SICHT_OK);
	const uint32_t expected[5] = {0, 1, 2, 3, 4};
	cr_assert_arr_eq(firsts, expected, sizeof expected);
}

Test(copies, without_a_digest_nothing_is_a_copy)
{
	struct sicht_window_print window = window_of(1);
	struct sicht_print prints[] = {print_of(9, &window), print_of(9, &window)};
	prints[0].digests.have = prints[1].digests.have = 1u << SICHT_DIGEST_MD5;
	uint32_t firsts[2];
	cr_assert_eq(sicht_copies_find(prints, 2, firsts), SICHT_OK);
	cr_assert(firsts[0] == 0 && firsts[1] == 1);
	cr_assert_eq(sicht_copies_find(NULL, 0, firsts), SICHT_OK);
}

/* Everything that is compared is part of what makes two prints the same. */
Test(copies, a_print_that_differs_in_anything_that_is_compared_is_no_copy)
{
	struct sicht_window_print first = window_of(1);
	first.form_count = 2;
	first.form[1].word[3] = 9;
	struct sicht_window_print others[] = {first, first, first, first, first, first, first};
	others[0].window = SICHT_WINDOW_TRIM_A;
	others[1].page = 1;
	others[2].profile = SICHT_PROFILE_REF512;
	others[3].quality = 49;
	others[4].form_count = 1;
	others[5].form[1].word[3] = 8;
	struct sicht_print prints[8] = {print_of(9, &first)};
	for (size_t i = 0; i < 7; i++)
		prints[i + 1] = print_of(9, &others[i]);
	uint32_t firsts[8];
	cr_assert_eq(sicht_copies_find(prints, 8, firsts), SICHT_OK);
	const uint32_t expected[8] = {0, 1, 2, 3, 4, 5, 6, 0};
	cr_assert_arr_eq(firsts, expected, sizeof expected);
}
