/* SPDX-License-Identifier: MIT */
/* The sort that can be stopped is qsort(3) else. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/base/sort.h"

struct item {
	uint32_t key, place;
};

static int compare(const void *left, const void *right, void *unused)
{
	const struct item *a = left, *b = right;
	(void)unused;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

static struct item *make_items(size_t count)
{
	struct item *items = calloc(count + 1, sizeof *items);
	uint64_t state = count;
	for (size_t i = 0; i < count; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		items[i] = (struct item){(uint32_t)(state >> 44), (uint32_t)i};
	}
	return items;
}

/* Around the borders of runs, and with a last run that has nobody to be merged with. */
Test(sort, items_are_in_order_and_all_there)
{
	static const size_t counts[] = {0, 1, 2, 1000, 65535, 65536, 65537, 131072, 131073, 200000};
	for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
		size_t count = counts[c];
		struct item *items = make_items(count), *right = make_items(count);
		qsort_r(right, count, sizeof *right, compare, NULL);
		cr_assert_eq(
			sicht_sort(items, count, sizeof *items, compare, NULL, NULL), SICHT_OK);
		cr_assert_arr_eq(items, right, count * sizeof *items, "%zu items", count);
		free(items);
		free(right);
	}
}

static volatile sig_atomic_t stop;

/* Asks to stop when it was called so often as *context says. */
static int compare_and_stop(const void *left, const void *right, void *context)
{
	size_t *calls = context;
	if (--*calls == 0)
		stop = 1;
	return compare(left, right, NULL);
}

Test(sort, it_hears_when_it_is_to_stop)
{
	size_t count = 1000000;
	for (size_t calls = 1; calls < 20000000; calls *= 8) {
		struct item *items = make_items(count);
		size_t left = calls;
		stop = 0;
		enum sicht_status status =
			sicht_sort(items, count, sizeof *items, compare_and_stop, &left, &stop);
		cr_assert_eq(status, SICHT_ERROR_INTERRUPTED, "after %zu comparisons", calls);
		cr_assert_lt((size_t)-left, (size_t)2000000, "it went on after %zu", calls);
		free(items);
	}
}
