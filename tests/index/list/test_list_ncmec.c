/* SPDX-License-Identifier: MIT */
/* Answers of NCMEC's hash sharing that are long, and such as do not end. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "index/list/formats.h"
#include "sicht/list.h"
#include "tests/index/store_helper.h"

TestSuite(list_ncmec, .init = helper_begin, .fini = helper_end);

static enum sicht_status read_all(const struct sicht_text *text, unsigned *entries)
{
	const struct sicht_list_reader *format = &sicht_ncmec_reader;
	struct sicht_list_input input = sicht_list_input_of(sicht_text_bytes(text), "list");
	struct sicht_list_options options = {0};
	struct sicht_arena arena = {0};
	struct sicht_list_entry entry;
	enum sicht_status status;
	bool end = false;
	void *reader = NULL;
	ASSERT_OK(format->open(&input, &options, &reader));
	for (*entries = 0;; (*entries)++) {
		sicht_arena_reset(&arena);
		status = format->next(reader, &arena, &entry, &end);
		if (status != SICHT_OK || end)
			break;
	}
	format->close(reader);
	sicht_arena_free(&arena);
	return status;
}

static void append_many(struct sicht_text *text, const char *piece, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sicht_text_append_string(text, piece);
}

Test(list_ncmec, entries_lie_across_the_pieces_that_are_read)
{
	struct sicht_text text = {0};
	unsigned entries;
	sicht_text_append_string(&text, "<queryResult><videos>");
	for (unsigned i = 0; i < 3000; i++)
		sicht_text_printf(&text,
			"<video><member id=\"1\"/><id>%u</id><fingerprints><md5>%032x</md5>"
			"</fingerprints></video>",
			i, i);
	append_many(&text, "<!-- and a remark -->", 100000);
	sicht_text_append_string(&text, "</videos></queryResult>");
	ASSERT_OK(read_all(&text, &entries));
	cr_expect_eq(entries, 3000);
	sicht_text_free(&text);
}

Test(list_ncmec, a_tag_that_does_not_end_is_refused_before_it_is_held)
{
	static const char *const beginnings[] = {
		"<queryResult><!-- ", "<queryResult><images count=\"", "<queryResult><"};
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		struct sicht_text text = {0};
		unsigned entries;
		sicht_text_append_string(&text, beginnings[i]);
		append_many(&text, "abcdefgh", 1 << 18);
		ASSERT_FAILS(read_all(&text, &entries), SICHT_ERROR_FORMAT,
			"expected the end of a tag or a comment");
		sicht_text_free(&text);
	}
}

Test(list_ncmec, elements_do_not_stand_in_each_other_without_end)
{
	struct sicht_text text = {0};
	unsigned entries;
	sicht_text_append_string(&text, "<queryResult>");
	append_many(&text, "<paging>", 40);
	ASSERT_FAILS(read_all(&text, &entries), SICHT_ERROR_FORMAT,
		"line 1, column 262: expected the end of an element: 32 stand in each other");
	sicht_text_free(&text);
}
