/* SPDX-License-Identifier: MIT */
/*
 * Lists of hashdeep:
 *
 *     %%%% HASHDEEP-1.0
 *     %%%% size,md5,sha256,filename
 *     ## Invoked from: /evidence
 *     2831155,<32 hex>,<64 hex>,/evidence/a, b.jpg
 *
 * The second line names the columns, in any choice and order, the name last. A name is the rest of
 * its line, not quoted: commas belong to it, and it has no encoding. Columns of other digests are
 * left out. Several lists may follow each other in one file, each with its head.
 */
#include "index/list/formats.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "index/list/fields.h"
#include "index/list/lines.h"

/* hashdeep knows seven digests, a size and a name. */
#define COLUMNS_MAX 16
#define VERSION "%%%% HASHDEEP-1."

enum column { OTHER, MD5, SHA1, SHA256, SIZE, NAME };

static const char *const column_names[] = {
	[MD5] = "md5", [SHA1] = "sha1", [SHA256] = "sha256", [SIZE] = "size", [NAME] = "filename"};

struct hashdeep {
	struct sicht_lines *lines;
	enum column columns[COLUMNS_MAX];
	size_t count; /* 0: no head yet */
};

/* What is left of a line. */
struct rest {
	struct sicht_bytes line;
	size_t at;
};

static void close_reader(void *reader)
{
	struct hashdeep *list = reader;
	if (list == NULL)
		return;
	sicht_lines_close(list->lines);
	free(list);
}

static enum sicht_status open_reader(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	void *lines = NULL;
	struct hashdeep *list = calloc(1, sizeof *list);
	if (list == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	enum sicht_status status = sicht_lines_open(input, options, &lines);
	if (status != SICHT_OK) {
		free(list);
		return status;
	}
	list->lines = lines;
	*reader = list;
	return SICHT_OK;
}

static void place(const void *reader, struct sicht_text *text)
{
	sicht_lines_place(((const struct hashdeep *)reader)->lines, text);
}

static bool begins(struct sicht_bytes line, const char *with)
{
	size_t size = strlen(with);
	return line.size >= size && memcmp(line.data, with, size) == 0;
}

bool sicht_hashdeep_sniff(struct sicht_bytes head)
{
	return begins(sicht_field_first_line(head), VERSION);
}

/* Up to the next comma, which is taken, too; or to the end. */
static struct sicht_bytes take_field(struct rest *rest)
{
	const char *start = (const char *)rest->line.data + rest->at;
	size_t left = rest->line.size - rest->at;
	const char *comma = left > 0 ? memchr(start, ',', left) : NULL;
	size_t size = comma != NULL ? (size_t)(comma - start) : left;
	rest->at += size + (comma != NULL);
	return sicht_bytes(start, size);
}

static enum column column_of(struct sicht_bytes name)
{
	for (enum column i = MD5; i <= NAME; i++) {
		if (strlen(column_names[i]) == name.size &&
			strncasecmp(column_names[i], name.data, name.size) == 0)
			return i;
	}
	return OTHER;
}

/* "%%%% size,md5,sha256,filename" */
static enum sicht_status read_columns(struct hashdeep *list, struct sicht_bytes line)
{
	struct rest rest = {line, strlen("%%%%")};
	enum column column = OTHER;
	bool digest = false;
	for (list->count = 0; rest.at < line.size && list->count < COLUMNS_MAX; list->count++) {
		column = column_of(sicht_field_trim(take_field(&rest)));
		list->columns[list->count] = column;
		digest = digest || (column >= MD5 && column <= SHA256);
		if (column == NAME)
			break;
	}
	if (!digest || column != NAME || rest.at < line.size)
		return sicht_lines_fail(list->lines, 6,
			"expected the columns with at least one of md5, sha1 and sha256 and with "
			"filename as the last, as in %%%%%%%% size,md5,sha256,filename");
	list->count++;
	return SICHT_OK;
}

/* The next line that is a record; its heads are read on the way. */
static enum sicht_status next_record(struct hashdeep *list, struct sicht_bytes *line)
{
	for (;;) {
		SICHT_TRY(sicht_lines_next_text(list->lines, line));
		if (line->data == NULL)
			return SICHT_OK;
		if (begins(*line, VERSION))
			continue;
		if (begins(*line, "%%%% HASHDEEP-"))
			return sicht_lines_fail(list->lines, 6, "expected version HASHDEEP-1.0");
		if (begins(*line, "%%%%")) {
			SICHT_TRY(read_columns(list, *line));
			continue;
		}
		if (list->count == 0)
			return sicht_lines_fail(list->lines, 1,
				"expected the head of a list of hashdeep: %%%%%%%% HASHDEEP-1.0, "
				"then "
				"%%%%%%%% size,md5,sha256,filename");
		return SICHT_OK;
	}
}

static enum sicht_status wrong(const struct hashdeep *list, const struct rest *rest,
	struct sicht_bytes found, enum column column)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	size_t at = (size_t)((const char *)found.data - (const char *)rest->line.data) + 1;
	sicht_field_found(&text, found);
	if (column == SIZE)
		return sicht_lines_fail(list->lines, at, "%s, expected a size in bytes", text.data);
	return sicht_lines_fail(list->lines, at, "%s, expected %zu hex digits (%s)", text.data,
		2 * sicht_digest_size((enum sicht_digest_kind)(column - MD5)),
		column_names[column]);
}

