/* SPDX-License-Identifier: MIT */
/*
 * Segments hold what was put in, and never lead anybody astray, whatever happened to their bytes.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/segment/file.h"
#include "tests/index/search_data.h"
#include "sicht/limits.h"

#define RING_COUNT (SICHT_SEGMENT_FLAT_MAX + 500)

struct seen {
	struct postings postings;
	bool ascending;
};

static bool see(void *context, const struct sicht_pdq *hash, sicht_owner owner)
{
	struct seen *seen = context;
	if (seen->postings.count > 0) {
		struct sicht_pdq_posting *last = &seen->postings.items[seen->postings.count - 1];
		int order = 0;
		for (int i = 0; i < 4 && order == 0; i++)
			order = last->hash.word[i] < hash->word[i]
					? -1
					: last->hash.word[i] > hash->word[i];
		if (order > 0 || (order == 0 && last->owner >= owner))
			seen->ascending = false;
	}
	postings_add(&seen->postings, hash, owner);
	return true;
}

static uint64_t sum_of(const struct postings *postings)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < postings->count; i++) {
		struct random random = {postings->items[i].owner};
		for (int w = 0; w < 4; w++)
			random.state = random_next(&random) ^ postings->items[i].hash.word[w];
		sum += random_next(&random);
	}
	return sum;
}

static void add_random(struct postings *postings, struct random *random, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sicht_pdq hash = random_hash(random);
		postings_add(postings, &hash, sicht_owner_make(postings->count + 1, 0));
	}
}

Test(segment, gives_back_what_was_put_in)
{
	struct random random = {31};
	struct postings postings = {0}, twice = {0};
	struct shelf shelf;
	shelf_open(&shelf);
	add_random(&postings, &random, 3000);
	for (uint64_t i = 0; i < 2000; i++) /* one hash of many owners, in no order */
		postings_add(&postings, &postings.items[17].hash,
			sicht_owner_make(10000 + i * 7919 % 2000, (uint32_t)i % 3));
	for (size_t i = 0; i < postings.count; i++) { /* equal pairs count once */
		postings_add(&twice, &postings.items[i].hash, postings.items[i].owner);
		if (i % 3 == 0)
			postings_add(&twice, &postings.items[i].hash, postings.items[i].owner);
	}
	shelf_add(&shelf, &twice, 0, twice.count);
	cr_assert_eq(shelf.infos[0].item_count, 3000);
	cr_assert_eq(shelf.infos[0].owner_count, 5000);
	struct seen seen = {.ascending = true};
	sicht_segment_each_pdq(shelf.segments[0], see, &seen);
	cr_assert_eq(seen.postings.count, 5000);
	cr_assert(seen.ascending, "hashes, and the owners of each, ascend");
	cr_assert_eq(sum_of(&seen.postings), sum_of(&postings));
	shelf_close(&shelf);
	free(postings.items);
	free(twice.items);
	free(seen.postings.items);
}

Test(segment, is_the_same_file_for_any_number_of_threads)
{
	struct random random = {32};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_segment_info info[3];
	shelf_open(&shelf);
	add_random(&postings, &random, RING_COUNT);
	for (unsigned i = 0; i < 3; i++) {
		info[i] = (struct sicht_segment_info){
			.number = 9, .kind = SICHT_SEGMENT_PDQ_REF512, .role = SICHT_ROLE_KNOWN};
		cr_assert_eq(sicht_segment_build_pdq(shelf.dirfd, postings.items, postings.count,
				     (struct sicht_work){.threads = 1 + 2 * (unsigned)i}, &info[i]),
			SICHT_OK);
		cr_assert_eq(info[i].checksum, info[0].checksum);
	}
	shelf_close(&shelf);
	free(postings.items);
}

/* 100 bytes a hash are tables, 32 the hash, 8 its owner: nothing else grows with them. */
Test(segment, costs_what_is_promised)
{
	struct sicht_segment_layout layout;
	cr_assert(sicht_segment_layout(SICHT_SEGMENT_PDQ_FULLRES, 10000000, 0, &layout));
	cr_assert_leq(layout.file_bytes, 10000000ull * (136 + 8));
	cr_assert_not(sicht_segment_layout(
		SICHT_SEGMENT_PDQ_FULLRES, SICHT_SEGMENT_HASHES_MAX + 1, 0, &layout));
	cr_assert_not(sicht_segment_layout(SICHT_SEGMENT_MD5, 1ull << 40, 0, &layout));
	cr_assert_not(sicht_segment_layout(SICHT_SEGMENT_PDQ_FULLRES, 10, UINT64_MAX / 8, &layout));
}

