/* SPDX-License-Identifier: MIT */
/*
 * A batch becomes durable and visible. See include/sicht/store.h.
 *
 * The idea: segment files first, each synced and renamed by the segment writer; then one LMDB
 * transaction with the entries, the manifest that names the files, and the audit record. A kill
 * before that commit leaves files that no manifest names, which the next writer sweeps; a kill
 * after it leaves files that were replaced, which it sweeps as well.
 */
#include "index/store/indexer.h"

#include <assert.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/crash_point.h"
#include "sicht/limits.h"

/* ---- postings ---- */

static bool is_pdq(unsigned kind)
{
	return kind >= SICHT_SEGMENT_PDQ_FULLRES;
}

bool sicht_hash_is_searched(const struct sicht_window_print *hash, unsigned kind)
{
	return hash->quality >= SICHT_QUALITY_MIN &&
	       kind == SICHT_SEGMENT_PDQ_FULLRES + (unsigned)hash->profile;
}

/* Room for one posting more; a batch that has grown too large is written out first. */
static enum sicht_status reserve(struct sicht_indexer *indexer, unsigned kind, enum sicht_role role,
	struct sicht_postings **out)
{
	struct sicht_postings *postings = &indexer->postings[kind][role - SICHT_ROLE_KNOWN];
	size_t item_bytes = is_pdq(kind) ? sizeof(struct sicht_pdq_posting)
					 : sizeof(struct sicht_digest_posting);
	if (postings->count >= indexer->postings_max)
		SICHT_TRY(sicht_postings_flush(indexer, kind, role));
	SICHT_TRY(sicht_grow(&postings->items, item_bytes, postings->count, &postings->capacity));
	*out = postings;
	return SICHT_OK;
}

static enum sicht_status add_digest(struct sicht_indexer *indexer, unsigned kind,
	enum sicht_role role, const struct sicht_entry *entry)
{
	struct sicht_postings *postings;
	SICHT_TRY(reserve(indexer, kind, role, &postings));
	struct sicht_digest_posting *items = postings->items;
	struct sicht_digest_posting posting = {.entry = entry->id};
	memcpy(posting.digest, sicht_digest_get(&entry->digests, (enum sicht_digest_kind)kind),
		sicht_digest_size((enum sicht_digest_kind)kind));
	items[postings->count++] = posting;
	return SICHT_OK;
}

static enum sicht_status add_hash(struct sicht_indexer *indexer, unsigned kind,
	enum sicht_role role, const struct sicht_entry *entry, uint32_t ordinal)
{
	struct sicht_postings *postings;
	SICHT_TRY(reserve(indexer, kind, role, &postings));
	struct sicht_pdq_posting *items = postings->items;
	items[postings->count++] =
		(struct sicht_pdq_posting){entry->hashes[ordinal].form[SICHT_TRANSFORM_ORIGINAL],
			sicht_owner_make(entry->id, ordinal)};
	return SICHT_OK;
}

enum sicht_status sicht_postings_add(struct sicht_indexer *indexer, unsigned kind,
	enum sicht_role role, const struct sicht_entry *entry)
{
	if (role == SICHT_ROLE_EVIDENCE || (role == SICHT_ROLE_IGNORABLE && is_pdq(kind)))
		return SICHT_OK;
	if (!is_pdq(kind)) {
		bool have = (entry->digests.have >> kind & 1) != 0;
		return have ? add_digest(indexer, kind, role, entry) : SICHT_OK;
	}
	for (uint32_t i = 0; i < entry->hash_count; i++) {
		if (sicht_hash_is_searched(&entry->hashes[i], kind))
			SICHT_TRY(add_hash(indexer, kind, role, entry, i));
	}
	return SICHT_OK;
}

enum sicht_status sicht_postings_flush(
	struct sicht_indexer *indexer, unsigned kind, enum sicht_role role)
{
	struct sicht_postings *postings = &indexer->postings[kind][role - SICHT_ROLE_KNOWN];
	struct sicht_segment_info info = {
		.number = indexer->snapshot.state.next_segment,
		.kind = (uint8_t)kind,
		.role = (uint8_t)role,
	};
	if (postings->count == 0)
		return SICHT_OK;
	int fd = indexer->directory.segments_fd;
	struct sicht_work work = {indexer->threads, indexer->interrupt};
	sicht_crash_point("segment-before-build");
	if (is_pdq(kind))
		SICHT_TRY(
			sicht_segment_build_pdq(fd, postings->items, postings->count, work, &info));
	else
		SICHT_TRY(sicht_segment_build_digests(
			fd, postings->items, postings->count, work, &info));
	sicht_crash_point("segment-built");
	postings->count = 0;
	return sicht_indexer_take_segment(indexer, &info);
}

/* ---- manifest ---- */

enum sicht_status sicht_indexer_take_segment(
	struct sicht_indexer *indexer, const struct sicht_segment_info *info)
{
	struct sicht_record_state *state = &indexer->snapshot.state;
	uint8_t key[SICHT_NUMBER_KEY_BYTES], content[SICHT_RECORD_SEGMENT_BYTES];
	state->next_segment = info->number + 1;
	SICHT_TRY(sicht_numbers_add(&indexer->made, info->number));
	SICHT_TRY(sicht_snapshot_add_segment(&indexer->snapshot, info));
	state->segment_count++;
	indexer->dirty = true;
	sicht_record_segment_encode(info, content);
	return sicht_kv_put(indexer->transaction, SICHT_KV_SEGMENTS,
		sicht_number_key(info->number, key), sicht_bytes(content, sizeof content));
}

