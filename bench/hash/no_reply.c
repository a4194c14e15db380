/* SPDX-License-Identifier: MIT */
/* In place of engine/decoder/reply.c and server.c: decoding in a process that nobody listens to. */
#include "engine/decoder/reply.h"
#include "engine/decoder/server.h"

void sicht_reply_picture(
	const struct sicht_decode_job *job, uint32_t page, uint32_t width, uint32_t height)
{
	(void)job;
	(void)page;
	(void)width;
	(void)height;
}

void sicht_reply_outcome(const struct sicht_decode_job *job, enum sicht_outcome outcome,
	uint32_t pictures, const char *detail)
{
	(void)job;
	(void)outcome;
	(void)pictures;
	(void)detail;
}

void sicht_server_announce(const struct sicht_decode_job *job, uint64_t pictures, uint64_t pixels)
{
	(void)job;
	(void)pictures;
	(void)pixels;
}
