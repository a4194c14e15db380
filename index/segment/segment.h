/* SPDX-License-Identifier: MIT */
/*
 * Segments: immutable files derived from the store's truth, for search alone. They can always be
 * rebuilt from LMDB.
 *
 * Two kinds: digest segments (a sorted table of one kind of digest -> entry) and PDQ segments (at
 * most 2^24 distinct hashes of one profile, with ring-sketch tables above
 * SICHT_SEGMENT_FLAT_MAX hashes; hash -> owners, so that a million equal hashes cost one).
 * index/README.md draws their bytes and argues why the search misses nothing.
 *
 * A segment is written to a temporary name, synced, renamed, and its directory synced; it becomes
 * visible only through the LMDB transaction that names it in the manifest. Nothing ever writes to
 * it again. It is mapped read-only: any number of threads may search it.
 *
 * Everything read from a mapped segment is untrusted until the block it lies in was verified, and
 * even then offsets are checked when it is opened: no byte in a segment can make a reader touch
 * memory outside the map.
 */
#ifndef SICHT_INDEX_SEGMENT_SEGMENT_H
#define SICHT_INDEX_SEGMENT_SEGMENT_H

#include "engine/base/stop.h"
#include "sicht/status.h"
#include "sicht/types.h"

/*
 * Who owns a hash: the entry, and which of its hashes it is (its place in sicht_entry.hashes).
 * Packed as entry << 24 | ordinal; 0 is nobody. Owners of one hash are in ascending order.
 */
typedef uint64_t sicht_owner;

#define SICHT_OWNER_ORDINAL_BITS 24
#define SICHT_OWNER_ENTRY_MAX ((1ull << 39) - 1)

static inline sicht_owner sicht_owner_make(uint64_t entry, uint32_t ordinal)
{
	return entry << SICHT_OWNER_ORDINAL_BITS | ordinal;
}

static inline uint64_t sicht_owner_entry(sicht_owner owner)
{
	return owner >> SICHT_OWNER_ORDINAL_BITS;
}

static inline uint32_t sicht_owner_ordinal(sicht_owner owner)
{
	return (uint32_t)(owner & ((1u << SICHT_OWNER_ORDINAL_BITS) - 1));
}

enum sicht_segment_kind {
	SICHT_SEGMENT_MD5 = 0, /* as enum sicht_digest_kind */
	SICHT_SEGMENT_SHA1 = 1,
	SICHT_SEGMENT_SHA256 = 2,
	SICHT_SEGMENT_PDQ_FULLRES = 3,
	SICHT_SEGMENT_PDQ_REF512 = 4,
};
#define SICHT_SEGMENT_KIND_COUNT 5

/* What the manifest says of a segment: enough to find it, and to know that it is the same. */
struct sicht_segment_info {
	uint64_t number;      /* its file is "<number in 16 hex digits>.seg" */
	uint8_t kind;         /* enum sicht_segment_kind */
	uint8_t role;         /* enum sicht_role of all its entries */
	uint64_t size_bytes;  /* of the file */
	uint64_t checksum;    /* of the footer, which covers all blocks */
	uint64_t item_count;  /* distinct hashes, or digests */
	uint64_t owner_count; /* entries behind them, all counted */
};

/* "<number>.seg" */
#define SICHT_SEGMENT_NAME_SIZE 24
const char *sicht_segment_name(uint64_t number, char text[SICHT_SEGMENT_NAME_SIZE]);

/* ------------------------------------------------------------------------------------ building */

/* One hash and one owner. The builder sorts and merges; equal pairs count once. */
struct sicht_pdq_posting {
	struct sicht_pdq hash;
	sicht_owner owner;
};

/* One digest (the first sicht_digest_size() bytes) and its entry. */
struct sicht_digest_posting {
	uint8_t digest[32];
	uint64_t entry;
};

