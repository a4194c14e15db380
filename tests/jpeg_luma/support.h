/* SPDX-License-Identifier: MIT */
/* JPEG files of all kinds, written by libjpeg-turbo, and what it makes of them. */
#ifndef SICHT_TESTS_JPEG_LUMA_SUPPORT_H
#define SICHT_TESTS_JPEG_LUMA_SUPPORT_H

#include <stdio.h>

#include <jpeglib.h>

#include "engine/decoder/jpeg_luma/jpeg_luma.h"

struct test_recipe {
	unsigned width, height;
	J_COLOR_SPACE stored;      /* JCS_UNKNOWN (0): YCbCr */
	unsigned sampling[2];      /* of luma, across and down; 0: 1 */
	unsigned chroma[2];        /* the same of the second component */
	int quality;               /* 0: 90 */
	unsigned restart_interval; /* in MCUs */
	bool progressive, optimized, arithmetic;
	const jpeg_scan_info *scans; /* instead of libjpeg's own script */
	int scan_count;
	unsigned noise; /* added to the picture, 0..255 */
};

struct test_file {
	unsigned char *data; /* malloc'ed */
	unsigned long size;
};

struct test_file test_write(const struct test_recipe *recipe);

/* A picture, its sides divided by 1, 2, 4 or 8. */
struct test_picture {
	unsigned width, height;
	uint8_t *samples; /* malloc'ed; NULL: there is none */
};

/* By libjpeg-turbo; `warnings` counts its complaints, but for that of JFIF's version number. */
struct test_picture test_decode(const struct test_file *file, unsigned divisor, long *warnings);

/* By the reader under test; it gets a copy of the file that ends where memory ends. */
struct test_picture test_read(const struct test_file *file, unsigned divisor);

bool test_equal(const struct test_picture *a, const struct test_picture *b);

#endif
