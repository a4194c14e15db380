/* SPDX-License-Identifier: MIT */
/*
 * Calls of the system that do less than they were asked, or fail: segments are the same bytes, or
 * not there.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>

#include "index/segment/file.h"
#include "sicht/limits.h"
#include "tests/calls.h"
#include "tests/index/search_data.h"
#include "tests/scratch.h"

/* Sizes that nothing written here is a multiple of. */
#define PIECE 997
#define LARGE_PIECE 100003

/* Two segments, and what they are merged into. */
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
	calls_disturb(most_bytes);
	fill_shelf(&disturbed, &postings);
	calls_leave_alone();
	cr_expect_eq(scratch_expect_same(quiet.path, disturbed.path), 3);
	shelf_close(&quiet);
	shelf_close(&disturbed);
	free(postings.items);
}

Test(calls, segments_are_the_same_bytes)
{
	compare_shelves(3000, PIECE);
	compare_shelves(SICHT_SEGMENT_FLAT_MAX + 500, LARGE_PIECE);
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
	cr_expect_eq(sicht_segment_build_pdq(
			     shelf.dirfd, &posting, 1, (struct sicht_work){.threads = 1}, &info),
		SICHT_ERROR_IO);
	DIR *directory = opendir(shelf.path);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		cr_expect(entry->d_name[0] == '.', "%s is left", entry->d_name);
	closedir(directory);
	shelf_close(&shelf);
}
