/* SPDX-License-Identifier: MIT */
/*
 * The page check: a depth-first walk over LMDB's B+trees. See pages.h.
 *
 * The idea: the walk keeps one page buffer a level (a tree has at most 32), one bit a page, and
 * the last key it met. A page is claimed before it is read; a second claim is damage, which also
 * makes loops impossible. Nothing recurses, and nothing read from the file is used as an index
 * before it was compared with a bound.
 *
 * A page (numbers little-endian):
 *
 *     0  8  its own number               16  2n  offsets of its nodes, in the order of keys
 *     8  2  unused                       ..      free space
 *    10  2  flags                     upper      nodes, 2-aligned, without gaps
 *    12  2  lower: end of the offsets
 *    14  2  upper: start of the nodes   (overflow: 12  4  pages in the run)
 *
 * A node: low and high half of the data size (leaf) or child page (branch, its upper 16 bits in
 * flags), flags, key size, key, data.
 */
#include "index/store/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "engine/base/file.h"
#include "index/store/guard.h"
#include "index/segment/pack.h"

#define PAGE_HEADER_BYTES 16u
#define NODE_HEADER_BYTES 8u
#define PAGE_BRANCH 0x01u
#define PAGE_LEAF 0x02u
#define PAGE_OVERFLOW 0x04u
#define NODE_BIG 0x01u  /* the data is the number of an overflow page */
#define NODE_TREE 0x02u /* the data describes a named tree */
#define KEY_BYTES_MAX 511u
#define LEVELS_MAX 32u
#define TREES_MAX 64u

enum tree_kind { TREE_MAIN, TREE_NAMED, TREE_FREE };

struct level {
	uint8_t *page;
	uint64_t number;
	unsigned node_count, next_node;
};

struct walk {
	int fd;
	const char *store;
	uint32_t page_bytes;
	uint64_t page_count;      /* of the snapshot */
	uint64_t file_page_count; /* whole pages in the file */
	uint64_t *claimed;        /* one bit a page */
	uint16_t *node_bytes;     /* of the page at hand: size of the node at offset / 2, or 0 */
	struct level levels[LEVELS_MAX];
	/* of the tree under way */
	enum tree_kind kind;
	struct sicht_guard_tree seen; /* counts so far */
	uint8_t last_key[KEY_BYTES_MAX];
	size_t last_key_size;
	bool has_last_key;
	bool last_was_separator; /* the next key may be equal to it */
	/* found in the main tree */
	struct sicht_guard_tree trees[TREES_MAX];
	size_t tree_count;
};

static enum sicht_status damaged(const struct walk *walk, uint64_t page, const char *how)
{
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: page %llu of data.mdb is damaged (%s); restore a backup or index again",
		walk->store, (unsigned long long)page, how);
}

static uint16_t read_u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint64_t read_u64(const uint8_t *bytes)
{
	struct sicht_unpacker unpacker = sicht_unpacker(sicht_bytes(bytes, 8));
	return sicht_unpack_u64(&unpacker);
}

/* Pages number .. number + count - 1 belong to whoever asks, and to nobody else. */
static enum sicht_status claim(struct walk *walk, uint64_t number, uint64_t count, uint64_t end)
{
	if (number < 2 || number >= end || count > end - number)
		return damaged(walk, number, "it lies outside the file, which may have been cut");
	for (uint64_t page = number; page < number + count; page++) {
		uint64_t bit = 1ull << (page % 64);
		if ((walk->claimed[page / 64] & bit) != 0)
			return damaged(walk, page, "it is used twice");
		walk->claimed[page / 64] |= bit;
	}
	return SICHT_OK;
}

/* Pages that are read must be in the file. */
static uint64_t readable_end(const struct walk *walk)
{
	return walk->page_count < walk->file_page_count ? walk->page_count : walk->file_page_count;
}

static enum sicht_status read_at(
	const struct walk *walk, uint64_t page, uint64_t skip, void *data, size_t size)
{
	ssize_t got = sicht_pread_full(walk->fd, data, size, page * walk->page_bytes + skip);
	if (got < 0)
		return sicht_fail_errno(errno, "cannot read page %llu of %s/data.mdb",
			(unsigned long long)page, walk->store);
	if ((size_t)got < size)
		return damaged(walk, page, "the file ends within it");
	return SICHT_OK;
}

