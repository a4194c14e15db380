/* SPDX-License-Identifier: MIT */
/* A regular file, through a descriptor on it. See content.h. */
#include <sys/stat.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/content/blocks.h"

static ssize_t read_file(
	const struct sicht_content *content, void *out, size_t size, uint64_t offset)
{
	return sicht_pread_full(content->fd, out, size, offset);
}

static enum sicht_blocks blocks_of_file(const struct sicht_content *content)
{
	struct stat status;
	return fstat(content->fd, &status) == 0 ? sicht_blocks_look(content->fd, &status)
						: SICHT_BLOCKS_THERE;
}

static bool is_same_file(const struct sicht_content *content, const struct sicht_identity *identity)
{
	struct stat status;
	return fstat(content->fd, &status) == 0 && identity->device == status.st_dev &&
	       identity->inode == status.st_ino &&
	       identity->size_bytes == (uint64_t)status.st_size &&
	       identity->mtime_ns == sicht_clock_ns(&status.st_mtim) &&
	       identity->ctime_ns == sicht_clock_ns(&status.st_ctim);
}

static void close_file(struct sicht_content *content)
{
	sicht_close_fd(&content->fd);
}

struct sicht_content sicht_content_of_file(int fd, uint64_t size_bytes)
{
	static const struct sicht_content_kind kind = {
		read_file, blocks_of_file, is_same_file, close_file};
	return (struct sicht_content){&kind, size_bytes, fd};
}
