/* SPDX-License-Identifier: MIT */
/*
 * A consistent copy of a store, while an indexer may run.
 *
 * The idea: a store that is open is one snapshot: its records are copied, table by table, into a
 * new directory, and its segments beside them, from the maps that it holds, even if a merge has
 * removed their files meanwhile. The copy gets its name only after it was read and verified as a
 * whole, so a backup of that name is a good one; what a kill leaves behind has another name.
 *
 * Files are copied, not linked: a backup that shares its bytes with the store shares their fate.
 */
#include "index/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/crash_point.h"
#include "engine/base/file.h"
#include "engine/base/stop.h"

/* Written by one call, before signals are looked at. */
#define COPY_BYTES ((size_t)8 << 20)

struct backup {
	const struct sicht_store *store;
	const volatile sig_atomic_t *stop;
};

/* ---- the unfinished copy ---- */

static bool keep_none(void *context, const char *name)
{
	(void)context;
	(void)name;
	return false;
}

/* Remove what is in it; that it cannot be removed is no worse than that it is there. */
static void empty(const char *path)
{
	static const char *const files[] = {"data.mdb", "lock.mdb", "writer.lock"};
	struct sicht_directory directory = SICHT_DIRECTORY_NONE;
	SICHT_DEFER(sicht_close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SICHT_DEFER(sicht_close_fd)
	int segments_fd = openat(fd, "segments", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	directory.path = (char *)path;
	directory.segments_fd = segments_fd;
	if (segments_fd >= 0 && sicht_directory_sweep(&directory, keep_none, NULL) == SICHT_OK)
		unlinkat(fd, "segments", AT_REMOVEDIR);
	for (size_t i = 0; fd >= 0 && i < sizeof files / sizeof files[0]; i++)
		unlinkat(fd, files[i], 0);
}

/* For SICHT_DEFER: the path is NULL once the copy has got its name. */
static void discard(char **path)
{
	if (*path != NULL && **path != '\0') {
		empty(*path);
		rmdir(*path);
	}
	free(*path);
}

/* Is the directory that will hold `to` the store, or in it? */
static bool lies_inside(const char *to, const struct sicht_store *store)
{
	SICHT_DEFER(sicht_free_pointer) char *copy = strdup(to);
	SICHT_DEFER(sicht_free_pointer) char *own = realpath(store->directory.path, NULL);
	SICHT_DEFER(sicht_free_pointer)
	char *parent = copy != NULL ? realpath(dirname(copy), NULL) : NULL;
	size_t size = own != NULL ? strlen(own) : 0;
	return parent != NULL && size > 0 && strncmp(parent, own, size) == 0 &&
	       (parent[size] == '\0' || parent[size] == '/');
}

static enum sicht_status make_copy_directory(
	const struct sicht_store *store, const char *to, char **out)
{
	char *path = NULL;
	struct stat info;
	if (lstat(to, &info) == 0)
		return sicht_fail(
			SICHT_ERROR_EXISTS, "%s exists; name a directory that does not", to);
	if (lies_inside(to, store))
		return sicht_fail(SICHT_ERROR_USAGE,
			"%s lies inside the store itself; name a directory elsewhere, best on "
			"another "
			"disk",
			to);
	size_t length = strlen(to);
	while (length > 1 && to[length - 1] == '/')
		length--;
	if (asprintf(&path, "%.*s.unfinished-XXXXXX", (int)length, to) < 0)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	if (mkdtemp(path) == NULL) {
		int error_number = errno;
		free(path);
		return sicht_fail_errno(error_number, "cannot make a directory beside %s", to);
	}
	*out = path;
	return SICHT_OK;
}

/* ---- copying ---- */

static void abortp(struct sicht_kv_transaction **transaction)
{
	sicht_kv_abort(*transaction);
}

static void kv_closep(struct sicht_kv **kv)
{
	sicht_kv_close(*kv);
}

static enum sicht_status copy_table(
	const struct backup *backup, struct sicht_kv *kv, enum sicht_kv_table table)
{
	SICHT_DEFER(abortp) struct sicht_kv_transaction *transaction = NULL;
	SICHT_TRY(sicht_kv_begin(kv, true, &transaction));
	SICHT_TRY(
		sicht_kv_copy_table(backup->store->transaction, table, transaction, backup->stop));
	return sicht_kv_commit(&transaction);
}

/* The copy's transactions are counted anew: have its state carry their number. */
static enum sicht_status adopt(const struct sicht_directory *copy, struct sicht_kv *kv)
{
	SICHT_DEFER(abortp) struct sicht_kv_transaction *transaction = NULL;
	SICHT_TRY(sicht_kv_begin(kv, true, &transaction));
	SICHT_TRY(sicht_snapshot_adopt(transaction, copy->path));
	return sicht_kv_commit(&transaction);
}

/* The state comes last: without it the copy is none. */
static enum sicht_status copy_lmdb(const struct backup *backup, const struct sicht_directory *copy)
{
	struct sicht_kv_options options = {.write = true};
	SICHT_DEFER(kv_closep) struct sicht_kv *kv = NULL;
	SICHT_TRY(sicht_kv_open(copy->path, &options, &kv));
	for (int table = SICHT_KV_TABLE_LAST; table >= SICHT_KV_TABLE_FIRST; table--)
		SICHT_TRY(copy_table(backup, kv, (enum sicht_kv_table)table));
	SICHT_TRY(adopt(copy, kv));
	sicht_crash_point("backup-lmdb-copied");
	return SICHT_OK;
}

static enum sicht_status copy_segment(const struct backup *backup,
	const struct sicht_directory *copy, const struct sicht_segment *segment)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	sicht_segment_name(sicht_segment_info(segment)->number, name);
	SICHT_DEFER(sicht_close_fd)
	int out = openat(copy->segments_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0 || fchmod(out, 0600) != 0)
		return sicht_fail_errno(errno, "cannot make segment %s in %s", name, copy->path);
	struct sicht_bytes bytes = sicht_segment_bytes(segment);
	for (size_t at = 0; at < bytes.size; at += COPY_BYTES) {
		size_t part = bytes.size - at < COPY_BYTES ? bytes.size - at : COPY_BYTES;
		SICHT_TRY(sicht_stop_check(backup->stop));
		if (sicht_write_full(out, (const char *)bytes.data + at, part) != 0)
			return sicht_fail_errno(
				errno, "cannot copy segment %s to %s", name, copy->path);
	}
	if (fsync(out) != 0)
		return sicht_fail_errno(errno, "cannot copy segment %s to %s", name, copy->path);
	return SICHT_OK;
}

static enum sicht_status copy_all(const struct backup *backup, const char *path)
{
	SICHT_DEFER(sicht_directory_close) struct sicht_directory copy = SICHT_DIRECTORY_NONE;
	SICHT_TRY(sicht_directory_open_writer(path, true, true, &copy));
	SICHT_TRY(copy_lmdb(backup, &copy));
	for (size_t i = 0; i < backup->store->segment_count; i++)
		SICHT_TRY(copy_segment(backup, &copy, backup->store->segments[i]));
	if (fsync(copy.segments_fd) != 0)
		return sicht_fail_errno(errno, "cannot sync %s/segments", copy.path);
	sicht_crash_point("backup-segments-copied");
	return sicht_directory_sync(&copy);
}

enum sicht_status sicht_store_backup(
	const char *path, const char *to, const volatile sig_atomic_t *stop)
{
	SICHT_DEFER(sicht_store_closep) struct sicht_store *store = NULL;
	SICHT_DEFER(discard) char *unfinished = NULL;
	SICHT_TRY(sicht_store_open(path, NULL, &store));
	SICHT_TRY(make_copy_directory(store, to, &unfinished));
	struct backup backup = {store, stop};
	SICHT_TRY(copy_all(&backup, unfinished));
	SICHT_TRY(sicht_store_verify(unfinished, 0, stop));
	sicht_crash_point("backup-before-rename");
	if (renameat2(AT_FDCWD, unfinished, AT_FDCWD, to, RENAME_NOREPLACE) != 0)
		return sicht_fail_errno(errno, "cannot name the backup %s", to);
	*unfinished = '\0';
	sicht_crash_point("backup-renamed");
	return sicht_sync_parent(to);
}
