/* SPDX-License-Identifier: MIT */
/* The canonical reduction and the trims that are decided on it; see trim.h. */
#include "engine/hash/trim.h"

#include <string.h>

/* A uniform line: 97 % of its cells within 12 grey levels of its median. */
#define UNIFORM_PER_CENT 97
#define UNIFORM_LEVELS 12

/* A dominated line: some band of 9 grey levels holds 62 % of its cells. */
#define DOMINATED_PER_CENT 62
#define DOMINATED_LEVELS 9

/* Cells looked at to decide whether a line is dominated; counts of them fit a byte. */
#define SAMPLES_MAX 128

/* Columns whose samples are gathered at a time: the first-level cache has room for them. */
#define COLUMNS_AT_ONCE 64

#define SIDE_SHARE_MIN 8
#define SIDE_MIN_PIXELS 32

/* Cells compared at a time: loops of fixed length are vectorized. */
#define RUN 32

#define GREYS 256
#define BINS (GREYS + 32) /* empty ones at the end, so that bands need no edge */

/* Peeling one side can make another uniform; nested frames beyond this are left alone. */
#define PEEL_ROUNDS 4

/* ------------------------------------------------------------------------ canonical reduction */

static uint32_t factor_of(uint32_t side)
{
	uint32_t factor = 1;
	while ((side + factor - 1) / factor > SICHT_GRID_SIDE_MAX)
		factor *= 2;
	return factor;
}

/* The pixels at hand, [begin, end), of every cell of an axis. */
struct cells {
	uint32_t count;
	uint32_t begin[SICHT_GRID_SIDE_MAX], end[SICHT_GRID_SIDE_MAX];
};

/* Cells are cut in the full picture; each has a pixel, even where the decoder reduced more. */
static struct cells cells_of(uint32_t factor, uint32_t full, uint32_t reduced)
{
	struct cells cells = {.count = (full + factor - 1) / factor};
	for (uint32_t i = 0; i < cells.count; i++) {
		uint64_t begin = (uint64_t)i * factor * reduced / full;
		uint64_t end = ((uint64_t)i + 1) * factor * reduced / full;
		if (end > reduced)
			end = reduced;
		if (end <= begin)
			end = begin + 1;
		cells.begin[i] = (uint32_t)begin;
		cells.end[i] = (uint32_t)end;
	}
	return cells;
}

static void average_row(const struct sicht_picture *luma, uint32_t top, uint32_t bottom,
	const struct cells *across, uint8_t *out)
{
	uint64_t sums[SICHT_GRID_SIDE_MAX] = {0};
	for (uint32_t y = top; y < bottom; y++) {
		const uint8_t *pixels = luma->data + y * luma->stride_bytes;
		for (uint32_t i = 0; i < across->count; i++) {
			uint32_t sum = 0;
			for (uint32_t x = across->begin[i]; x < across->end[i]; x++)
				sum += pixels[x];
			sums[i] += sum;
		}
	}
	for (uint32_t i = 0; i < across->count; i++) {
		uint64_t count = (uint64_t)(bottom - top) * (across->end[i] - across->begin[i]);
		out[i] = (uint8_t)((sums[i] + count / 2) / count);
	}
}

enum sicht_status sicht_grid_make(
	struct sicht_hasher *hasher, const struct sicht_picture *luma, struct sicht_grid *out)
{
	struct sicht_grid grid = {.data = luma->data,
		.stride_bytes = luma->stride_bytes,
		.factor_across = factor_of(luma->full_width),
		.factor_down = factor_of(luma->full_height)};
	const struct cells across = cells_of(grid.factor_across, luma->full_width, luma->width);
	const struct cells down = cells_of(grid.factor_down, luma->full_height, luma->height);
	grid.columns = across.count;
	grid.rows = down.count;
	if (grid.columns != luma->width || grid.rows != luma->height) {
		SICHT_TRY(sicht_scratch_reserve(&hasher->grid, grid.rows, grid.columns));
		uint8_t *cells = hasher->grid.data;
		grid.data = cells;
		grid.stride_bytes = grid.columns;
		for (uint32_t row = 0; row < grid.rows; row++)
			average_row(luma, down.begin[row], down.end[row], &across,
				cells + row * grid.stride_bytes);
	}
	*out = grid;
	return SICHT_OK;
}

/* --------------------------------------------------------------------------------------- lines */

/* A row or a column of the grid, or part of one. */
struct line {
	const uint8_t *cell;
	size_t step;
	uint32_t count;
};

