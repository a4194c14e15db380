/* SPDX-License-Identifier: MIT */
/*
 * JSON in one pass: objects and arrays are written as they come, members in the order of the
 * calls, no white space, so that equal values give equal bytes. Reading is jansson's business.
 *
 *     struct sicht_json json = {&text};
 *     sicht_json_begin(&json, NULL, '{');
 *     sicht_json_string(&json, "path", path);
 *     sicht_json_end(&json, '}');
 */
#ifndef SICHT_ENGINE_BASE_JSON_H
#define SICHT_ENGINE_BASE_JSON_H

#include "engine/base/text.h"

struct sicht_json {
	struct sicht_text *text;
	bool comma; /* a value stands before the next one */
};

/* `key` is NULL inside an array and at the top. `bracket` is '{', '[' and '}', ']'. */
void sicht_json_begin(struct sicht_json *json, const char *key, char bracket);
void sicht_json_end(struct sicht_json *json, char bracket);

void sicht_json_string(struct sicht_json *json, const char *key, struct sicht_bytes value);
void sicht_json_word(struct sicht_json *json, const char *key, const char *value);
void sicht_json_unsigned(struct sicht_json *json, const char *key, uint64_t value);
void sicht_json_signed(struct sicht_json *json, const char *key, int64_t value);
void sicht_json_bool(struct sicht_json *json, const char *key, bool value);
void sicht_json_null(struct sicht_json *json, const char *key);

/* Thousandths as a decimal number: 800 is 0.8. */
void sicht_json_milli(struct sicht_json *json, const char *key, int64_t thousandths);

/* Lower-case hex as a string. */
void sicht_json_hex(struct sicht_json *json, const char *key, const void *data, size_t size);
void sicht_json_pdq(struct sicht_json *json, const char *key, const struct sicht_pdq *hash);

/* A name: `key` as readable text, and `key`_b64 with the exact bytes if they are not UTF-8. */
void sicht_json_name(struct sicht_json *json, const char *key, struct sicht_bytes name);

/* RFC 3339 in UTC, to the second ("2025-03-18T09:15:00Z"). */
void sicht_json_time(struct sicht_json *json, const char *key, int64_t seconds);

/* JSON text that is well-formed already, as it stands; empty: no member. */
void sicht_json_raw(struct sicht_json *json, const char *key, struct sicht_bytes value);

#endif
