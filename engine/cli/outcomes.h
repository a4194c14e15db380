/* SPDX-License-Identifier: MIT */
/*
 * The table with which a scan ends: what became of every file. Its numbers add up (promise P4).
 */
#ifndef SICHT_ENGINE_CLI_OUTCOMES_H
#define SICHT_ENGINE_CLI_OUTCOMES_H

#include <stdio.h>

#include "sicht/types.h"

struct sicht_outcome_counts {
	const uint64_t *outcomes; /* SICHT_OUTCOME_COUNT of them */
	uint64_t already_there;   /* not looked at again */
	uint64_t total;           /* the sum of all */
	bool digests_alone;       /* pictures were not decoded, so the table does not say so */
};

/* A row for each count that is not zero, and the total. */
void sicht_outcomes_print(const struct sicht_outcome_counts *counts, FILE *stream);

#endif
