/* SPDX-License-Identifier: MIT */
/* Where the store takes its data in words, batches and pieces: the borders. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/segment/segment.h"
#include "index/store/indexer.h"
#include "sicht/limits.h"
#include "tests/index/store_helper.h"

TestSuite(store_borders, .init = helper_begin, .fini = helper_end);

/* Gone entries are bits, 64 in a word; a word of ones is stepped over. */
Test(store_borders, of_words_of_gone_entries)
{
	for (uint64_t first = 62; first <= 66; first++) {
		for (uint64_t last = first; last <= 194; last++) {
			uint64_t words[4] = {0};
			struct sicht_snapshot snapshot = {
				.state.next_entry = 200, .tombstones = words, .tombstone_words = 4};
			for (uint64_t id = first; id <= last; id++)
				words[id / 64] |= 1ull << id % 64;
			cr_assert_eq(sicht_snapshot_next_live(&snapshot, first - 1), last + 1);
			cr_assert_eq(sicht_snapshot_next_live(&snapshot, first - 2), first - 1);
			cr_assert_eq(sicht_snapshot_next_live(&snapshot, last), last + 1);
			snapshot.state.next_entry = last + 1;
			cr_assert_eq(sicht_snapshot_next_live(&snapshot, first - 1), 0);
			cr_assert_not(sicht_snapshot_is_live(&snapshot, last + 1));
			snapshot.state.next_entry = last + 2;
			cr_assert_eq(sicht_snapshot_next_live(&snapshot, first - 1), last + 1);
		}
	}
}

/* The same in a store: 64 entries around a word go, and are gone after compaction, too. */
Test(store_borders, of_entries_that_go)
{
	for (uint64_t first = 63; first <= 65; first++) {
		char name[16];
		uint64_t id = 0, seen = 0, print = 0, again = 0;
		snprintf(name, sizeof name, "store-%d", (int)first);
		const char *path = helper_path(name);
		helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 140);
		struct sicht_indexer *indexer = helper_open(path);
		for (id = first; id < first + 64; id++)
			ASSERT_OK(sicht_indexer_remove(indexer, id));
		ASSERT_OK(sicht_indexer_commit(indexer));
		cr_assert_eq(indexer->snapshot.state.range_count, 1);
		sicht_indexer_close(indexer); /* a store is open once in a process */
		struct sicht_store *store = helper_open_store(path);
		for (id = 0;;) {
			ASSERT_OK(sicht_store_next_entry(store, id, &id));
			if (id == 0)
				break;
			cr_assert(id < first || id >= first + 64);
			seen++;
		}
		cr_assert_eq(seen, 140 - 64);
		sicht_store_close(store);
		ASSERT_OK(sicht_store_verify(path, 1, NULL));
		ASSERT_OK(helper_read_all(path, &print));
		indexer = helper_open(path);
		ASSERT_OK(sicht_indexer_compact(indexer));
		cr_assert_eq(indexer->snapshot.state.kept_count, 0);
		sicht_indexer_close(indexer);
		ASSERT_OK(helper_read_all(path, &again));
		cr_assert_eq(print, again);
		ASSERT_OK(sicht_store_verify(path, 1, NULL));
	}
}

