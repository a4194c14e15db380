/* SPDX-License-Identifier: MIT */
/* Arrays that grow at their end. */
#ifndef SICHT_ENGINE_BASE_ARRAY_H
#define SICHT_ENGINE_BASE_ARRAY_H

#include <stdlib.h>
#include <string.h>

#include "sicht/status.h"
#include "sicht/types.h"

/*
 * Room for one more item in the array at *`array` (a pointer to the pointer), which holds `count`
 * items of `item_bytes` in room for *capacity.
 */
SICHT_MUST_CHECK static inline enum sicht_status sicht_grow(
	void *array, size_t item_bytes, size_t count, size_t *capacity)
{
	if (count < *capacity)
		return SICHT_OK;
	void *items;
	size_t larger = count * 2 + 8;
	memcpy(&items, array, sizeof items);
	items = reallocarray(items, larger, item_bytes);
	if (items == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	memcpy(array, &items, sizeof items);
	*capacity = larger;
	return SICHT_OK;
}

/*
 * `count` items of zeros; NULL if there is no memory. Small blocks come from the allocator's cache
 * of them, which glibc's calloc leaves aside: a lone query asks for five.
 */
static inline void *sicht_zeroed(size_t count, size_t item_bytes)
{
	const size_t small = 1024;
	if (count > small / item_bytes)
		return calloc(count, item_bytes);
	void *items = malloc(count * item_bytes);
	return items != NULL ? memset(items, 0, count * item_bytes) : NULL;
}

/*
 * The index of the first of `count` items whose key is not less than `key`; `count` if there is none.
 * Items ascend by their keys, a uint64_t with which each of them begins.
 */
static inline size_t sicht_first_of_key(
	const void *items, size_t item_bytes, size_t count, uint64_t key)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint64_t other;
		memcpy(&other, (const uint8_t *)items + middle * item_bytes, sizeof other);
		if (other < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Numbers of entries, of files. Starts from zero. */
struct sicht_numbers {
	uint64_t *items;
	size_t count, capacity;
};

SICHT_MUST_CHECK static inline enum sicht_status sicht_numbers_add(
	struct sicht_numbers *numbers, uint64_t number)
{
	SICHT_TRY(sicht_grow(
		&numbers->items, sizeof *numbers->items, numbers->count, &numbers->capacity));
	numbers->items[numbers->count++] = number;
	return SICHT_OK;
}

#endif
