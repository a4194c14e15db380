/* SPDX-License-Identifier: MIT */
/* Lists as text, read: what came out of them as JSON Lines, which say all of an entry. */
#ifndef SICHT_TESTS_LIST_HELPER_H
#define SICHT_TESTS_LIST_HELPER_H

#include <string.h>

#include "index/list/formats.h"
#include "sicht/list.h"
#include "tests/index/store_helper.h"

/* Records without a hash, of all lists that the test read. */
static unsigned helper_hashless;

/* Read all of the list, whose zero bytes count, into `out`. The first failure, if there is one. */
static inline enum sicht_status helper_read_list(const char *name, struct sicht_bytes list,
	const struct sicht_list_options *options, struct sicht_text *out)
{
	const struct sicht_list_format *format = sicht_list_format_by_name(name);
	struct sicht_list_input input = sicht_list_input_of(list, "list");
	struct sicht_list_options none = {0};
	struct sicht_arena arena = {0};
	void *reader = NULL;
	cr_assert_not_null(format, "%s", name);
	enum sicht_status status =
		format->reader->open(&input, options != NULL ? options : &none, &reader);
	while (status == SICHT_OK) {
		struct sicht_list_entry entry;
		bool end;
		status = format->reader->next(reader, &arena, &entry, &end);
		if (status != SICHT_OK || end)
			break;
		helper_hashless += entry.hashless;
		if (!entry.hashless)
			sicht_jsonl_writer.entry(out, &entry);
	}
	format->reader->close(reader);
	sicht_arena_free(&arena);
	return status;
}

/* The list must be read as these lines, in which the number and the time are left out. */
static inline void helper_expect_list(const char *name, const char *list,
	const struct sicht_list_options *options, const char *lines)
{
	static const char begin[] = "{\"entry\":0,",
			  end[] = ",\"added\":\"1970-01-01T00:00:00Z\"}\n";
	struct sicht_text text = {0}, plain = {0};
	ASSERT_OK(helper_read_list(name, sicht_bytes_of(list), options, &text));
	for (const char *at = text.size > 0 ? text.data : ""; *at != '\0';) {
		const char *stop = strstr(at, end);
		cr_assert(stop != NULL && strncmp(at, begin, strlen(begin)) == 0, "%s", at);
		at += strlen(begin);
		sicht_text_append(&plain, at, (size_t)(stop - at));
		sicht_text_append_string(&plain, "\n");
		at = stop + strlen(end);
	}
	cr_assert_str_eq(plain.size > 0 ? plain.data : "", lines, "%s gave %s", list, plain.data);
	sicht_text_free(&text);
	sicht_text_free(&plain);
}

/* It must be refused with a message that begins so, behind the name of the list. */
static inline void helper_expect_refusal(const char *name, const char *list,
	const struct sicht_list_options *options, const char *message)
{
	struct sicht_text text = {0};
	enum sicht_status status = helper_read_list(name, sicht_bytes_of(list), options, &text);
	const char *said = sicht_message();
	cr_assert_eq(status, SICHT_ERROR_FORMAT, "%s gave %d: %s", list, status, said);
	cr_assert(
		strncmp(said, "list: ", 6) == 0 && strncmp(said + 6, message, strlen(message)) == 0,
		"%s: %s", list, said);
	sicht_text_free(&text);
}

static inline bool helper_looks_like(const char *name, const char *list)
{
	return sicht_list_format_by_name(name)->sniff(sicht_bytes_of(list));
}

#endif
