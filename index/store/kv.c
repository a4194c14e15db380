/* SPDX-License-Identifier: MIT */
/*
 * LMDB's environment, and its transactions: see kv.h.
 *
 * The idea: LMDB never maps a file that guard.h refuses, and never follows a page that pages.h or
 * path.h has not looked at before. Since LMDB never overwrites a page that a registered reader can
 * see, a snapshot that was found whole stays whole while its transaction is open.
 *
 * Descriptors: LMDB's own lock on lock.mdb ends when *any* descriptor of this process on that file
 * is closed, so nothing here opens lock.mdb; data.mdb carries no locks.
 */
#include "index/store/kv_lmdb.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "index/store/guard.h"
#include "index/store/pages.h"
#include "sicht/limits.h"

/* Room below which a failed write is put down to a lack of space. */
#define FREE_BYTES_MIN (1u << 20)

/* How often a snapshot may slip away, by commits of an indexer, before it was looked at. */
#define SNAPSHOT_TRIES 100

const struct sicht_kv_table_info sicht_kv_tables[SICHT_KV_TABLES] = {
	[SICHT_KV_META] = {"meta", 1, 1},
	[SICHT_KV_SETS] = {"sets", 2, 1},       /* 2: case, examiner, origins */
	[SICHT_KV_ENTRIES] = {"entries", 2, 1}, /* 2: how many pictures a file holds */
	[SICHT_KV_HASHES] = {"hashes", 2, 1},   /* 2: of which page */
	[SICHT_KV_TEXT] = {"text", 2, 1},       /* 2: detail, link */
	[SICHT_KV_PLACES] = {"places", 1, 1},
	[SICHT_KV_EXTERNAL] = {"external", 1, 1},
	[SICHT_KV_SEGMENTS] = {"segments", 1, 1},
	[SICHT_KV_TOMBSTONES] = {"tombstones", 1, 1},
	[SICHT_KV_AUDIT] = {"audit", 1, 1},
	[SICHT_KV_VERSIONS] = {"versions", 1, 2},
};

/* Has the file system less room than a transaction may take? */
static bool is_full(int fd)
{
	struct statvfs info;
	return fstatvfs(fd, &info) == 0 && info.f_bavail * info.f_frsize < FREE_BYTES_MIN;
}

enum sicht_status sicht_kv_fail(const struct sicht_kv *kv, int code, const char *what)
{
	switch (code) {
	case MDB_MAP_FULL:
		return sicht_fail(SICHT_ERROR_MEMORY,
			"store %s: cannot %s: the reserved address space is full; raise the limit "
			"of "
			"address space (ulimit -v)",
			kv->store, what);
	case MDB_READERS_FULL:
		return sicht_fail(SICHT_ERROR_BUSY,
			"store %s: too many readers at once; try again later", kv->store);
	case MDB_VERSION_MISMATCH:
		return sicht_fail(SICHT_ERROR_FORMAT,
			"store %s is in use by another version of LMDB; use that version",
			kv->store);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_PANIC:
	case MDB_INCOMPATIBLE:
	case MDB_CURSOR_FULL:
	case MDB_PAGE_FULL:
	case MDB_KEYEXIST:
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"store %s is damaged (cannot %s: %s); restore a backup or index again",
			kv->store, what, mdb_strerror(code));
	default:
		/*
		 * LMDB calls a write that came out short an I/O error; on a full disk it is not
		 * one.
		 */
		if (code == EIO && is_full(kv->data_fd))
			code = ENOSPC;
		if (code > 0)
			return sicht_fail_errno(code, "store %s: cannot %s", kv->store, what);
		return sicht_fail(SICHT_ERROR_IO, "store %s: cannot %s: %s", kv->store, what,
			mdb_strerror(code));
	}
}

/* ---- environment ---- */

static enum sicht_status open_data(const char *store, int *out)
{
	SICHT_DEFER(sicht_free_pointer) char *path = NULL;
	if (asprintf(&path, "%s/data.mdb", store) < 0) {
		path = NULL;
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "there is no store at %s", store);
	if (fd < 0)
		return sicht_fail_errno(errno, "cannot open %s", path);
	*out = fd;
	return SICHT_OK;
}

/* The largest map that fits; LMDB does not grow it by itself. */
static enum sicht_status map(struct sicht_kv *kv, unsigned flags, uint64_t file_bytes)
{
	for (uint64_t size = SICHT_STORE_MAP_BYTES; size >= SICHT_STORE_MAP_BYTES_MIN; size /= 2) {
		MDB_env *environment = NULL;
		int code = mdb_env_create(&environment);
		if (code == 0)
			code = mdb_env_set_maxdbs(environment, SICHT_KV_TABLES);
		if (code == 0)
			code = mdb_env_set_mapsize(environment, size);
		if (code == 0)
			code = mdb_env_open(environment, kv->store, flags, 0600);
		if (code == 0) {
			kv->environment = environment;
			return SICHT_OK;
		}
		mdb_env_close(environment);
		if (code != ENOMEM || size / 2 < file_bytes)
			return sicht_kv_fail(kv, code, "open it");
	}
	return sicht_kv_fail(kv, ENOMEM, "reserve address space");
}

