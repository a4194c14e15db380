/* SPDX-License-Identifier: MIT */
/* See calls.h. The linker's --wrap turns `read` into __wrap_read, and __real_read into `read`. */
#include "tests/calls.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct calls calls;

ssize_t __real_read(int fd, void *data, size_t size);
ssize_t __real_pread(int fd, void *data, size_t size, off_t offset);
ssize_t __real_write(int fd, const void *data, size_t size);
ssize_t __real_pwrite(int fd, const void *data, size_t size, off_t offset);
int __real_fsync(int fd);
int __real_renameat(int from_fd, const char *from, int to_fd, const char *to);

static bool interrupts(void)
{
	static atomic_size_t count;
	if (calls.most_bytes == 0 || atomic_fetch_add(&count, 1) % 2 != 0)
		return false;
	calls.interrupted++;
	errno = EINTR;
	return true;
}

static size_t cut(size_t size)
{
	return calls.most_bytes > 0 && size > calls.most_bytes ? calls.most_bytes : size;
}

static void trace(char letter)
{
	if (calls.traced < sizeof calls.trace - 1)
		calls.trace[calls.traced++] = letter;
}

ssize_t __wrap_read(int fd, void *data, size_t size)
{
	return interrupts() ? -1 : __real_read(fd, data, cut(size));
}

ssize_t __wrap_pread(int fd, void *data, size_t size, off_t offset)
{
	return interrupts() ? -1 : __real_pread(fd, data, cut(size), offset);
}

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
	return interrupts() ? -1 : __real_write(fd, data, cut(size));
}

ssize_t __wrap_pwrite(int fd, const void *data, size_t size, off_t offset)
{
	return interrupts() ? -1 : __real_pwrite(fd, data, cut(size), offset);
}

int __wrap_fsync(int fd)
{
	struct stat status;
	if (calls.sync_error != 0) {
		errno = calls.sync_error;
		return -1;
	}
	trace(fstat(fd, &status) == 0 && S_ISDIR(status.st_mode) ? 'd' : 'f');
	return __real_fsync(fd);
}

int __wrap_renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	trace('r');
	return __real_renameat(from_fd, from, to_fd, to);
}
