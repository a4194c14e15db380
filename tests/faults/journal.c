/* SPDX-License-Identifier: MIT */
/*
 * For LD_PRELOAD: writes down every call that changes a file below the folder SICHT_JOURNAL_UNDER
 * (a real path), or syncs it, in the file SICHT_JOURNAL. See journal.h. lock.mdb is left out: it is
 * shared memory of living processes, and nothing in it outlives them.
 */
#include "tests/faults/journal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name)                                                                                 \
	static __typeof__(name) *real;                                                             \
	if (real == NULL)                                                                          \
	*(void **)&real = dlsym(RTLD_NEXT, #name)

static int journal_fd = -1;
static const char *under;
static size_t under_size;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("SICHT_JOURNAL"), *name = strrchr(program_invocation_name, '/');
	name = name != NULL ? name + 1 : program_invocation_name;
	under = getenv("SICHT_JOURNAL_UNDER");
	if (path == NULL || under == NULL || strcmp(name, "sicht") != 0)
		return;
	under_size = strlen(under);
	journal_fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (journal_fd < 0)
		abort();
}

/* The path below the folder, or NULL if it lies elsewhere. `path` has room for PATH_MAX. */
static const char *below(char *path)
{
	if (journal_fd < 0 || strncmp(path, under, under_size) != 0)
		return NULL;
	if (path[under_size] == '\0')
		return ".";
	size_t size = strlen(path);
	if (path[under_size] != '/' || (size > 8 && strcmp(path + size - 8, "lock.mdb") == 0))
		return NULL;
	return path + under_size + 1;
}

static const char *below_by_fd(int fd, char path[PATH_MAX])
{
	char link[64];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t size = journal_fd < 0 ? -1 : readlink(link, path, PATH_MAX - 1);
	if (size < 0)
		return NULL;
	path[size] = '\0';
	return below(path);
}

/* The name of an entry of a folder: the folder's real path, and the last part as it is. */
static const char *below_by_name(int directory_fd, const char *name, char path[PATH_MAX])
{
	char joined[PATH_MAX + 64], folder[PATH_MAX];
	if (journal_fd < 0)
		return NULL;
	if (name[0] == '/' || directory_fd == AT_FDCWD)
		snprintf(joined, sizeof joined, "%s", name);
	else
		snprintf(joined, sizeof joined, "/proc/self/fd/%d/%s", directory_fd, name);
	char *slash = strrchr(joined, '/');
	const char *last = slash != NULL ? slash + 1 : joined;
	char *parent = slash == NULL ? "." : joined;
	if (slash != NULL)
		*slash = '\0';
	if (realpath(*parent == '\0' ? "/" : parent, folder) == NULL)
		return NULL;
	if (snprintf(path, PATH_MAX, "%s/%s", folder, last) >= PATH_MAX)
		return NULL;
	return below(path);
}

static void note(
	struct journal_record record, const char *name, const char *other, const void *data)
{
	record.name_size = name != NULL ? (uint32_t)strlen(name) : 0;
	record.other_size = other != NULL ? (uint32_t)strlen(other) : 0;
	struct iovec parts[] = {{&record, sizeof record}, {(void *)name, record.name_size},
		{(void *)other, record.other_size}, {(void *)data, (size_t)record.data_size}};
	ssize_t size =
		(ssize_t)(sizeof record + record.name_size + record.other_size + record.data_size);
	REAL(writev);
	pthread_mutex_lock(&lock);
	if (real(journal_fd, parts, 4) != size)
		abort();
	pthread_mutex_unlock(&lock);
}

