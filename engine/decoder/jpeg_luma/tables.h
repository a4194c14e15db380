/* SPDX-License-Identifier: MIT */
/*
 * Tables by which Huffman codes are read fast.
 *
 * A code word is followed by the bits of its value, as many as its symbol says. So one look at the
 * next bits of the stream can give the value as well, and how far to go on. There are three kinds:
 * for the differences of DC coefficients; for AC coefficients whose values count; and for those
 * that are only stepped over, as many at once as can be seen.
 *
 * Symbols of AC coefficients hold two numbers: zeros before the coefficient in the high half, and
 * the bits of its value in the low one. Without a value they mean something else.
 */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_TABLES_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_TABLES_H

#include "engine/decoder/jpeg_luma/huffman.h"

/* Bits of a value; 8-bit pictures need 11. */
#define SICHT_DC_VALUE_BITS_MAX 11
#define SICHT_AC_VALUE_BITS_MAX 15

/* Symbols 0x00, the end of a block, and 0xf0, sixteen zeros. */
#define SICHT_AC_END 0x00
#define SICHT_AC_ZEROS 0xf0

/*
 * The value of `size` bits that begins in the highest bit of `word` (T.81 F.2.2.1, EXTEND). Without
 * a branch: signs cannot be predicted.
 */
static inline int32_t sicht_value_of(uint64_t word, unsigned size)
{
	int32_t value = (int32_t)(word >> 1 >> (63 - size));
	int32_t below = (1 << size) - 1;
	int32_t if_negative = (int32_t)(word >> 63) - 1; /* all bits or none */
	return value - (below & if_negative);
}

/* ---- DC: by the next 9 bits */

#define SICHT_DC_LOOK_BITS 9

struct sicht_dc_table {
	/* Length of word and value (low byte; 0: ask the code) and of the value (high byte). */
	uint16_t entry[1 << SICHT_DC_LOOK_BITS];
};

/* False if a symbol is none of a DC coefficient. */
bool sicht_dc_table_fill(struct sicht_dc_table *table, const struct sicht_huffman *code);

/* ---- AC, stepped over: by the next 13 bits */

#define SICHT_SKIP_LOOK_BITS 13

/* Bits that one entry steps over: the last word ends in sight, its value may not. */
#define SICHT_SKIP_BITS_MAX (SICHT_SKIP_LOOK_BITS + SICHT_AC_VALUE_BITS_MAX)

/* What an entry adds to the coefficients for the end of a block, and to say: ask the code. */
#define SICHT_ADVANCE_END 128
#define SICHT_ADVANCE_ASK 255

struct sicht_skip_table {
	/*
	 * Bits to step over (low byte) and coefficients that they hold (high byte), 63 at most;
	 * SICHT_ADVANCE_END more if the block ends with them. No bits and ADVANCE_ASK: the first
	 * word is too long to be seen, or is none.
	 */
	uint16_t entry[1 << SICHT_SKIP_LOOK_BITS];
};

void sicht_skip_table_fill(struct sicht_skip_table *table, const struct sicht_huffman *code);

/* ---- AC, for the values: by the next 11 bits */

#define SICHT_AC_LOOK_BITS 11

/*
 * One or two coefficients. The low half of an entry is as in a skip table, except that it counts
 * only words whose values are seen as well. The second value is that of the last coefficient, the
 * first again if there is one alone.
 */
struct sicht_ac_entry {
	uint8_t bits, advance;
	uint8_t symbol, word_bits; /* of the first word, also if one has to ask; 0: not seen */
	int16_t first, last;       /* values; 0 for a word that has none */
};

struct sicht_ac_table {
	struct sicht_ac_entry entry[1 << SICHT_AC_LOOK_BITS];
};

void sicht_ac_table_fill(struct sicht_ac_table *table, const struct sicht_huffman *code);

/* Coefficients that a symbol stands for, itself included; 0 for the end and for nonsense. */
static inline unsigned sicht_symbol_advance(unsigned symbol)
{
	bool has_value = (symbol & 15) != 0;
	return has_value || symbol == SICHT_AC_ZEROS ? (symbol >> 4) + 1 : 0;
}

#endif
