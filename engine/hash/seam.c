/* SPDX-License-Identifier: MIT */
/* Seams, and the parts between them; see seam.h. */
#include "engine/hash/seam.h"

#include <string.h>

/*
 * A line of cells differs from the one before by the sum of their steps, each counted up to so
 * many grey levels: a seam is long, not deep.
 */
#define STEP_MAX_LEVELS 24

/*
 * A seam: at least 6 levels a cell, and 2.2 times what the lines around it show and half a level.
 */
#define SEAM_LEVELS 6
#define SEAM_TIMES_NUMERATOR 11
#define SEAM_TIMES_DENOMINATOR 5

/* The lines around it: 2 to 5 away on both sides, since a seam may lie within a cell. */
#define AROUND_FROM 2
#define AROUND_TO 5

/* Of a part, the band of grey that holds the most of it is ground, the rest detail. */
#define GROUND_LEVELS 9

/* It is measured on every fourth cell of every fourth row. */
#define DETAIL_PITCH 4

/* Two pictures: detail in 40 % of each, and in 15 % of what was cut for each. */
#define PICTURE_DETAIL_PER_CENT 40
#define PICTURE_SHARE_PER_CENT 15

/* A sliver is what a seam within a cell leaves of the other side. */
#define SLIVER_LINES 2

#define SIDE_SHARE_MIN 8
#define CUTS_MAX 16
#define GREYS 256

/* Cells compared at a time: loops of fixed length are vectorized. */
#define RUN 32

/* So many steps are added up in a byte before they need more room. */
#define STEPS_IN_BYTE (UINT8_MAX / STEP_MAX_LEVELS)

struct part {
	struct sicht_rect rect;
	uint32_t cells, detail; /* of the cells looked at */
	bool settled;           /* a picture that was told from another */
};

struct parts {
	size_t count;
	struct part part[CUTS_MAX + 1];
};

/* --------------------------------------------------------------------------------------- steps */

static inline uint8_t step(uint8_t a, uint8_t b)
{
	uint8_t greater = a > b ? a : b, lesser = a > b ? b : a;
	uint8_t levels = (uint8_t)(greater - lesser);
	return levels < STEP_MAX_LEVELS ? levels : STEP_MAX_LEVELS;
}

/* sums[x] += the step from b[x] to a[x]. */
static inline void add_run(
	const uint8_t *restrict a, const uint8_t *restrict b, uint8_t *restrict sums)
{
	for (size_t i = 0; i < RUN; i++)
		sums[i] = (uint8_t)(sums[i] + step(a[i], b[i]));
}

/* The same for a line of any length. */
static void add_steps(const uint8_t *restrict a, const uint8_t *restrict b, uint32_t count,
	uint8_t *restrict sums)
{
	for (; count >= RUN; count -= RUN, a += RUN, b += RUN, sums += RUN)
		add_run(a, b, sums);
	for (size_t i = 0; i < count; i++)
		sums[i] = (uint8_t)(sums[i] + step(a[i], b[i]));
}

/* Of all steps from b[x] to a[x]. */
static uint32_t sum_steps(const uint8_t *a, const uint8_t *b, uint32_t count)
{
	uint32_t sum = 0;
	while (count >= RUN) {
		uint8_t sums[RUN] = {0};
		for (size_t added = 0; count >= RUN && added < STEPS_IN_BYTE; added++) {
			add_run(a, b, sums);
			a += RUN, b += RUN, count -= RUN;
		}
		for (size_t i = 0; i < RUN; i++)
			sum += sums[i];
	}
	for (size_t i = 0; i < count; i++)
		sum += step(a[i], b[i]);
	return sum;
}

/* How much each line of a part, from its second on, differs from the line before. */
struct profile {
	uint32_t first, end; /* the lines that are left */
	uint32_t cells;      /* looked at in each line */
	uint16_t sum[SICHT_GRID_SIDE_MAX];
};

/* Every other row is enough to see what differs between columns. */
static void profile_columns(
	const struct sicht_grid *grid, const struct sicht_rect *part, struct profile *out)
{
	out->first = 0;
	out->end = part->width;
	out->cells = (part->height + 1) / 2;
	memset(out->sum, 0, sizeof out->sum);
	for (uint32_t y = 0; y < part->height;) {
		uint8_t sums[SICHT_GRID_SIDE_MAX] = {0};
		for (size_t added = 0; y < part->height && added < STEPS_IN_BYTE; added++, y += 2) {
			const uint8_t *row =
				grid->data + (part->top + y) * grid->stride_bytes + part->left;
			add_steps(row + 1, row, part->width - 1, sums + 1);
		}
		for (size_t x = 0; x < SICHT_GRID_SIDE_MAX; x++)
			out->sum[x] = (uint16_t)(out->sum[x] + sums[x]);
	}
}

