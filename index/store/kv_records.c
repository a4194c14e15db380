/* SPDX-License-Identifier: MIT */
/*
 * Keys and values, one by one and in their order: see kv.h. No value is believed before its frame
 * was checked (record.h), and none is written without one.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/stop.h"
#include "index/store/kv_lmdb.h"
#include "index/store/record.h"

struct sicht_kv_cursor {
	const struct sicht_kv_transaction *transaction;
	enum sicht_kv_table table;
	MDB_cursor *mdb;
	struct sicht_pages_walk *walk; /* goes before; NULL: all pages are known to be sound */
	unsigned left;                 /* entries of the leaf that it looked at last */
	bool started;
};

static MDB_val value_of(struct sicht_bytes bytes)
{
	return (MDB_val){.mv_size = bytes.size, .mv_data = (void *)bytes.data};
}

static struct sicht_bytes bytes_of(MDB_val value)
{
	return sicht_bytes(value.mv_data, value.mv_size);
}

/* ---- keys and values ---- */

enum sicht_status sicht_kv_damaged(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key)
{
	uint64_t number;
	if (sicht_number_key_parse(key, &number))
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"store %s: record %llu of table %s is damaged; restore a backup or index "
			"again",
			transaction->kv->store, (unsigned long long)number,
			sicht_kv_tables[table].name);
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: a record of table %s is damaged; restore a backup or index again",
		transaction->kv->store, sicht_kv_tables[table].name);
}

static enum sicht_status open_frame(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, struct sicht_bytes value,
	struct sicht_bytes *content)
{
	if (!sicht_frame_open(table, key, value, content))
		return sicht_kv_damaged(transaction, table, key);
	return SICHT_OK;
}

/* The tree of a table, as the snapshot's main tree describes it. */
static enum sicht_status tree_of(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, const struct sicht_guard_tree **out)
{
	*out = sicht_pages_tree(&transaction->check->pages, sicht_kv_tables[table].name);
	if (*out == NULL)
		return sicht_kv_fail(transaction->kv, MDB_CORRUPTED, "find its tables");
	return SICHT_OK;
}

/* LMDB is about to look for `key`. */
static enum sicht_status check_path(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key)
{
	struct sicht_kv_check *check = transaction->check;
	const struct sicht_guard_tree *tree;
	if (check == NULL)
		return SICHT_OK;
	SICHT_TRY(tree_of(transaction, table, &tree));
	return sicht_path_check(&check->paths[table], &check->pages, tree, key);
}

enum sicht_status sicht_kv_get(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, struct sicht_bytes *content)
{
	MDB_val mdb_key = value_of(key), value;
	int code = MDB_NOTFOUND;
	if (!transaction->kv->absent[table]) {
		SICHT_TRY(check_path(transaction, table, key));
		code = mdb_get(transaction->mdb, transaction->kv->tables[table], &mdb_key, &value);
	}
	if (code == MDB_NOTFOUND) {
		*content = sicht_bytes(NULL, 0);
		return SICHT_OK;
	}
	if (code != 0)
		return sicht_kv_fail(transaction->kv, code, "read a record");
	return open_frame(transaction, table, key, bytes_of(value), content);
}

enum sicht_status sicht_kv_has(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, bool *there)
{
	MDB_val mdb_key = value_of(key), value;
	int code = MDB_NOTFOUND;
	if (!transaction->kv->absent[table]) {
		SICHT_TRY(check_path(transaction, table, key));
		code = mdb_get(transaction->mdb, transaction->kv->tables[table], &mdb_key, &value);
	}
	if (code != 0 && code != MDB_NOTFOUND)
		return sicht_kv_fail(transaction->kv, code, "read a record");
	*there = code == 0;
	return SICHT_OK;
}

static enum sicht_status put(struct sicht_kv_transaction *transaction, enum sicht_kv_table table,
	struct sicht_bytes key, struct sicht_bytes content, unsigned flags)
{
	MDB_val mdb_key = value_of(key);
	MDB_val value = {.mv_size = SICHT_FRAME_BYTES + content.size};
	assert(!transaction->kv->absent[table]);
	int code = mdb_put(transaction->mdb, transaction->kv->tables[table], &mdb_key, &value,
		MDB_RESERVE | flags);
	if (code != 0)
		return sicht_kv_fail(transaction->kv, code, "write a record");
	uint8_t *frame = value.mv_data;
	if (content.size > 0)
		memcpy(frame + SICHT_FRAME_BYTES, content.data, content.size);
	sicht_frame_seal(table, key, frame, content.size);
	return SICHT_OK;
}

enum sicht_status sicht_kv_put(struct sicht_kv_transaction *transaction, enum sicht_kv_table table,
	struct sicht_bytes key, struct sicht_bytes content)
{
	return put(transaction, table, key, content, 0);
}

