/* SPDX-License-Identifier: MIT */
/* The reader of findings: any line is either ranked by the rules or refused with a reason. */
#include <assert.h>

#include "engine/match/rank.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_text reason = {0}, path = {0};
	struct sicht_rank rank;
	const char *why = NULL;
	if (sicht_rank_read(sicht_bytes(data, size), &rank, &reason, &path, &why)) {
		assert(rank.tier < SICHT_RANK_COUNT && rank.score <= 1000);
		assert(rank.outcome < SICHT_OUTCOME_COUNT && reason.size > 0);
	} else {
		assert(why != NULL);
	}
	sicht_text_free(&reason);
	sicht_text_free(&path);
	return 0;
}
