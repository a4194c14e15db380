/* SPDX-License-Identifier: MIT */
/*
 * A reader that never leaves its bytes: a number that would lie beyond them is 0, and makes the
 * reader empty. See boxes.h.
 */
#include "engine/decoder/boxes/boxes.h"

#include <string.h>

/* No camera writes so many items into one file; what follows is not looked at. */
#define ITEMS_MAX 4096

struct reader {
	const uint8_t *at;
	size_t left;
};

static struct reader reader_of(struct sicht_bytes bytes)
{
	return (struct reader){bytes.data, bytes.size};
}

static const uint8_t *take(struct reader *reader, size_t size)
{
	const uint8_t *at = reader->at;
	if (size > reader->left) {
		reader->left = 0;
		return NULL;
	}
	reader->at += size;
	reader->left -= size;
	return at;
}

/* A number of `size` bytes, at most 8, the highest first. */
static uint64_t number(struct reader *reader, size_t size)
{
	const uint8_t *bytes = take(reader, size);
	uint64_t value = 0;
	for (size_t i = 0; i < size && bytes != NULL; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* The next box; false: there is none. */
static bool next_box(struct reader *reader, char type[4], struct sicht_bytes *content)
{
	uint64_t size = number(reader, 4), head = 8;
	const uint8_t *name = take(reader, 4);
	if (name == NULL)
		return false;
	memcpy(type, name, 4);
	if (size == 1) {
		size = number(reader, 8);
		head = 16;
	}
	if (size == 0)
		size = head + reader->left;
	if (size < head || size - head > reader->left)
		return false;
	size -= head;
	*content = sicht_bytes(take(reader, (size_t)size), (size_t)size);
	return true;
}

static bool find_box(struct reader reader, const char *wanted, struct sicht_bytes *content)
{
	char type[4];
	while (next_box(&reader, type, content)) {
		if (memcmp(type, wanted, 4) == 0)
			return true;
	}
	return false;
}

/* Does `iinf` say that item `id` is AV1? */
static bool is_av1(struct sicht_bytes iinf, uint64_t id)
{
	struct reader reader = reader_of(iinf);
	struct sicht_bytes infe;
	char type[4];
	uint64_t version = number(&reader, 4) >> 24;
	number(&reader, version == 0 ? 2 : 4);
	for (size_t i = 0; i < ITEMS_MAX && next_box(&reader, type, &infe); i++) {
		struct reader entry = reader_of(infe);
		version = number(&entry, 4) >> 24;
		uint64_t own = number(&entry, version < 3 ? 2 : 4);
		number(&entry, 2);
		const uint8_t *item_type = take(&entry, 4);
		if (version >= 2 && own == id && item_type != NULL)
			return memcmp(item_type, "av01", 4) == 0;
	}
	return false;
}

static bool ends_in_zeros(struct sicht_bytes file, uint64_t offset, uint64_t size)
{
	static const uint8_t zeros[SICHT_BOXES_ZEROS];
	if (offset > file.size || size > file.size - offset || size < sizeof zeros)
		return false; /* libheif says so itself, or there is nothing to be said */
	const uint8_t *end = (const uint8_t *)file.data + offset + size;
	return memcmp(end - sizeof zeros, zeros, sizeof zeros) == 0;
}

/* How many bytes the numbers of `iloc` have. */
struct sizes {
	size_t offset, length, base, index;
};

static size_t allowed(uint64_t size)
{
	return size <= 8 ? (size_t)size : 8;
}

/* One item of `iloc`, of that version. */
static bool item_ends_in_zeros(struct reader *reader, uint64_t version, struct sizes sizes,
	struct sicht_bytes iinf, struct sicht_bytes file)
{
	bool found = false;
	uint64_t id = number(reader, version < 2 ? 2 : 4);
	uint64_t method = version > 0 ? number(reader, 2) & 15 : 0;
	number(reader, 2);
	uint64_t base = number(reader, sizes.base), count = number(reader, 2);
	bool counts = method == 0 && is_av1(iinf, id);
	for (uint64_t i = 0; i < count && reader->left > 0; i++) {
		number(reader, version > 0 ? sizes.index : 0);
		uint64_t offset = number(reader, sizes.offset);
		uint64_t length = number(reader, sizes.length);
		found |= counts && offset <= UINT64_MAX - base &&
			 ends_in_zeros(file, base + offset, length);
	}
	return found;
}

bool sicht_boxes_end_in_zeros(struct sicht_bytes file)
{
	struct sicht_bytes meta, iinf, iloc;
	bool found = false;
	if (!find_box(reader_of(file), "meta", &meta) || meta.size < 4)
		return false;
	struct reader inner = reader_of(meta);
	take(&inner, 4);
	if (!find_box(inner, "iinf", &iinf) || !find_box(inner, "iloc", &iloc))
		return false;
	struct reader reader = reader_of(iloc);
	uint64_t version = number(&reader, 4) >> 24, packed = number(&reader, 2);
	const struct sizes sizes = {allowed(packed >> 12), allowed(packed >> 8 & 15),
		allowed(packed >> 4 & 15), allowed(packed & 15)};
	uint64_t count = number(&reader, version < 2 ? 2 : 4);
	for (uint64_t i = 0; i < count && i < ITEMS_MAX && reader.left > 0; i++)
		found |= item_ends_in_zeros(&reader, version, sizes, iinf, file);
	return found;
}
