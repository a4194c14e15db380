/* SPDX-License-Identifier: MIT */
/* Files that are no store, are of another version, or were cut: refused in words that help. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/store/guard.h"
#include "tests/index/store_helper.h"

#define PAGE 4096u

TestSuite(guard, .init = helper_begin, .fini = helper_end);

/* A store whose data.mdb is `data`. */
/* Where the number of its transaction stands in a meta page. */
#define TRANSACTION (16 + 4 + 4 + 8 + 8 + 2 * SICHT_GUARD_TREE_BYTES + 8)

static const char *store_at(const char *store, const void *data, size_t size)
{
	char path[300];
	mkdir(store, 0700);
	snprintf(path, sizeof path, "%s/segments", store);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/data.mdb", store);
	helper_write(path, data, size);
	return store;
}

static const char *store_of(const void *data, size_t size)
{
	return store_at(helper_path("store"), data, size);
}

static unsigned char *good_data(size_t *size)
{
	char path[300];
	const char *store = helper_path("good");
	helper_fill(store, "set", SICHT_ROLE_EVIDENCE, 0, 300);
	snprintf(path, sizeof path, "%s/data.mdb", store);
	return helper_read(path, size);
}

static enum sicht_status open_store(const char *path)
{
	struct sicht_store *store = NULL;
	enum sicht_status status = sicht_store_open(path, NULL, &store);
	sicht_store_close(store);
	return status;
}

Test(guard, foreign_files_are_no_stores)
{
	char noise[3 * PAGE];
	memset(noise, 'x', sizeof noise);
	ASSERT_FAILS(open_store(store_of(noise, sizeof noise)), SICHT_ERROR_FORMAT, "not a store");
	ASSERT_FAILS(
		open_store(store_of("SQLite format 3", 16)), SICHT_ERROR_FORMAT, "not a store");
}

Test(guard, another_version_of_lmdb_is_named)
{
	size_t size;
	unsigned char *data = good_data(&size);
	data[20] = 2;
	ASSERT_FAILS(open_store(store_of(data, size)), SICHT_ERROR_FORMAT, "version of LMDB");
	free(data);
}

Test(guard, a_newer_format_asks_for_a_newer_program)
{
	uint8_t page[SICHT_GUARD_META_BYTES] = {0};
	struct sicht_guard_meta meta;
	cr_assert_eq(
		sicht_guard_meta_parse(sicht_bytes(page, sizeof page), &meta), SICHT_GUARD_FOREIGN);
	memcpy(page + 16, "\xDE\xC0\xEF\xBE\x02\0\0\0", 8);
	cr_assert_eq(
		sicht_guard_meta_parse(sicht_bytes(page, sizeof page), &meta), SICHT_GUARD_NEWER);
}

/* A commit as a writer makes it, as far as the guard looks: the number of one of the meta pages. */
static bool commit(int fd, uint64_t transaction)
{
	off_t page = transaction % 2 == 0 ? 0 : PAGE;
	return pwrite(fd, &transaction, sizeof transaction, page + TRANSACTION) ==
	       sizeof transaction;
}

/* A reader reads one of them, the writer goes on, the reader reads the other. */
Test(guard, commits_between_two_readings_are_no_damage)
{
	size_t size;
	char path[300];
	unsigned char *data = good_data(&size);
	snprintf(path, sizeof path, "%s/data.mdb", store_of(data, size));
	int fd = open(path, O_RDWR);
	uint64_t transaction = 1000;
	/* far from the numbers that were there, which are no neighbours: before anybody reads */
	cr_assert(commit(fd, transaction) && commit(fd, transaction + 1));
	transaction += 2;
	pid_t writer = fork();
	while (writer == 0) {
		if (!commit(fd, transaction++))
			_exit(1);
	}
	for (unsigned i = 0; i < 20000; i++) {
		struct sicht_guard guard;
		enum sicht_status status = sicht_guard_read(fd, "store", &guard);
		if (status != SICHT_OK)
			kill(writer, SIGKILL);
		cr_assert_eq(status, SICHT_OK, "%s", sicht_message());
	}
	kill(writer, SIGKILL);
	cr_assert_eq(waitpid(writer, NULL, 0), writer);
	close(fd);
	free(data);
}

