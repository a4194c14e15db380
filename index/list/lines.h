/* SPDX-License-Identifier: MIT */
/* A text file, line by line, with a bound on the length of a line. */
#ifndef SICHT_INDEX_LIST_LINES_H
#define SICHT_INDEX_LIST_LINES_H

#include "sicht/status.h"
#include "sicht/types.h"

struct sicht_lines;

/* Read from `fd` (stays the caller's). `name` stands in messages, printable, and stays valid. */
SICHT_MUST_CHECK enum sicht_status sicht_lines_new(
	int fd, const char *name, struct sicht_lines **out);

/* The same over memory, which stays valid. */
SICHT_MUST_CHECK enum sicht_status sicht_lines_new_memory(
	struct sicht_bytes text, const char *name, struct sicht_lines **out);
void sicht_lines_free(struct sicht_lines *lines); /* accepts NULL */

/* The first bytes, up to `size`, without going on. Lent until the next call. */
SICHT_MUST_CHECK enum sicht_status sicht_lines_peek(
	struct sicht_lines *lines, size_t size, struct sicht_bytes *out);

/* Bytes of the text that were given out so far. */
uint64_t sicht_lines_bytes(const struct sicht_lines *lines);

/*
 * The next line that is not blank, without its end (LF or CR LF); a byte order mark at the start
 * of the file is left out. Lent until the next call. data is NULL behind the last line.
 */
SICHT_MUST_CHECK enum sicht_status sicht_lines_next(
	struct sicht_lines *lines, struct sicht_bytes *line);

/* SICHT_ERROR_FORMAT at the line given last: "<name>: line 3, column 17: <what>". */
SICHT_MUST_CHECK enum sicht_status sicht_lines_fail(
	const struct sicht_lines *lines, size_t column, const char *what, ...) SICHT_PRINTF(3, 4);

#endif
