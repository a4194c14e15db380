/* SPDX-License-Identifier: MIT */
/* Which column holds what; see table.h. The idea: one table of the names that are in use. */
#include "index/list/table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "index/list/fields.h"
#include "sicht/limits.h"

/* As much of a column's name as a message shows, in bytes. */
#define NAME_BYTES_SHOWN 32

/* ---- names of columns ---- */

/*
 * Without case, spaces and marks; of several that are there, the first of a kind counts. The first
 * name of a kind is our own. Others are those of Griffeye, X-Ways, Autopsy, ICSE, NSRL and VICS.
 */
static const struct {
	enum sicht_column column;
	const char *name;
} known_names[] = {
	{SICHT_COLUMN_MD5, "md5"},
	{SICHT_COLUMN_MD5, "md5hash"},
	{SICHT_COLUMN_MD5, "hashmd5"},
	{SICHT_COLUMN_MD5, "md5sum"},
	{SICHT_COLUMN_SHA1, "sha1"},
	{SICHT_COLUMN_SHA1, "sha1hash"},
	{SICHT_COLUMN_SHA1, "hashsha1"},
	{SICHT_COLUMN_SHA1, "sha1sum"},
	{SICHT_COLUMN_SHA256, "sha256"},
	{SICHT_COLUMN_SHA256, "sha256hash"},
	{SICHT_COLUMN_SHA256, "hashsha256"},
	{SICHT_COLUMN_SHA256, "sha256sum"},
	{SICHT_COLUMN_PDQ, "pdq"},
	{SICHT_COLUMN_PDQ, "pdqhash"},
	{SICHT_COLUMN_PDQ, "hashpdq"},
	{SICHT_COLUMN_QUALITY, "quality"},
	{SICHT_COLUMN_QUALITY, "pdqquality"},
	{SICHT_COLUMN_PROFILE, "profile"},
	{SICHT_COLUMN_PROFILE, "pdqprofile"},
	{SICHT_COLUMN_CATEGORY, "category"},
	{SICHT_COLUMN_CATEGORY, "kategorie"},
	{SICHT_COLUMN_SCHEME, "scheme"},
	{SICHT_COLUMN_SCHEME, "categoryscheme"},
	{SICHT_COLUMN_SERIES, "series"},
	{SICHT_COLUMN_SERIES, "seriesname"},
	{SICHT_COLUMN_SERIES, "serie"},
	{SICHT_COLUMN_PATH, "path"},
	{SICHT_COLUMN_PATH, "filepath"},
	{SICHT_COLUMN_PATH, "fullpath"},
	{SICHT_COLUMN_PATH, "relativefilepath"},
	{SICHT_COLUMN_PATH, "pfad"},
	{SICHT_COLUMN_PATH, "filename"},
	{SICHT_COLUMN_PATH, "dateiname"},
	{SICHT_COLUMN_PATH, "file"},
	{SICHT_COLUMN_PATH, "name"},
	{SICHT_COLUMN_SIZE, "size"},
	{SICHT_COLUMN_SIZE, "filesize"},
	{SICHT_COLUMN_SIZE, "mediasize"},
	{SICHT_COLUMN_SIZE, "sizebytes"},
	{SICHT_COLUMN_SIZE, "filesizebytes"},
	{SICHT_COLUMN_MEDIA, "media"},
	{SICHT_COLUMN_MEDIA, "mimetype"},
	{SICHT_COLUMN_MEDIA, "mime"},
	{SICHT_COLUMN_MEDIA, "contenttype"},
	{SICHT_COLUMN_TAGS, "tags"},
	{SICHT_COLUMN_TAGS, "tag"},
	{SICHT_COLUMN_EXTERNAL, "external"},
	{SICHT_COLUMN_EXTERNAL, "externalid"},
	{SICHT_COLUMN_EXTERNAL, "mediaid"},
	{SICHT_COLUMN_EXTERNAL, "imageid"},
};
#define KNOWN_NAMES (sizeof known_names / sizeof *known_names)

const char *sicht_column_name(enum sicht_column column)
{
	size_t i = 0;
	while (known_names[i].column != column)
		i++;
	return known_names[i].name;
}

/* Letters without case, digits, and what is beyond ASCII; 0: no more of them. */
static unsigned char next_letter(struct sicht_bytes text, size_t *at)
{
	const unsigned char *data = text.data;
	while (*at < text.size) {
		unsigned char byte = data[(*at)++];
		if (byte >= 'A' && byte <= 'Z')
			return (unsigned char)(byte - 'A' + 'a');
		if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80)
			return byte;
	}
	return 0;
}

static bool is_alike(struct sicht_bytes a, struct sicht_bytes b)
{
	size_t at_a = 0, at_b = 0;
	unsigned char letter;
	do {
		letter = next_letter(a, &at_a);
		if (letter != next_letter(b, &at_b))
			return false;
	} while (letter != 0);
	return true;
}