/* Whole pages and odd lengths: an error, or (cut behind the last page in use) the truth. */
Test(guard, every_truncation_is_noticed)
{
	size_t size;
	uint64_t right = 0, print = 0;
	unsigned char *data = good_data(&size);
	ASSERT_OK(helper_read_all(helper_path("good"), &right));
	for (size_t cut = 0; cut < size; cut += cut % PAGE == 0 ? 100 : PAGE - 100) {
		enum sicht_status status = helper_read_all(store_of(data, cut), &print);
		if (status == SICHT_OK)
			cr_assert_eq(print, right, "cut at %zu", cut);
		else
			cr_assert(status == SICHT_ERROR_DAMAGED || status == SICHT_ERROR_FORMAT ||
					  status == SICHT_ERROR_NOT_FOUND,
				"cut at %zu: %s", cut, sicht_message());
	}
	ASSERT_FAILS(open_store(store_of(data, size / 2)), SICHT_ERROR_DAMAGED, "data.mdb");
	free(data);
}

Test(guard, a_meta_page_that_promises_too_much_is_damage)
{
	size_t size;
	unsigned char *data = good_data(&size);
	/* the number of the last page, in both meta pages */
	data[16 + 120 + 5] = 0x7F;
	data[PAGE + 16 + 120 + 5] = 0x7F;
	ASSERT_FAILS(open_store(store_of(data, size)), SICHT_ERROR_DAMAGED, "shorter");
	free(data);
}

/* The older of two meta pages, made to look the newer one, must not bring old times back. */
Test(guard, an_old_meta_page_cannot_pass_for_a_new_one)
{
	size_t size;
	unsigned char *data = good_data(&size);
	struct sicht_guard_meta meta[2];
	for (int i = 0; i < 2; i++)
		cr_assert_eq(sicht_guard_meta_parse(
				     sicht_bytes(data + (size_t)i * PAGE, PAGE), &meta[i]),
			SICHT_GUARD_GOOD);
	int old = meta[0].transaction < meta[1].transaction ? 0 : 1;
	data[(size_t)old * PAGE + 16 + 128] += 2;
	ASSERT_FAILS(open_store(store_of(data, size)), SICHT_ERROR_DAMAGED, "older state");
	free(data);
}

/* LMDB would take other flags for keys of other kinds, and abort or misread. */
Test(guard, odd_flags_of_a_tree_are_damage_of_the_meta_page)
{
	size_t size;
	unsigned char *data = good_data(&size);
	for (size_t page = 0; page < 2; page++) {
		for (size_t tree = 0; tree < 2; tree++) {
			unsigned char *flags = data + page * PAGE + 16 + 24 + 48 * tree + 4;
			for (unsigned bit = 0; bit < 8; bit++) {
				flags[0] ^= (unsigned char)(1u << bit);
				ASSERT_FAILS(open_store(store_of(data, size)), SICHT_ERROR_DAMAGED,
					page == 0 ? "first meta page" : "second meta page");
				flags[0] ^= (unsigned char)(1u << bit);
			}
		}
	}
	free(data);
}

/* Where a meta page could not be written, LMDB leaves the new trees under the old numbers. */
Test(guard, a_meta_page_of_a_failed_commit_is_harmless_if_it_is_the_older_one)
{
	size_t size;
	uint64_t right = 0, print = 0;
	unsigned char *data = good_data(&size);
	struct sicht_guard_meta meta[2];
	ASSERT_OK(helper_read_all(helper_path("good"), &right));
	for (int i = 0; i < 2; i++)
		cr_assert_eq(sicht_guard_meta_parse(
				     sicht_bytes(data + (size_t)i * PAGE, PAGE), &meta[i]),
			SICHT_GUARD_GOOD);
	for (size_t i = 0; i < 2; i++) {
		uint64_t beyond = meta[i].page_count + 3, root = meta[i].main.root;
		unsigned char *place = data + i * PAGE + 16 + 24 + 48 + 40; /* of the main tree */
		memcpy(place, &beyond, sizeof beyond);
		if (meta[i].transaction < meta[1 - i].transaction) {
			ASSERT_OK(helper_read_all(store_of(data, size), &print));
			cr_assert_eq(print, right);
		} else {
			ASSERT_FAILS(
				open_store(store_of(data, size)), SICHT_ERROR_DAMAGED, "meta page");
		}
		memcpy(place, &root, sizeof root);
	}
	free(data);
}

/*
 * A full disk, or a power cut, while LMDB wrote its first pages: whatever is left of them, nothing
 * was lost, and the next run begins.
 */
