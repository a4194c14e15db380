/* SPDX-License-Identifier: MIT */
/*
 * Files, descriptors and buffers as items. See input.h.
 *
 * Whatever it was, it ends as a descriptor of its own that can only be read: a decoder is given
 * nothing that it could write to, and the position of the caller's descriptor is not touched. That
 * is what /proc/self/fd is for: to open a file again that may have no name any more.
 */
#include "engine/scan/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"

/* A descriptor, or -1 and errno. */
static int open_named(const char *path)
{
	SICHT_DEFER(sicht_free_pointer) char *real = realpath(path, NULL);
	if (real == NULL)
		return -1;
	SICHT_DEFER(sicht_close_fd) int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -1;
	const char *below = real[1] != '\0' ? real + 1 : ".";
	return sicht_open_evidence(root, sicht_bytes_of(below), 0);
}

static int open_again(int fd)
{
	const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	char name[32];
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	int again = open(name, flags | O_NOATIME);
	if (again < 0 && errno == EPERM) /* only the owner may ask for O_NOATIME */
		again = open(name, flags);
	return again;
}

/* The bytes as a file that nobody can change any more. */
static enum sicht_status open_buffer(struct sicht_bytes buffer, int *fd)
{
	const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	SICHT_DEFER(sicht_close_fd)
	int memory = memfd_create("sicht", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (memory < 0 || sicht_write_full(memory, buffer.data, buffer.size) != 0 ||
		fcntl(memory, F_ADD_SEALS, seals) != 0) {
		int error = errno;
		return sicht_fail_errno(error == ENOSPC ? ENOMEM : error,
			"cannot hold a buffer of %zu bytes for the decoder", buffer.size);
	}
	*fd = open_again(memory);
	return SICHT_OK;
}

static void set_unreadable(struct sicht_item *item, int error_number)
{
	item->kind = SICHT_ITEM_UNREADABLE;
	item->error_number = error_number;
}

/* Only files are opened: a device may do something when it is. */
static bool is_file(const struct stat *status, struct sicht_item *item)
{
	item->kind = S_ISREG(status->st_mode) ? SICHT_ITEM_FILE : SICHT_ITEM_SPECIAL;
	if (S_ISDIR(status->st_mode))
		set_unreadable(item, EISDIR);
	return item->kind == SICHT_ITEM_FILE;
}

static const char *name_of(const struct sicht_input *input)
{
	const char *name = input->kind == SICHT_INPUT_FILE ? input->path : input->name;
	return name != NULL ? name : "";
}

static void describe(const struct stat *status, struct sicht_item *item)
{
	item->content.device = status->st_dev;
	item->content.inode = status->st_ino;
	item->content.size_bytes = (uint64_t)status->st_size;
	item->links = status->st_nlink;
	item->content.mtime_ns = sicht_clock_ns(&status->st_mtim);
	item->content.ctime_ns = sicht_clock_ns(&status->st_ctim);
}

enum sicht_status sicht_input_open(
	const struct sicht_input *input, struct sicht_item *item, struct sicht_content *content)
{
	SICHT_DEFER(sicht_close_fd) int file = -1;
	struct stat status = {.st_mode = S_IFREG};
	item->path = sicht_bytes_of(name_of(input));
	if ((input->kind == SICHT_INPUT_FILE && stat(input->path, &status) != 0) ||
		(input->kind == SICHT_INPUT_DESCRIPTOR && fstat(input->fd, &status) != 0)) {
		set_unreadable(item, errno);
		return SICHT_OK;
	}
	if (!is_file(&status, item))
		return SICHT_OK;
	if (input->kind == SICHT_INPUT_BUFFER)
		SICHT_TRY(open_buffer(input->buffer, &file));
	else
		file = input->kind == SICHT_INPUT_FILE ? open_named(input->path)
						       : open_again(input->fd);
	if (file < 0 || fstat(file, &status) != 0) {
		set_unreadable(item, errno);
		return SICHT_OK;
	}
	if (!is_file(&status, item))
		return SICHT_OK;
	describe(&status, item);
	*content = sicht_content_of_file(file, item->content.size_bytes);
	file = -1;
	return SICHT_OK;
}
