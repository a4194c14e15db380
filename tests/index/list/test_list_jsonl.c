/* SPDX-License-Identifier: MIT */
/* JSON Lines: what is exported is imported again, and wrong lists are refused with their place. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sicht/list.h"
#include "tests/index/store_helper.h"

TestSuite(list_jsonl, .init = helper_begin, .fini = helper_end);

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char *export_of(const char *store_path, const char *name, size_t *size)
{
	const char *path = helper_path(name);
	struct sicht_store *store = NULL;
	struct sicht_export_options options = {0};
	uint64_t written = 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ASSERT_OK(sicht_store_open(store_path, NULL, &store));
	ASSERT_OK(sicht_list_export(store, &options, fd, &written));
	sicht_store_close(store);
	close(fd);
	return (char *)helper_read(path, size);
}

static enum sicht_status import_text(const char *store, const char *text, size_t size,
	const char *set, struct sicht_import_totals *totals)
{
	const char *path = helper_path("list.jsonl");
	struct sicht_import_options options = {.set = set, .role = SICHT_ROLE_KNOWN};
	helper_write(path, text, size);
	struct sicht_indexer *indexer = helper_open(store);
	enum sicht_status status = sicht_list_import(indexer, path, &options, totals);
	if (status == SICHT_OK)
		status = sicht_indexer_commit(indexer);
	sicht_indexer_close(indexer);
	return status;
}

static enum sicht_status import_line(const char *line)
{
	struct sicht_import_totals totals;
	return import_text(helper_path("store"), line, strlen(line), "set", &totals);
}

/* When an entry was added is the one thing that differs from run to run. */
static void settle_times(char *text, size_t size)
{
	static const char key[] = "\"added\":\"", time[] = "2023-11-14T22:13:20Z";
	char *end = text + size, *at = text;
	while ((at = memmem(at, (size_t)(end - at), key, sizeof key - 1)) != NULL) {
		at += sizeof key - 1;
		cr_assert((size_t)(end - at) >= sizeof time - 1);
		memcpy(at, time, sizeof time - 1);
	}
}

/* Entry numbers, times and forms but the first belong to the store: entries here have none. */
Test(list_jsonl, what_is_exported_is_imported_and_exported_the_same)
{
	const char *first = helper_path("first"), *second = helper_path("second");
	struct sicht_import_totals totals;
	size_t size, again_size;
	helper_fill(first, "set", SICHT_ROLE_KNOWN, 0, 200);
	char *text = export_of(first, "first.jsonl", &size);
	ASSERT_OK(import_text(second, text, size, NULL, &totals));
	cr_assert_eq(totals.entries, 200);
	char *again = export_of(second, "second.jsonl", &again_size);
	cr_assert_eq(size, again_size);
	settle_times(text, size);
	settle_times(again, again_size);
	cr_assert_eq(memcmp(text, again, size), 0);
	ASSERT_OK(sicht_store_verify(second, 1, NULL));
	free(text);
	free(again);
}

Test(list_jsonl, importing_again_doubles_nothing)
{
	const char *first = helper_path("first"), *second = helper_path("second");
	struct sicht_import_totals totals;
	size_t size;
	helper_fill(first, "set", SICHT_ROLE_KNOWN, 0, 100);
	char *text = export_of(first, "first.jsonl", &size);
	ASSERT_OK(import_text(second, text, size, NULL, &totals));
	cr_assert(totals.added == 100 && totals.unchanged == 0);
	ASSERT_OK(import_text(second, text, size, NULL, &totals));
	cr_assert(totals.added == 0 && totals.unchanged == 100);
	struct sicht_store *store = NULL;
	struct sicht_store_info info;
	ASSERT_OK(sicht_store_open(second, NULL, &store));
	sicht_store_info(store, &info);
	cr_assert_eq(info.entry_count, 100);
	sicht_store_close(store);
	free(text);
}

