/* SPDX-License-Identifier: MIT */
/*
 * One table of signatures, and three families that need a second look: the ISO base media format
 * (HEIF, AVIF and most videos share its head), RIFF-like containers, and streams of packets whose
 * sign repeats. No length that a file states is believed beyond the bytes at hand.
 *
 * Sources: the formats' specifications; "List of file signatures" for camera formats.
 */
#include "engine/worker/sniff.h"

#include <string.h>

struct signature {
	const char *bytes;
	uint8_t size;
	uint16_t offset;
	enum sicht_media media;
};

#define AT(offset, text, media)                                                                    \
	{                                                                                          \
		text, sizeof(text) - 1, offset, SICHT_MEDIA_##media                                \
	}

static const struct signature signatures[] = {
	AT(0, "\xff\xd8\xff", JPEG),
	AT(0, "\x89PNG\r\n\x1a\n", PNG),
	AT(0, "GIF87a", GIF),
	AT(0, "GIF89a", GIF),
	AT(0, "II*\0", TIFF), /* and camera formats built on it */
	AT(0, "MM\0*", TIFF),
	AT(0, "II+\0", TIFF), /* BigTIFF */
	AT(0, "MM\0+", TIFF),
	/* pictures that are not decoded here */
	AT(0, "\0\0\0\x0cJXL \r\n\x87\n", OTHER),
	AT(0, "\xff\x0a", OTHER), /* JPEG XL without its container */
	AT(0, "\0\0\0\x0cjP  \r\n\x87\n", OTHER),
	AT(0, "\xff\x4f\xff\x51", OTHER), /* JPEG 2000 without its container */
	AT(0, "II\xbc\x01", OTHER),       /* JPEG XR */
	AT(0, "8BPS", OTHER),
	AT(0, "gimp xcf", OTHER),
	AT(0, "\0\0\1\0", OTHER), /* ICO */
	AT(0, "\0\0\2\0", OTHER), /* CUR */
	AT(0, "v/1\1", OTHER),    /* OpenEXR */
	AT(0, "#?RADIANCE", OTHER),
	AT(0, "SDPX", OTHER),
	AT(0, "XPDS", OTHER),
	AT(0, "DDS ", OTHER),
	AT(0, "qoif", OTHER),
	AT(0, "BPG\xfb", OTHER),
	AT(0, "FLIF", OTHER),
	AT(0, "\x8aMNG\r\n\x1a\n", OTHER),
	AT(0, "\x8bJNG\r\n\x1a\n", OTHER),
	AT(0, "AT&TFORM", OTHER),         /* DjVu */
	AT(0, "\xd7\xcd\xc6\x9a", OTHER), /* WMF */
	AT(40, " EMF", OTHER),
	AT(0, "\x59\xa6\x6a\x95", OTHER), /* Sun raster */
	AT(0, "FUJIFILMCCD-RAW", OTHER),
	AT(0, "IIU\0", OTHER), /* Panasonic */
	AT(0, "IIRO", OTHER),  /* Olympus */
	AT(0, "IIRS", OTHER),
	AT(0, "MMOR", OTHER),
	AT(0, "FOVb", OTHER),  /* Sigma */
	AT(0, "\0MRM", OTHER), /* Minolta */
	AT(0, "<svg", OTHER),
	/* videos */
	AT(0, "\x1a\x45\xdf\xa3", OTHER),                 /* Matroska, WebM */
	AT(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", OTHER), /* ASF, WMV */
	AT(0, "FLV\1", OTHER),
	AT(0, "\0\0\1\xba", OTHER),     /* MPEG program stream */
	AT(0, "\0\0\1\xb3", OTHER),     /* MPEG video */
	AT(0, "\0\0\0\1\x67", OTHER),   /* H.264 */
	AT(0, "\0\0\0\1\x40\1", OTHER), /* H.265 */
	AT(0, ".RMF", OTHER),           /* RealMedia */
	AT(28, "\x80theora", OTHER),    /* first packet of an Ogg file */
	AT(0, "DKIF", OTHER),           /* IVF */
	AT(4, "moov", OTHER),           /* QuickTime before it had "ftyp" */
	AT(4, "mdat", OTHER),
	AT(4, "wide", OTHER),
	AT(4, "pnot", OTHER),
};

static const struct signature encrypted_signatures[] = {
	AT(0, "LUKS\xba\xbe", NONE),
	AT(3, "-FVE-FS-", NONE), /* BitLocker */
	AT(0, "encrcdsa", NONE), /* Apple disk image */
	AT(0, "cdsaencr", NONE),
	AT(0, "Salted__", NONE), /* openssl enc */
	AT(0, "age-encryption.org/", NONE),
	AT(0, "-----BEGIN PGP MESSAGE-----", NONE),
};

#undef AT

static bool has(struct sicht_bytes head, size_t offset, const char *bytes, size_t size)
{
	return head.size >= offset + size &&
	       memcmp((const uint8_t *)head.data + offset, bytes, size) == 0;
}

static const struct signature *find(
	struct sicht_bytes head, const struct signature *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (has(head, table[i].offset, table[i].bytes, table[i].size))
			return &table[i];
	}
	return NULL;
}

