/* SPDX-License-Identifier: MIT */
/*
 * The SIMD kernels of the picture side: one table of function pointers a processor level. The
 * scalar row defines what is right; every other row gives the same bits, and tests run them all
 * against it. (The kernels of the range search have a table of their own, in index/.)
 *
 * A kernel file is named kernel_<level>.c and compiled with the flags of its level; nothing
 * outside those files and cpu.c asks about processors.
 *
 * Rules for all of them: float operations in the order given here, one rounding each, no fused
 * multiply-add; integers never overflow for arguments within the stated ranges; no argument
 * aliases an output. "Aligned" means to SICHT_KERNEL_ALIGN bytes. They keep no state and cannot
 * fail: any thread may call them.
 */
#ifndef SICHT_ENGINE_HASH_KERNEL_H
#define SICHT_ENGINE_HASH_KERNEL_H

#include "sicht/types.h"

#define SICHT_KERNEL_ALIGN 64
#define SICHT_KERNEL_FLOATS 16 /* float rows are a multiple of this long */

/* PDQ's fixed sizes: 64x64 samples, the 16x16 lowest frequencies but the constant one. */
#define SICHT_BLOCK_SIDE 64
#define SICHT_FREQUENCIES 16

/*
 * One axis of the fast path's filter: output o is the sum over t of
 * weight[o * taps + t] * sample[origin + first[o] + t]. The weights of an output add up to
 * 1 << shift, 14 <= shift <= 16, each is >= 0; those from count[o] on are 0. No output needs a
 * sample outside [origin, origin + span).
 */
struct sicht_tent {
	uint32_t origin, span;
	uint32_t taps; /* a multiple of SICHT_TENT_TAPS_STEP */
	unsigned shift;
	uint32_t first[SICHT_BLOCK_SIDE];
	uint32_t count[SICHT_BLOCK_SIDE];
	int16_t weight[]; /* [SICHT_BLOCK_SIDE][taps] */
};
#define SICHT_TENT_TAPS_STEP 8

/* Fraction bits of the 16-bit samples between the two axes: 0..255 becomes 0..32640. */
#define SICHT_TENT_FRACTION 7

/* Rows that box_across takes at once. */
#define SICHT_BOX_ROWS 8

struct sicht_kernels {
	const char *name;        /* "scalar", "avx2", "avx512", "neon" */
	bool (*supported)(void); /* can this processor run it, and may we? */

	/*
	 * 8-bit luma of `count` pixels of red, green, blue:
	 * (9798 R + 19235 G + 3735 B + 16384) >> 15.
	 */
	void (*luma)(const uint8_t *rgb, size_t count, uint8_t *out);

	/*
	 * Weighted sum of `count` rows (even, >= 2) of 8-bit samples, column by column, for
	 * `width` columns: out = (sum + half) >> (shift - SICHT_TENT_FRACTION). Weights >= 0,
	 * adding up to 1 << shift.
	 */
	void (*tent_down)(const uint8_t *const *rows, const int16_t *weights, size_t count,
		unsigned shift, size_t width, int16_t *out);

	/*
	 * The other axis: 64 outputs of `line`, which begins at the tent's origin and can be read
	 * for `taps` elements beyond its span; out[o] = (float)sum * scale. No sum reaches 2^31.
	 */
	void (*tent_across)(
		const int16_t *line, const struct sicht_tent *tent, float scale, float *out);

	/*
	 * The reference's running mean along `rows` (1..SICHT_BOX_ROWS) rows of `count` floats at
	 * in[r], window length `window` (1..count), into out[r]. One accumulator a row, samples
	 * added and then subtracted in the four phases that pdq_exact.c names.
	 */
	void (*box_across)(const float *const *in, size_t rows, size_t count, size_t window,
		float *const *out);

	/*
	 * One step of the same mean along columns, for all of them at once:
	 * sum = (sum + entering) - leaving; out = sum / divisor. `count` is a multiple of
	 * SICHT_KERNEL_FLOATS; all aligned.
	 */
	void (*box_down)(float *sum, const float *entering, const float *leaving, float divisor,
		size_t count, float *out);

	/*
	 * T[i][j] = sum over k of matrix[i][k] * block[k][j], then
	 * out[i][j] = sum over k of T[i][k] * transposed[k][j], both from 0.0f with k ascending.
	 * All aligned.
	 */
	void (*dct)(const float (*block)[SICHT_BLOCK_SIDE], const float (*matrix)[SICHT_BLOCK_SIDE],
		const float (*transposed)[SICHT_FREQUENCIES], float (*out)[SICHT_FREQUENCIES]);

	/*
	 * Sum over all pairs of neighbours u, v (below, right) of |trunc(((u - v) * 100) / 255)|,
	 * in float up to the truncation. Samples within 0..256. Aligned.
	 */
	unsigned (*variation)(const float (*block)[SICHT_BLOCK_SIDE]);

	/* How many of 256 keys lie below `limit`. Aligned. */
	unsigned (*count_below)(const int32_t *keys, int32_t limit);
};

/* The best supported table, within what SICHT_KERNEL allows. Ask once, then keep it. */
const struct sicht_kernels *sicht_kernels(void);

/* All tables compiled in, weakest first, NULL at the end: for tests, benchmarks and --version. */
const struct sicht_kernels *const *sicht_kernels_all(void);

/* The tables themselves, for kernel.c; a level that the target has not is never defined. */
extern const struct sicht_kernels sicht_kernels_scalar;
extern const struct sicht_kernels sicht_kernels_avx2;
extern const struct sicht_kernels sicht_kernels_avx512;
extern const struct sicht_kernels sicht_kernels_neon;

#endif
