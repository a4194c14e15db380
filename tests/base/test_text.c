/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "engine/base/text.h"

Test(text, grows_and_stays_a_string)
{
	struct sicht_text text = {0};
	for (int i = 0; i < 10000; i++)
		sicht_text_printf(&text, "%d,", i % 10);
	cr_assert_eq(text.size, 20000);
	cr_assert_eq(strlen(text.data), 20000);
	sicht_text_append(&text, "a\0b", 3);
	cr_assert_eq(text.size, 20003);
	cr_assert_eq(text.data[text.size], '\0');
	sicht_text_clear(&text);
	cr_assert_str_eq(text.data, "");
	sicht_text_append_string(&text, "again");
	cr_assert(sicht_bytes_equal(sicht_text_bytes(&text), sicht_bytes_of("again")));
	sicht_text_free(&text);
	cr_assert_null(text.data);
	sicht_text_free(NULL);
}

Test(text, printing_at_every_fill_level)
{
	for (size_t i = 0; i < 600; i++) {
		struct sicht_text text = {0};
		for (size_t k = 0; k < i; k++)
			sicht_text_append(&text, "x", 1);
		cr_assert(text.data == NULL || text.capacity > text.size);
		sicht_text_printf(&text, "%s", "end");
		cr_assert_eq(strlen(text.data), i + 3);
		cr_assert(text.capacity > text.size, "there is room for the zero");
		sicht_text_free(&text);
	}
}

static void expect(struct sicht_text *text, const char *expected)
{
	cr_expect_str_eq(text->data, expected, "\"%s\" instead of \"%s\"", text->data, expected);
	sicht_text_free(text);
}

static void expect_count(uint64_t count, const char *expected)
{
	struct sicht_text text = {0};
	sicht_text_count(&text, count);
	expect(&text, expected);
}

Test(text, counts_have_commas)
{
	expect_count(0, "0");
	expect_count(999, "999");
	expect_count(1000, "1,000");
	expect_count(1000000, "1,000,000");
	expect_count(1234567, "1,234,567");
	expect_count(1002003, "1,002,003");
	expect_count(UINT64_MAX, "18,446,744,073,709,551,615");
}

static void expect_size(uint64_t size, const char *expected)
{
	struct sicht_text text = {0};
	sicht_text_size(&text, size);
	expect(&text, expected);
}

Test(text, sizes_have_units)
{
	expect_size(0, "0 bytes");
	expect_size(1, "1 byte");
	expect_size(1023, "1023 bytes");
	expect_size(1024, "1.0 KiB");
	expect_size(1536, "1.5 KiB");
	expect_size((1 << 20) - 1, "1.0 MiB");
	expect_size(12897485, "12.3 MiB");
	expect_size(1ull << 40, "1.0 TiB");
	expect_size(UINT64_MAX, "16.0 EiB");
}

static void expect_duration(double seconds, const char *expected)
{
	struct sicht_text text = {0};
	sicht_text_duration(&text, seconds);
	expect(&text, expected);
}

Test(text, durations_have_two_units_at_most)
{
	expect_duration(0, "0.0 s");
	expect_duration(-1, "0.0 s");
	expect_duration(NAN, "0.0 s");
	expect_duration(0.84, "0.8 s");
	expect_duration(9.96, "10 s");
	expect_duration(59.7, "1 min 0 s");
	expect_duration(200, "3 min 20 s");
	expect_duration(3 * 3600 + 125, "3 h 2 min");
	expect_duration(90000, "1 d 1 h");
	expect_duration(INFINITY, "11574 d 1 h");
}
