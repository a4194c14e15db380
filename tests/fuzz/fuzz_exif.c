/* SPDX-License-Identifier: MIT */
/* Any bytes may stand in an Exif segment: what is taken for a thumbnail lies within them. */
#include <assert.h>
#include <string.h>

#include "engine/decoder/exif/exif.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_bytes thumbnail;
	if (!sicht_exif_thumbnail(sicht_bytes(data, size), &thumbnail))
		return 0;
	const uint8_t *begin = thumbnail.data;
	assert(begin > data && thumbnail.size >= 2 && thumbnail.size <= size);
	assert((size_t)(begin - data) <= size - thumbnail.size);
	assert(memcmp(begin, "\xff\xd8", 2) == 0);
	return 0;
}
