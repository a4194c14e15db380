/* SPDX-License-Identifier: MIT */
/*
 * A directory of one test's own, removed at its end whatever lies in it, however deep.
 *
 *     SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
 */
#ifndef SICHT_TESTS_SCRATCH_H
#define SICHT_TESTS_SCRATCH_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sicht/status.h"

struct scratch {
	char path[PATH_MAX]; /* real, so that it holds no links */
	int fd;
};

static inline struct scratch scratch_new(void)
{
	struct scratch scratch;
	char pattern[256];
	const char *parent = getenv("TMPDIR");
	snprintf(pattern, sizeof pattern, "%s/sicht-test-XXXXXX", parent != NULL ? parent : "/tmp");
	cr_assert_not_null(mkdtemp(pattern), "cannot make %s", pattern);
	cr_assert_not_null(realpath(pattern, scratch.path));
	scratch.fd = open(scratch.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert(scratch.fd >= 0);
	return scratch;
}

static inline void scratch_free(struct scratch *scratch)
{
	char *arguments[] = {"rm", "-rf", "--", scratch->path, NULL};
	char *environment[] = {NULL};
	pid_t child;
	close(scratch->fd);
	if (posix_spawn(&child, "/bin/rm", NULL, NULL, arguments, environment) == 0)
		waitpid(child, NULL, 0);
}

/* "DIRECTORY/name"; one static buffer for each of eight calls in turn. */
static inline const char *scratch_path(const struct scratch *scratch, const char *name)
{
	static char paths[8][PATH_MAX + 256];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof paths[0], "%s/%s", scratch->path, name);
	return path;
}

static inline void scratch_write(const struct scratch *scratch, const char *name, const char *text)
{
	int fd = openat(scratch->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	cr_assert(fd >= 0, "cannot write %s", name);
	cr_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static inline void scratch_mkdir(const struct scratch *scratch, const char *name)
{
	cr_assert(mkdirat(scratch->fd, name, 0700) == 0, "cannot make %s", name);
}

/* Make `depth` directories, each called `name`, one in the other; returns the deepest. */
static inline int scratch_mkdir_deep(
	const struct scratch *scratch, const char *name, unsigned depth)
{
	int fd = dup(scratch->fd);
	for (unsigned i = 0; i < depth; i++) {
		cr_assert(mkdirat(fd, name, 0700) == 0);
		int below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		cr_assert(below >= 0);
		close(fd);
		fd = below;
	}
	return fd;
}

/* The whole of a file, with stdio, which no test disturbs; malloc'ed. */
static inline char *scratch_read(const char *directory, const char *name, size_t *size)
{
	char path[PATH_MAX + 256], *data = NULL;
	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *from = fopen(path, "re"), *to = open_memstream(&data, size);
	cr_assert(from != NULL && to != NULL, "cannot read %s", path);
	for (int byte; (byte = getc(from)) != EOF;)
		putc(byte, to);
	fclose(from);
	fclose(to);
	return data;
}

/* All files of `left` must be in `right`, byte for byte. Returns how many there are. */
static inline size_t scratch_expect_same(const char *left, const char *right)
{
	size_t count = 0;
	DIR *directory = opendir(left);
	cr_assert_not_null(directory, "%s", left);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		size_t size, other_size;
		if (entry->d_name[0] == '.')
			continue;
		char *data = scratch_read(left, entry->d_name, &size);
		char *other = scratch_read(right, entry->d_name, &other_size);
		cr_assert_eq(size, other_size, "%s: %zu bytes, not %zu", entry->d_name, other_size,
			size);
		cr_assert(memcmp(data, other, size) == 0, "%s differs", entry->d_name);
		free(data);
		free(other);
		count++;
	}
	closedir(directory);
	return count;
}

/* What descriptor-leak checks compare. */
static inline unsigned scratch_count_descriptors(void)
{
	unsigned count = 0;
	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

#endif
