/* SPDX-License-Identifier: MIT */
/*
 * The store's directory: its files, their modes, and who may write.
 *
 *     STORE/             0700
 *       data.mdb         0600  LMDB: the truth
 *       lock.mdb         0600  LMDB: who reads
 *       writer.lock      0600  locked (flock) by the one who writes; holds its process number
 *       segments/        0700  derived files, for search
 *
 * A writer holds writer.lock exclusively. A reader registers in lock.mdb and needs no other lock;
 * where it may not write lock.mdb (a read-only directory, the store of somebody else) LMDB could
 * not see it, and a writer would reuse pages under it. Such a reader holds writer.lock shared
 * instead: it finds no writer, and none comes while it reads.
 */
#ifndef SICHT_INDEX_STORE_DIRECTORY_H
#define SICHT_INDEX_STORE_DIRECTORY_H

#include "sicht/status.h"
#include "sicht/types.h"

struct sicht_directory {
	char *path;
	int fd, segments_fd;
	int lock_fd;   /* -1: no lock is held */
	bool writer;   /* lock_fd is held exclusively */
	bool unlocked; /* lock.mdb cannot be written: lock_fd keeps writers away */
	bool lax_mode; /* somebody else may read or write the store */
};
#define SICHT_DIRECTORY_NONE ((struct sicht_directory){NULL, -1, -1, -1, false, false, false})

/* Are the names of a store in `path`? And no others? */
bool sicht_directory_is_store(const char *path);
bool sicht_directory_is_store_alone(const char *path);

/* Does the directory's data.mdb lie at `path`, too? */
bool sicht_directory_is_at(const struct sicht_directory *directory, const char *path);

/*
 * Open the store at `path` for reading. SICHT_ERROR_NOT_FOUND, SICHT_ERROR_FORMAT (something else
 * is there), SICHT_ERROR_DAMAGED (data.mdb is gone), SICHT_ERROR_BUSY, SICHT_ERROR_IO (no
 * permission; a network file system and not `allow_network`).
 */
SICHT_MUST_CHECK enum sicht_status sicht_directory_open(
	const char *path, bool allow_network, struct sicht_directory *out);

/*
 * The same for writing: makes what is missing if `create`, and locks. SICHT_ERROR_BUSY names the
 * process that holds the lock.
 */
SICHT_MUST_CHECK enum sicht_status sicht_directory_open_writer(
	const char *path, bool create, bool allow_network, struct sicht_directory *out);

void sicht_directory_close(struct sicht_directory *directory); /* accepts SICHT_DIRECTORY_NONE */

/* Sync the directory itself and its parent: what was made in it lasts. */
SICHT_MUST_CHECK enum sicht_status sicht_directory_sync(const struct sicht_directory *directory);

/* Remove the files in segments/ of which `keep(context, name)` says no. */
SICHT_MUST_CHECK enum sicht_status sicht_directory_sweep(const struct sicht_directory *directory,
	bool (*keep)(void *context, const char *name), void *context);

#endif
