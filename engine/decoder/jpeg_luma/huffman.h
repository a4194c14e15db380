/* SPDX-License-Identifier: MIT */
/* Huffman codes of a JPEG file, read word by word. The tables that do it fast: see tables.h. */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_HUFFMAN_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_HUFFMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SICHT_CODE_BITS_MAX 16

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

#endif
