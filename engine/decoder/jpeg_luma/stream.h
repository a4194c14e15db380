/* SPDX-License-Identifier: MIT */
/*
 * The bits of a scan.
 *
 * In a file, entropy-coded bytes run up to a marker, and each 0xff among them is followed by a zero
 * that does not count. The stream copies them into a window without those zeros, a piece at a time,
 * so that the readers of bits meet no special byte; behind the last one it puts zeros. Whether more
 * was taken than there was is asked afterwards: before each MCU (T.81's word for the smallest unit
 * of a scan) and at the end of a segment, which is what stands between two markers.
 *
 * Invariants. Between MCUs, no bit beyond the segment has been taken. Within one, at most
 * SICHT_MCU_BYTES_MAX are taken, and the window holds as many, and eight to look ahead, after what
 * is taken when it begins: taking bits needs no check of its own.
 */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_STREAM_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_STREAM_H

#include <stdbool.h>
#include <string.h>

#include "engine/decoder/jpeg_luma/tables.h"

/* Blocks of one MCU (T.81 B.2.3), and what they take if each word and value is the longest. */
#define SICHT_MCU_BLOCKS_MAX 10
#define SICHT_BLOCK_BITS_MAX                                                                       \
	(SICHT_CODE_BITS_MAX + SICHT_DC_VALUE_BITS_MAX +                                           \
		63 * (SICHT_CODE_BITS_MAX + SICHT_AC_VALUE_BITS_MAX))
#define SICHT_MCU_BYTES_MAX (SICHT_MCU_BLOCKS_MAX * SICHT_BLOCK_BITS_MAX / 8 + 1)

/* Before `low`, an MCU ends before the data does. The look ahead: eight bytes taken, eight read. */
#define SICHT_STREAM_MARGIN_BYTES (SICHT_MCU_BYTES_MAX + 16)
#define SICHT_STREAM_WINDOW_BYTES (64u << 10)
#define SICHT_STREAM_ZERO_BYTES (SICHT_STREAM_MARGIN_BYTES + 8)

/* The next bits, first one highest. Those behind `count` in `word` are right as well, or zero. */
struct sicht_bits {
	uint64_t word;
	unsigned count;    /* 0..63 */
	const uint8_t *at; /* next byte of the window that is not counted */
};

struct sicht_stream {
	const uint8_t *raw, *raw_end; /* what was not copied yet of the file */
	bool ended;                   /* `raw` is at a marker, or at the end of the file */
	struct sicht_bits bits;
	const uint8_t *low; /* from here on the window has to be looked after */
	uint8_t *end;       /* of what was copied */
	uint8_t window[SICHT_STREAM_WINDOW_BYTES + SICHT_STREAM_ZERO_BYTES];
};

/* Begin a segment at `raw`. */
void sicht_stream_begin(struct sicht_stream *stream);

/* See sicht_stream_ensure(). */
bool sicht_stream_fill(struct sicht_stream *stream);

/*
 * The segment should be over: true if nothing is left but the bits that fill the last byte. Then
 * `raw` is at the marker.
 */
bool sicht_stream_finish(struct sicht_stream *stream);

/* Make one MCU's worth of bits sure. False if more was taken than there was. */
static inline bool sicht_stream_ensure(struct sicht_stream *stream)
{
	return stream->bits.at < stream->low || sicht_stream_fill(stream);
}

/* Makes at least 56 bits sure. */
static inline void sicht_bits_refill(struct sicht_bits *bits)
{
	uint64_t next;
	memcpy(&next, bits->at, sizeof next);
	bits->word |= __builtin_bswap64(next) >> bits->count;
	bits->at += (63 - bits->count) >> 3;
	bits->count |= 56;
}

/* 1 to 63 bits, not taken. */
static inline uint64_t sicht_bits_look(const struct sicht_bits *bits, unsigned count)
{
	return bits->word >> (64 - count);
}

/* Take bits that are sure, 63 at most. */
static inline void sicht_bits_take(struct sicht_bits *bits, unsigned count)
{
	bits->word <<= count;
	bits->count -= count;
}

#endif
