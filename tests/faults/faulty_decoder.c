/* SPDX-License-Identifier: MIT */
/*
 * A decoder that does what a broken or a captured one might do: the first word of the file that it
 * is handed (or the first behind a JPEG's signature) names the misdeed. It locks itself in with the
 * real sandbox first, so that forbidden calls meet the real table. Any other file is "decoded" as a
 * picture of 8 x 8, with hashes that follow from its first and last bytes; since that takes no time
 * to start, it also serves the faults in which the decoder is not what is tested.
 *
 * Started under the name of a misdeed at the start ("faulty-silent", a symbolic link), it does that
 * instead of saying HELLO.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "engine/decoder/reply.h"
#include "engine/decoder/server.h"
#include "tests/faults/random.h"

static volatile int zero;
static const struct sicht_decode_job *job;
static uint64_t content;     /* a digest of some bytes of the file */
static uint64_t disturbance; /* bits of each hash that are to be wrong */
static int evidence = -1;
static bool in_child; /* in a process for one job */
static unsigned jobs_done;
static unsigned quality = 100;
static unsigned disturbed_form; /* its number, from 1; 0: none */

/* --------------------------------------------------------------------------------- words to say */

static struct sicht_decode_reply blank(enum sicht_decode_type type)
{
	struct sicht_decode_reply reply;
	memset(&reply, 0, sizeof reply);
	reply.envelope = sicht_envelope_of(
		SICHT_WORKER_DECODER, type, job != NULL ? job->envelope.nonce : 0);
	return reply;
}

static void say(const void *packet, size_t size)
{
	struct iovec part = {.iov_base = (void *)packet, .iov_len = size};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (sendmsg(in_child ? SICHT_SANDBOX_CHILD_SOCKET : SICHT_WORKER_SOCKET, &message,
		    MSG_NOSIGNAL) != (ssize_t)size)
		_exit(0);
}

static void say_reply(struct sicht_decode_reply reply)
{
	say(&reply, sizeof reply);
}

static void say_picture(uint32_t width, uint32_t height)
{
	struct sicht_decode_reply reply = blank(SICHT_DECODE_PICTURE);
	reply.picture.width = width;
	reply.picture.height = height;
	say_reply(reply);
}

static void say_window_of(unsigned profile, unsigned number)
{
	uint64_t state = content;
	struct sicht_decode_reply reply = blank(SICHT_DECODE_WINDOW);
	reply.window.window = (uint16_t)number;
	reply.window.profile = (uint8_t)profile;
	reply.window.quality = (uint8_t)quality;
	reply.window.exact = job->exact != 0;
	reply.window.form_count = job->all_forms ? SICHT_DIHEDRAL_COUNT : 1;
	for (unsigned i = 0; i < 4u * reply.window.form_count; i++)
		reply.window.form[i / 4].word[i % 4] = random_next(&state);
	for (unsigned i = 0; i < reply.window.form_count; i++)
		reply.window.form[i].word[0] ^= disturbance ^ (i + 1 == disturbed_form);
	say_reply(reply);
}

static void say_window(unsigned number)
{
	say_window_of(SICHT_PROFILE_FULLRES, number);
}

static void say_all_is_well(void)
{
	say_picture(8, 8);
	for (unsigned profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
		if ((job->profiles >> profile & 1) != 0)
			say_window_of(profile, SICHT_WINDOW_FULL);
	}
	sicht_reply_outcome(job, SICHT_OUTCOME_DECODED, 1, "");
}

/* --------------------------------------------------------------------------------- to be broken */

static void fail_segv(void)
{
	*(volatile int *)(intptr_t)(zero + 8) = 1;
}

static void fail_abort(void)
{
	abort();
}

static void fail_bus(void)
{
	raise(SIGBUS);
}

static void fail_divide(void)
{
	raise(SIGFPE);
}

static int descend(int depth)
{
	volatile char frame[4096];
	frame[0] = (char)depth;
	return depth == -1 ? 0 : descend(depth + 1) + frame[0];
}

static void fail_stack(void)
{
	zero = descend(0);
}

static void fail_loop(void)
{
	while (zero == 0)
		continue;
}

