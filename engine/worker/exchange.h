/* SPDX-License-Identifier: MIT */
/*
 * One job of a slot's process, whatever its program: sent, its answer gathered within its time, its
 * end told. For the files that know a program (decoder.c).
 */
#ifndef SICHT_ENGINE_WORKER_EXCHANGE_H
#define SICHT_ENGINE_WORKER_EXCHANGE_H

#include "engine/worker/pool.h"
#include "engine/worker/spawn.h"

/* The exchange of `slot`, of the program's own type. */
void *sicht_pool_exchange(struct sicht_pool *pool, unsigned slot);

/* A nonce that nobody who has not seen the job knows. */
uint64_t sicht_exchange_nonce(void);

/*
 * Send a job with the descriptor `fd` and return at once; sicht_exchange_finish() must follow on
 * the same slot before the next begin. `fresh`: to a process that has done no job yet. False: this
 * slot has no process and no spare is left; then there is nothing to finish.
 */
bool sicht_exchange_begin(struct sicht_pool *pool, unsigned slot, const void *job,
	size_t size_bytes, int fd, bool fresh);

enum sicht_arrival {
	SICHT_ARRIVED = 0, /* the answer is complete, and the process waits for its next job */
	SICHT_ARRIVAL_DIED,
	SICHT_ARRIVAL_LATE,
	SICHT_ARRIVAL_NONSENSE,
	SICHT_ARRIVAL_STOPPED, /* the pool's stop: not the file's doing */
	SICHT_ARRIVAL_NO_MEMORY,
};

struct sicht_exchange_end {
	enum sicht_arrival arrival;
	struct sicht_worker_end process; /* how it ended, if arrival is DIED */
};

/*
 * Gather the answer to the last begin into the slot's exchange. If it did not arrive, the process
 * has been ended. The wall clock, by which it has wall_factor times its CPU time, starts here.
 */
struct sicht_exchange_end sicht_exchange_finish(struct sicht_pool *pool, unsigned slot);

/* The answer arrived, but the process is not to be used again: ended, and counted as an anomaly. */
void sicht_exchange_reject(struct sicht_pool *pool, unsigned slot);

/* There is no memory to keep the answer: sicht_pool_refill() will say so. */
void sicht_exchange_exhausted(struct sicht_pool *pool);

#endif
