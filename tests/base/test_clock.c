/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"

static const struct {
	int64_t seconds;
	const char *text;
} times[] = {
	{0, "1970-01-01T00:00:00Z"},
	{-1, "1969-12-31T23:59:59Z"},
	{1742289300, "2025-03-18T09:15:00Z"},
	{951782400, "2000-02-29T00:00:00Z"},
	{4107542400, "2100-03-01T00:00:00Z"},
	{-62167219200, "0000-01-01T00:00:00Z"},
	{253402300799, "9999-12-31T23:59:59Z"},
};

Test(clock, times_are_written_and_read_back)
{
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		char text[SICHT_TIME_TEXT_SIZE];
		int64_t seconds = 1;
		cr_expect_str_eq(sicht_time_format(times[i].seconds, text), times[i].text);
		cr_expect(sicht_time_parse(sicht_bytes_of(times[i].text), &seconds));
		cr_expect_eq(seconds, times[i].seconds);
	}
}

Test(clock, times_beyond_four_digits_are_clamped)
{
	char text[SICHT_TIME_TEXT_SIZE];
	cr_assert_str_eq(sicht_time_format(INT64_MAX, text), "9999-12-31T23:59:59Z");
	cr_assert_str_eq(sicht_time_format(INT64_MIN, text), "0000-01-01T00:00:00Z");
}

Test(clock, what_is_no_time_is_refused)
{
	const char *const bad[] = {"", "2025-03-18", "2025-03-18T09:15:00", "2025-03-18 09:15:00Z",
		"2025-03-18T09:15:00z", "2025-02-30T00:00:00Z", "2023-02-29T00:00:00Z",
		"2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z", "2025-01-00T00:00:00Z",
		"2025-01-01T24:00:00Z", "2025-01-01T00:60:00Z", "2025-01-01T00:00:60Z",
		"2025-01-01T00:00:00Z ", "+025-01-01T00:00:00Z", "2025-01-01T00:00:00+00:00"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t seconds = 77;
		cr_expect_not(sicht_time_parse(sicht_bytes_of(bad[i]), &seconds), "%s", bad[i]);
		cr_expect_eq(seconds, 77);
	}
}

/* The variable is for builds: nobody dates an audit trail back with it. */
Test(clock, the_time_of_day_cannot_be_chosen)
{
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	cr_assert_gt(sicht_clock_now_s(), 1700000000);
}

Test(clock, the_monotonic_clock_does_not_go_back)
{
	int64_t before = sicht_clock_monotonic_ns();
	for (int i = 0; i < 1000; i++) {
		int64_t now = sicht_clock_monotonic_ns();
		cr_assert_geq(now, before);
		before = now;
	}
}

Test(clock, nanoseconds_end_where_64_bits_do)
{
	cr_expect_eq(sicht_clock_ns(&(struct timespec){9223372036, 854775807}), INT64_MAX);
	cr_expect_eq(sicht_clock_ns(&(struct timespec){9223372036, 854775808}), INT64_MAX);
	cr_expect_eq(sicht_clock_ns(&(struct timespec){9223372036, 854775806}), INT64_MAX - 1);
	cr_expect_eq(sicht_clock_ns(&(struct timespec){INT64_MAX, 999999999}), INT64_MAX);
	cr_expect_eq(sicht_clock_ns(&(struct timespec){INT64_MIN, 0}), INT64_MIN);
	cr_expect_eq(sicht_clock_ns(&(struct timespec){-2, 5}), -1999999995);
}