static int64_t cpu_ms(void)
{
	struct timespec used;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

/* Hard work, and the right answer. */
static void work(void)
{
	int64_t start_ms = cpu_ms();
	while (cpu_ms() - start_ms < 100)
		continue;
	say_all_is_well();
}

static void fail_sleep(void)
{
	/* Neither sleep nor poll is allowed: wait for a job that never comes. */
	struct sicht_decode_job next;
	int fd;
	sicht_reply_await_job(&next, &fd);
}

/* Without using any time; not by a call that is forbidden in a process for one job. */
static void fail_wait(void)
{
	static uint32_t word;
	syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
	_exit(0);
}

static void fail_kill(void)
{
	raise(SIGKILL);
}

static void fail_stop(void)
{
	raise(SIGSTOP);
}

/* Neither dead nor to be talked to. */
static void fail_hang_up(void)
{
	close(SICHT_WORKER_SOCKET);
	fail_loop();
}

static void fail_cpu(void)
{
	raise(SIGXCPU);
}

/* All memory that there is, then the word for it. */
static void fail_memory(void)
{
	const size_t step = (size_t)64 << 20, end = (size_t)8 << 30;
	for (size_t total = 0; total < end; total += step) {
		char *block = mmap(
			NULL, step, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (block == MAP_FAILED) {
			sicht_reply_outcome(job, SICHT_OUTCOME_OUT_OF_MEMORY, 1, "");
			return;
		}
		block[0] = 1;
	}
	say_all_is_well();
}

static void *wait_for_ever(void *unused)
{
	fail_sleep();
	return unused;
}

/* A single thread beside its own, by the library and without it. */
static void try_threads(void)
{
	const unsigned long flags = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
	pthread_t thread;
	bool refused = pthread_create(&thread, NULL, wait_for_ever, NULL) == EAGAIN &&
		       syscall(SYS_clone, flags, 0, 0, 0, 0) < 0 && errno == EAGAIN;
	sicht_reply_outcome(
		job, refused ? SICHT_OUTCOME_CORRUPT : SICHT_OUTCOME_UNSUPPORTED, 1, "");
}

/* What another file's picture was in is not what a new one is given: it is filled. */
static void try_leftover(void)
{
	enum { SIZE = 1 << 17 };
	static const uint64_t sign = 0x5a1c47f3d2b68e09u;
	uint64_t *block = malloc(SIZE);
	for (size_t i = 0; i < SIZE / sizeof sign; i++)
		block[i] = sign;
	free(block);
	block = malloc(SIZE);
	size_t left = 0;
	for (size_t i = 0; i < SIZE / sizeof sign; i++)
		left += block[i] == sign;
	free(block);
	sicht_reply_outcome(
		job, left == 0 ? SICHT_OUTCOME_CORRUPT : SICHT_OUTCOME_UNSUPPORTED, 1, "");
}

static bool is_null_device(int fd)
{
	struct stat status;
	return fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) &&
	       status.st_rdev == makedev(1, 3);
}

/* Descriptors and words of whoever started it; Unsupported again: there are some. */
static void try_inheritance(void)
{
	unsigned foreign = 0;
	for (int fd = 0; fd < 1024; fd++) {
		bool ours = fd == evidence ||
			    (fd >= SICHT_WORKER_SOCKET && fd <= SICHT_SANDBOX_CHILD_SOCKET);
		if (fcntl(fd, F_GETFL) >= 0 && !ours)
			foreign += fd > STDERR_FILENO || !is_null_device(fd);
	}
	for (char **word = environ; *word != NULL; word++)
		foreign += strncmp(*word, "SICHT_", 6) == 0;
	sicht_reply_outcome(
		job, foreign == 0 ? SICHT_OUTCOME_CORRUPT : SICHT_OUTCOME_UNSUPPORTED, 1, "");
}

static void fail_exit(void)
{
	_exit(7);
}

static void fail_exit_zero(void)
{
	_exit(0);
}

/* ------------------------------------------------------------------------------- to be captured */

static void forbid_socket(void)
{
	zero = socket(AF_INET, SOCK_STREAM, 0);
}

static void forbid_program(void)
{
	char *arguments[] = {"/bin/true", NULL};
	zero = execv(arguments[0], arguments);
}

static void forbid_chmod(void)
{
	zero = chmod("/tmp", 0777);
}

static void forbid_fork(void)
{
	zero = fork();
}

/* Opening is refused, not punished: libraries try it. */
static void try_open(void)
{
	FILE *file = fopen("/etc/passwd", "r");
	sicht_reply_outcome(
		job, file == NULL ? SICHT_OUTCOME_CORRUPT : SICHT_OUTCOME_UNSUPPORTED, 1, "");
}

/* -------------------------------------------------------------------------- to be a bad speaker */

static void say_short(void)
{
	struct sicht_decode_reply reply = blank(SICHT_DECODE_OUTCOME);
	say(&reply, sizeof reply - 1);
}

static void say_long(void)
{
	char packet[2 * sizeof(struct sicht_decode_reply)] = {0};
	struct sicht_decode_reply reply = blank(SICHT_DECODE_OUTCOME);
	reply.outcome.outcome = SICHT_OUTCOME_CORRUPT;
	memcpy(packet, &reply, sizeof reply);
	say(packet, sizeof packet);
}

static void say_empty(void)
{
	say("", 0);
}

static void say_other_nonce(void)
{
	struct sicht_decode_reply reply = blank(SICHT_DECODE_OUTCOME);
	reply.outcome.outcome = SICHT_OUTCOME_CORRUPT;
	reply.envelope.nonce++;
	say_reply(reply);
}

static void say_unknown_outcome(void)
{
	struct sicht_decode_reply reply = blank(SICHT_DECODE_OUTCOME);
	reply.outcome.outcome = SICHT_OUTCOME_COUNT;
	say_reply(reply);
}

/* An outcome that only sicht may give. */
static void say_not_here(void)
{
	struct sicht_decode_reply reply = blank(SICHT_DECODE_OUTCOME);
	reply.outcome.outcome = SICHT_OUTCOME_NOT_HERE;
	say_reply(reply);
}

static void say_escape(void)
{
	struct sicht_decode_reply reply = blank(SICHT_DECODE_OUTCOME);
	reply.outcome.outcome = SICHT_OUTCOME_CORRUPT;
	strcpy(reply.outcome.detail, "\033[2J");
	say_reply(reply);
}

static void say_window_without_picture(void)
{
	say_window(SICHT_WINDOW_FULL);
	sicht_reply_outcome(job, SICHT_OUTCOME_DECODED, 1, "");
}

static void say_decoded_without_window(void)
{
	say_picture(8, 8);
	sicht_reply_outcome(job, SICHT_OUTCOME_DECODED, 1, "");
}

static void say_two_pictures(void)
{
	say_picture(8, 8);
	say_picture(9, 9);
}

static void say_windows_for_ever(void)
{
	say_picture(8, 8);
	for (;;)
		say_window(SICHT_WINDOW_FULL);
}

static void say_other_window(void)
{
	say_picture(8, 8);
	say_window(SICHT_WINDOW_CROP_LAST + 1);
}

/* One reply more than a packet may have; without it, all were as they should be. */
static void say_too_many(void)
{
	static struct sicht_decode_reply replies[SICHT_DECODE_REPLIES_MAX + 1];
	for (unsigned i = 0; i < SICHT_DECODE_REPLIES_MAX - 1; i++) {
		replies[i] = blank(SICHT_DECODE_PICTURE);
		replies[i].picture.page = i;
		replies[i].picture.width = replies[i].picture.height = 8;
	}
	replies[SICHT_DECODE_REPLIES_MAX - 1] = blank(SICHT_DECODE_OUTCOME);
	replies[SICHT_DECODE_REPLIES_MAX - 1].outcome.outcome = SICHT_OUTCOME_TOO_SMALL;
	replies[SICHT_DECODE_REPLIES_MAX - 1].outcome.pictures = SICHT_DECODE_REPLIES_MAX;
	replies[SICHT_DECODE_REPLIES_MAX] = blank(SICHT_DECODE_OUTCOME);
	say(replies, sizeof replies);
}

static void say_hello_again(void)
{
	sicht_reply_hello(SICHT_SANDBOX_ALL, "");
}

static void say_huge_picture(void)
{
	say_picture(UINT32_MAX, UINT32_MAX);
	say_window(SICHT_WINDOW_FULL);
}

/* A right answer, and then another one that nobody asked for. */
static void say_twice(void)
{
	say_all_is_well();
	say_all_is_well();
}

/* The how manieth to get this file. Where it stands is shared by all, and moved by nobody else. */
static off_t turn(void)
{
	return lseek(evidence, 1, SEEK_CUR);
}

/* Is this a file of the other kind? */
static bool is_other(void)
{
	char kind = 0;
	return pread(evidence, &kind, 1, 100) == 1 && kind == 'B';
}

/*
 * Twenty bits, and a known picture is met that has the same ends: if it is one of the other kind.
 */
static void say_disturbed(bool disturbed)
{
	if (is_other() && disturbed)
		disturbance = 0xfffff;
	say_all_is_well();
	disturbance = 0;
}

/* The reference's hash is another one than the fast. */
static void say_apart(void)
{
	say_disturbed(job->exact != 0);
}

/* The hash is another one than before. */
static void say_unsteady(void)
{
	say_disturbed(turn() >= 2);
}

/* The reference's hash is another one than the fast, but not in a process that has done no job. */
static void say_stale(void)
{
	say_disturbed(job->exact != 0 && jobs_done > 0);
}

/* The fast hash is another one than the reference's. */
static void say_nearer(void)
{
	say_disturbed(job->exact == 0);
}

/* It can be compared, but not confirmed. */
static void fail_exact(void)
{
	if (is_other() && job->exact)
		abort();
	say_all_is_well();
}

/* As apart, and when it is looked at again there is no answer. */
static void fail_third(void)
{
	if (turn() > 2 && is_other())
		abort();
	say_apart();
}

/* A right answer, and no end. */
static void say_and_hang(void)
{
	say_all_is_well();
	fail_loop();
}

/* Right now, and to the next job, whatever it is, the answer whose number can be guessed. */
static void say_guessed(void)
{
	struct sicht_decode_job next, guessed = *job;
	int fd;
	say_all_is_well();
	sicht_reply_await_job(&next, &fd);
	guessed.envelope.nonce++;
	job = &guessed;
	say_all_is_well();
}

/* Only the first time that it is compared. */
static void fail_second(void)
{
	if (turn() == 2)
		abort();
	say_all_is_well();
}

/* Whenever it is compared. */
static void fail_loop_second(void)
{
	if (turn() >= 2)
		fail_loop();
	say_all_is_well();
}

/* The first time, and whenever this process has had another file before. */
static void fail_unless_fresh(void)
{
	if (turn() == 1 || jobs_done > 0)
		abort();
	say_all_is_well();
}

/* Only the third time: where a hit is hashed again. */
static void fail_once_again(void)
{
	if (turn() == 3)
		abort();
	say_all_is_well();
}

/* Whenever it is compared. */
static void fail_compared(void)
{
	if (turn() >= 2)
		abort();
	say_all_is_well();
}

/* From the second time on, something else: the last of the hashes, or what is said beside them. */
static void say_other_form(void)
{
	disturbed_form = turn() >= 2 ? job->all_forms ? SICHT_DIHEDRAL_COUNT : 1 : 0;
	say_all_is_well();
}

static void say_other_quality(void)
{
	quality = turn() >= 2 ? 99 : 100;
	say_all_is_well();
}

static void say_other_outcome(void)
{
	bool other = turn() >= 2;
	say_picture(8, 8);
	say_window(SICHT_WINDOW_FULL);
	sicht_reply_outcome(job, other ? SICHT_OUTCOME_TRUNCATED : SICHT_OUTCOME_DECODED, 1, "");
}

static const struct {
	const char *name;
	void (*run)(void);
} misdeeds[] = {
	{"segv", fail_segv},
	{"abort", fail_abort},
	{"bus", fail_bus},
	{"divide", fail_divide},
	{"stack", fail_stack},
	{"loop", fail_loop},
	{"loop-second", fail_loop_second},
	{"work", work},
	{"sleep", fail_sleep},
	{"wait", fail_wait},
	{"kill", fail_kill},
	{"stop", fail_stop},
	{"hang-up", fail_hang_up},
	{"cpu", fail_cpu},
	{"memory", fail_memory},
	{"threads", try_threads},
	{"leftover", try_leftover},
	{"inheritance", try_inheritance},
	{"exit", fail_exit},
	{"exit-zero", fail_exit_zero},
	{"forbidden-socket", forbid_socket},
	{"forbidden-program", forbid_program},
	{"forbidden-chmod", forbid_chmod},
	{"forbidden-fork", forbid_fork},
	{"open", try_open},
	{"short", say_short},
	{"long", say_long},
	{"empty", say_empty},
	{"other-nonce", say_other_nonce},
	{"unknown-outcome", say_unknown_outcome},
	{"not-here", say_not_here},
	{"escape", say_escape},
	{"window-without-picture", say_window_without_picture},
	{"decoded-without-window", say_decoded_without_window},
	{"two-pictures", say_two_pictures},
	{"windows-for-ever", say_windows_for_ever},
	{"other-window", say_other_window},
	{"too-many", say_too_many},
	{"hello-again", say_hello_again},
	{"huge-picture", say_huge_picture},
	{"twice", say_twice},
	{"guess", say_guessed},
	{"answer-and-hang", say_and_hang},
	{"second", fail_second},
	{"fresh", fail_unless_fresh},
	{"third", fail_third},
	{"compared", fail_compared},
	{"other-form", say_other_form},
	{"other-quality", say_other_quality},
	{"other-outcome", say_other_outcome},
	{"apart", say_apart},
	{"nearer", say_nearer},
	{"exact", fail_exact},
	{"once-again", fail_once_again},
	{"unsteady", say_unsteady},
	{"stale", say_stale},
};

/* What the first and the last bytes of the file come to. */
static uint64_t digest_of(void)
{
	uint64_t words[16] = {0}, digest = job->size_bytes;
	size_t half = sizeof words / 2, end = job->size_bytes > half ? job->size_bytes - half : 0;
	if (pread(evidence, words, half, 0) < 0 || pread(evidence, words + 8, half, (off_t)end) < 0)
		return 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		digest ^= words[i];
		digest = random_next(&digest);
	}
	return digest;
}

