/* SPDX-License-Identifier: MIT */
/* Look-ups of digests: exact, complete, of every kind, whatever the digests look like. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/segment/file.h"
#include "tests/index/search_data.h"

static void put_digest(
	struct sicht_digest_posting *posting, uint64_t number, uint64_t entry, unsigned same_bytes)
{
	struct random random = {number * 7919};
	for (unsigned i = 0; i < 32; i++)
		posting->digest[i] = i < same_bytes ? 0xff : (uint8_t)random_next(&random);
	posting->entry = entry;
}

static void shelf_add_digests(struct shelf *shelf, enum sicht_segment_kind kind,
	const struct sicht_digest_posting *postings, size_t count)
{
	struct sicht_segment_info info = {
		.number = shelf->count + 1, .kind = (uint8_t)kind, .role = SICHT_ROLE_KNOWN};
	struct sicht_digest_posting *copy = reallocarray(NULL, count + 1, sizeof *copy);
	memcpy(copy, postings, count * sizeof *copy);
	cr_assert_eq(sicht_segment_build_digests(
			     shelf->dirfd, copy, count, (struct sicht_work){.threads = 2}, &info),
		SICHT_OK, "%s", sicht_message());
	free(copy);
	shelf->infos[shelf->count] = info;
	cr_assert_eq(
		sicht_segment_open(shelf->dirfd, &info, &shelf->segments[shelf->count]), SICHT_OK);
	cr_assert_eq(sicht_segment_verify(
			     shelf->segments[shelf->count], (struct sicht_work){.threads = 1}),
		SICHT_OK);
	shelf->count++;
}

/* Every third number is there, in one of two segments; what is behind the digest never counts. */
static void try_kind(enum sicht_segment_kind kind, size_t count, unsigned same_bytes)
{
	struct shelf shelf;
	struct sicht_digest_posting *postings = calloc(count, sizeof *postings);
	uint8_t(*queries)[32] = calloc(3 * count, sizeof *queries);
	struct sicht_digest_hits hits = {0};
	uint64_t gone[1] = {1u << 6};
	struct sicht_tombstones tombstones = {gone, 1};
	size_t expected = 0;
	shelf_open(&shelf);
	for (size_t i = 0; i < count; i++)
		put_digest(&postings[i], 3 * i + 1, 3 * i, same_bytes);
	shelf_add_digests(&shelf, kind, postings, count / 2);
	shelf_add_digests(&shelf, kind, postings + count / 2, count - count / 2);
	for (size_t i = 0; i < 3 * count; i++) {
		struct sicht_digest_posting posting;
		put_digest(&posting, i + 1, 0, same_bytes);
		memcpy(queries[i], posting.digest, 32);
		for (size_t j = sicht_digest_size((enum sicht_digest_kind)kind); j < 32; j++)
			queries[i][j] ^= 0x5a;
	}
	cr_assert_eq(sicht_search_digests(shelf_segments(&shelf), 2, (const uint8_t(*)[32])queries,
			     3 * count, &tombstones, 3, &hits),
		SICHT_OK);
	for (uint32_t i = 0; i < 3 * count; i += 3) {
		if (i == 6)
			continue; /* in the tombstones */
		cr_assert_lt(expected, hits.count);
		cr_assert_eq(hits.items[expected].query, i);
		cr_assert_eq(hits.items[expected].entry, i);
		expected++;
	}
	cr_assert_eq(hits.count, expected);
	sicht_digest_hits_free(&hits);
	shelf_close(&shelf);
	free(postings);
	free(queries);
}

Test(digest_table, finds_every_digest_and_no_other)
{
	try_kind(SICHT_SEGMENT_MD5, 5000, 0);
	try_kind(SICHT_SEGMENT_SHA1, 5000, 0);
	try_kind(SICHT_SEGMENT_SHA256, 5000, 0);
	try_kind(SICHT_SEGMENT_SHA256, 2, 0);
}

