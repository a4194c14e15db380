/* SPDX-License-Identifier: MIT */
/*
 * PDQ as the reference computes it, bit for bit.
 *
 * The reference filters the whole picture four times: box along rows, box along columns, and both
 * again. Here rows stream through two passes instead. A box along columns needs, of all rows, only
 * those inside its window, and one running sum a column; the second pass takes the rows that the
 * first gives out; of the last rows only the 64 that decimation keeps are looked at. Each line
 * still sees the reference's float operations in the reference's order, which is all that the bits
 * depend on:
 *
 *   fill     add the first half - 1 samples, no output      half = (window + 2) / 2
 *   grow     window - half + 1 times: add, output sum / (number held)
 *   slide    add the next, then subtract the oldest, output sum / window
 *   shrink   half - 1 times: subtract the oldest, output sum / (number held)
 *
 * Along columns a missing sample is a row of zeros: sums are never negative zero, so adding or
 * subtracting +0 changes nothing. Memory is the width times twice the window length, and a few.
 */
#include "engine/hash/hasher.h"
#include "sicht/limits.h"

#include <assert.h>
#include <string.h>

#define PASSES 2

/* The pixels to hash, after the resampling of profile ref512. */
struct source {
	const uint8_t *data; /* of the rectangle's first pixel */
	size_t stride_bytes;
	uint32_t bands;
	struct sicht_rect rect;
	bool resampled;
	uint32_t width, height;
};

/* One box along rows and one along columns. */
struct pass {
	float *waiting; /* SICHT_BOX_ROWS rows that the box along rows has not seen */
	float *ring;    /* rows after it, as many as the box along columns still needs */
	float *sum;     /* of the rows in its window, one float a column */
	uint32_t waiting_count;
	uint32_t entered; /* rows added to the sum */
	uint32_t left;    /* rows subtracted from it */
	uint32_t given;   /* rows given out */
};

struct filter {
	const struct sicht_kernels *kernels;
	const struct source *source;
	size_t stride; /* floats from one row to the next */
	uint32_t window_across, window_down;
	uint32_t ring_rows;
	struct pass pass[PASSES];
	float *zeros;       /* a row of them */
	float *last;        /* the row that the last pass gave out */
	unsigned decimated; /* rows of the block that are set */
	float (*block)[SICHT_BLOCK_SIDE];
};

/* The sample that decimation keeps for line `index` of 64. */
static uint32_t decimated_sample(unsigned index, uint32_t side)
{
	return (uint32_t)((2 * (uint64_t)index + 1) * side / (2 * SICHT_BLOCK_SIDE));
}

static struct source source_of(const struct sicht_picture *picture, const struct sicht_rect *rect,
	enum sicht_profile profile)
{
	struct source source = {
		.data = picture->data + rect->top * picture->stride_bytes +
			(size_t)rect->left * picture->bands,
		.stride_bytes = picture->stride_bytes,
		.bands = picture->bands,
		.rect = *rect,
		.resampled =
			profile == SICHT_PROFILE_REF512 &&
			(rect->width > SICHT_RESAMPLED_SIDE || rect->height > SICHT_RESAMPLED_SIDE),
		.width = rect->width,
		.height = rect->height,
	};
	if (source.resampled)
		source.width = source.height = SICHT_RESAMPLED_SIDE;
	return source;
}

static float luminance(const uint8_t *pixel)
{
	return (0.299f * pixel[0] + 0.587f * pixel[1]) + 0.114f * pixel[2];
}

/* Row `y` in luminance, picked from the nearest pixels if resampled. */
static void read_row(const struct source *source, uint32_t y, float *out)
{
	const uint32_t side = SICHT_RESAMPLED_SIDE;
	uint64_t row = source->resampled ? (uint64_t)y * source->rect.height / side : y;
	const uint8_t *pixels = source->data + row * source->stride_bytes;
	for (uint32_t x = 0; x < source->width; x++) {
		uint64_t column = source->resampled ? (uint64_t)x * source->rect.width / side : x;
		out[x] = source->bands == 1 ? pixels[column] : luminance(pixels + 3 * column);
	}
}

static float *ring_row(const struct filter *filter, const struct pass *pass, uint32_t row)
{
	return pass->ring + row % filter->ring_rows * filter->stride;
}

/* Keep row `given` of the last pass as often as decimation names it. */
static void decimate(struct filter *filter, uint32_t given)
{
	const struct source *source = filter->source;
	while (filter->decimated < SICHT_BLOCK_SIDE &&
		decimated_sample(filter->decimated, source->height) == given) {
		float *row = filter->block[filter->decimated++];
		for (unsigned j = 0; j < SICHT_BLOCK_SIDE; j++)
			row[j] = filter->last[decimated_sample(j, source->width)];
	}
}

/* One step of the box along columns; gives a row out once the window is half full. */
static void step_down(struct filter *filter, struct pass *pass, const float *entering, float *out)
{
	const uint32_t half = (filter->window_down + 2) / 2;
	const float *leaving = filter->zeros;
	if (entering)
		pass->entered++;
	if (!entering || pass->entered > filter->window_down)
		leaving = ring_row(filter, pass, pass->left++);
	float held = (float)(pass->entered - pass->left);
	filter->kernels->box_down(
		pass->sum, entering ? entering : filter->zeros, leaving, held, filter->stride, out);
	if (pass->entered >= half)
		pass->given++;
}

