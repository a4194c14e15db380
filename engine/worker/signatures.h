/* SPDX-License-Identifier: MIT */
/* What formats begin with: a table to be read. Formats without a sign of their own: sniff.c. */
#ifndef SICHT_ENGINE_WORKER_SIGNATURES_H
#define SICHT_ENGINE_WORKER_SIGNATURES_H

#include "sicht/types.h"

struct sicht_signature {
	uint32_t offset;
	uint32_t size_bytes;
	const char *bytes;
	enum sicht_media media;
	enum sicht_outcome outcome; /* DECODED: there is a loader for `media` */
};

/* The first signature that `head` bears, or NULL. */
const struct sicht_signature *sicht_signature_find(struct sicht_bytes head);

#endif
