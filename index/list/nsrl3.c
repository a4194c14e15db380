/* SPDX-License-Identifier: MIT */
/*
 * The NSRL's Reference Data Set, version 3, read: a SQLite database.
 *
 *     FILE(sha256, sha1, md5, file_name, file_size, package_id)     minimal sets: a table
 *     METADATA(sha256, sha1, md5, bytes, ...)                       full sets, where FILE is a view of it
 *
 * A file that is in several packages has several rows: it is one entry here, of its digests and its
 * size. Names are left out, since they are not of the file but of a package, and thousands have the
 * same. What has been seen is remembered: 16 bytes for each different file, and up to twice that
 * again while the table of them grows.
 *
 * "Known" in this set means known software, and says nothing of what is in it. Deltas come as SQL
 * text: they are run by sqlite3 into a copy of the full set, which is then read here.
 */
#include "index/list/formats.h"

#include <stdlib.h>
#include <string.h>

#include "index/list/sqlite.h"
#include "index/segment/checksum.h"

/* Half of a key is of the digest itself, half of all that is compared; never all zero. */
struct key {
	uint64_t digest, all;
};

/* Open addressing; at most three quarters full. */
struct seen {
	struct key *keys;
	size_t count, capacity; /* a power of two */
};

#define SEEN_CAPACITY_MIN 1024

struct nsrl3 {
	struct sicht_database *database;
	struct sicht_rows *files;
	struct seen seen;
};

bool sicht_nsrl3_sniff(struct sicht_bytes head)
{
	static const char *const words[] = {"package_id", "sha256", "sha1", "md5", NULL};
	return sicht_database_sniff(head, words);
}

/* ---- what has been seen ---- */

static struct key key_of(const struct sicht_digests *digests)
{
	struct key key = {.all = sicht_checksum(digests, sizeof *digests) | 1};
	const uint8_t *strongest = (digests->have & 1u << SICHT_DIGEST_SHA256) != 0
					   ? digests->sha256
				   : (digests->have & 1u << SICHT_DIGEST_SHA1) != 0 ? digests->sha1
										    : digests->md5;
	memcpy(&key.digest, strongest, sizeof key.digest);
	return key;
}

static struct key *find(struct key *keys, size_t capacity, struct key key)
{
	size_t at = (size_t)key.all / 2 & (capacity - 1);
	while (keys[at].all != 0 && (keys[at].all != key.all || keys[at].digest != key.digest))
		at = (at + 1) & (capacity - 1);
	return &keys[at];
}

static enum sicht_status make_room(struct seen *seen)
{
	if (seen->count < seen->capacity - seen->capacity / 4)
		return SICHT_OK;
	size_t capacity = seen->capacity > 0 ? seen->capacity * 2 : SEEN_CAPACITY_MIN;
	struct key *keys = calloc(capacity, sizeof *keys);
	if (keys == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < seen->capacity; i++) {
		if (seen->keys[i].all != 0)
			*find(keys, capacity, seen->keys[i]) = seen->keys[i];
	}
	free(seen->keys);
	seen->keys = keys;
	seen->capacity = capacity;
	return SICHT_OK;
}

/* *is_new says whether the digests are seen for the first time. */
static enum sicht_status see(struct seen *seen, const struct sicht_digests *digests, bool *is_new)
{
	SICHT_TRY(make_room(seen));
	struct key key = key_of(digests);
	struct key *found = find(seen->keys, seen->capacity, key);
	*is_new = found->all == 0;
	seen->count += *is_new;
	*found = key;
	return SICHT_OK;
}

/* ---- reading ---- */

static void close_nsrl3(void *reader)
{
	struct nsrl3 *nsrl3 = reader;
	if (nsrl3 == NULL)
		return;
	sicht_rows_close(nsrl3->files);
	sicht_database_close(nsrl3->database);
	free(nsrl3->seen.keys);
	free(nsrl3);
}

static void close_nsrl3p(struct nsrl3 **nsrl3)
{
	close_nsrl3(*nsrl3);
}

static enum sicht_status select_files(struct nsrl3 *nsrl3, const struct sicht_list_input *input)
{
	static const struct {
		const char *table, *size, *sql;
	} layouts[] = {
		{"FILE", "file_size", "SELECT sha256, sha1, md5, file_size FROM FILE"},
		{"FILE", "md5", "SELECT sha256, sha1, md5, NULL FROM FILE"},
		{"METADATA", "bytes", "SELECT sha256, sha1, md5, bytes FROM METADATA"},
		{"METADATA", "file_size", "SELECT sha256, sha1, md5, file_size FROM METADATA"},
		{"METADATA", "md5", "SELECT sha256, sha1, md5, NULL FROM METADATA"},
	};
	for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
		const char *table = layouts[i].table;
		if (sicht_database_has(nsrl3->database, table, "sha256") &&
			sicht_database_has(nsrl3->database, table, "sha1") &&
			sicht_database_has(nsrl3->database, table, "md5") &&
			sicht_database_has(nsrl3->database, table, layouts[i].size))
			return sicht_database_select(
				nsrl3->database, table, layouts[i].sql, &nsrl3->files);
	}
	return sicht_fail(SICHT_ERROR_FORMAT,
		"%s: expected a table FILE or METADATA with the columns sha256, sha1 and md5",
		input->name);
}

static enum sicht_status open_nsrl3(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	(void)options;
	SICHT_DEFER(close_nsrl3p) struct nsrl3 *nsrl3 = calloc(1, sizeof *nsrl3);
	if (nsrl3 == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	SICHT_TRY(sicht_database_open(input, &nsrl3->database));
	SICHT_TRY(select_files(nsrl3, input));
	*reader = nsrl3;
	nsrl3 = NULL;
	return SICHT_OK;
}

static enum sicht_status read_row(struct sicht_rows *rows, struct sicht_entry *entry)
{
	bool has_size;
	SICHT_TRY(sicht_rows_digest(rows, 0, SICHT_DIGEST_SHA256, &entry->digests));
	SICHT_TRY(sicht_rows_digest(rows, 1, SICHT_DIGEST_SHA1, &entry->digests));
	SICHT_TRY(sicht_rows_digest(rows, 2, SICHT_DIGEST_MD5, &entry->digests));
	if (entry->digests.have == 0)
		return sicht_rows_fail(rows, "expected a hash: one of sha256, sha1 and md5");
	int64_t size = sicht_rows_number(rows, 3, &has_size);
	entry->has_size = has_size && size >= 0;
	entry->size_bytes = entry->has_size ? (uint64_t)size : 0;
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct nsrl3 *nsrl3 = reader;
	struct sicht_list_entry listed;
	bool is_new;
	(void)arena;
	do {
		listed = (struct sicht_list_entry){0};
		SICHT_TRY(sicht_rows_next(nsrl3->files, end));
		if (*end)
			return SICHT_OK;
		SICHT_TRY(read_row(nsrl3->files, &listed.entry));
		SICHT_TRY(see(&nsrl3->seen, &listed.entry.digests, &is_new));
	} while (!is_new);
	*out = listed;
	return SICHT_OK;
}

static void place_of_row(const void *reader, struct sicht_text *text)
{
	sicht_rows_place(((const struct nsrl3 *)reader)->files, text);
}

const struct sicht_list_reader sicht_nsrl3_reader = {
	open_nsrl3, read_entry, place_of_row, close_nsrl3};
