/* SPDX-License-Identifier: MIT */
/* The data sets of bench-search. */
#include "bench/search/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t next(uint64_t *state)
{
	return mix(*state += 0x9e3779b97f4a7c15);
}

static void flip(struct sicht_pdq *hash, unsigned bit)
{
	hash->word[bit / 64] ^= 1ull << bit % 64;
}

static unsigned weight_of(const struct sicht_pdq *hash)
{
	unsigned bits = 0;
	for (int i = 0; i < 4; i++)
		bits += (unsigned)__builtin_popcountll(hash->word[i]);
	return bits;
}

/* Random bits, then bits of the kind that is in the majority flipped until 128 are set. */
static struct sicht_pdq balanced(uint64_t *state)
{
	struct sicht_pdq hash;
	for (int i = 0; i < 4; i++)
		hash.word[i] = next(state);
	unsigned weight = weight_of(&hash);
	while (weight != SICHT_PDQ_BITS / 2) {
		unsigned bit = next(state) % SICHT_PDQ_BITS;
		bool set = hash.word[bit / 64] >> bit % 64 & 1;
		if (set != (weight > SICHT_PDQ_BITS / 2))
			continue;
		flip(&hash, bit);
		weight = set ? weight - 1 : weight + 1;
	}
	return hash;
}

/* Flip exactly `bits` different bits. */
static void perturb(struct sicht_pdq *hash, unsigned bits, uint64_t *state)
{
	struct sicht_pdq flipped = {{0}};
	while (bits > 0) {
		unsigned bit = next(state) % SICHT_PDQ_BITS;
		if (flipped.word[bit / 64] >> bit % 64 & 1)
			continue;
		flip(&flipped, bit);
		flip(hash, bit);
		bits--;
	}
}

/* Random bits in the first three chunks alone. */
static struct sicht_pdq flat(uint64_t *state)
{
	return (struct sicht_pdq){{next(state) & 0xffffffffffff}};
}

/* One of the crowd. */
static struct sicht_pdq crowded(const struct bench_set *set, uint64_t *state)
{
	uint64_t crowd_state = mix(set->seed);
	struct sicht_pdq hash = balanced(&crowd_state);
	if (set->kind == BENCH_FLAT)
		return flat(state);
	if (set->kind == BENCH_NEAR)
		perturb(&hash, next(state) % 2, state);
	else if (set->kind == BENCH_CROWD)
		perturb(&hash, next(state) % 4, state);
	return hash;
}

struct sicht_pdq bench_hash(const struct bench_set *set, uint64_t i)
{
	uint64_t state = mix(set->seed) ^ mix(i + 1);
	if (i < set->crowd)
		return crowded(set, &state);
	if (set->kind != BENCH_CLUSTERS)
		return balanced(&state);
	struct sicht_pdq hash = set->centres[i % set->centre_count];
	perturb(&hash, next(&state) % 61, &state);
	return hash;
}

static struct sicht_pdq unrelated(const struct bench_set *set, uint64_t *state)
{
	if (set->kind != BENCH_CLUSTERS)
		return balanced(state);
	struct sicht_pdq hash = set->centres[next(state) % set->centre_count];
	perturb(&hash, 70 + next(state) % 60, state);
	return hash;
}

void bench_queries(
	const struct bench_set *set, uint64_t seed, struct sicht_pdq *queries, size_t count)
{
	uint64_t state = mix(seed) + 1;
	for (size_t i = 0; i < count; i++) {
		if (i % 2 == 1) {
			queries[i] = unrelated(set, &state);
			continue;
		}
		uint64_t from = i % 32 == 0 && set->crowd > 0 ? set->crowd : set->count;
		queries[i] = bench_hash(set, next(&state) % from);
		perturb(&queries[i], next(&state) % 41, &state);
	}
}

void bench_read_centres(const char *path, struct bench_set *set)
{
	char line[256];
	size_t capacity = 0;
	FILE *file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		struct sicht_pdq hash;
		size_t size = strcspn(line, " ,;\t\r\n");
		if (!sicht_pdq_from_hex(sicht_bytes(line, size), &hash))
			continue;
		if (set->centre_count == capacity) {
			capacity = capacity * 2 + 1024;
			set->centres = reallocarray(set->centres, capacity, sizeof hash);
			if (set->centres == NULL)
				abort();
		}
		set->centres[set->centre_count++] = hash;
	}
	if (set->centre_count == 0) {
		fprintf(stderr, "bench-search: no hashes in %s\n", path);
		exit(2);
	}
	fclose(file);
}
