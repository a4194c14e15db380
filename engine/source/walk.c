/* SPDX-License-Identifier: MIT */
/*
 * The walk through a directory tree. See walk.h.
 *
 * One idea: a stack of levels on the heap, each with its directory's descriptor and its sorted
 * names; the top level's next name is examined relative to the descriptor, so that nothing renamed
 * above it can lead us elsewhere.
 *
 * Invariants: at most SICHT_DIRECTORIES_OPEN_MAX levels are open, and these are the topmost ones;
 * a level that was closed for that is reopened when it is the top again and must have the device
 * and inode that it had. No directory is on the stack twice. `path` holds the path of the item
 * that was handed out last; each level knows how much of it is its own.
 */
#include "engine/source/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/source/item.h"
#include "engine/source/listing.h"
#include "sicht/limits.h"

struct level {
	int fd;           /* -1: closed */
	int error_number; /* why its remaining names cannot be examined; 0: they can */
	dev_t device;
	ino_t inode;
	size_t path_size; /* of the directory's own path; 0: the root */
	size_t next;      /* name */
	struct sicht_listing listing;
};

struct sicht_walk {
	int root_fd;
	bool one_file_system;
	bool begun;
	dev_t device; /* the root's */
	struct level *levels;
	size_t count, capacity;
	size_t open_first; /* levels from here on are open, unless they were lost */
	struct sicht_text path;
};

