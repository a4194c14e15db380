/* SPDX-License-Identifier: MIT */
/*
 * The replies to one job, gathered and checked as a whole: each by itself
 * (sicht_decode_reply_check), and that they follow one another as decoder_message.h says.
 */
#ifndef SICHT_ENGINE_WORKER_DECODER_ANSWER_H
#define SICHT_ENGINE_WORKER_DECODER_ANSWER_H

#include "engine/worker/decoder_message.h"
#include "engine/worker/pool.h"

/* Starts from zero, or from sicht_answer_begin(). Of one thread. */
struct sicht_answer {
	struct sicht_window_print *windows; /* malloc'ed; grows with what is gathered */
	size_t window_count, window_room;
	uint32_t width, height;          /* of the first picture; 0: it was not announced */
	uint32_t announced;              /* pictures within the limits, and their pixels */
	uint64_t pixels;                 /* ... all together */
	uint32_t pictures;               /* that the file holds, once it has ended; 0: not known */
	enum sicht_outcome outcome;      /* once it has ended */
	char detail[SICHT_DETAIL_BYTES]; /* printable, ended by zero; may be empty */
	/* of the picture under way */
	uint32_t next_page; /* no earlier one may be announced */
	bool open;          /* it is within the limits: windows of it may follow */
	unsigned profiles;  /* in which its full window has come, as bits */
	uint32_t hashed;    /* pictures before it that have windows */
};

/* Forget what was gathered, but keep the memory; and give it back. */
void sicht_answer_begin(struct sicht_answer *answer);
void sicht_answer_free(struct sicht_answer *answer);

/*
 * Take the packet of `size_bytes` at `replies`, of the answer to `job`: one reply or several, and
 * nothing follows the outcome. Pictures come in rising order of their pages, each before its
 * windows; windows come in rising order of profile and number, each once, and only of a picture
 * within the limits of one and of all together (the thumbnail's of the first may come without any).
 * A picture that has windows has the full one in every profile asked for. A decoder that calls a
 * file decoded, truncated, too flat or too small has announced a picture, and for the first three
 * one has windows; any other file has windows only if it holds several pictures.
 */
enum sicht_exchange_step sicht_answer_take(struct sicht_answer *answer,
	const struct sicht_decode_job *job, const struct sicht_decode_reply *replies,
	size_t size_bytes);

#endif
