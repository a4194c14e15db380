/* SPDX-License-Identifier: MIT */
/*
 * Time of the hash core alone, in microseconds a picture: a warm 512x512 grey picture, made by
 * formula, for every kernel table that this processor runs. Prints the median of many rounds, so
 * that a busy machine disturbs little; no pass or fail.
 */
#include "engine/hash/hasher.h"
#include "engine/hash/pdq_fast.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SIDE 512
#define ROUNDS 31

static uint8_t pixels[SIDE * SIDE];
static uint8_t colours[SIDE * SIDE * 3];

static double now_us(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void paint(void)
{
	uint32_t noise = 1;
	for (uint32_t y = 0; y < SIDE; y++) {
		for (uint32_t x = 0; x < SIDE; x++) {
			noise = noise * 1664525 + 1013904223;
			uint32_t wave = (x * x / 97 + y * y / 61 + x * y / 143) % 200;
			pixels[y * SIDE + x] = (uint8_t)(wave + (noise >> 28));
			for (uint32_t band = 0; band < 3; band++)
				colours[(y * SIDE + x) * 3 + band] =
					(uint8_t)(pixels[y * SIDE + x] ^ band << 4);
		}
	}
}

static void check(enum sicht_status status)
{
	if (status != SICHT_OK) {
		fprintf(stderr, "bench-hash-core: %s\n", sicht_message());
		exit(1);
	}
}

typedef void work(struct sicht_hasher *hasher, const struct sicht_picture *picture);

static void exact(struct sicht_hasher *hasher, const struct sicht_picture *picture)
{
	struct sicht_pdq_result result;
	check(sicht_pdq_exact(hasher, picture, NULL, SICHT_PROFILE_FULLRES, &result));
}

static void fast(struct sicht_hasher *hasher, const struct sicht_picture *picture)
{
	struct sicht_pdq_result result;
	check(sicht_pdq_fast(hasher, picture, NULL, SICHT_PROFILE_FULLRES, &result));
}

static void windows(struct sicht_hasher *hasher, const struct sicht_picture *picture)
{
	static struct sicht_window_print prints[SICHT_WINDOW_PRINTS_MAX];
	const struct sicht_hash_options options = {.profiles = 1 << SICHT_PROFILE_FULLRES,
		.windows = SICHT_WINDOWS_STANDARD,
		.all_forms = true};
	size_t count;
	check(sicht_hash_picture(hasher, picture, &options, prints, &count));
}

static void block_alone(struct sicht_hasher *hasher, const struct sicht_picture *picture)
{
	struct sicht_pdq_result result;
	(void)picture;
	sicht_block_hash(hasher, &result);
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static double median_us(struct sicht_hasher *hasher, const struct sicht_picture *picture,
	work *what, unsigned repeats)
{
	double time[ROUNDS];
	for (size_t round = 0; round < ROUNDS; round++) {
		double start = now_us();
		for (unsigned i = 0; i < repeats; i++)
			what(hasher, picture);
		time[round] = (now_us() - start) / repeats;
	}
	qsort(time, ROUNDS, sizeof *time, compare);
	return time[ROUNDS / 2];
}

int main(void)
{
	paint();
	const struct sicht_picture grey = {pixels, SIDE, SIDE, SIDE, 1, SIDE, SIDE};
	const struct sicht_picture colour = {colours, SIDE * 3, SIDE, SIDE, 3, SIDE, SIDE};
	printf("512x512, us a picture (median of %d rounds)\n", ROUNDS);
	printf("%-8s %10s %12s %12s %12s %12s %14s\n", "kernel", "exact", "exact, rgb", "fast",
		"fast, rgb", "block alone", "seven windows");
	for (const struct sicht_kernels *const *kernels = sicht_kernels_all(); *kernels;
		kernels++) {
		if (!(*kernels)->supported())
			continue;
		struct sicht_hasher *hasher;
		check(sicht_hasher_new_with(*kernels, &hasher));
		printf("%-8s %10.0f %12.0f %12.1f %12.1f %12.1f %14.0f\n", (*kernels)->name,
			median_us(hasher, &grey, exact, 3), median_us(hasher, &colour, exact, 3),
			median_us(hasher, &grey, fast, 100), median_us(hasher, &colour, fast, 100),
			median_us(hasher, &grey, block_alone, 300),
			median_us(hasher, &grey, windows, 20));
		sicht_hasher_free(hasher);
	}
	return 0;
}
