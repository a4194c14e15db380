/* SPDX-License-Identifier: MIT */
/* A hash list as sums: entries that can be written and read again, or a refusal with its place. */
#include "tests/fuzz/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_list("md5sum", data, size);
	return 0;
}
