/* SPDX-License-Identifier: MIT */
/*
 * What is read by our own readers in engine/decoder/bmp/: bitmaps, icons made of them (or of PNG),
 * and the flat picture in Photoshop's files.
 */
#include "engine/decoder/bmp/bmp.h"

#include <stdlib.h>
#include <string.h>

#include "engine/decoder/bmp/icon.h"
#include "engine/decoder/bmp/psd.h"
#include "engine/decoder/decode.h"

static void decode(struct sicht_decoding *decoding, struct sicht_bytes bytes, bool in_icon)
{
	struct sicht_bmp bmp;
	enum sicht_bmp_kind kind = sicht_bmp_open(bytes, in_icon, &bmp);
	if (kind == SICHT_BMP_CORRUPT)
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "it has no bitmap header");
	else if (kind == SICHT_BMP_UNSUPPORTED)
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_UNSUPPORTED, "BMP of an unknown compression");
	else if (sicht_decoding_announce(decoding, bmp.width, bmp.height) &&
		 sicht_decoding_allocate(decoding, bmp.width, bmp.height, 3) &&
		 !sicht_bmp_read(&bmp, decoding->samples, decoding->picture.stride_bytes))
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_TRUNCATED, "it ends before its last row");
}

void sicht_decode_bmp(struct sicht_decoding *decoding)
{
	if (sicht_decoding_load(decoding, SICHT_BMP_BYTES_MAX))
		decode(decoding, decoding->file, false);
}

void sicht_decode_icon(struct sicht_decoding *decoding)
{
	struct sicht_bytes picture;
	if (!sicht_decoding_load(decoding, SICHT_FRAME_BYTES_MAX))
		return;
	if (!sicht_icon_find(decoding->file, &picture))
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "an icon without a picture");
	else if (picture.size >= 8 && memcmp(picture.data, "\x89PNG\r\n\x1a\n", 8) == 0)
		sicht_decode_frame(decoding, picture, "png");
	else
		decode(decoding, picture, true);
}

/* Four bands of light behind ink become three, by the naive rule. */
static void expose(const uint8_t *inks, struct sicht_decoding *decoding)
{
	const struct sicht_picture *picture = &decoding->picture;
	size_t count = (size_t)picture->width * picture->height;
	for (size_t i = 0; i < count; i++) {
		for (size_t band = 0; band < 3; band++)
			decoding->samples[3 * i + band] =
				sicht_cmyk_light(inks[4 * i + band], inks[4 * i + 3]);
	}
}

static bool read_psd(struct sicht_decoding *decoding, const struct sicht_psd *psd)
{
	const struct sicht_picture *picture = &decoding->picture;
	if (psd->bands != 4)
		return sicht_psd_read(psd, decoding->samples, picture->stride_bytes);
	uint8_t *inks = calloc(picture->height, (size_t)picture->width * 4);
	if (inks == NULL) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for inks");
		return true;
	}
	bool whole = sicht_psd_read(psd, inks, (size_t)picture->width * 4);
	expose(inks, decoding);
	free(inks);
	return whole;
}

void sicht_decode_psd(struct sicht_decoding *decoding)
{
	struct sicht_psd psd;
	if (!sicht_decoding_load(decoding, SICHT_BMP_BYTES_MAX))
		return;
	enum sicht_bmp_kind kind = sicht_psd_open(decoding->file, &psd);
	if (kind == SICHT_BMP_CORRUPT)
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_CORRUPT, "it holds no flattened picture");
	else if (kind == SICHT_BMP_UNSUPPORTED)
		sicht_decoding_end(decoding, SICHT_OUTCOME_UNSUPPORTED,
			"its sample format or compression is not supported");
	else if (sicht_decoding_announce(decoding, psd.width, psd.height) &&
		 sicht_decoding_allocate(decoding, psd.width, psd.height, psd.bands == 1 ? 1 : 3) &&
		 !read_psd(decoding, &psd))
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_TRUNCATED, "it ends before its last row");
}
