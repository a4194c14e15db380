/* SPDX-License-Identifier: MIT */
/* A thumbnail, hashed so that it meets the picture it was made from. See include/sicht/hash.h. */
#include <string.h>

#include "engine/hash/pdq_fast.h"
#include "engine/hash/trim.h"
#include "sicht/limits.h"

/* The thumbnail without its bars, or all of it. */
static enum sicht_status peel(
	struct sicht_hasher *hasher, const struct sicht_picture *luma, struct sicht_rect *rect)
{
	struct sicht_grid grid;
	struct sicht_rect cells;
	*rect = (struct sicht_rect){0, 0, luma->full_width, luma->full_height};
	SICHT_TRY(sicht_grid_make(hasher, luma, &grid));
	if (sicht_trim_uniform(&grid, &cells))
		sicht_trim_accept(&grid, &cells, luma->full_width, luma->full_height, rect);
	return SICHT_OK;
}

static enum sicht_status hash_part(struct sicht_hasher *hasher, const struct sicht_picture *luma,
	const struct sicht_rect *rect, bool exact, struct sicht_pdq_result *out)
{
	if (!exact)
		return sicht_window_fast(hasher, luma, rect, SICHT_TENT_BILINEAR, out);
	struct sicht_picture part = *luma, enlarged;
	part.data += rect->top * luma->stride_bytes + rect->left;
	part.width = part.full_width = rect->width;
	part.height = part.full_height = rect->height;
	SICHT_TRY(sicht_picture_enlarge(hasher, &part, &enlarged));
	return sicht_pdq_exact(hasher, &enlarged, NULL, SICHT_PROFILE_FULLRES, out);
}

enum sicht_status sicht_hash_thumbnail(struct sicht_hasher *hasher,
	const struct sicht_picture *picture, const struct sicht_hash_options *options,
	struct sicht_window_print *windows, size_t *count)
{
	struct sicht_picture luma;
	struct sicht_rect rect;
	struct sicht_pdq_result result;
	*count = 0;
	if (picture->full_width < SICHT_SIDE_MIN_PIXELS ||
		picture->full_height < SICHT_SIDE_MIN_PIXELS)
		return SICHT_OK;
	SICHT_TRY(sicht_picture_luma(hasher, picture, &luma));
	SICHT_TRY(peel(hasher, &luma, &rect));
	SICHT_TRY(hash_part(hasher, &luma, &rect, options->exact, &result));
	for (unsigned profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
		if (!(options->profiles >> profile & 1) || result.quality < SICHT_QUALITY_MIN)
			continue;
		struct sicht_window_print *print = &windows[(*count)++];
		*print = (struct sicht_window_print){
			.window = SICHT_WINDOW_THUMBNAIL,
			.profile = (uint8_t)profile,
			.quality = (uint8_t)result.quality,
			.exact = options->exact,
			.form_count = options->all_forms ? SICHT_DIHEDRAL_COUNT : 1,
		};
		memcpy(print->form, result.form, print->form_count * sizeof *print->form);
	}
	return SICHT_OK;
}
