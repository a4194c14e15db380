/* SPDX-License-Identifier: MIT */
/* Databases as hash lists: what is read of them, and what a hostile one can do. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sicht/list.h"
#include "tests/calls.h"
#include "tests/index/store_helper.h"

TestSuite(list_database, .init = helper_begin, .fini = helper_end);

#define KDB                                                                                        \
	"CREATE TABLE db_properties (name TEXT NOT NULL, value TEXT);"                             \
	"CREATE TABLE hashes (id INTEGER PRIMARY KEY AUTOINCREMENT, md5 BINARY(16) UNIQUE, "       \
	"sha1 BINARY(20), sha2_256 BINARY(32));"                                                   \
	"CREATE TABLE file_names (name TEXT NOT NULL, hash_id INTEGER NOT NULL);"                  \
	"CREATE TABLE comments (comment TEXT NOT NULL, hash_id INTEGER NOT NULL);"
#define MANY "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "

static void make(const char *path, const char *sql)
{
	sqlite3 *sqlite;
	cr_assert_eq(sqlite3_open(path, &sqlite), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), SQLITE_OK, "%s",
		sqlite3_errmsg(sqlite));
	cr_assert_eq(sqlite3_close(sqlite), SQLITE_OK);
}

static enum sicht_status import(
	const char *path, const volatile sig_atomic_t *stop, struct sicht_import_totals *totals)
{
	const char *format = strstr(path, ".kdb") != NULL ? "kdb" : "nsrl3";
	struct sicht_import_options options = {.set = "set",
		.role = SICHT_ROLE_KNOWN,
		.format = strcmp(path, "-") != 0 ? sicht_list_format_by_name(format) : NULL,
		.stop = stop};
	struct sicht_indexer *indexer = helper_open(helper_path("store"));
	enum sicht_status status = sicht_list_import(indexer, path, &options, totals);
	if (status == SICHT_OK)
		status = sicht_indexer_commit(indexer);
	sicht_indexer_close(indexer);
	return status;
}

/* The entry with that MD5, whose bytes all are `byte`. */
static struct sicht_entry entry_of(
	struct sicht_store *store, struct sicht_arena *arena, uint8_t byte)
{
	uint64_t id = 0;
	for (;;) {
		struct sicht_entry entry;
		ASSERT_OK(sicht_store_next_entry(store, id, &id));
		cr_assert_neq(id, 0);
		ASSERT_OK(sicht_store_entry(store, id, arena, &entry));
		if (entry.digests.md5[0] == byte && entry.digests.md5[15] == byte)
			return entry;
	}
}

static void expect_bytes(struct sicht_bytes bytes, const char *expected)
{
	cr_expect(sicht_bytes_equal(bytes, sicht_bytes_of(expected)), "'%.*s' is not '%s'",
		(int)bytes.size, (const char *)bytes.data, expected);
}

Test(list_database, a_kdb_gives_digests_the_first_name_and_comments)
{
	const char *list = helper_path("list.kdb");
	struct sicht_import_totals totals;
	struct sicht_arena arena = {0};
	make(list, KDB "INSERT INTO hashes (id, md5) SELECT 5, CAST(printf('%.16c', 'a') AS BLOB) "
		       "UNION SELECT 3, CAST(printf('%.16c', 'b') AS BLOB);"
		       "UPDATE hashes SET sha1 = CAST(printf('%.20c', 'c') AS BLOB), "
		       "sha2_256 = CAST(printf('%.32c', 'd') AS BLOB) WHERE id = 3;"
		       "INSERT INTO file_names VALUES ('first', 5), ('of none', 4), ('other', 3), "
		       "('second', 5);"
		       "INSERT INTO comments VALUES ('one', 3), ('more', 5), ('two' || char(10) || "
		       "'lines', 3);");
	ASSERT_OK(import(list, NULL, &totals));
	cr_expect_eq(totals.entries, 2);
	cr_expect_eq(totals.digests, 4);
	struct sicht_store *store = helper_open_store(helper_path("store"));
	struct sicht_entry entry = entry_of(store, &arena, 'b');
	expect_bytes(entry.path, "other");
	expect_bytes(entry.tags, "one\ntwo lines\n");
	expect_bytes(sicht_bytes(entry.digests.sha1, 20), "cccccccccccccccccccc");
	expect_bytes(sicht_bytes(entry.digests.sha256, 32), "dddddddddddddddddddddddddddddddd");
	entry = entry_of(store, &arena, 'a');
	expect_bytes(entry.path, "first");
	expect_bytes(entry.tags, "more\n");
	cr_expect_eq(entry.digests.have, 1u << SICHT_DIGEST_MD5);
	sicht_store_close(store);
	sicht_arena_free(&arena);
	ASSERT_OK(import(list, NULL, &totals));
	cr_expect_eq(totals.unchanged, 2);
}

