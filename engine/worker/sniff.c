/* SPDX-License-Identifier: MIT */
/*
 * The table of signatures first (signatures.c), then families that need a second look. No length
 * that a file states is believed beyond the bytes at hand.
 *
 * Sources: the formats' specifications.
 */
#include "engine/worker/sniff.h"

#include <string.h>

#include "engine/worker/extension.h"
#include "engine/worker/program_end.h"
#include "engine/worker/signatures.h"

/* The shortest head of cpio's two that are written in digits. */
#define CPIO_BYTES 76

#define TGA_HEADER_BYTES 18

static const struct sicht_sniff unread = {SICHT_MEDIA_OTHER, SICHT_OUTCOME_UNSUPPORTED, NULL};
static const struct sicht_sniff container = {SICHT_MEDIA_NONE, SICHT_OUTCOME_CONTAINER, NULL};
static const struct sicht_sniff encrypted = {SICHT_MEDIA_NONE, SICHT_OUTCOME_ENCRYPTED, NULL};
static const struct sicht_sniff no_media = {SICHT_MEDIA_NONE, SICHT_OUTCOME_NOT_MEDIA, NULL};

static struct sicht_sniff decoded(enum sicht_media media)
{
	return (struct sicht_sniff){media, SICHT_OUTCOME_DECODED, NULL};
}

static bool has(struct sicht_bytes head, size_t offset, const char *bytes, size_t size)
{
	return head.size >= offset + size &&
	       memcmp((const uint8_t *)head.data + offset, bytes, size) == 0;
}

static unsigned little16(const uint8_t *bytes)
{
	return bytes[0] | (unsigned)bytes[1] << 8;
}

/* Does `text` stand anywhere in the first `reach` bytes? */
static bool mentions(struct sicht_bytes head, size_t reach, const char *text)
{
	return memmem(head.data, head.size < reach ? head.size : reach, text, strlen(text)) != NULL;
}

/* ----------------------------------------------------------------------------- pictures, videos */

static bool is_one_of(const uint8_t *brand, const char *brands)
{
	for (; *brands != '\0'; brands += 4) {
		if (memcmp(brand, brands, 4) == 0)
			return true;
	}
	return false;
}

/* ISO/IEC 14496-12: a box "ftyp" with the major brand, a version, and compatible brands. */
static struct sicht_sniff sniff_brands(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	size_t size =
		(size_t)data[0] << 24 | (size_t)data[1] << 16 | (size_t)data[2] << 8 | data[3];
	bool heif = false, avif = false;

	if (is_one_of(data + 8, "M4A M4B M4P F4A F4B "))
		return no_media; /* sound alone */
	if (size < 16 || size > head.size)
		size = head.size;
	for (size_t at = 8; at + 4 <= size; at += at == 8 ? 8 : 4) {
		avif |= is_one_of(data + at, "avifavis");
		heif |= is_one_of(data + at, "heicheixheimheishevchevxmif1msf1");
	}
	if (!avif && !heif)
		return unread;
	return decoded(avif ? SICHT_MEDIA_AVIF : SICHT_MEDIA_HEIF);
}

/* Two letters are a weak sign, so the header behind must be one that exists. */
static bool is_bmp(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	return has(head, 0, "BM", 2) && head.size >= 26 && data[15] == 0 && data[16] == 0 &&
	       data[17] == 0 &&
	       (data[14] == 12 || (data[14] >= 16 && data[14] <= 64) || data[14] == 108 ||
		       data[14] == 124);
}

/* "P", a digit or letter for the kind, and numbers behind white space or a comment. */
static bool is_pnm(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	if (head.size < 8 || data[0] != 'P' || memchr("1234567FfHh", data[1], 11) == NULL)
		return false;
	if (data[1] == '7')
		return memcmp(data + 2, "\nWIDTH ", 6) == 0 ||
		       memcmp(data + 2, "\nHEIGH", 6) == 0 || memcmp(data + 2, "\n#", 2) == 0 ||
		       memcmp(data + 2, "\nDEPTH", 6) == 0;
	size_t at = 2;
	while (at < head.size && memchr(" \t\r\n", data[at], 4) != NULL)
		at++;
	return at > 2 && at < head.size &&
	       (data[at] == '#' || (data[at] >= '0' && data[at] <= '9'));
}

