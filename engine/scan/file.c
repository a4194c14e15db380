/* SPDX-License-Identifier: MIT */
/* One read of a file: the head for sniffing, everything for the digests. See file.h. */
#include "engine/scan/file.h"

#include <errno.h>
#include <string.h>

#include "sicht/limits.h"

void sicht_file_outcome(struct sicht_print *print, enum sicht_outcome outcome, const char *detail)
{
	*print = (struct sicht_print){
		.outcome = outcome,
		.detail = detail,
		.volatile_outcome = sicht_outcome_is_volatile(outcome),
	};
}

bool sicht_file_is_decided(enum sicht_blocks blocks, struct sicht_print *print)
{
	if (blocks == SICHT_BLOCKS_NONE) {
		sicht_file_outcome(
			print, SICHT_OUTCOME_NOT_HERE, "no part of its content is stored here");
		return true;
	}
	if (blocks == SICHT_BLOCKS_FEW) {
		sicht_file_outcome(print, SICHT_OUTCOME_OVER_LIMIT, "almost all of it is a hole");
		return true;
	}
	return false;
}

int sicht_file_read_head(struct sicht_file_reading *reading)
{
	ssize_t count = sicht_content_read(reading->content, reading->buffer, SICHT_READ_BYTES, 0);
	if (count < 0)
		return errno;
	reading->filled = (size_t)count;
	reading->offset = (uint64_t)count;
	return 0;
}

static bool is_zeros(const uint8_t *data, size_t size)
{
	return data[0] == 0 && memcmp(data, data + 1, size - 1) == 0;
}

int sicht_file_digest(struct sicht_file_reading *reading, struct sicht_digests *digests)
{
	sicht_digester_begin(reading->digester);
	while (reading->filled > 0) {
		sicht_digester_update(reading->digester, reading->buffer, reading->filled);
		reading->zeros = reading->zeros && is_zeros(reading->buffer, reading->filled);
		if (reading->stop != NULL && *reading->stop)
			return EINTR;
		if (reading->filled < SICHT_READ_BYTES)
			break;
		ssize_t count = sicht_content_read(
			reading->content, reading->buffer, SICHT_READ_BYTES, reading->offset);
		if (count < 0)
			return errno;
		reading->filled = (size_t)count;
		reading->offset += (uint64_t)count;
	}
	sicht_digester_finish(reading->digester, digests);
	return 0;
}
