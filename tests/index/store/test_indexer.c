/* SPDX-License-Identifier: MIT */
/* The indexer: batches, resuming, taking out, replacing, merging, compacting. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/segment/segment.h"
#include "index/store/segments.h"
#include "sicht/limits.h"
#include "tests/index/store_helper.h"

TestSuite(indexer, .init = helper_begin, .fini = helper_end);

static struct sicht_store_info info_of(const char *path)
{
	struct sicht_store *store = helper_open_store(path);
	struct sicht_store_info info;
	sicht_store_info(store, &info);
	sicht_store_close(store);
	return info;
}

static uint64_t print_of(const char *path)
{
	uint64_t print = 0;
	ASSERT_OK(helper_read_all(path, &print));
	return print;
}

static bool same_print(const struct sicht_window_print *a, const struct sicht_window_print *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

Test(indexer, entries_are_read_back_as_they_were_added)
{
	const char *path = helper_path("store");
	struct sicht_arena arena = {0};
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 300);
	struct sicht_store *store = helper_open_store(path);
	for (unsigned i = 0; i < 300; i++) {
		struct sicht_entry wanted = helper_entry(&arena, i), entry;
		ASSERT_OK(sicht_store_entry(store, i + 1, &arena, &entry));
		cr_assert_eq(entry.id, i + 1);
		cr_assert(sicht_bytes_equal(entry.path, wanted.path));
		cr_assert(sicht_bytes_equal(entry.external, wanted.external));
		cr_assert(sicht_bytes_equal(entry.series, wanted.series));
		cr_assert(sicht_bytes_equal(entry.tags, wanted.tags));
		cr_assert(sicht_bytes_equal(entry.category.code, wanted.category.code));
		cr_assert_eq(entry.mtime_ns, wanted.mtime_ns);
		cr_assert_eq(entry.outcome, wanted.outcome);
		cr_assert_eq(memcmp(&entry.digests, &wanted.digests, sizeof entry.digests), 0);
		cr_assert_eq(entry.hash_count, wanted.hash_count);
		for (uint32_t k = 0; k < entry.hash_count; k++)
			cr_assert(same_print(&entry.hashes[k], &wanted.hashes[k]));
	}
	sicht_store_close(store);
	sicht_arena_free(&arena);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

Test(indexer, many_batches_hold_what_one_batch_holds)
{
	const char *one = helper_path("one"), *many = helper_path("many");
	helper_fill(one, "set", SICHT_ROLE_KNOWN, 0, 400);
	struct sicht_indexer *indexer = helper_open(many);
	uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
	for (unsigned i = 0; i < 400; i += 10) {
		helper_add(indexer, set, i, 10);
		ASSERT_OK(sicht_indexer_commit(indexer));
	}
	sicht_indexer_close(indexer);
	cr_assert_eq(print_of(one), print_of(many));
	ASSERT_OK(sicht_store_verify(many, 1, NULL));
	cr_assert_lt(
		info_of(many).segment_count, 5 * 2 * SICHT_SEGMENT_FANOUT, "segments were merged");
}

Test(indexer, what_was_not_committed_is_forgotten)
{
	const char *path = helper_path("store");
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 50);
	uint64_t before = print_of(path);
	size_t files = helper_segment_files(path);
	struct sicht_indexer *indexer = helper_open(path);
	helper_add(indexer, helper_set(indexer, "set", 0), 50, 50);
	ASSERT_OK(sicht_indexer_remove(indexer, 1));
	size_t entries, hashes;
	sicht_indexer_pending(indexer, &entries, &hashes);
	cr_assert_eq(entries, 50);
	sicht_indexer_close(indexer);
	cr_assert_eq(print_of(path), before);
	cr_assert_eq(helper_segment_files(path), files);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

static struct sicht_known_file find(
	struct sicht_indexer *indexer, uint32_t set, const struct sicht_entry *entry)
{
	struct sicht_known_file known;
	ASSERT_OK(sicht_indexer_find(indexer, set, entry->source, entry->path, &known));
	return known;
}

Test(indexer, known_files_are_found_before_and_after_the_commit)
{
	const char *path = helper_path("store");
	struct sicht_arena arena = {0};
	struct sicht_entry entry = helper_entry(&arena, 9), other = helper_entry(&arena, 10);
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "a", SICHT_ROLE_EVIDENCE);
	uint32_t second = helper_set(indexer, "b", SICHT_ROLE_EVIDENCE);
	cr_assert_eq(find(indexer, set, &entry).id, 0);
	helper_add(indexer, set, 9, 1);
	for (int round = 0; round < 2; round++) {
		struct sicht_known_file known = find(indexer, set, &entry);
		cr_assert_eq(known.id, 1);
		cr_assert_eq(known.size_bytes, entry.size_bytes);
		cr_assert_eq(known.mtime_ns, entry.mtime_ns);
		cr_assert_eq(known.ctime_ns, entry.ctime_ns);
		cr_assert_eq(known.outcome, entry.outcome);
		cr_assert_eq(known.options_digest, 9);
		cr_assert(known.volatile_outcome);
		cr_assert_eq(find(indexer, set, &other).id, 0);
		cr_assert_eq(find(indexer, second, &entry).id, 0, "it belongs to one set");
		ASSERT_OK(sicht_indexer_commit(indexer));
	}
	sicht_indexer_close(indexer);
	sicht_arena_free(&arena);
}

Test(indexer, source_and_path_do_not_run_into_each_other)
{
	struct sicht_indexer *indexer = helper_open(helper_path("store"));
	uint32_t set = helper_set(indexer, "a", SICHT_ROLE_EVIDENCE);
	struct sicht_entry entry = {
		.set = set, .source = sicht_bytes_of("ab"), .path = sicht_bytes_of("c")};
	struct sicht_known_file known;
	uint64_t id;
	ASSERT_OK(sicht_indexer_add(indexer, &entry, NULL, &id));
	ASSERT_OK(sicht_indexer_find(
		indexer, set, sicht_bytes_of("a"), sicht_bytes_of("bc"), &known));
	cr_assert_eq(known.id, 0);
	sicht_indexer_close(indexer);
}

Test(indexer, external_ids_are_found_in_their_set)
{
	struct sicht_indexer *indexer = helper_open(helper_path("store"));
	uint32_t set = helper_set(indexer, "a", SICHT_ROLE_KNOWN);
	uint32_t other = helper_set(indexer, "b", SICHT_ROLE_KNOWN);
	uint64_t id;
	helper_add(indexer, set, 0, 10);
	ASSERT_OK(sicht_indexer_find_external(indexer, set, sicht_bytes_of("external-4"), &id));
	cr_assert_eq(id, 5);
	ASSERT_OK(sicht_indexer_find_external(indexer, other, sicht_bytes_of("external-4"), &id));
	cr_assert_eq(id, 0);
	ASSERT_OK(sicht_indexer_remove(indexer, 5));
	ASSERT_OK(sicht_indexer_find_external(indexer, set, sicht_bytes_of("external-4"), &id));
	cr_assert_eq(id, 0, "taken out");
	sicht_indexer_close(indexer);
}

Test(indexer, a_set_keeps_its_role_and_name)
{
	const char *path = helper_path("store");
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 5);
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set;
	struct sicht_set_options options = {
		.name = sicht_bytes_of("set"), .role = SICHT_ROLE_EVIDENCE};
	ASSERT_FAILS(
		sicht_indexer_set(indexer, &options, &set), SICHT_ERROR_USAGE, "has role known");
	options.name = sicht_bytes_of("other");
	options.role = 0;
	ASSERT_FAILS(sicht_indexer_set(indexer, &options, &set), SICHT_ERROR_USAGE, "--role");
	cr_assert_eq(helper_set(indexer, "set", 0), 1);
	cr_assert_eq(sicht_indexer_role(indexer, 1), SICHT_ROLE_KNOWN);
	cr_assert_eq(sicht_indexer_role(indexer, 77), 0);
	struct sicht_entry entry = {.set = 77};
	uint64_t id;
	ASSERT_FAILS(sicht_indexer_add(indexer, &entry, NULL, &id), SICHT_ERROR_USAGE, "no set");
	sicht_indexer_close(indexer);
}

Test(indexer, entries_taken_out_are_gone_at_once_and_for_ever)
{
	const char *path = helper_path("store");
	struct sicht_arena arena = {0};
	struct sicht_entry entry;
	uint64_t id = 0;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 100);
	struct sicht_indexer *indexer = helper_open(path);
	for (uint64_t i = 10; i < 30; i++)
		ASSERT_OK(sicht_indexer_remove(indexer, i));
	ASSERT_FAILS(sicht_indexer_remove(indexer, 15), SICHT_ERROR_NOT_FOUND, "no entry 15");
	ASSERT_FAILS(sicht_indexer_remove(indexer, 101), SICHT_ERROR_NOT_FOUND, "no entry 101");
	ASSERT_FAILS(sicht_indexer_remove(indexer, 0), SICHT_ERROR_NOT_FOUND, "no entry 0");
	ASSERT_OK(sicht_indexer_commit(indexer));
	helper_add(indexer, 1, 100, 1);
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	struct sicht_store *store = helper_open_store(path);
	ASSERT_OK(sicht_store_next_entry(store, 9, &id));
	cr_assert_eq(id, 30);
	ASSERT_FAILS(sicht_store_entry(store, 12, &arena, &entry), SICHT_ERROR_NOT_FOUND, "12");
	ASSERT_OK(sicht_store_entry(store, 101, &arena, &entry));
	ASSERT_OK(sicht_store_next_entry(store, 101, &id));
	cr_assert_eq(id, 0);
	cr_assert_eq(sicht_store_set(store, 1)->entry_count, 81);
	sicht_store_close(store);
	struct sicht_store_info info = info_of(path);
	cr_assert_eq(info.entry_count, 81);
	cr_assert_eq(info.tombstone_count, 20);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
	sicht_arena_free(&arena);
}

Test(indexer, a_replaced_entry_leaves_one_of_its_name)
{
	const char *path = helper_path("store");
	struct sicht_arena arena = {0};
	struct sicht_entry entry = helper_entry(&arena, 3);
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	struct sicht_indexer *indexer = helper_open(path);
	struct sicht_indexer_add_options options = {.replaces = 4};
	uint64_t id;
	entry.set = 1;
	entry.size_bytes = 12345;
	ASSERT_OK(sicht_indexer_add(indexer, &entry, &options, &id));
	cr_assert_eq(id, 11);
	cr_assert_eq(find(indexer, 1, &entry).id, 11);
	ASSERT_FAILS(sicht_indexer_add(indexer, &entry, &options, &id), SICHT_ERROR_NOT_FOUND,
		"no entry 4");
	ASSERT_OK(sicht_indexer_commit(indexer));
	ASSERT_OK(sicht_indexer_compact(indexer));
	cr_assert_eq(find(indexer, 1, &entry).id, 11, "still found once the old one is dropped");
	cr_assert_eq(find(indexer, 1, &entry).size_bytes, 12345);
	sicht_indexer_close(indexer);
	cr_assert_eq(info_of(path).entry_count, 10);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
	sicht_arena_free(&arena);
}

Test(indexer, a_set_goes_with_all_its_entries)
{
	const char *path = helper_path("store"), *plain = helper_path("plain");
	helper_fill(path, "stays", SICHT_ROLE_KNOWN, 0, 60);
	helper_fill(plain, "stays", SICHT_ROLE_KNOWN, 0, 60);
	helper_fill(path, "goes", SICHT_ROLE_KNOWN, 60, 60);
	struct sicht_indexer *indexer = helper_open(path);
	helper_add(indexer, 2, 120, 10); /* uncommitted ones go too */
	ASSERT_OK(sicht_indexer_remove_set(indexer, 2));
	ASSERT_FAILS(sicht_indexer_remove_set(indexer, 2), SICHT_ERROR_USAGE, "no set");
	ASSERT_OK(sicht_indexer_commit(indexer));
	cr_assert_eq(helper_set(indexer, "goes", SICHT_ROLE_EVIDENCE), 3, "a number is not reused");
	sicht_indexer_close(indexer);
	cr_assert_eq(print_of(path), print_of(plain));
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

