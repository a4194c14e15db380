/* SPDX-License-Identifier: MIT */
/*
 * Members are looked for from where the last one was found, since they come in the order of the
 * tables as a rule: a line costs one comparison for each row, not a search for each member. See
 * members.h.
 */
#include "engine/finding/members.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"

/* A word that is quoted in a message. */
#define QUOTED_BYTES_MAX 40

bool sicht_reading_refuse(struct sicht_reading *reading, const char *format, ...)
{
	char text[256];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	sicht_text_clear(&reading->why);
	if (reading->part != NULL && reading->number > 0)
		sicht_text_printf(&reading->why, "%s %zu: ", reading->part, reading->number);
	else if (reading->part != NULL)
		sicht_text_printf(&reading->why, "%s: ", reading->part);
	sicht_text_append_string(&reading->why, text);
	return false;
}

/* --------------------------------------------------------------------------- objects and arrays */

/* The row of a member; `count`: it is in none. */
static size_t find_row(
	const struct sicht_member *members, size_t count, const char *key, size_t first)
{
	for (size_t i = first; i < count; i++) {
		if (strcmp(members[i].name, key) == 0)
			return i;
	}
	for (size_t i = 0; i < first; i++) {
		if (strcmp(members[i].name, key) == 0)
			return i;
	}
	return count;
}

/* Is `text` how the bytes of a name are shown that is no text? */
static bool shows(struct sicht_bytes text, struct sicht_bytes exact)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text one = {0}, other = {0};
	sicht_escape_json(&one, text);
	sicht_escape_json(&other, exact);
	return !sicht_utf8_valid(exact) &&
	       sicht_bytes_equal(sicht_text_bytes(&one), sicht_text_bytes(&other));
}

/* The bytes of a name that is no text, in place of how it is shown. */
static bool read_exact(struct sicht_reading *reading, const struct sicht_member *member,
	const json_t *value, struct sicht_bytes *name)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text decoded = {0};
	struct sicht_bytes encoded =
		sicht_bytes(json_string_value(value), json_string_length(value));
	if (!json_is_string(value) || !sicht_base64_decode(&decoded, encoded))
		return sicht_reading_refuse(reading, "its %s is no base64", member->exact);
	if (!shows(*name, sicht_text_bytes(&decoded)))
		return sicht_reading_refuse(reading, "its %s and its %s are not the same name",
			member->name, member->exact);
	*name = sicht_arena_copy(&reading->arena, sicht_text_bytes(&decoded));
	return true;
}

static bool read_exacts(struct sicht_reading *reading, const struct sicht_member *members,
	size_t count, const json_t *object, void *out, uint64_t seen)
{
	for (size_t i = 0; i < count; i++) {
		if (members[i].exact == NULL || !(seen >> i & 1))
			continue;
		const json_t *value = json_object_get(object, members[i].exact);
		void *name = (char *)out + members[i].offset;
		if (value != NULL && !read_exact(reading, &members[i], value, name))
			return false;
	}
	return true;
}

static bool read_members(struct sicht_reading *reading, const struct sicht_member *members,
	size_t count, json_t *object, void *out, uint64_t *seen)
{
	size_t next = 0;
	bool others = false; /* members that are in no row: names' exact bytes, or newer ones */
	for (void *at = json_object_iter(object); at != NULL;
		at = json_object_iter_next(object, at)) {
		size_t row = find_row(members, count, json_object_iter_key(at), next);
		if (row == count) {
			others = true;
			continue;
		}
		next = row + 1;
		*seen |= UINT64_C(1) << row;
		if (!members[row].read(reading, &members[row], json_object_iter_value(at),
			    (char *)out + members[row].offset))
			return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (members[i].needed && !(*seen >> i & 1))
			return sicht_reading_refuse(reading, "its %s is missing", members[i].name);
	}
	return !others || read_exacts(reading, members, count, object, out, *seen);
}

bool sicht_members_read(struct sicht_reading *reading, const struct sicht_member *members,
	size_t count, json_t *value, void *out, uint64_t *seen)
{
	assert(count <= 64);
	*seen = 0;
	if (!json_is_object(value))
		return sicht_reading_refuse(reading, "it is no object");
	return read_members(reading, members, count, value, out, seen);
}

