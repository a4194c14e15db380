/* SPDX-License-Identifier: MIT */
/* See bmp.h. Every number is read by little(), which gives 0 beyond the end. */
#include "engine/decoder/bmp/bmp.h"

#include <string.h>

#define FILE_HEADER_BYTES 14
#define SMALL_HEADER_BYTES 12 /* sides of 16 bits, a palette of three bytes */
#define HEADER_BYTES 40       /* masks stand behind it, not in it */
#define HEADER_BYTES_MAX 1024
#define COMPRESSION_AT 16 /* from the header on */
#define COLOURS_AT 32
#define MASKS_AT 40

/* The coding. OS/2's 3 and 4 mean something else. */
enum {
	PLAIN = 0,
	RUNS_8 = 1,
	RUNS_4 = 2,
	BITFIELDS = 3,
	OS2_RUNS_24 = 4,
	ALPHA_BITFIELDS = 6,
};

static uint32_t little(struct sicht_bytes bytes, uint64_t offset, unsigned size)
{
	const uint8_t *data = bytes.data;
	uint32_t value = 0;
	if (offset > bytes.size || size > bytes.size - offset)
		return 0;
	while (size-- > 0)
		value = value << 8 | data[offset + size];
	return value;
}

/* --------------------------------------------------------------------------------------- header */

static void read_palette(struct sicht_bmp *bmp, uint64_t at, unsigned entry_bytes, uint32_t count)
{
	const uint8_t *data = bmp->bytes.data;
	uint64_t end = bmp->samples_at < bmp->bytes.size ? bmp->samples_at : bmp->bytes.size;
	if (end <= at)
		end = bmp->bytes.size;
	for (uint32_t i = 0; i < count && at + 3 <= end; i++, at += entry_bytes) {
		for (unsigned band = 0; band < 3; band++)
			bmp->palette[i][band] = data[at + 2 - band];
	}
}

static enum sicht_bmp_kind read_coding(struct sicht_bmp *bmp, uint32_t coding, bool os2)
{
	static const struct {
		uint32_t coding, runs;
	} runs[] = {{RUNS_8, 8}, {RUNS_4, 4}, {OS2_RUNS_24, 24}};
	if (coding == PLAIN || ((coding == BITFIELDS || coding == ALPHA_BITFIELDS) && !os2))
		return SICHT_BMP_READABLE;
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		if (coding == runs[i].coding && bmp->depth == runs[i].runs &&
			(os2 || coding != OS2_RUNS_24)) {
			bmp->runs = runs[i].runs;
			return SICHT_BMP_READABLE;
		}
	}
	return SICHT_BMP_UNSUPPORTED;
}

/* Which bits are which colour; `at` 0: the usual ones. */
static void read_masks(struct sicht_bmp *bmp, uint64_t at)
{
	static const uint32_t usual[2][3] = {
		{0x7c00, 0x03e0, 0x001f}, {0xff0000, 0x00ff00, 0x0000ff}};
	memcpy(bmp->mask, usual[bmp->depth != 16], sizeof bmp->mask);
	for (unsigned band = 0; band < 3 && at != 0; band++)
		bmp->mask[band] = little(bmp->bytes, at + 4 * band, 4);
}

static bool is_depth(unsigned depth)
{
	return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16 || depth == 24 ||
	       depth == 32;
}

/* Width, height and depth: false if there is no such header. */
static bool read_sides(struct sicht_bmp *bmp, uint64_t header, bool small, bool in_icon)
{
	const unsigned size = small ? 2 : 4;
	uint32_t height = little(bmp->bytes, header + 4 + size, size);
	bmp->width = little(bmp->bytes, header + 4, size);
	bmp->depth = little(bmp->bytes, header + 4 + 2 * size + 2, 2);
	bmp->downwards = !small && (int32_t)height < 0;
	bmp->height = bmp->downwards ? 0u - height : height;
	if (in_icon)
		bmp->height /= 2;
	return is_depth(bmp->depth);
}

