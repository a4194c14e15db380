/* SPDX-License-Identifier: MIT */
/*
 * See scan.h. What costs time is skip_ac(), which sees nine in ten bytes of a sequential file.
 *
 * Every loop ends: a scan has as many MCUs as the frame says, an MCU at most SICHT_MCU_BLOCKS_MAX
 * blocks, and each turn of skip_ac() advances by one coefficient or more.
 */
#include "engine/decoder/jpeg_dc/scan.h"

#include <assert.h>

#define MARKER_RST0 0xd0

/* A difference and the first step over AC coefficients share what one refill makes sure. */
_Static_assert(SICHT_CODE_BITS_MAX + SICHT_DC_VALUE_BITS_MAX + SICHT_AC_STEP_BITS_MAX <= 56,
	"too long for one refill");

/*
 * The value of `size` bits that begins in the highest bit of `word` (T.81 F.2.2.1, EXTEND). Without
 * a branch: signs cannot be predicted.
 */
static inline int32_t value_of(uint64_t word, unsigned size)
{
	int32_t value = (int32_t)(word >> 1 >> (63 - size));
	int32_t below = (1 << size) - 1;
	int32_t if_negative = (int32_t)(word >> 63) - 1; /* all bits or none */
	return value - (below & if_negative);
}

/* Right after a refill. */
static inline bool take_difference(
	struct sicht_bits *bits, const struct sicht_scan_block *block, int32_t *difference)
{
	unsigned entry = block->dc_table->entry[sicht_bits_look(bits, SICHT_DC_LOOK_BITS)];
	if (__builtin_expect(entry == 0, false)) {
		struct sicht_huffman_word word = sicht_huffman_read(
			block->dc_code, (uint16_t)sicht_bits_look(bits, SICHT_CODE_BITS_MAX));
		if (word.length_bits == 0)
			return false;
		entry = (word.length_bits + (unsigned)word.symbol) | (unsigned)word.symbol << 8;
	}
	unsigned length = entry & 255, size = entry >> 8;
	*difference = value_of(bits->word << (length - size), size);
	sicht_bits_take(bits, length);
	return true;
}

/*
 * Take one word and its value where the table does not help: the word is long, or the block ends
 * (or errs) within what the table would step over. False: it errs.
 */
static inline bool take_ac_word(
	struct sicht_bits *bits, const struct sicht_huffman *code, unsigned *done)
{
	sicht_bits_refill(bits);
	struct sicht_huffman_word word =
		sicht_huffman_read(code, (uint16_t)sicht_bits_look(bits, SICHT_CODE_BITS_MAX));
	unsigned advance = sicht_ac_advance(word.symbol);
	if (word.length_bits == 0 || *done + advance > COEFFICIENTS)
		return false;
	if (advance == 0 && word.symbol != SICHT_AC_END)
		return false;
	sicht_bits_take(bits, word.length_bits + (word.symbol & 15u));
	sicht_bits_refill(bits);
	*done = advance == 0 ? COEFFICIENTS : *done + advance;
	return true;
}

/* Needs SICHT_AC_STEP_BITS_MAX sure bits. */
static inline bool skip_ac(struct sicht_bits *bits, const struct sicht_scan_block *block)
{
	unsigned done = 1; /* coefficients */
	while (done < COEFFICIENTS) {
		unsigned entry = block->ac_table->entry[sicht_bits_look(bits, SICHT_AC_LOOK_BITS)];
		unsigned after = done + (entry >> 8);
		if (__builtin_expect(after < COEFFICIENTS, true)) {
			sicht_bits_take(bits, entry & 255);
			sicht_bits_refill(bits);
			done = after;
		} else if (after == COEFFICIENTS ||
			   (after >= SICHT_AC_ADVANCE_END &&
				   after < SICHT_AC_ADVANCE_END + COEFFICIENTS)) {
			sicht_bits_take(bits, entry & 255);
			break;
		} else if (!take_ac_word(bits, block->ac_code, &done)) {
			return false;
		}
	}
	return true;
}

/* ---------------------------------------------------------------------------- MCUs of each kind */

/* What goes on from one MCU to the next, up to a restart. */
struct progress {
	struct sicht_bits *bits;
	int32_t luma;    /* the last DC coefficient */
	unsigned mcus;   /* since the last restart marker */
	unsigned number; /* of the next one, 0 to 7 */
};

static bool keep(const struct sicht_scan *scan, struct progress *progress, int32_t difference,
	int16_t *coefficient)
{
	progress->luma += difference;
	int32_t value = progress->luma * (1 << scan->shift);
	*coefficient = (int16_t)value;
	return value >= INT16_MIN && value <= INT16_MAX;
}