/* The first and the last entry go, too: their records are removed, and nothing is wrong. */
Test(store_borders, of_the_first_and_the_last_entry)
{
	const char *path = helper_path("store");
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	struct sicht_indexer *indexer = helper_open(path);
	ASSERT_OK(sicht_indexer_remove(indexer, 1));
	ASSERT_OK(sicht_indexer_remove(indexer, 10));
	ASSERT_OK(sicht_indexer_compact(indexer));
	cr_assert_eq(indexer->snapshot.state.kept_count, 0);
	cr_assert_eq(indexer->snapshot.state.range_count, 2);
	ASSERT_OK(sicht_indexer_remove(indexer, 2)); /* beside one that has gone for good */
	ASSERT_OK(sicht_indexer_compact(indexer));
	cr_assert_eq(indexer->snapshot.state.range_count, 2);
	sicht_indexer_close(indexer);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

/* A batch writes a segment whenever it has as many postings as it may keep. */
Test(store_borders, of_postings_kept_in_memory)
{
	for (unsigned count = 9; count <= 21; count++) {
		char name[16];
		snprintf(name, sizeof name, "store-%u", count);
		const char *path = helper_path(name);
		struct sicht_indexer *indexer = helper_open(path);
		uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
		indexer->postings_max = 10;
		for (unsigned i = 0; i < count; i++) {
			struct sicht_entry entry = {
				.set = set, .digests = {.have = 1, .md5 = {(uint8_t)i}}};
			uint64_t id;
			ASSERT_OK(sicht_indexer_add(indexer, &entry, NULL, &id));
		}
		ASSERT_OK(sicht_indexer_commit(indexer));
		cr_assert_eq(indexer->snapshot.segment_count, (count + 9) / 10, "of %u", count);
		for (size_t i = 0; i < indexer->snapshot.segment_count; i++)
			cr_assert_leq(indexer->snapshot.segments[i].item_count, 10u);
		sicht_indexer_close(indexer);
		ASSERT_OK(sicht_store_verify(path, 1, NULL));
	}
}

Test(store_borders, of_hashes_of_one_entry)
{
	struct sicht_indexer *indexer = helper_open(helper_path("store"));
	struct sicht_window_print print = {.quality = SICHT_QUALITY_MIN, .form_count = 1};
	struct sicht_entry entry = {.set = helper_set(indexer, "set", SICHT_ROLE_KNOWN),
		.hash_count = (1u << SICHT_OWNER_ORDINAL_BITS) + 1,
		.hashes = &print};
	uint64_t id;
	ASSERT_FAILS(sicht_indexer_add(indexer, &entry, NULL, &id), SICHT_ERROR_USAGE, "can own");
	/* the least quality that is searched, and one less */
	cr_assert(sicht_hash_is_searched(&print, SICHT_SEGMENT_PDQ_FULLRES));
	cr_assert_not(sicht_hash_is_searched(&print, SICHT_SEGMENT_PDQ_REF512));
	print.quality--;
	cr_assert_not(sicht_hash_is_searched(&print, SICHT_SEGMENT_PDQ_FULLRES));
	sicht_indexer_close(indexer);
}

/* Bits behind the last word of what was met stand for files that were not met. */
Test(store_borders, of_words_of_files_that_were_met)
{
	const char *path = helper_path("store");
	uint64_t met[1] = {UINT64_MAX ^ 1ull << 63}, removed = 0, id = 62;
	helper_fill(path, "set", SICHT_ROLE_EVIDENCE, 0, 65);
	struct sicht_indexer *indexer = helper_open(path);
	struct sicht_gone gone = {.source = sicht_bytes_of("source"), .met = met, .met_words = 1};
	ASSERT_OK(sicht_indexer_prune(indexer, 1, &gone, &removed));
	cr_assert_eq(removed, 3);
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	struct sicht_store *store = helper_open_store(path);
	ASSERT_OK(sicht_store_next_entry(store, id, &id));
	cr_assert_eq(id, 0);
	sicht_store_close(store);
}

/* Another set may have files of the same source: they are its own. */
Test(store_borders, of_files_of_another_set)
{
	const char *path = helper_path("store");
	uint64_t removed = 0;
	helper_fill(path, "a", SICHT_ROLE_EVIDENCE, 0, 5);
	helper_fill(path, "b", SICHT_ROLE_EVIDENCE, 5, 7);
	struct sicht_indexer *indexer = helper_open(path);
	struct sicht_gone gone = {.source = sicht_bytes_of("source")};
	ASSERT_OK(sicht_indexer_prune(indexer, 1, &gone, &removed));
	cr_assert_eq(removed, 5);
	ASSERT_OK(sicht_indexer_commit(indexer));
	cr_assert_eq(sicht_snapshot_set(&indexer->snapshot, 2)->entry_count, 7);
	sicht_indexer_close(indexer);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

/* Compaction makes what is searched of each role. */
Test(store_borders, of_roles_in_compaction)
{
	const char *path = helper_path("store");
	uint64_t before = 0, after = 0;
	helper_fill(path, "known", SICHT_ROLE_KNOWN, 0, 20);
	helper_fill(path, "ignorable", SICHT_ROLE_IGNORABLE, 20, 20);
	helper_fill(path, "evidence", SICHT_ROLE_EVIDENCE, 40, 20);
	ASSERT_OK(helper_read_all(path, &before));
	struct sicht_indexer *indexer = helper_open(path);
	ASSERT_OK(sicht_indexer_compact(indexer));
	sicht_indexer_close(indexer);
	ASSERT_OK(helper_read_all(path, &after));
	cr_assert_eq(before, after);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

/* Of a set that goes, the ones before and behind it stay. */
Test(store_borders, of_the_list_of_sets)
{
	static const char *const names[] = {"a", "b", "c"};
	for (uint32_t gone = 1; gone <= 3; gone++) {
		char name[16];
		snprintf(name, sizeof name, "store-%u", gone);
		const char *path = helper_path(name);
		for (unsigned i = 0; i < 3; i++)
			helper_fill(path, names[i], SICHT_ROLE_KNOWN, 10 * i, 10);
		struct sicht_indexer *indexer = helper_open(path);
		ASSERT_OK(sicht_indexer_remove_set(indexer, gone));
		for (uint32_t id = 1; id <= 3; id++)
			cr_assert_eq(
				sicht_indexer_role(indexer, id), id == gone ? 0 : SICHT_ROLE_KNOWN);
		ASSERT_OK(sicht_indexer_commit(indexer));
		sicht_indexer_close(indexer);
		ASSERT_OK(sicht_store_verify(path, 1, NULL));
		struct sicht_store *store = helper_open_store(path);
		size_t count;
		const struct sicht_set *sets = sicht_store_sets(store, &count);
		cr_assert_eq(count, 2);
		for (size_t i = 0; i < 2; i++)
			cr_assert_eq(sets[i].id, i + 1 < gone ? i + 1 : i + 2);
		sicht_store_close(store);
	}
}

/* When the store was changed last; the clock is not waited for. */
Test(store_borders, of_the_time_of_the_last_change)
{
	const char *path = helper_path("store");
	struct sicht_store_info info;
	struct sicht_indexer *indexer = helper_open(path);
	indexer->snapshot.state.changed_s = 5;
	helper_add(indexer, helper_set(indexer, "set", SICHT_ROLE_KNOWN), 0, 1);
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	struct sicht_store *store = helper_open_store(path);
	sicht_store_info(store, &info);
	cr_assert_geq(info.changed_s, info.created_s);
	sicht_store_close(store);
}

/* A segment larger than what one call copies (8 MiB), and than what one call sums up. */
Test(store_borders, of_pieces_of_a_large_segment)
{
	const char *path = helper_path("store"), *copy = helper_path("copy");
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
	struct sicht_window_print prints[200];
	uint64_t random = 7, id, before = 0, after = 0;
	for (unsigned i = 0; i < 350; i++) {
		for (unsigned k = 0; k < 200; k++) {
			prints[k] = (struct sicht_window_print){.quality = 100, .form_count = 1};
			for (int word = 0; word < 4; word++)
				prints[k].form[0].word[word] = helper_random(&random);
		}
		struct sicht_entry entry = {.set = set, .hash_count = 200, .hashes = prints};
		ASSERT_OK(sicht_indexer_add(indexer, &entry, NULL, &id));
	}
	ASSERT_OK(sicht_indexer_commit(indexer));
	cr_assert_gt(indexer->snapshot.segments[0].size_bytes, (uint64_t)9 << 20);
	sicht_indexer_close(indexer);
	ASSERT_OK(helper_read_all(path, &before));
	ASSERT_OK(sicht_store_backup(path, copy, NULL));
	ASSERT_OK(helper_read_all(copy, &after));
	cr_assert_eq(before, after);
}

/* A backup lies elsewhere; a name with slashes at its end is one without. */
Test(store_borders, of_places_for_a_backup)
{
	const char *path = helper_path("store");
	char inside[300];
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 5);
	snprintf(inside, sizeof inside, "%s/copy", path);
	ASSERT_FAILS(sicht_store_backup(path, inside, NULL), SICHT_ERROR_USAGE, "inside");
	snprintf(inside, sizeof inside, "%s/segments/copy", path);
	ASSERT_FAILS(sicht_store_backup(path, inside, NULL), SICHT_ERROR_USAGE, "inside");
	ASSERT_OK(sicht_store_backup(path, helper_path("store2"), NULL));
	ASSERT_OK(sicht_store_backup(path, helper_path("slashes//"), NULL));
	ASSERT_OK(sicht_store_verify(helper_path("slashes"), 1, NULL));
}

/* Segments of a batch that is not committed go with it. */
Test(store_borders, of_a_batch_that_is_given_up)
{
	const char *path = helper_path("store");
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
	indexer->postings_max = 10;
	helper_add(indexer, set, 0, 30);
	cr_assert_gt(helper_segment_files(path), 0);
	sicht_indexer_close(indexer);
	cr_assert_eq(helper_segment_files(path), 0);
}

/* Whoever could not write once writes no more: the batch in memory is not the one on the disk. */
Test(store_borders, of_a_batch_that_failed)
{
	const char *path = helper_path("store");
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
	uint64_t id;
	struct sicht_entry entry = {.set = set, .digests = {.have = 1}};
	cr_assert_eq(rmdir(helper_path("store/segments")), 0);
	ASSERT_OK(sicht_indexer_add(indexer, &entry, NULL, &id));
	cr_assert_neq(sicht_indexer_commit(indexer), SICHT_OK);
	ASSERT_FAILS(sicht_indexer_commit(indexer), SICHT_ERROR_USAGE, "failed before");
	ASSERT_FAILS(
		sicht_indexer_add(indexer, &entry, NULL, &id), SICHT_ERROR_USAGE, "failed before");
	sicht_indexer_close(indexer);
}
