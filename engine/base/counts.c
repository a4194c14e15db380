/* SPDX-License-Identifier: MIT */
/* Counts of pairs. There are few different ones, so each is looked for one by one. See counts.h. */
#include "engine/base/counts.h"

#include <stdlib.h>
#include <string.h>

#include "sicht/limits.h"

void sicht_counts_add(
	struct sicht_counts *counts, struct sicht_bytes first, struct sicht_bytes second)
{
	for (size_t i = 0; i < counts->size; i++) {
		struct sicht_count *item = &counts->items[i];
		if (sicht_bytes_equal(item->first, first) &&
			sicht_bytes_equal(item->second, second)) {
			item->count++;
			return;
		}
	}
	if (counts->size == SICHT_COUNTS_MAX) {
		counts->others++;
		return;
	}
	if (counts->items == NULL)
		counts->items =
			sicht_arena_alloc(&counts->arena, SICHT_COUNTS_MAX * sizeof *counts->items);
	counts->items[counts->size++] = (struct sicht_count){
		.first = sicht_arena_copy(&counts->arena, first),
		.second = sicht_arena_copy(&counts->arena, second),
		.count = 1,
	};
}

static int compare(const void *left, const void *right)
{
	const struct sicht_count *a = left, *b = right;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	int order = strcmp(a->first.data, b->first.data);
	return order != 0 ? order : strcmp(a->second.data, b->second.data);
}

void sicht_counts_sort(struct sicht_counts *counts)
{
	if (counts->size > 0)
		qsort(counts->items, counts->size, sizeof *counts->items, compare);
}

void sicht_counts_free(struct sicht_counts *counts)
{
	sicht_arena_free(&counts->arena);
	*counts = (struct sicht_counts){0};
}
