/* SPDX-License-Identifier: MIT */
/* Seeded chance, and a square of fractal noise that repeats. */
#ifndef SICHT_TESTS_SAMPLES_NOISE_H
#define SICHT_TESTS_SAMPLES_NOISE_H

#include <stdint.h>

/* Bits that depend on all bits of `value` (the finalizer of splitmix64, S. Vigna). */
static inline uint64_t noise_mix(uint64_t value)
{
	value += 0x9E3779B97F4A7C15;
	value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
	value = (value ^ value >> 27) * 0x94D049BB133111EB;
	return value ^ value >> 31;
}

/* 0..1, from the upper bits. */
static inline float noise_unit(uint64_t bits)
{
	return (float)(bits >> 40) * (1.0f / 16777216.0f);
}

/* A stream of chance: `state` is the seed. */
static inline float noise_next(uint64_t *state)
{
	return noise_unit(noise_mix((*state)++));
}

static inline float noise_between(uint64_t *state, float low, float high)
{
	return low + (high - low) * noise_next(state);
}

#define NOISE_SIDE 512

/* Values around 0.5, mostly within 0..1, detail at every scale. */
struct noise {
	float value[NOISE_SIDE][NOISE_SIDE];
};

void noise_fill(struct noise *noise, uint64_t seed);

/* The noise at (x, y), whose period is 1 in both; interpolated. */
float noise_at(const struct noise *noise, float x, float y);

#endif
