/* SPDX-License-Identifier: MIT */
/*
 * Files that a set knows from another place: a folder that was moved, or is mounted elsewhere, is
 * known again by the digests of its files.
 */
#ifndef SICHT_ENGINE_INTAKE_MOVED_H
#define SICHT_ENGINE_INTAKE_MOVED_H

#include "sicht/source.h"
#include "sicht/store.h"

struct sicht_moved;

/*
 * Look at the entries that files of other sources than `sources` gave to `set`: all entries of the
 * store are read. Needs 16 bytes for each of those. SICHT_ERROR_INTERRUPTED: *stop (may be
 * NULL) is not 0 any more.
 */
SICHT_MUST_CHECK enum sicht_status sicht_moved_new(struct sicht_indexer *indexer, uint32_t set,
	const struct sicht_source *sources, size_t source_count, const volatile sig_atomic_t *stop,
	struct sicht_moved **out);
void sicht_moved_free(struct sicht_moved *moved); /* accepts NULL */

/*
 * The live entry among them with the size and the digests of `entry` whose own file is not there
 * any more, or is `item` by another name; with its text in `arena`. If there are several, one with
 * the path of `entry`. old->id is 0 if there is none.
 */
SICHT_MUST_CHECK enum sicht_status sicht_moved_find(struct sicht_moved *moved,
	const struct sicht_plan *plan, const struct sicht_item *item,
	const struct sicht_entry *entry, struct sicht_arena *arena, struct sicht_entry *old);

/*
 * The same of the live entry `id`, whatever its source: old->id is 0 if it has another size or
 * other digests.
 */
SICHT_MUST_CHECK enum sicht_status sicht_moved_look(struct sicht_indexer *indexer, uint64_t id,
	const struct sicht_entry *entry, struct sicht_arena *arena, struct sicht_entry *old);

#endif
