/* SPDX-License-Identifier: MIT */
/* The reader of findings: any line is either ranked by the rules or refused with a reason. */
#include <assert.h>

#include "engine/match/rank.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_rank_words words = {0};
	struct sicht_rank rank;
	const char *why = NULL;
	if (sicht_rank_read(sicht_bytes(data, size), &rank, &words, &why)) {
		assert(rank.tier < SICHT_RANK_COUNT && rank.score <= 1000);
		assert(rank.outcome < SICHT_OUTCOME_COUNT && words.reason.size > 0);
	} else {
		assert(why != NULL);
	}
	sicht_rank_words_free(&words);
	return 0;
}
