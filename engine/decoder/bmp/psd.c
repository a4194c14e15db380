/* SPDX-License-Identifier: MIT */
/* See psd.h. Every number is read by big(), which gives 0 beyond the end. */
#include "engine/decoder/bmp/psd.h"

#include <string.h>

#define HEADER_BYTES 26

enum mode {
	BITMAP = 0,
	GREY = 1,
	INDEXED = 2,
	COLOUR = 3,
	INK = 4,
	CHANNELS = 7,
	DUOTONE = 8,
	LAB = 9, /* its lightness is read */
};

static uint64_t big(struct sicht_bytes bytes, uint64_t offset, unsigned size)
{
	const uint8_t *data = bytes.data;
	uint64_t value = 0;
	if (offset > bytes.size || size > bytes.size - offset)
		return 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | data[offset + i];
	return value;
}

/* Bands that are read of a mode; 0: none. */
static unsigned bands_of(unsigned mode)
{
	switch (mode) {
	case BITMAP:
	case GREY:
	case CHANNELS:
	case DUOTONE:
	case LAB:
		return 1;
	case INDEXED:
	case COLOUR:
		return 3;
	case INK:
		return 4;
	default:
		return 0;
	}
}

enum sicht_bmp_kind sicht_psd_open(struct sicht_bytes bytes, struct sicht_psd *psd)
{
	*psd = (struct sicht_psd){
		.bytes = bytes,
		.large = big(bytes, 4, 2) == 2,
		.channels = (unsigned)big(bytes, 12, 2),
		.height = (uint32_t)big(bytes, 14, 4),
		.width = (uint32_t)big(bytes, 18, 4),
		.depth = (unsigned)big(bytes, 22, 2),
		.mode = (unsigned)big(bytes, 24, 2),
	};
	psd->bands = bands_of(psd->mode);
	const unsigned needed = psd->mode == INDEXED ? 1 : psd->bands;
	if (bytes.size < HEADER_BYTES || psd->bands == 0 || psd->channels < needed)
		return SICHT_BMP_CORRUPT;
	if (psd->depth != (psd->mode == BITMAP ? 1u : 8u) &&
		(psd->depth != 16 || psd->mode == INDEXED || psd->mode == BITMAP))
		return SICHT_BMP_UNSUPPORTED; /* floating point */

	uint64_t at = HEADER_BYTES;
	psd->palette_at = at + 4;
	at += 4 + big(bytes, at, 4);
	at += 4 + big(bytes, at, 4);
	const unsigned size = psd->large ? 8 : 4;
	uint64_t layers = big(bytes, at, size);
	if (layers > bytes.size)
		return SICHT_BMP_CORRUPT;
	at += size + layers;
	if (at + 2 > bytes.size)
		return SICHT_BMP_CORRUPT;
	uint64_t coding = big(bytes, at, 2);
	psd->packed = coding == 1;
	psd->picture_at = at + 2;
	return coding <= 1 ? SICHT_BMP_READABLE : SICHT_BMP_UNSUPPORTED;
}

/* Where the bytes of a row of one channel go. */
struct row {
	const struct sicht_psd *psd;
	uint8_t *to; /* the first sample of the band */
	uint64_t byte;
};

static void put(struct row *row, uint8_t value)
{
	const struct sicht_psd *psd = row->psd;
	const uint64_t byte = row->byte++;
	if (psd->depth == 1) {
		for (uint64_t x = 8 * byte; x < 8 * byte + 8 && x < psd->width; x++)
			row->to[x] = (value >> (7 - x % 8) & 1) != 0 ? 0 : 255;
		return;
	}
	uint64_t x = byte / (psd->depth / 8);
	if (x >= psd->width || byte % (psd->depth / 8) != 0)
		return; /* of 16 bits the high ones count */
	if (psd->mode != INDEXED) {
		row->to[x * psd->bands] = value;
		return;
	}
	for (unsigned band = 0; band < 3; band++)
		row->to[3 * x + band] =
			(uint8_t)big(psd->bytes, psd->palette_at + 256 * band + value, 1);
}

/* PackBits: 0 to 127: that many bytes and one; 129 to 255: 257 less that many times one byte. */
static void unpack(struct row *row, const uint8_t *from, const uint8_t *end)
{
	while (from < end) {
		unsigned mark = *from++;
		unsigned count = mark < 128 ? mark + 1 : mark == 128 ? 0 : 257 - mark;
		for (; count > 0 && from < end; count--) {
			put(row, *from);
			from += mark < 128;
		}
		from += mark > 128;
	}
}

bool sicht_psd_read(const struct sicht_psd *psd, uint8_t *samples, size_t stride_bytes)
{
	const uint8_t *data = psd->bytes.data;
	const unsigned channels = psd->mode == INDEXED ? 1 : psd->bands;
	const unsigned length_bytes = psd->large ? 4 : 2;
	const uint64_t row_bytes = ((uint64_t)psd->width * psd->depth + 7) / 8;
	uint64_t length_at = psd->picture_at, at = psd->picture_at;
	if (psd->packed)
		at += (uint64_t)psd->height * psd->channels * length_bytes;
	for (unsigned channel = 0; channel < channels; channel++) {
		for (uint32_t y = 0; y < psd->height; y++, length_at += length_bytes) {
			struct row row = {psd, samples + y * stride_bytes + channel, 0};
			uint64_t size =
				psd->packed ? big(psd->bytes, length_at, length_bytes) : row_bytes;
			if (at >= psd->bytes.size || size > psd->bytes.size - at)
				return false;
			if (psd->packed)
				unpack(&row, data + at, data + at + size);
			for (uint64_t i = 0; i < size && !psd->packed; i++)
				put(&row, data[at + i]);
			at += size;
		}
	}
	return true;
}
