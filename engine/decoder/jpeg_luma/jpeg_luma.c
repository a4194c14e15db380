/* SPDX-License-Identifier: MIT */
/*
 * See jpeg_luma.h. This is the course of a reading: segments (segments.c) and scans (scan.c) in the
 * order of the file, to its end.
 *
 * Its one rule: what is not exactly as expected declines. So it has to know what is right, and not
 * what libjpeg-turbo would make of the wrong. The picture is complete if at the end every
 * coefficient of every component has been coded to its last bit; of a progressive file that is not,
 * libjpeg-turbo invents the rest ("block smoothing"), and shall.
 *
 * Luma of a sequential file comes in one scan, and goes to the canvas block by block; of a
 * progressive one, or at 1/8, coefficients are kept in the plane until the end.
 */
#include "engine/decoder/jpeg_luma/head.h"

#include <assert.h>
#include <stdlib.h>

#define MARKER_SOI 0xd8

static uint32_t divided_up(uint32_t value, uint32_t divisor)
{
	return (value + divisor - 1) / divisor;
}

/* --------------------------------------------------------------------------------- one scan */

static const struct sicht_dc_table *dc_table(struct sicht_jpeg_luma *reader, unsigned index)
{
	struct sicht_dc_table *table = &reader->dc_table[index];
	if (!reader->dc_filled[index] && !sicht_dc_table_fill(table, &reader->dc_code[index]))
		return NULL;
	reader->dc_filled[index] = true;
	return table;
}

static const struct sicht_ac_table *ac_table(struct sicht_jpeg_luma *reader, unsigned index)
{
	struct sicht_ac_table *table = &reader->ac_table[index];
	if (!reader->ac_filled[index])
		sicht_ac_table_fill(table, &reader->ac_code[index]);
	reader->ac_filled[index] = true;
	return table;
}

static const struct sicht_skip_table *skip_table(struct sicht_jpeg_luma *reader, unsigned index)
{
	struct sicht_skip_table *table = &reader->skip_table[index];
	if (!reader->skip_filled[index])
		sicht_skip_table_fill(table, &reader->ac_code[index]);
	reader->skip_filled[index] = true;
	return table;
}

/* The tables by which the scan will be read, for its component `i`. */
static bool fill_tables(struct sicht_jpeg_luma *reader, const struct sicht_scan_head *head,
	unsigned i, struct sicht_scan_block *block)
{
	unsigned dc = head->dc_code[i], ac = head->ac_code[i];
	if (head->first == 0 && head->before == 0) {
		block->dc_code = &reader->dc_code[dc];
		block->dc_table = dc_table(reader, dc);
		if (block->dc_table == NULL)
			return false;
	}
	if (head->last > 0) {
		block->ac_code = &reader->ac_code[ac];
		if (reader->divisor < 8)
			block->ac_table = ac_table(reader, ac);
		else
			block->skip_table = skip_table(reader, ac);
	}
	return true;
}

/* The blocks of an MCU: one of a component that is alone, else as many as its factors say. */
static bool lay_out_blocks(
	struct sicht_jpeg_luma *reader, const struct sicht_scan_head *head, struct sicht_scan *scan)
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
			block.column = k % columns;
			block.row = k / columns;
			scan->block[scan->block_count++] = block;
		}
		if (block.is_luma) {
			scan->luma_columns = columns;
			scan->luma_rows = rows;
		}
	}
	return true;
}

static enum sicht_scan_kind kind_of(
	const struct sicht_jpeg_luma *reader, const struct sicht_scan_head *head)
{
	if (!reader->progressive)
		return reader->divisor == 8 ? SICHT_SCAN_SEQUENTIAL_DC : SICHT_SCAN_SEQUENTIAL;
	if (head->first == 0)
		return head->before == 0 ? SICHT_SCAN_DC_FIRST : SICHT_SCAN_DC_REFINE;
	return head->before == 0 ? SICHT_SCAN_AC_FIRST : SICHT_SCAN_AC_REFINE;
}

static bool read_luma(struct sicht_jpeg_luma *reader, const struct sicht_scan_head *head)
{
	const struct sicht_component *luma = &reader->component[0];
	struct sicht_scan scan = {
		.kind = kind_of(reader, head),
		.first = head->first,
		.last = head->last,
		.shift = head->shift,
		.restart_interval = reader->restart_interval,
		.plane = &reader->plane,
		.canvas = &reader->canvas,
		.lists = reader->bit_lists,
	};
	if (!lay_out_blocks(reader, head, &scan))
		return false;
	bool alone = head->component_count == 1;
	scan.mcus_per_row = divided_up(reader->width, alone ? 8 : 8u * luma->columns);
	scan.mcu_rows = divided_up(reader->height, alone ? 8 : 8u * luma->rows);
	return sicht_scan_read(&scan, &reader->stream);
}

