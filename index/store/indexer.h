/* SPDX-License-Identifier: MIT */
/*
 * Inside an indexer, for the files that make it up:
 *
 *   indexer.c          open and close, sets
 *   indexer_entries.c  entries into the batch, found again, and out of the store
 *   indexer_commit.c   postings -> segments -> manifest -> one LMDB commit
 *   indexer_merge.c    which segments to merge, and when
 *   compact.c          all of it anew
 */
#ifndef SICHT_INDEX_STORE_INDEXER_H
#define SICHT_INDEX_STORE_INDEXER_H

#include "engine/base/stop.h"
#include "engine/base/text.h"
#include "engine/base/array.h"
#include "index/store/directory.h"
#include "index/store/kv.h"
#include "index/segment/segment.h"
#include "index/store/snapshot.h"
#include "index/store/store.h"
#include "sicht/hash.h"
#include "sicht/limits.h"
#include "sicht/store.h"

/* What a batch has for one kind of segment and one role. */
struct sicht_postings {
	void *items; /* struct sicht_pdq_posting or sicht_digest_posting, by kind */
	size_t count, capacity;
};

struct sicht_ranges {
	struct sicht_record_range *items;
	size_t count, capacity;
};

struct sicht_indexer {
	struct sicht_directory directory;
	struct sicht_kv *kv;
	struct sicht_kv_transaction *transaction; /* the batch under way */
	struct sicht_snapshot snapshot;           /* as it will be after the commit */
	struct sicht_arena scratch;               /* of one call */
	struct sicht_digester *digester;          /* SHA-256, for keys and the audit chain */
	unsigned threads;
	size_t postings_max; /* of one kind, before a segment is written */
	const volatile sig_atomic_t *stop;
	const volatile sig_atomic_t *interrupt; /* the same, where the batch may be given up */
	bool failed;                            /* it can only be closed */
	/* the batch */
	struct sicht_postings postings[SICHT_SEGMENT_KIND_COUNT][SICHT_SEGMENT_ROLE_COUNT];
	struct sicht_ranges tombstones;      /* entries taken out in this batch */
	struct sicht_numbers made, replaced; /* segments written; segments that go */
	struct sicht_numbers sets_changed;   /* numbers of sets to be written or removed */
	uint64_t entries_pending, hashes_pending;
	bool dirty;
	/* the session, for the audit chain */
	struct sicht_text audit;  /* who, host, command: an open JSON object */
	uint64_t audit_number;    /* of its record; 0: nothing committed yet */
	uint8_t audit_before[32]; /* digest of the record before */
	struct {
		uint64_t batches, entries_added, hashes_added, entries_removed, compactions;
	} session;
};

/* The key under which an entry's place, or its external id, is found. */
#define SICHT_DIGEST_KEY_BYTES 20
struct sicht_bytes sicht_place_key(struct sicht_digester *digester, uint32_t set,
	struct sicht_bytes source, struct sicht_bytes path, uint8_t key[SICHT_DIGEST_KEY_BYTES]);
struct sicht_bytes sicht_external_key(struct sicht_digester *digester, uint32_t set,
	struct sicht_bytes external, uint8_t key[SICHT_DIGEST_KEY_BYTES]);

/* Put what an entry of `role` has for segments of `kind` among the postings. */
SICHT_MUST_CHECK enum sicht_status sicht_postings_add(struct sicht_indexer *indexer, unsigned kind,
	enum sicht_role role, const struct sicht_entry *entry);

/* Does hash `hash` belong into a segment of `kind`? */
bool sicht_hash_is_searched(const struct sicht_window_print *hash, unsigned kind);

/* Write one segment from postings of a kind and role, and forget them. */
SICHT_MUST_CHECK enum sicht_status sicht_postings_flush(
	struct sicht_indexer *indexer, unsigned kind, enum sicht_role role);

/* Take segment `number` out of the manifest; its file goes after the commit. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_drop_segment(
	struct sicht_indexer *indexer, uint64_t number);

/* Add a segment that was just written to the manifest. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_take_segment(
	struct sicht_indexer *indexer, const struct sicht_segment_info *info);

/* Merge segments where SICHT_SEGMENT_FANOUT of similar size have gathered. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_merge(struct sicht_indexer *indexer);

/*
 * Which segments of a kind, role and rank (of size) are to become one: two or more, smallest first,
 * or 0 if none. The decision alone.
 */
size_t sicht_merge_choose(const struct sicht_segment_info *segments, size_t segment_count,
	unsigned kind, enum sicht_role role, unsigned rank,
	struct sicht_segment_info chosen[SICHT_SEGMENT_FANOUT]);
#define SICHT_MERGE_RANKS 24

/* The session's audit record, as of this commit, into the batch (audit.c). */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_write_audit(struct sicht_indexer *indexer);

/* Manifest, sets, tombstones, audit, counters; the commit; then remove what is not needed. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_finish(struct sicht_indexer *indexer);

/* Usable? */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_check(const struct sicht_indexer *indexer);

/* Pass `status` on; after a failure halfway through a change the batch can only be forgotten. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_keep(
	struct sicht_indexer *indexer, enum sicht_status status);

/* The set of that number; SICHT_ERROR_USAGE if there is none. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_find_set(
	const struct sicht_indexer *indexer, uint32_t id, struct sicht_set **out);

/* Have the set's record written, or removed, with the next commit. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_set_changed(
	struct sicht_indexer *indexer, uint32_t id);

#endif
