/* SPDX-License-Identifier: MIT */
/*
 * PDQ text, as the reference tools of PDQ write it: one hash a line.
 *
 *     <64 hex>                                               a bare hash
 *     <64 hex>,<quality>,<name>                              the hasher
 *     <64 hex>,...,<64 hex>,<quality>,<name>                 the hasher, eight forms on a line
 *     hash=<64 hex>,norm=N,delta=N,quality=N,filename=NAME   the hasher with details
 *
 * A name is the rest of its line, not quoted: commas belong to it, and it has no encoding. Of the
 * forms of one picture the first is taken; lines of details with another xform are left out.
 */
#include "index/list/formats.h"

#include <string.h>

#include "index/list/fields.h"
#include "index/list/lines.h"
#include "sicht/limits.h"

#define HEX SICHT_PDQ_HEX_DIGITS

/* What is left of a line. */
struct rest {
	const char *at, *end;
};

static size_t left(const struct rest *rest)
{
	return (size_t)(rest->end - rest->at);
}

static bool take_word(struct rest *rest, const char *word)
{
	size_t size = strlen(word);
	if (left(rest) < size || memcmp(rest->at, word, size) != 0)
		return false;
	rest->at += size;
	return true;
}

/* A hash that is followed by a comma or by nothing; the comma is taken, too. */
static bool take_hash(struct rest *rest, struct sicht_pdq *hash)
{
	if (left(rest) < HEX || (left(rest) > HEX && rest->at[HEX] != ',') ||
		!sicht_pdq_from_hex(sicht_bytes(rest->at, HEX), hash))
		return false;
	rest->at += left(rest) > HEX ? HEX + 1 : HEX;
	return true;
}

/* A number of 0 to 100 that is followed by a comma or by nothing. */
static bool take_quality(struct rest *rest, unsigned *quality)
{
	unsigned value = 0, digits = 0;
	const char *at = rest->at;
	for (; at < rest->end && *at >= '0' && *at <= '9' && digits < 4; at++, digits++)
		value = value * 10 + (unsigned)(*at - '0');
	if (digits == 0 || value > 100 || (at < rest->end && *at != ','))
		return false;
	*quality = value;
	rest->at = at < rest->end ? at + 1 : at;
	return true;
}

/* Up to the next comma, which is taken, too. */
static struct sicht_bytes take_field(struct rest *rest)
{
	const char *start = rest->at;
	const char *comma = memchr(start, ',', left(rest));
	rest->at = comma != NULL ? comma + 1 : rest->end;
	return sicht_bytes(start, (size_t)((comma != NULL ? comma : rest->end) - start));
}

bool sicht_pdq_text_sniff(struct sicht_bytes head)
{
	struct rest rest = {head.data, (const char *)head.data + head.size};
	struct sicht_pdq hash;
	take_word(&rest, "\xEF\xBB\xBF");
	take_word(&rest, "hash=");
	/* 64 digits alone may as well be a SHA-256: then the format must be named. */
	return left(&rest) > HEX && take_hash(&rest, &hash);
}

struct line {
	struct sicht_pdq hash;
	unsigned quality;
	struct sicht_bytes name;
	bool other_form; /* of a picture whose first form has a line of its own */
};

static enum sicht_status read_details(
	const struct sicht_lines *lines, const char *start, struct rest *rest, struct line *out)
{
	while (left(rest) > 0) {
		size_t column = (size_t)(rest->at - start) + 1;
		if (take_word(rest, "filename=")) {
			out->name = sicht_bytes(rest->at, left(rest));
			return SICHT_OK;
		}
		if (take_word(rest, "quality=")) {
			if (!take_quality(rest, &out->quality))
				return sicht_lines_fail(
					lines, column + 8, "expected a quality of 0 to 100");
		} else if (take_word(rest, "xform=")) {
			out->other_form =
				!sicht_bytes_equal(take_field(rest), sicht_bytes("orig", 4));
		} else {
			take_field(rest); /* norm, delta */
		}
	}
	return SICHT_OK;
}

static enum sicht_status read_line(
	const struct sicht_lines *lines, struct sicht_bytes text, struct line *out)
{
	const char *start = text.data;
	struct rest rest = {start, start + text.size};
	struct sicht_pdq other;
	struct line line = {.quality = 100}; /* not said: a hash that is listed was found good */
	bool details = take_word(&rest, "hash=");
	if (!take_hash(&rest, &line.hash))
		return sicht_lines_fail(lines, (size_t)(rest.at - start) + 1,
			"expected a PDQ hash of 64 hex digits, then a comma or the end of the "
			"line");
	if (details) {
		SICHT_TRY(read_details(lines, start, &rest, &line));
	} else {
		for (int i = 1; i < SICHT_DIHEDRAL_COUNT && take_hash(&rest, &other); i++)
			;
		take_quality(&rest, &line.quality);
		line.name = sicht_bytes(rest.at, left(&rest));
	}
	if (memchr(line.name.data != NULL ? line.name.data : "", '\0', line.name.size) != NULL)
		return sicht_lines_fail(lines, 1, "expected text, found a zero byte");
	*out = line;
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct sicht_lines *lines = reader;
	struct line line = {0};
	do {
		struct sicht_bytes text;
		SICHT_TRY(sicht_lines_next(lines, &text));
		*end = text.data == NULL;
		if (*end)
			return SICHT_OK;
		SICHT_TRY(read_line(lines, text, &line));
	} while (line.other_form);
	struct sicht_window_print *hash = sicht_arena_alloc(arena, sizeof *hash);
	*hash = (struct sicht_window_print){
		.window = SICHT_WINDOW_FULL,
		.profile = (uint8_t)sicht_lines_options(lines)->profile,
		.quality = (uint8_t)line.quality,
		.exact = true,
		.form_count = 1,
		.form = {line.hash},
	};
	*out = (struct sicht_list_entry){
		.entry = {.hash_count = 1,
			.hashes = hash,
			.path = sicht_arena_copy(arena, line.name)},
	};
	return SICHT_OK;
}

/* The full picture alone: the format cannot say of which part a hash is. */
static void write_entry(struct sicht_text *text, const struct sicht_list_entry *entry)
{
	for (uint32_t i = 0; i < entry->entry.hash_count; i++) {
		const struct sicht_window_print *hash = &entry->entry.hashes[i];
		char hex[HEX];
		if (hash->window != SICHT_WINDOW_FULL)
			continue;
		sicht_pdq_to_hex(&hash->form[SICHT_TRANSFORM_ORIGINAL], hex);
		sicht_text_append(text, hex, sizeof hex);
		sicht_text_printf(text, ",%u,", hash->quality);
		sicht_field_write_name(text, entry->entry.path);
		sicht_text_append_string(text, "\n");
	}
}

const struct sicht_list_reader sicht_pdq_text_reader = {
	sicht_lines_open, read_entry, sicht_lines_place, sicht_lines_close};
const struct sicht_list_writer sicht_pdq_text_writer = {.entry = write_entry};
