/* SPDX-License-Identifier: MIT */
/*
 * See huffman.h. The slow way, sicht_huffman_read(), is the definition: both tables are filled by
 * asking it, or by joining entries that came from it.
 */
#include "engine/decoder/jpeg_dc/huffman.h"

#include <string.h>

bool sicht_huffman_define(struct sicht_huffman *code, const uint8_t counts[SICHT_CODE_BITS_MAX],
	const uint8_t *symbols, size_t symbol_count)
{
	struct sicht_huffman made = {.defined = true};
	uint32_t word = 0; /* the next free one of this length */
	int32_t index = 0; /* its symbol's */
	if (symbol_count > sizeof made.symbol)
		return false;
	for (unsigned length = 1; length <= SICHT_CODE_BITS_MAX; length++) {
		made.offset[length] = index - (int32_t)word;
		word += counts[length - 1];
		index += counts[length - 1];
		if (word >= 1u << length)
			return false;
		made.limit[length] = word << (SICHT_CODE_BITS_MAX - length);
		word <<= 1;
	}
	if ((size_t)index != symbol_count)
		return false;
	memcpy(made.symbol, symbols, symbol_count);
	*code = made;
	return true;
}

struct sicht_huffman_word sicht_huffman_read(const struct sicht_huffman *code, uint16_t bits)
{
	unsigned length = 1;
	while (length <= SICHT_CODE_BITS_MAX && bits >= code->limit[length])
		length++;
	if (length > SICHT_CODE_BITS_MAX)
		return (struct sicht_huffman_word){0, 0};
	int32_t index = code->offset[length] + (int32_t)(bits >> (SICHT_CODE_BITS_MAX - length));
	return (struct sicht_huffman_word){code->symbol[index], (uint8_t)length};
}

bool sicht_dc_table_fill(struct sicht_dc_table *table, const struct sicht_huffman *code)
{
	for (size_t i = 0; i < sizeof code->symbol; i++) {
		if (code->symbol[i] > SICHT_DC_VALUE_BITS_MAX)
			return false;
	}
	for (uint32_t look = 0; look < 1u << SICHT_DC_LOOK_BITS; look++) {
		struct sicht_huffman_word word = sicht_huffman_read(
			code, (uint16_t)(look << (SICHT_CODE_BITS_MAX - SICHT_DC_LOOK_BITS)));
		bool seen = word.length_bits > 0 && word.length_bits <= SICHT_DC_LOOK_BITS;
		unsigned length_bits = word.length_bits + (unsigned)word.symbol;
		table->entry[look] = seen ? (uint16_t)(length_bits | word.symbol << 8) : 0;
	}
	return true;
}

/* An entry of the AC table that steps over one word, and how much of it is the word. */
struct step {
	uint8_t word_bits; /* 0: not seen, or nonsense */
	uint8_t value_bits;
	uint8_t advance;
};

static struct step first_step(const struct sicht_huffman *code, uint32_t look)
{
	struct sicht_huffman_word word = sicht_huffman_read(
		code, (uint16_t)(look << (SICHT_CODE_BITS_MAX - SICHT_AC_LOOK_BITS)));
	unsigned advance = sicht_ac_advance(word.symbol);
	if (advance == 0 && word.symbol == SICHT_AC_END)
		advance = SICHT_AC_ADVANCE_END;
	if (word.length_bits > SICHT_AC_LOOK_BITS || advance == 0)
		return (struct step){0, 0, 0};
	return (struct step){word.length_bits, word.symbol & 15, (uint8_t)advance};
}

/* All steps whose words are seen in `look`, joined. */
static uint16_t join_steps(const struct step *first, uint32_t look)
{
	const uint32_t mask = (1u << SICHT_AC_LOOK_BITS) - 1;
	unsigned bits = 0, advance = 0;
	while (bits < SICHT_AC_LOOK_BITS && advance < SICHT_AC_ADVANCE_END) {
		struct step step = first[look << bits & mask];
		unsigned coefficients = advance + step.advance % SICHT_AC_ADVANCE_END;
		if (step.word_bits == 0 || bits + step.word_bits > SICHT_AC_LOOK_BITS ||
			coefficients > 63)
			break;
		bits += step.word_bits + (unsigned)step.value_bits;
		advance += step.advance;
	}
	return (uint16_t)(bits > 0 ? bits | advance << 8 : SICHT_AC_ADVANCE_ASK << 8);
}

void sicht_ac_table_fill(struct sicht_ac_table *table, const struct sicht_huffman *code)
{
	struct step first[1 << SICHT_AC_LOOK_BITS];
	for (uint32_t look = 0; look < 1u << SICHT_AC_LOOK_BITS; look++)
		first[look] = first_step(code, look);
	for (uint32_t look = 0; look < 1u << SICHT_AC_LOOK_BITS; look++)
		table->entry[look] = join_steps(first, look);
}
