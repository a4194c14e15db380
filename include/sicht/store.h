/* SPDX-License-Identifier: MIT */
/*
 * The store: what is known, ignorable, or seen on a seized drive.
 *
 * A directory (mode 0700) with an LMDB environment and segments/. LMDB holds the truth; segment
 * files are derived from it for search (index/segment/segment.h). No picture is ever in it.
 *
 *   reader   sicht_store_open() gives one consistent snapshot; it never changes while it is open,
 *            whatever an indexer does meanwhile. A newer one needs a new open.
 *   writer   sicht_indexer_open() is the only way to change a store; one at a time (a lock file),
 *            the second gets SICHT_ERROR_BUSY at once. Work becomes visible and durable batch by
 *            batch: what sicht_indexer_commit() has acknowledged survives kill -9 and power loss.
 *
 * Thread rule: everything here belongs to the thread that opened it (LMDB's transactions do).
 * Process rule: one store is open at most once in a process, for reading or for writing (LMDB's
 * rule: its locks belong to the process), and not across a fork().
 * Memory: strings of entries and sets are copied into the arena that is passed, or lent until the
 * store is closed where no arena is passed.
 */
#ifndef SICHT_STORE_H
#define SICHT_STORE_H

#include <signal.h>

#include "sicht/api.h"
#include "sicht/status.h"
#include "sicht/types.h"

SICHT_API_BEGIN

struct sicht_arena;
struct sicht_store;
struct sicht_indexer;

/* ------------------------------------------------------------------------------------- reading */

struct sicht_store_options {
	bool allow_network; /* open although the file system is a network one */
	/*
	 * Ends the check of segments when they are first used: SICHT_ERROR_INTERRUPTED. May be
	 * NULL.
	 */
	const volatile sig_atomic_t *stop;
};

/*
 * Open STORE and take a snapshot, in time that does not grow with what is in it. Checked at once:
 * LMDB's meta pages, the format version, the counts of everything, every segment's footer. Checked
 * when it is used, before anything is believed: the pages of LMDB's trees, every value, the blocks
 * of segments. So any call that reads may fail with SICHT_ERROR_DAMAGED. Further failures:
 * SICHT_ERROR_NOT_FOUND (no store there), SICHT_ERROR_FORMAT (not a store, or of a newer version),
 * SICHT_ERROR_IO (no permission, network file system). A read-only directory, or one of another
 * user, is fine.
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_open(
	const char *path, const struct sicht_store_options *options, struct sicht_store **out);
void sicht_store_close(struct sicht_store *store); /* accepts NULL */

/* Is there a store at `path`, whole or damaged? Looks at names alone; never fails. */
bool sicht_store_is(const char *path);

/*
 * The same, and there is nothing else in it: for a SOURCE, where an adversary may have put files
 * with the names of a store among others, so that these would not be looked at.
 */
bool sicht_store_is_alone(const char *path);

/*
 * Is what lies at `path` the very files of `store`, by whatever spelling or link? Then it must not
 * be opened again (the process rule above). A copy of a store has other files, and the same id.
 */
bool sicht_store_is_at(const struct sicht_store *store, const char *path);

struct sicht_store_info {
	char id[33];       /* 32 hex digits, made once, at random */
	uint64_t snapshot; /* grows with every commit */
	uint32_t format_version;
	uint32_t format_current; /* of this program; if it is greater, sicht_indexer_upgrade() */
	uint64_t entry_count;    /* live ones */
	uint64_t hash_count;     /* of live entries */
	uint64_t tombstone_count;
	uint64_t segment_count;
	uint64_t segment_bytes, lmdb_bytes;
	int64_t created_s, changed_s;
	uint64_t audit_count;
	uint8_t audit_digest
		[32];        /* of the last audit record: noted elsewhere, it seals the chain */
	bool open_to_others; /* group or others may read or write the directory */
};
void sicht_store_info(const struct sicht_store *store, struct sicht_store_info *out);

/* The sets, by number. Lent. */
const struct sicht_set *sicht_store_sets(const struct sicht_store *store, size_t *count);

/* The set of that name or number, or NULL. Lent. */
const struct sicht_set *sicht_store_set_by_name(
	const struct sicht_store *store, struct sicht_bytes name);
const struct sicht_set *sicht_store_set(const struct sicht_store *store, uint32_t id);

/*
 * Take the first origin off what is left of a set's `origins`; false if there is none. Lent from
 * there.
 */
bool sicht_origin_next(struct sicht_bytes *origins, struct sicht_origin *out);

