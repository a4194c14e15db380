/* SPDX-License-Identifier: MIT */
/*
 * Whatever a decoder does, the file gets the right outcome, sicht goes on, and the next file is
 * decoded as if nothing had been (promises P3 and P4).
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
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
		{"kill", SICHT_OUTCOME_OUT_OF_MEMORY},
		{"forbidden-socket", SICHT_OUTCOME_POLICY_VIOLATION},
		{"forbidden-program", SICHT_OUTCOME_POLICY_VIOLATION},
		{"forbidden-chmod", SICHT_OUTCOME_POLICY_VIOLATION},
		{"forbidden-fork", SICHT_OUTCOME_POLICY_VIOLATION},
		{"short", SICHT_OUTCOME_CRASHED},
		{"long", SICHT_OUTCOME_CRASHED},
		{"too-many", SICHT_OUTCOME_CRASHED},
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
		/*
		 * whichever is faster: the second answer is found before the job or instead of its
		 * own
		 */
		if (run(pool, "sound", false, &print) == SICHT_JOB_ANOMALY)
			cr_expect(print.outcome == SICHT_OUTCOME_CRASHED);
	}
	expect_sound(pool);
	sicht_pool_close(pool);
}

/* The socket of the only decoder: of this process, the only one of that kind. */
static int find_socket(void)
{
	for (int fd = 3; fd < 1024; fd++) {
		int type = 0;
		socklen_t size = sizeof type;
		if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
			type == SOCK_SEQPACKET)
			return fd;
	}
	return -1;
}

/* The next file does not pay for it: what waits there before its job was sent is not its answer. */
Test(pool, an_answer_that_came_too_early_costs_no_file_a_try)
{
	struct sicht_pool *pool = open_faulty(1);
	struct sicht_print print;
	cr_expect(run(pool, "twice", false, &print) == SICHT_JOB_DONE);
	struct pollfd waiting = {.fd = find_socket(), .events = POLLIN};
	cr_assert(waiting.fd >= 0 && poll(&waiting, 1, -1) == 1);
	cr_expect(run(pool, "sound", false, &print) == SICHT_JOB_NO_WORKER);
	cr_expect(sicht_pool_counts(pool).anomalies == 0);
	expect_sound(pool);
	sicht_pool_close(pool);
}

/*
 * Neither who uses up its time, nor who cannot go on, has until the wall clock says so: for weeks.
 */
Test(pool, the_wall_clock_is_the_last_resort, .timeout = 120)
{
	static const char *const words[] = {"loop", "stop"};
	char *program = test_program("faulty-decoder");
	test_job_ms_max = 300;
	struct sicht_pool_options options = {.program = &sicht_decoder_program,
		.path = program,
		.slots = 1,
		.insecure = true,
		.wall_factor = 10000000};
	struct sicht_pool *pool;
	cr_assert(sicht_pool_open(&options, &pool) == SICHT_OK, "%s", sicht_message());
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct sicht_print print;
		cr_expect(run(pool, words[i], false, &print) == SICHT_JOB_ANOMALY);
		cr_expect(print.outcome == SICHT_OUTCOME_TIMEOUT);
		expect_sound(pool);
	}
	/* in a process of its own, whose time sicht does not see, it is the kernel that ends it */
	struct sicht_print print;
	cr_expect(run_as(pool, SICHT_MEDIA_HEIF, "loop", false, &print) == SICHT_JOB_ANOMALY);
	cr_expect(print.outcome == SICHT_OUTCOME_TIMEOUT);
	sicht_pool_close(pool);
	free(program);
}

/* Neither descriptors nor words of sicht's environment. */
Test(pool, decoders_inherit_nothing)
{
	int evidence = open("/dev/zero", O_RDWR);
	int standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	cr_assert(evidence >= 0 && dup2(evidence, 200) == 200 && dup2(evidence, 2) == 2);
	setenv("SICHT_TEST", "inherited", 1);
	struct sicht_pool *pool = open_faulty(1);
	dup2(standard_error, STDERR_FILENO);
	struct sicht_print print;
	cr_expect(run(pool, "inheritance", false, &print) == SICHT_JOB_DONE);
	cr_expect(print.outcome == SICHT_OUTCOME_CORRUPT, "something was inherited");
	sicht_pool_close(pool);
	close(evidence);
	close(200);
}

