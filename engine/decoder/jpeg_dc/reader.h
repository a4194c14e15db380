/* SPDX-License-Identifier: MIT */
/* The state of a reading, for the files of this folder. */
#ifndef SICHT_ENGINE_DECODER_JPEG_DC_READER_H
#define SICHT_ENGINE_DECODER_JPEG_DC_READER_H

#include "engine/decoder/jpeg_dc/jpeg_dc.h"
#include "engine/decoder/jpeg_dc/scan.h"

#define TABLES_MAX 4
#define COMPONENTS_MAX 3

/* A coefficient that no scan has coded yet. */
#define NOT_CODED (-1)

struct sicht_component {
	uint8_t id, columns, rows;    /* blocks in an MCU: the sampling factors */
	uint8_t quantiser;            /* its table */
	int8_t missing[COEFFICIENTS]; /* low bits that later scans are to code, or NOT_CODED */
};

struct sicht_jpeg_dc {
	struct sicht_stream stream; /* stream.raw, stream.raw_end: the rest of the file */

	/* The frame; component_count 0: not met yet. Component 0 is luma, or grey. */
	bool progressive, is_jfif, is_adobe;
	uint8_t adobe_transform;
	uint32_t width, height; /* pixels */
	unsigned component_count;
	struct sicht_component component[COMPONENTS_MAX];

	/* What segments have defined so far. The quantiser of a DC coefficient, 0: none. */
	uint16_t quantiser[TABLES_MAX];
	struct sicht_huffman dc_code[TABLES_MAX], ac_code[TABLES_MAX];
	struct sicht_dc_table dc_table[TABLES_MAX];
	struct sicht_ac_table ac_table[TABLES_MAX];
	bool dc_filled[TABLES_MAX], ac_filled[TABLES_MAX]; /* the table is that of the code */
	unsigned restart_interval;

	struct sicht_bytes scan_head; /* of the next scan, which begins at stream.raw */

	/* Luma's coefficients: whole MCUs, in rows of `stride`. */
	int16_t *plane;
	size_t stride;
	uint16_t plane_quantiser; /* as it was at luma's first scan, the one that counts */
};

/* How far sicht_segments_read() has come. */
enum sicht_segments {
	SICHT_SEGMENTS_SCAN,     /* reader->scan_head is the head of a scan */
	SICHT_SEGMENTS_END,      /* the end of the picture */
	SICHT_SEGMENTS_DECLINED, /* a segment that is not as it should be, or of another kind */
};

/* Take in all segments up to the next scan or the end. */
enum sicht_segments sicht_segments_read(struct sicht_jpeg_dc *reader);

#endif