Test(indexer, pruning_takes_out_what_was_not_met)
{
	const char *path = helper_path("store");
	uint64_t met[1] = {0}, removed = 0;
	helper_fill(path, "set", SICHT_ROLE_EVIDENCE, 0, 40);
	for (unsigned id = 1; id <= 40; id += 2)
		met[0] |= 1ull << id;
	struct sicht_indexer *indexer = helper_open(path);
	struct sicht_gone gone = {.source = sicht_bytes_of("another"), .met = met, .met_words = 1};
	ASSERT_OK(sicht_indexer_prune(indexer, 1, &gone, &removed));
	cr_assert_eq(removed, 0, "entries of other sources stay");
	gone.source = sicht_bytes_of("source");
	gone.keep = true;
	for (int round = 0; round < 2; round++) {
		ASSERT_OK(sicht_indexer_prune(indexer, 1, &gone, &removed));
		cr_assert_eq(removed, 20, "told, and kept");
	}
	gone.keep = false;
	ASSERT_OK(sicht_indexer_prune(indexer, 1, &gone, &removed));
	cr_assert_eq(removed, 20);
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	struct sicht_store *store = helper_open_store(path);
	for (uint64_t id = 0, wanted = 1; wanted <= 39; wanted += 2) {
		ASSERT_OK(sicht_store_next_entry(store, id, &id));
		cr_assert_eq(id, wanted);
	}
	sicht_store_close(store);
}