enum sicht_bmp_kind sicht_bmp_open(struct sicht_bytes bytes, bool in_icon, struct sicht_bmp *bmp)
{
	const uint64_t header = in_icon ? 0 : FILE_HEADER_BYTES;
	const uint32_t header_bytes = little(bytes, header, 4);
	const bool small = header_bytes == SMALL_HEADER_BYTES;
	const bool os2 = header_bytes < HEADER_BYTES || header_bytes == 64;
	*bmp = (struct sicht_bmp){.bytes = bytes};
	if (header_bytes < SMALL_HEADER_BYTES || header_bytes > HEADER_BYTES_MAX ||
		!read_sides(bmp, header, small, in_icon))
		return SICHT_BMP_CORRUPT;

	bool has_coding = header_bytes >= COMPRESSION_AT + 4;
	uint32_t coding = has_coding ? little(bytes, header + COMPRESSION_AT, 4) : PLAIN;
	enum sicht_bmp_kind kind = read_coding(bmp, coding, os2);
	if (kind != SICHT_BMP_READABLE)
		return kind;
	bool masked = coding == BITFIELDS || coding == ALPHA_BITFIELDS;
	read_masks(bmp, masked && bmp->depth >= 16 ? header + MASKS_AT : 0);

	uint64_t palette = header + header_bytes;
	if (masked && header_bytes == HEADER_BYTES)
		palette += coding == BITFIELDS ? 12 : 16;
	uint32_t colours =
		header_bytes >= COLOURS_AT + 4 ? little(bytes, header + COLOURS_AT, 4) : 0;
	const uint32_t colours_max = bmp->depth <= 8 ? 1u << bmp->depth : 0;
	if (colours == 0 || (colours > colours_max && colours_max > 0))
		colours = colours_max;
	const unsigned entry_bytes = small ? 3 : 4;
	uint64_t behind = palette + (uint64_t)colours * entry_bytes;
	bmp->samples_at = in_icon ? behind : little(bytes, 10, 4);
	if (bmp->samples_at < palette)
		bmp->samples_at = behind;
	read_palette(bmp, palette, entry_bytes, colours < colours_max ? colours : colours_max);
	return SICHT_BMP_READABLE;
}

/* -------------------------------------------------------------------------------------- samples */

/* The bits of `mask`, spread to 8. */
static uint8_t component(uint32_t pixel, uint32_t mask)
{
	if (mask == 0)
		return 0;
	unsigned shift = (unsigned)__builtin_ctz(mask);
	uint32_t end = mask >> shift, value = (pixel & mask) >> shift;
	unsigned bits = 32 - (unsigned)__builtin_clz(end);
	if (bits > 8)
		return (uint8_t)(value >> (bits - 8));
	return (uint8_t)((value * 255 + end / 2) / end);
}

/* Pixels of one row as far as `size` bytes reach. */
static void read_row(const struct sicht_bmp *bmp, const uint8_t *from, uint64_t size, uint8_t *to)
{
	for (uint64_t x = 0; x < bmp->width && ((x + 1) * bmp->depth + 7) / 8 <= size; x++) {
		const uint64_t bit = x * bmp->depth;
		const uint8_t *pixel = from + bit / 8;
		if (bmp->depth <= 8) {
			unsigned index = pixel[0] >> (8 - bmp->depth - bit % 8);
			memcpy(to + 3 * x, bmp->palette[index & ((1u << bmp->depth) - 1)], 3);
			continue;
		}
		uint32_t value = 0;
		for (unsigned i = bmp->depth / 8; i-- > 0;)
			value = value << 8 | pixel[i];
		for (unsigned band = 0; band < 3; band++)
			to[3 * x + band] = component(value, bmp->mask[band]);
	}
}

