/* SPDX-License-Identifier: MIT */
/* The names in one directory, ordered by their bytes. */
#ifndef SICHT_ENGINE_SOURCE_LISTING_H
#define SICHT_ENGINE_SOURCE_LISTING_H

#include <stddef.h>

/* Starts from zero. */
struct sicht_listing {
	char *names;     /* one behind the other, each with its zero */
	size_t *offsets; /* where each begins, in order */
	size_t names_size, names_capacity, count, capacity;
};

/*
 * Read the directory `fd` (open for reading, at its start) to its end. Returns 0 or an errno; the
 * names that were read before an error are there and in order.
 */
int sicht_listing_read(int fd, struct sicht_listing *listing);
const char *sicht_listing_name(const struct sicht_listing *listing, size_t index);
void sicht_listing_free(struct sicht_listing *listing);

#endif
