/* SPDX-License-Identifier: MIT */
/* Where segments are written, read and looked up in pieces: the borders, and pieces cut short. */
#include <criterion/criterion.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/segment/digest_table.h"
#include "index/segment/file.h"
#include "tests/index/search_data.h"

/* ---- writing in short pieces ---- */

/*
 * Of every pwrite() of this program: no more than so many bytes, and each second one interrupted.
 */
static size_t write_max;
static unsigned writes;

/* In the place of libc's. */
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset);

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	ssize_t (*real)(int, const void *, size_t, off_t);
	*(void **)&real = dlsym(RTLD_NEXT, "pwrite");
	if (write_max > 0 && ++writes % 2 == 1) {
		errno = EINTR;
		return -1;
	}
	return real(fd, data, write_max > 0 && size > write_max ? write_max : size, offset);
}

static struct sicht_segment_info build(struct shelf *shelf, const struct postings *postings)
{
	struct sicht_segment_info info = {
		.number = 7, .kind = SICHT_SEGMENT_PDQ_FULLRES, .role = SICHT_ROLE_KNOWN};
	struct sicht_pdq_posting *copy = calloc(postings->count, sizeof *copy);
	memcpy(copy, postings->items, postings->count * sizeof *copy);
	cr_assert_eq(sicht_segment_build_pdq(shelf->dirfd, copy, postings->count,
			     (struct sicht_work){.threads = 1}, &info),
		SICHT_OK, "%s", sicht_message());
	free(copy);
	return info;
}

Test(segment_borders, what_is_written_in_short_pieces_is_the_same_file)
{
	struct random random = {61};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_segment *segment = NULL;
	shelf_open(&shelf);
	for (uint64_t i = 0; i < 2000; i++) {
		struct sicht_pdq hash = random_hash(&random);
		postings_add(&postings, &hash, sicht_owner_make(i + 1, 0));
	}
	struct sicht_segment_info whole = build(&shelf, &postings);
	write_max = 1000;
	struct sicht_segment_info pieces = build(&shelf, &postings);
	write_max = 0;
	cr_assert_gt(writes, 100);
	cr_assert_eq(pieces.checksum, whole.checksum);
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &pieces, &segment), SICHT_OK);
	cr_assert_eq(sicht_segment_verify(segment, (struct sicht_work){.threads = 1}), SICHT_OK,
		"%s", sicht_message());
	sicht_segment_close(segment);
	shelf_close(&shelf);
	free(postings.items);
}

/* ---- what is not this segment ---- */

Test(segment_borders, a_file_of_another_size_or_kind_is_not_opened)
{
	struct random random = {62};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_segment *segment = NULL;
	char name[SICHT_SEGMENT_NAME_SIZE];
	shelf_open(&shelf);
	struct sicht_pdq hash = random_hash(&random);
	postings_add(&postings, &hash, 1);
	struct sicht_segment_info info = build(&shelf, &postings);
	sicht_segment_name(info.number, name);
	int fd = openat(shelf.dirfd, name, O_WRONLY | O_APPEND);
	cr_assert_eq(write(fd, "x", 1), 1);
	close(fd);
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_ERROR_DAMAGED);
	cr_assert_not_null(strstr(sicht_message(), "size"), "%s", sicht_message());
	cr_assert_eq(unlinkat(shelf.dirfd, name, 0), 0);
	cr_assert_eq(mkfifoat(shelf.dirfd, name, 0600), 0);
	info.size_bytes = 0;
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_ERROR_DAMAGED);
	cr_assert_not_null(strstr(sicht_message(), "size"), "%s", sicht_message());
	shelf_close(&shelf);
	free(postings.items);
}

/* A list says how long it is: as long as the block has room, and no longer, is believed. */
Test(segment_borders, a_list_of_owners_ends_in_its_block)
{
	struct random random = {63};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_segment_layout layout;
	struct sicht_pdq hash = random_hash(&random);
	shelf_open(&shelf);
	for (uint64_t i = 1; i <= 5; i++)
		postings_add(&postings, &hash, sicht_owner_make(i, 0));
	shelf_add(&shelf, &postings, 0, 5);
	cr_assert(sicht_segment_layout(SICHT_SEGMENT_PDQ_FULLRES, 1, 6, &layout));
	char path[128], name[SICHT_SEGMENT_NAME_SIZE];
	snprintf(path, sizeof path, "%s/%s", shelf.path, sicht_segment_name(1, name));
	int fd = open(path, O_WRONLY);
	for (uint64_t count = 4; count <= 7; count++) {
		bool damaged = false;
		cr_assert_eq(pwrite(fd, &count, sizeof count,
				     (off_t)layout.block[SICHT_BLOCK_LISTS].offset),
			8);
		struct sicht_owner_list owners =
			sicht_segment_owners(shelf.segments[0], 0, &damaged);
		cr_expect_eq(damaged, count > 5, "%d owners", (int)count);
		cr_expect_eq(owners.count, count > 5 ? 0 : count);
	}
	close(fd);
	shelf_close(&shelf);
	free(postings.items);
}

/* ---- looking digests up ---- */