static bool read_sequential(
	const struct sicht_scan *scan, struct progress *progress, int16_t *plane)
{
	struct sicht_bits bits = *progress->bits; /* in registers, for the time being */
	for (unsigned i = 0; i < scan->block_count; i++) {
		const struct sicht_scan_block *block = &scan->block[i];
		int32_t difference;
		sicht_bits_refill(&bits);
		if (!take_difference(&bits, block, &difference) || !skip_ac(&bits, block))
			return false;
		if (block->is_luma && !keep(scan, progress, difference, plane + block->offset))
			return false;
	}
	*progress->bits = bits;
	return true;
}

static bool read_dc_first(const struct sicht_scan *scan, struct progress *progress, int16_t *plane)
{
	struct sicht_bits bits = *progress->bits;
	for (unsigned i = 0; i < scan->block_count; i++) {
		const struct sicht_scan_block *block = &scan->block[i];
		int32_t difference;
		sicht_bits_refill(&bits);
		if (!take_difference(&bits, block, &difference))
			return false;
		if (block->is_luma && !keep(scan, progress, difference, plane + block->offset))
			return false;
	}
	*progress->bits = bits;
	return true;
}

static bool read_dc_refine(const struct sicht_scan *scan, struct progress *progress, int16_t *plane)
{
	struct sicht_bits bits = *progress->bits;
	sicht_bits_refill(&bits);
	for (unsigned i = 0; i < scan->block_count; i++) {
		const struct sicht_scan_block *block = &scan->block[i];
		int bit = (int)sicht_bits_look(&bits, 1);
		sicht_bits_take(&bits, 1);
		if (block->is_luma)
			plane[block->offset] |= (int16_t)(bit << scan->shift);
	}
	*progress->bits = bits;
	return true;
}

typedef bool read_mcu(const struct sicht_scan *scan, struct progress *progress, int16_t *plane);

static read_mcu *const readers[] = {
	[SICHT_SCAN_SEQUENTIAL] = read_sequential,
	[SICHT_SCAN_DC_FIRST] = read_dc_first,
	[SICHT_SCAN_DC_REFINE] = read_dc_refine,
};

/* -------------------------------------------------------------------------------- whole scans */

/* Step over the next restart marker, and begin the segment behind it. */
static bool restart(struct sicht_stream *stream, struct progress *progress)
{
	if (!sicht_stream_finish(stream) || stream->raw_end - stream->raw < 2 ||
		stream->raw[1] != MARKER_RST0 + progress->number)
		return false;
	stream->raw += 2;
	sicht_stream_begin(stream);
	progress->luma = 0;
	progress->mcus = 0;
	progress->number = (progress->number + 1) % 8;
	return true;
}

static bool read_row(const struct sicht_scan *scan, struct sicht_stream *stream,
	struct progress *progress, int16_t *plane)
{
	for (unsigned column = 0; column < scan->mcus_per_row; column++) {
		if (scan->restart_interval > 0 && progress->mcus == scan->restart_interval &&
			!restart(stream, progress))
			return false;
		if (!sicht_stream_ensure(stream) || !readers[scan->kind](scan, progress, plane))
			return false;
		progress->mcus++;
		plane += scan->luma_columns;
	}
	return true;
}

bool sicht_scan_read(const struct sicht_scan *scan, struct sicht_stream *stream)
{
	struct progress progress = {.bits = &stream->bits};
	assert(scan->block_count <= SICHT_MCU_BLOCKS_MAX && scan->shift < 14);
	sicht_stream_begin(stream);
	for (unsigned row = 0; row < scan->mcu_rows; row++) {
		size_t above = (size_t)row * scan->luma_rows * scan->stride;
		if (!read_row(scan, stream, &progress, scan->plane + above))
			return false;
	}
	return sicht_stream_finish(stream);
}

void sicht_scan_skip(struct sicht_stream *stream)
{
	const uint8_t *at = stream->raw, *end = stream->raw_end;
	while (at < end && (at = memchr(at, 0xff, (size_t)(end - at))) != NULL && end - at >= 2) {
		bool is_restart = at[1] >= MARKER_RST0 && at[1] < MARKER_RST0 + 8;
		if (at[1] != 0 && at[1] != 0xff && !is_restart)
			break;
		at += at[1] == 0xff ? 1 : 2;
	}
	stream->raw = at != NULL ? at : end;
}
