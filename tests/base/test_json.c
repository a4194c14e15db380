/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

#include "engine/base/json.h"

static void expect(struct sicht_text *text, const char *expected)
{
	cr_expect_str_eq(text->data, expected);
	json_t *value = json_loadb(text->data, text->size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	cr_expect_not_null(value, "a JSON reader does not take %s", text->data);
	json_decref(value);
	sicht_text_free(text);
}

Test(json, commas_stand_between_values_and_nowhere_else)
{
	struct sicht_text text = {0};
	struct sicht_json json = {&text, false};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_unsigned(&json, "ordinal", 17);
	sicht_json_begin(&json, "empty", '[');
	sicht_json_end(&json, ']');
	sicht_json_begin(&json, "list", '[');
	sicht_json_word(&json, NULL, "a");
	sicht_json_begin(&json, NULL, '{');
	sicht_json_end(&json, '}');
	sicht_json_begin(&json, NULL, '{');
	sicht_json_bool(&json, "yes", true);
	sicht_json_null(&json, "nothing");
	sicht_json_end(&json, '}');
	sicht_json_end(&json, ']');
	sicht_json_bool(&json, "no", false);
	sicht_json_end(&json, '}');
	expect(&text,
		"{\"ordinal\":17,\"empty\":[],\"list\":[\"a\",{},{\"yes\":true,\"nothing\":null}],"
		"\"no\":false}");
}

Test(json, numbers_are_whole_to_their_ends)
{
	struct sicht_text text = {0};
	struct sicht_json json = {&text, false};
	sicht_json_begin(&json, NULL, '[');
	sicht_json_unsigned(&json, NULL, UINT64_MAX);
	sicht_json_signed(&json, NULL, INT64_MIN);
	sicht_json_end(&json, ']');
	cr_assert_str_eq(text.data, "[18446744073709551615,-9223372036854775808]");
	sicht_text_free(&text);
}

static void expect_milli(int64_t value, const char *expected)
{
	struct sicht_text text = {0};
	struct sicht_json json = {&text, false};
	sicht_json_milli(&json, NULL, value);
	expect(&text, expected);
}

Test(json, thousandths_have_no_needless_digits)
{
	expect_milli(0, "0");
	expect_milli(800, "0.8");
	expect_milli(5, "0.005");
	expect_milli(1000, "1");
	expect_milli(12340, "12.34");
	expect_milli(-500, "-0.5");
	expect_milli(-100000, "-100");
	expect_milli(INT64_MIN, "-9223372036854775.808");
}

Test(json, a_name_that_is_no_text_keeps_its_bytes_beside_it)
{
	struct sicht_text text = {0};
	struct sicht_json json = {&text, false};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_name(&json, "path", sicht_bytes_of("caf\xE9.jpg"));
	sicht_json_name(&json, "known", sicht_bytes_of("caf\xC3\xA9\n.jpg"));
	sicht_json_end(&json, '}');
	expect(&text, "{\"path\":\"caf\xEF\xBF\xBD.jpg\",\"path_b64\":\"Y2Fm6S5qcGc=\","
		      "\"known\":\"caf\xC3\xA9\\n.jpg\"}");
}

Test(json, hashes_times_and_ready_text)
{
	struct sicht_text text = {0};
	struct sicht_json json = {&text, false};
	struct sicht_pdq hash = {{1, 2, 3, 4}};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_hex(&json, "md5", "\x00\xAB", 2);
	sicht_json_pdq(&json, "hash", &hash);
	sicht_json_time(&json, "mtime", 1742289300);
	sicht_json_raw(&json, "ready", sicht_bytes_of("[1,2]"));
	sicht_json_end(&json, '}');
	expect(&text, "{\"md5\":\"00ab\",\"hash\":\"0000000000000004000000000000000300000000000000"
		      "020000000000000001\",\"mtime\":\"2025-03-18T09:15:00Z\",\"ready\":[1,2]}");
}
