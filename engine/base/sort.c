/* SPDX-License-Identifier: MIT */
/*
 * Merge sort, from the bottom up. See sort.h.
 *
 * The idea: runs that qsort(3) sorts in some tens of milliseconds, merged two by two into ever
 * longer ones; signals are looked at between runs, and now and then within a long one.
 */
#include "engine/base/sort.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"

#define RUN_ITEMS ((size_t)1 << 16)

struct sort {
	size_t item_bytes;
	int (*compare)(const void *left, const void *right, void *context);
	void *context;
	const volatile sig_atomic_t *stop;
};

/* Runs begin .. middle - 1 and middle .. end - 1 of `items` become one in `out`. */
static enum sicht_status merge(const struct sort *sort, const uint8_t *items, size_t begin,
	size_t middle, size_t end, uint8_t *out)
{
	size_t left = begin, right = middle, bytes = sort->item_bytes;
	for (size_t at = begin; at < end; at++) {
		if (at % RUN_ITEMS == 0)
			SICHT_TRY(sicht_stop_check(sort->stop));
		bool takes_left =
			right == end ||
			(left < middle && sort->compare(items + left * bytes, items + right * bytes,
						  sort->context) <= 0);
		size_t from = takes_left ? left++ : right++;
		memcpy(out + at * bytes, items + from * bytes, bytes);
	}
	return SICHT_OK;
}

enum sicht_status sicht_sort(void *items, size_t count, size_t item_bytes,
	int (*compare)(const void *left, const void *right, void *context), void *context,
	const volatile sig_atomic_t *stop)
{
	struct sort sort = {item_bytes, compare, context, stop};
	SICHT_DEFER(sicht_free_pointer) uint8_t *other = NULL;
	for (size_t at = 0; at < count; at += RUN_ITEMS) {
		size_t run = count - at < RUN_ITEMS ? count - at : RUN_ITEMS;
		SICHT_TRY(sicht_stop_check(stop));
		qsort_r((uint8_t *)items + at * item_bytes, run, item_bytes, compare, context);
	}
	if (count <= RUN_ITEMS)
		return SICHT_OK;
	other = reallocarray(NULL, count, item_bytes);
	if (other == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory to sort %zu items", count);
	for (size_t run = RUN_ITEMS; run < count; run *= 2) {
		for (size_t at = 0; at < count; at += 2 * run) {
			size_t middle = count - at < run ? count : at + run;
			size_t end = count - middle < run ? count : middle + run;
			SICHT_TRY(merge(&sort, items, at, middle, end, other));
		}
		memcpy(items, other, count * item_bytes);
	}
	return SICHT_OK;
}
