/* SPDX-License-Identifier: MIT */
/*
 * Whatever a decoder does, the file gets the right outcome, sicht goes on, and the next file is
 * decoded as if nothing had been (promises P3 and P4).
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/worker/support.h"

/* CPU time: much for those that do something, little to wait for those that do nothing else. */
#define JOB_MS 600

static struct sicht_pool *open_faulty(unsigned slots)
{
	char *program = test_program("faulty-decoder");
	struct sicht_pool *pool = test_pool(program, slots, JOB_MS);
	free(program);
	return pool;
}

/* A job on slot 0 whose file holds `word`; HEIF: in a process of its own. */
static enum sicht_job_end run_as(struct sicht_pool *pool, enum sicht_media media, const char *word,
	bool fresh, struct sicht_print *print)
{
	static struct sicht_arena arena;
	int fd = test_file(word, strlen(word));
	struct sicht_job job = test_job(fd, strlen(word), media, true);
	job.fresh = fresh;
	enum sicht_job_end end = test_run(pool, &job, &arena, print);
	close(fd);
	return end;
}

static enum sicht_job_end run(
	struct sicht_pool *pool, const char *word, bool fresh, struct sicht_print *print)
{
	return run_as(pool, SICHT_MEDIA_PNG, word, fresh, print);
}

static void expect_sound(struct sicht_pool *pool)
{
	struct sicht_print print;
	cr_assert(sicht_pool_refill(pool) == SICHT_OK, "%s", sicht_message());
	cr_assert(run(pool, "sound", false, &print) == SICHT_JOB_DONE, "%s", print.detail);
	cr_expect(print.outcome == SICHT_OUTCOME_DECODED && print.window_count == 1);
}

struct misdeed {
	char word[32];
	enum sicht_outcome outcome;
};

ParameterizedTestParameters(pool, misdeeds_get_their_outcome)
{
	static struct misdeed misdeeds[] = {
		{"segv", SICHT_OUTCOME_CRASHED},
		{"abort", SICHT_OUTCOME_CRASHED},
		{"bus", SICHT_OUTCOME_CRASHED},
		{"divide", SICHT_OUTCOME_CRASHED},
		{"stack", SICHT_OUTCOME_CRASHED},
		{"exit", SICHT_OUTCOME_CRASHED},
		{"exit-zero", SICHT_OUTCOME_CRASHED},
		{"loop", SICHT_OUTCOME_TIMEOUT},
		{"sleep", SICHT_OUTCOME_TIMEOUT},
		{"stop", SICHT_OUTCOME_TIMEOUT},
		{"cpu", SICHT_OUTCOME_TIMEOUT},
		{"hang-up", SICHT_OUTCOME_CRASHED},
		{"memory", SICHT_OUTCOME_OUT_OF_MEMORY},
		{"forbidden-socket", SICHT_OUTCOME_POLICY_VIOLATION},
		{"forbidden-program", SICHT_OUTCOME_POLICY_VIOLATION},
		{"forbidden-chmod", SICHT_OUTCOME_POLICY_VIOLATION},
		{"forbidden-fork", SICHT_OUTCOME_POLICY_VIOLATION},
		{"short", SICHT_OUTCOME_CRASHED},
		{"long", SICHT_OUTCOME_CRASHED},
		{"empty", SICHT_OUTCOME_CRASHED},
		{"other-nonce", SICHT_OUTCOME_CRASHED},
		{"unknown-outcome", SICHT_OUTCOME_CRASHED},
		{"not-here", SICHT_OUTCOME_CRASHED},
		{"escape", SICHT_OUTCOME_CRASHED},
		{"window-without-picture", SICHT_OUTCOME_CRASHED},
		{"decoded-without-window", SICHT_OUTCOME_CRASHED},
		{"two-pictures", SICHT_OUTCOME_CRASHED},
		{"windows-for-ever", SICHT_OUTCOME_CRASHED},
		{"other-window", SICHT_OUTCOME_CRASHED},
		{"hello-again", SICHT_OUTCOME_CRASHED},
		{"huge-picture", SICHT_OUTCOME_CRASHED},
	};
	return cr_make_param_array(
		struct misdeed, misdeeds, sizeof misdeeds / sizeof *misdeeds, NULL);
}

ParameterizedTest(struct misdeed *misdeed, pool, misdeeds_get_their_outcome)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	cr_expect(
		run(pool, misdeed->word, false, &print) == SICHT_JOB_ANOMALY, "%s", misdeed->word);
	cr_expect(print.outcome == misdeed->outcome, "%s: %s, %s", misdeed->word,
		sicht_outcome_name(print.outcome), print.detail);
	cr_expect(print.volatile_outcome == (misdeed->outcome != SICHT_OUTCOME_POLICY_VIOLATION),
		"%s", misdeed->word);
	cr_expect(print.window_count == 0 && print.windows == NULL, "%s", misdeed->word);
	expect_sound(pool);
	cr_expect(sicht_pool_counts(pool).anomalies == 1);
	sicht_pool_close(pool);
}

