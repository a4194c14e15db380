/* SPDX-License-Identifier: MIT */
/* Tables say what reading word by word says. */
#include "engine/decoder/jpeg_luma/tables.h"

#include <criterion/criterion.h>
#include <string.h>

/* A symbol without a value that is neither the end nor zeros. */
#define NONSENSE 0x10

/* One word of each length from 1 to 16: the longest code there is, and most of it unseen. */
static struct sicht_huffman staircase(void)
{
	static const uint8_t symbols[16] = {0x01, 0x00, 0x11, 0x02, 0xf0, 0x2a, 0x03, 0x13, 0x1f,
		NONSENSE, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09};
	uint8_t counts[16];
	struct sicht_huffman code = {0};
	memset(counts, 1, sizeof counts);
	cr_assert(sicht_huffman_define(&code, counts, symbols, 16));
	return code;
}

/* Step over words as the standard has them, as far as the table's entry goes. */
static void expect_entry(const struct sicht_huffman *code, uint32_t look, uint16_t entry)
{
	unsigned bits = 0, coefficients = 0;
	bool ends = false;
	while (bits < (entry & 255u)) {
		struct sicht_huffman_word word =
			sicht_huffman_read(code, (uint16_t)(look << bits << 3));
		cr_assert(!ends && word.length_bits > 0 && bits + word.length_bits <= 13, "%04x",
			look);
		bits += word.length_bits + (word.symbol & 15u);
		coefficients += sicht_symbol_advance(word.symbol);
		ends = word.symbol == SICHT_AC_END;
	}
	cr_expect(bits == (entry & 255u), "%04x", look);
	cr_expect(entry >> 8 == (bits == 0 ? SICHT_ADVANCE_ASK
					   : coefficients + (ends ? SICHT_ADVANCE_END : 0)),
		"%04x", look);
}

Test(huffman, skip_table_steps_over_whole_words)
{
	static struct sicht_skip_table table;
	struct sicht_huffman code = staircase();
	sicht_skip_table_fill(&table, &code);
	for (uint32_t look = 0; look < 1u << SICHT_SKIP_LOOK_BITS; look++)
		expect_entry(&code, look, table.entry[look]);
	cr_expect_eq(table.entry[0], 14 | 7 << 8, "seven words 0, each with one bit of value");
}

/* One or two words with all of their values, as reading them one by one has them. */
static void expect_values(
	const struct sicht_huffman *code, uint32_t look, const struct sicht_ac_entry *entry)
{
	const uint64_t bits = (uint64_t)look << (64 - SICHT_AC_LOOK_BITS);
	struct sicht_huffman_word first = sicht_huffman_read(code, (uint16_t)(bits >> 48));
	unsigned length = first.length_bits + (first.symbol & 15u), advance = 0;
	if (first.length_bits == 0 || first.length_bits > SICHT_AC_LOOK_BITS) {
		cr_expect(entry->word_bits == 0 && entry->bits == 0, "%04x", look);
		return;
	}
	cr_expect(entry->word_bits == first.length_bits && entry->symbol == first.symbol);
	if (entry->bits == 0) {
		cr_expect_eq(entry->advance, SICHT_ADVANCE_ASK);
		cr_expect(length > SICHT_AC_LOOK_BITS || first.symbol == NONSENSE, "%04x", look);
		return;
	}
	int32_t last = sicht_value_of(bits << first.length_bits, first.symbol & 15);
	cr_expect_eq(entry->first, last);
	advance = sicht_symbol_advance(first.symbol);
	if (entry->bits > length) {
		struct sicht_huffman_word second =
			sicht_huffman_read(code, (uint16_t)(bits << length >> 48));
		if (second.symbol != SICHT_AC_END)
			last = sicht_value_of(
				bits << length << second.length_bits, second.symbol & 15);
		advance += second.symbol == SICHT_AC_END ? SICHT_ADVANCE_END
							 : sicht_symbol_advance(second.symbol);
		length += second.length_bits + (second.symbol & 15u);
	} else if (first.symbol == SICHT_AC_END) {
		advance = SICHT_ADVANCE_END;
	}
	cr_expect(entry->bits == length && length <= SICHT_AC_LOOK_BITS, "%04x", look);
	cr_expect(entry->advance == advance && entry->last == last, "%04x", look);
}

Test(huffman, ac_table_has_words_and_values)
{
	static struct sicht_ac_table table;
	struct sicht_huffman code = staircase();
	sicht_ac_table_fill(&table, &code);
	for (uint32_t look = 0; look < 1u << SICHT_AC_LOOK_BITS; look++)
		expect_values(&code, look, &table.entry[look]);
	const struct sicht_ac_entry *entry = &table.entry[0x1 << (SICHT_AC_LOOK_BITS - 4)];
	cr_expect(entry->bits == 4 && entry->advance == 2 && entry->first == -1 && entry->last == 1,
		"the words 0 and 0, with values of one bit, 0 and 1");
}

Test(huffman, words_are_found_by_their_bits)
{
	struct sicht_huffman code = staircase();
	for (unsigned length = 1; length <= 16; length++) {
		unsigned ones = 0xffffu << (17 - length) & 0xffff;
		struct sicht_huffman_word word = sicht_huffman_read(&code, (uint16_t)ones);
		cr_expect(word.length_bits == length && word.symbol == code.symbol[length - 1],
			"length %u", length);
	}
	cr_expect(sicht_huffman_read(&code, 0xffff).length_bits == 0, "all ones is no word");
}

Test(huffman, codes_that_do_not_fit_are_refused)
{
	static const uint8_t symbols[256] = {0};
	struct sicht_huffman code = {0};
	uint8_t counts[16] = {2};
	cr_expect_not(sicht_huffman_define(&code, counts, symbols, 2), "all ones is taken");
	counts[0] = 1;
	counts[1] = 2;
	cr_expect_not(sicht_huffman_define(&code, counts, symbols, 3), "too many words");
	counts[1] = 1;
	cr_expect_not(sicht_huffman_define(&code, counts, symbols, 3), "more symbols than words");
	cr_expect_not(code.defined);
	cr_expect(sicht_huffman_define(&code, counts, symbols, 2));
}

Test(huffman, dc_table_refuses_values_that_are_too_long)
{
	static struct sicht_dc_table table;
	static const uint8_t short_enough[] = {11}, too_long[] = {12};
	static const uint8_t counts[16] = {1};
	struct sicht_huffman code = {0};
	cr_assert(sicht_huffman_define(&code, counts, short_enough, 1));
	cr_expect(sicht_dc_table_fill(&table, &code));
	cr_assert(sicht_huffman_define(&code, counts, too_long, 1));
	cr_expect_not(sicht_dc_table_fill(&table, &code));
}
