/* SPDX-License-Identifier: MIT */
/*
 * The escapers of text.h. All of them read the same way: one character at a time, where a byte
 * that does not begin a well-formed UTF-8 sequence is a character of its own kind. What is safe to
 * show is decided once, in is_printable(); the sinks differ only in how the rest is spelt.
 */
#include "engine/base/text.h"

#include "engine/base/arena.h"
#include "sicht/status.h"

struct character {
	uint32_t code; /* the byte itself if it is not UTF-8 */
	uint8_t size;  /* bytes that it takes up */
	bool valid;
};

/*
 * Bytes that a lead byte calls for; 0: it can lead nothing. The least and the greatest second byte
 * rule out overlong forms, surrogates and everything above U+10FFFF (RFC 3629, section 4).
 */
static unsigned sequence_size(uint8_t lead, uint8_t *second_min, uint8_t *second_max)
{
	*second_min = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	*second_max = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
	if (lead < 0x80)
		return 1;
	if (lead < 0xC2 || lead > 0xF4)
		return 0;
	return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static struct character read_character(struct sicht_bytes bytes, size_t offset)
{
	const uint8_t *data = (const uint8_t *)bytes.data + offset;
	const struct character invalid = {data[0], 1, false};
	uint8_t second_min, second_max;
	unsigned size = sequence_size(data[0], &second_min, &second_max);
	if (size == 1)
		return (struct character){data[0], 1, true};
	if (size == 0 || size > bytes.size - offset || data[1] < second_min || data[1] > second_max)
		return invalid;
	uint32_t code = data[0] & (0xFFu >> (size + 1));
	for (unsigned i = 1; i < size; i++) {
		if ((data[i] & 0xC0) != 0x80)
			return invalid;
		code = code << 6 | (data[i] & 0x3F);
	}
	return (struct character){code, (uint8_t)size, true};
}

/* May it be shown as it is? Not what moves a cursor, ends a line or turns the direction. */
static bool is_printable(struct character character)
{
	uint32_t code = character.code;
	if (!character.valid || code < 0x20 || (code >= 0x7F && code < 0xA0))
		return false; /* no UTF-8; C0; DEL and C1 */
	if (code == 0x061C || code == 0x200E || code == 0x200F || code == 0xFEFF)
		return false; /* marks of direction, byte order mark */
	if (code >= 0x2028 && code <= 0x202E)
		return false; /* line and paragraph separators, embeddings and overrides */
	return code < 0x2066 || code > 0x2069; /* isolates */
}

bool sicht_utf8_valid(struct sicht_bytes bytes)
{
	for (size_t i = 0; i < bytes.size;) {
		struct character character = read_character(bytes, i);
		if (!character.valid)
			return false;
		i += character.size;
	}
	return true;
}

static void append_source(struct sicht_text *text, struct sicht_bytes bytes, size_t offset,
	struct character character)
{
	sicht_text_append(text, (const char *)bytes.data + offset, character.size);
}

/* One character as a terminal may have it. */
static void append_for_terminal(struct sicht_text *text, struct sicht_bytes bytes, size_t offset,
	struct character character)
{
	if (character.code == '\\' && character.valid)
		sicht_text_append(text, "\\\\", 2);
	else if (is_printable(character))
		append_source(text, bytes, offset, character);
	else if (character.code == '\n')
		sicht_text_append(text, "\\n", 2);
	else if (character.code == '\t')
		sicht_text_append(text, "\\t", 2);
	else if (!character.valid || character.code < 0x80)
		sicht_text_printf(text, "\\x%02x", (unsigned)character.code);
	else
		sicht_text_printf(text, "\\u{%04x}", (unsigned)character.code);
}

void sicht_escape_terminal(struct sicht_text *text, struct sicht_bytes bytes)
{
	sicht_text_append(text, "", 0); /* no bytes are a string too, for "%s" */
	for (size_t i = 0; i < bytes.size;) {
		struct character character = read_character(bytes, i);
		append_for_terminal(text, bytes, i, character);
		i += character.size;
	}
}

void sicht_escape_json(struct sicht_text *text, struct sicht_bytes bytes)
{
	for (size_t i = 0; i < bytes.size;) {
		struct character character = read_character(bytes, i);
		if (!character.valid)
			sicht_text_append_string(text, "\xEF\xBF\xBD");
		else if (character.code == '"')
			sicht_text_append(text, "\\\"", 2);
		else if (character.code == '\\')
			sicht_text_append(text, "\\\\", 2);
		else if (character.code == '\n')
			sicht_text_append(text, "\\n", 2);
		else if (character.code == '\t')
			sicht_text_append(text, "\\t", 2);
		else if (!is_printable(character)) /* all of these are below U+10000 */
			sicht_text_printf(text, "\\u%04x", (unsigned)character.code);
		else
			append_source(text, bytes, i, character);
		i += character.size;
	}
}

/* Would a spreadsheet compute a field that begins with it? */
static bool begins_formula(uint32_t code)
{
	switch (code) {
	case '=':
	case '+':
	case '-':
	case '@':
	case '\t':
	case '\r':
	case '\n':
	case 0xFF1D: /* the full-width forms of = + - @ */
	case 0xFF0B:
	case 0xFF0D:
	case 0xFF20:
		return true;
	default:
		return false;
	}
}

void sicht_escape_csv(struct sicht_text *text, struct sicht_bytes bytes)
{
	sicht_text_append(text, "\"", 1);
	if (bytes.size > 0 && begins_formula(read_character(bytes, 0).code))
		sicht_text_append(text, "'", 1);
	for (size_t i = 0; i < bytes.size;) {
		struct character character = read_character(bytes, i);
		if (character.code == '"')
			sicht_text_append(text, "\"\"", 2);
		else
			append_for_terminal(text, bytes, i, character);
		i += character.size;
	}
	sicht_text_append(text, "\"", 1);
}

/* NULL: not one of the five. */
static const char *html_reference(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void sicht_escape_html(struct sicht_text *text, struct sicht_bytes bytes)
{
	for (size_t i = 0; i < bytes.size;) {
		struct character character = read_character(bytes, i);
		const char *reference = html_reference(character.code);
		if (reference != NULL)
			sicht_text_append_string(text, reference);
		else
			append_for_terminal(text, bytes, i, character);
		i += character.size;
	}
}

const char *sicht_printable(struct sicht_arena *arena, struct sicht_bytes bytes)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	sicht_escape_terminal(&text, bytes);
	return sicht_arena_copy(arena, sicht_text_bytes(&text)).data;
}
