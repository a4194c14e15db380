/* SPDX-License-Identifier: MIT */
/* The head of a scan: what it says, whether that can be, and the account of what is coded. */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_HEAD_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_HEAD_H

#include "engine/decoder/jpeg_luma/reader.h"

struct sicht_scan_head {
	unsigned component_count;
	unsigned component[COMPONENTS_MAX]; /* indices, ascending */
	unsigned dc_code[COMPONENTS_MAX], ac_code[COMPONENTS_MAX];
	unsigned first, last;   /* coefficients */
	unsigned before, shift; /* low bits that are missing before and after this scan */
};

/*
 * Take in reader->scan_head. False: it makes no sense for this file, codes again what was coded,
 * refines what was not, or needs a table that is not there.
 */
bool sicht_scan_head_read(struct sicht_jpeg_luma *reader, struct sicht_scan_head *out);

/* Has every coefficient of every component been coded, to its last bit? */
bool sicht_is_all_coded(const struct sicht_jpeg_luma *reader);

#endif
