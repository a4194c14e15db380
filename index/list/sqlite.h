/* SPDX-License-Identifier: MIT */
/*
 * A stranger's SQLite database as a list: read only, row by row.
 *
 * SQLite reads what the input holds (its descriptor, or its memory) and opens nothing else: no
 * journal, no write-ahead log, no temporary file, nothing by a path. So nothing is written beside the
 * list, and no name is looked up twice. Of the database's own program text nothing runs: views,
 * triggers, virtual tables, extensions and functions with effects are off. What it may cost is
 * bounded: the length of a row, the memory, and the steps of the whole reading, by the size of the
 * file.
 *
 * See https://www.sqlite.org/security.html, "Untrusted SQLite Database Files".
 */
#ifndef SICHT_INDEX_LIST_SQLITE_H
#define SICHT_INDEX_LIST_SQLITE_H

#include "index/list/input.h"

struct sicht_database;
struct sicht_rows;
struct sicht_text;

/* Do the first bytes of a list say that it is such a database, and are all the `words` in them? */
bool sicht_database_sniff(struct sicht_bytes head, const char *const *words);

/*
 * `input` stays valid until close. SICHT_ERROR_USAGE if it is a pipe, SICHT_ERROR_FORMAT if it is
 * no database, a damaged one, or one that a program may be writing to.
 */
SICHT_MUST_CHECK enum sicht_status sicht_database_open(
	struct sicht_list_input *input, struct sicht_database **out);
void sicht_database_close(struct sicht_database *database); /* accepts NULL */

/* Is there a table (no view) of that name with that column? Case does not matter. */
bool sicht_database_has(struct sicht_database *database, const char *table, const char *column);

/*
 * Rows of `table`, by a SELECT of plain columns; both texts stay valid until close. Numbers for its
 * parameters are given before the first row: sicht_rows_begin() gives ?1 and starts over.
 */
SICHT_MUST_CHECK enum sicht_status sicht_database_select(struct sicht_database *database,
	const char *table, const char *sql, struct sicht_rows **out);
void sicht_rows_begin(struct sicht_rows *rows, int64_t parameter);
void sicht_rows_close(struct sicht_rows *rows); /* accepts NULL; before its database */

/* *end is true behind the last row. SICHT_ERROR_FORMAT, _IO, _MEMORY, _INTERRUPTED. */
SICHT_MUST_CHECK enum sicht_status sicht_rows_next(struct sicht_rows *rows, bool *end);

/*
 * Columns of the row given last, from 0; what is lent is so until the next call for these rows. A
 * number: 0 if there is none (*has is false).
 */
int64_t sicht_rows_number(struct sicht_rows *rows, int column, bool *has);
struct sicht_bytes sicht_rows_text(struct sicht_rows *rows, int column); /* UTF-8 as a rule */

/*
 * A digest of that kind as bytes or as hex digits, added to `digests`; NULL and an empty text are
 * none. SICHT_ERROR_FORMAT names row and column.
 */
SICHT_MUST_CHECK enum sicht_status sicht_rows_digest(struct sicht_rows *rows, int column,
	enum sicht_digest_kind kind, struct sicht_digests *digests);

/* Where the row given last stands: "table hashes, row 3" (rows are counted as they are read). */
void sicht_rows_place(const struct sicht_rows *rows, struct sicht_text *text);

/* SICHT_ERROR_FORMAT: "<name>: table hashes, row 3: <what>". */
SICHT_MUST_CHECK enum sicht_status sicht_rows_fail(
	const struct sicht_rows *rows, const char *what, ...) SICHT_PRINTF(2, 3);

#endif
