/* SPDX-License-Identifier: MIT */
/* Videos with more frames than an entry has numbers for. */
#include "engine/base/text.h"
#include "index/list/formats.h"
#include "sicht/limits.h"
#include "sicht/list.h"
#include "tests/index/store_helper.h"

TestSuite(list_vpdq, .init = helper_begin, .fini = helper_end);

static enum sicht_status read_first(const struct sicht_text *text, struct sicht_arena *arena,
	struct sicht_list_entry *out, bool *end)
{
	const struct sicht_list_reader *format = &sicht_vpdq_reader;
	struct sicht_list_input input = sicht_list_input_of(sicht_text_bytes(text), "list");
	struct sicht_list_options options = {.profile = SICHT_PROFILE_REF512};
	void *reader = NULL;
	input.path = sicht_bytes_of("some/folder/film.txt");
	ASSERT_OK(format->open(&input, &options, &reader));
	enum sicht_status status = format->next(reader, arena, out, end);
	format->close(reader);
	return status;
}

Test(list_vpdq, frames_beyond_the_pages_of_an_entry_are_left_out_and_counted)
{
	struct sicht_text text = {0};
	struct sicht_arena arena = {0};
	struct sicht_list_entry listed;
	bool end = true;
	for (unsigned i = 0; i < 65540; i++)
		sicht_text_printf(&text, "%u,%d,%064x,%u.000\n", i * 25,
			i == 7 ? SICHT_QUALITY_MIN - 1 : SICHT_QUALITY_MIN, i, i);
	ASSERT_OK(read_first(&text, &arena, &listed, &end));
	cr_assert_not(end);
	cr_expect_eq(listed.entry.hash_count, 65535);
	cr_expect_eq(listed.left_out, 5);
	cr_expect_eq(listed.entry.hashes[6].page, 6);
	cr_expect_eq(listed.entry.hashes[7].page, 8);
	cr_expect_eq(listed.entry.hashes[65534].page, 65535);
	cr_expect_eq(listed.entry.hashes[65534].form[0].word[0], 65535);
	cr_expect_eq(listed.entry.hashes[0].profile, SICHT_PROFILE_REF512);
	cr_expect(sicht_bytes_equal(listed.entry.path, sicht_bytes_of("film.txt")));
	sicht_arena_free(&arena);
	sicht_text_free(&text);
}

Test(list_vpdq, a_list_is_bounded)
{
	struct sicht_text text = {0};
	struct sicht_arena arena = {0};
	struct sicht_list_entry listed;
	bool end = true;
	while (text.size <= SICHT_LIST_LINE_BYTES_MAX)
		sicht_text_append_string(&text, "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n");
	ASSERT_FAILS(read_first(&text, &arena, &listed, &end), SICHT_ERROR_FORMAT,
		"expected the frames of one video in 16777216 bytes at most");
	sicht_arena_free(&arena);
	sicht_text_free(&text);
}
