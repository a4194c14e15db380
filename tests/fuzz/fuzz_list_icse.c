/* SPDX-License-Identifier: MIT */
/* A hash list as icse: entries, or a refusal with its place. */
#include "tests/fuzz/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_list("icse", data, size);
	return 0;
}
