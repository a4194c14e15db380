/* SPDX-License-Identifier: MIT */
/* Counts of pairs of names. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "engine/base/counts.h"
#include "sicht/limits.h"

static void add(struct sicht_counts *counts, const char *first, const char *second)
{
	sicht_counts_add(counts, sicht_bytes_of(first), sicht_bytes_of(second));
}

Test(counts, pairs_are_counted_and_the_most_frequent_comes_first)
{
	struct sicht_counts counts = {0};
	sicht_counts_sort(&counts);
	cr_assert_eq(counts.size, 0);
	add(&counts, "b", "1");
	add(&counts, "a", "2");
	add(&counts, "ab", "");
	add(&counts, "a", "b"); /* not the same as "ab" */
	add(&counts, "ab", "");
	sicht_counts_sort(&counts);
	cr_assert_eq(counts.size, 4);
	cr_expect_str_eq(counts.items[0].first.data, "ab");
	cr_expect_eq(counts.items[0].count, 2);
	cr_expect_str_eq(counts.items[1].second.data, "2");
	cr_expect_str_eq(counts.items[2].second.data, "b");
	cr_expect_str_eq(counts.items[3].first.data, "b");
	sicht_counts_free(&counts);
}

Test(counts, too_many_different_ones_are_counted_together)
{
	struct sicht_counts counts = {0};
	for (int i = 0; i < SICHT_COUNTS_MAX + 5; i++) {
		char name[16];
		snprintf(name, sizeof name, "%d", i);
		add(&counts, name, "x");
	}
	add(&counts, "0", "x");
	cr_expect_eq(counts.size, SICHT_COUNTS_MAX);
	cr_expect_eq(counts.others, 5);
	cr_expect_eq(counts.items[0].count, 2);
	sicht_counts_free(&counts);
}
