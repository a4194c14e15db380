/* SPDX-License-Identifier: MIT */
/*
 * What hashing a drive's pictures costs, and where the time goes: pictures a second by format and
 * size, each with its parts; beside it, in the same run, what libjpeg-turbo needs for the scaled
 * luma alone and libvips for a thumbnail; how far the fast path is from the reference; and
 * `sicht index` as a whole against the sum of its parts.
 *
 * Everything runs in this process (the decoder's own sources, without its sandbox, which costs
 * nothing: see bench-sandbox) and is measured in processor time, best of some rounds in turn, so
 * that a busy machine disturbs the ratios little.
 *
 * bench-hash DIR [parts|distances|index]     pictures are made in DIR, once (250 MB)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vips/vips.h>

#include "bench/hash/hash.h"
#include "engine/decoder/decode.h"
#include "engine/hash/hasher.h"
#include "tests/samples/samples.h"

#define ROUNDS 7
#define FILES_MAX 256

#define ALL_DIGESTS ((1u << SICHT_DIGEST_KIND_COUNT) - 1)
#define BOTH_PROFILES ((1u << SICHT_PROFILE_COUNT) - 1)

static struct sicht_hasher *hasher;
static struct sicht_digester *sha256, *all_digests;

/* ------------------------------------------------------------------------------------ the parts */

static struct sicht_decode_job job_of(const struct bench_file *file, bool exact)
{
	return (struct sicht_decode_job){
		.size_bytes = file->size,
		.pixels_max = SICHT_PIXELS_MAX,
		.media = file->media,
		.profiles = BOTH_PROFILES,
		.windows = SICHT_WINDOWS_DEFAULT,
		.all_forms = 1,
		.thumbnail = 1,
		.exact = exact,
	};
}

static void read_through(const struct bench_file *file)
{
	static uint8_t buffer[SICHT_READ_BYTES];
	off_t offset = 0;
	ssize_t count;
	while ((count = pread(file->fd, buffer, sizeof buffer, offset)) > 0)
		offset += count;
}

static void digest(struct sicht_digester *digester, const struct bench_file *file)
{
	struct sicht_digests digests;
	sicht_digester_begin(digester);
	for (size_t at = 0; at < file->size; at += SICHT_READ_BYTES)
		sicht_digester_update(digester, file->bytes + at,
			file->size - at < SICHT_READ_BYTES ? file->size - at : SICHT_READ_BYTES);
	sicht_digester_finish(digester, &digests);
}

static void decode(const struct bench_file *file, const struct sicht_decode_job *job,
	struct sicht_decoding *out)
{
	*out = (struct sicht_decoding){.job = job, .fd = file->fd};
	lseek(file->fd, 0, SEEK_SET);
	if (file->media == SICHT_MEDIA_JPEG)
		sicht_decode_jpeg(out);
	else if (file->media == SICHT_MEDIA_WEBP)
		sicht_decode_webp(out);
	else
		sicht_decode_vips(out);
	bench_check(out->outcome == SICHT_OUTCOME_DECODED, out->detail);
}

static void hash_full(const struct sicht_picture *picture, struct sicht_pdq_result *out)
{
	bench_check(sicht_pdq_fast(hasher, picture, NULL, SICHT_PROFILE_FULLRES, out) == SICHT_OK,
		"no hash");
}

/* As an index of evidence does: all windows, all forms, both profiles. */
static void hash_windows(const struct sicht_picture *picture)
{
	static struct sicht_window_print windows[SICHT_WINDOW_PRINTS_MAX];
	const struct sicht_hash_options options = {
		.profiles = BOTH_PROFILES, .windows = SICHT_WINDOWS_DEFAULT, .all_forms = true};
	size_t count;
	bench_check(sicht_hash_picture(hasher, picture, &options, windows, &count) == SICHT_OK,
		"no hashes");
}

void bench_examine(const struct bench_file *file)
{
	struct sicht_decoding decoding;
	struct sicht_decode_job job = job_of(file, false);
	read_through(file);
	digest(all_digests, file);
	decode(file, &job, &decoding);
	hash_windows(&decoding.picture);
	struct sicht_decoding thumbnail;
	bench_check(!sicht_decode_thumbnail(&decoding, &thumbnail), "a thumbnail from nowhere");
	sicht_decoding_close(&decoding);
}

/* ---------------------------------------------------------------------------------- their times */

