/* SPDX-License-Identifier: MIT */
/*
 * What a near hash is worth: the corners of documents, plots and icons look alike.
 *
 * A corner that holds the edge of a box, a line or nothing is a pattern along one axis times a
 * pattern along the other, and so are its frequencies: each row of the hash is the same row again,
 * or its complement. How far that goes is counted in integers, so that it is the same number on
 * every processor, and bounds the largest singular value of the hash as a matrix from above.
 */
#include "sicht/hash.h"
#include "sicht/limits.h"

#include <assert.h>

#define ROWS 16

uint32_t sicht_pdq_repeats(const struct sicht_pdq *hash)
{
	uint32_t sum = ROWS * ROWS * ROWS; /* each row with itself */
	uint16_t row[ROWS];
	for (unsigned i = 0; i < ROWS; i++)
		row[i] = (uint16_t)(hash->word[i / 4] >> (i % 4 * ROWS));
	for (unsigned i = 0; i < ROWS; i++) {
		for (unsigned j = 0; j < i; j++) {
			int product = ROWS - 2 * __builtin_popcount(row[i] ^ row[j]);
			sum += 2 * (uint32_t)(product * product);
		}
	}
	return sum;
}

/* Is there more in this corner than margins and edges? */
static bool is_rich(const struct sicht_window_print *print)
{
	return sicht_pdq_repeats(&print->form[0]) < SICHT_QUADRANT_REPEATS_MAX;
}

/* Bits between two windows, the examined one turned; none to compare is far. */
static unsigned bits_between(const struct sicht_window_print *examined,
	const struct sicht_window_print *known, enum sicht_transform transform)
{
	if (examined == NULL || known == NULL || examined->quality < SICHT_QUALITY_MIN ||
		known->quality < SICHT_QUALITY_MIN)
		return SICHT_PDQ_BITS;
	assert(transform < examined->form_count);
	return sicht_pdq_distance(&examined->form[transform], &known->form[0]);
}

enum sicht_worth sicht_hit_worth(const struct sicht_hit_side *examined,
	const struct sicht_hit_side *known, enum sicht_transform transform)
{
	if (!sicht_window_is_quadrant(examined->window->window) ||
		!sicht_window_is_quadrant(known->window->window))
		return SICHT_WORTH_MATCH;
	bool whole = bits_between(examined->full, known->full, transform) <=
		     SICHT_QUADRANT_FULL_BITS_MAX;
	bool near =
		bits_between(examined->window, known->window, transform) <= SICHT_QUADRANT_BITS_MAX;
	if (!is_rich(examined->window) || !is_rich(known->window))
		return whole ? SICHT_WORTH_POSSIBLE : SICHT_WORTH_NOTHING;
	return whole || near ? SICHT_WORTH_MATCH : SICHT_WORTH_POSSIBLE;
}
