/* SPDX-License-Identifier: MIT */
/*
 * The page check: depth-first walks over LMDB's B+trees. See pages.h.
 *
 * The idea: a walk keeps one page a level (a tree has at most 32), one bit a page, and the last key
 * it met. A page is claimed before it is read; a second claim is damage, which also makes loops
 * impossible. Nothing recurses: a walk stands still at each leaf, so that a reader of a table
 * goes along with it.
 */
#include "index/store/pages.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/stop.h"

struct level {
	struct sicht_page page;
	unsigned next_node;
};

struct sicht_pages_walk {
	const struct sicht_page_file *file;
	uint64_t *claimed; /* one bit a page */
	struct level levels[SICHT_PAGE_LEVELS_MAX];
	/* the tree */
	enum sicht_tree_kind kind;
	struct sicht_guard_tree tree; /* as it was announced */
	struct sicht_guard_tree seen; /* counts so far */
	unsigned entered;             /* levels that hold a page */
	bool begun;
	uint8_t last_key[SICHT_KEY_BYTES_MAX];
	size_t last_key_size;
	bool has_last_key;
	bool last_was_separator;   /* the next key may be equal to it */
	struct sicht_pages *pages; /* of the main tree's walk: takes the trees that are found */
};

/* Pages number .. number + count - 1 belong to the caller's tree, and to no other. */
static enum sicht_status claim(
	struct sicht_pages_walk *walk, uint64_t number, uint64_t count, uint64_t end)
{
	if (number < 2 || number >= end || count > end - number)
		return sicht_page_damaged(
			walk->file, number, "it lies outside the file, which may have been cut");
	for (uint64_t page = number; page < number + count; page++) {
		uint64_t bit = 1ull << (page % 64);
		if ((walk->claimed[page / 64] & bit) != 0)
			return sicht_page_damaged(walk->file, page, "it is used twice");
		walk->claimed[page / 64] |= bit;
	}
	return SICHT_OK;
}

/* Keys ascend over the whole tree; a separator may be equal to the first key behind it. */
static enum sicht_status check_key(struct sicht_pages_walk *walk, const struct sicht_page *page,
	struct sicht_bytes key, bool separator)
{
	if (key.size == 0 || (walk->kind == SICHT_TREE_FREE && key.size != 8))
		return sicht_page_damaged(walk->file, page->number, "a key has the wrong length");
	if (walk->has_last_key) {
		struct sicht_bytes last = sicht_bytes(walk->last_key, walk->last_key_size);
		int order = sicht_page_compare(walk->kind, last, key);
		if (order > 0 || (order == 0 && !walk->last_was_separator))
			return sicht_page_damaged(
				walk->file, page->number, "its keys are out of order");
	}
	memcpy(walk->last_key, key.data, key.size);
	walk->last_key_size = key.size;
	walk->has_last_key = true;
	walk->last_was_separator = separator;
	return SICHT_OK;
}

/* ---- what leaves point to ---- */

/*
 * A value of the free list: a count, then so many page numbers. They belong to nobody else, but
 * need not be in the file.
 */
static enum sicht_status check_free_value(struct sicht_pages_walk *walk,
	const struct sicht_page *page, const uint8_t *data, size_t size)
{
	uint64_t count = size >= 8 ? sicht_page_u64(data) : 0;
	if (size < 8 || size % 8 != 0 || count > size / 8 - 1)
		return sicht_page_damaged(
			walk->file, page->number, "the list of free pages is impossible");
	for (size_t i = 1; i <= count; i++)
		SICHT_TRY(claim(walk, sicht_page_u64(data + 8 * i), 1, walk->file->page_count));
	return SICHT_OK;
}

