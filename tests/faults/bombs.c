/* SPDX-License-Identifier: MIT */
/*
 * fault-bombs FOLDER: write 13 pictures that promise far more than they hold, or hold far more than
 * their size promises. A small harmless picture is saved, then its bytes are changed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

struct buffer {
	uint8_t *data;
	size_t size;
};

static const char *folder;

static void fail(const char *what)
{
	fprintf(stderr, "fault-bombs: %s: %s\n", what, vips_error_buffer());
	exit(2);
}

static void add(struct buffer *out, const void *data, size_t size)
{
	out->data = realloc(out->data, out->size + size + 1);
	if (out->data == NULL)
		fail("memory");
	if (size > 0)
		memcpy(out->data + out->size, data, size);
	out->size += size;
}

static void add_big(struct buffer *out, uint32_t value)
{
	const uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16),
		(uint8_t)(value >> 8), (uint8_t)value};
	add(out, bytes, sizeof bytes);
}

static void add_little(struct buffer *out, uint32_t value, size_t size)
{
	const uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
		(uint8_t)(value >> 24)};
	add(out, bytes, size);
}

static void put_big(uint8_t *at, uint32_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		at[i] = (uint8_t)(value >> 8 * (size - 1 - i));
}

static void save(const char *name, struct buffer *content)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "wbe");
	if (file == NULL || fwrite(content->data, 1, content->size, file) != content->size ||
		fclose(file) != 0)
		fail(path);
	free(content->data);
	*content = (struct buffer){NULL, 0};
}

/* A picture of one grey, saved as `suffix` says (".jpg[interlace]"). */
static struct buffer flat(int width, int height, const char *suffix)
{
	VipsImage *black = NULL, *grey = NULL;
	void *data = NULL;
	struct buffer out = {NULL, 0};
	if (vips_black(&black, width, height, "bands", 1, NULL) != 0 ||
		vips_linear1(black, &grey, 1.0, 90.0, "uchar", TRUE, NULL) != 0 ||
		vips_image_write_to_buffer(grey, suffix, &data, &out.size, NULL) != 0)
		fail(suffix);
	g_object_unref(black);
	g_object_unref(grey);
	struct buffer copy = {NULL, 0};
	add(&copy, data, out.size);
	g_free(data);
	return copy;
}

static uint8_t *find(const struct buffer *in, const void *bytes, size_t size)
{
	return in->size == 0 ? NULL : memmem(in->data, in->size, bytes, size);
}

/* ---------------------------------------------------------------------------------------- JPEG */

static void jpeg_declare(struct buffer *jpeg, const char *marker, uint32_t side)
{
	uint8_t *frame = find(jpeg, marker, 2);
	if (frame == NULL)
		fail("no frame in the JPEG");
	put_big(frame + 5, side, 2);
	put_big(frame + 7, side, 2);
}

static void write_jpegs(void)
{
	struct buffer jpeg = flat(64, 64, ".jpg");
	jpeg_declare(&jpeg, "\xff\xc0", 65500);
	save("jpeg-huge.jpg", &jpeg);
	jpeg = flat(64, 64, ".jpg[interlace]");
	jpeg_declare(&jpeg, "\xff\xc2", 16000);
	save("jpeg-progressive.jpg", &jpeg);

	/* Its last scan, thousands of times: each is a walk over all coefficients. */
	jpeg = flat(3000, 3000, ".jpg[interlace]");
	size_t last = 0;
	for (size_t i = 0; i + 1 < jpeg.size; i++) {
		if (jpeg.data[i] == 0xff && jpeg.data[i + 1] == 0xda)
			last = i;
	}
	struct buffer scan = {NULL, 0};
	add(&scan, jpeg.data + last, jpeg.size - 2 - last);
	jpeg.size -= 2;
	for (int i = 0; i < 5000; i++)
		add(&jpeg, scan.data, scan.size);
	add(&jpeg, "\xff\xd9", 2);
	free(scan.data);
	save("jpeg-scans.jpg", &jpeg);
}

/* ----------------------------------------------------------------------------------------- PNG */

static uint32_t crc(const uint8_t *data, size_t size)
{
	uint32_t sum = ~0u;
	for (size_t i = 0; i < size; i++) {
		sum ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (0xedb88320u & (0u - (sum & 1)));
	}
	return ~sum;
}

static void add_chunk(struct buffer *png, const char type[4], const struct buffer *content)
{
	struct buffer body = {NULL, 0};
	add(&body, type, 4);
	add(&body, content->data, content->size);
	add_big(png, (uint32_t)content->size);
	add(png, body.data, body.size);
	add_big(png, crc(body.data, body.size));
	free(body.data);
}