Test(indexer, roles_decide_what_can_be_searched)
{
	const char *path = helper_path("store");
	helper_fill(path, "evidence", SICHT_ROLE_EVIDENCE, 0, 100);
	cr_assert_eq(info_of(path).segment_count, 0, "evidence is read, not searched");
	helper_fill(path, "ignorable", SICHT_ROLE_IGNORABLE, 100, 100);
	struct sicht_store *store = helper_open_store(path);
	size_t digests, hashes, known;
	sicht_store_segments(store, 2, SICHT_ROLE_IGNORABLE, &digests);
	sicht_store_segments(store, 3, SICHT_ROLE_IGNORABLE, &hashes);
	sicht_store_segments(store, 2, SICHT_ROLE_KNOWN, &known);
	cr_assert_eq(digests, 1);
	cr_assert_eq(hashes, 0, "ignorable material is put last by digest alone");
	cr_assert_eq(known, 0);
	sicht_store_close(store);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

/* What is searched, and which entries there are, is the same before and after. */
Test(indexer, compaction_changes_nothing_but_room)
{
	const char *path = helper_path("store");
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
	for (unsigned i = 0; i < 5; i++) {
		helper_add(indexer, set, i * 100, 100);
		ASSERT_OK(sicht_indexer_commit(indexer));
	}
	for (uint64_t id = 3; id < 400; id += 3)
		ASSERT_OK(sicht_indexer_remove(indexer, id));
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	uint64_t before = print_of(path);
	struct sicht_store_info old = info_of(path);
	for (int round = 0; round < 2; round++) {
		indexer = helper_open(path);
		ASSERT_OK(sicht_indexer_compact(indexer));
		sicht_indexer_close(indexer);
		struct sicht_store_info info = info_of(path);
		cr_assert_eq(print_of(path), before);
		cr_assert_eq(info.tombstone_count, 0);
		cr_assert_eq(info.entry_count, old.entry_count);
		cr_assert_eq(info.segment_count, 5, "one a kind");
		cr_assert_lt(info.segment_bytes, old.segment_bytes);
		cr_assert_eq(helper_segment_files(path), 5);
		ASSERT_OK(sicht_store_verify(path, 1, NULL));
	}
	indexer = helper_open(path);
	helper_add(indexer, set, 500, 1);
	ASSERT_OK(sicht_indexer_commit(indexer));
	ASSERT_FAILS(sicht_indexer_remove(indexer, 3), SICHT_ERROR_NOT_FOUND, "no entry 3");
	sicht_indexer_close(indexer);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

static const char *a_segment(const char *store)
{
	static char path[512];
	struct sicht_store *opened = helper_open_store(store);
	char name[SICHT_SEGMENT_NAME_SIZE];
	size_t count;
	const struct sicht_segment *const *segments =
		sicht_store_segments(opened, SICHT_SEGMENT_PDQ_FULLRES, SICHT_ROLE_KNOWN, &count);
	snprintf(path, sizeof path, "%s/segments/%s", store,
		sicht_segment_name(sicht_segment_info(segments[0])->number, name));
	sicht_store_close(opened);
	return path;
}

static void expect_healing(const char *path, uint64_t right)
{
	uint64_t print = 0;
	ASSERT_FAILS(helper_read_all(path, &print), SICHT_ERROR_DAMAGED, "sicht store compact");
	struct sicht_indexer *indexer = helper_open(path);
	ASSERT_OK(sicht_indexer_compact(indexer));
	sicht_indexer_close(indexer);
	cr_assert_eq(print_of(path), right);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

Test(indexer, compaction_heals_missing_and_damaged_segments)
{
	const char *path = helper_path("store");
	char folder[512];
	size_t size;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 300);
	uint64_t right = print_of(path);

	cr_assert_eq(unlink(a_segment(path)), 0);
	expect_healing(path, right);

	const char *segment = a_segment(path);
	unsigned char *data = helper_read(segment, &size);
	data[size / 2] ^= 1;
	helper_write(segment, data, size);
	expect_healing(path, right);

	helper_write(a_segment(path), data, size / 3);
	expect_healing(path, right);
	free(data);

	snprintf(folder, sizeof folder, "%s/segments", path);
	helper_remove_tree(folder);
	expect_healing(path, right);
}

Test(indexer, files_that_no_manifest_names_are_swept)
{
	const char *path = helper_path("store");
	char orphan[512];
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 100);
	size_t files = helper_segment_files(path);
	snprintf(orphan, sizeof orphan, "%s/segments/00000000000000ff.seg", path);
	helper_write(orphan, "left by a kill", 14);
	snprintf(orphan, sizeof orphan, "%s/segments/00000000000000fe.seg.tmp", path);
	helper_write(orphan, "left by a kill", 14);
	sicht_indexer_close(helper_open(path));
	cr_assert_eq(helper_segment_files(path), files);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

Test(indexer, nothing_to_commit_is_no_new_snapshot)
{
	const char *path = helper_path("store");
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	struct sicht_store_info before = info_of(path);
	struct sicht_indexer *indexer = helper_open(path);
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	struct sicht_store_info after = info_of(path);
	cr_assert_eq(after.snapshot, before.snapshot);
	cr_assert_eq(after.audit_count, before.audit_count);
	cr_assert_str_eq(after.id, before.id);
}

/* Whatever the umask is. */
Test(indexer, only_the_owner_can_look_into_a_store)
{
	const mode_t masks[] = {0, 022, 0277};
	for (int i = 0; i < 3; i++) {
		char name[16], path[512];
		struct stat info;
		snprintf(name, sizeof name, "store-%d", i);
		mode_t old = umask(masks[i]);
		const char *store = helper_path(name);
		helper_fill(store, "set", SICHT_ROLE_KNOWN, 0, 10);
		umask(old);
		cr_assert_eq(stat(store, &info), 0);
		cr_assert_eq(info.st_mode & 07777, 0700);
		const char *const files[] = {"data.mdb", "lock.mdb", "writer.lock"};
		for (int k = 0; k < 3; k++) {
			snprintf(path, sizeof path, "%s/%s", store, files[k]);
			cr_assert_eq(stat(path, &info), 0);
			cr_assert_eq(info.st_mode & 07777, 0600, "%s has mode %o", path,
				info.st_mode & 07777);
		}
		cr_assert_not(info_of(store).open_to_others);
		chmod(store, 0755);
		cr_assert(info_of(store).open_to_others);
	}
}
