/* SPDX-License-Identifier: MIT */
/*
 * Lists of names. See names.h. A name is bytes up to the delimiter and nothing else: no quoting, no
 * trimming. Nothing is followed at its end, so a link in a list is an item of its own; the user
 * wrote the directories before it, so these may be links.
 */
#include "engine/source/names.h"

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

struct sicht_names {
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

bool sicht_names_is_rereadable(const char *name)
{
	struct stat status;
	return !is_standard_input(name) && stat(name, &status) == 0 && S_ISREG(status.st_mode);
}

void sicht_names_close(struct sicht_names *names)
{
	if (names == NULL)
		return;
	if (names->stream != NULL)
		fclose(names->stream);
	sicht_text_free(&names->name);
	sicht_text_free(&names->shown);
	free(names);
}

static void names_close(struct sicht_names **names)
{
	sicht_names_close(*names);
}

enum sicht_status sicht_names_open(
	const char *name, char delimiter, int directory_fd, struct sicht_names **out)
{
	SICHT_DEFER(names_close) struct sicht_names *names = calloc(1, sizeof *names);
	if (names == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	names->delimiter = delimiter;
	names->directory_fd = directory_fd;
	bool standard_input = is_standard_input(name);
	sicht_escape_terminal(&names->shown,
		sicht_bytes_of(standard_input ? "the list on standard input" : name));
	SICHT_DEFER(sicht_close_fd)
	int fd = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
				: open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd >= 0)
		names->stream = fdopen(fd, "r");
	if (names->stream == NULL) {
		int error_number = errno;
		if (error_number == ENOENT)
			return sicht_fail(
				SICHT_ERROR_NOT_FOUND, "there is no list %s", names->shown.data);
		return sicht_fail_errno(error_number, "cannot open %s", names->shown.data);
	}
	fd = -1; /* the stream owns it */
	*out = names;
	names = NULL;
	return SICHT_OK;
}

/* The mark at the beginning of a list in UTF-16, either way round. */
static bool is_wide(const struct sicht_text *beginning)
{
	return beginning->size >= 2 && (memcmp(beginning->data, "\xff\xfe", 2) == 0 ||
					       memcmp(beginning->data, "\xfe\xff", 2) == 0);
}

/* Bytes up to the delimiter into names->name; *found is false at the end of the list. */
SICHT_MUST_CHECK static enum sicht_status read_name(struct sicht_names *names, bool *found)
{
	int byte;
	sicht_text_clear(&names->name);
	names->number++;
	while ((byte = getc_unlocked(names->stream)) != EOF && byte != names->delimiter) {
		if (names->name.size == SICHT_LIST_NAME_BYTES_MAX)
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s: name %" PRIu64 " is longer than %u bytes; is it a list of "
				"names, and are they separated as you said (-0)?",
				names->shown.data, names->number, SICHT_LIST_NAME_BYTES_MAX);
		if (byte == '\0' && names->number == 1 && is_wide(&names->name))
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s is in UTF-16; names are bytes, so save it as UTF-8",
				names->shown.data);
		if (byte == '\0')
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s: name %" PRIu64 " holds a zero byte; if zero bytes separate "
				"the names, say so with -0",
				names->shown.data, names->number);
		char character = (char)byte;
		sicht_text_append(&names->name, &character, 1);
	}
	if (ferror(names->stream))
		return sicht_fail_errno(errno, "cannot read %s", names->shown.data);
	*found = byte != EOF || names->name.size > 0;
	return SICHT_OK;
}

static bool look_up(const struct sicht_names *names, const char *name, struct stat *status)
{
	return fstatat(names->directory_fd, name, status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) ==
	       0;
}

/* Take the marks of another system off the name; false if it has none. */
static bool clean_name(struct sicht_names *names)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct sicht_text *name = &names->name;
	size_t size = name->size;
	if (names->number == 1 && size >= strlen(mark) &&
		memcmp(name->data, mark, strlen(mark)) == 0) {
		name->size -= strlen(mark);
		memmove(name->data, name->data + strlen(mark), name->size);
	}
	if (names->delimiter == '\n' && name->size > 0 && name->data[name->size - 1] == '\r')
		name->size--;
	name->data[name->size] = '\0';
	return name->size < size;
}

/*
 * What is there under the name, or else under the name without marks; *error_number if nothing is.
 */
static void find(struct sicht_names *names, struct stat *status, int *error_number)
{
	*error_number = 0;
	if (look_up(names, names->name.data, status))
		return;
	*error_number = errno;
	SICHT_DEFER(sicht_text_free) struct sicht_text given = {0};
	sicht_text_append(&given, names->name.data, names->name.size);
	if (!clean_name(names))
		return;
	if (names->name.size == 0 || look_up(names, names->name.data, status)) {
		*error_number = 0;
		names->cleaned = true;
		return;
	}
	sicht_text_clear(&names->name);
	sicht_text_append(&names->name, given.data, given.size);
}

static struct sicht_item examine(struct sicht_names *names)
{
	struct stat status = {0}; /* of a line of marks alone, which is no name */
	int error_number;
	find(names, &status, &error_number);
	struct sicht_bytes path = sicht_text_bytes(&names->name);
	if (error_number != 0)
		return sicht_item_of(path, NULL, error_number);
	/* a list names files; what lies in a directory is asked for by naming it as a source */
	return sicht_item_of(path, &status, S_ISDIR(status.st_mode) ? EISDIR : 0);
}

enum sicht_status sicht_names_next(struct sicht_names *names, struct sicht_item *item, bool *found)
{
	bool have = true;
	while (have) {
		SICHT_TRY(read_name(names, &have));
		if (!have || names->name.size == 0)
			continue;
		*item = examine(names);
		if (names->name.size > 0) /* what was left of an empty line is no name */
			break;
	}
	*found = have;
	return SICHT_OK;
}

bool sicht_names_is_cleaned(const struct sicht_names *names)
{
	return names->cleaned;
}
