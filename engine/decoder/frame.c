/* SPDX-License-Identifier: MIT */
/*
 * Still pictures by the decoders of libavcodec: those of a table, each for one media, and the JPEGs
 * that libjpeg does not read.
 *
 * One idea: the file is one packet, the picture one frame. libavcodec asks for room when it knows
 * the size, and that is where it is announced. Whatever kind of samples the frame has, libavutil's
 * description of it says where each component is, so there is one way to copy them all.
 *
 * Many of these decoders give nothing at all if the end is missing. Then the file is tried once
 * more, continued with zeros.
 */
#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>

#include "engine/decoder/decode.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a cut file is continued with: enough for samples of four bytes. */
#define ZEROS_PER_PIXEL 4

static const struct {
	enum sicht_media media;
	const char *codec;
} codecs[] = {
	{SICHT_MEDIA_JXL, "libjxl"},
	{SICHT_MEDIA_JP2, "jpeg2000"},
	{SICHT_MEDIA_TGA, "targa"},
	{SICHT_MEDIA_PNM, "pam"}, /* one decoder for all of the family */
	{SICHT_MEDIA_PCX, "pcx"},
	{SICHT_MEDIA_SGI, "sgi"},
	{SICHT_MEDIA_DDS, "dds"},
	{SICHT_MEDIA_QOI, "qoi"},
	{SICHT_MEDIA_EXR, "exr"},
	{SICHT_MEDIA_XBM, "xbm"},
	{SICHT_MEDIA_XPM, "xpm"},
	{SICHT_MEDIA_SUN, "sunrast"},
	{SICHT_MEDIA_XWD, "xwd"},
	{SICHT_MEDIA_DPX, "dpx"},
};

struct reader {
	struct sicht_decoding *decoding;
	AVCodecContext *context;
	AVPacket *packet;
	AVFrame *frame;
	bool refused; /* the size is beyond a limit: said already */
};

/* --------------------------------------------------------------------------------- what is said */

/* The first line of the decoding in progress: libavcodec says why in words only. */
static char first_line[SICHT_DETAIL_BYTES];

static void take_log(void *object, int level, const char *format, va_list arguments)
{
	(void)object;
	if (level <= AV_LOG_ERROR && first_line[0] == '\0')
		vsnprintf(first_line, sizeof first_line, format, arguments);
}

void sicht_frame_prepare(void)
{
	av_log_set_callback(take_log);
	avcodec_find_decoder_by_name(codecs[0].codec);
}

static enum sicht_outcome outcome_of(int error)
{
	if (error == AVERROR(ENOMEM))
		return SICHT_OUTCOME_OUT_OF_MEMORY;
	if (error == AVERROR_PATCHWELCOME || error == AVERROR(ENOSYS))
		return SICHT_OUTCOME_UNSUPPORTED;
	/* it refuses sizes before we are asked, and says so in words */
	return strstr(first_line, "Picture size") != NULL ? SICHT_OUTCOME_OVER_LIMIT
							  : SICHT_OUTCOME_CORRUPT;
}

/* -------------------------------------------------------------------------------------- samples */

/*
 * A component as 8 bits: the high ones of more, fewer widened. Floating point is cut to 0..1, and
 * light that is measured (OpenEXR) gets the curve of a screen. The square root stands for it: near
 * to sRGB's, and the same on every processor.
 */
static uint8_t sample_of(
	uint32_t value, const AVPixFmtDescriptor *description, int component, bool measured)
{
	int depth = description->comp[component].depth;
	if ((description->flags & AV_PIX_FMT_FLAG_FLOAT) != 0) {
		float light;
		memcpy(&light, &value, sizeof light);
		if (!(light > 0))
			return 0;
		if (light >= 1)
			return 255;
		return (uint8_t)((measured ? sqrtf(light) : light) * 255 + 0.5f);
	}
	if (depth >= 8)
		return (uint8_t)(value >> (depth - 8));
	unsigned end = (1u << depth) - 1;
	return (uint8_t)((value * 255 + end / 2) / end);
}

/* One component of row `y` by libavutil's generic reader, spread if it has fewer columns. */
static void read_component(const struct reader *reader, const AVPixFmtDescriptor *description,
	int y, int component, uint32_t *line, uint8_t *to, unsigned step)
{
	const AVFrame *frame = reader->frame;
	const bool colour =
		component > 0 && component < 3 && (description->flags & AV_PIX_FMT_FLAG_RGB) == 0;
	const int shift = colour ? description->log2_chroma_w : 0;
	const int count = (frame->width + (1 << shift) - 1) >> shift;
	const bool measured = reader->decoding->job->media == SICHT_MEDIA_EXR;
	av_read_image_line2(line, (const uint8_t **)frame->data, frame->linesize, description, 0,
		colour ? y >> description->log2_chroma_h : y, component, count, 0, sizeof *line);
	for (int x = 0; x < frame->width; x++)
		to[(size_t)x * step] =
			sample_of(line[x >> shift], description, component, measured);
}

