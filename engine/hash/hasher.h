/* SPDX-License-Identifier: MIT */
/*
 * What a hasher holds, and the steps that the exact and the fast path share.
 *
 * Both paths reduce a window to a block of 64x64 samples; from there on there is one way: quality,
 * DCT, medians, bits. Only the block differs.
 */
#ifndef SICHT_ENGINE_HASH_HASHER_H
#define SICHT_ENGINE_HASH_HASHER_H

#include "engine/hash/kernel.h"
#include "engine/hash/tent.h"
#include "sicht/hash.h"

/* The C++ reference resamples to this side what is larger. */
#define SICHT_RESAMPLED_SIDE 512

/* A buffer that grows and is used again. Aligned; its contents do not survive growth. */
struct sicht_scratch {
	void *data;
	size_t size_bytes;
};

/* Make room for `count` elements of `size` bytes. Keeps what is there if it is enough. */
SICHT_MUST_CHECK enum sicht_status sicht_scratch_reserve(
	struct sicht_scratch *scratch, size_t count, size_t size);

struct sicht_hasher {
	const struct sicht_kernels *kernels;
	struct sicht_tent_cache tents_across, tents_down;
	struct sicht_scratch rows;                  /* exact: all rows in flight */
	struct sicht_scratch line;                  /* fast: one row between the two axes */
	struct sicht_scratch tap_rows, tap_weights; /* fast: the rows of one output */
	struct sicht_scratch luma;                  /* 8-bit luma of a picture of 3 bands */
	struct sicht_scratch grid;                  /* canonical reduction */
	struct sicht_scratch enlarged;              /* exact: a small picture, enlarged */
	_Alignas(SICHT_KERNEL_ALIGN) float matrix[SICHT_FREQUENCIES][SICHT_BLOCK_SIDE];
	_Alignas(SICHT_KERNEL_ALIGN) float transposed[SICHT_BLOCK_SIDE][SICHT_FREQUENCIES];
	_Alignas(SICHT_KERNEL_ALIGN) float block[SICHT_BLOCK_SIDE][SICHT_BLOCK_SIDE];
};

/* The same as sicht_hasher_new(), with a table of the caller's choice: for tests and benchmarks. */
SICHT_MUST_CHECK enum sicht_status sicht_hasher_new_with(
	const struct sicht_kernels *kernels, struct sicht_hasher **out);

/* Quality and all eight forms of hasher->block. */
void sicht_block_hash(const struct sicht_hasher *hasher, struct sicht_pdq_result *out);

/*
 * Medians and bits: eight forms from the 16x16 coefficients (row: vertical frequency), in the
 * order of enum sicht_transform. Coefficients are numbers, not NaN.
 */
void sicht_forms_from_coefficients(const struct sicht_kernels *kernels,
	const float (*coefficients)[SICHT_FREQUENCIES],
	struct sicht_pdq form[SICHT_DIHEDRAL_COUNT]);

/* Does `picture` keep its contract? Bugs of the caller, so for assertions. */
bool sicht_picture_is_valid(const struct sicht_picture *picture);
bool sicht_picture_is_reduced(const struct sicht_picture *picture);

/* The rectangle to hash: *rect, which must lie within the full picture, or all of it. */
struct sicht_rect sicht_picture_part(
	const struct sicht_picture *picture, const struct sicht_rect *rect);

/*
 * `picture` in 8-bit luma: itself if it has one band, else converted into hasher->luma, where it
 * stays until the next call. `*out` is a picture of one band, otherwise the same.
 */
SICHT_MUST_CHECK enum sicht_status sicht_picture_luma(struct sicht_hasher *hasher,
	const struct sicht_picture *picture, struct sicht_picture *out);

/*
 * A picture of one band, enlarged (or, along a long side, shrunk) to 512x512 by bilinear
 * interpolation between sample centres, in integers, into hasher->enlarged.
 */
SICHT_MUST_CHECK enum sicht_status sicht_picture_enlarge(
	struct sicht_hasher *hasher, const struct sicht_picture *luma, struct sicht_picture *out);

#endif
