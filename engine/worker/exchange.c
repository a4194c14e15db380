/* SPDX-License-Identifier: MIT */
/*
 * One job of a slot's process. See exchange.h.
 *
 * One idea: whatever goes wrong with a process ends that process, and leaves an empty slot for the
 * next begin to fill.
 */
#include "engine/worker/exchange.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "engine/base/clock.h"
#include "engine/worker/slot.h"

void *sicht_pool_exchange(struct sicht_pool *pool, unsigned slot)
{
	assert(slot < pool->options.slots);
	return pool->slots[slot].exchange;
}

/* Give the slot a spare if it has no process (or, on demand, none that is fresh). */
static bool ensure_worker(struct sicht_pool *pool, struct sicht_slot *slot, bool fresh)
{
	if (slot->worker.pid != 0 && !(fresh && slot->worker.jobs > 0))
		return true;
	size_t taken = atomic_fetch_add(&pool->spare_next, 1);
	if (taken >= pool->spare_count)
		return false;
	sicht_worker_stop(&slot->worker, false);
	slot->worker = pool->spares[taken];
	pool->spares[taken] = (struct sicht_worker){0};
	return true;
}

/* A process that has ended, or says something unasked, cannot be used. */
static bool is_idle(int socket)
{
	char byte;
	return recv(socket, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

/* The kernel gives eight bytes whole, and at once. */
uint64_t sicht_exchange_nonce(void)
{
	uint64_t nonce = 0;
	while (nonce == 0) {
		ssize_t size = getrandom(&nonce, sizeof nonce, 0);
		assert(size == (ssize_t)sizeof nonce);
	}
	return nonce;
}

bool sicht_exchange_begin(struct sicht_pool *pool, unsigned slot_number, const void *job,
	size_t size_bytes, int fd, bool fresh)
{
	assert(slot_number < pool->options.slots);
	struct sicht_slot *slot = &pool->slots[slot_number];
	assert(!slot->busy);
	while (!sicht_pool_stopped(pool) && ensure_worker(pool, slot, fresh)) {
		slot->cpu_ns = sicht_worker_cpu_ns(&slot->worker);
		if (is_idle(slot->worker.socket) &&
			sicht_message_send(slot->worker.socket, job, size_bytes, fd)) {
			slot->worker.jobs++;
			slot->busy = true;
			return true;
		}
		sicht_worker_stop(&slot->worker, false); /* not this file's doing */
	}
	atomic_store(&pool->wants_spares, true);
	return false;
}

/*
 * How long the process may still go on with its job, as far as is known by now: until it has used
 * up its CPU time, or has had so long that it cannot be running; 0 or less if that is so.
 */
static int64_t rest_ns(
	const struct sicht_pool *pool, const struct sicht_slot *slot, int64_t start_ns)
{
	int64_t budget_ns =
		(int64_t)pool->options.program->cpu_ms(slot->exchange) * SICHT_NS_PER_MS;
	int64_t cpu_ns = sicht_worker_cpu_ns(&slot->worker) - slot->cpu_ns;
	int64_t wall_ns = sicht_clock_monotonic_ns() - start_ns;
	int64_t cpu_rest_ns = budget_ns - cpu_ns;
	int64_t wall_rest_ns = budget_ns * pool->options.wall_factor - wall_ns;
	if (sicht_worker_is_stopped(&slot->worker))
		return 0;
	return cpu_rest_ns < wall_rest_ns ? cpu_rest_ns : wall_rest_ns;
}

static enum sicht_arrival gather(struct sicht_pool *pool, struct sicht_slot *slot)
{
	const struct sicht_worker_program *program = pool->options.program;
	int64_t start_ns = sicht_clock_monotonic_ns();
	for (;;) {
		ssize_t size = recv(slot->worker.socket, slot->packet, program->packet_bytes,
			MSG_DONTWAIT | MSG_TRUNC);
		if (size > 0) {
			enum sicht_exchange_step step =
				program->take(slot->exchange, slot->packet, (size_t)size);
			if (step == SICHT_EXCHANGE_MORE)
				continue;
			return step == SICHT_EXCHANGE_END         ? SICHT_ARRIVED
			       : step == SICHT_EXCHANGE_NO_MEMORY ? SICHT_ARRIVAL_NO_MEMORY
								  : SICHT_ARRIVAL_NONSENSE;
		}
		if (size == 0 || (errno != EAGAIN && errno != EINTR))
			return SICHT_ARRIVAL_DIED;
		if (sicht_pool_stopped(pool))
			return SICHT_ARRIVAL_STOPPED;
		int64_t wait_ns = rest_ns(pool, slot, start_ns);
		if (wait_ns <= 0)
			return SICHT_ARRIVAL_LATE;
		if (wait_ns > SICHT_STOP_MS * SICHT_NS_PER_MS)
			wait_ns = SICHT_STOP_MS * SICHT_NS_PER_MS;
		sicht_worker_wait(&slot->worker, sicht_clock_monotonic_ns() + wait_ns);
	}
}

/* End the slot's process for what it did with its job. */
static struct sicht_worker_end end_process(
	struct sicht_pool *pool, struct sicht_slot *slot, bool patient)
{
	atomic_fetch_add(&pool->anomalies, 1);
	atomic_store(&pool->wants_spares, true);
	return sicht_worker_stop(&slot->worker, patient);
}

struct sicht_exchange_end sicht_exchange_finish(struct sicht_pool *pool, unsigned slot_number)
{
	assert(slot_number < pool->options.slots);
	struct sicht_slot *slot = &pool->slots[slot_number];
	assert(slot->busy);
	slot->busy = false;
	struct sicht_exchange_end end = {.arrival = gather(pool, slot)};
	switch (end.arrival) {
	case SICHT_ARRIVED:
		break;
	case SICHT_ARRIVAL_NO_MEMORY:
		sicht_exchange_exhausted(pool);
		/* fallthrough */
	case SICHT_ARRIVAL_STOPPED:
		sicht_worker_stop(&slot->worker, false);
		break;
	default:
		end.process = end_process(pool, slot, end.arrival == SICHT_ARRIVAL_DIED);
		break;
	}
	return end;
}

void sicht_exchange_reject(struct sicht_pool *pool, unsigned slot_number)
{
	assert(slot_number < pool->options.slots);
	end_process(pool, &pool->slots[slot_number], false);
}

void sicht_exchange_exhausted(struct sicht_pool *pool)
{
	atomic_store(&pool->exhausted, true);
}