/*
 * Entry `id` with its text and hashes. SICHT_ERROR_NOT_FOUND if it never was or is a tombstone;
 * SICHT_ERROR_DAMAGED if its bytes fail their checks.
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_entry(const struct sicht_store *store, uint64_t id,
	struct sicht_arena *arena, struct sicht_entry *out);

/* The same without its hashes: hash_count alone says how many there are. */
SICHT_MUST_CHECK enum sicht_status sicht_store_entry_text(const struct sicht_store *store,
	uint64_t id, struct sicht_arena *arena, struct sicht_entry *out);

/*
 * Of entry `id` its set and category alone, which is quicker; the text is lent until the store is
 * closed. Fails as sicht_store_entry() does.
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_category(
	const struct sicht_store *store, uint64_t id, uint32_t *set, struct sicht_category *out);

/*
 * The smallest live entry number greater than `after`, or 0: to walk all entries in order.
 * (Numbers of removed entries are skipped.)
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_next_entry(
	const struct sicht_store *store, uint64_t after, uint64_t *id);

/*
 * Read everything: every page and value's frame of LMDB, every segment block, every owner against
 * its entry and the other way round, the audit chain. No damage can take the process along: LMDB
 * is only asked to follow pages that were followed by reading before (index/store/pages.h).
 * SICHT_ERROR_DAMAGED names the damage and the way out. SICHT_ERROR_INTERRUPTED: *stop (may be
 * NULL) is not 0 any more.
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_verify(
	const char *path, unsigned threads, const volatile sig_atomic_t *stop);

/* One link of the audit chain: who changed the store, when, how. Lent strings. */
struct sicht_audit_record {
	uint64_t number; /* from 1 */
	int64_t time_s;
	struct sicht_bytes text; /* one line of JSON: who, host, command, versions, counts */
	uint8_t digest[32];      /* SHA-256 over the previous digest and this record */
};
/* `visit` returns false to stop. SICHT_ERROR_DAMAGED if the chain is broken. */
SICHT_MUST_CHECK enum sicht_status sicht_store_each_audit(const struct sicht_store *store,
	bool (*visit)(void *context, const struct sicht_audit_record *record), void *context);

/* ------------------------------------------------------------------------------------- writing */

struct sicht_indexer_options {
	bool create; /* make the store if there is none */
	bool allow_network;
	unsigned threads; /* for building segments; 0: all */
	/*
	 * When it is not 0 any more, opening ends with SICHT_ERROR_INTERRUPTED, and commits only
	 * commit: merging is left to the next session.
	 */
	const volatile sig_atomic_t *stop;
	/*
	 * There is one batch, and it may be given up: whatever is under way then ends with
	 * SICHT_ERROR_INTERRUPTED, a commit included, and the store is as it was.
	 */
	bool all_or_nothing;
	/*
	 * Open a store of an older format, too, which nothing but sicht_indexer_upgrade() can
	 * change then. Without it: SICHT_ERROR_FORMAT, and the message says how to bring it up to
	 * date.
	 */
	bool upgrade;
};

/*
 * Lock the store for writing, sweep files that no manifest names. SICHT_ERROR_BUSY names the
 * process that holds it. What sicht_store_open() may return, this may.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_open(
	const char *path, const struct sicht_indexer_options *options, struct sicht_indexer **out);

/*
 * What the audit record of this session is to say beside its counts: who, host, command, versions,
 * as the text of a JSON object on one line. Before the first commit; without it the record holds
 * counts alone. SICHT_ERROR_USAGE if it is anything else.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_audit(
	struct sicht_indexer *indexer, struct sicht_bytes object);

/*
 * Forget what was not committed, release the lock. Writes the audit record of this session (with
 * counts) if anything was committed. Accepts NULL.
 */
void sicht_indexer_close(struct sicht_indexer *indexer);

struct sicht_set_options {
	struct sicht_bytes name, supplier, scheme;
	struct sicht_bytes case_id, examiner; /* not empty: also of a set that is there already */
	enum sicht_role role;                 /* 0: must exist already */
};

/*
 * The set of that name, made if it is new (part of the next commit). SICHT_ERROR_USAGE if it
 * exists with another role, or is new and no role was given.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_set(
	struct sicht_indexer *indexer, const struct sicht_set_options *options, uint32_t *set);

/*
 * Remember that entries of the set come from there. No source is named twice; of one that is known
 * already, the exhibit that is said last counts.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_origins(struct sicht_indexer *indexer,
	uint32_t set, const struct sicht_origin *origins, size_t count);

/* What a set is for, committed or not; 0 if there is no such set. */
enum sicht_role sicht_indexer_role(const struct sicht_indexer *indexer, uint32_t set);

/*
 * What the store already holds under (set, source, path), or *id == 0: live entries alone,
 * uncommitted ones included. size, mtime and ctime say whether the file is still the same.
 */
