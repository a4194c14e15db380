/* SPDX-License-Identifier: MIT */
/*
 * Promise P6: whatever happens to the bytes of a store, opening and reading it gives an error or
 * the right answer, never a wrong one, and never ends this process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/index/store_helper.h"

#define PAGE 4096u
#define TRIALS 60

TestSuite(damage, .init = helper_begin, .fini = helper_end);

/* Two roles, entries that were taken out, more than one commit, pages that were freed. */
static void make_store(const char *path)
{
	helper_fill(path, "known", SICHT_ROLE_KNOWN, 0, 600);
	helper_fill(path, "ignorable", SICHT_ROLE_IGNORABLE, 600, 200);
	struct sicht_indexer *indexer = helper_open(path);
	for (uint64_t id = 100; id < 200; id++)
		ASSERT_OK(sicht_indexer_remove(indexer, id));
	ASSERT_OK(sicht_indexer_compact(indexer));
	for (uint64_t id = 300; id < 350; id++)
		ASSERT_OK(sicht_indexer_remove(indexer, id));
	helper_add(indexer, helper_set(indexer, "evidence", SICHT_ROLE_EVIDENCE), 800, 100);
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
}

struct file {
	unsigned char *data;
	size_t size;
	uint64_t random;
};

static size_t below(struct file *file, size_t end)
{
	return (size_t)(helper_random(&file->random) % end);
}

static void flip_bit(struct file *file)
{
	file->data[below(file, file->size)] ^= (unsigned char)(1u << below(file, 8));
}

static void flip_bit_in_header(struct file *file)
{
	size_t page = below(file, file->size / PAGE);
	file->data[page * PAGE + below(file, 40)] ^= (unsigned char)(1u << below(file, 8));
}

static void set_byte_in_meta(struct file *file)
{
	file->data[below(file, 2) * PAGE + below(file, 152)] = (unsigned char)below(file, 256);
}

static void zero_page(struct file *file)
{
	memset(file->data + below(file, file->size / PAGE) * PAGE, 0, PAGE);
}

static void zero_sector(struct file *file)
{
	memset(file->data + below(file, file->size / 512) * 512, 0, 512);
}

static void copy_page(struct file *file)
{
	size_t pages = file->size / PAGE;
	memmove(file->data + below(file, pages) * PAGE, file->data + below(file, pages) * PAGE,
		PAGE);
}

static void write_noise(struct file *file)
{
	size_t at = below(file, file->size - 64);
	for (size_t i = 0; i < 64; i++)
		file->data[at + i] = (unsigned char)below(file, 256);
}

static void cut_at_page(struct file *file)
{
	file->size = below(file, file->size / PAGE) * PAGE;
}

static void cut_anywhere(struct file *file)
{
	file->size = below(file, file->size);
}

static bool is_refusal(enum sicht_status status)
{
	return status == SICHT_ERROR_DAMAGED || status == SICHT_ERROR_FORMAT ||
	       status == SICHT_ERROR_NOT_FOUND;
}

/* Read after each damage; then write, too, where reading found nothing wrong. */
static void run_class(const char *name, void (*damage)(struct file *file))
{
	char data_path[300];
	const char *whole = helper_path("whole"), *hurt = helper_path("hurt");
	uint64_t right = 0;
	size_t refused = 0, size;
	make_store(whole);
	ASSERT_OK(helper_read_all(whole, &right));
	snprintf(data_path, sizeof data_path, "%s/data.mdb", whole);
	unsigned char *data = helper_read(data_path, &size);
	snprintf(data_path, sizeof data_path, "%s/data.mdb", hurt);
	helper_copy_tree(whole, hurt);
	for (unsigned i = 0; i < TRIALS; i++) {
		struct file file = {malloc(size), size, i};
		uint64_t print = 0;
		memcpy(file.data, data, size);
		damage(&file);
		helper_write(data_path, file.data, file.size);
		enum sicht_status status = helper_read_all(hurt, &print);
		cr_assert(status == SICHT_OK || is_refusal(status), "%s %u: %d: %s", name, i,
			status, sicht_message());
		if (status == SICHT_OK)
			cr_assert_eq(print, right, "%s %u: a wrong answer", name, i);
		refused += status != SICHT_OK;
		status = sicht_store_verify(hurt, 1, NULL);
		cr_assert(status == SICHT_OK || is_refusal(status), "%s %u: %d: %s", name, i,
			status, sicht_message());
		free(file.data);
	}
	cr_assert_gt(refused, 0, "%s: no trial was noticed", name);
	free(data);
}

