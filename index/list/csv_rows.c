/* SPDX-License-Identifier: MIT */
/*
 * See csv_rows.h.
 *
 * The idea: the lines of a row are copied one behind the other, and the quotes of a field are taken
 * out where it stands: it only gets shorter.
 */
#include "index/list/csv_rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "engine/base/text.h"
#include "index/list/fields.h"
#include "index/list/lines.h"
#include "sicht/limits.h"

struct field {
	size_t start, size; /* in the text of the row */
	uint64_t line;      /* where it begins, for messages */
	size_t column;
};

struct sicht_csv_rows {
	struct sicht_lines *lines;
	char delimiter;
	struct sicht_text text; /* of the row */
	size_t at, end;         /* what is left of its last line, without that line's end */
	size_t line_start;      /* where its last line begins */
	struct field *fields;
	size_t count, capacity;
};

enum sicht_status sicht_csv_rows_open(struct sicht_list_input *input,
	const struct sicht_list_options *options, char delimiter, struct sicht_csv_rows **out)
{
	void *lines = NULL;
	struct sicht_csv_rows *rows = calloc(1, sizeof *rows);
	if (rows == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	enum sicht_status status = sicht_lines_open(input, options, &lines);
	if (status != SICHT_OK) {
		free(rows);
		return status;
	}
	rows->lines = lines;
	rows->delimiter = delimiter;
	*out = rows;
	return SICHT_OK;
}

void sicht_csv_rows_close(struct sicht_csv_rows *rows)
{
	if (rows == NULL)
		return;
	sicht_lines_close(rows->lines);
	sicht_text_free(&rows->text);
	free(rows->fields);
	free(rows);
}

/* ---- lines ---- */

/* One more line behind those that are there. */
static enum sicht_status add_line(struct sicht_csv_rows *rows, struct sicht_bytes line)
{
	const char *zero = memchr(line.data, '\0', line.size);
	if (zero != NULL)
		return sicht_lines_fail(rows->lines, (size_t)(zero - (const char *)line.data) + 1,
			"found a zero byte, expected text");
	rows->line_start = rows->text.size;
	sicht_text_append(&rows->text, line.data, line.size);
	rows->end = rows->text.size;
	if (rows->end > rows->line_start && rows->text.data[rows->end - 1] == '\n')
		rows->end--;
	if (rows->end > rows->line_start && rows->text.data[rows->end - 1] == '\r')
		rows->end--;
	return SICHT_OK;
}

/* The line in which the row begins: blank ones are passed over. */
static enum sicht_status first_line(struct sicht_csv_rows *rows, bool *end)
{
	struct sicht_bytes line, text;
	sicht_text_clear(&rows->text);
	do {
		SICHT_TRY(sicht_lines_next_whole(rows->lines, &line));
		*end = line.data == NULL;
		if (*end)
			return SICHT_OK;
		sicht_text_clear(&rows->text);
		SICHT_TRY(add_line(rows, line));
		text = sicht_field_trim(sicht_bytes(rows->text.data, rows->end));
	} while (text.size == 0);
	rows->at = 0;
	rows->count = 0;
	return SICHT_OK;
}

/* ---- fields ---- */

static enum sicht_status add_field(struct sicht_csv_rows *rows)
{
	SICHT_TRY(sicht_grow(&rows->fields, sizeof *rows->fields, rows->count, &rows->capacity));
	rows->fields[rows->count++] = (struct field){
		.start = rows->at,
		.line = sicht_lines_number(rows->lines),
		.column = rows->at - rows->line_start + 1,
	};
	if (rows->count > SICHT_LIST_COLUMNS_MAX)
		return sicht_csv_rows_fail(rows, rows->count - 1,
			"expected the end of the row; no table may have more columns");
	return SICHT_OK;
}

/* Up to the next delimiter or the end. */
static void read_plain(struct sicht_csv_rows *rows, struct field *field)
{
	const char *start = rows->text.data + rows->at;
	const char *stop = memchr(start, rows->delimiter, rows->end - rows->at);
	field->size = stop != NULL ? (size_t)(stop - start) : rows->end - rows->at;
	rows->at += field->size;
}

/* Bytes up to `stop` become part of the field. */
static void take(struct sicht_csv_rows *rows, struct field *field, size_t stop)
{
	memmove(rows->text.data + field->start + field->size, rows->text.data + rows->at,
		stop - rows->at);
	field->size += stop - rows->at;
	rows->at = stop;
}

static enum sicht_status fail_unended(const struct sicht_csv_rows *rows)
{
	size_t last = rows->count - 1;
	bool said = sicht_csv_rows_is_last(rows) &&
		    rows->fields[last].line == sicht_lines_number(rows->lines);
	return sicht_csv_rows_fail(rows, last,
		"expected a quote where this field ends, found the end of the list%s",
		said ? "" : ": it is truncated");
}

/* The line ends between quotes: the next one belongs to the field. */
static enum sicht_status go_on(struct sicht_csv_rows *rows, struct field *field)
{
	struct sicht_bytes line;
	take(rows, field, rows->text.size);
	SICHT_TRY(sicht_lines_next_whole(rows->lines, &line));
	if (line.data == NULL)
		return fail_unended(rows);
	if (rows->text.size + line.size > SICHT_LIST_LINE_BYTES_MAX)
		return sicht_csv_rows_fail(rows, rows->count - 1,
			"expected a quote where this field ends; no row may be longer");
	return add_line(rows, line);
}

/* Behind its first quote. */
static enum sicht_status read_quoted(struct sicht_csv_rows *rows, struct field *field)
{
	for (;;) {
		const char *text = rows->text.data;
		const char *quote = memchr(text + rows->at, '"', rows->end - rows->at);
		if (quote == NULL) {
			SICHT_TRY(go_on(rows, field));
			continue;
		}
		size_t at = (size_t)(quote - text), next = at + 1;
		take(rows, field, at);
		while (next < rows->end && text[next] == ' ')
			next++;
		if (next == rows->end || text[next] == rows->delimiter) {
			rows->at = next;
			return SICHT_OK;
		}
		take(rows, field, at + 1); /* a quote of the field */
		rows->at += text[at + 1] == '"';
	}
}

enum sicht_status sicht_csv_rows_next(struct sicht_csv_rows *rows, bool *end)
{
	SICHT_TRY(first_line(rows, end));
	if (*end)
		return SICHT_OK;
	for (;;) {
		SICHT_TRY(add_field(rows));
		struct field *field = &rows->fields[rows->count - 1];
		if (rows->at < rows->end && rows->text.data[rows->at] == '"') {
			rows->at++;
			SICHT_TRY(read_quoted(rows, field));
		} else {
			read_plain(rows, field);
		}
		if (rows->at == rows->end)
			return SICHT_OK;
		rows->at++; /* the delimiter */
	}
}

size_t sicht_csv_rows_count(const struct sicht_csv_rows *rows)
{
	return rows->count;
}

struct sicht_bytes sicht_csv_rows_field(const struct sicht_csv_rows *rows, size_t index)
{
	if (index >= rows->count)
		return sicht_bytes("", 0);
	return sicht_bytes(rows->text.data + rows->fields[index].start, rows->fields[index].size);
}

bool sicht_csv_rows_is_last(const struct sicht_csv_rows *rows)
{
	return rows->end == rows->text.size;
}

/* ---- failures ---- */

void sicht_csv_rows_place(const struct sicht_csv_rows *rows, struct sicht_text *text)
{
	uint64_t line = rows->count > 0 ? rows->fields[0].line : 1;
	sicht_text_printf(text, "line %llu, column 1", (unsigned long long)line);
}

static enum sicht_status fail_at(const struct sicht_csv_rows *rows, size_t index, const char *what)
{
	uint64_t line = sicht_lines_number(rows->lines);
	size_t column = rows->end - rows->line_start + 1;
	if (line == 0) /* an empty list */
		line = 1;
	if (index < rows->count) {
		line = rows->fields[index].line;
		column = rows->fields[index].column;
	}
	return sicht_lines_fail_at(rows->lines, line, column, "%s", what);
}

enum sicht_status sicht_csv_rows_fail(
	const struct sicht_csv_rows *rows, size_t index, const char *what, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, what);
	vsnprintf(text, sizeof text, what, arguments);
	va_end(arguments);
	return fail_at(rows, index, text);
}

enum sicht_status sicht_csv_rows_wrong(
	const struct sicht_csv_rows *rows, size_t index, const char *expected, ...)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	char rest[256];
	va_list arguments;
	va_start(arguments, expected);
	vsnprintf(rest, sizeof rest, expected, arguments);
	va_end(arguments);
	sicht_field_found(&text, sicht_csv_rows_field(rows, index));
	sicht_text_printf(&text, ", expected %s", rest);
	return fail_at(rows, index, text.data);
}
