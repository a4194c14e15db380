/* SPDX-License-Identifier: MIT */
/* Formats beyond those of the web: what libavcodec and our own small readers decode. */
#include <criterion/criterion.h>
#include <libavcodec/avcodec.h>
#include <stdlib.h>
#include <string.h>

#include "tests/worker/support.h"

#define WIDTH 300u
#define HEIGHT 200u

/* QOI ends with eight; it does no harm to others. */
#define END_BYTES 8

static struct sicht_pool *pool;
static struct sicht_arena arena;

static void open_pool(void)
{
	pool = test_pool(NULL, 1, 0);
}

static void close_pool(void)
{
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
}

TestSuite(stills, .init = open_pool, .fini = close_pool);

static unsigned distance_to_png(struct test_bytes bytes, bool exact, const char *what)
{
	struct test_bytes png = test_picture(WIDTH, HEIGHT, 3, ".png");
	struct sicht_print known = test_print(pool, &arena, png, true);
	struct sicht_print print = test_print(pool, &arena, bytes, exact);
	free(png.data);
	cr_assert(print.outcome == SICHT_OUTCOME_DECODED, "%s: %s, %s", what,
		sicht_outcome_name(print.outcome), print.detail);
	cr_expect(print.width == WIDTH && print.height == HEIGHT, "%s", what);
	return sicht_pdq_distance(&known.windows[0].form[0], &print.windows[0].form[0]);
}

/*
 * `head` and then the picture's samples, three bytes each, in the order of `bands`, after `lead`.
 */
static struct test_bytes plain(
	const void *head, size_t head_size, const char *lead, const unsigned bands[3])
{
	size_t lead_size = strlen(lead), pixel = lead_size + 3;
	struct test_bytes bytes = {NULL, head_size + (size_t)WIDTH * HEIGHT * pixel + END_BYTES};
	bytes.data = calloc(1, bytes.size);
	memcpy(bytes.data, head, head_size);
	for (unsigned i = 0; i < WIDTH * HEIGHT; i++) {
		uint8_t *at = bytes.data + head_size + i * pixel;
		memcpy(at, lead, lead_size);
		for (unsigned band = 0; band < 3; band++)
			at[lead_size + band] = test_sample(i % WIDTH, i / WIDTH, bands[band]);
	}
	return bytes;
}

static const unsigned rgb[] = {0, 1, 2}, bgr[] = {2, 1, 0};

Test(stills, formats_of_libvips)
{
	static const struct {
		const char *format;
		unsigned bits;
	} cases[] = {
		{".jxl[lossless]", 0},
		{".jxl[Q=90]", 10},
		{".jp2[lossless]", 0},
		{".jp2[Q=90]", 10},
		{".ppm", 0},
		{".ppm[ascii]", 0},
		{".hdr", 2},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (int exact = 0; exact < 2; exact++) {
			struct test_bytes bytes = test_picture(WIDTH, HEIGHT, 3, cases[i].format);
			unsigned bits = distance_to_png(bytes, exact, cases[i].format);
			cr_expect(bits <= cases[i].bits + (exact ? 0 : 6), "%s: %u bits",
				cases[i].format, bits);
			free(bytes.data);
		}
	}
}

Test(stills, plain_samples_agree_to_the_bit)
{
	static const uint8_t tga[18] = {0, 0, 2, [12] = WIDTH & 255, WIDTH >> 8, HEIGHT, 0, 24, 32};
	static const char qoi[] = "qoif\0\0\1\x2c\0\0\0\xc8\3";
	static const char pam[] =
		"P7\nWIDTH 300\nHEIGHT 200\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n";
	static const char psd[] = "8BPS\0\1\0\0\0\0\0\0\0\3\0\0\0\xc8\0\0\1\x2c\0\x08\0\3"
				  "\0\0\0\0\0\0\0\0\0\0\0\0";
	struct {
		const char *what;
		struct test_bytes bytes;
	} cases[] = {
		{"tga", plain(tga, sizeof tga, "", bgr)},
		{"qoi", plain(qoi, sizeof qoi, "\xfe", rgb)},
		{"pam", plain(pam, sizeof pam - 1, "", rgb)},
	};
	cases[0].bytes.size -= END_BYTES; /* without a name the size tells what TGA is */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned bits = distance_to_png(cases[i].bytes, true, cases[i].what);
		cr_expect(bits == 0, "%s: %u bits", cases[i].what, bits);
		free(cases[i].bytes.data);
	}
	/* Photoshop's channels one after the other */
	struct test_bytes bytes = {NULL, sizeof psd + 1 + 3 * WIDTH * HEIGHT};
	bytes.data = calloc(1, bytes.size);
	memcpy(bytes.data, psd, sizeof psd - 1);
	for (unsigned i = 0; i < 3 * WIDTH * HEIGHT; i++)
		bytes.data[sizeof psd + 1 + i] =
			test_sample(i % WIDTH, i / WIDTH % HEIGHT, i / (WIDTH * HEIGHT));
	unsigned bits = distance_to_png(bytes, true, "psd");
	cr_expect(bits == 0, "psd: %u bits", bits);
	free(bytes.data);
}

