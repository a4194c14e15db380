/* SPDX-License-Identifier: MIT */
/* Bitmaps, icons that hold one, Photoshop files: no byte outside the file and the samples is touched. */
#include <assert.h>
#include <stdlib.h>

#include "engine/decoder/bmp/bmp.h"
#include "engine/decoder/bmp/icon.h"
#include "engine/decoder/bmp/psd.h"
#include "tests/fuzz/fuzz.h"

#define PIXELS_MAX (1u << 20)

static void read_bitmap(struct sicht_bytes bytes, bool in_icon)
{
	struct sicht_bmp bmp;
	if (sicht_bmp_open(bytes, in_icon, &bmp) != SICHT_BMP_READABLE || bmp.width == 0 ||
		bmp.height == 0 || (uint64_t)bmp.width * bmp.height > PIXELS_MAX)
		return;
	size_t stride_bytes = (size_t)bmp.width * 3;
	uint8_t *samples = calloc(bmp.height, stride_bytes);
	assert(samples != NULL);
	sicht_bmp_read(&bmp, samples, stride_bytes);
	free(samples);
}

static void read_psd(struct sicht_bytes bytes)
{
	struct sicht_psd psd;
	if (sicht_psd_open(bytes, &psd) != SICHT_BMP_READABLE || psd.width == 0 ||
		psd.height == 0 || (uint64_t)psd.width * psd.height > PIXELS_MAX)
		return;
	size_t stride_bytes = (size_t)psd.width * psd.bands;
	uint8_t *samples = calloc(psd.height, stride_bytes);
	assert(samples != NULL);
	sicht_psd_read(&psd, samples, stride_bytes);
	free(samples);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_bytes picture;
	read_bitmap(sicht_bytes(data, size), false);
	read_psd(sicht_bytes(data, size));
	if (sicht_icon_find(sicht_bytes(data, size), &picture))
		read_bitmap(picture, true);
	return 0;
}