static void profile_rows(
	const struct sicht_grid *grid, const struct sicht_rect *part, struct profile *out)
{
	out->first = 0;
	out->end = part->height;
	out->cells = part->width;
	for (uint32_t y = 1; y < part->height; y++) {
		const uint8_t *row = grid->data + (part->top + y) * grid->stride_bytes + part->left;
		const uint8_t *before = row - grid->stride_bytes;
		out->sum[y] = (uint16_t)sum_steps(row, before, part->width);
	}
}

/* --------------------------------------------------------------------------------------- seams */

/* Its strength is `step` of `around`, a fraction; there is none if step is 0. */
struct seam {
	uint64_t step, around;
	bool across; /* between rows, else between columns */
	uint32_t at; /* the first line behind it */
};

static uint32_t sum_around(const struct profile *profile, uint32_t line, uint32_t *count)
{
	uint32_t sum = 0;
	*count = 0;
	for (uint32_t away = AROUND_FROM; away <= AROUND_TO; away++) {
		if (line > profile->first + away) {
			sum += profile->sum[line - away];
			++*count;
		}
		if (line + away < profile->end) {
			sum += profile->sum[line + away];
			++*count;
		}
	}
	return sum;
}

static bool is_stronger(const struct seam *seam, const struct seam *other)
{
	return seam->step * other->around > other->step * seam->around;
}

/* The first of equal ones. */
static struct seam strongest_seam(const struct profile *profile, bool across, bool slivers_only)
{
	struct seam strongest = {0, 1, across, 0};
	for (uint32_t line = profile->first + 1; line < profile->end; line++) {
		if (profile->sum[line] < SEAM_LEVELS * profile->cells ||
			(slivers_only && line > profile->first + SLIVER_LINES &&
				line + SLIVER_LINES < profile->end))
			continue;
		uint32_t count;
		uint64_t around = sum_around(profile, line, &count);
		uint64_t own = (uint64_t)profile->sum[line] * count;
		uint64_t level = (uint64_t)profile->cells * count;
		if (2 * SEAM_TIMES_DENOMINATOR * own < SEAM_TIMES_NUMERATOR * (2 * around + level))
			continue;
		const struct seam seam = {own, around + level, across, line};
		if (is_stronger(&seam, &strongest))
			strongest = seam;
	}
	return strongest;
}

/* Both profiles of a part. */
struct view {
	struct profile rows, columns;
};

/* Leave out the narrower side of a seam. */
static void shed_strip(struct profile *profile, uint32_t at)
{
	if (at - profile->first < profile->end - at)
		profile->first = at;
	else
		profile->end = at;
}

/*
 * Strips that are too narrow for a picture, lines of writing for instance, are left out one after
 * another without a new look at the rest. True: there were some. The seam that ended it, or none,
 * is in `seam`.
 */
static bool shed_strips(
	const struct sicht_grid *grid, struct view *view, bool slivers_only, struct seam *seam)
{
	struct seam rows = strongest_seam(&view->rows, true, slivers_only);
	struct seam columns = strongest_seam(&view->columns, false, slivers_only);
	for (bool shed = false;; shed = true) {
		*seam = is_stronger(&columns, &rows) ? columns : rows;
		if (seam->step == 0)
			return shed;
		struct profile *profile = seam->across ? &view->rows : &view->columns;
		uint32_t whole = seam->across ? grid->rows : grid->columns;
		uint32_t before = seam->at - profile->first, behind = profile->end - seam->at;
		if (before * SIDE_SHARE_MIN >= whole && behind * SIDE_SHARE_MIN >= whole)
			return shed;
		shed_strip(profile, seam->at);
		*(seam->across ? &rows : &columns) =
			strongest_seam(profile, seam->across, slivers_only);
	}
}

/* --------------------------------------------------------------------------------------- parts */

static bool is_large(const struct sicht_grid *grid, const struct sicht_rect *rect)
{
	return rect->width * SIDE_SHARE_MIN >= grid->columns &&
	       rect->height * SIDE_SHARE_MIN >= grid->rows;
}

static uint32_t count_looked_at(const struct sicht_rect *rect)
{
	return ((rect->width + DETAIL_PITCH - 1) / DETAIL_PITCH) *
	       ((rect->height + DETAIL_PITCH - 1) / DETAIL_PITCH);
}

