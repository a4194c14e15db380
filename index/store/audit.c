/* SPDX-License-Identifier: MIT */
/*
 * The audit chain: who changed the store, when, how.
 *
 * The idea: each record carries the SHA-256 over the digest of the one before and over itself, and
 * the store's state carries number and digest of the last. So no record can be changed, taken out
 * or put in without every later digest changing; whoever noted the last digest elsewhere (findings
 * do) can tell.
 *
 * A session of an indexer is one record. It is written with the session's first commit and brought
 * up to date with each further one, in the same transaction as the change that it speaks of: a
 * session that was killed is on record as far as it got.
 */
#include "index/store/indexer.h"

#include "engine/base/clock.h"
#include "index/segment/pack.h"

/* Over: digest before, number, time, text. */
static void chain(struct sicht_digester *digester, const uint8_t before[32],
	const struct sicht_audit_record *record, uint8_t out[32])
{
	uint8_t bytes[48];
	struct sicht_packer packer = {bytes, bytes + sizeof bytes};
	struct sicht_digests digests;
	sicht_pack_bytes(&packer, before, 32);
	sicht_pack_u64(&packer, record->number);
	sicht_pack_u64(&packer, (uint64_t)record->time_s);
	sicht_digester_begin(digester);
	sicht_digester_update(digester, bytes, sizeof bytes);
	sicht_digester_update(digester, record->text.data, record->text.size);
	sicht_digester_finish(digester, &digests);
	memcpy(out, digests.sha256, 32);
}

/* The caller's object, closed with what the session did so far. */
static void append_counts(const struct sicht_indexer *indexer, struct sicht_text *text)
{
	const struct {
		const char *name;
		uint64_t value;
	} counts[] = {
		{"snapshot", indexer->snapshot.state.snapshot},
		{"batches", indexer->session.batches},
		{"entries_added", indexer->session.entries_added},
		{"hashes_added", indexer->session.hashes_added},
		{"entries_removed", indexer->session.entries_removed},
		{"compactions", indexer->session.compactions},
	};
	sicht_text_append(text, indexer->audit.data, indexer->audit.size);
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		sicht_text_printf(text, "%s\"%s\":%llu", text->size > 1 ? "," : "", counts[i].name,
			(unsigned long long)counts[i].value);
	sicht_text_append_string(text, "}");
}

enum sicht_status sicht_indexer_write_audit(struct sicht_indexer *indexer)
{
	struct sicht_record_state *state = &indexer->snapshot.state;
	if (indexer->audit_number == 0) {
		memcpy(indexer->audit_before, state->audit_digest, sizeof indexer->audit_before);
		indexer->audit_number = ++state->audit_count;
	}
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	append_counts(indexer, &text);
	struct sicht_audit_record record = {
		.number = indexer->audit_number,
		.time_s = sicht_clock_now_s(),
		.text = sicht_text_bytes(&text),
	};
	chain(indexer->digester, indexer->audit_before, &record, record.digest);
	memcpy(state->audit_digest, record.digest, sizeof state->audit_digest);
	sicht_arena_reset(&indexer->scratch);
	size_t size = sicht_record_audit_size(&record);
	SICHT_TRY(sicht_arena_reserve(&indexer->scratch, size, 1));
	uint8_t *content = sicht_arena_alloc(&indexer->scratch, size);
	uint8_t key[SICHT_NUMBER_KEY_BYTES];
	sicht_record_audit_encode(&record, content);
	return sicht_kv_put(indexer->transaction, SICHT_KV_AUDIT,
		sicht_number_key(record.number, key), sicht_bytes(content, size));
}

/* ---- reading ---- */

static void cursor_closep(struct sicht_kv_cursor **cursor)
{
	sicht_kv_cursor_close(*cursor);
}

static void digester_freep(struct sicht_digester **digester)
{
	sicht_digester_free(*digester);
}

static enum sicht_status broken(const struct sicht_store *store, uint64_t number)
{
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: the audit chain is broken at record %llu; it was changed by other means "
		"than this program",
		store->directory.path, (unsigned long long)number);
}

enum sicht_status sicht_store_each_audit(const struct sicht_store *store,
	bool (*visit)(void *context, const struct sicht_audit_record *record), void *context)
{
	const struct sicht_record_state *state = &store->snapshot.state;
	uint8_t before[32] = {0}, digest[32];
	SICHT_DEFER(digester_freep) struct sicht_digester *digester = NULL;
	SICHT_DEFER(cursor_closep) struct sicht_kv_cursor *cursor = NULL;
	SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &digester));
	SICHT_TRY(sicht_kv_cursor_open(store->transaction, SICHT_KV_AUDIT, &cursor));
	for (uint64_t number = 1; number <= state->audit_count; number++) {
		struct sicht_bytes key, content;
		struct sicht_audit_record record;
		uint64_t key_number;
		SICHT_TRY(sicht_kv_next(cursor, &key, &content));
		if (key.data == NULL || !sicht_number_key_parse(key, &key_number) ||
			key_number != number || !sicht_record_audit_decode(content, &record) ||
			record.number != number)
			return broken(store, number);
		chain(digester, before, &record, digest);
		if (memcmp(digest, record.digest, sizeof digest) != 0)
			return broken(store, number);
		if (!visit(context, &record))
			return SICHT_OK;
		memcpy(before, digest, sizeof before);
	}
	if (memcmp(before, state->audit_digest, sizeof before) != 0)
		return broken(store, state->audit_count);
	return SICHT_OK;
}
