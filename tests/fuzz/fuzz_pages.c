/* SPDX-License-Identifier: MIT */
/*
 * The page check of data.mdb: any file is refused or found sound. Whatever it is, LMDB can go where
 * the check on the way has been before; and on a sound one nothing on the way is refused.
 */
#include <assert.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "index/store/guard.h"
#include "index/store/path.h"
#include "tests/fuzz/fuzz.h"

/* What a reader has at hand: LMDB, and the pages that it may follow. */
struct reader {
	const struct sicht_pages *pages;
	const struct sicht_guard_tree *root;
	MDB_txn *transaction;
	MDB_dbi tree;
	struct sicht_path path;
	unsigned sum; /* of all bytes that were read */
};

static void read_value(struct reader *reader, const MDB_val *value)
{
	for (size_t i = 0; i < value->mv_size; i++)
		reader->sum += ((const uint8_t *)value->mv_data)[i];
}

/* One key, by the way from the root. */
static enum sicht_status look_up(struct reader *reader, const void *key, size_t size)
{
	MDB_val mdb_key = {size, (void *)key}, value;
	SICHT_TRY(sicht_path_check(
		&reader->path, reader->pages, reader->root, sicht_bytes(key, size)));
	if (mdb_get(reader->transaction, reader->tree, &mdb_key, &value) == 0)
		read_value(reader, &value);
	return SICHT_OK;
}

/* Every key and value, each leaf after it was looked at. */
static enum sicht_status go_through(
	struct reader *reader, MDB_cursor *cursor, struct sicht_pages_walk *walk)
{
	for (;;) {
		unsigned left;
		SICHT_TRY(sicht_pages_walk_next(walk, &left));
		if (left == 0)
			return SICHT_OK;
		for (; left > 0; left--) {
			MDB_val key, value;
			int code = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
			assert(code == 0);
			read_value(reader, &value);
			SICHT_TRY(look_up(reader, key.mv_data, key.mv_size));
		}
	}
}

static enum sicht_status read_tree(struct reader *reader)
{
	static const char *const strangers[] = {"state", "a", "zzzz", "\0\0\0\0\0\0\0\7"};
	struct sicht_pages_walk *walk = NULL;
	MDB_cursor *cursor;
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		SICHT_TRY(look_up(reader, strangers[i], i == 3 ? 8 : strlen(strangers[i])));
	SICHT_TRY(sicht_pages_walk_open(reader->pages, reader->root, &walk));
	enum sicht_status status = SICHT_OK;
	if (mdb_cursor_open(reader->transaction, reader->tree, &cursor) == 0) {
		status = go_through(reader, cursor, walk);
		mdb_cursor_close(cursor);
	}
	sicht_pages_walk_close(walk);
	return status;
}

static enum sicht_status read_file(const char *path, const struct sicht_pages *pages)
{
	MDB_env *environment = NULL;
	struct reader reader = {.pages = pages, .root = sicht_pages_tree(pages, "meta")};
	enum sicht_status status = SICHT_OK;
	mdb_env_create(&environment);
	mdb_env_set_maxdbs(environment, 4);
	mdb_env_set_mapsize(environment, 1u << 26);
	if (mdb_env_open(environment, path, MDB_RDONLY | MDB_NOLOCK | MDB_NOSUBDIR, 0) == 0 &&
		mdb_txn_begin(environment, NULL, MDB_RDONLY, &reader.transaction) == 0) {
		if (reader.root != NULL &&
			mdb_dbi_open(reader.transaction, "meta", 0, &reader.tree) == 0)
			status = read_tree(&reader);
		mdb_txn_abort(reader.transaction);
	}
	mdb_env_close(environment);
	fuzz_say("%x", reader.sum);
	sicht_path_free(&reader.path);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct sicht_guard guard;
	struct sicht_pages pages;
	bool moved = false;
	int fd = memfd_create("pages", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	if (sicht_guard_read(fd, "fuzz", &guard) == SICHT_OK) {
		const struct sicht_guard_meta *meta = guard.meta;
		uint64_t newest = meta[0].transaction > meta[1].transaction ? meta[0].transaction
									    : meta[1].transaction;
		if (sicht_pages_open(fd, "fuzz", newest, &moved, &pages) == SICHT_OK) {
			assert(!moved);
			bool sound = sicht_pages_check(&pages, true, NULL) == SICHT_OK;
			fuzz_say("%s;", sound ? "sound" : sicht_message());
			snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
			enum sicht_status status = read_file(path, &pages);
			assert(!sound || status == SICHT_OK);
			if (status != SICHT_OK)
				fuzz_say("%s", sicht_message());
		} else {
			fuzz_say("%s", sicht_message());
		}
	} else {
		fuzz_say("%s", sicht_message());
	}
	close(fd);
	return 0;
}
