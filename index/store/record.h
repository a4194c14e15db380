/* SPDX-License-Identifier: MIT */
/*
 * The values of the store's tables, as bytes.
 *
 * Every value lies in a frame: 16 bytes that carry a mark, the table it belongs to, its length,
 * and a checksum over its key and its content. A value that was hit by a flipped bit, cut, or that
 * stands under another key is told from a whole one. LMDB 0.9 itself has no checksums.
 *
 *     0   2   mark, 0x6353
 *     2   1   table (enum sicht_kv_table)
 *     3   1   layout of the frame, 1
 *     4   4   length of the content
 *     8   8   XXH3-64 over: XXH3-64 of the key, bytes 0 to 7, XXH3-64 of the content
 *    16   …   content
 *
 * Numbers are little-endian. All values are written once and replaced whole, never grown.
 * All functions take plain bytes and trust none of them: they return false rather than believe
 * something out of range, and never read outside what they were given.
 */
#ifndef SICHT_INDEX_STORE_RECORD_H
#define SICHT_INDEX_STORE_RECORD_H

#include "index/segment/segment.h"
#include "sicht/types.h"

#define SICHT_FRAME_BYTES 16

/* Complete the frame of `size` bytes of content that lie at frame + SICHT_FRAME_BYTES. */
void sicht_frame_seal(unsigned table, struct sicht_bytes key, uint8_t *frame, size_t size);

/* The content of a whole frame, lent. */
bool sicht_frame_open(unsigned table, struct sicht_bytes key, struct sicht_bytes value,
	struct sicht_bytes *content);

/* Keys that are numbers: eight bytes, big-endian, so that LMDB's order is theirs. */
#define SICHT_NUMBER_KEY_BYTES 8
struct sicht_bytes sicht_number_key(uint64_t number, uint8_t key[SICHT_NUMBER_KEY_BYTES]);
bool sicht_number_key_parse(struct sicht_bytes key, uint64_t *number);

/*
 * The store as a whole, one record. It counts what the other tables hold, so that a table that
 * lost records without a trace is told from a whole one.
 */
struct sicht_record_state {
	uint32_t format_version; /* first, and for ever: the rest may change with it */
	uint8_t id[16];
	uint64_t snapshot;    /* 0: made, but nothing was ever committed */
	uint64_t transaction; /* of LMDB, that wrote this: betrays a forged or old meta page */
	int64_t created_s, changed_s;
	uint64_t next_entry, next_segment; /* numbers not given out yet; never one twice */
	uint32_t next_set;
	uint64_t entry_count, hash_count; /* live ones */
	uint64_t tombstone_count; /* entries that are gone; kept_count of them still have records */
	uint64_t kept_count;
	uint32_t set_count;
	uint32_t segment_count;
	uint64_t range_count;                 /* records of tombstones */
	uint64_t place_count, external_count; /* records of places and of external ids */
	uint64_t audit_count;
	uint8_t audit_digest[32]; /* of the last audit record */
};
/*
 * 2: tables have versions (versions.h); files of several pictures, and evidence with its case. The
 * program that wrote format 1 had these records, too, and called them the same.
 */
#define SICHT_FORMAT_VERSION 2
#define SICHT_RECORD_STATE_BYTES 176

void sicht_record_state_encode(
	const struct sicht_record_state *state, uint8_t out[SICHT_RECORD_STATE_BYTES]);
/* True also for a newer version: then format_version alone is set. */
bool sicht_record_state_decode(struct sicht_bytes content, struct sicht_record_state *out);

/*
 * A set; the strings of a decoded one are lent from `content`. What came later (case, examiner,
 * origins) follows the rest if there is any of it: sets of older stores end before it.
 */
size_t sicht_record_set_size(const struct sicht_set *set);
void sicht_record_set_encode(const struct sicht_set *set, uint8_t *out);
bool sicht_record_set_decode(struct sicht_bytes content, struct sicht_set *out);

