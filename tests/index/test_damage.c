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
		status = sicht_store_verify(hurt, 1);
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
		bool whole_before = sicht_store_verify(hurt, 1) == SICHT_OK;
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
			ASSERT_OK(sicht_store_verify(hurt, 1));
		}
		free(file.data);
	}
	free(data);
}