/* A list of somebody who wants the search to be slow, or wrong: all digests begin alike. */
Test(digest_table, finds_digests_that_begin_alike)
{
	try_kind(SICHT_SEGMENT_MD5, 3000, 8);
	try_kind(SICHT_SEGMENT_SHA1, 3000, 10);
	try_kind(SICHT_SEGMENT_SHA256, 3000, 1);
}

/* Entries 200 .. 299 have the digest, and come in order. */
static void expect_entries(
	const struct shelf *shelf, const uint8_t *digest, const struct sicht_tombstones *tombstones)
{
	struct sicht_digest_hits hits = {0};
	cr_assert_eq(sicht_search_digests(shelf_segments(shelf), shelf->count,
			     (const uint8_t(*)[32])digest, 1, tombstones, 1, &hits),
		SICHT_OK);
	cr_assert_eq(hits.count, 100);
	for (size_t i = 0; i < 100; i++)
		cr_assert_eq(hits.items[i].entry, 200 + i);
	sicht_digest_hits_free(&hits);
}

Test(digest_table, gives_all_entries_of_one_digest_and_survives_merges)
{
	struct shelf shelf;
	struct sicht_digest_posting postings[300];
	uint64_t gone[2] = {0xf0, 0};
	struct sicht_tombstones tombstones = {gone, 2};
	struct sicht_segment_info info = {
		.number = 9, .kind = SICHT_SEGMENT_SHA1, .role = SICHT_ROLE_KNOWN};
	shelf_open(&shelf);
	for (uint64_t i = 0; i < 300; i++)
		put_digest(&postings[i], i < 100 ? 1 : i, 299 - i, 0);
	shelf_add_digests(&shelf, SICHT_SEGMENT_SHA1, postings, 50);
	shelf_add_digests(&shelf, SICHT_SEGMENT_SHA1, postings + 50, 250);
	cr_assert_eq(sicht_segment_merge(shelf.dirfd, shelf_segments(&shelf), 2, &tombstones,
			     (struct sicht_work){.threads = 1}, &info),
		SICHT_OK);
	cr_assert_eq(info.item_count, 300 - 4);
	expect_entries(&shelf, postings[0].digest, &tombstones);
	for (size_t i = 0; i < 2; i++)
		sicht_segment_close(shelf.segments[i]);
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &shelf.segments[0]), SICHT_OK);
	shelf.count = 1;
	expect_entries(&shelf, postings[0].digest, NULL);
	shelf_close(&shelf);
}

Test(digest_table, a_damaged_directory_is_told)
{
	struct shelf shelf;
	struct sicht_digest_posting postings[100];
	struct sicht_digest_hits hits = {0};
	struct sicht_segment_layout layout;
	char name[SICHT_SEGMENT_NAME_SIZE];
	shelf_open(&shelf);
	for (uint64_t i = 0; i < 100; i++)
		put_digest(&postings[i], i, i, 0);
	shelf_add_digests(&shelf, SICHT_SEGMENT_MD5, postings, 100);
	cr_assert(sicht_segment_layout(SICHT_SEGMENT_MD5, 100, 0, &layout));
	const struct sicht_segment_block *directory = &layout.block[SICHT_BLOCK_DIRECTORY];
	int fd = openat(shelf.dirfd, sicht_segment_name(1, name), O_WRONLY);
	for (uint64_t i = 0; i < directory->size_bytes; i += 4)
		cr_assert_eq(pwrite(fd, "\xff\xff\xff", 3, (off_t)(directory->offset + i)), 3);
	close(fd);
	cr_assert_eq(sicht_segment_verify(shelf.segments[0], (struct sicht_work){.threads = 1}),
		SICHT_ERROR_DAMAGED);
	cr_assert_eq(sicht_search_digests(shelf_segments(&shelf), 1,
			     (const uint8_t(*)[32])postings[0].digest, 1, NULL, 1, &hits),
		SICHT_ERROR_DAMAGED);
	cr_assert_eq(hits.count, 0);
	shelf_close(&shelf);
}
