/* SPDX-License-Identifier: MIT */
/* The further pictures of a JPEG are found where its index says, and nowhere else. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "engine/decoder/exif/mpf.h"
#include "sicht/status.h"
#include "tests/samples/join.h"

#define COUNT 3

static const char *const jpegs[COUNT] = {
	"\xff\xd8\xff\xdb the first", "\xff\xd8 another", "\xff\xd8 and the last"};

/* Where things are in what sample_index() makes of them. */
#define COUNT_AT (10 + 8 + 2 + 8)
#define TABLE_BYTES_AT (10 + 8 + 2 + 12 + 4)
#define TABLE_AT (10 + 8 + 2 + 24 + 4)

static struct sicht_text sample(void)
{
	struct sicht_text file = {0};
	struct sicht_bytes bytes[COUNT];
	for (int i = 0; i < COUNT; i++)
		bytes[i] = sicht_bytes_of(jpegs[i]);
	sample_index(&file, bytes, COUNT);
	return file;
}

/* In a block that ends where the bytes end, so that a sanitizer sees one read too many. */
static uint32_t count_in(const char *data, size_t size)
{
	char *copy = malloc(size > 0 ? size : 1);
	memcpy(copy, data, size);
	uint32_t count = sicht_mpf_count(sicht_bytes(copy, size));
	free(copy);
	return count;
}

Test(mpf, pictures_are_where_the_index_says)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text file = sample();
	struct sicht_bytes picture;
	cr_expect_eq(sicht_mpf_count(sicht_text_bytes(&file)), COUNT);
	cr_expect_not(sicht_mpf_picture(sicht_text_bytes(&file), 0, &picture));
	cr_expect_not(sicht_mpf_picture(sicht_text_bytes(&file), COUNT, &picture));
	for (uint32_t i = 1; i < COUNT; i++) {
		cr_assert(sicht_mpf_picture(sicht_text_bytes(&file), i, &picture), "%u", i);
		cr_expect(sicht_bytes_equal(picture, sicht_bytes_of(jpegs[i])), "%u", i);
	}
}

Test(mpf, a_picture_that_is_cut_off_ends_where_the_file_does)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text file = sample();
	struct sicht_bytes picture, cut = sicht_bytes(file.data, file.size - 5);
	cr_assert(sicht_mpf_picture(cut, 2, &picture));
	cr_expect_eq(picture.size, strlen(jpegs[2]) - 5);
	cut.size = file.size - strlen(jpegs[2]) + 1;
	cr_expect_not(sicht_mpf_picture(cut, 2, &picture), "one byte is left of it");
	cr_expect_eq(sicht_mpf_count(cut), COUNT, "the file still says that it has three");
}

Test(mpf, an_index_that_is_cut_or_lies_is_none)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text file = sample();
	for (size_t size = 0; size < TABLE_AT + 16 * COUNT; size++)
		cr_expect_eq(count_in(file.data, size), 1, "%zu bytes", size);
	file.data[COUNT_AT] = 4;
	cr_expect_eq(count_in(file.data, file.size), 1, "more than the table has");
	file.data[COUNT_AT] = 2;
	cr_expect_eq(count_in(file.data, file.size), 2);
	file.data[TABLE_BYTES_AT + 2] = 1;
	cr_expect_eq(count_in(file.data, file.size), 1, "a table larger than its segment");
}
