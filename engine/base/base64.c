/* SPDX-License-Identifier: MIT */
/*
 * Base64 (RFC 4648, section 4). What is read back must be what the encoder writes: padded, no
 * white space, unused bits zero; so equal bytes have one spelling.
 */
#include "engine/base/text.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void sicht_base64_encode(struct sicht_text *text, struct sicht_bytes bytes)
{
	const uint8_t *data = bytes.data;
	for (size_t i = 0; i < bytes.size; i += 3) {
		size_t count = bytes.size - i < 3 ? bytes.size - i : 3;
		uint32_t group = (uint32_t)data[i] << 16;
		if (count > 1)
			group |= (uint32_t)data[i + 1] << 8;
		if (count > 2)
			group |= data[i + 2];
		char digits[4] = {
			alphabet[group >> 18],
			alphabet[group >> 12 & 63],
			count > 1 ? alphabet[group >> 6 & 63] : '=',
			count > 2 ? alphabet[group & 63] : '=',
		};
		sicht_text_append(text, digits, sizeof digits);
	}
}

/* 0..63, or -1. */
static int digit_value(char digit)
{
	const char *place = digit != '\0' ? strchr(alphabet, digit) : NULL;
	return place != NULL ? (int)(place - alphabet) : -1;
}

/* Four digits, the last `padding` of them '=', into 3 - padding bytes. */
static bool decode_group(const char digits[4], unsigned padding, uint8_t bytes[3])
{
	uint32_t group = 0;
	for (unsigned i = 0; i < 4; i++) {
		int value = i < 4 - padding ? digit_value(digits[i]) : 0;
		if (value < 0)
			return false;
		group = group << 6 | (uint32_t)value;
	}
	bytes[0] = (uint8_t)(group >> 16);
	bytes[1] = (uint8_t)(group >> 8);
	bytes[2] = (uint8_t)group;
	return (group & ((1u << (8 * padding)) - 1)) == 0;
}

bool sicht_base64_decode(struct sicht_text *text, struct sicht_bytes encoded)
{
	const char *digits = encoded.data;
	const size_t size_before = text->size;
	if (encoded.size % 4 != 0)
		return false;
	for (size_t i = 0; i < encoded.size; i += 4) {
		unsigned padding = 0;
		if (i + 4 == encoded.size && digits[i + 3] == '=')
			padding = digits[i + 2] == '=' ? 2 : 1;
		uint8_t bytes[3];
		if (!decode_group(digits + i, padding, bytes)) {
			text->size = size_before;
			if (text->data != NULL)
				text->data[text->size] = '\0';
			return false;
		}
		sicht_text_append(text, bytes, 3 - padding);
	}
	return true;
}
