/* SPDX-License-Identifier: MIT */
/*
 * Follow every pointer of one LMDB snapshot, by pread(2), before LMDB follows any of them.
 *
 * Afterwards it is known that LMDB can walk these trees without leaving its file: every page that
 * is reached exists, is what it is said to be, and is reached once; every node lies inside its
 * page and overlaps no other; keys ascend over the whole tree; depths and counts are those that
 * were announced. With the free list: no page that is in use is also free, so that a writer
 * overwrites nothing. What the values say is the business of their frames (record.h).
 *
 * Cost: one read of every tree page; of overflow pages only their headers.
 */
#ifndef SICHT_INDEX_STORE_PAGES_H
#define SICHT_INDEX_STORE_PAGES_H

#include "sicht/status.h"
#include "sicht/types.h"

/*
 * Check the snapshot of LMDB's `transaction` in data.mdb, open at `fd`. The caller holds a read
 * transaction on it, so that no writer uses its pages again. *moved is true, and nothing was
 * checked, if its meta page has been overwritten by a newer one: renew and call again.
 * SICHT_ERROR_DAMAGED names the page.
 */
SICHT_MUST_CHECK enum sicht_status sicht_pages_check(
	int fd, const char *store, uint64_t transaction, bool free_list, bool *moved);

#endif
