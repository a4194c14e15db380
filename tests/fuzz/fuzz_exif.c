/* SPDX-License-Identifier: MIT */
/* Any bytes may stand in an Exif segment: what is taken for a thumbnail lies within them. */
#include <assert.h>
#include <string.h>

#include "engine/decoder/exif/exif.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_bytes thumbnail = sicht_bytes(NULL, 0);
	if (!sicht_exif_thumbnail(sicht_bytes(data, size), &thumbnail)) {
		assert(thumbnail.data == NULL && thumbnail.size == 0);
		fuzz_say("none");
		return 0;
	}
	const uint8_t *begin = thumbnail.data;
	assert(begin > data && thumbnail.size >= 2 && thumbnail.size <= size);
	assert((size_t)(begin - data) <= size - thumbnail.size);
	assert(memcmp(begin, "\xff\xd8", 2) == 0);
	fuzz_say("%zu bytes at %td", thumbnail.size, begin - data);
	return 0;
}