/* A JPEG of a kind that libjpeg does not read, by an encoder of libavcodec. */
static struct test_bytes encoded(const char *codec_name)
{
	const AVCodec *codec = avcodec_find_encoder_by_name(codec_name);
	AVCodecContext *context = avcodec_alloc_context3(codec);
	AVFrame *frame = av_frame_alloc();
	AVPacket *packet = av_packet_alloc();
	context->width = frame->width = WIDTH;
	context->height = frame->height = HEIGHT;
	context->pix_fmt = frame->format =
		strcmp(codec_name, "ljpeg") == 0 ? AV_PIX_FMT_BGR24 : AV_PIX_FMT_RGB24;
	context->time_base = (AVRational){1, 1};
	cr_assert(avcodec_open2(context, codec, NULL) == 0 && av_frame_get_buffer(frame, 0) == 0);
	for (unsigned y = 0; y < HEIGHT; y++) {
		for (unsigned i = 0; i < 3 * WIDTH; i++)
			frame->data[0][y * (unsigned)frame->linesize[0] + i] = test_sample(
				i / 3, y, frame->format == AV_PIX_FMT_BGR24 ? 2 - i % 3 : i % 3);
	}
	cr_assert(avcodec_send_frame(context, frame) == 0);
	cr_assert(avcodec_receive_packet(context, packet) == 0);
	struct test_bytes bytes = {malloc((size_t)packet->size), (size_t)packet->size};
	memcpy(bytes.data, packet->data, bytes.size);
	av_packet_free(&packet);
	av_frame_free(&frame);
	avcodec_free_context(&context);
	return bytes;
}

/* ITU-T T.81, F.1.2.1: how many bits `value` takes, and which. */
static unsigned magnitude(int value, unsigned *bits)
{
	unsigned count = 0;
	for (int rest = abs(value); rest > 0; rest /= 2)
		count++;
	*bits = (unsigned)(value > 0 ? value : value + (1 << count) - 1);
	return count;
}

/* A bit, and the zero behind a byte of ones. */
static void put_bits(struct test_bytes *bytes, size_t *used, unsigned bits, unsigned count)
{
	while (count-- > 0) {
		bytes->data[bytes->size] |= (uint8_t)((bits >> count & 1) << (7 - *used));
		*used = (*used + 1) % 8;
		if (*used == 0 && bytes->data[bytes->size++] == 0xff)
			bytes->size++;
	}
}

/*
 * A grey JPEG of 12 bits with nothing but the mean of each block, which takes a code of four bits.
 */
static struct test_bytes twelve_bits(void)
{
	static const uint8_t head[] = "\xff\xd8\xff\xdb\0\x43\0";
	static const uint8_t frame[] = "\xff\xc1\0\x0b\x0c\0\xc8\1\x2c\1\1\x11\0"
				       "\xff\xc4\0\x21\0\0\0\0\x0e\0\0\0\0\0\0\0\0\0\0\0\0"
				       "\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d"
				       "\xff\xc4\0\x14\x10\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				       "\xff\xda\0\x08\1\1\0\0\x3f\0";
	struct test_bytes bytes = {calloc(1, WIDTH * HEIGHT), sizeof head - 1};
	size_t used = 0;
	int last = 0;
	memcpy(bytes.data, head, sizeof head - 1);
	memset(bytes.data + bytes.size, 16, 64);
	memcpy(bytes.data + bytes.size + 64, frame, sizeof frame - 1);
	bytes.size += 64 + sizeof frame - 1;
	for (unsigned i = 0; i < (HEIGHT / 8) * ((WIDTH + 7) / 8); i++) {
		unsigned left = i % ((WIDTH + 7) / 8) * 8, top = i / ((WIDTH + 7) / 8) * 8, sum = 0;
		for (unsigned k = 0; k < 64; k++)
			sum += test_sample(left + k % 8, top + k / 8, 0);
		int mean = (int)(sum * 16 / 64) - 2048, bits_mean = mean * 8 / 16 - last;
		unsigned bits, count = magnitude(bits_mean, &bits);
		last += bits_mean;
		put_bits(&bytes, &used, count, 4);
		put_bits(&bytes, &used, bits, count);
		put_bits(&bytes, &used, 0, 1);
	}
	bytes.size += used > 0;
	memcpy(bytes.data + bytes.size, "\xff\xd9", 2);
	bytes.size += 2;
	return bytes;
}

