/* SPDX-License-Identifier: MIT */
/* Members of a JSON object and their places. See member.h. */
#include "index/list/member.h"

#include <string.h>

/* Where the string that begins at `at` ends, its quotation mark included. */
static const char *string_end(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++) {
		if (*at == '\\')
			at++;
	}
	return at < end ? at + 1 : end;
}

size_t sicht_member_offset(struct sicht_bytes object, const char *name)
{
	const char *start = object.data, *end = start + object.size, *at = start;
	size_t size = strlen(name);
	int depth = 0;
	bool is_name = false;
	while (at < end) {
		char byte = *at;
		if (byte == '"') {
			const char *behind = string_end(at, end);
			if (is_name && depth == 1 && (size_t)(behind - at) == size + 2 &&
				memcmp(at + 1, name, size) == 0)
				return (size_t)(at - start);
			is_name = false;
			at = behind;
			continue;
		}
		depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
		is_name = byte == '{' || byte == ',' || (is_name && byte != ':');
		at++;
	}
	return 0;
}
