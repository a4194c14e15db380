/* SPDX-License-Identifier: MIT */
/* See mpf.h. */
#include "engine/decoder/exif/mpf.h"

#include <string.h>

#include "engine/decoder/exif/segment.h"
#include "engine/decoder/exif/tiff.h"

#define MARKER_MPF 0xe2

#define TAG_COUNT 0xb001
#define TAG_TABLE 0xb002

#define TABLE_ENTRY_BYTES 16

/* The index of a file. */
struct index {
	struct sicht_tiff tiff;
	uint32_t count; /* of pictures */
	uint32_t table; /* offset of it */
};

/* The table's entry says how many bytes it has, and where they are: 16 bytes never fit into it. */
static bool read_directory(struct index *index, uint32_t at)
{
	const struct sicht_tiff *tiff = &index->tiff;
	uint32_t entries, tag, table_bytes = 0;
	if (!sicht_tiff_number(tiff, at, 2, &entries))
		return false;
	for (uint32_t i = 0; i < entries; i++) {
		uint64_t entry = at + 2 + (uint64_t)i * SICHT_TIFF_ENTRY_BYTES;
		if (!sicht_tiff_number(tiff, entry, 2, &tag))
			return false;
		if (tag == TAG_COUNT && !sicht_tiff_value(tiff, entry, &index->count))
			return false;
		if (tag == TAG_TABLE &&
			(!sicht_tiff_number(tiff, entry + 4, 4, &table_bytes) ||
				!sicht_tiff_number(tiff, entry + 8, 4, &index->table)))
			return false;
	}
	return index->count > 1 && table_bytes / TABLE_ENTRY_BYTES >= index->count &&
	       sicht_part(tiff->bytes, index->table, table_bytes) != NULL;
}

static bool read_index(struct sicht_bytes file, struct index *out)
{
	struct index index = {0};
	struct sicht_bytes bytes;
	uint32_t directory;
	if (!sicht_segment_find(file, MARKER_MPF, sicht_bytes("MPF", 4), &bytes) ||
		!sicht_tiff_open(bytes, &index.tiff) ||
		!sicht_tiff_number(&index.tiff, 4, 4, &directory) ||
		!read_directory(&index, directory))
		return false;
	*out = index;
	return true;
}

uint32_t sicht_mpf_count(struct sicht_bytes file)
{
	struct index index;
	return read_index(file, &index) ? index.count : 1;
}

bool sicht_mpf_picture(struct sicht_bytes file, uint32_t page, struct sicht_bytes *out)
{
	struct index index;
	uint32_t size, offset;
	if (!read_index(file, &index) || page == 0 || page >= index.count)
		return false;
	uint64_t entry = index.table + (uint64_t)page * TABLE_ENTRY_BYTES;
	if (!sicht_tiff_number(&index.tiff, entry + 4, 4, &size) ||
		!sicht_tiff_number(&index.tiff, entry + 8, 4, &offset))
		return false;
	const uint8_t *begin = file.data, *base = index.tiff.bytes.data;
	uint64_t at = (uint64_t)(base - begin) + offset;
	const uint8_t *jpeg = sicht_part(file, at, 2);
	if (jpeg == NULL || size < 2 || memcmp(jpeg, "\xff\xd8", 2) != 0)
		return false;
	uint64_t rest = file.size - at;
	*out = sicht_bytes(jpeg, size < rest ? size : rest);
	return true;
}
