/* SPDX-License-Identifier: MIT */
/*
 * What the sandbox costs: one job there and back, with the decoder as it is and with the same
 * decoder not locked in, by turns, so that a busy machine disturbs both alike. Prints the medians
 * in microseconds a job; no pass or fail.
 *
 * bench-sandbox [ROUNDS]
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vips/vips.h>

#include "engine/base/clock.h"
#include "engine/worker/decoder.h"

#define ROUNDS_MAX 100000

static const struct {
	const char *name, *format;
	int width, height;
	enum sicht_media media;
} cases[] = {
	{"png 8x8", ".png", 8, 8, SICHT_MEDIA_PNG},
	{"jpeg 160x120", ".jpg[Q=85]", 160, 120, SICHT_MEDIA_JPEG},
	{"jpeg 640x480", ".jpg[Q=85]", 640, 480, SICHT_MEDIA_JPEG},
	{"jpeg 4000x3000", ".jpg[Q=85]", 4000, 3000, SICHT_MEDIA_JPEG},
	{"webp 640x480", ".webp[Q=85]", 640, 480, SICHT_MEDIA_WEBP},
};

static void fail(const char *what)
{
	fprintf(stderr, "bench-sandbox: %s\n", what);
	exit(1);
}

/* Waves and noise as a file in memory; its descriptor and size. */
static int paint(int width, int height, const char *format, size_t *size)
{
	size_t total = (size_t)width * (size_t)height * 3;
	uint8_t *pixels = malloc(total);
	uint32_t noise = 1;
	void *file = NULL;
	for (size_t i = 0; i < total; i++) {
		size_t x = i / 3 % (size_t)width, y = i / 3 / (size_t)width;
		noise = noise * 1664525 + 1013904223;
		pixels[i] = (uint8_t)((x * x / 97 + y * y / 61 + i % 3 * 40) % 240 + (noise >> 28));
	}
	VipsImage *image =
		vips_image_new_from_memory(pixels, total, width, height, 3, VIPS_FORMAT_UCHAR);
	VipsImage *colours = NULL;
	int fd = memfd_create("bench", MFD_CLOEXEC);
	if (vips_copy(image, &colours, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0 ||
		vips_image_write_to_buffer(colours, format, &file, size, NULL) != 0 || fd < 0 ||
		write(fd, file, *size) != (ssize_t)*size)
		fail("cannot make a picture");
	g_object_unref(colours);
	g_object_unref(image);
	g_free(file);
	free(pixels);
	return fd;
}

static struct sicht_pool *open_beside(const char *name)
{
	char path[PATH_MAX + 64];
	ssize_t size = readlink("/proc/self/exe", path, PATH_MAX);
	if (size <= 0)
		fail("cannot find this program");
	path[size] = '\0';
	strcpy(strrchr(path, '/') + 1, name);
	struct sicht_pool *pool = NULL;
	struct sicht_pool_options options = {
		.program = &sicht_decoder_program, .path = path, .slots = 1, .insecure = true};
	if (sicht_pool_open(&options, &pool) != SICHT_OK)
		fail(sicht_message());
	return pool;
}

static double job_us(struct sicht_pool *pool, const struct sicht_job *job)
{
	static struct sicht_arena arena;
	struct sicht_print print = {0};
	int64_t start_ns = sicht_clock_monotonic_ns();
	if (!sicht_decoder_begin(pool, 0, job) ||
		sicht_decoder_finish(pool, 0, &arena, &print) != SICHT_JOB_DONE)
		fail("a job failed");
	int64_t end_ns = sicht_clock_monotonic_ns();
	sicht_arena_reset(&arena);
	if (sicht_pool_refill(pool) != SICHT_OK)
		fail(sicht_message());
	return (double)(end_ns - start_ns) / 1e3;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv)
{
	static double times_us[2][ROUNDS_MAX];
	int rounds = argc > 1 ? atoi(argv[1]) : 201;
	if (rounds < 1 || rounds > ROUNDS_MAX || vips_init(argv[0]) != 0)
		fail("ROUNDS is 1 to 100000");
	struct sicht_pool *pools[] = {
		open_beside("sicht-decoder"), open_beside("bench-decoder-open")};
	printf("%-16s %12s %12s %8s\n", "job", "locked in us", "open us", "ratio");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sicht_job job = {.media = cases[i].media, .hash = {.profiles = 1}};
		size_t size;
		int fd = paint(cases[i].width, cases[i].height, cases[i].format, &size);
		job.content = sicht_content_of_file(fd, size);
		for (int round = 0; round < 2 * rounds; round++)
			times_us[round % 2][round / 2] = job_us(pools[round % 2], &job);
		for (int pool = 0; pool < 2; pool++)
			qsort(times_us[pool], (size_t)rounds, sizeof(double), compare);
		double locked_us = times_us[0][rounds / 2], open_us = times_us[1][rounds / 2];
		printf("%-16s %12.1f %12.1f %8.3f\n", cases[i].name, locked_us, open_us,
			locked_us / open_us);
		sicht_content_close(&job.content);
	}
	sicht_pool_close(pools[0]);
	sicht_pool_close(pools[1]);
	return 0;
}
