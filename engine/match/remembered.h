/* SPDX-License-Identifier: MIT */
/*
 * What a look-up remembers of the entries of one store, by their numbers: to read an entry takes
 * microseconds, and a hundred files of a batch may meet the same ones.
 */
#ifndef SICHT_ENGINE_MATCH_REMEMBERED_H
#define SICHT_ENGINE_MATCH_REMEMBERED_H

#include "engine/match/severity.h"
#include "sicht/match.h"
#include "sicht/status.h"

/* Starts from zero. 8 bytes for each entry up to the greatest that was met. */
struct sicht_remembered {
	const struct sicht_known_store *known;
	size_t room;
	uint32_t *classes;    /* see remembered.c */
	uint32_t *stamps;     /* the caller's, 0 at first */
	uint32_t *set_orders; /* of each of sicht_store_sets(): its place among their names */
};

SICHT_MUST_CHECK enum sicht_status sicht_remembered_open(
	const struct sicht_known_store *known, struct sicht_remembered *out);
void sicht_remembered_free(struct sicht_remembered *remembered);

/* Room for entry `id`: to be called before anything else is asked of it. */
SICHT_MUST_CHECK enum sicht_status sicht_remembered_reach(
	struct sicht_remembered *remembered, uint64_t id);

/* Of what kind an entry is. */
struct sicht_entry_class {
	bool answers; /* it is in the set that answers; all are, but for the store of a directory */
	enum sicht_severity severity; /* of its category */
	/*
	 * Among entries that weigh the same, whatever the order of import: first those that have a
	 * category, which say more, then by the names of their sets.
	 */
	uint32_t order;
};
SICHT_MUST_CHECK enum sicht_status sicht_remembered_class(
	struct sicht_remembered *remembered, uint64_t id, struct sicht_entry_class *out);

#endif
