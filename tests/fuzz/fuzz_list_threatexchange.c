/* SPDX-License-Identifier: MIT */
/* A list as threatexchange: signals, or a refusal with its place. */
#include "tests/fuzz/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_list("threatexchange", data, size);
	return 0;
}
