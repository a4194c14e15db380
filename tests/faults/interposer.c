/* SPDX-License-Identifier: MIT */
/*
 * For LD_PRELOAD: makes the n-th call of a kind fail, as a full disk, a bad sector or an exhausted
 * machine would. SICHT_FAULT=KIND:N[:all] says what; with `all`, every later call fails too.
 *
 *   write    write, pwrite, writev, pwritev, ftruncate and fallocate on regular files: ENOSPC (not
 *            below /dev/shm, where clang's OpenMP dies of it before anything begins)
 *   sync     fsync, fdatasync, msync: EIO
 *   read     read and pread below the folder SICHT_FAULT_UNDER: EIO
 *   short    the same: half of what was asked for     interrupt  the same: EINTR
 *   fuse     the same folder lies on FUSE: its type, and files that have no block
 *   signal   read, pread, write and pwrite of regular files below SICHT_FAULT_UNDER: SIGINT comes
 *            just before it
 *   malloc   malloc, calloc, realloc and their kin: NULL
 *   clock    every look at the wall clock: N seconds are added; with `all`, it goes back and forth
 *
 * Acts in the program named `sicht` alone. Calls are counted over all threads; SICHT_FAULT_COUNT
 * names a file to which the number of calls is written at the end.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static const char *kind = "";
static long wanted;
static bool for_ever;
static const char *under;
static atomic_long calls;

__attribute__((constructor)) static void start(void)
{
	static char text[64];
	const char *fault = getenv("SICHT_FAULT"), *name = strrchr(program_invocation_name, '/');
	name = name != NULL ? name + 1 : program_invocation_name;
	if (fault == NULL || strcmp(name, "sicht") != 0 || strlen(fault) >= sizeof text)
		return;
	strcpy(text, fault);
	char *number = strchr(text, ':');
	if (number == NULL)
		return;
	*number++ = '\0';
	wanted = strtol(number, NULL, 10);
	for_ever = strstr(number, ":all") != NULL;
	under = getenv("SICHT_FAULT_UNDER");
	kind = text;
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("SICHT_FAULT_COUNT");
	if (path == NULL || *kind == '\0')
		return;
	char text[32];
	int size = snprintf(text, sizeof text, "%ld\n", (long)calls);
	kind = "";
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0 && write(fd, text, (size_t)size) == size)
		close(fd);
}

static bool is(const char *name)
{
	return strcmp(kind, name) == 0;
}

/* Count a call of the kind in question: is it the one? */
static bool strikes(void)
{
	long number = 1 + atomic_fetch_add(&calls, 1);
	return number == wanted || (for_ever && number > wanted);
}

/* A regular file below `folder`? */
static bool is_below(int fd, const char *folder)
{
	char link[64], path[4096];
	struct stat stat;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t size = readlink(link, path, sizeof path - 1);
	if (size < 0)
		return false;
	path[size] = '\0';
	return strncmp(path, folder, strlen(folder)) == 0 && fstat(fd, &stat) == 0 &&
	       S_ISREG(stat.st_mode);
}

static bool is_evidence(int fd)
{
	return under != NULL && is_below(fd, under);
}

