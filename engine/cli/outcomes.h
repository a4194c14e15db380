/* SPDX-License-Identifier: MIT */
/*
 * The table with which a scan ends: what became of every file. Its numbers add up (promise P4).
 */
#ifndef SICHT_ENGINE_CLI_OUTCOMES_H
#define SICHT_ENGINE_CLI_OUTCOMES_H

#include <stdio.h>

#include "sicht/types.h"

struct sicht_outcome_row {
	const char *name;
	uint64_t count;
};

/* Rows of `outcomes` that are not zero, then `extra`, then the sum, which must be `total`. */
void sicht_outcomes_print(const uint64_t outcomes[SICHT_OUTCOME_COUNT],
	const struct sicht_outcome_row *extra, size_t extra_count, uint64_t total, FILE *stream);

#endif
