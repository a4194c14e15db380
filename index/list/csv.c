/* SPDX-License-Identifier: MIT */
/*
 * CSV and TSV with a header: the columns are found by the names that are in use, or named with --map;
 * what was found is told once. See table.h and csv_rows.h.
 *
 * Written is a fixed header, and fields as they are, quoted where RFC 4180 wants it; what a
 * spreadsheet would take for a formula gets an apostrophe in front, which reading takes off again. Of
 * the hashes the first of the full picture has a place; tags stand between |. A name that is no text
 * (control characters, bytes that are not UTF-8) is escaped as for a terminal, and is another one when
 * it is read again: JSON Lines keeps it.
 */
#include "index/list/formats.h"

#include <stdlib.h>
#include <string.h>

#include "index/list/fields.h"
#include "index/list/table.h"

/* ---- reading ---- */

bool sicht_csv_sniff(struct sicht_bytes head)
{
	return sicht_table_has_hashes(head);
}

/* columns: md5 from "Hash", path; not used: "Foo" */
static void tell_columns(const struct sicht_table *table)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text used = {0}, unused = {0};
	const struct sicht_list_options *options = table->options;
	size_t left = 0;
	if (options->tell == NULL)
		return;
	for (size_t i = 0; i < table->count; i++) {
		const char *field = NULL;
		for (int j = 0; j < SICHT_COLUMN_COUNT && field == NULL; j++) {
			if (table->of[j] == i)
				field = sicht_column_name((enum sicht_column)j);
		}
		struct sicht_bytes name = table->names[i];
		struct sicht_text *to = field != NULL ? &used : &unused;
		if (field == NULL && left++ >= SICHT_TABLE_COLUMNS_SHOWN)
			continue;
		sicht_text_append_string(to, to->size > 0 ? ", " : "");
		if (field != NULL)
			sicht_text_append_string(to, field);
		if (field != NULL && sicht_bytes_equal(name, sicht_bytes_of(field)))
			continue;
		sicht_text_append_string(to, field != NULL ? " from " : "");
		sicht_table_append_name(to, name);
	}
	if (left > SICHT_TABLE_COLUMNS_SHOWN)
		sicht_text_printf(&unused, " and %zu others", left - SICHT_TABLE_COLUMNS_SHOWN);
	SICHT_DEFER(sicht_text_free) struct sicht_text line = {0};
	sicht_text_printf(&line, "columns: %s%s%s", used.data, left > 0 ? "; not used: " : "",
		left > 0 ? unused.data : "");
	options->tell(options->tell_context, line.data);
}

static void close_reader(void *reader)
{
	struct sicht_table *table = reader;
	if (table == NULL)
		return;
	sicht_table_close(table);
	free(table);
}

static enum sicht_status open_reader(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	struct sicht_table *table = calloc(1, sizeof *table);
	if (table == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	enum sicht_status status = sicht_table_open(table, input, options, SICHT_COLUMNS_ALL);
	if (status != SICHT_OK) {
		close_reader(table);
		return status;
	}
	tell_columns(table);
	*reader = table;
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	return sicht_table_next(reader, arena, out, end);
}

static void place(const void *reader, struct sicht_text *text)
{
	sicht_csv_rows_place(((const struct sicht_table *)reader)->rows, text);
}

/* ---- writing ---- */

static void write_header(struct sicht_text *text)
{
	for (int i = 0; i < SICHT_COLUMN_COUNT; i++) {
		sicht_text_append_string(text, i > 0 ? "," : "");
		sicht_text_append_string(text, sicht_column_name((enum sicht_column)i));
	}
	sicht_text_append_string(text, "\n");
}

/* Nothing that a terminal would act upon, line feeds aside, and nothing that is not UTF-8? */
static bool is_harmless(struct sicht_bytes field)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text copy = {0}, escaped = {0};
	sicht_text_append(&copy, field.data, field.size);
	for (size_t i = 0; i < copy.size; i++) {
		if (copy.data[i] == '\n' || copy.data[i] == '\\')
			copy.data[i] = ' ';
	}
	sicht_escape_terminal(&escaped, sicht_text_bytes(&copy));
	return sicht_bytes_equal(sicht_text_bytes(&escaped), sicht_text_bytes(&copy));
}

