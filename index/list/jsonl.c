/* SPDX-License-Identifier: MIT */
/*
 * JSON Lines, read: an entry a line, all of what a store says of it.
 *
 * The idea: one table of fields; each row knows how to read its value. A field that is not in the
 * table is an error, not a loss. Strings that are no UTF-8 have a second field, `<name>_b64`, with
 * their bytes. The parser gives no place for a value, so the column of a failure is looked up: it
 * is that of the field's name in its line.
 */
#include "index/list/formats.h"

#include <jansson.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "index/list/lines.h"
#include "index/list/member.h"
#include "index/segment/segment.h"

/* A line on its way to an entry. */
struct reading {
	const struct sicht_lines *lines;
	struct sicht_bytes line;
	const struct sicht_list_options *options;
	struct sicht_arena *arena;
	struct sicht_list_entry *entry;
	const char *field; /* under way */
};

static enum sicht_status wrong(const struct reading *reading, const char *expected)
{
	return sicht_lines_fail(reading->lines,
		sicht_member_offset(reading->line, reading->field) + 1, "field \"%s\": expected %s",
		reading->field, expected);
}

/* ---- kinds of values ---- */

static struct sicht_bytes string_of(const json_t *value)
{
	return sicht_bytes(json_string_value(value), json_string_length(value));
}

static enum sicht_status read_string(
	struct reading *reading, const json_t *value, struct sicht_bytes *out)
{
	if (!json_is_string(value))
		return wrong(reading, "a string");
	*out = sicht_arena_copy(reading->arena, string_of(value));
	return SICHT_OK;
}

static enum sicht_status read_base64(
	struct reading *reading, const json_t *value, struct sicht_bytes *out)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	if (!json_is_string(value) || !sicht_base64_decode(&text, string_of(value)) ||
		(text.size > 0 && memchr(text.data, '\0', text.size) != NULL))
		return wrong(reading, "base64 of bytes that are not zero");
	*out = sicht_arena_copy(reading->arena, sicht_text_bytes(&text));
	return SICHT_OK;
}

static enum sicht_status read_number(
	struct reading *reading, const json_t *value, uint64_t max, uint64_t *out)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
		(uint64_t)json_integer_value(value) > max)
		return wrong(reading, "a whole number in its range");
	*out = (uint64_t)json_integer_value(value);
	return SICHT_OK;
}

static enum sicht_status read_u32(struct reading *reading, const json_t *value, uint32_t *out)
{
	uint64_t number = 0;
	SICHT_TRY(read_number(reading, value, UINT32_MAX, &number));
	*out = (uint32_t)number;
	return SICHT_OK;
}

static enum sicht_status read_digest(
	struct reading *reading, const json_t *value, enum sicht_digest_kind kind)
{
	struct sicht_digests *digests = &reading->entry->entry.digests;
	if (!json_is_string(value) ||
		!sicht_hex_decode(
			string_of(value), sicht_digest_of(digests, kind), sicht_digest_size(kind)))
		return wrong(reading, kind == SICHT_DIGEST_MD5    ? "32 hex digits"
				      : kind == SICHT_DIGEST_SHA1 ? "40 hex digits"
								  : "64 hex digits");
	digests->have |= (uint8_t)(1u << kind);
	return SICHT_OK;
}

/* ---- fields ---- */

static enum sicht_status field_entry(struct reading *reading, const json_t *value)
{
	uint64_t number; /* of the store that wrote it: says nothing here */
	return read_number(reading, value, INT64_MAX, &number);
}

static enum sicht_status field_role(struct reading *reading, const json_t *value)
{
	if (!json_is_string(value) || !sicht_role_parse(string_of(value), &reading->entry->role))
		return wrong(reading, "known, ignorable or evidence");
	return SICHT_OK;
}

static enum sicht_status field_size(struct reading *reading, const json_t *value)
{
	struct sicht_entry *entry = &reading->entry->entry;
	entry->has_size = true;
	return read_number(reading, value, INT64_MAX, &entry->size_bytes);
}

