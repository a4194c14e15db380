/* SPDX-License-Identifier: MIT */
/* See segment.h. The loop goes forward, by what has just been read. */
#include "engine/decoder/exif/segment.h"

#include <string.h>

#include "engine/decoder/exif/tiff.h"

#define MARKER_APP0 0xe0
#define MARKER_APP15 0xef
#define MARKER_COMMENT 0xfe

/* Segments that may come before those that are looked for, and in no other place. */
static bool is_passed_over(unsigned marker)
{
	return (marker >= MARKER_APP0 && marker <= MARKER_APP15) || marker == MARKER_COMMENT;
}

bool sicht_segment_find(
	struct sicht_bytes file, unsigned wanted, struct sicht_bytes name, struct sicht_bytes *out)
{
	const struct sicht_tiff jpeg = {file, true};
	uint32_t begin, marker, size;
	if (!sicht_tiff_number(&jpeg, 0, 2, &begin) || begin != 0xffd8)
		return false;
	for (uint64_t at = 2;; at += 2 + (uint64_t)size) {
		if (!sicht_tiff_number(&jpeg, at, 2, &marker) || marker >> 8 != 0xff ||
			!is_passed_over(marker & 0xff) ||
			!sicht_tiff_number(&jpeg, at + 2, 2, &size) || size < 2)
			return false;
		const uint8_t *content = sicht_part(file, at + 4, size - 2);
		if ((marker & 0xff) != wanted || content == NULL || size - 2 < name.size ||
			memcmp(content, name.data, name.size) != 0)
			continue;
		*out = sicht_bytes(content + name.size, size - 2 - name.size);
		return true;
	}
}