Test(stills, jpegs_of_12_bits)
{
	struct test_bytes bytes = twelve_bits();
	struct test_bytes grey = test_picture(WIDTH, HEIGHT, 1, ".png");
	struct sicht_print known = test_print(pool, &arena, grey, true);
	struct sicht_print print = test_print(pool, &arena, bytes, true);
	cr_assert(print.outcome == SICHT_OUTCOME_DECODED, "%s, %s",
		sicht_outcome_name(print.outcome), print.detail);
	unsigned bits = sicht_pdq_distance(&known.windows[0].form[0], &print.windows[0].form[0]);
	cr_expect(bits <= 31, "%u bits", bits);
	free(bytes.data);
	free(grey.data);
}

Test(stills, jpegs_that_libjpeg_refuses)
{
	static const char *const codecs[] = {"ljpeg", "jpegls"};
	for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++) {
		struct test_bytes bytes = encoded(codecs[i]);
		unsigned bits = distance_to_png(bytes, true, codecs[i]);
		cr_expect(bits == 0, "%s: %u bits", codecs[i], bits);
		free(bytes.data);
	}
}

/* `head`, a small JPEG of something else, then the picture's JPEG and some bytes. */
static struct test_bytes raw(const void *head, size_t head_size)
{
	struct test_bytes small = test_picture(40, 30, 1, ".jpg");
	struct test_bytes large = test_picture(WIDTH, HEIGHT, 3, ".jpg[Q=95]");
	struct test_bytes bytes = {NULL, head_size + small.size + large.size + 1000};
	bytes.data = calloc(1, bytes.size);
	memcpy(bytes.data, head, head_size);
	memcpy(bytes.data + head_size, small.data, small.size);
	memcpy(bytes.data + head_size + small.size, large.data, large.size);
	free(small.data);
	free(large.data);
	return bytes;
}

Test(stills, raw_pictures_by_the_largest_preview)
{
	static const char fuji[100] = "FUJIFILMCCD-RAW 0201",
			  canon[] = "\0\0\0\030ftypcrx \0\0\0\1crx isom";
	/* a directory with a maker and further directories, and no picture of its own */
	static const char dng[] = "II*\0\x08\0\0\0\2\0\x0f\1\2\0\4\0\0\0cam\0"
				  "\x4a\1\4\0\1\0\0\0\x26\0\0\0\0\0\0\0";
	const struct {
		const char *what;
		const void *head;
		size_t size;
	} cases[] = {{"raf", fuji, sizeof fuji}, {"cr3", canon, sizeof canon - 1},
		{"dng", dng, sizeof dng - 1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_bytes bytes = raw(cases[i].head, cases[i].size);
		unsigned bits = distance_to_png(bytes, true, cases[i].what);
		cr_expect(bits <= 6, "%s: %u bits", cases[i].what, bits);
		struct sicht_print print = test_print(pool, &arena, bytes, false);
		cr_expect(print.detail != NULL && strstr(print.detail, "preview") != NULL);
		/* without one there is nothing that is read here */
		bytes.size = cases[i].size;
		print = test_print(pool, &arena, bytes, true);
		cr_expect(print.outcome == SICHT_OUTCOME_UNSUPPORTED ||
				  print.outcome == SICHT_OUTCOME_CORRUPT,
			"%s: %s", cases[i].what, sicht_outcome_name(print.outcome));
		free(bytes.data);
	}
}

Test(stills, what_is_cut_is_compared_as_far_as_it_goes)
{
	static const char *const formats[] = {".ppm", ".jp2[lossless]"};
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct test_bytes bytes = test_picture(WIDTH, HEIGHT, 3, formats[i]);
		bytes.size -= bytes.size / 4;
		struct sicht_print print = test_print(pool, &arena, bytes, true);
		cr_expect(print.outcome == SICHT_OUTCOME_TRUNCATED, "%s: %s, %s", formats[i],
			sicht_outcome_name(print.outcome), print.detail);
		cr_expect(print.window_count > 0, "%s", formats[i]);
		free(bytes.data);
	}
}

/* What only libavcodec reads says in words alone that something is missing. */
Test(stills, rare_jpegs_that_are_cut_are_truncated)
{
	struct test_bytes files[] = {encoded("ljpeg"), encoded("jpegls"), twelve_bits()};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		files[i].size -= files[i].size / 3;
		struct sicht_print print = test_print(pool, &arena, files[i], true);
		cr_expect(print.outcome == SICHT_OUTCOME_TRUNCATED, "%zu: %s, %s", i,
			sicht_outcome_name(print.outcome), print.detail);
		free(files[i].data);
	}
}

Test(stills, bombs_are_over_the_limit)
{
	static const char ppm[] = "P6 60000 60000 255\n",
			  qoi[] = "qoif\0\1\0\0\0\1\0\0\3\0 and then some";
	static const struct test_bytes bombs[] = {
		{(uint8_t *)ppm, sizeof ppm - 1}, {(uint8_t *)qoi, sizeof qoi - 1}};
	for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
		struct sicht_print print = test_print(pool, &arena, bombs[i], true);
		cr_expect(print.outcome == SICHT_OUTCOME_OVER_LIMIT, "%zu: %s, %s", i,
			sicht_outcome_name(print.outcome), print.detail);
	}
}
