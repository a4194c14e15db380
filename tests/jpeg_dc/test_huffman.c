/* SPDX-License-Identifier: MIT */
/* Tables say what reading word by word says. */
#include "engine/decoder/jpeg_dc/huffman.h"

#include <criterion/criterion.h>
#include <string.h>

/* One word of each length from 1 to 16: the longest code there is, and most of it unseen. */
static struct sicht_huffman staircase(void)
{
	static const uint8_t symbols[16] = {0x01, 0x00, 0x11, 0x02, 0xf0, 0x2a, 0x03, 0x13, 0x1f,
		0x10, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09};
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
		coefficients += sicht_ac_advance(word.symbol);
		ends = word.symbol == SICHT_AC_END;
	}
	cr_expect(bits == (entry & 255u), "%04x", look);
	cr_expect(entry >> 8 == (bits == 0 ? SICHT_AC_ADVANCE_ASK
					   : coefficients + (ends ? SICHT_AC_ADVANCE_END : 0)),
		"%04x", look);
}

Test(huffman, ac_table_steps_over_whole_words)
{
	static struct sicht_ac_table table;
	struct sicht_huffman code = staircase();
	sicht_ac_table_fill(&table, &code);
	for (uint32_t look = 0; look < 1u << SICHT_AC_LOOK_BITS; look++)
		expect_entry(&code, look, table.entry[look]);
	cr_expect_eq(table.entry[0], 14 | 7 << 8, "seven words 0, each with one bit of value");
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
