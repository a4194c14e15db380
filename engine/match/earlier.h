/* SPDX-License-Identifier: MIT */
/*
 * What an earlier run left in FINDINGS.part, held against the plan item by item: facts count as
 * long as they speak of the same files, in the same order, as these are now.
 */
#ifndef SICHT_ENGINE_MATCH_EARLIER_H
#define SICHT_ENGINE_MATCH_EARLIER_H

#include <stdio.h>

#include "engine/base/text.h"
#include "engine/match/fact.h"
#include "engine/match/part.h"

/* Starts from zero. */
struct sicht_earlier {
	FILE *file;
	char *line;
	size_t capacity;
	uint64_t kept, left; /* facts that were found to hold; facts behind them */
	uint64_t size_bytes; /* of the header and the facts that hold */
	struct sicht_text expected;
};

/* `part` as it was opened; it stays as it is. */
SICHT_MUST_CHECK enum sicht_status sicht_earlier_open(
	const struct sicht_part *part, struct sicht_earlier *out);

/*
 * Does the next fact, of which there must be one left, speak of `item` as it is now: its place, its
 * name, size and time? If so, it counts from now on.
 */
bool sicht_earlier_holds(struct sicht_earlier *earlier, const struct sicht_fact_context *context,
	const struct sicht_item *item, uint64_t first_link);

/* Cut from `part` what was not found to hold; it grows from there. */
SICHT_MUST_CHECK enum sicht_status sicht_earlier_cut(
	const struct sicht_earlier *earlier, struct sicht_part *part);

void sicht_earlier_close(struct sicht_earlier *earlier); /* for SICHT_DEFER */

#endif
