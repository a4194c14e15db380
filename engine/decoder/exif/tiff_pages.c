/* SPDX-License-Identifier: MIT */
/*
 * See tiff_pages.h. Nothing is read but the header, and of each directory its number of entries and
 * the offset of the next.
 */
#include "engine/decoder/exif/tiff_pages.h"

#include <string.h>

#include "engine/base/file.h"

/* The number of `size` bytes at `offset`. False: they are not all there. */
static bool read_number(
	const struct sicht_tiff_pages *pages, int fd, uint64_t offset, unsigned size, uint64_t *out)
{
	uint8_t bytes[8];
	if (offset > INT64_MAX - sizeof bytes ||
		sicht_pread_full(fd, bytes, size, offset) != (ssize_t)size)
		return false;
	uint64_t value = 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | bytes[pages->big_end_first ? i : size - 1 - i];
	*out = value;
	return true;
}

static bool is_big(const struct sicht_tiff_pages *pages)
{
	return pages->offset_bytes == 8;
}

/* Where the header says where the first directory is. */
static uint64_t first_of(const struct sicht_tiff_pages *pages)
{
	return is_big(pages) ? 8 : 4;
}

static bool read_order(struct sicht_tiff_pages *pages, int fd)
{
	static const char orders[4][5] = {"II*", "MM\0*", "II+", "MM\0+"};
	char order[4];
	if (sicht_pread_full(fd, order, sizeof order, 0) != (ssize_t)sizeof order)
		return false;
	for (unsigned i = 0; i < 4; i++) {
		if (memcmp(order, orders[i], sizeof order) != 0)
			continue;
		pages->big_end_first = i % 2 == 1;
		pages->offset_bytes = i < 2 ? 4 : 8;
		return true;
	}
	return false;
}

/* Where the directory at `at` says where the next one is. */
static bool find_next(
	const struct sicht_tiff_pages *pages, int fd, uint64_t at, uint64_t *place, uint64_t *next)
{
	unsigned count_bytes = is_big(pages) ? 8 : 2, entry_bytes = is_big(pages) ? 20 : 12;
	uint64_t count, header_bytes = first_of(pages) + pages->offset_bytes;
	if (at < header_bytes || !read_number(pages, fd, at, count_bytes, &count) ||
		count > UINT16_MAX)
		return false;
	*place = at + count_bytes + count * entry_bytes;
	return read_number(pages, fd, *place, pages->offset_bytes, next);
}

static bool is_listed(const struct sicht_tiff_pages *pages, uint64_t directory)
{
	for (uint32_t i = 0; i < pages->count && i < SICHT_PICTURES_MAX; i++) {
		if (pages->page[i].directory == directory)
			return true;
	}
	return false;
}

void sicht_tiff_pages_find(int fd, struct sicht_tiff_pages *out)
{
	uint64_t at = 0, place = 0, next = 0;
	*out = (struct sicht_tiff_pages){0};
	if (!read_order(out, fd) || !read_number(out, fd, first_of(out), out->offset_bytes, &at))
		return;
	for (bool sound = true; sound && at != 0 && out->count < SICHT_PICTURES_COUNT_MAX;
		at = next) {
		if (is_listed(out, at))
			return;
		sound = find_next(out, fd, at, &place, &next);
		if (out->count < SICHT_PICTURES_MAX) {
			out->page[out->count].directory = at;
			out->page[out->count].next = sound ? place : 0;
		}
		out->count++;
	}
}

/* What of the offset that stands at `place` is among the bytes read becomes `value`. */
static void overwrite(const struct sicht_tiff_pages *pages, uint64_t place, uint64_t value,
	uint64_t offset, uint8_t *bytes, size_t size)
{
	for (unsigned i = 0; i < pages->offset_bytes; i++) {
		unsigned shift = 8 * (pages->big_end_first ? pages->offset_bytes - 1 - i : i);
		if (place + i >= offset && place + i - offset < size)
			bytes[place + i - offset] = (uint8_t)(value >> shift);
	}
}

void sicht_tiff_pages_isolate(const struct sicht_tiff_pages *pages, uint32_t page, uint64_t offset,
	uint8_t *bytes, size_t size)
{
	if (pages->page[page].next != 0)
		overwrite(pages, pages->page[page].next, 0, offset, bytes, size);
	overwrite(pages, first_of(pages), pages->page[page].directory, offset, bytes, size);
}
