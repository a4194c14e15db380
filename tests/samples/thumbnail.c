/* SPDX-License-Identifier: MIT */
/* See thumbnail.h; the layout is that of engine/decoder/exif/exif.h. */
#include "tests/samples/thumbnail.h"

#include <assert.h>

/* In the TIFF file: header, directory 0 without entries, directory 1 with three. */
#define DIRECTORY_0 8
#define DIRECTORY_1 (DIRECTORY_0 + 2 + 4)
#define THUMBNAIL (DIRECTORY_1 + 2 + 3 * 12 + 4)

static void append_number(
	struct sicht_text *out, uint32_t number, unsigned size, bool big_end_first)
{
	for (unsigned i = 0; i < size; i++) {
		unsigned shift = 8 * (big_end_first ? size - 1 - i : i);
		char byte = (char)(number >> shift);
		sicht_text_append(out, &byte, 1);
	}
}

static void append_entry(struct sicht_text *out, uint32_t tag, uint32_t value, bool big_end_first)
{
	append_number(out, tag, 2, big_end_first);
	append_number(out, 4, 2, big_end_first); /* type: 32 bits */
	append_number(out, 1, 4, big_end_first);
	append_number(out, value, 4, big_end_first);
}

void sample_embed(struct sicht_text *out, struct sicht_bytes picture, struct sicht_bytes thumbnail,
	bool big_end_first)
{
	assert(picture.size >= 2 && thumbnail.size <= SAMPLE_THUMBNAIL_BYTES_MAX);
	sicht_text_append(out, picture.data, 2);
	sicht_text_append(out, "\xff\xe1", 2);
	append_number(out, (uint32_t)(2 + 6 + THUMBNAIL + thumbnail.size), 2, true);
	sicht_text_append(out, "Exif\0", 6);
	sicht_text_append(out, big_end_first ? "MM\0*" : "II*\0", 4);
	append_number(out, DIRECTORY_0, 4, big_end_first);
	append_number(out, 0, 2, big_end_first);
	append_number(out, DIRECTORY_1, 4, big_end_first);
	append_number(out, 3, 2, big_end_first);
	append_entry(out, 0x0103, 6, big_end_first); /* compression: JPEG */
	append_entry(out, 0x0201, THUMBNAIL, big_end_first);
	append_entry(out, 0x0202, (uint32_t)thumbnail.size, big_end_first);
	append_number(out, 0, 4, big_end_first);
	sicht_text_append(out, thumbnail.data, thumbnail.size);
	sicht_text_append(out, (const char *)picture.data + 2, picture.size - 2);
}
