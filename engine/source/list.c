/* SPDX-License-Identifier: MIT */
/*
 * Lists of names. See list.h. A name is bytes up to the delimiter and nothing else: no quoting, no
 * trimming. Nothing is followed at its end, so a link in a list is an item of its own; the user
 * wrote the directories before it, so these may be links.
 */
#include "engine/source/list.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/source/item.h"
#include "sicht/limits.h"

struct sicht_list {
	FILE *stream;
	int directory_fd;
	char delimiter;
	uint64_t number; /* of the name that was read last, from 1 */
	struct sicht_text name;
	struct sicht_text shown; /* the list's own name, printable */
};

static bool is_standard_input(const char *name)
{
	return strcmp(name, "-") == 0;
}

bool sicht_list_is_rereadable(const char *name)
{
	struct stat status;
	return !is_standard_input(name) && stat(name, &status) == 0 && S_ISREG(status.st_mode);
}

void sicht_list_close(struct sicht_list *list)
{
	if (list == NULL)
		return;
	if (list->stream != NULL)
		fclose(list->stream);
	sicht_text_free(&list->name);
	sicht_text_free(&list->shown);
	free(list);
}

static void list_close(struct sicht_list **list)
{
	sicht_list_close(*list);
}

enum sicht_status sicht_list_open(
	const char *name, char delimiter, int directory_fd, struct sicht_list **out)
{
	SICHT_DEFER(list_close) struct sicht_list *list = calloc(1, sizeof *list);
	if (list == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	list->delimiter = delimiter;
	list->directory_fd = directory_fd;
	bool standard_input = is_standard_input(name);
	sicht_escape_terminal(
		&list->shown, sicht_bytes_of(standard_input ? "the list on standard input" : name));
	SICHT_DEFER(sicht_close_fd)
	int fd = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
				: open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd >= 0)
		list->stream = fdopen(fd, "r");
	if (list->stream == NULL) {
		int error_number = errno;
		if (error_number == ENOENT)
			return sicht_fail(
				SICHT_ERROR_NOT_FOUND, "there is no list %s", list->shown.data);
		return sicht_fail_errno(error_number, "cannot open %s", list->shown.data);
	}
	fd = -1; /* the stream owns it */
	*out = list;
	list = NULL;
	return SICHT_OK;
}

/* Bytes up to the delimiter into list->name; *found is false at the end of the list. */
SICHT_MUST_CHECK static enum sicht_status read_name(struct sicht_list *list, bool *found)
{
	int byte;
	sicht_text_clear(&list->name);
	list->number++;
	while ((byte = getc_unlocked(list->stream)) != EOF && byte != list->delimiter) {
		if (list->name.size == SICHT_LIST_NAME_BYTES_MAX)
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s: name %" PRIu64 " is longer than %u bytes; is it a list of "
				"names, and are they separated as you said (-0)?",
				list->shown.data, list->number, SICHT_LIST_NAME_BYTES_MAX);
		if (byte == '\0')
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s: name %" PRIu64 " holds a zero byte; if zero bytes separate "
				"the names, say so with -0",
				list->shown.data, list->number);
		char character = (char)byte;
		sicht_text_append(&list->name, &character, 1);
	}
	if (ferror(list->stream))
		return sicht_fail_errno(errno, "cannot read %s", list->shown.data);
	*found = byte != EOF || list->name.size > 0;
	return SICHT_OK;
}

static struct sicht_item examine(const struct sicht_list *list)
{
	struct sicht_bytes path = sicht_text_bytes(&list->name);
	struct stat status;
	if (fstatat(list->directory_fd, list->name.data, &status,
		    AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0)
		return sicht_item_of(path, NULL, errno);
	/* a list names files; what lies in a directory is asked for by naming it as a source */
	return sicht_item_of(path, &status, S_ISDIR(status.st_mode) ? EISDIR : 0);
}

enum sicht_status sicht_list_next(struct sicht_list *list, struct sicht_item *item, bool *found)
{
	bool have = true;
	do
		SICHT_TRY(read_name(list, &have));
	while (have && list->name.size == 0);
	if (have)
		*item = examine(list);
	*found = have;
	return SICHT_OK;
}