/* ---- nodes of a page ---- */

struct node {
	uint16_t flags;
	uint64_t child; /* of a branch */
	uint32_t size;  /* of a leaf's data */
	struct sicht_bytes key;
	const uint8_t *data; /* inside the page */
	uint32_t total;      /* bytes in the page, even */
};

/* Node `index`; false if it does not lie wholly inside its page. */
static bool node_parse(const struct walk *walk, const struct level *level, unsigned index,
	bool leaf, struct node *out)
{
	const uint8_t *page = level->page;
	size_t offset = read_u16(page + PAGE_HEADER_BYTES + 2 * (size_t)index);
	size_t upper = read_u16(page + 14);
	if (offset < upper || offset % 2 != 0 || offset + NODE_HEADER_BYTES > walk->page_bytes)
		return false;
	const uint8_t *node = page + offset;
	uint32_t low = read_u16(node), high = read_u16(node + 2);
	size_t key_size = read_u16(node + 6);
	out->flags = read_u16(node + 4);
	out->size = low | high << 16;
	out->child = low | (uint64_t)high << 16 | (uint64_t)out->flags << 32;
	out->key = sicht_bytes(node + NODE_HEADER_BYTES, key_size);
	out->data = node + NODE_HEADER_BYTES + key_size;
	size_t data_size = !leaf ? 0 : (out->flags & NODE_BIG) != 0 ? 8 : out->size;
	size_t room = walk->page_bytes - offset - NODE_HEADER_BYTES;
	if (key_size > KEY_BYTES_MAX || key_size > room || data_size > room - key_size)
		return false;
	size_t total = NODE_HEADER_BYTES + key_size + data_size;
	out->total = (uint32_t)(total + (total & 1));
	return true;
}

/* The nodes of the page cover upper .. page end exactly, each byte once. */
static enum sicht_status check_layout(struct walk *walk, const struct level *level, bool leaf)
{
	memset(walk->node_bytes, 0, walk->page_bytes);
	for (unsigned i = 0; i < level->node_count; i++) {
		struct node node;
		if (!node_parse(walk, level, i, leaf, &node))
			return damaged(walk, level->number, "a node lies outside it");
		size_t offset = read_u16(level->page + PAGE_HEADER_BYTES + 2 * (size_t)i);
		walk->node_bytes[offset / 2] = (uint16_t)node.total;
	}
	size_t at = read_u16(level->page + 14);
	unsigned met = 0;
	while (at < walk->page_bytes && walk->node_bytes[at / 2] != 0) {
		at += walk->node_bytes[at / 2];
		met++;
	}
	if (at != walk->page_bytes || met != level->node_count)
		return damaged(walk, level->number, "its nodes overlap or leave gaps");
	return SICHT_OK;
}

static int compare_keys(const struct walk *walk, struct sicht_bytes a, struct sicht_bytes b)
{
	if (walk->kind == TREE_FREE) {
		uint64_t x = read_u64(a.data), y = read_u64(b.data);
		return x < y ? -1 : x > y;
	}
	int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
	return order != 0 ? order : a.size < b.size ? -1 : a.size > b.size;
}

