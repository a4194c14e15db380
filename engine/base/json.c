/* SPDX-License-Identifier: MIT */
/* A writer without memory of its own but one comma. See json.h. */
#include "engine/base/json.h"

#include <inttypes.h>

#include "engine/base/clock.h"

/* What stands before every value. Keys are words of ours: nothing in them needs escaping. */
static void begin_value(struct sicht_json *json, const char *key)
{
	if (json->comma)
		sicht_text_append(json->text, ",", 1);
	json->comma = true;
	if (key == NULL)
		return;
	sicht_text_append(json->text, "\"", 1);
	sicht_text_append_string(json->text, key);
	sicht_text_append(json->text, "\":", 2);
}

void sicht_json_begin(struct sicht_json *json, const char *key, char bracket)
{
	begin_value(json, key);
	sicht_text_append(json->text, &bracket, 1);
	json->comma = false;
}

void sicht_json_end(struct sicht_json *json, char bracket)
{
	sicht_text_append(json->text, &bracket, 1);
	json->comma = true;
}

void sicht_json_string(struct sicht_json *json, const char *key, struct sicht_bytes value)
{
	begin_value(json, key);
	sicht_text_append(json->text, "\"", 1);
	sicht_escape_json(json->text, value);
	sicht_text_append(json->text, "\"", 1);
}

void sicht_json_word(struct sicht_json *json, const char *key, const char *value)
{
	sicht_json_string(json, key, sicht_bytes_of(value));
}

void sicht_json_unsigned(struct sicht_json *json, const char *key, uint64_t value)
{
	char digits[20]; /* of UINT64_MAX */
	size_t first = sizeof digits;
	begin_value(json, key);
	do {
		digits[--first] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	sicht_text_append(json->text, digits + first, sizeof digits - first);
}

void sicht_json_signed(struct sicht_json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	sicht_text_printf(json->text, "%" PRId64, value);
}

void sicht_json_bool(struct sicht_json *json, const char *key, bool value)
{
	begin_value(json, key);
	sicht_text_append_string(json->text, value ? "true" : "false");
}

void sicht_json_null(struct sicht_json *json, const char *key)
{
	begin_value(json, key);
	sicht_text_append_string(json->text, "null");
}

void sicht_json_milli(struct sicht_json *json, const char *key, int64_t thousandths)
{
	uint64_t magnitude = thousandths < 0 ? -(uint64_t)thousandths : (uint64_t)thousandths;
	begin_value(json, key);
	sicht_text_printf(json->text, "%s%" PRIu64, thousandths < 0 ? "-" : "", magnitude / 1000);
	unsigned rest = (unsigned)(magnitude % 1000);
	if (rest == 0)
		return;
	sicht_text_printf(json->text, ".%03u", rest);
	while (json->text->data[json->text->size - 1] == '0')
		json->text->data[--json->text->size] = '\0';
}

void sicht_json_hex(struct sicht_json *json, const char *key, const void *data, size_t size)
{
	begin_value(json, key);
	sicht_text_append(json->text, "\"", 1);
	for (size_t i = 0; i < size; i++) {
		char digits[2];
		sicht_hex_encode((const uint8_t *)data + i, 1, digits);
		sicht_text_append(json->text, digits, sizeof digits);
	}
	sicht_text_append(json->text, "\"", 1);
}

void sicht_json_pdq(struct sicht_json *json, const char *key, const struct sicht_pdq *hash)
{
	char digits[SICHT_PDQ_HEX_DIGITS];
	sicht_pdq_to_hex(hash, digits);
	sicht_json_string(json, key, sicht_bytes(digits, sizeof digits));
}

void sicht_json_name(struct sicht_json *json, const char *key, struct sicht_bytes name)
{
	sicht_json_string(json, key, name);
	if (sicht_utf8_valid(name))
		return;
	begin_value(json, NULL);
	sicht_text_printf(json->text, "\"%s_b64\":\"", key);
	sicht_base64_encode(json->text, name);
	sicht_text_append(json->text, "\"", 1);
}

void sicht_json_time(struct sicht_json *json, const char *key, int64_t seconds)
{
	char text[SICHT_TIME_TEXT_SIZE];
	sicht_json_word(json, key, sicht_time_format(seconds, text));
}

void sicht_json_raw(struct sicht_json *json, const char *key, struct sicht_bytes value)
{
	if (value.size == 0)
		return;
	begin_value(json, key);
	sicht_text_append(json->text, value.data, value.size);
}
