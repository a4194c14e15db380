/* SPDX-License-Identifier: MIT */
/*
 * The escapers: whatever a name holds, what comes out is one printable line, cannot leave its
 * place, and (where the sink has a reader) is read back as what went in.
 */
#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/json.h"
#include "engine/base/text.h"
#include "tests/fuzz/fuzz.h"

/* Valid UTF-8 in which nothing steers: no control, no separator, no turn of direction. */
static void check_printable(const struct sicht_text *text)
{
	const uint8_t *data = (const uint8_t *)text->data;
	assert(sicht_utf8_valid(sicht_text_bytes(text)));
	assert(text->data == NULL || data[text->size] == '\0');
	for (size_t i = 0; i < text->size; i++) {
		assert(data[i] >= 0x20 && data[i] != 0x7F);
		if (data[i] == 0xC2)
			assert(data[i + 1] >= 0xA0); /* C1 */
		if (data[i] == 0xD8)
			assert(data[i + 1] != 0x9C); /* Arabic letter mark */
		if (data[i] == 0xE2 && data[i + 1] == 0x80)
			assert((data[i + 2] < 0x8E || data[i + 2] > 0x8F) &&
				(data[i + 2] < 0xA8 || data[i + 2] > 0xAE));
		if (data[i] == 0xE2 && data[i + 1] == 0x81)
			assert(data[i + 2] < 0xA6 || data[i + 2] > 0xA9);
		if (data[i] == 0xEF && data[i + 1] == 0xBB)
			assert(data[i + 2] != 0xBF); /* byte order mark */
	}
}

static void append_byte(struct sicht_text *text, unsigned value)
{
	char byte = (char)value;
	sicht_text_append(text, &byte, 1);
}

/* The UTF-8 of a character that is escaped by number: 0x80 to 0xFFFF. */
static void append_character(struct sicht_text *text, unsigned code)
{
	assert(code >= 0x80 && code < 0x10000);
	if (code >= 0x800)
		append_byte(text, 0xE0 | code >> 12);
	append_byte(text, code >= 0x800 ? 0x80 | (code >> 6 & 63) : 0xC0 | code >> 6);
	append_byte(text, 0x80 | (code & 63));
}

/* Undo sicht_escape_terminal(): it must be possible, or two names could look the same. */
static void check_terminal(const struct sicht_text *text, struct sicht_bytes input)
{
	struct sicht_text back = {0};
	for (const char *from = text->data; *from != '\0';) {
		unsigned code;
		int size = 0;
		if (*from != '\\') {
			append_byte(&back, (unsigned char)*from++);
		} else if (sscanf(from, "\\x%2x%n", &code, &size) == 1) {
			assert(size == 4);
			append_byte(&back, code);
			from += 4;
		} else if (sscanf(from, "\\u{%x}%n", &code, &size) == 1) {
			assert(size >= 7);
			append_character(&back, code);
			from += size;
		} else {
			assert(from[1] == 'n' || from[1] == 't' || from[1] == '\\');
			append_byte(&back, from[1] == 'n' ? '\n' : from[1] == 't' ? '\t' : '\\');
			from += 2;
		}
	}
	assert(sicht_bytes_equal(sicht_text_bytes(&back), input));
	sicht_text_free(&back);
}

/* One pair of quotes around it, all within doubled; never a formula. */
static void check_csv(const struct sicht_text *text, struct sicht_bytes input)
{
	static const char *const formulas[] = {
		"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
	const char *data = text->data;
	assert(text->size >= 2 && data[0] == '"' && data[text->size - 1] == '"');
	for (size_t i = 1; i + 1 < text->size; i++) {
		if (data[i] != '"')
			continue;
		assert(data[i + 1] == '"' && i + 2 < text->size);
		i++;
	}
	bool formula = false;
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		size_t size = strlen(formulas[i]);
		formula |= input.size >= size && memcmp(input.data, formulas[i], size) == 0;
		assert(strncmp(data + 1, formulas[i], size) != 0);
	}
	assert(!formula || data[1] == '\'');
}

/* No markup; every & begins one of our references. */
static void check_html(const struct sicht_text *text)
{
	static const char *const references[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	for (size_t i = 0; i < text->size; i++) {
		assert(strchr("<>\"'", text->data[i]) == NULL);
		bool reference = text->data[i] != '&';
		for (size_t k = 0; k < sizeof references / sizeof *references; k++)
			reference |=
				strncmp(text->data + i, references[k], strlen(references[k])) == 0;
		assert(reference);
	}
}

/* What findings hold of a name gives its bytes back: the text, or the base64 beside it. */
static void check_json(struct sicht_bytes input)
{
	struct sicht_text text = {0}, decoded = {0};
	struct sicht_json json = {&text, false};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_name(&json, "path", input);
	sicht_json_end(&json, '}');
	check_printable(&text);
	fuzz_say_bytes("json", text.data, text.size);
	json_t *object = json_loadb(text.data, text.size, JSON_ALLOW_NUL, NULL);
	assert(object != NULL);
	const json_t *name = json_object_get(object, "path");
	const json_t *exact = json_object_get(object, "path_b64");
	assert(json_is_string(name) && (exact == NULL) == sicht_utf8_valid(input));
	struct sicht_bytes read = sicht_bytes(json_string_value(name), json_string_length(name));
	if (exact != NULL) {
		assert(sicht_base64_decode(&decoded,
			sicht_bytes(json_string_value(exact), json_string_length(exact))));
		read = sicht_text_bytes(&decoded);
	}
	assert(sicht_bytes_equal(read, input));
	json_decref(object);
	sicht_text_free(&text);
	sicht_text_free(&decoded);
}

/* Whatever is taken for base64 is spelt in the one way in which we spell it. */
static void check_base64(struct sicht_bytes input)
{
	struct sicht_text decoded = {0}, encoded = {0};
	if (sicht_base64_decode(&decoded, input)) {
		fuzz_say_bytes("base64", decoded.data, decoded.size);
		sicht_base64_encode(&encoded, sicht_text_bytes(&decoded));
		assert(sicht_bytes_equal(sicht_text_bytes(&encoded), input));
	} else {
		assert(decoded.size == 0);
	}
	sicht_text_free(&decoded);
	sicht_text_free(&encoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_bytes input = sicht_bytes(data, size);
	struct sicht_text text = {0};
	sicht_escape_terminal(&text, input);
	check_printable(&text);
	check_terminal(&text, input);
	fuzz_say_bytes("terminal", text.data, text.size);
	sicht_text_clear(&text);
	sicht_escape_csv(&text, input);
	check_printable(&text);
	check_csv(&text, input);
	fuzz_say_bytes("csv", text.data, text.size);
	sicht_text_clear(&text);
	sicht_escape_html(&text, input);
	check_printable(&text);
	check_html(&text);
	fuzz_say_bytes("html", text.data, text.size);
	sicht_text_free(&text);
	check_json(input);
	check_base64(input);
	return 0;
}
