/* SPDX-License-Identifier: MIT */
/* The only file that includes libxxhash. */
#include "index/segment/checksum.h"

#include <xxhash.h>

uint64_t sicht_checksum(const void *data, size_t size)
{
	return XXH3_64bits(data, size);
}

/* struct sicht_checksum_stream is never defined: it is libxxhash's state under our name. */
static XXH3_state_t *state_of(struct sicht_checksum_stream *stream)
{
	return (XXH3_state_t *)(void *)stream;
}

struct sicht_checksum_stream *sicht_checksum_new(void)
{
	return (struct sicht_checksum_stream *)(void *)XXH3_createState();
}

void sicht_checksum_free(struct sicht_checksum_stream *stream)
{
	XXH3_freeState(state_of(stream));
}

void sicht_checksum_begin(struct sicht_checksum_stream *stream)
{
	XXH3_64bits_reset(state_of(stream));
}

void sicht_checksum_add(struct sicht_checksum_stream *stream, const void *data, size_t size)
{
	XXH3_64bits_update(state_of(stream), data, size);
}

uint64_t sicht_checksum_end(const struct sicht_checksum_stream *stream)
{
	return XXH3_64bits_digest((const XXH3_state_t *)(const void *)stream);
}
