/* SPDX-License-Identifier: MIT */
/*
 * The seals of findings. One pass: a line counts for the digest of "all lines before the last" as
 * soon as another one follows it.
 */
#include "engine/cli/seal.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/file.h"
#include "sicht/hash.h"
#include "sicht/limits.h"

#define CHUNK_BYTES 65536

#define FIRST "{\"sicht\":\"findings\""
#define LAST "{\"sicht\":\"end\""

struct reader {
	FILE *file;
	struct sicht_text line; /* the current one, as far as it was read */
	struct sicht_digester *before_last, *whole;
	uint64_t lines;
};

static void reader_close(struct reader *reader)
{
	if (reader->file != NULL)
		fclose(reader->file);
	sicht_text_free(&reader->line);
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

/* Bytes of one line, up to its end at most. */
static enum sicht_status take(struct reader *reader, struct sicht_bytes part, const char *path)
{
	struct sicht_bytes line = sicht_text_bytes(&reader->line);
	if (line.size > 0 && reader->line.data[line.size - 1] == '\n') { /* it is not the last */
		sicht_digester_update(reader->before_last, line.data, line.size);
		sicht_text_clear(&reader->line);
	}
	reader->lines += reader->line.size == 0;
	if (reader->lines == 1 && reader->line.size == 0 && !begins(part, FIRST))
		return sicht_fail(SICHT_ERROR_FORMAT, "%s is neither a store nor findings", path);
	if (reader->line.size + part.size > SICHT_FINDINGS_LINE_BYTES_MAX)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s: line %llu has no end within %zu MiB; no line of findings is as long",
			path, (unsigned long long)reader->lines,
			SICHT_FINDINGS_LINE_BYTES_MAX >> 20);
	sicht_digester_update(reader->whole, part.data, part.size);
	sicht_text_append(&reader->line, part.data, part.size);
	return SICHT_OK;
}

static enum sicht_status read_lines(struct reader *reader, const char *path)
{
	char chunk[CHUNK_BYTES];
	size_t size;
	while ((size = fread(chunk, 1, sizeof chunk, reader->file)) > 0) {
		for (size_t at = 0; at < size;) {
			const char *end = memchr(chunk + at, '\n', size - at);
			size_t part = end != NULL ? (size_t)(end + 1 - chunk) - at : size - at;
			SICHT_TRY(take(reader, sicht_bytes(chunk + at, part), path));
			at += part;
		}
	}
	if (ferror(reader->file))
		return sicht_fail_errno(errno, "cannot read %s", path);
	return SICHT_OK;
}

/* Does the last line name the digest of those before it? */
static enum sicht_status check_last_line(struct reader *reader, const char *path)
{
	struct sicht_bytes last = sicht_text_bytes(&reader->line);
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