static bool is_one_of(const uint8_t *brand, const char *brands)
{
	for (; *brands != '\0'; brands += 4) {
		if (memcmp(brand, brands, 4) == 0)
			return true;
	}
	return false;
}

/* ISO/IEC 14496-12: a box "ftyp" with the major brand, a version, and compatible brands. */
static enum sicht_media sniff_brands(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	size_t size =
		(size_t)data[0] << 24 | (size_t)data[1] << 16 | (size_t)data[2] << 8 | data[3];
	bool heif = false, avif = false;

	if (is_one_of(data + 8, "M4A M4B M4P F4A F4B "))
		return SICHT_MEDIA_NONE; /* sound alone */
	if (is_one_of(data + 8, "crx "))
		return SICHT_MEDIA_OTHER; /* a camera format that names compatible brands at will */
	if (size < 16 || size > head.size)
		size = head.size;
	for (size_t at = 8; at + 4 <= size; at += at == 8 ? 8 : 4) {
		avif |= is_one_of(data + at, "avifavis");
		heif |= is_one_of(data + at, "heicheixheimheishevchevxmif1msf1");
	}
	if (avif)
		return SICHT_MEDIA_AVIF;
	return heif ? SICHT_MEDIA_HEIF : SICHT_MEDIA_OTHER;
}

/* Two letters are a weak sign, so the header behind must be one that exists. */
static bool is_bmp(struct sicht_bytes head)
{
	static const uint8_t header_sizes[] = {12, 16, 40, 52, 56, 64, 108, 124};
	const uint8_t *data = head.data;
	return has(head, 0, "BM", 2) && head.size >= 26 && data[15] == 0 && data[16] == 0 &&
	       data[17] == 0 && memchr(header_sizes, data[14], sizeof header_sizes) != NULL;
}

/* MPEG transport streams: a sync byte every 188 bytes, or every 192 after four of time. */
static bool is_transport_stream(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	for (size_t lead = 0; lead <= 4; lead += 4) {
		size_t step = 188 + lead, count = 0;
		while (count < 5 && lead + count * step < head.size &&
			data[lead + count * step] == 0x47)
			count++;
		if (count == 5)
			return true;
	}
	return false;
}

/* Archives that encrypt by the member say so in its header. */
static bool is_encrypted_archive(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	if (has(head, 0, "PK\3\4", 4) && head.size > 6 && (data[6] & 1) != 0)
		return true;
	/* RAR 5: after signature and checksum a header of type 4 comes first */
	return has(head, 0, "Rar!\x1a\7\1\0", 8) && head.size > 13 && data[13] == 4;
}

struct sicht_sniff sicht_sniff(struct sicht_bytes head)
{
	const size_t count = sizeof signatures / sizeof *signatures;
	const size_t encrypted_count = sizeof encrypted_signatures / sizeof *encrypted_signatures;
	const struct signature *signature = find(head, signatures, count);
	struct sicht_sniff sniff = {SICHT_MEDIA_NONE, false};

	if (signature != NULL)
		sniff.media = signature->media;
	else if (head.size >= 16 && has(head, 4, "ftyp", 4))
		sniff.media = sniff_brands(head);
	else if (has(head, 0, "RIFF", 4) && has(head, 8, "WEBP", 4))
		sniff.media = SICHT_MEDIA_WEBP;
	else if (has(head, 0, "RIFF", 4) && has(head, 8, "AVI ", 4))
		sniff.media = SICHT_MEDIA_OTHER;
	else if (is_bmp(head))
		sniff.media = SICHT_MEDIA_BMP;
	else if (is_transport_stream(head))
		sniff.media = SICHT_MEDIA_OTHER;
	else
		sniff.encrypted = find(head, encrypted_signatures, encrypted_count) != NULL ||
				  is_encrypted_archive(head);
	return sniff;
}
