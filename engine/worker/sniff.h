/* SPDX-License-Identifier: MIT */
/*
 * What a file is by its first bytes: signatures alone, no parsing. No loader sees a file whose
 * signature is not on the list, and then only the one that belongs to it; names count for nothing.
 */
#ifndef SICHT_ENGINE_WORKER_SNIFF_H
#define SICHT_ENGINE_WORKER_SNIFF_H

#include "sicht/types.h"

struct sicht_sniff {
	enum sicht_media media; /* NONE: no picture or video that we know of */
	bool encrypted;         /* a container whose signature says so */
};

/* `head`: the first SICHT_SNIFF_BYTES of the file, or all of it if it is shorter. */
struct sicht_sniff sicht_sniff(struct sicht_bytes head);

#endif
