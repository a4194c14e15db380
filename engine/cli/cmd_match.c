/* SPDX-License-Identifier: MIT */
/* sicht match: compare sources with known material. The work is sicht/match.h's. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/counts.h"
#include "engine/base/json.h"
#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/examined.h"
#include "engine/cli/known.h"
#include "engine/cli/outcomes.h"
#include "engine/cli/progress.h"
#include "engine/cli/scanning.h"
#include "engine/cli/table.h"
#include "engine/cli/tally.h"
#include "engine/cli/terminal.h"
#include "sicht/limits.h"
#include "sicht/match.h"
#include "sicht/source.h"
#include "sicht/store.h"

/* Rows of the ranking that are shown, unless --top says how many; with --all, and at most. */
#define ROWS_SHOWN 10
#define ROWS_SHOWN_MAX 100000

struct match_options {
	struct sicht_option_list known;
	const char *findings;
	bool force, all;
	struct sicht_near_options near;
	unsigned top; /* 0: not said */
	struct sicht_source_options sources;
	struct sicht_reading_options reading;
	struct sicht_case_options of_case;
	struct sicht_talk_options talk;
};

static const struct sicht_option table[] = {
	{.name = "known",
		.kind = SICHT_OPTION_LIST,
		.value = "STORE|DIR",
		.required = true,
		.offset = offsetof(struct match_options, known),
		.help = "compare with this store, or with the pictures in this directory; may be "
			"given again"},
	{.name = "findings",
		.kind = SICHT_OPTION_TEXT,
		.value = "FILE",
		.offset = offsetof(struct match_options, findings),
		.default_value = "findings.jsonl",
		.help = "where the findings go, as JSON Lines; - is standard output"},
	{.name = "force",
		.kind = SICHT_OPTION_FLAG,
		.offset = offsetof(struct match_options, force),
		.help = "replace a complete findings file"},
	{.name = "threshold",
		.kind = SICHT_OPTION_NUMBER,
		.value = "BITS",
		.offset = offsetof(struct match_options, near.threshold_bits),
		.default_value = "31",
		.minimum = 0,
		.maximum = SICHT_THRESHOLD_MAX,
		.help = "greatest distance that counts as a match, of 256 bits"},
	{.name = "possible",
		.kind = SICHT_OPTION_NUMBER,
		.value = "BITS",
		.offset = offsetof(struct match_options, near.possible_bits),
		.default_value = "0",
		.minimum = 0,
		.maximum = SICHT_POSSIBLE_MAX,
		.help = "also list possible matches of whole pictures up to this distance; 0: off"},
	{.name = "no-variants",
		.kind = SICHT_OPTION_FLAG,
		.offset = offsetof(struct match_options, near.no_variants),
		.help = "compare whole pictures alone, not turned, mirrored or cut"},
	{.name = "all",
		.kind = SICHT_OPTION_FLAG,
		.offset = offsetof(struct match_options, all),
		.help = "also list files without any match in the table printed at the end"},
	{.name = "top",
		.kind = SICHT_OPTION_NUMBER,
		.value = "N",
		.offset = offsetof(struct match_options, top),
		.minimum = 1,
		.maximum = ROWS_SHOWN_MAX,
		.help = "rows of that table (10; all with --all); files that show the same picture "
			"are one row"},
	SICHT_OPTION_SOURCES(struct match_options),
	SICHT_OPTION_READING(struct match_options),
	SICHT_OPTION_CASE(struct match_options),
	SICHT_OPTION_TALK(struct match_options),
	{0},
};

/* Everything one call opens, and what its callbacks need. */
struct match_run {
	uint64_t known_outcomes[SICHT_OUTCOME_COUNT]; /* of files of directories, hashed now */
	const struct match_options *options;
	struct sicht_examined examined;
	struct sicht_known_list known;
	struct sicht_text audit, libraries, text;
	struct sicht_progress progress;
	struct sicht_source_tally *tallies; /* one a source */
	struct sicht_table sums, rows;
	FILE *out; /* for tables: standard error if the findings go to standard output */
};