static enum sicht_status guard_and_map(struct sicht_kv *kv, const struct sicht_kv_options *options)
{
	struct stat info;
	if (fstat(kv->data_fd, &info) != 0)
		return sicht_fail_errno(errno, "cannot examine %s/data.mdb", kv->store);
	bool fresh = info.st_size == 0;
	if (fresh && !options->write)
		return sicht_fail(SICHT_ERROR_NOT_FOUND,
			"there is no store at %s: creating it was interrupted; index again",
			kv->store);
	if (!fresh) {
		struct sicht_guard guard = {0};
		SICHT_TRY(sicht_guard_read(kv->data_fd, kv->store, &guard));
		kv->all_pages = options->all_pages || options->write;
	}
	unsigned flags = MDB_NOTLS | MDB_NORDAHEAD;
	if (!options->write)
		flags |= MDB_RDONLY | (options->unlocked ? MDB_NOLOCK : 0);
	SICHT_TRY(map(kv, flags, (uint64_t)info.st_size));
	/* The meta pages first, before any page of a commit: see sicht_guard_is_unborn(). */
	int code = fresh ? mdb_env_sync(kv->environment, 1) : 0;
	return code == 0 ? SICHT_OK : sicht_kv_fail(kv, code, "sync it");
}

/* The snapshot's meta page as the guard sees it, unless commits overtake it. */
static enum sicht_status open_pages(
	const struct sicht_kv *kv, MDB_txn *snapshot, struct sicht_pages *pages)
{
	for (int i = 0; i < SNAPSHOT_TRIES; i++) {
		bool moved;
		SICHT_TRY(sicht_pages_open(
			kv->data_fd, kv->store, mdb_txn_id(snapshot), &moved, pages));
		if (!moved)
			return SICHT_OK;
		mdb_txn_reset(snapshot);
		int code = mdb_txn_renew(snapshot);
		if (code != 0)
			return sicht_kv_fail(kv, code, "take a snapshot");
	}
	return sicht_fail(SICHT_ERROR_BUSY,
		"store %s changes too fast to be checked; try again later", kv->store);
}

/* Whole or damaged: all pages of the transaction's snapshot. */
static enum sicht_status check_all_pages(const struct sicht_kv *kv, MDB_txn *snapshot)
{
	struct sicht_pages pages;
	SICHT_TRY(open_pages(kv, snapshot, &pages));
	return sicht_pages_check(&pages, true, kv->stop);
}

/*
 * All tables, as the transaction sees them. A writer makes them where there is none yet, that is,
 * where the making of the store was cut off or has just begun; never one of them alone, for that
 * would be a commit without the store's counters.
 */
static enum sicht_status open_tables(struct sicht_kv *kv, MDB_txn *transaction)
{
	unsigned flags = 0;
	for (int i = SICHT_KV_TABLE_FIRST; i <= SICHT_KV_TABLE_LAST; i++) {
		const struct sicht_kv_table_info *table = &sicht_kv_tables[i];
		int code = mdb_dbi_open(transaction, table->name, flags, &kv->tables[i]);
		if (code == MDB_NOTFOUND && i == SICHT_KV_TABLE_FIRST && kv->write) {
			flags = MDB_CREATE;
			code = mdb_dbi_open(transaction, table->name, flags, &kv->tables[i]);
		}
		if (code == MDB_NOTFOUND && i == SICHT_KV_TABLE_FIRST)
			return sicht_fail(SICHT_ERROR_NOT_FOUND,
				"there is no store at %s: creating it was interrupted; index again",
				kv->store);
		kv->absent[i] = code == MDB_NOTFOUND && table->since > 1;
		if (code == MDB_NOTFOUND && !kv->absent[i])
			return sicht_kv_fail(kv, MDB_CORRUPTED, "find its tables");
		if (code != 0 && code != MDB_NOTFOUND)
			return sicht_kv_fail(kv, code, "open its tables");
	}
	return SICHT_OK;
}

/* A writer checks the snapshot that it builds on, clears dead readers, and makes the tables. */
static enum sicht_status prepare_writing(struct sicht_kv *kv)
{
	int dead = 0;
	int code = mdb_reader_check(kv->environment, &dead);
	if (code != 0)
		return sicht_kv_fail(kv, code, "look for dead readers");
	MDB_txn *transaction = NULL;
	code = mdb_txn_begin(kv->environment, NULL, MDB_RDONLY, &transaction);
	if (code != 0)
		return sicht_kv_fail(kv, code, "take a snapshot");
	enum sicht_status status = kv->all_pages ? check_all_pages(kv, transaction) : SICHT_OK;
	mdb_txn_abort(transaction);
	SICHT_TRY(status);
	code = mdb_txn_begin(kv->environment, NULL, 0, &transaction);
	if (code != 0)
		return sicht_kv_fail(kv, code, "begin a transaction");
	status = open_tables(kv, transaction);
	if (status != SICHT_OK) {
		mdb_txn_abort(transaction);
		return status;
	}
	code = mdb_txn_commit(transaction);
	if (code != 0)
		return sicht_kv_fail(kv, code, "make its tables");
	kv->tables_open = true;
	return SICHT_OK;
}

