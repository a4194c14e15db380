/* SPDX-License-Identifier: MIT */
/*
 * The common part of messages. One idea: a packet is accepted only if it is, to the last bit, one
 * that a correct sender could have written; whatever is not used must be zero.
 */
#include "engine/worker/message.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

_Static_assert(sizeof(struct sicht_envelope) == 24, "no padding");
_Static_assert(sizeof(struct sicht_hello_message) == 32 + SICHT_VERSIONS_BYTES, "no padding");

bool sicht_message_is_zero(const void *data, size_t size_bytes)
{
	const uint8_t *bytes = data;
	uint8_t any = 0;
	for (size_t i = 0; i < size_bytes; i++)
		any |= bytes[i];
	return any == 0;
}

bool sicht_message_is_line(const char *text, size_t room_bytes)
{
	size_t length = strnlen(text, room_bytes);
	for (size_t i = 0; i < length; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return false;
	}
	return length < room_bytes && sicht_message_is_zero(text + length, room_bytes - length);
}

struct sicht_envelope sicht_envelope_of(enum sicht_worker_kind kind, uint32_t type, uint64_t nonce)
{
	return (struct sicht_envelope){
		.magic = SICHT_MESSAGE_MAGIC,
		.version = SICHT_MESSAGE_VERSION,
		.nonce = nonce,
		.type = type,
		.kind = kind,
	};
}

bool sicht_envelope_check(const struct sicht_envelope *envelope, enum sicht_worker_kind kind)
{
	return envelope->magic == SICHT_MESSAGE_MAGIC &&
	       envelope->version == SICHT_MESSAGE_VERSION && envelope->kind == (uint32_t)kind;
}

bool sicht_hello_check(
	const struct sicht_hello_message *hello, size_t size_bytes, enum sicht_worker_kind kind)
{
	return size_bytes == sizeof *hello && sicht_envelope_check(&hello->envelope, kind) &&
	       hello->envelope.type == SICHT_MESSAGE_HELLO && hello->envelope.nonce == 0 &&
	       (hello->layers & ~SICHT_SANDBOX_ALL) == 0 && hello->unused == 0 &&
	       sicht_message_is_line(hello->versions, sizeof hello->versions);
}

/* Room for one descriptor beside a message. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool sicht_message_send(int socket, const void *message, size_t size_bytes, int fd)
{
	union control control = {0};
	struct iovec part = {.iov_base = (void *)message, .iov_len = size_bytes};
	struct msghdr packet = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control.bytes,
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	ssize_t sent;
	do
		sent = sendmsg(socket, &packet, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)size_bytes;
}

ssize_t sicht_message_receive(int socket, void *message, size_t room_bytes, int *fd)
{
	union control control;
	struct iovec part = {.iov_base = message, .iov_len = room_bytes};
	struct msghdr packet = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control.bytes,
	};
	ssize_t size;
	do
		size = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC);
	while (size < 0 && errno == EINTR);
	if (size <= 0)
		return 0;
	struct cmsghdr *header = CMSG_FIRSTHDR(&packet);
	if ((packet.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || header == NULL ||
		header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
		header->cmsg_len != CMSG_LEN(sizeof *fd))
		return -1;
	memcpy(fd, CMSG_DATA(header), sizeof *fd);
	return size;
}

const char *sicht_layers_text(unsigned layers, char text[SICHT_LAYERS_TEXT_SIZE])
{
	static const char *const names[] = {
		"no-new-privs", "rlimits", "landlock", "seccomp", "namespaces"};
	size_t used = 0;
	text[0] = '\0';
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		if ((layers >> i & 1) == 0)
			continue;
		used += (size_t)snprintf(text + used, SICHT_LAYERS_TEXT_SIZE - used, "%s%s",
			used > 0 ? ", " : "", names[i]);
	}
	return used > 0 ? text : strcpy(text, "none");
}
