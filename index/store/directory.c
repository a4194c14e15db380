/* SPDX-License-Identifier: MIT */
/*
 * The store's directory. See directory.h.
 *
 * The idea: everything is made in place and in an order in which any prefix is harmless. An
 * interrupted making leaves names of ours and no record; the next writer goes on from there. A
 * directory that holds anything else is not touched, and neither is one whose data.mdb has gone
 * while segments are left: that is a damaged store, not a new one.
 */
#include "index/store/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/crash_point.h"
#include "engine/base/file.h"
#include "index/store/guard.h"

#define DATA_NAME "data.mdb"
#define READERS_NAME "lock.mdb"
#define WRITER_NAME "writer.lock"
#define SEGMENTS_NAME "segments"

/* LMDB's table of 126 readers, its default. */
#define READERS_BYTES 8192

static void closedirp(DIR **stream)
{
	if (*stream != NULL)
		closedir(*stream);
}

/* Call `visit` for every name in the directory until it says no. */
static int each_name(int fd, bool (*visit)(void *context, const char *name), void *context)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (copy < 0)
		return -1;
	SICHT_DEFER(closedirp) DIR *stream = fdopendir(copy);
	if (stream == NULL) {
		close(copy);
		return -1;
	}
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(stream);
		if (entry == NULL)
			return errno == 0 ? 0 : -1;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (!visit(context, entry->d_name))
			return 0;
	}
}

static bool count_foreign(void *context, const char *name)
{
	size_t *count = context;
	*count += strcmp(name, DATA_NAME) != 0 && strcmp(name, READERS_NAME) != 0 &&
		  strcmp(name, WRITER_NAME) != 0 && strcmp(name, SEGMENTS_NAME) != 0;
	return *count == 0;
}

static bool count_any(void *context, const char *name)
{
	(void)name;
	size_t *count = context;
	++*count;
	return false;
}

static bool is_file(int fd, const char *name, bool *empty)
{
	struct stat info;
	bool there = fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode);
	*empty = there && info.st_size == 0;
	return there;
}

static bool is_directory(int fd, const char *name)
{
	struct stat info;
	return fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
}