ParameterizedTestParameters(pool, misdeeds_in_a_process_of_its_own)
{
	static struct misdeed misdeeds[] = {
		{"segv", SICHT_OUTCOME_CRASHED},
		{"abort", SICHT_OUTCOME_CRASHED},
		{"exit", SICHT_OUTCOME_CRASHED},
		{"exit-zero", SICHT_OUTCOME_CRASHED},
		{"loop", SICHT_OUTCOME_TIMEOUT},
		{"stop", SICHT_OUTCOME_CRASHED},           /* it cannot, and so gives no answer */
		{"sleep", SICHT_OUTCOME_POLICY_VIOLATION}, /* it may not ask for another job */
		{"memory", SICHT_OUTCOME_OUT_OF_MEMORY},
		{"forbidden-socket", SICHT_OUTCOME_POLICY_VIOLATION},
		{"forbidden-fork", SICHT_OUTCOME_POLICY_VIOLATION},
		{"short", SICHT_OUTCOME_CRASHED},
		{"other-nonce", SICHT_OUTCOME_CRASHED},
		{"decoded-without-window", SICHT_OUTCOME_CRASHED},
		{"windows-for-ever", SICHT_OUTCOME_CRASHED},
		{"twice", SICHT_OUTCOME_CRASHED},
		{"answer-and-hang", SICHT_OUTCOME_TIMEOUT},
	};
	return cr_make_param_array(
		struct misdeed, misdeeds, sizeof misdeeds / sizeof *misdeeds, NULL);
}

ParameterizedTest(struct misdeed *misdeed, pool, misdeeds_in_a_process_of_its_own)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	cr_expect(run_as(pool, SICHT_MEDIA_HEIF, "sound", false, &print) == SICHT_JOB_DONE);
	cr_expect(run_as(pool, SICHT_MEDIA_HEIF, misdeed->word, false, &print) == SICHT_JOB_ANOMALY,
		"%s", misdeed->word);
	cr_expect(print.outcome == misdeed->outcome, "%s: %s, %s", misdeed->word,
		sicht_outcome_name(print.outcome), print.detail);
	expect_sound(pool);
	cr_expect(run_as(pool, SICHT_MEDIA_HEIF, "sound", false, &print) == SICHT_JOB_DONE);
	cr_expect(sicht_pool_counts(pool).anomalies == 1);
	sicht_pool_close(pool);
}

/* Those who try are told no, and live. Unsupported is the word for: it worked. */
Test(pool, there_are_no_threads_and_no_leftovers)
{
	static const char *const words[] = {"threads", "leftover"};
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		for (enum sicht_media media = SICHT_MEDIA_PNG; media <= SICHT_MEDIA_HEIF; media++) {
			cr_expect(run_as(pool, media, words[i], false, &print) == SICHT_JOB_DONE);
			cr_expect(print.outcome == SICHT_OUTCOME_CORRUPT, "%s", words[i]);
		}
	}
	sicht_pool_close(pool);
}

Test(pool, signals_are_named)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	run(pool, "abort", false, &print);
	cr_expect_str_eq(print.detail, "decoder ended by signal 6");
	sicht_pool_close(pool);
}

Test(pool, opening_a_file_is_refused_and_survived)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	cr_expect(run(pool, "open", false, &print) == SICHT_JOB_DONE);
	cr_expect(print.outcome == SICHT_OUTCOME_CORRUPT, "a decoder has opened /etc/passwd");
	sicht_pool_close(pool);
}

Test(pool, an_answer_that_nobody_asked_for_ends_the_decoder)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	cr_expect(run(pool, "twice", false, &print) == SICHT_JOB_DONE);
	for (int i = 0; i < 3; i++) {
		cr_assert(sicht_pool_refill(pool) == SICHT_OK);
		/* whichever is faster: the second answer is found before the job or instead of its own */
		if (run(pool, "sound", false, &print) == SICHT_JOB_ANOMALY)
			cr_expect(print.outcome == SICHT_OUTCOME_CRASHED);
	}
	expect_sound(pool);
	sicht_pool_close(pool);
}

