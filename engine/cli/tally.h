/* SPDX-License-Identifier: MIT */
/*
 * Sources that were not what one expects: nothing in them (an image that is not mounted looks so),
 * most of them unreadable, a list from another system. Said at the end, where it is seen.
 */
#ifndef SICHT_ENGINE_CLI_TALLY_H
#define SICHT_ENGINE_CLI_TALLY_H

#include "engine/cli/frame.h"
#include "sicht/source.h"

/*
 * One line for each such source of `sources`, with what the run saw of it. Of a source of which no
 * file could be read nothing was examined: then *end is SICHT_EXIT_FAILED.
 */
void sicht_tally_tell(const struct sicht_source *sources, const struct sicht_source_tally *tallies,
	size_t count, enum sicht_exit *end);

#endif
