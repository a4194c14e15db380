/* SPDX-License-Identifier: MIT */
/*
 * Read everything in a store, and compare everything that is there twice.
 *
 * The idea: the store is opened with all its checks (pages of LMDB, footers and blocks of
 * segments, counts); then three walks. Over the entries: every frame, every string, every hash,
 * both keys. Over the segments: every posting must be what its entry says, and there must be as
 * many as the entries have. Over the audit chain.
 *
 * None of it needs a process of its own: LMDB is only asked to follow pages that pages.c has
 * followed before it, and no byte of a segment can lead outside its map.
 */
#include "index/store/indexer.h"

#include "engine/base/stop.h"
#include "sicht/limits.h"

struct verify {
	const struct sicht_store *store;
	const volatile sig_atomic_t *stop;
	struct sicht_digester *digester;
	struct sicht_arena arena;
	/* what the entries say there should be */
	uint64_t postings[SICHT_SEGMENT_KIND_COUNT][SICHT_SEGMENT_ROLE_COUNT];
	uint64_t live, kept, live_hashes, with_hashes, places, externals;
	uint64_t *set_entries; /* by place in the snapshot's sets */
	/* of the segment under way */
	const struct sicht_segment_info *segment;
	uint64_t live_postings;
	enum sicht_status status;
};

static void verify_free(struct verify *verify)
{
	sicht_digester_free(verify->digester);
	sicht_arena_free(&verify->arena);
	free(verify->set_entries);
}

static enum sicht_status wrong_entry(const struct verify *verify, uint64_t id, const char *what)
{
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: entry %llu: %s; restore a backup or index again",
		verify->store->directory.path, (unsigned long long)id, what);
}

static enum sicht_status wrong_count(const struct verify *verify, const char *what)
{
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: it does not hold as many %s as it counts; restore a backup or index "
		"again",
		verify->store->directory.path, what);
}

/* ---- entries ---- */

/* A key stands for the newest entry that has it: this one (then it counts) or a later one. */
static enum sicht_status verify_key(struct verify *verify, enum sicht_kv_table table,
	struct sicht_bytes key, uint64_t id, uint64_t *count)
{
	struct sicht_bytes content;
	uint64_t number;
	SICHT_TRY(sicht_kv_get(verify->store->transaction, table, key, &content));
	if (content.data == NULL || !sicht_record_number_decode(content, &number) || number < id)
		return wrong_entry(verify, id, "it cannot be found by its name");
	*count += number == id;
	return SICHT_OK;
}

static enum sicht_status verify_keys(struct verify *verify, const struct sicht_entry *entry)
{
	uint8_t key[SICHT_DIGEST_KEY_BYTES];
	if (entry->path.size > 0)
		SICHT_TRY(verify_key(verify, SICHT_KV_PLACES,
			sicht_place_key(
				verify->digester, entry->set, entry->source, entry->path, key),
			entry->id, &verify->places));
	if (entry->external.size > 0)
		SICHT_TRY(verify_key(verify, SICHT_KV_EXTERNAL,
			sicht_external_key(verify->digester, entry->set, entry->external, key),
			entry->id, &verify->externals));
	return SICHT_OK;
}

/* Count what a live entry has for the segments. */
static void expect_postings(
	struct verify *verify, const struct sicht_entry *entry, enum sicht_role role)
{
	if (role == SICHT_ROLE_EVIDENCE)
		return;
	unsigned index = role - SICHT_ROLE_KNOWN;
	for (unsigned kind = 0; kind < SICHT_SEGMENT_PDQ_FULLRES; kind++)
		verify->postings[kind][index] += entry->digests.have >> kind & 1;
	for (uint32_t i = 0; role == SICHT_ROLE_KNOWN && i < entry->hash_count; i++) {
		for (unsigned kind = SICHT_SEGMENT_PDQ_FULLRES; kind < SICHT_SEGMENT_KIND_COUNT;
			kind++)
			verify->postings[kind][index] +=
				sicht_hash_is_searched(&entry->hashes[i], kind);
	}
}

static enum sicht_status verify_live(struct verify *verify, const struct sicht_entry *entry)
{
	const struct sicht_snapshot *snapshot = &verify->store->snapshot;
	const struct sicht_set *set = sicht_snapshot_set(snapshot, entry->set);
	if (set == NULL)
		return wrong_entry(verify, entry->id, "its set is missing");
	verify->set_entries[set - snapshot->sets]++;
	verify->live++;
	verify->live_hashes += entry->hash_count;
	expect_postings(verify, entry, set->role);
	return SICHT_OK;
}

