/* SPDX-License-Identifier: MIT */
/*
 * Stores by somebody who knows the format and makes all checksums right, but not all numbers: what
 * is there twice has to agree.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/segment/file.h"
#include "index/store/indexer.h"
#include "tests/index/store_helper.h"

TestSuite(forged, .init = helper_begin, .fini = helper_end);

struct forger {
	struct sicht_kv *kv;
	struct sicht_kv_transaction *transaction;
	struct sicht_record_state state;
};

static struct forger begin_forging(const char *path)
{
	struct forger forger = {0};
	struct sicht_kv_options options = {.write = true};
	struct sicht_bytes content;
	ASSERT_OK(sicht_kv_open(path, &options, &forger.kv));
	ASSERT_OK(sicht_kv_begin(forger.kv, true, &forger.transaction));
	ASSERT_OK(
		sicht_kv_get(forger.transaction, SICHT_KV_META, sicht_bytes("state", 5), &content));
	cr_assert(sicht_record_state_decode(content, &forger.state));
	return forger;
}

static void end_forging(struct forger *forger)
{
	ASSERT_OK(sicht_snapshot_save_state(forger->transaction, &forger->state));
	ASSERT_OK(sicht_kv_commit(&forger->transaction));
	sicht_kv_close(forger->kv);
}

static void put(struct forger *forger, enum sicht_kv_table table, uint64_t number, const void *data,
	size_t size)
{
	uint8_t key[SICHT_NUMBER_KEY_BYTES];
	ASSERT_OK(sicht_kv_put(forger->transaction, table, sicht_number_key(number, key),
		sicht_bytes(data, size)));
}

static bool visit(void *context, const struct sicht_audit_record *record)
{
	(void)record;
	++*(unsigned *)context;
	return true;
}

/* The last record cannot be taken out: the store says how the chain ends. */
Test(forged, the_end_of_the_audit_chain_is_missed)
{
	const char *path = helper_path("store");
	uint8_t key[SICHT_NUMBER_KEY_BYTES];
	unsigned count = 0;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 5);
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 5, 5);
	struct forger forger = begin_forging(path);
	ASSERT_OK(sicht_kv_remove(
		forger.transaction, SICHT_KV_AUDIT, sicht_number_key(2, key), NULL));
	forger.state.audit_count = 1;
	end_forging(&forger);
	struct sicht_store *store = helper_open_store(path);
	ASSERT_FAILS(sicht_store_each_audit(store, visit, &count), SICHT_ERROR_DAMAGED,
		"broken at record 1");
	cr_assert_eq(count, 1);
	sicht_store_close(store);
	ASSERT_FAILS(sicht_store_verify(path, 1, NULL), SICHT_ERROR_DAMAGED, "audit chain");
}

static void make_store(const char *path)
{
	helper_fill(path, "known", SICHT_ROLE_KNOWN, 0, 120);
	helper_fill(path, "ignorable", SICHT_ROLE_IGNORABLE, 120, 20);
	struct sicht_indexer *indexer = helper_open(path);
	for (uint64_t id = 3; id < 9; id++)
		ASSERT_OK(sicht_indexer_remove(indexer, id));
	ASSERT_OK(sicht_indexer_compact(indexer));
	ASSERT_OK(sicht_indexer_remove(indexer, 20));
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
}

/* Each counter of the store, one too high. */
Test(forged, counters_agree_with_what_they_count)
{
#define AT(name) offsetof(struct sicht_record_state, name)
	static const struct {
		size_t place, other; /* a number, and one that has to change with it, or 0 */
		const char *text;
	} rows[] = {
		{AT(entry_count), AT(next_entry), "entries are missing"},
		{AT(kept_count), 0, "entries are missing"},
		{AT(set_count), AT(next_set), "sets are missing"},
		{AT(segment_count), 0, "manifest are missing"},
		{AT(range_count), 0, "tombstones are missing"},
		{AT(place_count), 0, "places of entries are missing"},
		{AT(external_count), 0, "external ids are missing"},
		{AT(audit_count), 0, "audit records are missing"},
		{AT(tombstone_count), AT(next_entry), "tombstones are missing"},
		{AT(hash_count), 0, "as many hashes as it counts"},
	};
	const char *whole = helper_path("whole"), *path = helper_path("store");
	make_store(whole);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint64_t number;
		helper_remove_tree(path);
		helper_copy_tree(whole, path);
		struct forger forger = begin_forging(path);
		uint8_t *state = (uint8_t *)&forger.state;
		for (int k = 0; k < (rows[i].other != 0 ? 2 : 1); k++) {
			size_t at = k == 0 ? rows[i].place : rows[i].other;
			memcpy(&number, state + at, sizeof number);
			number++;
			memcpy(state + at, &number, sizeof number);
		}
		end_forging(&forger);
		enum sicht_status status = sicht_store_verify(path, 1, NULL);
		cr_expect_eq(status, SICHT_ERROR_DAMAGED, "row %zu", i);
		cr_expect_not_null(
			strstr(sicht_message(), rows[i].text), "row %zu: %s", i, sicht_message());
	}
