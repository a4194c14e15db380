/* SPDX-License-Identifier: MIT */
/*
 * The inverse DCT: from the quantised coefficients of a block to its samples, at a scale. One table
 * of function pointers a processor level; the scalar one defines what is right, every other gives
 * the same bits.
 *
 * They compute what libjpeg-turbo's default transforms compute (jidctint.c; jidctred.c, which makes
 * 4x4 or 2x2 samples of a block at once): columns, then rows, each output a sum of products with
 * constants of 13 bits that is rounded once. Their factored form adds the same products, and exact
 * integers do not mind the order. The first pass skips columns that the second does not need; here
 * their weight is 0.
 *
 * Numbers that grow beyond 16 bits on the way mean one thing in libjpeg-turbo's C code and another
 * in its vector code, and nothing at all in a picture. So a kernel says when values are wild.
 */
#ifndef SICHT_ENGINE_DECODER_JPEG_LUMA_KERNEL_H
#define SICHT_ENGINE_DECODER_JPEG_LUMA_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a block, the DC coefficient first. */
#define COEFFICIENTS 64

/*
 * Where a block has the coefficient of a row and a column (of frequencies, down and across): rows
 * 0 to 3 side by side with rows 4 to 7, coefficient by coefficient.
 */
#define SICHT_BLOCK_PLACE(row, column) ((row) % 4 * 16 + (column)*2 + (row) / 4)
#define SICHT_BLOCK_ALIGN 32

/*
 * Coefficients times quantisers lie within this, up and down; those of pictures within 2048. A DC
 * coefficient alone is then within the range of samples.
 */
#define SICHT_PRODUCT_MAX 4091

/* Between columns and rows, and before samples are limited to 0..255 (128 is 0 here). */
#define SICHT_BETWEEN_MAX 16383
#define SICHT_SAMPLE_MIN (-512)
#define SICHT_SAMPLE_MAX 511

/*
 * Of each coefficient, in the order of a block: its quantiser, >= 1, and how far from 0 it may lie.
 */
struct sicht_quantisers {
	_Alignas(SICHT_BLOCK_ALIGN) int16_t quantiser[COEFFICIENTS];
	uint16_t limit[COEFFICIENTS]; /* SICHT_PRODUCT_MAX / quantiser */
};

/*
 * The samples of a block, aligned to SICHT_BLOCK_ALIGN: as many rows as the scale makes of it,
 * `stride_bytes` apart. False: a number on the way is out of the ranges above; the samples are
 * anything.
 */
typedef bool sicht_inverse_dct(const struct sicht_quantisers *quantisers, const int16_t *block,
	uint8_t *samples, size_t stride_bytes);

struct sicht_inverse_kernels {
	const char *name;                          /* "scalar", "avx2" */
	bool (*supported)(void);                   /* can this processor run it, and may we? */
	sicht_inverse_dct *whole, *half, *quarter; /* 8x8, 4x4, 2x2 samples of a block */
};

/* The best supported table, within what SICHT_KERNEL allows. */
const struct sicht_inverse_kernels *sicht_inverse_kernels(void);

/* All tables compiled in, weakest first, NULL at the end: for tests. */
const struct sicht_inverse_kernels *const *sicht_inverse_kernels_all(void);

/* The tables themselves, for kernel.c; a level that the target has not is never defined. */
extern const struct sicht_inverse_kernels sicht_inverse_scalar;
extern const struct sicht_inverse_kernels sicht_inverse_avx2;

#endif
