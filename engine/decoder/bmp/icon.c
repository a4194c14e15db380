/* SPDX-License-Identifier: MIT */
/* See icon.h. */
#include "engine/decoder/bmp/icon.h"

#define HEADER_BYTES 6
#define ENTRY_BYTES 16

static uint32_t little32(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

bool sicht_icon_find(struct sicht_bytes file, struct sicht_bytes *out)
{
	const uint8_t *data = file.data;
	uint32_t best_area = 0, best_size = 0;
	if (file.size < HEADER_BYTES)
		return false;
	const size_t count = data[4] | (size_t)data[5] << 8;
	for (size_t i = 0; i < count && HEADER_BYTES + (i + 1) * ENTRY_BYTES <= file.size; i++) {
		const uint8_t *entry = data + HEADER_BYTES + i * ENTRY_BYTES;
		uint32_t size = little32(entry + 8), offset = little32(entry + 12);
		uint32_t width = entry[0] == 0 ? 256 : entry[0];
		uint32_t area = width * (entry[1] == 0 ? 256u : entry[1]);
		if (size == 0 || offset > file.size || size > file.size - offset ||
			area < best_area || (area == best_area && size <= best_size))
			continue;
		best_area = area;
		best_size = size;
		*out = sicht_bytes(data + offset, size);
	}
	return best_size > 0;
}
