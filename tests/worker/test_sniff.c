/* SPDX-License-Identifier: MIT */
/* What a file is by its first bytes; names do not come into it. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/worker/sniff.h"
#include "tests/worker/support.h"

#define HEAD(text) sicht_bytes(text, sizeof(text) - 1)

Test(sniff, pictures_that_are_decoded)
{
	static const struct {
		const char *format;
		enum sicht_media media;
	} cases[] = {
		{".jpg", SICHT_MEDIA_JPEG},
		{".png", SICHT_MEDIA_PNG},
		{".gif", SICHT_MEDIA_GIF},
		{".webp", SICHT_MEDIA_WEBP},
		{".tif", SICHT_MEDIA_TIFF},
		{".tif[bigtiff]", SICHT_MEDIA_TIFF},
		{".heif", SICHT_MEDIA_HEIF},
		{".avif", SICHT_MEDIA_AVIF},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_bytes bytes = test_picture(64, 64, 3, cases[i].format);
		struct sicht_sniff sniff = sicht_sniff(sicht_bytes(bytes.data, bytes.size));
		cr_expect(sniff.media == cases[i].media, "%s: %d", cases[i].format, sniff.media);
		free(bytes.data);
	}
	cr_expect(
		sicht_sniff(HEAD("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0")).media ==
		SICHT_MEDIA_BMP);
}

Test(sniff, media_that_are_not)
{
	static const struct sicht_bytes heads[] = {
		{"\0\0\0\030ftypisom\0\0\2\0isomiso2", 24},
		{"\0\0\0\024ftypqt  \0\0\0\0qt  ", 20},
		{"\x1a\x45\xdf\xa3....", 8},
		{"RIFF\0\0\0\0AVI LIST", 16},

		{"gimp xcf v011", 13},
		{"\0\0\1\xba.", 5},
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		cr_expect(sicht_sniff(heads[i]).media == SICHT_MEDIA_OTHER, "%zu", i);
}

Test(sniff, what_holds_no_picture)
{
	static const struct sicht_bytes heads[] = {
		{"", 0},
		{"BM", 2},
		{"BMW is not a bitmap, though it begins like one", 46},
		{"GIF88a", 6},
		{"\x89PNG", 4},
		{"RIFF\0\0\0\0WAVEfmt ", 16},
		{"\0\0\0\030ftypM4A \0\0\0\0isom", 20},
		{"\0\0\0\0ftyp", 8},
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct sicht_sniff sniff = sicht_sniff(heads[i]);
		cr_expect(sniff.outcome == SICHT_OUTCOME_NOT_MEDIA, "%zu", i);
	}
}

Test(sniff, brands_behind_the_first_count)
{
	cr_expect(
		sicht_sniff(HEAD("\0\0\0\030ftypmif1\0\0\0\0mif1avif")).media == SICHT_MEDIA_AVIF);
	cr_expect(
		sicht_sniff(HEAD("\0\0\0\030ftypmif1\0\0\0\0mif1heic")).media == SICHT_MEDIA_HEIF);
	/* a box that claims more than there is */
	cr_expect(sicht_sniff(HEAD("\377\377\377\377ftypmif1\0\0\0\0mif1avi")).media ==
		  SICHT_MEDIA_HEIF);
}

/* Every brand by which a HEIF file may call itself, alone, first. */
Test(sniff, each_brand_of_heif_is_one)
{
	static const char brands[][5] = {
		"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"};
	for (size_t i = 0; i < sizeof brands / sizeof *brands; i++) {
		char head[24] = "\0\0\0\020ftyp";
		memcpy(head + 8, brands[i], 4);
		cr_expect(sicht_sniff(sicht_bytes(head, 16)).media == SICHT_MEDIA_HEIF, "%s",
			brands[i]);
	}
}

Test(sniff, tiff_comes_in_two_sizes_and_two_orders)
{
	cr_expect(sicht_sniff(HEAD("II*\0\010\0\0\0")).media == SICHT_MEDIA_TIFF);
	cr_expect(sicht_sniff(HEAD("MM\0*\0\0\0\010")).media == SICHT_MEDIA_TIFF);
	cr_expect(sicht_sniff(HEAD("II+\0\010\0\0\0")).media == SICHT_MEDIA_TIFF);
	cr_expect(sicht_sniff(HEAD("MM\0+\0\010\0\0")).media == SICHT_MEDIA_TIFF);
}

Test(sniff, transport_streams_repeat_their_sign)
{
	uint8_t stream[1000] = {0};
	for (size_t i = 0; i < sizeof stream; i += 188)
		stream[i] = 0x47;
	cr_expect(sicht_sniff(sicht_bytes(stream, sizeof stream)).media == SICHT_MEDIA_OTHER);
	cr_expect(sicht_sniff(sicht_bytes(stream, 400)).media == SICHT_MEDIA_NONE);
}