static void measure_detail(const struct sicht_grid *grid, struct part *part)
{
	const struct sicht_rect *rect = &part->rect;
	uint32_t histogram[GREYS + GROUND_LEVELS] = {0};
	for (uint32_t y = 0; y < rect->height; y += DETAIL_PITCH) {
		const uint8_t *row = grid->data + (rect->top + y) * grid->stride_bytes + rect->left;
		for (uint32_t x = 0; x < rect->width; x += DETAIL_PITCH)
			histogram[row[x]]++;
	}
	part->cells = count_looked_at(rect);
	uint32_t band = 0, ground = 0;
	for (uint32_t grey = 0; grey < GREYS + GROUND_LEVELS; grey++) {
		band += histogram[grey];
		if (grey >= GROUND_LEVELS)
			band -= histogram[grey - GROUND_LEVELS];
		ground = band > ground ? band : ground;
	}
	part->detail = part->cells - ground;
}

static bool is_picture(const struct part *part, const struct part *cut)
{
	return part->detail * 100 >= part->cells * PICTURE_DETAIL_PER_CENT &&
	       part->detail * 100 >= cut->cells * PICTURE_SHARE_PER_CENT;
}

/* One side of a seam without its margins. False: nothing that could be a picture is left. */
static bool make_side(const struct sicht_grid *grid, const struct sicht_rect *rect,
	const struct part *cut, struct part *out)
{
	*out = (struct part){.rect = *rect, .settled = cut->settled};
	if (!is_large(grid, rect) || !sicht_trim_peel(grid, &out->rect) ||
		!is_large(grid, &out->rect))
		return false;
	measure_detail(grid, out);
	return true;
}

static void drop_part(struct parts *parts, size_t index)
{
	parts->part[index] = parts->part[--parts->count];
}

/* Part `index` gives way to what is left of its two sides: none, one or both of them. */
static void cut_part(
	const struct sicht_grid *grid, struct parts *parts, size_t index, const struct seam *seam)
{
	const struct part cut = parts->part[index];
	struct sicht_rect first = cut.rect, second = cut.rect;
	if (seam->across) {
		first.height = seam->at;
		second.top += seam->at;
		second.height -= seam->at;
	} else {
		first.width = seam->at;
		second.left += seam->at;
		second.width -= seam->at;
	}
	struct part sides[2];
	bool has_first = make_side(grid, &first, &cut, &sides[0]);
	bool has_second = make_side(grid, &second, &cut, &sides[1]);
	if (has_first && has_second && is_picture(&sides[0], &cut) && is_picture(&sides[1], &cut))
		sides[0].settled = sides[1].settled = true;
	drop_part(parts, index);
	if (has_first)
		parts->part[parts->count++] = sides[0];
	if (has_second)
		parts->part[parts->count++] = sides[1];
}

/* One look at part `index`. True: it has changed, or gone. */
static bool look_at(const struct sicht_grid *grid, struct parts *parts, size_t index)
{
	const struct part part = parts->part[index];
	struct view view;
	struct seam seam;
	profile_rows(grid, &part.rect, &view.rows);
	profile_columns(grid, &part.rect, &view.columns);
	if (shed_strips(grid, &view, part.settled, &seam)) {
		const struct sicht_rect left = {part.rect.left + view.columns.first,
			part.rect.top + view.rows.first, view.columns.end - view.columns.first,
			view.rows.end - view.rows.first};
		if (!make_side(grid, &left, &part, &parts->part[index]))
			drop_part(parts, index);
		return true;
	}
	if (seam.step > 0)
		cut_part(grid, parts, index, &seam);
	return seam.step > 0;
}

static size_t richest(const struct parts *parts)
{
	size_t best = 0;
	for (size_t i = 1; i < parts->count; i++) {
		if (parts->part[i].detail > parts->part[best].detail)
			best = i;
	}
	return best;
}

size_t sicht_seam_parts(const struct sicht_grid *grid, const struct sicht_rect *within,
	struct sicht_rect out[SICHT_SEAM_PARTS_MAX])
{
	/* The detail of the whole is asked for by nobody: what is given has been cut from it. */
	struct parts parts = {
		.count = 1, .part = {{.rect = *within, .cells = count_looked_at(within)}}};
	size_t looks = 0, given = 0;
	for (size_t i = 0; i < parts.count && looks < CUTS_MAX;) {
		if (look_at(grid, &parts, i))
			looks++;
		else
			i++;
	}
	while (looks > 0 && parts.count > 0 && given < SICHT_SEAM_PARTS_MAX) {
		size_t best = richest(&parts);
		out[given++] = parts.part[best].rect;
		drop_part(&parts, best);
	}
	return given;
}
