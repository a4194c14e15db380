/* SPDX-License-Identifier: MIT */
/* A decoder trusts nobody either: what passes its check is safe to act upon. */
#include <assert.h>
#include <string.h>

#include "engine/worker/decoder_message.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_decode_job job = {0};
	memcpy(&job, data, size < sizeof job ? size : sizeof job);
	bool sound = sicht_decode_job_check(&job, size);
	fuzz_say(sound ? "sound" : "refused");
	if (!sound)
		return 0;
	assert(size == sizeof job && job.size_bytes > 0 && job.pixels_max > 0);
	assert(job.media > SICHT_MEDIA_NONE && job.media < SICHT_MEDIA_COUNT);
	assert(job.media != SICHT_MEDIA_OTHER);
	assert(job.profiles != 0 && job.profiles >> SICHT_PROFILE_COUNT == 0);
	assert(job.windows <= SICHT_WINDOWS_CROPS && job.exact <= 1 && job.all_forms <= 1);
	assert(job.thumbnail <= 1 &&
		sicht_decode_cpu_ms(&job, SICHT_PICTURES_MAX, UINT64_MAX) <= job.cpu_ms_max);
	assert(job.pixels_max >= 1u << 24 || sicht_decode_cpu_ms(&job, 1, 1u << 24) ==
						     sicht_decode_cpu_ms(&job, 1, job.pixels_max));
	fuzz_say("%llu ms for 2 pictures of 16 megapixels, %llu for nothing",
		(unsigned long long)sicht_decode_cpu_ms(&job, 2, 1u << 24),
		(unsigned long long)sicht_decode_cpu_ms(&job, 0, 0));
	return 0;
}
