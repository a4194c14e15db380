/* SPDX-License-Identifier: MIT */
/*
 * Text under construction, and the escapers: the only ways by which bytes of unknown origin reach
 * a person or a program. One function a sink; each writes printable text only.
 *
 * Memory: a text grows as needed; when memory is out the process ends, as an arena's does.
 */
#ifndef SICHT_ENGINE_BASE_TEXT_H
#define SICHT_ENGINE_BASE_TEXT_H

#include "sicht/types.h"

/* Starts from zero. `data` is always followed by a zero byte that does not count, if not NULL. */
struct sicht_text {
	char *data;
	size_t size, capacity;
};

void sicht_text_free(struct sicht_text *text);  /* accepts NULL and zero; zero afterwards */
void sicht_text_clear(struct sicht_text *text); /* keeps the memory */
void sicht_text_append(struct sicht_text *text, const void *data, size_t size);
void sicht_text_append_string(struct sicht_text *text, const char *string);
void sicht_text_printf(struct sicht_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct sicht_bytes sicht_text_bytes(const struct sicht_text *text); /* lent */

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF)? */
bool sicht_utf8_valid(struct sicht_bytes bytes);

/*
 * For a terminal: control characters (C0, DEL, C1), bidirectional controls, line and paragraph
 * separators, the byte order mark and invalid UTF-8 become \n, \t, \xNN or \u{NNNN}; a backslash is
 * doubled. What comes out moves no cursor and stays on its line.
 */
void sicht_escape_terminal(struct sicht_text *text, struct sicht_bytes bytes);

/*
 * The inside of a JSON string (RFC 8259), without the quotes. Invalid UTF-8 becomes U+FFFD, one
 * for each byte; a caller that needs the bytes adds them as base64. All but printable ASCII and
 * valid UTF-8 is escaped; so are U+2028, U+2029 and DEL.
 */
void sicht_escape_json(struct sicht_text *text, struct sicht_bytes bytes);

/*
 * One CSV field with its quotes (RFC 4180). A field that a spreadsheet would take for a formula
 * (first character = + - @ TAB CR LF, or the full-width forms of the first four) gets an
 * apostrophe in front. Control characters and invalid UTF-8 as for a terminal.
 */
void sicht_escape_csv(struct sicht_text *text, struct sicht_bytes bytes);

/* For HTML text and quoted attributes alike: & < > " ' as references, the rest as a terminal. */
void sicht_escape_html(struct sicht_text *text, struct sicht_bytes bytes);

/* RFC 4648, with padding. */
void sicht_base64_encode(struct sicht_text *text, struct sicht_bytes bytes);

/* False, and `text` as it was, if `encoded` is not base64 of that kind. */
bool sicht_base64_decode(struct sicht_text *text, struct sicht_bytes encoded);

/* The same as sicht_escape_terminal(), into memory that lives until `arena` is reset. */
struct sicht_arena;
const char *sicht_printable(struct sicht_arena *arena, struct sicht_bytes bytes);

/* "1,234,567", "12.3 MiB", "3 min 20 s": how numbers are shown to people. */
void sicht_text_count(struct sicht_text *text, uint64_t count);
void sicht_text_size(struct sicht_text *text, uint64_t bytes);
void sicht_text_duration(struct sicht_text *text, double seconds);

#endif
