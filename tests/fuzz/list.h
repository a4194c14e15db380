/* SPDX-License-Identifier: MIT */
/* What the targets for hash lists share: read a list; write what was read; read that again. */
#ifndef SICHT_TESTS_FUZZ_LIST_H
#define SICHT_TESTS_FUZZ_LIST_H

#include <assert.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "index/list/formats.h"
#include "tests/fuzz/fuzz.h"

/* The first entry of a list that one entry was written to must be that entry. */
static inline void fuzz_again(
	const struct sicht_list_format *format, const struct sicht_list_entry *entry)
{
	struct sicht_text text = {0};
	struct sicht_arena arena = {0};
	void *reader = NULL;
	struct sicht_list_options options = {
		.profile = entry->entry.hash_count > 0
				   ? (enum sicht_profile)entry->entry.hashes[0].profile
				   : SICHT_PROFILE_FULLRES};
	struct sicht_list_entry again = {0};
	bool end = true;
	format->writer->entry(&text, entry);
	struct sicht_list_input input = sicht_list_input_of(sicht_text_bytes(&text), "again");
	if (text.size > 0 && format->reader->open(&input, &options, &reader) == SICHT_OK) {
		enum sicht_status status = format->reader->next(reader, &arena, &again, &end);
		assert(status == SICHT_OK && !end);
		assert(again.entry.hash_count <= entry->entry.hash_count);
		assert(memcmp(&again.entry.digests, &entry->entry.digests,
			       sizeof again.entry.digests) == 0);
		for (uint32_t i = 0; i < again.entry.hash_count; i++)
			assert(again.entry.hashes[i].quality <= 100);
	}
	format->reader->close(reader);
	sicht_arena_free(&arena);
	sicht_text_free(&text);
}

static inline void fuzz_list(const char *name, const uint8_t *data, size_t size)
{
	const struct sicht_list_format *format = sicht_list_format_by_name(name);
	struct sicht_list_options options = {.profile = SICHT_PROFILE_REF512};
	struct sicht_list_input input = sicht_list_input_of(sicht_bytes(data, size), "list");
	void *reader = NULL;
	struct sicht_arena arena = {0};
	if (format->reader->open(&input, &options, &reader) != SICHT_OK)
		return;
	(void)format->sniff(sicht_bytes(data, size));
	for (;;) {
		struct sicht_list_entry entry;
		bool end;
		sicht_arena_reset(&arena);
		enum sicht_status status = format->reader->next(reader, &arena, &entry, &end);
		if (status != SICHT_OK) {
			assert(status == SICHT_ERROR_FORMAT);
			assert(strstr(sicht_message(), "list: line ") == sicht_message());
			break;
		}
		if (end)
			break;
		fuzz_again(format, &entry);
	}
	sicht_arena_free(&arena);
	format->reader->close(reader);
}

#endif
