/* SPDX-License-Identifier: MIT */
/*
 * A text file, line by line. See lines.h.
 *
 * The idea: one buffer that holds what was read and not yet given out. A line longer than the
 * limit is an error and never a growing buffer.
 */
#include "index/list/lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "sicht/limits.h"

#define BUFFER_BYTES_MIN ((size_t)1 << 18)

struct sicht_lines {
	struct sicht_list_input *input;
	const struct sicht_list_options *options;
	char *buffer;
	size_t capacity, start, end; /* what is left lies between start and end */
	bool at_end;                 /* nothing more can be read */
	bool unended;                /* the line given last has no end: the list ends in it */
	uint64_t number;             /* of the line given last */
};

enum sicht_status sicht_lines_open(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **out)
{
	struct sicht_lines *lines = calloc(1, sizeof *lines);
	char *buffer = malloc(BUFFER_BYTES_MIN);
	if (lines == NULL || buffer == NULL) {
		free(lines);
		free(buffer);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	*lines = (struct sicht_lines){
		.input = input, .options = options, .buffer = buffer, .capacity = BUFFER_BYTES_MIN};
	*out = lines;
	return SICHT_OK;
}

void sicht_lines_place(const void *reader, struct sicht_text *text)
{
	const struct sicht_lines *lines = reader;
	sicht_text_printf(text, "line %llu, column 1", (unsigned long long)lines->number);
}

void sicht_lines_close(void *reader)
{
	struct sicht_lines *lines = reader;
	if (lines == NULL)
		return;
	free(lines->buffer);
	free(lines);
}

const struct sicht_list_options *sicht_lines_options(const struct sicht_lines *lines)
{
	return lines->options;
}

struct sicht_bytes sicht_lines_path(const struct sicht_lines *lines)
{
	return lines->input->path;
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
	size_t got;
	SICHT_TRY(sicht_list_input_read(lines->input, lines->buffer + lines->end, room, &got));
	lines->end += got;
	lines->at_end = got < room;
	return SICHT_OK;
}

/* The first bytes of what is left, up to `size`, without going on. */
static enum sicht_status peek(struct sicht_lines *lines, size_t size, struct sicht_bytes *out)
{
	while (!lines->at_end && lines->end - lines->start < size)
		SICHT_TRY(read_more(lines));
	size_t left = lines->end - lines->start;
	*out = sicht_bytes(lines->buffer + lines->start, left < size ? left : size);
	return SICHT_OK;
}

/* One line, with its end. */
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
	lines->unended = newline == NULL && lines->at_end;
	if (size > SICHT_LIST_LINE_BYTES_MAX)
		return sicht_lines_fail(lines, SICHT_LIST_LINE_BYTES_MAX,
			"expected the end of the line; no line may be longer");
	size += newline != NULL;
	lines->start += size;
	*line = sicht_bytes(start, size);
	return SICHT_OK;
}

static struct sicht_bytes without_end(struct sicht_bytes line)
{
	const char *text = line.data;
	if (line.size > 0 && text[line.size - 1] == '\n')
		line.size--;
	if (line.size > 0 && text[line.size - 1] == '\r')
		line.size--;
	return line;
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

enum sicht_status sicht_lines_next_whole(struct sicht_lines *lines, struct sicht_bytes *line)
{
	struct sicht_bytes rest;
	SICHT_TRY(peek(lines, 3, &rest));
	if (rest.size == 0) {
		*line = sicht_bytes(NULL, 0);
		return SICHT_OK;
	}
	if (lines->number == 0 && rest.size == 3 && memcmp(rest.data, "\xEF\xBB\xBF", 3) == 0)
		lines->start += 3;
	return next_line(lines, line);
}

enum sicht_status sicht_lines_next(struct sicht_lines *lines, struct sicht_bytes *line)
{
	struct sicht_bytes found;
	do {
		SICHT_TRY(sicht_lines_next_whole(lines, &found));
		found = without_end(found);
	} while (found.data != NULL && is_blank(found));
	*line = found;
	return SICHT_OK;
}

enum sicht_status sicht_lines_next_text(struct sicht_lines *lines, struct sicht_bytes *line)
{
	struct sicht_bytes found;
	do {
		SICHT_TRY(sicht_lines_next(lines, &found));
	} while (found.data != NULL && *(const char *)found.data == '#');
	const char *zero = found.data != NULL ? memchr(found.data, '\0', found.size) : NULL;
	if (zero != NULL)
		return sicht_lines_fail(lines, (size_t)(zero - (const char *)found.data) + 1,
			"found a zero byte, expected text");
	*line = found;
	return SICHT_OK;
}

uint64_t sicht_lines_number(const struct sicht_lines *lines)
{
	return lines->number;
}

static enum sicht_status fail_at(const struct sicht_lines *lines, uint64_t line, size_t column,
	const char *what, va_list arguments)
{
	char text[512];
	bool truncated = lines->unended && line == lines->number;
	vsnprintf(text, sizeof text, what, arguments);
	return sicht_fail(SICHT_ERROR_FORMAT, "%s: line %llu, column %zu: %s%s", lines->input->name,
		(unsigned long long)line, column, text,
		truncated ? "; the list ends in this line, perhaps it is truncated" : "");
}

enum sicht_status sicht_lines_fail(
	const struct sicht_lines *lines, size_t column, const char *what, ...)
{
	va_list arguments;
	va_start(arguments, what);
	enum sicht_status status = fail_at(lines, lines->number, column, what, arguments);
	va_end(arguments);
	return status;
}

enum sicht_status sicht_lines_fail_at(
	const struct sicht_lines *lines, uint64_t line, size_t column, const char *what, ...)
{
	va_list arguments;
	va_start(arguments, what);
	enum sicht_status status = fail_at(lines, line, column, what, arguments);
	va_end(arguments);
	return status;
}
