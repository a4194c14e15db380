/* SPDX-License-Identifier: MIT */
/* Any index may stand in a JPEG: what is taken for a picture lies within the file. */
#include <assert.h>
#include <string.h>

#include "engine/decoder/exif/mpf.h"
#include "tests/fuzz/fuzz.h"

#define PAGES 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_bytes file = sicht_bytes(data, size), picture;
	uint32_t count = sicht_mpf_count(file);
	assert(count >= 1);
	for (uint32_t page = 0; page < PAGES; page++) {
		if (!sicht_mpf_picture(file, page, &picture))
			continue;
		const uint8_t *begin = picture.data;
		assert(page > 0 && page < count);
		assert(begin > data && picture.size >= 2 && picture.size <= size);
		assert((size_t)(begin - data) <= size - picture.size);
		assert(memcmp(begin, "\xff\xd8", 2) == 0);
	}
	return 0;
}