/* Keys ascend over the whole tree; a separator may be equal to the first key behind it. */
static enum sicht_status check_key(
	struct walk *walk, const struct level *level, struct sicht_bytes key, bool separator)
{
	if (key.size == 0 || (walk->kind == TREE_FREE && key.size != 8))
		return damaged(walk, level->number, "a key has the wrong length");
	if (walk->has_last_key) {
		struct sicht_bytes last = sicht_bytes(walk->last_key, walk->last_key_size);
		int order = compare_keys(walk, last, key);
		if (order > 0 || (order == 0 && !walk->last_was_separator))
			return damaged(walk, level->number, "its keys are out of order");
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
static enum sicht_status check_free_value(
	struct walk *walk, const struct level *level, const uint8_t *data, size_t size)
{
	uint64_t count = size >= 8 ? read_u64(data) : 0;
	if (size < 8 || size % 8 != 0 || count > size / 8 - 1)
		return damaged(walk, level->number, "the list of free pages is impossible");
	for (size_t i = 1; i <= count; i++)
		SICHT_TRY(claim(walk, read_u64(data + 8 * i), 1, walk->page_count));
	return SICHT_OK;
}

static enum sicht_status check_big_free_value(
	struct walk *walk, const struct level *level, uint64_t page, size_t size)
{
	SICHT_DEFER(sicht_free_pointer) uint8_t *data = malloc(size);
	if (data == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	SICHT_TRY(read_at(walk, page, PAGE_HEADER_BYTES, data, size));
	return check_free_value(walk, level, data, size);
}

/* A run of overflow pages that holds `size` bytes of one value. */
static enum sicht_status check_overflow(
	struct walk *walk, const struct level *level, uint64_t page, size_t size)
{
	uint8_t header[PAGE_HEADER_BYTES];
	if (page < 2 || page >= readable_end(walk))
		return damaged(walk, level->number, "it points outside the file, which may be cut");
	SICHT_TRY(read_at(walk, page, 0, header, sizeof header));
	struct sicht_unpacker unpacker = sicht_unpacker(sicht_bytes(header + 12, 4));
	uint64_t count = sicht_unpack_u32(&unpacker);
	if (read_u64(header) != page || read_u16(header + 10) != PAGE_OVERFLOW || count == 0 ||
		count * walk->page_bytes - PAGE_HEADER_BYTES < size)
		return damaged(walk, page, "it is not the overflow page that it should be");
	SICHT_TRY(claim(walk, page, count, readable_end(walk)));
	walk->seen.overflow_pages += count;
	return walk->kind == TREE_FREE ? check_big_free_value(walk, level, page, size) : SICHT_OK;
}

static enum sicht_status check_leaf_node(
	struct walk *walk, const struct level *level, const struct node *node)
{
	uint16_t wanted = walk->kind == TREE_MAIN ? NODE_TREE : node->flags & NODE_BIG;
	if (node->flags != wanted)
		return damaged(walk, level->number, "a node has impossible flags");
	if (walk->kind == TREE_MAIN) {
		if (node->size != SICHT_GUARD_TREE_BYTES || walk->tree_count == TREES_MAX)
			return damaged(walk, level->number, "a named tree is impossible");
		walk->trees[walk->tree_count++] = sicht_guard_tree_parse(node->data);
		return SICHT_OK;
	}
	if ((node->flags & NODE_BIG) != 0)
		return check_overflow(walk, level, read_u64(node->data), node->size);
	if (walk->kind == TREE_FREE)
		return check_free_value(walk, level, node->data, node->size);
	return SICHT_OK;
}

/* ---- the walk ---- */

static enum sicht_status enter_page(
	struct walk *walk, const struct sicht_guard_tree *tree, unsigned depth, uint64_t number)
{
	struct level *level = &walk->levels[depth];
	bool leaf = depth + 1 == tree->depth;
	SICHT_TRY(claim(walk, number, 1, readable_end(walk)));
	SICHT_TRY(read_at(walk, number, 0, level->page, walk->page_bytes));
	const uint8_t *page = level->page;
	size_t lower = read_u16(page + 12), upper = read_u16(page + 14);
	level->number = number;
	level->next_node = 0;
	if (read_u64(page) != number || read_u16(page + 10) != (leaf ? PAGE_LEAF : PAGE_BRANCH))
		return damaged(walk, number, "it is not the page that it should be");
	if (lower < PAGE_HEADER_BYTES || lower % 2 != 0 || lower > upper ||
		upper > walk->page_bytes)
		return damaged(walk, number, "its header is impossible");
	level->node_count = (unsigned)(lower - PAGE_HEADER_BYTES) / 2;
	unsigned least = leaf || walk->kind == TREE_FREE ? 1 : 2;
	if (level->node_count < least)
		return damaged(walk, number, "it is empty");
	if (leaf)
		walk->seen.leaf_pages++;
	else
		walk->seen.branch_pages++;
	return check_layout(walk, level, leaf);
}

static enum sicht_status check_leaf(struct walk *walk, const struct level *level)
{
	for (unsigned i = 0; i < level->node_count; i++) {
		struct node node;
		bool inside = node_parse(walk, level, i, true, &node);
		assert(inside); /* check_layout() saw to that */
		SICHT_TRY(check_key(walk, level, node.key, false));
		SICHT_TRY(check_leaf_node(walk, level, &node));
		walk->seen.entries++;
	}
	return SICHT_OK;
}

/* The next child of the branch at `depth`. The key of a branch's first node says nothing. */
static enum sicht_status descend(
	struct walk *walk, const struct sicht_guard_tree *tree, unsigned depth)
{
	struct level *level = &walk->levels[depth];
	struct node node;
	bool inside = node_parse(walk, level, level->next_node, false, &node);
	assert(inside);
	if (level->next_node > 0)
		SICHT_TRY(check_key(walk, level, node.key, true));
	level->next_node++;
	return enter_page(walk, tree, depth + 1, node.child);
}

static enum sicht_status walk_pages(struct walk *walk, const struct sicht_guard_tree *tree)
{
	unsigned depth = 0;
	SICHT_TRY(enter_page(walk, tree, depth, tree->root));
	for (;;) {
		struct level *level = &walk->levels[depth];
		bool leaf = depth + 1 == tree->depth;
		if (!leaf && level->next_node < level->node_count) {
			SICHT_TRY(descend(walk, tree, depth));
			depth++;
			continue;
		}
		if (leaf)
			SICHT_TRY(check_leaf(walk, level));
		if (depth == 0)
			return SICHT_OK;
		depth--;
	}
}

static enum sicht_status walk_tree(
	struct walk *walk, const struct sicht_guard_tree *tree, enum tree_kind kind)
{
	walk->kind = kind;
	walk->seen = (struct sicht_guard_tree){0};
	walk->has_last_key = walk->last_was_separator = false;
	bool empty = tree->root == SICHT_PAGE_NONE;
	if (!empty && (tree->depth == 0 || tree->depth > LEVELS_MAX))
		return damaged(walk, tree->root, "its tree has an impossible depth");
	if (kind == TREE_NAMED && tree->flags != 0)
		return damaged(walk, tree->root, "its tree has impossible flags");
	if (!empty)
		SICHT_TRY(walk_pages(walk, tree));
	if (tree->entries != walk->seen.entries || tree->leaf_pages != walk->seen.leaf_pages ||
		tree->branch_pages != walk->seen.branch_pages ||
		tree->overflow_pages != walk->seen.overflow_pages)
		return damaged(walk, tree->root, "its tree does not hold what it announces");
	return SICHT_OK;
}

static enum sicht_status walk_snapshot(
	struct walk *walk, const struct sicht_guard_meta *meta, bool free_list)
{
	SICHT_TRY(walk_tree(walk, &meta->main, TREE_MAIN));
	for (size_t i = 0; i < walk->tree_count; i++)
		SICHT_TRY(walk_tree(walk, &walk->trees[i], TREE_NAMED));
	return free_list ? walk_tree(walk, &meta->free, TREE_FREE) : SICHT_OK;
}

static void walk_free(struct walk *walk)
{
	free(walk->claimed);
	free(walk->node_bytes);
	free(walk->levels[0].page);
}

enum sicht_status sicht_pages_check(
	int fd, const char *store, uint64_t transaction, bool free_list, bool *moved)
{
	struct sicht_guard guard;
	SICHT_TRY(sicht_guard_read(fd, store, &guard));
	const struct sicht_guard_meta *meta = &guard.meta[transaction % 2];
	if (meta->transaction != transaction) {
		*moved = true;
		return SICHT_OK;
	}
	SICHT_DEFER(walk_free)
	struct walk walk = {
		.fd = fd,
		.store = store,
		.page_bytes = meta->page_bytes,
		.page_count = meta->page_count,
		.file_page_count = guard.file_bytes / meta->page_bytes,
	};
	walk.claimed = calloc((size_t)(walk.page_count / 64 + 1), sizeof *walk.claimed);
	walk.node_bytes = malloc(walk.page_bytes);
	uint8_t *pages = malloc((size_t)LEVELS_MAX * walk.page_bytes);
	walk.levels[0].page = pages;
	if (walk.claimed == NULL || walk.node_bytes == NULL || pages == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (unsigned i = 1; i < LEVELS_MAX; i++)
		walk.levels[i].page = pages + (size_t)i * walk.page_bytes;
	/* A tree's pages lie anywhere: have the file read in its own order, not the tree's. */
	posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED);
	SICHT_TRY(walk_snapshot(&walk, meta, free_list));
	*moved = false;
	return SICHT_OK;
}
