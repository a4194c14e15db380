/* SPDX-License-Identifier: MIT */
/* One scan of a JPEG file, read for its DC coefficients of luma. */
#ifndef SICHT_ENGINE_DECODER_JPEG_DC_SCAN_H
#define SICHT_ENGINE_DECODER_JPEG_DC_SCAN_H

#include "engine/decoder/jpeg_dc/stream.h"

/* Of a block, the DC coefficient first. */
#define COEFFICIENTS 64

enum sicht_scan_kind {
	SICHT_SCAN_SEQUENTIAL, /* each block whole */
	SICHT_SCAN_DC_FIRST,   /* each block's DC coefficient, without its lowest bits */
	SICHT_SCAN_DC_REFINE,  /* one more bit of each */
};

/* One block of an MCU: how to read it, and where it goes. What the kind does not need is NULL. */
struct sicht_scan_block {
	const struct sicht_huffman *dc_code, *ac_code;
	const struct sicht_dc_table *dc_table;
	const struct sicht_ac_table *ac_table;
	bool is_luma;
	size_t offset; /* luma: in the plane, from the first block of the MCU */
};

struct sicht_scan {
	enum sicht_scan_kind kind;
	unsigned shift; /* bits of the coefficient that are left to later scans; 0..13 */
	unsigned block_count;
	struct sicht_scan_block block[SICHT_MCU_BLOCKS_MAX];
	unsigned mcus_per_row, mcu_rows;
	unsigned luma_columns, luma_rows; /* blocks of luma in an MCU */
	unsigned restart_interval;        /* MCUs between restart markers; 0: there are none */
	int16_t *plane;                   /* luma's coefficients, room for all MCUs */
	size_t stride;                    /* of the plane, in coefficients */
};

/*
 * Read the scan that begins at stream->raw; leaves that at the marker behind it. False: something
 * is wrong with it, the plane is anything.
 */
bool sicht_scan_read(const struct sicht_scan *scan, struct sicht_stream *stream);

/* Step over the scan that begins at stream->raw. */
void sicht_scan_skip(struct sicht_stream *stream);

#endif
