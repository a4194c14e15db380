/* SPDX-License-Identifier: MIT */
/*
 * vPDQ: the frames of one video, each with its PDQ hash, read. A list is one entry. Three layouts
 * are in use:
 *
 *     <frame>,<quality>,<64 hex>,<seconds>                     text, a line a frame: the C++ tool
 *     ["<64 hex>,<quality>,<seconds>", ...]                    JSON: python-threatexchange
 *     {"<frame>": {"quality": Q, "hash": "<64 hex>", ...}, ...}   JSON: older versions of it
 *
 * Seconds may have an exponent (its writer keeps three digits: 1.23e+03). They are checked, but an
 * entry has no place for them: what it has is which frame of the list a hash is, as its page.
 *
 * Frames of a quality below SICHT_QUALITY_MIN take no part in matching, and an entry numbers 65536
 * pages: what else there is, is left out, and counted. The list has no name for the video; the name
 * of its file stands for it, and says nothing about whether two lists are the same.
 */
#include "index/list/formats.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "sicht/limits.h"

#define HEX SICHT_PDQ_HEX_DIGITS
#define PAGES_MAX 65536

/* What is left of a text. */
struct rest {
	const char *at, *end;
};

struct vpdq {
	struct sicht_list_input *input;
	const struct sicht_list_options *options;
	bool done;
};

/* What was read so far. */
struct frames {
	const struct vpdq *vpdq;
	struct sicht_window_print *items;
	size_t count, capacity;
	uint64_t seen; /* in the list, with those that were left out */
};

struct frame {
	struct sicht_pdq hash;
	unsigned quality;
};

/* ---- parts of a frame ---- */

static bool take(struct rest *rest, char byte)
{
	if (rest->at == rest->end || *rest->at != byte)
		return false;
	rest->at++;
	return true;
}

static size_t take_digits(struct rest *rest)
{
	const char *start = rest->at;
	while (rest->at < rest->end && *rest->at >= '0' && *rest->at <= '9')
		rest->at++;
	return (size_t)(rest->at - start);
}

static bool take_quality(struct rest *rest, unsigned *quality)
{
	const char *start = rest->at;
	size_t digits = take_digits(rest);
	unsigned value = 0;
	if (digits == 0 || digits > 3)
		return false;
	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (unsigned)(start[i] - '0');
	*quality = value;
	return value <= 100;
}

static bool take_hash(struct rest *rest, struct sicht_pdq *hash)
{
	if (rest->end - rest->at < HEX || !sicht_pdq_from_hex(sicht_bytes(rest->at, HEX), hash))
		return false;
	rest->at += HEX;
	return true;
}

/* "12", "12.345", "1.23e+03"; all that is left. */
static bool take_seconds(struct rest *rest)
{
	size_t digits = take_digits(rest);
	if (take(rest, '.'))
		digits += take_digits(rest);
	if (digits == 0)
		return false;
	if (take(rest, 'e') || take(rest, 'E')) {
		if (!take(rest, '+'))
			take(rest, '-');
		if (take_digits(rest) == 0)
			return false;
	}
	return rest->at == rest->end;
}

static enum sicht_status add_frame(struct frames *frames, const struct frame *frame)
{
	uint64_t page = frames->seen++;
	if (frame->quality < SICHT_QUALITY_MIN || page >= PAGES_MAX)
		return SICHT_OK;
	SICHT_TRY(sicht_grow(
		&frames->items, sizeof *frames->items, frames->count, &frames->capacity));
	frames->items[frames->count++] = (struct sicht_window_print){
		.page = (uint16_t)page,
		.window = SICHT_WINDOW_FULL,
		.profile = (uint8_t)frames->vpdq->options->profile,
		.quality = (uint8_t)frame->quality,
		.exact = true,
		.form_count = 1,
		.form = {frame->hash},
	};
	return SICHT_OK;
}

/* ---- text ---- */

