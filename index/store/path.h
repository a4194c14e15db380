/* SPDX-License-Identifier: MIT */
/*
 * The way to one key of a tree, looked at by pread(2) before LMDB takes it: each page between the
 * root and the leaf, the keys of each, and that they lie where the branch above says they do; and
 * the header of the overflow pages of its value. See pages.h.
 *
 * A branch that was damaged could lead LMDB to a sound page of another place, which does not hold
 * the key: it would be missing without a word. Since the keys of every page have to lie between
 * those of the branch above, that is found.
 */
#ifndef SICHT_INDEX_STORE_PATH_H
#define SICHT_INDEX_STORE_PATH_H

#include "index/store/pages.h"

struct sicht_path_level;

/*
 * The last way that was taken in one tree: what the next one shares with it is not looked at again.
 * Start from zero.
 */
struct sicht_path {
	struct sicht_path_level *levels[SICHT_PAGE_LEVELS_MAX];
	unsigned count; /* of those that hold */
};

void sicht_path_free(struct sicht_path *path); /* accepts zero */

/*
 * Check the way to `key` in `tree`, a named tree of the snapshot and always the same one for this
 * path. SICHT_ERROR_DAMAGED names the page. That the key is not there is no failure.
 */
SICHT_MUST_CHECK enum sicht_status sicht_path_check(struct sicht_path *path,
	const struct sicht_pages *pages, const struct sicht_guard_tree *tree,
	struct sicht_bytes key);

#endif
