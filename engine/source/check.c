/* SPDX-License-Identifier: MIT */
/*
 * Which sources and outputs may stand together. See plan.h.
 *
 * One idea: whatever is asked about a path, it and every directory above it are looked up among
 * the sources by device and inode; so it does not matter by which links or mounts it was reached.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/source/plan.h"

/* Sources that are files or directories, ordered by device and inode. */
struct locations {
	const struct sicht_source **sources;
	size_t count;
};

static void locations_free(struct locations *locations)
{
	free(locations->sources);
}

static int compare_location(const struct sicht_source *source, uint64_t device, uint64_t inode)
{
	if (source->device != device)
		return source->device < device ? -1 : 1;
	if (source->inode != inode)
		return source->inode < inode ? -1 : 1;
	return 0;
}

static int compare_sources(const void *a, const void *b)
{
	const struct sicht_source *x = *(const struct sicht_source *const *)a;
	const struct sicht_source *y = *(const struct sicht_source *const *)b;
	int order = compare_location(x, y->device, y->inode);
	return order != 0 ? order : (x > y) - (x < y);
}

SICHT_MUST_CHECK static enum sicht_status collect_places(
	const struct sicht_plan *plan, struct locations *locations)
{
	locations->sources = calloc(plan->source_count + 1, sizeof *locations->sources);
	if (locations->sources == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < plan->source_count; i++) {
		if (plan->sources[i].kind != SICHT_SOURCE_LIST)
			locations->sources[locations->count++] = &plan->sources[i];
	}
	qsort(locations->sources, locations->count, sizeof *locations->sources, compare_sources);
	return SICHT_OK;
}

/* The first location with this device and inode; locations->count if there is none. */
static size_t find_location(const struct locations *locations, uint64_t device, uint64_t inode)
{
	size_t low = 0, high = locations->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_location(locations->sources[middle], device, inode) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < locations->count &&
		     compare_location(locations->sources[low], device, inode) == 0;
	return found ? low : locations->count;
}

/*
 * The source that lies at the real path `path`; not `self`. Two names of one file (hard links) are
 * two sources, so for a source that is a file the path decides.
 */
static const struct sicht_source *source_at(
	const struct locations *locations, const char *path, const struct sicht_source *self)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return NULL;
	for (size_t i = find_location(locations, status.st_dev, status.st_ino);
		i < locations->count; i++) {
		const struct sicht_source *source = locations->sources[i];
		if (compare_location(source, status.st_dev, status.st_ino) != 0)
			break;
		bool same = source->kind == SICHT_SOURCE_DIRECTORY || self == NULL ||
			    sicht_bytes_equal(source->id, self->id);
		if (source != self && same)
			return source;
	}
	return NULL;
}

/* The same for `path` and all directories above it. Changes `path`. */
static const struct sicht_source *source_above(
	const struct locations *locations, char *path, const struct sicht_source *self)
{
	for (;;) {
		const struct sicht_source *source = source_at(locations, path, self);
		char *slash = strrchr(path, '/');
		if (source != NULL || slash == NULL || strcmp(path, "/") == 0)
			return source;
		slash[slash == path ? 1 : 0] = '\0'; /* "/a" is in "/" */
	}
}

SICHT_MUST_CHECK static enum sicht_status check_source(
	const struct locations *locations, const struct sicht_source *source)
{
	SICHT_DEFER(sicht_free_pointer) char *path = strdup(source->id.data);
	if (path == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	const struct sicht_source *other = source_above(locations, path, source);
	if (other == NULL)
		return SICHT_OK;
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	SICHT_DEFER(sicht_text_free) struct sicht_text other_name = {0};
	sicht_escape_terminal(&name, source->name);
	sicht_escape_terminal(&other_name, other->name);
	bool same = sicht_bytes_equal(source->id, other->id) ||
		    compare_location(source, other->device, other->inode) == 0;
	return sicht_fail(SICHT_ERROR_USAGE,
		same ? "%s and %s are the same source; give it once"
		     : "%s lies inside %s, which is a source too; leave one of them out",
		name.data, other_name.data);
}

/* The real path of `path`, or of the nearest directory above it that exists; malloc'ed. */
static char *nearest_real_path(const char *path)
{
	SICHT_DEFER(sicht_free_pointer) char *shorter = strdup(path);
	while (shorter != NULL) {
		char *real = realpath(shorter, NULL);
		if (real != NULL || (errno != ENOENT && errno != ENOTDIR))
			return real;
		char *slash = strrchr(shorter, '/');
		if (slash == NULL)
			return realpath(".", NULL);
		slash[slash == shorter ? 1 : 0] = '\0';
	}
	return NULL;
}

SICHT_MUST_CHECK static enum sicht_status check_output(
	const struct locations *locations, const char *output)
{
	SICHT_DEFER(sicht_free_pointer) char *path = nearest_real_path(output);
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	sicht_escape_terminal(&name, sicht_bytes_of(output));
	if (path == NULL)
		return sicht_fail_errno(errno, "cannot find where %s would lie", name.data);
	const struct sicht_source *source = source_above(locations, path, NULL);
	if (source == NULL)
		return SICHT_OK;
	SICHT_DEFER(sicht_text_free) struct sicht_text source_name = {0};
	sicht_escape_terminal(&source_name, source->name);
	return sicht_fail(SICHT_ERROR_USAGE,
		"%s would be written inside the source %s; nothing is ever written there, so name "
		"another place",
		name.data, source_name.data);
}

enum sicht_status sicht_plan_check(const struct sicht_plan *plan, const char *const *outputs)
{
	SICHT_DEFER(locations_free) struct locations locations = {0};
	SICHT_TRY(collect_places(plan, &locations));
	for (size_t i = 0; i < locations.count; i++)
		SICHT_TRY(check_source(&locations, locations.sources[i]));
	for (size_t i = 0; outputs != NULL && outputs[i] != NULL; i++)
		SICHT_TRY(check_output(&locations, outputs[i]));
	return SICHT_OK;
}
