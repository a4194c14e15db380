/* SPDX-License-Identifier: MIT */
/* A new edition of a list over the old one: the difference is told, and nothing is doubled. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "sicht/list.h"
#include "tests/index/store_helper.h"

TestSuite(list_held, .init = helper_begin, .fini = helper_end);

#define HASH_A "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"
#define HASH_B "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define MD5_A "\"md5\":\"000102030405060708090a0b0c0d0e0f\""
#define SHA1_A "\"sha1\":\"000102030405060708090a0b0c0d0e0f10111213\""
#define SHA1_B "\"sha1\":\"100102030405060708090a0b0c0d0e0f10111213\""
#define CATEGORY(code) "\"category\":{\"scheme\":\"s\",\"code\":\"" code "\"}"
#define MD5_B "\"md5\":\"100102030405060708090a0b0c0d0e0f\""

/* Import into the store, and commit unless it is to be tried only. */
static struct sicht_import_totals import(
	const char *list, const struct sicht_import_options *options, bool commit)
{
	const char *path = helper_path("list");
	struct sicht_import_totals totals = {0};
	helper_write(path, list, strlen(list));
	struct sicht_indexer *indexer = helper_open(helper_path("store"));
	ASSERT_OK(sicht_list_import(indexer, path, options, &totals));
	if (commit)
		ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	return totals;
}

static struct sicht_import_totals import_into(const char *set, const char *list)
{
	struct sicht_import_options options = {.set = set, .role = SICHT_ROLE_KNOWN};
	return import(list, &options, true);
}

static uint64_t entry_count(void)
{
	struct sicht_store *store = NULL;
	struct sicht_store_info info;
	ASSERT_OK(sicht_store_open(helper_path("store"), NULL, &store));
	sicht_store_info(store, &info);
	sicht_store_close(store);
	return info.entry_count;
}

static void expect_totals(struct sicht_import_totals totals, uint64_t added, uint64_t unchanged,
	uint64_t recategorised, uint64_t gone)
{
	cr_expect_eq(totals.added, added, "added %lu", totals.added);
	cr_expect_eq(totals.unchanged, unchanged, "unchanged %lu", totals.unchanged);
	cr_expect_eq(
		totals.recategorised, recategorised, "recategorised %lu", totals.recategorised);
	cr_expect_eq(totals.gone, gone, "gone %lu", totals.gone);
}

static const char first_edition[] =
	"{\"external\":\"one\"," MD5_A "}\n"
	"{\"external\":\"two\"," MD5_A ",\"category\":{\"scheme\":\"s\",\"code\":\"1\"}}\n"
	"{\"external\":\"three\"," MD5_A "}\n"
	"{\"external\":\"four\"," MD5_A "}\n";

static const char second_edition[] =
	"{\"external\":\"five\"," MD5_A "}\n"
	"{\"external\":\"one\"," MD5_A "}\n"
	"{\"external\":\"two\"," MD5_A ",\"category\":{\"scheme\":\"s\",\"code\":\"2\"}}\n"
	"{\"external\":\"three\"," MD5_B "}\n";

Test(list_held, the_difference_is_told)
{
	expect_totals(import_into("set", first_edition), 4, 0, 0, 0);
	expect_totals(import_into("set", first_edition), 0, 4, 0, 0);
	struct sicht_import_totals totals = import_into("set", second_edition);
	expect_totals(totals, 1, 1, 1, 1); /* and one changed otherwise */
	cr_expect_eq(totals.entries, 4);
	cr_expect_eq(entry_count(), 5, "what the list does not have stays");
	ASSERT_OK(sicht_store_verify(helper_path("store"), 1, NULL));
}

Test(list_held, what_is_gone_is_taken_out_on_demand)
{
	struct sicht_import_options options = {.set = "set", .replace = true};
	import_into("set", first_edition);
	import_into("other", first_edition);
	expect_totals(import(second_edition, &options, true), 1, 1, 1, 1);
	cr_expect_eq(entry_count(), 4 + 4, "of this set alone");
	expect_totals(import(second_edition, &options, true), 0, 4, 0, 0);
	ASSERT_OK(sicht_store_verify(helper_path("store"), 1, NULL));
}

/* The difference is known before the commit; without one nothing happens. */
Test(list_held, a_try_changes_nothing)
{
	struct sicht_import_options options = {.set = "set", .replace = true};
	import_into("set", first_edition);
	expect_totals(import(second_edition, &options, false), 1, 1, 1, 1);
	expect_totals(import_into("set", first_edition), 0, 4, 0, 0);
}

/* An entry that says the same keeps its number, by which findings name it. */
Test(list_held, unchanged_entries_keep_their_numbers)
{
	struct sicht_store *store = NULL;
	struct sicht_arena arena = {0};
	struct sicht_entry entry;
	import_into("set", first_edition);
	import_into("set", second_edition);
	ASSERT_OK(sicht_store_open(helper_path("store"), NULL, &store));
	ASSERT_OK(sicht_store_entry(store, 1, &arena, &entry));
	cr_expect(sicht_bytes_equal(entry.external, sicht_bytes_of("one")));
	cr_expect_eq(sicht_store_entry(store, 2, &arena, &entry), SICHT_ERROR_NOT_FOUND);
	sicht_store_close(store);
	sicht_arena_free(&arena);
}

