/* SPDX-License-Identifier: MIT */
/*
 * Any file may begin with anything. The name and the size are a second opinion only: what the first
 * bytes say stands, whatever these are.
 */
#include <assert.h>

#include "engine/worker/sniff.h"
#include "tests/fuzz/fuzz.h"

static void say(struct sicht_sniff sniff)
{
	fuzz_say("%s %s%s%.20s", sicht_outcome_name(sniff.outcome), sicht_media_name(sniff.media),
		sniff.detail != NULL ? ": " : "", sniff.detail != NULL ? sniff.detail : "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_bytes head = sicht_bytes(data, size);
	struct sicht_sniff sniff = sicht_sniff(head);
	bool decoded = sniff.outcome == SICHT_OUTCOME_DECODED;
	bool is_picture = decoded || sniff.outcome == SICHT_OUTCOME_UNSUPPORTED;
	assert((unsigned)sniff.media < SICHT_MEDIA_COUNT);
	assert(is_picture == (sniff.media != SICHT_MEDIA_NONE));
	assert(!decoded || sniff.media != SICHT_MEDIA_OTHER);
	assert(sniff.detail == NULL);
	say(sniff);
	/*
	 * the same bytes as a name; as the whole file, and as the beginning of more than is at hand
	 */
	const uint64_t sizes[] = {size, (uint64_t)size * 3, (uint64_t)1 << 30};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct sicht_sniff again = sicht_sniff_file(head, sizes[i], head);
		assert(again.outcome < SICHT_OUTCOME_COUNT);
		if (sniff.outcome != SICHT_OUTCOME_NOT_MEDIA)
			assert(again.outcome == sniff.outcome && again.media == sniff.media);
		else if (again.outcome != sniff.outcome)
			say(again);
	}
	return 0;
}
