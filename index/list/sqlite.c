/* SPDX-License-Identifier: MIT */
/*
 * The idea: a file system for SQLite that has one file, the list, and can do nothing but read it.
 * Each database has its own, with its own name. What a hostile file can make SQLite do is bounded
 * by its limits, and by a count of the steps of its machine: an honest file of so many bytes cannot
 * have more rows than its bytes, a tree whose branches grow together can.
 */
#include "index/list/sqlite.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/file.h"
#include "engine/base/stop.h"
#include "engine/base/text.h"
#include "sicht/limits.h"
#include "sicht/version.h"

#define MAGIC "SQLite format 3"
#define HEADER_BYTES 100

/* Steps of SQLite's machine between two looks at the clock and the flag: some 10 microseconds. */
#define STEPS_AT_ONCE 1000

/* A row takes 6 bytes of a file at least, and 40 steps at most here, the search by number included. */
#define STEPS_PER_BYTE 8
#define STEPS_MIN 1000000

struct sicht_database {
	struct sicht_list_input *input;
	sqlite3 *sqlite;
	sqlite3_vfs vfs;
	char vfs_name[32];
	uint64_t size_bytes;
	uint64_t steps, steps_max;
	int error_number; /* of a read that failed */
	bool registered;
};

struct sicht_rows {
	struct sicht_database *database;
	const char *table;
	sqlite3_stmt *statement;
	uint64_t number; /* of the row given last */
};

const char *sicht_version_sqlite(void)
{
	return sqlite3_libversion();
}

bool sicht_database_sniff(struct sicht_bytes head, const char *const *words)
{
	if (head.size < HEADER_BYTES || memcmp(head.data, MAGIC, sizeof MAGIC) != 0)
		return false;
	for (; *words != NULL; words++) {
		if (memmem(head.data, head.size, *words, strlen(*words)) == NULL)
			return false;
	}
	return true;
}

/* ---- the one file ---- */

struct list_file {
	sqlite3_file base;
	struct sicht_database *database;
};

static struct sicht_database *database_of(sqlite3_file *file)
{
	return ((struct list_file *)file)->database;
}

static int file_close(sqlite3_file *file)
{
	(void)file;
	return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *out, int amount, sqlite3_int64 offset)
{
	struct sicht_database *database = database_of(file);
	struct sicht_list_input *input = database->input;
	uint64_t at = (uint64_t)offset, size = database->size_bytes;
	size_t wanted = (size_t)amount, count = 0;
	if (at < size)
		count = size - at < wanted ? (size_t)(size - at) : wanted;
	if (count > 0 && input->fd < 0) {
		memcpy(out, (const uint8_t *)input->head.data + at, count);
	} else if (count > 0) {
		ssize_t got = sicht_pread_full(input->fd, out, count, at);
		if (got < 0) {
			database->error_number = errno;
			return SQLITE_IOERR_READ;
		}
		count = (size_t)got;
	}
	if (at + count > input->consumed)
		input->consumed = at + count;
	if (count == wanted)
		return SQLITE_OK;
	memset((uint8_t *)out + count, 0, wanted - count);
	return SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *data, int amount, sqlite3_int64 offset)
{
	(void)file, (void)data, (void)amount, (void)offset;
	return SQLITE_READONLY;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	(void)file, (void)size;
	return SQLITE_READONLY;
}

static int file_do_nothing(sqlite3_file *file, int flags)
{
	(void)file, (void)flags;
	return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)database_of(file)->size_bytes;
	return SQLITE_OK;
}

static int file_is_reserved(sqlite3_file *file, int *reserved)
{
	(void)file;
	*reserved = 0;
	return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int code, void *argument)
{
	(void)file, (void)code, (void)argument;
	return SQLITE_NOTFOUND;
}

static int file_sector_bytes(sqlite3_file *file)
{
	(void)file;
	return 0; /* the default */
}

static int file_device(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods file_methods = {
	.iVersion = 1, /* no shared memory, so no write-ahead log; no mapping */
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_do_nothing,
	.xFileSize = file_size,
	.xLock = file_do_nothing,
	.xUnlock = file_do_nothing,
	.xCheckReservedLock = file_is_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector_bytes,
	.xDeviceCharacteristics = file_device,
};

static int vfs_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
	struct list_file *list = (struct list_file *)file;
	(void)name;
	file->pMethods = NULL;
	if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
		return SQLITE_CANTOPEN;
	*list = (struct list_file){{&file_methods}, vfs->pAppData};
	if (flags_out != NULL)
		*flags_out = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
	return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs, (void)name, (void)sync;
	return SQLITE_READONLY;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	(void)vfs, (void)name, (void)flags;
	*out = 0; /* there is nothing beside the list */
	return SQLITE_OK;
}