/* A byte, a version, a coding, a depth, sides that have an area, and planes. */
static bool is_pcx(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	return head.size >= 128 && data[0] == 10 && data[1] <= 5 && data[1] != 1 && data[2] <= 1 &&
	       (data[3] == 1 || data[3] == 2 || data[3] == 4 || data[3] == 8) && data[64] == 0 &&
	       data[65] >= 1 && data[65] <= 4 && little16(data + 4) <= little16(data + 8) &&
	       little16(data + 6) <= little16(data + 10) && data[127] == 0;
}

/* Two bytes, a coding, bytes of a sample, dimensions. */
static bool is_sgi(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	return head.size >= 512 && has(head, 0, "\1\xda", 2) && data[2] <= 1 &&
	       (data[3] == 1 || data[3] == 2) && data[4] == 0 && data[5] >= 1 && data[5] <= 3;
}

/* C source of one array: width and height, then its bits. */
static bool is_xbm(struct sicht_bytes head)
{
	return (has(head, 0, "#define ", 8) || has(head, 0, "/*", 2)) &&
	       mentions(head, 2048, "_width ") && mentions(head, 2048, "_height ") &&
	       mentions(head, 4096, "_bits[");
}

/*
 * TGA has no sign at its beginning, but few headers are possible. Kind 1 has a palette, 2 colours,
 * 3 grey; 9 to 11 the same in runs.
 */
static bool is_tga(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	if (head.size < TGA_HEADER_BYTES || data[1] > 1 || (data[17] & 0xc0) != 0 ||
		little16(data + 12) == 0 || little16(data + 14) == 0)
		return false;
	const unsigned kind = data[2] & 7u, depth = data[16], entry = data[7];
	if ((data[2] & ~8u) != kind || kind < 1 || kind > 3)
		return false;
	if (data[1] == 0 && (little16(data + 3) != 0 || little16(data + 5) != 0 || entry != 0))
		return false;
	if (data[1] == 1 && entry != 15 && entry != 16 && entry != 24 && entry != 32)
		return false;
	if (kind == 1)
		return data[1] == 1 && depth == 8;
	return kind == 3 ? depth == 8 || depth == 16
			 : depth == 15 || depth == 16 || depth == 24 || depth == 32;
}

/* A second sign, for a header that is one of many: the name, the footer or the size. */
static bool is_tga_file(struct sicht_bytes head, uint64_t size_bytes, struct sicht_bytes name)
{
	static const char footer[] = "TRUEVISION-XFILE.";
	const uint8_t *data = head.data;
	if (!is_tga(head))
		return false;
	uint64_t palette = (uint64_t)little16(data + 5) * ((data[7] + 7u) / 8);
	uint64_t samples =
		(uint64_t)little16(data + 12) * little16(data + 14) * ((data[16] + 7u) / 8);
	return size_bytes == TGA_HEADER_BYTES + data[0] + palette + samples ||
	       sicht_extension_is_one_of(name, " tga icb vda vst ") ||
	       (head.size == size_bytes && head.size >= sizeof footer &&
		       has(head, head.size - sizeof footer, footer, sizeof footer));
}

/* Icons and cursors: a directory, whose first picture lies behind it. */
static bool is_icon(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	if (head.size < 22 || !(has(head, 0, "\0\0\1\0", 4) || has(head, 0, "\0\0\2\0", 4)))
		return false;
	size_t count = data[4] | (size_t)data[5] << 8;
	size_t size = data[14] | (size_t)data[15] << 8 | (size_t)data[16] << 16;
	size_t offset = data[18] | (size_t)data[19] << 8 | (size_t)data[20] << 16;
	return count > 0 && size > 0 && offset >= 6 + 16 * count && data[17] == 0 && data[21] == 0;
}

