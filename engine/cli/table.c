/* SPDX-License-Identifier: MIT */
/*
 * Tables. All cells are kept until the table is printed, since a column is as wide as its widest
 * cell. Rows end without trailing spaces.
 */
#include "engine/cli/table.h"

#include <assert.h>
#include <stdlib.h>

#include "engine/base/memory.h"
#include "engine/cli/terminal.h"

#define GAP_COLUMNS 2
#define NARROWEST_COLUMNS 12
#define SENTENCE_COLUMNS 30
#define CUT_MARK "\u2026"

void sicht_table_cell(struct sicht_table *table, struct sicht_bytes text)
{
	if (table->cell_count == table->cell_room) {
		size_t room = table->cell_room > 0 ? 2 * table->cell_room : 64;
		const char **cells = reallocarray(table->cells, room, sizeof *cells);
		if (cells == NULL)
			sicht_out_of_memory(); /* as for the arena: what people are shown is small */
		table->cells = cells;
		table->cell_room = room;
	}
	table->cells[table->cell_count++] = sicht_printable(&table->arena, text);
}

void sicht_table_word(struct sicht_table *table, const char *text)
{
	sicht_table_cell(table, sicht_bytes_of(text));
}

void sicht_table_count(struct sicht_table *table, uint64_t count)
{
	struct sicht_text text = {0};
	sicht_text_count(&text, count);
	sicht_table_cell(table, sicht_text_bytes(&text));
	sicht_text_free(&text);
}

/* Width of a column: that of its widest cell, or its title; 0 if all its cells are empty. */
static unsigned column_width(const struct sicht_table *table, size_t column)
{
	unsigned width = 0;
	for (size_t i = column; i < table->cell_count; i += table->column_count) {
		unsigned columns = sicht_text_columns(sicht_bytes_of(table->cells[i]));
		if (columns > width)
			width = columns;
	}
	const char *title = table->columns[column].title;
	unsigned columns = title != NULL ? sicht_text_columns(sicht_bytes_of(title)) : 0;
	return width > 0 && width < columns ? columns : width;
}

/* Take up to `excess` columns off a width, down to `least`. What is left of the excess. */
static unsigned narrow(unsigned *width, unsigned least, unsigned excess)
{
	unsigned spare = *width > least ? *width - least : 0;
	unsigned taken = spare < excess ? spare : excess;
	*width -= taken;
	return excess - taken;
}

/* Width of each column; the flexible ones are narrowed until the row fits into `room`. */
static void measure(const struct sicht_table *table, unsigned room, unsigned *widths)
{
	unsigned total = table->indent;
	size_t last = table->column_count - 1, widest = SIZE_MAX;
	for (size_t i = 0; i <= last; i++) {
		widths[i] = column_width(table, i);
		total += widths[i] + (i > 0 ? GAP_COLUMNS : 0);
		if (!table->columns[i].right && !(table->last_wraps && i == last) &&
			(widest == SIZE_MAX || widths[i] > widths[widest]))
			widest = i;
	}
	unsigned excess = total > room ? total - room : 0;
	if (table->last_wraps)
		excess = narrow(&widths[last], SENTENCE_COLUMNS, excess);
	if (widest != SIZE_MAX)
		narrow(&widths[widest], NARROWEST_COLUMNS, excess);
}

/* `cell` in at most `width` columns: the beginning and the end stay. */
static void append_cut(struct sicht_text *line, const char *cell, unsigned width)
{
	struct sicht_bytes text = sicht_bytes_of(cell);
	unsigned columns = sicht_text_columns(text);
	if (columns <= width) {
		sicht_text_append(line, text.data, text.size);
		return;
	}
	unsigned left = (width - 1) / 2, right = width - 1 - left;
	sicht_text_append(line, cell, sicht_text_fit(text, left));
	sicht_text_append_string(line, CUT_MARK);
	size_t skip = sicht_text_fit(text, columns - right);
	sicht_text_append(line, cell + skip, text.size - skip);
}

/* A sentence behind what stands on `line` already, going on below itself. */
static void append_wrapped(struct sicht_text *line, const char *cell, unsigned width)
{
	struct sicht_text whole = {0};
	unsigned start = sicht_text_columns(sicht_text_bytes(line));
	sicht_text_wrap(&whole, line->size > 0 ? line->data : "", start, cell, start + width);
	sicht_text_clear(line);
	sicht_text_append(line, whole.data, whole.size - 1); /* without the newline */
	sicht_text_free(&whole);
}

static void append_cell(struct sicht_text *line, const struct sicht_column *column,
	const char *cell, unsigned width)
{
	struct sicht_text cut = {0};
	append_cut(&cut, cell, width);
	unsigned columns = sicht_text_columns(sicht_text_bytes(&cut));
	int pad = width > columns ? (int)(width - columns) : 0;
	sicht_text_printf(line, "%*s%s%*s", column->right ? pad : 0, "",
		cut.size > 0 ? cut.data : "", (column->right ? 0 : pad) + GAP_COLUMNS, "");
	sicht_text_free(&cut);
}

static void append_row(const struct sicht_table *table, const char *const *row,
	const unsigned *widths, struct sicht_text *line)
{
	sicht_text_printf(line, "%*s", (int)table->indent, "");
	for (size_t i = 0; i < table->column_count; i++) {
		const char *cell = row[i] != NULL ? row[i] : "";
		if (widths[i] == 0)
			continue;
		if (table->last_wraps && i + 1 == table->column_count)
			append_wrapped(line, cell, widths[i]);
		else
			append_cell(line, &table->columns[i], cell, widths[i]);
	}
	while (line->size > 0 && line->data[line->size - 1] == ' ')
		line->data[--line->size] = '\0';
}

void sicht_table_print(const struct sicht_table *table, FILE *stream)
{
	assert(table->column_count <= SICHT_TABLE_COLUMNS_MAX);
	assert(table->cell_count % table->column_count == 0);
	unsigned widths[SICHT_TABLE_COLUMNS_MAX];
	unsigned room = sicht_terminal_is(stream) ? sicht_terminal_width(stream) : UINT32_MAX;
	measure(table, room, widths);
	sicht_terminal_clear_line();
	struct sicht_text line = {0};
	if (table->columns[0].title != NULL) {
		const char *titles[SICHT_TABLE_COLUMNS_MAX];
		for (size_t column = 0; column < table->column_count; column++)
			titles[column] = table->columns[column].title;
		append_row(table, titles, widths, &line);
		fprintf(stream, "%s%s%s\n", sicht_style(stream, SICHT_STYLE_BOLD), line.data,
			sicht_style(stream, SICHT_STYLE_PLAIN));
	}
	for (size_t i = 0; i < table->cell_count; i += table->column_count) {
		sicht_text_clear(&line);
		append_row(table, table->cells + i, widths, &line);
		fprintf(stream, "%s\n", line.size > 0 ? line.data : "");
	}
	sicht_text_free(&line);
}

void sicht_table_free(struct sicht_table *table)
{
	free(table->cells);
	sicht_arena_free(&table->arena);
}
