/* SPDX-License-Identifier: MIT */
/*
 * How often which pair of names was met: files by set and category, entries by scheme and code.
 *
 *     struct sicht_counts counts = {0};
 *     sicht_counts_add(&counts, set, category);
 *     sicht_counts_sort(&counts);
 *     sicht_counts_free(&counts);
 */
#ifndef SICHT_ENGINE_BASE_COUNTS_H
#define SICHT_ENGINE_BASE_COUNTS_H

#include "engine/base/arena.h"
#include "sicht/types.h"

/* Starts from zero. */
struct sicht_counts {
	struct sicht_count *items; /* SICHT_COUNTS_MAX of them at most; lent */
	size_t size;
	uint64_t others; /* met when there were so many different ones already */
	struct sicht_arena arena;
};

/* One more of these. The names are copied. */
void sicht_counts_add(
	struct sicht_counts *counts, struct sicht_bytes first, struct sicht_bytes second);

/* The most frequent first, equals in the order of their names' bytes. */
void sicht_counts_sort(struct sicht_counts *counts);

void sicht_counts_free(struct sicht_counts *counts); /* for SICHT_DEFER */

#endif
