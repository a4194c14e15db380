/* SPDX-License-Identifier: MIT */
/* A process for each job, and who waits for it. See server.h. */
#include "engine/decoder/server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/decoder/reply.h"

#define SERVER SICHT_SANDBOX_SERVER_SOCKET
#define CHILD SICHT_SANDBOX_CHILD_SOCKET

/* What sicht sees if a process ended without a word, or its server did. */
#define STATUS_NO_ANSWER 5

/* The ends that are the server's: moved to the numbers above in it, closed in the decoder. */
static int server_ends[2];
static bool is_child;

/* Let the descriptors 4 and 5 be ours, whatever number a socket pair got. */
static bool make_pair(int ours, int *theirs)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	*theirs = fcntl(pair[1], F_DUPFD_CLOEXEC, CHILD + 1);
	close(pair[1]);
	if (pair[0] != ours) {
		if (dup3(pair[0], ours, O_CLOEXEC) < 0)
			return false;
		close(pair[0]);
	}
	return *theirs >= 0;
}

bool sicht_server_prepare(void)
{
	return make_pair(SERVER, &server_ends[0]) && make_pair(CHILD, &server_ends[1]);
}

/* ------------------------------------------------------------------------------- in the server */

/* One word to the decoder: layers at first, then how each child ended. */
static void say(int word)
{
	struct iovec part = {&word, sizeof word};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (sendmsg(SERVER, &message, MSG_NOSIGNAL) != (ssize_t)sizeof word)
		_exit(0);
}

static void serve_one(void (*work)(const struct sicht_decode_job *job, int fd))
{
	struct sicht_decode_job job;
	int fd, status;
	if (sicht_decode_job_receive(SERVER, &job, &fd) <= 0)
		_exit(0);
	pid_t server = getpid(), child = fork();
	if (child == 0) {
		is_child = true;
		close(SERVER);
		sicht_sandbox_enter_child(server, sicht_decode_cpu_ms(&job, 0, 0), job.cpu_ms_max);
		sicht_reply_through(CHILD);
		work(&job, fd);
		_exit(0);
	}
	close(fd);
	if (child < 0 || wait4(child, &status, 0, NULL) != child)
		_exit(0);
	say(status);
}

int sicht_server_start(pid_t parent, void (*work)(const struct sicht_decode_job *job, int fd))
{
	int layers;
	/* A child of sicht, as the decoder is: it is sicht that sees both of them end. */
	long server = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
	if (server == 0) {
		close(SICHT_WORKER_SOCKET);
		dup3(server_ends[0], SERVER, O_CLOEXEC);
		dup3(server_ends[1], CHILD, O_CLOEXEC);
	}
	close(server_ends[0]);
	close(server_ends[1]);
	if (server == 0) {
		say((int)sicht_sandbox_enter(parent, SICHT_SANDBOX_FORKS));
		for (;;)
			serve_one(work);
	}
	bool started = server > 0 && recv(SERVER, &layers, sizeof layers, 0) == sizeof layers;
	return started ? layers : -1;
}

/* ------------------------------------------------------------------------------ in the decoder */

/* How a child ended; waits for it. */
static int hear_end(void)
{
	int status;
	struct iovec part = {&status, sizeof status};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	if (recvmsg(SERVER, &message, 0) != (ssize_t)sizeof status)
		_exit(STATUS_NO_ANSWER);
	return status;
}

/* A packet of replies of the child, perhaps the one that ends its answer. */
struct packet {
	struct sicht_decode_reply replies[SICHT_DECODE_REPLIES_MAX];
	size_t count;
};

static bool hear_replies(struct packet *packet)
{
	struct iovec part = {packet->replies, sizeof packet->replies};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t size = recvmsg(CHILD, &message, MSG_DONTWAIT);
	packet->count = size < 0 ? 0 : (size_t)size / sizeof packet->replies[0];
	return packet->count > 0;
}

/* Hand on what there is, but for the packet with the outcome, which stays in `last`. */
static void hand_on(struct packet *last)
{
	while (last->count == 0 && hear_replies(last)) {
		if (last->replies[last->count - 1].envelope.type == SICHT_DECODE_OUTCOME)
			return;
		sicht_reply_send(last->replies, last->count);
		last->count = 0;
	}
}

static void end_as(int status)
{
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	_exit(WEXITSTATUS(status));
}

void sicht_server_do(const struct sicht_decode_job *job, int fd)
{
	static struct packet last, more;
	struct pollfd sockets[] = {
		{.fd = SERVER, .events = POLLIN}, {.fd = CHILD, .events = POLLIN}};
	last.count = 0;
	if (!sicht_message_send(SERVER, job, sizeof *job, fd))
		_exit(STATUS_NO_ANSWER);
	do {
		if (poll(sockets, 2, -1) < 0 && errno != EINTR)
			_exit(STATUS_NO_ANSWER);
		hand_on(&last);
		sockets[1].fd = last.count == 0 ? CHILD : -1; /* else only its end is awaited */
	} while (sockets[0].revents == 0);
	int status = hear_end();
	hand_on(&last);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		end_as(status);
	/* It must have answered, and then have been silent. */
	if (last.count == 0 || hear_replies(&more))
		_exit(STATUS_NO_ANSWER);
	sicht_reply_send(last.replies, last.count);
}

void sicht_server_announce(const struct sicht_decode_job *job, uint64_t pictures, uint64_t pixels)
{
	if (is_child)
		sicht_sandbox_allow_cpu(sicht_decode_cpu_ms(job, pictures, pixels));
}
