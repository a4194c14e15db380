/* SPDX-License-Identifier: MIT */
/* How the tiers of a rank are spelt, and read back. */
#include <assert.h>

#include "sicht/finding.h"

static const char *const rank_names[SICHT_RANK_COUNT] = {"known-identical", "known-similar",
	"known-possible", "unexamined", "unknown", "other", "ignorable"};

const char *sicht_rank_name(enum sicht_rank_tier tier)
{
	assert(tier < SICHT_RANK_COUNT);
	return rank_names[tier];
}

bool sicht_rank_parse(struct sicht_bytes name, enum sicht_rank_tier *out)
{
	for (enum sicht_rank_tier tier = 0; tier < SICHT_RANK_COUNT; tier++) {
		if (sicht_bytes_equal(name, sicht_bytes_of(rank_names[tier]))) {
			*out = tier;
			return true;
		}
	}
	return false;
}
