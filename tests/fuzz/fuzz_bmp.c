/* SPDX-License-Identifier: MIT */
/*
 * Bitmaps, icons that hold one, Photoshop files: no byte outside the file and the samples is
 * touched.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/decoder/bmp/bmp.h"
#include "engine/decoder/bmp/icon.h"
#include "engine/decoder/bmp/psd.h"
#include "tests/fuzz/fuzz.h"

#define PIXELS_MAX (1u << 20)

/* Rows are further apart than they are long: what lies between them must stay as it was. */
#define GAP_BYTES 5
#define GAP 0xa5

static uint8_t *make_room(uint32_t height, size_t row_bytes)
{
	uint8_t *samples = malloc(height * (row_bytes + GAP_BYTES));
	assert(samples != NULL);
	for (uint32_t y = 0; y < height; y++) {
		uint8_t *row = samples + y * (row_bytes + GAP_BYTES);
		memset(row, 0, row_bytes);
		memset(row + row_bytes, GAP, GAP_BYTES);
	}
	return samples;
}

static void look_at(uint8_t *samples, bool whole, uint32_t height, size_t row_bytes)
{
	for (uint32_t y = 0; y < height; y++) {
		const uint8_t *gap = samples + y * (row_bytes + GAP_BYTES) + row_bytes;
		for (size_t i = 0; i < GAP_BYTES; i++)
			assert(gap[i] == GAP);
	}
	fuzz_say_bytes(whole ? "whole" : "cut", samples, height * (row_bytes + GAP_BYTES));
	free(samples);
}

static bool is_wanted(enum sicht_bmp_kind kind, uint32_t width, uint32_t height)
{
	if (kind != SICHT_BMP_READABLE) {
		fuzz_say(kind == SICHT_BMP_CORRUPT ? "corrupt" : "unsupported");
		return false;
	}
	fuzz_say("%ux%u", width, height);
	return width > 0 && height > 0 && (uint64_t)width * height <= PIXELS_MAX;
}

static void read_bitmap(struct sicht_bytes bytes, bool in_icon)
{
	struct sicht_bmp bmp;
	enum sicht_bmp_kind kind = sicht_bmp_open(bytes, in_icon, &bmp);
	if (!is_wanted(kind, bmp.width, bmp.height))
		return;
	size_t row_bytes = (size_t)bmp.width * 3;
	uint8_t *samples = make_room(bmp.height, row_bytes);
	bool whole = sicht_bmp_read(&bmp, samples, row_bytes + GAP_BYTES);
	look_at(samples, whole, bmp.height, row_bytes);
}

static void read_psd(struct sicht_bytes bytes)
{
	struct sicht_psd psd;
	enum sicht_bmp_kind kind = sicht_psd_open(bytes, &psd);
	if (!is_wanted(kind, psd.width, psd.height))
		return;
	size_t row_bytes = (size_t)psd.width * psd.bands;
	uint8_t *samples = make_room(psd.height, row_bytes);
	bool whole = sicht_psd_read(&psd, samples, row_bytes + GAP_BYTES);
	look_at(samples, whole, psd.height, row_bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_bytes picture;
	fuzz_say("bmp");
	read_bitmap(sicht_bytes(data, size), false);
	fuzz_say("psd");
	read_psd(sicht_bytes(data, size));
	if (!sicht_icon_find(sicht_bytes(data, size), &picture))
		return 0;
	fuzz_say("icon: %zu bytes at %td", picture.size, (const uint8_t *)picture.data - data);
	read_bitmap(picture, true);
	return 0;
}
