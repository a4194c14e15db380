/* SPDX-License-Identifier: MIT */
/*
 * BMP by libavcodec's decoder. The file is one packet; its header is looked at here first, since
 * that is where the size stands, and because libavcodec does not say whether a file is broken or of
 * a kind that it does not know.
 */
#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>

#include "engine/decoder/decode.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER_BYTES 34
#define HEADER_BYTES_MIN 26

/* Largest header, palette and gap before the samples that a sane writer leaves. */
#define LEAD_BYTES_MAX (1u << 20)

#define SMALL_HEADER_BYTES 12

/* What the compression field of the header says. */
#define RUN_LENGTHS_8 1
#define RUN_LENGTHS_4 2
#define BITFIELDS 3
#define ALPHA_BITFIELDS 6

void sicht_bmp_prepare(void)
{
	av_log_set_level(AV_LOG_QUIET);
	avcodec_find_decoder(AV_CODEC_ID_BMP);
}

/* ----------------------------------------------------------------------------------------- header */

static uint32_t little16(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t little32(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

struct header {
	uint64_t end_bytes; /* where its samples end, or a bound of it */
	bool run_lengths;   /* how long it is shows only when it is read */
};

/* Announces the picture; false: there is nothing to decode. */
static bool read_header(struct sicht_decoding *decoding, struct header *header)
{
	uint8_t bytes[HEADER_BYTES] = {0};
	ssize_t size = pread(decoding->fd, bytes, sizeof bytes, 0);
	if (size < HEADER_BYTES_MIN) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "no room for a header");
		return false;
	}
	bool small = little32(bytes + 14) == SMALL_HEADER_BYTES;
	uint32_t width = small ? little16(bytes + 18) : little32(bytes + 18);
	uint32_t height = small ? little16(bytes + 20) : little32(bytes + 22);
	uint32_t depth = little16(bytes + (small ? 24 : 28));
	uint32_t compression = small ? 0 : little32(bytes + 30);
	if ((int32_t)height < 0)
		height = 0u - height; /* rows from top to bottom */
	if (compression > BITFIELDS && compression != ALPHA_BITFIELDS) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_UNSUPPORTED, "BMP of an unknown coding");
		return false;
	}
	if (depth == 0 || depth > 32) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "BMP of an unknown depth");
		return false;
	}
	if (!sicht_decoding_announce(decoding, width, height))
		return false;
	header->run_lengths = compression == RUN_LENGTHS_8 || compression == RUN_LENGTHS_4;
	if (header->run_lengths)
		depth = 32; /* runs of one pixel each, and the marks between rows */
	header->end_bytes = ((uint64_t)width * depth + 31) / 32 * 4 * height;
	uint32_t lead_bytes = little32(bytes + 10);
	header->end_bytes += lead_bytes < LEAD_BYTES_MAX ? lead_bytes : LEAD_BYTES_MAX;
	return true;
}

/*
 * The file as a packet. One that ends too early is continued with zeros (black, as a rule), since
 * libavcodec would give nothing at all; what follows a picture is not looked at.
 */
static bool read_packet(
	struct sicht_decoding *decoding, const struct header *header, AVPacket *packet)
{
	uint64_t size = decoding->job->size_bytes;
	if (size > header->end_bytes)
		size = header->end_bytes;
	if (header->end_bytes > INT32_MAX - AV_INPUT_BUFFER_PADDING_SIZE ||
		av_new_packet(packet, (int)header->end_bytes) != 0) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for the file");
		return false;
	}
	memset(packet->data, 0, (size_t)packet->size);
	size_t filled = 0;
	while (filled < size) {
		ssize_t count =
			pread(decoding->fd, packet->data + filled, size - filled, (off_t)filled);
		if (count <= 0)
			break;
		filled += (size_t)count;
	}
	if (header->run_lengths)
		av_shrink_packet(packet, (int)filled);
	else if (filled < header->end_bytes)
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_TRUNCATED, "it ends before its last row");
	return true;
}

