/* SPDX-License-Identifier: MIT */
/*
 * A hash list before anybody knows its format: a name for messages, a first look at its bytes, and
 * then all of them from the start, whether they come from a file or from a pipe.
 */
#ifndef SICHT_INDEX_LIST_INPUT_H
#define SICHT_INDEX_LIST_INPUT_H

#include <signal.h>
#include <sys/types.h>

#include "sicht/status.h"
#include "sicht/types.h"

/* As much as a format may look at before it says whether a list is its own. */
#define SICHT_LIST_HEAD_BYTES 65536

struct sicht_list_input {
	const char *name;        /* printable, for messages; lent */
	struct sicht_bytes path; /* as it was given, lent; empty: there is none */
	int fd;                  /* lent; -1: all of it is the head */
	struct sicht_bytes head;
	uint8_t *buffer;   /* of the head; NULL: it is somebody else's */
	uint64_t consumed; /* bytes given out so far; of a database, the furthest that was read */
	/* For readers that may take long from one entry to the next: SICHT_ERROR_INTERRUPTED. */
	const volatile sig_atomic_t *stop; /* may be NULL */
};

/* Begin with `fd`, and read the head. To be closed in any case. */
SICHT_MUST_CHECK enum sicht_status sicht_list_input_open(
	int fd, const char *name, struct sicht_list_input *out);

/* The same over memory, which stays valid. */
struct sicht_list_input sicht_list_input_of(struct sicht_bytes text, const char *name);
void sicht_list_input_close(struct sicht_list_input *input); /* for SICHT_DEFER */

/* The next `size` bytes, from the start: *count is less at the end alone. SICHT_ERROR_IO. */
SICHT_MUST_CHECK enum sicht_status sicht_list_input_read(
	struct sicht_list_input *input, void *out, size_t size, size_t *count);

#endif
