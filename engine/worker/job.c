/* SPDX-License-Identifier: MIT */
/*
 * One job: handed to the decoder of a slot, its answer gathered, its end judged.
 *
 * One idea: whatever goes wrong with a decoder ends that decoder, gives the file an outcome, and
 * leaves an empty slot for the next begin to fill.
 */
#include "engine/worker/pool.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "engine/base/clock.h"
#include "engine/worker/slot.h"

/* Give the slot a spare if it has no decoder (or, on demand, none that is fresh). */
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

/* A decoder that has ended, or says something unasked, is of no use. */
static bool is_idle(int socket)
{
	char byte;
	return recv(socket, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

/* Nobody who has not seen the job knows it. (The kernel gives eight bytes whole, and at once.) */
static uint64_t new_nonce(void)
{
	uint64_t nonce = 0;
	while (nonce == 0) {
		ssize_t size = getrandom(&nonce, sizeof nonce, 0);
		assert(size == (ssize_t)sizeof nonce);
	}
	return nonce;
}

bool sicht_pool_begin(struct sicht_pool *pool, unsigned slot_number, const struct sicht_job *job)
{
	assert(slot_number < pool->options.slots);
	struct sicht_slot *slot = &pool->slots[slot_number];
	assert(!slot->busy);
	slot->job = (struct sicht_job_message){
		.magic = SICHT_JOB_MAGIC,
		.version = SICHT_MESSAGE_VERSION,
		.nonce = new_nonce(),
		.size_bytes = job->content.size_bytes,
		.pixels_max = pool->options.pixels_max,
		.media = job->media,
		.profiles = job->hash.profiles,
		.windows = job->hash.windows,
		.cpu_ms_max = pool->options.job_ms_max,
		.exact = job->hash.exact,
		.all_forms = job->hash.all_forms,
		.thumbnail = job->hash.thumbnail,
		.first = job->hash.first,
	};
	assert(sicht_job_check(&slot->job, sizeof slot->job));
	sicht_answer_begin(&slot->answer);
	while (!sicht_pool_stopped(pool) && ensure_worker(pool, slot, job->fresh)) {
		slot->cpu_ns = sicht_worker_cpu_ns(&slot->worker);
		if (is_idle(slot->worker.socket) &&
			sicht_job_send(slot->worker.socket, &slot->job, job->content.fd)) {
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
 * How long the decoder may still go on with its job, as far as is known by now: until it has used up
 * its CPU time, or has had so long that it cannot be running; 0 or less if that is so.
 */
static int64_t rest_ns(
	const struct sicht_pool *pool, const struct sicht_slot *slot, int64_t start_ns)
{
	const struct sicht_answer *answer = &slot->answer;
	int64_t budget_ns =
		(int64_t)sicht_job_cpu_ms(&slot->job, answer->announced, answer->pixels) *
		SICHT_NS_PER_MS;
	int64_t cpu_ns = sicht_worker_cpu_ns(&slot->worker) - slot->cpu_ns;
	int64_t wall_ns = sicht_clock_monotonic_ns() - start_ns;
	int64_t cpu_rest_ns = budget_ns - cpu_ns;
	int64_t wall_rest_ns = budget_ns * pool->options.wall_factor - wall_ns;
	if (sicht_worker_is_stopped(&slot->worker))
		return 0;
	return cpu_rest_ns < wall_rest_ns ? cpu_rest_ns : wall_rest_ns;
}

/* How a wait for replies ended. */
enum arrival {
	ARRIVED = 0, /* the answer is complete */
	DIED,
	LATE,
	NONSENSE,
	STOPPED,
	EXHAUSTED, /* no memory for it */
};

static enum arrival gather(struct sicht_pool *pool, struct sicht_slot *slot)
{
	int64_t start_ns = sicht_clock_monotonic_ns();
	for (;;) {
		struct sicht_reply_message replies[SICHT_PACKET_REPLIES_MAX];
		ssize_t size = recv(
			slot->worker.socket, replies, sizeof replies, MSG_DONTWAIT | MSG_TRUNC);
		if (size > 0) {
			enum sicht_answer_step step =
				sicht_answer_take(&slot->answer, &slot->job, replies, (size_t)size);
			if (step == SICHT_ANSWER_MORE)
				continue;
			return step == SICHT_ANSWER_END         ? ARRIVED
			       : step == SICHT_ANSWER_NO_MEMORY ? EXHAUSTED
								: NONSENSE;
		}
		if (size == 0 || (errno != EAGAIN && errno != EINTR))
			return DIED;
		if (sicht_pool_stopped(pool))
			return STOPPED;
		int64_t wait_ns = rest_ns(pool, slot, start_ns);
		if (wait_ns <= 0)
			return LATE;
		if (wait_ns > SICHT_STOP_MS * SICHT_NS_PER_MS)
			wait_ns = SICHT_STOP_MS * SICHT_NS_PER_MS;
		sicht_worker_wait(&slot->worker, sicht_clock_monotonic_ns() + wait_ns);
	}
}

static bool is_volatile(enum sicht_outcome outcome)
{
	return outcome == SICHT_OUTCOME_TIMEOUT || outcome == SICHT_OUTCOME_CRASHED ||
	       outcome == SICHT_OUTCOME_OUT_OF_MEMORY;
}

static void set_outcome(struct sicht_print *print, enum sicht_outcome outcome, const char *detail)
{
	print->outcome = outcome;
	print->volatile_outcome = is_volatile(outcome);
	print->detail = detail;
}

/* The decoder's part of a print from a complete answer; false: no memory for it. */
static bool take_answer(
	const struct sicht_answer *answer, struct sicht_arena *arena, struct sicht_print *print)
{
	size_t size = answer->window_count * sizeof *answer->windows;
	if (sicht_arena_reserve(arena, size + sizeof answer->detail, 2) != SICHT_OK)
		return false;
	set_outcome(print, answer->outcome,
		answer->detail[0] != '\0' ? sicht_arena_printf(arena, "%s", answer->detail) : NULL);
	print->width = answer->width;
	print->height = answer->height;
	print->pictures = answer->pictures;
	print->window_count = (uint32_t)answer->window_count;
	print->windows = NULL;
	if (size > 0) {
		print->windows = sicht_arena_alloc(arena, size);
		memcpy(print->windows, answer->windows, size);
	}
	return true;
}

/* What the end of a decoder says about the file that it had. */
static void take_end(
	struct sicht_worker_end end, struct sicht_arena *arena, struct sicht_print *print)
{
	enum sicht_outcome outcome = SICHT_OUTCOME_CRASHED;
	if (end.signal && end.status == SIGSYS)
		outcome = SICHT_OUTCOME_POLICY_VIOLATION;
	else if (end.signal && end.status == SIGXCPU)
		outcome = SICHT_OUTCOME_TIMEOUT;
	else if (end.signal && end.status == SIGKILL)
		outcome = SICHT_OUTCOME_OUT_OF_MEMORY; /* it is the kernel that does this */
	set_outcome(print, outcome,
		sicht_arena_printf(arena, "decoder ended %s %d",
			end.signal ? "by signal" : "with status", end.status));
}

enum sicht_job_end sicht_pool_finish(struct sicht_pool *pool, unsigned slot_number,
	struct sicht_arena *arena, struct sicht_print *print)
{
	assert(slot_number < pool->options.slots);
	struct sicht_slot *slot = &pool->slots[slot_number];
	assert(slot->busy);
	slot->busy = false;
	enum arrival arrival = gather(pool, slot);
	if (arrival == ARRIVED && !take_answer(&slot->answer, arena, print))
		arrival = EXHAUSTED;
	if (arrival == ARRIVED) {
		if (print->outcome != SICHT_OUTCOME_OUT_OF_MEMORY)
			return SICHT_JOB_DONE;
	}
	struct sicht_worker_end end = sicht_worker_stop(&slot->worker, arrival == DIED);
	if (arrival == EXHAUSTED)
		atomic_store(&pool->exhausted, true);
	if (arrival == STOPPED || arrival == EXHAUSTED)
		return SICHT_JOB_NO_WORKER;
	atomic_fetch_add(&pool->anomalies, 1);
	atomic_store(&pool->wants_spares, true);
	if (arrival == ARRIVED)
		return SICHT_JOB_ANOMALY;
	print->width = print->height = print->pictures = print->window_count = 0;
	print->windows = NULL;
	if (arrival == DIED && !end.by_us)
		take_end(end, arena, print);
	else if (arrival == LATE)
		set_outcome(print, SICHT_OUTCOME_TIMEOUT, "not done in the time allowed");
	else
		set_outcome(print, SICHT_OUTCOME_CRASHED, "decoder sent a malformed answer");
	return SICHT_JOB_ANOMALY;
}