/* One of the columns before the name. */
static enum sicht_status read_column(const struct hashdeep *list, struct rest *rest,
	enum column column, struct sicht_entry *entry)
{
	size_t start = rest->at;
	struct sicht_bytes field = take_field(rest);
	enum sicht_digest_kind kind;
	if (start + field.size == rest->line.size)
		return sicht_lines_fail(list->lines, rest->line.size + 1,
			"expected a comma and more columns: there are %zu, the name is the last",
			list->count);
	if (column == SIZE) {
		entry->has_size = sicht_field_number(field, &entry->size_bytes);
		return entry->has_size ? SICHT_OK : wrong(list, rest, field, column);
	}
	if (column == OTHER || field.size == 0)
		return SICHT_OK;
	if (field.size != 2 * sicht_digest_size((enum sicht_digest_kind)(column - MD5)) ||
		!sicht_field_digest(field, &entry->digests, &kind))
		return wrong(list, rest, field, column);
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct hashdeep *list = reader;
	struct sicht_list_entry entry = {0};
	struct rest rest = {0};
	SICHT_TRY(next_record(list, &rest.line));
	*end = rest.line.data == NULL;
	if (*end)
		return SICHT_OK;
	for (size_t i = 0; i + 1 < list->count; i++)
		SICHT_TRY(read_column(list, &rest, list->columns[i], &entry.entry));
	if (entry.entry.digests.have == 0)
		return sicht_lines_fail(
			list->lines, 1, "expected a digest: md5, sha1 or sha256, found none");
	const char *name = (const char *)rest.line.data + rest.at;
	entry.entry.path = sicht_arena_copy(arena, sicht_bytes(name, rest.line.size - rest.at));
	*out = entry;
	return SICHT_OK;
}

static void begin(struct sicht_text *text)
{
	sicht_text_append_string(text, "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n");
}

/* hashdeep takes no record with an empty column: what does not have all of them has no place. */
static void write_entry(struct sicht_text *text, const struct sicht_list_entry *listed)
{
	const struct sicht_entry *entry = &listed->entry;
	const unsigned wanted = 1u << SICHT_DIGEST_MD5 | 1u << SICHT_DIGEST_SHA256;
	if ((entry->digests.have & wanted) != wanted || !entry->has_size || entry->path.size == 0)
		return;
	sicht_text_printf(text, "%llu,", (unsigned long long)entry->size_bytes);
	sicht_field_write_digest(text, &entry->digests, SICHT_DIGEST_MD5);
	sicht_text_append_string(text, ",");
	sicht_field_write_digest(text, &entry->digests, SICHT_DIGEST_SHA256);
	sicht_text_append_string(text, ",");
	sicht_field_write_name(text, entry->path);
	sicht_text_append_string(text, "\n");
}

const struct sicht_list_reader sicht_hashdeep_reader = {
	open_reader, read_entry, place, close_reader};
const struct sicht_list_writer sicht_hashdeep_writer = {.begin = begin, .entry = write_entry};
