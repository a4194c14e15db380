/* SPDX-License-Identifier: MIT */
/*
 * The luma reader against libjpeg-turbo's decoding to grey at the same scale, which gives the same
 * bytes (checked here as well): pictures of some sizes at the scale that the decoder takes for
 * them, made by formula: shapes of all sizes and the noise of a sensor, colour at half resolution,
 * as cameras write them.
 *
 * Medians of runs in turn, in processor time: a busy machine slows both alike. The last column is
 * what a drive's examination does with a file, SHA-256, luma and PDQ, against libjpeg-turbo's
 * decoding alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jpeglib.h>

#include "engine/decoder/jpeg_luma/jpeg_luma.h"
#include "sicht/hash.h"

#define RUNS 25

/* What is measured, and how often in a run, so that it takes some milliseconds. */
struct kind {
	const char *name;
	unsigned width, height, divisor;
	int quality;
	unsigned repeats;
};

static const struct kind kinds[] = {
	{"500x375", 500, 375, 1, 85, 20},
	{"1024x768, 1/2", 1024, 768, 2, 85, 5},
	{"2 MP, 1/4", 1632, 1224, 4, 88, 2},
	{"12 MP, 1/8", 4000, 3000, 8, 92, 1},
};

static double now_ms(void)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void check(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "bench-jpeg-luma: %s\n", what);
		exit(1);
	}
}

/* -------------------------------------------------------------------------------- the pictures */

static uint32_t scrambled(uint32_t x)
{
	x = (x ^ x >> 16) * 0x7feb352d;
	x = (x ^ x >> 15) * 0x846ca68b;
	return x ^ x >> 16;
}

/* Random heights on a grid, and what lies between by interpolation; -128..127. */
static int hills(int x, int y, int cell, uint32_t seed)
{
	int left = x / cell, top = y / cell, right_part = x % cell, lower_part = y % cell;
	int height[4];
	for (int i = 0; i < 4; i++) {
		uint32_t place = (uint32_t)(left + i % 2) * 0x9e3779b1u + (uint32_t)(top + i / 2);
		height[i] = (int)(scrambled(place ^ scrambled(seed + (uint32_t)cell)) >> 24) - 128;
	}
	int above = height[0] * (cell - right_part) + height[1] * right_part;
	int below = height[2] * (cell - right_part) + height[3] * right_part;
	return (above * (cell - lower_part) + below * lower_part) / (cell * cell);
}

/* The sum of four dice: a deviation of about 4. */
static int noise(uint32_t place)
{
	uint32_t dice = scrambled(place);
	int sum = 0;
	for (int i = 0; i < 4; i++)
		sum += (int)(dice >> 8 * i & 255);
	return (sum - 510) / 37;
}

static void paint_row(JSAMPLE *row, int width, int y, uint32_t seed)
{
	for (int x = 0; x < width; x++) {
		int shape = hills(x, y, 900, seed) + hills(x, y, 210, seed) / 2 +
			    hills(x, y, 47, seed) / 4 + hills(x, y, 11, seed) / 8;
		shape += hills(x, y, 400, seed + 1) > 20 ? 40 : 0; /* edges */
		for (int band = 0; band < 3; band++) {
			int tint = hills(x, y, 300, seed + 2 + (uint32_t)band) / 4;
			uint32_t place = (uint32_t)((y * width + x) * 3 + band);
			int sample = 120 + shape + tint + noise(place ^ seed);
			row[3 * x + band] = (JSAMPLE)(sample < 0 ? 0 : sample > 255 ? 255 : sample);
		}
	}
}

struct file {
	const struct kind *kind;
	unsigned char *data;
	unsigned long size;
};