/* The fixed part of an entry: all of sicht_entry but its text and hashes, and what find() needs. */
struct sicht_record_entry {
	struct sicht_entry entry;
	bool volatile_outcome;
	uint32_t options_digest;
};
#define SICHT_RECORD_ENTRY_BYTES 124

/* A file of several pictures says last how many: 4 bytes more, and a flag that they are there. */
#define SICHT_RECORD_ENTRY_BYTES_MAX (SICHT_RECORD_ENTRY_BYTES + 4)
size_t sicht_record_entry_size(const struct sicht_record_entry *record);

/* `out`: as many bytes. */
void sicht_record_entry_encode(const struct sicht_record_entry *record, uint8_t *out);
bool sicht_record_entry_decode(struct sicht_bytes content, struct sicht_record_entry *out);

/* The packed origins of a set: for each u8 in_order, then both strings. */
size_t sicht_record_origin_size(const struct sicht_origin *origin);
void sicht_record_origin_encode(const struct sicht_origin *origin, uint8_t *out);

/*
 * The text of an entry; decoded strings are lent from `content`. A byte says which of the first
 * eight strings follow; another one does for later ones, where there are any.
 */
size_t sicht_record_text_size(const struct sicht_entry *entry);
void sicht_record_text_encode(const struct sicht_entry *entry, uint8_t *out);
bool sicht_record_text_decode(struct sicht_bytes content, struct sicht_entry *out);

/*
 * The hashes of an entry, one behind the other. `hashes` has room for `count`, which the entry's
 * fixed part told.
 *
 *     0   2   window
 *     2   1   profile
 *     3   1   quality
 *     4   1   flags: 1 reference-exact; 2 of another picture than the first, and a page follows
 *     5   1   number of forms
 *    (6   2   page, from 0; where there is no flag for it, the first)
 *     …       32 bytes for each form
 */
#define SICHT_RECORD_HASH_BYTES_MIN (6 + 32)
size_t sicht_record_hashes_size(const struct sicht_window_print *hashes, size_t count);
void sicht_record_hashes_encode(
	const struct sicht_window_print *hashes, size_t count, uint8_t *out);
bool sicht_record_hashes_decode(
	struct sicht_bytes content, struct sicht_window_print *hashes, size_t count);

/* Hash `index` of them alone; false as well if there are not so many. */
bool sicht_record_hash_at(
	struct sicht_bytes content, uint32_t index, struct sicht_window_print *out);

/* An entry number alone: what a place or an external id stands for. */
#define SICHT_RECORD_NUMBER_BYTES 8
void sicht_record_number_encode(uint64_t number, uint8_t out[SICHT_RECORD_NUMBER_BYTES]);
bool sicht_record_number_decode(struct sicht_bytes content, uint64_t *out);

/* A line of the manifest. Its key is the segment's number. */
#define SICHT_RECORD_SEGMENT_BYTES 42
void sicht_record_segment_encode(
	const struct sicht_segment_info *info, uint8_t out[SICHT_RECORD_SEGMENT_BYTES]);
bool sicht_record_segment_decode(struct sicht_bytes content, struct sicht_segment_info *out);

/* Entries first .. first + count - 1 are gone. `kept`: their records are still there. */
struct sicht_record_range {
	uint64_t first, count;
	bool kept;
};
#define SICHT_RECORD_RANGE_BYTES 17
void sicht_record_range_encode(
	const struct sicht_record_range *range, uint8_t out[SICHT_RECORD_RANGE_BYTES]);
bool sicht_record_range_decode(struct sicht_bytes content, struct sicht_record_range *out);

/* A link of the audit chain; its key is its number. The text is lent from `content`. */
struct sicht_audit_record;
size_t sicht_record_audit_size(const struct sicht_audit_record *record);
void sicht_record_audit_encode(const struct sicht_audit_record *record, uint8_t *out);
bool sicht_record_audit_decode(struct sicht_bytes content, struct sicht_audit_record *out);

#endif
