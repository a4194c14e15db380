/* SPDX-License-Identifier: MIT */
/*
 * See exif.h. Every byte is read through part(), which checks that it is there; offsets are 32 bits
 * in 64, so that no sum of them wraps. All loops go forward, by what has just been read.
 */
#include "engine/decoder/exif/exif.h"

#include <string.h>

#define MARKER_EXIF 0xe1
#define MARKER_APP0 0xe0
#define MARKER_APP15 0xef
#define MARKER_COMMENT 0xfe

#define ENTRY_BYTES 12
#define TAG_OFFSET 0x0201
#define TAG_LENGTH 0x0202
#define TYPE_SHORT 3
#define TYPE_LONG 4

/* Bytes, and which of them count most. */
struct tiff {
	struct sicht_bytes bytes;
	bool big_end_first;
};

/* `size` bytes at `offset`, or NULL if they are not all there. */
static const uint8_t *part(struct sicht_bytes bytes, uint64_t offset, uint64_t size)
{
	if (offset > bytes.size || size > bytes.size - offset)
		return NULL;
	return (const uint8_t *)bytes.data + offset;
}

/* The number of `size` bytes (2 or 4) at `offset`. */
static bool number(const struct tiff *tiff, uint64_t offset, unsigned size, uint32_t *out)
{
	const uint8_t *bytes = part(tiff->bytes, offset, size);
	if (bytes == NULL)
		return false;
	uint32_t value = 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | bytes[tiff->big_end_first ? i : size - 1 - i];
	*out = value;
	return true;
}

/* The one number that the entry at `offset` holds. */
static bool entry_value(const struct tiff *tiff, uint64_t offset, uint32_t *out)
{
	uint32_t type, count;
	if (!number(tiff, offset + 2, 2, &type) || !number(tiff, offset + 4, 4, &count) ||
		count != 1 || (type != TYPE_SHORT && type != TYPE_LONG))
		return false;
	return number(tiff, offset + 8, type == TYPE_SHORT ? 2 : 4, out);
}

/* Offset and length from the directory at `at`. */
static bool read_directory(const struct tiff *tiff, uint32_t at, uint32_t *offset, uint32_t *length)
{
	uint32_t count, tag;
	bool has_offset = false, has_length = false;
	if (!number(tiff, at, 2, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t entry = at + 2 + (uint64_t)i * ENTRY_BYTES;
		if (!number(tiff, entry, 2, &tag))
			return false;
		if (tag == TAG_OFFSET)
			has_offset = entry_value(tiff, entry, offset);
		else if (tag == TAG_LENGTH)
			has_length = entry_value(tiff, entry, length);
	}
	return has_offset && has_length;
}

static bool read_tiff(struct sicht_bytes bytes, struct sicht_bytes *out)
{
	const uint8_t *order = part(bytes, 0, 4);
	if (order == NULL || (memcmp(order, "II*", 4) != 0 && memcmp(order, "MM\0*", 4) != 0))
		return false;
	struct tiff tiff = {bytes, order[0] == 'M'};
	uint32_t first, count, second, offset, length;
	if (!number(&tiff, 4, 4, &first) || !number(&tiff, first, 2, &count) ||
		!number(&tiff, first + 2 + (uint64_t)count * ENTRY_BYTES, 4, &second) ||
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
	const struct tiff file = {head, true};
	uint32_t begin, marker, size;
	if (!number(&file, 0, 2, &begin) || begin != 0xffd8)
		return false;
	for (uint64_t at = 2;; at += 2 + (uint64_t)size) {
		if (!number(&file, at, 2, &marker) || marker >> 8 != 0xff ||
			!is_passed_over(marker & 0xff) || !number(&file, at + 2, 2, &size) ||
			size < 2)
			return false;
		const uint8_t *content = part(head, at + 4, size - 2);
		if ((marker & 0xff) != MARKER_EXIF || content == NULL || size - 2 < 6 ||
			memcmp(content, "Exif\0", 6) != 0)
			continue;
		return read_tiff(sicht_bytes(content + 6, size - 2 - 6), out);
	}
}
