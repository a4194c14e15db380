/* SPDX-License-Identifier: MIT */
/*
 * JSON Lines, written: an entry a line. Members stand in a fixed order and what is not known is
 * left out, so equal entries give equal bytes. jsonl.c reads it back.
 */
#include "index/list/formats.h"

#include <string.h>

#include "engine/base/json.h"

static void write_name(struct sicht_json *json, const char *key, struct sicht_bytes name)
{
	if (name.size > 0)
		sicht_json_name(json, key, name);
}

static void write_word(struct sicht_json *json, const char *key, const char *word)
{
	if (word[0] != '\0')
		sicht_json_word(json, key, word);
}

static void write_digests(struct sicht_json *json, const struct sicht_digests *digests)
{
	for (int i = 0; i < SICHT_DIGEST_KIND_COUNT; i++) {
		enum sicht_digest_kind kind = (enum sicht_digest_kind)i;
		if ((digests->have >> kind & 1) != 0)
			sicht_json_hex(json, sicht_digest_name(kind),
				sicht_digest_get(digests, kind), sicht_digest_size(kind));
	}
}

static void write_category(struct sicht_json *json, const struct sicht_category *category)
{
	if (category->code.size == 0)
		return;
	sicht_json_begin(json, "category", '{');
	if (category->scheme.size > 0)
		sicht_json_string(json, "scheme", category->scheme);
	sicht_json_string(json, "code", category->code);
	sicht_json_end(json, '}');
}

static void write_tags(struct sicht_json *json, struct sicht_bytes tags)
{
	if (tags.size == 0)
		return;
	const char *at = tags.data, *end = at + tags.size;
	sicht_json_begin(json, "tags", '[');
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		sicht_json_string(json, NULL, sicht_bytes(at, (size_t)(stop - at)));
		at = newline != NULL ? newline + 1 : end;
	}
	sicht_json_end(json, ']');
}

static void write_hashes(struct sicht_json *json, const struct sicht_entry *entry)
{
	if (entry->hash_count == 0)
		return;
	sicht_json_begin(json, "pdq", '[');
	for (uint32_t i = 0; i < entry->hash_count; i++) {
		const struct sicht_window_print *hash = &entry->hashes[i];
		char window[SICHT_WINDOW_NAME_SIZE];
		sicht_json_begin(json, NULL, '{');
		sicht_json_word(json, "window", sicht_window_name(hash->window, window));
		sicht_json_pdq(json, "hash", &hash->form[SICHT_TRANSFORM_ORIGINAL]);
		sicht_json_unsigned(json, "quality", hash->quality);
		sicht_json_word(
			json, "profile", sicht_profile_name((enum sicht_profile)hash->profile));
		if (!hash->exact)
			sicht_json_bool(json, "exact", false);
		if (hash->page > 0)
			sicht_json_unsigned(json, "page", hash->page + 1u);
		sicht_json_end(json, '}');
	}
	sicht_json_end(json, ']');
}

static void write_entry(struct sicht_text *text, const struct sicht_list_entry *list_entry)
{
	const struct sicht_entry *entry = &list_entry->entry;
	struct sicht_json json = {.text = text};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_unsigned(&json, "entry", entry->id);
	write_name(&json, "set", list_entry->set);
	if (list_entry->role != 0)
		sicht_json_word(&json, "role", sicht_role_name(list_entry->role));
	write_name(&json, "supplier", entry->supplier);
	write_name(&json, "external", entry->external);
	write_name(&json, "path", entry->path);
	write_name(&json, "source", entry->source);
	if (entry->has_size)
		sicht_json_unsigned(&json, "size", entry->size_bytes);
	write_word(&json, "media", sicht_media_name(entry->media));
	if (entry->outcome != SICHT_OUTCOME_DECODED)
		sicht_json_word(&json, "outcome", sicht_outcome_name(entry->outcome));
	if (entry->width > 0 && entry->height > 0) {
		sicht_json_unsigned(&json, "width", entry->width);
		sicht_json_unsigned(&json, "height", entry->height);
	}
	if (entry->pictures > 1)
		sicht_json_unsigned(&json, "pictures", entry->pictures);
	write_digests(&json, &entry->digests);
	write_category(&json, &entry->category);
	write_name(&json, "series", entry->series);
	write_tags(&json, entry->tags);
	write_hashes(&json, entry);
	sicht_json_time(&json, "added", entry->added_s);
	sicht_json_end(&json, '}');
	sicht_text_append_string(text, "\n");
}

const struct sicht_list_writer sicht_jsonl_writer = {.entry = write_entry};
