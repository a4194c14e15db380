/* SPDX-License-Identifier: MIT */
/*
 * The file of facts. One idea: it only ever grows by whole lines, and whatever a crash left behind
 * the last newline is cut off when it is opened again. See part.h.
 */
#include "engine/match/part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/memory.h"

char *sicht_findings_beside(const char *findings, const char *suffix)
{
	char *path = NULL;
	if (asprintf(&path, "%s%s", findings, suffix) < 0)
		sicht_out_of_memory();
	return path;
}

/* Count the whole lines; *end is the offset behind the last of them. */
static enum sicht_status count_lines(struct sicht_part *part, uint64_t *newlines)
{
	char buffer[1 << 16];
	uint64_t offset = 0;
	for (;;) {
		ssize_t count = sicht_pread_full(part->fd, buffer, sizeof buffer, offset);
		if (count < 0)
			return sicht_fail_errno(errno, "cannot read %s", part->path);
		if (count == 0)
			return SICHT_OK;
		for (ssize_t i = 0; i < count; i++) {
			if (buffer[i] == '\n') {
				++*newlines;
				part->size_bytes = offset + (uint64_t)i + 1;
			}
		}
		offset += (uint64_t)count;
	}
}

/* Is the first line `header`? */
static enum sicht_status compare_header(
	const struct sicht_part *part, struct sicht_bytes header, bool *same)
{
	SICHT_DEFER(sicht_free_pointer) char *first = malloc(header.size + 1);
	if (first == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	ssize_t count = sicht_pread_full(part->fd, first, header.size, 0);
	if (count < 0)
		return sicht_fail_errno(errno, "cannot read %s", part->path);
	*same = (size_t)count == header.size && memcmp(first, header.data, header.size) == 0;
	return SICHT_OK;
}

/* Take over what an earlier run left, or begin anew. */
static enum sicht_status resume(struct sicht_part *part, struct sicht_bytes header, bool replace)
{
	uint64_t newlines = 0;
	bool same = true;
	SICHT_TRY(count_lines(part, &newlines));
	if (newlines > 0)
		SICHT_TRY(compare_header(part, header, &same));
	if (!same && !replace)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s belongs to another run (other sources, known material, options or "
			"versions); finish that one, or throw it away with --force",
			part->path);
	if (!same || newlines == 0) {
		SICHT_TRY(sicht_part_cut(part, 0, 0));
		return sicht_part_append(part, header, 0);
	}
	return sicht_part_cut(part, newlines - 1, part->size_bytes);
}

/* Where there is no name to go on from, nothing is left behind either. */
static int open_nameless(void)
{
	const char *directory = getenv("TMPDIR");
	return open(directory != NULL ? directory : "/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
}

static enum sicht_status lock(int fd, const char *path)
{
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return SICHT_OK;
	if (errno == EWOULDBLOCK)
		return sicht_fail(SICHT_ERROR_BUSY,
			"%s is being written by another sicht match; wait for it, or choose "
			"another --findings",
			path);
	return SICHT_OK; /* no locks on this file system: nothing to be gained by refusing */
}

enum sicht_status sicht_part_open(
	const char *findings, struct sicht_bytes header, bool replace, struct sicht_part *out)
{
	SICHT_DEFER(sicht_part_close) struct sicht_part part = SICHT_PART_NONE;
	if (findings != NULL) {
		part.path = sicht_findings_beside(findings, ".part");
		part.fd = open(part.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	} else {
		part.path = sicht_findings_beside("the temporary file", "");
		part.fd = open_nameless();
	}
	if (part.fd < 0)
		return sicht_fail_errno(errno, "cannot write %s", part.path);
	SICHT_TRY(lock(part.fd, part.path));
	SICHT_TRY(resume(&part, header, replace));
	*out = part;
	part = SICHT_PART_NONE;
	return SICHT_OK;
}

enum sicht_status sicht_part_cut(struct sicht_part *part, uint64_t lines, uint64_t size_bytes)
{
	if (ftruncate(part->fd, (off_t)size_bytes) != 0 ||
		lseek(part->fd, (off_t)size_bytes, SEEK_SET) < 0)
		return sicht_fail_errno(errno, "cannot write %s", part->path);
	part->lines = lines;
	part->size_bytes = size_bytes;
	return SICHT_OK;
}

enum sicht_status sicht_part_append(
	struct sicht_part *part, struct sicht_bytes lines, uint64_t line_count)
{
	if (sicht_write_full(part->fd, lines.data, lines.size) != 0) {
		int reason = errno;
		/* back to whole lines; if that fails too, the next open does it */
		if (ftruncate(part->fd, (off_t)part->size_bytes) == 0)
			lseek(part->fd, (off_t)part->size_bytes, SEEK_SET);
		return sicht_fail_errno(reason,
			"cannot write %s; make room, then the same command goes on", part->path);
	}
	part->size_bytes += lines.size;
	part->lines += line_count;
	return SICHT_OK;
}

enum sicht_status sicht_part_sync(struct sicht_part *part)
{
	if (fdatasync(part->fd) != 0 && errno != EINVAL && errno != EROFS)
		return sicht_fail_errno(errno, "cannot write %s", part->path);
	return SICHT_OK;
}

void sicht_part_close(struct sicht_part *part)
{
	sicht_close_fd(&part->fd);
	free(part->path);
	*part = SICHT_PART_NONE;
}
