/* SPDX-License-Identifier: MIT */
/*
 * The second pass: FINDINGS.part, whole, becomes FINDINGS. Rank and group come from the facts
 * alone; merging shards uses the same pass.
 */
#ifndef SICHT_ENGINE_MATCH_FINISH_H
#define SICHT_ENGINE_MATCH_FINISH_H

#include "engine/match/part.h"
#include "sicht/match.h"

/*
 * Rank the facts of `part`, replace options->findings in one step ("-": write to standard output),
 * complete `totals` (tiers, groups, found, outcomes) and hand out the first rows. digest: SHA-256
 * of the findings file as written. SICHT_ERROR_INTERRUPTED: *stop (may be NULL) is not 0 any more;
 * then there are no new findings, and `part` is as it was.
 *
 * Memory: at most 132 bytes a file, and the sentence of each file that met something.
 */
SICHT_MUST_CHECK enum sicht_status sicht_finish(const struct sicht_part *part,
	const struct sicht_match_options *options, const volatile sig_atomic_t *stop,
	struct sicht_match_totals *totals, uint8_t digest[32]);

#endif
