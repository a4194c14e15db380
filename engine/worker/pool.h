/* SPDX-License-Identifier: MIT */
/*
 * The trusted half of the untrusted programs: starts processes of one program, hands them
 * descriptors, checks what comes back, ends them when they misbehave. What a job is and what may be
 * answered is the program's: decoder.h.
 *
 * One process a slot (a thread of the scan), and, once one was lost, a few spare. Only the main
 * thread starts processes, outside parallel regions (a parent-death signal is bound to the thread
 * that spawned): a thread whose process died takes a spare (one atomic step, no lock); when none is
 * left, the job cannot begin and the item waits until the main thread has refilled the pool.
 *
 * Thread rule: slots are independent; a slot belongs to one thread at a time. open, refill and
 * close: main thread, nobody inside another function.
 */
#ifndef SICHT_ENGINE_WORKER_POOL_H
#define SICHT_ENGINE_WORKER_POOL_H

#include <signal.h>

#include "engine/worker/message.h"
#include "sicht/status.h"

struct sicht_pool;

enum sicht_exchange_step {
	SICHT_EXCHANGE_MORE = 0, /* taken; another reply must follow */
	SICHT_EXCHANGE_END,      /* taken; it was the last */
	SICHT_EXCHANGE_NONSENSE, /* no correct program says this here */
	SICHT_EXCHANGE_NO_MEMORY,
};

/*
 * One kind of untrusted program. Its exchange is what a slot keeps of the job under way and of what
 * was answered so far: a struct of the program's own, zero at first, kept from job to job.
 */
struct sicht_worker_program {
	enum sicht_worker_kind kind;
	const char *name; /* of the program's file */
	const char *word; /* for people, in messages and findings: "decoder" */
	size_t exchange_bytes;
	size_t packet_bytes; /* of the longest packet of replies */
	uint64_t jobs_max;   /* that one process does before it is replaced */
	/* The CPU time that the job under way may use, as far as is known by now. */
	uint64_t (*cpu_ms)(const void *exchange);
	/*
	 * Take a packet of `size_bytes` as received, which may be more than packet_bytes: nonsense.
	 */
	enum sicht_exchange_step (*take)(void *exchange, const void *packet, size_t size_bytes);
	void (*free)(void *exchange); /* what it holds, not itself */
};

struct sicht_pool_options {
	const struct sicht_worker_program *program;
	const char *path;     /* of its file; NULL: the one installed with sicht */
	unsigned slots;       /* at least 1 */
	bool insecure;        /* accept fewer layers than SICHT_SANDBOX_MINIMUM */
	unsigned wall_factor; /* 0: SICHT_JOB_WALL_FACTOR */
	/*
	 * When it is not 0 any more, a job under way is given up within a quarter of a second. May
	 * be NULL.
	 */
	const volatile sig_atomic_t *stop;
};

/*
 * Starts a process for each slot and waits for their HELLO. SICHT_ERROR_UNSAFE if a layer of the
 * minimum is missing (the message names it and --insecure-decoders), SICHT_ERROR_IO if the program
 * cannot be started.
 */
SICHT_MUST_CHECK enum sicht_status sicht_pool_open(
	const struct sicht_pool_options *options, struct sicht_pool **out);

/* Ends every process, without waiting for work in progress. Accepts NULL. */
void sicht_pool_close(struct sicht_pool *pool);

/* Layers active in every process: enum sicht_sandbox_layer. */
unsigned sicht_pool_layers(const struct sicht_pool *pool);

/* Of the program's libraries, "name version, name version": the same in all. Lent. */
const char *sicht_pool_versions(const struct sicht_pool *pool);

/*
 * Replace what died or has done the program's jobs_max, and, if any was lost so far, fill the
 * spares. After many anomalies in a short time it waits a little before it starts more (throttle),
 * never for good. SICHT_ERROR_IO if the new ones are made of other library versions than those
 * before; SICHT_ERROR_MEMORY if there was none for an answer since the last refill.
 */
SICHT_MUST_CHECK enum sicht_status sicht_pool_refill(struct sicht_pool *pool);

/* What happened since open: for the audit and the run file. */
struct sicht_pool_counts {
	uint64_t started, anomalies, recycled;
};
struct sicht_pool_counts sicht_pool_counts(const struct sicht_pool *pool);

#endif
