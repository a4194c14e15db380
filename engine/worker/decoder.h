/* SPDX-License-Identifier: MIT */
/*
 * sicht-decoder as seen from the trusted side: a pool of them does jobs, and a job fills the
 * decoder's part of a print.
 */
#ifndef SICHT_ENGINE_WORKER_DECODER_H
#define SICHT_ENGINE_WORKER_DECODER_H

#include "engine/base/arena.h"
#include "engine/worker/pool.h"
#include "sicht/content.h"
#include "sicht/hash.h"

/* For sicht_pool_options. */
extern const struct sicht_worker_program sicht_decoder_program;

struct sicht_job {
	struct sicht_content content; /* stays the caller's, but see below */
	enum sicht_media media;
	struct sicht_hash_options hash;
	uint64_t pixels_max; /* 0: SICHT_PIXELS_MAX */
	unsigned cpu_ms_max; /* 0: SICHT_JOB_MS_MAX */
	bool fresh;          /* in a decoder that has done no job yet */
};

/*
 * Hand `job` to the decoder of `slot` and return at once; sicht_decoder_finish() must follow on the
 * same slot before the next begin. False: this slot has no decoder and no spare is left
 * (SICHT_JOB_NO_WORKER); then there is nothing to finish.
 *
 * Until finish returns, the decoder moves the file position behind the content, which the two
 * share. A job is limited by the CPU time that the decoder uses for it; the wall clock, by which it
 * has SICHT_JOB_WALL_FACTOR times as long, starts with finish.
 */
bool sicht_decoder_begin(struct sicht_pool *pool, unsigned slot, const struct sicht_job *job);

enum sicht_job_end {
	SICHT_JOB_DONE = 0,
	SICHT_JOB_ANOMALY, /* crash, deadline, forbidden call, nonsense: worth one retry */
	SICHT_JOB_NO_WORKER,
};

/*
 * Wait for the answer to the last begin and fill the decoder's part of `print` (outcome,
 * volatile_outcome, width, height, pictures, windows, detail; memory from `arena`). After an
 * anomaly the decoder has been ended, and `print` holds the outcome that stands if it is not
 * retried: crashed, timeout, policy-violation, out-of-memory.
 */
enum sicht_job_end sicht_decoder_finish(struct sicht_pool *pool, unsigned slot,
	struct sicht_arena *arena, struct sicht_print *print);

#endif
