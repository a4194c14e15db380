/* SPDX-License-Identifier: MIT */
/*
 * The trusted half of the untrusted programs: starts decoders, hands them descriptors, checks what
 * comes back, ends them when they misbehave.
 *
 * One decoder a slot (a thread of the scan), and, once one was lost, a few spare. Only the main thread starts
 * processes, outside parallel regions (a parent-death signal is bound to the thread that spawned):
 * a thread whose decoder died takes a spare (one atomic step, no lock); when none is left it says
 * SICHT_JOB_NO_WORKER and the item waits until the main thread has refilled the pool.
 *
 * Thread rule: slots are independent; a slot belongs to one thread at a time. open, refill and
 * close: main thread, nobody inside another function.
 */
#ifndef SICHT_ENGINE_WORKER_POOL_H
#define SICHT_ENGINE_WORKER_POOL_H

#include <signal.h>

#include "engine/base/arena.h"
#include "engine/worker/message.h"
#include "sicht/content.h"

struct sicht_pool;

struct sicht_pool_options {
	const char *decoder;  /* program; NULL: the one installed with sicht */
	unsigned slots;       /* at least 1 */
	bool insecure;        /* accept fewer layers than SICHT_SANDBOX_MINIMUM */
	uint64_t pixels_max;  /* 0: SICHT_PIXELS_MAX */
	unsigned job_ms_max;  /* CPU time; 0: SICHT_JOB_MS_MAX */
	unsigned wall_factor; /* 0: SICHT_JOB_WALL_FACTOR */
	/*
	 * When it is not 0 any more, finish ends the job's decoder and returns SICHT_JOB_NO_WORKER
	 * within a quarter of a second. May be NULL.
	 */
	const volatile sig_atomic_t *stop;
};

/*
 * Starts a decoder for each slot and waits for their HELLO. SICHT_ERROR_UNSAFE if a
 * layer of the minimum is missing (the message names it and --insecure-decoders), SICHT_ERROR_IO
 * if the program cannot be started.
 */
SICHT_MUST_CHECK enum sicht_status sicht_pool_open(
	const struct sicht_pool_options *options, struct sicht_pool **out);

/* Ends every decoder, without waiting for work in progress. Accepts NULL. */
void sicht_pool_close(struct sicht_pool *pool);

/* Layers active in every decoder: enum sicht_sandbox_layer. */
unsigned sicht_pool_layers(const struct sicht_pool *pool);

/* Of the decoders' libraries, "name version, name version": the same in all. Lent. */
const char *sicht_pool_versions(const struct sicht_pool *pool);

struct sicht_job {
	struct sicht_content content; /* stays the caller's, but see below */
	enum sicht_media media;
	struct sicht_hash_options hash;
	bool fresh; /* in a decoder that has done no job yet */
};

/*
 * Hand `job` to the decoder of `slot` and return at once; sicht_pool_finish() must follow on the
 * same slot before the next begin. False: this slot has no decoder and no spare is left
 * (SICHT_JOB_NO_WORKER); then there is nothing to finish.
 *
 * Until finish returns, the decoder moves the file position behind the content, which the two
 * share. A job is limited by the CPU time that the decoder uses for it;
 * the wall clock, by which it has SICHT_JOB_WALL_FACTOR times as long, starts with finish.
 */
bool sicht_pool_begin(struct sicht_pool *pool, unsigned slot, const struct sicht_job *job);

enum sicht_job_end {
	SICHT_JOB_DONE = 0,
	SICHT_JOB_ANOMALY, /* crash, deadline, forbidden call, nonsense: worth one retry */
	SICHT_JOB_NO_WORKER,
};

/*
 * Wait for the answer to the last begin and fill the decoder's part of `print` (outcome,
 * volatile_outcome, width, height, pictures, windows, detail; memory from `arena`). After an anomaly the
 * decoder has been ended, and `print` holds the outcome that stands if it is not retried:
 * crashed, timeout, policy-violation, out-of-memory.
 */
enum sicht_job_end sicht_pool_finish(struct sicht_pool *pool, unsigned slot,
	struct sicht_arena *arena, struct sicht_print *print);

/*
 * Replace what died or has done SICHT_DECODER_JOBS_MAX jobs, and, if any was lost so far, fill the
 * spares. After many
 * anomalies in a short time it waits a little before it starts more (throttle), never for good.
 * SICHT_ERROR_IO if the new ones are made of other library versions than those before;
 * SICHT_ERROR_MEMORY if there was none for an answer since the last refill.
 */
SICHT_MUST_CHECK enum sicht_status sicht_pool_refill(struct sicht_pool *pool);

/* What happened since open: for the audit and the run file. */
struct sicht_pool_counts {
	uint64_t started, anomalies, recycled;
};
struct sicht_pool_counts sicht_pool_counts(const struct sicht_pool *pool);

#endif
