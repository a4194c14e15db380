/* SPDX-License-Identifier: MIT */
/*
 * What met something by hash is hashed again, as the reference does, so that the distance is told
 * that any other tool would find. Where the two distances lie far apart, both ways once more.
 */
#ifndef SICHT_ENGINE_MATCH_CONFIRM_H
#define SICHT_ENGINE_MATCH_CONFIRM_H

#include "sicht/match.h"
#include "sicht/scan.h"

struct sicht_confirmation;

/* `hash`: what the scanner was opened with; batches of `room` at most. */
SICHT_MUST_CHECK enum sicht_status sicht_confirmation_new(struct sicht_scanner *scanner,
	const struct sicht_hash_options *hash, size_t room, struct sicht_confirmation **out);
void sicht_confirmation_free(struct sicht_confirmation *confirmation); /* accepts NULL */

/*
 * Set distance_exact of the matches of the last batch that was scanned, and of its prints `anomaly`
 * and, where that depends on the load, volatile_outcome. `skip[i]` (may be NULL) leaves file i
 * alone.
 */
SICHT_MUST_CHECK enum sicht_status sicht_confirm(struct sicht_confirmation *confirmation,
	size_t count, const bool *skip, struct sicht_print *prints,
	struct sicht_file_matches *matches);

#endif