enum sicht_status sicht_indexer_drop_segment(struct sicht_indexer *indexer, uint64_t number)
{
	struct sicht_snapshot *snapshot = &indexer->snapshot;
	uint8_t key[SICHT_NUMBER_KEY_BYTES];
	size_t i = 0;
	while (i < snapshot->segment_count && snapshot->segments[i].number != number)
		i++;
	assert(i < snapshot->segment_count);
	SICHT_TRY(sicht_numbers_add(&indexer->replaced, number));
	memmove(&snapshot->segments[i], &snapshot->segments[i + 1],
		(snapshot->segment_count - i - 1) * sizeof *snapshot->segments);
	snapshot->segment_count--;
	snapshot->state.segment_count--;
	indexer->dirty = true;
	return sicht_kv_remove(
		indexer->transaction, SICHT_KV_SEGMENTS, sicht_number_key(number, key), NULL);
}

/* ---- the other tables ---- */

static enum sicht_status write_set(struct sicht_indexer *indexer, uint32_t id)
{
	uint8_t key_bytes[SICHT_NUMBER_KEY_BYTES];
	struct sicht_bytes key = sicht_number_key(id, key_bytes);
	const struct sicht_set *set = sicht_snapshot_set(&indexer->snapshot, id);
	if (set == NULL)
		return sicht_kv_remove(indexer->transaction, SICHT_KV_SETS, key, NULL);
	sicht_arena_reset(&indexer->scratch);
	size_t size = sicht_record_set_size(set);
	SICHT_TRY(sicht_arena_reserve(&indexer->scratch, size, 1));
	uint8_t *content = sicht_arena_alloc(&indexer->scratch, size);
	sicht_record_set_encode(set, content);
	return sicht_kv_put(indexer->transaction, SICHT_KV_SETS, key, sicht_bytes(content, size));
}

static enum sicht_status write_range(
	struct sicht_indexer *indexer, const struct sicht_record_range *range)
{
	uint8_t key[SICHT_NUMBER_KEY_BYTES], content[SICHT_RECORD_RANGE_BYTES];
	sicht_record_range_encode(range, content);
	return sicht_kv_put(indexer->transaction, SICHT_KV_TOMBSTONES,
		sicht_number_key(range->first, key), sicht_bytes(content, sizeof content));
}

static enum sicht_status write_tables(struct sicht_indexer *indexer)
{
	struct sicht_record_state *state = &indexer->snapshot.state;
	for (size_t i = 0; i < indexer->sets_changed.count; i++)
		SICHT_TRY(write_set(indexer, (uint32_t)indexer->sets_changed.items[i]));
	for (size_t i = 0; i < indexer->tombstones.count; i++)
		SICHT_TRY(write_range(indexer, &indexer->tombstones.items[i]));
	state->range_count += indexer->tombstones.count;
	state->snapshot++;
	state->changed_s = sicht_clock_now_s();
	SICHT_TRY(sicht_indexer_write_audit(indexer));
	return sicht_snapshot_save_state(indexer->transaction, state);
}

static void remove_replaced(struct sicht_indexer *indexer)
{
	for (size_t i = 0; i < indexer->replaced.count; i++) {
		char name[SICHT_SEGMENT_NAME_SIZE];
		unlinkat(indexer->directory.segments_fd,
			sicht_segment_name(indexer->replaced.items[i], name), 0);
		sicht_crash_point("segment-replaced-removed");
	}
}

enum sicht_status sicht_indexer_finish(struct sicht_indexer *indexer)
{
	indexer->session.batches++;
	SICHT_TRY(write_tables(indexer));
	sicht_crash_point("batch-before-commit");
	SICHT_TRY(sicht_kv_commit(&indexer->transaction));
	sicht_crash_point("batch-committed");
	indexer->made.count = 0; /* named by the manifest now */
	remove_replaced(indexer);
	indexer->replaced.count = indexer->tombstones.count = indexer->sets_changed.count = 0;
	indexer->entries_pending = indexer->hashes_pending = 0;
	indexer->dirty = false;
	return sicht_kv_begin(indexer->kv, true, &indexer->transaction);
}

static enum sicht_status commit(struct sicht_indexer *indexer)
{
	if (!sicht_stop_asked(indexer->stop))
		SICHT_TRY(sicht_indexer_merge(indexer));
	for (unsigned kind = 0; kind < SICHT_SEGMENT_KIND_COUNT; kind++) {
		SICHT_TRY(sicht_postings_flush(indexer, kind, SICHT_ROLE_KNOWN));
		SICHT_TRY(sicht_postings_flush(indexer, kind, SICHT_ROLE_IGNORABLE));
	}
	return sicht_indexer_finish(indexer);
}

enum sicht_status sicht_indexer_commit(struct sicht_indexer *indexer)
{
	SICHT_TRY(sicht_indexer_check(indexer));
	if (!indexer->dirty)
		return SICHT_OK;
	return sicht_indexer_keep(indexer, commit(indexer));
}
