/* SPDX-License-Identifier: MIT */
/* One directory and everything below it, depth-first by name bytes. */
#ifndef SICHT_ENGINE_SOURCE_WALK_H
#define SICHT_ENGINE_SOURCE_WALK_H

#include "sicht/status.h"
#include "sicht/types.h"

struct sicht_walk;

/*
 * A walk below `root_fd`, which becomes the walk's own, also on failure. A walk always opens:
 * what cannot be listed becomes an item, the root itself one with the path ".".
 */
SICHT_MUST_CHECK enum sicht_status sicht_walk_open(
	int root_fd, bool one_file_system, struct sicht_walk **out);

/*
 * The next item, without ordinal and source; *found is false at the end. Its path is lent until
 * the next call. Fails for lack of memory alone.
 */
SICHT_MUST_CHECK enum sicht_status sicht_walk_next(
	struct sicht_walk *walk, struct sicht_item *item, bool *found);
void sicht_walk_close(struct sicht_walk *walk); /* accepts NULL */

#endif