Test(damage, flipped_bits)
{
	run_class("flipped bit", flip_bit);
}

Test(damage, flipped_bits_in_page_headers)
{
	run_class("flipped bit in a header", flip_bit_in_header);
}

Test(damage, bytes_of_meta_pages)
{
	run_class("byte of a meta page", set_byte_in_meta);
}

Test(damage, zeroed_pages)
{
	run_class("zeroed page", zero_page);
}

Test(damage, zeroed_sectors)
{
	run_class("zeroed sector", zero_sector);
}

Test(damage, pages_in_the_wrong_place)
{
	run_class("page in the wrong place", copy_page);
}

Test(damage, noise)
{
	run_class("noise", write_noise);
}

Test(damage, cut_at_a_page)
{
	run_class("cut at a page", cut_at_page);
}

Test(damage, cut_anywhere)
{
	run_class("cut anywhere", cut_anywhere);
}

/* A writer must not make damage worse: it refuses, or what it wrote can be read and verified. */
Test(damage, a_writer_refuses_or_writes_a_whole_store)
{
	static void (*const damages[])(struct file * file) = {flip_bit, flip_bit_in_header,
		zero_page, copy_page, write_noise, set_byte_in_meta, cut_anywhere};
	char data_path[300];
	const char *whole = helper_path("whole"), *hurt = helper_path("hurt");
	size_t size;
	make_store(whole);
	snprintf(data_path, sizeof data_path, "%s/data.mdb", whole);
	unsigned char *data = helper_read(data_path, &size);
	snprintf(data_path, sizeof data_path, "%s/data.mdb", hurt);
	for (unsigned i = 0; i < 140; i++) {
		struct file file = {malloc(size), size, 1000 + i};
		struct sicht_indexer *indexer = NULL;
		memcpy(file.data, data, size);
		damages[i % 7](&file);
		helper_remove_tree(hurt);
		helper_copy_tree(whole, hurt);
		helper_write(data_path, file.data, file.size);
		bool whole_before = sicht_store_verify(hurt, 1, NULL) == SICHT_OK;
		enum sicht_status status = sicht_indexer_open(hurt, NULL, &indexer);
		if (status == SICHT_OK) {
			uint32_t set = helper_set(indexer, "more", SICHT_ROLE_KNOWN);
			helper_add(indexer, set, 2000, 50);
			status = sicht_indexer_commit(indexer);
			sicht_indexer_close(indexer);
		}
		cr_assert(status == SICHT_OK || is_refusal(status), "%u: %s", i, sicht_message());
		if (whole_before) {
			cr_assert_eq(status, SICHT_OK, "%u: %s", i, sicht_message());
			ASSERT_OK(sicht_store_verify(hurt, 1, NULL));
		}
		free(file.data);
	}
	free(data);
}

/* ---- a store of which little is read */

/* All that is said of one entry: 0 if that is refused. */
static uint64_t print_of_entry(const struct sicht_store *store, uint64_t id)
{
	struct sicht_arena arena = {0};
	struct sicht_entry entry;
	uint64_t print = 0;
	enum sicht_status status = sicht_store_entry(store, id, &arena, &entry);
	cr_assert(status == SICHT_OK || is_refusal(status), "%s", sicht_message());
	if (status == SICHT_OK)
		print = helper_entry_print(&entry);
	sicht_arena_free(&arena);
	return print;
}

#define ENTRIES_ASKED 3
static const uint64_t asked[ENTRIES_ASKED] = {1, 250, 899};

