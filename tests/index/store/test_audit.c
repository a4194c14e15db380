/* SPDX-License-Identifier: MIT */
/* The audit chain: one record a session, complete at every moment, and no change goes unseen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/store/kv.h"
#include "index/store/record.h"
#include "tests/index/store_helper.h"

TestSuite(audit, .init = helper_begin, .fini = helper_end);

struct chain {
	unsigned count;
	char last[512];
};

static bool remember(void *context, const struct sicht_audit_record *record)
{
	struct chain *chain = context;
	chain->count++;
	cr_assert_eq(record->number, chain->count);
	snprintf(chain->last, sizeof chain->last, "%.*s", (int)record->text.size,
		(const char *)record->text.data);
	return true;
}

static enum sicht_status read_chain(const char *path, struct chain *chain)
{
	struct sicht_store *store = NULL;
	SICHT_TRY(sicht_store_open(path, NULL, &store));
	enum sicht_status status = sicht_store_each_audit(store, remember, chain);
	sicht_store_close(store);
	return status;
}

Test(audit, every_session_that_changed_something_is_on_record)
{
	const char *path = helper_path("store");
	struct chain chain = {0};
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	sicht_indexer_close(helper_open(path)); /* changes nothing */
	struct sicht_indexer *indexer = helper_open(path);
	for (unsigned i = 0; i < 3; i++) {
		helper_add(indexer, 1, 10 + i, 1);
		ASSERT_OK(sicht_indexer_commit(indexer));
	}
	ASSERT_OK(sicht_indexer_remove(indexer, 1));
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
	ASSERT_OK(read_chain(path, &chain));
	cr_assert_eq(chain.count, 2);
	cr_assert_str_eq(chain.last,
		"{\"who\":\"tester\",\"snapshot\":5,\"batches\":4,\"entries_added\":3,"
		"\"hashes_added\":3,\"entries_removed\":1,\"compactions\":0}");
}

/* The record is there with the first commit: a session that is killed has left its trace. */
Test(audit, a_session_is_on_record_before_it_ends)
{
	const char *path = helper_path("store"), *copy = helper_path("copy");
	struct chain chain = {0};
	struct sicht_indexer *indexer = helper_open(path);
	helper_add(indexer, helper_set(indexer, "set", SICHT_ROLE_KNOWN), 0, 5);
	ASSERT_OK(sicht_indexer_commit(indexer));
	helper_copy_tree(path, copy);
	ASSERT_OK(read_chain(copy, &chain));
	cr_assert_eq(chain.count, 1);
	cr_assert_not_null(strstr(chain.last, "\"entries_added\":5"));
	sicht_indexer_close(indexer);
}

Test(audit, the_last_digest_is_what_the_store_shows)
{
	const char *path = helper_path("store");
	struct sicht_store *store = NULL;
	struct sicht_store_info first, second;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 5);
	store = helper_open_store(path);
	sicht_store_info(store, &first);
	sicht_store_close(store);
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 5, 5);
	store = helper_open_store(path);
	sicht_store_info(store, &second);
	sicht_store_close(store);
	cr_assert_eq(first.audit_count, 1);
	cr_assert_eq(second.audit_count, 2);
	cr_assert_neq(memcmp(first.audit_digest, second.audit_digest, 32), 0);
}

/* By somebody who knows the format and makes all checksums right. */
static void forge(const char *path, uint64_t number)
{
	struct sicht_kv_options options = {.write = true};
	struct sicht_kv *kv = NULL;
	struct sicht_kv_transaction *transaction = NULL;
	struct sicht_audit_record record;
	struct sicht_bytes content;
	uint8_t key_bytes[SICHT_NUMBER_KEY_BYTES], bytes[1024];
	struct sicht_bytes key = sicht_number_key(number, key_bytes);
	ASSERT_OK(sicht_kv_open(path, &options, &kv));
	ASSERT_OK(sicht_kv_begin(kv, true, &transaction));
	ASSERT_OK(sicht_kv_get(transaction, SICHT_KV_AUDIT, key, &content));
	cr_assert(sicht_record_audit_decode(content, &record));
	char text[512];
	cr_assert_leq(record.text.size, sizeof text);
	memcpy(text, record.text.data, record.text.size);
	memcpy(strstr(text, "tester"), "nobody", 6);
	record.text.data = text;
	sicht_record_audit_encode(&record, bytes);
	ASSERT_OK(sicht_kv_put(transaction, SICHT_KV_AUDIT, key,
		sicht_bytes(bytes, sicht_record_audit_size(&record))));
	/* the counters of the store, so that they carry this transaction's number */
	struct sicht_record_state state;
	uint8_t state_bytes[SICHT_RECORD_STATE_BYTES];
	ASSERT_OK(sicht_kv_get(transaction, SICHT_KV_META, sicht_bytes("state", 5), &content));
	cr_assert(sicht_record_state_decode(content, &state));
	state.transaction = sicht_kv_number(transaction);
	sicht_record_state_encode(&state, state_bytes);
	ASSERT_OK(sicht_kv_put(transaction, SICHT_KV_META, sicht_bytes("state", 5),
		sicht_bytes(state_bytes, sizeof state_bytes)));
	ASSERT_OK(sicht_kv_commit(&transaction));
	sicht_kv_close(kv);
}

Test(audit, a_changed_record_breaks_the_chain)
{
	const char *path = helper_path("store"), *copy = helper_path("copy");
	for (unsigned i = 0; i < 4; i++)
		helper_fill(path, "set", SICHT_ROLE_KNOWN, i * 5, 5);
	for (uint64_t number = 1; number <= 4; number++) {
		struct chain chain = {0};
		char where[64];
		helper_remove_tree(copy);
		helper_copy_tree(path, copy);
		forge(copy, number);
		snprintf(where, sizeof where, "broken at record %d", (int)number);
		ASSERT_FAILS(read_chain(copy, &chain), SICHT_ERROR_DAMAGED, where);
		ASSERT_FAILS(sicht_store_verify(copy, 1, NULL), SICHT_ERROR_DAMAGED, where);
	}
}

Test(audit, a_text_that_is_no_object_is_refused)
{
	static const char *const texts[] = {"x", "[]", "{", "{\"a\":1}\n", "{\"\xFF\":1}"};
	struct sicht_indexer *indexer = helper_open(helper_path("store"));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		ASSERT_FAILS(sicht_indexer_audit(indexer, sicht_bytes_of(texts[i])),
			SICHT_ERROR_USAGE, "JSON object");
	sicht_indexer_close(indexer);
}
