/* SPDX-License-Identifier: MIT */
/*
 * Uniting segments.
 *
 * The one idea: every segment lists its items in ascending order, so the least of the inputs'
 * heads is the next item of the result; nothing is ever sorted or held. A heap of the heads keeps
 * that cheap for any number of inputs. Entries in the tombstones are passed over.
 */
#include "index/segment/build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "index/segment/view.h"
#include "sicht/limits.h"

/* Where one input stands. */
struct head {
	const struct sicht_segment *segment;
	uint64_t item;
	uint64_t key[4];                /* of that item: hash or digest */
	struct sicht_owner_list owners; /* of that hash, those not yet given */
};

struct merge {
	struct head *heads;
	struct head **heap; /* by key, then by segment; the least first */
	size_t count, heap_count;
	const struct sicht_tombstones *tombstones;

	/* The heads that stand at the current hash, taken off the heap. */
	struct head **current;
	size_t current_count;
};

static bool head_before(const struct head *a, const struct head *b)
{
	for (int i = 0; i < 4; i++) {
		if (a->key[i] != b->key[i])
			return a->key[i] < b->key[i];
	}
	return a < b;
}

/* ---------------------------------------------------------------------------------- the heap */

static void sink(struct merge *merge, size_t at)
{
	for (;;) {
		size_t least = at, left = 2 * at + 1;
		for (size_t child = left; child < left + 2 && child < merge->heap_count; child++) {
			if (head_before(merge->heap[child], merge->heap[least]))
				least = child;
		}
		if (least == at)
			return;
		struct head *moved = merge->heap[at];
		merge->heap[at] = merge->heap[least];
		merge->heap[least] = moved;
		at = least;
	}
}

static struct head *pop(struct merge *merge)
{
	struct head *top = merge->heap[0];
	merge->heap[0] = merge->heap[--merge->heap_count];
	sink(merge, 0);
	return top;
}

