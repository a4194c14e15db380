/* SPDX-License-Identifier: MIT */
/*
 * What every message between sicht and an untrusted program has in common. They travel over a
 * SOCK_SEQPACKET socket pair: fixed sizes, no pointers, no text but short lines for people.
 *
 *     program -> sicht     once, when it has locked itself in: HELLO
 *     sicht   -> program   a job, with one read-only descriptor (SCM_RIGHTS)
 *     program -> sicht     replies, until one of them ends the job
 *
 * Jobs and replies are each program's own: decoder_message.h. A packet is one message, or several
 * replies to one job, since every packet wakes its receiver.
 *
 * Nothing that comes back is believed: every field is checked before anybody reads one. What
 * remains for a program that was taken over is to lie about its own file.
 */
#ifndef SICHT_ENGINE_WORKER_MESSAGE_H
#define SICHT_ENGINE_WORKER_MESSAGE_H

#include <sys/types.h>

#include "sicht/limits.h"
#include "sicht/types.h"

#define SICHT_MESSAGE_MAGIC 0x6d636973u /* "sicm" */
#define SICHT_MESSAGE_VERSION 5u

/* The descriptor on which an untrusted program finds its socket when it starts. */
#define SICHT_WORKER_SOCKET 3

enum sicht_worker_kind {
	SICHT_WORKER_DECODER = 1,
};

enum sicht_message_type {
	SICHT_MESSAGE_HELLO = 1,
	SICHT_MESSAGE_OWN = 16, /* the first of each kind's own types */
};

/* How every message begins. */
struct sicht_envelope {
	uint32_t magic, version;
	uint64_t nonce; /* random, not 0, of a job; repeated in its replies: nobody can answer
			   another's job. 0 in HELLO */
	uint32_t type;  /* enum sicht_message_type, or one of the kind's own */
	uint32_t kind;  /* enum sicht_worker_kind */
};

struct sicht_envelope sicht_envelope_of(enum sicht_worker_kind kind, uint32_t type, uint64_t nonce);

/* Is it one of this version and kind? Its type and nonce are the caller's to look at. */
bool sicht_envelope_check(const struct sicht_envelope *envelope, enum sicht_worker_kind kind);

struct sicht_hello_message {
	struct sicht_envelope envelope;
	uint32_t layers; /* enum sicht_sandbox_layer */
	uint32_t unused; /* zero */
	/* of its libraries: "name version, name version"; printable ASCII, zero padded */
	char versions[SICHT_VERSIONS_BYTES];
};

/* Is it, of `size_bytes` as received, a well-formed HELLO? Never reads beyond size_bytes. */
bool sicht_hello_check(
	const struct sicht_hello_message *hello, size_t size_bytes, enum sicht_worker_kind kind);

/*
 * Send a message with a descriptor, as one packet; false: nobody is there any more. And the way
 * back: its size and a descriptor, which is the caller's; 0: the end of the socket; -1: a packet
 * that is longer than `room_bytes`, or has no descriptor, or several.
 */
bool sicht_message_send(int socket, const void *message, size_t size_bytes, int fd);
ssize_t sicht_message_receive(int socket, void *message, size_t room_bytes, int *fd);

/* For checks: are these bytes zero? Is `text` a printable ASCII line, ended and zero padded? */
bool sicht_message_is_zero(const void *data, size_t size_bytes);
bool sicht_message_is_line(const char *text, size_t room_bytes);

/* Words for layers, "seccomp, landlock, ..." or "none", into `text`; returns `text`. */
#define SICHT_LAYERS_TEXT_SIZE 96
const char *sicht_layers_text(unsigned layers, char text[SICHT_LAYERS_TEXT_SIZE]);

#endif
