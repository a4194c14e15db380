/* SPDX-License-Identifier: MIT */
/* A thumbnail is found where it is, and nowhere else, whatever the bytes claim. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/decoder/exif/exif.h"
#include "sicht/status.h"
#include "tests/samples/thumbnail.h"

static const char picture[] = "\xff\xd8\xff\xdb the rest of a picture";
static const char thumbnail[] = "\xff\xd8 a small one \xff\xd9";

/* Where things are in what sample_embed() makes of these two. */
#define SEGMENT_AT 2
#define TIFF_AT (SEGMENT_AT + 4 + 6)
#define OFFSET_OF_DIRECTORY_1_AT (TIFF_AT + 8 + 2)
#define ENTRIES_AT (TIFF_AT + 14 + 2)
#define OFFSET_ENTRY_AT (ENTRIES_AT + 12)
#define LENGTH_ENTRY_AT (ENTRIES_AT + 24)

static struct sicht_text sample(bool big_end_first)
{
	struct sicht_text file = {0};
	sample_embed(&file, sicht_bytes(picture, sizeof picture - 1),
		sicht_bytes(thumbnail, sizeof thumbnail - 1), big_end_first);
	return file;
}

/* In a block that ends where the bytes end, so that a sanitizer sees one read too many. */
static bool finds(const char *data, size_t size, struct sicht_text *found)
{
	char *copy = malloc(size > 0 ? size : 1);
	struct sicht_bytes out = {0};
	memcpy(copy, data, size);
	bool is_there = sicht_exif_thumbnail(sicht_bytes(copy, size), &out);
	if (is_there && found != NULL) {
		sicht_text_clear(found);
		sicht_text_append(found, out.data, out.size);
	}
	free(copy);
	return is_there;
}

static void expect_found(const char *data, size_t size)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text found = {0};
	cr_assert(finds(data, size, &found));
	cr_expect(sicht_bytes_equal(
		sicht_text_bytes(&found), sicht_bytes(thumbnail, sizeof thumbnail - 1)));
}

Test(exif, both_orders_of_bytes_are_read)
{
	for (int order = 0; order < 2; order++) {
		SICHT_DEFER(sicht_text_free) struct sicht_text file = sample(order == 1);
		expect_found(file.data, file.size);
	}
}

Test(exif, other_segments_may_come_first)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text file = sample(true);
	SICHT_DEFER(sicht_text_free) struct sicht_text longer = {0};
	sicht_text_append(&longer, file.data, 2);
	sicht_text_append(&longer, "\xff\xe0\0\4JF", 6);
	sicht_text_append(&longer, "\xff\xe1\0\x0ahttp://x", 12);
	sicht_text_append(&longer, file.data + 2, file.size - 2);
	expect_found(longer.data, longer.size);
}

/* The segment is where it is looked for; what follows it is not needed. */
Test(exif, what_is_cut_off_is_not_found)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text file = sample(false);
	const size_t end = file.size - (sizeof picture - 1 - 2);
	for (size_t size = 0; size <= file.size; size++)
		cr_expect(finds(file.data, size, NULL) == (size >= end), "%zu bytes", size);
}

static void expect_lost(size_t at, const char *bytes, size_t size, const char *why)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text file = sample(false);
	memcpy(file.data + at, bytes, size);
	cr_expect_not(finds(file.data, file.size, NULL), "%s", why);
}

Test(exif, what_does_not_fit_is_no_thumbnail)
{
	expect_lost(0, "\xff\xd9", 2, "no JPEG");
	expect_lost(SEGMENT_AT + 2, "\0\1", 2, "a segment shorter than its length");
	expect_lost(SEGMENT_AT + 4, "exif", 4, "another kind of segment");
	expect_lost(TIFF_AT, "IM", 2, "no order of bytes");
	expect_lost(TIFF_AT + 4, "\xff\xff\xff\xff", 4, "directory 0 beyond the end");
	expect_lost(TIFF_AT + 8, "\xff\xff", 2, "more entries than there is room for");
	expect_lost(OFFSET_OF_DIRECTORY_1_AT, "\0\0\0\0", 4, "no directory 1");
	expect_lost(OFFSET_OF_DIRECTORY_1_AT, "\xfe\xff\xff\xff", 4, "directory 1 beyond the end");
	expect_lost(OFFSET_ENTRY_AT, "\1\1", 2, "no offset");
	expect_lost(OFFSET_ENTRY_AT + 2, "\2", 1, "an offset that is text");
	expect_lost(OFFSET_ENTRY_AT + 4, "\2", 1, "two offsets");
	expect_lost(OFFSET_ENTRY_AT + 8, "\xff\xff\xff\xff", 4, "a thumbnail beyond the end");
	expect_lost(OFFSET_ENTRY_AT + 8, "\1", 1, "a thumbnail that is no JPEG");
	expect_lost(LENGTH_ENTRY_AT + 8, "\xff\xff\xff\xff", 4, "a thumbnail longer than all");
	expect_lost(LENGTH_ENTRY_AT + 8, "\1", 1, "a thumbnail of one byte");
}