Test(list_jsonl, a_line_looks_as_the_manual_says)
{
	static const char line[] =
		"{\"entry\":1,\"set\":\"lka\",\"role\":\"known\",\"supplier\":\"LKA\","
		"\"external\":\"e-1\",\"path\":\"IMG_0001.JPG\",\"size\":2831155,"
		"\"media\":\"image/jpeg\",\"md5\":\"000102030405060708090a0b0c0d0e0f\","
		"\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"1\"},\"series\":\"s\","
		"\"tags\":[\"a\",\"b\"],\"pdq\":[{\"window\":\"full\",\"hash\":\"" HASH "\","
		"\"quality\":100,\"profile\":\"fullres\"}],\"added\":\"2023-11-14T22:13:20Z\"}\n";
	struct sicht_import_totals totals;
	size_t size;
	ASSERT_OK(import_text(helper_path("store"), line, strlen(line), NULL, &totals));
	cr_assert_eq(totals.hashes, 1);
	cr_assert_eq(totals.digests, 1);
	char *text = export_of(helper_path("store"), "out.jsonl", &size);
	cr_assert_eq(size, strlen(line));
	settle_times(text, size);
	cr_assert_eq(memcmp(text, line, size), 0, "%.*s", (int)size, text);
	free(text);
}

Test(list_jsonl, failures_name_line_and_column_and_what_was_expected)
{
	static const struct {
		const char *line, *message;
	} lists[] = {
		{"\n{\"md5\":\"00\"}", "line 2, column 2: field \"md5\": expected 32 hex digits"},
		{"{\"path\":\"a\",\"sha1\":5}",
			"line 1, column 13: field \"sha1\": expected 40 hex"},
		{"{\"path\":\"\\\"md5\\\":\",\"md5\":1}", "line 1, column 20: field \"md5\""},
		{"{\"category\":{\"md5\":1,\"code\":\"1\"},\"md5\":\"x\"}",
			"line 1, column 2: field \"category\""},
		{"{\"path\":\"a\"}", "expected a hash: one of md5"},
		{"{\"pth\":\"a\"}", "column 2: field \"pth\" is not known"},
		{"{\"frames\":[]}", "field \"frames\" is not known"},
		{"{\"path\":\"a\",}", "column 13: expected a JSON object"},
		{"{\"path\":\"a\"", "expected a JSON object"},
		{"[1]", "expected a JSON object"},
		{"{\"md5\":\"000102030405060708090a0b0c0d0e0f\",\"md5\":\"x\"}", "duplicate"},
		{"{\"size\":-1}", "whole number"},
		{"{\"size\":1.5}", "whole number"},
		{"{\"size\":99999999999999999999}", "expected a JSON object"},
		{"{\"role\":\"king\"}", "expected known, ignorable or evidence"},
		{"{\"pdq\":[{\"hash\":\"12\"}]}", "hash 1: expected"},
		{"{\"pdq\":[{\"hash\":\"" HASH "\",\"quality\":101}]}", "hash 1: expected"},
		{"{\"pdq\":[{\"hash\":\"" HASH "\",\"kwality\":1}]}", "hash 1: expected"},
		{"{\"pdq\":[{\"hash\":\"" HASH "\"},{\"hash\":\"" HASH "\",\"window\":\"x\"}]}",
			"hash 2: expected"},
		{"{\"pdq\":{}}", "expected an array of hashes"},
		{"{\"pdq\":[0,0,0,0,0,0,0,0]}", "expected an array of hashes"},
		{"{\"tags\":[\"a\\nb\"]}", "without line breaks"},
		{"{\"path_b64\":\"%\"}", "expected base64"},
		{"{\"added\":\"yesterday\"}", "expected a time"},
		{"{\"path\":\"\xFF\"}", "column 9: expected a JSON object"},
		{"{\"path\":\"\\u0000\"}", "column"},
		{"{\"outcome\":\"good\"}", "expected an outcome"},
	};
	helper_fill(helper_path("store"), "set", SICHT_ROLE_KNOWN, 0, 10);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		struct sicht_import_options options = {
			.format = sicht_list_format_by_name("jsonl"), .set = "set"};
		struct sicht_import_totals totals;
		struct sicht_indexer *indexer = helper_open(helper_path("store"));
		const char *path = helper_path("wrong.jsonl");
		helper_write(path, lists[i].line, strlen(lists[i].line));
		ASSERT_FAILS(sicht_list_import(indexer, path, &options, &totals),
			SICHT_ERROR_FORMAT, lists[i].message);
		cr_assert_not_null(strstr(sicht_message(), "wrong.jsonl: line "));
		sicht_indexer_close(indexer);
	}
}

