/* SPDX-License-Identifier: MIT */
/*
 * All windows of one picture, hashed.
 *
 * First the list of rectangles is made, once, whatever the profile and the path; equal ones are
 * dropped there. Then every rectangle is hashed like a picture of its own. The guards:
 *
 *   trims      and parts (seam.h): dropped if they leave too little (trim.h) or all of the picture
 *   enlarged   only for pictures under 384 pixels on the shorter side: PDQ's filter grows with the
 *              picture, so a small copy keeps detail that the large original loses. Bilinear to
 *              512x512; not a reference hash, and the same in both profiles
 *   crops      0, 3, 6 or 9 % off each side, rounded down; none cut is the full picture
 *   any but the full one: left out below SICHT_QUALITY_MIN
 */
#include "engine/hash/pdq_fast.h"
#include "engine/hash/seam.h"
#include "sicht/limits.h"

#include <assert.h>
#include <string.h>

#define ENLARGED_BELOW_PIXELS 384
#define CROP_STEP_PER_CENT 3

/* The numbered windows without the crops, and the crops. */
#define CUTS_MAX (SICHT_WINDOW_PRINTS_MAX / SICHT_PROFILE_COUNT)

struct cut {
	uint16_t window;
	struct sicht_rect rect;
};

struct cuts {
	size_t count;
	struct cut cut[CUTS_MAX];
};

static bool is_listed(const struct cuts *cuts, const struct sicht_rect *rect)
{
	for (size_t i = 0; i < cuts->count; i++) {
		if (cuts->cut[i].window != SICHT_WINDOW_ENLARGED &&
			memcmp(&cuts->cut[i].rect, rect, sizeof *rect) == 0)
			return true;
	}
	return false;
}

static void list_cut(struct cuts *cuts, unsigned window, struct sicht_rect rect)
{
	assert(cuts->count < CUTS_MAX);
	if (window == SICHT_WINDOW_ENLARGED || !is_listed(cuts, &rect))
		cuts->cut[cuts->count++] = (struct cut){(uint16_t)window, rect};
}

static void list_cells(const struct sicht_picture *luma, const struct sicht_grid *grid,
	unsigned window, const struct sicht_rect *cells, struct cuts *cuts)
{
	struct sicht_rect rect;
	if (sicht_trim_accept(grid, cells, luma->full_width, luma->full_height, &rect))
		list_cut(cuts, window, rect);
}

static void list_parts(const struct sicht_picture *luma, const struct sicht_grid *grid,
	const struct sicht_rect *within, struct cuts *cuts)
{
	struct sicht_rect parts[SICHT_SEAM_PARTS_MAX];
	size_t count = sicht_seam_parts(grid, within, parts);
	for (unsigned i = 0; i < count; i++)
		list_cells(luma, grid, SICHT_WINDOW_PART_1 + i, &parts[i], cuts);
}

static void list_quadrants(uint32_t width, uint32_t height, struct cuts *cuts)
{
	uint32_t left = width / 2, right = width - left, top = height / 2, bottom = height - top;
	list_cut(cuts, SICHT_WINDOW_TOP_LEFT, (struct sicht_rect){0, 0, left, top});
	list_cut(cuts, SICHT_WINDOW_TOP_RIGHT, (struct sicht_rect){left, 0, right, top});
	list_cut(cuts, SICHT_WINDOW_BOTTOM_LEFT, (struct sicht_rect){0, top, left, bottom});
	list_cut(cuts, SICHT_WINDOW_BOTTOM_RIGHT, (struct sicht_rect){left, top, right, bottom});
}

/* Pixels to cut off a side for two bits of a crop's number. */
static uint32_t crop_pixels(uint32_t side, unsigned steps)
{
	return (uint32_t)((uint64_t)side * (steps & 3) * CROP_STEP_PER_CENT / 100);
}

static void list_crops(uint32_t width, uint32_t height, struct cuts *cuts)
{
	const unsigned count = SICHT_WINDOW_CROP_LAST - SICHT_WINDOW_CROP_FIRST + 1;
	for (unsigned crop = 0; crop < count; crop++) {
		uint32_t top = crop_pixels(height, crop >> 6);
		uint32_t bottom = crop_pixels(height, crop >> 4);
		uint32_t left = crop_pixels(width, crop >> 2);
		uint32_t right = crop_pixels(width, crop);
		list_cut(cuts, SICHT_WINDOW_CROP_FIRST + crop,
			(struct sicht_rect){
				left, top, width - left - right, height - top - bottom});
	}
}

static enum sicht_status list_cuts(struct sicht_hasher *hasher, const struct sicht_picture *luma,
	enum sicht_window_choice windows, struct cuts *cuts)
{
	const uint32_t width = luma->full_width, height = luma->full_height;
	const struct sicht_rect full = {0, 0, width, height};
	cuts->count = 0;
	list_cut(cuts, SICHT_WINDOW_FULL, full);
	if (windows == SICHT_WINDOWS_FULL)
		return SICHT_OK;
	struct sicht_grid grid;
	struct sicht_rect peeled, dominated;
	SICHT_TRY(sicht_grid_make(hasher, luma, &grid));
	bool has_peeled = sicht_trim_uniform(&grid, &peeled);
	if (has_peeled)
		list_cells(luma, &grid, SICHT_WINDOW_TRIM_A, &peeled, cuts);
	if (sicht_trim_dominated(&grid, &dominated))
		list_cells(luma, &grid, SICHT_WINDOW_TRIM_B, &dominated, cuts);
	list_quadrants(width, height, cuts);
	if (width < ENLARGED_BELOW_PIXELS || height < ENLARGED_BELOW_PIXELS)
		list_cut(cuts, SICHT_WINDOW_ENLARGED, full);
	if (has_peeled)
		list_parts(luma, &grid, &peeled, cuts);
	if (windows == SICHT_WINDOWS_CROPS)
		list_crops(width, height, cuts);
	return SICHT_OK;
}

