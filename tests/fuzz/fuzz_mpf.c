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
	fuzz_say("%u", count);
	for (uint32_t page = 0; page < PAGES; page++) {
		picture = sicht_bytes(NULL, 0);
		if (!sicht_mpf_picture(file, page, &picture)) {
			assert(picture.data == NULL && picture.size == 0);
			continue;
		}
		const uint8_t *begin = picture.data;
		assert(page > 0 && page < count);
		assert(begin > data && picture.size >= 2 && picture.size <= size);
		assert((size_t)(begin - data) <= size - picture.size);
		assert(memcmp(begin, "\xff\xd8", 2) == 0);
		fuzz_say("picture %u: %zu bytes at %td", page, picture.size, begin - data);
	}
	return 0;
}
