/* SPDX-License-Identifier: MIT */
/*
 * What md5sum, sha1sum, sha256sum and their kin print:
 *
 *     <hex>  name      <hex> *name      GNU; the kind is told by the length
 *     <hex> name                        BSD, with -r
 *     MD5 (name) = <hex>                BSD, and GNU with --tag; SHA1, SHA256
 *     SHA2-256(name)= <hex>             openssl
 *
 * A line that begins with a backslash has an escaped name: \\ is a backslash, \n a line feed, \r a
 * carriage return. Lines that begin with # are comments. Written is what `sha256sum -c` takes.
 */
#include "index/list/formats.h"

#include <string.h>

#include "index/list/fields.h"
#include "index/list/lines.h"

struct sum {
	struct sicht_digests digests;
	struct sicht_bytes name; /* still escaped */
	bool escaped;
};

static struct sicht_bytes skip(struct sicht_bytes text, size_t count)
{
	return sicht_bytes((const char *)text.data + count, text.size - count);
}

/* Taken from the front, if it stands there. */
static bool take(struct sicht_bytes *text, const char *word)
{
	size_t size = strlen(word);
	if (text->size < size || memcmp(text->data, word, size) != 0)
		return false;
	*text = skip(*text, size);
	return true;
}

/* Taken from the end, if it stands there. */
static bool take_last(struct sicht_bytes *text, char byte)
{
	const char *data = text->data;
	if (text->size == 0 || data[text->size - 1] != byte)
		return false;
	text->size--;
	return true;
}

/* The word of a line with a tag: which digest follows? */
static bool take_tag(struct sicht_bytes *text, enum sicht_digest_kind *kind)
{
	static const struct {
		const char *word;
		enum sicht_digest_kind kind;
	} tags[] = {
		{"MD5", SICHT_DIGEST_MD5},
		{"SHA1", SICHT_DIGEST_SHA1},
		{"SHA256", SICHT_DIGEST_SHA256},
		{"SHA2-256", SICHT_DIGEST_SHA256},
	};
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		struct sicht_bytes rest = *text;
		if (!take(&rest, tags[i].word))
			continue;
		take(&rest, " ");
		if (!take(&rest, "("))
			continue;
		*text = rest;
		*kind = tags[i].kind;
		return true;
	}
	return false;
}

/* "name) = <hex>": the name goes to the last parenthesis. */
static bool read_tagged(struct sicht_bytes text, enum sicht_digest_kind wanted, struct sum *out)
{
	size_t digits = 2 * sicht_digest_size(wanted);
	enum sicht_digest_kind kind;
	text = sicht_field_trim(text);
	if (text.size < digits ||
		!sicht_field_digest(skip(text, text.size - digits), &out->digests, &kind))
		return false;
	text.size -= digits;
	take_last(&text, ' ');
	if (!take_last(&text, '='))
		return false;
	take_last(&text, ' ');
	if (!take_last(&text, ')'))
		return false;
	out->name = text;
	return true;
}

/* "<hex>  name": one space at least, then a space or a star that says how the file was read. */
static bool read_plain(struct sicht_bytes text, struct sum *out)
{
	enum sicht_digest_kind kind;
	size_t digits = sicht_field_hex_digits(text);
	if (!sicht_field_digest(sicht_bytes(text.data, digits), &out->digests, &kind))
		return false;
	text = skip(text, digits);
	if (!take(&text, " "))
		return false;
	if (!take(&text, " "))
		take(&text, "*");
	out->name = text;
	return true;
}

static bool read_sum(struct sicht_bytes line, struct sum *out)
{
	struct sum sum = {.escaped = take(&line, "\\")};
	enum sicht_digest_kind kind;
	bool read = take_tag(&line, &kind) ? read_tagged(line, kind, &sum) : read_plain(line, &sum);
	if (read)
		*out = sum;
	return read;
}

bool sicht_sums_sniff(struct sicht_bytes head)
{
	struct sum sum;
	return read_sum(sicht_field_first_line(head), &sum);
}

static enum sicht_status wrong(const struct sicht_lines *lines, struct sicht_bytes line)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	sicht_field_found(&text, line);
	return sicht_lines_fail(lines, 1,
		"%s, expected " SICHT_FIELD_DIGESTS
		", two spaces and a name, or MD5 (name) = and the digits",
		text.data);
}

/* The name without its escapes, in `text`. */
static enum sicht_status unescape(const struct sicht_lines *lines, struct sicht_bytes line,
	struct sicht_bytes name, struct sicht_text *text)
{
	const char *data = name.data;
	for (size_t i = 0; i < name.size; i++) {
		char byte = data[i];
		if (byte == '\\') {
			byte = i + 1 < name.size ? data[++i] : '\0';
			if (byte != '\\' && byte != 'n' && byte != 'r')
				return sicht_lines_fail(lines,
					(size_t)(data + i - (const char *)line.data),
					"expected \\\\, \\n or \\r, since the line begins with a "
					"backslash");
			byte = byte == 'n' ? '\n' : byte == 'r' ? '\r' : byte;
		}
		sicht_text_append(text, &byte, 1);
	}
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	struct sicht_lines *lines = reader;
	struct sicht_bytes line;
	struct sum sum;
	SICHT_TRY(sicht_lines_next_text(lines, &line));
	*end = line.data == NULL;
	if (*end)
		return SICHT_OK;
	if (!read_sum(line, &sum))
		return wrong(lines, line);
	if (sum.escaped) {
		SICHT_TRY(unescape(lines, line, sum.name, &name));
		sum.name = sicht_text_bytes(&name);
	}
	*out = (struct sicht_list_entry){
		.entry = {.digests = sum.digests, .path = sicht_arena_copy(arena, sum.name)},
	};
	return SICHT_OK;
}

static const char *escape_of(char byte)
{
	return byte == '\\' ? "\\\\" : byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : NULL;
}

static void write_entry(struct sicht_text *text, const struct sicht_list_entry *entry)
{
	struct sicht_bytes path = entry->entry.path;
	const char *name = path.data;
	bool escaped = false;
	if ((entry->entry.digests.have >> SICHT_DIGEST_SHA256 & 1) == 0 || path.size == 0)
		return;
	for (size_t i = 0; i < path.size; i++)
		escaped = escaped || escape_of(name[i]) != NULL;
	sicht_text_append_string(text, escaped ? "\\" : "");
	sicht_field_write_digest(text, &entry->entry.digests, SICHT_DIGEST_SHA256);
	sicht_text_append_string(text, "  ");
	for (size_t i = 0; i < path.size; i++) {
		const char *escape = escape_of(name[i]);
		if (escape != NULL)
			sicht_text_append_string(text, escape);
		else
			sicht_text_append(text, &name[i], 1);
	}
	sicht_text_append_string(text, "\n");
}

const struct sicht_list_reader sicht_sums_reader = {
	sicht_lines_open, read_entry, sicht_lines_place, sicht_lines_close};
const struct sicht_list_writer sicht_sums_writer = {.entry = write_entry};
