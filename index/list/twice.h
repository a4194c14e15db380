/* SPDX-License-Identifier: MIT */
/*
 * Files that a list has in more than one category: all of them are taken, and somebody should know.
 * A file is known by the first eight bytes of its MD5, else of its SHA-1, else of its SHA-256.
 */
#ifndef SICHT_INDEX_LIST_TWICE_H
#define SICHT_INDEX_LIST_TWICE_H

#include "sicht/list.h"

struct sicht_twice_item;

/* Starts from zero. 16 bytes for each entry that has a category. */
struct sicht_twice {
	struct sicht_twice_item *items;
	size_t count, capacity;
};

/* An entry of the list; its set is filled in. */
SICHT_MUST_CHECK enum sicht_status sicht_twice_add(
	struct sicht_twice *twice, const struct sicht_entry *entry);

/* How many such files there are, and how the digest of the first of them begins. */
void sicht_twice_count(struct sicht_twice *twice, struct sicht_import_totals *totals);
void sicht_twice_free(struct sicht_twice *twice);

#endif