static uint64_t inode_of(int fd)
{
	struct stat status;
	return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

static void note_write(int fd, const void *data, ssize_t size, off_t offset)
{
	char path[PATH_MAX];
	if (size <= 0 || below_by_fd(fd, path) == NULL)
		return;
	if (offset < 0)
		offset = lseek(fd, 0, SEEK_CUR) - size;
	note((struct journal_record){.call = JOURNAL_WRITE,
		     .at_once = (fcntl(fd, F_GETFL) & O_DSYNC) != 0,
		     .inode = inode_of(fd),
		     .offset = (uint64_t)offset,
		     .data_size = (uint64_t)size},
		NULL, NULL, data);
}

static void note_resize(int fd, off_t size)
{
	char path[PATH_MAX];
	if (below_by_fd(fd, path) != NULL)
		note((struct journal_record){.call = JOURNAL_RESIZE,
			     .inode = inode_of(fd),
			     .offset = (uint64_t)size},
			NULL, NULL, NULL);
}

/* ---- files ---- */

static int open_and_note(int (*real)(int, const char *, int, ...), int directory_fd,
	const char *name, int flags, mode_t mode)
{
	char path[PATH_MAX];
	bool creates = (flags & O_CREAT) != 0 && journal_fd >= 0 &&
		       faccessat(directory_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
	int fd = real(directory_fd, name, flags, mode);
	const char *known = fd >= 0 && creates ? below_by_name(directory_fd, name, path) : NULL;
	if (known != NULL)
		note((struct journal_record){.call = JOURNAL_CREATE, .inode = inode_of(fd)}, known,
			NULL, NULL);
	else if (fd >= 0 && (flags & O_TRUNC) != 0)
		note_resize(fd, 0);
	return fd;
}

static mode_t mode_of(int flags, va_list arguments)
{
	return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

int openat(int directory_fd, const char *name, int flags, ...)
{
	REAL(openat);
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = mode_of(flags, arguments);
	va_end(arguments);
	return open_and_note(real, directory_fd, name, flags, mode);
}

int open(const char *name, int flags, ...)
{
	REAL(openat);
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = mode_of(flags, arguments);
	va_end(arguments);
	return open_and_note(real, AT_FDCWD, name, flags, mode);
}

int openat64(int directory_fd, const char *name, int flags, ...) __attribute__((alias("openat")));
int open64(const char *name, int flags, ...) __attribute__((alias("open")));

ssize_t write(int fd, const void *data, size_t size)
{
	REAL(write);
	ssize_t done = real(fd, data, size);
	note_write(fd, data, done, -1);
	return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	REAL(pwrite);
	ssize_t done = real(fd, data, size, offset);
	note_write(fd, data, done, offset);
	return done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off_t offset)
	__attribute__((alias("pwrite")));

/* LMDB writes pages that lie side by side so. */
static void note_parts(int fd, const struct iovec *parts, ssize_t done, off_t offset)
{
	for (; done > 0; parts++) {
		ssize_t size = (ssize_t)parts->iov_len < done ? (ssize_t)parts->iov_len : done;
		note_write(fd, parts->iov_base, size, offset);
		offset += size;
		done -= size;
	}
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	REAL(writev);
	ssize_t done = real(fd, parts, count);
	if (done > 0 && journal_fd >= 0)
		note_parts(fd, parts, done, lseek(fd, 0, SEEK_CUR) - done);
	return done;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	REAL(pwritev);
	ssize_t done = real(fd, parts, count, offset);
	note_parts(fd, parts, done, offset);
	return done;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t offset)
	__attribute__((alias("pwritev")));

ssize_t sendfile(int to, int from, off_t *offset, size_t size)
{
	REAL(sendfile);
	char path[PATH_MAX];
	ssize_t done = real(to, from, offset, size);
	if (done <= 0 || below_by_fd(to, path) == NULL)
		return done;
	char *copy = malloc((size_t)done);
	off_t end = offset != NULL ? *offset : lseek(from, 0, SEEK_CUR);
	if (copy == NULL || pread(from, copy, (size_t)done, end - done) != done)
		abort();
	note_write(to, copy, done, -1);
	free(copy);
	return done;
}

ssize_t sendfile64(int to, int from, off_t *offset, size_t size) __attribute__((alias("sendfile")));

int ftruncate(int fd, off_t size)
{
	REAL(ftruncate);
	int result = real(fd, size);
	if (result == 0)
		note_resize(fd, size);
	return result;
}

int ftruncate64(int fd, off_t size) __attribute__((alias("ftruncate")));

/* Only ever makes a file longer. */
int posix_fallocate(int fd, off_t offset, off_t size)
{
	REAL(posix_fallocate);
	struct stat before;
	if (fstat(fd, &before) != 0)
		return errno;
	int result = real(fd, offset, size);
	if (result == 0 && before.st_size < offset + size)
		note_resize(fd, offset + size);
	return result;
}

int posix_fallocate64(int fd, off_t offset, off_t size) __attribute__((alias("posix_fallocate")));

static void note_sync(int fd)
{
	char path[PATH_MAX];
	if (below_by_fd(fd, path) != NULL)
		note((struct journal_record){.call = JOURNAL_SYNC, .inode = inode_of(fd)}, NULL,
			NULL, NULL);
}

int fsync(int fd)
{
	REAL(fsync);
	int result = real(fd);
	if (result == 0)
		note_sync(fd);
	return result;
}

int fdatasync(int fd)
{
	REAL(fdatasync);
	int result = real(fd);
	if (result == 0)
		note_sync(fd);
	return result;
}

/* ---- folders ---- */

int mkdirat(int directory_fd, const char *name, mode_t mode)
{
	REAL(mkdirat);
	char path[PATH_MAX];
	struct stat status;
	int result = real(directory_fd, name, mode);
	const char *known = result == 0 ? below_by_name(directory_fd, name, path) : NULL;
	if (known != NULL && fstatat(directory_fd, name, &status, 0) == 0)
		note((struct journal_record){.call = JOURNAL_MKDIR, .inode = status.st_ino}, known,
			NULL, NULL);
	return result;
}

int mkdir(const char *name, mode_t mode)
{
	return mkdirat(AT_FDCWD, name, mode);
}

char *mkdtemp(char *pattern)
{
	REAL(mkdtemp);
	char path[PATH_MAX];
	struct stat status;
	char *made = real(pattern);
	const char *known = made != NULL ? below_by_name(AT_FDCWD, made, path) : NULL;
	if (known != NULL && stat(made, &status) == 0)
		note((struct journal_record){.call = JOURNAL_MKDIR, .inode = status.st_ino}, known,
			NULL, NULL);
	return made;
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
	REAL(renameat2);
	char before[PATH_MAX], after[PATH_MAX];
	const char *name = below_by_name(from_fd, from, before);
	int result = real(from_fd, from, to_fd, to, flags);
	const char *other = result == 0 ? below_by_name(to_fd, to, after) : NULL;
	if (result == 0 && name != NULL && other != NULL)
		note((struct journal_record){.call = JOURNAL_RENAME}, name, other, NULL);
	return result;
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	return renameat2(from_fd, from, to_fd, to, 0);
}

int rename(const char *from, const char *to)
{
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int directory_fd, const char *name, int flags)
{
	REAL(unlinkat);
	char path[PATH_MAX];
	const char *known = below_by_name(directory_fd, name, path);
	int result = real(directory_fd, name, flags);
	if (result == 0 && known != NULL)
		note((struct journal_record){.call = JOURNAL_UNLINK}, known, NULL, NULL);
	return result;
}

int unlink(const char *name)
{
	return unlinkat(AT_FDCWD, name, 0);
}

int rmdir(const char *name)
{
	return unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}
