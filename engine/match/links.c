/* SPDX-License-Identifier: MIT */
/*
 * A hash table with linear probing over the files that have more than one name; a drive has few.
 * Inodes are chosen by the file system of the evidence: they are mixed before they become a place.
 */
#include "engine/match/links.h"

#include <stdlib.h>

#include "engine/base/memory.h"

struct sicht_links_slot {
	uint64_t device, inode;
	uint64_t ordinal; /* + 1; 0: the slot is free */
};

/* The finaliser of MurmurHash3 over both numbers. */
static uint64_t mix(uint64_t device, uint64_t inode)
{
	uint64_t x = inode ^ device * 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 33) * 0xff51afd7ed558ccdu;
	x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53u;
	return x ^ x >> 33;
}

static struct sicht_links_slot *find(struct sicht_links *links, uint64_t device, uint64_t inode)
{
	size_t mask = links->slot_count - 1, place = (size_t)mix(device, inode) & mask;
	while (links->slots[place].ordinal != 0 &&
		(links->slots[place].device != device || links->slots[place].inode != inode))
		place = (place + 1) & mask;
	return &links->slots[place];
}

/* At most half of the slots are used, so that probing ends soon. */
static void grow(struct sicht_links *links)
{
	struct sicht_links old = *links;
	links->slot_count = old.slot_count == 0 ? 1024 : old.slot_count * 2;
	links->slots = calloc(links->slot_count, sizeof *links->slots);
	if (links->slots == NULL)
		sicht_out_of_memory(); /* 48 bytes a file with several names */
	for (size_t i = 0; i < old.slot_count; i++) {
		const struct sicht_links_slot *slot = &old.slots[i];
		if (slot->ordinal != 0)
			*find(links, slot->device, slot->inode) = *slot;
	}
	free(old.slots);
}

uint64_t sicht_links_first(struct sicht_links *links, const struct sicht_item *item)
{
	if (item->kind != SICHT_ITEM_FILE || item->links < 2)
		return UINT64_MAX;
	if (links->used * 2 >= links->slot_count)
		grow(links);
	struct sicht_links_slot *slot = find(links, item->content.device, item->content.inode);
	if (slot->ordinal != 0)
		return slot->ordinal - 1 < item->ordinal ? slot->ordinal - 1 : UINT64_MAX;
	*slot = (struct sicht_links_slot){
		item->content.device, item->content.inode, item->ordinal + 1};
	links->used++;
	return UINT64_MAX;
}

void sicht_links_free(struct sicht_links *links)
{
	free(links->slots);
	*links = (struct sicht_links){0};
}
