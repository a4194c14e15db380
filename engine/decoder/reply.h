/* SPDX-License-Identifier: MIT */
/*
 * The decoder's side of the socket. Where sicht is gone there is nobody to tell: the process ends.
 */
#ifndef SICHT_ENGINE_DECODER_REPLY_H
#define SICHT_ENGINE_DECODER_REPLY_H

#include "engine/worker/decoder_message.h"

/* `versions`: "name version, name version", as sicht_decoder_versions() makes it. */
void sicht_reply_hello(unsigned layers, const char *versions);
/* Told at once if it has a megapixel, for which sicht allows more time; else with the outcome. */
void sicht_reply_picture(
	const struct sicht_decode_job *job, uint32_t page, uint32_t width, uint32_t height);
/* Sent with the outcome, or once they fill a packet. */
void sicht_reply_window(
	const struct sicht_decode_job *job, const struct sicht_window_print *window);

/* `pictures`: that the file holds, or 0. `detail`: printable, or "". */
void sicht_reply_outcome(const struct sicht_decode_job *job, enum sicht_outcome outcome,
	uint32_t pictures, const char *detail);

/* Packets as they are: for who hands on those of another process. */
void sicht_reply_send(const struct sicht_decode_reply *replies, size_t count);

/* From now on all replies go through another socket. */
void sicht_reply_through(int socket);

/* Wait for a job and its descriptor. Ends the process at the end of the socket, or for nonsense. */
void sicht_reply_await_job(struct sicht_decode_job *job, int *fd);

#endif
