/* SPDX-License-Identifier: MIT */
/*
 * The seals of findings. One pass: a line counts for the digest of "all lines before the last" as
 * soon as another one follows it.
 */
#include "engine/cli/seal.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "sicht/hash.h"

#define FIRST "{\"sicht\":\"findings\""
#define LAST "{\"sicht\":\"end\""

struct reader {
	FILE *file;
	struct sicht_text previous; /* the line before the current one */
	char *line;
	size_t capacity;
	struct sicht_digester *before_last, *whole;
	uint64_t lines;
};

static void reader_close(struct reader *reader)
{
	if (reader->file != NULL)
		fclose(reader->file);
	sicht_text_free(&reader->previous);
	free(reader->line);
	sicht_digester_free(reader->before_last);
	sicht_digester_free(reader->whole);
}

static void json_release(json_t **value)
{
	json_decref(*value);
}

static bool begins(struct sicht_bytes line, const char *beginning)
{
	size_t size = strlen(beginning);
	return line.size >= size && memcmp(line.data, beginning, size) == 0;
}

static enum sicht_status read_lines(struct reader *reader, const char *path)
{
	ssize_t size;
	while ((size = getline(&reader->line, &reader->capacity, reader->file)) > 0) {
		struct sicht_bytes previous = sicht_text_bytes(&reader->previous);
		sicht_digester_update(reader->before_last, previous.data, previous.size);
		sicht_digester_update(reader->whole, reader->line, (size_t)size);
		if (reader->lines++ == 0 && !begins(sicht_bytes(reader->line, (size_t)size), FIRST))
			return sicht_fail(
				SICHT_ERROR_FORMAT, "%s is neither a store nor findings", path);
		sicht_text_clear(&reader->previous);
		sicht_text_append(&reader->previous, reader->line, (size_t)size);
	}
	if (ferror(reader->file))
		return sicht_fail_errno(errno, "cannot read %s", path);
	return SICHT_OK;
}

/* Does the last line name the digest of those before it? */
static enum sicht_status check_last_line(struct reader *reader, const char *path)
{
	struct sicht_bytes last = sicht_text_bytes(&reader->previous);
	struct sicht_digests digests;
	char hex[64];
	sicht_digester_finish(reader->before_last, &digests);
	sicht_hex_encode(digests.sha256, sizeof digests.sha256, hex);
	if (reader->lines < 2 || !begins(last, LAST))
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s has no last line with its seal: unfinished, or cut off", path);
	SICHT_DEFER(json_release) json_t *end = json_loadb(last.data, last.size, 0, NULL);
	const char *named = json_string_value(json_object_get(end, "sha256"));
	if (named == NULL || strlen(named) != sizeof hex || memcmp(named, hex, sizeof hex) != 0)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"%s was changed after it was written: its lines are not those that its "
			"last line names",
			path);
	return SICHT_OK;
}

void sicht_seal_run_path(const char *findings, struct sicht_text *path)
{
	sicht_text_printf(path, "%s.run.json", findings);
}

/* Does the run file, if there is one, name the digest of the whole? */
static enum sicht_status check_run_file(const char *path, struct sicht_seal *seal)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text run_path = {0};
	sicht_seal_run_path(path, &run_path);
	SICHT_DEFER(json_release) json_t *run = json_load_file(run_path.data, 0, NULL);
	const char *named = json_string_value(json_object_get(run, "sha256"));
	uint8_t digest[32];
	seal->has_run = named != NULL;
	if (named == NULL)
		return SICHT_OK;
	if (!sicht_hex_decode(sicht_bytes_of(named), digest, sizeof digest) ||
		memcmp(digest, seal->sha256, sizeof digest) != 0)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"%s is not the file that %s speaks of: one of them was replaced or changed",
			path, run_path.data);
	return SICHT_OK;
}

enum sicht_status sicht_seal_check(const char *path, struct sicht_seal *out)
{
	SICHT_DEFER(reader_close) struct reader reader = {.file = fopen(path, "re")};
	struct sicht_seal seal = {0};
	struct sicht_digests digests;
	if (reader.file == NULL)
		return sicht_fail_errno(errno, "cannot read %s", path);
	SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &reader.before_last));
	SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &reader.whole));
	sicht_digester_begin(reader.before_last);
	sicht_digester_begin(reader.whole);
	SICHT_TRY(read_lines(&reader, path));
	SICHT_TRY(check_last_line(&reader, path));
	sicht_digester_finish(reader.whole, &digests);
	memcpy(seal.sha256, digests.sha256, sizeof seal.sha256);
	seal.lines = reader.lines - 2;
	SICHT_TRY(check_run_file(path, &seal));
	*out = seal;
	return SICHT_OK;
}
