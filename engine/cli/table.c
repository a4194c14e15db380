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

/* Sentences stand beside their row if they have so much room, and the widest column so much. */
#define SENTENCE_COLUMNS 30
#define BESIDE_COLUMNS 24

/* Else below it, indented by so much more. */
#define BELOW_INDENT 4
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

/* How a table is laid out. */
struct layout {
	unsigned widths[SICHT_TABLE_COLUMNS_MAX]; /* 0: left out */
	size_t beside;                            /* columns that stand beside each other */
	unsigned below; /* width of a last column that stands below its row; 0: none does */
};

/* The widest of the columns that may be cut, the first of equals; SIZE_MAX: none may. */
static size_t find_widest(const struct sicht_table *table, const struct layout *layout, size_t end)
{
	size_t widest = SIZE_MAX;
	for (size_t i = 0; i < end; i++) {
		if (!table->columns[i].right &&
			(widest == SIZE_MAX || layout->widths[i] > layout->widths[widest]))
			widest = i;
	}
	return widest;
}

/* What the first `end` columns take, with their gaps. */
static unsigned row_width(const struct sicht_table *table, const struct layout *layout, size_t end)
{
	unsigned total = table->indent, gap = 0;
	for (size_t i = 0; i < end; i++) {
		if (layout->widths[i] == 0)
			continue;
		total += gap + layout->widths[i];
		gap = GAP_COLUMNS;
	}
	return total;
}

/*
 * Cut the widest of the first `end` columns, and again, until they take `room` or can give no more.
 */
static void narrow(
	const struct sicht_table *table, struct layout *layout, size_t end, unsigned room)
{
	size_t widest;
	for (size_t i = 0; i < end; i++) {
		if (!table->columns[i].right && layout->widths[i] > room)
			layout->widths[i] = room;
	}
	while (row_width(table, layout, end) > room &&
		(widest = find_widest(table, layout, end)) != SIZE_MAX &&
		layout->widths[widest] > NARROWEST_COLUMNS)
		layout->widths[widest]--;
}

/* Sentences get what the other columns leave, or, where that is too little, lines of their own. */
static void place_sentences(const struct sicht_table *table, struct layout *layout, unsigned room)
{
	size_t last = table->column_count - 1, widest = find_widest(table, layout, last);
	unsigned *sentence = &layout->widths[last];
	struct layout least = *layout;
	if (widest != SIZE_MAX && least.widths[widest] > BESIDE_COLUMNS)
		least.widths[widest] = BESIDE_COLUMNS;
	if (*sentence > SENTENCE_COLUMNS)
		least.widths[last] = SENTENCE_COLUMNS;
	if (row_width(table, &least, last + 1) > room) {
		layout->below = room - table->indent - BELOW_INDENT;
		layout->beside = last;
		return;
	}
	unsigned others = row_width(table, layout, last) + GAP_COLUMNS;
	unsigned left = others < room ? room - others : 0;
	if (*sentence > left)
		*sentence = left > SENTENCE_COLUMNS ? left : SENTENCE_COLUMNS;
}

static struct layout lay_out(const struct sicht_table *table, unsigned room)
{
	struct layout layout = {.beside = table->column_count};
	for (size_t i = 0; i < table->column_count; i++)
		layout.widths[i] = column_width(table, i);
	if (row_width(table, &layout, layout.beside) <= room)
		return layout;
	size_t cut = layout.beside;
	if (table->last_wraps) {
		place_sentences(table, &layout, room);
		cut = table->column_count - 1;
	}
	unsigned kept = layout.beside > cut ? layout.widths[cut] + GAP_COLUMNS : 0;
	narrow(table, &layout, cut, room - kept);
	return layout;
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
	struct sicht_bytes rest = sicht_bytes(cell + skip, text.size - skip);
	if (sicht_text_columns(rest) > right) { /* a wide character lies across the edge */
		size_t wide = sicht_text_fit(rest, 2);
		rest = sicht_bytes(cell + skip + wide, rest.size - wide);
	}
	sicht_text_append(line, rest.data, rest.size);
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
	const struct layout *layout, struct sicht_text *line)
{
	sicht_text_printf(line, "%*s", (int)table->indent, "");
	for (size_t i = 0; i < layout->beside; i++) {
		const char *cell = row[i] != NULL ? row[i] : "";
		if (layout->widths[i] == 0)
			continue;
		if (table->last_wraps && i + 1 == table->column_count)
			append_wrapped(line, cell, layout->widths[i]);
		else
			append_cell(line, &table->columns[i], cell, layout->widths[i]);
	}
	while (line->size > 0 && line->data[line->size - 1] == ' ')
		line->data[--line->size] = '\0';
}

/* The sentence of a row on lines of its own. */
static void append_below(const struct sicht_table *table, const char *sentence,
	const struct layout *layout, struct sicht_text *line)
{
	struct sicht_text below = {0};
	sicht_text_printf(&below, "%*s", (int)table->indent + BELOW_INDENT, "");
	append_wrapped(&below, sentence, layout->below);
	sicht_text_printf(line, "\n%s", below.data);
	sicht_text_free(&below);
}

void sicht_table_print(const struct sicht_table *table, FILE *stream)
{
	assert(table->column_count <= SICHT_TABLE_COLUMNS_MAX);
	assert(table->cell_count % table->column_count == 0);
	unsigned room = sicht_terminal_is(stream) ? sicht_terminal_width(stream) : UINT32_MAX;
	struct layout layout = lay_out(table, room);
	sicht_terminal_clear_line();
	struct sicht_text line = {0};
	if (table->columns[0].title != NULL) {
		const char *titles[SICHT_TABLE_COLUMNS_MAX];
		for (size_t column = 0; column < table->column_count; column++)
			titles[column] = table->columns[column].title;
		append_row(table, titles, &layout, &line);
		fprintf(stream, "%s%s%s\n", sicht_style(stream, SICHT_STYLE_BOLD), line.data,
			sicht_style(stream, SICHT_STYLE_PLAIN));
	}
	for (size_t i = 0; i < table->cell_count; i += table->column_count) {
		const char *last = table->cells[i + table->column_count - 1];
		sicht_text_clear(&line);
		append_row(table, table->cells + i, &layout, &line);
		if (layout.below > 0 && last[0] != '\0')
			append_below(table, last, &layout, &line);
		fprintf(stream, "%s\n", line.size > 0 ? line.data : "");
	}
	sicht_text_free(&line);
}

void sicht_table_free(struct sicht_table *table)
{
	free(table->cells);
	sicht_arena_free(&table->arena);
}
