/* SPDX-License-Identifier: MIT */
/* See listing.h. Names only: what they stand for is asked when their turn comes. */
#include "engine/source/listing.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"

/* Room for `needed` elements; 0 or ENOMEM. */
static int reserve(void *pointer_to_array, size_t element_size, size_t *capacity, size_t needed)
{
	size_t larger = *capacity > 0 ? *capacity : 256;
	void *array;
	if (needed <= *capacity)
		return 0;
	while (larger < needed)
		larger *= 2;
	memcpy(&array, pointer_to_array, sizeof array);
	array = reallocarray(array, larger, element_size);
	if (array == NULL)
		return ENOMEM;
	memcpy(pointer_to_array, &array, sizeof array);
	*capacity = larger;
	return 0;
}

static int add_name(struct sicht_listing *listing, const char *name)
{
	size_t size = strlen(name) + 1;
	int error_number =
		reserve(&listing->names, 1, &listing->names_capacity, listing->names_size + size);
	if (error_number == 0)
		error_number = reserve(&listing->offsets, sizeof *listing->offsets,
			&listing->capacity, listing->count + 1);
	if (error_number != 0)
		return error_number;
	memcpy(listing->names + listing->names_size, name, size);
	listing->offsets[listing->count++] = listing->names_size;
	listing->names_size += size;
	return 0;
}

static int compare_names(const void *a, const void *b, void *names)
{
	return strcmp(
		(const char *)names + *(const size_t *)a, (const char *)names + *(const size_t *)b);
}

static void close_directory(DIR **directory)
{
	if (*directory != NULL)
		closedir(*directory);
}

static int read_names(int fd, struct sicht_listing *listing)
{
	SICHT_DEFER(sicht_close_fd) int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	SICHT_DEFER(close_directory) DIR *directory = copy < 0 ? NULL : fdopendir(copy);
	if (directory == NULL)
		return errno;
	copy = -1; /* the stream owns it */
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(directory);
		if (entry == NULL)
			return errno;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		int error_number = add_name(listing, entry->d_name);
		if (error_number != 0)
			return error_number;
	}
}

int sicht_listing_read(int fd, struct sicht_listing *listing)
{
	int error_number = read_names(fd, listing);
	if (listing->count > 1)
		qsort_r(listing->offsets, listing->count, sizeof *listing->offsets, compare_names,
			listing->names);
	return error_number;
}

const char *sicht_listing_name(const struct sicht_listing *listing, size_t index)
{
	assert(index < listing->count);
	return listing->names + listing->offsets[index];
}

void sicht_listing_free(struct sicht_listing *listing)
{
	free(listing->names);
	free(listing->offsets);
	*listing = (struct sicht_listing){0};
}
