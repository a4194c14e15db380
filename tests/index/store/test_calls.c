/* SPDX-License-Identifier: MIT */
/*
 * Calls of the system that do less than they were asked, or are interrupted: a store is the same.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/calls.h"
#include "tests/index/store_helper.h"
#include "tests/scratch.h"

TestSuite(calls, .init = helper_begin, .fini = helper_end);

/* A size that nothing written here is a multiple of. */
#define PIECE 997

Test(calls, a_store_has_the_same_segments_and_entries)
{
	const char *quiet = helper_path("quiet"), *disturbed = helper_path("disturbed");
	for (unsigned batch = 0; batch < 3; batch++)
		helper_fill(quiet, "set", SICHT_ROLE_KNOWN, 10 * batch, 10);
	calls_disturb(PIECE);
	for (unsigned batch = 0; batch < 3; batch++)
		helper_fill(disturbed, "set", SICHT_ROLE_KNOWN, 10 * batch, 10);
	calls_leave_alone();
	ASSERT_OK(sicht_store_verify(disturbed, 1, NULL));
	scratch_expect_same(helper_path("quiet/segments"), helper_path("disturbed/segments"));
	uint64_t one, other;
	ASSERT_OK(helper_read_all(quiet, &one));
	calls_disturb(PIECE);
	ASSERT_OK(helper_read_all(disturbed, &other));
	calls_leave_alone();
	cr_expect_eq(one, other);
}

Test(calls, the_writer_of_a_store_says_who_it_is)
{
	const char *store = helper_path("store");
	size_t size;
	char expected[32];
	calls_disturb(1);
	struct sicht_indexer *indexer = helper_open(store);
	calls_leave_alone();
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
	calls_disturb(PIECE);
	ASSERT_OK(sicht_store_backup(store, copy, NULL));
	calls_leave_alone();
	cr_expect(scratch_expect_same(helper_path("store/segments"), helper_path("copy/segments")) >
		  0);
	uint64_t one, other;
	ASSERT_OK(helper_read_all(store, &one));
	ASSERT_OK(helper_read_all(copy, &other));
	cr_expect_eq(one, other);
}