static struct file compressed(const struct kind *kind, bool progressive, uint32_t seed)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct file file = {kind, NULL, 0};
	JSAMPLE *row = malloc((size_t)kind->width * 3);
	check(row != NULL, "no memory");
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &file.data, &file.size);
	jpeg.image_width = kind->width;
	jpeg.image_height = kind->height;
	jpeg.input_components = 3;
	jpeg.in_color_space = JCS_RGB;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, kind->quality, TRUE);
	if (progressive)
		jpeg_simple_progression(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	for (unsigned y = 0; y < kind->height; y++) {
		paint_row(row, (int)kind->width, (int)y, seed);
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	free(row);
	return file;
}

/* --------------------------------------------------------------------------- what is compared */

#define SAMPLES_MAX (1u << 20)

static uint8_t by_libjpeg[SAMPLES_MAX], by_reader[SAMPLES_MAX];
static struct sicht_hasher *hasher;
static struct sicht_digester *digester;

static uint32_t reduced(unsigned length, const struct kind *kind)
{
	return (length + kind->divisor - 1) / kind->divisor;
}

static void decode(const struct file *file)
{
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_decompress(&jpeg);
	jpeg_mem_src(&jpeg, file->data, file->size);
	jpeg_read_header(&jpeg, TRUE);
	jpeg.out_color_space = JCS_GRAYSCALE;
	jpeg.scale_denom = file->kind->divisor;
	jpeg_start_decompress(&jpeg);
	while (jpeg.output_scanline < jpeg.output_height) {
		JSAMPROW row = by_libjpeg + (size_t)jpeg.output_scanline * jpeg.output_width;
		jpeg_read_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_decompress(&jpeg);
	jpeg_destroy_decompress(&jpeg);
}

static void read_luma(const struct file *file)
{
	const struct kind *kind = file->kind;
	struct sicht_jpeg_luma *reader;
	check(sicht_jpeg_luma_open(sicht_bytes(file->data, file->size), &reader) &&
			sicht_jpeg_luma_read(
				reader, kind->divisor, by_reader, reduced(kind->width, kind)),
		"the reader declined");
	sicht_jpeg_luma_free(reader);
}

static void examine(const struct file *file)
{
	const struct kind *kind = file->kind;
	const struct sicht_picture picture = {.data = by_reader,
		.stride_bytes = reduced(kind->width, kind),
		.width = reduced(kind->width, kind),
		.height = reduced(kind->height, kind),
		.bands = 1,
		.full_width = kind->width,
		.full_height = kind->height};
	struct sicht_digests digests;
	struct sicht_pdq_result result;
	sicht_digester_begin(digester);
	sicht_digester_update(digester, file->data, file->size);
	sicht_digester_finish(digester, &digests);
	read_luma(file);
	check(sicht_pdq_fast(hasher, &picture, NULL, SICHT_PROFILE_FULLRES, &result) == SICHT_OK,
		"no hash");
}

/* ------------------------------------------------------------------------------------ the times */

typedef void work(const struct file *file);

static double time_of(work *what, const struct file *file)
{
	double start = now_ms();
	for (unsigned i = 0; i < file->kind->repeats; i++)
		what(file);
	return (now_ms() - start) / file->kind->repeats;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *times)
{
	qsort(times, RUNS, sizeof *times, by_size);
	return times[RUNS / 2];
}

static void measure(const struct kind *kind, bool progressive, uint32_t seed)
{
	struct file file = compressed(kind, progressive, seed);
	double decoding[RUNS], reading[RUNS], examining[RUNS];
	for (int run = 0; run < RUNS; run++) {
		decoding[run] = time_of(decode, &file);
		reading[run] = time_of(read_luma, &file);
		examining[run] = time_of(examine, &file);
	}
	check(memcmp(by_libjpeg, by_reader,
		      (size_t)reduced(kind->width, kind) * reduced(kind->height, kind)) == 0,
		"the pictures differ");
	double decoding_ms = median(decoding), reading_ms = median(reading);
	double examining_ms = median(examining);
	printf("%-14s %-12s %8.3f %9.3f %9.3f %6.2f x %12.3f %6.2f x\n", kind->name,
		progressive ? "progressive" : "baseline", (double)file.size / 1e6, decoding_ms,
		reading_ms, decoding_ms / reading_ms, examining_ms, decoding_ms / examining_ms);
	free(file.data);
}

int main(void)
{
	check(sicht_hasher_new(&hasher) == SICHT_OK &&
			sicht_digester_new(1u << SICHT_DIGEST_SHA256, &digester) == SICHT_OK,
		"cannot begin");
	printf("ms of processor time (medians of %d)\n", RUNS);
	printf("%-27s %8s %9s %9s %8s %12s %8s\n", "file", "MB", "libjpeg", "luma", "",
		"with hashes", "");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		for (uint32_t seed = 1; seed <= 3; seed++)
			measure(&kinds[i], false, seed);
		for (uint32_t seed = 1; seed <= 3; seed++)
			measure(&kinds[i], true, seed);
	}
	sicht_hasher_free(hasher);
	sicht_digester_free(digester);
	return 0;
}