/*
 * Build a segment from `postings` (reordered in place) into directory `dirfd` under
 * info->number, with info->kind and info->role as given, and complete `*info`. Distinct hashes of
 * a PDQ segment: at most SICHT_SEGMENT_HASHES_MAX. Memory beyond the postings is at most 8 bytes a
 * hash (tables are built one at a time). On failure, and when it is stopped
 * (SICHT_ERROR_INTERRUPTED), no file is left behind.
 */
SICHT_MUST_CHECK enum sicht_status sicht_segment_build_pdq(int dirfd,
	struct sicht_pdq_posting *postings, size_t count, struct sicht_work work,
	struct sicht_segment_info *info);
SICHT_MUST_CHECK enum sicht_status sicht_segment_build_digests(int dirfd,
	struct sicht_digest_posting *postings, size_t count, struct sicht_work work,
	struct sicht_segment_info *info);

/* ------------------------------------------------------------------------------------- reading */

struct sicht_segment;

/*
 * Map the segment that `info` names and check its footer, its size, and that every offset lies
 * inside. SICHT_ERROR_DAMAGED names the file and says that `sicht store compact` rebuilds it;
 * SICHT_ERROR_NOT_FOUND if the file is gone. Blocks are not read: sicht_segment_verify() does.
 */
SICHT_MUST_CHECK enum sicht_status sicht_segment_open(
	int dirfd, const struct sicht_segment_info *info, struct sicht_segment **out);
void sicht_segment_close(struct sicht_segment *segment); /* accepts NULL */

const struct sicht_segment_info *sicht_segment_info(const struct sicht_segment *segment);

/* Check every block against its checksum, in parallel; SICHT_ERROR_DAMAGED names file and block. */
SICHT_MUST_CHECK enum sicht_status sicht_segment_verify(
	const struct sicht_segment *segment, struct sicht_work work);

/*
 * Before the first use of what is in the blocks: the same, unless it was done before; whoever is to
 * stop meanwhile says so by sicht_segment_heed(). Any number of threads.
 */
SICHT_MUST_CHECK enum sicht_status sicht_segment_need(
	const struct sicht_segment *segment, unsigned threads);
void sicht_segment_heed(struct sicht_segment *segment, const volatile sig_atomic_t *stop);

/* Take all blocks for checked: for tests of what happens when they are wrong after all. */
void sicht_segment_believe(const struct sicht_segment *segment);

/* The whole file, for copies. */
struct sicht_bytes sicht_segment_bytes(const struct sicht_segment *segment);

/*
 * Walk all postings of a segment in its own order, for merges and checks. `visit` returns false
 * to stop. For PDQ segments: every (hash, owner); for digest segments: every (digest, entry).
 */
void sicht_segment_each_pdq(const struct sicht_segment *segment,
	bool (*visit)(void *context, const struct sicht_pdq *hash, sicht_owner owner),
	void *context);
void sicht_segment_each_digest(const struct sicht_segment *segment,
	bool (*visit)(void *context, const uint8_t *digest, uint64_t entry), void *context);

/* Entries that are gone: bit `id` of the words is set. Lent, immutable while searched. */
struct sicht_tombstones {
	const uint64_t *words;
	size_t word_count;
};

static inline bool sicht_tombstones_has(const struct sicht_tombstones *tombstones, uint64_t id)
{
	return tombstones != NULL && id / 64 < tombstones->word_count &&
	       (tombstones->words[id / 64] >> (id % 64) & 1) != 0;
}

/*
 * Merge segments of one kind and role into one, leaving out entries in `tombstones`. The inputs
 * stay as they are. For PDQ the distinct hashes together must not exceed
 * SICHT_SEGMENT_HASHES_MAX (counted with their duplicates across inputs). Merging streams: memory
 * is bounded by 40 bytes a hash of the result and does not depend on the number of owners.
 * If nothing is left, info->item_count is 0 and no file was written. Stopped, it leaves no file.
 */
SICHT_MUST_CHECK enum sicht_status sicht_segment_merge(int dirfd,
	const struct sicht_segment *const *inputs, size_t input_count,
	const struct sicht_tombstones *tombstones, struct sicht_work work,
	struct sicht_segment_info *info);

#endif
