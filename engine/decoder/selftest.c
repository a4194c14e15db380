/* SPDX-License-Identifier: MIT */
/*
 * Does the sandbox hold on this system? Each action of forbidden.c runs in a child of its own,
 * since the kernel ends most of them at the first forbidden call, and in both cells: that of a
 * decoder, and that of its processes for one job. How a child ended, and what it was told, is its
 * exit status.
 *
 * That something was refused is not enough: without a descriptor nothing can be written, whatever
 * the sandbox is worth. So an action counts as prevented only if it ended as the table says. And
 * since most are held by more than one layer, a layer can be left out, to see that the others hold
 * what they should, and that what this one alone holds is then done.
 */
#include "engine/decoder/selftest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/decoder/forbidden.h"
#include "engine/decoder/sandbox.h"

#define PAGE_BYTES 4096

/* Not an end of an action: its process could not be had. */
#define LOST 255

/* What an action comes to where that depends on the system. */
#define UNKNOWN (-1)

#define STATUS_NO_SUCH_LAYER 77

/* ----------------------------------------------------------------------- what it is tried on */

/* Any process of the same user, so without the rights by which root's would be out of reach. */
static pid_t start_other(void)
{
	pid_t other = fork();
	if (other == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		sicht_sandbox_drop_capabilities();
		raise(SIGSTOP);
		_exit(0);
	}
	return other > 0 && waitpid(other, NULL, WUNTRACED) == other ? other : -1;
}

static bool ground_open(struct sicht_ground *at)
{
	int pair[2];
	strcpy(at->folder, "/tmp/sicht-self-test-XXXXXX");
	at->other = start_other();
	if (at->other < 0 || mkdtemp(at->folder) == NULL ||
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	/*
	 * not one of those that the cells know; the other end stays open, so that it can be sent to
	 */
	at->socket = fcntl(pair[0], F_DUPFD_CLOEXEC, SICHT_SANDBOX_CHILD_SOCKET + 1);
	return at->socket >= 0;
}

static void clear(const struct sicht_ground *at, const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "%s/%s", at->folder, name);
	if (unlink(path) != 0)
		rmdir(path);
}

static void ground_close(struct sicht_ground *at)
{
	kill(at->other, SIGKILL);
	waitpid(at->other, NULL, 0);
	rmdir(at->folder);
}

/* A new file for the next action. */
static bool lay_out(struct sicht_ground *at)
{
	static const char page[PAGE_BYTES] = "evidence";
	char path[64];
	snprintf(path, sizeof path, "%s/file", at->folder);
	at->open = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (at->open < 0 || write(at->open, page, sizeof page) != (ssize_t)sizeof page)
		return false;
	at->evidence = open(path, O_RDONLY | O_CLOEXEC);
	return at->evidence >= 0;
}

static void clear_up(const struct sicht_ground *at)
{
	close(at->open);
	close(at->evidence);
	clear(at, "file");
	clear(at, "new");
}

/* --------------------------------------------------------------------------------- one action */

static int end_of(pid_t child)
{
	int status;
	if (child < 0 || waitpid(child, &status, 0) != child)
		return LOST;
	return WIFSIGNALED(status) ? SICHT_END_BY(WTERMSIG(status)) : WEXITSTATUS(status);
}

static int try_here(const struct sicht_forbidden *action, const struct sicht_ground *at)
{
	return action->run(at) >= 0 ? 0 : errno;
}

/* As server.c has it: started by a process that may do that, which then tells of its end. */
static int try_in_child(const struct sicht_forbidden *action, const struct sicht_ground *at)
{
	pid_t server = getpid(), child = fork();
	if (child == 0) {
		sicht_sandbox_enter_child(server, 1000, 1000);
		_exit(try_here(action, at));
	}
	return end_of(child);
}

/* As it may be where sicht is started; a limit that is low already proves nothing of ours. */
static void allow_core(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_CORE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_CORE, &limit);
	}
}

static int try_action(const struct sicht_forbidden *action, enum sicht_cell cell, unsigned left_out,
	struct sicht_ground *at)
{
	if (!lay_out(at))
		return LOST;
	fflush(stdout);
	pid_t parent = getpid(), child = fork();
	if (child == 0) {
		allow_core();
		dup2(at->open, STDERR_FILENO); /* the one descriptor that may be written to */
		sicht_sandbox_enter_without(left_out, parent,
			cell == SICHT_CELL_CHILD ? SICHT_SANDBOX_FORKS : SICHT_SANDBOX_DECODES);
		_exit(cell == SICHT_CELL_CHILD ? try_in_child(action, at) : try_here(action, at));
	}
	int end = end_of(child);
	clear_up(at);
	/* a server that was ended itself has nothing to tell of its child */
	return cell == SICHT_CELL_CHILD && end == SICHT_END_BY(SIGKILL) ? LOST : end;
}

