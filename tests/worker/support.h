/* SPDX-License-Identifier: MIT */
/* What tests of the worker layer share: pictures, files in memory, and one job through a pool. */
#ifndef SICHT_TESTS_WORKER_SUPPORT_H
#define SICHT_TESTS_WORKER_SUPPORT_H

#include "engine/worker/decoder.h"

struct test_bytes {
	uint8_t *data; /* malloc'ed */
	size_t size;
};

/*
 * A picture of waves, the same on every machine, as a file: `format` is how libvips names it, with
 * options (".png[interlace]"). Bands: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.
 */
struct test_bytes test_picture(unsigned width, unsigned height, unsigned bands, const char *format);

/* One sample of it. */
uint8_t test_sample(unsigned x, unsigned y, unsigned band);

/* `name` beside the running test program. malloc'ed. */
char *test_program(const char *name);

/* Long enough for decoders beside many others, short enough to wait for one that sleeps. */
#define TEST_WALL_FACTOR 4

/* What test_job() allows: CPU time; 0 is the default. test_pool() sets it. */
extern unsigned test_job_ms_max;

/* A pool with `program` (NULL: sicht-decoder); fails the test if it does not open. */
struct sicht_pool *test_pool(const char *program, unsigned slots, unsigned job_ms_max);

/* A file in memory with these bytes, read-only. The caller closes it. */
int test_file(const void *data, size_t size);

/* A job with default hashing: full window, original form, profile fullres. */
struct sicht_job test_job(int fd, size_t size, enum sicht_media media, bool exact);

/* Begin and finish on slot 0. */
enum sicht_job_end test_run(struct sicht_pool *pool, const struct sicht_job *job,
	struct sicht_arena *arena, struct sicht_print *print);

/* All of it for a file of these bytes, its media sniffed. */
struct sicht_print test_print(
	struct sicht_pool *pool, struct sicht_arena *arena, struct test_bytes bytes, bool exact);

#endif
