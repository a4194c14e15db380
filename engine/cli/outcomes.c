/* SPDX-License-Identifier: MIT */
/* See outcomes.h. */
#include "engine/cli/outcomes.h"

#include <assert.h>

#include "engine/cli/table.h"
#include "sicht/status.h"

void sicht_outcomes_print(const uint64_t outcomes[SICHT_OUTCOME_COUNT],
	const struct sicht_outcome_row *extra, size_t extra_count, uint64_t total, FILE *stream)
{
	static const struct sicht_column columns[] = {{"outcome", false}, {"files", true}};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 2};
	uint64_t sum = 0;
	for (enum sicht_outcome i = 0; i < SICHT_OUTCOME_COUNT; i++) {
		sum += outcomes[i];
		if (outcomes[i] == 0)
			continue;
		sicht_table_word(&table, sicht_outcome_name(i));
		sicht_table_count(&table, outcomes[i]);
	}
	for (size_t i = 0; i < extra_count; i++) {
		sum += extra[i].count;
		if (extra[i].count == 0)
			continue;
		sicht_table_word(&table, extra[i].name);
		sicht_table_count(&table, extra[i].count);
	}
	assert(sum == total);
	sicht_table_word(&table, "all files seen");
	sicht_table_count(&table, total);
	sicht_table_print(&table, stream);
}