static enum sicht_status read_line(
	struct frames *frames, struct sicht_bytes line, unsigned long long number)
{
	struct rest rest = {line.data, (const char *)line.data + line.size};
	struct frame frame;
	const char *expected = NULL;
	if (take_digits(&rest) == 0 || !take(&rest, ','))
		expected = "the number of a frame, then a comma";
	else if (!take_quality(&rest, &frame.quality) || !take(&rest, ','))
		expected = "a quality of 0 to 100, then a comma";
	else if (!take_hash(&rest, &frame.hash) || !take(&rest, ','))
		expected = "a PDQ hash of 64 hex digits, then a comma";
	else if (!take_seconds(&rest))
		expected = "seconds, then the end of the line";
	if (expected != NULL)
		return sicht_fail(SICHT_ERROR_FORMAT, "%s: line %llu, column %zu: expected %s",
			frames->vpdq->input->name, number,
			(size_t)(rest.at - (const char *)line.data) + 1, expected);
	return add_frame(frames, &frame);
}

static enum sicht_status read_lines(struct frames *frames, struct sicht_bytes text)
{
	const char *at = text.data, *end = at + text.size;
	for (unsigned long long number = 1; at < end; number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		struct sicht_bytes line =
			sicht_bytes(at, (size_t)((newline != NULL ? newline : end) - at));
		if (line.size > 0 && at[line.size - 1] == '\r')
			line.size--;
		if (line.size > 0)
			SICHT_TRY(read_line(frames, line, number));
		at = newline != NULL ? newline + 1 : end;
	}
	return SICHT_OK;
}

/* ---- JSON ---- */

/* The parser gives no place for a value: it is the number of its frame in the list. */
static enum sicht_status fail_frame(const struct frames *frames, const char *expected)
{
	return sicht_fail(SICHT_ERROR_FORMAT, "%s: frame %llu of the list: expected %s",
		frames->vpdq->input->name, (unsigned long long)frames->seen + 1, expected);
}

static enum sicht_status read_string(struct frames *frames, const json_t *value)
{
	struct frame frame;
	if (!json_is_string(value))
		return fail_frame(frames, "a string");
	struct rest rest = {
		json_string_value(value), json_string_value(value) + json_string_length(value)};
	if (!take_hash(&rest, &frame.hash) || !take(&rest, ',') ||
		!take_quality(&rest, &frame.quality) || !take(&rest, ',') || !take_seconds(&rest))
		return fail_frame(frames, "\"<64 hex>,<quality of 0 to 100>,<seconds>\"");
	return add_frame(frames, &frame);
}

static enum sicht_status read_object(struct frames *frames, const char *name, const json_t *value)
{
	struct rest rest = {name, name + strlen(name)};
	const json_t *quality = json_object_get(value, "quality");
	const json_t *hash = json_object_get(value, "hash");
	const json_t *seconds = json_object_get(value, "timestamp");
	struct frame frame;
	if (take_digits(&rest) == 0 || rest.at != rest.end)
		return fail_frame(frames, "the number of a frame as its name");
	if (!json_is_integer(quality) || json_integer_value(quality) < 0 ||
		json_integer_value(quality) > 100)
		return fail_frame(frames, "\"quality\": a whole number of 0 to 100");
	if (!json_is_string(hash) ||
		!sicht_pdq_from_hex(sicht_bytes(json_string_value(hash), json_string_length(hash)),
			&frame.hash))
		return fail_frame(frames, "\"hash\": a PDQ hash of 64 hex digits");
	if (seconds != NULL && (!json_is_number(seconds) || json_number_value(seconds) < 0))
		return fail_frame(frames, "\"timestamp\": seconds");
	frame.quality = (unsigned)json_integer_value(quality);
	return add_frame(frames, &frame);
}

static enum sicht_status read_json(struct frames *frames, struct sicht_bytes text)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text words = {0};
	json_error_t error;
	json_auto_t *json = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL) {
		sicht_escape_terminal(&words, sicht_bytes_of(error.text));
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s: line %d, column %d: expected a JSON array or a JSON object: %s",
			frames->vpdq->input->name, error.line, error.column, words.data);
	}
	const char *name;
	json_t *value;
	for (size_t i = 0; i < json_array_size(json); i++)
		SICHT_TRY(read_string(frames, json_array_get(json, i)));
	json_object_foreach(json, name, value)
	{
		SICHT_TRY(read_object(frames, name, value));
	}
	return SICHT_OK;
}

/* ---- a list ---- */

static struct sicht_bytes without_mark(struct sicht_bytes text)
{
	size_t size = text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	return sicht_bytes((const char *)text.data + size, text.size - size);
}

