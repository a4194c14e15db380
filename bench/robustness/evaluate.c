/* SPDX-License-Identifier: MIT */
/*
 * Distances: to the picture that an examined one was made from, one by one; to all others by the
 * kernel of the search, which reports what is near and passes over the rest.
 *
 * The quality rule of the product holds: below SICHT_QUALITY_MIN on either side nothing is
 * compared.
 */
#include <stdlib.h>
#include <string.h>

#include "bench/robustness/robustness.h"
#include "index/search/kernel.h"

#define QUERIES_MAX (16 * (SICHT_DIHEDRAL_COUNT + 1)) /* of one picture without crops */

/* One examined hash, and what it is. */
struct query {
	struct sicht_pdq hash;
	struct sicht_hit_side side;
	uint16_t window, transform;
};

/* A window and its picture's full one, which stands first. */
static struct sicht_hit_side side_of(const struct sicht_window_print *prints, size_t window)
{
	return (struct sicht_hit_side){&prints[window], &prints[0]};
}

static size_t list_queries(
	const struct sicht_window_print *examined, size_t count, struct query queries[QUERIES_MAX])
{
	size_t given = 0;
	for (size_t i = 0; i < count; i++) {
		const struct sicht_window_print *print = &examined[i];
		if (print->quality < SICHT_QUALITY_MIN)
			continue;
		for (uint16_t form = 0; form < print->form_count; form++)
			queries[given++] = (struct query){
				print->form[form], side_of(examined, i), print->window, form};
		if (print->window == SICHT_WINDOW_FULL)
			queries[given++] = (struct query){sicht_pdq_complement(&print->form[0]),
				side_of(examined, i), SICHT_WINDOW_FULL, SICHT_TRANSFORM_NEGATIVE};
	}
	return given;
}

static bool is_crop(unsigned window)
{
	return window >= SICHT_WINDOW_CROP_FIRST && window <= SICHT_WINDOW_CROP_LAST;
}

/* The views that allow this pair: 1 << view. */
static unsigned views_of(const struct query *query, const struct sicht_hit_side *known)
{
	unsigned views = 1u << VIEW_CORNERS;
	enum sicht_worth worth = sicht_hit_worth(&query->side, known, query->transform);
	if (is_crop(known->window->window))
		return 1u << VIEW_CROPS;
	if (worth >= SICHT_WORTH_POSSIBLE)
		views |= 1u << VIEW_LISTED;
	if (worth == SICHT_WORTH_MATCH)
		views |= 1u << VIEW_WINDOWS | 1u << VIEW_CROPS;
	if (query->window == SICHT_WINDOW_FULL && known->window->window == SICHT_WINDOW_FULL)
		views |= 1u << VIEW_FORMS | (query->transform == SICHT_TRANSFORM_ORIGINAL)
						    << VIEW_PLAIN;
	return views;
}

static void note(
	struct nearest *nearest, const struct query *query, const struct sicht_hit_side *known_side)
{
	const struct sicht_window_print *known = known_side->window;
	unsigned views = views_of(query, known_side);
	unsigned bits = sicht_pdq_distance(&query->hash, &known->form[0]);
	if (query->window == SICHT_WINDOW_FULL && !is_crop(known->window) &&
		bits < nearest->full_bits)
		nearest->full_bits = (uint16_t)bits;
	if (views & 1u << VIEW_WINDOWS && bits < nearest->bits[VIEW_WINDOWS]) {
		nearest->window = query->window;
		nearest->known_window = known->window;
		nearest->transform = query->transform;
	}
	if (views & 1u << VIEW_CROPS && bits < nearest->bits[VIEW_CROPS]) {
		nearest->crop_window = query->window;
		nearest->crop_known = known->window;
		nearest->crop_transform = query->transform;
	}
	for (int view = 0; view < VIEW_COUNT; view++) {
		if (views & 1u << view && bits < nearest->bits[view])
			nearest->bits[view] = (uint16_t)bits;
	}
}

struct nearest meet(const struct sicht_window_print *examined, size_t examined_count,
	const struct sicht_window_print *known, size_t known_count)
{
	struct query queries[QUERIES_MAX];
	struct nearest nearest = {.full_bits = SICHT_PDQ_BITS};
	size_t query_count = list_queries(examined, examined_count, queries);
	for (int view = 0; view < VIEW_COUNT; view++)
		nearest.bits[view] = SICHT_PDQ_BITS;
	for (size_t j = 0; j < known_count; j++) {
		struct sicht_hit_side side = side_of(known, j);
		for (size_t i = 0; known[j].quality >= SICHT_QUALITY_MIN && i < query_count; i++)
			note(&nearest, &queries[i], &side);
	}
	return nearest;
}

/* ----------------------------------------------------------------------------------- strangers */

struct owner {
	uint32_t picture;
	struct sicht_hit_side side;
};

struct index {
	const struct sicht_search_kernels *kernels;
	const struct pictures *pictures;
	struct sicht_pdq *hashes;
	struct owner *owners;
	size_t count, tile_count;
	uint8_t *tiles;
};

