/* SPDX-License-Identifier: MIT */
/*
 * The checksum that guards stored bytes against accident (not against forgery): XXH3, 64 bits,
 * seed 0. Its value is part of the file formats and must never change.
 */
#ifndef SICHT_INDEX_SEGMENT_CHECKSUM_H
#define SICHT_INDEX_SEGMENT_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* `data` may be NULL where `size` is 0. */
uint64_t sicht_checksum(const void *data, size_t size);

/*
 * The same over pieces: a running checksum that gives, whatever the pieces, what
 * sicht_checksum() gives over all of them in order.
 */
struct sicht_checksum_stream;

struct sicht_checksum_stream *sicht_checksum_new(void);         /* NULL: no memory */
void sicht_checksum_free(struct sicht_checksum_stream *stream); /* accepts NULL */
void sicht_checksum_begin(struct sicht_checksum_stream *stream);
void sicht_checksum_add(struct sicht_checksum_stream *stream, const void *data, size_t size);
uint64_t sicht_checksum_end(const struct sicht_checksum_stream *stream);

#endif
