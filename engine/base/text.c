/* SPDX-License-Identifier: MIT */
/*
 * Growing text, and how numbers are shown to people. See text.h.
 *
 * Invariant: where `data` is not NULL, capacity > size and data[size] is zero.
 * Numbers are formed by integers alone, so that no locale and no rounding mode changes them.
 */
#include "engine/base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

#define CAPACITY_MIN ((size_t)256)

/* Room for `size` more bytes and the zero behind them. */
static void reserve(struct sicht_text *text, size_t size)
{
	assert(size <= SIZE_MAX / 4 && text->size <= SIZE_MAX / 4);
	if (text->data != NULL && text->capacity - text->size > size)
		return;
	size_t capacity = text->capacity > CAPACITY_MIN ? text->capacity : CAPACITY_MIN;
	while (capacity <= text->size + size)
		capacity *= 2;
	char *data = realloc(text->data, capacity);
	if (data == NULL)
		sicht_out_of_memory();
	text->data = data;
	text->capacity = capacity;
}

void sicht_text_free(struct sicht_text *text)
{
	if (text == NULL)
		return;
	free(text->data);
	*text = (struct sicht_text){0};
}

void sicht_text_clear(struct sicht_text *text)
{
	text->size = 0;
	if (text->data != NULL)
		text->data[0] = '\0';
}

void sicht_text_append(struct sicht_text *text, const void *data, size_t size)
{
	reserve(text, size);
	if (size > 0)
		memcpy(text->data + text->size, data, size);
	text->size += size;
	text->data[text->size] = '\0';
}

void sicht_text_append_string(struct sicht_text *text, const char *string)
{
	sicht_text_append(text, string, strlen(string));
}

void sicht_text_printf(struct sicht_text *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(size >= 0);
	reserve(text, (size_t)size);
	va_start(arguments, format);
	vsnprintf(text->data + text->size, (size_t)size + 1, format, arguments);
	va_end(arguments);
	text->size += (size_t)size;
}

struct sicht_bytes sicht_text_bytes(const struct sicht_text *text)
{
	return sicht_bytes(text->data, text->size);
}

void sicht_text_count(struct sicht_text *text, uint64_t count)
{
	uint64_t unit = 1;
	while (count / unit >= 1000)
		unit *= 1000;
	sicht_text_printf(text, "%" PRIu64, count / unit);
	while (unit > 1) {
		count %= unit;
		unit /= 1000;
		sicht_text_printf(text, ",%03" PRIu64, count / unit);
	}
}

void sicht_text_size(struct sicht_text *text, uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	if (bytes < 1024) {
		sicht_text_printf(text, "%" PRIu64 " %s", bytes, bytes == 1 ? "byte" : "bytes");
		return;
	}
	size_t unit = 0;
	unsigned shift = 10;
	while (unit < 5 && bytes >> shift >= 1024) {
		unit++;
		shift += 10;
	}
	uint64_t whole = bytes >> shift, rest = bytes & ((1ull << shift) - 1);
	uint64_t tenths = ((rest >> (shift - 10)) * 10 + 512) >> 10;
	if (tenths == 10) {
		whole++;
		tenths = 0;
	}
	if (whole == 1024 && unit < 5) {
		whole = 1;
		unit++;
	}
	sicht_text_printf(text, "%" PRIu64 ".%" PRIu64 " %s", whole, tenths, units[unit]);
}

void sicht_text_duration(struct sicht_text *text, double seconds)
{
	if (!(seconds > 0))
		seconds = 0; /* and for what is no number */
	if (seconds > 1e9)
		seconds = 1e9;
	uint64_t tenths = (uint64_t)(seconds * 10 + 0.5), whole = (uint64_t)(seconds + 0.5);
	if (tenths < 100)
		sicht_text_printf(text, "%" PRIu64 ".%" PRIu64 " s", tenths / 10, tenths % 10);
	else if (whole < 60)
		sicht_text_printf(text, "%" PRIu64 " s", whole);
	else if (whole < 3600)
		sicht_text_printf(text, "%" PRIu64 " min %" PRIu64 " s", whole / 60, whole % 60);
	else if (whole < 86400)
		sicht_text_printf(
			text, "%" PRIu64 " h %" PRIu64 " min", whole / 3600, whole / 60 % 60);
	else
		sicht_text_printf(
			text, "%" PRIu64 " d %" PRIu64 " h", whole / 86400, whole / 3600 % 24);
}