Test(segment, merges_leave_out_what_is_gone)
{
	struct random random = {33};
	struct postings postings = {0};
	struct shelf shelf;
	uint64_t gone[64];
	struct sicht_tombstones tombstones = {gone, 64};
	shelf_open(&shelf);
	add_random(&postings, &random, 2000);
	for (size_t i = 0; i < 1000; i++)
		postings_add(&postings, &postings.items[i].hash, sicht_owner_make(2001 + i, 1));
	shelf_add(&shelf, &postings, 0, 1500);
	shelf_add(&shelf, &postings, 1500, 3000);
	memset(gone, 0x55, sizeof gone); /* the even ones */
	shelf_merge(&shelf, &tombstones);
	cr_assert_eq(shelf.count, 1);
	cr_assert_eq(shelf.infos[0].owner_count, 1500);
	struct seen seen = {.ascending = true};
	sicht_segment_each_pdq(shelf.segments[0], see, &seen);
	cr_assert_eq(seen.postings.count, 1500);
	cr_assert(seen.ascending);
	memset(gone, 0xff, sizeof gone);
	shelf_merge(&shelf, &tombstones);
	cr_assert_eq(shelf.count, 0, "nothing is left, and no file");
	cr_assert_neq(faccessat(shelf.dirfd, "0000000000000064.seg.tmp", F_OK, 0), 0);
	shelf_close(&shelf);
	free(postings.items);
	free(seen.postings.items);
}

Test(segment, leaves_no_file_when_the_disk_is_full)
{
	struct random random = {34};
	struct postings postings = {0};
	struct shelf shelf;
	struct rlimit limit = {100000, 100000};
	struct sicht_segment_info info = {
		.number = 5, .kind = SICHT_SEGMENT_PDQ_FULLRES, .role = SICHT_ROLE_KNOWN};
	shelf_open(&shelf);
	add_random(&postings, &random, 10000);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	cr_assert_neq(sicht_segment_build_pdq(shelf.dirfd, postings.items, postings.count,
			      (struct sicht_work){.threads = 1}, &info),
		SICHT_OK);
	cr_assert_not_null(strstr(sicht_message(), "no room for segment"),
		"found only when it was written: %s", sicht_message());
	cr_assert_neq(faccessat(shelf.dirfd, "0000000000000005.seg", F_OK, 0), 0);
	cr_assert_neq(faccessat(shelf.dirfd, "0000000000000005.seg.tmp", F_OK, 0), 0);
	shelf_close(&shelf);
	free(postings.items);
}

/* ------------------------------------------------------------------------------------- damage */

static const char *path_of(const struct shelf *shelf, uint64_t number)
{
	static char path[128];
	char name[SICHT_SEGMENT_NAME_SIZE];
	snprintf(path, sizeof path, "%s/%s", shelf->path, sicht_segment_name(number, name));
	return path;
}

Test(segment, a_missing_file_and_another_file_are_told_apart)
{
	struct random random = {35};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_segment *segment = NULL;
	shelf_open(&shelf);
	add_random(&postings, &random, 100);
	shelf_add(&shelf, &postings, 0, 100);
	struct sicht_segment_info info = shelf.infos[0];
	info.number = 77;
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_ERROR_NOT_FOUND);
	info = shelf.infos[0];
	info.checksum ^= 1;
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_ERROR_DAMAGED);
	cr_assert(strstr(sicht_message(), "sicht store compact") != NULL);
	info = shelf.infos[0];
	info.kind = SICHT_SEGMENT_PDQ_REF512;
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_ERROR_DAMAGED);
	info = shelf.infos[0];
	info.item_count = 1ull << 60;
	cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_ERROR_DAMAGED);
	cr_assert_null(segment);
	shelf_close(&shelf);
	free(postings.items);
}

Test(segment, a_file_cut_at_any_length_is_not_opened)
{
	struct random random = {36};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_segment *segment = NULL;
	shelf_open(&shelf);
	add_random(&postings, &random, 40);
	shelf_add(&shelf, &postings, 0, 40);
	struct sicht_segment_info info = shelf.infos[0];
	for (uint64_t size = info.size_bytes; size-- > 0;) {
		cr_assert_eq(truncate(path_of(&shelf, 1), (off_t)size), 0);
		cr_assert_eq(sicht_segment_open(shelf.dirfd, &shelf.infos[0], &segment),
			SICHT_ERROR_DAMAGED);
		info.size_bytes = size; /* even if the manifest were wrong too */
		cr_assert_eq(sicht_segment_open(shelf.dirfd, &info, &segment), SICHT_ERROR_DAMAGED);
	}
	sicht_segment_close(shelf.segments[0]);
	shelf.count = 0;
	shelf_close(&shelf);
	free(postings.items);
}

