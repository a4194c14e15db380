/* SPDX-License-Identifier: MIT */
/*
 * The trusted half of scanning one file: what its metadata and its bytes say, before, during and
 * after the decoder works on it. Used by item.c alone.
 */
#ifndef SICHT_ENGINE_SCAN_FILE_H
#define SICHT_ENGINE_SCAN_FILE_H

#include <signal.h>

#include "engine/base/arena.h"
#include "sicht/content.h"
#include "sicht/hash.h"
#include "sicht/types.h"

/* Give up on a file: nothing of it counts but `outcome` and a line for people. */
void sicht_file_outcome(struct sicht_print *print, enum sicht_outcome outcome, const char *detail);

/*
 * Does what is stored of it decide the outcome (nothing: a placeholder; next to nothing: a hole of
 * terabytes)? Then true and `print` is set: there is nothing to read or to digest.
 */
bool sicht_file_is_decided(enum sicht_blocks blocks, struct sicht_print *print);

/* Where a content is being read. */
struct sicht_file_reading {
	const struct sicht_content *content;
	struct sicht_digester *digester;
	uint8_t *buffer; /* SICHT_READ_BYTES of them */
	uint64_t offset;
	size_t filled;                     /* bytes in the buffer, not yet digested */
	bool zeros;                        /* nothing but zeros was digested so far */
	const volatile sig_atomic_t *stop; /* may be NULL */
};

/* Read the head of the file into the buffer; 0, or an errno. */
int sicht_file_read_head(struct sicht_file_reading *reading);

/* Digest the head and the rest; 0, or an errno (EINTR: stopped). */
int sicht_file_digest(struct sicht_file_reading *reading, struct sicht_digests *digests);

#endif