static size_t find(const struct sicht_table *table, struct sicht_bytes name)
{
	for (size_t i = 0; i < table->count; i++) {
		if (sicht_bytes_equal(table->names[i], name))
			return i;
	}
	for (size_t i = 0; i < table->count; i++) {
		if (is_alike(table->names[i], name))
			return i;
	}
	return SICHT_NO_COLUMN;
}

size_t sicht_table_find(const struct sicht_table *table, const char *name)
{
	return find(table, sicht_bytes_of(name));
}

static bool is_taken(const struct sicht_table *table, size_t index)
{
	for (int i = 0; i < SICHT_COLUMN_COUNT; i++) {
		if (table->of[i] == index)
			return true;
	}
	return false;
}

/* ---- the header ---- */

void sicht_table_append_name(struct sicht_text *text, struct sicht_bytes name)
{
	bool cut = name.size > NAME_BYTES_SHOWN;
	sicht_text_append_string(text, "\"");
	sicht_escape_terminal(text, sicht_bytes(name.data, cut ? NAME_BYTES_SHOWN : name.size));
	sicht_text_append_string(text, cut ? "...\"" : "\"");
}

/* The delimiter that a first line "sep=;" names, as one spreadsheet writes it for another; or 0. */
static char named_delimiter(struct sicht_bytes head)
{
	struct sicht_bytes line = sicht_field_first_line(head);
	const char *text = line.data;
	if (line.size != 5 || memcmp(text, "sep=", 4) != 0 ||
		strchr(SICHT_TABLE_DELIMITERS, text[4]) == NULL)
		return '\0';
	return text[4];
}

/* The first row, or the one behind a line that names the delimiter. */
static enum sicht_status read_header(struct sicht_table *table, struct sicht_list_input *input,
	const struct sicht_list_options *options, char delimiter)
{
	char named = named_delimiter(input->head);
	bool end;
	table->options = options;
	for (int i = 0; i < SICHT_COLUMN_COUNT; i++)
		table->of[i] = SICHT_NO_COLUMN;
	SICHT_TRY(sicht_csv_rows_open(
		input, options, named != '\0' ? named : delimiter, &table->rows));
	SICHT_TRY(sicht_csv_rows_next(table->rows, &end));
	if (named != '\0')
		SICHT_TRY(sicht_csv_rows_next(table->rows, &end));
	table->count = end ? 0 : sicht_csv_rows_count(table->rows);
	table->names = sicht_arena_alloc(&table->arena, table->count * sizeof *table->names);
	for (size_t i = 0; i < table->count; i++)
		table->names[i] = sicht_arena_copy(
			&table->arena, sicht_field_trim(sicht_csv_rows_field(table->rows, i)));
	return SICHT_OK;
}

/* Columns by the names that are in use; how many there are. */
static size_t guess(struct sicht_table *table, unsigned wanted)
{
	size_t count = 0;
	for (size_t i = 0; i < KNOWN_NAMES; i++) {
		enum sicht_column column = known_names[i].column;
		if ((wanted >> column & 1) == 0 || table->of[column] != SICHT_NO_COLUMN)
			continue;
		size_t found = sicht_table_find(table, known_names[i].name);
		if (found == SICHT_NO_COLUMN || is_taken(table, found))
			continue;
		table->of[column] = found;
		count++;
	}
	return count;
}

static bool has_hashes(const struct sicht_table *table)
{
	for (int i = 0; i < SICHT_COLUMN_COUNT; i++) {
		if ((SICHT_COLUMNS_OF_HASHES >> i & 1) != 0 && table->of[i] != SICHT_NO_COLUMN)
			return true;
	}
	return false;
}

/* The header alone, as the first bytes have it. */
static bool look(struct sicht_bytes head, char delimiter, struct sicht_table *table)
{
	static const struct sicht_list_options none;
	struct sicht_list_input input = sicht_list_input_of(head, "");
	bool read = read_header(table, &input, &none, delimiter) == SICHT_OK;
	sicht_csv_rows_close(table->rows); /* with it, the input ends */
	table->rows = NULL;
	return read;
}

bool sicht_table_has(struct sicht_bytes head, char delimiter, const char *const *names)
{
	SICHT_DEFER(sicht_table_close) struct sicht_table table = {0};
	bool all = look(head, delimiter, &table);
	for (size_t i = 0; all && names[i] != NULL; i++)
		all = sicht_table_find(&table, names[i]) != SICHT_NO_COLUMN;
	return all;
}

bool sicht_table_has_hashes(struct sicht_bytes head)
{
	for (const char *delimiter = SICHT_TABLE_DELIMITERS; *delimiter != '\0'; delimiter++) {
		SICHT_DEFER(sicht_table_close) struct sicht_table table = {0};
		if (look(head, *delimiter, &table) && guess(&table, SICHT_COLUMNS_OF_HASHES) > 0)
			return true;
	}
	return false;
}

/* ---- --map ---- */