#undef AT
}

/* Numbers that are given out are below the next one. */
Test(forged, the_next_numbers_are_above_all_others)
{
	const char *whole = helper_path("whole"), *path = helper_path("store");
	uint64_t print;
	make_store(whole);
	helper_fill(whole, "third", SICHT_ROLE_EVIDENCE, 200, 1);
	struct sicht_indexer *indexer = helper_open(whole);
	ASSERT_OK(sicht_indexer_remove_set(indexer, 2));
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	for (int which = 0; which < 2; which++) {
		helper_remove_tree(path);
		helper_copy_tree(whole, path);
		struct forger forger = begin_forging(path);
		if (which == 0)
			forger.state.next_set = 3;
		else
			forger.state.next_segment--;
		end_forging(&forger);
		ASSERT_FAILS(helper_read_all(path, &print), SICHT_ERROR_DAMAGED,
			which == 0 ? "table sets" : "table segments");
	}
}

static void put_set(struct forger *forger, uint32_t id, enum sicht_role role, uint64_t entries)
{
	uint8_t bytes[100];
	struct sicht_set set = {.id = id,
		.role = role,
		.name = id == 1 ? sicht_bytes_of("a") : sicht_bytes_of("b"),
		.entry_count = entries};
	sicht_record_set_encode(&set, bytes);
	put(forger, SICHT_KV_SETS, id, bytes, sicht_record_set_size(&set));
}

