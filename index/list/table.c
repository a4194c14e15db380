/* SPDX-License-Identifier: MIT */
/* See table.h. The idea: one table of the names that columns have in the field, one of how each is read. */
#include "index/list/table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "index/list/fields.h"
#include "sicht/limits.h"

#define HASHES                                                                                     \
	(1u << SICHT_COLUMN_MD5 | 1u << SICHT_COLUMN_SHA1 | 1u << SICHT_COLUMN_SHA256 |            \
		1u << SICHT_COLUMN_PDQ)

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
		if ((HASHES >> i & 1) != 0 && table->of[i] != SICHT_NO_COLUMN)
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
		if (look(head, *delimiter, &table) && guess(&table, HASHES) > 0)
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
	const char *at = table->options->map.data, *end = at + table->options->map.size;
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
	const char *at = options->map.data, *end = at + options->map.size;
	for (size_t i = 0; i < table.count; i++) {
		struct sicht_bytes name = table.names[i];
		known += at < end && name.size > 0 &&
			 memmem(at, (size_t)(end - at), name.data, name.size) != NULL;
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

/* ---- rows ---- */

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
		if ((HASHES >> i & 1) != 0 && field_of(table, (enum sicht_column)i).size > 0)
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

static void tell_what_was_left(const struct sicht_table *table)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	if (table->without_hash == 0 || table->options->tell == NULL)
		return;
	sicht_text_append_string(&text, "rows without a hash, which were left out: ");
	sicht_text_count(&text, table->without_hash);
	table->options->tell(table->options->tell_context, text.data);
}

enum sicht_status sicht_table_next(struct sicht_table *table, struct sicht_arena *arena,
	struct sicht_list_entry *out, bool *end)
{
	for (;;) {
		SICHT_TRY(sicht_csv_rows_next(table->rows, end));
		if (*end) {
			tell_what_was_left(table);
			return SICHT_OK;
		}
		SICHT_TRY(check_count(table));
		if (row_has_hash(table))
			break;
		table->without_hash += !is_blank(table->rows);
	}
	struct sicht_list_entry entry = {0};
	SICHT_TRY(read_row(table, arena, &entry.entry));
	*out = entry;
	return SICHT_OK;
}