Test(list_database, of_the_reference_data_set_each_file_is_taken_once)
{
	const char *list = helper_path("rds.db");
	struct sicht_import_totals totals;
	make(list, "CREATE TABLE FILE (sha256, sha1, md5, file_name, file_size, package_id);" MANY
		   "INSERT INTO FILE SELECT printf('%064X', i % 4000), printf('%040X', i % 4000), "
		   "printf('%032X', i % 4000), 'name', i % 4000, i FROM n;");
	ASSERT_OK(import(list, NULL, &totals));
	cr_expect_eq(totals.entries, 4000);
	cr_expect_eq(totals.digests, 12000);
	ASSERT_OK(import(list, NULL, &totals));
	cr_expect_eq(totals.unchanged, 4000);
}

/* To look one up by its number takes more steps than to go on to the next row. */
Test(list_database, names_and_comments_of_many_hashes_take_no_more_steps_than_they_may)
{
	const char *list = helper_path("list.kdb");
	struct sicht_import_totals totals;
	make(list, KDB MANY
		"INSERT INTO hashes SELECT i, CAST(printf('%016d', i) AS BLOB), NULL, NULL "
		"FROM n;" MANY "INSERT INTO file_names SELECT i, i FROM n;" MANY
		"INSERT INTO comments SELECT i, i FROM n;" MANY
		"INSERT INTO comments SELECT i, i FROM n;");
	ASSERT_OK(import(list, NULL, &totals));
	cr_expect_eq(totals.entries, 5000);
}

Test(list_database, a_pipe_is_refused)
{
	const char *list = helper_path("list.kdb");
	int ends[2];
	size_t size;
	make(list, "PRAGMA page_size=512;" KDB);
	unsigned char *bytes = helper_read(list, &size);
	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(write(ends[1], bytes, size), (ssize_t)size);
	close(ends[1]);
	cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	struct sicht_import_totals totals;
	ASSERT_FAILS(import("-", NULL, &totals), SICHT_ERROR_USAGE,
		"standard input is no regular file: a database cannot be read from a pipe");
	free(bytes);
}

Test(list_database, a_file_as_standard_input_is_read)
{
	const char *list = helper_path("list.kdb");
	struct sicht_import_totals totals;
	make(list, KDB "INSERT INTO hashes (md5) VALUES (zeroblob(16));");
	int fd = open(list, O_RDONLY);
	cr_assert_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	ASSERT_OK(import("-", NULL, &totals));
	cr_expect_eq(totals.entries, 1);
}

/* A run that is to stop does so while SQLite looks for the first row. */
Test(list_database, the_flag_is_looked_at_between_rows)
{
	const char *list = helper_path("list.kdb");
	struct sicht_import_totals totals;
	volatile sig_atomic_t stop = 1;
	make(list, KDB MANY "INSERT INTO file_names SELECT i, i FROM n;");
	ASSERT_FAILS(import(list, &stop, &totals), SICHT_ERROR_INTERRUPTED, "interrupted");
}

