/* SPDX-License-Identifier: MIT */
/*
 * The replies to one job, gathered and checked as a whole: each by itself (sicht_reply_check), and
 * that they follow one another as message.h says.
 */
#ifndef SICHT_ENGINE_WORKER_ANSWER_H
#define SICHT_ENGINE_WORKER_ANSWER_H

#include "engine/worker/message.h"

/* Starts from zero but for `windows`. Of one thread. */
struct sicht_answer {
	struct sicht_window_print *windows; /* room for SICHT_WINDOW_PRINTS_MAX; the caller's */
	size_t window_count;
	uint32_t width, height;          /* 0: no picture announced */
	enum sicht_outcome outcome;      /* once it has ended */
	char detail[SICHT_DETAIL_BYTES]; /* printable, ended by zero; may be empty */
};

enum sicht_answer_step {
	SICHT_ANSWER_MORE = 0, /* taken; another reply must follow */
	SICHT_ANSWER_END,      /* taken; it was the outcome */
	SICHT_ANSWER_NONSENSE, /* no correct decoder says this here */
};

/*
 * Take the packet of `size_bytes` at `replies`, of the answer to `job`: one reply or several, and
 * nothing follows the outcome. A picture comes once and before
 * windows; windows come in rising order of profile and number, each once, and only of a picture
 * within the limits (a thumbnail's may come without any); whoever calls a picture decoded,
 * truncated, too flat or too small has announced it, and the first three have hashed the full
 * window in every profile asked for.
 */
enum sicht_answer_step sicht_answer_take(struct sicht_answer *answer,
	const struct sicht_job_message *job, const struct sicht_reply_message *replies,
	size_t size_bytes);

#endif
