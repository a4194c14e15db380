/* SPDX-License-Identifier: MIT */
/* A list of names, of any bytes: items whose names are what stood between two delimiters. */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/source/list.h"
#include "sicht/limits.h"
#include "tests/fuzz/fuzz.h"

static void read_names(const char *path, char delimiter)
{
	struct sicht_list *list = NULL;
	struct sicht_item item;
	bool found = true;
	if (sicht_list_open(path, delimiter, AT_FDCWD, &list) != SICHT_OK)
		abort();
	while (sicht_list_next(list, &item, &found) == SICHT_OK && found) {
		assert(item.path.size > 0 && item.path.size <= SICHT_LIST_NAME_BYTES_MAX);
		assert(memchr(item.path.data, delimiter, item.path.size) == NULL);
		assert(memchr(item.path.data, '\0', item.path.size) == NULL);
	}
	sicht_list_close(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memfd_create("names", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	read_names(path, '\n');
	read_names(path, '\0');
	close(fd);
	return 0;
}