/* One row of indices into a palette of 32-bit numbers: alpha, red, green, blue. */
static void read_indexed(const AVFrame *frame, int y, uint8_t *to)
{
	const uint8_t *from = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
	for (int x = 0; x < frame->width; x++) {
		uint32_t colour;
		memcpy(&colour, frame->data[1] + 4 * from[x], sizeof colour);
		for (int band = 0; band < 3; band++)
			to[3 * x + band] = (uint8_t)(colour >> (16 - 8 * band));
	}
}

static uint8_t clip(int value)
{
	return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* JFIF's colours (BT.601, full range), in 1/65536. */
static void to_rgb(uint8_t *row, int width)
{
	for (uint8_t *at = row; at < row + 3 * (size_t)width; at += 3) {
		int light = at[0] * 65536 + 32768, blue = at[1] - 128, red = at[2] - 128;
		at[0] = clip((light + 91881 * red) / 65536);
		at[1] = clip((light - 22554 * blue - 46802 * red) / 65536);
		at[2] = clip((light + 116130 * blue) / 65536);
	}
}

static void copy_row(const struct reader *reader, const AVPixFmtDescriptor *description, int y,
	uint32_t *line, unsigned bands, uint8_t *row)
{
	const AVFrame *frame = reader->frame;
	if ((description->flags & AV_PIX_FMT_FLAG_PAL) != 0) {
		read_indexed(frame, y, row);
		return;
	}
	for (unsigned band = 0; band < bands; band++)
		read_component(reader, description, y, (int)band, line, row + band, bands);
	if (bands == 3 && (description->flags & AV_PIX_FMT_FLAG_RGB) == 0)
		to_rgb(row, frame->width);
	for (int x = 0; x < frame->width && frame->format == AV_PIX_FMT_MONOWHITE; x++)
		row[x] = 255 - row[x];
}

static void copy_frame(struct reader *reader)
{
	struct sicht_decoding *decoding = reader->decoding;
	const AVFrame *frame = reader->frame;
	const AVPixFmtDescriptor *description = av_pix_fmt_desc_get(frame->format);
	const unsigned unreadable = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER;
	if (description == NULL || (description->flags & unreadable) != 0 ||
		frame->format == AV_PIX_FMT_XYZ12LE || frame->format == AV_PIX_FMT_XYZ12BE) {
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_UNSUPPORTED, "its sample format is not supported");
		return;
	}
	bool palette = (description->flags & AV_PIX_FMT_FLAG_PAL) != 0;
	unsigned bands = palette || description->nb_components >= 3 ? 3 : 1;
	uint32_t *line = calloc((size_t)frame->width, sizeof *line);
	if (line == NULL)
		sicht_decoding_end(decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for a row");
	else if (sicht_decoding_allocate(
			 decoding, (uint32_t)frame->width, (uint32_t)frame->height, bands)) {
		/* PFM begins with its last row; libavcodec gives the rows as they come */
		bool upwards = decoding->job->media == SICHT_MEDIA_PNM &&
			       (description->flags & AV_PIX_FMT_FLAG_FLOAT) != 0;
		for (int y = 0; y < frame->height; y++)
			copy_row(reader, description, upwards ? frame->height - 1 - y : y, line,
				bands,
				decoding->samples + (size_t)y * decoding->picture.stride_bytes);
	}
	free(line);
}

/* ------------------------------------------------------------------------------------- decoding */

/* True if the picture is announced with that size, now or before. */
static bool is_announced(struct reader *reader, int width, int height)
{
	struct sicht_decoding *decoding = reader->decoding;
	if (width <= 0 || height <= 0)
		return false;
	if (decoding->announced)
		return !reader->refused && decoding->picture.full_width == (uint32_t)width &&
		       decoding->picture.full_height == (uint32_t)height;
	reader->refused = !sicht_decoding_announce(decoding, (uint64_t)width, (uint64_t)height);
	return !reader->refused;
}

/* Room in which nothing stands: what a damaged picture leaves out is black, not another picture. */
static int give_room(AVCodecContext *context, AVFrame *frame, int flags)
{
	if (!is_announced(context->opaque, frame->width, frame->height))
		return AVERROR(EINVAL);
	int error = avcodec_default_get_buffer2(context, frame, flags);
	for (int i = 0; error == 0 && i < AV_NUM_DATA_POINTERS && frame->buf[i] != NULL; i++)
		memset(frame->buf[i]->data, 0, frame->buf[i]->size);
	return error;
}

/* The bytes stay ours. */
static void keep(void *opaque, uint8_t *data)
{
	(void)opaque;
	(void)data;
}

/* One attempt, with a packet of `size` bytes and its padding; 0, or libavcodec's error. */
static int attempt(struct reader *reader, const AVCodec *codec, uint8_t *data, size_t size)
{
	first_line[0] = '\0';
	reader->context = avcodec_alloc_context3(codec);
	reader->packet = av_packet_alloc();
	reader->frame = av_frame_alloc();
	if (reader->context == NULL || reader->packet == NULL || reader->frame == NULL)
		return AVERROR(ENOMEM);
	reader->packet->buf = av_buffer_create(
		data, size + AV_INPUT_BUFFER_PADDING_SIZE, keep, NULL, AV_BUFFER_FLAG_READONLY);
	if (reader->packet->buf == NULL)
		return AVERROR(ENOMEM);
	reader->packet->data = data;
	reader->packet->size = (int)size;
	reader->context->opaque = reader;
	reader->context->get_buffer2 = give_room;
	reader->context->thread_count = 1;
	int error = avcodec_open2(reader->context, codec, NULL);
	if (error == 0)
		error = avcodec_send_packet(reader->context, reader->packet);
	if (error == 0)
		error = avcodec_receive_frame(reader->context, reader->frame);
	if (error == 0 && !is_announced(reader, reader->frame->width, reader->frame->height))
		error = AVERROR_INVALIDDATA;
	return error;
}

static void close_attempt(struct reader *reader)
{
	av_frame_free(&reader->frame);
	av_packet_free(&reader->packet);
	avcodec_free_context(&reader->context);
}

/* `bytes`, and zeros: `more` of them. NULL: no memory. */
static uint8_t *with_zeros(struct sicht_bytes bytes, size_t more)
{
	uint8_t *data = calloc(1, bytes.size + more + AV_INPUT_BUFFER_PADDING_SIZE);
	if (data != NULL)
		memcpy(data, bytes.data, bytes.size);
	return data;
}

/* Once more, as if it went on. True: that gave a frame. */
static bool attempt_longer(struct reader *reader, const AVCodec *codec, struct sicht_bytes bytes)
{
	const struct sicht_picture *picture = &reader->decoding->picture;
	if (reader->context == NULL ||
		!is_announced(reader, reader->context->width, reader->context->height))
		return false;
	size_t zeros = (size_t)picture->full_width * picture->full_height * ZEROS_PER_PIXEL;
	if (zeros + bytes.size > 2 * SICHT_FRAME_BYTES_MAX)
		return false;
	uint8_t *data = with_zeros(bytes, zeros);
	if (data == NULL)
		return false;
	close_attempt(reader);
	bool decoded = attempt(reader, codec, data, bytes.size + zeros) == 0;
	if (decoded) {
		sicht_decoding_end(
			reader->decoding, SICHT_OUTCOME_TRUNCATED, "it ends before its last row");
		copy_frame(reader);
	}
	close_attempt(reader);
	free(data);
	return decoded;
}

/*
 * Is it a JPEG that breaks off within its last scan? There the end marker is missing: it cannot stand
 * in coded samples. The decoder of JPEG-LS does not miss it.
 */
static bool is_cut_jpeg(struct sicht_bytes bytes)
{
	const uint8_t *data = bytes.data;
	if (bytes.size < 4 || data[0] != 0xff || data[1] != 0xd8)
		return false;
	for (size_t at = bytes.size - 2; at > 2; at--) {
		if (data[at] == 0xff && (data[at + 1] == 0xd9 || data[at + 1] == 0xda))
			return data[at + 1] == 0xda;
	}
	return false;
}

void sicht_decode_frame(
	struct sicht_decoding *decoding, struct sicht_bytes bytes, const char *codec_name)
{
	struct reader reader = {.decoding = decoding};
	const AVCodec *codec = avcodec_find_decoder_by_name(codec_name);
	uint8_t *data = codec != NULL ? with_zeros(bytes, 0) : NULL;
	if (codec == NULL) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_UNSUPPORTED,
			"this system's libavcodec has no decoder for it");
		return;
	}
	int error = data != NULL ? attempt(&reader, codec, data, bytes.size) : AVERROR(ENOMEM);
	if (error == 0) {
		copy_frame(&reader);
		if (first_line[0] != '\0' || reader.frame->decode_error_flags != 0)
			sicht_decoding_end(decoding, SICHT_OUTCOME_TRUNCATED, first_line);
		else if (is_cut_jpeg(bytes))
			sicht_decoding_end(
				decoding, SICHT_OUTCOME_TRUNCATED, "it ends before its end marker");
	} else if (outcome_of(error) != SICHT_OUTCOME_CORRUPT ||
		   !attempt_longer(&reader, codec, bytes)) {
		sicht_decoding_end(decoding, outcome_of(error), first_line);
	}
	close_attempt(&reader);
	free(data);
}

void sicht_decode_still(struct sicht_decoding *decoding)
{
	const size_t count = sizeof codecs / sizeof *codecs;
	size_t row = 0;
	while (row < count && codecs[row].media != (enum sicht_media)decoding->job->media)
		row++;
	if (row < count && sicht_decoding_load(decoding, SICHT_FRAME_BYTES_MAX))
		sicht_decode_frame(decoding, decoding->file, codecs[row].codec);
}
