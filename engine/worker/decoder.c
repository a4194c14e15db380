/* SPDX-License-Identifier: MIT */
/* Jobs to messages, answers and ends to prints. See decoder.h. */
#include "engine/worker/decoder.h"

#include <assert.h>
#include <string.h>

#include "engine/worker/decoder_answer.h"
#include "engine/worker/exchange.h"

struct exchange {
	struct sicht_decode_job job;
	struct sicht_answer answer;
};

/* ---- the program ---- */

static uint64_t cpu_ms(const void *exchange)
{
	const struct exchange *decoding = exchange;
	return sicht_decode_cpu_ms(
		&decoding->job, decoding->answer.announced, decoding->answer.pixels);
}

static enum sicht_exchange_step take(void *exchange, const void *packet, size_t size_bytes)
{
	struct exchange *decoding = exchange;
	return sicht_answer_take(&decoding->answer, &decoding->job, packet, size_bytes);
}

static void free_exchange(void *exchange)
{
	struct exchange *decoding = exchange;
	sicht_answer_free(&decoding->answer);
}

const struct sicht_worker_program sicht_decoder_program = {
	.kind = SICHT_WORKER_DECODER,
	.name = "sicht-decoder",
	.word = "decoder",
	.exchange_bytes = sizeof(struct exchange),
	.packet_bytes = SICHT_DECODE_REPLIES_MAX * sizeof(struct sicht_decode_reply),
	.jobs_max = SICHT_DECODER_JOBS_MAX,
	.cpu_ms = cpu_ms,
	.take = take,
	.free = free_exchange,
};

/* ---- a job ---- */

bool sicht_decoder_begin(struct sicht_pool *pool, unsigned slot, const struct sicht_job *job)
{
	struct exchange *exchange = sicht_pool_exchange(pool, slot);
	exchange->job = (struct sicht_decode_job){
		.envelope = sicht_envelope_of(
			SICHT_WORKER_DECODER, SICHT_DECODE_JOB, sicht_exchange_nonce()),
		.size_bytes = job->content.size_bytes,
		.pixels_max = job->pixels_max > 0 ? job->pixels_max : SICHT_PIXELS_MAX,
		.media = job->media,
		.profiles = job->hash.profiles,
		.windows = job->hash.windows,
		.cpu_ms_max = job->cpu_ms_max > 0 ? job->cpu_ms_max : SICHT_JOB_MS_MAX,
		.exact = job->hash.exact,
		.all_forms = job->hash.all_forms,
		.thumbnail = job->hash.thumbnail,
		.first = job->hash.first,
	};
	assert(sicht_decode_job_check(&exchange->job, sizeof exchange->job));
	sicht_answer_begin(&exchange->answer);
	return sicht_exchange_begin(
		pool, slot, &exchange->job, sizeof exchange->job, job->content.fd, job->fresh);
}

/* ---- its end ---- */

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

enum sicht_job_end sicht_decoder_finish(struct sicht_pool *pool, unsigned slot,
	struct sicht_arena *arena, struct sicht_print *print)
{
	const struct exchange *exchange = sicht_pool_exchange(pool, slot);
	struct sicht_exchange_end end = sicht_exchange_finish(pool, slot);
	if (end.arrival == SICHT_ARRIVAL_STOPPED || end.arrival == SICHT_ARRIVAL_NO_MEMORY)
		return SICHT_JOB_NO_WORKER;
	if (end.arrival == SICHT_ARRIVED) {
		if (!take_answer(&exchange->answer, arena, print)) {
			sicht_exchange_exhausted(pool);
			return SICHT_JOB_NO_WORKER;
		}
		if (print->outcome != SICHT_OUTCOME_OUT_OF_MEMORY)
			return SICHT_JOB_DONE;
		sicht_exchange_reject(pool, slot); /* its memory may be in pieces */
		return SICHT_JOB_ANOMALY;
	}
	print->width = print->height = print->pictures = print->window_count = 0;
	print->windows = NULL;
	if (end.arrival == SICHT_ARRIVAL_DIED && !end.process.by_us)
		take_end(end.process, arena, print);
	else if (end.arrival == SICHT_ARRIVAL_LATE)
		set_outcome(print, SICHT_OUTCOME_TIMEOUT, "not done in the time allowed");
	else
		set_outcome(print, SICHT_OUTCOME_CRASHED, "decoder sent a malformed answer");
	return SICHT_JOB_ANOMALY;
}
