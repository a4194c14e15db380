/* SPDX-License-Identifier: MIT */
/*
 * Tables with a header, read into entries: which column holds what, and what a field means. csv, icse
 * and nsrl are made of it.
 */
#ifndef SICHT_INDEX_LIST_TABLE_H
#define SICHT_INDEX_LIST_TABLE_H

#include "engine/base/arena.h"
#include "index/list/csv_rows.h"

/* What a column may hold. */
enum sicht_column {
	SICHT_COLUMN_MD5 = 0, /* as enum sicht_digest_kind */
	SICHT_COLUMN_SHA1,
	SICHT_COLUMN_SHA256,
	SICHT_COLUMN_PDQ,
	SICHT_COLUMN_QUALITY,
	SICHT_COLUMN_PROFILE,
	SICHT_COLUMN_CATEGORY,
	SICHT_COLUMN_SCHEME,
	SICHT_COLUMN_SERIES,
	SICHT_COLUMN_PATH,
	SICHT_COLUMN_SIZE,
	SICHT_COLUMN_MEDIA,
	SICHT_COLUMN_TAGS, /* between | or line breaks */
	SICHT_COLUMN_EXTERNAL,
};
#define SICHT_COLUMN_COUNT 14
#define SICHT_COLUMNS_ALL ((1u << SICHT_COLUMN_COUNT) - 1)
#define SICHT_COLUMNS_OF_HASHES                                                                    \
	(1u << SICHT_COLUMN_MD5 | 1u << SICHT_COLUMN_SHA1 | 1u << SICHT_COLUMN_SHA256 |            \
		1u << SICHT_COLUMN_PDQ)

/* A field of text that a spreadsheet would take for a formula is written with this in front. */
#define SICHT_TABLE_GUARD '\''
bool sicht_table_is_guarded(struct sicht_bytes text); /* of any number of guards, and a formula */

/* As --map and the header of an export have it. */
const char *sicht_column_name(enum sicht_column column);

struct sicht_table {
	const struct sicht_list_options *options;
	struct sicht_csv_rows *rows;
	struct sicht_arena arena;
	struct sicht_bytes *names; /* of the columns, from the header */
	size_t count;
	size_t of[SICHT_COLUMN_COUNT]; /* which column holds it; SICHT_NO_COLUMN: none */
};
#define SICHT_NO_COLUMN SIZE_MAX

/* Characters that may stand between the fields. */
#define SICHT_TABLE_DELIMITERS ",;\t"

/*
 * Read the header and find the columns: those that options->map names, then of the `wanted` ones
 * (1 << column) by the names that are in use. The delimiter is the one that gives most of them, or the
 * one that a first line "sep=;" names. SICHT_ERROR_FORMAT without a column of hashes, and where there
 * are categories, but no scheme; SICHT_ERROR_USAGE for a map that does not fit. To be closed in any
 * case.
 */
SICHT_MUST_CHECK enum sicht_status sicht_table_open(struct sicht_table *table,
	struct sicht_list_input *input, const struct sicht_list_options *options, unsigned wanted);
void sicht_table_close(struct sicht_table *table);

/*
 * The next row that is not blank, as an entry, in the arena; hashless if no column of hashes holds
 * one. The row stays at hand until the next call.
 */
SICHT_MUST_CHECK enum sicht_status sicht_table_next(struct sicht_table *table,
	struct sicht_arena *arena, struct sicht_list_entry *out, bool *end);

/* A name of a column for a message: in quotes, printable and not too long. */
void sicht_table_append_name(struct sicht_text *text, struct sicht_bytes name);

/* Columns of a header that a message names, at most. */
#define SICHT_TABLE_COLUMNS_SHOWN 8

/* The column of that name, whatever its case, spaces and marks; SICHT_NO_COLUMN: there is none. */
size_t sicht_table_find(const struct sicht_table *table, const char *name);

/* The header of a list whose first bytes these are has columns with all of the names (up to NULL). */
bool sicht_table_has(struct sicht_bytes head, char delimiter, const char *const *names);

/* It has a column of hashes by a name that is in use. */
bool sicht_table_has_hashes(struct sicht_bytes head);

#endif
