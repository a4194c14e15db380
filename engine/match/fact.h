/* SPDX-License-Identifier: MIT */
/*
 * Facts as lines of JSON: what a finding says before it is ranked, and the header above them.
 */
#ifndef SICHT_ENGINE_MATCH_FACT_H
#define SICHT_ENGINE_MATCH_FACT_H

#include "engine/base/text.h"
#include "engine/match/known.h"
#include "sicht/source.h"

/* What the lines of one run have in common. */
struct sicht_fact_context {
	const struct sicht_source *sources;
	size_t source_count;
	size_t store_count;
};

/* One line with its newline, appended to `text`. `first_link` is the ordinal of the first file
 * with the same inode, or UINT64_MAX. */
void sicht_fact_write(struct sicht_text *text, const struct sicht_fact_context *context,
	const struct sicht_item *item, const struct sicht_print *print,
	const struct sicht_file_matches *matches, uint64_t first_link);

/*
 * The beginning of such a line: what it says of the item itself, whatever becomes of it. `rest` is
 * what follows it in a line: has that line no more to say of its item?
 */
void sicht_fact_begin(struct sicht_text *text, const struct sicht_fact_context *context,
	const struct sicht_item *item, uint64_t first_link);
bool sicht_fact_has_begun(const char *rest);

/*
 * The header line, with its newline. Everything in it is decided by the input, the parameters, the
 * stores and the versions: two runs whose headers are equal give equal facts.
 */
SICHT_MUST_CHECK enum sicht_status sicht_fact_header(struct sicht_text *text,
	const struct sicht_match_options *options, const struct sicht_known_store *known,
	size_t known_count, const struct sicht_examined *examined);

#endif
