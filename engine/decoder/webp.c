/* SPDX-License-Identifier: MIT */
/*
 * WebP pictures, and the first frame of animations, by libwebp, into the samples themselves.
 *
 * The fast path takes the luma of a lossy picture as it is coded, without ever making colours of
 * it: a third to a half of the time. It is coded from 16 to 235, as in television, and spread here.
 * (Lossless pictures are coded as colours.)
 *
 * libwebp decodes at once, and says nothing of how far it came if there was an error. So a file
 * that ends too early is decoded once more by the part of libwebp for files that are still
 * arriving.
 */
#include <stdlib.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "engine/decoder/decode.h"

#define FORMAT_LOSSY 1

struct reader {
	struct sicht_decoding *decoding;
	WebPData data; /* of the picture, or of a frame */
	WebPDecoderConfig config;
	uint8_t *chroma; /* decoded with luma, and of no use */
};

static enum sicht_outcome outcome_of(VP8StatusCode status)
{
	switch (status) {
	case VP8_STATUS_OUT_OF_MEMORY:
		return SICHT_OUTCOME_OUT_OF_MEMORY;
	case VP8_STATUS_UNSUPPORTED_FEATURE:
		return SICHT_OUTCOME_UNSUPPORTED;
	default:
		return SICHT_OUTCOME_CORRUPT;
	}
}

static const char *text_of(VP8StatusCode status)
{
	switch (status) {
	case VP8_STATUS_OUT_OF_MEMORY:
		return "libwebp has no memory";
	case VP8_STATUS_UNSUPPORTED_FEATURE:
		return "a kind of WebP that libwebp does not read";
	case VP8_STATUS_NOT_ENOUGH_DATA:
	case VP8_STATUS_SUSPENDED:
		return "the file ends before the picture";
	default:
		return "not a WebP that can be read";
	}
}

static bool wants_luma(const struct reader *reader)
{
	return !reader->decoding->job->exact && reader->config.input.format == FORMAT_LOSSY;
}

/* Let libwebp write into our samples. */
static bool direct_output(struct reader *reader)
{
	struct sicht_decoding *decoding = reader->decoding;
	WebPDecBuffer *output = &reader->config.output;
	size_t width = decoding->picture.full_width, height = decoding->picture.full_height;
	size_t chroma_stride = (width + 1) / 2, chroma_size = chroma_stride * ((height + 1) / 2);
	bool luma = wants_luma(reader);
	if (!sicht_decoding_allocate(decoding, (uint32_t)width, (uint32_t)height, luma ? 1 : 3))
		return false;
	output->is_external_memory = 1;
	if (!luma) {
		output->colorspace = MODE_RGB;
		output->u.RGBA =
			(WebPRGBABuffer){decoding->samples, (int)(width * 3), width * 3 * height};
		return true;
	}
	reader->chroma = malloc(2 * chroma_size);
	if (reader->chroma == NULL) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for chroma");
		return false;
	}
	output->colorspace = MODE_YUV;
	output->u.YUVA = (WebPYUVABuffer){
		.y = decoding->samples,
		.u = reader->chroma,
		.v = reader->chroma + chroma_size,
		.y_stride = (int)width,
		.u_stride = (int)chroma_stride,
		.v_stride = (int)chroma_stride,
		.y_size = width * height,
		.u_size = chroma_size,
		.v_size = chroma_size,
	};
	return true;
}

/* Luma of 16 to 235 becomes 0 to 255. */
static void spread(uint8_t *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int light = ((int)samples[i] - 16) * 298 + 128; /* 255 / 219, in 1/256 */
		light = light < 0 ? 0 : light >> 8;
		samples[i] = (uint8_t)(light > 255 ? 255 : light);
	}
}

/* Decode what there is; how many rows that was. */
static size_t decode_arriving(struct reader *reader)
{
	int rows = 0;
	WebPIDecoder *decoder = WebPIDecode(reader->data.bytes, reader->data.size, &reader->config);
	if (decoder == NULL)
		return 0;
	VP8StatusCode status = WebPIUpdate(decoder, reader->data.bytes, reader->data.size);
	if (status == VP8_STATUS_OK || status == VP8_STATUS_SUSPENDED)
		WebPIDecodedArea(decoder, NULL, NULL, NULL, &rows);
	WebPIDelete(decoder);
	return rows > 0 ? (size_t)rows : 0;
}