struct sicht_known_file {
	uint64_t id, size_bytes;
	int64_t mtime_ns, ctime_ns;
	enum sicht_outcome outcome;
	bool volatile_outcome;
	uint32_t options_digest; /* see sicht_indexer_add_options */
};
SICHT_MUST_CHECK enum sicht_status sicht_indexer_find(struct sicht_indexer *indexer, uint32_t set,
	struct sicht_bytes source, struct sicht_bytes path, struct sicht_known_file *out);

/* --- what the store will hold after the commit: the batch included, what was taken out not */

/* Lent until the next change. */
const struct sicht_set *sicht_indexer_sets(const struct sicht_indexer *indexer, size_t *count);

/* Is entry `id` live? And the smallest number of a live entry greater than `after`, or 0. */
bool sicht_indexer_is_live(const struct sicht_indexer *indexer, uint64_t id);
uint64_t sicht_indexer_next_entry(const struct sicht_indexer *indexer, uint64_t after);

enum sicht_entry_parts {
	SICHT_ENTRY_FIXED = 0, /* all but the rest */
	SICHT_ENTRY_TEXT,      /* and its strings, lent until the next change */
	SICHT_ENTRY_WHOLE,     /* and its hashes, in the arena */
};

/* Entry `id`, which is live. `arena` may be NULL unless it is wanted whole. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_entry(const struct sicht_indexer *indexer,
	uint64_t id, enum sicht_entry_parts parts, struct sicht_arena *arena,
	struct sicht_entry *out);

/*
 * Would a store keep the same of both? Their numbers and when they were added aside. `arena` is for
 * the comparison.
 */
bool sicht_entry_is_same(
	const struct sicht_entry *a, const struct sicht_entry *b, struct sicht_arena *arena);

/*
 * The newest live entry with that external id in the set, or *id == 0; uncommitted ones included.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_find_external(
	struct sicht_indexer *indexer, uint32_t set, struct sicht_bytes external, uint64_t *id);

struct sicht_indexer_add_options {
	uint64_t replaces; /* entry that this one replaces (it becomes a tombstone), or 0 */
	bool volatile_outcome;
	uint32_t options_digest; /* of the hashing options; other options mean another print */
};

/*
 * Add an entry (entry->id and added_s are ignored; set, text, digests and hashes are copied) to
 * the batch under way; *id is its number. Hashes of quality below SICHT_QUALITY_MIN are kept but
 * not put into segments. Nothing is durable before the commit.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_add(struct sicht_indexer *indexer,
	const struct sicht_entry *entry, const struct sicht_indexer_add_options *options,
	uint64_t *id);

/* Take an entry out (a tombstone from the next commit on). */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_remove(struct sicht_indexer *indexer, uint64_t id);

/* Take a whole set out, with all its entries. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_remove_set(
	struct sicht_indexer *indexer, uint32_t set);

/* Entries that came from a source (its id), without those whose bit in `met` is set. */
struct sicht_gone {
	struct sicht_bytes source;
	const uint64_t *met;
	size_t met_words;
	bool keep; /* count them, but do not take them out */
	void (*visit)(void *context, struct sicht_bytes path); /* may be NULL */
	void *context;
};

/* Take such entries of `set` out: their files are gone. *count says how many they are. */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_prune(struct sicht_indexer *indexer, uint32_t set,
	const struct sicht_gone *gone, uint64_t *count);

/*
 * Make the batch durable and visible: segment files first, then one LMDB transaction that names
 * them. When it returns SICHT_OK the batch survives kill -9 and power loss; on failure nothing of
 * the batch is in the store, and the indexer can only be closed. Also merges segments when
 * SICHT_SEGMENT_FANOUT of similar size have gathered.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_commit(struct sicht_indexer *indexer);

/* Entries and hashes in the batch that is not committed yet. */
void sicht_indexer_pending(const struct sicht_indexer *indexer, size_t *entries, size_t *hashes);

/*
 * Rebuild all segments from LMDB, without tombstones, as few as may be; drop the tombstones'
 * entries. Heals damaged or missing segments.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_compact(struct sicht_indexer *indexer);

/*
 * Bring a store that was opened with options->upgrade to the format of this program, all or
 * nothing: formats before and after, which are the same where there was nothing to do. What it
 * holds stays the same.
 */
SICHT_MUST_CHECK enum sicht_status sicht_indexer_upgrade(
	struct sicht_indexer *indexer, uint32_t *from, uint32_t *to);

/*
 * A consistent copy into the new directory `to`, while an indexer may run. On failure, and with
 * SICHT_ERROR_INTERRUPTED (*stop, which may be NULL, is not 0 any more), there is no `to`.
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_backup(
	const char *path, const char *to, const volatile sig_atomic_t *stop);

SICHT_API_END

#endif