static int vfs_full_name(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	sqlite3_snprintf(size, out, "%s", name);
	return SQLITE_OK;
}

/* The system's own, for the time and for random numbers, with another way to files. */
static enum sicht_status register_vfs(struct sicht_database *database)
{
	const sqlite3_vfs *system = sqlite3_vfs_find(NULL);
	if (system == NULL)
		return sicht_fail(SICHT_ERROR_USAGE, "this SQLite was built without files");
	database->vfs = *system;
	sqlite3_snprintf(
		sizeof database->vfs_name, database->vfs_name, "sicht-%p", (void *)database);
	database->vfs.zName = database->vfs_name;
	database->vfs.pNext = NULL;
	database->vfs.pAppData = database;
	database->vfs.szOsFile = sizeof(struct list_file);
	database->vfs.xOpen = vfs_open;
	database->vfs.xDelete = vfs_delete;
	database->vfs.xAccess = vfs_access;
	database->vfs.xFullPathname = vfs_full_name;
	database->registered = sqlite3_vfs_register(&database->vfs, 0) == SQLITE_OK;
	return database->registered ? SICHT_OK : sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
}

/* ---- failures ---- */

/* SQLite's own words about `what` ("table hashes, row 3: "), which may quote the database. */
static enum sicht_status fail_with(const struct sicht_database *database, const char *what)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text words = {0};
	const char *name = database->input->name;
	if (database->error_number != 0)
		return sicht_fail_errno(database->error_number, "cannot read %s", name);
	if (sicht_stop_asked(database->input->stop))
		return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	if (database->steps > database->steps_max)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s: %sholds more rows than a database of its size can; it is damaged",
			name, what);
	if (database->sqlite == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	/* SQLite says that it is out of memory of some damaged databases, too */
	sicht_escape_terminal(&words, sicht_bytes_of(sqlite3_errmsg(database->sqlite)));
	return sicht_fail(
		SICHT_ERROR_FORMAT, "%s: %sexpected a sound database: %s", name, what, words.data);
}

enum sicht_status sicht_rows_fail(const struct sicht_rows *rows, const char *what, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, what);
	vsnprintf(text, sizeof text, what, arguments);
	va_end(arguments);
	return sicht_fail(SICHT_ERROR_FORMAT, "%s: table %s, row %llu: %s",
		rows->database->input->name, rows->table, (unsigned long long)rows->number, text);
}

/* ---- opening ---- */

static int count_steps(void *context)
{
	struct sicht_database *database = context;
	database->steps += STEPS_AT_ONCE;
	return database->steps > database->steps_max || sicht_stop_asked(database->input->stop);
}

static enum sicht_status look_at_input(struct sicht_database *database)
{
	const struct sicht_list_input *input = database->input;
	const uint8_t *head = input->head.data;
	struct stat status;
	database->size_bytes = input->head.size;
	if (input->fd >= 0 && fstat(input->fd, &status) != 0)
		return sicht_fail_errno(errno, "cannot examine %s", input->name);
	if (input->fd >= 0 && !S_ISREG(status.st_mode))
		return sicht_fail(SICHT_ERROR_USAGE,
			"%s is no regular file: a database cannot be read from a pipe; name its "
			"file instead",
			input->name);
	if (input->fd >= 0)
		database->size_bytes = (uint64_t)status.st_size;
	if (input->head.size < HEADER_BYTES || memcmp(head, MAGIC, sizeof MAGIC) != 0)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s: expected a SQLite database, which begins with \"" MAGIC "\"",
			input->name);
	if (head[18] > 1 || head[19] > 1)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s: expected a database in one file; this one keeps a write-ahead log, "
			"which may hold a part of it; on a copy of both, run: sqlite3 COPY 'PRAGMA "
			"journal_mode=DELETE'",
			input->name);
	database->steps_max = STEPS_MIN;
	if (database->size_bytes < UINT64_MAX / (STEPS_PER_BYTE + 1) - STEPS_MIN)
		database->steps_max += database->size_bytes * STEPS_PER_BYTE;
	return SICHT_OK;
}