static bool read_rows(const struct sicht_bmp *bmp, uint8_t *samples, size_t stride_bytes)
{
	const uint64_t row_bytes = ((uint64_t)bmp->width * bmp->depth + 31) / 32 * 4;
	for (uint32_t y = 0; y < bmp->height; y++) {
		uint64_t at = bmp->samples_at + y * row_bytes;
		if (at >= bmp->bytes.size)
			return false;
		uint32_t row = bmp->downwards ? y : bmp->height - 1 - y;
		read_row(bmp, (const uint8_t *)bmp->bytes.data + at, bmp->bytes.size - at,
			samples + row * stride_bytes);
	}
	/* what pads the last row is nothing that is missed */
	return bmp->samples_at + (bmp->height - 1) * row_bytes +
		       ((uint64_t)bmp->width * bmp->depth + 7) / 8 <=
	       bmp->bytes.size;
}

/* Where the next pixel of runs goes. */
struct pen {
	const struct sicht_bmp *bmp;
	uint8_t *samples;
	size_t stride_bytes;
	uint64_t x, y; /* y from the first row that is stored */
};

static void draw(struct pen *pen, const uint8_t colour[3])
{
	const struct sicht_bmp *bmp = pen->bmp;
	if (pen->x < bmp->width && pen->y < bmp->height) {
		uint64_t row = bmp->downwards ? pen->y : bmp->height - 1 - pen->y;
		memcpy(pen->samples + row * pen->stride_bytes + 3 * pen->x, colour, 3);
	}
	pen->x++;
}

/* `count` pixels from `from`: always the same one or two (`run`), or one after the other. */
static void draw_pixels(struct pen *pen, const uint8_t *from, unsigned count, bool run)
{
	const struct sicht_bmp *bmp = pen->bmp;
	for (unsigned i = 0; i < count; i++) {
		if (bmp->runs == 24) {
			const uint8_t *pixel = from + (run ? 0 : 3 * i);
			draw(pen, (const uint8_t[]){pixel[2], pixel[1], pixel[0]});
		} else if (bmp->runs == 8) {
			draw(pen, bmp->palette[from[run ? 0 : i]]);
		} else {
			uint8_t pair = from[run ? 0 : i / 2];
			draw(pen, bmp->palette[i % 2 == 0 ? pair >> 4 : pair & 15]);
		}
	}
}

/* What runs leave out has the first colour. */
static void fill(const struct sicht_bmp *bmp, uint8_t *samples, size_t stride_bytes)
{
	for (uint32_t y = 0; y < bmp->height; y++) {
		for (uint32_t x = 0; x < bmp->width; x++)
			memcpy(samples + y * stride_bytes + 3 * (size_t)x, bmp->palette[0], 3);
	}
}

/* Pairs of bytes: how often, and what; a count of 0 is a mark: end of row, end, move, as it is. */
static bool read_runs(const struct sicht_bmp *bmp, uint8_t *samples, size_t stride_bytes)
{
	const uint8_t *data = bmp->bytes.data;
	const uint64_t size = bmp->bytes.size;
	struct pen pen = {bmp, samples, stride_bytes, 0, 0};
	fill(bmp, samples, stride_bytes);
	for (uint64_t at = bmp->samples_at; at + 2 <= size;) {
		unsigned count = data[at], mark = data[at + 1];
		unsigned bytes = count > 0   ? (bmp->runs == 24 ? 3 : 1)
				 : mark > 2  ? (mark * bmp->runs + 7) / 8
				 : mark == 2 ? 2
					     : 0;
		at += count > 0 ? 1 : 2;
		if (bytes > size - at)
			return false;
		if (count > 0) {
			draw_pixels(&pen, data + at, count, true);
		} else if (mark > 2) {
			draw_pixels(&pen, data + at, mark, false);
			bytes += bytes % 2;
		} else if (mark == 2) {
			pen.x += data[at];
			pen.y += data[at + 1];
		} else if (mark == 1) {
			return true;
		} else {
			pen.x = 0;
			pen.y++;
		}
		at += bytes;
	}
	return pen.y >= bmp->height || (pen.y + 1 == bmp->height && pen.x >= bmp->width);
}

bool sicht_bmp_read(const struct sicht_bmp *bmp, uint8_t *samples, size_t stride_bytes)
{
	return bmp->runs != 0 ? read_runs(bmp, samples, stride_bytes)
			      : read_rows(bmp, samples, stride_bytes);
}
