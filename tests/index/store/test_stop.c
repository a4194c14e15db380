/* SPDX-License-Identifier: MIT */
/*
 * Whoever is asked to stop stops, and leaves the store as it was. (tests/faults/f31.sh asks in the
 * middle of the work; here it was asked before, so that every loop has to look.)
 */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "index/segment/segment.h"
#include "index/store/segments.h"
#include "sicht/list.h"
#include "tests/index/store_helper.h"

TestSuite(stop, .init = helper_begin, .fini = helper_end);

static volatile sig_atomic_t stop;

static size_t count_files(const char *folder)
{
	size_t count = 0;
	DIR *directory = opendir(folder);
	cr_assert_not_null(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		count += entry->d_name[0] != '.';
	closedir(directory);
	return count;
}

/* Entries of two sets, one of which is to be removed. */
static uint64_t make_store(const char *path)
{
	uint64_t print = 0;
	stop = 0;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 300);
	helper_fill(path, "other", SICHT_ROLE_KNOWN, 300, 50);
	ASSERT_OK(helper_read_all(path, &print));
	return print;
}

static void expect_unchanged(const char *path, uint64_t right)
{
	uint64_t print = 0;
	ASSERT_OK(helper_read_all(path, &print));
	cr_assert_eq(print, right);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

static struct sicht_indexer *open_indexer(const char *path, bool all_or_nothing)
{
	struct sicht_indexer *indexer = NULL;
	struct sicht_indexer_options options = {
		.threads = 1, .stop = &stop, .all_or_nothing = all_or_nothing};
	ASSERT_OK(sicht_indexer_open(path, &options, &indexer));
	return indexer;
}

Test(stop, verify_and_opening_for_writing)
{
	const char *path = helper_path("store");
	struct sicht_indexer *indexer = NULL;
	struct sicht_indexer_options options = {.stop = &stop};
	uint64_t right = make_store(path);
	stop = 1;
	ASSERT_FAILS(sicht_store_verify(path, 1, &stop), SICHT_ERROR_INTERRUPTED, "interrupted");
	ASSERT_FAILS(sicht_indexer_open(path, &options, &indexer), SICHT_ERROR_INTERRUPTED,
		"interrupted");
	expect_unchanged(path, right);
}

Test(stop, a_backup_leaves_nothing)
{
	const char *path = helper_path("folder");
	char store[300], copy[300];
	mkdir(path, 0700);
	snprintf(store, sizeof store, "%s/store", path);
	snprintf(copy, sizeof copy, "%s/copy", path);
	make_store(store);
	stop = 1;
	ASSERT_FAILS(
		sicht_store_backup(store, copy, &stop), SICHT_ERROR_INTERRUPTED, "interrupted");
	cr_assert_eq(count_files(path), 1, "more than the store is there");
}

Test(stop, compaction_and_removal_leave_the_store_as_it_was)
{
	const char *path = helper_path("store");
	char segments[300];
	uint64_t right = make_store(path);
	snprintf(segments, sizeof segments, "%s/segments", path);
	size_t files = count_files(segments);
	struct sicht_indexer *indexer = open_indexer(path, true);
	stop = 1;
	ASSERT_FAILS(sicht_indexer_compact(indexer), SICHT_ERROR_INTERRUPTED, "interrupted");
	sicht_indexer_close(indexer);
	cr_assert_eq(count_files(segments), files);
	stop = 0;
	indexer = open_indexer(path, true);
	stop = 1;
	ASSERT_FAILS(sicht_indexer_remove_set(indexer, 2), SICHT_ERROR_INTERRUPTED, "interrupted");
	sicht_indexer_close(indexer);
	expect_unchanged(path, right);
}

/* An import gives its batch up; what was indexed is kept. */
Test(stop, a_commit_is_given_up_where_all_or_nothing_is_wanted_and_else_made)
{
	const char *path = helper_path("store");
	uint64_t right = make_store(path), print = 0;
	struct sicht_indexer *indexer = open_indexer(path, true);
	helper_add(indexer, helper_set(indexer, "more", SICHT_ROLE_KNOWN), 400, 20);
	stop = 1;
	ASSERT_FAILS(sicht_indexer_commit(indexer), SICHT_ERROR_INTERRUPTED, "interrupted");
	sicht_indexer_close(indexer);
	expect_unchanged(path, right);
	stop = 0;
	indexer = open_indexer(path, false);
	helper_add(indexer, helper_set(indexer, "more", SICHT_ROLE_KNOWN), 400, 20);
	stop = 1;
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	ASSERT_OK(helper_read_all(path, &print));
	cr_assert_neq(print, right);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

Test(stop, export_and_the_first_use_of_a_segment)
{
	const char *path = helper_path("store");
	struct sicht_store_options options = {.stop = &stop};
	struct sicht_export_options export = {.stop = &stop};
	struct sicht_store *store = NULL;
	uint64_t written = 0;
	size_t count = 0;
	make_store(path);
	ASSERT_OK(sicht_store_open(path, &options, &store));
	const struct sicht_segment *const *segments =
		sicht_store_segments(store, SICHT_SEGMENT_PDQ_FULLRES, SICHT_ROLE_KNOWN, &count);
	cr_assert_gt(count, 0);
	stop = 1;
	ASSERT_FAILS(sicht_list_export(store, &export, -1, &written), SICHT_ERROR_INTERRUPTED,
		"interrupted");
	ASSERT_FAILS(sicht_segment_need(segments[0], 1), SICHT_ERROR_INTERRUPTED, "interrupted");
	stop = 0;
	ASSERT_OK(sicht_segment_need(segments[0], 1));
	sicht_store_close(store);
}