static enum sicht_status field_media(struct reading *reading, const json_t *value)
{
	struct sicht_entry *entry = &reading->entry->entry;
	if (!json_is_string(value))
		return wrong(reading, "a string such as image/jpeg");
	if (!sicht_media_parse(string_of(value), &entry->media))
		entry->media = SICHT_MEDIA_OTHER;
	return SICHT_OK;
}

static enum sicht_status field_outcome(struct reading *reading, const json_t *value)
{
	if (!json_is_string(value) ||
		!sicht_outcome_parse(string_of(value), &reading->entry->entry.outcome))
		return wrong(reading, "an outcome such as decoded");
	return SICHT_OK;
}

static enum sicht_status field_width(struct reading *reading, const json_t *value)
{
	return read_u32(reading, value, &reading->entry->entry.width);
}

static enum sicht_status field_height(struct reading *reading, const json_t *value)
{
	return read_u32(reading, value, &reading->entry->entry.height);
}

static enum sicht_status field_pictures(struct reading *reading, const json_t *value)
{
	return read_u32(reading, value, &reading->entry->entry.pictures);
}

static enum sicht_status field_md5(struct reading *reading, const json_t *value)
{
	return read_digest(reading, value, SICHT_DIGEST_MD5);
}

static enum sicht_status field_sha1(struct reading *reading, const json_t *value)
{
	return read_digest(reading, value, SICHT_DIGEST_SHA1);
}

static enum sicht_status field_sha256(struct reading *reading, const json_t *value)
{
	return read_digest(reading, value, SICHT_DIGEST_SHA256);
}

static enum sicht_status field_category(struct reading *reading, const json_t *value)
{
	struct sicht_category *category = &reading->entry->entry.category;
	const json_t *scheme = json_object_get(value, "scheme");
	const json_t *code = json_object_get(value, "code");
	size_t known = (scheme != NULL) + (size_t)(code != NULL);
	if (!json_is_string(code) || (scheme != NULL && !json_is_string(scheme)) ||
		json_object_size(value) != known)
		return wrong(reading, "{\"scheme\":\"...\",\"code\":\"...\"}");
	category->code = sicht_arena_copy(reading->arena, string_of(code));
	category->scheme = sicht_arena_copy(
		reading->arena, scheme != NULL ? string_of(scheme) : reading->options->scheme);
	return SICHT_OK;
}

static enum sicht_status field_tags(struct reading *reading, const json_t *value)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	if (!json_is_array(value))
		return wrong(reading, "an array of strings");
	for (size_t i = 0; i < json_array_size(value); i++) {
		const json_t *tag = json_array_get(value, i);
		if (!json_is_string(tag) || json_string_length(tag) == 0 ||
			strchr(json_string_value(tag), '\n') != NULL)
			return wrong(reading, "strings without line breaks");
		sicht_text_append(&text, json_string_value(tag), json_string_length(tag));
		sicht_text_append_string(&text, "\n");
	}
	reading->entry->entry.tags = sicht_arena_copy(reading->arena, sicht_text_bytes(&text));
	return SICHT_OK;
}

static enum sicht_status field_added(struct reading *reading, const json_t *value)
{
	int64_t seconds; /* when another store took it: this one has its own time */
	if (!json_is_string(value) || !sicht_time_parse(string_of(value), &seconds))
		return wrong(reading, "a time such as 2026-03-02T09:15:00Z");
	return SICHT_OK;
}

