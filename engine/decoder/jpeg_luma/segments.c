/* SPDX-License-Identifier: MIT */
/*
 * The segments of a JPEG file, each a marker, a length and what the marker says: what they define
 * is taken into the reader. Entropy-coded data is none of them.
 *
 * Every byte is reached by take(), or after a look at how many are left.
 */
#include "engine/decoder/jpeg_luma/reader.h"

#define SIDE_MAX_PIXELS 65500 /* libjpeg-turbo's */

enum marker {
	MARKER_SOF0 = 0xc0, /* baseline */
	MARKER_SOF1 = 0xc1, /* extended sequential */
	MARKER_SOF2 = 0xc2, /* progressive */
	MARKER_DHT = 0xc4,
	MARKER_EOI = 0xd9,
	MARKER_SOS = 0xda,
	MARKER_DQT = 0xdb,
	MARKER_DRI = 0xdd,
	MARKER_APP0 = 0xe0,
	MARKER_APP14 = 0xee,
	MARKER_APP15 = 0xef,
	MARKER_COM = 0xfe,
	MARKER_NONE = 0,
};

/* The marker at stream.raw, stepped over; MARKER_NONE if there is none. */
static unsigned next_marker(struct sicht_stream *stream)
{
	const uint8_t *at = stream->raw;
	if (at == stream->raw_end || *at != 0xff)
		return MARKER_NONE;
	while (at < stream->raw_end && *at == 0xff) /* any number of them may come first */
		at++;
	if (at == stream->raw_end)
		return MARKER_NONE;
	stream->raw = at + 1;
	return *at;
}

/* What a marker's segment holds: its length comes first. */
static bool next_segment(struct sicht_stream *stream, struct sicht_bytes *segment)
{
	size_t rest = (size_t)(stream->raw_end - stream->raw);
	if (rest < 2)
		return false;
	size_t size = (size_t)stream->raw[0] << 8 | stream->raw[1];
	if (size < 2 || size > rest)
		return false;
	*segment = sicht_bytes(stream->raw + 2, size - 2);
	stream->raw += size;
	return true;
}

/* The first `size` bytes of a segment, taken from it; NULL if there are fewer. */
static const uint8_t *take(struct sicht_bytes *segment, size_t size)
{
	const uint8_t *taken = segment->data;
	if (segment->size < size)
		return NULL;
	*segment = sicht_bytes(taken + size, segment->size - size);
	return taken;
}

/* A quantiser of 0 says nothing, one of 16 bits is none of an 8-bit picture. */
static bool read_quantiser(const uint8_t *values, bool wide, uint16_t quantiser[COEFFICIENTS])
{
	for (size_t k = 0; k < COEFFICIENTS; k++) {
		unsigned value =
			wide ? (unsigned)values[2 * k] << 8 | values[2 * k + 1] : values[k];
		if (value == 0 || value > INT16_MAX)
			return false;
		quantiser[k] = (uint16_t)value;
	}
	return true;
}

static bool read_quantisers(struct sicht_jpeg_luma *reader, struct sicht_bytes segment)
{
	while (segment.size > 0) {
		const uint8_t *head = take(&segment, 1);
		unsigned wide = *head >> 4, index = *head & 15;
		const uint8_t *values = take(&segment, (size_t)COEFFICIENTS << (wide & 1));
		if (wide > 1 || index >= TABLES_MAX || values == NULL ||
			!read_quantiser(values, wide == 1, reader->quantiser[index]))
			return false;
	}
	return true;
}

static bool read_codes(struct sicht_jpeg_luma *reader, struct sicht_bytes segment)
{
	while (segment.size > 0) {
		const uint8_t *head = take(&segment, 1 + SICHT_CODE_BITS_MAX);
		if (head == NULL)
			return false;
		unsigned kind = *head >> 4, index = *head & 15;
		size_t count = 0;
		for (unsigned length = 1; length <= SICHT_CODE_BITS_MAX; length++)
			count += head[length];
		const uint8_t *symbols = take(&segment, count);
		if (kind > 1 || index >= TABLES_MAX || symbols == NULL)
			return false;
		struct sicht_huffman *code =
			kind == 0 ? &reader->dc_code[index] : &reader->ac_code[index];
		if (!sicht_huffman_define(code, head + 1, symbols, count))
			return false;
		if (kind == 0)
			reader->dc_filled[index] = false;
		else
			reader->ac_filled[index] = reader->skip_filled[index] = false;
	}
	return true;
}

