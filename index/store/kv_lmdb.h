/* SPDX-License-Identifier: MIT */
/*
 * Inside the tables: LMDB itself, for kv.c (its environment and transactions) and kv_records.c
 * (keys and values). No other file includes it.
 */
#ifndef SICHT_INDEX_STORE_KV_LMDB_H
#define SICHT_INDEX_STORE_KV_LMDB_H

#include <lmdb.h>

#include "index/store/kv.h"
#include "index/store/path.h"

struct sicht_kv {
	MDB_env *environment;
	int data_fd;
	char *store;
	bool write, all_pages;
	const volatile sig_atomic_t *stop;
	MDB_dbi tables[SICHT_KV_TABLES];
	bool absent[SICHT_KV_TABLES];
	bool tables_open;
};

/* What a reader needs to look at pages on the way. */
struct sicht_kv_check {
	struct sicht_pages pages;
	struct sicht_path paths[SICHT_KV_TABLES]; /* the last ones that were taken */
};

struct sicht_kv_transaction {
	struct sicht_kv *kv;
	MDB_txn *mdb;
	struct sicht_kv_check *check; /* NULL: all pages are known to be sound */
};

/* LMDB's failure `code` while it was asked to do `what`, in this project's words. */
SICHT_MUST_CHECK enum sicht_status sicht_kv_fail(
	const struct sicht_kv *kv, int code, const char *what);

#endif
