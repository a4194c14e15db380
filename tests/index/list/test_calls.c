/* SPDX-License-Identifier: MIT */
/* Calls of the system that do less than they were asked, or are interrupted: lists are the same. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "sicht/list.h"
#include "tests/calls.h"
#include "tests/index/store_helper.h"
#include "tests/scratch.h"

TestSuite(calls, .init = helper_begin, .fini = helper_end);

/* A size that nothing written here is a multiple of. */
#define PIECE 997

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
	calls_disturb(PIECE);
	export_to(store, helper_path("again"));
	import_into(disturbed, list);
	calls_leave_alone();
	size_t size, again_size;
	unsigned char *text = helper_read(list, &size);
	unsigned char *again = helper_read(helper_path("again"), &again_size);
	cr_expect_eq(size, again_size);
	cr_expect_arr_eq(text, again, size);
	free(text);
	free(again);
	scratch_expect_same(helper_path("quiet/segments"), helper_path("disturbed/segments"));
	uint64_t one, other;
	ASSERT_OK(helper_read_all(quiet, &one));
	ASSERT_OK(helper_read_all(disturbed, &other));
	cr_expect_eq(one, other);
}