static void digest_of(uint64_t prefix, uint64_t rest, uint8_t digest[32])
{
	prefix = __builtin_bswap64(prefix);
	rest = __builtin_bswap64(rest);
	memset(digest, 0, 32);
	memcpy(digest, &prefix, 8);
	memcpy(digest + 8, &rest, 8);
}

/*
 * `same` digests of one prefix, some entries of one digest, in the midst of others: each is found,
 * with all its entries, by `count` look-ups at once; what lies between them is not there.
 */
static void look_up(uint64_t prefix, size_t same, size_t count)
{
	struct shelf shelf;
	struct sicht_digest_posting *postings = calloc(same + 300, sizeof *postings);
	size_t made = 0, hits_wanted = 0, at = 0;
	shelf_open(&shelf);
	for (size_t i = 0; i < same; i++, made++) {
		digest_of(prefix, 2 * (i / 2), postings[made].digest); /* two entries each */
		postings[made].entry = made + 1;
	}
	for (size_t i = 0; i < 100; i++, made++) {
		uint64_t near = i < 20 ? prefix - 10 + i : i * 0x0123456789abcdefull;
		digest_of(near == prefix ? 5 : near, 1, postings[made].digest);
		postings[made].entry = made + 1;
	}
	struct sicht_segment_info info = {
		.number = 1, .kind = SICHT_SEGMENT_MD5, .role = SICHT_ROLE_KNOWN};
	cr_assert_eq(sicht_segment_build_digests(
			     shelf.dirfd, postings, made, (struct sicht_work){.threads = 1}, &info),
		SICHT_OK);
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &shelf.segments[0]), SICHT_OK);
	shelf.count = 1;
	uint8_t(*queries)[32] = calloc(count, sizeof *queries);
	for (size_t i = 0; i < count; i++) {
		/* from the last one on: the last query is the first digest */
		size_t rest = count - 1 - i;
		digest_of(prefix, rest, queries[i]);
		if (rest % 2 == 0 && rest < same)
			hits_wanted += rest + 1 < same ? 2 : 1;
	}
	struct sicht_digest_hits hits = {0};
	cr_assert_eq(sicht_search_digests(shelf_segments(&shelf), 1, (const uint8_t(*)[32])queries,
			     count, NULL, 1, &hits),
		SICHT_OK);
	cr_assert_eq(hits.count, hits_wanted, "%zu of one prefix, %zu looked up: %zu hits, not %zu",
		same, count, hits.count, hits_wanted);
	for (size_t i = 0; i < count; i++) {
		size_t rest = count - 1 - i;
		if (rest % 2 == 1 || rest >= same)
			continue;
		for (size_t k = rest; k < rest + 2 && k < same; k++, at++) {
			cr_assert_eq(hits.items[at].query, i);
			cr_assert_eq(hits.items[at].entry, k + 1);
		}
	}
	sicht_digest_hits_free(&hits);
	shelf_close(&shelf);
	free(postings);
	free(queries);
}

/* A line of 16 is walked, a longer one halved; 32 digests are looked up together. */
Test(segment_borders, of_lines_that_are_walked_and_of_look_ups_together)
{
	static const size_t same[] = {1, 2, 15, 16, 17, 18, 33, 200};
	static const size_t counts[] = {1, 2, SICHT_DIGEST_BATCH - 1, SICHT_DIGEST_BATCH,
		SICHT_DIGEST_BATCH + 1, 2 * SICHT_DIGEST_BATCH + 1, 250, 1001};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
			look_up(0x7f00000000000000, same[i], counts[k]);
			look_up(UINT64_MAX, same[i], counts[k]);
		}
	}
}

/* ---- merging ---- */

struct counted {
	uint64_t owners, sum;
};

static bool count_owner(void *context, const struct sicht_pdq *hash, sicht_owner owner)
{
	struct counted *counted = context;
	counted->owners++;
	counted->sum += owner * (hash->word[3] + 1);
	return true;
}

/* Lists begin, end and consist of entries that are gone; the last hash of an input counts. */
Test(segment_borders, of_lists_with_entries_that_are_gone)
{
	struct shelf shelf;
	struct postings postings = {0};
	struct counted right = {0}, found = {0};
	uint64_t gone[4] = {0x0123456789abcdef, 0xffff, 0xffff000000000001, 0};
	struct sicht_tombstones tombstones = {gone, 4};
	shelf_open(&shelf);
	for (unsigned segment = 0; segment < 3; segment++) {
		size_t begin = postings.count;
		for (uint64_t entry = segment + 1; entry < 256; entry += 3) {
			/* alike but for the end, and not the same in all inputs */
			struct sicht_pdq hash = {{1, 1, 1, entry / 40 * 2 + (segment == 2)}};
			postings_add(&postings, &hash, sicht_owner_make(entry, 1));
			if (!sicht_tombstones_has(&tombstones, entry))
				count_owner(&right, &hash, sicht_owner_make(entry, 1));
		}
		shelf_add(&shelf, &postings, begin, postings.count);
	}
	shelf_merge(&shelf, &tombstones);
	sicht_segment_each_pdq(shelf.segments[0], count_owner, &found);
	cr_assert_eq(found.owners, right.owners);
	cr_assert_eq(found.sum, right.sum);
	cr_assert_eq(shelf.infos[0].owner_count, right.owners);
	shelf_close(&shelf);
	free(postings.items);
}