#define REAL(name)                                                                                 \
	static __typeof__(name) *real;                                                             \
	if (real == NULL)                                                                          \
	*(void **)&real = dlsym(RTLD_NEXT, #name)

/* ------------------------------------------------------------------------------------- writing */

static void interrupted(int fd)
{
	if (is("signal") && is_evidence(fd) && strikes())
		raise(SIGINT);
}

static bool full(int fd)
{
	interrupted(fd);
	if (!is("write") || !is_below(fd, "/") || is_below(fd, "/dev/shm/") || !strikes())
		return false;
	errno = ENOSPC;
	return true;
}

ssize_t write(int fd, const void *data, size_t size)
{
	REAL(write);
	return full(fd) ? -1 : real(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	REAL(pwrite);
	return full(fd) ? -1 : real(fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	REAL(pwrite64);
	return full(fd) ? -1 : real(fd, data, size, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	REAL(writev);
	return full(fd) ? -1 : real(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
	REAL(pwritev);
	return full(fd) ? -1 : real(fd, parts, count, offset);
}

int ftruncate(int fd, off_t size)
{
	REAL(ftruncate);
	return full(fd) ? -1 : real(fd, size);
}

int fallocate(int fd, int mode, off_t offset, off_t size)
{
	REAL(fallocate);
	return full(fd) ? -1 : real(fd, mode, offset, size);
}

static bool unsynced(void)
{
	if (!is("sync") || !strikes())
		return false;
	errno = EIO;
	return true;
}

int fsync(int fd)
{
	REAL(fsync);
	return unsynced() ? -1 : real(fd);
}

int fdatasync(int fd)
{
	REAL(fdatasync);
	return unsynced() ? -1 : real(fd);
}

int msync(void *address, size_t size, int flags)
{
	REAL(msync);
	return unsynced() ? -1 : real(address, size, flags);
}

/* ------------------------------------------------------------------------------------- reading */

/* True: the call fails. Else *size is what is to be read. */
static bool disturbed(int fd, size_t *size)
{
	interrupted(fd);
	bool of_kind = is("read") || is("short") || is("interrupt");
	if (!of_kind || !is_evidence(fd) || !strikes())
		return false;
	if (is("short")) {
		*size = (*size + 1) / 2;
		return false;
	}
	errno = is("read") ? EIO : EINTR;
	return true;
}

ssize_t read(int fd, void *data, size_t size)
{
	REAL(read);
	return disturbed(fd, &size) ? -1 : real(fd, data, size);
}

ssize_t pread(int fd, void *data, size_t size, off_t offset)
{
	REAL(pread);
	return disturbed(fd, &size) ? -1 : real(fd, data, size, offset);
}

ssize_t pread64(int fd, void *data, size_t size, off64_t offset)
{
	REAL(pread64);
	return disturbed(fd, &size) ? -1 : real(fd, data, size, offset);
}

int fstat(int fd, struct stat *out)
{
	REAL(fstat);
	int result = real(fd, out);
	if (result == 0 && is("fuse") && under != NULL && S_ISREG(out->st_mode)) {
		char link[64], path[4096];
		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		ssize_t size = readlink(link, path, sizeof path);
		if (size >= (ssize_t)strlen(under) && memcmp(path, under, strlen(under)) == 0)
			out->st_blocks = 0;
	}
	return result;
}

int fstatfs(int fd, struct statfs *out)
{
	REAL(fstatfs);
	int result = real(fd, out);
	if (result == 0 && is("fuse") && is_evidence(fd))
		out->f_type = 0x65735546;
	return result;
}

/* What the compiler makes of these calls where it knows the size of the buffer. */

ssize_t __read_chk(int fd, void *data, size_t size, size_t room);
ssize_t __pread_chk(int fd, void *data, size_t size, off_t offset, size_t room);

ssize_t __read_chk(int fd, void *data, size_t size, size_t room)
{
	return size > room ? (abort(), -1) : read(fd, data, size);
}

ssize_t __pread_chk(int fd, void *data, size_t size, off_t offset, size_t room)
{
	return size > room ? (abort(), -1) : pread(fd, data, size, offset);
}

/* -------------------------------------------------------------------------------------- memory */

/* The C library's own names: dlsym itself allocates. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t align, size_t size);

static bool exhausted(void)
{
	if (!is("malloc") || !strikes())
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return exhausted() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return exhausted() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return exhausted() ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t align, size_t size)
{
	return exhausted() ? NULL : __libc_memalign(align, size);
}

int posix_memalign(void **out, size_t align, size_t size)
{
	void *memory = exhausted() ? NULL : __libc_memalign(align, size);
	if (memory == NULL)
		return ENOMEM;
	*out = memory;
	return 0;
}

/* --------------------------------------------------------------------------------------- clock */

static time_t shift(void)
{
	if (!is("clock"))
		return 0;
	long number = atomic_fetch_add(&calls, 1);
	return for_ever && number % 2 != 0 ? -wanted : wanted;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
	REAL(clock_gettime);
	int result = real(clock, out);
	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		out->tv_sec += shift();
	return result;
}

time_t time(time_t *out)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}
