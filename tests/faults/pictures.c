/* SPDX-License-Identifier: MIT */
/*
 * fault-pictures DECODER FOLDER mutate|truncate COUNT SEED [KEEP]: COUNT damaged pictures, made
 * from the files of FOLDER, go through real decoders in the real pool. Counts how they end, and
 * saves to KEEP each one that a decoder did not survive. Exit status 1 if there was one.
 *
 * fault-pictures DECODER FOLDER repeat COUNT SEED [KEEP]: a third of them mutated, a third cut, a
 * third with an end of zeros; all of them three times, each time in another order. Exit status 1
 * also if one has another outcome, or other hashes, than before.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/worker/decoder.h"
#include "engine/worker/sniff.h"
#include "tests/faults/random.h"

#define SEEDS_MAX 256
#define SLOTS 2
#define ROUNDS 3 /* of repeat */

struct picture {
	uint8_t *data;
	size_t size;
};

static struct picture seeds[SEEDS_MAX];
static size_t seed_count;
static size_t outcomes[SICHT_OUTCOME_COUNT];
static size_t not_sent, lost;

/* Budgets are there to be used up; anything else that ends a decoder is a defect. */
static bool is_budget(enum sicht_outcome outcome)
{
	return outcome == SICHT_OUTCOME_TIMEOUT || outcome == SICHT_OUTCOME_OUT_OF_MEMORY;
}

static void fail(const char *what)
{
	fprintf(stderr, "fault-pictures: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void load(const char *path)
{
	struct picture *seed = &seeds[seed_count];
	struct stat stat;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &stat) != 0)
		fail(path);
	if (S_ISREG(stat.st_mode) && stat.st_size > 0 && stat.st_size < 4 << 20) {
		seed->size = (size_t)stat.st_size;
		seed->data = malloc(seed->size);
		if (seed->data == NULL || read(fd, seed->data, seed->size) != stat.st_size)
			fail(path);
		seed_count++;
	}
	close(fd);
}

/* By name, so that a seed means the same everywhere. */
static void load_all(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);
	if (count < 0)
		fail(folder);
	for (int i = 0; i < count; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.' && seed_count < SEEDS_MAX)
			load(path);
		free(entries[i]);
	}
	free(entries);
	if (seed_count == 0) {
		errno = ENOENT;
		fail(folder);
	}
}

/* Bytes changed, blocks overwritten, moved or taken out: what fuzzers do. */
static struct picture mutate(uint64_t *random)
{
	const struct picture *seed = &seeds[random_below(random, seed_count)];
	struct picture out = {malloc(seed->size), seed->size};
	if (out.data == NULL)
		fail("memory");
	memcpy(out.data, seed->data, seed->size);
	for (size_t changes = 1 + random_below(random, 8); changes > 0; changes--) {
		/* Half of the changes near the start, where the headers are. */
		size_t reach = random_below(random, 2) == 0 && out.size > 512 ? 512 : out.size;
		size_t at = random_below(random, reach);
		size_t length = 1 + random_below(random, 16);
		length = length < out.size - at ? length : out.size - at;
		switch (random_below(random, 5)) {
		case 0:
			out.data[at] = (uint8_t)random_next(random);
			break;
		case 1:
			out.data[at] ^= (uint8_t)(1u << random_below(random, 8));
			break;
		case 2:
			memset(out.data + at, random_below(random, 2) ? 0xff : 0, length);
			break;
		case 3:
			memmove(out.data + at,
				out.data + random_below(random, out.size - length + 1), length);
			break;
		default:
			if (out.size > length + 16) {
				memmove(out.data + at, out.data + at + length,
					out.size - at - length);
				out.size -= length;
			}
		}
	}
	return out;
}

/* An end of zeros, as in files that were carved from a drive or never finished. */
static struct picture zero_tail(uint64_t *random)
{
	const struct picture *seed = &seeds[random_below(random, seed_count)];
	struct picture out = {malloc(seed->size), seed->size};
	if (out.data == NULL)
		fail("memory");
	memcpy(out.data, seed->data, seed->size);
	size_t size = 1 + random_below(random, seed->size);
	memset(out.data + out.size - size, 0, size);
	return out;
}

/* The `number`th of `count` cuts, spread evenly over all seeds, at least a byte each. */
static struct picture truncate_one(size_t number, size_t count)
{
	const struct picture *seed = &seeds[number % seed_count];
	size_t step = number / seed_count, steps = count / seed_count + 1;
	size_t size = 1 + (seed->size - 1) * step / steps;
	struct picture out = {malloc(size), size};
	if (out.data == NULL)
		fail("memory");
	memcpy(out.data, seed->data, size);
	return out;
}

static void keep(const char *folder, const struct picture *picture, size_t number)
{
	char path[4096];
	if (folder == NULL)
		return;
	snprintf(path, sizeof path, "%s/%06zu", folder, number);
	FILE *file = fopen(path, "we");
	if (file == NULL || fwrite(picture->data, 1, picture->size, file) != picture->size ||
		fclose(file) != 0)
		fail(path);
}

static int as_file(const struct picture *picture)
{
	int fd = memfd_create("picture", MFD_CLOEXEC);
	if (fd < 0 || write(fd, picture->data, picture->size) != (ssize_t)picture->size ||
		lseek(fd, 0, SEEK_SET) != 0)
		fail("memfd");
	return fd;
}

/* What became of a picture, as a number: its outcome and all hashes. */
static uint64_t digest_of(const struct sicht_print *print)
{
	uint64_t digest = print->outcome;
	for (size_t i = 0; i < print->window_count; i++) {
		const struct sicht_window_print *window = &print->windows[i];
		digest ^= (uint64_t)window->window << 16 | (uint64_t)window->profile << 8 |
			  window->quality;
		for (size_t word = 0; word < 4; word++) {
			digest ^= window->form[0].word[word];
			digest = random_next(&digest);
		}
	}
	return digest;
}