/* Both forms of the picture: as it came, and its luma, which all but the exact path read. */
struct sight {
	const struct sicht_picture *picture;
	struct sicht_picture luma;
	bool exact;
};

static enum sicht_status hash_enlarged(
	struct sicht_hasher *hasher, const struct sight *sight, struct sicht_pdq_result *out)
{
	const struct sicht_picture *luma = &sight->luma;
	const struct sicht_rect full = {0, 0, luma->full_width, luma->full_height};
	struct sicht_picture enlarged;
	if (!sight->exact)
		return sicht_window_fast(hasher, luma, &full, SICHT_TENT_BILINEAR, out);
	if (full.width < SICHT_SIDE_MIN_PIXELS || full.height < SICHT_SIDE_MIN_PIXELS) {
		*out = (struct sicht_pdq_result){.quality = 0};
		return SICHT_OK;
	}
	SICHT_TRY(sicht_picture_enlarge(hasher, luma, &enlarged));
	return sicht_pdq_exact(hasher, &enlarged, NULL, SICHT_PROFILE_FULLRES, out);
}

static enum sicht_status hash_cut(struct sicht_hasher *hasher, const struct sight *sight,
	const struct cut *cut, enum sicht_profile profile, struct sicht_pdq_result *out)
{
	if (cut->window == SICHT_WINDOW_ENLARGED)
		return hash_enlarged(hasher, sight, out);
	if (sight->exact)
		return sicht_pdq_exact(hasher, sight->picture, &cut->rect, profile, out);
	return sicht_window_fast(
		hasher, &sight->luma, &cut->rect, sicht_sampling_of(&cut->rect, profile), out);
}

static void set_print(const struct cut *cut, enum sicht_profile profile,
	const struct sicht_hash_options *options, const struct sicht_pdq_result *result,
	struct sicht_window_print *out)
{
	*out = (struct sicht_window_print){
		.window = cut->window,
		.profile = (uint8_t)profile,
		.quality = (uint8_t)result->quality,
		.exact = options->exact,
		.form_count = options->all_forms ? SICHT_DIHEDRAL_COUNT : 1,
	};
	memcpy(out->form, result->form, out->form_count * sizeof *out->form);
}

/* Is a cut hashed alike in all profiles? They differ in how they resample what is larger. */
static bool profiles_agree(const struct cut *cut)
{
	return cut->window == SICHT_WINDOW_ENLARGED ||
	       (cut->rect.width <= SICHT_RESAMPLED_SIDE &&
		       cut->rect.height <= SICHT_RESAMPLED_SIDE);
}

/* What an earlier profile gave for this cut, if it was not left out. */
static void repeat_print(const struct cut *cut, enum sicht_profile profile,
	struct sicht_window_print *windows, size_t *given)
{
	for (size_t i = 0; i < *given; i++) {
		if (windows[i].window != cut->window)
			continue;
		windows[*given] = windows[i];
		windows[(*given)++].profile = (uint8_t)profile;
		return;
	}
}

/* All cuts in one profile, behind the `*given` windows of the profiles before it. */
static enum sicht_status hash_profile(struct sicht_hasher *hasher, const struct sight *sight,
	const struct cuts *cuts, enum sicht_profile profile,
	const struct sicht_hash_options *options, struct sicht_window_print *windows, size_t *given)
{
	bool first = *given == 0;
	for (size_t i = 0; i < cuts->count; i++) {
		const struct cut *cut = &cuts->cut[i];
		struct sicht_pdq_result result;
		if (!first && profiles_agree(cut)) {
			repeat_print(cut, profile, windows, given);
			continue;
		}
		SICHT_TRY(hash_cut(hasher, sight, cut, profile, &result));
		if (cut->window == SICHT_WINDOW_FULL || result.quality >= SICHT_QUALITY_MIN)
			set_print(cut, profile, options, &result, &windows[(*given)++]);
	}
	return SICHT_OK;
}

enum sicht_status sicht_hash_picture(struct sicht_hasher *hasher,
	const struct sicht_picture *picture, const struct sicht_hash_options *options,
	struct sicht_window_print *windows, size_t *count)
{
	assert(sicht_picture_is_valid(picture));
	assert(options->profiles != 0 && options->profiles >> SICHT_PROFILE_COUNT == 0);
	struct sight sight = {.picture = picture, .luma = *picture, .exact = options->exact};
	if (!options->exact || options->windows != SICHT_WINDOWS_FULL)
		SICHT_TRY(sicht_picture_luma(hasher, picture, &sight.luma));
	struct cuts cuts;
	SICHT_TRY(list_cuts(hasher, &sight.luma, options->windows, &cuts));
	size_t given = 0;
	for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
		if (options->profiles >> profile & 1)
			SICHT_TRY(hash_profile(
				hasher, &sight, &cuts, profile, options, windows, &given));
	}
	*count = given;
	return SICHT_OK;
}
