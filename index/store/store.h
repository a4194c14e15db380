/* SPDX-License-Identifier: MIT */
/*
 * Inside an open store, for the files of this folder that read one: verify.c, audit.c, backup.c.
 */
#ifndef SICHT_INDEX_STORE_STORE_H
#define SICHT_INDEX_STORE_STORE_H

#include "index/store/directory.h"
#include "index/store/kv.h"
#include "index/store/segments.h"
#include "index/store/snapshot.h"
#include "sicht/store.h"

/* Roles that have segments; evidence is read entry by entry. */
#define SICHT_SEGMENT_ROLE_COUNT 2

struct sicht_store {
	struct sicht_directory directory;
	struct sicht_kv *kv;
	struct sicht_kv_transaction *transaction;
	struct sicht_snapshot snapshot;
	struct sicht_segment **segments; /* by kind, role, number */
	size_t segment_count;
	/* where in `segments` those of a kind and role begin; [kind][role] .. the next one */
	size_t starts[SICHT_SEGMENT_KIND_COUNT * SICHT_SEGMENT_ROLE_COUNT + 1];
	struct sicht_tombstones tombstones;
	const volatile sig_atomic_t *stop; /* may be NULL */
};

/* sicht_store_open(), and all that would be checked when it is used is checked at once. */
SICHT_MUST_CHECK enum sicht_status sicht_store_open_checked(const char *path, unsigned threads,
	const volatile sig_atomic_t *stop, struct sicht_store **out);

void sicht_store_closep(struct sicht_store **store); /* for SICHT_DEFER */

#endif
