/* SPDX-License-Identifier: MIT */
/*
 * Time of the hash core alone, in microseconds a picture: warm 512x512 pictures, made by formula,
 * for every kernel table that this processor runs. Prints the best of many short rounds, which a
 * busy machine disturbs least. Every hash comes with its eight forms and its quality.
 */
#include "engine/hash/hasher.h"
#include "engine/hash/pdq_fast.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SIDE 512
#define ROUNDS 101

static uint8_t pixels[SIDE * SIDE];
static uint8_t colours[SIDE * SIDE * 3];
static uint8_t framed[SIDE * SIDE]; /* a border, a caption and a picture: both trims find a part */

static double now_us(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void paint(void)
{
	const uint32_t border = 24, caption = 100;
	uint32_t noise = 1;
	for (uint32_t y = 0; y < SIDE; y++) {
		for (uint32_t x = 0; x < SIDE; x++) {
			noise = noise * 1664525 + 1013904223;
			uint32_t wave = (x * x / 97 + y * y / 61 + x * y / 143) % 200;
			pixels[y * SIDE + x] = (uint8_t)(wave + (noise >> 28));
			bool outside = x < border || y < border || x >= SIDE - border ||
				       y >= SIDE - border;
			bool written = y % 20 < 10 && x / 3 % 4 == 0;
			framed[y * SIDE + x] = outside        ? 30
					       : y >= caption ? pixels[y * SIDE + x]
					       : written      ? 60
							      : 240;
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
		.windows = SICHT_WINDOWS_DEFAULT,
		.all_forms = true};
	size_t count;
	check(sicht_hash_picture(hasher, picture, &options, prints, &count));
	if (count != 7) {
		fprintf(stderr, "bench-hash-core: %zu windows instead of 7\n", count);
		exit(1);
	}
}

static void block_alone(struct sicht_hasher *hasher, const struct sicht_picture *picture)
{
	struct sicht_pdq_result result;
	(void)picture;
	sicht_block_hash(hasher, &result);
}

static double best_us(struct sicht_hasher *hasher, const struct sicht_picture *picture, work *what,
	unsigned repeats)
{
	double best = 0;
	for (size_t round = 0; round < ROUNDS; round++) {
		double start = now_us();
		for (unsigned i = 0; i < repeats; i++)
			what(hasher, picture);
		double time = (now_us() - start) / repeats;
		best = round == 0 || time < best ? time : best;
	}
	return best;
}

static void measure(const struct sicht_kernels *kernels)
{
	const struct sicht_picture grey = {pixels, SIDE, SIDE, SIDE, 1, SIDE, SIDE};
	const struct sicht_picture page = {framed, SIDE, SIDE, SIDE, 1, SIDE, SIDE};
	const struct sicht_picture colour = {colours, SIDE * 3, SIDE, SIDE, 3, SIDE, SIDE};
	struct sicht_hasher *hasher;
	check(sicht_hasher_new_with(kernels, &hasher));
	printf("%-8s %10.0f %12.0f %10.1f %12.1f %12.1f %14.0f\n", kernels->name,
		best_us(hasher, &grey, exact, 1), best_us(hasher, &colour, exact, 1),
		best_us(hasher, &grey, fast, 20), best_us(hasher, &colour, fast, 20),
		best_us(hasher, &grey, block_alone, 100), best_us(hasher, &page, windows, 4));
	sicht_hasher_free(hasher);
}

int main(void)
{
	paint();
	printf("512x512, us a picture (best of %d rounds)\n", ROUNDS);
	printf("%-8s %10s %12s %10s %12s %12s %14s\n", "kernel", "exact", "exact, rgb", "fast",
		"fast, rgb", "block alone", "seven windows");
	for (const struct sicht_kernels *const *table = sicht_kernels_all(); *table; table++) {
		if ((*table)->supported())
			measure(*table);
	}
	return 0;
}
