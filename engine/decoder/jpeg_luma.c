/* SPDX-License-Identifier: MIT */
/* The short cut for JPEGs: see engine/decoder/jpeg_luma/jpeg_luma.h for what it reads. */
#include "engine/decoder/jpeg_luma/jpeg_luma.h"
#include "engine/decoder/decode.h"

/* At an eighth: below, hashes move by more than two bits too often. */
#define SHORT_SIDE_MIN 192

static void free_reader(struct sicht_jpeg_luma **reader)
{
	sicht_jpeg_luma_free(*reader);
}

static uint32_t divided_up(uint32_t value, uint32_t divisor)
{
	return (value + divisor - 1) / divisor;
}

/* An eighth costs so little that it is taken earlier. */
static unsigned best_divisor(const struct sicht_picture *picture, unsigned divisor)
{
	uint32_t side = picture->full_width < picture->full_height ? picture->full_width
								   : picture->full_height;
	return divided_up(side, 8) >= SHORT_SIDE_MIN ? 8 : divisor;
}

bool sicht_decode_jpeg_luma(struct sicht_decoding *decoding, unsigned divisor)
{
	const struct sicht_picture *picture = &decoding->picture;
	SICHT_DEFER(free_reader) struct sicht_jpeg_luma *reader = NULL;
	struct sicht_bytes bytes =
		decoding->embedded.data != NULL ? decoding->embedded : decoding->file;
	divisor = best_divisor(picture, divisor);
	if (decoding->job->exact || decoding->is_thumbnail || !sicht_jpeg_luma_pays(divisor) ||
		!sicht_jpeg_luma_open(bytes, &reader) ||
		sicht_jpeg_luma_width(reader) != picture->full_width ||
		sicht_jpeg_luma_height(reader) != picture->full_height)
		return false;
	if (!sicht_decoding_allocate(decoding, divided_up(picture->full_width, divisor),
		    divided_up(picture->full_height, divisor), 1))
		return true;
	if (sicht_jpeg_luma_read(reader, divisor, decoding->samples, picture->stride_bytes))
		return true;
	sicht_decoding_free(decoding);
	return false;
}
