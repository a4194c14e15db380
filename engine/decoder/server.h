/* SPDX-License-Identifier: MIT */
/*
 * Jobs that get a process of their own: those of formats whose libraries were seen to show what
 * they had in memory before (HEIF, AVIF).
 *
 *     sicht <-----> decoder -----> server         the job
 *                      ^             | fork
 *                      +-----------child          the replies
 *
 * The server is forked off before any hostile byte is read and never reads one. It starts one child
 * at a time, and has seen the end of it before the next. A child hears nobody, and talks to the
 * decoder alone, which hands its replies on and keeps the outcome back until the child has ended:
 * so nothing is left of one file when sicht hands over the next. The decoder itself may start
 * nothing.
 *
 * A child that does not end well takes the server and the decoder with it, which end as it did:
 * what sicht sees is what it would see without any of this, and the next job meets new processes.
 */
#ifndef SICHT_ENGINE_DECODER_SERVER_H
#define SICHT_ENGINE_DECODER_SERVER_H

#include "engine/decoder/sandbox.h"

/* The descriptors, before anything else is opened; false: they cannot be had. */
bool sicht_server_prepare(void);

/*
 * Start the server, while there is one thread; children will call `work`, which answers by reply.h.
 * The layers in which it is locked in, or -1: it could not be started. `parent` is that of the
 * calling process, whose end will be the server's too.
 */
int sicht_server_start(pid_t parent, void (*work)(const struct sicht_decode_job *job, int fd));

/* Have a job done. If it does not end well, neither does the calling process. */
void sicht_server_do(const struct sicht_decode_job *job, int fd);

/*
 * In a child: so many pictures have so many pixels together, which take more CPU time. Elsewhere
 * nothing.
 */
void sicht_server_announce(const struct sicht_decode_job *job, uint64_t pictures, uint64_t pixels);

#endif
