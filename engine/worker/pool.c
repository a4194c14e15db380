/* SPDX-License-Identifier: MIT */
/*
 * Slots with a decoder each, and spares.
 *
 * One idea: threads never start, share or wait for anything. A slot is touched by its thread alone;
 * the only thing threads compete for is the next spare, and that is one atomic addition on an array
 * that changes in refill alone. Whatever goes wrong with a decoder ends that decoder, gives the
 * file an outcome, and leaves an empty slot for the next begin to fill.
 */
#include "engine/worker/pool.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/worker/answer.h"
#include "engine/worker/program.h"
#include "engine/worker/spawn.h"

#define NS_PER_MS 1000000ll

struct slot {
	struct sicht_worker worker; /* pid 0: none */
	bool busy;                  /* between begin and finish */
	uint64_t sequence;
	struct sicht_job_message job;
	struct sicht_answer answer;
	struct sicht_window_print *windows;
};

struct sicht_pool {
	struct sicht_pool_options options;
	char decoder[SICHT_PROGRAM_PATH_BYTES];
	unsigned layers;
	char versions[SICHT_VERSIONS_BYTES];
	struct slot *slots;
	struct sicht_worker spares[SICHT_DECODER_SPARES];
	size_t spare_count;       /* filled, from 0 */
	atomic_size_t spare_next; /* the first that nobody has taken; may run past spare_count */
	atomic_uint_fast64_t anomalies;
	uint64_t started, recycled;
	uint64_t throttle_anomalies; /* how many there were ... */
	int64_t throttle_ns;         /* ... at this time */
};

/* ------------------------------------------------------------------------- starting, replacing */

static bool stopped(const struct sicht_pool *pool)
{
	return pool->options.stop != NULL && *pool->options.stop != 0;
}

static struct sicht_worker *worker_at(struct sicht_pool *pool, size_t index)
{
	return index < pool->options.slots ? &pool->slots[index].worker
					   : &pool->spares[index - pool->options.slots];
}

static size_t worker_count(const struct sicht_pool *pool)
{
	return pool->options.slots + SICHT_DECODER_SPARES;
}

/*
 * Start a decoder wherever one is missing and hear them all, so that they start side by side. How
 * many live at the end; the thread's message says why the last one that does not was lost.
 */
static size_t start_missing(struct sicht_pool *pool, enum sicht_status *last_failure)
{
	size_t alive = 0;
	for (size_t i = 0; i < worker_count(pool); i++) {
		if (worker_at(pool, i)->pid != 0)
			continue;
		enum sicht_status status = sicht_worker_start(pool->decoder, worker_at(pool, i));
		if (status != SICHT_OK)
			*last_failure = status;
		else
			pool->started++;
	}
	int64_t deadline_ns = sicht_clock_monotonic_ns() + SICHT_DECODER_START_MS * NS_PER_MS;
	for (size_t i = 0; i < worker_count(pool); i++) {
		struct sicht_worker *worker = worker_at(pool, i);
		enum sicht_status status = SICHT_OK;
		if (worker->pid != 0 && !worker->greeted)
			status = sicht_worker_greet(worker, pool->decoder, deadline_ns);
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
			"decoders cannot be locked in: %s is missing on this system; "
			"--insecure-decoders runs without",
			sicht_layers_text(missing, text));
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
				"the libraries of the decoder were replaced during the run (%s "
				"before, "
				"%s now); start again",
				pool->versions, worker->versions);
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

/* After many anomalies in a short time, some rest before the next decoders are handed out. */
static void throttle(struct sicht_pool *pool)
{
	int64_t now_ns = sicht_clock_monotonic_ns();
	uint64_t anomalies = atomic_load(&pool->anomalies);
	if (now_ns - pool->throttle_ns > SICHT_THROTTLE_WINDOW_MS * NS_PER_MS) {
		pool->throttle_ns = now_ns;
		pool->throttle_anomalies = anomalies;
	} else if (anomalies - pool->throttle_anomalies >= SICHT_THROTTLE_ANOMALIES) {
		pool->throttle_anomalies = anomalies;
		if (!stopped(pool))
			poll(NULL, 0, SICHT_THROTTLE_WAIT_MS);
	}
}

