/* SPDX-License-Identifier: MIT */
/*
 * From an item to the file that the walk saw. Items are opened late, perhaps long after they were
 * listed: what is opened is believed only if device and inode are those of then.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/source/plan.h"
#include "sicht/content.h"

int sicht_plan_open_real(const struct sicht_plan *plan, struct sicht_bytes path, int flags)
{
	if (path.size < 2)
		return sicht_open_evidence(plan->top_fd, sicht_bytes_of("."), flags);
	return sicht_open_evidence(
		plan->top_fd, sicht_bytes((const char *)path.data + 1, path.size - 1), flags);
}

/* A name from a list: the directories are the user's, the last name is evidence. */
static int open_listed(const struct sicht_plan *plan, struct sicht_bytes path)
{
	SICHT_DEFER(sicht_close_fd) int directory_fd = -1;
	const char *slash = memrchr(path.data, '/', path.size);
	if (slash == NULL)
		return sicht_open_evidence(plan->working_fd, path, 0);
	size_t size = (size_t)(slash - (const char *)path.data) + 1; /* "/" stays "/" */
	SICHT_DEFER(sicht_free_pointer) char *directory = strndup(path.data, size);
	if (directory == NULL)
		return -1;
	directory_fd = openat(plan->working_fd, directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (directory_fd < 0)
		return -1;
	return sicht_open_evidence(directory_fd, sicht_bytes(slash + 1, path.size - size), 0);
}

/* The name of `path` below a source; NULL: out of memory. */
static char *join(struct sicht_bytes source, struct sicht_bytes path)
{
	size_t source_size = source.size > 1 ? source.size : 0; /* of "/" nothing but the slash */
	char *whole = malloc(source_size + 1 + path.size + 1);
	if (whole == NULL)
		return NULL;
	memcpy(whole, source.data, source_size);
	whole[source_size] = '/';
	memcpy(whole + source_size + 1, path.data, path.size);
	whole[source_size + 1 + path.size] = '\0';
	return whole;
}

/* A path below a source, with it in one step: to look the source up again would take as long. */
static int open_below(
	const struct sicht_plan *plan, struct sicht_bytes source, struct sicht_bytes path)
{
	SICHT_DEFER(sicht_free_pointer) char *whole = join(source, path);
	return whole == NULL ? -1 : sicht_plan_open_real(plan, sicht_bytes_of(whole), 0);
}

static int open_path(const struct sicht_plan *plan, const struct sicht_item *item)
{
	const struct sicht_source *source = &plan->sources[item->source];
	switch (source->kind) {
	case SICHT_SOURCE_FILE:
		return sicht_plan_open_real(plan, source->id, 0);
	case SICHT_SOURCE_LIST:
		return open_listed(plan, item->path);
	case SICHT_SOURCE_DIRECTORY:
		break;
	}
	return open_below(plan, source->id, item->path);
}

/* A regular file stood there; these say that something else does now. */
static bool means_changed(int error_number)
{
	return error_number == ELOOP || error_number == ENXIO || error_number == ENOTDIR;
}

bool sicht_source_open_item(const struct sicht_plan *plan, const struct sicht_item *item,
	struct sicht_content *content, enum sicht_outcome *outcome, int *error_number)
{
	if (item->kind != SICHT_ITEM_FILE) {
		bool special = item->kind == SICHT_ITEM_SPECIAL;
		*outcome = special ? SICHT_OUTCOME_SPECIAL : SICHT_OUTCOME_UNREADABLE;
		*error_number = item->error_number;
		return false;
	}
	SICHT_DEFER(sicht_close_fd) int file = open_path(plan, item);
	struct stat status;
	if (file < 0 || fstat(file, &status) != 0) {
		int reason = errno;
		*outcome = means_changed(reason) ? SICHT_OUTCOME_CHANGED : SICHT_OUTCOME_UNREADABLE;
		*error_number = reason;
		return false;
	}
	if (!S_ISREG(status.st_mode) || status.st_dev != item->content.device ||
		status.st_ino != item->content.inode) {
		*outcome = SICHT_OUTCOME_CHANGED;
		*error_number = 0;
		return false;
	}
	*content = sicht_content_of_file(file, item->content.size_bytes);
	file = -1;
	return true;
}

/* Is there a file of this name, and not `item`? Where that cannot be told: yes. */
static bool is_another(
	const struct sicht_plan *plan, const char *name, const struct sicht_item *item)
{
	struct stat status;
	if (fstatat(plan->working_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno != ENOENT && errno != ENOTDIR;
	return status.st_dev != item->content.device || status.st_ino != item->content.inode;
}

bool sicht_source_still_has(const struct sicht_plan *plan, struct sicht_bytes id,
	struct sicht_bytes path, const struct sicht_item *item)
{
	/* What the source was is not on record: a directory, a list, or the file itself. */
	SICHT_DEFER(sicht_free_pointer) char *below = join(id, path);
	SICHT_DEFER(sicht_free_pointer) char *listed = strndup(path.data, path.size);
	SICHT_DEFER(sicht_free_pointer) char *itself = strndup(id.data, id.size);
	if (below == NULL || listed == NULL || itself == NULL)
		return true;
	const char *slash = strrchr(itself, '/');
	return is_another(plan, below, item) || is_another(plan, listed, item) ||
	       (slash != NULL && strcmp(slash + 1, listed) == 0 && is_another(plan, itself, item));
}
