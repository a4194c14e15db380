/* SPDX-License-Identifier: MIT */
/* A list as vpdq: the frames of one video, or a refusal with its place. */
#include "tests/fuzz/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_list("vpdq", data, size);
	return 0;
}