/*
 * Each page in turn becomes zeros. What is asked for is right or refused; a page that nobody asks
 * for is in nobody's way, and `verify` finds it.
 */
Test(damage, pages_are_looked_at_on_the_way)
{
	char path[300];
	static const unsigned char zeros[PAGE];
	const char *whole = helper_path("whole"), *hurt = helper_path("hurt");
	uint64_t right[ENTRIES_ASKED];
	size_t size, opened = 0, split = 0, unnoticed = 0;
	make_store(whole);
	struct sicht_store *store = helper_open_store(whole);
	for (size_t i = 0; i < ENTRIES_ASKED; i++)
		right[i] = print_of_entry(store, asked[i]);
	sicht_store_close(store);
	helper_copy_tree(whole, hurt);
	snprintf(path, sizeof path, "%s/data.mdb", whole);
	unsigned char *data = helper_read(path, &size);
	snprintf(path, sizeof path, "%s/data.mdb", hurt);
	for (size_t at = 2 * PAGE; at < size; at += PAGE) {
		unsigned char kept[PAGE];
		size_t refused = 0;
		memcpy(kept, data + at, PAGE);
		memcpy(data + at, zeros, PAGE);
		helper_write(path, data, size);
		memcpy(data + at, kept, PAGE);
		enum sicht_status status = sicht_store_open(hurt, NULL, &store);
		cr_assert(status == SICHT_OK || is_refusal(status), "%s", sicht_message());
		if (status != SICHT_OK)
			continue;
		for (size_t i = 0; i < ENTRIES_ASKED; i++) {
			uint64_t print = print_of_entry(store, asked[i]);
			cr_assert(print == 0 || print == right[i], "page %zu", at / PAGE);
			refused += print == 0;
		}
		sicht_store_close(store);
		opened++;
		split += refused > 0 && refused < ENTRIES_ASKED;
		unnoticed += refused == 0 && sicht_store_verify(hurt, 1, NULL) != SICHT_OK;
	}
	cr_assert_gt(opened, 0);
	cr_assert_gt(split, 0, "no page was in the way of one entry alone");
	cr_assert_gt(unnoticed, 0, "all of the store was read");
	free(data);
}

/* A branch that leads to another sound page, which lacks the key, must not hide an entry. */
Test(damage, a_page_of_another_place_does_not_hide_what_was_asked_for)
{
	char path[300];
	const char *whole = helper_path("whole"), *hurt = helper_path("hurt");
	size_t size, refused = 0;
	make_store(whole);
	struct sicht_store *store = helper_open_store(whole);
	uint64_t right = print_of_entry(store, asked[1]);
	sicht_store_close(store);
	helper_copy_tree(whole, hurt);
	snprintf(path, sizeof path, "%s/data.mdb", whole);
	unsigned char *data = helper_read(path, &size);
	snprintf(path, sizeof path, "%s/data.mdb", hurt);
	for (size_t at = 2 * PAGE; at < size; at += PAGE) {
		if (data[at + 10] != 0x01) /* a branch */
			continue;
		unsigned nodes = (unsigned)(data[at + 12] | data[at + 13] << 8) / 2 - 8;
		for (unsigned i = 0; i + 1 < nodes; i++) {
			size_t one =
				at + (size_t)(data[at + 16 + 2 * i] | data[at + 17 + 2 * i] << 8);
			size_t next =
				at + (size_t)(data[at + 18 + 2 * i] | data[at + 19 + 2 * i] << 8);
			unsigned char kept[4];
			memcpy(kept, data + one, sizeof kept);
			memcpy(data + one, data + next, sizeof kept);
			helper_write(path, data, size);
			memcpy(data + one, kept, sizeof kept);
			if (sicht_store_open(hurt, NULL, &store) != SICHT_OK)
				continue;
			uint64_t print = print_of_entry(store, asked[1]);
			cr_assert(print == 0 || print == right, "page %zu node %u", at / PAGE, i);
			refused += print == 0;
			sicht_store_close(store);
		}
	}
	cr_assert_gt(refused, 0);
	free(data);
}
