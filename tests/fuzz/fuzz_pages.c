/* SPDX-License-Identifier: MIT */
/*
 * The page check of data.mdb: any file is refused or found sound, and a sound one can be walked by
 * LMDB from end to end.
 */
#include <assert.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "index/store/guard.h"
#include "index/store/pages.h"
#include "tests/fuzz/fuzz.h"

/* Every key and value of every named tree, read to its last byte. */
static unsigned walk_tree(MDB_txn *transaction, MDB_dbi tree)
{
	MDB_cursor *cursor;
	MDB_val key, value;
	unsigned sum = 0;
	if (mdb_cursor_open(transaction, tree, &cursor) != 0)
		return 0;
	while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
		for (size_t i = 0; i < value.mv_size; i++)
			sum += ((const uint8_t *)value.mv_data)[i];
	}
	mdb_cursor_close(cursor);
	return sum;
}

static unsigned walk(const char *path)
{
	MDB_env *environment = NULL;
	MDB_txn *transaction;
	MDB_dbi tree;
	unsigned sum = 0;
	mdb_env_create(&environment);
	mdb_env_set_maxdbs(environment, 4);
	mdb_env_set_mapsize(environment, 1u << 26);
	if (mdb_env_open(environment, path, MDB_RDONLY | MDB_NOLOCK | MDB_NOSUBDIR, 0) == 0 &&
		mdb_txn_begin(environment, NULL, MDB_RDONLY, &transaction) == 0) {
		if (mdb_dbi_open(transaction, "meta", 0, &tree) == 0)
			sum = walk_tree(transaction, tree);
		mdb_txn_abort(transaction);
	}
	mdb_env_close(environment);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct sicht_guard guard;
	int fd = memfd_create("pages", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	if (sicht_guard_read(fd, "fuzz", &guard) == SICHT_OK) {
		const struct sicht_guard_meta *meta = guard.meta;
		uint64_t newest = meta[0].transaction > meta[1].transaction ? meta[0].transaction
									    : meta[1].transaction;
		bool moved = false;
		if (sicht_pages_check(fd, "fuzz", newest, true, &moved) == SICHT_OK) {
			assert(!moved);
			snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
			walk(path);
		}
	}
	close(fd);
	return 0;
}
