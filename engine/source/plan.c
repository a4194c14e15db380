/* SPDX-License-Identifier: MIT */
/*
 * The plan: what was named on the command line, examined once and for all. See sicht/source.h.
 *
 * Invariants: a source's id is its real path (a list: that of the list, or its name); no source is
 * held open, however many there are, but the one that is being read (reader.c); only the two
 * directories where names begin are.
 */
#include "engine/source/plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/source/names.h"

SICHT_MUST_CHECK static enum sicht_status fail_source(int error_number, const char *name)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	sicht_escape_terminal(&shown, sicht_bytes_of(name));
	if (error_number == ENOENT || error_number == ENOTDIR)
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "%s: there is no such file or directory",
			shown.data);
	return sicht_fail_errno(error_number, "cannot read %s", shown.data);
}

/* What is at the source's real path, and can it be read? */
SICHT_MUST_CHECK static enum sicht_status open_source(
	struct sicht_plan *plan, size_t index, const char *name)
{
	struct sicht_source *source = &plan->sources[index];
	struct stat status;
	char *real = realpath(name, NULL);
	if (real == NULL)
		return fail_source(errno, name);
	plan->ids[index] = real;
	source->name = sicht_bytes_of(name);
	source->id = sicht_bytes_of(real);
	if (lstat(real, &status) != 0)
		return fail_source(errno, name);
	bool directory = S_ISDIR(status.st_mode);
	if (!directory && !S_ISREG(status.st_mode)) {
		SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
		sicht_escape_terminal(&shown, source->name);
		return sicht_fail(SICHT_ERROR_USAGE, "%s is neither a directory nor a regular file",
			shown.data);
	}
	SICHT_DEFER(sicht_close_fd)
	int fd = sicht_plan_open_real(plan, source->id, directory ? O_DIRECTORY : 0);
	if (fd < 0 || fstat(fd, &status) != 0)
		return fail_source(errno, name);
	source->kind = directory ? SICHT_SOURCE_DIRECTORY : SICHT_SOURCE_FILE;
	source->device = status.st_dev;
	source->inode = status.st_ino;
	plan->traces[index] = !sicht_reads_leave_no_trace(fd);
	return SICHT_OK;
}

/*
 * Whether the files in a list can be read without a trace is seen when they are opened; the
 * working directory stands for them here.
 */
SICHT_MUST_CHECK static enum sicht_status open_list(
	struct sicht_plan *plan, size_t index, const char *name)
{
	struct sicht_source *source = &plan->sources[index];
	source->kind = SICHT_SOURCE_LIST;
	source->name = source->id = sicht_bytes_of(name);
	plan->ids[index] = strcmp(name, "-") != 0 ? realpath(name, NULL) : NULL;
	if (plan->ids[index] != NULL)
		source->id = sicht_bytes_of(plan->ids[index]);
	plan->traces[index] = !sicht_reads_leave_no_trace(plan->working_fd);
	/* a list that cannot be opened is told now, not after hours; a pipe can be opened once */
	struct stat status;
	if (strcmp(name, "-") == 0)
		return SICHT_OK;
	if (stat(name, &status) != 0)
		return fail_source(errno, name);
	if (!sicht_names_is_rereadable(name))
		return SICHT_OK;
	struct sicht_names *names;
	SICHT_TRY(sicht_names_open(name, plan->delimiter, plan->working_fd, &names));
	sicht_names_close(names);
	return SICHT_OK;
}

/* "ID=SOURCE": SOURCE is spelt as it was named. */
SICHT_MUST_CHECK static enum sicht_status assign_exhibit(
	struct sicht_plan *plan, const char *exhibit)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	sicht_escape_terminal(&shown, sicht_bytes_of(exhibit));
	const char *equals = strchr(exhibit, '=');
	if (equals == NULL || equals == exhibit)
		return sicht_fail(SICHT_ERROR_USAGE,
			"%s is not an exhibit; write ID=SOURCE, as in A-1=/media/a1", shown.data);
	struct sicht_bytes name = sicht_bytes_of(equals + 1);
	for (size_t i = 0; i < plan->source_count; i++) {
		struct sicht_source *source = &plan->sources[i];
		if (!sicht_bytes_equal(source->name, name))
			continue;
		if (source->exhibit.size > 0)
			return sicht_fail(SICHT_ERROR_USAGE,
				"%s: this source has an exhibit number already", shown.data);
		source->exhibit = sicht_bytes(exhibit, (size_t)(equals - exhibit));
		return SICHT_OK;
	}
	return sicht_fail(SICHT_ERROR_USAGE,
		"exhibit %s: no source has that name; spell it as you named the source",
		shown.data);
}

