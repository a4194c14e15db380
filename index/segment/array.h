/* SPDX-License-Identifier: MIT */
/* Arrays that grow at their end. */
#ifndef SICHT_INDEX_SEGMENT_ARRAY_H
#define SICHT_INDEX_SEGMENT_ARRAY_H

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
