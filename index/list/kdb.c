/* SPDX-License-Identifier: MIT */
/*
 * Hash databases of The Sleuth Kit and Autopsy (.kdb), read.
 *
 *     hashes(id INTEGER PRIMARY KEY, md5 BINARY(16), sha1 BINARY(20), sha2_256 BINARY(32))
 *     file_names(name, hash_id)     comments(comment, hash_id)     db_properties(name, value)
 *
 * Source: tsk/hashdb/sqlite_hdb.cpp of The Sleuth Kit. A hash may have several names and comments;
 * an entry has the first name, and its comments are its tags. The ids are of this one database and
 * say nothing elsewhere.
 *
 * Neither table has an index of hash_id, and a database that sorts them for us takes memory that its
 * rows decide. So what lies where is noted here: 16 bytes for each name and comment.
 */
#include "index/list/formats.h"

#include <stdlib.h>

#include "engine/base/array.h"
#include "index/list/sqlite.h"
#include "sicht/limits.h"

/* A row of a table of texts that belong to hashes. */
/* Of a text of a hash. Numbers of hashes are told apart, not added: below 0 they count as large. */
struct place {
	uint64_t hash;
	int64_t row;
};

struct texts {
	struct place *places; /* by hash, then by row */
	size_t count, capacity;
	struct sicht_rows *by_row;
};

struct kdb {
	struct sicht_database *database;
	struct sicht_rows *hashes;
	struct texts names, comments;
};

bool sicht_kdb_sniff(struct sicht_bytes head)
{
	static const char *const words[] = {"sha2_256", "db_properties", NULL};
	return sicht_database_sniff(head, words);
}

static void close_kdb(void *reader)
{
	struct kdb *kdb = reader;
	if (kdb == NULL)
		return;
	sicht_rows_close(kdb->hashes);
	sicht_rows_close(kdb->names.by_row);
	sicht_rows_close(kdb->comments.by_row);
	sicht_database_close(kdb->database);
	free(kdb->names.places);
	free(kdb->comments.places);
	free(kdb);
}

static void close_kdbp(struct kdb **kdb)
{
	close_kdb(*kdb);
}

static int compare_places(const void *a, const void *b)
{
	const struct place *one = a, *other = b;
	if (one->hash != other->hash)
		return one->hash < other->hash ? -1 : 1;
	return (one->row > other->row) - (one->row < other->row);
}

static void rows_closep(struct sicht_rows **rows)
{
	sicht_rows_close(*rows);
}

/* Note where the texts of `table` lie. It may be missing. */
static enum sicht_status note_places(struct sicht_database *database, const char *table,
	const char *column, const char *all_rows, const char *one_row, struct texts *out)
{
	SICHT_DEFER(rows_closep) struct sicht_rows *rows = NULL;
	if (!sicht_database_has(database, table, column) ||
		!sicht_database_has(database, table, "hash_id"))
		return SICHT_OK;
	SICHT_TRY(sicht_database_select(database, table, all_rows, &rows));
	for (;;) {
		bool end, has_hash, has_row;
		SICHT_TRY(sicht_rows_next(rows, &end));
		if (end)
			break;
		struct place place = {.hash = (uint64_t)sicht_rows_number(rows, 0, &has_hash),
			.row = sicht_rows_number(rows, 1, &has_row)};
		if (!has_hash || !has_row)
			return sicht_rows_fail(rows, "column hash_id: expected a whole number");
		SICHT_TRY(
			sicht_grow(&out->places, sizeof *out->places, out->count, &out->capacity));
		out->places[out->count++] = place;
	}
	if (out->count > 0)
		qsort(out->places, out->count, sizeof *out->places, compare_places);
	return sicht_database_select(database, table, one_row, &out->by_row);
}

static enum sicht_status open_kdb(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	(void)options;
	static const char *const columns[] = {"id", "md5", "sha1", "sha2_256"};
	SICHT_DEFER(close_kdbp) struct kdb *kdb = calloc(1, sizeof *kdb);
	if (kdb == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	SICHT_TRY(sicht_database_open(input, &kdb->database));
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		if (!sicht_database_has(kdb->database, "hashes", columns[i]))
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s: expected a table hashes with the columns id, md5, sha1 and "
				"sha2_256; there is no %s",
				input->name, columns[i]);
	}
	SICHT_TRY(note_places(kdb->database, "file_names", "name",
		"SELECT hash_id, rowid FROM file_names",
		"SELECT name FROM file_names WHERE rowid = ?1", &kdb->names));
	SICHT_TRY(note_places(kdb->database, "comments", "comment",
		"SELECT hash_id, rowid FROM comments",
		"SELECT comment FROM comments WHERE rowid = ?1", &kdb->comments));
	SICHT_TRY(sicht_database_select(kdb->database, "hashes",
		"SELECT id, md5, sha1, sha2_256 FROM hashes", &kdb->hashes));
	*reader = kdb;
	kdb = NULL;
	return SICHT_OK;
}