Test(guard, a_store_of_parts_of_its_first_pages_is_begun_anew)
{
	size_t size;
	uint64_t right = 0;
	helper_fill(helper_path("right"), "set", SICHT_ROLE_KNOWN, 0, 20);
	ASSERT_OK(helper_read_all(helper_path("right"), &right));
	unsigned char *data = good_data(&size);
	memset(data + TRANSACTION, 0, 8);
	memset(data + PAGE + TRANSACTION, 0, 8);
	for (size_t kept = 0; kept <= 2 * PAGE; kept += 512) {
		uint64_t print = 0;
		char name[32];
		snprintf(name, sizeof name, "kept-%zu", kept);
		const char *store = store_at(helper_path(name), data, kept);
		ASSERT_FAILS(open_store(store), SICHT_ERROR_NOT_FOUND, "no store");
		helper_fill(store, "set", SICHT_ROLE_KNOWN, 0, 20);
		ASSERT_OK(helper_read_all(store, &print));
		cr_assert_eq(print, right);
	}
	free(data);
}

/* But not where a commit was, as its meta pages tell. */
Test(guard, a_store_that_was_cut_to_its_first_pages_is_damaged)
{
	size_t size;
	free(good_data(&size));
	cr_assert(truncate(helper_path("good/data.mdb"), 2 * PAGE) == 0);
	ASSERT_FAILS(open_store(helper_path("good")), SICHT_ERROR_DAMAGED, "damaged");
}

static uint64_t number_at(const unsigned char *bytes)
{
	uint64_t number;
	memcpy(&number, bytes, sizeof number);
	return number;
}

/* A writer would write over it. A reader does not look at free pages. */
Test(guard, a_page_in_use_that_is_listed_as_free_stops_a_writer)
{
	size_t size;
	uint64_t print = 0;
	unsigned char *data = good_data(&size);
	struct sicht_indexer *indexer = NULL;
	struct sicht_guard_meta meta[2];
	for (int i = 0; i < 2; i++)
		cr_assert_eq(sicht_guard_meta_parse(
				     sicht_bytes(data + (size_t)i * PAGE, PAGE), &meta[i]),
			SICHT_GUARD_GOOD);
	const struct sicht_guard_meta *newer = &meta[meta[0].transaction < meta[1].transaction];
	unsigned char *leaf = data + newer->free.root * PAGE;
	unsigned char *list = leaf + (leaf[16] | leaf[17] << 8) + 8 + 8; /* behind node and key */
	cr_assert_gt(number_at(list), 0, "there is a free page");
	memcpy(list + 8, &newer->main.root, 8);
	const char *store = store_of(data, size);
	ASSERT_FAILS(sicht_indexer_open(store, NULL, &indexer), SICHT_ERROR_DAMAGED, "used twice");
	ASSERT_FAILS(sicht_store_verify(store, 1, NULL), SICHT_ERROR_DAMAGED, "used twice");
	ASSERT_OK(helper_read_all(store, &print));
	free(data);
}

Test(guard, what_is_no_store_is_said_so)
{
	struct sicht_indexer *indexer = NULL;
	const char *folder = helper_path("folder");
	char file[300];
	mkdir(folder, 0700);
	snprintf(file, sizeof file, "%s/letter.txt", folder);
	helper_write(file, "hello", 5);
	struct sicht_indexer_options create = {.create = true};
	ASSERT_FAILS(open_store(helper_path("nothing")), SICHT_ERROR_NOT_FOUND, "no store");
	ASSERT_FAILS(open_store(folder), SICHT_ERROR_NOT_FOUND, "no store");
	ASSERT_FAILS(open_store(file), SICHT_ERROR_FORMAT, "not a directory");
	ASSERT_FAILS(
		sicht_indexer_open(folder, &create, &indexer), SICHT_ERROR_FORMAT, "not empty");
	ASSERT_FAILS(sicht_indexer_open(helper_path("nothing"), NULL, &indexer),
		SICHT_ERROR_NOT_FOUND, "no store");
	cr_assert_not(sicht_store_is(folder));
	size_t count = 0;
	free(helper_read(file, &count));
	cr_assert_eq(count, 5, "what was there is untouched");
}

Test(guard, a_store_without_its_data_is_not_made_anew)
{
	const char *store = helper_path("store");
	char path[300];
	struct sicht_indexer *indexer = NULL;
	struct sicht_indexer_options create = {.create = true};
	helper_fill(store, "set", SICHT_ROLE_KNOWN, 0, 20);
	snprintf(path, sizeof path, "%s/data.mdb", store);
	cr_assert_eq(unlink(path), 0);
	ASSERT_FAILS(open_store(store), SICHT_ERROR_DAMAGED, "lost what was in its data.mdb");
	ASSERT_FAILS(sicht_indexer_open(store, &create, &indexer), SICHT_ERROR_DAMAGED,
		"lost what was in its data.mdb");
}
