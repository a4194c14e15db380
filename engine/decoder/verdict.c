/* SPDX-License-Identifier: MIT */
/* See verdict.h. */
#include "engine/decoder/verdict.h"

#include <stdio.h>
#include <string.h>

/* Who decides: the greatest. */
static unsigned weight_of(enum sicht_outcome outcome)
{
	switch (outcome) {
	case SICHT_OUTCOME_OUT_OF_MEMORY:
		return 6;
	case SICHT_OUTCOME_TRUNCATED:
		return 5;
	case SICHT_OUTCOME_DECODED:
		return 4;
	case SICHT_OUTCOME_TOO_FLAT:
		return 2;
	case SICHT_OUTCOME_TOO_SMALL:
		return 1;
	default:
		return 3;
	}
}

void sicht_verdict_add(struct sicht_verdict *verdict, const struct sicht_decoding *decoding)
{
	bool decides =
		!verdict->is_given || weight_of(decoding->outcome) > weight_of(verdict->outcome);
	if (decides)
		verdict->outcome = decoding->outcome;
	verdict->is_given = true;
	if (decoding->detail[0] == '\0' || (!decides && verdict->detail[0] != '\0'))
		return;
	memset(verdict->detail, 0, sizeof verdict->detail);
	int size = 0;
	if (decoding->pictures > 1)
		size = snprintf(verdict->detail, sizeof verdict->detail,
			"picture %u: ", decoding->page + 1);
	strncat(verdict->detail, decoding->detail, sizeof verdict->detail - 1 - (size_t)size);
}