/* One picture through decoder `slot`: what the scan does with a file, without the file. */
static uint64_t decode(struct sicht_pool *pool, unsigned slot, const struct picture *picture,
	struct sicht_arena *arena, size_t number, const char *folder)
{
	struct sicht_print print = {0};
	size_t head = picture->size < SICHT_SNIFF_BYTES ? picture->size : SICHT_SNIFF_BYTES;
	struct sicht_job job = {
		.content = sicht_content_of_file(as_file(picture), picture->size),
		.media = sicht_sniff(sicht_bytes(picture->data, head)).media,
		.hash = {.profiles = 3, .windows = 1, .exact = number % 2 == 0},
	};
	enum sicht_job_end end = SICHT_JOB_DONE;
	if (job.media == SICHT_MEDIA_NONE || job.media == SICHT_MEDIA_OTHER) {
		not_sent++;
	} else if (!sicht_decoder_begin(pool, slot, &job)) {
		end = SICHT_JOB_NO_WORKER;
	} else {
		end = sicht_decoder_finish(pool, slot, arena, &print);
		outcomes[print.outcome]++;
		if (is_budget(print.outcome))
			end = SICHT_JOB_DONE;
	}
	if (end != SICHT_JOB_DONE) {
		lost++;
		keep(folder, picture, number);
		fprintf(stderr, "number %zu: %s %s\n", number, sicht_outcome_name(print.outcome),
			print.detail != NULL ? print.detail : "");
	}
	sicht_content_close(&job.content);
	uint64_t digest = digest_of(&print);
	sicht_arena_reset(arena);
	if (sicht_pool_refill(pool) != SICHT_OK) {
		fprintf(stderr, "fault-pictures: %s\n", sicht_message());
		exit(2);
	}
	return digest;
}

static void decode_each(struct sicht_pool *pool, struct sicht_arena *arena, char **argv,
	size_t count, uint64_t random)
{
	for (size_t number = 0; number < count; number++) {
		struct picture picture = strcmp(argv[3], "mutate") == 0
						 ? mutate(&random)
						 : truncate_one(number, count);
		decode(pool, number % SLOTS, &picture, arena, number, argv[6]);
		free(picture.data);
	}
}

static void shuffle(size_t *order, size_t count, uint64_t *random)
{
	for (size_t i = count; i > 1; i--) {
		size_t other = random_below(random, i), last = order[i - 1];
		order[i - 1] = order[other];
		order[other] = last;
	}
}

/* Every picture as often as that; how many did not stay the same. */
static size_t decode_again(struct sicht_pool *pool, struct sicht_arena *arena, const char *folder,
	size_t count, uint64_t random)
{
	struct picture *pictures = calloc(count, sizeof *pictures);
	uint64_t *first = calloc(count, sizeof *first);
	size_t *order = calloc(count, sizeof *order), unsteady = 0;
	if (pictures == NULL || first == NULL || order == NULL)
		fail("memory");
	for (size_t i = 0; i < count; i++) {
		pictures[i] = i % 3 == 0   ? mutate(&random)
			      : i % 3 == 1 ? truncate_one(i, count)
					   : zero_tail(&random);
		order[i] = i;
	}
	for (unsigned round = 0; round < ROUNDS; round++) {
		shuffle(order, count, &random);
		for (size_t i = 0; i < count; i++) {
			size_t number = order[i];
			uint64_t digest = decode(pool, (unsigned)random_below(&random, SLOTS),
				&pictures[number], arena, number, folder);
			if (round == 0)
				first[number] = digest;
			if (first[number] == digest)
				continue;
			unsteady++;
			keep(folder, &pictures[number], number);
			fprintf(stderr, "number %zu: not as before\n", number);
		}
	}
	for (size_t i = 0; i < count; i++)
		free(pictures[i].data);
	free(pictures);
	free(first);
	free(order);
	return unsteady;
}

int main(int argc, char **argv)
{
	struct sicht_arena arena = {0};
	if (argc < 6) {
		fputs("usage: fault-pictures DECODER FOLDER mutate|truncate|repeat COUNT SEED "
		      "[KEEP]\n",
			stderr);
		return 2;
	}
	struct sicht_pool_options options = {
		.program = &sicht_decoder_program, .path = argv[1], .slots = SLOTS};
	size_t count = strtoull(argv[4], NULL, 10);
	uint64_t random = strtoull(argv[5], NULL, 10);
	struct sicht_pool *pool;
	load_all(argv[2]);
	if (sicht_pool_open(&options, &pool) != SICHT_OK) {
		fprintf(stderr, "fault-pictures: %s\n", sicht_message());
		return 2;
	}
	bool repeat = strcmp(argv[3], "repeat") == 0;
	size_t unsteady = 0;
	if (repeat)
		unsteady = decode_again(pool, &arena, argv[6], count, random);
	else
		decode_each(pool, &arena, argv, count, random);
	count *= repeat ? ROUNDS : 1;
	printf("%zu files, %zu outcomes, %zu crashes;", count, count - lost, lost);
	if (repeat)
		printf(" %zu not as before;", unsteady);
	printf(" not-media %zu", not_sent);
	for (int i = 0; i < SICHT_OUTCOME_COUNT; i++) {
		if (outcomes[i] > 0)
			printf(", %s %zu", sicht_outcome_name((enum sicht_outcome)i), outcomes[i]);
	}
	printf("\n");
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
	return lost + unsteady > 0 ? 1 : 0;
}