/* Twelve that share a processor take twelve times as long; none uses more than its CPU time. */
Test(pool, decoders_that_share_a_processor_have_time_enough)
{
	enum { SLOTS = 12 };
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	cr_assert(sched_setaffinity(0, sizeof one, &one) == 0);
	char *program = test_program("faulty-decoder");
	struct sicht_pool_options options = {
		.decoder = program, .slots = SLOTS, .insecure = true, .job_ms_max = 400};
	struct sicht_pool *pool;
	cr_assert(sicht_pool_open(&options, &pool) == SICHT_OK, "%s", sicht_message());
	int fd = test_file("work", 4);
	struct sicht_job job = test_job(fd, 4, SICHT_MEDIA_PNG, true);
	for (unsigned i = 0; i < SLOTS; i++)
		cr_assert(sicht_pool_begin(pool, i, &job));
	for (unsigned i = 0; i < SLOTS; i++) {
		static struct sicht_arena arena;
		struct sicht_print print = {0};
		enum sicht_job_end end = sicht_pool_finish(pool, i, &arena, &print);
		cr_expect(end == SICHT_JOB_DONE && print.outcome == SICHT_OUTCOME_DECODED,
			"slot %u: %s", i, sicht_outcome_name(print.outcome));
	}
	close(fd);
	sicht_pool_close(pool);
	free(program);
}

/* A decoder that one file has captured does not know what the next job is called. */
Test(pool, the_answer_to_another_job_is_none)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	cr_expect(run(pool, "guess", false, &print) == SICHT_JOB_DONE);
	cr_expect(run(pool, "sound", false, &print) == SICHT_JOB_ANOMALY);
	cr_expect(print.outcome == SICHT_OUTCOME_CRASHED && print.window_count == 0);
	expect_sound(pool);
	sicht_pool_close(pool);
}

/* Spares are there from the first loss on. */
static void lose_one(struct sicht_pool *pool)
{
	struct sicht_print print;
	cr_assert(run(pool, "segv", false, &print) == SICHT_JOB_ANOMALY);
	cr_expect(run(pool, "sound", false, &print) == SICHT_JOB_NO_WORKER);
	cr_assert(sicht_pool_refill(pool) == SICHT_OK, "%s", sicht_message());
	cr_expect(sicht_pool_counts(pool).started == 1 + 1 + SICHT_DECODER_SPARES);
}

Test(pool, spares_run_out_and_are_refilled)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	lose_one(pool);
	for (unsigned i = 0; i < 1 + SICHT_DECODER_SPARES; i++)
		cr_expect(run(pool, "segv", false, &print) == SICHT_JOB_ANOMALY);
	cr_expect(run(pool, "sound", false, &print) == SICHT_JOB_NO_WORKER);
	cr_assert(sicht_pool_refill(pool) == SICHT_OK, "%s", sicht_message());
	expect_sound(pool);
	struct sicht_pool_counts counts = sicht_pool_counts(pool);
	cr_expect(counts.started == 1 + 2 * (1 + SICHT_DECODER_SPARES));
	cr_expect(counts.anomalies == 1 + 1 + SICHT_DECODER_SPARES);
	sicht_pool_close(pool);
}

/* A program that ends at once as long as there is a file to take away, and then is a decoder. */
Test(pool, decoders_that_all_die_while_they_start_are_started_again)
{
	char script[] = "/tmp/sicht-pool-XXXXXX", file[sizeof script + 2];
	char *program = test_program("faulty-decoder");
	int fd = mkstemp(script);
	cr_assert(fd >= 0 && fchmod(fd, 0700) == 0);
	dprintf(fd,
		"#!/bin/sh\nfor i in 1 2 3; do rm \"$0.$i\" 2>&- && exit 9; done\nexec \"%s\"\n",
		program);
	close(fd);
	struct sicht_pool *pool = test_pool(script, 1, JOB_MS);
	struct sicht_print print;
	lose_one(pool);
	for (unsigned i = 0; i < 1 + SICHT_DECODER_SPARES; i++) {
		cr_expect(run(pool, "segv", false, &print) == SICHT_JOB_ANOMALY);
		snprintf(file, sizeof file, "%s.%u", script, i + 1);
		close(open(file, O_WRONLY | O_CREAT, 0600));
	}
	cr_assert(sicht_pool_refill(pool) == SICHT_OK, "%s", sicht_message());
	cr_expect(access(file, F_OK) != 0, "all of them ended at first");
	expect_sound(pool);
	sicht_pool_close(pool);
	unlink(script);
	free(program);
}

Test(pool, a_retry_gets_a_fresh_decoder)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	lose_one(pool);
	expect_sound(pool);
	for (unsigned i = 0; i < SICHT_DECODER_SPARES; i++)
		cr_expect(run(pool, "sound", true, &print) == SICHT_JOB_DONE);
	cr_expect(run(pool, "sound", true, &print) == SICHT_JOB_NO_WORKER,
		"a used decoder was taken for a fresh one");
	cr_assert(sicht_pool_refill(pool) == SICHT_OK);
	cr_expect(run(pool, "sound", true, &print) == SICHT_JOB_DONE);
	sicht_pool_close(pool);
}

