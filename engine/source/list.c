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
	bool cleaned;    /* a name was found without what does not belong to it */
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

/* The mark at the beginning of a list in UTF-16, either way round. */
static bool is_wide(const struct sicht_text *beginning)
{
	return beginning->size >= 2 && (memcmp(beginning->data, "\xff\xfe", 2) == 0 ||
					       memcmp(beginning->data, "\xfe\xff", 2) == 0);
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
		if (byte == '\0' && list->number == 1 && is_wide(&list->name))
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s is in UTF-16; names are bytes, so save it as UTF-8",
				list->shown.data);
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

static bool look_up(const struct sicht_list *list, const char *name, struct stat *status)
{
	return fstatat(list->directory_fd, name, status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) ==
	       0;
}

/* Take the marks of another system off the name; false if it has none. */
static bool clean_name(struct sicht_list *list)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct sicht_text *name = &list->name;
	size_t size = name->size;
	if (list->number == 1 && size >= strlen(mark) &&
		memcmp(name->data, mark, strlen(mark)) == 0) {
		name->size -= strlen(mark);
		memmove(name->data, name->data + strlen(mark), name->size);
	}
	if (list->delimiter == '\n' && name->size > 0 && name->data[name->size - 1] == '\r')
		name->size--;
	name->data[name->size] = '\0';
	return name->size < size;
}

/* What is there under the name, or else under the name without marks; *error_number if nothing is. */
static void find(struct sicht_list *list, struct stat *status, int *error_number)
{
	*error_number = 0;
	if (look_up(list, list->name.data, status))
		return;
	*error_number = errno;
	SICHT_DEFER(sicht_text_free) struct sicht_text given = {0};
	sicht_text_append(&given, list->name.data, list->name.size);
	if (!clean_name(list))
		return;
	if (list->name.size == 0 || look_up(list, list->name.data, status)) {
		*error_number = 0;
		list->cleaned = true;
		return;
	}
	sicht_text_clear(&list->name);
	sicht_text_append(&list->name, given.data, given.size);
}

static struct sicht_item examine(struct sicht_list *list)
{
	struct stat status = {0}; /* of a line of marks alone, which is no name */
	int error_number;
	find(list, &status, &error_number);
	struct sicht_bytes path = sicht_text_bytes(&list->name);
	if (error_number != 0)
		return sicht_item_of(path, NULL, error_number);
	/* a list names files; what lies in a directory is asked for by naming it as a source */
	return sicht_item_of(path, &status, S_ISDIR(status.st_mode) ? EISDIR : 0);
}

enum sicht_status sicht_list_next(struct sicht_list *list, struct sicht_item *item, bool *found)
{
	bool have = true;
	while (have) {
		SICHT_TRY(read_name(list, &have));
		if (!have || list->name.size == 0)
			continue;
		*item = examine(list);
		if (list->name.size > 0) /* what was left of an empty line is no name */
			break;
	}
	*found = have;
	return SICHT_OK;
}

bool sicht_list_is_cleaned(const struct sicht_list *list)
{
	return list->cleaned;
}
