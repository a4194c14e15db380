/* SPDX-License-Identifier: MIT */
/*
 * Opening what must not be changed and cannot be trusted. See file.h.
 *
 * A path of any length is walked in pieces that the kernel takes at once, each by openat2() with
 * the rule that no symbolic link may be met; every piece starts from the directory that the one
 * before it opened, so no name is looked up twice. Kernels without openat2() (before Linux 5.6) are
 * walked component by component with O_NOFOLLOW, which is the same rule in smaller pieces.
 */
#include "engine/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/* One piece of a path with the zero behind it; PATH_MAX counts that zero. */
struct piece {
	char text[PATH_MAX];
};

#define OPEN_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOATIME)
#define STEP_FLAGS (O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC)

/* Names joined by single slashes, none of them empty, "." or ".."; or "." alone. */
static bool is_plain(struct sicht_bytes path)
{
	const char *text = path.data;
	size_t start = 0;
	if (path.size == 1 && text[0] == '.')
		return true;
	if (path.size == 0 || memchr(text, '\0', path.size) != NULL)
		return false;
	for (size_t i = 0; i <= path.size; i++) {
		if (i < path.size && text[i] != '/')
			continue;
		size_t size = i - start;
		if (size == 0 || (size == 1 && text[start] == '.') ||
			(size == 2 && text[start] == '.' && text[start + 1] == '.'))
			return false;
		start = i + 1;
	}
	return true;
}

/* How much of `path` one piece takes: all of it, or up to a slash. 0: no name fits. */
static size_t piece_size(struct sicht_bytes path)
{
	if (path.size < PATH_MAX)
		return path.size;
	const char *slash = memrchr(path.data, '/', PATH_MAX);
	return slash == NULL ? 0 : (size_t)(slash - (const char *)path.data);
}

static int open_piece(int directory_fd, const char *piece, int flags)
{
	const struct open_how how = {
		.flags = (uint64_t)flags,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,
	};
	int fd;
	do
		fd = (int)syscall(SYS_openat2, directory_fd, piece, &how, sizeof how);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* One name. A link is told from a file in the middle of a path as openat2() would tell it. */
static int open_name(int directory_fd, const char *name, int flags)
{
	int fd;
	do
		fd = openat(directory_fd, name, flags);
	while (fd < 0 && errno == EINTR);
	struct stat status;
	if (fd < 0 && errno == ENOTDIR) {
		bool link = fstatat(directory_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
			    S_ISLNK(status.st_mode);
		errno = link ? ELOOP : ENOTDIR;
	}
	return fd;
}

/* open_piece() for kernels that do not have the call. Changes `piece`. */
static int open_piece_by_names(int directory_fd, char *piece, int flags)
{
	SICHT_DEFER(sicht_close_fd) int step_fd = -1;
	char *name = piece;
	for (char *slash = strchr(name, '/'); slash != NULL; slash = strchr(name, '/')) {
		*slash = '\0';
		int fd = open_name(step_fd >= 0 ? step_fd : directory_fd, name, STEP_FLAGS);
		*slash = '/';
		if (fd < 0)
			return -1;
		sicht_close_fd(&step_fd);
		step_fd = fd;
		name = slash + 1;
	}
	return open_name(step_fd >= 0 ? step_fd : directory_fd, name, flags);
}

static int open_any(int directory_fd, struct piece *piece, int flags)
{
	int fd = open_piece(directory_fd, piece->text, flags);
	if (fd < 0 && errno == ENOSYS)
		fd = open_piece_by_names(directory_fd, piece->text, flags);
	return fd;
}

int sicht_open_evidence(int root_fd, struct sicht_bytes path, int flags)
{
	SICHT_DEFER(sicht_close_fd) int step_fd = -1;
	struct piece piece;
	if (!is_plain(path)) {
		errno = EINVAL;
		return -1;
	}
	for (;;) {
		size_t size = piece_size(path);
		if (size == 0) {
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(piece.text, path.data, size);
		piece.text[size] = '\0';
		if (size == path.size)
			break;
		int fd = open_any(step_fd >= 0 ? step_fd : root_fd, &piece, STEP_FLAGS);
		if (fd < 0)
			return -1;
		sicht_close_fd(&step_fd);
		step_fd = fd;
		path = sicht_bytes((const char *)path.data + size + 1, path.size - size - 1);
	}
	int directory_fd = step_fd >= 0 ? step_fd : root_fd;
	int fd = open_any(directory_fd, &piece, OPEN_FLAGS | flags);
	if (fd < 0 && errno == EPERM) /* only the owner may ask for O_NOATIME */
		fd = open_any(directory_fd, &piece, (OPEN_FLAGS & ~O_NOATIME) | flags);
	return fd;
}

bool sicht_reads_leave_no_trace(int fd)
{
	struct statvfs mount;
	if (fstatvfs(fd, &mount) == 0 && (mount.f_flag & (ST_NOATIME | ST_RDONLY)) != 0)
		return true;
	/* the access times of a network file system are its server's, whatever we ask for */
	const char *name;
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && (flags & O_NOATIME) != 0 && !sicht_is_network_filesystem(fd, &name);
}

bool sicht_is_network_filesystem(int fd, const char **name)
{
	/* magic numbers of statfs(2); those of clusters count: their locks are not the kernel's */
	static const struct {
		uint32_t magic;
		const char *name;
	} filesystems[] = {
		{0x00006969, "NFS"},
		{0x0000517B, "SMB"},
		{0xFF534D42, "CIFS"},
		{0xFE534D42, "SMB"},
		{0x01021997, "9p"},
		{0x65735546, "FUSE"},
		{0x5346414F, "AFS"},
		{0x6B414653, "AFS"},
		{0x73757245, "Coda"},
		{0x00C36400, "Ceph"},
		{0x0000564C, "NCP"},
		{0x01161970, "GFS2"},
		{0x7461636F, "OCFS2"},
		{0x0BD00BD0, "Lustre"},
		{0x47504653, "GPFS"},
		{0x19830326, "BeeGFS"},
		{0x786F4256, "VirtualBox shared folder"},
	};
	struct statfs status;
	if (fstatfs(fd, &status) != 0)
		return false;
	for (size_t i = 0; i < sizeof filesystems / sizeof *filesystems; i++) {
		if ((uint32_t)status.f_type == filesystems[i].magic) {
			*name = filesystems[i].name;
			return true;
		}
	}
	return false;
}
