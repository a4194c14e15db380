/* SPDX-License-Identifier: MIT */
/*
 * A list that goes line by line, with a bound on the length of a line. It is the reader of such
 * formats: its functions stand in their rows as they are.
 */
#ifndef SICHT_INDEX_LIST_LINES_H
#define SICHT_INDEX_LIST_LINES_H

#include "index/list/input.h"
#include "sicht/list.h"

struct sicht_text;
struct sicht_lines;

/* See struct sicht_list_reader; *lines is a struct sicht_lines. */
SICHT_MUST_CHECK enum sicht_status sicht_lines_open(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **lines);
void sicht_lines_place(const void *lines, struct sicht_text *text);
void sicht_lines_close(void *lines);

/* As they were given to open. */
const struct sicht_list_options *sicht_lines_options(const struct sicht_lines *lines);

/* The path of the list, or nothing: some say by it what they hold. Lent. */
struct sicht_bytes sicht_lines_path(const struct sicht_lines *lines);

/*
 * The next line that is not blank, without its end (LF or CR LF); a byte order mark at the start
 * of the file is left out. Lent until the next call. data is NULL behind the last line.
 */
SICHT_MUST_CHECK enum sicht_status sicht_lines_next(
	struct sicht_lines *lines, struct sicht_bytes *line);

/*
 * The very next line, blank or not, with its end, or without one at the end of the list. Lent and
 * ended likewise.
 */
SICHT_MUST_CHECK enum sicht_status sicht_lines_next_whole(
	struct sicht_lines *lines, struct sicht_bytes *line);

/*
 * The next line that is neither blank nor a comment (its first byte is #), as sicht_lines_next()
 * gives it. A zero byte in it is refused: this is no text.
 */
SICHT_MUST_CHECK enum sicht_status sicht_lines_next_text(
	struct sicht_lines *lines, struct sicht_bytes *line);

/* The number of the line given last, from 1. */
uint64_t sicht_lines_number(const struct sicht_lines *lines);

/*
 * SICHT_ERROR_FORMAT at the line given last: "<name>: line 3, column 17: <what>". If the list ends in
 * that line, without a line's end, it is said to be truncated there, perhaps.
 */
SICHT_MUST_CHECK enum sicht_status sicht_lines_fail(
	const struct sicht_lines *lines, size_t column, const char *what, ...) SICHT_PRINTF(3, 4);

/* The same, at any line that was given. */
SICHT_MUST_CHECK enum sicht_status sicht_lines_fail_at(const struct sicht_lines *lines,
	uint64_t line, size_t column, const char *what, ...) SICHT_PRINTF(4, 5);

#endif
