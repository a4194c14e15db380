/* SPDX-License-Identifier: MIT */
/* The short cut for large JPEGs: see engine/decoder/jpeg_dc/jpeg_dc.h for what it reads. */
#include "engine/decoder/decode.h"
#include "engine/decoder/jpeg_dc/jpeg_dc.h"

/* At an eighth: below, hashes move by more than two bits too often. */
#define SHORT_SIDE_MIN 192

static void free_reader(struct sicht_jpeg_dc **reader)
{
	sicht_jpeg_dc_free(*reader);
}

static bool is_worth_it(const struct sicht_decoding *decoding)
{
	const struct sicht_picture *picture = &decoding->picture;
	uint32_t side = picture->full_width < picture->full_height ? picture->full_width
								   : picture->full_height;
	return !decoding->job->exact && decoding->embedded.data == NULL &&
	       (side + 7) / 8 >= SHORT_SIDE_MIN;
}

bool sicht_decode_jpeg_dc(struct sicht_decoding *decoding)
{
	const struct sicht_picture *picture = &decoding->picture;
	SICHT_DEFER(free_reader) struct sicht_jpeg_dc *reader = NULL;
	if (!is_worth_it(decoding) || !sicht_jpeg_dc_open(decoding->file, &reader) ||
		sicht_jpeg_dc_width(reader) != picture->full_width ||
		sicht_jpeg_dc_height(reader) != picture->full_height || !sicht_jpeg_dc_read(reader))
		return false;
	if (sicht_decoding_allocate(
		    decoding, (picture->full_width + 7) / 8, (picture->full_height + 7) / 8, 1))
		sicht_jpeg_dc_render(reader, decoding->samples, picture->stride_bytes);
	return true;
}
