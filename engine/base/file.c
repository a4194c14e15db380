/* SPDX-License-Identifier: MIT */
/*
 * Files that are ours: whole reads and writes, and replacement in one step. See file.h.
 *
 * A replacement is written under a random name in the directory where it will live, synced, and
 * renamed over the old file; the directory is held open, so that nobody can move the two apart.
 */
#include "engine/base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/crash_point.h"
#include "engine/base/text.h"

void sicht_close_fd(int *fd)
{
	int error_number = errno;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = error_number;
}

void sicht_free_pointer(void *pointer_to_pointer)
{
	void *pointer;
	memcpy(&pointer, pointer_to_pointer, sizeof pointer);
	free(pointer);
}

ssize_t sicht_read_full(int fd, void *data, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t count = read(fd, (char *)data + done, size - done);
		if (count == 0)
			break;
		if (count > 0)
			done += (size_t)count;
		else if (errno != EINTR)
			return -1;
	}
	return (ssize_t)done;
}

ssize_t sicht_pread_full(int fd, void *data, size_t size, uint64_t offset)
{
	size_t done = 0;
	while (done < size) {
		ssize_t count = pread(fd, (char *)data + done, size - done, (off_t)(offset + done));
		if (count == 0)
			break;
		if (count > 0)
			done += (size_t)count;
		else if (errno != EINTR)
			return -1;
	}
	return (ssize_t)done;
}

int sicht_write_full(int fd, const void *data, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t count = write(fd, (const char *)data + done, size - done);
		if (count >= 0)
			done += (size_t)count;
		else if (errno != EINTR)
			return -1;
	}
	return 0;
}

/* "cannot WHAT NAME: reason" */
SICHT_MUST_CHECK static enum sicht_status fail_path(
	int error_number, const char *what, const char *path)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	sicht_escape_terminal(&name, sicht_bytes_of(path));
	return sicht_fail_errno(error_number, "cannot %s %s", what, name.data);
}

SICHT_MUST_CHECK static enum sicht_status fail_too_large(const char *path, size_t size_max)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	sicht_escape_terminal(&name, sicht_bytes_of(path));
	return sicht_fail(SICHT_ERROR_FORMAT, "%s is larger than %zu bytes", name.data, size_max);
}