struct order {
	struct sicht_pdq last;
	uint64_t count;
};

static bool is_next(void *context, const struct sicht_pdq *hash, sicht_owner owner)
{
	struct order *order = context;
	(void)owner;
	cr_assert(order->count == 0 || order->last.word[0] < hash->word[0], "out of order");
	order->last = *hash;
	order->count++;
	return true;
}

/* Inputs whose hashes lie between those of the others. */
Test(segment_borders, of_many_inputs)
{
	struct shelf shelf;
	struct postings postings = {0};
	struct random random = {64};
	struct order order = {.count = 0};
	shelf_open(&shelf);
	for (unsigned segment = 0; segment < 7; segment++) {
		size_t begin = postings.count;
		for (unsigned i = 0; i < 100 + segment; i++) {
			struct sicht_pdq hash = random_hash(&random);
			postings_add(&postings, &hash, sicht_owner_make(postings.count + 1, 0));
		}
		shelf_add(&shelf, &postings, begin, postings.count);
	}
	shelf_merge(&shelf, NULL);
	sicht_segment_each_pdq(shelf.segments[0], is_next, &order);
	cr_assert_eq(order.count, postings.count);
	shelf_close(&shelf);
	free(postings.items);
}

/* What lies behind a digest is nothing: the same pair twice is one. */
Test(segment_borders, of_digests_that_are_shorter_than_their_room)
{
	struct shelf shelf;
	struct sicht_digest_posting postings[6] = {0};
	struct sicht_segment_info info = {
		.number = 1, .kind = SICHT_SEGMENT_MD5, .role = SICHT_ROLE_KNOWN};
	shelf_open(&shelf);
	for (unsigned i = 0; i < 6; i++) {
		memset(postings[i].digest, 'x', 32);
		postings[i].digest[15] = (uint8_t)(i / 3);
		postings[i].digest[16 + i] = (uint8_t)i; /* behind it */
		postings[i].entry = 1;
	}
	cr_assert_eq(sicht_segment_build_digests(
			     shelf.dirfd, postings, 6, (struct sicht_work){.threads = 1}, &info),
		SICHT_OK);
	cr_assert_eq(info.item_count, 2);
	shelf_close(&shelf);
}

/* A block is summed up in pieces of 8 MiB, and written in those of 2 MiB. */
Test(segment_borders, of_pieces_of_a_large_block)
{
	const size_t count = ((size_t)8 << 20) / 8 + 5;
	struct shelf shelf;
	struct sicht_segment *segment = NULL;
	struct sicht_segment_info info = {
		.number = 1, .kind = SICHT_SEGMENT_PDQ_FULLRES, .role = SICHT_ROLE_KNOWN};
	struct sicht_pdq_posting *postings = calloc(count, sizeof *postings);
	bool damaged = false;
	shelf_open(&shelf);
	for (size_t i = 0; i < count; i++)
		postings[i].owner = sicht_owner_make(i + 1, 0);
	cr_assert_eq(sicht_segment_build_pdq(shelf.dirfd, postings, count,
			     (struct sicht_work){.threads = 1}, &info),
		SICHT_OK);
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_OK);
	cr_assert_eq(sicht_segment_verify(segment, (struct sicht_work){.threads = 1}), SICHT_OK,
		"%s", sicht_message());
	struct sicht_owner_list owners = sicht_segment_owners(segment, 0, &damaged);
	cr_assert_eq(owners.count, count);
	for (size_t i = 0; i < count; i++)
		cr_assert_eq(owners.items[i], sicht_owner_make(i + 1, 0));
	sicht_segment_close(segment);
	shelf_close(&shelf);
	free(postings);
}

/* The table of blocks has a checksum of its own: it is known before any block is read. */
Test(segment_borders, a_damaged_table_of_blocks_is_not_opened)
{
	struct random random = {65};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_segment *segment = NULL;
	struct sicht_segment_layout layout;
	char name[SICHT_SEGMENT_NAME_SIZE];
	shelf_open(&shelf);
	struct sicht_pdq hash = random_hash(&random);
	postings_add(&postings, &hash, 1);
	struct sicht_segment_info info = build(&shelf, &postings);
	cr_assert(sicht_segment_layout(SICHT_SEGMENT_PDQ_FULLRES, 1, 0, &layout));
	int fd = openat(shelf.dirfd, sicht_segment_name(info.number, name), O_RDWR);
	for (uint64_t at = layout.table_offset; at < layout.tail_offset; at++) {
		uint8_t byte;
		cr_assert_eq(pread(fd, &byte, 1, (off_t)at), 1);
		byte ^= 4;
		cr_assert_eq(pwrite(fd, &byte, 1, (off_t)at), 1);
		cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_ERROR_DAMAGED);
		byte ^= 4;
		cr_assert_eq(pwrite(fd, &byte, 1, (off_t)at), 1);
	}
	close(fd);
	shelf_close(&shelf);
	free(postings.items);
}
