/* SPDX-License-Identifier: MIT */
/* See outcomes.h. */
#include "engine/cli/outcomes.h"

#include <assert.h>

#include "engine/cli/table.h"
#include "sicht/status.h"

static void add_row(struct sicht_table *table, const char *name, uint64_t count)
{
	if (count == 0)
		return;
	sicht_table_word(table, name);
	sicht_table_count(table, count);
}

void sicht_outcomes_print(const struct sicht_outcome_counts *counts, FILE *stream)
{
	static const struct sicht_column columns[] = {{"outcome", false}, {"files", true}};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 2};
	uint64_t sum = counts->already_there;
	for (enum sicht_outcome i = 0; i < SICHT_OUTCOME_COUNT; i++) {
		bool digested = i == SICHT_OUTCOME_DECODED && counts->digests_alone;
		add_row(&table, digested ? "digests taken" : sicht_outcome_name(i),
			counts->outcomes[i]);
		sum += counts->outcomes[i];
	}
	assert(sum == counts->total);
	add_row(&table, "already there", counts->already_there);
	sicht_table_word(&table, "all files seen");
	sicht_table_count(&table, counts->total);
	sicht_table_print(&table, stream);
}
