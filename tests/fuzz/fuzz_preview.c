/* SPDX-License-Identifier: MIT */
/* Any bytes may be called a raw picture: the preview lies within them. */
#include <assert.h>
#include <string.h>

#include "engine/decoder/exif/preview.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_bytes preview = sicht_bytes(NULL, 0);
	fuzz_say(sicht_tiff_is_raw(sicht_bytes(data, size)) ? "raw" : "not raw");
	if (!sicht_preview_find(sicht_bytes(data, size), &preview)) {
		assert(preview.data == NULL && preview.size == 0);
		return 0;
	}
	const uint8_t *begin = preview.data;
	assert(begin >= data && begin + preview.size == data + size);
	assert(preview.size >= 3 && memcmp(begin, "\xff\xd8\xff", 3) == 0);
	fuzz_say("preview at %td", begin - data);
	return 0;
}