enum sicht_status sicht_kv_append(struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, struct sicht_bytes content)
{
	return put(transaction, table, key, content, MDB_APPEND);
}

enum sicht_status sicht_kv_remove(struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, bool *was_there)
{
	MDB_val mdb_key = value_of(key);
	int code = mdb_del(transaction->mdb, transaction->kv->tables[table], &mdb_key, NULL);
	if (code != 0 && code != MDB_NOTFOUND)
		return sicht_kv_fail(transaction->kv, code, "remove a record");
	if (was_there != NULL)
		*was_there = code == 0;
	return SICHT_OK;
}

enum sicht_status sicht_kv_clear(
	struct sicht_kv_transaction *transaction, enum sicht_kv_table table)
{
	int code = mdb_drop(transaction->mdb, transaction->kv->tables[table], 0);
	return code == 0 ? SICHT_OK : sicht_kv_fail(transaction->kv, code, "empty a table");
}

enum sicht_status sicht_kv_count(
	const struct sicht_kv_transaction *transaction, enum sicht_kv_table table, uint64_t *count)
{
	MDB_stat stat = {0};
	int code = transaction->kv->absent[table]
			   ? 0
			   : mdb_stat(transaction->mdb, transaction->kv->tables[table], &stat);
	if (code != 0)
		return sicht_kv_fail(transaction->kv, code, "count the records of a table");
	*count = stat.ms_entries;
	return SICHT_OK;
}

/* ---- cursors ---- */

static void cursor_closep(struct sicht_kv_cursor **cursor)
{
	sicht_kv_cursor_close(*cursor);
}

enum sicht_status sicht_kv_cursor_open(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_kv_cursor **out)
{
	const struct sicht_guard_tree *tree;
	SICHT_DEFER(cursor_closep) struct sicht_kv_cursor *cursor = calloc(1, sizeof *cursor);
	if (cursor == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	cursor->transaction = transaction;
	cursor->table = table;
	if (transaction->kv->absent[table]) {
		*out = cursor;
		cursor = NULL;
		return SICHT_OK;
	}
	if (transaction->check != NULL) {
		SICHT_TRY(tree_of(transaction, table, &tree));
		SICHT_TRY(sicht_pages_walk_open(&transaction->check->pages, tree, &cursor->walk));
	}
	int code = mdb_cursor_open(transaction->mdb, transaction->kv->tables[table], &cursor->mdb);
	if (code != 0)
		return sicht_kv_fail(transaction->kv, code, "walk a table");
	*out = cursor;
	cursor = NULL;
	return SICHT_OK;
}

void sicht_kv_cursor_close(struct sicht_kv_cursor *cursor)
{
	if (cursor == NULL)
		return;
	if (cursor->mdb != NULL)
		mdb_cursor_close(cursor->mdb);
	sicht_pages_walk_close(cursor->walk);
	free(cursor);
}

/* LMDB is about to go on by one entry, perhaps to the next leaf. */
static enum sicht_status check_next(struct sicht_kv_cursor *cursor)
{
	if (cursor->walk == NULL)
		return SICHT_OK;
	if (cursor->left == 0)
		SICHT_TRY(sicht_pages_walk_next(cursor->walk, &cursor->left));
	cursor->left -= cursor->left > 0;
	return SICHT_OK;
}

enum sicht_status sicht_kv_next(
	struct sicht_kv_cursor *cursor, struct sicht_bytes *key, struct sicht_bytes *content)
{
	MDB_val mdb_key, value;
	SICHT_TRY(check_next(cursor));
	int code = MDB_NOTFOUND; /* of a table that is absent */
	if (cursor->mdb != NULL)
		code = mdb_cursor_get(
			cursor->mdb, &mdb_key, &value, cursor->started ? MDB_NEXT : MDB_FIRST);
	cursor->started = true;
	if (code == MDB_NOTFOUND) {
		*key = *content = sicht_bytes(NULL, 0);
		return SICHT_OK;
	}
	if (code != 0)
		return sicht_kv_fail(cursor->transaction->kv, code, "walk a table");
	*key = bytes_of(mdb_key);
	return open_frame(cursor->transaction, cursor->table, *key, bytes_of(value), content);
}

/* ---- copy ---- */

enum sicht_status sicht_kv_copy_table(const struct sicht_kv_transaction *from,
	enum sicht_kv_table table, struct sicht_kv_transaction *to,
	const volatile sig_atomic_t *stop)
{
	SICHT_DEFER(cursor_closep) struct sicht_kv_cursor *cursor = NULL;
	SICHT_TRY(sicht_kv_cursor_open(from, table, &cursor));
	for (;;) {
		struct sicht_bytes key, content;
		SICHT_TRY(sicht_stop_check(stop));
		SICHT_TRY(sicht_kv_next(cursor, &key, &content));
		if (key.data == NULL)
			return SICHT_OK;
		SICHT_TRY(sicht_kv_append(to, table, key, content));
	}
}