static enum sicht_status verify_entry(struct verify *verify, uint64_t id)
{
	const struct sicht_kv_transaction *transaction = verify->store->transaction;
	struct sicht_record_entry record;
	sicht_arena_reset(&verify->arena);
	SICHT_TRY(sicht_snapshot_read_entry(transaction, id, &record));
	SICHT_TRY(sicht_snapshot_read_text(transaction, id, &record.entry));
	SICHT_TRY(sicht_snapshot_read_hashes(transaction, id, &verify->arena, &record.entry));
	SICHT_TRY(verify_keys(verify, &record.entry));
	verify->with_hashes += record.entry.hash_count > 0;
	if (sicht_snapshot_is_live(&verify->store->snapshot, id))
		return verify_live(verify, &record.entry);
	verify->kept++;
	return SICHT_OK;
}

static enum sicht_status verify_entries(struct verify *verify)
{
	const struct sicht_store *store = verify->store;
	for (uint64_t id = 1; id < store->snapshot.state.next_entry; id++) {
		uint8_t key[SICHT_NUMBER_KEY_BYTES];
		bool there = true;
		SICHT_TRY(sicht_stop_check(verify->stop));
		if (!sicht_snapshot_is_live(&store->snapshot, id))
			SICHT_TRY(sicht_kv_has(store->transaction, SICHT_KV_ENTRIES,
				sicht_number_key(id, key), &there));
		if (there)
			SICHT_TRY(verify_entry(verify, id));
	}
	return SICHT_OK;
}

static enum sicht_status verify_counts(const struct verify *verify)
{
	const struct sicht_store *store = verify->store;
	const struct sicht_record_state *state = &store->snapshot.state;
	uint64_t texts, hashes;
	SICHT_TRY(sicht_kv_count(store->transaction, SICHT_KV_TEXT, &texts));
	SICHT_TRY(sicht_kv_count(store->transaction, SICHT_KV_HASHES, &hashes));
	if (verify->live != state->entry_count || verify->kept != state->kept_count)
		return wrong_count(verify, "entries");
	if (verify->live_hashes != state->hash_count || hashes != verify->with_hashes)
		return wrong_count(verify, "hashes");
	if (texts != verify->live + verify->kept)
		return wrong_count(verify, "texts");
	if (verify->places != state->place_count || verify->externals != state->external_count)
		return wrong_count(verify, "names");
	for (size_t i = 0; i < store->snapshot.set_count; i++) {
		if (verify->set_entries[i] != store->snapshot.sets[i].entry_count)
			return wrong_count(verify, "entries of a set");
	}
	return SICHT_OK;
}

/* ---- segments ---- */

/* The live entry behind a posting; *live is false for one that is gone, which is no fault. */
static enum sicht_status entry_of_posting(
	struct verify *verify, uint64_t id, struct sicht_record_entry *record, bool *live)
{
	const struct sicht_store *store = verify->store;
	*live = sicht_snapshot_is_live(&store->snapshot, id);
	if (!*live)
		return SICHT_OK;
	verify->live_postings++;
	return sicht_snapshot_read_entry(store->transaction, id, record);
}

static enum sicht_status wrong_posting(const struct verify *verify)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: segment %s does not say what the entries say; `sicht store compact` "
		"makes "
		"it again",
		verify->store->directory.path, sicht_segment_name(verify->segment->number, name));
}

static enum sicht_status verify_role(
	const struct verify *verify, const struct sicht_record_entry *record)
{
	const struct sicht_set *set =
		sicht_snapshot_set(&verify->store->snapshot, record->entry.set);
	return set != NULL && set->role == verify->segment->role ? SICHT_OK : wrong_posting(verify);
}

