/* SPDX-License-Identifier: MIT */
/* Calls of the system that do less than they were asked, or are interrupted: no byte differs. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sicht/limits.h"
#include "sicht/list.h"
#include "tests/calls.h"
#include "tests/index/search_data.h"
#include "tests/index/store_helper.h"

TestSuite(calls, .init = helper_begin, .fini = helper_end);

/* Sizes that nothing written here is a multiple of. */
#define PIECE 997
#define LARGE_PIECE 100003

static void disturb(size_t most_bytes)
{
	calls = (struct calls){.most_bytes = most_bytes};
}

/* Back to how it was; something must have been disturbed, or the test says nothing. */
static void leave_alone(void)
{
	cr_assert(calls.interrupted > 0);
	calls = (struct calls){0};
}

static void expect_same_file(const char *left, const char *right)
{
	size_t left_size, right_size;
	unsigned char *a = helper_read(left, &left_size), *b = helper_read(right, &right_size);
	cr_assert_eq(left_size, right_size, "%s: %zu bytes, not %zu", right, right_size, left_size);
	cr_assert(memcmp(a, b, left_size) == 0, "%s differs from %s", right, left);
	free(a);
	free(b);
}

/* Returns how many files there are in `left`. */
static size_t expect_same_files(const char *left, const char *right)
{
	size_t count = 0;
	DIR *directory = opendir(left);
	cr_assert_not_null(directory, "%s", left);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		char a[1024], b[1024];
		if (entry->d_name[0] == '.')
			continue;
		snprintf(a, sizeof a, "%s/%s", left, entry->d_name);
		snprintf(b, sizeof b, "%s/%s", right, entry->d_name);
		expect_same_file(a, b);
		count++;
	}
	closedir(directory);
	return count;
}

/* Two segments, and what they are united into. */
static void fill_shelf(struct shelf *shelf, const struct postings *postings)
{
	shelf_open(shelf);
	shelf_add(shelf, postings, 0, postings->count - 100);
	shelf_add(shelf, postings, postings->count - 200, postings->count);
	shelf_merge(shelf, NULL);
}

static void compare_shelves(size_t count, size_t most_bytes)
{
	struct random random = {count};
	struct postings postings = {0};
	struct shelf quiet, disturbed;
	for (size_t i = 0; i < count; i++) {
		struct sicht_pdq hash = random_hash(&random);
		postings_add(&postings, &hash, sicht_owner_make(i + 1, 0));
	}
	fill_shelf(&quiet, &postings);
	disturb(most_bytes);
	fill_shelf(&disturbed, &postings);
	leave_alone();
	cr_expect_eq(expect_same_files(quiet.path, disturbed.path), 3);
	shelf_close(&quiet);
	shelf_close(&disturbed);
	free(postings.items);
}

Test(calls, segments_are_the_same_bytes)
{
	compare_shelves(3000, PIECE);
	compare_shelves(SICHT_SEGMENT_FLAT_MAX + 500, LARGE_PIECE);
}

Test(calls, a_store_has_the_same_segments_and_entries)
{
	const char *quiet = helper_path("quiet"), *disturbed = helper_path("disturbed");
	for (unsigned batch = 0; batch < 3; batch++)
		helper_fill(quiet, "set", SICHT_ROLE_KNOWN, 10 * batch, 10);
	disturb(PIECE);
	for (unsigned batch = 0; batch < 3; batch++)
		helper_fill(disturbed, "set", SICHT_ROLE_KNOWN, 10 * batch, 10);
	leave_alone();
	ASSERT_OK(sicht_store_verify(disturbed, 1, NULL));
	expect_same_files(helper_path("quiet/segments"), helper_path("disturbed/segments"));
	uint64_t one, other;
	ASSERT_OK(helper_read_all(quiet, &one));
	disturb(PIECE);
	ASSERT_OK(helper_read_all(disturbed, &other));
	leave_alone();
	cr_expect_eq(one, other);
}