static struct line row_of(const struct sicht_grid *grid, const struct sicht_rect *part, uint32_t y)
{
	return (struct line){grid->data + y * grid->stride_bytes + part->left, 1, part->width};
}

static struct line column_of(
	const struct sicht_grid *grid, const struct sicht_rect *part, uint32_t x)
{
	return (struct line){
		grid->data + part->top * grid->stride_bytes + x, grid->stride_bytes, part->height};
}

/* The least and the greatest of some cells. */
struct span {
	uint8_t least, most;
};

static inline struct span span_with(struct span span, uint8_t cell)
{
	return (struct span){
		cell < span.least ? cell : span.least, cell > span.most ? cell : span.most};
}

/* All cells within 12 levels of each other: uniform without a histogram, as most bars are. */
static bool is_plain(struct span span)
{
	return span.most - span.least <= UNIFORM_LEVELS;
}

static bool is_plain_row(const uint8_t *cell, uint32_t count)
{
	struct span span = {*cell, *cell};
	for (; count >= RUN && is_plain(span); count -= RUN, cell += RUN) {
		for (size_t i = 0; i < RUN; i++)
			span = span_with(span, cell[i]);
	}
	for (size_t i = 0; i < count && is_plain(span); i++)
		span = span_with(span, cell[i]);
	return is_plain(span);
}

static bool is_uniform(struct line line)
{
	uint32_t histogram[GREYS] = {0};
	for (uint32_t i = 0; i < line.count; i++)
		histogram[line.cell[i * line.step]]++;
	uint32_t below = 0, near = 0;
	int median = 0;
	while (below + histogram[median] <= line.count / 2)
		below += histogram[median++];
	for (int grey = 0; grey < GREYS; grey++) {
		if (grey >= median - UNIFORM_LEVELS && grey <= median + UNIFORM_LEVELS)
			near += histogram[grey];
	}
	return near * 100 >= line.count * UNIFORM_PER_CENT;
}

static bool is_uniform_row(const struct sicht_grid *grid, const struct sicht_rect *part, uint32_t y)
{
	struct line row = row_of(grid, part, y);
	return is_plain_row(row.cell, row.count) || is_uniform(row);
}

/* Spans of neighbouring columns, found together: it is the rows that lie in one piece. */
struct spans {
	uint32_t first, count;
	uint8_t least[RUN], most[RUN];
};

static inline void widen(uint8_t *restrict least, uint8_t *restrict most,
	const uint8_t *restrict cell, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		least[i] = cell[i] < least[i] ? cell[i] : least[i];
		most[i] = cell[i] > most[i] ? cell[i] : most[i];
	}
}

/* Of a run of columns with column x among them, within the rows of the part. */
static void find_spans(
	const struct sicht_grid *grid, const struct sicht_rect *part, uint32_t x, struct spans *out)
{
	out->count = grid->columns < RUN ? grid->columns : RUN;
	out->first = x / RUN * RUN;
	if (out->first > grid->columns - out->count)
		out->first = grid->columns - out->count;
	memset(out->least, UINT8_MAX, sizeof out->least);
	memset(out->most, 0, sizeof out->most);
	const uint8_t *cell = grid->data + part->top * grid->stride_bytes + out->first;
	for (uint32_t y = 0; y < part->height; y++, cell += grid->stride_bytes) {
		if (out->count == RUN)
			widen(out->least, out->most, cell, RUN);
		else
			widen(out->least, out->most, cell, out->count);
	}
}

static bool is_uniform_column(const struct sicht_grid *grid, const struct sicht_rect *part,
	uint32_t x, struct spans *spans)
{
	if (x < spans->first || x >= spans->first + spans->count)
		find_spans(grid, part, x, spans);
	uint32_t i = x - spans->first;
	return is_plain((struct span){spans->least[i], spans->most[i]}) ||
	       is_uniform(column_of(grid, part, x));
}

/* Where the samples of lines of one length lie. */
struct places {
	uint32_t count;
	uint16_t cell[SAMPLES_MAX];
};

static struct places places_of(uint32_t cells)
{
	struct places places = {.count = cells < SAMPLES_MAX ? cells : SAMPLES_MAX};
	uint32_t pitch = (cells << 16) / places.count; /* in 1/65536 of a cell */
	for (uint32_t i = 0; i < places.count; i++)
		places.cell[i] = (uint16_t)((pitch / 2 + i * pitch) >> 16);
	return places;
}

