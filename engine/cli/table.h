/* SPDX-License-Identifier: MIT */
/*
 * Tables for people, aligned by display width. Cells are bytes of any origin: they are escaped
 * here, so nobody can forget it. When the table would be wider than the terminal, a last column of
 * sentences is wrapped, or, where that leaves it no room, goes on lines of its own; then the widest
 * left-aligned columns are cut in their middle; nothing is when the table goes to a file. A column
 * in which every cell is empty is left out.
 *
 *     struct sicht_table table = {.columns = columns, .column_count = 2};
 *     sicht_table_cell(&table, name);
 *     sicht_table_count(&table, files);
 *     sicht_table_print(&table, stdout);
 *     sicht_table_free(&table);
 */
#ifndef SICHT_ENGINE_CLI_TABLE_H
#define SICHT_ENGINE_CLI_TABLE_H

#include <stdio.h>

#include "engine/base/arena.h"
#include "engine/base/text.h"

struct sicht_column {
	const char *title; /* all NULL: the table has no heading */
	bool right;        /* aligned to the right: numbers */
};

#define SICHT_TABLE_COLUMNS_MAX 16

struct sicht_table {
	const struct sicht_column *columns;
	size_t column_count; /* at most SICHT_TABLE_COLUMNS_MAX */
	unsigned indent;     /* spaces before each row */
	bool last_wraps;     /* the last column holds sentences, which may go on below */
	/* kept by the functions below; zero to start with */
	const char **cells;
	size_t cell_count, cell_room;
	struct sicht_arena arena;
};

/* The next cell, row by row. */
void sicht_table_cell(struct sicht_table *table, struct sicht_bytes text);
void sicht_table_word(struct sicht_table *table, const char *text);
void sicht_table_count(struct sicht_table *table, uint64_t count); /* "1,234,567" */

/* All rows; the last one must be complete. */
void sicht_table_print(const struct sicht_table *table, FILE *stream);
void sicht_table_free(struct sicht_table *table); /* for SICHT_DEFER */

#endif