static enum sicht_status check_big_free_value(
	struct sicht_pages_walk *walk, const struct sicht_page *page, uint64_t number, size_t size)
{
	SICHT_DEFER(sicht_free_pointer) uint8_t *data = malloc(size);
	if (data == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	SICHT_TRY(sicht_page_read_at(walk->file, number, SICHT_PAGE_HEADER_BYTES, data, size));
	return check_free_value(walk, page, data, size);
}

/* A run of overflow pages that holds `size` bytes of one value. */
static enum sicht_status check_overflow(
	struct sicht_pages_walk *walk, const struct sicht_page *page, uint64_t number, size_t size)
{
	uint64_t count;
	SICHT_TRY(sicht_page_check_overflow(walk->file, page, number, size, &count));
	SICHT_TRY(claim(walk, number, count, sicht_page_end(walk->file)));
	walk->seen.overflow_pages += count;
	return walk->kind == SICHT_TREE_FREE ? check_big_free_value(walk, page, number, size)
					     : SICHT_OK;
}

static enum sicht_status check_named_tree(
	struct sicht_pages_walk *walk, const struct sicht_page *page, const struct sicht_node *node)
{
	struct sicht_pages *pages = walk->pages;
	struct sicht_pages_tree found = {.name = ""};
	if (node->size != SICHT_GUARD_TREE_BYTES || pages->tree_count == SICHT_PAGES_TREES_MAX ||
		node->key.size >= sizeof found.name)
		return sicht_page_damaged(walk->file, page->number, "a named tree is impossible");
	memcpy(found.name, node->key.data, node->key.size);
	found.tree = sicht_guard_tree_parse(node->data);
	pages->trees[pages->tree_count++] = found;
	return SICHT_OK;
}

static enum sicht_status check_leaf_node(
	struct sicht_pages_walk *walk, const struct sicht_page *page, const struct sicht_node *node)
{
	bool is_main = walk->kind == SICHT_TREE_MAIN;
	if (node->flags != (is_main ? SICHT_NODE_TREE : node->flags & SICHT_NODE_BIG))
		return sicht_page_damaged(walk->file, page->number, "a node has impossible flags");
	if (is_main)
		return check_named_tree(walk, page, node);
	if ((node->flags & SICHT_NODE_BIG) != 0)
		return check_overflow(walk, page, sicht_page_u64(node->data), node->size);
	if (walk->kind == SICHT_TREE_FREE)
		return check_free_value(walk, page, node->data, node->size);
	return SICHT_OK;
}

/* ---- the walk ---- */

static void walk_closep(struct sicht_pages_walk **walk)
{
	sicht_pages_walk_close(*walk);
}

static enum sicht_status enter_page(struct sicht_pages_walk *walk, unsigned depth, uint64_t number)
{
	struct level *level = &walk->levels[depth];
	bool leaf = depth + 1 == walk->tree.depth;
	SICHT_TRY(claim(walk, number, 1, sicht_page_end(walk->file)));
	SICHT_TRY(sicht_page_read(walk->file, walk->kind, leaf, number, &level->page));
	level->next_node = 0;
	walk->entered = depth + 1;
	if (leaf)
		walk->seen.leaf_pages++;
	else
		walk->seen.branch_pages++;
	return SICHT_OK;
}

static enum sicht_status check_leaf(struct sicht_pages_walk *walk, const struct sicht_page *page)
{
	for (unsigned i = 0; i < page->node_count; i++) {
		struct sicht_node node = sicht_page_node(walk->file, page, i, true);
		SICHT_TRY(check_key(walk, page, node.key, false));
		SICHT_TRY(check_leaf_node(walk, page, &node));
		walk->seen.entries++;
	}
	return SICHT_OK;
}

/* The next child of a branch. The key of a branch's first node says nothing. */
static enum sicht_status descend(struct sicht_pages_walk *walk, struct level *level)
{
	struct sicht_node node = sicht_page_node(walk->file, &level->page, level->next_node, false);
	if (level->next_node > 0)
		SICHT_TRY(check_key(walk, &level->page, node.key, true));
	level->next_node++;
	return enter_page(walk, walk->entered, node.child);
}

static enum sicht_status check_counts(const struct sicht_pages_walk *walk)
{
	const struct sicht_guard_tree *tree = &walk->tree, *seen = &walk->seen;
	if (tree->entries != seen->entries || tree->leaf_pages != seen->leaf_pages ||
		tree->branch_pages != seen->branch_pages ||
		tree->overflow_pages != seen->overflow_pages)
		return sicht_page_damaged(
			walk->file, tree->root, "its tree does not hold as many keys as it states");
	return SICHT_OK;
}

static enum sicht_status begin_tree(struct sicht_pages_walk *walk,
	const struct sicht_guard_tree *tree, enum sicht_tree_kind kind)
{
	walk->kind = kind;
	walk->tree = *tree;
	walk->seen = (struct sicht_guard_tree){0};
	walk->has_last_key = walk->last_was_separator = walk->begun = false;
	walk->entered = 0;
	return sicht_page_check_tree(walk->file, kind, tree);
}

enum sicht_status sicht_pages_walk_next(struct sicht_pages_walk *walk, unsigned *entries)
{
	*entries = 0;
	if (!walk->begun && walk->tree.root != SICHT_PAGE_NONE)
		SICHT_TRY(enter_page(walk, 0, walk->tree.root));
	else if (walk->entered > 0)
		walk->entered--; /* the leaf that was looked at */
	walk->begun = true;
	while (walk->entered > 0) {
		struct level *level = &walk->levels[walk->entered - 1];
		if (walk->entered == walk->tree.depth) {
			*entries = level->page.node_count;
			return check_leaf(walk, &level->page);
		}
		if (level->next_node < level->page.node_count)
			SICHT_TRY(descend(walk, level));
		else
			walk->entered--;
	}
	return check_counts(walk);
}

static enum sicht_status walk_make(
	const struct sicht_page_file *file, struct sicht_pages_walk **out)
{
	struct sicht_pages_walk *walk = calloc(1, sizeof *walk);
	if (walk != NULL)
		walk->claimed = calloc((size_t)(file->page_count / 64 + 1), sizeof *walk->claimed);
	if (walk == NULL || walk->claimed == NULL) {
		free(walk);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	walk->file = file;
	*out = walk;
	return SICHT_OK;
}

enum sicht_status sicht_pages_walk_open(const struct sicht_pages *pages,
	const struct sicht_guard_tree *tree, struct sicht_pages_walk **out)
{
	SICHT_DEFER(walk_closep) struct sicht_pages_walk *walk = NULL;
	SICHT_TRY(walk_make(&pages->file, &walk));
	SICHT_TRY(begin_tree(walk, tree, SICHT_TREE_NAMED));
	*out = walk;
	walk = NULL;
	return SICHT_OK;
}

void sicht_pages_walk_close(struct sicht_pages_walk *walk)
{
	if (walk == NULL)
		return;
	for (unsigned i = 0; i < SICHT_PAGE_LEVELS_MAX; i++)
		free(walk->levels[i].page.bytes);
	free(walk->claimed);
	free(walk);
}

/* ---- a snapshot ---- */

static enum sicht_status walk_tree(struct sicht_pages_walk *walk,
	const struct sicht_guard_tree *tree, enum sicht_tree_kind kind,
	const volatile sig_atomic_t *stop)
{
	unsigned entries;
	SICHT_TRY(begin_tree(walk, tree, kind));
	do {
		SICHT_TRY(sicht_stop_check(stop));
		SICHT_TRY(sicht_pages_walk_next(walk, &entries));
	} while (entries > 0);
	return SICHT_OK;
}

enum sicht_status sicht_pages_check(
	const struct sicht_pages *pages, bool free_list, const volatile sig_atomic_t *stop)
{
	struct sicht_pages again = {0}; /* the main tree once more, for its claims */
	SICHT_DEFER(walk_closep) struct sicht_pages_walk *walk = NULL;
	SICHT_TRY(walk_make(&pages->file, &walk));
	/* A tree's pages lie anywhere: have the file read in its own order, not the tree's. */
	posix_fadvise(pages->file.fd, 0, 0, POSIX_FADV_WILLNEED);
	walk->pages = &again;
	SICHT_TRY(walk_tree(walk, &pages->main, SICHT_TREE_MAIN, stop));
	for (size_t i = 0; i < again.tree_count; i++)
		SICHT_TRY(walk_tree(walk, &again.trees[i].tree, SICHT_TREE_NAMED, stop));
	return free_list ? walk_tree(walk, &pages->free, SICHT_TREE_FREE, stop) : SICHT_OK;
}

enum sicht_status sicht_pages_open(
	int fd, const char *store, uint64_t transaction, bool *moved, struct sicht_pages *out)
{
	struct sicht_guard guard;
	SICHT_DEFER(walk_closep) struct sicht_pages_walk *walk = NULL;
	SICHT_TRY(sicht_guard_read(fd, store, &guard));
	const struct sicht_guard_meta *meta = &guard.meta[transaction % 2];
	*moved = meta->transaction != transaction;
	if (*moved)
		return SICHT_OK;
	struct sicht_pages pages = {
		.file = {.fd = fd,
			.store = store,
			.page_bytes = meta->page_bytes,
			.page_count = meta->page_count,
			.file_page_count = guard.file_bytes / meta->page_bytes},
		.main = meta->main,
		.free = meta->free,
	};
	SICHT_TRY(walk_make(&pages.file, &walk));
	walk->pages = &pages;
	SICHT_TRY(walk_tree(walk, &pages.main, SICHT_TREE_MAIN, NULL));
	*out = pages;
	return SICHT_OK;
}

const struct sicht_guard_tree *sicht_pages_tree(const struct sicht_pages *pages, const char *name)
{
	for (size_t i = 0; i < pages->tree_count; i++) {
		if (strcmp(pages->trees[i].name, name) == 0)
			return &pages->trees[i].tree;
	}
	return NULL;
}
