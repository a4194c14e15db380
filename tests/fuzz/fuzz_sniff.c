/* SPDX-License-Identifier: MIT */
/* Any file may begin with anything. */
#include <assert.h>

#include "engine/worker/sniff.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_sniff sniff = sicht_sniff(sicht_bytes(data, size));
	bool decoded = sniff.outcome == SICHT_OUTCOME_DECODED;
	bool is_picture = decoded || sniff.outcome == SICHT_OUTCOME_UNSUPPORTED;
	assert((unsigned)sniff.media < SICHT_MEDIA_COUNT);
	assert(is_picture == (sniff.media != SICHT_MEDIA_NONE));
	assert(!decoded || sniff.media != SICHT_MEDIA_OTHER);
	/* the same bytes as a name, and as the beginning of more than is at hand */
	sniff = sicht_sniff_file(
		sicht_bytes(data, size), (uint64_t)size * 3, sicht_bytes(data, size));
	assert(sniff.outcome < SICHT_OUTCOME_COUNT);
	return 0;
}
