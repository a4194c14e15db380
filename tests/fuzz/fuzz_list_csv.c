/* SPDX-License-Identifier: MIT */
/*
 * A hash list as csv: entries that can be written and read again, or a refusal with its place. An
 * input that begins with "--map " has the map up to the end of that line.
 */
#include "tests/fuzz/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char option[] = "--map ";
	const uint8_t *newline = size > 0 ? memchr(data, '\n', size) : NULL;
	fuzz_map = sicht_bytes(NULL, 0);
	if (newline != NULL && (size_t)(newline - data) >= strlen(option) &&
		memcmp(data, option, strlen(option)) == 0) {
		const uint8_t *map = data + strlen(option);
		fuzz_map = sicht_bytes(map, (size_t)(newline - map));
		size -= (size_t)(newline + 1 - data);
		data = newline + 1;
	}
	fuzz_list("csv", data, size);
	return 0;
}