/* Many at once may be lost while they start, to whoever kills them: not a reason to give up. */
static enum sicht_status start_patiently(struct sicht_pool *pool)
{
	enum sicht_status status = start_and_check(pool);
	for (int i = 1; i < SICHT_DECODER_START_TRIES && status == SICHT_ERROR_IO; i++) {
		if (stopped(pool))
			return status;
		poll(NULL, 0, SICHT_THROTTLE_WAIT_MS);
		status = start_and_check(pool);
	}
	return status;
}

enum sicht_status sicht_pool_refill(struct sicht_pool *pool)
{
	size_t missing = 0;
	for (unsigned i = 0; i < pool->options.slots; i++) {
		struct sicht_worker *worker = &pool->slots[i].worker;
		assert(!pool->slots[i].busy);
		if (worker->jobs >= SICHT_DECODER_JOBS_MAX) {
			sicht_worker_stop(worker, false);
			pool->recycled++;
		}
		missing += worker->pid == 0;
	}
	close_gaps(pool);
	if (missing == 0 && pool->spare_count == SICHT_DECODER_SPARES)
		return SICHT_OK;
	throttle(pool);
	return start_patiently(pool);
}

/* ---------------------------------------------------------------------------------- life cycle */

/* Copies the name of the program: the one that was asked for, or the one installed. */
static enum sicht_status choose_decoder(struct sicht_pool *pool)
{
	const char *named = pool->options.decoder;
	if (named == NULL)
		return sicht_program_find("sicht-decoder", pool->decoder);
	if (strlen(named) >= sizeof pool->decoder)
		return sicht_fail(SICHT_ERROR_USAGE, "the name of the decoder is too long");
	strcpy(pool->decoder, named);
	return SICHT_OK;
}

static enum sicht_status allocate_slots(struct sicht_pool *pool)
{
	pool->slots = calloc(pool->options.slots, sizeof *pool->slots);
	bool complete = pool->slots != NULL;
	for (unsigned i = 0; i < pool->options.slots && complete; i++) {
		pool->slots[i].windows =
			malloc(SICHT_WINDOW_PRINTS_MAX * sizeof *pool->slots[i].windows);
		complete = pool->slots[i].windows != NULL;
	}
	if (!complete)
		return sicht_fail(SICHT_ERROR_MEMORY, "no memory for the pool of decoders");
	return SICHT_OK;
}

enum sicht_status sicht_pool_open(const struct sicht_pool_options *options, struct sicht_pool **out)
{
	assert(options->slots > 0);
	struct sicht_pool *pool = calloc(1, sizeof *pool);
	if (pool == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "no memory for the pool of decoders");
	pool->options = *options;
	if (pool->options.pixels_max == 0)
		pool->options.pixels_max = SICHT_PIXELS_MAX;
	if (pool->options.job_ms_max == 0)
		pool->options.job_ms_max = SICHT_JOB_MS_MAX;
	pool->throttle_ns = sicht_clock_monotonic_ns();
	enum sicht_status status = choose_decoder(pool);
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
		for (unsigned i = 0; i < pool->options.slots; i++)
			free(pool->slots[i].windows);
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

/* ------------------------------------------------------------------------------------- one job */

/* Give the slot a spare if it has no decoder (or, on demand, none that is fresh). */
static bool ensure_worker(struct sicht_pool *pool, struct slot *slot, bool fresh)
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

/* One packet with one descriptor. False: the decoder is gone. */
static bool send_job(int socket, const struct sicht_job_message *job, int fd)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof fd)];
	} control = {0};
	struct iovec part = {.iov_base = (void *)job, .iov_len = sizeof *job};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control.bytes,
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	ssize_t sent;
	do
		sent = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)sizeof *job;
}

