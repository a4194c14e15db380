/* SPDX-License-Identifier: MIT */
/*
 * The life of untrusted processes: started, told apart from impostors, replaced, ended. Jobs are
 * exchange.c's.
 *
 * One idea: threads never start, share or wait for anything. All of this is the main thread's,
 * between parallel regions.
 */
#include "engine/worker/pool.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/worker/program.h"
#include "engine/worker/slot.h"

/* ------------------------------------------------------------------------- starting, replacing */

static struct sicht_worker *worker_at(struct sicht_pool *pool, size_t index)
{
	return index < pool->options.slots ? &pool->slots[index].worker
					   : &pool->spares[index - pool->options.slots];
}

static size_t worker_count(const struct sicht_pool *pool)
{
	return pool->options.slots + SICHT_DECODER_SPARES;
}

/* Most runs lose no process, and a spare takes as long to start as fifty small pictures. */
static size_t spares_wanted(struct sicht_pool *pool)
{
	return atomic_load(&pool->wants_spares) ? SICHT_DECODER_SPARES : 0;
}

/*
 * Start a process wherever one is missing and hear them all, so that they start side by side. How
 * many live at the end; the thread's message says why the last one that does not was lost.
 */
static size_t start_missing(struct sicht_pool *pool, enum sicht_status *last_failure)
{
	size_t alive = 0, wanted = pool->options.slots + spares_wanted(pool);
	for (size_t i = 0; i < wanted; i++) {
		if (worker_at(pool, i)->pid != 0)
			continue;
		enum sicht_status status =
			sicht_worker_start(pool->options.program, pool->path, worker_at(pool, i));
		if (status != SICHT_OK)
			*last_failure = status;
		else
			pool->started++;
	}
	int64_t deadline_ns = sicht_clock_monotonic_ns() + SICHT_DECODER_START_MS * SICHT_NS_PER_MS;
	for (size_t i = 0; i < wanted; i++) {
		struct sicht_worker *worker = worker_at(pool, i);
		enum sicht_status status = SICHT_OK;
		if (worker->pid != 0 && !worker->greeted)
			status = sicht_worker_greet(
				worker, pool->options.program, pool->path, deadline_ns);
		if (status != SICHT_OK)
			*last_failure = status;
		alive += worker->pid != 0;
	}
	return alive;
}

/* Let the filled spares stand first. */
static void close_gaps(struct sicht_pool *pool)
{
	size_t filled = 0;
	for (size_t i = 0; i < SICHT_DECODER_SPARES; i++) {
		struct sicht_worker spare = pool->spares[i];
		pool->spares[i] = (struct sicht_worker){0};
		if (spare.pid != 0)
			pool->spares[filled++] = spare;
	}
	pool->spare_count = filled;
	atomic_store(&pool->spare_next, 0);
}

static enum sicht_status check_layers(struct sicht_pool *pool)
{
	unsigned layers = SICHT_SANDBOX_ALL;
	for (size_t i = 0; i < worker_count(pool); i++) {
		if (worker_at(pool, i)->pid != 0)
			layers &= worker_at(pool, i)->layers;
	}
	unsigned missing = SICHT_SANDBOX_MINIMUM & ~layers;
	if (missing != 0 && !pool->options.insecure) {
		char text[SICHT_LAYERS_TEXT_SIZE];
		return sicht_fail(SICHT_ERROR_UNSAFE,
			"%ss cannot be locked in: %s is missing on this system; "
			"--insecure-decoders runs without",
			pool->options.program->word, sicht_layers_text(missing, text));
	}
	pool->layers = layers;
	return SICHT_OK;
}

/* The same libraries in all of them, from the first to the last: else the findings are of two. */
static enum sicht_status check_versions(struct sicht_pool *pool)
{
	for (size_t i = 0; i < worker_count(pool); i++) {
		const struct sicht_worker *worker = worker_at(pool, i);
		if (worker->pid == 0)
			continue;
		if (pool->versions[0] == '\0')
			strcpy(pool->versions, worker->versions);
		if (strcmp(pool->versions, worker->versions) != 0)
			return sicht_fail(SICHT_ERROR_IO,
				"the libraries of the %s were replaced during the run (%s before, "
				"%s now); start again",
				pool->options.program->word, pool->versions, worker->versions);
	}
	return SICHT_OK;
}

static enum sicht_status start_and_check(struct sicht_pool *pool)
{
	enum sicht_status status = SICHT_OK;
	size_t alive = start_missing(pool, &status);
	close_gaps(pool);
	if (alive == 0)
		return status; /* with the message of the last one */
	SICHT_TRY(check_versions(pool));
	return check_layers(pool);
}

