/* SPDX-License-Identifier: MIT */
/*
 * See jpeg_dc.h. This is the course of a reading: segments (segments.c) and scans (scan.c) in the
 * order of the file, to its end.
 *
 * Its one rule: what is not exactly as expected declines. So it has to know what is right, and not
 * what libjpeg-turbo would make of the wrong. The picture is complete if at the end every
 * coefficient of every component has been coded to its last bit; of a progressive file that is not,
 * libjpeg-turbo invents the rest ("block smoothing"), and shall.
 */
#include "engine/decoder/jpeg_dc/reader.h"

#include <assert.h>
#include <stdlib.h>

#define MARKER_SOI 0xd8
#define SHIFT_MAX 13

static uint32_t divided_up(uint32_t value, uint32_t divisor)
{
	return (value + divisor - 1) / divisor;
}

/* ---------------------------------------------------------------------------- heads of scans */

/* The head of a scan as the file has it. */
struct head {
	unsigned component_count;
	unsigned component[COMPONENTS_MAX]; /* indices, ascending */
	unsigned dc_code[COMPONENTS_MAX], ac_code[COMPONENTS_MAX];
	unsigned first, last;   /* coefficients */
	unsigned before, shift; /* low bits that are missing before and after this scan */
};

static bool find_component(const struct sicht_jpeg_dc *reader, unsigned id, unsigned *index)
{
	for (*index = 0; *index < reader->component_count; ++*index) {
		if (reader->component[*index].id == id)
			return true;
	}
	return false;
}

static bool read_head(const struct sicht_jpeg_dc *reader, struct head *head)
{
	const uint8_t *data = reader->scan_head.data;
	size_t size = reader->scan_head.size;
	if (size < 1 || data[0] < 1 || data[0] > reader->component_count ||
		size != 2u * data[0] + 4)
		return false;
	head->component_count = *data++;
	for (unsigned i = 0; i < head->component_count; i++, data += 2) {
		head->dc_code[i] = data[1] >> 4;
		head->ac_code[i] = data[1] & 15;
		if (!find_component(reader, data[0], &head->component[i]) ||
			(i > 0 && head->component[i] <= head->component[i - 1]) ||
			head->dc_code[i] >= TABLES_MAX || head->ac_code[i] >= TABLES_MAX)
			return false;
	}
	head->first = data[0];
	head->last = data[1];
	head->before = data[2] >> 4;
	head->shift = data[2] & 15;
	return true;
}

/* Do the coefficients and bits make sense for this kind of file? */
static bool is_head_sound(const struct sicht_jpeg_dc *reader, const struct head *head)
{
	if (!reader->progressive)
		return head->first == 0 && head->last == COEFFICIENTS - 1 && head->before == 0 &&
		       head->shift == 0;
	bool band = head->first == 0 ? head->last == 0
				     : head->first <= head->last && head->last < COEFFICIENTS &&
					       head->component_count == 1;
	bool bits = head->before == 0 ? head->shift <= SHIFT_MAX : head->shift + 1 == head->before;
	return band && bits;
}

/* Keep account of what is coded. False if the scan codes again, or refines what was not there. */
static bool note_coded(struct sicht_jpeg_dc *reader, const struct head *head)
{
	for (unsigned i = 0; i < head->component_count; i++) {
		struct sicht_component *component = &reader->component[head->component[i]];
		int expected = head->before == 0 ? NOT_CODED : (int)head->before;
		if (head->first > 0 && component->missing[0] == NOT_CODED)
			return false;
		for (unsigned k = head->first; k <= head->last; k++) {
			if (component->missing[k] != expected)
				return false;
			component->missing[k] = (int8_t)head->shift;
		}
	}
	return true;
}

static bool is_all_coded(const struct sicht_jpeg_dc *reader)
{
	for (unsigned i = 0; i < reader->component_count; i++) {
		for (unsigned k = 0; k < COEFFICIENTS; k++) {
			if (reader->component[i].missing[k] != 0)
				return false;
		}
	}
	return reader->component_count > 0;
}

