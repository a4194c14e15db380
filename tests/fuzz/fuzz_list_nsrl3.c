/* SPDX-License-Identifier: MIT */
/* A database as nsrl3: different digests, or a refusal with its table and row. */
#include "tests/fuzz/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_database("nsrl3", data, size);
	return 0;
}