enum part {
	READ,
	SHA256,
	ALL_KINDS,
	DECODE,
	HASH,
	BLOCK, /* what of HASH comes after the tent: DCT, medians, bits, quality */
	WINDOWS,
	LIBJPEG,
	THUMBNAIL,
	PART_COUNT,
};

static void add_time(double *sum_ms, double *start_ms)
{
	double now_ms = bench_cpu_ms();
	*sum_ms += now_ms - *start_ms;
	*start_ms = bench_cpu_ms();
}

static void time_parts(const struct bench_file *file, double times_ms[PART_COUNT])
{
	struct sicht_decoding decoding;
	struct sicht_pdq_result result;
	struct sicht_decode_job job = job_of(file, false);
	double start_ms = bench_cpu_ms();
	read_through(file);
	add_time(&times_ms[READ], &start_ms);
	digest(sha256, file);
	add_time(&times_ms[SHA256], &start_ms);
	digest(all_digests, file);
	add_time(&times_ms[ALL_KINDS], &start_ms);
	decode(file, &job, &decoding);
	add_time(&times_ms[DECODE], &start_ms);
	hash_full(&decoding.picture, &result);
	add_time(&times_ms[HASH], &start_ms);
	sicht_block_hash(hasher, &result);
	add_time(&times_ms[BLOCK], &start_ms);
	hash_windows(&decoding.picture);
	add_time(&times_ms[WINDOWS], &start_ms);
	sicht_decoding_close(&decoding);
	start_ms = bench_cpu_ms();
	if (file->media == SICHT_MEDIA_JPEG)
		bench_libjpeg(file);
	add_time(&times_ms[LIBJPEG], &start_ms);
	bench_vips_thumbnail(file);
	add_time(&times_ms[THUMBNAIL], &start_ms);
}

/* Milliseconds a picture, best of the rounds for each part. */
static void measure(const struct bench_file *files, unsigned count, double best_ms[PART_COUNT])
{
	for (int round = 0; round < ROUNDS; round++) {
		double times_ms[PART_COUNT] = {0};
		for (unsigned i = 0; i < count; i++)
			time_parts(&files[i], times_ms);
		for (int part = 0; part < PART_COUNT; part++) {
			double time_ms = times_ms[part] / count;
			if (round == 0 || time_ms < best_ms[part])
				best_ms[part] = time_ms;
		}
	}
}

static void print_parts(const struct bench_set *set, const double ms[PART_COUNT])
{
	double total = ms[READ] + ms[SHA256] + ms[DECODE] + ms[HASH];
	double tent = ms[HASH] - ms[BLOCK];
	printf("%-18s %8.1f %7.3f %7.3f %7.3f %8.3f %6.3f %6.3f %7.3f", set->name, 1000 / total,
		ms[READ], ms[SHA256], ms[ALL_KINDS], ms[DECODE], tent > 0 ? tent : 0, ms[BLOCK],
		ms[WINDOWS]);
	if (set->media == SICHT_MEDIA_JPEG)
		printf(" %9.3f %6.2f x", ms[LIBJPEG], ms[LIBJPEG] / total);
	else
		printf(" %9s %8s", "-", "-");
	printf(" %9.3f %6.2f x\n", ms[THUMBNAIL], ms[THUMBNAIL] / total);
	fflush(stdout);
}

/* ------------------------------------------------------------------- how near the reference */

struct distances {
	unsigned count, identical, within_2, within_10, largest;
	unsigned long sum;
};

static void compare(const struct bench_file *file, struct distances *distances)
{
	for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
		struct sicht_pdq_result results[2];
		for (int exact = 0; exact < 2; exact++) {
			struct sicht_decode_job job = job_of(file, exact);
			struct sicht_decoding decoding;
			decode(file, &job, &decoding);
			bench_check((exact ? sicht_pdq_exact : sicht_pdq_fast)(hasher,
					    &decoding.picture, NULL, profile,
					    &results[exact]) == SICHT_OK,
				"no hash");
			sicht_decoding_close(&decoding);
		}
		if (results[1].quality < SICHT_QUALITY_MIN)
			continue;
		unsigned bits = sicht_pdq_distance(&results[0].form[0], &results[1].form[0]);
		distances->count++;
		distances->identical += bits == 0;
		distances->within_2 += bits <= 2;
		distances->within_10 += bits <= 10;
		distances->sum += bits;
		distances->largest = bits > distances->largest ? bits : distances->largest;
	}
}