Test(list_jsonl, a_wrong_last_line_changes_nothing)
{
	const char *store = helper_path("store");
	uint64_t before = 0, after = 0;
	helper_fill(store, "set", SICHT_ROLE_KNOWN, 0, 10);
	ASSERT_OK(helper_read_all(store, &before));
	ASSERT_FAILS(import_line("{\"md5\":\"000102030405060708090a0b0c0d0e0f\"}\n{\"md5\":\"0001"),
		SICHT_ERROR_FORMAT, "line 2");
	ASSERT_OK(helper_read_all(store, &after));
	cr_assert_eq(before, after);
}

Test(list_jsonl, names_that_are_no_text_come_back_exactly)
{
	static const char line[] = "{\"md5\":\"000102030405060708090a0b0c0d0e0f\",\"path\":\"?\","
				   "\"path_b64\":\"/wpcIg==\"}\n";
	struct sicht_arena arena = {0};
	struct sicht_store *store = NULL;
	struct sicht_entry entry;
	size_t size;
	ASSERT_OK(import_line(line));
	ASSERT_OK(sicht_store_open(helper_path("store"), NULL, &store));
	ASSERT_OK(sicht_store_entry(store, 1, &arena, &entry));
	cr_assert(sicht_bytes_equal(entry.path, sicht_bytes("\xFF\n\\\"", 4)));
	sicht_store_close(store);
	char *text = export_of(helper_path("store"), "out.jsonl", &size);
	cr_assert_not_null(strstr(text, "\"path_b64\":\"/wpcIg==\""));
	free(text);
	sicht_arena_free(&arena);
}

Test(list_jsonl, marks_of_windows_are_no_hindrance)
{
	ASSERT_OK(
		import_line("\xEF\xBB\xBF{\"md5\":\"000102030405060708090A0B0C0D0E0F\"}\r\n\r\n"));
}

Test(list_jsonl, content_tells_the_format)
{
	struct sicht_import_totals totals;
	struct sicht_import_options options = {.set = "set", .role = SICHT_ROLE_KNOWN};
	struct sicht_indexer *indexer = helper_open(helper_path("store"));
	const char *path = helper_path("letter");
	helper_write(path, "Dear Sir\n", 9);
	ASSERT_FAILS(sicht_list_import(indexer, path, &options, &totals), SICHT_ERROR_FORMAT,
		"--format");
	helper_write(path, "{\"@odata.context\":\"x\",\"value\":[]}\n", 34);
	ASSERT_FAILS(sicht_list_import(indexer, path, &options, &totals), SICHT_ERROR_FORMAT,
		"--format");
	helper_write(path, "", 0);
	ASSERT_FAILS(sicht_list_import(indexer, path, &options, &totals), SICHT_ERROR_FORMAT,
		"--format");
	ASSERT_FAILS(sicht_list_import(indexer, helper_path("nothing"), &options, &totals),
		SICHT_ERROR_IO, "cannot open");
	sicht_indexer_close(indexer);
}

Test(list_jsonl, a_list_that_names_no_set_needs_one)
{
	static const char line[] = "{\"md5\":\"000102030405060708090a0b0c0d0e0f\"}\n";
	struct sicht_import_totals totals;
	ASSERT_FAILS(import_text(helper_path("store"), line, strlen(line), NULL, &totals),
		SICHT_ERROR_FORMAT, "--set");
}

Test(list_jsonl, an_endless_line_is_refused)
{
	size_t size = 17u << 20;
	char *text = malloc(size);
	struct sicht_import_totals totals;
	memset(text, 'x', size);
	memcpy(text, "{\"md5\":\"", 8);
	ASSERT_FAILS(import_text(helper_path("store"), text, size, "set", &totals),
		SICHT_ERROR_FORMAT, "no line may be longer");
	free(text);
}
