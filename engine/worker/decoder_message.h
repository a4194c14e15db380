/* SPDX-License-Identifier: MIT */
/*
 * The jobs and replies of sicht-decoder; message.h says what they have in common with those of
 * other programs.
 *
 *     sicht   -> decoder   struct sicht_decode_job, with the descriptor of a file
 *     decoder -> sicht     for each picture of the file, of SICHT_PICTURES_MAX at most, a PICTURE
 *                          and at most SICHT_WINDOW_PRINTS_MAX WINDOWs; then exactly one OUTCOME
 */
#ifndef SICHT_ENGINE_WORKER_DECODER_MESSAGE_H
#define SICHT_ENGINE_WORKER_DECODER_MESSAGE_H

#include "engine/worker/message.h"
#include "sicht/hash.h"

/* Replies in one packet. Most pictures have 7 windows in each of two profiles, and an outcome. */
#define SICHT_DECODE_REPLIES_MAX 24

enum sicht_decode_type {
	SICHT_DECODE_JOB = SICHT_MESSAGE_OWN,
	SICHT_DECODE_PICTURE,
	SICHT_DECODE_WINDOW,
	SICHT_DECODE_OUTCOME,
};

struct sicht_decode_job {
	struct sicht_envelope envelope;
	uint64_t size_bytes; /* of the file */
	uint64_t pixels_max; /* more is over-limit */
	uint32_t media;      /* enum sicht_media, as sniffed; the only loader to be tried */
	uint32_t profiles;   /* struct sicht_hash_options from here on */
	uint32_t windows;
	uint32_t cpu_ms_max; /* see sicht_decode_cpu_ms() */
	uint8_t exact, all_forms, thumbnail, first;
	uint8_t unused[4]; /* zero; no padding that nobody looks at */
};

struct sicht_decode_reply {
	struct sicht_envelope envelope;
	union {
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
 * Is `reply` (of `size_bytes` as received) a well-formed answer to `job`? Checks the envelope, the
 * nonce, the type, every enum and range, that unused bytes are zero and text is printable and
 * ended. Never reads beyond size_bytes.
 */
bool sicht_decode_reply_check(const struct sicht_decode_reply *reply, size_t size_bytes,
	const struct sicht_decode_job *job);

/* The same on the other side: a decoder trusts nobody either. */
bool sicht_decode_job_check(const struct sicht_decode_job *job, size_t size_bytes);

/*
 * The next job and the descriptor of its file, which is the caller's: 1; 0: the end of the socket;
 * -1: nonsense.
 */
int sicht_decode_job_receive(int socket, struct sicht_decode_job *job, int *fd);

/*
 * CPU time that `job` may use if so many pictures of its file have so many pixels together; 0: they
 * are not known yet.
 */
uint64_t sicht_decode_cpu_ms(
	const struct sicht_decode_job *job, uint64_t pictures, uint64_t pixels);

#endif