/* IFF with planes of bits. */
static bool is_amiga(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	return head.size >= 12 && has(head, 0, "FORM", 4) &&
	       is_one_of(data + 8, "ILBMPBM ACBMANIMDEEPRGB8RGBNHAM ");
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

/* QuickTime before it had "ftyp": a box of less than half a gigabyte (text begins otherwise). */
static bool is_old_quicktime(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	return head.size >= 12 && data[0] < ' ' && is_one_of(data + 4, "moovmdatwidepnot");
}

/* Flash, packed in one of three ways, and its version. */
static bool is_flash(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	return head.size >= 8 && has(head, 1, "WS", 2) && memchr("FCZ", data[0], 3) != NULL &&
	       data[3] > 0 && data[3] <= 50;
}

/* Drawings are text: the element comes behind a prologue. */
static bool is_svg(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	size_t at = has(head, 0, "\xef\xbb\xbf", 3) ? 3 : 0;
	while (at < head.size && memchr(" \t\r\n", data[at], 4) != NULL)
		at++;
	if (has(head, at, "<svg", 4))
		return true;
	return (has(head, at, "<?xml", 5) || has(head, at, "<!--", 4) ||
		       has(head, at, "<!DOCTYPE svg", 13)) &&
	       mentions(head, 4096, "<svg");
}

static struct sicht_sniff sniff_riff(struct sicht_bytes head)
{
	static const char *const kinds[] = {"AVI ", "AVIX", "AMV ", "CDXA", "CDR", "ACON"};
	if (has(head, 8, "WEBP", 4))
		return decoded(SICHT_MEDIA_WEBP);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (has(head, 8, kinds[i], strlen(kinds[i])))
			return unread;
	}
	return no_media;
}

/* ----------------------------------------------------------------------------------- containers */

/* Archives that encrypt by the member say so in its header. */
static bool is_encrypted_archive(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	if (has(head, 0, "PK\3\4", 4) && head.size > 6 && (data[6] & 1) != 0)
		return true;
	/* RAR 5: after signature and checksum a header of type 4 comes first */
	return has(head, 0, "Rar!\x1a\7\1\0", 8) && head.size > 13 && data[13] == 4;
}

/* cpio in digits: 070707 is octal, 070701 and 070702 are hexadecimal. */
static bool is_cpio(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	if (head.size < CPIO_BYTES || !has(head, 0, "07070", 5))
		return false;
	for (size_t i = 0; i < CPIO_BYTES; i++) {
		if (memchr("0123456789ABCDEFabcdef", data[i], 22) == NULL)
			return false;
	}
	return data[5] == '1' || data[5] == '2' || data[5] == '7';
}

