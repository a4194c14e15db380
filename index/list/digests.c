/* SPDX-License-Identifier: MIT */
/*
 * Plain lists of digests: one a line, in hex, all of one kind, which their length tells. Lines that
 * begin with # are comments. The first line may be a word instead (MD5, SHA-1, SHA-256), as X-Ways
 * has it.
 *
 * Written is MD5: the one kind that every tool of the field takes as a plain list.
 */
#include "index/list/formats.h"

#include <stdlib.h>
#include <strings.h>

#include "index/list/fields.h"
#include "index/list/lines.h"
#include "sicht/limits.h"

struct digests {
	struct sicht_lines *lines;
	bool is_known; /* the kind */
	enum sicht_digest_kind kind;
};

static void close_reader(void *reader)
{
	struct digests *digests = reader;
	if (digests == NULL)
		return;
	sicht_lines_close(digests->lines);
	free(digests);
}

static enum sicht_status open_reader(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	void *lines = NULL;
	struct digests *digests = calloc(1, sizeof *digests);
	if (digests == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	enum sicht_status status = sicht_lines_open(input, options, &lines);
	if (status != SICHT_OK) {
		free(digests);
		return status;
	}
	digests->lines = lines;
	*reader = digests;
	return SICHT_OK;
}

static void place(const void *reader, struct sicht_text *text)
{
	sicht_lines_place(((const struct digests *)reader)->lines, text);
}

/* The word for a kind, as the first line of a list. */
static bool is_word(struct sicht_bytes line, enum sicht_digest_kind *kind)
{
	static const struct {
		const char *word;
		enum sicht_digest_kind kind;
	} words[] = {
		{"MD5", SICHT_DIGEST_MD5},
		{"SHA1", SICHT_DIGEST_SHA1},
		{"SHA-1", SICHT_DIGEST_SHA1},
		{"SHA256", SICHT_DIGEST_SHA256},
		{"SHA-256", SICHT_DIGEST_SHA256},
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (sicht_bytes_of(words[i].word).size == line.size &&
			strncasecmp(words[i].word, line.data, line.size) == 0) {
			*kind = words[i].kind;
			return true;
		}
	}
	return false;
}

/* Hex digits that are all of the line; 0: they are not. */
static size_t digits_alone(struct sicht_bytes line)
{
	size_t digits = sicht_field_hex_digits(line);
	return digits == line.size ? digits : 0;
}

bool sicht_digests_sniff(struct sicht_bytes head)
{
	struct sicht_bytes line = sicht_field_trim(sicht_field_first_line(head));
	enum sicht_digest_kind kind;
	/* 64 digits alone may as well be a PDQ hash: then the format must be named. */
	return is_word(line, &kind) || (digits_alone(line) != SICHT_PDQ_HEX_DIGITS &&
					       sicht_field_digest_kind(digits_alone(line), &kind));
}

bool sicht_digests_or_pdq(struct sicht_bytes head)
{
	return digits_alone(sicht_field_trim(sicht_field_first_line(head))) == SICHT_PDQ_HEX_DIGITS;
}

static enum sicht_status wrong(
	const struct digests *digests, struct sicht_bytes line, struct sicht_bytes found)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	size_t column = (size_t)((const char *)found.data - (const char *)line.data) + 1;
	sicht_field_found(&text, found);
	if (!digests->is_known)
		return sicht_lines_fail(digests->lines, column,
			"%s, expected " SICHT_FIELD_DIGESTS " and nothing else", text.data);
	return sicht_lines_fail(digests->lines, column,
		"%s, expected %zu hex digits (%s), as in the lines before", text.data,
		2 * sicht_digest_size(digests->kind), sicht_digest_name(digests->kind));
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct digests *digests = reader;
	struct sicht_list_entry entry = {0};
	struct sicht_bytes line, text;
	enum sicht_digest_kind kind;
	(void)arena;
	for (;;) {
		SICHT_TRY(sicht_lines_next_text(digests->lines, &line));
		*end = line.data == NULL;
		if (*end)
			return SICHT_OK;
		text = sicht_field_trim(line);
		if (digests->is_known || !is_word(text, &digests->kind))
			break;
		digests->is_known = true;
	}
	if (!sicht_field_digest(text, &entry.entry.digests, &kind) ||
		(digests->is_known && kind != digests->kind))
		return wrong(digests, line, text);
	digests->is_known = true;
	digests->kind = kind;
	*out = entry;
	return SICHT_OK;
}

static void write_entry(struct sicht_text *text, const struct sicht_list_entry *entry)
{
	size_t before = text->size;
	sicht_field_write_digest(text, &entry->entry.digests, SICHT_DIGEST_MD5);
	if (text->size > before)
		sicht_text_append_string(text, "\n");
}

const struct sicht_list_reader sicht_digests_reader = {
	open_reader, read_entry, place, close_reader};
const struct sicht_list_writer sicht_digests_writer = {.entry = write_entry};