static void list_hashes(struct index *index)
{
	for (size_t i = 0; i < index->pictures->count; i++) {
		const struct picture *picture = &index->pictures->items[i];
		for (size_t j = 0; j < picture->known_count; j++) {
			const struct sicht_window_print *print = &picture->known[j];
			if (print->quality < SICHT_QUALITY_MIN)
				continue;
			index->hashes[index->count] = print->form[0];
			index->owners[index->count++] =
				(struct owner){(uint32_t)i, side_of(picture->known, j)};
		}
	}
}

/* Hashes of the tile that begins with hash `first`. */
static size_t tile_size(const struct index *index, size_t first)
{
	return index->count - first < SICHT_TILE_HASHES ? index->count - first : SICHT_TILE_HASHES;
}

struct index *index_open(const struct pictures *pictures)
{
	struct index *index = calloc(1, sizeof *index);
	size_t most = 1;
	for (size_t i = 0; i < pictures->count; i++)
		most += pictures->items[i].known_count;
	if (index == NULL)
		bench_fail("no memory");
	index->kernels = sicht_search_kernels();
	index->pictures = pictures;
	index->hashes = calloc(most, sizeof *index->hashes);
	index->owners = calloc(most, sizeof *index->owners);
	index->tile_count = (most + SICHT_TILE_HASHES - 1) / SICHT_TILE_HASHES;
	index->tiles = aligned_alloc(64, index->tile_count * SICHT_TILE_BYTES);
	if (index->hashes == NULL || index->owners == NULL || index->tiles == NULL)
		bench_fail("no memory");
	list_hashes(index);
	for (size_t first = 0; first < index->count; first += SICHT_TILE_HASHES)
		index->kernels->tile_load(index->hashes + first, tile_size(index, first),
			FAR_BITS - 1, index->tiles + first / SICHT_TILE_HASHES * SICHT_TILE_BYTES);
	return index;
}

void index_free(struct index *index)
{
	free(index->hashes);
	free(index->owners);
	free(index->tiles);
	free(index);
}

/* Least distances to each known picture, by view; FAR_BITS: far. */
typedef uint8_t least_row[VIEW_COUNT];

static void note_hit(const struct index *index, const struct query *query, size_t hash,
	unsigned bits, least_row *least)
{
	const struct owner *owner = &index->owners[hash];
	unsigned views = views_of(query, &owner->side);
	for (int view = 0; view < VIEW_COUNT; view++) {
		if (views & 1u << view && bits < least[owner->picture][view])
			least[owner->picture][view] = (uint8_t)bits;
	}
}

static void scan_tile(const struct index *index, size_t first, const struct query *queries,
	size_t query_count, least_row *least)
{
	static _Thread_local uint32_t hits[SICHT_TILE_HITS_MAX];
	struct sicht_pdq hashes[SICHT_TILE_QUERIES];
	const uint8_t *tile = index->tiles + first / SICHT_TILE_HASHES * SICHT_TILE_BYTES;
	for (size_t i = 0; i < query_count; i += SICHT_TILE_QUERIES) {
		size_t some =
			query_count - i < SICHT_TILE_QUERIES ? query_count - i : SICHT_TILE_QUERIES;
		for (size_t j = 0; j < some; j++)
			hashes[j] = queries[i + j].hash;
		size_t found = index->kernels->tile_scan(tile, index->hashes + first,
			tile_size(index, first), hashes, some, FAR_BITS - 1, hits);
		for (size_t j = 0; j < found; j++)
			note_hit(index, &queries[i + (hits[j] >> 18)],
				first + (hits[j] >> 8 & (SICHT_TILE_HASHES - 1)), hits[j] & 0xff,
				least);
	}
}

static enum pairing pairing_of(
	const struct picture *own, const struct picture *other, enum pairing pairing)
{
	if (own->document > 0 && other->document > 0)
		return PAIR_DOCUMENTS;
	if (own->document > 0 || other->document > 0)
		return PAIR_DOCUMENT_OTHERS;
	return own->page || other->page ? PAIR_PAGES : pairing;
}

static void count_pairs(const struct index *index, const least_row *least, size_t own,
	enum pairing pairing, struct strangers *strangers)
{
	for (size_t i = 0; i < index->pictures->count; i++) {
		const struct picture *examined = &index->pictures->items[own];
		enum pairing kind = pairing_of(examined, &index->pictures->items[i], pairing);
		if (i == own)
			continue;
#pragma omp atomic
		strangers->pairs[kind]++;
		for (int view = 0; view < VIEW_COUNT; view++) {
			if (least[i][view] == FAR_BITS)
				continue;
#pragma omp atomic
			strangers->near[kind][view][least[i][view]]++;
			if (kind != PAIR_DOCUMENTS || least[i][view] > MATCH_BITS)
				continue;
#pragma omp atomic
			strangers->by_class[examined->document - 1][view]++;
		}
	}
}

void index_meet(const struct index *index, const struct sicht_print *examined, size_t own,
	enum pairing pairing, struct strangers *strangers)
{
	struct query queries[QUERIES_MAX];
	size_t query_count = list_queries(examined->windows, examined->window_count, queries);
	least_row *least = malloc(index->pictures->count * sizeof *least);
	if (least == NULL)
		bench_fail("no memory");
	memset(least, FAR_BITS, index->pictures->count * sizeof *least);
	for (size_t first = 0; first < index->count; first += SICHT_TILE_HASHES)
		scan_tile(index, first, queries, query_count, least);
	count_pairs(index, (const least_row *)least, own, pairing, strangers);
	free(least);
}