/* After many anomalies in a short time, some rest before the next processes are handed out. */
static void throttle(struct sicht_pool *pool)
{
	int64_t now_ns = sicht_clock_monotonic_ns();
	uint64_t anomalies = atomic_load(&pool->anomalies);
	if (now_ns - pool->throttle_ns > SICHT_THROTTLE_WINDOW_MS * SICHT_NS_PER_MS) {
		pool->throttle_ns = now_ns;
		pool->throttle_anomalies = anomalies;
	} else if (anomalies - pool->throttle_anomalies >= SICHT_THROTTLE_ANOMALIES) {
		pool->throttle_anomalies = anomalies;
		if (!sicht_pool_stopped(pool))
			poll(NULL, 0, SICHT_THROTTLE_WAIT_MS);
	}
}

/* Many at once may be killed while they start: not a reason to give up. */
static enum sicht_status start_patiently(struct sicht_pool *pool)
{
	enum sicht_status status = start_and_check(pool);
	for (int i = 1; i < SICHT_DECODER_START_TRIES && status == SICHT_ERROR_IO; i++) {
		if (sicht_pool_stopped(pool))
			return status;
		poll(NULL, 0, SICHT_THROTTLE_WAIT_MS);
		status = start_and_check(pool);
	}
	return status;
}

enum sicht_status sicht_pool_refill(struct sicht_pool *pool)
{
	size_t missing = 0;
	if (atomic_exchange(&pool->exhausted, false))
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory; use fewer --threads");
	for (unsigned i = 0; i < pool->options.slots; i++) {
		struct sicht_worker *worker = &pool->slots[i].worker;
		assert(!pool->slots[i].busy);
		if (worker->jobs >= pool->options.program->jobs_max) {
			sicht_worker_stop(worker, false);
			pool->recycled++;
		}
		missing += worker->pid == 0;
	}
	close_gaps(pool);
	if (missing == 0 && pool->spare_count >= spares_wanted(pool))
		return SICHT_OK;
	throttle(pool);
	return start_patiently(pool);
}

/* ---------------------------------------------------------------------------------- life cycle */

/* Copies the name of the program: the one that was asked for, or the one installed. */
static enum sicht_status choose_path(struct sicht_pool *pool)
{
	const char *path = pool->options.path;
	if (path == NULL)
		return sicht_program_find(pool->options.program->name, pool->path);
	if (strlen(path) >= sizeof pool->path)
		return sicht_fail(SICHT_ERROR_USAGE, "the name of the %s is too long",
			pool->options.program->word);
	strcpy(pool->path, path);
	return SICHT_OK;
}

static enum sicht_status allocate_slots(struct sicht_pool *pool)
{
	const struct sicht_worker_program *program = pool->options.program;
	pool->slots = calloc(pool->options.slots, sizeof *pool->slots);
	bool enough = pool->slots != NULL;
	for (unsigned i = 0; enough && i < pool->options.slots; i++) {
		struct sicht_slot *slot = &pool->slots[i];
		slot->exchange = calloc(1, program->exchange_bytes);
		slot->packet = malloc(program->packet_bytes);
		enough = slot->exchange != NULL && slot->packet != NULL;
	}
	return enough ? SICHT_OK
		      : sicht_fail(
				SICHT_ERROR_MEMORY, "no memory for the pool of %ss", program->word);
}

enum sicht_status sicht_pool_open(const struct sicht_pool_options *options, struct sicht_pool **out)
{
	assert(options->slots > 0 && options->program != NULL);
	struct sicht_pool *pool = calloc(1, sizeof *pool);
	if (pool == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "no memory for the pool of %ss",
			options->program->word);
	pool->options = *options;
	if (pool->options.wall_factor == 0)
		pool->options.wall_factor = SICHT_JOB_WALL_FACTOR;
	pool->throttle_ns = sicht_clock_monotonic_ns();
	enum sicht_status status = choose_path(pool);
	if (status == SICHT_OK)
		status = allocate_slots(pool);
	if (status == SICHT_OK)
		status = start_and_check(pool);
	if (status != SICHT_OK) {
		sicht_pool_close(pool);
		return status;
	}
	*out = pool;
	return SICHT_OK;
}

void sicht_pool_close(struct sicht_pool *pool)
{
	if (pool == NULL)
		return;
	if (pool->slots != NULL) {
		close_gaps(pool);
		for (size_t i = 0; i < worker_count(pool); i++)
			sicht_worker_stop(worker_at(pool, i), false);
		for (unsigned i = 0; i < pool->options.slots; i++) {
			struct sicht_slot *slot = &pool->slots[i];
			if (slot->exchange != NULL)
				pool->options.program->free(slot->exchange);
			free(slot->exchange);
			free(slot->packet);
		}
	}
	free(pool->slots);
	free(pool);
}

unsigned sicht_pool_layers(const struct sicht_pool *pool)
{
	return pool->layers;
}

const char *sicht_pool_versions(const struct sicht_pool *pool)
{
	return pool->versions;
}

struct sicht_pool_counts sicht_pool_counts(const struct sicht_pool *pool)
{
	return (struct sicht_pool_counts){
		.started = pool->started,
		.anomalies = atomic_load(&pool->anomalies),
		.recycled = pool->recycled,
	};
}
