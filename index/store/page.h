/* SPDX-License-Identifier: MIT */
/*
 * One page of LMDB's file, read by pread(2) and doubted: is it what it is said to be, does each
 * node lie inside it, do its keys ascend? pages.c walks trees of them, path.c goes down to a key.
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
#ifndef SICHT_INDEX_STORE_PAGE_H
#define SICHT_INDEX_STORE_PAGE_H

#include "index/store/guard.h"
#include "sicht/status.h"
#include "sicht/types.h"

#define SICHT_PAGE_HEADER_BYTES 16u
#define SICHT_PAGE_LEVELS_MAX 32u
#define SICHT_NODE_BIG 0x01u  /* the data is the number of an overflow page */
#define SICHT_NODE_TREE 0x02u /* the data describes a named tree */
#define SICHT_KEY_BYTES_MAX 511u

/* The main tree holds the named ones; the list of free pages has integers for keys. */
enum sicht_tree_kind { SICHT_TREE_MAIN, SICHT_TREE_NAMED, SICHT_TREE_FREE };

/* The file, as one snapshot sees it. */
struct sicht_page_file {
	int fd;
	const char *store; /* for messages */
	uint32_t page_bytes;
	uint64_t page_count;      /* of the snapshot */
	uint64_t file_page_count; /* whole pages in the file */
};

/* Can a tree of `kind` be so deep, and have such flags? */
SICHT_MUST_CHECK enum sicht_status sicht_page_check_tree(const struct sicht_page_file *file,
	enum sicht_tree_kind kind, const struct sicht_guard_tree *tree);

/* A page in memory. Start from zero; free(bytes) in the end. */
struct sicht_page {
	uint8_t *bytes;
	uint64_t number;
	unsigned node_count;
};

struct sicht_node {
	uint16_t flags;
	uint64_t child; /* of a branch */
	uint32_t size;  /* of a leaf's data */
	struct sicht_bytes key;
	const uint8_t *data; /* inside the page */
	uint32_t total;      /* bytes in the page, even */
};

/* SICHT_ERROR_DAMAGED that names the page. */
SICHT_MUST_CHECK enum sicht_status sicht_page_damaged(
	const struct sicht_page_file *file, uint64_t page, const char *how);

/* Pages that are read must be in the file: the first number that is not. */
uint64_t sicht_page_end(const struct sicht_page_file *file);

/* `size` bytes of a page from `skip` on. */
SICHT_MUST_CHECK enum sicht_status sicht_page_read_at(
	const struct sicht_page_file *file, uint64_t page, uint64_t skip, void *data, size_t size);

/*
 * Read leaf or branch `number` of a tree of `kind`: its header and the places of all its nodes are
 * sound afterwards. page->bytes is made when it is NULL.
 */
SICHT_MUST_CHECK enum sicht_status sicht_page_read(const struct sicht_page_file *file,
	enum sicht_tree_kind kind, bool leaf, uint64_t number, struct sicht_page *page);

/* Node `index` of a page that was read. */
struct sicht_node sicht_page_node(const struct sicht_page_file *file, const struct sicht_page *page,
	unsigned index, bool leaf);

/* The order of keys in a tree: of those in the free list, which are of 8 bytes, as numbers. */
int sicht_page_compare(enum sicht_tree_kind kind, struct sicht_bytes a, struct sicht_bytes b);

/* The header of the run of overflow pages at `page`, which is to hold `size` bytes. */
SICHT_MUST_CHECK enum sicht_status sicht_page_check_overflow(const struct sicht_page_file *file,
	const struct sicht_page *from, uint64_t page, size_t size, uint64_t *count);

uint64_t sicht_page_u64(const uint8_t *bytes);

#endif
