/* SPDX-License-Identifier: MIT */
/*
 * Hard links: which file of a run was the first with its inode. One run, one thread.
 */
#ifndef SICHT_ENGINE_MATCH_LINKS_H
#define SICHT_ENGINE_MATCH_LINKS_H

#include "sicht/types.h"

struct sicht_links_slot;

/* Starts from zero. */
struct sicht_links {
	struct sicht_links_slot *slots;
	size_t slot_count, used;
};

/*
 * The ordinal of the first file with the same device and inode, or UINT64_MAX if `item` is the
 * first itself (it is remembered; ask as often as you like) or has one name only.
 */
uint64_t sicht_links_first(struct sicht_links *links, const struct sicht_item *item);

void sicht_links_free(struct sicht_links *links); /* for SICHT_DEFER */

#endif
