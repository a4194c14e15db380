/* SPDX-License-Identifier: MIT */
/* See huffman.h. */
#include "engine/decoder/jpeg_luma/huffman.h"

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
