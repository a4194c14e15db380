/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/text.h"

typedef void escaper(struct sicht_text *text, struct sicht_bytes bytes);

static const struct {
	const char *name;
	escaper *escape;
} escapers[] = {
	{"terminal", sicht_escape_terminal},
	{"json", sicht_escape_json},
	{"csv", sicht_escape_csv},
	{"html", sicht_escape_html},
};
#define ESCAPER_COUNT (sizeof escapers / sizeof *escapers)

static void expect_bytes(
	escaper *escape, const void *input, size_t size, const char *expected, int line)
{
	struct sicht_text text = {0};
	escape(&text, sicht_bytes(input, size));
	cr_expect_str_eq(text.data, expected, "line %d: \"%s\" instead of \"%s\"", line, text.data,
		expected);
	sicht_text_free(&text);
}

#define EXPECT(escape, input, expected)                                                            \
	expect_bytes(escape, input, sizeof(input) - 1, expected, __LINE__)

/* The UTF-8 of any number, in the shortest form, whether it is a character or not. */
static size_t encode(uint32_t code, char bytes[5])
{
	memset(bytes, 0, 5);
	if (code < 0x80) {
		bytes[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		bytes[0] = (char)(0xC0 | code >> 6);
		bytes[1] = (char)(0x80 | (code & 63));
		return 2;
	}
	if (code < 0x10000) {
		bytes[0] = (char)(0xE0 | code >> 12);
		bytes[1] = (char)(0x80 | (code >> 6 & 63));
		bytes[2] = (char)(0x80 | (code & 63));
		return 3;
	}
	bytes[0] = (char)(0xF0 | code >> 18);
	bytes[1] = (char)(0x80 | (code >> 12 & 63));
	bytes[2] = (char)(0x80 | (code >> 6 & 63));
	bytes[3] = (char)(0x80 | (code & 63));
	return 4;
}

Test(escape, utf8_is_told_from_what_only_looks_like_it)
{
	char bytes[5];
	for (uint32_t code = 1; code <= 0x110100; code++) {
		size_t size = encode(code, bytes);
		bool character = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
		cr_assert_eq(sicht_utf8_valid(sicht_bytes(bytes, size)), character, "U+%04X", code);
		for (size_t cut = 1; cut < size; cut++)
			cr_assert_not(sicht_utf8_valid(sicht_bytes(bytes, cut)));
	}
	cr_assert(sicht_utf8_valid(sicht_bytes("", 0)));
	cr_assert(sicht_utf8_valid(sicht_bytes("\0", 1)));
	cr_assert_not(sicht_utf8_valid(sicht_bytes_of("\xC0\x80")), "overlong zero");
	cr_assert_not(sicht_utf8_valid(sicht_bytes_of("\xC1\xBF")), "overlong 2");
	cr_assert_not(sicht_utf8_valid(sicht_bytes_of("\xE0\x80\xAF")), "overlong slash");
	cr_assert_not(sicht_utf8_valid(sicht_bytes_of("\xF0\x80\x80\xAF")), "overlong 4");
	cr_assert_not(sicht_utf8_valid(sicht_bytes_of("\xF8\x88\x80\x80\x80")), "five bytes");
	cr_assert_not(sicht_utf8_valid(sicht_bytes_of("a\x80")), "stray continuation");
}

Test(escape, plain_names_are_left_alone)
{
	EXPECT(sicht_escape_terminal, "", "");
	EXPECT(sicht_escape_terminal, "DCIM/IMG 0001.JPG", "DCIM/IMG 0001.JPG");
	EXPECT(sicht_escape_terminal, "Grün/写真/😀", "Grün/写真/😀");
	EXPECT(sicht_escape_json, "Grün/写真/😀", "Grün/写真/😀");
	EXPECT(sicht_escape_html, "Grün/写真/😀", "Grün/写真/😀");
	EXPECT(sicht_escape_csv, "Grün/写真/😀", "\"Grün/写真/😀\"");
}

Test(escape, terminal)
{
	EXPECT(sicht_escape_terminal, "a\nb\tc\rd", "a\\nb\\tc\\x0dd");
	EXPECT(sicht_escape_terminal, "\x1B[2J\x07\x7F", "\\x1b[2J\\x07\\x7f");
	EXPECT(sicht_escape_terminal, "a\0b", "a\\x00b");
	EXPECT(sicht_escape_terminal, "C:\\n", "C:\\\\n");
	EXPECT(sicht_escape_terminal,
		"\xC2\x9B"
		"31m",
		"\\u{009b}31m");
	EXPECT(sicht_escape_terminal,
		"\x9B"
		"31m",
		"\\x9b31m");
	EXPECT(sicht_escape_terminal, "\xE2\x80\xAEgpj.exe", "\\u{202e}gpj.exe");
	EXPECT(sicht_escape_terminal, "\xEF\xBB\xBFx", "\\u{feff}x");
	EXPECT(sicht_escape_terminal, "\xE0\x80\xAF", "\\xe0\\x80\\xaf");
	EXPECT(sicht_escape_terminal, "\xED\xA0\x80", "\\xed\\xa0\\x80");
	EXPECT(sicht_escape_terminal, "caf\xE9", "caf\\xe9");
	EXPECT(sicht_escape_terminal, "\xF0\x9F\x98", "\\xf0\\x9f\\x98");
}

Test(escape, json)
{
	EXPECT(sicht_escape_json, "a\"b\\c/d", "a\\\"b\\\\c/d");
	EXPECT(sicht_escape_json, "\n\t\r\x01\x7F", "\\n\\t\\u000d\\u0001\\u007f");
	EXPECT(sicht_escape_json, "\0", "\\u0000");
	EXPECT(sicht_escape_json, "\xE2\x80\xA8\xE2\x80\xA9", "\\u2028\\u2029");
	EXPECT(sicht_escape_json, "\xC2\x85", "\\u0085");
	EXPECT(sicht_escape_json, "caf\xE9\xFF.jpg", "caf\xEF\xBF\xBD\xEF\xBF\xBD.jpg");
}

Test(escape, csv)
{
	EXPECT(sicht_escape_csv, "", "\"\"");
	EXPECT(sicht_escape_csv, "a,b;\"c\"", "\"a,b;\"\"c\"\"\"");
	EXPECT(sicht_escape_csv, "=1+1", "\"'=1+1\"");
	EXPECT(sicht_escape_csv, "+49", "\"'+49\"");
	EXPECT(sicht_escape_csv, "-1", "\"'-1\"");
	EXPECT(sicht_escape_csv, "@SUM(A1)", "\"'@SUM(A1)\"");
	EXPECT(sicht_escape_csv, "\t=1", "\"'\\t=1\"");
	EXPECT(sicht_escape_csv, "\r=1", "\"'\\x0d=1\"");
	EXPECT(sicht_escape_csv, "\n=1", "\"'\\n=1\"");
	EXPECT(sicht_escape_csv, "＝cmd", "\"'＝cmd\"");
	EXPECT(sicht_escape_csv, "＋1", "\"'＋1\"");
	EXPECT(sicht_escape_csv, "－1", "\"'－1\"");
	EXPECT(sicht_escape_csv, "＠x", "\"'＠x\"");
	EXPECT(sicht_escape_csv, "a=1", "\"a=1\"");
	EXPECT(sicht_escape_csv, "x\r\ny", "\"x\\x0d\\ny\"");
}

Test(escape, html)
{
	EXPECT(sicht_escape_html, "<script>&'\"", "&lt;script&gt;&amp;&#39;&quot;");
	EXPECT(sicht_escape_html,
		"a\n\xE2\x80\xAE"
		"b\xFF",
		"a\\n\\u{202e}b\\xff");
}

/* What no sink may ever get: bytes that steer a terminal, a line end, a turn of direction. */
static void assert_harmless(const char *escaper_name, const struct sicht_text *text, uint32_t code)
{
	static const char *const forbidden[] = {"\xC2\x85", "\xD8\x9C", "\xE2\x80\x8E",
		"\xE2\x80\x8F", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA", "\xE2\x80\xAB",
		"\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7",
		"\xE2\x81\xA8", "\xE2\x81\xA9", "\xEF\xBB\xBF"};
	for (size_t i = 0; i < text->size; i++) {
		uint8_t byte = (uint8_t)text->data[i];
		cr_assert(
			byte >= 0x20 && byte != 0x7F, "%s lets U+%04X through", escaper_name, code);
		cr_assert_not(byte == 0xC2 && (uint8_t)text->data[i + 1] < 0xA0,
			"%s lets U+%04X through", escaper_name, code);
	}
	for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
		cr_assert_null(strstr(text->data, forbidden[i]), "%s lets U+%04X through",
			escaper_name, code);
	cr_assert(sicht_utf8_valid(sicht_text_bytes(text)));
}

Test(escape, no_character_of_the_first_plane_gets_through_any_sink_that_should_not)
{
	for (uint32_t code = 0; code <= 0x10000; code++) {
		char bytes[5];
		size_t size = encode(code, bytes);
		for (size_t i = 0; i < ESCAPER_COUNT; i++) {
			struct sicht_text text = {0};
			escapers[i].escape(&text, sicht_bytes(bytes, size));
			assert_harmless(escapers[i].name, &text, code);
			sicht_text_free(&text);
		}
	}
}

Test(escape, no_pair_of_bytes_gets_through_any_sink_that_should_not)
{
	for (uint32_t pair = 0; pair <= 0xFFFF; pair++) {
		char bytes[2] = {(char)(pair >> 8), (char)pair};
		for (size_t i = 0; i < ESCAPER_COUNT; i++) {
			struct sicht_text text = {0};
			escapers[i].escape(&text, sicht_bytes(bytes, 2));
			assert_harmless(escapers[i].name, &text, pair);
			sicht_text_free(&text);
		}
	}
}

Test(escape, what_a_json_reader_gets_is_the_name)
{
	for (uint32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 997) {
		if (code >= 0xD800 && code <= 0xDFFF)
			continue;
		char bytes[5];
		size_t size = encode(code, bytes);
		struct sicht_text text = {0};
		sicht_text_append_string(&text, "\"");
		sicht_escape_json(&text, sicht_bytes(bytes, size));
		sicht_text_append_string(&text, "\"");
		json_t *value =
			json_loadb(text.data, text.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		cr_assert_not_null(value, "U+%04X: %s", code, text.data);
		cr_assert_eq(json_string_length(value), size);
		cr_assert_eq(memcmp(json_string_value(value), bytes, size), 0);
		json_decref(value);
		sicht_text_free(&text);
	}
}

Test(escape, printable_lives_in_the_arena)
{
	struct sicht_arena arena = {0};
	cr_assert_str_eq(sicht_printable(&arena, sicht_bytes_of("a\x1B"
								"b")),
		"a\\x1bb");
	cr_assert_str_eq(sicht_printable(&arena, sicht_bytes(NULL, 0)), "");
	sicht_arena_free(&arena);
}
