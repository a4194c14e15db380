/* SPDX-License-Identifier: MIT */
/*
 * The head is read once and given out first; what follows comes from the descriptor. See input.h.
 */
#include "index/list/input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"

enum sicht_status sicht_list_input_open(int fd, const char *name, struct sicht_list_input *out)
{
	uint8_t *buffer = malloc(SICHT_LIST_HEAD_BYTES);
	*out = (struct sicht_list_input){.name = name, .fd = fd, .buffer = buffer};
	if (buffer == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	ssize_t count = sicht_read_full(fd, buffer, SICHT_LIST_HEAD_BYTES);
	if (count < 0)
		return sicht_fail_errno(errno, "cannot read %s", name);
	out->head = sicht_bytes(buffer, (size_t)count);
	return SICHT_OK;
}

struct sicht_list_input sicht_list_input_of(struct sicht_bytes text, const char *name)
{
	return (struct sicht_list_input){.name = name, .fd = -1, .head = text};
}

void sicht_list_input_close(struct sicht_list_input *input)
{
	free(input->buffer);
	*input = (struct sicht_list_input){.fd = -1};
}

enum sicht_status sicht_list_input_read(
	struct sicht_list_input *input, void *out, size_t size, size_t *count)
{
	size_t given = 0;
	if (input->consumed < input->head.size) {
		size_t left = input->head.size - (size_t)input->consumed;
		given = left < size ? left : size;
		memcpy(out, (const uint8_t *)input->head.data + input->consumed, given);
	}
	if (given < size && input->fd >= 0) {
		ssize_t got = sicht_read_full(input->fd, (uint8_t *)out + given, size - given);
		if (got < 0)
			return sicht_fail_errno(errno, "cannot read %s", input->name);
		given += (size_t)got;
	}
	input->consumed += given;
	*count = given;
	return SICHT_OK;
}
