/* SPDX-License-Identifier: MIT */
/* A sort that can be stopped: qsort(3) of ten million items takes many seconds and hears nobody. */
#ifndef SICHT_ENGINE_BASE_SORT_H
#define SICHT_ENGINE_BASE_SORT_H

#include <stddef.h>

#include "engine/base/stop.h"

/*
 * qsort_r(3) of `count` items of `item_bytes` at `items`, with as much memory again.
 * SICHT_ERROR_INTERRUPTED: they are in no particular order. SICHT_ERROR_MEMORY.
 */
SICHT_MUST_CHECK enum sicht_status sicht_sort(void *items, size_t count, size_t item_bytes,
	int (*compare)(const void *left, const void *right, void *context), void *context,
	const volatile sig_atomic_t *stop);

#endif