enum sicht_status sicht_read_file(const char *path, size_t size_max, char **data, size_t *size)
{
	assert(size_max < SIZE_MAX / 4);
	SICHT_DEFER(sicht_close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail_path(errno, "open", path);
	/* read to the end, whatever size the system tells: a list may come through a pipe */
	SICHT_DEFER(sicht_free_pointer) char *buffer = NULL;
	size_t filled = 0, capacity = 0;
	do {
		capacity = capacity == 0 ? 65536 : 2 * capacity;
		if (capacity > size_max + 1)
			capacity = size_max + 1; /* one more, to see that there is more */
		char *larger = realloc(buffer, capacity + 1);
		if (larger == NULL)
			return fail_path(ENOMEM, "read", path);
		buffer = larger;
		ssize_t count = sicht_read_full(fd, buffer + filled, capacity - filled);
		if (count < 0)
			return fail_path(errno, "read", path);
		filled += (size_t)count;
		if (filled > size_max)
			return fail_too_large(path, size_max);
	} while (filled == capacity);
	buffer[filled] = '\0';
	*data = buffer;
	*size = filled;
	buffer = NULL;
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------- replacements */

/* "a/b" is b in a, "b" is b in ".", "/b" is b in "/". `directory` is malloc'ed. */
static const char *split_path(const char *path, char **directory)
{
	const char *slash = strrchr(path, '/');
	if (slash == NULL)
		*directory = strdup(".");
	else
		*directory = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	return slash == NULL ? path : slash + 1;
}

SICHT_MUST_CHECK static enum sicht_status open_parent(
	const char *path, int *directory_fd, const char **name)
{
	SICHT_DEFER(sicht_free_pointer) char *directory = NULL;
	*name = split_path(path, &directory);
	if (directory == NULL)
		return fail_path(ENOMEM, "open the directory of", path);
	*directory_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*directory_fd < 0)
		return fail_path(errno, "open the directory of", path);
	return SICHT_OK;
}

/* Some file systems cannot sync a directory; then there is nothing more that we could do. */
static int sync_directory(int fd)
{
	if (fsync(fd) == 0 || errno == EINVAL || errno == EOPNOTSUPP)
		return 0;
	return -1;
}

/* A rename would remove a device or a link, and would not write where it leads. */
SICHT_MUST_CHECK static enum sicht_status check_replaceable(
	int directory_fd, const char *name, const char *path)
{
	struct stat status;
	if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return fail_path(EISDIR, "write", path);
	if (fstatat(directory_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? SICHT_OK : fail_path(errno, "examine", path);
	if (S_ISREG(status.st_mode))
		return SICHT_OK;
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	sicht_escape_terminal(&shown, sicht_bytes_of(path));
	return sicht_fail(
		SICHT_ERROR_USAGE, "%s is not a regular file; name another one", shown.data);
}

/* A new file of our own beside the old one. The random name is the only guard it needs: O_EXCL. */
static int create_temporary(int directory_fd, mode_t mode, char **name)
{
	uint64_t random;
	if (getrandom(&random, sizeof random, 0) != sizeof random)
		return -1;
	if (asprintf(name, ".sicht-%016" PRIx64, random) < 0) {
		*name = NULL;
		return -1;
	}
	return openat(
		directory_fd, *name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
}

enum sicht_status sicht_replacement_open(
	const char *path, mode_t mode, struct sicht_replacement *out)
{
	SICHT_DEFER(sicht_close_fd) int directory_fd = -1;
	SICHT_DEFER(sicht_free_pointer) char *temporary = NULL;
	SICHT_DEFER(sicht_free_pointer) char *name = NULL;
	const char *last;
	SICHT_TRY(open_parent(path, &directory_fd, &last));
	SICHT_TRY(check_replaceable(directory_fd, last, path));
	name = strdup(last);
	if (name == NULL)
		return fail_path(ENOMEM, "write", path);
	int fd = create_temporary(directory_fd, mode, &temporary);
	if (fd < 0)
		return fail_path(errno, "create a file beside", path);
	*out = (struct sicht_replacement){fd, directory_fd, temporary, name};
	directory_fd = -1;
	temporary = name = NULL;
	return SICHT_OK;
}

enum sicht_status sicht_replacement_commit(struct sicht_replacement *replacement)
{
	if (fsync(replacement->fd) != 0)
		return fail_path(errno, "write", replacement->name);
	sicht_crash_point("replacement-synced");
	if (renameat(replacement->directory_fd, replacement->temporary, replacement->directory_fd,
		    replacement->name) != 0)
		return fail_path(errno, "replace", replacement->name);
	free(replacement->temporary);
	replacement->temporary = NULL;
	sicht_crash_point("replacement-renamed");
	if (sync_directory(replacement->directory_fd) != 0)
		return fail_path(errno, "sync the directory of", replacement->name);
	return SICHT_OK;
}

void sicht_replacement_close(struct sicht_replacement *replacement)
{
	if (replacement == NULL)
		return;
	if (replacement->temporary != NULL)
		unlinkat(replacement->directory_fd, replacement->temporary, 0);
	sicht_close_fd(&replacement->fd);
	sicht_close_fd(&replacement->directory_fd);
	free(replacement->temporary);
	free(replacement->name);
	*replacement = SICHT_REPLACEMENT_NONE;
}

enum sicht_status sicht_sync_parent(const char *path)
{
	SICHT_DEFER(sicht_close_fd) int fd = -1;
	const char *name;
	SICHT_TRY(open_parent(path, &fd, &name));
	if (sync_directory(fd) != 0)
		return fail_path(errno, "sync the directory of", path);
	return SICHT_OK;
}