static size_t first_place(const struct texts *texts, uint64_t hash)
{
	return sicht_first_of_key(texts->places, sizeof *texts->places, texts->count, hash);
}

/* The text at place number `at`, lent; empty if it is not of that hash. */
static enum sicht_status text_at(
	struct texts *texts, size_t at, uint64_t hash, struct sicht_bytes *out)
{
	bool end;
	*out = sicht_bytes("", 0);
	if (at >= texts->count || texts->places[at].hash != hash)
		return SICHT_OK;
	sicht_rows_begin(texts->by_row, texts->places[at].row);
	SICHT_TRY(sicht_rows_next(texts->by_row, &end));
	if (!end)
		*out = sicht_rows_text(texts->by_row, 0);
	return SICHT_OK;
}

static enum sicht_status read_name(
	struct kdb *kdb, uint64_t hash, struct sicht_arena *arena, struct sicht_entry *entry)
{
	struct sicht_bytes name;
	SICHT_TRY(text_at(&kdb->names, first_place(&kdb->names, hash), hash, &name));
	if (name.size > 0 && memchr(name.data, '\0', name.size) != NULL)
		return sicht_rows_fail(kdb->hashes, "expected a name, found one with a zero byte");
	entry->path = sicht_arena_copy(arena, name);
	return SICHT_OK;
}

/* A comment is one line: its line breaks become spaces. */
static void append_comment(struct sicht_text *tags, struct sicht_bytes comment)
{
	size_t from = tags->size;
	sicht_text_append(tags, comment.data, comment.size);
	for (size_t i = from; i < tags->size; i++) {
		if (tags->data[i] == '\n' || tags->data[i] == '\r' || tags->data[i] == '\0')
			tags->data[i] = ' ';
	}
	sicht_text_append_string(tags, "\n");
}

static enum sicht_status read_comments(
	struct kdb *kdb, uint64_t hash, struct sicht_arena *arena, struct sicht_entry *entry)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text tags = {0};
	struct texts *comments = &kdb->comments;
	for (size_t at = first_place(comments, hash);
		at < comments->count && comments->places[at].hash == hash; at++) {
		struct sicht_bytes comment;
		SICHT_TRY(text_at(comments, at, hash, &comment));
		if (comment.size > 0)
			append_comment(&tags, comment);
		if (tags.size > SICHT_LIST_ROW_BYTES_MAX)
			return sicht_rows_fail(kdb->hashes, "expected comments of %d bytes at most",
				SICHT_LIST_ROW_BYTES_MAX);
	}
	entry->tags = sicht_arena_copy(arena, sicht_text_bytes(&tags));
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct kdb *kdb = reader;
	struct sicht_list_entry listed = {0};
	struct sicht_entry *entry = &listed.entry;
	bool has_id;
	SICHT_TRY(sicht_rows_next(kdb->hashes, end));
	if (*end)
		return SICHT_OK;
	int64_t id = sicht_rows_number(kdb->hashes, 0, &has_id);
	if (!has_id)
		return sicht_rows_fail(kdb->hashes, "column id: expected a whole number");
	SICHT_TRY(sicht_rows_digest(kdb->hashes, 1, SICHT_DIGEST_MD5, &entry->digests));
	SICHT_TRY(sicht_rows_digest(kdb->hashes, 2, SICHT_DIGEST_SHA1, &entry->digests));
	SICHT_TRY(sicht_rows_digest(kdb->hashes, 3, SICHT_DIGEST_SHA256, &entry->digests));
	if (entry->digests.have == 0)
		return sicht_rows_fail(
			kdb->hashes, "expected a hash: one of md5, sha1 and sha2_256");
	SICHT_TRY(read_name(kdb, (uint64_t)id, arena, entry));
	SICHT_TRY(read_comments(kdb, (uint64_t)id, arena, entry));
	*out = listed;
	return SICHT_OK;
}

static void place_of_row(const void *reader, struct sicht_text *text)
{
	sicht_rows_place(((const struct kdb *)reader)->hashes, text);
}

const struct sicht_list_reader sicht_kdb_reader = {open_kdb, read_entry, place_of_row, close_kdb};
