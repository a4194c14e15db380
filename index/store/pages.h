/* SPDX-License-Identifier: MIT */
/*
 * Follow the pointers of one LMDB snapshot, by pread(2), before LMDB follows any of them.
 *
 * Three ways, of which each one looks at what LMDB is about to look at:
 *
 *   everything   sicht_pages_check(): for writers, and for `store verify`
 *   one tree     a walk, leaf by leaf: for a cursor that goes through a table
 *   one key      path.h: the pages between the root and the key
 *
 * Afterwards it is known that LMDB can go this way without leaving its file: every page that is
 * reached exists, is what it is said to be, and is reached once; every node lies inside its page
 * and overlaps no other; keys ascend over the whole tree. A walk that came to its end, and the
 * check of everything, know as well that depths and counts are those that were announced. With the
 * free list: no page that is in use is also free, so that a writer overwrites nothing. What the
 * values say is the business of their frames (record.h).
 *
 * Cost: one read of every tree page that is looked at; of overflow pages only their headers.
 *
 * LMDB never writes to a page that a registered reader can see. So the caller holds a read
 * transaction on the snapshot for as long.
 */
#ifndef SICHT_INDEX_STORE_PAGES_H
#define SICHT_INDEX_STORE_PAGES_H

#include <signal.h>

#include "index/store/page.h"

/* A tree of the main tree: what LMDB calls a named database. */
struct sicht_pages_tree {
	char name[16];
	struct sicht_guard_tree tree;
};
#define SICHT_PAGES_TREES_MAX 64

/* One snapshot. */
struct sicht_pages {
	struct sicht_page_file file;
	struct sicht_guard_tree main, free;
	struct sicht_pages_tree trees[SICHT_PAGES_TREES_MAX];
	size_t tree_count;
};

/*
 * The snapshot of LMDB's `transaction` in data.mdb, open at `fd`: its meta page is read, and its
 * main tree checked, so that LMDB can open its named trees. *moved is true, and *out untouched, if
 * the meta page has been overwritten by a newer one: renew and call again. SICHT_ERROR_DAMAGED
 * names the page. Nothing is to be freed; `fd` and `store` are lent.
 */
SICHT_MUST_CHECK enum sicht_status sicht_pages_open(
	int fd, const char *store, uint64_t transaction, bool *moved, struct sicht_pages *out);

/* The tree of that name, or NULL. */
const struct sicht_guard_tree *sicht_pages_tree(const struct sicht_pages *pages, const char *name);

/* All trees; with `free_list`, the list of free pages too. SICHT_ERROR_INTERRUPTED: `stop`. */
SICHT_MUST_CHECK enum sicht_status sicht_pages_check(
	const struct sicht_pages *pages, bool free_list, const volatile sig_atomic_t *stop);

/* Through one tree of the main tree, from its first leaf to its last. */
struct sicht_pages_walk;
SICHT_MUST_CHECK enum sicht_status sicht_pages_walk_open(const struct sicht_pages *pages,
	const struct sicht_guard_tree *tree, struct sicht_pages_walk **out);
void sicht_pages_walk_close(struct sicht_pages_walk *walk); /* accepts NULL */

/*
 * Check the next leaf, and the branches before it: LMDB's cursor may go through its *entries. 0
 * behind the last leaf: then the tree holds what it announces.
 */
SICHT_MUST_CHECK enum sicht_status sicht_pages_walk_next(
	struct sicht_pages_walk *walk, unsigned *entries);

#endif