/* A store that has lost a part is one still: it must not pass for a directory of pictures. */
bool sicht_directory_is_store(const char *path)
{
	SICHT_DEFER(sicht_close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool empty;
	return fd >= 0 && is_file(fd, DATA_NAME, &empty) + is_file(fd, READERS_NAME, &empty) +
					  is_file(fd, WRITER_NAME, &empty) +
					  is_directory(fd, SEGMENTS_NAME) >=
				  2;
}

bool sicht_directory_is_store_alone(const char *path)
{
	SICHT_DEFER(sicht_close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t foreign = 0;
	return sicht_directory_is_store(path) && fd >= 0 &&
	       each_name(fd, count_foreign, &foreign) == 0 && foreign == 0;
}

bool sicht_directory_is_at(const struct sicht_directory *directory, const char *path)
{
	struct stat ours, other;
	SICHT_DEFER(sicht_close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fstatat(directory->fd, DATA_NAME, &ours, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstatat(fd, DATA_NAME, &other, AT_SYMLINK_NOFOLLOW) == 0 &&
	       ours.st_dev == other.st_dev && ours.st_ino == other.st_ino;
}

static bool segments_hold_files(const struct sicht_directory *directory)
{
	size_t count = 0;
	SICHT_DEFER(sicht_close_fd)
	int fd = openat(directory->fd, SEGMENTS_NAME, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && each_name(fd, count_any, &count) == 0 && count > 0;
}

/* What is at the path: a store (*born), the beginnings of one or nothing, or something else. */
static enum sicht_status look(const struct sicht_directory *directory, bool *born)
{
	bool empty;
	*born = false;
	if (is_file(directory->fd, DATA_NAME, &empty)) {
		SICHT_DEFER(sicht_close_fd)
		int fd = openat(directory->fd, DATA_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		*born = fd < 0 || !sicht_guard_is_unborn(fd); /* who may not read it is told so */
	}
	if (*born)
		return SICHT_OK;
	size_t foreign = 0;
	if (each_name(directory->fd, count_foreign, &foreign) != 0)
		return sicht_fail_errno(errno, "cannot list %s", directory->path);
	if (foreign > 0)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s is not a store and not empty; name another directory", directory->path);
	if (segments_hold_files(directory))
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"store %s has lost what was in its data.mdb; restore a backup or index "
			"again",
			directory->path);
	return SICHT_OK;
}

static enum sicht_status open_directory(
	const char *path, bool allow_network, struct sicht_directory *directory)
{
	directory->path = strdup(path);
	if (directory->path == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	directory->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory->fd < 0 && errno == ENOENT)
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "there is no store at %s", path);
	if (directory->fd < 0 && errno == ENOTDIR)
		return sicht_fail(
			SICHT_ERROR_FORMAT, "%s is not a store: it is not a directory", path);
	if (directory->fd < 0)
		return sicht_fail_errno(errno, "cannot open store %s", path);
	const char *name;
	if (!allow_network && sicht_is_network_filesystem(directory->fd, &name))
		return sicht_fail(SICHT_ERROR_IO,
			"store %s lies on a network file system (%s), where locks and maps cannot "
			"be "
			"trusted; copy it to a local disk",
			path, name);
	struct stat info;
	if (fstat(directory->fd, &info) != 0)
		return sicht_fail_errno(errno, "cannot examine store %s", path);
	directory->lax_mode = (info.st_mode & 0077) != 0;
	return SICHT_OK;
}

static enum sicht_status open_segments(struct sicht_directory *directory)
{
	directory->segments_fd =
		openat(directory->fd, SEGMENTS_NAME, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory->segments_fd < 0 && errno == ENOENT)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"store %s has lost its directory segments; `sicht store compact` makes it "
			"again",
			directory->path);
	if (directory->segments_fd < 0)
		return sicht_fail_errno(errno, "cannot open %s/" SEGMENTS_NAME, directory->path);
	return SICHT_OK;
}

/* ---- reading ---- */

/*
 * Whether lock.mdb can be written is asked, not tried: closing any descriptor on it would drop the
 * locks that an open environment of this process holds there.
 */
static enum sicht_status keep_writers_away(struct sicht_directory *directory)
{
	if (faccessat(directory->fd, READERS_NAME, R_OK | W_OK, AT_EACCESS) == 0)
		return SICHT_OK;
	directory->unlocked = true;
	directory->lock_fd = openat(directory->fd, WRITER_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (directory->lock_fd < 0)
		return SICHT_OK; /* a copy without it, on a medium that nobody writes */
	if (flock(directory->lock_fd, LOCK_SH | LOCK_NB) == 0)
		return SICHT_OK;
	if (errno == EWOULDBLOCK)
		return sicht_fail(SICHT_ERROR_BUSY,
			"store %s is being written, and its lock.mdb may not be written by this "
			"user; "
			"wait for the writer to end",
			directory->path);
	return sicht_fail_errno(errno, "cannot lock store %s", directory->path);
}

enum sicht_status sicht_directory_open(
	const char *path, bool allow_network, struct sicht_directory *out)
{
	SICHT_DEFER(sicht_directory_close) struct sicht_directory directory = SICHT_DIRECTORY_NONE;
	SICHT_TRY(open_directory(path, allow_network, &directory));
	bool born;
	enum sicht_status status = look(&directory, &born);
	if (status == SICHT_ERROR_FORMAT)
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "there is no store at %s", path);
	SICHT_TRY(status);
	if (!born)
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "there is no store at %s", path);
	SICHT_TRY(open_segments(&directory));
	SICHT_TRY(keep_writers_away(&directory));
	*out = directory;
	directory = SICHT_DIRECTORY_NONE;
	return SICHT_OK;
}

/* ---- writing ---- */

static enum sicht_status make_directory(const char *path)
{
	if (mkdir(path, 0700) != 0) {
		if (errno == EEXIST)
			return SICHT_OK;
		return sicht_fail_errno(errno, "cannot make store %s", path);
	}
	if (chmod(path, 0700) != 0) /* whatever the umask */
		return sicht_fail_errno(errno, "cannot set the mode of store %s", path);
	sicht_crash_point("store-directory-made");
	return SICHT_OK;
}

/* A file of mode 0600: `flags` is O_EXCL to keep what is there, O_TRUNC to begin anew. */
static enum sicht_status make_file(
	const struct sicht_directory *directory, const char *name, int flags)
{
	SICHT_DEFER(sicht_close_fd)
	int fd = openat(
		directory->fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
	if (fd < 0 && errno == EEXIST)
		return SICHT_OK;
	if (fd < 0 || fchmod(fd, 0600) != 0)
		return sicht_fail_errno(errno, "cannot make %s/%s", directory->path, name);
	return SICHT_OK;
}

/*
 * lock.mdb, with its bytes on the disk: LMDB writes it through a map, and the kernel ends a process
 * that writes to a hole on a full disk. A process that could not reserve them leaves no file
 * behind.
 */
static enum sicht_status make_readers(const struct sicht_directory *directory)
{
	SICHT_DEFER(sicht_close_fd)
	int fd = openat(directory->fd, READERS_NAME, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return SICHT_OK;
	int error = fd < 0 || fchmod(fd, 0600) != 0 ? errno : posix_fallocate(fd, 0, READERS_BYTES);
	if (error == 0)
		return SICHT_OK;
	if (fd >= 0)
		unlinkat(directory->fd, READERS_NAME, 0);
	return sicht_fail_errno(error, "cannot make %s/" READERS_NAME, directory->path);
}

static enum sicht_status make_segments(const struct sicht_directory *directory)
{
	if (mkdirat(directory->fd, SEGMENTS_NAME, 0700) != 0) {
		if (errno == EEXIST)
			return SICHT_OK;
		return sicht_fail_errno(errno, "cannot make %s/" SEGMENTS_NAME, directory->path);
	}
	if (fchmodat(directory->fd, SEGMENTS_NAME, 0700, 0) != 0)
		return sicht_fail_errno(
			errno, "cannot set the mode of %s/" SEGMENTS_NAME, directory->path);
	return SICHT_OK;
}

/* A reader would share the lock. A writer that has just begun has not said yet who it is. */
static enum sicht_status busy(const struct sicht_directory *directory)
{
	char text[32] = "";
	ssize_t size = sicht_pread_full(directory->lock_fd, text, sizeof text - 1, 0);
	long process = size > 0 ? strtol(text, NULL, 10) : 0;
	if (process > 0 && (kill((pid_t)process, 0) == 0 || errno == EPERM))
		return sicht_fail(SICHT_ERROR_BUSY,
			"store %s is being written by process %ld; wait for it to end",
			directory->path, process);
	if (flock(directory->lock_fd, LOCK_SH | LOCK_NB) != 0)
		return sicht_fail(SICHT_ERROR_BUSY,
			"store %s is being written by another process; wait for it to end",
			directory->path);
	return sicht_fail(SICHT_ERROR_BUSY,
		"store %s is in use by a reader that may not write its lock.mdb; wait for it to "
		"end",
		directory->path);
}

static enum sicht_status lock_for_writing(struct sicht_directory *directory, bool make)
{
	if (make)
		SICHT_TRY(make_file(directory, WRITER_NAME, O_EXCL));
	directory->lock_fd = openat(directory->fd, WRITER_NAME, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (directory->lock_fd < 0 && errno == ENOENT)
		return sicht_fail(
			SICHT_ERROR_NOT_FOUND, "there is no store at %s", directory->path);
	if (directory->lock_fd < 0)
		return sicht_fail_errno(errno, "cannot write to store %s", directory->path);
	if (flock(directory->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			return busy(directory);
		return sicht_fail_errno(errno, "cannot lock store %s", directory->path);
	}
	directory->writer = true;
	char text[32];
	int size = snprintf(text, sizeof text, "%ld\n", (long)getpid());
	if (ftruncate(directory->lock_fd, 0) != 0 ||
		sicht_write_full(directory->lock_fd, text, (size_t)size) != 0)
		return sicht_fail_errno(errno, "cannot write %s/" WRITER_NAME, directory->path);
	sicht_crash_point("store-locked");
	return SICHT_OK;
}

enum sicht_status sicht_directory_open_writer(
	const char *path, bool create, bool allow_network, struct sicht_directory *out)
{
	SICHT_DEFER(sicht_directory_close) struct sicht_directory directory = SICHT_DIRECTORY_NONE;
	bool born;
	if (create)
		SICHT_TRY(make_directory(path));
	SICHT_TRY(open_directory(path, allow_network, &directory));
	SICHT_TRY(look(&directory, &born)); /* before anything is put into it */
	SICHT_TRY(lock_for_writing(&directory, born || create));
	SICHT_TRY(look(&directory, &born)); /* again: what was being made is locked until it is */
	if (!born && !create)
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "there is no store at %s", path);
	SICHT_TRY(make_readers(&directory));
	if (!born)
		SICHT_TRY(make_file(&directory, DATA_NAME, O_TRUNC));
	sicht_crash_point("store-files-made");
	SICHT_TRY(make_segments(&directory));
	sicht_crash_point("store-segments-made");
	SICHT_TRY(open_segments(&directory));
	if (!born)
		SICHT_TRY(sicht_directory_sync(&directory));
	*out = directory;
	directory = SICHT_DIRECTORY_NONE;
	return SICHT_OK;
}

void sicht_directory_close(struct sicht_directory *directory)
{
	/* Nobody is to be named who no longer writes; if it fails, a dead process is named. */
	if (directory->writer && ftruncate(directory->lock_fd, 0) != 0)
		directory->writer = false;
	sicht_close_fd(&directory->segments_fd);
	sicht_close_fd(&directory->lock_fd);
	sicht_close_fd(&directory->fd);
	free(directory->path);
	*directory = SICHT_DIRECTORY_NONE;
}

enum sicht_status sicht_directory_sync(const struct sicht_directory *directory)
{
	if (fsync(directory->fd) != 0)
		return sicht_fail_errno(errno, "cannot sync store %s", directory->path);
	return sicht_sync_parent(directory->path);
}

/* ---- sweeping ---- */

struct sweep {
	const struct sicht_directory *directory;
	bool (*keep)(void *context, const char *name);
	void *context;
	int error_number;
};

static bool sweep_name(void *context, const char *name)
{
	struct sweep *sweep = context;
	if (sweep->keep(sweep->context, name))
		return true;
	if (unlinkat(sweep->directory->segments_fd, name, 0) != 0 && errno != ENOENT) {
		sweep->error_number = errno;
		return false;
	}
	sicht_crash_point("segment-swept");
	return true;
}

enum sicht_status sicht_directory_sweep(const struct sicht_directory *directory,
	bool (*keep)(void *context, const char *name), void *context)
{
	struct sweep sweep = {directory, keep, context, 0};
	if (each_name(directory->segments_fd, sweep_name, &sweep) != 0)
		return sicht_fail_errno(errno, "cannot list %s/" SEGMENTS_NAME, directory->path);
	if (sweep.error_number != 0)
		return sicht_fail_errno(sweep.error_number,
			"cannot remove a file in %s/" SEGMENTS_NAME, directory->path);
	return SICHT_OK;
}
