/* SPDX-License-Identifier: MIT */
/* The pictures of bench-hash: made from seeds, once, and kept where the caller says. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/hash/hash.h"
#include "tests/samples/samples.h"

#define JPEG SICHT_MEDIA_JPEG
#define PNG SICHT_MEDIA_PNG
#define WEBP SICHT_MEDIA_WEBP
#define HEIF SICHT_MEDIA_HEIF
#define AVIF SICHT_MEDIA_AVIF

const struct bench_set bench_sets[] = {
	{"web JPEG", "jpg", "Q=85", 500, 375, 240, JPEG, false},
	{"web progressive", "jpg", "Q=85,interlace", 500, 375, 60, JPEG, false},
	{"web PNG", "png", NULL, 500, 375, 30, PNG, false},
	{"web WebP", "webp", "Q=80", 500, 375, 60, WEBP, false},
	{"2 MP JPEG", "jpg", "Q=88", 1632, 1224, 40, JPEG, false},
	{"2 MP progressive", "jpg", "Q=88,interlace", 1632, 1224, 20, JPEG, false},
	{"2 MP PNG", "png", NULL, 1632, 1224, 6, PNG, false},
	{"2 MP WebP", "webp", "Q=80", 1632, 1224, 10, WEBP, false},
	{"2 MP HEIF", "heif", "Q=60", 1632, 1224, 3, HEIF, false},
	{"2 MP AVIF", "avif", "Q=60", 1632, 1224, 3, AVIF, false},
	{"12 MP JPEG", "jpg", "Q=92", 4000, 3000, 16, JPEG, true},
	{"12 MP progressive", "jpg", "Q=92,interlace", 4000, 3000, 16, JPEG, true},
	{"12 MP PNG", "png", NULL, 4000, 3000, 2, PNG, true},
	{"12 MP WebP", "webp", "Q=80", 4000, 3000, 3, WEBP, true},
	{"12 MP HEIF", "heif", "Q=60", 4000, 3000, 1, HEIF, true},
	{0},
};

void bench_check(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "bench-hash: %s\n", what);
		exit(1);
	}
}

double bench_cpu_ms(void)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

void bench_set_path(const struct bench_set *set, const char *directory, unsigned number,
	char path[BENCH_PATH_SIZE])
{
	int size = snprintf(path, BENCH_PATH_SIZE, "%s/%s", directory, set->name);
	bench_check(size < BENCH_PATH_SIZE - 32, "the directory's name is too long");
	snprintf(path + size, (size_t)(BENCH_PATH_SIZE - size), "/%u.%s", number, set->suffix);
}

/* The noise of a sensor, as what telephones and cameras write has it. */
static VipsImage *with_noise(VipsImage *image)
{
	VipsImage *noise = NULL, *sum = NULL, *result = NULL;
	bench_check(vips_gaussnoise(&noise, image->Xsize, image->Ysize, "mean", 0.0, "sigma", 3.0,
			    "seed", 7, NULL) == 0 &&
			    vips_add(image, noise, &sum, NULL) == 0 &&
			    vips_cast_uchar(sum, &result, NULL) == 0,
		"cannot add noise");
	g_object_unref(sum);
	g_object_unref(noise);
	return result;
}

void bench_set_make(const struct bench_set *set, const char *directory)
{
	char path[BENCH_PATH_SIZE];
	bench_set_path(set, directory, set->count - 1, path);
	if (access(path, R_OK) == 0)
		return;
	*strrchr(path, '/') = '\0';
	bench_check(sicht_sample_mkdir(path) == SICHT_OK, "cannot make a directory");
	for (unsigned i = 0; i < set->count; i++) {
		VipsImage *image = NULL;
		bench_set_path(set, directory, i, path);
		bench_check(sicht_sample_photo(i + 1, set->width, set->height, &image) == SICHT_OK,
			"cannot paint a picture");
		VipsImage *noisy = with_noise(image);
		bench_check(
			sicht_sample_write(noisy, path, set->options) == SICHT_OK, sicht_message());
		g_object_unref(noisy);
		g_object_unref(image);
	}
}

struct bench_file bench_file_open(
	const struct bench_set *set, const char *directory, unsigned number)
{
	struct bench_file file = {.media = set->media};
	struct stat status;
	bench_set_path(set, directory, number, file.path);
	file.fd = open(file.path, O_RDONLY | O_CLOEXEC);
	bench_check(file.fd >= 0 && fstat(file.fd, &status) == 0, "cannot open a picture");
	file.size = (size_t)status.st_size;
	file.bytes = malloc(file.size);
	bench_check(file.bytes != NULL &&
			    pread(file.fd, file.bytes, file.size, 0) == (ssize_t)file.size,
		"cannot read a picture");
	return file;
}

void bench_file_close(struct bench_file *file)
{
	close(file->fd);
	free(file->bytes);
}