static void kv_closep(struct sicht_kv **kv)
{
	sicht_kv_close(*kv);
}

enum sicht_status sicht_kv_open(
	const char *store, const struct sicht_kv_options *options, struct sicht_kv **out)
{
	SICHT_DEFER(kv_closep) struct sicht_kv *kv = calloc(1, sizeof *kv);
	if (kv == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	kv->data_fd = -1;
	kv->write = options->write;
	kv->stop = options->stop;
	kv->store = strdup(store);
	if (kv->store == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	SICHT_TRY(open_data(store, &kv->data_fd));
	SICHT_TRY(guard_and_map(kv, options));
	if (options->write)
		SICHT_TRY(prepare_writing(kv));
	*out = kv;
	kv = NULL;
	return SICHT_OK;
}

void sicht_kv_close(struct sicht_kv *kv)
{
	if (kv == NULL)
		return;
	mdb_env_close(kv->environment);
	sicht_close_fd(&kv->data_fd);
	free(kv->store);
	free(kv);
}

uint64_t sicht_kv_size_bytes(const struct sicht_kv *kv)
{
	struct stat info;
	return fstat(kv->data_fd, &info) == 0 ? (uint64_t)info.st_size : 0;
}

/* ---- transactions ---- */

/* From here on nothing is followed that was not looked at. */
static enum sicht_status prepare_reading(struct sicht_kv_transaction *transaction)
{
	struct sicht_kv *kv = transaction->kv;
	if (kv->write)
		return SICHT_OK; /* its snapshots are its own commits */
	if (kv->all_pages) {
		SICHT_TRY(check_all_pages(kv, transaction->mdb));
	} else {
		transaction->check = calloc(1, sizeof *transaction->check);
		if (transaction->check == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
		SICHT_TRY(open_pages(kv, transaction->mdb, &transaction->check->pages));
	}
	return kv->tables_open ? SICHT_OK : open_tables(kv, transaction->mdb);
}

static void free_transaction(struct sicht_kv_transaction *transaction)
{
	struct sicht_kv_check *check = transaction->check;
	for (unsigned i = 0; check != NULL && i < SICHT_KV_TABLES; i++)
		sicht_path_free(&check->paths[i]);
	free(check);
	free(transaction);
}

enum sicht_status sicht_kv_begin(struct sicht_kv *kv, bool write, struct sicht_kv_transaction **out)
{
	assert(kv->write || !write);
	struct sicht_kv_transaction *transaction = calloc(1, sizeof *transaction);
	if (transaction == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	transaction->kv = kv;
	int code = mdb_txn_begin(kv->environment, NULL, write ? 0 : MDB_RDONLY, &transaction->mdb);
	enum sicht_status status =
		code == 0 ? SICHT_OK : sicht_kv_fail(kv, code, "begin a transaction");
	if (status == SICHT_OK && !write)
		status = prepare_reading(transaction);
	if (status != SICHT_OK) {
		sicht_kv_abort(transaction);
		return status;
	}
	*out = transaction;
	return SICHT_OK;
}

uint64_t sicht_kv_number(const struct sicht_kv_transaction *transaction)
{
	return mdb_txn_id(transaction->mdb);
}

enum sicht_status sicht_kv_commit(struct sicht_kv_transaction **transaction)
{
	struct sicht_kv_transaction *ended = *transaction;
	*transaction = NULL;
	struct sicht_kv *kv = ended->kv;
	int code = mdb_txn_commit(ended->mdb);
	free_transaction(ended);
	return code == 0 ? SICHT_OK : sicht_kv_fail(kv, code, "commit");
}

void sicht_kv_abort(struct sicht_kv_transaction *transaction)
{
	if (transaction == NULL)
		return;
	mdb_txn_abort(transaction->mdb);
	free_transaction(transaction);
}

bool sicht_kv_is_absent(const struct sicht_kv_transaction *transaction, enum sicht_kv_table table)
{
	return transaction->kv->absent[table];
}

enum sicht_status sicht_kv_make_table(
	struct sicht_kv_transaction *transaction, enum sicht_kv_table table)
{
	struct sicht_kv *kv = transaction->kv;
	int code = mdb_dbi_open(
		transaction->mdb, sicht_kv_tables[table].name, MDB_CREATE, &kv->tables[table]);
	if (code != 0)
		return sicht_kv_fail(kv, code, "make a table");
	kv->absent[table] = false;
	return SICHT_OK;
}