/* Is everything there that the scan needs, if only to be stepped over? */
static bool has_tables(const struct sicht_jpeg_dc *reader, const struct head *head)
{
	for (unsigned i = 0; i < head->component_count; i++) {
		const struct sicht_component *component = &reader->component[head->component[i]];
		bool needs_dc = head->first == 0 && head->before == 0, needs_ac = head->last > 0;
		if (reader->quantiser[component->quantiser] == 0 ||
			(needs_dc && !reader->dc_code[head->dc_code[i]].defined) ||
			(needs_ac && !reader->ac_code[head->ac_code[i]].defined))
			return false;
	}
	return true;
}

/* The tables by which the scan will be read, for its component `i`. */
static bool fill_tables(struct sicht_jpeg_dc *reader, const struct head *head, unsigned i,
	struct sicht_scan_block *block)
{
	unsigned dc = head->dc_code[i], ac = head->ac_code[i];
	if (head->before == 0) {
		if (!reader->dc_filled[dc] &&
			!sicht_dc_table_fill(&reader->dc_table[dc], &reader->dc_code[dc]))
			return false;
		reader->dc_filled[dc] = true;
		block->dc_code = &reader->dc_code[dc];
		block->dc_table = &reader->dc_table[dc];
	}
	if (head->last > 0) {
		if (!reader->ac_filled[ac])
			sicht_ac_table_fill(&reader->ac_table[ac], &reader->ac_code[ac]);
		reader->ac_filled[ac] = true;
		block->ac_code = &reader->ac_code[ac];
		block->ac_table = &reader->ac_table[ac];
	}
	return true;
}

/* The blocks of an MCU: one of a component that is alone, else as many as its factors say. */
static bool lay_out_blocks(
	struct sicht_jpeg_dc *reader, const struct head *head, struct sicht_scan *scan)
{
	for (unsigned i = 0; i < head->component_count; i++) {
		const struct sicht_component *component = &reader->component[head->component[i]];
		struct sicht_scan_block block = {.is_luma = head->component[i] == 0};
		unsigned columns = head->component_count == 1 ? 1 : component->columns;
		unsigned rows = head->component_count == 1 ? 1 : component->rows;
		if (!fill_tables(reader, head, i, &block) ||
			scan->block_count + columns * rows > SICHT_MCU_BLOCKS_MAX)
			return false;
		for (unsigned k = 0; k < columns * rows; k++) {
			block.offset = k / columns * reader->stride + k % columns;
			scan->block[scan->block_count++] = block;
		}
		if (block.is_luma) {
			scan->luma_columns = columns;
			scan->luma_rows = rows;
		}
	}
	return true;
}

static bool read_luma(struct sicht_jpeg_dc *reader, const struct head *head)
{
	const struct sicht_component *luma = &reader->component[0];
	struct sicht_scan scan = {
		.kind = !reader->progressive ? SICHT_SCAN_SEQUENTIAL
			: head->before == 0  ? SICHT_SCAN_DC_FIRST
					     : SICHT_SCAN_DC_REFINE,
		.shift = head->shift,
		.restart_interval = reader->restart_interval,
		.plane = reader->plane,
		.stride = reader->stride,
	};
	if (!lay_out_blocks(reader, head, &scan))
		return false;
	bool alone = head->component_count == 1;
	scan.mcus_per_row = divided_up(reader->width, alone ? 8 : 8u * luma->columns);
	scan.mcu_rows = divided_up(reader->height, alone ? 8 : 8u * luma->rows);
	return sicht_scan_read(&scan, &reader->stream);
}

static bool read_scan(struct sicht_jpeg_dc *reader)
{
	struct head head;
	if (!read_head(reader, &head) || !is_head_sound(reader, &head) ||
		!has_tables(reader, &head) || !note_coded(reader, &head))
		return false;
	bool has_luma = head.component[0] == 0 && head.first == 0;
	if (!has_luma) {
		sicht_scan_skip(&reader->stream);
		return true;
	}
	if (head.before == 0)
		reader->plane_quantiser = reader->quantiser[reader->component[0].quantiser];
	return read_luma(reader, &head);
}

/* ----------------------------------------------------------------------------------- the course */

/* Component 0 is sampled as densely as the picture, in both directions, and others divide it. */
static bool is_luma_full(const struct sicht_jpeg_dc *reader)
{
	const struct sicht_component *luma = &reader->component[0];
	for (unsigned i = 1; i < reader->component_count; i++) {
		const struct sicht_component *other = &reader->component[i];
		if (luma->columns % other->columns != 0 || luma->rows % other->rows != 0)
			return false;
	}
	return true;
}

