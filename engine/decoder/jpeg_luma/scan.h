/* SPDX-License-Identifier: MIT */
/*
 * One scan of a JPEG file, read for luma. What comes of it depends on what is wanted: DC
 * coefficients in a plane of their own, whole blocks in a plane, or samples.
 */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_SCAN_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_SCAN_H

#include "engine/decoder/jpeg_luma/plane.h"
#include "engine/decoder/jpeg_luma/stream.h"

enum sicht_scan_kind {
	SICHT_SCAN_SEQUENTIAL_DC, /* each block whole; the DC coefficient goes to the plane */
	SICHT_SCAN_SEQUENTIAL,    /* each block whole; its samples go to the canvas */
	SICHT_SCAN_DC_FIRST,      /* each block's DC coefficient, without its lowest bits */
	SICHT_SCAN_DC_REFINE,     /* one more bit of each */
	SICHT_SCAN_AC_FIRST,      /* a band of each block's AC coefficients; luma alone */
	SICHT_SCAN_AC_REFINE,
};

/* One block of an MCU: how to read it, and where it goes. What the kind does not need is NULL. */
struct sicht_scan_block {
	const struct sicht_huffman *dc_code, *ac_code;
	const struct sicht_dc_table *dc_table;
	const struct sicht_ac_table *ac_table;     /* for values that count */
	const struct sicht_skip_table *skip_table; /* for those that do not */
	bool is_luma;
	unsigned column, row; /* luma: in the MCU */
};

/* The bits of a byte that are set, lowest first: their places, a byte each, and their number. */
struct sicht_bit_list {
	uint64_t places;
	uint64_t count;
};
#define SICHT_BIT_LISTS 256

void sicht_bit_lists_fill(struct sicht_bit_list lists[SICHT_BIT_LISTS]);

struct sicht_scan {
	enum sicht_scan_kind kind;
	unsigned first, last; /* AC coefficients of the band */
	unsigned shift;       /* bits of the coefficients that are left to later scans; 0..13 */
	unsigned block_count;
	struct sicht_scan_block block[SICHT_MCU_BLOCKS_MAX];
	unsigned mcus_per_row, mcu_rows;
	unsigned luma_columns, luma_rows; /* blocks of luma in an MCU */
	unsigned restart_interval;        /* MCUs between restart markers; 0: there are none */
	const struct sicht_plane *plane;  /* room for all MCUs */
	struct sicht_canvas *canvas;
	const struct sicht_bit_list *lists; /* of all bytes */
};

/*
 * Read the scan that begins at stream->raw; leaves that at the marker behind it. False: something
 * is wrong with it, the plane and the canvas are anything.
 */
bool sicht_scan_read(const struct sicht_scan *scan, struct sicht_stream *stream);

/* Step over the scan that begins at stream->raw. */
void sicht_scan_skip(struct sicht_stream *stream);

#endif