static bool read_restart_interval(struct sicht_jpeg_luma *reader, struct sicht_bytes segment)
{
	const uint8_t *value = take(&segment, 2);
	if (value == NULL || segment.size > 0)
		return false;
	reader->restart_interval = (unsigned)value[0] << 8 | value[1];
	return true;
}

/* "JFIF" and "Adobe" decide what the components mean; see is_luma_first(). */
static void read_application(
	struct sicht_jpeg_luma *reader, unsigned marker, struct sicht_bytes segment)
{
	const uint8_t *data = segment.data;
	if (marker == MARKER_APP0 && segment.size >= 14 && memcmp(data, "JFIF", 5) == 0)
		reader->is_jfif = true;
	if (marker == MARKER_APP14 && segment.size >= 12 && memcmp(data, "Adobe", 5) == 0) {
		reader->is_adobe = true;
		reader->adobe_transform = data[11];
	}
}

static bool read_component(struct sicht_jpeg_luma *reader, const uint8_t *data)
{
	struct sicht_component *component = &reader->component[reader->component_count];
	*component = (struct sicht_component){
		.id = data[0],
		.columns = data[1] >> 4,
		.rows = data[1] & 15,
		.quantiser = data[2],
	};
	memset(component->missing, NOT_CODED, sizeof component->missing);
	for (unsigned i = 0; i < reader->component_count; i++) {
		if (reader->component[i].id == component->id)
			return false;
	}
	reader->component_count++;
	return component->columns >= 1 && component->columns <= 4 && component->rows >= 1 &&
	       component->rows <= 4 && component->quantiser < TABLES_MAX;
}

static bool read_frame(struct sicht_jpeg_luma *reader, unsigned marker, struct sicht_bytes segment)
{
	const uint8_t *head = take(&segment, 6);
	if (head == NULL || reader->component_count > 0)
		return false;
	unsigned precision = head[0], count = head[5];
	reader->progressive = marker == MARKER_SOF2;
	reader->height = (uint32_t)head[1] << 8 | head[2];
	reader->width = (uint32_t)head[3] << 8 | head[4];
	if (precision != 8 || (count != 1 && count != 3) || reader->width == 0 ||
		reader->height == 0 || reader->width > SIDE_MAX_PIXELS ||
		reader->height > SIDE_MAX_PIXELS || segment.size != 3 * count)
		return false;
	for (unsigned i = 0; i < count; i++) {
		if (!read_component(reader, take(&segment, 3)))
			return false;
	}
	return true;
}

/* What the marker says, other than that a scan or the end comes. */
static bool take_in(struct sicht_jpeg_luma *reader, unsigned marker, struct sicht_bytes segment)
{
	switch (marker) {
	case MARKER_SOF0:
	case MARKER_SOF1:
	case MARKER_SOF2:
		return read_frame(reader, marker, segment);
	case MARKER_DHT:
		return read_codes(reader, segment);
	case MARKER_DQT:
		return read_quantisers(reader, segment);
	case MARKER_DRI:
		return read_restart_interval(reader, segment);
	case MARKER_COM:
		return true;
	default:
		read_application(reader, marker, segment);
		return marker >= MARKER_APP0 && marker <= MARKER_APP15;
	}
}

enum sicht_segments sicht_segments_read(struct sicht_jpeg_luma *reader)
{
	for (;;) {
		struct sicht_bytes segment;
		unsigned marker = next_marker(&reader->stream);
		if (marker == MARKER_EOI)
			return SICHT_SEGMENTS_END;
		if (marker == MARKER_NONE || !next_segment(&reader->stream, &segment))
			return SICHT_SEGMENTS_DECLINED;
		if (marker == MARKER_SOS) {
			reader->scan_head = segment;
			return SICHT_SEGMENTS_SCAN;
		}
		if (!take_in(reader, marker, segment))
			return SICHT_SEGMENTS_DECLINED;
	}
}
