/* SPDX-License-Identifier: MIT */
/* Boxes that say anything: nothing beyond the bytes is read, and it ends. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/decoder/boxes/boxes.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* so many bytes, and not one behind them */
	uint8_t *copy = malloc(size > 0 ? size : 1);
	assert(copy != NULL);
	memcpy(copy, data, size);
	bool zeros = sicht_boxes_end_in_zeros(sicht_bytes(copy, size));
	assert(!zeros || size > SICHT_BOXES_ZEROS);
	fuzz_say(zeros ? "zeros" : "none");
	free(copy);
	return 0;
}
