/* SPDX-License-Identifier: MIT */
/*
 * See exif.h. Every byte is read by tiff.h, which checks that it is there. All loops go forward, by
 * what has just been read.
 */
#include "engine/decoder/exif/exif.h"

#include <string.h>

#include "engine/decoder/exif/segment.h"
#include "engine/decoder/exif/tiff.h"

#define MARKER_EXIF 0xe1

#define TAG_OFFSET 0x0201
#define TAG_LENGTH 0x0202

/* Offset and length from the directory at `at`. */
static bool read_directory(
	const struct sicht_tiff *tiff, uint32_t at, uint32_t *offset, uint32_t *length)
{
	uint32_t count, tag;
	bool has_offset = false, has_length = false;
	if (!sicht_tiff_number(tiff, at, 2, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t entry = at + 2 + (uint64_t)i * SICHT_TIFF_ENTRY_BYTES;
		if (!sicht_tiff_number(tiff, entry, 2, &tag))
			return false;
		if (tag == TAG_OFFSET)
			has_offset = sicht_tiff_value(tiff, entry, offset);
		else if (tag == TAG_LENGTH)
			has_length = sicht_tiff_value(tiff, entry, length);
	}
	return has_offset && has_length;
}

static bool read_tiff(struct sicht_bytes bytes, struct sicht_bytes *out)
{
	struct sicht_tiff tiff;
	uint32_t first, count, second, offset, length;
	if (!sicht_tiff_open(bytes, &tiff) || !sicht_tiff_number(&tiff, 4, 4, &first) ||
		!sicht_tiff_number(&tiff, first, 2, &count) ||
		!sicht_tiff_number(
			&tiff, first + 2 + (uint64_t)count * SICHT_TIFF_ENTRY_BYTES, 4, &second) ||
		second == 0 || !read_directory(&tiff, second, &offset, &length))
		return false;
	const uint8_t *thumbnail = sicht_part(bytes, offset, length);
	if (thumbnail == NULL || length < 2 || memcmp(thumbnail, "\xff\xd8", 2) != 0)
		return false;
	*out = sicht_bytes(thumbnail, length);
	return true;
}

bool sicht_exif_thumbnail(struct sicht_bytes head, struct sicht_bytes *out)
{
	struct sicht_bytes bytes;
	return sicht_segment_find(head, MARKER_EXIF, sicht_bytes("Exif\0", 6), &bytes) &&
	       read_tiff(bytes, out);
}
