/* SPDX-License-Identifier: MIT */
/* See support.h. libvips writes the files; what reads them is under test. */
#include "tests/worker/support.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vips/vips.h>

#include "engine/worker/sniff.h"

/* The HEIF encoder that libvips uses to make the tests' files leaves some of its memory behind. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:x265_malloc\n";
}

/* A triangle wave of that length, 0..255, without floating point. */
static unsigned wave(unsigned at, unsigned length)
{
	unsigned phase = at % length * 510 / length;
	return phase < 255 ? phase : 510 - phase;
}

uint8_t test_sample(unsigned x, unsigned y, unsigned band)
{
	unsigned sum = wave(x + 3 * y + 40 * band, 97) + wave(2 * x + y, 241) +
		       2 * wave(x * x / 64 + y + 1000 * (band + 1), 151);
	return (uint8_t)(sum / 4);
}

struct test_bytes test_picture(unsigned width, unsigned height, unsigned bands, const char *format)
{
	struct test_bytes bytes = {0};
	void *encoded = NULL;
	size_t total = (size_t)width * height * bands;
	uint8_t *pixels = malloc(total);
	cr_assert(vips_init("test-worker") == 0 && pixels != NULL);
	for (size_t i = 0; i < total; i++)
		pixels[i] = test_sample((unsigned)(i / bands % width),
			(unsigned)(i / bands / width), (unsigned)(i % bands));
	VipsImage *image = vips_image_new_from_memory(
		pixels, total, (int)width, (int)height, (int)bands, VIPS_FORMAT_UCHAR);
	VipsImage *named = NULL;
	vips_copy(image, &named, "interpretation",
		bands >= 3 ? VIPS_INTERPRETATION_sRGB : VIPS_INTERPRETATION_B_W, NULL);
	cr_assert(vips_image_write_to_buffer(named, format, &encoded, &bytes.size, NULL) == 0,
		"cannot write %s: %s", format, vips_error_buffer());
	bytes.data = malloc(bytes.size);
	memcpy(bytes.data, encoded, bytes.size);
	g_free(encoded);
	g_object_unref(named);
	g_object_unref(image);
	free(pixels);
	return bytes;
}

char *test_program(const char *name)
{
	char path[PATH_MAX + 64], *result;
	ssize_t size = readlink("/proc/self/exe", path, PATH_MAX);
	cr_assert(size > 0);
	path[size] = '\0';
	cr_assert(
		asprintf(&result, "%.*s%s", (int)(strrchr(path, '/') + 1 - path), path, name) > 0);
	return result;
}

unsigned test_job_ms_max;

struct sicht_pool *test_pool(const char *program, unsigned slots, unsigned job_ms_max)
{
	struct sicht_pool *pool = NULL;
	test_job_ms_max = job_ms_max;
	struct sicht_pool_options options = {.program = &sicht_decoder_program,
		.path = program,
		.slots = slots,
		.wall_factor = TEST_WALL_FACTOR};
	enum sicht_status status = sicht_pool_open(&options, &pool);
	cr_assert(status == SICHT_OK, "%s", sicht_message());
	return pool;
}

int test_file(const void *data, size_t size)
{
	char path[64];
	int fd = memfd_create("test", MFD_CLOEXEC);
	cr_assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int read_only = open(path, O_RDONLY | O_CLOEXEC);
	cr_assert(read_only >= 0);
	close(fd);
	return read_only;
}

struct sicht_job test_job(int fd, size_t size, enum sicht_media media, bool exact)
{
	return (struct sicht_job){
		.content = sicht_content_of_file(fd, size),
		.media = media,
		.hash = {.profiles = 1u << SICHT_PROFILE_FULLRES, .exact = exact},
		.cpu_ms_max = test_job_ms_max,
	};
}

enum sicht_job_end test_run(struct sicht_pool *pool, const struct sicht_job *job,
	struct sicht_arena *arena, struct sicht_print *print)
{
	*print = (struct sicht_print){0};
	if (!sicht_decoder_begin(pool, 0, job))
		return SICHT_JOB_NO_WORKER;
	return sicht_decoder_finish(pool, 0, arena, print);
}

struct sicht_print test_print(
	struct sicht_pool *pool, struct sicht_arena *arena, struct test_bytes bytes, bool exact)
{
	struct sicht_print print;
	struct sicht_sniff sniff = sicht_sniff_file(
		sicht_bytes(bytes.data, bytes.size), bytes.size, sicht_bytes(NULL, 0));
	int fd = test_file(bytes.data, bytes.size);
	struct sicht_job job = test_job(fd, bytes.size, sniff.media, exact);
	cr_assert(test_run(pool, &job, arena, &print) == SICHT_JOB_DONE, "%s: %s",
		sicht_outcome_name(print.outcome), print.detail);
	close(fd);
	return print;
}
