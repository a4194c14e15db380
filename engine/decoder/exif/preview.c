/* SPDX-License-Identifier: MIT */
/* See preview.h. */
#include "engine/decoder/exif/preview.h"

#include <string.h>

#include "engine/decoder/exif/tiff.h"

#define TAG_SUBFILE 254
#define TAG_PHOTOMETRIC 262
#define TAG_MAKE 271
#define TAG_DIRECTORIES 330
#define TAG_DNG_VERSION 50706
#define PHOTOMETRIC_SENSOR 32803

/* Before the frame of a JPEG stand tables and notes, a dozen as a rule. */
#define SEGMENTS_MAX 64

bool sicht_tiff_is_raw(struct sicht_bytes head)
{
	struct sicht_tiff tiff;
	uint32_t first, count, tag, value;
	bool has_maker = false, is_elsewhere = false;
	if (!sicht_tiff_open(head, &tiff) || !sicht_tiff_number(&tiff, 4, 4, &first) ||
		!sicht_tiff_number(&tiff, first, 2, &count))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t entry = first + 2 + (uint64_t)i * SICHT_TIFF_ENTRY_BYTES;
		if (!sicht_tiff_number(&tiff, entry, 2, &tag))
			break;
		has_maker |= tag == TAG_MAKE;
		is_elsewhere |= tag == TAG_DIRECTORIES || tag == TAG_DNG_VERSION;
		if (tag == TAG_SUBFILE && sicht_tiff_value(&tiff, entry, &value))
			is_elsewhere |= (value & 1) != 0; /* this one is a reduced picture */
		if (tag == TAG_PHOTOMETRIC && sicht_tiff_value(&tiff, entry, &value))
			is_elsewhere |= value == PHOTOMETRIC_SENSOR;
	}
	return has_maker && is_elsewhere;
}

static bool is_frame(unsigned marker)
{
	return marker >= 0xc0 && marker <= 0xc2; /* baseline, extended, progressive */
}

/* Tables, notes, and what else may stand before a frame. */
static bool is_passed_over(unsigned marker)
{
	return marker == 0xc4 || marker == 0xcc || marker == 0xdb || marker == 0xdd ||
	       (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
}

/* Pixels of the JPEG at `at`; 0: there is none. */
static uint64_t area_of_jpeg(struct sicht_bytes file, size_t at)
{
	const uint8_t *data = file.data;
	at += 2;
	for (unsigned i = 0; i < SEGMENTS_MAX && at + 9 <= file.size && data[at] == 0xff; i++) {
		const uint8_t *segment = data + at;
		if (is_frame(segment[1])) {
			uint64_t height = (uint64_t)segment[5] << 8 | segment[6];
			uint64_t width = (uint64_t)segment[7] << 8 | segment[8];
			return segment[4] == 8 ? width * height : 0;
		}
		if (!is_passed_over(segment[1]))
			return 0;
		at += 2 + ((size_t)segment[2] << 8 | segment[3]);
	}
	return 0;
}

bool sicht_preview_find(struct sicht_bytes file, struct sicht_bytes *out)
{
	const uint8_t *begin = file.data, *end = begin + file.size, *at = begin;
	uint64_t best_area = 0;
	while (at < end && (at = memmem(at, (size_t)(end - at), "\xff\xd8\xff", 3)) != NULL) {
		uint64_t area = area_of_jpeg(file, (size_t)(at - begin));
		if (area > best_area) {
			best_area = area;
			*out = sicht_bytes(at, (size_t)(end - at));
		}
		at++;
	}
	return best_area > 0;
}