/* All compressed data of a PNG, in one piece. */
static struct buffer png_data(const struct buffer *png)
{
	struct buffer data = {NULL, 0};
	for (size_t at = 8; at + 12 <= png->size;) {
		const uint8_t *chunk = png->data + at;
		size_t size = (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 |
			      (size_t)chunk[2] << 8 | chunk[3];
		if (memcmp(chunk + 4, "IDAT", 4) == 0)
			add(&data, chunk + 8, size);
		at += 12 + size;
	}
	return data;
}

/* Behind the first chunk of `small`, 50 texts of 32 MB of zeros each, compressed. */
static struct buffer png_with_texts(const struct buffer *small, const struct buffer *zeros)
{
	const size_t first = 8 + 25;
	struct buffer png = {NULL, 0}, text = {NULL, 0};
	add(&png, small->data, first);
	add(&text, "Comment\0\0", 9);
	add(&text, zeros->data, zeros->size);
	for (int i = 0; i < 50; i++)
		add_chunk(&png, "zTXt", &text);
	add(&png, small->data + first, small->size - first);
	free(text.data);
	return png;
}

static void write_pngs(void)
{
	struct buffer small = flat(64, 64, ".png");
	struct buffer large = flat(16000, 16000, ".png[bitdepth=1]");
	struct buffer zeros = png_data(&large);
	struct buffer texts = png_with_texts(&small, &zeros);
	save("png-texts.png", &texts);
	save("png-flat.png", &large);
	put_big(small.data + 16, 60000, 4);
	put_big(small.data + 20, 60000, 4);
	put_big(small.data + 29, crc(small.data + 12, 17), 4);
	save("png-huge.png", &small);
	free(zeros.data);
}

/* -------------------------------------------------------------------------------------- others */

static void write_gifs(void)
{
	static const char frame[] = "\x2c\0\0\0\0\1\0\1\0\0\2\2\x4c\1";
	struct buffer gif = {NULL, 0};
	add(&gif, "GIF89a\x88\x13\x88\x13\x80\0\0\0\0\0\xff\xff\xff", 19); /* 5000 x 5000 */
	for (int i = 0; i < 100000; i++)
		add(&gif, frame, sizeof frame);
	add(&gif, ";", 1);
	save("gif-frames.gif", &gif);
	add(&gif, "GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff", 19);
	add(&gif, "\x2c\0\0\0\0\xff\xff\xff\xff\0\2\2\x4c\1\0;", 16);
	save("gif-huge.gif", &gif);
}

/* A picture of one colour needs no bits for its pixels: 268 million of them come from nothing. */
static void write_webp(void)
{
	struct buffer webp = flat(64, 64, ".webp[lossless]");
	uint8_t *lossless = find(&webp, "VP8L", 4);
	if (lossless == NULL)
		fail("no lossless WebP");
	memset(lossless + 9, 0xff, 3); /* 14 bits each of width - 1 and height - 1 */
	lossless[12] |= 0x0f;
	save("webp-flat.webp", &webp);
}

static void add_tag(struct buffer *tiff, uint32_t tag, uint32_t type, uint32_t value)
{
	add_little(tiff, tag, 2);
	add_little(tiff, type, 2);
	add_little(tiff, 1, 4);
	add_little(tiff, value, 4);
}

/* One strip of `side` x `side` grey pixels at offset 8; then the directory, then `next`. */
static void write_tiff(const char *name, uint32_t side, uint32_t next)
{
	struct buffer tiff = {NULL, 0};
	add(&tiff, "II*\0\x10\0\0\0pixels..", 16);
	add_little(&tiff, 9, 2);
	add_tag(&tiff, 256, 4, side);
	add_tag(&tiff, 257, 4, side);
	add_tag(&tiff, 258, 3, 8);
	add_tag(&tiff, 259, 3, 1);
	add_tag(&tiff, 262, 3, 1);
	add_tag(&tiff, 273, 4, 8);
	add_tag(&tiff, 277, 3, 1);
	add_tag(&tiff, 278, 4, side);
	add_tag(&tiff, 279, 4, side * side);
	add_little(&tiff, next, 4);
	save(name, &tiff);
}

static void write_bmp(void)
{
	struct buffer bmp = {NULL, 0};
	add(&bmp, "BM", 2);
	add_little(&bmp, 54 + 8, 4);
	add_little(&bmp, 0, 4);
	add_little(&bmp, 54, 4);
	add_little(&bmp, 40, 4);
	add_little(&bmp, 65000, 4);
	add_little(&bmp, 65000, 4);
	add_little(&bmp, 1, 2);
	add_little(&bmp, 24, 2);
	for (int i = 0; i < 6; i++)
		add_little(&bmp, 0, 4);
	add(&bmp, "pixels..", 8);
	save("bmp-huge.bmp", &bmp);
}

static void write_avif(void)
{
	struct buffer avif = flat(64, 64, ".avif");
	uint8_t *extent = find(&avif, "ispe", 4);
	if (extent == NULL)
		fail("no extent in the AVIF");
	put_big(extent + 8, 60000, 4);
	put_big(extent + 12, 60000, 4);
	save("avif-huge.avif", &avif);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: fault-bombs FOLDER\n", stderr);
		return 2;
	}
	if (VIPS_INIT(argv[0]) != 0)
		fail("libvips");
	folder = argv[1];
	write_jpegs();
	write_pngs();
	write_gifs();
	write_webp();
	write_tiff("tiff-huge.tif", 60000, 0);
	write_tiff("tiff-loop.tif", 2, 16);
	write_bmp();
	write_avif();
	vips_shutdown();
	return 0;
}
