/* SPDX-License-Identifier: MIT */
/* Packets out, jobs in. See reply.h and message.h. */
#include "engine/decoder/reply.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What sicht sees as the exit status of a decoder that was spoken to in a wrong way. */
#define STATUS_MALFORMED_JOB 3

/* Replies wait here for their outcome, so that sicht is woken once. */
static struct sicht_decode_reply waiting[SICHT_DECODE_REPLIES_MAX];
static size_t waiting_count;

static int reply_socket = SICHT_WORKER_SOCKET;

void sicht_reply_through(int socket)
{
	reply_socket = socket;
}

/* sendmsg and recvmsg alone: the table of allowed calls has no other. */
static void send_packet(const void *data, size_t size)
{
	struct iovec part = {.iov_base = (void *)data, .iov_len = size};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t sent;
	do
		sent = sendmsg(reply_socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent != (ssize_t)size)
		_exit(0);
}

void sicht_reply_send(const struct sicht_decode_reply *replies, size_t count)
{
	send_packet(replies, count * sizeof *replies);
}

static void send_waiting(void)
{
	sicht_reply_send(waiting, waiting_count);
	waiting_count = 0;
}

/* The next reply. memset, not an initializer: unused bytes must be zero, padding included. */
static struct sicht_decode_reply *begin_reply(
	const struct sicht_decode_job *job, enum sicht_decode_type type)
{
	struct sicht_decode_reply *reply = memset(&waiting[waiting_count++], 0, sizeof *reply);
	reply->envelope = sicht_envelope_of(SICHT_WORKER_DECODER, type, job->envelope.nonce);
	return reply;
}

void sicht_reply_hello(unsigned layers, const char *versions)
{
	struct sicht_hello_message hello = {
		.envelope = sicht_envelope_of(SICHT_WORKER_DECODER, SICHT_MESSAGE_HELLO, 0),
		.layers = layers,
	};
	memcpy(hello.versions, versions, strnlen(versions, SICHT_VERSIONS_BYTES - 1));
	send_packet(&hello, sizeof hello);
}

void sicht_reply_picture(
	const struct sicht_decode_job *job, uint32_t page, uint32_t width, uint32_t height)
{
	struct sicht_decode_reply *reply = begin_reply(job, SICHT_DECODE_PICTURE);
	reply->picture.page = page;
	reply->picture.width = width;
	reply->picture.height = height;
	if ((uint64_t)width * height >> 20 > 0 || waiting_count == SICHT_DECODE_REPLIES_MAX)
		send_waiting();
}

void sicht_reply_window(const struct sicht_decode_job *job, const struct sicht_window_print *window)
{
	struct sicht_decode_reply *reply = begin_reply(job, SICHT_DECODE_WINDOW);
	reply->window.page = window->page;
	reply->window.window = window->window;
	reply->window.profile = window->profile;
	reply->window.quality = window->quality;
	reply->window.exact = window->exact;
	reply->window.form_count = window->form_count;
	memcpy(reply->window.form, window->form, window->form_count * sizeof window->form[0]);
	if (waiting_count == SICHT_DECODE_REPLIES_MAX)
		send_waiting();
}

void sicht_reply_outcome(const struct sicht_decode_job *job, enum sicht_outcome outcome,
	uint32_t pictures, const char *detail)
{
	struct sicht_decode_reply *reply = begin_reply(job, SICHT_DECODE_OUTCOME);
	reply->outcome.outcome = outcome;
	reply->outcome.pictures = pictures;
	memcpy(reply->outcome.detail, detail, strnlen(detail, SICHT_DETAIL_BYTES - 1));
	send_waiting();
}

void sicht_reply_await_job(struct sicht_decode_job *job, int *fd)
{
	int received = sicht_decode_job_receive(SICHT_WORKER_SOCKET, job, fd);
	if (received <= 0)
		_exit(received == 0 ? 0 : STATUS_MALFORMED_JOB); /* 0: the end of the run */
}