/* Children that are waited for by children of this process: how many pages they have touched. */
static uint64_t pages_of_grandchildren(void)
{
	uint64_t sum = 0;
	DIR *directory = opendir("/proc");
	cr_assert_not_null(directory);
	for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		char path[300], text[1024] = "";
		unsigned long pages;
		int parent;
		snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
		FILE *file = fopen(path, "re");
		if (file == NULL)
			continue;
		const char *rest =
			fgets(text, sizeof text, file) != NULL ? strrchr(text, ')') : NULL;
		if (rest != NULL &&
			sscanf(rest, ") %*c %d %*d %*d %*d %*d %*u %*u %lu", &parent, &pages) ==
				2 &&
			parent == getpid())
			sum += pages;
		fclose(file);
	}
	closedir(directory);
	return sum;
}

/*
 * Of the real decoder: the formats whose libraries are not trusted with a second file, and no
 * others.
 */
Test(pool, some_formats_have_a_process_of_their_own)
{
	struct sicht_pool *pool = test_pool(NULL, 1, 0);
	struct sicht_print print;
	cr_expect(run_as(pool, SICHT_MEDIA_PNG, "nonsense", false, &print) == SICHT_JOB_DONE);
	cr_expect(pages_of_grandchildren() == 0);
	static const enum sicht_media media[] = {
		SICHT_MEDIA_HEIF, SICHT_MEDIA_AVIF, SICHT_MEDIA_COUNT - 1};
	uint64_t pages = 0;
	for (size_t i = 0; i < sizeof media / sizeof *media; i++) {
		run_as(pool, media[i], "nonsense", false, &print);
		uint64_t more = pages_of_grandchildren();
		cr_expect(more > pages, "media %d", media[i]);
		pages = more;
	}
	sicht_pool_close(pool);
}

/* The server and its child as well, although neither of them hears that the decoder is gone. */
Test(pool, whoever_ends_a_decoder_ends_all_that_it_has_started)
{
	static volatile sig_atomic_t stop;
	char *program = test_program("faulty-decoder");
	struct sicht_pool_options options = {.program = &sicht_decoder_program,
		.path = program,
		.slots = 1,
		.insecure = true,
		.stop = &stop};
	struct sicht_pool *pool;
	struct sicht_arena arena = {0};
	struct sicht_print print = {0};
	cr_assert(sicht_pool_open(&options, &pool) == SICHT_OK, "%s", sicht_message());
	int fd = test_file("wait", 4);
	struct sicht_job job = test_job(fd, 4, SICHT_MEDIA_HEIF, true);
	cr_assert(sicht_decoder_begin(pool, 0, &job));
	stop = 1;
	cr_expect(sicht_decoder_finish(pool, 0, &arena, &print) == SICHT_JOB_NO_WORKER);
	sicht_pool_close(pool);
	cr_expect(waitpid(-1, NULL, WNOHANG) == -1, "a process of the decoder lives on");
	close(fd);
	free(program);
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
	test_job_ms_max = 400;
	struct sicht_pool_options options = {.program = &sicht_decoder_program,
		.path = program,
		.slots = SLOTS,
		.insecure = true};
	struct sicht_pool *pool;
	cr_assert(sicht_pool_open(&options, &pool) == SICHT_OK, "%s", sicht_message());
	int fd = test_file("work", 4);
	struct sicht_job job = test_job(fd, 4, SICHT_MEDIA_PNG, true);
	for (unsigned i = 0; i < SLOTS; i++)
		cr_assert(sicht_decoder_begin(pool, i, &job));
	for (unsigned i = 0; i < SLOTS; i++) {
		static struct sicht_arena arena;
		struct sicht_print print = {0};
		enum sicht_job_end end = sicht_decoder_finish(pool, i, &arena, &print);
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
			cr_assert(sicht_decoder_begin(pool, slot, &job));
		for (unsigned slot = 3; slot-- > 0;) {
			struct sicht_print print = {0};
			cr_expect(
				sicht_decoder_finish(pool, slot, &arena, &print) == SICHT_JOB_DONE);
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
	struct sicht_pool_options options = {
		.program = &sicht_decoder_program, .path = program, .slots = 1, .stop = &stop};
	cr_assert(sicht_pool_open(&options, &pool) == SICHT_OK);
	struct sicht_print print = {0};
	struct sicht_arena arena = {0};
	int fd = test_file("sleep", 5);
	struct sicht_job job = test_job(fd, 5, SICHT_MEDIA_PNG, true);
	cr_assert(sicht_decoder_begin(pool, 0, &job));
	stop = 1;
	cr_expect(sicht_decoder_finish(pool, 0, &arena, &print) == SICHT_JOB_NO_WORKER);
	cr_expect_not(sicht_decoder_begin(pool, 0, &job));
	close(fd);
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
	free(program);
}

static enum sicht_status open_with(const char *name, bool insecure, struct sicht_pool **pool)
{
	char *program = test_program(name);
	struct sicht_pool_options options = {.program = &sicht_decoder_program,
		.path = program,
		.slots = 2,
		.insecure = insecure};
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