/* How it should end where these layers are. */
static int expected_end(const struct sicht_forbidden *action, enum sicht_cell cell, unsigned layers)
{
	const unsigned present = layers | SICHT_HELD_BY_RIGHTS | SICHT_HELD_BY_DESCRIPTOR;
	if ((action->held & present) != 0)
		return action->end[cell];
	if (action->held_else == 0)
		return 0;
	/* two layers are missing, one of them from this system: others may stand in the way */
	if ((action->held_else & present) == 0 ||
		action->landlock_from > sicht_sandbox_landlock_version())
		return UNKNOWN;
	return action->end_else;
}

static const char *words_of(int end)
{
	if (end == 0)
		return "it is done";
	if (end == LOST)
		return "it could not be tried";
	return end < SICHT_END_BY(0) ? strerror(end) : strsignal(end - SICHT_END_BY(0));
}

static void print_end(
	const struct sicht_forbidden *action, enum sicht_cell cell, int end, int expected)
{
	const char *place = cell == SICHT_CELL_CHILD ? ", in a process for one job" : "";
	if (end != expected && end == 0)
		printf("ALLOWED  %s%s\n", action->name, place);
	else if (end != expected)
		printf("WRONG    %s%s: %s, instead of: %s\n", action->name, place, words_of(end),
			words_of(expected));
	else if (end == 0)
		printf("done     %s%s\n", action->name, place);
	else if (end >= SICHT_END_BY(0))
		printf("ended    %s%s (%s)\n", action->name, place, words_of(end));
	else
		printf("refused  %s%s (%s)\n", action->name, place, words_of(end));
}

/* ---------------------------------------------------------------------------------- all of them */

/* Which layers hold, learnt from a child as well. */
static unsigned active_layers(unsigned left_out)
{
	pid_t parent = getpid(), child = fork();
	int status = 0;
	if (child == 0)
		_exit((int)sicht_sandbox_enter_without(left_out, parent, SICHT_SANDBOX_DECODES));
	return child > 0 && waitpid(child, &status, 0) == child ? (unsigned)WEXITSTATUS(status) : 0;
}

struct tally {
	size_t tried, done, wrong;
};

/* `layers`: those that should hold; 0 and a message: there is nothing to try on. */
static struct tally try_all(unsigned layers, unsigned left_out)
{
	struct tally tally = {0};
	struct sicht_ground at;
	size_t count;
	const struct sicht_forbidden *actions = sicht_forbidden_actions(&count);
	if (!ground_open(&at)) {
		perror("sicht-decoder: cannot make a folder in /tmp to try on");
		return tally;
	}
	for (size_t i = 0; i < count * SICHT_CELL_COUNT; i++) {
		const struct sicht_forbidden *action = &actions[i / SICHT_CELL_COUNT];
		const enum sicht_cell cell = (enum sicht_cell)(i % SICHT_CELL_COUNT);
		if (action->end[cell] == 0)
			continue;
		int end = try_action(action, cell, left_out, &at);
		int expected = expected_end(action, cell, layers);
		if (expected == UNKNOWN && end != LOST)
			expected = end;
		print_end(action, cell, end, expected);
		tally.tried++;
		tally.done += end == 0;
		tally.wrong += end != expected;
	}
	ground_close(&at);
	return tally;
}

int sicht_self_test(void)
{
	char text[SICHT_LAYERS_TEXT_SIZE];
	unsigned layers = active_layers(0);
	bool idle = sicht_sandbox_landlock_version() > 0 && (layers & SICHT_SANDBOX_LANDLOCK) == 0;
	printf("layers   %s\n", sicht_layers_text(layers, text));
	if (idle)
		printf("WRONG    this system has landlock, which does not hold\n");
	struct tally tally = try_all(SICHT_SANDBOX_ALL, 0);
	printf("%zu of %zu forbidden actions were prevented\n", tally.tried - tally.wrong,
		tally.tried);
	return tally.tried > 0 && tally.wrong == 0 && !idle ? 0 : 1;
}

int sicht_self_test_without(const char *name)
{
	char text[SICHT_LAYERS_TEXT_SIZE];
	unsigned layer = 1;
	while (layer < SICHT_SANDBOX_ALL && strcmp(sicht_layers_text(layer, text), name) != 0)
		layer <<= 1;
	if ((active_layers(0) & layer) == 0) {
		printf("there is no layer %s on this system\n", name);
		return STATUS_NO_SUCH_LAYER;
	}
	unsigned layers = active_layers(layer);
	printf("layers   %s\n", sicht_layers_text(layers, text));
	struct tally tally = try_all(layers, layer);
	printf("without %s %zu of %zu forbidden actions were done, %zu went otherwise than they "
	       "should\n",
		name, tally.done, tally.tried, tally.wrong);
	return tally.tried > 0 && tally.wrong == 0 ? 0 : 1;
}
