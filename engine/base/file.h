/* SPDX-License-Identifier: MIT */
/*
 * Files that are ours to write, and evidence that is not.
 */
#ifndef SICHT_ENGINE_BASE_FILE_H
#define SICHT_ENGINE_BASE_FILE_H

#include <sys/types.h>

#include "sicht/status.h"
#include "sicht/types.h"

/* For SICHT_DEFER: closes *fd unless it is negative. Keeps errno. */
void sicht_close_fd(int *fd);
/* For SICHT_DEFER: free(*pointer). */
void sicht_free_pointer(void *pointer_to_pointer);

/*
 * read(2) and write(2) to the end, interrupted calls repeated. The result of reading is the count
 * (less than `size` only at the end of the file), or -1 with errno set; writing all is 0.
 */
ssize_t sicht_read_full(int fd, void *data, size_t size);
ssize_t sicht_pread_full(int fd, void *data, size_t size, uint64_t offset);
int sicht_write_full(int fd, const void *data, size_t size);

/* The whole of a file that is ours (a list, a header), at most `size_max` bytes. malloc'ed. */
SICHT_MUST_CHECK enum sicht_status sicht_read_file(
	const char *path, size_t size_max, char **data, size_t *size);

/*
 * Replacement of a file in one step: readers see the old content or the new, never a part, and
 * after commit the new one survives a power loss (file and directory are synced). Until then the
 * work lies in a temporary file beside it, which close removes.
 */
struct sicht_replacement {
	int fd; /* write here */
	int directory_fd;
	char *temporary, *name; /* names inside the directory */
};

/* Start from {-1, -1}; `mode` as for open(2). The old file may exist or not. */
#define SICHT_REPLACEMENT_NONE ((struct sicht_replacement){-1, -1, NULL, NULL})
SICHT_MUST_CHECK enum sicht_status sicht_replacement_open(
	const char *path, mode_t mode, struct sicht_replacement *out);
SICHT_MUST_CHECK enum sicht_status sicht_replacement_commit(struct sicht_replacement *replacement);
void sicht_replacement_close(struct sicht_replacement *replacement); /* for SICHT_DEFER */

/* Sync the directory that holds `path`, so that a rename in it lasts. */
SICHT_MUST_CHECK enum sicht_status sicht_sync_parent(const char *path);

/*
 * Open `path` (bytes, relative, of any length) below the directory `root_fd` without ever
 * following a symbolic link, reading only, without waiting (FIFOs), and without touching the access
 * time where the system allows it. `flags` may add O_DIRECTORY. Returns a descriptor, or -1 with
 * errno set (ELOOP: a link is in the way). Deep paths are walked in pieces; nothing is opened
 * twice by a name that could have changed in between. "." is the root itself; any other path with
 * an empty name, "." or ".." in it is refused (EINVAL).
 */
int sicht_open_evidence(int root_fd, struct sicht_bytes path, int flags);

/*
 * Will reading below this descriptor leave access times alone? False if neither O_NOATIME nor the
 * mount (noatime, read-only) says so: then a warning is due (promise P1).
 */
bool sicht_reads_leave_no_trace(int fd);

/* Is the file system of `fd` a network one (NFS, CIFS, 9p, FUSE, ...)? `name` gets its word. */
bool sicht_is_network_filesystem(int fd, const char **name);

#endif
