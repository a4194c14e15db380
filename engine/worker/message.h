/* SPDX-License-Identifier: MIT */
/*
 * What sicht and the untrusted programs say to each other, over a SOCK_SEQPACKET socket pair:
 * messages of fixed sizes, no pointers, no text but one short line for people. A packet is one
 * message; the replies to a job may share packets, up to SICHT_PACKET_REPLIES_MAX in each, since
 * every packet wakes its receiver.
 *
 *     sicht   -> decoder   struct sicht_job_message, with one read-only descriptor (SCM_RIGHTS)
 *     decoder -> sicht     at start, once: HELLO
 *                          a job: for each picture of the file, of SICHT_PICTURES_MAX at most, a
 *                          PICTURE and at most SICHT_WINDOW_PRINTS_MAX WINDOWs; then exactly one
 *                          OUTCOME
 *
 * Nothing that comes back is believed: sicht_reply_check() looks at every field before anybody
 * reads one. What remains for a decoder that was taken over is to lie about its own file.
 */
#ifndef SICHT_ENGINE_WORKER_MESSAGE_H
#define SICHT_ENGINE_WORKER_MESSAGE_H

#include "sicht/hash.h"
#include "sicht/limits.h"

#define SICHT_MESSAGE_VERSION 4u
#define SICHT_JOB_MAGIC 0x6a636973u   /* "sicj" */
#define SICHT_REPLY_MAGIC 0x72636973u /* "sicr" */

/* Most pictures have 7 windows in each of two profiles, and an outcome. */
#define SICHT_PACKET_REPLIES_MAX 24

/* The descriptor on which an untrusted program finds its socket when it starts. */
#define SICHT_WORKER_SOCKET 3

struct sicht_job_message {
	uint32_t magic, version;
	uint64_t
		nonce; /* random, not 0; repeated in every reply: nobody can answer another's job */
	uint64_t size_bytes; /* of the file */
	uint64_t pixels_max; /* more is over-limit */
	uint32_t media;      /* enum sicht_media, as sniffed; the only loader to be tried */
	uint32_t profiles;   /* struct sicht_hash_options from here on */
	uint32_t windows;
	uint32_t cpu_ms_max; /* see sicht_job_cpu_ms() */
	uint8_t exact, all_forms, thumbnail, first;
	uint8_t unused[4]; /* zero; no padding that nobody looks at */
};

enum sicht_reply_type {
	SICHT_REPLY_HELLO = 1,
	SICHT_REPLY_PICTURE = 2,
	SICHT_REPLY_WINDOW = 3,
	SICHT_REPLY_OUTCOME = 4,
};

/* Words for layers, "seccomp, landlock, ..." or "none", into `text`; returns `text`. */
#define SICHT_LAYERS_TEXT_SIZE 96
const char *sicht_layers_text(unsigned layers, char text[SICHT_LAYERS_TEXT_SIZE]);

struct sicht_reply_message {
	uint32_t magic, version;
	uint64_t nonce;  /* of the job; 0 for HELLO */
	uint32_t type;   /* enum sicht_reply_type */
	uint32_t unused; /* zero */
	union {
		struct {
			uint32_t layers; /* enum sicht_sandbox_layer */
			/* of its libraries: "name version, name version"; as a detail below */
			char versions[SICHT_VERSIONS_BYTES];
		} hello;
		struct {
			uint32_t page; /* from 0; below SICHT_PICTURES_MAX */
			uint32_t width, height;
		} picture;
		struct {
			uint16_t page, window;
			uint8_t profile, quality, exact, form_count;
			struct sicht_pdq form[SICHT_DIHEDRAL_COUNT];
		} window;
		struct {
			uint32_t outcome;  /* enum sicht_outcome, one that a decoder may give */
			uint32_t pictures; /* that the file says it holds; 0: not known */
			char detail[SICHT_DETAIL_BYTES]; /* printable ASCII, zero padded */
		} outcome;
	};
};

/*
 * Is `reply` (of `size_bytes` as received) a well-formed answer to `job`? Checks magic, version,
 * nonce, type, every enum and range, that unused bytes are zero and text is printable and
 * ended. `job` NULL: only HELLO will do. Never reads beyond size_bytes.
 */
bool sicht_reply_check(const struct sicht_reply_message *reply, size_t size_bytes,
	const struct sicht_job_message *job);

/* The same on the other side: a decoder trusts nobody either. */
bool sicht_job_check(const struct sicht_job_message *job, size_t size_bytes);

/*
 * Send `job` with the descriptor of its file, as one packet; false: nobody is there any more. And the
 * way back: 1 and a descriptor, which is the caller's; 0: the end of the socket; -1: nonsense. The
 * job is checked.
 */
bool sicht_job_send(int socket, const struct sicht_job_message *job, int fd);
int sicht_job_receive(int socket, struct sicht_job_message *job, int *fd);

/*
 * CPU time that `job` may use if so many pictures of its file have so many pixels together; 0: they
 * are not known yet.
 */
uint64_t sicht_job_cpu_ms(const struct sicht_job_message *job, uint64_t pictures, uint64_t pixels);

#endif
