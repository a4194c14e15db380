/* SPDX-License-Identifier: MIT */
/*
 * A text file, line by line. See lines.h.
 *
 * The idea: one buffer that holds what was read and not yet given out. A line longer than the
 * limit is an error and never a growing buffer.
 */
#include "index/list/lines.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "sicht/limits.h"

#define BUFFER_BYTES_MIN ((size_t)1 << 18)

struct sicht_lines {
	int fd; /* -1: all is in the buffer */
	const char *name;
	char *buffer;
	size_t capacity, start, end; /* what is left lies between start and end */
	bool at_end;                 /* nothing more can be read */
	uint64_t number;             /* of the line given last */
	uint64_t bytes;              /* ever put into the buffer */
	bool owned;                  /* the buffer */
};

static enum sicht_status make(int fd, const char *name, struct sicht_lines **out)
{
	struct sicht_lines *lines = calloc(1, sizeof *lines);
	if (lines == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	lines->fd = fd;
	lines->name = name;
	*out = lines;
	return SICHT_OK;
}

enum sicht_status sicht_lines_new(int fd, const char *name, struct sicht_lines **out)
{
	struct sicht_lines *lines = NULL;
	SICHT_TRY(make(fd, name, &lines));
	lines->owned = true;
	lines->capacity = BUFFER_BYTES_MIN;
	lines->buffer = malloc(lines->capacity);
	if (lines->buffer == NULL) {
		free(lines);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	*out = lines;
	return SICHT_OK;
}

enum sicht_status sicht_lines_new_memory(
	struct sicht_bytes text, const char *name, struct sicht_lines **out)
{
	struct sicht_lines *lines = NULL;
	SICHT_TRY(make(-1, name, &lines));
	lines->buffer = (char *)text.data; /* only read */
	lines->end = lines->capacity = lines->bytes = text.size;
	lines->at_end = true;
	*out = lines;
	return SICHT_OK;
}

void sicht_lines_free(struct sicht_lines *lines)
{
	if (lines == NULL)
		return;
	if (lines->owned)
		free(lines->buffer);
	free(lines);
}

/* Read more behind what is left; what was given out makes room, or the buffer doubles. */
static enum sicht_status read_more(struct sicht_lines *lines)
{
	size_t left = lines->end - lines->start;
	if (lines->start > 0) {
		memmove(lines->buffer, lines->buffer + lines->start, left);
		lines->start = 0;
		lines->end = left;
	}
	if (lines->end == lines->capacity) {
		char *larger = realloc(lines->buffer, lines->capacity * 2);
		if (larger == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
		lines->buffer = larger;
		lines->capacity *= 2;
	}
	size_t room = lines->capacity - lines->end;
	ssize_t got = sicht_read_full(lines->fd, lines->buffer + lines->end, room);
	if (got < 0)
		return sicht_fail_errno(errno, "cannot read %s", lines->name);
	lines->end += (size_t)got;
	lines->bytes += (size_t)got;
	lines->at_end = (size_t)got < room;
	return SICHT_OK;
}

enum sicht_status sicht_lines_peek(struct sicht_lines *lines, size_t size, struct sicht_bytes *out)
{
	while (!lines->at_end && lines->end - lines->start < size)
		SICHT_TRY(read_more(lines));
	size_t left = lines->end - lines->start;
	*out = sicht_bytes(lines->buffer + lines->start, left < size ? left : size);
	return SICHT_OK;
}

uint64_t sicht_lines_bytes(const struct sicht_lines *lines)
{
	return lines->bytes - (lines->end - lines->start);
}

/* One line with its end taken off, blank or not. */
static enum sicht_status next_line(struct sicht_lines *lines, struct sicht_bytes *line)
{
	size_t looked = 0;
	const char *newline = NULL;
	for (;;) {
		size_t left = lines->end - lines->start;
		const char *start = lines->buffer + lines->start;
		if (left > looked)
			newline = memchr(start + looked, '\n', left - looked);
		if (newline != NULL || lines->at_end)
			break;
		looked = left;
		if (looked > SICHT_LIST_LINE_BYTES_MAX)
			break;
		SICHT_TRY(read_more(lines));
	}
	const char *start = lines->buffer + lines->start;
	size_t left = lines->end - lines->start;
	size_t size = newline != NULL ? (size_t)(newline - start) : left;
	lines->number++;
	if (size > SICHT_LIST_LINE_BYTES_MAX)
		return sicht_lines_fail(lines, SICHT_LIST_LINE_BYTES_MAX,
			"expected the end of the line; no line may be longer");
	lines->start += newline != NULL ? size + 1 : left;
	if (size > 0 && start[size - 1] == '\r')
		size--;
	*line = sicht_bytes(start, size);
	return SICHT_OK;
}

static bool is_blank(struct sicht_bytes line)
{
	const char *text = line.data;
	for (size_t i = 0; i < line.size; i++) {
		if (text[i] != ' ' && text[i] != '\t')
			return false;
	}
	return true;
}

enum sicht_status sicht_lines_next(struct sicht_lines *lines, struct sicht_bytes *line)
{
	struct sicht_bytes found;
	do {
		struct sicht_bytes rest;
		SICHT_TRY(sicht_lines_peek(lines, 3, &rest));
		if (rest.size == 0) {
			*line = sicht_bytes(NULL, 0);
			return SICHT_OK;
		}
		if (lines->number == 0 && rest.size == 3 &&
			memcmp(rest.data, "\xEF\xBB\xBF", 3) == 0)
			lines->start += 3;
		SICHT_TRY(next_line(lines, &found));
	} while (is_blank(found));
	*line = found;
	return SICHT_OK;
}

enum sicht_status sicht_lines_fail(
	const struct sicht_lines *lines, size_t column, const char *what, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, what);
	vsnprintf(text, sizeof text, what, arguments);
	va_end(arguments);
	return sicht_fail(SICHT_ERROR_FORMAT, "%s: line %llu, column %zu: %s", lines->name,
		(unsigned long long)lines->number, column, text);
}