SICHT_MUST_CHECK static enum sicht_status open_sources(struct sicht_plan *plan,
	const char *const *names, size_t name_count, const char *files_from)
{
	size_t total = name_count + (files_from != NULL ? 1 : 0);
	bool standard_input = false;
	for (size_t i = 0; i < total; i++) {
		const char *name = i < name_count ? names[i] : files_from;
		bool dash = strcmp(name, "-") == 0;
		if (dash && standard_input)
			return sicht_fail(SICHT_ERROR_USAGE,
				"standard input can be read once; give - or --files-from once");
		standard_input |= dash;
		plan->source_count = i + 1;
		if (dash || i == name_count)
			SICHT_TRY(open_list(plan, i, name));
		else
			SICHT_TRY(open_source(plan, i, name));
	}
	return SICHT_OK;
}

/* O_NOATIME on the working directory tells what reading below it does; O_PATH is enough else. */
static int open_working_directory(void)
{
	int fd = sicht_open_evidence(AT_FDCWD, sicht_bytes_of("."), O_DIRECTORY);
	return fd >= 0 ? fd : open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void plan_close(struct sicht_plan **plan)
{
	sicht_plan_close(*plan);
}

enum sicht_status sicht_plan_open(const char *const *names, size_t name_count,
	const struct sicht_plan_options *options, struct sicht_plan **out)
{
	SICHT_DEFER(plan_close) struct sicht_plan *plan = calloc(1, sizeof *plan);
	if (plan == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	plan->top_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	plan->working_fd = open_working_directory();
	plan->one_file_system = options->one_file_system;
	plan->stop = options->stop;
	plan->delimiter = options->nul_separated ? '\0' : '\n';
	plan->sources = calloc(name_count + 1, sizeof *plan->sources);
	plan->ids = calloc(name_count + 1, sizeof *plan->ids);
	plan->traces = calloc(name_count + 1, sizeof *plan->traces);
	if (plan->sources == NULL || plan->ids == NULL || plan->traces == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	if (plan->top_fd < 0 || plan->working_fd < 0)
		return sicht_fail_errno(errno, "cannot open the working directory");
	SICHT_TRY(open_sources(plan, names, name_count, options->files_from));
	SICHT_TRY(sicht_plan_check(plan, options->outputs));
	const char *const *exhibits = options->exhibits;
	for (size_t i = 0; exhibits != NULL && exhibits[i] != NULL; i++)
		SICHT_TRY(assign_exhibit(plan, exhibits[i]));
	*out = plan;
	plan = NULL;
	return SICHT_OK;
}

void sicht_plan_close(struct sicht_plan *plan)
{
	if (plan == NULL)
		return;
	sicht_reader_close(&plan->reader);
	for (size_t i = 0; i < plan->source_count; i++)
		free(plan->ids[i]);
	sicht_close_fd(&plan->top_fd);
	sicht_close_fd(&plan->working_fd);
	free(plan->sources);
	free(plan->ids);
	free(plan->traces);
	free(plan);
}

const struct sicht_source *sicht_plan_sources(const struct sicht_plan *plan, size_t *count)
{
	*count = plan->source_count;
	return plan->sources;
}

size_t sicht_plan_traces(const struct sicht_plan *plan, struct sicht_bytes *names, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < plan->source_count; i++) {
		if (!plan->traces[i])
			continue;
		if (count < room)
			names[count] = plan->sources[i].name;
		count++;
	}
	return count;
}