static void decode(struct reader *reader)
{
	struct sicht_decoding *decoding = reader->decoding;
	const struct sicht_picture *picture = &decoding->picture;
	VP8StatusCode status = WebPDecode(reader->data.bytes, reader->data.size, &reader->config);
	size_t rows = status == VP8_STATUS_OK ? picture->height : 0;
	if (status == VP8_STATUS_NOT_ENOUGH_DATA || status == VP8_STATUS_SUSPENDED)
		rows = decode_arriving(reader);
	if (status != VP8_STATUS_OK)
		sicht_decoding_end(decoding,
			rows > 0 ? SICHT_OUTCOME_TRUNCATED : outcome_of(status), text_of(status));
	if (rows == 0)
		sicht_decoding_free(decoding);
	else if (picture->bands == 1)
		spread(decoding->samples, rows * picture->stride_bytes);
}

static void decode_still(struct reader *reader)
{
	const WebPBitstreamFeatures *input = &reader->config.input;
	if (!sicht_decoding_announce(
		    reader->decoding, (uint64_t)input->width, (uint64_t)input->height))
		return;
	if (direct_output(reader))
		decode(reader);
	else
		sicht_decoding_free(reader->decoding);
}

/* The frame has its place on a canvas that is black before. */
static void decode_frame(struct reader *reader, const WebPIterator *frame)
{
	struct sicht_decoding *decoding = reader->decoding;
	const struct sicht_picture *picture = &decoding->picture;
	const size_t x = (size_t)frame->x_offset, y = (size_t)frame->y_offset;
	if (x + (size_t)frame->width > picture->full_width ||
		y + (size_t)frame->height > picture->full_height) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "a frame beyond its canvas");
		return;
	}
	if (!sicht_decoding_allocate(decoding, picture->full_width, picture->full_height, 3))
		return;
	const size_t start = y * picture->stride_bytes + 3 * x;
	reader->data = frame->fragment;
	reader->config.output.is_external_memory = 1;
	reader->config.output.colorspace = MODE_RGB;
	reader->config.output.u.RGBA = (WebPRGBABuffer){decoding->samples + start,
		(int)picture->stride_bytes, picture->height * picture->stride_bytes - start};
	decode(reader);
}

static void decode_animation(struct reader *reader)
{
	struct sicht_decoding *decoding = reader->decoding;
	WebPDemuxState state;
	WebPIterator frame = {0};
	WebPDemuxer *demuxer = WebPDemuxPartial(&reader->data, &state);
	if (demuxer == NULL || !WebPDemuxGetFrame(demuxer, 1, &frame))
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "an animation without a frame");
	if (demuxer != NULL)
		sicht_decoding_count(decoding, WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT), 1);
	if (decoding->outcome == SICHT_OUTCOME_DECODED &&
		sicht_decoding_announce(decoding, WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH),
			WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT)))
		decode_frame(reader, &frame);
	WebPDemuxReleaseIterator(&frame);
	WebPDemuxDelete(demuxer);
}

void sicht_decode_webp(struct sicht_decoding *decoding)
{
	struct reader reader = {.decoding = decoding};
	if (decoding->job->size_bytes > SICHT_WEBP_BYTES_MAX) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OVER_LIMIT, "too many bytes");
		return;
	}
	if (!WebPInitDecoderConfig(&reader.config) ||
		!sicht_decoding_load(decoding, SICHT_WEBP_BYTES_MAX))
		return;
	reader.data = (WebPData){decoding->file.data, decoding->file.size};
	VP8StatusCode status =
		WebPGetFeatures(reader.data.bytes, reader.data.size, &reader.config.input);
	bool animated = status == VP8_STATUS_OK && reader.config.input.has_animation;
	if (status != VP8_STATUS_OK)
		sicht_decoding_end(decoding, outcome_of(status), text_of(status));
	else if (animated)
		decode_animation(&reader);
	else
		decode_still(&reader);
	free(reader.chroma);
}
