/* SPDX-License-Identifier: MIT */
/* Within a scan: the reading of one MCU, for the files of this folder. */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_MCU_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_MCU_H

#include "engine/decoder/jpeg_luma/scan.h"

/* A difference and the first step over AC coefficients share what one refill makes sure. */
_Static_assert(SICHT_CODE_BITS_MAX + SICHT_DC_VALUE_BITS_MAX + SICHT_SKIP_BITS_MAX <= 56,
	"too long for one refill");
_Static_assert(SICHT_AC_LOOK_BITS <= SICHT_SKIP_LOOK_BITS, "nor are values that count");

/* What goes on from one MCU to the next, up to a restart. */
struct sicht_progress {
	struct sicht_bits *bits;
	unsigned column, row; /* of the MCU */
	int32_t luma;         /* the last DC coefficient */
	unsigned ended;       /* blocks that follow without anything new in the band */
	unsigned mcus;        /* since the last restart marker */
	unsigned number;      /* of the next one, 0 to 7 */
};

/* Read one MCU, for which the stream has bits enough. False: something is wrong. */
typedef bool sicht_mcu_read(const struct sicht_scan *scan, struct sicht_progress *progress);

sicht_mcu_read sicht_mcu_read_sequential, sicht_mcu_read_ac_first, sicht_mcu_read_ac_refine;

/* The index of a block of luma in the plane. */
static inline size_t sicht_block_index(const struct sicht_scan *scan,
	const struct sicht_progress *progress, const struct sicht_scan_block *block)
{
	size_t row = (size_t)progress->row * scan->luma_rows + block->row;
	return row * scan->plane->columns + progress->column * scan->luma_columns + block->column;
}

/* Right after a refill. */
static inline bool sicht_take_difference(
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
	*difference = sicht_value_of(bits->word << (length - size), size);
	sicht_bits_take(bits, length);
	return true;
}

/* Coefficients done after an entry that ends the block, unless they are too many. */
static inline bool sicht_is_end(unsigned after)
{
	return after >= SICHT_ADVANCE_END && after < SICHT_ADVANCE_END + COEFFICIENTS;
}

/*
 * Take one word and its value where the table does not help: the word is long, or the block ends
 * (or errs) within what the table would step over. False: it errs.
 */
static inline bool sicht_skip_word(
	struct sicht_bits *bits, const struct sicht_huffman *code, unsigned *done)
{
	sicht_bits_refill(bits);
	struct sicht_huffman_word word =
		sicht_huffman_read(code, (uint16_t)sicht_bits_look(bits, SICHT_CODE_BITS_MAX));
	unsigned advance = sicht_symbol_advance(word.symbol);
	if (word.length_bits == 0 || *done + advance > COEFFICIENTS)
		return false;
	if (advance == 0 && word.symbol != SICHT_AC_END)
		return false;
	sicht_bits_take(bits, word.length_bits + (word.symbol & 15u));
	sicht_bits_refill(bits);
	*done = advance == 0 ? COEFFICIENTS : *done + advance;
	return true;
}

/*
 * Step over a block's AC coefficients, by the table that it has. Needs SICHT_SKIP_BITS_MAX sure
 * bits.
 */
static inline bool sicht_skip_ac(
	struct sicht_bits *bits, const struct sicht_scan_block *block, bool has_values)
{
	unsigned done = 1; /* coefficients */
	while (done < COEFFICIENTS) {
		unsigned length, after;
		if (has_values) {
			const struct sicht_ac_entry *entry =
				&block->ac_table->entry[sicht_bits_look(bits, SICHT_AC_LOOK_BITS)];
			length = entry->bits;
			after = done + entry->advance;
		} else {
			unsigned entry =
				block->skip_table
					->entry[sicht_bits_look(bits, SICHT_SKIP_LOOK_BITS)];
			length = entry & 255;
			after = done + (entry >> 8);
		}
		if (__builtin_expect(after < COEFFICIENTS, true)) {
			sicht_bits_take(bits, length);
			sicht_bits_refill(bits);
			done = after;
		} else if (after == COEFFICIENTS || sicht_is_end(after)) {
			sicht_bits_take(bits, length);
			break;
		} else if (!sicht_skip_word(bits, block->ac_code, &done)) {
			return false;
		}
	}
	return true;
}

/* The first word that `entry` is about: its symbol. The value is not taken. False: it is none. */
static inline bool sicht_take_symbol(struct sicht_bits *bits, const struct sicht_huffman *code,
	const struct sicht_ac_entry *entry, unsigned *symbol)
{
	unsigned length = entry->word_bits;
	*symbol = entry->symbol;
	if (__builtin_expect(length == 0, false)) {
		struct sicht_huffman_word word = sicht_huffman_read(
			code, (uint16_t)sicht_bits_look(bits, SICHT_CODE_BITS_MAX));
		if (word.length_bits == 0)
			return false;
		length = word.length_bits;
		*symbol = word.symbol;
	}
	sicht_bits_take(bits, length);
	return true;
}

#endif