bool sicht_pool_begin(struct sicht_pool *pool, unsigned slot_number, const struct sicht_job *job)
{
	assert(slot_number < pool->options.slots);
	struct slot *slot = &pool->slots[slot_number];
	assert(!slot->busy);
	slot->job = (struct sicht_job_message){
		.magic = SICHT_JOB_MAGIC,
		.version = SICHT_MESSAGE_VERSION,
		.sequence = ++slot->sequence,
		.size_bytes = job->size_bytes,
		.pixels_max = pool->options.pixels_max,
		.media = job->media,
		.profiles = job->hash.profiles,
		.windows = job->hash.windows,
		.exact = job->hash.exact,
		.all_forms = job->hash.all_forms,
		.thumbnail = job->hash.thumbnail,
	};
	assert(sicht_job_check(&slot->job, sizeof slot->job));
	slot->answer = (struct sicht_answer){.windows = slot->windows};
	while (!stopped(pool) && ensure_worker(pool, slot, job->fresh)) {
		sicht_worker_limit_cpu(&slot->worker, SICHT_JOB_CPU_SECONDS);
		if (is_idle(slot->worker.socket) &&
			send_job(slot->worker.socket, &slot->job, job->fd)) {
			slot->worker.jobs++;
			slot->busy = true;
			return true;
		}
		sicht_worker_stop(&slot->worker, false); /* not this file's doing */
	}
	return false;
}

/* When the answer must be complete, as far as is known by now. */
static int64_t deadline_ns(const struct sicht_pool *pool, const struct slot *slot, int64_t start_ns)
{
	uint64_t pixels = (uint64_t)slot->answer.width * slot->answer.height;
	uint64_t limit_ms = SICHT_JOB_MS_BASE;
	if (pixels > pool->options.pixels_max)
		pixels = pool->options.pixels_max;
	limit_ms += (pixels >> 20) * SICHT_JOB_MS_PER_MEGAPIXEL;
	if (limit_ms > pool->options.job_ms_max)
		limit_ms = pool->options.job_ms_max;
	return start_ns + (int64_t)limit_ms * NS_PER_MS;
}

/* How a wait for replies ended. */
enum arrival {
	ARRIVED = 0, /* the answer is complete */
	DIED,
	LATE,
	NONSENSE,
	STOPPED,
};

static enum arrival gather(struct sicht_pool *pool, struct slot *slot)
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
			return step == SICHT_ANSWER_END ? ARRIVED : NONSENSE;
		}
		if (size == 0 || (errno != EAGAIN && errno != EINTR))
			return DIED;
		if (stopped(pool))
			return STOPPED;
		int64_t late_ns = deadline_ns(pool, slot, start_ns);
		int64_t look_ns = sicht_clock_monotonic_ns() + SICHT_STOP_MS * NS_PER_MS;
		if (!sicht_worker_wait(&slot->worker, look_ns < late_ns ? look_ns : late_ns) &&
			look_ns >= late_ns)
			return LATE;
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

/* The decoder's part of a print from a complete answer. */
static void take_answer(
	const struct sicht_answer *answer, struct sicht_arena *arena, struct sicht_print *print)
{
	size_t size = answer->window_count * sizeof *answer->windows;
	set_outcome(print, answer->outcome,
		answer->detail[0] != '\0' ? sicht_arena_printf(arena, "%s", answer->detail) : NULL);
	print->width = answer->width;
	print->height = answer->height;
	print->window_count = (uint16_t)answer->window_count;
	print->windows = NULL;
	if (size > 0) {
		print->windows = sicht_arena_alloc(arena, size);
		memcpy(print->windows, answer->windows, size);
	}
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
	struct slot *slot = &pool->slots[slot_number];
	assert(slot->busy);
	slot->busy = false;
	enum arrival arrival = gather(pool, slot);
	if (arrival == ARRIVED) {
		take_answer(&slot->answer, arena, print);
		if (print->outcome != SICHT_OUTCOME_OUT_OF_MEMORY)
			return SICHT_JOB_DONE;
	}
	struct sicht_worker_end end = sicht_worker_stop(&slot->worker, arrival == DIED);
	if (arrival == STOPPED)
		return SICHT_JOB_NO_WORKER;
	atomic_fetch_add(&pool->anomalies, 1);
	if (arrival == ARRIVED)
		return SICHT_JOB_ANOMALY;
	print->width = print->height = print->window_count = 0;
	print->windows = NULL;
	if (arrival == DIED && !end.by_us)
		take_end(end, arena, print);
	else if (arrival == LATE)
		set_outcome(print, SICHT_OUTCOME_TIMEOUT, "not done in the time allowed");
	else
		set_outcome(print, SICHT_OUTCOME_CRASHED, "decoder sent a malformed answer");
	return SICHT_JOB_ANOMALY;
}