/* ---------------------------------------------------------------------------------------- samples */

/* Bits of a component, widened to 8. */
static uint8_t widen(unsigned value, int depth)
{
	unsigned end = (1u << depth) - 1;
	return (uint8_t)((value * 255 + end / 2) / end);
}

/* One component of one row, by libavutil's generic reader. */
static void copy_component(const AVFrame *frame, const AVPixFmtDescriptor *description, int y,
	int component, uint16_t *line, uint8_t *to, unsigned bands)
{
	int depth = description->comp[component].depth;
	av_read_image_line2(line, (const uint8_t **)frame->data, frame->linesize, description, 0, y,
		component, frame->width, 0, sizeof *line);
	for (int x = 0; x < frame->width; x++)
		to[(size_t)x * bands] = depth == 8 ? (uint8_t)line[x] : widen(line[x], depth);
}

/* One row of indices into a palette of 32-bit numbers: alpha, red, green, blue. */
static void copy_indexed(const AVFrame *frame, int y, uint8_t *to)
{
	const uint8_t *from = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
	for (int x = 0; x < frame->width; x++) {
		uint32_t colour;
		memcpy(&colour, frame->data[1] + 4 * from[x], sizeof colour);
		for (int band = 0; band < 3; band++)
			to[3 * x + band] = (uint8_t)(colour >> (16 - 8 * band));
	}
}

static void copy_frame(struct sicht_decoding *decoding, const AVFrame *frame)
{
	const AVPixFmtDescriptor *description = av_pix_fmt_desc_get(frame->format);
	bool palette = (description->flags & AV_PIX_FMT_FLAG_PAL) != 0;
	unsigned bands = palette || description->nb_components >= 3 ? 3 : 1;
	uint16_t *line = malloc((size_t)frame->width * sizeof *line);
	if (line == NULL) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for a row");
		return;
	}
	if (sicht_decoding_allocate(
		    decoding, (uint32_t)frame->width, (uint32_t)frame->height, bands)) {
		for (int y = 0; y < frame->height; y++) {
			uint8_t *row =
				decoding->samples + (size_t)y * decoding->picture.stride_bytes;
			for (unsigned band = 0; band < bands && !palette; band++)
				copy_component(
					frame, description, y, (int)band, line, row + band, bands);
			if (palette)
				copy_indexed(frame, y, row);
		}
	}
	free(line);
}

static void decode(
	struct sicht_decoding *decoding, AVCodecContext *context, AVPacket *packet, AVFrame *frame)
{
	int error = avcodec_send_packet(context, packet);
	if (error == 0)
		error = avcodec_receive_frame(context, frame);
	bool fits = error == 0 && frame->width == (int)decoding->picture.full_width &&
		    frame->height == (int)decoding->picture.full_height &&
		    av_pix_fmt_desc_get(frame->format) != NULL;
	if (fits)
		copy_frame(decoding, frame);
	else if (error == AVERROR(ENOMEM))
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for the frame");
	else
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "not a BMP that can be read");
}

void sicht_decode_bmp(struct sicht_decoding *decoding)
{
	struct header header = {0};
	const AVCodec *codec = avcodec_find_decoder(AV_CODEC_ID_BMP);
	AVCodecContext *context = avcodec_alloc_context3(codec);
	AVPacket *packet = av_packet_alloc();
	AVFrame *frame = av_frame_alloc();
	if (codec == NULL || context == NULL || packet == NULL || frame == NULL) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for a reader");
	} else if (read_header(decoding, &header) && read_packet(decoding, &header, packet)) {
		context->thread_count = 1;
		context->max_pixels = (int64_t)decoding->job->pixels_max;
		if (avcodec_open2(context, codec, NULL) == 0)
			decode(decoding, context, packet, frame);
		else
			sicht_decoding_end(
				decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for a reader");
	}
	av_frame_free(&frame);
	av_packet_free(&packet);
	avcodec_free_context(&context);
}
