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

/* A number of the header or a directory; false: it is not there. */
static bool number_at(
	const uint8_t *data, size_t size, uint64_t at, unsigned bytes, bool big, uint64_t *out)
{
	*out = 0;
	if (at > size || bytes > size - at)
		return false;
	for (unsigned i = 0; i < bytes; i++)
		*out |= (uint64_t)data[at + i] << 8 * (big ? bytes - 1 - i : i);
	return true;
}

static bool is_listed(const struct sicht_tiff_pages *pages, uint32_t count, uint64_t directory)
{
	for (uint32_t i = 0; i < count; i++) {
		if (pages->page[i].directory == directory)
			return true;
	}
	return false;
}

/* The pages once more, of the bytes in memory: the chain up to where it breaks or comes back. */
static void check_chain(const struct sicht_tiff_pages *pages, const uint8_t *data, size_t size)
{
	const bool big = size > 0 && data[0] == 'M', wide = size > 3 && data[big ? 3 : 2] == '+';
	const unsigned word = wide ? 8 : 4, count_bytes = wide ? 8 : 2;
	uint64_t at = 0, entries;
	uint32_t count = 0;
	bool sound = size >= 4 &&
		     (memcmp(data, wide ? "II+" : "II*", 4) == 0 ||
			     memcmp(data, wide ? "MM\0+" : "MM\0*", 4) == 0) &&
		     number_at(data, size, word, word, big, &at);
	while (sound && at != 0 && count < SICHT_PICTURES_MAX && !is_listed(pages, count, at)) {
		assert(count < pages->count && pages->page[count].directory == at);
		const uint64_t directory = at;
		sound = directory >= 2 * word &&
			number_at(data, size, directory, count_bytes, big, &entries) &&
			entries < 1u << 16;
		const uint64_t next =
			sound ? directory + count_bytes + entries * (wide ? 20 : 12) : 0;
		sound = sound && number_at(data, size, next, word, big, &at);
		assert(pages->page[count].next == (sound ? next : 0));
		count++;
	}
	assert(count == SICHT_PICTURES_MAX || count == pages->count);
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
	check_chain(&pages, data, size);
	fuzz_say("%u", pages.count);
	for (uint32_t i = 0; i < pages.count && i < SICHT_PICTURES_MAX; i++) {
		assert(pages.page[i].directory != 0);
		fuzz_say("%llu", (unsigned long long)pages.page[i].directory);
		for (uint32_t j = 0; j < i; j++)
			assert(pages.page[j].directory != pages.page[i].directory);
		check_page(&pages, i, data, size);
	}
	return 0;
}
