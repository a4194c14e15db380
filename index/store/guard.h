/* SPDX-License-Identifier: MIT */
/*
 * Look at LMDB's file before LMDB does.
 *
 * LMDB 0.9 believes its file: a damaged page ends the process (SIGSEGV, SIGBUS, abort) or gives
 * wrong answers. So nothing is mapped before this has read it by pread(2):
 *
 *   the guard   reads the two meta pages: is it such a file at all, and how long should it be;
 *   the pages   (pages.h) follow every pointer of one snapshot's trees.
 *
 * The layout is that of LMDB's data version 1 on 64-bit little-endian machines (lmdb.h, mdb.c of
 * release 0.9): page header 16 bytes, two meta pages, B+trees of branch, leaf and overflow pages.
 */
#ifndef SICHT_INDEX_STORE_GUARD_H
#define SICHT_INDEX_STORE_GUARD_H

#include "sicht/status.h"
#include "sicht/types.h"

#define SICHT_PAGE_NONE UINT64_MAX

/* LMDB's description of one B+tree. */
struct sicht_guard_tree {
	uint16_t flags, depth;
	uint64_t branch_pages, leaf_pages, overflow_pages, entries;
	uint64_t root; /* page number, or SICHT_PAGE_NONE */
};
#define SICHT_GUARD_TREE_BYTES 48
struct sicht_guard_tree sicht_guard_tree_parse(const uint8_t bytes[SICHT_GUARD_TREE_BYTES]);

struct sicht_guard_meta {
	uint32_t page_bytes;
	uint64_t page_count; /* of the snapshot; the file may hold older, longer ones */
	uint64_t transaction;
	struct sicht_guard_tree free, main;
};

/* The bytes of a meta page that matter. */
#define SICHT_GUARD_META_BYTES 152

enum sicht_guard_verdict {
	SICHT_GUARD_GOOD = 0,
	SICHT_GUARD_FOREIGN, /* no meta page of LMDB */
	SICHT_GUARD_NEWER,   /* of a version of LMDB that this program does not know */
	SICHT_GUARD_DAMAGED, /* a meta page that says impossible things */
	/*
	 * The trees of a commit that failed, with the numbers of an earlier one: what LMDB writes
	 * back where it could not write a meta page. Nothing is wrong if the other page is newer.
	 */
	SICHT_GUARD_UNDONE,
};

/* `page` starts at the page's first byte. `out` is set for GOOD and UNDONE alone. */
enum sicht_guard_verdict sicht_guard_meta_parse(
	struct sicht_bytes page, struct sicht_guard_meta *out);

struct sicht_guard {
	struct sicht_guard_meta meta[2];
	uint64_t file_bytes;
	bool short_file; /* the newer snapshot's last pages are missing: look at all its pages */
};

/*
 * Read the meta pages of data.mdb, open at `fd`. `store` is the store's path, for messages.
 * SICHT_ERROR_FORMAT: foreign or newer. SICHT_ERROR_DAMAGED.
 */
SICHT_MUST_CHECK enum sicht_status sicht_guard_read(
	int fd, const char *store, struct sicht_guard *out);

/*
 * Did the disk or the machine give out while LMDB wrote the first two pages of the data.mdb that is
 * open at `fd`? Any part of them may be there, and no commit ever was: nothing can have been lost.
 */
bool sicht_guard_is_unborn(int fd);

#endif