static struct sicht_bytes trim_start(struct sicht_bytes text)
{
	const char *at = text.data, *end = at + text.size;
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
		at++;
	return sicht_bytes(at, (size_t)(end - at));
}

static void skip_space(struct rest *rest)
{
	rest->at = trim_start(sicht_bytes(rest->at, (size_t)(rest->end - rest->at))).data;
}

bool sicht_vpdq_sniff(struct sicht_bytes head)
{
	struct sicht_bytes text = trim_start(without_mark(head));
	struct rest rest = {text.data, (const char *)text.data + text.size};
	struct frame frame;
	if (take(&rest, '[')) {
		skip_space(&rest);
		return take(&rest, '"') && take_hash(&rest, &frame.hash) && take(&rest, ',') &&
		       take_quality(&rest, &frame.quality) && take(&rest, ',');
	}
	if (take(&rest, '{')) {
		skip_space(&rest);
		return take(&rest, '"') && take_digits(&rest) > 0 && take(&rest, '"') &&
		       memmem(text.data, text.size, "\"quality\"", 9) != NULL &&
		       memmem(text.data, text.size, "\"hash\"", 6) != NULL;
	}
	return take_digits(&rest) > 0 && take(&rest, ',') && take_quality(&rest, &frame.quality) &&
	       take(&rest, ',') && take_hash(&rest, &frame.hash) && take(&rest, ',');
}

static enum sicht_status open_vpdq(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	struct vpdq *vpdq = malloc(sizeof *vpdq);
	if (vpdq == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	*vpdq = (struct vpdq){.input = input, .options = options};
	*reader = vpdq;
	return SICHT_OK;
}

/* All of the list, which is bounded as a line of other lists is. */
static enum sicht_status read_whole(struct sicht_list_input *input, struct sicht_text *out)
{
	char piece[16384];
	size_t count;
	do {
		SICHT_TRY(sicht_list_input_read(input, piece, sizeof piece, &count));
		sicht_text_append(out, piece, count);
		if (out->size > SICHT_LIST_LINE_BYTES_MAX)
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s: expected the frames of one video in %zu bytes at most",
				input->name, SICHT_LIST_LINE_BYTES_MAX);
	} while (count == sizeof piece);
	return SICHT_OK;
}

/* The last part of the list's own path. */
static struct sicht_bytes name_of(struct sicht_bytes path)
{
	const char *start = path.data;
	const char *slash = path.size > 0 ? memrchr(start, '/', path.size) : NULL;
	return slash == NULL ? path
			     : sicht_bytes(slash + 1, path.size - (size_t)(slash + 1 - start));
}

static void free_frames(struct frames *frames)
{
	free(frames->items);
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct vpdq *vpdq = reader;
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	SICHT_DEFER(free_frames) struct frames frames = {.vpdq = vpdq};
	*end = vpdq->done;
	if (*end)
		return SICHT_OK;
	SICHT_TRY(read_whole(vpdq->input, &text));
	struct sicht_bytes list = without_mark(sicht_text_bytes(&text)), start = trim_start(list);
	const char first = start.size > 0 ? *(const char *)start.data : '\0';
	SICHT_TRY(first == '[' || first == '{' ? read_json(&frames, list)
					       : read_lines(&frames, list));
	vpdq->done = true;
	*end = frames.seen == 0;
	if (*end)
		return SICHT_OK;
	size_t size = frames.count * sizeof *frames.items;
	SICHT_TRY(sicht_arena_reserve(arena, size, 1));
	struct sicht_window_print *hashes = sicht_arena_alloc(arena, size);
	memcpy(hashes, frames.items != NULL ? frames.items : hashes, size);
	*out = (struct sicht_list_entry){
		.entry = {.path = sicht_arena_copy(arena, name_of(vpdq->input->path)),
			.hash_count = (uint32_t)frames.count,
			.hashes = hashes},
		.by_digest = true,
		.hashless = frames.count == 0,
		.left_out = frames.seen - frames.count,
	};
	return SICHT_OK;
}

static void place_of_list(const void *reader, struct sicht_text *text)
{
	(void)reader;
	sicht_text_append_string(text, "line 1, column 1");
}

const struct sicht_list_reader sicht_vpdq_reader = {open_vpdq, read_entry, place_of_list, free};