enum sicht_status sicht_walk_open(int root_fd, bool one_file_system, struct sicht_walk **out)
{
	struct sicht_walk *walk = calloc(1, sizeof *walk);
	if (walk == NULL) {
		sicht_close_fd(&root_fd);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	walk->root_fd = root_fd;
	walk->one_file_system = one_file_system;
	*out = walk;
	return SICHT_OK;
}

static void level_free(struct level *level)
{
	sicht_close_fd(&level->fd);
	sicht_listing_free(&level->listing);
}

void sicht_walk_close(struct sicht_walk *walk)
{
	if (walk == NULL)
		return;
	for (size_t i = 0; i < walk->count; i++)
		level_free(&walk->levels[i]);
	free(walk->levels);
	sicht_text_free(&walk->path);
	sicht_close_fd(&walk->root_fd);
	free(walk);
}

/* ---------------------------------------------------------------------------------- the levels */

static bool is_on_stack(const struct sicht_walk *walk, const struct stat *status)
{
	for (size_t i = 0; i < walk->count; i++) {
		if (walk->levels[i].device == status->st_dev &&
			walk->levels[i].inode == status->st_ino)
			return true;
	}
	return false;
}

/* Make room for one more level and one more open directory. */
SICHT_MUST_CHECK static enum sicht_status make_room(struct sicht_walk *walk)
{
	if (walk->count == walk->capacity) {
		size_t capacity = walk->capacity > 0 ? 2 * walk->capacity : 64;
		struct level *levels = reallocarray(walk->levels, capacity, sizeof *levels);
		if (levels == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
		walk->levels = levels;
		walk->capacity = capacity;
	}
	while (walk->count - walk->open_first >= SICHT_DIRECTORIES_OPEN_MAX)
		sicht_close_fd(&walk->levels[walk->open_first++].fd);
	return SICHT_OK;
}

/*
 * Enter the directory `name` of the directory `parent_fd`, whose path stands in walk->path.
 * *error_number other than 0: it could not be listed, or not to its end; then what was listed is
 * walked all the same. *status is what it proved to be once it was open.
 */
SICHT_MUST_CHECK static enum sicht_status enter(struct sicht_walk *walk, int parent_fd,
	const char *name, struct stat *status, int *error_number)
{
	if (walk->path.size > SICHT_PATH_BYTES_MAX) {
		*error_number = ENAMETOOLONG;
		return SICHT_OK;
	}
	SICHT_TRY(make_room(walk));
	struct level level = {.path_size = walk->path.size};
	SICHT_DEFER(sicht_close_fd)
	int fd = sicht_open_evidence(parent_fd, sicht_bytes_of(name), O_DIRECTORY);
	if (fd < 0 || fstat(fd, status) != 0) {
		*error_number = errno;
		return SICHT_OK;
	}
	if (walk->count == 0)
		walk->device = status->st_dev;
	if (walk->one_file_system && status->st_dev != walk->device) {
		*error_number = EXDEV;
		return SICHT_OK;
	}
	if (is_on_stack(walk, status)) {
		*error_number = ELOOP;
		return SICHT_OK;
	}
	*error_number = sicht_listing_read(fd, &level.listing);
	if (*error_number == ENOMEM) {
		sicht_listing_free(&level.listing);
		return sicht_fail(SICHT_ERROR_MEMORY,
			"out of memory for the names in a directory of this source");
	}
	level.device = status->st_dev;
	level.inode = status->st_ino;
	level.fd = fd;
	fd = -1;
	walk->levels[walk->count++] = level;
	return SICHT_OK;
}

static bool is_level(int fd, const struct level *level)
{
	struct stat status;
	return fd >= 0 && fstat(fd, &status) == 0 && status.st_dev == level->device &&
	       status.st_ino == level->inode;
}

/*
 * Open the top level again, coming from the directory `child_fd` below it: by "..", which costs
 * the same at any depth; from the root if that led elsewhere.
 */
static void reopen_top(struct sicht_walk *walk, int child_fd)
{
	struct level *level = &walk->levels[walk->count - 1];
	struct sicht_bytes path = sicht_bytes(walk->path.data, level->path_size);
	SICHT_DEFER(sicht_close_fd)
	int fd = openat(child_fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (!is_level(fd, level)) {
		sicht_close_fd(&fd);
		fd = sicht_open_evidence(
			walk->root_fd, path.size > 0 ? path : sicht_bytes_of("."), O_DIRECTORY);
	}
	if (!is_level(fd, level)) {
		level->error_number = fd < 0 ? errno : ESTALE;
		return;
	}
	level->fd = fd;
	fd = -1;
}

static void leave(struct sicht_walk *walk)
{
	struct level *child = &walk->levels[--walk->count];
	struct level *top = walk->count > 0 ? child - 1 : NULL;
	if (walk->open_first > walk->count)
		walk->open_first = walk->count;
	if (top != NULL && top->fd < 0 && top->error_number == 0) {
		reopen_top(walk, child->fd);
		walk->open_first = walk->count - 1;
	}
	level_free(child);
}

/* --------------------------------------------------------------------------------------- items */

static struct sicht_bytes current_path(const struct sicht_walk *walk)
{
	return walk->path.size > 0 ? sicht_text_bytes(&walk->path) : sicht_bytes_of(".");
}

static void set_path(struct sicht_walk *walk, const struct level *level, const char *name)
{
	walk->path.size = level->path_size;
	if (level->path_size > 0)
		sicht_text_append(&walk->path, "/", 1);
	sicht_text_append_string(&walk->path, name);
}

/* Examine the next name of the top level: an item, or a directory that is entered. */
SICHT_MUST_CHECK static enum sicht_status examine(
	struct sicht_walk *walk, struct sicht_item *item, bool *found)
{
	struct level *level = &walk->levels[walk->count - 1];
	const char *name = sicht_listing_name(&level->listing, level->next++);
	struct stat status;
	set_path(walk, level, name);
	*found = true;
	if (level->error_number != 0) {
		*item = sicht_item_of(current_path(walk), NULL, level->error_number);
		return SICHT_OK;
	}
	if (fstatat(level->fd, name, &status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) {
		*item = sicht_item_of(current_path(walk), NULL, errno);
		return SICHT_OK;
	}
	int error_number = 0;
	if (S_ISDIR(status.st_mode)) {
		SICHT_TRY(enter(walk, level->fd, name, &status, &error_number));
		*found = error_number != 0;
	}
	if (*found)
		*item = sicht_item_of(current_path(walk), &status, error_number);
	return SICHT_OK;
}

SICHT_MUST_CHECK static enum sicht_status begin(
	struct sicht_walk *walk, struct sicht_item *item, bool *found)
{
	struct stat status = {0};
	int error_number = 0;
	walk->begun = true;
	SICHT_TRY(enter(walk, walk->root_fd, ".", &status, &error_number));
	*found = error_number != 0;
	if (*found)
		*item = sicht_item_of(current_path(walk), &status, error_number);
	return SICHT_OK;
}

enum sicht_status sicht_walk_next(struct sicht_walk *walk, struct sicht_item *item, bool *found)
{
	bool have = false;
	if (!walk->begun)
		SICHT_TRY(begin(walk, item, &have));
	while (!have && walk->count > 0) {
		const struct level *top = &walk->levels[walk->count - 1];
		if (top->next < top->listing.count)
			SICHT_TRY(examine(walk, item, &have));
		else
			leave(walk);
	}
	*found = have;
	return SICHT_OK;
}
