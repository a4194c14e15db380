/* SPDX-License-Identifier: MIT */
/*
 * Numbers and bytes, little-endian, into memory of a known size and out of memory that cannot be
 * trusted.
 *
 * A packer's room is computed beforehand: running out of it is a bug. An unpacker never reads past
 * its end: once something was missing it has failed, everything it gives from then on is zero, and
 * the caller asks once, at the end, by sicht_unpack_done().
 */
#ifndef SICHT_INDEX_SEGMENT_PACK_H
#define SICHT_INDEX_SEGMENT_PACK_H

#include <assert.h>
#include <string.h>

#include "sicht/types.h"

struct sicht_packer {
	uint8_t *at, *end;
};

static inline void sicht_pack_bytes(struct sicht_packer *packer, const void *data, size_t size)
{
	assert((size_t)(packer->end - packer->at) >= size);
	if (size > 0)
		memcpy(packer->at, data, size);
	packer->at += size;
}

/* The low `size` bytes of `value`. */
static inline void sicht_pack_number(struct sicht_packer *packer, uint64_t value, size_t size)
{
	assert((size_t)(packer->end - packer->at) >= size);
	for (size_t i = 0; i < size; i++)
		*packer->at++ = (uint8_t)(value >> (8 * i));
}

static inline void sicht_pack_u8(struct sicht_packer *packer, uint8_t value)
{
	sicht_pack_number(packer, value, 1);
}

static inline void sicht_pack_u16(struct sicht_packer *packer, uint16_t value)
{
	sicht_pack_number(packer, value, 2);
}

static inline void sicht_pack_u32(struct sicht_packer *packer, uint32_t value)
{
	sicht_pack_number(packer, value, 4);
}

static inline void sicht_pack_u64(struct sicht_packer *packer, uint64_t value)
{
	sicht_pack_number(packer, value, 8);
}

/* Its length in four bytes, then the bytes. */
static inline void sicht_pack_string(struct sicht_packer *packer, struct sicht_bytes bytes)
{
	assert(bytes.size <= UINT32_MAX);
	sicht_pack_u32(packer, (uint32_t)bytes.size);
	sicht_pack_bytes(packer, bytes.data, bytes.size);
}

struct sicht_unpacker {
	const uint8_t *at, *end;
	bool failed;
};

static inline struct sicht_unpacker sicht_unpacker(struct sicht_bytes bytes)
{
	const uint8_t *data = bytes.data;
	return (struct sicht_unpacker){data, data + bytes.size, false};
}

/* Lent, inside the unpacked bytes; NULL if there are not so many. */
static inline const uint8_t *sicht_unpack_bytes(struct sicht_unpacker *unpacker, size_t size)
{
	if (unpacker->failed || (size_t)(unpacker->end - unpacker->at) < size) {
		unpacker->failed = true;
		return NULL;
	}
	const uint8_t *bytes = unpacker->at;
	unpacker->at += size;
	return bytes;
}

static inline void sicht_unpack_copy(struct sicht_unpacker *unpacker, void *out, size_t size)
{
	const uint8_t *bytes = sicht_unpack_bytes(unpacker, size);
	if (bytes != NULL)
		memcpy(out, bytes, size);
	else
		memset(out, 0, size);
}

static inline uint64_t sicht_unpack_number(struct sicht_unpacker *unpacker, size_t size)
{
	const uint8_t *bytes = sicht_unpack_bytes(unpacker, size);
	uint64_t value = 0;
	for (size_t i = 0; bytes != NULL && i < size; i++)
		value |= (uint64_t)bytes[i] << (8 * i);
	return value;
}

static inline uint8_t sicht_unpack_u8(struct sicht_unpacker *unpacker)
{
	return (uint8_t)sicht_unpack_number(unpacker, 1);
}

static inline uint16_t sicht_unpack_u16(struct sicht_unpacker *unpacker)
{
	return (uint16_t)sicht_unpack_number(unpacker, 2);
}

static inline uint32_t sicht_unpack_u32(struct sicht_unpacker *unpacker)
{
	return (uint32_t)sicht_unpack_number(unpacker, 4);
}

static inline uint64_t sicht_unpack_u64(struct sicht_unpacker *unpacker)
{
	return sicht_unpack_number(unpacker, 8);
}

static inline struct sicht_bytes sicht_unpack_string(struct sicht_unpacker *unpacker)
{
	size_t size = sicht_unpack_u32(unpacker);
	const uint8_t *bytes = sicht_unpack_bytes(unpacker, size);
	return bytes != NULL ? sicht_bytes(bytes, size) : sicht_bytes("", 0);
}

/* Was everything there, and nothing more? */
static inline bool sicht_unpack_done(const struct sicht_unpacker *unpacker)
{
	return !unpacker->failed && unpacker->at == unpacker->end;
}

#endif
