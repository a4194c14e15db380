/* SPDX-License-Identifier: MIT */
/*
 * VICS 2.0, written: a hash set (#Media) of the profile CUSTOM, with the fields that every reader
 * seen takes, in their usual order. vics.c reads it back.
 *
 * A record has an MD5, which such lists key on: entries without one are left out. MediaID counts the
 * records. PDQ hashes of the full first picture (those of one profile, and good enough
 * to be searched) and the SHA-256 stand in AlternativeHashes, which readers skip that do not know
 * them. There is no place for what is false or unknown, for paths (there are no files beside a hash
 * set, and names of exhibits do not belong into one), for windows, pages and qualities, and for the
 * scheme of categories: all of a list have the same (struct sicht_list_writer).
 */
#include "index/list/formats.h"

#include <ctype.h>
#include <string.h>

#include "engine/base/json.h"
#include "sicht/limits.h"

#define CONTEXT                                                                                    \
	"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/CUSTOM/$metadata#Media"

/* Longer numbers are no categories, and might not be read back. */
#define CODE_DIGITS_MAX 9

static void begin(struct sicht_text *text)
{
	sicht_text_append_string(text, "{\"@odata.context\":\"" CONTEXT "\",\"value\":[\n");
}

static void end(struct sicht_text *text)
{
	sicht_text_append_string(text, "\n]}\n");
}

/* In upper case, as distributed sets have it. */
static void write_digest(struct sicht_json *json, const char *name,
	const struct sicht_digests *digests, enum sicht_digest_kind kind)
{
	char hex[2 * sizeof digests->sha256 + 1];
	size_t size = sicht_digest_size(kind);
	if ((digests->have >> kind & 1) == 0)
		return;
	sicht_hex_encode(sicht_digest_get(digests, kind), size, hex);
	hex[2 * size] = '\0';
	for (char *at = hex; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	sicht_json_word(json, name, hex);
}

/* Would a number be read back as this code? */
static bool is_number(struct sicht_bytes code)
{
	const char *digits = code.data;
	for (size_t i = 0; i < code.size; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
	}
	return code.size > 0 && code.size <= CODE_DIGITS_MAX &&
	       (digits[0] != '0' || code.size == 1);
}

static void write_category(struct sicht_json *json, struct sicht_bytes code)
{
	if (is_number(code))
		sicht_json_raw(json, "Category", code);
	else if (code.size > 0)
		sicht_json_string(json, "Category", code);
}

static void write_alternative(
	struct sicht_json *json, const char *name, const struct sicht_pdq *hash)
{
	sicht_json_begin(json, NULL, '{');
	sicht_json_word(json, "HashName", name);
	sicht_json_pdq(json, "HashValue", hash);
	sicht_json_end(json, '}');
}

static bool is_written(const struct sicht_window_print *hash)
{
	return hash->page == 0 && hash->window == SICHT_WINDOW_FULL &&
	       hash->quality >= SICHT_QUALITY_MIN;
}

static const struct sicht_window_print *first_written(const struct sicht_entry *entry)
{
	for (uint32_t i = 0; i < entry->hash_count; i++) {
		if (is_written(&entry->hashes[i]))
			return &entry->hashes[i];
	}
	return NULL;
}

static void write_alternatives(struct sicht_json *json, const struct sicht_entry *entry)
{
	const struct sicht_window_print *first = first_written(entry);
	bool has_sha256 = (entry->digests.have >> SICHT_DIGEST_SHA256 & 1) != 0;
	if (first == NULL && !has_sha256)
		return;
	sicht_json_begin(json, "AlternativeHashes", '[');
	if (has_sha256) {
		sicht_json_begin(json, NULL, '{');
		sicht_json_word(json, "HashName", "SHA256");
		write_digest(json, "HashValue", &entry->digests, SICHT_DIGEST_SHA256);
		sicht_json_end(json, '}');
	}
	for (uint32_t i = 0; i < entry->hash_count; i++) {
		const struct sicht_window_print *hash = &entry->hashes[i];
		if (is_written(hash) && hash->profile == first->profile)
			write_alternative(json, "PDQ", &hash->form[SICHT_TRANSFORM_ORIGINAL]);
	}
	sicht_json_end(json, ']');
}

static void write_entry(struct sicht_text *text, const struct sicht_list_entry *listed)
{
	const struct sicht_entry *entry = &listed->entry;
	struct sicht_json json = {.text = text};
	if ((entry->digests.have >> SICHT_DIGEST_MD5 & 1) == 0)
		return;
	if (listed->before > 0)
		sicht_text_append_string(text, ",\n");
	sicht_json_begin(&json, NULL, '{');
	sicht_json_unsigned(&json, "MediaID", listed->before + 1);
	write_category(&json, entry->category.code);
	write_digest(&json, "MD5", &entry->digests, SICHT_DIGEST_MD5);
	write_digest(&json, "SHA1", &entry->digests, SICHT_DIGEST_SHA1);
	if (entry->has_size)
		sicht_json_unsigned(&json, "MediaSize", entry->size_bytes);
	if (entry->series.size > 0)
		sicht_json_string(&json, "Series", entry->series);
	if (entry->tags.size > 0) /* each ended by a newline */
		sicht_json_string(
			&json, "Tags", sicht_bytes(entry->tags.data, entry->tags.size - 1));
	sicht_json_time(&json, "DateUpdated", entry->added_s);
	write_alternatives(&json, entry);
	sicht_json_end(&json, '}');
}

const struct sicht_list_writer sicht_vics_writer = {
	.begin = begin, .entry = write_entry, .end = end, .one_scheme = true};
