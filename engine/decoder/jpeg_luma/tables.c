/* SPDX-License-Identifier: MIT */
/*
 * See tables.h. sicht_huffman_read() is the definition of a code; but words of one length are
 * neighbours, in the code and in each table, and are filled in one after another.
 */
#include "engine/decoder/jpeg_luma/tables.h"

#include <string.h>

/*
 * The looks of `look_bits` bits that begin with a word of `length` bits: from `first`, below `end`.
 */
struct looks {
	uint32_t first, end;
	int32_t offset; /* added to the word, its symbol's index */
	unsigned shift; /* bits of a look behind the word */
};

static struct looks looks_of(const struct sicht_huffman *code, unsigned length, unsigned look_bits)
{
	const unsigned unseen = SICHT_CODE_BITS_MAX - look_bits;
	return (struct looks){code->limit[length - 1] >> unseen, code->limit[length] >> unseen,
		code->offset[length], look_bits - length};
}

static uint8_t symbol_of(const struct sicht_huffman *code, const struct looks *looks, uint32_t look)
{
	return code->symbol[looks->offset + (int32_t)(look >> looks->shift)];
}

bool sicht_dc_table_fill(struct sicht_dc_table *table, const struct sicht_huffman *code)
{
	for (size_t i = 0; i < sizeof code->symbol; i++) {
		if (code->symbol[i] > SICHT_DC_VALUE_BITS_MAX)
			return false;
	}
	memset(table, 0, sizeof *table);
	for (unsigned length = 1; length <= SICHT_DC_LOOK_BITS; length++) {
		struct looks looks = looks_of(code, length, SICHT_DC_LOOK_BITS);
		for (uint32_t look = looks.first; look < looks.end; look++) {
			unsigned size = symbol_of(code, &looks, look);
			table->entry[look] = (uint16_t)((length + size) | size << 8);
		}
	}
	return true;
}

/* An entry of the table that steps over one word, and how much of it is the word. */
struct step {
	uint8_t word_bits; /* 0: not seen, or nonsense */
	uint8_t value_bits;
	uint8_t advance;
};

static struct step step_of(uint8_t symbol, unsigned length)
{
	unsigned advance = sicht_symbol_advance(symbol);
	if (advance == 0 && symbol == SICHT_AC_END)
		advance = SICHT_ADVANCE_END;
	if (advance == 0)
		return (struct step){0, 0, 0};
	return (struct step){(uint8_t)length, symbol & 15, (uint8_t)advance};
}

/* All steps whose words are seen in `look`, joined. */
static uint16_t join_steps(const struct step *first, uint32_t look)
{
	const uint32_t mask = (1u << SICHT_SKIP_LOOK_BITS) - 1;
	unsigned bits = 0, advance = 0;
	while (bits < SICHT_SKIP_LOOK_BITS && advance < SICHT_ADVANCE_END) {
		struct step step = first[look << bits & mask];
		unsigned coefficients = advance + step.advance % SICHT_ADVANCE_END;
		if (step.word_bits == 0 || bits + step.word_bits > SICHT_SKIP_LOOK_BITS ||
			coefficients > 63)
			break;
		bits += step.word_bits + (unsigned)step.value_bits;
		advance += step.advance;
	}
	return (uint16_t)(bits > 0 ? bits | advance << 8 : SICHT_ADVANCE_ASK << 8);
}

void sicht_skip_table_fill(struct sicht_skip_table *table, const struct sicht_huffman *code)
{
	struct step first[1 << SICHT_SKIP_LOOK_BITS];
	memset(first, 0, sizeof first);
	for (unsigned length = 1; length <= SICHT_SKIP_LOOK_BITS; length++) {
		struct looks looks = looks_of(code, length, SICHT_SKIP_LOOK_BITS);
		for (uint32_t look = looks.first; look < looks.end; look++)
			first[look] = step_of(symbol_of(code, &looks, look), length);
	}
	for (uint32_t look = 0; look < 1u << SICHT_SKIP_LOOK_BITS; look++)
		table->entry[look] = join_steps(first, look);
}

/* One coefficient, or the end. */
static struct sicht_ac_entry single_entry(uint8_t symbol, unsigned length, uint32_t look)
{
	struct sicht_ac_entry entry = {0, SICHT_ADVANCE_ASK, symbol, (uint8_t)length, 0, 0};
	unsigned size = symbol & 15, advance = sicht_symbol_advance(symbol);
	if (length + size > SICHT_AC_LOOK_BITS || (advance == 0 && symbol != SICHT_AC_END))
		return entry;
	uint64_t word = (uint64_t)look << (64 - SICHT_AC_LOOK_BITS) << length;
	entry.bits = (uint8_t)(length + size);
	entry.advance = (uint8_t)(advance > 0 ? advance : SICHT_ADVANCE_END);
	entry.first = entry.last = (int16_t)sicht_value_of(word, size);
	return entry;
}

static struct sicht_ac_entry join(struct sicht_ac_entry first, struct sicht_ac_entry second)
{
	unsigned bits = first.bits + (unsigned)second.bits;
	unsigned coefficients = first.advance + second.advance % SICHT_ADVANCE_END;
	if (second.bits == 0 || bits > SICHT_AC_LOOK_BITS || coefficients > 63)
		return first;
	first.bits = (uint8_t)bits;
	first.advance = (uint8_t)(first.advance + second.advance);
	if (second.advance < SICHT_ADVANCE_END)
		first.last = second.last;
	return first;
}

void sicht_ac_table_fill(struct sicht_ac_table *table, const struct sicht_huffman *code)
{
	const uint32_t mask = (1u << SICHT_AC_LOOK_BITS) - 1;
	struct sicht_ac_entry single[1 << SICHT_AC_LOOK_BITS];
	for (uint32_t look = 0; look <= mask; look++)
		single[look] = (struct sicht_ac_entry){.advance = SICHT_ADVANCE_ASK};
	for (unsigned length = 1; length <= SICHT_AC_LOOK_BITS; length++) {
		struct looks looks = looks_of(code, length, SICHT_AC_LOOK_BITS);
		for (uint32_t look = looks.first; look < looks.end; look++)
			single[look] = single_entry(symbol_of(code, &looks, look), length, look);
	}
	for (uint32_t look = 0; look <= mask; look++) {
		struct sicht_ac_entry first = single[look];
		bool goes_on = first.advance < SICHT_ADVANCE_END;
		table->entry[look] =
			goes_on ? join(first, single[look << first.bits & mask]) : first;
	}
}
