/* SPDX-License-Identifier: MIT */
/* See tiff.h. */
#include "engine/decoder/exif/tiff.h"

#include <string.h>

#define TYPE_SHORT 3
#define TYPE_LONG 4

const uint8_t *sicht_part(struct sicht_bytes bytes, uint64_t offset, uint64_t size)
{
	if (offset > bytes.size || size > bytes.size - offset)
		return NULL;
	return (const uint8_t *)bytes.data + offset;
}

bool sicht_tiff_open(struct sicht_bytes bytes, struct sicht_tiff *tiff)
{
	if (bytes.size < 4 ||
		(memcmp(bytes.data, "II*", 4) != 0 && memcmp(bytes.data, "MM\0*", 4) != 0))
		return false;
	*tiff = (struct sicht_tiff){bytes, *(const uint8_t *)bytes.data == 'M'};
	return true;
}

bool sicht_tiff_number(const struct sicht_tiff *tiff, uint64_t offset, unsigned size, uint32_t *out)
{
	const uint8_t *bytes = sicht_part(tiff->bytes, offset, size);
	if (bytes == NULL)
		return false;
	uint32_t value = 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | bytes[tiff->big_end_first ? i : size - 1 - i];
	*out = value;
	return true;
}

bool sicht_tiff_value(const struct sicht_tiff *tiff, uint64_t offset, uint32_t *out)
{
	uint32_t type, count;
	if (!sicht_tiff_number(tiff, offset + 2, 2, &type) ||
		!sicht_tiff_number(tiff, offset + 4, 4, &count) || count != 1 ||
		(type != TYPE_SHORT && type != TYPE_LONG))
		return false;
	return sicht_tiff_number(tiff, offset + 8, type == TYPE_SHORT ? 2 : 4, out);
}