Test(sniff, encrypted_containers_say_so)
{
	cr_expect(sicht_sniff(HEAD("PK\3\4\x14\0\1\0")).outcome == SICHT_OUTCOME_ENCRYPTED);
	cr_expect(sicht_sniff(HEAD("PK\3\4\x14\0\0\0")).outcome == SICHT_OUTCOME_CONTAINER);
	/* the flags beside it: how hard it was compressed */
	cr_expect(sicht_sniff(HEAD("PK\3\4\x14\0\2\0")).outcome == SICHT_OUTCOME_CONTAINER);
	cr_expect(sicht_sniff(HEAD("LUKS\xba\xbe\0\1")).outcome == SICHT_OUTCOME_ENCRYPTED);
	cr_expect(sicht_sniff(HEAD("\xeb\x58\x90-FVE-FS-")).outcome == SICHT_OUTCOME_ENCRYPTED);
}

static struct sicht_sniff of_file(const char *text, size_t size, const char *name)
{
	return sicht_sniff_file(sicht_bytes(text, size), size, sicht_bytes_of(name));
}

Test(sniff, names_are_a_second_opinion_on_what_is_unknown)
{
	static const struct {
		const char *name;
		enum sicht_outcome outcome;
	} cases[] = {
		{"a.jpg", SICHT_OUTCOME_UNSUPPORTED},
		{"folder/A.JPEG", SICHT_OUTCOME_UNSUPPORTED},
		{"a.tar.gz", SICHT_OUTCOME_CONTAINER},
		{"folder/Thumbs.db", SICHT_OUTCOME_CONTAINER},
		{"a.db", SICHT_OUTCOME_NOT_MEDIA},
		{"jpg", SICHT_OUTCOME_NOT_MEDIA},
		{"a.jpg/note", SICHT_OUTCOME_NOT_MEDIA},
		{"a.", SICHT_OUTCOME_NOT_MEDIA},
		{"", SICHT_OUTCOME_NOT_MEDIA},
		{"a.mp4 m4v", SICHT_OUTCOME_NOT_MEDIA},
		{"a.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", SICHT_OUTCOME_NOT_MEDIA},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sicht_sniff sniff = of_file("nothing", 7, cases[i].name);
		cr_expect(sniff.outcome == cases[i].outcome, "%s: %s", cases[i].name,
			sicht_outcome_name(sniff.outcome));
		cr_expect((sniff.detail != NULL) == (sniff.outcome != SICHT_OUTCOME_NOT_MEDIA));
	}
	/* what is known by content is not asked for its name */
	cr_expect(of_file("GIF89a", 6, "a.zip").outcome == SICHT_OUTCOME_DECODED);
	cr_expect(of_file("PK\5\6", 4, "a.jpg").outcome == SICHT_OUTCOME_CONTAINER);
}

Test(sniff, programs_end_where_their_headers_say)
{
	/* one section of 0x200 bytes at 0x400; then its ending in a file of so many bytes */
	uint8_t pe[0x400] = "MZ";
	memcpy(pe + 0x3c, "\x40\0\0\0", 4);
	memcpy(pe + 0x40, "PE\0\0\x4c\1\1\0", 8);
	memcpy(pe + 0x40 + 24 + 16, "\0\2\0\0\0\4\0\0", 8);
	const struct sicht_bytes head = sicht_bytes(pe, sizeof pe), name = sicht_bytes_of("a.exe");
	cr_expect(sicht_sniff_file(head, 0x600, name).outcome == SICHT_OUTCOME_NOT_MEDIA);
	cr_expect(sicht_sniff_file(head, 0x9ff, name).outcome == SICHT_OUTCOME_NOT_MEDIA);
	cr_expect(sicht_sniff_file(head, 0xa00, name).outcome == SICHT_OUTCOME_CONTAINER);
	/* certificates stand where the optional header has room for them; this one has none */
	memcpy(pe + 0x40 + 24 + 96 + 4 * 8, "\0\x50\0\0\0\x10\0\0", 8);
	cr_expect(sicht_sniff_file(head, 0xa00, name).outcome == SICHT_OUTCOME_CONTAINER);
}

/* The end of the bytes at hand is the end: every prefix of every head is survived. */
Test(sniff, short_heads_are_never_read_beyond)
{
	struct test_bytes bytes = test_picture(64, 64, 3, ".avif");
	for (size_t size = 0; size < 64; size++) {
		uint8_t *exact = malloc(size + 1); /* the sanitizer watches its end */
		memcpy(exact, bytes.data, size);
		uint8_t *fitting = realloc(exact, size > 0 ? size : 1);
		sicht_sniff(sicht_bytes(fitting, size));
		free(fitting);
	}
	free(bytes.data);
}
