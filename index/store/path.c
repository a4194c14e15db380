/* SPDX-License-Identifier: MIT */
/*
 * From the root of a tree down to a key. See path.h.
 *
 * The idea: the way is kept, page by page. A lookup goes down through what is kept for as long as
 * it leads to the same children, and reads and checks from there on. Keys that follow one another
 * find all of it kept.
 */
#include "index/store/path.h"

#include <stdlib.h>

/* One page of the way. Its bounds are keys in the pages above; data is NULL where there is none. */
struct sicht_path_level {
	struct sicht_page page;
	struct sicht_bytes low, high; /* low <= every key < high */
	unsigned child;               /* the node by which the way went on */
};

void sicht_path_free(struct sicht_path *path)
{
	for (unsigned i = 0; i < SICHT_PAGE_LEVELS_MAX && path->levels[i] != NULL; i++) {
		free(path->levels[i]->page.bytes);
		free(path->levels[i]);
	}
	*path = (struct sicht_path){0};
}

static int compare(struct sicht_bytes a, struct sicht_bytes b)
{
	return sicht_page_compare(SICHT_TREE_NAMED, a, b);
}

/* Keys ascend, between the bounds. The key of a branch's first node says nothing. */
static enum sicht_status check_keys(
	const struct sicht_page_file *file, const struct sicht_path_level *level, bool leaf)
{
	struct sicht_bytes last = level->low;
	for (unsigned i = leaf ? 0 : 1; i < level->page.node_count; i++) {
		struct sicht_node node = sicht_page_node(file, &level->page, i, leaf);
		int order = last.data != NULL ? compare(last, node.key) : -1;
		bool may_be_equal = i == 0; /* a leaf's first key to the separator above */
		if (node.key.size == 0)
			return sicht_page_damaged(
				file, level->page.number, "a key has the wrong length");
		if (order > 0 || (order == 0 && !may_be_equal))
			return sicht_page_damaged(
				file, level->page.number, "its keys are out of order");
		if (leaf && (node.flags & ~SICHT_NODE_BIG) != 0)
			return sicht_page_damaged(
				file, level->page.number, "a node has impossible flags");
		last = node.key;
	}
	if (last.data != NULL && level->high.data != NULL && compare(last, level->high) >= 0)
		return sicht_page_damaged(file, level->page.number, "its keys are out of order");
	return SICHT_OK;
}

/* Page `number` as the next of the way. */
static enum sicht_status enter(struct sicht_path *path, const struct sicht_page_file *file,
	uint64_t number, bool leaf, struct sicht_bytes low, struct sicht_bytes high)
{
	struct sicht_path_level **place = &path->levels[path->count];
	if (*place == NULL)
		*place = calloc(1, sizeof **place);
	struct sicht_path_level *level = *place;
	if (level == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	level->low = low;
	level->high = high;
	SICHT_TRY(sicht_page_read(file, SICHT_TREE_NAMED, leaf, number, &level->page));
	SICHT_TRY(check_keys(file, level, leaf));
	path->count++;
	return SICHT_OK;
}

/*
 * The last node of a page whose key is not above `key`; of a branch the first one if there is none.
 */
static unsigned find(const struct sicht_page_file *file, const struct sicht_page *page,
	struct sicht_bytes key, bool leaf)
{
	unsigned low = 1, high = page->node_count;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		if (compare(sicht_page_node(file, page, middle, leaf).key, key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}

/* From level `depth` of the way, a branch, to the page below it. */
static enum sicht_status go_down(struct sicht_path *path, const struct sicht_pages *pages,
	const struct sicht_guard_tree *tree, unsigned depth, struct sicht_bytes key)
{
	struct sicht_path_level *level = path->levels[depth];
	const struct sicht_page_file *file = &pages->file;
	unsigned at = find(file, &level->page, key, false);
	if (path->count > depth + 1 && level->child == at)
		return SICHT_OK;
	path->count = depth + 1;
	level->child = at;
	struct sicht_node node = sicht_page_node(file, &level->page, at, false);
	struct sicht_bytes low = at > 0 ? node.key : level->low, high = level->high;
	if (at + 1 < level->page.node_count)
		high = sicht_page_node(file, &level->page, at + 1, false).key;
	return enter(path, file, node.child, depth + 2 == tree->depth, low, high);
}

/* If the key is in the leaf: where its value lies on overflow pages, what these say they are. */
static enum sicht_status check_value(
	const struct sicht_page_file *file, const struct sicht_page *leaf, struct sicht_bytes key)
{
	uint64_t count;
	struct sicht_node node = sicht_page_node(file, leaf, find(file, leaf, key, true), true);
	if ((node.flags & SICHT_NODE_BIG) == 0 || compare(node.key, key) != 0)
		return SICHT_OK;
	return sicht_page_check_overflow(file, leaf, sicht_page_u64(node.data), node.size, &count);
}

enum sicht_status sicht_path_check(struct sicht_path *path, const struct sicht_pages *pages,
	const struct sicht_guard_tree *tree, struct sicht_bytes key)
{
	const struct sicht_bytes none = {NULL, 0};
	const struct sicht_page_file *file = &pages->file;
	if (tree->root == SICHT_PAGE_NONE)
		return SICHT_OK;
	if (path->count == 0) {
		SICHT_TRY(sicht_page_check_tree(file, SICHT_TREE_NAMED, tree));
		SICHT_TRY(enter(path, file, tree->root, tree->depth == 1, none, none));
	}
	for (unsigned depth = 0; depth + 1 < tree->depth; depth++)
		SICHT_TRY(go_down(path, pages, tree, depth, key));
	return check_value(file, &path->levels[tree->depth - 1]->page, key);
}