/* One entry in each of two sets: a digest, no hashes. */
static void make_two_sets(const char *path)
{
	struct sicht_indexer *indexer = helper_open(path);
	const uint32_t sets[] = {helper_set(indexer, "a", SICHT_ROLE_KNOWN),
		helper_set(indexer, "b", SICHT_ROLE_IGNORABLE)};
	for (int i = 0; i < 2; i++) {
		struct sicht_entry entry = {.set = sets[i],
			.path = sicht_bytes_of("p"),
			.source = sicht_bytes_of("s"),
			.digests = {.have = 1, .md5 = {(uint8_t)i}}};
		uint64_t id;
		ASSERT_OK(sicht_indexer_add(indexer, &entry, NULL, &id));
	}
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

/* Two sets change their roles: as many digests of each role as before, but of other entries. */
Test(forged, a_segment_is_of_the_role_of_its_entries)
{
	const char *path = helper_path("store");
	make_two_sets(path);
	struct forger forger = begin_forging(path);
	put_set(&forger, 1, SICHT_ROLE_IGNORABLE, 1);
	put_set(&forger, 2, SICHT_ROLE_KNOWN, 1);
	end_forging(&forger);
	ASSERT_FAILS(sicht_store_verify(path, 1, NULL), SICHT_ERROR_DAMAGED,
		"does not say what the entries say");
}

Test(forged, sets_have_as_many_entries_as_they_say)
{
	const char *path = helper_path("store");
	uint64_t print;
	make_two_sets(path);
	struct forger forger = begin_forging(path);
	put_set(&forger, 1, SICHT_ROLE_KNOWN, 2);
	end_forging(&forger);
	ASSERT_FAILS(helper_read_all(path, &print), SICHT_ERROR_DAMAGED, "entries of a set");
	forger = begin_forging(path);
	put_set(&forger, 1, SICHT_ROLE_KNOWN, 2);
	put_set(&forger, 2, SICHT_ROLE_IGNORABLE, 0);
	end_forging(&forger);
	ASSERT_FAILS(sicht_store_verify(path, 1, NULL), SICHT_ERROR_DAMAGED, "entries of a set");
}

/* Change the record of entry 1, and have `verify` say so. */
static void change_entry(const char *path, const struct sicht_entry *entry, const char *text)
{
	uint8_t bytes[SICHT_RECORD_ENTRY_BYTES_MAX];
	struct forger forger = begin_forging(path);
	struct sicht_record_entry record = {.entry = *entry};
	sicht_record_entry_encode(&record, bytes);
	put(&forger, SICHT_KV_ENTRIES, 1, bytes, sicht_record_entry_size(&record));
	end_forging(&forger);
	ASSERT_FAILS(sicht_store_verify(path, 1, NULL), SICHT_ERROR_DAMAGED, text);
}

Test(forged, digests_of_entries_are_those_of_segments)
{
	const char *path = helper_path("store");
	make_two_sets(path);
	struct sicht_entry entry = {.set = 1, .digests = {.have = 1, .md5 = {7}}};
	change_entry(path, &entry, "does not say what the entries say");
	entry.digests = (struct sicht_digests){.have = 3};
	change_entry(path, &entry, "do not hold all hashes");
	entry.digests = (struct sicht_digests){.have = 2};
	change_entry(path, &entry, "does not say what the entries say");
	entry = (struct sicht_entry){.set = 3, .digests = {.have = 1}};
	change_entry(path, &entry, "cannot be found by its name");
}

Test(forged, an_entry_belongs_to_a_set)
{
	const char *path = helper_path("store");
	struct sicht_indexer *indexer = helper_open(path);
	struct sicht_entry entry = {.set = helper_set(indexer, "a", SICHT_ROLE_EVIDENCE)};
	uint64_t id;
	ASSERT_OK(sicht_indexer_add(indexer, &entry, NULL, &id));
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
	entry.set = 2;
	change_entry(path, &entry, "its set is missing");
}

/* A hash that differs in one bit from that in the segment. */
Test(forged, hashes_of_entries_are_those_of_segments)
{
	const char *path = helper_path("store");
	struct sicht_window_print prints[2] = {{.quality = 90, .form_count = 1},
		{.quality = 90, .form_count = 1, .form = {{{1}}}}};
	struct sicht_indexer *indexer = helper_open(path);
	struct sicht_entry entry = {.set = helper_set(indexer, "a", SICHT_ROLE_KNOWN),
		.hash_count = 2,
		.hashes = prints};
	uint64_t id;
	ASSERT_OK(sicht_indexer_add(indexer, &entry, NULL, &id));
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
	for (int round = 0; round < 2; round++) {
		uint8_t bytes[200];
		struct forger forger = begin_forging(path);
		prints[1].form[0].word[3] = round == 0 ? 1ull << 63 : 0;
		prints[1].profile = round == 0 ? SICHT_PROFILE_FULLRES : SICHT_PROFILE_REF512;
		sicht_record_hashes_encode(prints, 2, bytes);
		put(&forger, SICHT_KV_HASHES, 1, bytes, sicht_record_hashes_size(prints, 2));
		end_forging(&forger);
		ASSERT_FAILS(sicht_store_verify(path, 1, NULL), SICHT_ERROR_DAMAGED,
			"does not say what the entries say");
	}
}

/* A key that leads to an older entry, or that a damaged number stands behind. */
Test(forged, an_entry_is_found_by_its_name)
{
	const char *path = helper_path("store");
	uint8_t key[SICHT_DIGEST_KEY_BYTES], number[SICHT_RECORD_NUMBER_BYTES];
	struct sicht_digester *digester = NULL;
	ASSERT_OK(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &digester));
	make_two_sets(path);
	struct forger forger = begin_forging(path);
	sicht_record_number_encode(1, number);
	ASSERT_OK(sicht_kv_put(forger.transaction, SICHT_KV_PLACES,
		sicht_place_key(digester, 2, sicht_bytes_of("s"), sicht_bytes_of("p"), key),
		sicht_bytes(number, sizeof number)));
	end_forging(&forger);
	ASSERT_FAILS(sicht_store_verify(path, 1, NULL), SICHT_ERROR_DAMAGED,
		"entry 2: it cannot be found by its name");
	/* the indexer believes what the entry says, not what led there */
	struct sicht_indexer *indexer = helper_open(path);
	struct sicht_known_file known;
	ASSERT_OK(sicht_indexer_find(indexer, 2, sicht_bytes_of("s"), sicht_bytes_of("p"), &known));
	cr_assert_eq(known.id, 0);
	sicht_indexer_close(indexer);
	sicht_digester_free(digester);
}

struct link {
	struct sicht_digester *digester;
	uint8_t before[32];
};

