/* SPDX-License-Identifier: MIT */
/* The state of a reading, for the files of this folder. */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_READER_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_READER_H

#include "engine/decoder/jpeg_luma/jpeg_luma.h"
#include "engine/decoder/jpeg_luma/scan.h"

#define TABLES_MAX 4
#define COMPONENTS_MAX 3

/* A coefficient that no scan has coded yet. */
#define NOT_CODED (-1)

struct sicht_component {
	uint8_t id, columns, rows;    /* blocks in an MCU: the sampling factors */
	uint8_t quantiser;            /* its table */
	int8_t missing[COEFFICIENTS]; /* low bits that later scans are to code, or NOT_CODED */
};

struct sicht_jpeg_luma {
	/* The frame; component_count 0: not met yet. Component 0 is luma, or grey. */
	bool progressive, is_jfif, is_adobe;
	uint8_t adobe_transform;
	uint32_t width, height; /* pixels */
	unsigned component_count;
	struct sicht_component component[COMPONENTS_MAX];

	/* What segments have defined so far. A quantiser is by the order of the file; 0: none. */
	uint16_t quantiser[TABLES_MAX][COEFFICIENTS];
	struct sicht_huffman dc_code[TABLES_MAX], ac_code[TABLES_MAX];
	bool dc_filled[TABLES_MAX], ac_filled[TABLES_MAX]; /* the table is that of the code */
	bool skip_filled[TABLES_MAX];
	unsigned restart_interval;

	struct sicht_bytes scan_head; /* of the next scan, which begins at stream.raw */

	/* What is wanted of luma, and what is there of it. */
	unsigned divisor;           /* 0: nothing yet */
	struct sicht_canvas canvas; /* its quantisers: as at luma's first scan, which counts */
	struct sicht_plane plane;

	/* The rest is large, and never read before it is written: it is not cleared. */
	struct sicht_stream stream; /* stream.raw, stream.raw_end: the rest of the file */
	struct sicht_dc_table dc_table[TABLES_MAX];
	struct sicht_ac_table ac_table[TABLES_MAX];
	struct sicht_skip_table skip_table[TABLES_MAX];
	struct sicht_bit_list bit_lists[SICHT_BIT_LISTS];
};

/* How far sicht_segments_read() has come. */
enum sicht_segments {
	SICHT_SEGMENTS_SCAN,     /* reader->scan_head is the head of a scan */
	SICHT_SEGMENTS_END,      /* the end of the picture */
	SICHT_SEGMENTS_DECLINED, /* a segment that is not as it should be, or of another kind */
};

/* Take in all segments up to the next scan or the end. */
enum sicht_segments sicht_segments_read(struct sicht_jpeg_luma *reader);

#endif