static enum sicht_status check_pdq(
	struct verify *verify, const struct sicht_pdq *hash, sicht_owner owner)
{
	uint64_t id = sicht_owner_entry(owner);
	struct sicht_record_entry record;
	struct sicht_window_print print;
	struct sicht_bytes content;
	uint8_t key[SICHT_NUMBER_KEY_BYTES];
	bool live;
	SICHT_TRY(entry_of_posting(verify, id, &record, &live));
	if (!live)
		return SICHT_OK;
	SICHT_TRY(verify_role(verify, &record));
	SICHT_TRY(sicht_kv_get(
		verify->store->transaction, SICHT_KV_HASHES, sicht_number_key(id, key), &content));
	if (content.data == NULL || sicht_owner_ordinal(owner) >= record.entry.hash_count ||
		!sicht_record_hash_at(content, sicht_owner_ordinal(owner), &print) ||
		!sicht_hash_is_searched(&print, verify->segment->kind) ||
		memcmp(&print.form[0], hash, sizeof *hash) != 0)
		return wrong_posting(verify);
	return SICHT_OK;
}

static bool visit_pdq(void *context, const struct sicht_pdq *hash, sicht_owner owner)
{
	struct verify *verify = context;
	verify->status = sicht_stop_check(verify->stop);
	if (verify->status == SICHT_OK)
		verify->status = check_pdq(verify, hash, owner);
	return verify->status == SICHT_OK;
}

static enum sicht_status check_digest(struct verify *verify, const uint8_t *digest, uint64_t id)
{
	enum sicht_digest_kind kind = (enum sicht_digest_kind)verify->segment->kind;
	struct sicht_record_entry record;
	bool live;
	SICHT_TRY(entry_of_posting(verify, id, &record, &live));
	if (!live)
		return SICHT_OK;
	SICHT_TRY(verify_role(verify, &record));
	const struct sicht_digests *digests = &record.entry.digests;
	if ((digests->have >> kind & 1) == 0 ||
		memcmp(sicht_digest_get(digests, kind), digest, sicht_digest_size(kind)) != 0)
		return wrong_posting(verify);
	return SICHT_OK;
}

static bool visit_digest(void *context, const uint8_t *digest, uint64_t entry)
{
	struct verify *verify = context;
	verify->status = sicht_stop_check(verify->stop);
	if (verify->status == SICHT_OK)
		verify->status = check_digest(verify, digest, entry);
	return verify->status == SICHT_OK;
}

static enum sicht_status verify_kind(struct verify *verify, unsigned kind, enum sicht_role role)
{
	size_t count;
	const struct sicht_segment *const *segments =
		sicht_store_segments(verify->store, kind, role, &count);
	verify->live_postings = 0;
	for (size_t i = 0; i < count; i++) {
		verify->segment = sicht_segment_info(segments[i]);
		verify->status = SICHT_OK;
		if (kind >= SICHT_SEGMENT_PDQ_FULLRES)
			sicht_segment_each_pdq(segments[i], visit_pdq, verify);
		else
			sicht_segment_each_digest(segments[i], visit_digest, verify);
		SICHT_TRY(verify->status);
	}
	if (verify->live_postings == verify->postings[kind][role - SICHT_ROLE_KNOWN])
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: its segments do not hold all hashes of its entries; `sicht store "
		"compact` "
		"makes them again",
		verify->store->directory.path);
}

static bool visit_audit(void *context, const struct sicht_audit_record *record)
{
	const struct verify *verify = context;
	(void)record;
	return !sicht_stop_asked(verify->stop);
}

static enum sicht_status verify_store(struct verify *verify)
{
	SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &verify->digester));
	verify->set_entries =
		calloc(verify->store->snapshot.set_count + 1, sizeof *verify->set_entries);
	if (verify->set_entries == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	SICHT_TRY(verify_entries(verify));
	SICHT_TRY(verify_counts(verify));
	for (unsigned kind = 0; kind < SICHT_SEGMENT_KIND_COUNT; kind++) {
		SICHT_TRY(verify_kind(verify, kind, SICHT_ROLE_KNOWN));
		SICHT_TRY(verify_kind(verify, kind, SICHT_ROLE_IGNORABLE));
	}
	SICHT_TRY(sicht_store_each_audit(verify->store, visit_audit, verify));
	return sicht_stop_check(verify->stop);
}

enum sicht_status sicht_store_verify(
	const char *path, unsigned threads, const volatile sig_atomic_t *stop)
{
	SICHT_DEFER(sicht_store_closep) struct sicht_store *store = NULL;
	SICHT_TRY(sicht_store_open_checked(path, threads, stop, &store));
	SICHT_DEFER(verify_free) struct verify verify = {.store = store, .stop = stop};
	return verify_store(&verify);
}