static void write_text(struct sicht_text *text, struct sicht_bytes field)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text escaped = {0};
	if (!is_harmless(field)) {
		sicht_escape_terminal(&escaped, field);
		field = sicht_text_bytes(&escaped);
	}
	const char *data = field.data;
	bool guarded = sicht_table_is_guarded(field), quoted = guarded;
	for (size_t i = 0; i < field.size; i++)
		quoted = quoted || strchr(" ,;\"\t\r\n", data[i]) != NULL;
	if (!quoted) {
		sicht_text_append(text, field.data, field.size);
		return;
	}
	sicht_text_append_string(text, guarded ? "\"'" : "\"");
	for (size_t i = 0; i < field.size; i++) {
		sicht_text_append(text, &data[i], 1);
		if (data[i] == '"')
			sicht_text_append(text, &data[i], 1);
	}
	sicht_text_append_string(text, "\"");
}

/* Each is ended by a newline in an entry. */
static void write_tags(struct sicht_text *text, struct sicht_bytes tags)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text joined = {0};
	sicht_text_append(&joined, tags.data, tags.size > 0 ? tags.size - 1 : 0);
	for (size_t i = 0; i < joined.size; i++) {
		if (joined.data[i] == '\n')
			joined.data[i] = '|';
	}
	write_text(text, sicht_text_bytes(&joined));
}

/* The first of the full picture, or NULL. */
static const struct sicht_window_print *full_hash(const struct sicht_entry *entry)
{
	for (uint32_t i = 0; i < entry->hash_count; i++) {
		if (entry->hashes[i].window == SICHT_WINDOW_FULL)
			return &entry->hashes[i];
	}
	return NULL;
}

static void write_hash(struct sicht_text *text, const struct sicht_window_print *hash)
{
	char hex[SICHT_PDQ_HEX_DIGITS];
	if (hash == NULL) {
		sicht_text_append_string(text, ",,,");
		return;
	}
	sicht_pdq_to_hex(&hash->form[SICHT_TRANSFORM_ORIGINAL], hex);
	sicht_text_append(text, hex, sizeof hex);
	sicht_text_printf(text, ",%u,%s,", hash->quality,
		sicht_profile_name((enum sicht_profile)hash->profile));
}

static void write_entry(struct sicht_text *text, const struct sicht_list_entry *listed)
{
	const struct sicht_entry *entry = &listed->entry;
	const struct sicht_window_print *hash = full_hash(entry);
	const struct sicht_category *category = &entry->category;
	if (entry->digests.have == 0 && hash == NULL)
		return;
	for (int i = 0; i < SICHT_DIGEST_KIND_COUNT; i++) {
		sicht_field_write_digest(text, &entry->digests, (enum sicht_digest_kind)i);
		sicht_text_append_string(text, ",");
	}
	write_hash(text, hash);
	write_text(text, category->code);
	sicht_text_append_string(text, ",");
	write_text(text, category->code.size > 0 ? category->scheme : category->code);
	sicht_text_append_string(text, ",");
	write_text(text, entry->series);
	sicht_text_append_string(text, ",");
	write_text(text, entry->path);
	sicht_text_append_string(text, ",");
	if (entry->has_size)
		sicht_text_printf(text, "%llu", (unsigned long long)entry->size_bytes);
	sicht_text_append_string(text, ",");
	sicht_text_append_string(text, sicht_media_name(entry->media));
	sicht_text_append_string(text, ",");
	write_tags(text, entry->tags);
	sicht_text_append_string(text, ",");
	write_text(text, entry->external);
	sicht_text_append_string(text, "\n");
}

const struct sicht_list_reader sicht_csv_reader = {open_reader, read_entry, place, close_reader};
const struct sicht_list_writer sicht_csv_writer = {.begin = write_header, .entry = write_entry};
