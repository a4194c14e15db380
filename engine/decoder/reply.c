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
static struct sicht_reply_message waiting[SICHT_PACKET_REPLIES_MAX];
static size_t waiting_count;

static int reply_socket = SICHT_WORKER_SOCKET;

void sicht_reply_through(int socket)
{
	reply_socket = socket;
}

/* sendmsg and recvmsg alone: the table of allowed calls has no other. */
void sicht_reply_send(const struct sicht_reply_message *replies, size_t count)
{
	struct iovec part = {.iov_base = (void *)replies, .iov_len = count * sizeof *replies};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	ssize_t sent;
	do
		sent = sendmsg(reply_socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent != (ssize_t)part.iov_len)
		_exit(0);
}

static void send_waiting(void)
{
	sicht_reply_send(waiting, waiting_count);
	waiting_count = 0;
}

/* memset, not an initializer: unused bytes must be zero, padding of the union included. */
static struct sicht_reply_message *begin_reply(
	struct sicht_reply_message *reply, enum sicht_reply_type type, uint64_t nonce)
{
	memset(reply, 0, sizeof *reply);
	reply->magic = SICHT_REPLY_MAGIC;
	reply->version = SICHT_MESSAGE_VERSION;
	reply->nonce = nonce;
	reply->type = type;
	return reply;
}

void sicht_reply_hello(unsigned layers, const char *versions)
{
	struct sicht_reply_message reply;
	begin_reply(&reply, SICHT_REPLY_HELLO, 0)->hello.layers = layers;
	memcpy(reply.hello.versions, versions, strnlen(versions, SICHT_VERSIONS_BYTES - 1));
	sicht_reply_send(&reply, 1);
}

void sicht_reply_picture(
	const struct sicht_job_message *job, uint32_t page, uint32_t width, uint32_t height)
{
	struct sicht_reply_message *reply =
		begin_reply(&waiting[waiting_count++], SICHT_REPLY_PICTURE, job->nonce);
	reply->picture.page = page;
	reply->picture.width = width;
	reply->picture.height = height;
	if ((uint64_t)width * height >> 20 > 0 || waiting_count == SICHT_PACKET_REPLIES_MAX)
		send_waiting();
}

void sicht_reply_window(
	const struct sicht_job_message *job, const struct sicht_window_print *window)
{
	struct sicht_reply_message *reply =
		begin_reply(&waiting[waiting_count++], SICHT_REPLY_WINDOW, job->nonce);
	reply->window.page = window->page;
	reply->window.window = window->window;
	reply->window.profile = window->profile;
	reply->window.quality = window->quality;
	reply->window.exact = window->exact;
	reply->window.form_count = window->form_count;
	memcpy(reply->window.form, window->form, window->form_count * sizeof window->form[0]);
	if (waiting_count == SICHT_PACKET_REPLIES_MAX)
		send_waiting();
}

void sicht_reply_outcome(const struct sicht_job_message *job, enum sicht_outcome outcome,
	uint32_t pictures, const char *detail)
{
	struct sicht_reply_message *reply =
		begin_reply(&waiting[waiting_count++], SICHT_REPLY_OUTCOME, job->nonce);
	reply->outcome.outcome = outcome;
	reply->outcome.pictures = pictures;
	memcpy(reply->outcome.detail, detail, strnlen(detail, SICHT_DETAIL_BYTES - 1));
	send_waiting();
}

void sicht_reply_await_job(struct sicht_job_message *job, int *fd)
{
	int received = sicht_job_receive(SICHT_WORKER_SOCKET, job, fd);
	if (received <= 0)
		_exit(received == 0 ? 0 : STATUS_MALFORMED_JOB); /* 0: the end of the run */
}