static enum sicht_status fail_without(
	const struct sicht_table *table, const char *name, const char *what)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	for (size_t i = 0; i < table->count && i < SICHT_TABLE_COLUMNS_SHOWN; i++) {
		sicht_text_append_string(&text, i > 0 ? ", " : "");
		sicht_table_append_name(&text, table->names[i]);
	}
	if (table->count > SICHT_TABLE_COLUMNS_SHOWN)
		sicht_text_printf(
			&text, " and %zu others", table->count - SICHT_TABLE_COLUMNS_SHOWN);
	return sicht_csv_rows_fail(table->rows, 0, "expected %s%s, found the columns %s", what,
		name, text.size > 0 ? text.data : "\"\"");
}

/* Which field of ours is it? */
static bool column_of(struct sicht_bytes name, int *column)
{
	for (*column = 0; *column < SICHT_COLUMN_COUNT; ++*column) {
		if (is_alike(name, sicht_bytes_of(sicht_column_name((enum sicht_column) * column))))
			return true;
	}
	return false;
}

/* "md5=Hash"; "category=" leaves categories out, and takes them from `wanted`. */
static enum sicht_status map_one(
	struct sicht_table *table, struct sicht_bytes pair, unsigned *wanted)
{
	const char *start = pair.data;
	const char *equals = pair.size > 0 ? memchr(start, '=', pair.size) : NULL;
	size_t size = equals != NULL ? (size_t)(equals - start) : pair.size;
	struct sicht_bytes field = sicht_field_trim(sicht_bytes(start, size));
	int column;
	if (equals == NULL || !column_of(field, &column))
		return sicht_fail(SICHT_ERROR_USAGE,
			"--map: expected FIELD=COLUMN,..., with the fields md5, sha1, sha256, pdq, "
			"quality, profile, category, scheme, series, path, size, media, tags, "
			"external; found '%s'",
			sicht_printable(&table->arena, pair));
	struct sicht_bytes name = sicht_field_trim(sicht_bytes(equals + 1, pair.size - size - 1));
	*wanted &= ~(1u << column);
	if (name.size == 0)
		return SICHT_OK;
	table->of[column] = find(table, name);
	if (table->of[column] == SICHT_NO_COLUMN)
		return fail_without(
			table, sicht_printable(&table->arena, name), "a column that --map names: ");
	return SICHT_OK;
}

static enum sicht_status map_all(struct sicht_table *table, unsigned *wanted)
{
	struct sicht_bytes map = table->options->map;
	if (map.size == 0)
		return SICHT_OK;
	const char *at = map.data, *end = at + map.size;
	while (at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma != NULL ? comma : end;
		SICHT_TRY(map_one(table, sicht_bytes(at, (size_t)(stop - at)), wanted));
		at = comma != NULL ? comma + 1 : end;
	}
	return SICHT_OK;
}

/* ---- opening ---- */

/* How many columns this delimiter gives names to that are in use, or that --map has. */
static size_t count_known(struct sicht_bytes head, char delimiter,
	const struct sicht_list_options *options, unsigned wanted)
{
	SICHT_DEFER(sicht_table_close) struct sicht_table table = {0};
	if (!look(head, delimiter, &table))
		return 0;
	size_t known = guess(&table, wanted);
	struct sicht_bytes map = options->map;
	for (size_t i = 0; i < table.count; i++) {
		struct sicht_bytes name = table.names[i];
		known += map.size > 0 && name.size > 0 &&
			 memmem(map.data, map.size, name.data, name.size) != NULL;
	}
	return known * (SICHT_LIST_COLUMNS_MAX + 1) + table.count;
}

static char choose_delimiter(
	struct sicht_bytes head, const struct sicht_list_options *options, unsigned wanted)
{
	char best = ',';
	size_t most = 0;
	for (const char *delimiter = SICHT_TABLE_DELIMITERS; *delimiter != '\0'; delimiter++) {
		size_t known = count_known(head, *delimiter, options, wanted);
		if (known > most) {
			best = *delimiter;
			most = known;
		}
	}
	return best;
}

enum sicht_status sicht_table_open(struct sicht_table *table, struct sicht_list_input *input,
	const struct sicht_list_options *options, unsigned wanted)
{
	SICHT_TRY(
		read_header(table, input, options, choose_delimiter(input->head, options, wanted)));
	SICHT_TRY(map_all(table, &wanted));
	guess(table, wanted);
	if (!has_hashes(table))
		return fail_without(table, "",
			"a column of hashes (md5, sha1, sha256 or pdq; --format csv --map "
			"md5=COLUMN "
			"names it)");
	size_t category = table->of[SICHT_COLUMN_CATEGORY];
	if (category != SICHT_NO_COLUMN && table->of[SICHT_COLUMN_SCHEME] == SICHT_NO_COLUMN &&
		options->scheme.size == 0)
		return sicht_csv_rows_wrong(table->rows, category,
			"to be told what its categories mean: name their scheme with --scheme, or "
			"leave them out with --map category=");
	return SICHT_OK;
}

void sicht_table_close(struct sicht_table *table)
{
	sicht_csv_rows_close(table->rows);
	sicht_arena_free(&table->arena);
}
