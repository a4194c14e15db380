/* SPDX-License-Identifier: MIT */
/*
 * Huffman codes of a JPEG file, and the two tables by which they are read fast.
 *
 * A code word is followed by the bits of its value, as many as its symbol says. So one look at the
 * next bits of the stream can say how far to go on: for a DC coefficient, over one word and value;
 * for the AC coefficients, which are only stepped over, over as many words as can be seen.
 */
#ifndef SICHT_ENGINE_DECODER_JPEG_DC_HUFFMAN_H
#define SICHT_ENGINE_DECODER_JPEG_DC_HUFFMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SICHT_CODE_BITS_MAX 16

/* Bits of a value; 8-bit pictures need 11. */
#define SICHT_DC_VALUE_BITS_MAX 11
#define SICHT_AC_VALUE_BITS_MAX 15

struct sicht_huffman {
	bool defined;
	/*
	 * The next 16 bits of the stream are a number; limit[n] is the first that does not begin
	 * with a code word of at most n bits. offset[n] + (number >> (16 - n)) is the index of the
	 * symbol of a word of n bits.
	 */
	uint32_t limit[SICHT_CODE_BITS_MAX + 1];
	int32_t offset[SICHT_CODE_BITS_MAX + 1];
	uint8_t symbol[256];
};

/*
 * Take the code of a DHT segment: `counts` of words by length, 1 to 16 bits, and their symbols.
 * False (and nothing changed) if the words do not fit, or one is all ones.
 */
bool sicht_huffman_define(struct sicht_huffman *code, const uint8_t counts[SICHT_CODE_BITS_MAX],
	const uint8_t *symbols, size_t symbol_count);

/* The first word in `bits`; length_bits 0: none. */
struct sicht_huffman_word {
	uint8_t symbol;
	uint8_t length_bits;
};
struct sicht_huffman_word sicht_huffman_read(const struct sicht_huffman *code, uint16_t bits);

/* ---- DC: by the next 9 bits */

#define SICHT_DC_LOOK_BITS 9

struct sicht_dc_table {
	/* Length of word and value (low byte; 0: ask the code) and of the value (high byte). */
	uint16_t entry[1 << SICHT_DC_LOOK_BITS];
};

/* False if a symbol is none of a DC coefficient. */
bool sicht_dc_table_fill(struct sicht_dc_table *table, const struct sicht_huffman *code);

/* ---- AC: by the next 13 bits */

#define SICHT_AC_LOOK_BITS 13

/* Bits that one entry steps over: the last word ends in sight, its value may not. */
#define SICHT_AC_STEP_BITS_MAX (SICHT_AC_LOOK_BITS + SICHT_AC_VALUE_BITS_MAX)

/* Symbols 0x00, the end of a block, and 0xf0, sixteen zeros; others without value mean nothing. */
#define SICHT_AC_END 0x00
#define SICHT_AC_ZEROS 0xf0

/* What an entry adds to the coefficients for the end of a block, and to say: ask the code. */
#define SICHT_AC_ADVANCE_END 128
#define SICHT_AC_ADVANCE_ASK 255

struct sicht_ac_table {
	/*
	 * Bits to step over (low byte) and coefficients that they hold (high byte), 63 at most;
	 * SICHT_AC_ADVANCE_END more if the block ends with them. No bits and ADVANCE_ASK: the first
	 * word is too long to be seen, or is none.
	 */
	uint16_t entry[1 << SICHT_AC_LOOK_BITS];
};

void sicht_ac_table_fill(struct sicht_ac_table *table, const struct sicht_huffman *code);

/* Coefficients that a symbol stands for, itself included; 0 for the end and for nonsense. */
static inline unsigned sicht_ac_advance(unsigned symbol)
{
	bool has_value = (symbol & 15) != 0;
	return has_value || symbol == SICHT_AC_ZEROS ? (symbol >> 4) + 1 : 0;
}

#endif