static bool lock_down(sqlite3 *sqlite)
{
	static const struct {
		int option, on;
	} options[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
		{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
		{SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
		{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
	};
	static const struct {
		int limit, most;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, SICHT_LIST_ROW_BYTES_MAX},
		{SQLITE_LIMIT_SQL_LENGTH, 100000},
		{SQLITE_LIMIT_COLUMN, 200},
		{SQLITE_LIMIT_EXPR_DEPTH, 100},
		{SQLITE_LIMIT_COMPOUND_SELECT, 20},
		{SQLITE_LIMIT_VDBE_OP, 25000},
		{SQLITE_LIMIT_FUNCTION_ARG, 8},
		{SQLITE_LIMIT_ATTACHED, 0},
		{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
		{SQLITE_LIMIT_VARIABLE_NUMBER, 10},
		{SQLITE_LIMIT_TRIGGER_DEPTH, 1},
		{SQLITE_LIMIT_WORKER_THREADS, 0},
	};
	bool done = true;
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		done &= sqlite3_db_config(sqlite, options[i].option, options[i].on, NULL) ==
			SQLITE_OK;
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		sqlite3_limit(sqlite, limits[i].limit, limits[i].most);
	return done && sqlite3_exec(sqlite,
			       "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; "
			       "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;",
			       NULL, NULL, NULL) == SQLITE_OK;
}

/* The first value of the first row. */
static enum sicht_status ask(struct sicht_database *database, const char *sql, char **out)
{
	sqlite3_stmt *statement = NULL;
	enum sicht_status status = SICHT_OK;
	*out = NULL;
	if (sqlite3_prepare_v2(database->sqlite, sql, -1, &statement, NULL) != SQLITE_OK ||
		sqlite3_step(statement) != SQLITE_ROW)
		status = fail_with(database, "");
	else
		*out = sqlite3_mprintf("%s", sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	if (status == SICHT_OK && *out == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	return status;
}

static void free_text(char **text)
{
	sqlite3_free(*text);
}

/* A virtual table runs code of its own on what the database says: no hash database has one. */
static enum sicht_status refuse_virtual_tables(struct sicht_database *database)
{
	SICHT_DEFER(free_text) char *count = NULL;
	SICHT_TRY(ask(database,
		"SELECT count(*) FROM sqlite_schema "
		"WHERE instr(lower(CAST(sql AS TEXT)), 'virtual') > 0",
		&count));
	if (strcmp(count, "0") != 0)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s: expected plain tables, found virtual ones (%s)", database->input->name,
			count);
	return SICHT_OK;
}

/* A damaged page may be a row less without any other sign. */
static enum sicht_status check_pages(struct sicht_database *database)
{
	SICHT_DEFER(free_text) char *found = NULL;
	SICHT_DEFER(sicht_text_free) struct sicht_text words = {0};
	if (database->size_bytes > SICHT_LIST_DATABASE_CHECK_BYTES_MAX)
		return SICHT_OK;
	SICHT_TRY(ask(database, "PRAGMA quick_check(1)", &found));
	if (strcmp(found, "ok") == 0)
		return SICHT_OK;
	for (char *at = found; (at = strchr(at, '\n')) != NULL;)
		*at = ' ';
	sicht_escape_terminal(&words, sicht_bytes_of(found));
	return sicht_fail(SICHT_ERROR_FORMAT, "%s: expected a sound database: %s",
		database->input->name, words.data);
}

/* From here on only SELECTs of columns are compiled. */
static int allow_reading(void *context, int action, const char *one, const char *two,
	const char *schema, const char *trigger)
{
	(void)context, (void)one, (void)two, (void)schema, (void)trigger;
	return action == SQLITE_SELECT || action == SQLITE_READ ? SQLITE_OK : SQLITE_DENY;
}

static void database_closep(struct sicht_database **database)
{
	sicht_database_close(*database);
}

enum sicht_status sicht_database_open(struct sicht_list_input *input, struct sicht_database **out)
{
	SICHT_DEFER(database_closep)
	struct sicht_database *database = calloc(1, sizeof *database);
	if (database == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	database->input = input;
	SICHT_TRY(look_at_input(database));
	SICHT_TRY(register_vfs(database));
	if (sqlite3_open_v2("list", &database->sqlite, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
		    database->vfs_name) != SQLITE_OK)
		return fail_with(database, "");
	sqlite3_progress_handler(database->sqlite, STEPS_AT_ONCE, count_steps, database);
	if (!lock_down(database->sqlite))
		return fail_with(database, "");
	SICHT_TRY(refuse_virtual_tables(database));
	SICHT_TRY(check_pages(database));
	sqlite3_set_authorizer(database->sqlite, allow_reading, NULL);
	*out = database;
	database = NULL;
	return SICHT_OK;
}

void sicht_database_close(struct sicht_database *database)
{
	if (database == NULL)
		return;
	sqlite3_close(database->sqlite);
	if (database->registered)
		sqlite3_vfs_unregister(&database->vfs);
	free(database);
}

bool sicht_database_has(struct sicht_database *database, const char *table, const char *column)
{
	return sqlite3_table_column_metadata(database->sqlite, "main", table, column, NULL, NULL,
		       NULL, NULL, NULL) == SQLITE_OK;
}

/* ---- rows ---- */

enum sicht_status sicht_database_select(struct sicht_database *database, const char *table,
	const char *sql, struct sicht_rows **out)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(database->sqlite, sql, -1, &statement, NULL) != SQLITE_OK)
		return fail_with(database, "");
	struct sicht_rows *rows = calloc(1, sizeof *rows);
	if (rows == NULL) {
		sqlite3_finalize(statement);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	*rows = (struct sicht_rows){.database = database, .table = table, .statement = statement};
	*out = rows;
	return SICHT_OK;
}

void sicht_rows_begin(struct sicht_rows *rows, int64_t parameter)
{
	sqlite3_reset(rows->statement);
	sqlite3_bind_int64(rows->statement, 1, parameter);
	rows->number = 0;
}

void sicht_rows_close(struct sicht_rows *rows)
{
	if (rows == NULL)
		return;
	sqlite3_finalize(rows->statement);
	free(rows);
}

enum sicht_status sicht_rows_next(struct sicht_rows *rows, bool *end)
{
	int code = sqlite3_step(rows->statement);
	if (code == SQLITE_ROW || code == SQLITE_DONE) {
		*end = code == SQLITE_DONE;
		rows->number += code == SQLITE_ROW;
		return SICHT_OK;
	}
	SICHT_DEFER(sicht_text_free) struct sicht_text place = {0};
	sicht_text_printf(&place, "table %s, behind row %llu: ", rows->table,
		(unsigned long long)rows->number);
	return fail_with(rows->database, place.data);
}

int64_t sicht_rows_number(struct sicht_rows *rows, int column, bool *has)
{
	*has = sqlite3_column_type(rows->statement, column) == SQLITE_INTEGER;
	return *has ? sqlite3_column_int64(rows->statement, column) : 0;
}

struct sicht_bytes sicht_rows_text(struct sicht_rows *rows, int column)
{
	if (sqlite3_column_type(rows->statement, column) == SQLITE_NULL)
		return sicht_bytes("", 0);
	const unsigned char *text = sqlite3_column_text(rows->statement, column);
	size_t size = text != NULL ? (size_t)sqlite3_column_bytes(rows->statement, column) : 0;
	return sicht_bytes(size > 0 ? (const void *)text : "", size);
}

enum sicht_status sicht_rows_digest(struct sicht_rows *rows, int column,
	enum sicht_digest_kind kind, struct sicht_digests *digests)
{
	int type = sqlite3_column_type(rows->statement, column);
	size_t size = sicht_digest_size(kind);
	uint8_t *out = sicht_digest_of(digests, kind);
	if (type == SQLITE_BLOB) {
		const void *blob = sqlite3_column_blob(rows->statement, column);
		if (blob != NULL && (size_t)sqlite3_column_bytes(rows->statement, column) == size) {
			memcpy(out, blob, size);
			digests->have |= (uint8_t)(1u << kind);
			return SICHT_OK;
		}
	}
	struct sicht_bytes text = sicht_rows_text(rows, column);
	if (type == SQLITE_NULL || (type == SQLITE_TEXT && text.size == 0))
		return SICHT_OK;
	if (type != SQLITE_TEXT || !sicht_hex_decode(text, out, size))
		return sicht_rows_fail(rows, "column %s: expected %zu bytes or %zu hex digits",
			sqlite3_column_name(rows->statement, column), size, 2 * size);
	digests->have |= (uint8_t)(1u << kind);
	return SICHT_OK;
}

void sicht_rows_place(const struct sicht_rows *rows, struct sicht_text *text)
{
	sicht_text_printf(
		text, "table %s, row %llu", rows->table, (unsigned long long)rows->number);
}
