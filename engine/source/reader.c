/* SPDX-License-Identifier: MIT */
/*
 * The items of a plan, one source after the other. A reader is at most one walk or one list; the
 * plan has one for its items, and an estimate makes another for itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/arena.h"
#include "engine/base/file.h"
#include "engine/base/stop.h"
#include "engine/source/item.h"
#include "engine/source/names.h"
#include "engine/source/plan.h"
#include "engine/source/walk.h"

/* While counting, the caller is asked again after so many items: a few milliseconds. */
#define VISIT_FILES 256

void sicht_reader_close(struct sicht_reader *reader)
{
	sicht_walk_close(reader->walk);
	sicht_names_close(reader->names);
	reader->walk = NULL;
	reader->names = NULL;
}

static void next_source(struct sicht_reader *reader)
{
	sicht_reader_close(reader);
	reader->source++;
	reader->begun = false;
}

/* A source that is a file is one item, with its last name. */
static struct sicht_item item_of_file(const struct sicht_source *source)
{
	const char *slash = memrchr(source->id.data, '/', source->id.size);
	struct sicht_bytes path = sicht_bytes_of(slash + 1);
	struct stat status;
	if (lstat(source->id.data, &status) != 0)
		return sicht_item_of(path, NULL, errno);
	return sicht_item_of(path, &status, S_ISDIR(status.st_mode) ? EISDIR : 0);
}

/* Begin with the current source: open its walk or its list, or else it is one item. */
SICHT_MUST_CHECK static enum sicht_status begin(const struct sicht_plan *plan,
	struct sicht_reader *reader, struct sicht_item *item, bool *found)
{
	const struct sicht_source *source = &plan->sources[reader->source];
	reader->begun = true;
	if (source->kind == SICHT_SOURCE_LIST)
		return sicht_names_open(
			source->name.data, plan->delimiter, plan->working_fd, &reader->names);
	if (source->kind == SICHT_SOURCE_FILE) {
		*item = item_of_file(source);
		*found = true;
		return SICHT_OK;
	}
	int fd = sicht_plan_open_real(plan, source->id, O_DIRECTORY);
	if (fd < 0) {
		*item = sicht_item_of(sicht_bytes_of("."), NULL, errno);
		*found = true;
		return SICHT_OK;
	}
	return sicht_walk_open(fd, plan->one_file_system, &reader->walk);
}

/* The next item of any source; its path is lent until the next call. */
SICHT_MUST_CHECK static enum sicht_status read_item(const struct sicht_plan *plan,
	struct sicht_reader *reader, struct sicht_item *item, bool *found)
{
	*found = false;
	while (reader->source < plan->source_count) {
		bool begun = reader->begun;
		SICHT_TRY(sicht_stop_check(plan->stop));
		if (!begun)
			SICHT_TRY(begin(plan, reader, item, found));
		else if (reader->walk != NULL)
			SICHT_TRY(sicht_walk_next(reader->walk, item, found));
		else if (reader->names != NULL)
			SICHT_TRY(sicht_names_next(reader->names, item, found));
		if (*found) {
			item->source = (uint32_t)reader->source;
			return SICHT_OK;
		}
		if (begun)
			next_source(reader);
	}
	return SICHT_OK;
}

enum sicht_status sicht_plan_next(struct sicht_plan *plan, struct sicht_arena *arena,
	struct sicht_item *items, size_t room, size_t *count)
{
	size_t filled = 0;
	while (filled < room) {
		struct sicht_item item;
		bool found;
		SICHT_TRY(read_item(plan, &plan->reader, &item, &found));
		if (!found)
			break;
		if (plan->reader.names != NULL)
			plan->sources[item.source].cleaned =
				sicht_names_is_cleaned(plan->reader.names);
		item.path = sicht_arena_copy(arena, item.path);
		item.ordinal = plan->ordinal++;
		items[filled++] = item;
	}
	*count = filled;
	return SICHT_OK;
}

enum sicht_status sicht_plan_estimate(const struct sicht_plan *plan,
	bool (*visit)(void *context, const struct sicht_plan_size *so_far), void *context,
	struct sicht_plan_size *out)
{
	struct sicht_plan_size size = {0};
	SICHT_DEFER(sicht_reader_close) struct sicht_reader reader = {0};
	bool countable = true;
	for (size_t i = 0; i < plan->source_count; i++)
		countable &= plan->sources[i].kind != SICHT_SOURCE_LIST ||
			     sicht_names_is_rereadable(plan->sources[i].name.data);
	for (bool found = countable; found;) {
		struct sicht_item item;
		SICHT_TRY(read_item(plan, &reader, &item, &found));
		if (!found)
			break;
		size.files++;
		size.bytes += item.content.size_bytes;
		if (visit != NULL && size.files % VISIT_FILES == 0 && !visit(context, &size))
			return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	}
	*out = size;
	return SICHT_OK;
}
