/* SPDX-License-Identifier: MIT */
/*
 * Facts: the findings of a run before they are ranked, and the header above them.
 */
#ifndef SICHT_ENGINE_MATCH_FACT_H
#define SICHT_ENGINE_MATCH_FACT_H

#include "engine/base/text.h"
#include "engine/match/known.h"
#include "sicht/finding.h"
#include "sicht/source.h"

/* What the facts of one run have in common. */
struct sicht_fact_context {
	const struct sicht_source *sources;
	size_t source_count;
	size_t store_count;
};

/*
 * The finding of an item. `first_link` is the ordinal of the first file with the same inode, or
 * UINT64_MAX. What it points to is lent from the arguments, or of
 * `arena`.
 */
struct sicht_finding sicht_fact_of(const struct sicht_fact_context *context,
	const struct sicht_item *item, const struct sicht_print *print,
	const struct sicht_file_matches *matches, uint64_t first_link, struct sicht_arena *arena);

/* The part of it that the item alone decides: what sicht_finding_write_item() writes. */
struct sicht_finding sicht_fact_of_item(const struct sicht_fact_context *context,
	const struct sicht_item *item, uint64_t first_link);

/*
 * The header line, with its newline, appended to `text`. Everything in it is decided by the input,
 * the parameters, the stores and the versions: two runs whose headers are equal give equal facts.
 */
SICHT_MUST_CHECK enum sicht_status sicht_fact_header(const struct sicht_match_options *options,
	const struct sicht_known_store *known, size_t known_count,
	const struct sicht_examined *examined, struct sicht_text *text);

#endif
