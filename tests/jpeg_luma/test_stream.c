/* SPDX-License-Identifier: MIT */
/* The stream gives the bits of a segment, all of them and no more. */
#include "engine/decoder/jpeg_luma/stream.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* Three windows and a bit; every tenth byte is 0xff, so that some stand where a window ends. */
#define SEGMENT_BYTES (3 * SICHT_STREAM_WINDOW_BYTES + 1000)

static struct sicht_stream stream;
static uint8_t clean[SEGMENT_BYTES + 8];

static uint32_t roll(uint32_t *dice)
{
	*dice = *dice * 1664525 + 1013904223;
	return *dice >> 8;
}

/* The segment as a file has it, with a marker behind it; as it is meant, in `clean`. */
static size_t make_segment(uint8_t *raw)
{
	uint32_t dice = 7;
	size_t size = 0;
	for (size_t i = 0; i < SEGMENT_BYTES; i++) {
		clean[i] = roll(&dice) % 10 == 0 ? 0xff : (uint8_t)roll(&dice);
		raw[size++] = clean[i];
		if (clean[i] == 0xff)
			raw[size++] = 0;
	}
	raw[size++] = 0xff;
	raw[size++] = 0xd9;
	return size;
}

static unsigned clean_bit(size_t position)
{
	return clean[position / 8] >> (7 - position % 8) & 1;
}

static void take_and_compare(size_t *position, unsigned count)
{
	sicht_bits_refill(&stream.bits);
	uint64_t found = sicht_bits_look(&stream.bits, count), wanted = 0;
	for (unsigned i = 0; i < count; i++)
		wanted = wanted << 1 | clean_bit(*position + i);
	cr_assert(found == wanted, "at bit %zu", *position);
	sicht_bits_take(&stream.bits, count);
	*position += count;
}

Test(stream, bits_are_those_of_the_segment)
{
	uint8_t *raw = malloc(2 * SEGMENT_BYTES + 2);
	uint32_t dice = 1;
	size_t position = 0, size = make_segment(raw);
	stream.raw = raw;
	stream.raw_end = raw + size;
	sicht_stream_begin(&stream);
	while (position < SEGMENT_BYTES * 8) {
		size_t rest = SEGMENT_BYTES * 8 - position;
		unsigned count = roll(&dice) % 56 + 1;
		if (position == 0 || roll(&dice) % 20 == 0)
			cr_assert(sicht_stream_ensure(&stream));
		take_and_compare(&position, count < rest ? count : (unsigned)rest);
	}
	cr_expect(sicht_stream_finish(&stream));
	cr_expect(stream.raw == raw + size - 2, "it stops at the marker");
	free(raw);
}

static void begin(const uint8_t *raw, size_t size, unsigned bits_taken)
{
	stream.raw = raw;
	stream.raw_end = raw + size;
	sicht_stream_begin(&stream);
	cr_assert(sicht_stream_ensure(&stream));
	for (unsigned i = 0; i < bits_taken; i++) {
		sicht_bits_refill(&stream.bits);
		sicht_bits_take(&stream.bits, 1);
	}
}

Test(stream, taking_too_much_or_too_little_is_seen)
{
	static const uint8_t raw[] = {1, 2, 3, 0xff, 0, 0xff, 0xd9};
	begin(raw, sizeof raw, 32);
	cr_expect(sicht_stream_ensure(&stream) && sicht_stream_finish(&stream));
	begin(raw, sizeof raw, 25);
	cr_expect(sicht_stream_ensure(&stream) && sicht_stream_finish(&stream));
	begin(raw, sizeof raw, 24);
	cr_expect(sicht_stream_ensure(&stream));
	cr_expect_not(sicht_stream_finish(&stream), "a byte is left");
	begin(raw, sizeof raw, 33);
	cr_expect_not(sicht_stream_ensure(&stream), "one bit too many");
	begin(raw, sizeof raw, 33);
	cr_expect_not(sicht_stream_finish(&stream), "one bit too many");
	begin(raw, sizeof raw, 8 * SICHT_MCU_BYTES_MAX);
	cr_expect_not(sicht_stream_ensure(&stream), "a whole MCU too many");
}

/* The file may end anywhere, also within a marker. */
Test(stream, ends_of_files)
{
	static const uint8_t raw[] = {1, 2, 0xff};
	for (size_t size = 0; size <= sizeof raw; size++) {
		uint8_t *exact = malloc(size + 1);
		memcpy(exact, raw, size);
		uint8_t *fitting = realloc(exact, size > 0 ? size : 1);
		unsigned bytes = size < 2 ? (unsigned)size : 2;
		begin(fitting, size, 8 * bytes);
		cr_expect(sicht_stream_finish(&stream));
		cr_expect(stream.raw == fitting + bytes);
		free(fitting);
	}
}
