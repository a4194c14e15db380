/* SPDX-License-Identifier: MIT */
/*
 * A table as text, row by row: fields between delimiters, quoted as RFC 4180 has it, line breaks and
 * delimiters between quotes included. Read leniently: a quote inside a field that begins without one
 * stands for itself, and so does one inside quotes that no delimiter follows.
 *
 * Rows and their fields are bounded (SICHT_LIST_LINE_BYTES_MAX, SICHT_LIST_COLUMNS_MAX): a quote that
 * is never closed does not swallow the list.
 */
#ifndef SICHT_INDEX_LIST_CSV_ROWS_H
#define SICHT_INDEX_LIST_CSV_ROWS_H

#include "index/list/input.h"
#include "sicht/list.h"

struct sicht_text;
struct sicht_csv_rows;

/* `input` and `options` stay valid until close. */
SICHT_MUST_CHECK enum sicht_status sicht_csv_rows_open(struct sicht_list_input *input,
	const struct sicht_list_options *options, char delimiter, struct sicht_csv_rows **out);
void sicht_csv_rows_close(struct sicht_csv_rows *rows); /* accepts NULL */

/*
 * The next row that is no blank line; *end is true, and there is none, behind the last. What is lent
 * of a row ends with the next call.
 */
SICHT_MUST_CHECK enum sicht_status sicht_csv_rows_next(struct sicht_csv_rows *rows, bool *end);

/* Fields of the row, at least one; and one of them, without its quotes: beyond the last, nothing. */
size_t sicht_csv_rows_count(const struct sicht_csv_rows *rows);
struct sicht_bytes sicht_csv_rows_field(const struct sicht_csv_rows *rows, size_t index);

/* Does the list end in the last field of this row, without a line's end? */
bool sicht_csv_rows_is_last(const struct sicht_csv_rows *rows);

/* Where the row begins: "line 3, column 1". */
void sicht_csv_rows_place(const struct sicht_csv_rows *rows, struct sicht_text *text);

/* SICHT_ERROR_FORMAT where that field begins, or where the row ends: "<name>: line 3, column 17: ...". */
SICHT_MUST_CHECK enum sicht_status sicht_csv_rows_fail(
	const struct sicht_csv_rows *rows, size_t index, const char *what, ...) SICHT_PRINTF(3, 4);

/* The same, with what stands in the field: `found "...", expected <expected>`. */
SICHT_MUST_CHECK enum sicht_status sicht_csv_rows_wrong(const struct sicht_csv_rows *rows,
	size_t index, const char *expected, ...) SICHT_PRINTF(3, 4);

#endif