Test(pool, decoders_are_recycled)
{
	struct sicht_pool *pool = open_faulty(1);
	for (unsigned i = 0; i < SICHT_DECODER_JOBS_MAX; i++)
		expect_sound(pool);
	cr_assert(sicht_pool_refill(pool) == SICHT_OK);
	cr_expect(sicht_pool_counts(pool).recycled == 1);
	expect_sound(pool);
	sicht_pool_close(pool);
}

Test(pool, slots_work_side_by_side)
{
	struct sicht_pool *pool = open_faulty(3);
	struct sicht_arena arena = {0};
	int fd = test_file("sound", 5);
	struct sicht_job job = test_job(fd, 5, SICHT_MEDIA_PNG, true);
	for (int round = 0; round < 20; round++) {
		for (unsigned slot = 0; slot < 3; slot++)
			cr_assert(sicht_pool_begin(pool, slot, &job));
		for (unsigned slot = 3; slot-- > 0;) {
			struct sicht_print print = {0};
			cr_expect(sicht_pool_finish(pool, slot, &arena, &print) == SICHT_JOB_DONE);
		}
	}
	close(fd);
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
}

Test(pool, stop_ends_a_wait_at_once)
{
	static volatile sig_atomic_t stop;
	char *program = test_program("faulty-decoder");
	struct sicht_pool *pool = NULL;
	struct sicht_pool_options options = {.decoder = program, .slots = 1, .stop = &stop};
	cr_assert(sicht_pool_open(&options, &pool) == SICHT_OK);
	struct sicht_print print = {0};
	struct sicht_arena arena = {0};
	int fd = test_file("sleep", 5);
	struct sicht_job job = test_job(fd, 5, SICHT_MEDIA_PNG, true);
	cr_assert(sicht_pool_begin(pool, 0, &job));
	stop = 1;
	cr_expect(sicht_pool_finish(pool, 0, &arena, &print) == SICHT_JOB_NO_WORKER);
	cr_expect_not(sicht_pool_begin(pool, 0, &job));
	close(fd);
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
	free(program);
}

static enum sicht_status open_with(const char *name, bool insecure, struct sicht_pool **pool)
{
	char *program = test_program(name);
	struct sicht_pool_options options = {.decoder = program, .slots = 2, .insecure = insecure};
	enum sicht_status status = sicht_pool_open(&options, pool);
	free(program);
	return status;
}

Test(pool, a_decoder_that_does_not_start_breaks_the_run)
{
	struct sicht_pool *pool = NULL;
	cr_expect(open_with("no-such-decoder", false, &pool) == SICHT_ERROR_IO);
	cr_expect(open_with("faulty-exits", false, &pool) == SICHT_ERROR_IO);
	cr_expect_not_null(strstr(sicht_message(), "with status 9"), "%s", sicht_message());
	cr_expect(open_with("faulty-lies", false, &pool) == SICHT_ERROR_IO);
	cr_expect_null(pool);
}

Test(pool, decoders_name_their_libraries)
{
	struct sicht_pool *pool = open_faulty(2);
	cr_expect_str_eq(sicht_pool_versions(pool), "libfaulty 1.0");
	sicht_pool_close(pool);
	pool = test_pool(NULL, 1, JOB_MS);
	cr_expect_eq(strncmp(sicht_pool_versions(pool), "libvips ", 8), 0);
	cr_expect_not_null(strstr(sicht_pool_versions(pool), ", libjpeg-turbo "));
	sicht_pool_close(pool);
}

/* Findings of two library versions would be findings that nobody can repeat (promise P5). */
Test(pool, libraries_that_change_meanwhile_break_the_run)
{
	struct sicht_pool *pool = NULL;
	cr_expect(open_with("faulty-updated", false, &pool) == SICHT_ERROR_IO);
	cr_expect_not_null(
		strstr(sicht_message(), "replaced during the run"), "%s", sicht_message());
	cr_expect_null(pool);
}

Test(pool, a_weak_sandbox_is_refused_unless_asked_for)
{
	struct sicht_pool *pool = NULL;
	cr_expect(open_with("faulty-open", false, &pool) == SICHT_ERROR_UNSAFE);
	cr_expect_not_null(strstr(sicht_message(), "no-new-privs, seccomp"), "%s", sicht_message());
	cr_expect_not_null(strstr(sicht_message(), "--insecure-decoders"));
	cr_expect_null(pool);
	cr_assert(open_with("faulty-open", true, &pool) == SICHT_OK);
	cr_expect(sicht_pool_layers(pool) == SICHT_SANDBOX_RLIMITS);
	expect_sound(pool);
	sicht_pool_close(pool);
}