/* Search and walk a segment that may be damaged: any answer but a crash. */
static void use(struct shelf *shelf, const struct sicht_segment *segment,
	const struct sicht_pdq *queries, size_t count)
{
	for (int engine = SICHT_SEARCH_AUTO; engine <= SICHT_SEARCH_JOIN; engine++) {
		struct sicht_search_options options = {.threshold_bits = 31,
			.threads = 1,
			.engine = (enum sicht_search_engine)engine,
			.owners_max = 3};
		struct sicht_hits hits = {0};
		enum sicht_status status =
			sicht_search_range(&segment, 1, queries, count, &options, &hits);
		cr_assert(status == SICHT_OK || status == SICHT_ERROR_DAMAGED);
		sicht_hits_free(&hits);
	}
	struct seen seen = {.ascending = true};
	sicht_segment_each_pdq(segment, see, &seen);
	free(seen.postings.items);
	struct sicht_segment_info info = {
		.number = 50, .kind = SICHT_SEGMENT_PDQ_FULLRES, .role = SICHT_ROLE_KNOWN};
	enum sicht_status status = sicht_segment_merge(
		shelf->dirfd, &segment, 1, NULL, (struct sicht_work){.threads = 1}, &info);
	cr_assert(status == SICHT_OK || status == SICHT_ERROR_DAMAGED);
}

static void overwrite(const char *path, uint64_t offset, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY);
	cr_assert_eq(pwrite(fd, data, size, (off_t)offset), (ssize_t)size);
	close(fd);
}

/* Every block in turn: one bit, and a stretch of all ones, which makes every number too large. */
Test(segment, damage_is_found_and_leads_nowhere)
{
	struct random random = {37};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_pdq queries[20];
	struct sicht_segment_layout layout;
	shelf_open(&shelf);
	add_random(&postings, &random, RING_COUNT);
	for (uint64_t i = 0; i < 500; i++)
		postings_add(
			&postings, &postings.items[i / 100].hash, sicht_owner_make(100000 + i, 0));
	shelf_add(&shelf, &postings, 0, postings.count);
	for (int i = 0; i < 20; i++)
		queries[i] = flipped(&random, &postings.items[i / 2].hash, 9);
	cr_assert(sicht_segment_layout(SICHT_SEGMENT_PDQ_FULLRES, RING_COUNT, 505, &layout));
	cr_assert_eq(layout.file_bytes, shelf.infos[0].size_bytes);
	char path[128];
	strcpy(path, path_of(&shelf, 1));
	for (uint32_t block = 0; block < layout.block_count; block++) {
		const struct sicht_segment_block *line = &layout.block[block];
		size_t size = line->size_bytes < 4096 ? line->size_bytes : 4096;
		uint8_t kept[4096], spoilt[4096];
		uint64_t at = line->offset;
		if (size < line->size_bytes)
			at += random_below(&random, (unsigned)(line->size_bytes - size));
		int fd = open(path, O_RDONLY);
		cr_assert_eq(pread(fd, kept, size, (off_t)at), (ssize_t)size);
		close(fd);
		for (int kind = 0; kind < 2; kind++) {
			memcpy(spoilt, kept, size);
			if (kind == 0)
				spoilt[random_below(&random, (unsigned)size)] ^=
					(uint8_t)(1u << random_below(&random, 8));
			else
				memset(spoilt, 0xff, size);
			overwrite(path, at, spoilt, size);
			cr_assert_eq(sicht_segment_verify(
					     shelf.segments[0], (struct sicht_work){.threads = 1}),
				SICHT_ERROR_DAMAGED, "block %u", block);
			cr_assert(strstr(sicht_message(), "0000000000000001.seg") != NULL);
			if (block % 7 == 0 || block < 6)
				use(&shelf, shelf.segments[0], queries, 20);
		}
		overwrite(path, at, kept, size);
	}
	cr_assert_eq(sicht_segment_verify(shelf.segments[0], (struct sicht_work){.threads = 1}),
		SICHT_OK);
	shelf_close(&shelf);
	free(postings.items);
}

/* A directory that says nonsense everywhere is told, not followed. */
Test(segment, a_damaged_directory_is_told)
{
	struct random random = {38};
	struct postings postings = {0};
	struct shelf shelf;
	struct sicht_segment_layout layout;
	struct sicht_hits hits = {0};
	shelf_open(&shelf);
	add_random(&postings, &random, RING_COUNT);
	shelf_add(&shelf, &postings, 0, postings.count);
	cr_assert(sicht_segment_layout(SICHT_SEGMENT_PDQ_FULLRES, RING_COUNT, 0, &layout));
	size_t size = layout.block[SICHT_BLOCK_TABLES].size_bytes;
	uint8_t *ones = malloc(size);
	memset(ones, 0xff, size);
	overwrite(path_of(&shelf, 1), layout.block[SICHT_BLOCK_TABLES].offset, ones, size);
	for (int engine = SICHT_SEARCH_SINGLE; engine <= SICHT_SEARCH_JOIN; engine++) {
		struct sicht_search_options options = {
			.threshold_bits = 31, .engine = (enum sicht_search_engine)engine};
		cr_assert_eq(sicht_search_range(shelf_segments(&shelf), 1, &postings.items[0].hash,
				     1, &options, &hits),
			SICHT_ERROR_DAMAGED);
		cr_assert_eq(hits.count, 0);
	}
	free(ones);
	shelf_close(&shelf);
	free(postings.items);
}
