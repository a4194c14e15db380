/* SPDX-License-Identifier: MIT */
/*
 * Processes and their sockets. See spawn.h.
 *
 * A child inherits nothing by accident: every other descriptor is closed in it, signals are back to
 * their defaults, and its environment is four fixed words (VIPS_*, MAGICK_*, LD_*, ORC_* and the
 * like change what decoders do).
 *
 * The socket of a dying process ends a moment before the process can be reaped. So a caller that
 * saw the end of the socket waits that moment; a process that lives on has closed its socket, or
 * sent an empty packet, and is not to be trusted.
 */
#include "engine/worker/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/worker/pool.h"

/* Above the standard descriptors and SICHT_WORKER_SOCKET, even if the parent has none of them. */
#define DESCRIPTOR_MIN 10

/* What memory held before is overwritten when it is given out, and when it is given back. */
static char *const environment[] = {
	"LC_ALL=C", "PATH=/usr/bin:/bin", "MALLOC_ARENA_MAX=2", "MALLOC_PERTURB_=165", NULL};

/* Move *fd out of the way of the descriptors that the child gets. */
static int move_up(int *fd)
{
	int moved = fcntl(*fd, F_DUPFD_CLOEXEC, DESCRIPTOR_MIN);
	if (moved < 0)
		return -1;
	close(*fd);
	*fd = moved;
	return 0;
}

static int add_files(posix_spawn_file_actions_t *files, int socket)
{
	int error = 0;
	for (int fd = 0; fd <= 2 && error == 0; fd++)
		error = posix_spawn_file_actions_addopen(files, fd, "/dev/null", O_RDWR, 0);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(files, socket, SICHT_WORKER_SOCKET);
	if (error == 0)
		error = posix_spawn_file_actions_addclosefrom_np(files, SICHT_WORKER_SOCKET + 1);
	return error;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t all, none;
	sigfillset(&all);
	sigemptyset(&none);
	int error = posix_spawnattr_setflags(
		attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (error == 0)
		error = posix_spawnattr_setpgroup(attributes, 0);
	if (error == 0)
		error = posix_spawnattr_setsigmask(attributes, &none);
	if (error == 0)
		error = posix_spawnattr_setsigdefault(attributes, &all);
	return error;
}

static void destroy_files(posix_spawn_file_actions_t *files)
{
	posix_spawn_file_actions_destroy(files);
}

static void destroy_attributes(posix_spawnattr_t *attributes)
{
	posix_spawnattr_destroy(attributes);
}

/* posix_spawn; an error number or 0. */
static int spawn(const char *path, int socket, pid_t *pid)
{
	SICHT_DEFER(destroy_files) posix_spawn_file_actions_t files;
	SICHT_DEFER(destroy_attributes) posix_spawnattr_t attributes;
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	int error = add_files(&files, socket);
	if (error == 0)
		error = set_attributes(&attributes);
	if (error != 0)
		return error;
	char *arguments[] = {(char *)path, NULL};
	return posix_spawn(pid, path, &files, &attributes, arguments, environment);
}

enum sicht_status sicht_worker_start(
	const struct sicht_worker_program *program, const char *path, struct sicht_worker *out)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return sicht_fail_errno(errno, "cannot make a socket for a %s", program->word);
	SICHT_DEFER(sicht_close_fd) int ours = pair[0];
	SICHT_DEFER(sicht_close_fd) int theirs = pair[1];
	if (move_up(&ours) != 0 || move_up(&theirs) != 0 || fcntl(ours, F_SETFL, O_NONBLOCK) != 0)
		return sicht_fail_errno(errno, "cannot make a socket for a %s", program->word);
	pid_t pid;
	int error = spawn(path, theirs, &pid);
	if (error != 0)
		return sicht_fail_errno(error, "cannot start the %s %s", program->word, path);
	*out = (struct sicht_worker){.pid = pid, .socket = ours};
	ours = -1;
	return SICHT_OK;
}