Test(list_database, short_and_interrupted_reads_change_nothing)
{
	const char *list = helper_path("list.kdb");
	struct sicht_import_totals totals;
	make(list, KDB MANY
		"INSERT INTO hashes SELECT i, CAST(printf('%016d', i) AS BLOB), NULL, NULL "
		"FROM n;");
	calls_disturb(997);
	ASSERT_OK(import(list, NULL, &totals));
	calls_leave_alone();
	cr_expect_eq(totals.entries, 5000);
}

/* Nothing is made beside the list, and what lies there is not looked at. */
Test(list_database, nothing_is_written_beside_the_list)
{
	const char *folder = helper_path("supply"), *list = helper_path("supply/list.kdb");
	struct sicht_import_totals totals;
	cr_assert_eq(mkdir(folder, 0700), 0);
	make(list, KDB "INSERT INTO hashes (md5) VALUES (zeroblob(16));");
	helper_write(helper_path("supply/list.kdb-journal"), "no journal", 10);
	cr_assert_eq(chmod(list, 0400), 0);
	cr_assert_eq(chmod(folder, 0500), 0);
	ASSERT_OK(import(list, NULL, &totals));
	cr_assert_eq(chmod(folder, 0700), 0);
	size_t size;
	unsigned char *journal = helper_read(helper_path("supply/list.kdb-journal"), &size);
	cr_expect_eq(size, 10);
	free(journal);
	cr_expect_eq(access(helper_path("supply/list.kdb-wal"), F_OK), -1);
}

/* ---- a tree whose branches grow together ---- */

#define PAGE 512
#define BRANCHES 60
#define LEVELS 10

static void put16(unsigned char *at, size_t number)
{
	at[0] = (unsigned char)(number >> 8);
	at[1] = (unsigned char)number;
}

/* An inner node of a table, behind `head` bytes of its page, with all its branches to page `to`. */
static void grow_together(unsigned char *page, size_t head, size_t branches, size_t to)
{
	unsigned char *node = page + head;
	memset(node, 0, PAGE - head);
	node[0] = 5;
	put16(node + 3, branches);
	put16(node + 5, PAGE - branches * 5);
	put16(node + 10, to); /* the last branch */
	for (size_t i = 0; i < branches; i++) {
		size_t at = PAGE - (i + 1) * 5;
		put16(node + 12 + 2 * i, at);
		put16(page + at + 2, to);
		page[at + 4] = (unsigned char)(i + 1);
	}
}

/*
 * The list of tables has the row of an index that came with its table, which may be repeated, 60 to
 * the tenth times: whoever counts such rows never comes back.
 */
Test(list_database, more_rows_than_a_file_can_hold_end_the_reading)
{
	const char *list = helper_path("list.kdb");
	struct sicht_import_totals totals;
	size_t size, leaf = 5, root_head = 100;
	/* pages 1 to 4: the tables, hashes, its index, filler; those behind are free to use */
	make(list, "PRAGMA page_size=512; CREATE TABLE hashes (id INTEGER PRIMARY KEY, "
		   "md5 UNIQUE, sha1, sha2_256); CREATE TABLE filler (a);"
		   "INSERT INTO filler SELECT zeroblob(12 * 512);");
	unsigned char *file = helper_read(list, &size);
	cr_assert(size >= (leaf + LEVELS) * PAGE);
	unsigned char *copy = file + (leaf - 1) * PAGE;
	memcpy(copy, file, PAGE);
	memmove(copy, copy + root_head, 8 + 2 * 3); /* a page of its own has no file header */
	for (size_t level = 0; level < LEVELS; level++)
		grow_together(file + (leaf + level) * PAGE, 0, BRANCHES, leaf + level);
	grow_together(file, root_head, 40, leaf + LEVELS);
	helper_write(list, file, size);
	free(file);
	ASSERT_FAILS(import(list, NULL, &totals), SICHT_ERROR_FORMAT,
		"holds more rows than a database of its size can; it is damaged");
}