static void match_run_close(struct match_run *run)
{
	sicht_table_free(&run->sums);
	sicht_table_free(&run->rows);
	sicht_scanner_close(run->examined.scanner);
	sicht_known_close(&run->known);
	free(run->tallies);
	sicht_examined_close(&run->examined);
	sicht_text_free(&run->audit);
	sicht_text_free(&run->libraries);
	sicht_text_free(&run->text);
}

/* ----------------------------------------------------------------------------------- callbacks */

static void show_progress(void *context, const struct sicht_match_totals *totals)
{
	struct match_run *run = context;
	sicht_progress_skip(&run->progress, totals->resumed, totals->resumed_bytes);
	sicht_progress_update(&run->progress, totals->seen, totals->bytes);
}

static void show_hit(void *context, const struct sicht_item *item, struct sicht_bytes reason)
{
	struct match_run *run = context;
	sicht_text_clear(&run->text);
	sicht_escape_terminal(&run->text, item->path);
	sicht_text_append_string(&run->text, ": ");
	sicht_escape_terminal(&run->text, reason);
	sicht_say("%sfound%s %s", sicht_style(stderr, SICHT_STYLE_ALARM),
		sicht_style(stderr, SICHT_STYLE_PLAIN), run->text.data);
}

static void show_cut(void *context, uint64_t kept, uint64_t dropped, const struct sicht_item *item)
{
	struct match_run *run = context;
	SICHT_DEFER(sicht_text_free) struct sicht_text kept_text = {0}, dropped_text = {0};
	sicht_text_count(&kept_text, kept);
	sicht_text_count(&dropped_text, dropped);
	sicht_text_clear(&run->text);
	if (item != NULL)
		sicht_escape_terminal(&run->text, item->path);
	if (item != NULL)
		sicht_warn("files resumed: %s; facts made anew: %s, because the source has changed "
			   "from %s on",
			kept_text.data, dropped_text.data, run->text.data);
	else
		sicht_warn("files resumed: %s; facts dropped: %s, because the source ends before "
			   "them now",
			kept_text.data, dropped_text.data);
}

static void show_sums(void *context, const struct sicht_count *sums, size_t count, uint64_t others)
{
	struct match_run *run = context;
	for (size_t i = 0; i < count; i++) {
		sicht_table_cell(&run->sums, sums[i].first);
		sicht_table_cell(&run->sums, sums[i].second);
		sicht_table_count(&run->sums, sums[i].count);
	}
	if (others > 0) {
		sicht_table_word(&run->sums, "others");
		sicht_table_word(&run->sums, "");
		sicht_table_count(&run->sums, others);
	}
}

static void show_row(void *context, const struct sicht_ranked *row)
{
	struct match_run *run = context;
	sicht_table_count(&run->rows, row->place);
	sicht_table_word(&run->rows, sicht_rank_name(row->tier));
	sicht_table_count(&run->rows, row->score);
	if (row->files > 1)
		sicht_table_count(&run->rows, row->files);
	else
		sicht_table_word(&run->rows, "");
	sicht_table_cell(&run->rows, row->path);
	sicht_table_cell(&run->rows, row->reason);
}

/* ---------------------------------------------------------------------------------- the ending */

static void print_tiers(const struct sicht_match_totals *totals, FILE *out)
{
	static const struct sicht_column columns[] = {{"tier", false}, {"files", true}};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table tiers = {.columns = columns, .column_count = 2};
	for (enum sicht_rank_tier tier = 0; tier < SICHT_RANK_COUNT; tier++) {
		if (totals->tiers[tier] == 0)
			continue;
		sicht_table_word(&tiers, sicht_rank_name(tier));
		sicht_table_count(&tiers, totals->tiers[tier]);
	}
	sicht_table_word(&tiers, "all files seen");
	sicht_table_count(&tiers, totals->seen);
	sicht_table_print(&tiers, out);
}

