/* SPDX-License-Identifier: MIT */
/* Value noise: random lattices, each twice as fine and not quite half as strong as the last. */
#include "tests/samples/noise.h"

#define OCTAVES 7
#define COARSEST 4 /* cells a side */
#define GAIN 0.55f

static float smooth(float t)
{
	return t * t * (3 - 2 * t);
}

static float lattice(uint64_t seed, unsigned cells, unsigned x, unsigned y)
{
	return noise_unit(noise_mix(seed ^ (uint64_t)(y % cells) << 32 ^ x % cells)) - 0.5f;
}

static void add_octave(struct noise *noise, uint64_t seed, unsigned cells, float strength)
{
	const unsigned step = NOISE_SIDE / cells;
	for (unsigned y = 0; y < NOISE_SIDE; y++) {
		float v = smooth((float)(y % step) / (float)step);
		for (unsigned cell = 0; cell < cells; cell++) {
			float a = lattice(seed, cells, cell, y / step);
			float b = lattice(seed, cells, cell + 1, y / step);
			float c = lattice(seed, cells, cell, y / step + 1);
			float d = lattice(seed, cells, cell + 1, y / step + 1);
			float left = a + (c - a) * v, right = b + (d - b) * v;
			float *row = &noise->value[y][cell * step];
			for (unsigned i = 0; i < step; i++)
				row[i] += strength *
					  (left + (right - left) * smooth((float)i / (float)step));
		}
	}
}

void noise_fill(struct noise *noise, uint64_t seed)
{
	for (unsigned y = 0; y < NOISE_SIDE; y++) {
		for (unsigned x = 0; x < NOISE_SIDE; x++)
			noise->value[y][x] = 0.5f;
	}
	float strength = 0.75f;
	for (unsigned octave = 0; octave < OCTAVES; octave++) {
		add_octave(noise, noise_mix(seed + octave), COARSEST << octave, strength);
		strength *= GAIN;
	}
}

float noise_at(const struct noise *noise, float x, float y)
{
	/* far from the origin on both sides; the offset keeps the casts positive */
	float u = (x + 64) * NOISE_SIDE, v = (y + 64) * NOISE_SIDE;
	unsigned column = (unsigned)u, row = (unsigned)v;
	float s = u - (float)column, t = v - (float)row;
	unsigned left = column % NOISE_SIDE, right = (column + 1) % NOISE_SIDE;
	const float *top = noise->value[row % NOISE_SIDE];
	const float *bottom = noise->value[(row + 1) % NOISE_SIDE];
	float above = top[left] + (top[right] - top[left]) * s;
	float below = bottom[left] + (bottom[right] - bottom[left]) * s;
	return above + (below - above) * t;
}