static void print_distances(const char *name, const struct distances *distances)
{
	double all = distances->count;
	if (distances->count > 0)
		printf("%-18s %7u %8.1f %% %7.1f %% %7.1f %% %7.2f %6u\n", name, distances->count,
			100 * distances->identical / all, 100 * distances->within_2 / all,
			100 * distances->within_10 / all, (double)distances->sum / all,
			distances->largest);
}

static void add_distances(struct distances *sum, const struct distances *more)
{
	sum->count += more->count;
	sum->identical += more->identical;
	sum->within_2 += more->within_2;
	sum->within_10 += more->within_10;
	sum->sum += more->sum;
	sum->largest = more->largest > sum->largest ? more->largest : sum->largest;
}

/* ------------------------------------------------------------------------------------- the run */

static unsigned open_set(
	const struct bench_set *set, const char *directory, struct bench_file *files)
{
	bench_check(set->count <= FILES_MAX, "a set is too large");
	for (unsigned i = 0; i < set->count; i++)
		files[i] = bench_file_open(set, directory, i);
	return set->count;
}

static void close_files(struct bench_file *files, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		bench_file_close(&files[i]);
}

static void report_parts(const char *directory)
{
	static struct bench_file files[FILES_MAX];
	printf("Milliseconds of processor time a picture; pictures a second by read, SHA-256, "
	       "decode and hash (8 forms)\n");
	printf("%-18s %8s %7s %7s %7s %8s %6s %6s %7s %9s %8s %9s %8s\n", "set", "per s", "read",
		"sha256", "3 kinds", "decode", "tent", "DCT", "windows", "libjpeg", "", "thumbnail",
		"");
	for (const struct bench_set *set = bench_sets; set->name != NULL; set++) {
		double best_ms[PART_COUNT];
		unsigned count = open_set(set, directory, files);
		measure(files, count, best_ms);
		print_parts(set, best_ms);
		close_files(files, count);
	}
}

static void report_distances(const char *directory)
{
	static struct bench_file files[FILES_MAX];
	struct distances all = {0}, camera = {0};
	printf("\nThe fast path against reference-exact, both profiles, quality %d and more\n",
		SICHT_QUALITY_MIN);
	printf("%-18s %7s %10s %9s %9s %7s %6s\n", "set", "hashes", "identical", "<= 2", "<= 10",
		"mean", "max");
	for (const struct bench_set *set = bench_sets; set->name != NULL; set++) {
		struct distances distances = {0};
		unsigned count = open_set(set, directory, files);
		for (unsigned i = 0; i < count; i++)
			compare(&files[i], &distances);
		print_distances(set->name, &distances);
		add_distances(set->is_camera ? &camera : &all, &distances);
		close_files(files, count);
	}
	print_distances("camera size", &camera);
	print_distances("smaller", &all);
}

static bool is_wanted(const char *part, const char *name)
{
	return *part == '\0' || strcmp(part, name) == 0;
}

int main(int argc, char **argv)
{
	const char *directory = argc > 1 ? argv[1] : NULL, *part = argc > 2 ? argv[2] : "";
	bool known = is_wanted(part, "parts") || is_wanted(part, "distances") ||
		     is_wanted(part, "index");
	if (directory == NULL || directory[0] == '-' || argc > 3 || !known) {
		fprintf(stderr, "usage: bench-hash DIR [parts|distances|index]\n");
		return 2;
	}
	sicht_decoding_prepare();
	bench_check(sicht_samples_begin(argv[0]) == SICHT_OK, sicht_message());
	bench_check(sicht_sample_mkdir(directory) == SICHT_OK, sicht_message());
	for (const struct bench_set *set = bench_sets; set->name != NULL; set++)
		bench_set_make(set, directory);
	bench_check(sicht_vips_prepare(), "libvips cannot run");
	vips_operation_block_set("VipsForeignLoad", FALSE); /* thumbnails use any */
	bench_check(sicht_hasher_new(&hasher) == SICHT_OK &&
			    sicht_digester_new(1u << SICHT_DIGEST_SHA256, &sha256) == SICHT_OK &&
			    sicht_digester_new(ALL_DIGESTS, &all_digests) == SICHT_OK,
		"cannot begin");
	if (is_wanted(part, "parts"))
		report_parts(directory);
	if (is_wanted(part, "distances"))
		report_distances(directory);
	if (is_wanted(part, "index"))
		bench_index(directory);
	sicht_digester_free(all_digests);
	sicht_digester_free(sha256);
	sicht_hasher_free(hasher);
	return 0;
}