/* Component 0 is luma: the file is grey or YCbCr, by the rules of libjpeg-turbo. */
static bool is_luma_first(const struct sicht_jpeg_dc *reader)
{
	if (reader->component_count == 1 || reader->is_jfif)
		return true;
	if (reader->is_adobe)
		return reader->adobe_transform == 1;
	return !(reader->component[0].id == 'R' && reader->component[1].id == 'G' &&
		 reader->component[2].id == 'B');
}

bool sicht_jpeg_dc_open(struct sicht_bytes file, struct sicht_jpeg_dc **out)
{
	const uint8_t *data = file.data;
	if (file.size < 2 || data[0] != 0xff || data[1] != MARKER_SOI)
		return false;
	struct sicht_jpeg_dc *reader = calloc(1, sizeof *reader);
	if (reader == NULL)
		return false;
	reader->stream.raw = data + 2;
	reader->stream.raw_end = data + file.size;
	if (sicht_segments_read(reader) != SICHT_SEGMENTS_SCAN || reader->component_count == 0 ||
		!is_luma_first(reader) || !is_luma_full(reader)) {
		sicht_jpeg_dc_free(reader);
		return false;
	}
	*out = reader;
	return true;
}

void sicht_jpeg_dc_free(struct sicht_jpeg_dc *reader)
{
	if (reader != NULL)
		free(reader->plane);
	free(reader);
}

uint32_t sicht_jpeg_dc_width(const struct sicht_jpeg_dc *reader)
{
	return reader->width;
}

uint32_t sicht_jpeg_dc_height(const struct sicht_jpeg_dc *reader)
{
	return reader->height;
}

/* The sample of a coefficient before it is limited to 0..255: T.81 A.3.3 with one coefficient. */
static int32_t sample_of(int32_t coefficient, int32_t quantiser)
{
	return ((coefficient * quantiser + 4) >> 3) + 128;
}

/* Far beyond what a picture holds, libjpeg-turbo's samples wrap around. No encoder goes there. */
static bool is_in_range(const struct sicht_jpeg_dc *reader)
{
	size_t count = reader->stride * divided_up(reader->height, 8);
	int32_t low = 0, high = 0;
	for (size_t i = 0; i < count; i++) {
		low = reader->plane[i] < low ? reader->plane[i] : low;
		high = reader->plane[i] > high ? reader->plane[i] : high;
	}
	return sample_of(low, reader->plane_quantiser) >= 128 - 512 &&
	       sample_of(high, reader->plane_quantiser) < 128 + 512;
}

bool sicht_jpeg_dc_read(struct sicht_jpeg_dc *reader)
{
	const struct sicht_component *luma = &reader->component[0];
	enum sicht_segments met = SICHT_SEGMENTS_SCAN;
	assert(reader->plane == NULL);
	reader->stride = (size_t)divided_up(reader->width, 8u * luma->columns) * luma->columns;
	size_t rows = (size_t)divided_up(reader->height, 8u * luma->rows) * luma->rows;
	reader->plane = calloc(rows, reader->stride * sizeof *reader->plane);
	if (reader->plane == NULL)
		return false;
	while (met == SICHT_SEGMENTS_SCAN) {
		if (!read_scan(reader))
			return false;
		met = sicht_segments_read(reader);
	}
	return met == SICHT_SEGMENTS_END && is_all_coded(reader) && is_in_range(reader);
}

void sicht_jpeg_dc_render(const struct sicht_jpeg_dc *reader, uint8_t *samples, size_t stride_bytes)
{
	uint32_t width = divided_up(reader->width, 8), height = divided_up(reader->height, 8);
	for (uint32_t y = 0; y < height; y++) {
		const int16_t *row = reader->plane + y * reader->stride;
		for (uint32_t x = 0; x < width; x++) {
			int32_t sample = sample_of(row[x], reader->plane_quantiser);
			sample = sample < 0 ? 0 : sample;
			samples[x] = (uint8_t)(sample > 255 ? 255 : sample);
		}
		samples += stride_bytes;
	}
}