/* One of the hashes; how many of its members are known is counted, so that none is overlooked. */
static bool read_hash(const json_t *value, const struct sicht_list_options *options,
	struct sicht_window_print *out)
{
	const json_t *hash = json_object_get(value, "hash");
	const json_t *quality = json_object_get(value, "quality");
	const json_t *window = json_object_get(value, "window");
	const json_t *profile = json_object_get(value, "profile");
	const json_t *exact = json_object_get(value, "exact");
	const json_t *page = json_object_get(value, "page");
	size_t known = (size_t)(hash != NULL) + (quality != NULL) + (window != NULL) +
		       (profile != NULL) + (exact != NULL) + (page != NULL);
	unsigned window_number = SICHT_WINDOW_FULL;
	enum sicht_profile profile_number = options->profile;
	json_int_t points = quality != NULL ? json_integer_value(quality) : 100;
	json_int_t page_number = page != NULL ? json_integer_value(page) : 1; /* 0: no number */
	if (json_object_size(value) != known || !json_is_string(hash) ||
		!sicht_pdq_from_hex(string_of(hash), &out->form[0]) ||
		(quality != NULL && !json_is_integer(quality)) || points < 0 || points > 100 ||
		(exact != NULL && !json_is_boolean(exact)) || page_number < 1 ||
		page_number > UINT16_MAX)
		return false;
	if (window != NULL &&
		(!json_is_string(window) || !sicht_window_parse(string_of(window), &window_number)))
		return false;
	if (profile != NULL && (!json_is_string(profile) ||
				       !sicht_profile_parse(string_of(profile), &profile_number)))
		return false;
	out->page = (uint16_t)(page_number - 1);
	out->window = (uint16_t)window_number;
	out->profile = (uint8_t)profile_number;
	out->quality = (uint8_t)points;
	out->exact = exact == NULL || json_is_true(exact);
	out->form_count = 1;
	return true;
}

static enum sicht_status field_pdq(struct reading *reading, const json_t *value)
{
	struct sicht_entry *entry = &reading->entry->entry;
	size_t count = json_array_size(value); /* 0 if it is no array */
	/* room is made for no more of them than the line can hold */
	if (!json_is_array(value) || count > 1u << SICHT_OWNER_ORDINAL_BITS ||
		count > 1 + reading->line.size / SICHT_PDQ_HEX_DIGITS)
		return wrong(reading, "an array of hashes");
	entry->hashes = sicht_arena_alloc(reading->arena, count * sizeof *entry->hashes);
	for (size_t i = 0; i < count; i++) {
		if (!read_hash(json_array_get(value, i), reading->options, &entry->hashes[i]))
			return sicht_lines_fail(reading->lines,
				sicht_member_offset(reading->line, reading->field) + 1,
				"field \"pdq\", hash %zu: expected {\"window\":\"full\",\"hash\":"
				"\"<64 hex>\",\"quality\":0..100,\"profile\":\"fullres\"}",
				i + 1);
	}
	entry->hash_count = (uint32_t)count;
	return SICHT_OK;
}

static const struct field {
	const char *name;
	enum sicht_status (*read)(struct reading *reading, const json_t *value);
} fields[] = {
	{"entry", field_entry},
	{"role", field_role},
	{"size", field_size},
	{"media", field_media},
	{"outcome", field_outcome},
	{"width", field_width},
	{"height", field_height},
	{"pictures", field_pictures},
	{"md5", field_md5},
	{"sha1", field_sha1},
	{"sha256", field_sha256},
	{"category", field_category},
	{"tags", field_tags},
	{"pdq", field_pdq},
	{"added", field_added},
};

/* Fields that are plain strings; each may come as `<name>_b64` as well. */
#define TEXT_FIELDS 6
static const char *const text_names[TEXT_FIELDS] = {
	"set", "supplier", "external", "path", "source", "series"};

static void text_fields(struct sicht_list_entry *entry, struct sicht_bytes *targets[TEXT_FIELDS])
{
	struct sicht_bytes *all[TEXT_FIELDS] = {&entry->set, &entry->entry.supplier,
		&entry->entry.external, &entry->entry.path, &entry->entry.source,
		&entry->entry.series};
	memcpy(targets, all, sizeof all);
}