/* Names need not be unique in a list; each of them stands for one entry all the same. */
Test(list_held, equal_names_are_told_apart_by_their_number)
{
	static const char list[] = HASH_A ",100,same\n" HASH_B ",100,same\n" HASH_A ",100,same\n";
	expect_totals(import_into("set", list), 3, 0, 0, 0);
	expect_totals(import_into("set", list), 0, 3, 0, 0);
	expect_totals(import_into("set", HASH_A ",100,same\n"), 0, 1, 0, 2);
	expect_totals(import_into("set", HASH_A ",100,other\n"), 1, 0, 0, 3);
	cr_expect_eq(entry_count(), 4);
}

Test(list_held, entries_without_a_name_are_known_by_their_hashes)
{
	struct sicht_import_options options = {
		.set = "set", .role = SICHT_ROLE_KNOWN, .format = sicht_list_format_by_name("pdq")};
	static const char list[] = HASH_A "\n" HASH_B "\n" HASH_B "\n";
	expect_totals(import(list, &options, true), 3, 0, 0, 0);
	expect_totals(import(list, &options, true), 0, 3, 0, 0);
	options.list.profile = SICHT_PROFILE_REF512;
	expect_totals(import(list, &options, true), 3, 0, 0, 3);
	cr_expect_eq(entry_count(), 6);
	expect_totals(import_into("hashlist", "{" MD5_A "}\n{" MD5_B "}\n"), 2, 0, 0, 0);
	expect_totals(import_into("hashlist", "{" MD5_B "}\n"), 0, 1, 0, 1);
}

/*
 * An edition need not have all the digests of the one before: the first that both have decides, MD5
 * before the others, whatever else is said of the file.
 */
Test(list_held, entries_without_a_name_are_known_by_a_digest_that_both_have)
{
	static const char both[] = "{" MD5_A "," SHA1_A "}\n{" MD5_B "," SHA1_B "}\n";
	expect_totals(import_into("set", "{" SHA1_A "}\n{" SHA1_B "}\n"), 2, 0, 0, 0);
	expect_totals(import_into("set", both), 0, 0, 0, 0);
	expect_totals(import_into("set", both), 0, 2, 0, 0);
	expect_totals(import_into("set", "{" MD5_B "," SHA1_A "}\n"), 0, 0, 0, 1);
	expect_totals(
		import_into("set", "{" MD5_A ",\"size\":7,\"pdq\":[{\"hash\":\"" HASH_A "\"}]}\n"),
		0, 0, 0, 1);
	cr_expect_eq(entry_count(), 2);
	expect_totals(import_into("set", "{" SHA1_B "}\n"), 1, 0, 0, 2); /* of none now */
	ASSERT_OK(sicht_store_verify(helper_path("store"), 1, NULL));
}

/* One file in two categories: each finds its own again, in whatever order. */
Test(list_held, of_entries_that_are_alike_the_one_of_the_same_category_is_taken)
{
	static const char list[] = "{" MD5_A "," CATEGORY("1") "}\n{" MD5_A "," CATEGORY("2") "}\n";
	expect_totals(import_into("set", list), 2, 0, 0, 0);
	expect_totals(import_into("set",
			      "{" MD5_A "," CATEGORY("2") "}\n{" MD5_A "," CATEGORY("1") "}\n"),
		0, 2, 0, 0);
	expect_totals(import_into("set",
			      "{" MD5_A "," CATEGORY("3") "}\n{" MD5_A "," CATEGORY("2") "}\n"),
		0, 1, 1, 0);
}

/* Hundreds that are alike are each taken once, and in no time. */
Test(list_held, a_crowd_of_equals_is_taken_one_by_one)
{
	struct sicht_text list = {0};
	for (int i = 0; i < 1000; i++)
		sicht_text_printf(&list, "{" MD5_A ",\"size\":%d," CATEGORY("1") "}\n", i);
	expect_totals(import_into("set", list.data), 1000, 0, 0, 0);
	expect_totals(import_into("set", list.data), 0, 1000, 0, 0);
	sicht_text_append_string(&list, "{" MD5_A "," CATEGORY("1") "}\n");
	expect_totals(import_into("set", list.data), 1, 1000, 0, 0);
	sicht_text_free(&list);
}

/* Sets that the list does not name are none of its business. */
Test(list_held, a_list_of_several_sets_is_compared_set_by_set)
{
	static const char list[] = "{\"set\":\"a\",\"role\":\"known\",\"path\":\"x\"," MD5_A "}\n"
				   "{\"set\":\"b\",\"role\":\"known\",\"path\":\"x\"," MD5_A "}\n";
	struct sicht_import_options options = {0};
	import_into("c", first_edition);
	expect_totals(import(list, &options, true), 2, 0, 0, 0);
	import_into("b", "{\"path\":\"y\"," MD5_A "}\n");
	expect_totals(import(list, &options, true), 0, 2, 0, 1);
}

Test(list_held, an_import_can_be_interrupted)
{
	static volatile sig_atomic_t stop = 1;
	const char *path = helper_path("list");
	struct sicht_import_options options = {
		.set = "set", .role = SICHT_ROLE_KNOWN, .stop = &stop};
	struct sicht_import_totals totals;
	helper_write(path, first_edition, strlen(first_edition));
	struct sicht_indexer *indexer = helper_open(helper_path("store"));
	cr_expect_eq(sicht_list_import(indexer, path, &options, &totals), SICHT_ERROR_INTERRUPTED);
	sicht_indexer_close(indexer);
}