/* out[grey] = from[grey] + from[grey + apart]; the bins beyond white are 0 and stay so. */
static void add_levels(const uint8_t from[BINS], size_t apart, uint8_t out[BINS])
{
	for (size_t grey = 0; grey < GREYS; grey++)
		out[grey] = (uint8_t)(from[grey] + from[grey + apart]);
	memset(out + GREYS, 0, BINS - GREYS);
}

/* Of all bands of 9 levels, the count of the fullest: sums of 2, 4, 8 and 9 levels in turn. */
static unsigned fullest_band(const uint8_t histogram[BINS])
{
	uint8_t two[BINS], four[BINS];
	uint8_t fullest = 0;
	add_levels(histogram, 1, two);
	add_levels(two, 2, four);
	for (size_t grey = 0; grey < GREYS; grey++) {
		uint8_t nine = (uint8_t)(four[grey] + four[grey + 4] + histogram[grey + 8]);
		fullest = nine > fullest ? nine : fullest;
	}
	return fullest;
}

/* Two histograms, taken in turn: in one, equal neighbours would wait for each other. */
static unsigned fullest_band_of(const uint8_t *sample, uint32_t count)
{
	uint8_t even[BINS], odd[BINS];
	memset(even, 0, sizeof even);
	memset(odd, 0, sizeof odd);
	for (uint32_t i = 0; i < count; i++)
		(i % 2 ? odd : even)[sample[i]]++;
	for (size_t grey = 0; grey < GREYS; grey++)
		even[grey] = (uint8_t)(even[grey] + odd[grey]);
	return fullest_band(even);
}

static inline uint8_t distance(uint8_t a, uint8_t b)
{
	return (uint8_t)(a > b ? a - b : b - a);
}

/* How many cells of two runs are close enough to lie in one band. */
static inline uint8_t count_close(const uint8_t *a, const uint8_t *b, size_t count)
{
	uint8_t close = 0;
	for (size_t i = 0; i < count; i++)
		close = (uint8_t)(close + (distance(a[i], b[i]) < DOMINATED_LEVELS));
	return close;
}

/*
 * No band holds more: of 64 pairs of samples, a band that holds 64 + n samples holds both of n
 * pairs at least, and these are close. Two ways to make pairs: stripes may deceive one of them.
 */
static unsigned bound_of_bands(const uint8_t sample[SAMPLES_MAX])
{
	const size_t half = SAMPLES_MAX / 2, quarter = SAMPLES_MAX / 4;
	unsigned far = count_close(sample, sample + half, half);
	unsigned near = count_close(sample, sample + quarter, quarter) +
			count_close(sample + half, sample + half + quarter, quarter);
	return SAMPLES_MAX / 2 + (far < near ? far : near);
}

/* No fuller than the fullest band: the one around the grey of a sample. */
static unsigned band_around(const uint8_t sample[SAMPLES_MAX], uint8_t grey)
{
	uint8_t count = 0;
	for (size_t i = 0; i < SAMPLES_MAX; i++)
		count = (uint8_t)(count + (distance(sample[i], grey) <= DOMINATED_LEVELS / 2));
	return count;
}

/*
 * Most lines are plainly one or the other, which is seen without a histogram. What only fills the
 * array is white, and may only make the bound too high.
 */
static bool is_dominated(const uint8_t sample[SAMPLES_MAX], uint32_t count)
{
	const uint32_t least = count * DOMINATED_PER_CENT;
	if (bound_of_bands(sample) * 100 < least)
		return false;
	if (count == SAMPLES_MAX && band_around(sample, sample[count / 2]) * 100 >= least)
		return true;
	return fullest_band_of(sample, count) * 100 >= least;
}

/* --------------------------------------------------------------------------------------- trims */

static struct sicht_rect whole(const struct sicht_grid *grid)
{
	return (struct sicht_rect){0, 0, grid->columns, grid->rows};
}

static void peel_rows(const struct sicht_grid *grid, struct sicht_rect *part)
{
	while (part->height > 0 && is_uniform_row(grid, part, part->top)) {
		part->top++;
		part->height--;
	}
	while (part->height > 0 && is_uniform_row(grid, part, part->top + part->height - 1))
		part->height--;
}

static void peel_columns(const struct sicht_grid *grid, struct sicht_rect *part)
{
	struct spans spans = {.count = 0};
	while (part->width > 0 && is_uniform_column(grid, part, part->left, &spans)) {
		part->left++;
		part->width--;
	}
	while (part->width > 0 &&
		is_uniform_column(grid, part, part->left + part->width - 1, &spans))
		part->width--;
}