/* A tar before "ustar": a header whose sum is right. */
static bool is_old_tar(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	unsigned sum = 0, stated = 0;
	if (head.size < 512 || data[0] == 0)
		return false;
	for (size_t i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : data[i];
	for (size_t i = 148; i < 156 && (data[i] == ' ' || (data[i] >= '0' && data[i] <= '7')); i++)
		stated = data[i] == ' ' ? stated : stated * 8 + (unsigned)(data[i] - '0');
	return sum == stated;
}

/* A boot sector: of a FAT, or with a table of partitions in which at least one is in use. */
static bool is_boot_sector(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	bool used = false;
	if (!has(head, 510, "\x55\xaa", 2))
		return false;
	if (has(head, 54, "FAT1", 4) || has(head, 82, "FAT32", 5))
		return true;
	for (size_t at = 446; at < 510; at += 16) {
		static const uint8_t nothing[4];
		if ((data[at] & 0x7f) != 0)
			return false;
		used |= data[at + 4] != 0 && memcmp(data + at + 12, nothing, 4) != 0;
	}
	return used;
}

/* The sign of ext2 to ext4 has two bytes only: its block size and revision must exist as well. */
static bool is_ext(struct sicht_bytes head)
{
	const uint8_t *data = head.data;
	return has(head, 1080, "\x53\xef", 2) && head.size >= 1104 && data[1048] <= 6 &&
	       data[1049] == 0 && data[1050] == 0 && data[1051] == 0 && data[1100] <= 1;
}

/* PDF by the rule of its readers: within the first kilobyte. */
static bool is_pdf(struct sicht_bytes head)
{
	return mentions(head, 1024, "%PDF-");
}

/* A message begins with one of these, and more of them follow. */
static bool is_mail(struct sicht_bytes head)
{
	static const char *const fields[] = {
		"Return-Path:", "Received:", "Delivered-To:", "From:", "To:", "Date:", "Subject:",
		"Message-ID:", "MIME-Version:", "Reply-To:", "Content-Type:", "X-"};
	size_t first = 0, count = sizeof fields / sizeof *fields;
	while (first < count && !has(head, 0, fields[first], strlen(fields[first])))
		first++;
	if (has(head, 0, "From ", 5)) /* a mailbox: a line on its own before each message */
		return mentions(head, 8192, "\nFrom:") || mentions(head, 8192, "\nReceived:");
	return first < count && (mentions(head, 16384, "\nMIME-Version:") ||
					(mentions(head, 16384, "\nSubject:") &&
						(mentions(head, 16384, "\nDate:") ||
							mentions(head, 16384, "\nMessage-ID:"))));
}

/* ------------------------------------------------------------------------------------- together */

static const struct {
	bool (*fits)(struct sicht_bytes head);
	enum sicht_media media;
} families[] = {
	{is_bmp, SICHT_MEDIA_BMP},
	{is_icon, SICHT_MEDIA_ICO},
	{is_pnm, SICHT_MEDIA_PNM},
	{is_pcx, SICHT_MEDIA_PCX},
	{is_sgi, SICHT_MEDIA_SGI},
	{is_xbm, SICHT_MEDIA_XBM},
};

struct sicht_sniff sicht_sniff(struct sicht_bytes head)
{
	const struct sicht_signature *signature = sicht_signature_find(head);
	if (is_encrypted_archive(head))
		return encrypted;
	if (signature != NULL)
		return (struct sicht_sniff){signature->media, signature->outcome, NULL};
	if (head.size >= 16 && has(head, 4, "ftyp", 4))
		return sniff_brands(head);
	if (has(head, 0, "RIFF", 4))
		return sniff_riff(head);
	for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
		if (families[i].fits(head))
			return decoded(families[i].media);
	}
	if (is_amiga(head) || is_old_quicktime(head) || is_flash(head) ||
		is_transport_stream(head) || is_svg(head))
		return unread;
	if (is_boot_sector(head) || is_ext(head) || is_cpio(head) || is_old_tar(head) ||
		is_pdf(head) || is_mail(head))
		return container;
	return no_media;
}

struct sicht_sniff sicht_sniff_file(
	struct sicht_bytes head, uint64_t size_bytes, struct sicht_bytes name)
{
	struct sicht_sniff sniff = sicht_sniff(head);
	if (sniff.outcome != SICHT_OUTCOME_NOT_MEDIA || head.size == 0)
		return sniff;
	if (is_tga_file(head, size_bytes, name))
		return decoded(SICHT_MEDIA_TGA);
	if (sicht_program_has_tail(head, size_bytes)) {
		sniff.outcome = SICHT_OUTCOME_CONTAINER;
		sniff.detail = "a program with data behind its end";
		return sniff;
	}
	sniff.outcome = sicht_extension_promise(name);
	if (sniff.outcome == SICHT_OUTCOME_UNSUPPORTED) {
		sniff.media = SICHT_MEDIA_OTHER;
		sniff.detail =
			"named like a picture or a video; its content is of no kind known here";
	} else if (sniff.outcome == SICHT_OUTCOME_CONTAINER) {
		sniff.detail =
			"named like a container of files; its content is of no kind known here";
	}
	return sniff;
}
