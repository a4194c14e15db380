/* SPDX-License-Identifier: MIT */
/* What becomes of a file, from what became of its pictures. */
#ifndef SICHT_ENGINE_DECODER_VERDICT_H
#define SICHT_ENGINE_DECODER_VERDICT_H

#include "engine/decoder/decode.h"

/* Starts from zero. */
struct sicht_verdict {
	bool is_given;
	enum sicht_outcome outcome;
	char detail[SICHT_DETAIL_BYTES];
};

/*
 * Add the picture that was just decoded and hashed. One that can be compared decides for the file,
 * before that whatever failed, and last what is there but says nothing: a blank cover hides no page
 * that could not be read. Of those that can be compared, one that was cut off decides; and before
 * all the one for which memory was out, since the file will be tried once more.
 */
void sicht_verdict_add(struct sicht_verdict *verdict, const struct sicht_decoding *decoding);

#endif
