/* SPDX-License-Identifier: MIT */
/* Stores as the commands use them: opened, listed, counted, changed. */
#ifndef SICHT_ENGINE_CLI_STORE_USE_H
#define SICHT_ENGINE_CLI_STORE_USE_H

#include "engine/base/counts.h"
#include "engine/cli/frame.h"
#include "sicht/store.h"

void sicht_store_closer(struct sicht_store **store);       /* for SICHT_DEFER */
void sicht_indexer_closer(struct sicht_indexer **indexer); /* for SICHT_DEFER */

/*
 * Open for a look: blocks of segments, which the look does not need, are not read. Warns of a
 * store that others may read.
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_look(const char *path, struct sicht_store **out);

/* Open for a change, with the call on record in the audit chain. */
struct sicht_store_change {
	bool create;      /* make the store if there is none */
	bool upgrade;     /* open one of an older format, too */
	unsigned threads; /* 0: all */
};
SICHT_MUST_CHECK enum sicht_status sicht_store_change(const struct sicht_call *call,
	const char *path, const struct sicht_store_change *change, struct sicht_indexer **out);

/* The set of that name; SICHT_ERROR_NOT_FOUND names the nearest one. */
SICHT_MUST_CHECK enum sicht_status sicht_store_find_set(
	const struct sicht_store *store, const char *name, const struct sicht_set **out);

/* What the entries of one set are. */
struct sicht_set_census {
	const struct sicht_set *set;
	uint64_t entries, hashed, digests_only, hashes, bytes;
	uint64_t outcomes[SICHT_OUTCOME_COUNT];
};

/*
 * Count all entries, by set, in the order of sicht_store_sets(). Reads every entry: some seconds
 * a million. SICHT_ERROR_INTERRUPTED. malloc'ed.
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_census(
	const struct sicht_store *store, struct sicht_set_census **out, size_t *count);

/* Count the categories (scheme and code) of one set's entries, likewise. */
SICHT_MUST_CHECK enum sicht_status sicht_store_categories(
	const struct sicht_store *store, uint32_t set, struct sicht_counts *counts);

#endif
