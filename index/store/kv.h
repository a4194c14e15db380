/* SPDX-License-Identifier: MIT */
/*
 * The store's tables: LMDB, with every value in a frame (record.h). No file but kv*.c knows LMDB.
 *
 *   environment  one open data.mdb; LMDB forbids to open the same one twice in a process
 *   transaction  a snapshot to read, or the one transaction that writes
 *   table        a named database; keys are numbers or digests
 *
 * LMDB runs with its defaults: every commit is synced before it is acknowledged, nothing is mapped
 * for writing. The map is reserved large from the start, so that it never has to grow; it takes
 * address space, not memory.
 *
 * What is read is believed only as far as it was checked: the meta pages when it is opened; the
 * pages that LMDB is about to follow before it does (path.h, pages.h), or, for a writer and where
 * it is asked for, all pages of the snapshot when its transaction begins; and the frame of every
 * value when it is got. Contents are lent: until the transaction ends, and in a writing one until
 * the next change.
 *
 * Thread rule: one thread.
 */
#ifndef SICHT_INDEX_STORE_KV_H
#define SICHT_INDEX_STORE_KV_H

#include <signal.h>

#include "sicht/status.h"
#include "sicht/types.h"

/* The numbers stand in the frames: never reuse one. */
enum sicht_kv_table {
	SICHT_KV_META = 1,       /* "state" -> the store as a whole */
	SICHT_KV_SETS = 2,       /* set number -> set */
	SICHT_KV_ENTRIES = 3,    /* entry number -> its fixed part */
	SICHT_KV_HASHES = 4,     /* entry number -> its hashes, if it has any */
	SICHT_KV_TEXT = 5,       /* entry number -> its strings */
	SICHT_KV_PLACES = 6,     /* digest of set, source and path -> newest entry there */
	SICHT_KV_EXTERNAL = 7,   /* digest of set and external id -> newest entry of that id */
	SICHT_KV_SEGMENTS = 8,   /* segment number -> line of the manifest */
	SICHT_KV_TOMBSTONES = 9, /* first entry of a range -> entries that are gone */
	SICHT_KV_AUDIT = 10,     /* number -> link of the audit chain */
	SICHT_KV_VERSIONS = 11,  /* name of a table -> version of its records; see versions.h */
};
#define SICHT_KV_TABLE_FIRST SICHT_KV_META
#define SICHT_KV_TABLE_LAST SICHT_KV_VERSIONS
#define SICHT_KV_TABLES (SICHT_KV_TABLE_LAST + 1)

/* A table as this program knows it. */
struct sicht_kv_table_info {
	const char *name;
	uint32_t version; /* of its records */
	uint32_t since;   /* the format of a store (record.h) that brought it */
};
extern const struct sicht_kv_table_info sicht_kv_tables[SICHT_KV_TABLES];

struct sicht_kv;
struct sicht_kv_transaction;
struct sicht_kv_cursor;

struct sicht_kv_options {
	bool write;     /* the caller holds the store's writer lock */
	bool unlocked;  /* lock.mdb cannot be used; the caller keeps writers away */
	bool all_pages; /* check them all, and the list of free ones; a writer always does */
	const volatile sig_atomic_t *stop; /* ends that check; may be NULL */
};

/*
 * Open <store>/data.mdb, which exists. A writer fills it if it is empty, and makes all tables where
 * there are none. A table that came after the first format may be absent: then it reads as an empty
 * one (snapshot.h says whether it should be there).
 * SICHT_ERROR_NOT_FOUND, SICHT_ERROR_FORMAT, SICHT_ERROR_DAMAGED, SICHT_ERROR_IO.
 */
SICHT_MUST_CHECK enum sicht_status sicht_kv_open(
	const char *store, const struct sicht_kv_options *options, struct sicht_kv **out);
void sicht_kv_close(struct sicht_kv *kv); /* accepts NULL; transactions are ended before */

/* Bytes of data.mdb. */
uint64_t sicht_kv_size_bytes(const struct sicht_kv *kv);

/*
 * The newest snapshot, or the transaction that writes (one at a time). A snapshot of a store whose
 * making was cut off has no tables: SICHT_ERROR_NOT_FOUND.
 */
SICHT_MUST_CHECK enum sicht_status sicht_kv_begin(
	struct sicht_kv *kv, bool write, struct sicht_kv_transaction **out);

/* LMDB's number of the transaction: grows by one with every commit that changed something. */
uint64_t sicht_kv_number(const struct sicht_kv_transaction *transaction);

/* *transaction is ended and NULL afterwards, whatever the answer. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_commit(struct sicht_kv_transaction **transaction);
void sicht_kv_abort(struct sicht_kv_transaction *transaction); /* accepts NULL */

/* content->data is NULL if there is no such key. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_get(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, struct sicht_bytes *content);

/* Is the key there? Its value is not looked at. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_has(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, bool *there);

/*
 * Is the table absent? Then make it, as a part of the transaction, before anything is put into it.
 */
bool sicht_kv_is_absent(const struct sicht_kv_transaction *transaction, enum sicht_kv_table table);
SICHT_MUST_CHECK enum sicht_status sicht_kv_make_table(
	struct sicht_kv_transaction *transaction, enum sicht_kv_table table);

/* Set the value of a key, new or not. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_put(struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, struct sicht_bytes content);

/* The same for a key behind all others of its table: faster, and pages become full. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_append(struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, struct sicht_bytes content);

/* *was_there (may be NULL) says whether there was something to remove. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_remove(struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key, bool *was_there);

/* Remove all keys of a table. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_clear(
	struct sicht_kv_transaction *transaction, enum sicht_kv_table table);

SICHT_MUST_CHECK enum sicht_status sicht_kv_count(
	const struct sicht_kv_transaction *transaction, enum sicht_kv_table table, uint64_t *count);

/* Walk a table in the order of its keys. Nothing is changed in the transaction meanwhile. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_cursor_open(
	const struct sicht_kv_transaction *transaction, enum sicht_kv_table table,
	struct sicht_kv_cursor **out);
void sicht_kv_cursor_close(struct sicht_kv_cursor *cursor); /* accepts NULL */

/* key->data is NULL behind the last one. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_next(
	struct sicht_kv_cursor *cursor, struct sicht_bytes *key, struct sicht_bytes *content);

/* All records of a table into the same, empty one of another store. SICHT_ERROR_INTERRUPTED. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_copy_table(const struct sicht_kv_transaction *from,
	enum sicht_kv_table table, struct sicht_kv_transaction *to,
	const volatile sig_atomic_t *stop);

/* The failure for a value whose frame is whole but whose content is impossible. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_damaged(const struct sicht_kv_transaction *transaction,
	enum sicht_kv_table table, struct sicht_bytes key);

#endif
