/* SPDX-License-Identifier: MIT */
/*
 * Any chain of directories may stand in a TIFF: it ends, no page is listed twice, and a file that
 * is made to hold one of them alone holds one page, that one.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/decoder/exif/tiff_pages.h"
#include "tests/fuzz/fuzz.h"

static int file_of(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	return fd;
}

/* Read in pieces, as a loader does. */
static void check_page(
	const struct sicht_tiff_pages *pages, uint32_t page, const uint8_t *data, size_t size)
{
	uint8_t *alone = malloc(size);
	struct sicht_tiff_pages again;
	memcpy(alone, data, size);
	for (size_t at = 0; at < size; at += 7)
		sicht_tiff_pages_isolate(
			pages, page, at, alone + at, size - at < 7 ? size - at : 7);
	int fd = file_of(alone, size);
	sicht_tiff_pages_find(fd, &again);
	assert(again.count == 1 && again.page[0].directory == pages->page[page].directory);
	close(fd);
	free(alone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_tiff_pages pages;
	int fd = file_of(data, size);
	sicht_tiff_pages_find(fd, &pages);
	close(fd);
	assert(pages.count <= SICHT_PICTURES_COUNT_MAX);
	for (uint32_t i = 0; i < pages.count && i < SICHT_PICTURES_MAX; i++) {
		assert(pages.page[i].directory != 0);
		for (uint32_t j = 0; j < i; j++)
			assert(pages.page[j].directory != pages.page[i].directory);
		check_page(&pages, i, data, size);
	}
	return 0;
}
