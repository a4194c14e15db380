/* SPDX-License-Identifier: MIT */
/*
 * See scan.h. Here are the scans of DC coefficients, of which those of sequential files see all
 * others, but step over them: sicht_skip_ac() is what costs time.
 *
 * Every loop ends: a scan has as many MCUs as the frame says, an MCU at most SICHT_MCU_BLOCKS_MAX
 * blocks, and each turn of sicht_skip_ac() advances by one coefficient or more.
 */
#include "engine/decoder/jpeg_luma/scan.h"

#include <assert.h>

#include "engine/decoder/jpeg_luma/mcu.h"

#define MARKER_RST0 0xd0

/* ------------------------------------------------------------------------- MCUs, for their DC */

static int16_t *dc_of(const struct sicht_scan *scan, const struct sicht_progress *progress,
	const struct sicht_scan_block *block)
{
	return scan->plane->number +
	       sicht_block_index(scan, progress, block) * scan->plane->block_size;
}

static bool keep(const struct sicht_scan *scan, struct sicht_progress *progress,
	const struct sicht_scan_block *block, int32_t difference)
{
	progress->luma += difference;
	int32_t value = progress->luma * (1 << scan->shift);
	*dc_of(scan, progress, block) = (int16_t)value;
	return value >= INT16_MIN && value <= INT16_MAX;
}

static bool read_sequential_dc(const struct sicht_scan *scan, struct sicht_progress *progress)
{
	struct sicht_bits bits = *progress->bits; /* in registers, for the time being */
	for (unsigned i = 0; i < scan->block_count; i++) {
		const struct sicht_scan_block *block = &scan->block[i];
		int32_t difference;
		sicht_bits_refill(&bits);
		if (!sicht_take_difference(&bits, block, &difference) ||
			!sicht_skip_ac(&bits, block, false))
			return false;
		if (block->is_luma && !keep(scan, progress, block, difference))
			return false;
	}
	*progress->bits = bits;
	return true;
}

static bool read_dc_first(const struct sicht_scan *scan, struct sicht_progress *progress)
{
	struct sicht_bits bits = *progress->bits;
	for (unsigned i = 0; i < scan->block_count; i++) {
		const struct sicht_scan_block *block = &scan->block[i];
		int32_t difference;
		sicht_bits_refill(&bits);
		if (!sicht_take_difference(&bits, block, &difference))
			return false;
		if (block->is_luma && !keep(scan, progress, block, difference))
			return false;
	}
	*progress->bits = bits;
	return true;
}

static bool read_dc_refine(const struct sicht_scan *scan, struct sicht_progress *progress)
{
	struct sicht_bits bits = *progress->bits;
	sicht_bits_refill(&bits);
	for (unsigned i = 0; i < scan->block_count; i++) {
		const struct sicht_scan_block *block = &scan->block[i];
		int bit = (int)sicht_bits_look(&bits, 1);
		sicht_bits_take(&bits, 1);
		if (block->is_luma)
			*dc_of(scan, progress, block) |= (int16_t)(bit << scan->shift);
	}
	*progress->bits = bits;
	return true;
}

static sicht_mcu_read *const readers[] = {
	[SICHT_SCAN_SEQUENTIAL_DC] = read_sequential_dc,
	[SICHT_SCAN_SEQUENTIAL] = sicht_mcu_read_sequential,
	[SICHT_SCAN_DC_FIRST] = read_dc_first,
	[SICHT_SCAN_DC_REFINE] = read_dc_refine,
	[SICHT_SCAN_AC_FIRST] = sicht_mcu_read_ac_first,
	[SICHT_SCAN_AC_REFINE] = sicht_mcu_read_ac_refine,
};

/* -------------------------------------------------------------------------------- whole scans */

/* Step over the next restart marker, and begin the segment behind it. */
static bool restart(struct sicht_stream *stream, struct sicht_progress *progress)
{
	if (progress->ended > 0 || !sicht_stream_finish(stream) ||
		stream->raw_end - stream->raw < 2 ||
		stream->raw[1] != MARKER_RST0 + progress->number)
		return false;
	stream->raw += 2;
	sicht_stream_begin(stream);
	progress->luma = 0;
	progress->mcus = 0;
	progress->number = (progress->number + 1) % 8;
	return true;
}

static bool read_row(
	const struct sicht_scan *scan, struct sicht_stream *stream, struct sicht_progress *progress)
{
	sicht_mcu_read *read = readers[scan->kind];
	for (progress->column = 0; progress->column < scan->mcus_per_row; progress->column++) {
		if (scan->restart_interval > 0 && progress->mcus == scan->restart_interval &&
			!restart(stream, progress))
			return false;
		if (!sicht_stream_ensure(stream) || !read(scan, progress))
			return false;
		progress->mcus++;
	}
	return true;
}

bool sicht_scan_read(const struct sicht_scan *scan, struct sicht_stream *stream)
{
	struct sicht_progress progress = {.bits = &stream->bits};
	assert(scan->block_count <= SICHT_MCU_BLOCKS_MAX && scan->shift < 14);
	sicht_stream_begin(stream);
	for (; progress.row < scan->mcu_rows; progress.row++) {
		if (!read_row(scan, stream, &progress))
			return false;
	}
	return progress.ended == 0 && sicht_stream_finish(stream);
}

void sicht_scan_skip(struct sicht_stream *stream)
{
	const uint8_t *at = stream->raw, *end = stream->raw_end;
	while (at < end && (at = memchr(at, 0xff, (size_t)(end - at))) != NULL && end - at >= 2) {
		bool is_restart = at[1] >= MARKER_RST0 && at[1] < MARKER_RST0 + 8;
		if (at[1] != 0 && at[1] != 0xff && !is_restart)
			break;
		at += at[1] == 0xff ? 1 : 2;
	}
	stream->raw = at != NULL ? at : end;
}
