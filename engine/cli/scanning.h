/* SPDX-License-Identifier: MIT */
/* What commands that scan have to say before and after, besides what was found. */
#ifndef SICHT_ENGINE_CLI_SCANNING_H
#define SICHT_ENGINE_CLI_SCANNING_H

#include "sicht/scan.h"

/*
 * sicht_scanner_open(); and, once in a process, a line about layers of the sandbox that this system
 * does not have. (Without those of the minimum no scanner opens.)
 */
SICHT_MUST_CHECK enum sicht_status sicht_scanning_open(
	const struct sicht_scan_options *options, struct sicht_scanner **out);

/*
 * Does known material lack files that are no worse than others, but could not be read this time?
 * Says so: they will not be found. `outcomes`: SICHT_OUTCOME_COUNT of them.
 */
bool sicht_scanning_lost(const uint64_t *outcomes);

#endif
