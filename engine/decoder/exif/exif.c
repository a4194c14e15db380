/* SPDX-License-Identifier: MIT */
/*
 * See exif.h. Every byte is read through part() or as a number of tiff.h, which check that it is
 * there. All loops go forward, by what has just been read.
 */
#include "engine/decoder/exif/exif.h"

#include <string.h>

#include "engine/decoder/exif/tiff.h"

#define MARKER_EXIF 0xe1
#define MARKER_APP0 0xe0
#define MARKER_APP15 0xef
#define MARKER_COMMENT 0xfe

#define TAG_OFFSET 0x0201
#define TAG_LENGTH 0x0202

/* `size` bytes at `offset`, or NULL if they are not all there. */
static const uint8_t *part(struct sicht_bytes bytes, uint64_t offset, uint64_t size)
{
	if (offset > bytes.size || size > bytes.size - offset)
		return NULL;
	return (const uint8_t *)bytes.data + offset;
}

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
	const uint8_t *thumbnail = part(bytes, offset, length);
	if (thumbnail == NULL || length < 2 || memcmp(thumbnail, "\xff\xd8", 2) != 0)
		return false;
	*out = sicht_bytes(thumbnail, length);
	return true;
}

/* Segments that may come before Exif's, and in no other place. */
static bool is_passed_over(unsigned marker)
{
	return (marker >= MARKER_APP0 && marker <= MARKER_APP15) || marker == MARKER_COMMENT;
}

bool sicht_exif_thumbnail(struct sicht_bytes head, struct sicht_bytes *out)
{
	const struct sicht_tiff file = {head, true};
	uint32_t begin, marker, size;
	if (!sicht_tiff_number(&file, 0, 2, &begin) || begin != 0xffd8)
		return false;
	for (uint64_t at = 2;; at += 2 + (uint64_t)size) {
		if (!sicht_tiff_number(&file, at, 2, &marker) || marker >> 8 != 0xff ||
			!is_passed_over(marker & 0xff) ||
			!sicht_tiff_number(&file, at + 2, 2, &size) || size < 2)
			return false;
		const uint8_t *content = part(head, at + 4, size - 2);
		if ((marker & 0xff) != MARKER_EXIF || content == NULL || size - 2 < 6 ||
			memcmp(content, "Exif\0", 6) != 0)
			continue;
		return read_tiff(sicht_bytes(content + 6, size - 2 - 6), out);
	}
}