static bool read_scan(struct sicht_jpeg_luma *reader)
{
	struct sicht_scan_head head;
	if (!sicht_scan_head_read(reader, &head))
		return false;
	if (head.component[0] != 0 || (head.first > 0 && reader->divisor == 8)) {
		sicht_scan_skip(&reader->stream);
		return true;
	}
	if (head.first == 0 && head.before == 0)
		sicht_quantisers_set(&reader->canvas.quantisers,
			reader->quantiser[reader->component[0].quantiser]);
	return read_luma(reader, &head);
}

/* ----------------------------------------------------------------------------------- the course */

/* Component 0 is sampled as densely as the picture, in both directions, and others divide it. */
static bool is_luma_full(const struct sicht_jpeg_luma *reader)
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
static bool is_luma_first(const struct sicht_jpeg_luma *reader)
{
	if (reader->component_count == 1 || reader->is_jfif)
		return true;
	if (reader->is_adobe)
		return reader->adobe_transform == 1;
	return !(reader->component[0].id == 'R' && reader->component[1].id == 'G' &&
		 reader->component[2].id == 'B');
}

bool sicht_jpeg_luma_open(struct sicht_bytes file, struct sicht_jpeg_luma **out)
{
	const uint8_t *data = file.data;
	if (file.size < 2 || data[0] != 0xff || data[1] != MARKER_SOI)
		return false;
	struct sicht_jpeg_luma *reader = aligned_alloc(SICHT_BLOCK_ALIGN, sizeof *reader);
	if (reader == NULL)
		return false;
	memset(reader, 0, offsetof(struct sicht_jpeg_luma, stream));
	reader->stream.raw = data + 2;
	reader->stream.raw_end = data + file.size;
	if (sicht_segments_read(reader) != SICHT_SEGMENTS_SCAN || reader->component_count == 0 ||
		!is_luma_first(reader) || !is_luma_full(reader)) {
		sicht_jpeg_luma_free(reader);
		return false;
	}
	*out = reader;
	return true;
}

void sicht_jpeg_luma_free(struct sicht_jpeg_luma *reader)
{
	if (reader != NULL)
		sicht_plane_free(&reader->plane);
	free(reader);
}

bool sicht_jpeg_luma_pays(unsigned divisor)
{
	return divisor == 8 || sicht_inverse_kernels() != &sicht_inverse_scalar;
}

uint32_t sicht_jpeg_luma_width(const struct sicht_jpeg_luma *reader)
{
	return reader->width;
}

uint32_t sicht_jpeg_luma_height(const struct sicht_jpeg_luma *reader)
{
	return reader->height;
}

/* Where coefficients, or samples, are going to be kept. */
static bool prepare(
	struct sicht_jpeg_luma *reader, unsigned divisor, uint8_t *samples, size_t stride_bytes)
{
	const struct sicht_component *luma = &reader->component[0];
	const struct sicht_inverse_kernels *kernels = sicht_inverse_kernels();
	reader->divisor = divisor;
	reader->canvas = (struct sicht_canvas){
		.inverse = divisor == 1   ? kernels->whole
			   : divisor == 2 ? kernels->half
					  : kernels->quarter,
		.side = 8 / divisor,
		.width = divided_up(reader->width, divisor),
		.height = divided_up(reader->height, divisor),
		.samples = samples,
		.stride_bytes = stride_bytes,
	};
	if (divisor < 8 && !reader->progressive)
		return true;
	reader->plane.columns = divided_up(reader->width, 8u * luma->columns) * luma->columns;
	reader->plane.rows = divided_up(reader->height, 8u * luma->rows) * luma->rows;
	reader->plane.block_size = divisor == 8 ? 1 : COEFFICIENTS;
	if (divisor < 8)
		sicht_bit_lists_fill(reader->bit_lists);
	return sicht_plane_allocate(&reader->plane);
}

static bool render(struct sicht_jpeg_luma *reader)
{
	if (reader->divisor == 8)
		return sicht_plane_render_dc(&reader->plane, &reader->canvas);
	if (reader->progressive && !sicht_plane_render(&reader->plane, &reader->canvas))
		return false;
	return sicht_canvas_flush(&reader->canvas);
}

bool sicht_jpeg_luma_read(
	struct sicht_jpeg_luma *reader, unsigned divisor, uint8_t *samples, size_t stride_bytes)
{
	enum sicht_segments met = SICHT_SEGMENTS_SCAN;
	assert(divisor == 1 || divisor == 2 || divisor == 4 || divisor == 8);
	assert(reader->divisor == 0);
	if (!prepare(reader, divisor, samples, stride_bytes))
		return false;
	while (met == SICHT_SEGMENTS_SCAN) {
		if (!read_scan(reader))
			return false;
		met = sicht_segments_read(reader);
	}
	return met == SICHT_SEGMENTS_END && sicht_is_all_coded(reader) && render(reader);
}