static void do_job(const struct sicht_decode_job *message, int fd)
{
	char word[64] = "";
	job = message;
	in_child = job->media == SICHT_MEDIA_HEIF;
	quality = 100;
	disturbed_form = 0;
	evidence = fd;
	content = digest_of();
	ssize_t size = pread(evidence, word, sizeof word - 1, 0);
	/* behind the signature of a JPEG, if it comes from sicht: it hands over nothing else */
	bool is_jpeg = size > 4 && memcmp(word, "\xff\xd8\xff\xe0", 4) == 0;
	const char *misdeed = is_jpeg ? word + 4 : word;
	for (size_t i = 0; size > 0 && i < sizeof misdeeds / sizeof *misdeeds; i++) {
		if (strcmp(misdeeds[i].name, misdeed) == 0) {
			misdeeds[i].run();
			return;
		}
	}
	say_all_is_well();
}

/* As the real one does: HEIF in a process of its own. */
static void take_job(void)
{
	static struct sicht_decode_job message;
	int fd;
	sicht_reply_await_job(&message, &fd);
	if (message.media == SICHT_MEDIA_HEIF)
		sicht_server_do(&message, fd);
	else
		do_job(&message, fd);
	jobs_done++;
	close(fd);
}

/* How a start can go wrong. */
static void start_badly(const char *program)
{
	const char *name = strrchr(program, '/');
	name = name != NULL ? name + 1 : program;
	if (strcmp(name, "faulty-exits") == 0)
		_exit(9);
	if (strcmp(name, "faulty-lies") == 0)
		say("HELLO", 5);
	if (strcmp(name, "faulty-open") == 0) {
		sicht_reply_hello(SICHT_SANDBOX_RLIMITS, ""); /* and no other layer */
		for (;;)
			take_job();
	}
}

int main(int argc, char **argv)
{
	pid_t parent = getppid();
	(void)argc;
	start_badly(argv[0]);
	char versions[SICHT_VERSIONS_BYTES] = "libfaulty 1.0";
	if (strstr(argv[0], "faulty-updated") != NULL)
		snprintf(versions, sizeof versions, "libfaulty 1.%d", (int)getpid());
	if (!sicht_server_prepare() || sicht_server_start(parent, do_job) < 0)
		return 1;
	sicht_reply_hello(sicht_sandbox_enter(parent, SICHT_SANDBOX_DECODES), versions);
	for (;;)
		take_job();
}