static void push(struct merge *merge, struct head *head)
{
	size_t at = merge->heap_count++;
	while (at > 0 && head_before(head, merge->heap[(at - 1) / 2])) {
		merge->heap[at] = merge->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	merge->heap[at] = head;
}

/* ---------------------------------------------------------------------------------- the heads */

static void load_key(struct head *head)
{
	const struct sicht_segment *segment = head->segment;
	if (sicht_segment_is_pdq(segment->info.kind)) {
		memcpy(head->key, &sicht_segment_hashes(segment)[head->item], sizeof head->key);
		return;
	}
	uint8_t digest[32] = {0};
	sicht_segment_digest(segment, head->item, digest);
	memcpy(head->key, digest, sizeof head->key);
	for (int i = 0; i < 4; i++)
		head->key[i] = __builtin_bswap64(head->key[i]);
}

/* To the next item; back on the heap, unless the input is at its end. */
static void advance(struct merge *merge, struct head *head)
{
	if (++head->item == head->segment->info.item_count)
		return;
	load_key(head);
	push(merge, head);
}

static void rewind_all(void *context)
{
	struct merge *merge = context;
	merge->heap_count = merge->current_count = 0;
	for (size_t i = 0; i < merge->count; i++) {
		merge->heads[i].item = 0;
		load_key(&merge->heads[i]);
		push(merge, &merge->heads[i]);
	}
}

static void free_merge(struct merge *merge)
{
	free(merge->heads);
	free(merge->heap);
	free(merge->current);
}

static enum sicht_status make_merge(const struct sicht_segment *const *inputs, size_t input_count,
	const struct sicht_tombstones *tombstones, struct merge *merge)
{
	merge->heads = calloc(input_count, sizeof *merge->heads);
	merge->heap = calloc(input_count, sizeof *merge->heap);
	merge->current = calloc(input_count, sizeof *merge->current);
	merge->count = input_count;
	merge->tombstones = tombstones;
	if (merge->heads == NULL || merge->heap == NULL || merge->current == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < input_count; i++)
		merge->heads[i].segment = inputs[i];
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------------- hashes */

/* Every hash has owners: found out before anything is written. */
static enum sicht_status check_lists(const struct sicht_segment *segment)
{
	bool damaged = false;
	for (uint32_t id = 0; id < segment->info.item_count; id++)
		sicht_segment_owners(segment, id, &damaged);
	return damaged ? sicht_segment_fail_damaged(segment) : SICHT_OK;
}

static bool is_live(const struct merge *merge, sicht_owner owner)
{
	return !sicht_tombstones_has(merge->tombstones, sicht_owner_entry(owner));
}

/* Take all heads that stand at the least hash off the heap; the number of its live owners. */
static uint64_t gather_current(struct merge *merge)
{
	uint64_t live = 0;
	merge->current_count = 0;
	do {
		struct head *head = pop(merge);
		bool ignored;
		head->owners = sicht_segment_owners(head->segment, (uint32_t)head->item, &ignored);
		for (uint64_t i = 0; i < head->owners.count; i++)
			live += is_live(merge, head->owners.items[i]);
		merge->current[merge->current_count++] = head;
	} while (merge->heap_count > 0 && memcmp(merge->heap[0]->key, merge->current[0]->key,
						  sizeof merge->heap[0]->key) == 0);
	return live;
}

static bool next_hash(void *context, struct sicht_pdq *hash, uint64_t *owner_count)
{
	struct merge *merge = context;
	uint64_t live = 0;
	while (live == 0) {
		for (size_t i = 0; i < merge->current_count; i++)
			advance(merge, merge->current[i]);
		merge->current_count = 0;
		if (merge->heap_count == 0)
			return false;
		live = gather_current(merge);
	}
	memcpy(hash, merge->current[0]->key, sizeof *hash);
	*owner_count = live;
	return true;
}

static sicht_owner next_owner(void *context)
{
	struct merge *merge = context;
	struct sicht_owner_list *least = NULL;
	for (size_t i = 0; i < merge->current_count; i++) {
		struct sicht_owner_list *owners = &merge->current[i]->owners;
		while (owners->count > 0 && !is_live(merge, owners->items[0]))
			*owners = (struct sicht_owner_list){owners->items + 1, owners->count - 1};
		if (owners->count > 0 && (least == NULL || owners->items[0] < least->items[0]))
			least = owners;
	}
	assert(least != NULL); /* no more are asked for than gather_current() counted */
	sicht_owner owner = least->items[0];
	*least = (struct sicht_owner_list){least->items + 1, least->count - 1};
	return owner;
}

/* ------------------------------------------------------------------------------------ digests */

static bool next_digest(void *context, uint64_t digest[4], uint64_t *entry)
{
	struct merge *merge = context;
	while (merge->heap_count > 0) {
		struct head *head = pop(merge);
		*entry = sicht_segment_words(head->segment, SICHT_BLOCK_ENTRIES)[head->item];
		memcpy(digest, head->key, sizeof head->key);
		advance(merge, head);
		if (!sicht_tombstones_has(merge->tombstones, *entry))
			return true;
	}
	return false;
}

enum sicht_status sicht_segment_merge(int dirfd, const struct sicht_segment *const *inputs,
	size_t input_count, const struct sicht_tombstones *tombstones, struct sicht_work work,
	struct sicht_segment_info *info)
{
	SICHT_DEFER(free_merge) struct merge merge = {0};
	for (size_t i = 0; i < input_count; i++)
		assert(inputs[i]->info.kind == info->kind);
	SICHT_TRY(make_merge(inputs, input_count, tombstones, &merge));
	if (!sicht_segment_is_pdq(info->kind)) {
		struct sicht_digest_source source = {
			.context = &merge, .rewind = rewind_all, .next = next_digest};
		return sicht_segment_write_digests(dirfd, &source, work, info);
	}
	struct sicht_pdq_source source = {
		.context = &merge, .rewind = rewind_all, .next = next_hash, .owner = next_owner};
	for (size_t i = 0; i < input_count; i++)
		SICHT_TRY(check_lists(inputs[i]));
	return sicht_segment_write_pdq(dirfd, &source, work, info);
}
