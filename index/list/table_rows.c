/* SPDX-License-Identifier: MIT */
/* Rows become entries; see table.h. The idea: one table of how the field of each column is read. */
#include "index/list/table.h"

#include <string.h>

#include "engine/base/text.h"
#include "index/list/fields.h"

/* An entry on its way. */
struct reading {
	struct sicht_table *table;
	struct sicht_arena *arena;
	struct sicht_entry *entry;
	unsigned quality;
	enum sicht_profile profile;
};

static struct sicht_bytes field_of(const struct sicht_table *table, enum sicht_column column)
{
	return sicht_field_trim(sicht_csv_rows_field(table->rows, table->of[column]));
}

/* The characters that sicht_escape_csv() knows. */
bool sicht_table_is_guarded(struct sicht_bytes text)
{
	const char *data = text.data;
	static const char *const wide[] = {
		"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
	size_t at = 0;
	while (at < text.size && data[at] == SICHT_TABLE_GUARD)
		at++;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
		if (text.size - at >= 3 && memcmp(data + at, wide[i], 3) == 0)
			return true;
	}
	return at < text.size && memchr("=+-@\t\r\n", data[at], 7) != NULL;
}

/* Text as it stands, in the arena, without the guard that keeps a spreadsheet from running it. */
static struct sicht_bytes take_text(const struct reading *reading, enum sicht_column column)
{
	struct sicht_bytes text =
		sicht_csv_rows_field(reading->table->rows, reading->table->of[column]);
	const char *data = text.data;
	if (text.size > 0 && data[0] == SICHT_TABLE_GUARD && sicht_table_is_guarded(text))
		text = sicht_bytes(data + 1, text.size - 1);
	return sicht_arena_copy(reading->arena, text);
}

static enum sicht_status read_digest(struct reading *reading, enum sicht_column column)
{
	enum sicht_digest_kind kind = (enum sicht_digest_kind)column, found;
	struct sicht_bytes hex = field_of(reading->table, column);
	size_t digits = 2 * sicht_digest_size(kind);
	if (hex.size == 0)
		return SICHT_OK;
	if (hex.size != digits || !sicht_field_digest(hex, &reading->entry->digests, &found))
		return sicht_csv_rows_wrong(reading->table->rows, reading->table->of[column],
			"%zu hex digits (%s)", digits, sicht_column_name(column));
	return SICHT_OK;
}

static enum sicht_status read_quality(struct reading *reading, enum sicht_column column)
{
	struct sicht_bytes text = field_of(reading->table, column);
	uint64_t quality = 100; /* not said: whoever lists a hash found it good */
	if (text.size > 0 && (!sicht_field_number(text, &quality) || quality > 100))
		return sicht_csv_rows_wrong(
			reading->table->rows, reading->table->of[column], "a quality of 0 to 100");
	reading->quality = (unsigned)quality;
	return SICHT_OK;
}

static enum sicht_status read_profile(struct reading *reading, enum sicht_column column)
{
	struct sicht_bytes text = field_of(reading->table, column);
	if (text.size > 0 && !sicht_profile_parse(text, &reading->profile))
		return sicht_csv_rows_wrong(
			reading->table->rows, reading->table->of[column], "fullres or ref512");
	return SICHT_OK;
}

/* Behind quality and profile, which belong to it. */
static enum sicht_status read_pdq(struct reading *reading, enum sicht_column column)
{
	struct sicht_bytes hex = field_of(reading->table, column);
	struct sicht_pdq hash;
	if (hex.size == 0)
		return SICHT_OK;
	if (!sicht_pdq_from_hex(hex, &hash))
		return sicht_csv_rows_wrong(reading->table->rows, reading->table->of[column],
			"a PDQ hash of 64 hex digits");
	struct sicht_window_print *print = sicht_arena_alloc(reading->arena, sizeof *print);
	*print = (struct sicht_window_print){
		.window = SICHT_WINDOW_FULL,
		.profile = (uint8_t)reading->profile,
		.quality = (uint8_t)reading->quality,
		.exact = true,
		.form_count = 1,
		.form = {hash},
	};
	reading->entry->hash_count = 1;
	reading->entry->hashes = print;
	return SICHT_OK;
}

static enum sicht_status read_category(struct reading *reading, enum sicht_column column)
{
	struct sicht_table *table = reading->table;
	struct sicht_category *category = &reading->entry->category;
	category->code = take_text(reading, column);
	if (category->code.size == 0)
		return SICHT_OK;
	category->scheme = take_text(reading, SICHT_COLUMN_SCHEME);
	if (category->scheme.size == 0)
		category->scheme = table->options->scheme;
	if (category->scheme.size == 0)
		return sicht_csv_rows_wrong(table->rows, table->of[column],
			"a scheme for this category, in its column or by --scheme");
	return SICHT_OK;
}

static enum sicht_status read_series(struct reading *reading, enum sicht_column column)
{
	reading->entry->series = take_text(reading, column);
	return SICHT_OK;
}

