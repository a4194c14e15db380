/* SPDX-License-Identifier: MIT */
/* Sorting postings in place: both kinds are five 64-bit words, compared from the first on. */
#ifndef SICHT_INDEX_SEGMENT_SORT_H
#define SICHT_INDEX_SEGMENT_SORT_H

#include "engine/base/stop.h"
#include "sicht/status.h"
#include "sicht/types.h"

#define SICHT_RECORD_WORDS 5

/* Any posting, seen as its words. */
struct sicht_record {
	uint64_t word[SICHT_RECORD_WORDS];
} __attribute__((may_alias));

/* Ascending by word[0], then word[1], ... In place; cost is linear whatever the data. */
SICHT_MUST_CHECK enum sicht_status sicht_records_sort(
	struct sicht_record *records, size_t count, struct sicht_work work);

static inline bool sicht_record_same(
	const struct sicht_record *a, const struct sicht_record *b, unsigned words)
{
	for (unsigned i = 0; i < words; i++) {
		if (a->word[i] != b->word[i])
			return false;
	}
	return true;
}

#endif
