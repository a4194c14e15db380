/* SPDX-License-Identifier: MIT */
/* See stream.h. */
#include "engine/decoder/jpeg_luma/stream.h"

#include <assert.h>

/* See sicht_bits_refill(). */
_Static_assert(
	__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "machines of the other order are not supported");

/* Copy from the file until the window is full or the segment ends. */
static void top_up(struct sicht_stream *stream)
{
	const uint8_t *full = stream->window + SICHT_STREAM_WINDOW_BYTES;
	while (!stream->ended && stream->end < full) {
		size_t room = (size_t)(full - stream->end);
		size_t rest = (size_t)(stream->raw_end - stream->raw);
		size_t run = rest < room ? rest : room;
		const uint8_t *special = memchr(stream->raw, 0xff, run);
		if (special != NULL)
			run = (size_t)(special - stream->raw);
		memcpy(stream->end, stream->raw, run);
		stream->end += run;
		stream->raw += run;
		if (special == NULL) {
			stream->ended = stream->raw == stream->raw_end;
		} else if (stream->raw_end - special >= 2 && special[1] == 0) {
			*stream->end++ = 0xff;
			stream->raw += 2;
		} else {
			stream->ended = true;
		}
	}
}

/* Whole bytes that are counted but not taken go back to the window. */
static void give_back(struct sicht_bits *bits)
{
	bits->at -= bits->count >> 3;
	bits->count &= 7;
}

void sicht_stream_begin(struct sicht_stream *stream)
{
	stream->ended = false;
	stream->bits = (struct sicht_bits){0, 0, stream->window};
	stream->low = stream->window;
	stream->end = stream->window;
}

bool sicht_stream_fill(struct sicht_stream *stream)
{
	struct sicht_bits *bits = &stream->bits;
	give_back(bits);
	if (bits->at > stream->end)
		return false;
	if (stream->ended)
		return true;
	size_t left = (size_t)(stream->end - bits->at);
	memmove(stream->window, bits->at, left);
	bits->at = stream->window;
	stream->end = stream->window + left;
	top_up(stream);
	size_t size = (size_t)(stream->end - stream->window);
	assert(stream->ended || size == SICHT_STREAM_WINDOW_BYTES);
	memset(stream->end, 0, SICHT_STREAM_ZERO_BYTES);
	stream->low = size > SICHT_STREAM_MARGIN_BYTES ? stream->end - SICHT_STREAM_MARGIN_BYTES
						       : stream->window;
	return true;
}

bool sicht_stream_finish(struct sicht_stream *stream)
{
	return sicht_stream_fill(stream) && stream->ended && stream->bits.at == stream->end;
}
