/* SPDX-License-Identifier: MIT */
/* The chain of a TIFF's directories is walked once, to its end, wherever that is. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/decoder/exif/tiff_pages.h"

#define DIRECTORY_BYTES (2 + 4)

static uint8_t file[8 + 100000 * DIRECTORY_BYTES];

static void put(size_t at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		file[at + (size_t)i] = (uint8_t)(value >> 8 * i);
}

/* `count` directories without entries; the last one leads to `last`. How large the file is. */
static size_t chain(uint32_t count, uint32_t last)
{
	memset(file, 0, sizeof file);
	memcpy(file, "II*", 4);
	put(4, 8);
	for (uint32_t i = 0; i < count; i++)
		put(8 + i * DIRECTORY_BYTES + 2,
			i + 1 < count ? 8 + (i + 1) * DIRECTORY_BYTES : last);
	return 8 + count * DIRECTORY_BYTES;
}

static struct sicht_tiff_pages find(size_t size)
{
	struct sicht_tiff_pages pages;
	int fd = memfd_create("test", MFD_CLOEXEC);
	cr_assert(fd >= 0 && write(fd, file, size) == (ssize_t)size);
	sicht_tiff_pages_find(fd, &pages);
	close(fd);
	return pages;
}

Test(tiff_pages, all_are_counted_and_the_first_are_listed)
{
	static const uint32_t counts[] = {1, 2, 63, 64, 65, 1000};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct sicht_tiff_pages pages = find(chain(counts[i], 0));
		cr_expect_eq(pages.count, counts[i]);
		for (uint32_t j = 0; j < counts[i] && j < SICHT_PICTURES_MAX; j++)
			cr_expect_eq(pages.page[j].directory, 8 + j * DIRECTORY_BYTES);
	}
}

Test(tiff_pages, a_chain_ends)
{
	cr_expect_eq(find(chain(5, 8 + 2 * DIRECTORY_BYTES)).count, 5, "it leads back");
	cr_expect_eq(find(chain(5, 8 + 4 * DIRECTORY_BYTES)).count, 5, "to itself");
	cr_expect_eq(find(chain(5, 1 << 30)).count, 6, "out of the file, where a page should be");
	cr_expect_eq(find(chain(100, 8 + 80 * DIRECTORY_BYTES)).count, SICHT_PICTURES_COUNT_MAX,
		"back, behind the first 64");
	cr_expect_eq(find(chain(100000, 0)).count, SICHT_PICTURES_COUNT_MAX);
	cr_expect_eq(find(3).count, 0, "no header");
	file[0] = 'X';
	cr_expect_eq(find(100).count, 0, "no TIFF");
}

/* In any pieces, what is read is a file with that page alone. */
Test(tiff_pages, a_page_stands_alone)
{
	size_t size = chain(5, 0);
	struct sicht_tiff_pages pages = find(size);
	for (uint32_t page = 0; page < 5; page++) {
		for (size_t piece = 1; piece <= size; piece++) {
			chain(5, 0);
			for (size_t at = 0; at < size; at += piece)
				sicht_tiff_pages_isolate(&pages, page, at, file + at,
					size - at < piece ? size - at : piece);
			struct sicht_tiff_pages alone = find(size);
			cr_assert_eq(alone.count, 1);
			cr_assert_eq(alone.page[0].directory, 8 + page * DIRECTORY_BYTES);
		}
	}
}