Test(calls, the_writer_of_a_store_says_who_it_is)
{
	const char *store = helper_path("store");
	size_t size;
	char expected[32];
	disturb(1);
	struct sicht_indexer *indexer = helper_open(store);
	leave_alone();
	unsigned char *text = helper_read(helper_path("store/writer.lock"), &size);
	snprintf(expected, sizeof expected, "%ld\n", (long)getpid());
	cr_expect_eq(size, strlen(expected));
	cr_expect_arr_eq(text, expected, strlen(expected));
	free(text);
	sicht_indexer_close(indexer);
}

Test(calls, a_backup_is_the_same_bytes)
{
	const char *store = helper_path("store"), *copy = helper_path("copy");
	helper_fill(store, "set", SICHT_ROLE_KNOWN, 0, 50);
	disturb(PIECE);
	ASSERT_OK(sicht_store_backup(store, copy, NULL));
	leave_alone();
	cr_expect(
		expect_same_files(helper_path("store/segments"), helper_path("copy/segments")) > 0);
	uint64_t one, other;
	ASSERT_OK(helper_read_all(store, &one));
	ASSERT_OK(helper_read_all(copy, &other));
	cr_expect_eq(one, other);
}

static void export_to(const char *store_path, const char *path)
{
	struct sicht_store *store = helper_open_store(store_path);
	struct sicht_export_options options = {0};
	uint64_t written = 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	cr_assert(fd >= 0);
	ASSERT_OK(sicht_list_export(store, &options, fd, &written));
	cr_assert(written > 0);
	sicht_store_close(store);
	close(fd);
}

static void import_into(const char *store, const char *path)
{
	struct sicht_import_options options = {.set = "set", .role = SICHT_ROLE_KNOWN};
	struct sicht_import_totals totals;
	struct sicht_indexer *indexer = helper_open(store);
	ASSERT_OK(sicht_list_import(indexer, path, &options, &totals));
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
}

Test(calls, lists_are_written_and_read_the_same)
{
	const char *store = helper_path("store"), *list = helper_path("list");
	const char *quiet = helper_path("quiet"), *disturbed = helper_path("disturbed");
	helper_fill(store, "set", SICHT_ROLE_KNOWN, 0, 200);
	export_to(store, list);
	import_into(quiet, list);
	disturb(PIECE);
	export_to(store, helper_path("again"));
	import_into(disturbed, list);
	leave_alone();
	expect_same_file(list, helper_path("again"));
	expect_same_files(helper_path("quiet/segments"), helper_path("disturbed/segments"));
	uint64_t one, other;
	ASSERT_OK(helper_read_all(quiet, &one));
	ASSERT_OK(helper_read_all(disturbed, &other));
	cr_expect_eq(one, other);
}

/* What is acknowledged survives a power cut: the file before its name, the name before the rest. */
Test(calls, p2_a_segment_is_synced_then_named_then_its_directory_is_synced)
{
	struct random random = {5};
	struct postings postings = {0};
	struct shelf shelf;
	for (uint64_t i = 0; i < 100; i++) {
		struct sicht_pdq hash = random_hash(&random);
		postings_add(&postings, &hash, sicht_owner_make(i + 1, 0));
	}
	shelf_open(&shelf);
	calls = (struct calls){0};
	shelf_add(&shelf, &postings, 0, postings.count);
	cr_expect_str_eq(calls.trace, "frd");
	shelf_close(&shelf);
	free(postings.items);
}

Test(calls, p2_a_segment_that_cannot_be_synced_is_not_there)
{
	struct sicht_pdq_posting posting = {{{1, 2, 3, 4}}, sicht_owner_make(1, 0)};
	struct sicht_segment_info info = {
		.number = 1, .kind = SICHT_SEGMENT_PDQ_FULLRES, .role = SICHT_ROLE_KNOWN};
	struct shelf shelf;
	shelf_open(&shelf);
	calls.sync_error = EIO;
	ASSERT_FAILS(sicht_segment_build_pdq(
			     shelf.dirfd, &posting, 1, (struct sicht_work){.threads = 1}, &info),
		SICHT_ERROR_IO, "sync");
	DIR *directory = opendir(shelf.path);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		cr_expect(entry->d_name[0] == '.', "%s is left", entry->d_name);
	closedir(directory);
	shelf_close(&shelf);
}
