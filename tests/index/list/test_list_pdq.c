/* SPDX-License-Identifier: MIT */
/* PDQ text in all layouts of the reference tools, and back. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/list/formats.h"
#include "sicht/list.h"
#include "tests/index/store_helper.h"

#define HASH_A "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
#define HASH_B "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

TestSuite(list_pdq, .init = helper_begin, .fini = helper_end);

struct read {
	char hash[65];
	unsigned quality;
	char name[128];
};

static const struct sicht_list_format *format(void)
{
	const struct sicht_list_format *pdq = sicht_list_format_by_name("pdq");
	cr_assert_not_null(pdq);
	return pdq;
}

/* All entries of a list. */
static enum sicht_status read_list(const char *text, struct read *out, size_t *count)
{
	struct sicht_arena arena = {0};
	struct sicht_list_input input = sicht_list_input_of(sicht_bytes_of(text), "list");
	void *reader = NULL;
	struct sicht_list_options options = {.profile = SICHT_PROFILE_REF512};
	enum sicht_status status;
	ASSERT_OK(format()->reader->open(&input, &options, &reader));
	*count = 0;
	for (;;) {
		struct sicht_list_entry entry;
		bool end;
		status = format()->reader->next(reader, &arena, &entry, &end);
		if (status != SICHT_OK || end)
			break;
		struct read *item = &out[(*count)++];
		sicht_pdq_to_hex(&entry.entry.hashes[0].form[0], item->hash);
		item->hash[64] = '\0';
		item->quality = entry.entry.hashes[0].quality;
		snprintf(item->name, sizeof item->name, "%.*s", (int)entry.entry.path.size,
			(const char *)entry.entry.path.data);
		cr_assert_eq(entry.entry.hash_count, 1);
		cr_assert_eq(entry.entry.hashes[0].profile, SICHT_PROFILE_REF512);
	}
	format()->reader->close(reader);
	sicht_arena_free(&arena);
	return status;
}

static void expect(const char *line, const char *hash, unsigned quality, const char *name)
{
	struct read items[4];
	size_t count;
	ASSERT_OK(read_list(line, items, &count));
	cr_assert_eq(count, 1, "%s", line);
	cr_assert_str_eq(items[0].hash, hash, "%s", line);
	cr_assert_eq(items[0].quality, quality, "%s", line);
	cr_assert_str_eq(items[0].name, name, "%s", line);
}

Test(list_pdq, every_layout_is_read)
{
	expect(HASH_A ",95,bridge.jpg\n", HASH_A, 95, "bridge.jpg");
	expect(HASH_A ",0,bridge.jpg", HASH_A, 0, "bridge.jpg");
	expect(HASH_A, HASH_A, 100, "");
	expect(HASH_A ",", HASH_A, 100, "");
	expect(HASH_A ",77", HASH_A, 77, "");
	expect(HASH_A ",bridge.jpg", HASH_A, 100, "bridge.jpg");
	expect(HASH_A ",100,a,b and c.jpg", HASH_A, 100, "a,b and c.jpg");
	expect(HASH_A ",101,a.jpg", HASH_A, 100, "101,a.jpg");
	expect(HASH_A ",50x.jpg", HASH_A, 100, "50x.jpg");
	expect("hash=" HASH_A ",norm=128,delta=1,quality=95,filename=a,b.jpg", HASH_A, 95,
		"a,b.jpg");
	expect("hash=" HASH_A ",meta", HASH_A, 100, "");
	expect(HASH_A "," HASH_B "," HASH_B ",90,eight.jpg", HASH_A, 90, "eight.jpg");
	expect("\xEF\xBB\xBF" HASH_A ",95,bridge.jpg\r\n", HASH_A, 95, "bridge.jpg");
}

Test(list_pdq, of_the_forms_in_details_the_first_is_taken)
{
	struct read items[4];
	size_t count;
	ASSERT_OK(read_list("hash=" HASH_A ",xform=orig,quality=90,filename=a\n"
			    "hash=" HASH_B ",xform=rot90,quality=90,filename=a\n"
			    "hash=" HASH_B ",xform=orig,quality=80,filename=b\n",
		items, &count));
	cr_assert_eq(count, 2);
	cr_assert_str_eq(items[0].name, "a");
	cr_assert_str_eq(items[1].name, "b");
}

Test(list_pdq, wrong_lines_are_named)
{
	struct read items[4];
	size_t count;
	ASSERT_FAILS(read_list(HASH_A ",95,a\n" HASH_A "0,95,b\n", items, &count),
		SICHT_ERROR_FORMAT, "list: line 2, column 1: expected a PDQ hash of 64 hex digits");
	ASSERT_FAILS(read_list("hash=12,quality=1", items, &count), SICHT_ERROR_FORMAT, "column 6");
	ASSERT_FAILS(read_list("hash=" HASH_A ",quality=200,filename=x", items, &count),
		SICHT_ERROR_FORMAT, "column 79: expected a quality of 0 to 100");
	ASSERT_FAILS(read_list("g" HASH_A, items, &count), SICHT_ERROR_FORMAT, "column 1");
}

Test(list_pdq, a_list_of_sha256_is_not_taken_for_pdq)
{
	cr_assert(format()->sniff(sicht_bytes_of(HASH_A ",95,a.jpg\n")));
	cr_assert(format()->sniff(sicht_bytes_of("hash=" HASH_A ",quality=95\n")));
	cr_assert_not(format()->sniff(sicht_bytes_of(HASH_A "\n" HASH_B "\n")));
	cr_assert_not(format()->sniff(sicht_bytes_of(HASH_A "  a.jpg\n")));
	cr_assert_not(format()->sniff(sicht_bytes_of("")));
}

Test(list_pdq, a_store_is_filled_and_written_out_again)
{
	static const char list[] = HASH_A ",95,bridge.jpg\n" HASH_B ",40,flat, and long.png\n";
	const char *in = helper_path("in.txt"), *out = helper_path("out.txt");
	const char *path = helper_path("store");
	struct sicht_import_options options = {.set = "list", .role = SICHT_ROLE_KNOWN};
	struct sicht_export_options how = {.format = format()};
	struct sicht_import_totals totals;
	struct sicht_store *store = NULL;
	struct sicht_indexer *indexer = helper_open(path);
	uint64_t written;
	size_t size;
	helper_write(in, list, strlen(list));
	ASSERT_OK(sicht_list_import(indexer, in, &options, &totals));
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	cr_assert_eq(totals.hashes, 2);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
	int fd = open(out, O_WRONLY | O_CREAT, 0600);
	ASSERT_OK(sicht_store_open(path, NULL, &store));
	ASSERT_OK(sicht_list_export(store, &how, fd, &written));
	how.set = "another";
	ASSERT_FAILS(sicht_list_export(store, &how, fd, &written), SICHT_ERROR_NOT_FOUND,
		"no set another");
	sicht_store_close(store);
	close(fd);
	unsigned char *text = helper_read(out, &size);
	cr_assert_eq(size, strlen(list));
	cr_assert_eq(memcmp(text, list, size), 0);
	free(text);
}
