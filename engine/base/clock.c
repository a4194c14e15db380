/* SPDX-License-Identifier: MIT */
/* Clocks, and the one form in which a time is written. See clock.h. */
#include "engine/base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z */
#define SECONDS_MIN INT64_C(-62167219200)
#define SECONDS_MAX INT64_C(253402300799)

#define TIME_SIZE (sizeof "2025-03-18T09:15:00Z" - 1)

int64_t sicht_clock_now_s(void)
{
	return (int64_t)time(NULL);
}

int64_t sicht_clock_ns(const struct timespec *time)
{
	int64_t ns;
	if (__builtin_mul_overflow((int64_t)time->tv_sec, INT64_C(1000000000), &ns) ||
		__builtin_add_overflow(ns, (int64_t)time->tv_nsec, &ns))
		return time->tv_sec < 0 ? INT64_MIN : INT64_MAX;
	return ns;
}

int64_t sicht_clock_monotonic_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return sicht_clock_ns(&now);
}

const char *sicht_time_format(int64_t seconds, char text[SICHT_TIME_TEXT_SIZE])
{
	if (seconds < SECONDS_MIN)
		seconds = SECONDS_MIN;
	if (seconds > SECONDS_MAX)
		seconds = SECONDS_MAX;
	time_t value = (time_t)seconds;
	struct tm parts;
	gmtime_r(&value, &parts);
	/* the remainders are for the compiler, which cannot know that every field is in range */
	snprintf(text, SICHT_TIME_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ",
		(unsigned)(parts.tm_year + 1900) % 10000, (unsigned)(parts.tm_mon + 1) % 100,
		(unsigned)parts.tm_mday % 100, (unsigned)parts.tm_hour % 100,
		(unsigned)parts.tm_min % 100, (unsigned)parts.tm_sec % 100);
	return text;
}

/* Does `text` have the shape of the pattern, where 0 stands for any digit? */
static bool has_shape(const char *text)
{
	static const char pattern[] = "0000-00-00T00:00:00Z";
	for (size_t i = 0; i < TIME_SIZE; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		if (pattern[i] == '0' ? !digit : text[i] != pattern[i])
			return false;
	}
	return true;
}

static int number(const char *digits, size_t count)
{
	int value = 0;
	for (size_t i = 0; i < count; i++)
		value = value * 10 + (digits[i] - '0');
	return value;
}

/* Of a month, from 0. */
static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month] + (month == 1 && leap);
}

bool sicht_time_parse(struct sicht_bytes text, int64_t *seconds)
{
	const char *digits = text.data;
	if (text.size != TIME_SIZE || !has_shape(digits))
		return false;
	struct tm parts = {
		.tm_year = number(digits, 4) - 1900,
		.tm_mon = number(digits + 5, 2) - 1,
		.tm_mday = number(digits + 8, 2),
		.tm_hour = number(digits + 11, 2),
		.tm_min = number(digits + 14, 2),
		.tm_sec = number(digits + 17, 2),
	};
	/* timegm() would take the 30th of February for the 2nd of March */
	if (parts.tm_mon < 0 || parts.tm_mon > 11 || parts.tm_mday < 1 ||
		parts.tm_mday > days_of(parts.tm_year + 1900, parts.tm_mon) || parts.tm_hour > 23 ||
		parts.tm_min > 59 || parts.tm_sec > 59)
		return false;
	*seconds = (int64_t)timegm(&parts);
	return true;
}
