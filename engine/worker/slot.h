/* SPDX-License-Identifier: MIT */
/*
 * Inside the pool: slots with a process each, and spares. For pool.c (their life) and exchange.c
 * (their work).
 *
 * A slot is touched by its thread alone; the only thing threads compete for is the next spare, and
 * that is one atomic addition on an array that changes in refill alone.
 */
#ifndef SICHT_ENGINE_WORKER_SLOT_H
#define SICHT_ENGINE_WORKER_SLOT_H

#include <stdatomic.h>

#include "engine/worker/pool.h"
#include "engine/worker/program.h"
#include "engine/worker/spawn.h"

#define SICHT_NS_PER_MS 1000000ll

struct sicht_slot {
	struct sicht_worker worker; /* pid 0: none */
	bool busy;                  /* between begin and finish */
	int64_t cpu_ns;             /* what the worker had used at begin */
	void *exchange;             /* of the program's own type; malloc'ed */
	void *packet;               /* room for one; malloc'ed */
};

struct sicht_pool {
	struct sicht_pool_options options;
	char path[SICHT_PROGRAM_PATH_BYTES];
	unsigned layers;
	char versions[SICHT_VERSIONS_BYTES];
	struct sicht_slot *slots;
	struct sicht_worker spares[SICHT_DECODER_SPARES];
	atomic_bool wants_spares; /* a process was lost, or could not be had */
	atomic_bool exhausted;    /* there was no memory for an answer; told by the next refill */
	size_t spare_count;       /* filled, from 0 */
	atomic_size_t spare_next; /* the first that nobody has taken; may run past spare_count */
	atomic_uint_fast64_t anomalies;
	uint64_t started, recycled;
	uint64_t throttle_anomalies; /* how many there were ... */
	int64_t throttle_ns;         /* ... at this time */
};

static inline bool sicht_pool_stopped(const struct sicht_pool *pool)
{
	return pool->options.stop != NULL && *pool->options.stop != 0;
}

#endif