static enum sicht_status read_path(struct reading *reading, enum sicht_column column)
{
	reading->entry->path = take_text(reading, column);
	return SICHT_OK;
}

static enum sicht_status read_size(struct reading *reading, enum sicht_column column)
{
	struct sicht_bytes text = field_of(reading->table, column);
	if (text.size == 0)
		return SICHT_OK;
	if (!sicht_field_number(text, &reading->entry->size_bytes))
		return sicht_csv_rows_wrong(
			reading->table->rows, reading->table->of[column], "a size in bytes");
	reading->entry->has_size = true;
	return SICHT_OK;
}

static enum sicht_status read_media(struct reading *reading, enum sicht_column column)
{
	if (!sicht_media_parse(field_of(reading->table, column), &reading->entry->media))
		reading->entry->media = SICHT_MEDIA_NONE; /* a hint: not worth a failure */
	return SICHT_OK;
}

static enum sicht_status read_tags(struct reading *reading, enum sicht_column column)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text tags = {0};
	struct sicht_bytes text = take_text(reading, column);
	const char *at = text.data;
	for (size_t left = text.size; left > 0;) {
		size_t size = strcspn(at, "|\r\n");
		if (size > 0) {
			sicht_text_append(&tags, at, size);
			sicht_text_append_string(&tags, "\n");
		}
		size += size < left;
		at += size;
		left -= size;
	}
	reading->entry->tags = sicht_arena_copy(reading->arena, sicht_text_bytes(&tags));
	return SICHT_OK;
}

static enum sicht_status read_external(struct reading *reading, enum sicht_column column)
{
	reading->entry->external = take_text(reading, column);
	return SICHT_OK;
}

/* In the order in which they are read. */
static const struct {
	enum sicht_column column;
	enum sicht_status (*read)(struct reading *reading, enum sicht_column column);
} readers[] = {
	{SICHT_COLUMN_MD5, read_digest},
	{SICHT_COLUMN_SHA1, read_digest},
	{SICHT_COLUMN_SHA256, read_digest},
	{SICHT_COLUMN_QUALITY, read_quality},
	{SICHT_COLUMN_PROFILE, read_profile},
	{SICHT_COLUMN_PDQ, read_pdq},
	{SICHT_COLUMN_CATEGORY, read_category},
	{SICHT_COLUMN_SERIES, read_series},
	{SICHT_COLUMN_PATH, read_path},
	{SICHT_COLUMN_SIZE, read_size},
	{SICHT_COLUMN_MEDIA, read_media},
	{SICHT_COLUMN_TAGS, read_tags},
	{SICHT_COLUMN_EXTERNAL, read_external},
};

/*
 * A row of fewer columns than the header has lost empty ones at its end, if the list goes on behind
 * it; one of more may have empty ones.
 */
static enum sicht_status check_count(const struct sicht_table *table)
{
	size_t count = sicht_csv_rows_count(table->rows);
	if (count < table->count && sicht_csv_rows_is_last(table->rows))
		return sicht_csv_rows_fail(
			table->rows, count, "found %zu of %zu columns", count, table->count);
	for (size_t i = table->count; i < count; i++) {
		if (sicht_field_trim(sicht_csv_rows_field(table->rows, i)).size > 0)
			return sicht_csv_rows_wrong(table->rows, i,
				"the end of the row, since the header has %zu columns; a field "
				"that "
				"holds the delimiter stands in quotes",
				table->count);
	}
	return SICHT_OK;
}

static enum sicht_status read_row(
	struct sicht_table *table, struct sicht_arena *arena, struct sicht_entry *entry)
{
	struct reading reading = {table, arena, entry, 100, table->options->profile};
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		if (table->of[readers[i].column] != SICHT_NO_COLUMN)
			SICHT_TRY(readers[i].read(&reading, readers[i].column));
	}
	return SICHT_OK;
}

static bool row_has_hash(const struct sicht_table *table)
{
	for (int i = 0; i < SICHT_COLUMN_COUNT; i++) {
		if ((SICHT_COLUMNS_OF_HASHES >> i & 1) != 0 &&
			field_of(table, (enum sicht_column)i).size > 0)
			return true;
	}
	return false;
}

static bool is_blank(const struct sicht_csv_rows *rows)
{
	for (size_t i = 0; i < sicht_csv_rows_count(rows); i++) {
		if (sicht_field_trim(sicht_csv_rows_field(rows, i)).size > 0)
			return false;
	}
	return true;
}

enum sicht_status sicht_table_next(struct sicht_table *table, struct sicht_arena *arena,
	struct sicht_list_entry *out, bool *end)
{
	struct sicht_list_entry entry = {0};
	do {
		SICHT_TRY(sicht_csv_rows_next(table->rows, end));
		if (*end)
			return SICHT_OK;
		SICHT_TRY(check_count(table));
	} while (is_blank(table->rows));
	entry.hashless = !row_has_hash(table);
	if (!entry.hashless)
		SICHT_TRY(read_row(table, arena, &entry.entry));
	*out = entry;
	return SICHT_OK;
}