/* A digest is over the digest before it, the number, the time and the text. */
static bool is_linked(void *context, const struct sicht_audit_record *record)
{
	struct link *link = context;
	struct sicht_digests digests;
	sicht_digester_begin(link->digester);
	sicht_digester_update(link->digester, link->before, 32);
	sicht_digester_update(link->digester, &record->number, 8);
	sicht_digester_update(link->digester, &record->time_s, 8);
	sicht_digester_update(link->digester, record->text.data, record->text.size);
	sicht_digester_finish(link->digester, &digests);
	cr_assert_arr_eq(digests.sha256, record->digest, 32);
	memcpy(link->before, record->digest, 32);
	return true;
}

Test(forged, each_audit_record_is_linked_to_the_one_before)
{
	const char *path = helper_path("store");
	struct link link = {0};
	ASSERT_OK(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &link.digester));
	for (unsigned i = 0; i < 3; i++)
		helper_fill(path, "set", SICHT_ROLE_KNOWN, i, 1);
	struct sicht_store *store = helper_open_store(path);
	ASSERT_OK(sicht_store_each_audit(store, is_linked, &link));
	sicht_store_close(store);
	sicht_digester_free(link.digester);
}

/* A range of gone entries that runs over the next number, or meets another. */
Test(forged, ranges_of_gone_entries_are_of_entries_and_do_not_meet)
{
	const char *whole = helper_path("whole"), *path = helper_path("store");
	static const struct sicht_record_range ranges[] = {
		{20, 2, true}, {21, 130, true}, {4, 1, true}};
	uint64_t print;
	make_store(whole);
	for (size_t i = 0; i < 3; i++) {
		uint8_t bytes[SICHT_RECORD_RANGE_BYTES];
		helper_remove_tree(path);
		helper_copy_tree(whole, path);
		struct forger forger = begin_forging(path);
		sicht_record_range_encode(&ranges[i], bytes);
		put(&forger, SICHT_KV_TOMBSTONES, ranges[i].first, bytes, sizeof bytes);
		forger.state.range_count += i > 0;
		end_forging(&forger);
		ASSERT_FAILS(helper_read_all(path, &print), SICHT_ERROR_DAMAGED,
			i == 0 ? "tombstones" : "table tombstones");
	}
}

/* Damage that is copied as it is: a bit in a segment. The copy is looked at, and does not stay. */
Test(forged, a_backup_of_a_damaged_segment_is_none)
{
	const char *path = helper_path("store"), *copy = helper_path("copy");
	char name[SICHT_SEGMENT_NAME_SIZE], file[300];
	size_t size;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 50);
	snprintf(file, sizeof file, "%s/segments/%s", path, sicht_segment_name(1, name));
	unsigned char *data = helper_read(file, &size);
	data[SICHT_SEGMENT_ALIGN] ^= 1;
	helper_write(file, data, size);
	free(data);
	ASSERT_FAILS(sicht_store_backup(path, copy, NULL), SICHT_ERROR_DAMAGED, "segment");
	cr_assert_neq(access(copy, F_OK), 0);
}

/* A table of another version, or one whose version is not on record. */
Test(forged, the_versions_of_tables_are_believed_only_if_they_are_known)
{
	static const struct {
		uint64_t version; /* 0: none */
		enum sicht_status status;
		const char *text;
	} rows[] = {
		{9, SICHT_ERROR_FORMAT,
			"has version 9 of table entries, this program knows versions up to 2; use "
			"a newer sicht"},
		{1, SICHT_ERROR_DAMAGED, "a record of table versions is damaged"},
		{0, SICHT_ERROR_DAMAGED, "a record of table versions is damaged"},
	};
	const char *path = helper_path("store");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t number[SICHT_RECORD_NUMBER_BYTES];
		struct sicht_bytes key = sicht_bytes_of("entries");
		struct sicht_store *store = NULL;
		helper_remove_tree(path);
		make_store(path);
		struct forger forger = begin_forging(path);
		sicht_record_number_encode(rows[i].version, number);
		if (rows[i].version > 0)
			ASSERT_OK(sicht_kv_put(forger.transaction, SICHT_KV_VERSIONS, key,
				sicht_bytes(number, sizeof number)));
		else
			ASSERT_OK(
				sicht_kv_remove(forger.transaction, SICHT_KV_VERSIONS, key, NULL));
		end_forging(&forger);
		ASSERT_FAILS(sicht_store_open(path, NULL, &store), rows[i].status, rows[i].text);
	}
}
