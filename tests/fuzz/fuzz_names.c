/* SPDX-License-Identifier: MIT */
/* A list of names, of any bytes: items whose names are what stood between two delimiters. */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/source/names.h"
#include "sicht/limits.h"
#include "tests/fuzz/fuzz.h"

/* Names are looked up here; the folder holds nothing but "a", which is a file. */
static char folder[] = "/tmp/sicht-fuzz-XXXXXX";
static int folder_fd = -1;

static void remove_folder(void)
{
	unlinkat(folder_fd, "a", 0);
	rmdir(folder);
}

static void make_folder(void)
{
	if (folder_fd >= 0)
		return;
	if (mkdtemp(folder) == NULL)
		abort();
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	atexit(remove_folder);
	int fd = openat(folder_fd, "a", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (folder_fd < 0 || fd < 0)
		abort();
	close(fd);
}

static bool is_there(struct sicht_bytes name)
{
	struct stat status;
	char *copy = strndup(name.data, name.size);
	bool there = fstatat(folder_fd, copy, &status, AT_SYMLINK_NOFOLLOW) == 0;
	free(copy);
	return there;
}

/* Without a byte order mark at the beginning of all, and a carriage return at the end of a line. */
static struct sicht_bytes bare(struct sicht_bytes name, char delimiter, bool first)
{
	const char *begin = name.data;
	if (first && name.size >= 3 && memcmp(begin, "\xef\xbb\xbf", 3) == 0)
		name = sicht_bytes(begin += 3, name.size - 3);
	if (delimiter == '\n' && name.size > 0 && begin[name.size - 1] == '\r')
		name.size--;
	return name;
}

/* What is left of a list, read once more, in the simplest way. */
struct reading {
	struct sicht_bytes left;
	char delimiter;
	unsigned number;
};

static bool next_name(struct reading *reading, struct sicht_bytes *name)
{
	while (reading->left.size > 0) {
		const char *begin = reading->left.data;
		const char *end = memchr(begin, reading->delimiter, reading->left.size);
		size_t size = end != NULL ? (size_t)(end - begin) : reading->left.size;
		size_t taken = size + (end != NULL);
		reading->left = sicht_bytes(begin + taken, reading->left.size - taken);
		*name = sicht_bytes(begin, size);
		struct sicht_bytes other = bare(*name, reading->delimiter, ++reading->number == 1);
		if (size == 0)
			continue;
		if (other.size == size || is_there(*name))
			return true;
		if (other.size > 0 && is_there(other))
			*name = other;
		if (other.size > 0)
			return true;
	}
	return false;
}

static void read_names(const char *path, struct reading reading)
{
	struct sicht_names *list = NULL;
	struct sicht_item item;
	struct sicht_bytes name;
	bool found = true;
	unsigned count = 0;
	enum sicht_status status;
	if (sicht_names_open(path, reading.delimiter, folder_fd, &list) != SICHT_OK)
		abort();
	while ((status = sicht_names_next(list, &item, &found)) == SICHT_OK && found) {
		assert(item.path.size > 0 && item.path.size <= SICHT_LIST_NAME_BYTES_MAX);
		assert(memchr(item.path.data, reading.delimiter, item.path.size) == NULL);
		assert(memchr(item.path.data, '\0', item.path.size) == NULL);
		bool more = next_name(&reading, &name);
		assert(more && sicht_bytes_equal(item.path, name));
		count++;
	}
	assert(status != SICHT_OK || !next_name(&reading, &name));
	fuzz_say("%u%s%s", count, sicht_names_is_cleaned(list) ? ", cleaned" : "",
		status != SICHT_OK ? ", refused" : "");
	sicht_names_close(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	make_folder();
	int fd = memfd_create("names", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	read_names(path, (struct reading){sicht_bytes(data, size), '\n', 0});
	read_names(path, (struct reading){sicht_bytes(data, size), '\0', 0});
	close(fd);
	return 0;
}