static bool is_base64_of(const char *name, const char *field)
{
	size_t size = strlen(field);
	return strncmp(name, field, size) == 0 && strcmp(name + size, "_b64") == 0;
}

/* ---- reading ---- */

static enum sicht_status read_field(
	struct reading *reading, const json_t *object, const char *name, const json_t *value)
{
	struct sicht_bytes *targets[TEXT_FIELDS];
	reading->field = name;
	text_fields(reading->entry, targets);
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (strcmp(name, fields[i].name) == 0)
			return fields[i].read(reading, value);
	}
	for (size_t i = 0; i < TEXT_FIELDS; i++) {
		SICHT_DEFER(sicht_text_free) struct sicht_text exact = {0};
		if (is_base64_of(name, text_names[i]))
			return read_base64(reading, value, targets[i]);
		if (strcmp(name, text_names[i]) != 0)
			continue;
		sicht_text_printf(&exact, "%s_b64", name);
		if (json_object_get(object, exact.data) != NULL)
			return json_is_string(value) ? SICHT_OK : wrong(reading, "a string");
		return read_string(reading, value, targets[i]);
	}
	return sicht_lines_fail(reading->lines, sicht_member_offset(reading->line, name) + 1,
		"field \"%s\" is not known here; expected one of an entry, such as path or sha256",
		sicht_printable(reading->arena, sicht_bytes_of(name)));
}

static enum sicht_status read_object(struct reading *reading)
{
	json_error_t error;
	json_auto_t *object =
		json_loadb(reading->line.data, reading->line.size, JSON_REJECT_DUPLICATES, &error);
	if (object == NULL)
		return sicht_lines_fail(reading->lines,
			error.position > 0 ? (size_t)error.position : 1,
			"expected a JSON object: %s",
			sicht_printable(reading->arena, sicht_bytes_of(error.text)));
	if (!json_is_object(object))
		return sicht_lines_fail(reading->lines, 1, "expected a JSON object");
	const char *name;
	json_t *value;
	json_object_foreach(object, name, value)
	{
		SICHT_TRY(read_field(reading, object, name, value));
	}
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct sicht_lines *lines = reader;
	struct sicht_list_entry entry = {0};
	struct reading reading = {.lines = lines,
		.options = sicht_lines_options(lines),
		.arena = arena,
		.entry = &entry};
	SICHT_TRY(sicht_lines_next(lines, &reading.line));
	*end = reading.line.data == NULL;
	if (*end)
		return SICHT_OK;
	SICHT_TRY(read_object(&reading));
	if (entry.entry.digests.have == 0 && entry.entry.hash_count == 0 &&
		entry.entry.outcome == SICHT_OUTCOME_DECODED)
		return sicht_lines_fail(
			lines, 1, "expected a hash: one of md5, sha1, sha256 and pdq");
	*out = entry;
	return SICHT_OK;
}

/* An object whose first line, as far as it can be seen, is of an entry. */
bool sicht_jsonl_sniff(struct sicht_bytes head)
{
	static const char *const words[] = {
		"{\"entry\":", "\"md5\":", "\"sha1\":", "\"sha256\":", "\"pdq\":"};
	const char *start = head.data;
	const char *newline = head.size > 0 ? memchr(start, '\n', head.size) : NULL;
	size_t size = newline != NULL ? (size_t)(newline - start) : head.size;
	if (size >= 3 && memcmp(start, "\xEF\xBB\xBF", 3) == 0) {
		start += 3;
		size -= 3;
	}
	if (size == 0 || start[0] != '{' ||
		(newline == NULL && start[size - 1] != '}' && size < SICHT_LIST_HEAD_BYTES - 3))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (memmem(start, size, words[i], strlen(words[i])) != NULL)
			return true;
	}
	return false;
}

const struct sicht_list_reader sicht_jsonl_reader = {
	sicht_lines_open, read_entry, sicht_lines_place, sicht_lines_close};
