/* SPDX-License-Identifier: MIT */
/* Any file may begin with anything. */
#include <assert.h>

#include "engine/worker/sniff.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_sniff sniff = sicht_sniff(sicht_bytes(data, size));
	assert((unsigned)sniff.media < SICHT_MEDIA_COUNT);
	assert(!sniff.encrypted || sniff.media == SICHT_MEDIA_NONE);
	return 0;
}