static float *output_of(struct filter *filter, const struct pass *pass)
{
	if (pass == &filter->pass[PASSES - 1])
		return filter->last;
	const struct pass *next = pass + 1;
	return next->waiting + next->waiting_count * filter->stride;
}

static void run_pass(struct filter *filter, struct pass *pass);

/* What follows when `pass` has written a row to its output. */
static void hand_over(struct filter *filter, struct pass *pass)
{
	if (pass == &filter->pass[PASSES - 1]) {
		decimate(filter, pass->given - 1);
		return;
	}
	struct pass *next = pass + 1;
	if (++next->waiting_count == SICHT_BOX_ROWS)
		run_pass(filter, next);
}

static void take_step(struct filter *filter, struct pass *pass, const float *entering)
{
	uint32_t given = pass->given;
	step_down(filter, pass, entering, output_of(filter, pass));
	if (pass->given > given)
		hand_over(filter, pass);
}

/* The waiting rows, through the box along rows into the ring, and from there down. */
static void run_pass(struct filter *filter, struct pass *pass)
{
	const float *in[SICHT_BOX_ROWS];
	float *out[SICHT_BOX_ROWS];
	uint32_t rows = pass->waiting_count;
	if (rows == 0)
		return;
	for (uint32_t r = 0; r < rows; r++) {
		in[r] = pass->waiting + r * filter->stride;
		out[r] = ring_row(filter, pass, pass->entered + r);
	}
	filter->kernels->box_across(in, rows, filter->source->width, filter->window_across, out);
	pass->waiting_count = 0;
	for (uint32_t r = 0; r < rows; r++)
		take_step(filter, pass, out[r]);
}

static void filter_all(struct filter *filter)
{
	struct pass *first = &filter->pass[0];
	for (uint32_t y = 0; y < filter->source->height; y++) {
		read_row(filter->source, y, first->waiting + first->waiting_count * filter->stride);
		if (++first->waiting_count == SICHT_BOX_ROWS)
			run_pass(filter, first);
	}
	for (struct pass *pass = first; pass < first + PASSES; pass++) {
		run_pass(filter, pass);
		while (pass->given < filter->source->height)
			take_step(filter, pass, NULL);
	}
	assert(filter->decimated == SICHT_BLOCK_SIDE);
}

/* Cut hasher->rows into the filter's rows, all zero. */
static enum sicht_status make_filter(
	struct sicht_hasher *hasher, const struct source *source, struct filter *out)
{
	struct filter filter = {
		.kernels = hasher->kernels,
		.source = source,
		.stride = ((size_t)source->width + SICHT_KERNEL_FLOATS - 1) / SICHT_KERNEL_FLOATS *
			  SICHT_KERNEL_FLOATS,
		.window_across = (source->width + 127) / 128,
		.window_down = (source->height + 127) / 128,
		.block = hasher->block,
	};
	filter.ring_rows = filter.window_down + SICHT_BOX_ROWS;
	size_t pass_rows = SICHT_BOX_ROWS + filter.ring_rows + 1;
	size_t floats = (PASSES * pass_rows + 2) * filter.stride;
	SICHT_TRY(sicht_scratch_reserve(&hasher->rows, floats, sizeof(float)));
	float *row = memset(hasher->rows.data, 0, floats * sizeof(float));
	for (size_t i = 0; i < PASSES; i++) {
		filter.pass[i].waiting = row + i * pass_rows * filter.stride;
		filter.pass[i].ring = filter.pass[i].waiting + SICHT_BOX_ROWS * filter.stride;
		filter.pass[i].sum = filter.pass[i].ring + filter.ring_rows * filter.stride;
	}
	filter.zeros = row + PASSES * pass_rows * filter.stride;
	filter.last = filter.zeros + filter.stride;
	*out = filter;
	return SICHT_OK;
}

/* The reference hashes a picture of 64x64 as it is, but filters it before its dihedral hashes. */
static void hash_unfiltered(
	struct sicht_hasher *hasher, const struct source *source, struct sicht_pdq_result *out)
{
	struct sicht_pdq_result unfiltered;
	for (uint32_t y = 0; y < SICHT_BLOCK_SIDE; y++)
		read_row(source, y, hasher->block[y]);
	sicht_block_hash(hasher, &unfiltered);
	out->quality = unfiltered.quality;
	out->form[SICHT_TRANSFORM_ORIGINAL] = unfiltered.form[SICHT_TRANSFORM_ORIGINAL];
}

enum sicht_status sicht_pdq_exact(struct sicht_hasher *hasher, const struct sicht_picture *picture,
	const struct sicht_rect *rect, enum sicht_profile profile, struct sicht_pdq_result *out)
{
	assert(!sicht_picture_is_reduced(picture));
	struct sicht_rect part = sicht_picture_part(picture, rect);
	if (part.width < SICHT_SIDE_MIN_PIXELS || part.height < SICHT_SIDE_MIN_PIXELS) {
		*out = (struct sicht_pdq_result){.quality = 0};
		return SICHT_OK;
	}
	struct source source = source_of(picture, &part, profile);
	struct filter filter;
	SICHT_TRY(make_filter(hasher, &source, &filter));
	filter_all(&filter);
	sicht_block_hash(hasher, out);
	if (source.width == SICHT_BLOCK_SIDE && source.height == SICHT_BLOCK_SIDE)
		hash_unfiltered(hasher, &source, out);
	return SICHT_OK;
}