bool sicht_trim_peel(const struct sicht_grid *grid, struct sicht_rect *rect)
{
	struct sicht_rect part = *rect;
	for (int round = 0; round < PEEL_ROUNDS; round++) {
		struct sicht_rect before = part;
		peel_rows(grid, &part);
		if (part.height == 0)
			return false;
		peel_columns(grid, &part);
		if (part.width == 0)
			return false;
		if (part.width == before.width && part.height == before.height)
			break;
	}
	*rect = part;
	return true;
}

bool sicht_trim_uniform(const struct sicht_grid *grid, struct sicht_rect *out)
{
	struct sicht_rect part = whole(grid);
	if (!sicht_trim_peel(grid, &part))
		return false;
	*out = part;
	return true;
}

/* The longest run of lines that are not dominated; the first of equal ones. */
struct run {
	uint32_t begin, length;
};

static void extend_run(bool dominated, uint32_t index, struct run *current, struct run *longest)
{
	if (dominated) {
		current->length = 0;
		return;
	}
	if (current->length++ == 0)
		current->begin = index;
	if (current->length > longest->length)
		*longest = *current;
}

static struct run run_of_rows(const struct sicht_grid *grid)
{
	const struct places places = places_of(grid->columns);
	struct run current = {0, 0}, longest = {0, 0};
	uint8_t sample[SAMPLES_MAX];
	memset(sample, UINT8_MAX, sizeof sample);
	for (uint32_t y = 0; y < grid->rows; y++) {
		const uint8_t *row = grid->data + y * grid->stride_bytes;
		for (uint32_t i = 0; i < places.count; i++)
			sample[i] = row[places.cell[i]];
		extend_run(is_dominated(sample, places.count), y, &current, &longest);
	}
	return longest;
}

/* The samples of neighbouring columns, row by row as they lie; `cell` is the uppermost left one. */
static void gather_columns(const uint8_t *restrict cell, size_t stride_bytes,
	const struct places *places, uint32_t columns, uint8_t (*restrict sample)[SAMPLES_MAX])
{
	for (uint32_t i = 0; i < places->count; i++) {
		const uint8_t *row = cell + places->cell[i] * stride_bytes;
		for (uint32_t x = 0; x < columns; x++)
			sample[x][i] = row[x];
	}
}

/* The longest run of columns within these rows. */
static struct run run_of_columns(const struct sicht_grid *grid, const struct run *rows)
{
	const struct places places = places_of(rows->length);
	const uint8_t *top = grid->data + rows->begin * grid->stride_bytes;
	struct run current = {0, 0}, longest = {0, 0};
	_Alignas(SICHT_KERNEL_ALIGN) uint8_t sample[COLUMNS_AT_ONCE][SAMPLES_MAX];
	memset(sample, UINT8_MAX, sizeof sample);
	for (uint32_t x = 0; x < grid->columns; x++) {
		uint32_t left = grid->columns - x, place = x % COLUMNS_AT_ONCE;
		if (place == 0)
			gather_columns(top + x, grid->stride_bytes, &places,
				left < COLUMNS_AT_ONCE ? left : COLUMNS_AT_ONCE, sample);
		extend_run(is_dominated(sample[place], places.count), x, &current, &longest);
	}
	return longest;
}

bool sicht_trim_dominated(const struct sicht_grid *grid, struct sicht_rect *out)
{
	struct run rows = run_of_rows(grid);
	if (rows.length == 0)
		return false;
	struct run columns = run_of_columns(grid, &rows);
	if (columns.length == 0)
		return false;
	*out = (struct sicht_rect){columns.begin, rows.begin, columns.length, rows.length};
	return true;
}

/* One axis of sicht_trim_accept(). */
static bool accept_axis(uint32_t begin, uint32_t cells, uint32_t factor, uint32_t full,
	uint32_t *start, uint32_t *length)
{
	uint64_t end = (uint64_t)(begin + cells) * factor;
	*start = begin * factor;
	*length = (uint32_t)(end < full ? end : full) - *start;
	return *length >= SIDE_MIN_PIXELS && *length >= full / SIDE_SHARE_MIN;
}

bool sicht_trim_accept(const struct sicht_grid *grid, const struct sicht_rect *cells,
	uint32_t full_width, uint32_t full_height, struct sicht_rect *out)
{
	struct sicht_rect rect;
	if (!accept_axis(cells->left, cells->width, grid->factor_across, full_width, &rect.left,
		    &rect.width) ||
		!accept_axis(cells->top, cells->height, grid->factor_down, full_height, &rect.top,
			&rect.height))
		return false;
	*out = rect;
	return true;
}
