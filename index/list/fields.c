/* SPDX-License-Identifier: MIT */
/* See fields.h. */
#include "index/list/fields.h"

#include <string.h>

/* As much of what was found as a message shows, in bytes. */
#define FOUND_BYTES_MAX 40

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

struct sicht_bytes sicht_field_trim(struct sicht_bytes text)
{
	const char *start = text.data;
	size_t size = text.size;
	while (size > 0 && is_blank(start[size - 1]))
		size--;
	while (size > 0 && is_blank(*start)) {
		start++;
		size--;
	}
	return sicht_bytes(start, size);
}

size_t sicht_field_hex_digits(struct sicht_bytes text)
{
	const char *data = text.data;
	size_t count = 0;
	while (count < text.size && ((data[count] >= '0' && data[count] <= '9') ||
					    (data[count] >= 'a' && data[count] <= 'f') ||
					    (data[count] >= 'A' && data[count] <= 'F')))
		count++;
	return count;
}

bool sicht_field_digest_kind(size_t digits, enum sicht_digest_kind *kind)
{
	for (int i = 0; i < SICHT_DIGEST_KIND_COUNT; i++) {
		if (digits == 2 * sicht_digest_size((enum sicht_digest_kind)i)) {
			*kind = (enum sicht_digest_kind)i;
			return true;
		}
	}
	return false;
}

bool sicht_field_digest(
	struct sicht_bytes hex, struct sicht_digests *digests, enum sicht_digest_kind *kind)
{
	enum sicht_digest_kind found;
	if (!sicht_field_digest_kind(hex.size, &found) ||
		!sicht_hex_decode(hex, sicht_digest_of(digests, found), sicht_digest_size(found)))
		return false;
	digests->have |= (uint8_t)(1u << found);
	*kind = found;
	return true;
}

bool sicht_field_number(struct sicht_bytes text, uint64_t *out)
{
	const char *digits = text.data;
	uint64_t value = 0;
	for (size_t i = 0; i < text.size; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(digits[i] - '0');
		if (value > ((uint64_t)INT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (text.size == 0)
		return false;
	*out = value;
	return true;
}

struct sicht_bytes sicht_field_first_line(struct sicht_bytes head)
{
	if (head.size == 0)
		return head;
	const char *at = head.data, *end = at + head.size;
	if (head.size >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
		at += 3;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		const char *next = newline != NULL ? newline + 1 : end;
		if (stop > at && stop[-1] == '\r')
			stop--;
		struct sicht_bytes line = sicht_bytes(at, (size_t)(stop - at));
		if (*at != '#' && sicht_field_trim(line).size > 0)
			return line;
		at = next;
	}
	return sicht_bytes(NULL, 0);
}

void sicht_field_found(struct sicht_text *text, struct sicht_bytes found)
{
	if (found.size == 0) {
		sicht_text_append_string(text, "found nothing");
		return;
	}
	bool cut = found.size > FOUND_BYTES_MAX;
	sicht_text_append_string(text, "found \"");
	sicht_escape_terminal(text, sicht_bytes(found.data, cut ? FOUND_BYTES_MAX : found.size));
	sicht_text_append_string(text, cut ? "...\"" : "\"");
}

void sicht_field_write_name(struct sicht_text *text, struct sicht_bytes name)
{
	const unsigned char *data = name.data;
	bool plain = true;
	for (size_t i = 0; i < name.size; i++)
		plain = plain && data[i] >= 0x20 && data[i] != 0x7F;
	if (plain)
		sicht_text_append(text, name.data, name.size);
	else
		sicht_escape_terminal(text, name);
}

void sicht_field_write_digest(
	struct sicht_text *text, const struct sicht_digests *digests, enum sicht_digest_kind kind)
{
	char hex[2 * sizeof digests->sha256];
	size_t size = sicht_digest_size(kind);
	if ((digests->have >> kind & 1) == 0)
		return;
	sicht_hex_encode(sicht_digest_get(digests, kind), size, hex);
	sicht_text_append(text, hex, 2 * size);
}