static void print_ending(const struct match_run *run, const struct sicht_match_totals *totals)
{
	FILE *out = run->out;
	if (!sicht_report_is_wanted(out))
		return;
	const struct sicht_outcome_counts counts = {
		.outcomes = totals->outcomes, .total = totals->seen};
	sicht_outcomes_print(&counts, out);
	fputc('\n', out);
	print_tiers(totals, out);
	if (run->sums.cell_count > 0) {
		fputc('\n', out);
		sicht_table_print(&run->sums, out);
	}
	if (run->rows.cell_count > 0) {
		fputc('\n', out);
		sicht_table_print(&run->rows, out);
	}
	uint64_t shown = run->rows.cell_count / run->rows.column_count;
	if (totals->rows > shown) {
		SICHT_DEFER(sicht_text_free) struct sicht_text rest = {0};
		sicht_text_count(&rest, totals->rows - shown);
		fprintf(out, "... and %s more; --top shows them, the findings have all\n",
			rest.data);
	}
	if (out == stdout)
		fprintf(out, "\nFindings: %s\n", run->options->findings);
	if (totals->found > 0 && run->examined.evidence != NULL)
		fputs("Exact distances are not known: for them, match the files themselves.\n",
			out);
	if (totals->found > 0)
		fputs("A match is a lead, not a verdict: a person decides.\n", out);
}

/* ----------------------------------------------------------------------------------------- run */

/* With -v: what is compared with what. */
static void tell_known(const struct sicht_known_list *known)
{
	for (size_t i = 0; i < known->count; i++) {
		SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
		struct sicht_store_info info;
		sicht_store_info(known->items[i].store, &info);
		sicht_escape_terminal(&text, known->items[i].name);
		sicht_text_append_string(&text, ": ");
		sicht_text_count(&text, info.entry_count);
		sicht_text_append_string(&text, " entries, ");
		sicht_text_count(&text, info.hash_count);
		sicht_detail(
			"%s hashes, snapshot %llu", text.data, (unsigned long long)info.snapshot);
	}
}

static enum sicht_status check_distances(const struct sicht_near_options *near)
{
	if (near->possible_bits == 0 || near->possible_bits > near->threshold_bits)
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_USAGE,
		"--possible %u would list nothing: up to --threshold (%u) everything is a match "
		"already; give more, or leave it out",
		near->possible_bits, near->threshold_bits);
}

