/* SPDX-License-Identifier: MIT */
/*
 * What a file is by its first bytes: signatures alone, no parsing. No loader sees a file whose
 * signature is not on the list, and then only the one that belongs to it. Its name is a second
 * opinion, and counts only where the bytes say nothing.
 */
#ifndef SICHT_ENGINE_WORKER_SNIFF_H
#define SICHT_ENGINE_WORKER_SNIFF_H

#include "sicht/types.h"

struct sicht_sniff {
	enum sicht_media media; /* NONE: no picture or video that we know of */
	/* DECODED: a loader is to try it; else UNSUPPORTED, CONTAINER, ENCRYPTED or NOT_MEDIA */
	enum sicht_outcome outcome;
	const char *detail; /* why, or NULL where the outcome says it all; static */
};

/* `head`: the first SICHT_SNIFF_BYTES of the file, or all of it if it is shorter. */
struct sicht_sniff sicht_sniff(struct sicht_bytes head);

/*
 * The same of a file of that size and name (a path will do). What is unknown by content, or a
 * program with data behind its end, is not called NOT_MEDIA if the name or the size say otherwise.
 */
struct sicht_sniff sicht_sniff_file(
	struct sicht_bytes head, uint64_t size_bytes, struct sicht_bytes name);

#endif