bool sicht_worker_wait(const struct sicht_worker *worker, int64_t deadline_ns)
{
	struct pollfd poll_fd = {.fd = worker->socket, .events = POLLIN};
	for (;;) {
		int64_t rest_ms = (deadline_ns - sicht_clock_monotonic_ns() + 999999) / 1000000;
		int count = poll(&poll_fd, 1, rest_ms < 0 ? 0 : (int)rest_ms);
		if (count > 0)
			return true;
		if (count == 0 && rest_ms <= 0)
			return false;
	}
}

/* Why there was no HELLO, in words. */
static enum sicht_status fail_greeting(struct sicht_worker *worker,
	const struct sicht_worker_program *program, const char *path, bool late)
{
	struct sicht_worker_end end = sicht_worker_stop(worker, !late);
	if (late)
		return sicht_fail(SICHT_ERROR_IO,
			"the %s %s did not say hello in time; is the machine overloaded?",
			program->word, path);
	if (end.by_us)
		return sicht_fail(SICHT_ERROR_IO, "the %s %s is not one of this version of sicht",
			program->word, path);
	return sicht_fail(SICHT_ERROR_IO,
		"the %s %s ended %s %d before it was ready; try: %s --self-test", program->word,
		path, end.signal ? "by signal" : "with status", end.status, path);
}

enum sicht_status sicht_worker_greet(struct sicht_worker *worker,
	const struct sicht_worker_program *program, const char *path, int64_t deadline_ns)
{
	struct sicht_hello_message hello;
	if (!sicht_worker_wait(worker, deadline_ns))
		return fail_greeting(worker, program, path, true);
	ssize_t size = recv(worker->socket, &hello, sizeof hello, MSG_DONTWAIT | MSG_TRUNC);
	if (size < 0 || !sicht_hello_check(&hello, (size_t)size, program->kind))
		return fail_greeting(worker, program, path, false);
	worker->greeted = true;
	worker->layers = hello.layers;
	memcpy(worker->versions, hello.versions, sizeof worker->versions);
	return SICHT_OK;
}

int64_t sicht_worker_cpu_ns(const struct sicht_worker *worker)
{
	clockid_t clock;
	struct timespec used;
	if (clock_getcpuclockid(worker->pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return 0;
	return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

bool sicht_worker_is_stopped(const struct sicht_worker *worker)
{
	siginfo_t info = {0};
	const int look = WSTOPPED | WNOHANG | WNOWAIT;
	return waitid(P_PGID, (id_t)worker->pid, &info, look) == 0 && info.si_pid != 0;
}

/* Wait until the process itself has ended, `wait_ms` at most; it is not reaped yet. */
static bool await_end(pid_t pid, int wait_ms, struct sicht_worker_end *end)
{
	for (int waited_ms = 0;; waited_ms++) {
		siginfo_t info = {0};
		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
			return false; /* somebody else has reaped it (SIGCHLD ignored) */
		if (info.si_pid != 0) {
			end->signal = info.si_code != CLD_EXITED;
			end->status = info.si_status;
			return true;
		}
		if (waited_ms == wait_ms)
			return false;
		poll(NULL, 0, 1);
	}
}

/* Reap it and those that it has started beside itself, `wait_ms` at most. */
static void reap_group(pid_t group, int wait_ms)
{
	for (int waited_ms = 0; waited_ms < wait_ms;) {
		siginfo_t info = {0};
		if (waitid(P_PGID, (id_t)group, &info, WEXITED | WNOHANG) != 0)
			return; /* there are none left */
		if (info.si_pid != 0)
			continue;
		poll(NULL, 0, 1);
		waited_ms++;
	}
}

struct sicht_worker_end sicht_worker_stop(struct sicht_worker *worker, bool patient)
{
	struct sicht_worker_end end = {0};
	if (worker->pid == 0)
		return end;
	end.by_us = !await_end(worker->pid, patient ? SICHT_DECODER_LAST_MS : 0, &end);
	/* As long as it is not reaped, the number of its group is nobody else's. */
	siginfo_t info;
	if (waitid(P_PID, (id_t)worker->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
		kill(-worker->pid, SIGKILL);
	reap_group(worker->pid, SICHT_DECODER_END_MS);
	close(worker->socket);
	*worker = (struct sicht_worker){0};
	return end;
}