static enum sicht_status open_all(const struct sicht_call *call, struct match_run *run)
{
	const struct match_options *options = run->options;
	const char *const outputs[] = {options->findings, NULL};
	bool to_stdout = strcmp(options->findings, "-") == 0;
	struct sicht_known_request request = {
		.names = &options->known,
		.findings = options->findings,
		.examined = &run->examined,
		.reading = &options->reading,
		.talk = &options->talk,
		.outcomes = run->known_outcomes,
	};
	run->out = to_stdout ? stderr : stdout;
	struct sicht_examined_request examined = {
		.sources = &options->sources,
		.of_case = &options->of_case,
		.outputs = to_stdout ? NULL : outputs,
	};
	SICHT_TRY(check_distances(&options->near));
	SICHT_TRY(sicht_match_check_findings(options->findings, options->force));
	SICHT_TRY(sicht_examined_open(call, &examined, &run->examined));
	SICHT_TRY(sicht_known_open(call, &request, &run->known));
	struct sicht_hash_options hash = sicht_match_hash_options(
		run->known.items, run->known.count, options->near.no_variants);
	struct sicht_scan_options scan = sicht_common_scan(&options->reading, &hash);
	if (run->examined.plan != NULL)
		SICHT_TRY(sicht_scanning_open(&scan, &run->examined.scanner));
	run->tallies = calloc(run->examined.source_count, sizeof *run->tallies);
	if (run->tallies == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	tell_known(&run->known);
	sicht_common_tell_scanner(run->examined.scanner);
	struct sicht_json json = {.text = &run->libraries};
	sicht_common_libraries(&json, NULL, run->examined.scanner);
	sicht_common_audit(call, &options->of_case, run->examined.scanner, &run->audit);
	return SICHT_OK;
}

static enum sicht_status compare(struct match_run *run, struct sicht_match_totals *totals)
{
	const struct match_options *options = run->options;
	struct sicht_match_options match = {
		.findings = options->findings,
		.force = options->force,
		.near = options->near,
		.threads = options->reading.threads,
		.max_megapixels = options->reading.max_megapixels,
		.max_seconds = options->reading.max_seconds,
		.case_id = sicht_bytes_of(options->of_case.case_id),
		.examiner = sicht_bytes_of(options->of_case.examiner),
		.run = sicht_text_bytes(&run->audit),
		.libraries = sicht_text_bytes(&run->libraries),
		.tallies = run->tallies,
		.tally_count = run->examined.source_count,
		.rows = options->top > 0 ? options->top
			: options->all   ? ROWS_SHOWN_MAX
					 : ROWS_SHOWN,
		.rows_all = options->all,
		.progress = show_progress,
		.hit = show_hit,
		.cut = show_cut,
		.sums = show_sums,
		.row = show_row,
		.context = run,
	};
	SICHT_TRY(sicht_common_begin(run->examined.plan, &options->talk, "match", &run->progress));
	enum sicht_status status =
		sicht_match(run->known.items, run->known.count, &run->examined, &match, totals);
	sicht_progress_end(&run->progress);
	return status;
}

static enum sicht_status run_match(const struct sicht_call *call, enum sicht_exit *end)
{
	static const struct sicht_column columns[] = {{"place", true}, {"tier", false},
		{"score", true}, {"files", true}, {"file", false}, {"why", false}};
	static const struct sicht_column sum_columns[] = {
		{"set", false}, {"category", false}, {"files", true}};
	struct sicht_match_totals totals = {0};
	SICHT_DEFER(match_run_close)
	struct match_run run = {.options = call->options,
		.sums = {.columns = sum_columns, .column_count = 3},
		.rows = {.columns = columns, .column_count = 6, .last_wraps = true}};
	SICHT_TRY(open_all(call, &run));
	enum sicht_status status = compare(&run, &totals);
	if (status == SICHT_ERROR_INTERRUPTED)
		return sicht_common_interrupted(call, totals.seen);
	SICHT_TRY(status);
	print_ending(&run, &totals);
	*end = totals.found > 0 ? SICHT_EXIT_DONE : SICHT_EXIT_NOTHING;
	sicht_tally_tell(run.examined.sources, run.tallies, run.examined.source_count, end);
	if (sicht_scanning_lost(run.known_outcomes))
		*end = SICHT_EXIT_FAILED;
	return SICHT_OK;
}

const struct sicht_command sicht_command_match = {
	.name = "match",
	.summary = "compare files with known material",
	.description =
		"Compares every file of the SOURCEs with known material: by digest (identical) "
		"and, for pictures, by perceptual hash (similar), also turned, mirrored, framed "
		"or cut. Files are ranked so that people look first where it matters.\n\n"
		"The findings file has one line a file, in a fixed order, whatever the number of "
		"threads. Interrupted, the same command goes on where it was.\n\n"
		"Exit status: 0 if something was found, 1 if nothing was, 2 if the run failed, or "
		"no file of a source could be read (is it mounted?).",
	.operands = "SOURCE...",
	.examples = (const struct sicht_example[]){{"sicht match --known ~/known ~/seized",
							   "The whole job in one line."},
		{"sicht match --known ~/store --case 2025-17 --findings a1.jsonl --exhibit "
		 "A-1=/mnt/a1",
			"A seized drive, mounted read-only, with its exhibit number."},
		{0}},
	.options = table,
	.options_size = sizeof(struct match_options),
	.talk_offset = offsetof(struct match_options, talk),
	.run = run_match,
};
