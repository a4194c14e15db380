/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a segment file, and how one is written. index/README.md draws them.
 *
 * Where every block lies follows from three numbers (kind, items, words of owner lists), so a
 * reader does not believe offsets: it computes them and demands that the file says the same.
 * Integers are little-endian; only machines of that order are supported.
 */
#ifndef SICHT_INDEX_SEGMENT_FILE_H
#define SICHT_INDEX_SEGMENT_FILE_H

#include "index/segment/checksum.h"
#include "index/segment/segment.h"
#include "sicht/limits.h"

#define SICHT_SEGMENT_MAGIC 0x4745535448434953ull /* "SICHTSEG" */
#define SICHT_SEGMENT_END 0x444E455448434953ull   /* "SICHTEND" */
#define SICHT_SEGMENT_VERSION 1
#define SICHT_SEGMENT_ALIGN 64

/* The first bytes of the file. */
struct sicht_segment_head {
	uint64_t magic;
	uint32_t version;
	uint32_t zero[13];
};
_Static_assert(sizeof(struct sicht_segment_head) == 64, "the head is one cache line");

/* One line of the block table, which follows the last block. */
struct sicht_segment_block {
	uint64_t offset, size_bytes;
	uint64_t checksum;
};
_Static_assert(sizeof(struct sicht_segment_block) == 24, "a line of the table is 24 bytes");

/* The last bytes of the file, behind the block table. */
struct sicht_segment_tail {
	uint64_t number;
	uint8_t kind, role;
	uint16_t packed_tables; /* bit k: the directory of table k is packed */
	uint32_t block_count;
	uint64_t item_count, owner_count;
	uint64_t list_words; /* of the block of owner lists */
	uint64_t zero;
	uint64_t checksum; /* of the block table and this tail up to here */
	uint64_t end;
};
_Static_assert(sizeof(struct sicht_segment_tail) == 64, "the tail is one cache line");

/* Blocks of a digest segment. */
enum {
	SICHT_BLOCK_PREFIXES =
		0,             /* u64: the first 8 bytes of each digest as one big-endian number */
	SICHT_BLOCK_RESTS = 1, /* the bytes after these */
	SICHT_BLOCK_ENTRIES = 2,   /* u64 */
	SICHT_BLOCK_DIRECTORY = 3, /* u32: where each value of the top bits begins; and the end */
	SICHT_DIGEST_BLOCKS = 4,
};

/* Blocks of a PDQ segment; the tables only above SICHT_SEGMENT_FLAT_MAX hashes. */
enum {
	SICHT_BLOCK_HASHES = 0, /* struct sicht_pdq, ascending, all different */
	SICHT_BLOCK_OWNERS = 1, /* u64: the owner, or SICHT_OWNER_IS_LIST and where its list is */
	SICHT_BLOCK_LISTS = 2,  /* u64: a count (2 or more), then so many owners, ascending */
	SICHT_FLAT_BLOCKS = 3,
	SICHT_BLOCK_TABLES = 3,    /* three for each table, in this order: */
	SICHT_TABLE_DIRECTORY = 0, /* u32[65537]: where each bucket lies (ring.h); and the end */
	SICHT_TABLE_SKETCHES = 1,  /* u16: bucket after bucket; and SICHT_SKETCH_PADDING bytes */
	SICHT_TABLE_WORDS = 2, /* u32: number (24 bits) and sketch (8 bits), in the same order */
	SICHT_TABLE_BLOCKS = 3,
	SICHT_SEGMENT_BLOCKS_MAX = SICHT_BLOCK_TABLES + 16 * SICHT_TABLE_BLOCKS,
};

#define SICHT_OWNER_IS_LIST (1ull << 63)

/* A vector read that begins at the last sketch stays in the block. */
#define SICHT_SKETCH_PADDING 64

struct sicht_segment_layout {
	uint32_t block_count;
	struct sicht_segment_block block[SICHT_SEGMENT_BLOCKS_MAX]; /* checksums not set */
	uint64_t table_offset, tail_offset, file_bytes;
};

static inline bool sicht_segment_is_pdq(unsigned kind)
{
	return kind >= SICHT_SEGMENT_PDQ_FULLRES;
}

static inline bool sicht_segment_has_tables(unsigned kind, uint64_t item_count)
{
	return sicht_segment_is_pdq(kind) && item_count > SICHT_SEGMENT_FLAT_MAX;
}

/* Top bits of a digest that number a line of the directory: 4 to 8 digests a line. */
unsigned sicht_segment_directory_bits(uint64_t item_count);

/*
 * The layout of a segment of `item_count` hashes or digests (>= 1). False if no such segment can
 * be: an unknown kind, too many items, or sizes beyond 2^60 bytes.
 */
bool sicht_segment_layout(
	unsigned kind, uint64_t item_count, uint64_t list_words, struct sicht_segment_layout *out);

/* ------------------------------------------------------------------------------------- writing */

/* A segment in the making: a temporary file in the directory. Start from zero with fd -1. */
struct sicht_segment_writer {
	int dirfd, fd;
	char name[SICHT_SEGMENT_NAME_SIZE];
	char temporary[SICHT_SEGMENT_NAME_SIZE + 4];
	struct sicht_segment_layout layout;
	struct sicht_segment_info info;
	uint64_t list_words;
	uint16_t packed_tables; /* see struct sicht_segment_tail */
};
#define SICHT_SEGMENT_WRITER_NONE ((struct sicht_segment_writer){.fd = -1})

/*
 * Begin the file of `info` (number, kind, role, item_count and owner_count are set). Its space is
 * reserved at once.
 */
SICHT_MUST_CHECK enum sicht_status sicht_segment_writer_open(int dirfd,
	const struct sicht_segment_info *info, uint64_t list_words,
	struct sicht_segment_writer *out);

/*
 * Write `count` whole blocks, from number `first` on, that lie in memory as they lie in the file:
 * at once, so that the kernel keeps them in pages as large as may be.
 */
SICHT_MUST_CHECK enum sicht_status sicht_segment_writer_blocks(
	struct sicht_segment_writer *writer, unsigned first, unsigned count, const void *data);

/* Close the file: block table, tail, sync, rename, sync of the directory. Completes *info. */
SICHT_MUST_CHECK enum sicht_status sicht_segment_writer_commit(
	struct sicht_segment_writer *writer, struct sicht_segment_info *info);

/* Removes what was not committed. For SICHT_DEFER. */
void sicht_segment_writer_close(struct sicht_segment_writer *writer);

/* One block, written piece by piece from its beginning. */
struct sicht_block_stream {
	struct sicht_segment_writer *writer;
	struct sicht_checksum_stream *checksum;
	uint8_t *buffer;
	size_t fill;
	uint64_t at; /* bytes of the block that are in the file */
	unsigned block;
};
#define SICHT_BLOCK_STREAM_NONE ((struct sicht_block_stream){.writer = NULL})

SICHT_MUST_CHECK enum sicht_status sicht_block_stream_open(
	struct sicht_segment_writer *writer, unsigned block, struct sicht_block_stream *out);
SICHT_MUST_CHECK enum sicht_status sicht_block_stream_put(
	struct sicht_block_stream *stream, const void *data, size_t size);
/* All of the block has been put. */
SICHT_MUST_CHECK enum sicht_status sicht_block_stream_end(struct sicht_block_stream *stream);
void sicht_block_stream_close(struct sicht_block_stream *stream); /* for SICHT_DEFER */

#endif
