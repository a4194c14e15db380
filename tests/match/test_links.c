/* SPDX-License-Identifier: MIT */
/* Which file of a run was the first with its inode. */
#include <criterion/criterion.h>

#include "engine/match/links.h"

static uint64_t first(struct sicht_links *links, uint64_t ordinal, uint64_t inode, uint64_t names)
{
	struct sicht_item item = {
		.ordinal = ordinal, .content = {.device = 3, .inode = inode}, .links = names};
	return sicht_links_first(links, &item);
}

Test(links, a_second_name_is_told_of_the_first)
{
	struct sicht_links links = {0};
	cr_expect_eq(first(&links, 0, 77, 2), UINT64_MAX);
	cr_expect_eq(first(&links, 1, 78, 2), UINT64_MAX);
	cr_expect_eq(first(&links, 2, 77, 2), 0);
	cr_expect_eq(first(&links, 3, 77, 2), 0);
	cr_expect_eq(first(&links, 4, 77, 1), UINT64_MAX, "a file with one name is no hard link");
	sicht_links_free(&links);
}

Test(links, thousands_of_inodes_stay_apart)
{
	struct sicht_links links = {0};
	for (uint64_t i = 0; i < 20000; i++)
		cr_assert_eq(first(&links, i, i * 4096, 2), UINT64_MAX);
	for (uint64_t i = 0; i < 20000; i++)
		cr_assert_eq(first(&links, 20000 + i, i * 4096, 2), i);
	sicht_links_free(&links);
}

/* Two drives in one run number their inodes alike. */
Test(links, the_same_number_on_another_drive_is_another_file)
{
	struct sicht_links links = {0};
	struct sicht_item item = {.ordinal = 0, .links = 2, .content = {.device = 3, .inode = 77}};
	cr_expect_eq(sicht_links_first(&links, &item), UINT64_MAX);
	for (uint64_t i = 1; i < 5000; i++) {
		item.ordinal = i;
		item.content.device = 3 + i;
		cr_assert_eq(sicht_links_first(&links, &item), UINT64_MAX);
	}
	item.ordinal = 5000;
	item.content.device = 7;
	cr_expect_eq(sicht_links_first(&links, &item), 4);
	sicht_links_free(&links);
}

/* What was begun and given up is asked again. */
Test(links, a_file_that_is_asked_for_again_is_not_its_own_link)
{
	struct sicht_links links = {0};
	cr_expect_eq(first(&links, 0, 77, 2), UINT64_MAX);
	cr_expect_eq(first(&links, 1, 77, 2), 0);
	cr_expect_eq(first(&links, 0, 77, 2), UINT64_MAX);
	cr_expect_eq(first(&links, 1, 77, 2), 0);
	sicht_links_free(&links);
}

Test(links, what_is_no_file_is_no_hard_link)
{
	struct sicht_links links = {0};
	struct sicht_item item = {
		.kind = SICHT_ITEM_SPECIAL, .links = 2, .content = {.device = 3, .inode = 77}};
	cr_expect_eq(sicht_links_first(&links, &item), UINT64_MAX);
	item.ordinal = 1;
	cr_expect_eq(sicht_links_first(&links, &item), UINT64_MAX);
	sicht_links_free(&links);
}
