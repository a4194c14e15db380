/* SPDX-License-Identifier: MIT */
/*
 * The end of a program is the largest end of its parts that its headers name. Every number is read
 * by number(), which gives 0 beyond the bytes at hand; sums of 64 bits may wrap, and then say
 * nothing that is believed elsewhere.
 */
#include "engine/worker/program_end.h"

#include <string.h>

#include "sicht/limits.h"

/* PE: offsets in the file */
#define PE_OFFSET_AT 0x3c
#define COFF_BYTES 24 /* with the signature before it */
#define SECTION_BYTES 40
#define DIRECTORIES_AT 96       /* in the optional header of 32 bits */
#define DIRECTORIES_AT_WIDE 112 /* of 64 bits */
#define MAGIC_WIDE 0x20b
#define CERTIFICATES 4

static uint64_t number(struct sicht_bytes head, uint64_t offset, unsigned size, bool big_end_first)
{
	const uint8_t *bytes = head.data;
	uint64_t value = 0;
	if (offset > head.size || size > head.size - offset)
		return 0;
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | bytes[offset + (big_end_first ? i : size - 1 - i)];
	return value;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Sections, certificates, symbols; 0: no PE. */
static uint64_t end_of_pe(struct sicht_bytes head)
{
	const uint64_t pe = number(head, PE_OFFSET_AT, 4, false);
	if (number(head, 0, 2, true) != 0x4d5a || number(head, pe, 4, true) != 0x50450000)
		return 0;
	uint64_t count = number(head, pe + 6, 2, false);
	uint64_t options = pe + COFF_BYTES, options_bytes = number(head, pe + 20, 2, false);
	uint64_t end = number(head, pe + 12, 4, false) + 18 * number(head, pe + 16, 4, false);
	for (uint64_t i = 0; i < count; i++) {
		uint64_t section = options + options_bytes + i * SECTION_BYTES;
		end = larger(end, number(head, section + 16, 4, false) +
					  number(head, section + 20, 4, false));
	}
	bool wide = number(head, options, 2, false) == MAGIC_WIDE;
	uint64_t directory =
		options + (wide ? DIRECTORIES_AT_WIDE : DIRECTORIES_AT) + CERTIFICATES * 8;
	if (directory + 8 > options + options_bytes)
		return end;
	return larger(
		end, number(head, directory, 4, false) + number(head, directory + 4, 4, false));
}

/* Segments and the table of sections, which stands last; 0: no ELF. */
static uint64_t end_of_elf(struct sicht_bytes head)
{
	if (number(head, 0, 4, true) != 0x7f454c46)
		return 0;
	const bool wide = number(head, 4, 1, true) == 2, big = number(head, 5, 1, true) == 2;
	const unsigned word = wide ? 8 : 4;
	uint64_t counts = wide ? 52 : 40; /* where sizes and numbers of headers stand */
	uint64_t segments = number(head, wide ? 32 : 28, word, big);
	uint64_t sections = number(head, wide ? 40 : 32, word, big);
	uint64_t segment_bytes = number(head, counts + 2, 2, big);
	uint64_t segment_count = number(head, counts + 4, 2, big);
	uint64_t end =
		sections + number(head, counts + 6, 2, big) * number(head, counts + 8, 2, big);
	for (uint64_t i = 0; i < segment_count; i++) {
		uint64_t segment = segments + i * segment_bytes;
		end = larger(end, number(head, segment + (wide ? 8 : 4), word, big) +
					  number(head, segment + (wide ? 32 : 16), word, big));
	}
	return end;
}

bool sicht_program_has_tail(struct sicht_bytes head, uint64_t size_bytes)
{
	uint64_t end = larger(end_of_pe(head), end_of_elf(head));
	return end > 0 && end < size_bytes && size_bytes - end >= SICHT_PROGRAM_TAIL_BYTES_MIN;
}