bool sicht_members_read_array(struct sicht_reading *reading, const struct sicht_member *member,
	json_t *value, const char *element, size_t size,
	bool (*read)(struct sicht_reading *reading, json_t *value, void *out), void **items,
	size_t *count)
{
	if (!json_is_array(value))
		return sicht_reading_refuse(reading, "its %s is no array", member->name);
	size_t length = json_array_size(value);
	char *array = length > 0 ? sicht_arena_alloc(&reading->arena, length * size) : NULL;
	for (size_t i = 0; i < length; i++) {
		reading->part = element;
		reading->number = i + 1;
		if (!read(reading, json_array_get(value, i), array + i * size))
			return false;
	}
	reading->part = NULL;
	reading->number = 0;
	*items = array;
	*count = length;
	return true;
}

/* --------------------------------------------------------------------------------------- values */

static bool read_number(struct sicht_reading *reading, const struct sicht_member *member,
	const json_t *value, uint64_t most, uint64_t *out)
{
	uint64_t max = member->max != 0 ? member->max : most;
	json_int_t number = json_integer_value(value); /* 0 if it is none */
	if (!json_is_integer(value) || number < 0 || (uint64_t)number < member->min ||
		(uint64_t)number > max)
		return sicht_reading_refuse(reading,
			"its %s is no whole number from %" PRIu64 " to %" PRIu64, member->name,
			member->min, max);
	*out = (uint64_t)number;
	return true;
}

bool sicht_read_u64(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	return read_number(reading, member, value, INT64_MAX, out);
}

bool sicht_read_u32(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	uint64_t number = 0;
	if (!read_number(reading, member, value, UINT32_MAX, &number))
		return false;
	*(uint32_t *)out = (uint32_t)number;
	return true;
}

bool sicht_read_u16(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	uint64_t number = 0;
	if (!read_number(reading, member, value, UINT16_MAX, &number))
		return false;
	*(uint16_t *)out = (uint16_t)number;
	return true;
}

bool sicht_read_u8(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	uint64_t number = 0;
	if (!read_number(reading, member, value, UINT8_MAX, &number))
		return false;
	*(uint8_t *)out = (uint8_t)number;
	return true;
}

bool sicht_read_bool(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	if (!json_is_boolean(value))
		return sicht_reading_refuse(
			reading, "its %s is neither true nor false", member->name);
	*(bool *)out = json_is_true(value);
	return true;
}

static bool get_text(struct sicht_reading *reading, const struct sicht_member *member,
	const json_t *value, struct sicht_bytes *text)
{
	if (!json_is_string(value))
		return sicht_reading_refuse(reading, "its %s is no text", member->name);
	*text = sicht_bytes(json_string_value(value), json_string_length(value));
	return true;
}

bool sicht_read_text(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	return get_text(reading, member, value, out);
}

bool sicht_read_time(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_bytes text;
	if (!get_text(reading, member, value, &text))
		return false;
	if (!sicht_time_parse(text, out))
		return sicht_reading_refuse(
			reading, "its %s is no time like 2025-03-18T09:15:00Z", member->name);
	return true;
}

bool sicht_read_hex(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_bytes text;
	if (!get_text(reading, member, value, &text))
		return false;
	if (!sicht_hex_decode(text, out, member->max))
		return sicht_reading_refuse(reading, "its %s is not %" PRIu64 " hex digits",
			member->name, 2 * member->max);
	return true;
}

bool sicht_read_word(struct sicht_reading *reading, const struct sicht_member *member,
	const json_t *value, struct sicht_bytes *word)
{
	return get_text(reading, member, value, word);
}

bool sicht_refuse_word(
	struct sicht_reading *reading, const struct sicht_member *member, struct sicht_bytes word)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	bool cut = word.size > QUOTED_BYTES_MAX;
	sicht_escape_terminal(&shown, sicht_bytes(word.data, cut ? QUOTED_BYTES_MAX : word.size));
	return sicht_reading_refuse(
		reading, "its %s '%s%s' is unknown", member->name, shown.data, cut ? "..." : "");
}
