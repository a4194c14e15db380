/* SPDX-License-Identifier: MIT */
/* sicht import: take a hash list into a store, all of it or nothing. The work is sicht/list.h's. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/counts.h"
#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/progress.h"
#include "engine/cli/signals.h"
#include "engine/cli/store_use.h"
#include "engine/cli/table.h"
#include "engine/cli/terminal.h"
#include "engine/match/severity.h"
#include "sicht/limits.h"
#include "sicht/list.h"

struct import_options {
	const char *store, *set, *supplier, *scheme, *map;
	unsigned role, format, profile; /* places in the tables of words, from 1 */
	bool replace, dry_run;
	struct sicht_talk_options talk;
};

/* Unknown categories that are named. */
#define UNKNOWN_SHOWN 3

static const char *const profile_words[] = {"fullres", "ref512", NULL}; /* enum sicht_profile + 1 */

static const struct sicht_option import_table[] = {
	{.name = "store",
		.kind = SICHT_OPTION_TEXT,
		.value = "STORE",
		.required = true,
		.offset = offsetof(struct import_options, store),
		.help = "the store; made if there is none"},
	{.name = "role",
		.kind = SICHT_OPTION_WORD,
		.value = "ROLE",
		.words = sicht_role_words,
		.offset = offsetof(struct import_options, role),
		.help = "what the set is for: known, ignorable or evidence; needed when it is new "
			"and "
			"the list does not say"},
	{.name = "set",
		.kind = SICHT_OPTION_TEXT,
		.value = "NAME",
		.offset = offsetof(struct import_options, set),
		.help = "the set that takes the entries; needed when the list names none"},
	{.name = "format",
		.kind = SICHT_OPTION_WORD,
		.value = "FORMAT",
		.word = sicht_list_format_name,
		.meaning = sicht_list_format_description,
		.offset = offsetof(struct import_options, format),
		.help = "format of the list, if its content does not tell"},
	{.name = "profile",
		.kind = SICHT_OPTION_WORD,
		.value = "PROFILE",
		.words = profile_words,
		.default_value = "fullres",
		.offset = offsetof(struct import_options, profile),
		.help = "profile of PDQ hashes, where the list does not say: fullres or ref512"},
	{.name = "scheme",
		.kind = SICHT_OPTION_TEXT,
		.value = "NAME",
		.offset = offsetof(struct import_options, scheme),
		.help = "what category numbers mean, where the list does not say: us-vics-2, "
			"us-vics-1, uk-caid, or one of your own"},
	{.name = "map",
		.kind = SICHT_OPTION_TEXT,
		.value = "FIELD=COLUMN,...",
		.offset = offsetof(struct import_options, map),
		.help = "which column of a csv list is what, where its name does not tell: md5, "
			"sha1, "
			"sha256, pdq, quality, profile, category, scheme, series, path, size, "
			"media, "
			"tags, external"},
	{.name = "supplier",
		.kind = SICHT_OPTION_TEXT,
		.value = "TEXT",
		.offset = offsetof(struct import_options, supplier),
		.help = "who supplied the list"},
	{.name = "replace",
		.offset = offsetof(struct import_options, replace),
		.help = "the list is all there is: take out of its sets what it does not have"},
	{.name = "dry-run",
		.offset = offsetof(struct import_options, dry_run),
		.help = "show the difference, but change nothing; the store must be there"},
	SICHT_OPTION_TALK(struct import_options),
	{0},
};

static void print_totals(const struct sicht_import_totals *totals)
{
	static const struct sicht_column columns[] = {{NULL, false}, {NULL, true}};
	const struct {
		const char *name;
		uint64_t count;
	} rows[] = {
		{"new", totals->added},
		{"recategorised", totals->recategorised},
		{"changed otherwise", totals->entries - totals->added - totals->recategorised -
					      totals->unchanged},
		{"unchanged", totals->unchanged},
		{"entries of the list", totals->entries},
		{"gone from the list", totals->gone},
		{"hashes", totals->hashes},
		{"digests", totals->digests},
	};
	if (!sicht_report_is_wanted(stdout))
		return;
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 2};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sicht_table_word(&table, rows[i].name);
		sicht_table_count(&table, rows[i].count);
	}
	sicht_table_print(&table, stdout);
}

/* Frames of a video do not all count. */
static void tell_left_out(const struct sicht_import_totals *totals)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text count = {0};
	sicht_text_count(&count, totals->left_out);
	if (totals->left_out > 0)
		sicht_say("frames that were left out, since their quality is below %d or they "
			  "stand behind the first 65,536: %s",
			SICHT_QUALITY_MIN, count.data);
}

/* A list may say itself what it does not have any more. */
static void tell_deletions(
	const struct import_options *options, const struct sicht_import_totals *totals)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text deletions = {0};
	SICHT_DEFER(sicht_text_free) struct sicht_text taken_back = {0};
	sicht_text_count(&deletions, totals->deletions);
	sicht_text_count(&taken_back, totals->taken_back);
	if (totals->deletions > 0)
		sicht_say("deletions in the list: %s; entries that %s for them: %s", deletions.data,
			options->dry_run ? "go" : "were taken out", taken_back.data);
}

static void tell_what_became(const struct import_options *options, uint64_t gone)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text count = {0};
	sicht_text_count(&count, gone);
	if (gone > 0 && !options->replace)
		sicht_say("what is gone from the list (%s) stays in the store unless --replace is "
			  "given",
			count.data);
	else if (gone > 0 && !options->dry_run)
		sicht_say("what is gone from the list (%s) was taken out of the store", count.data);
	if (options->dry_run)
		sicht_say("this was a dry run: nothing was changed");
}

static void count_unknown(void *context, const struct sicht_category *category)
{
	if (!sicht_category_is_known(category, NULL))
		sicht_counts_add(context, category->scheme, category->code);
}

/*
 * Categories that nobody here can read rank as the most severe; the user who gave them should know.
 */
static void tell_unknown(struct sicht_counts *unknown)
{
	if (unknown->size == 0)
		return;
	SICHT_DEFER(sicht_text_free) struct sicht_text names = {0};
	sicht_counts_sort(unknown);
	for (size_t i = 0; i < unknown->size && i < UNKNOWN_SHOWN; i++) {
		sicht_text_append_string(&names, i > 0 ? ", " : "");
		sicht_escape_terminal(&names, unknown->items[i].first);
		sicht_text_append_string(&names, ":");
		sicht_escape_terminal(&names, unknown->items[i].second);
		sicht_text_append_string(&names, " (");
		sicht_text_count(&names, unknown->items[i].count);
		sicht_text_append_string(&names, ")");
	}
	sicht_warn("categories that are not known here, so that their entries rank as the most "
		   "severe: %s%s",
		names.data, unknown->size > UNKNOWN_SHOWN ? " and others" : "");
}

static void say_of_list(void *context, const char *line)
{
	(void)context;
	sicht_say("%s", line);
}

/* What was taken although it contradicts itself, and what was not taken. */
static void tell_what_is_odd(const struct sicht_import_totals *totals)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text count = {0};
	sicht_text_count(&count, totals->hashless);
	if (totals->hashless > 0)
		sicht_say("records passed over, since they have no hash that is kept here: %s",
			count.data);
	sicht_text_clear(&count);
	sicht_text_count(&count, totals->contradicted);
	if (totals->contradicted > 0)
		sicht_warn("files that the list has in more than one category: %s (the first by "
			   "its digest, which begins %016llx); all of that was taken",
			count.data, (unsigned long long)totals->contradicted_first);
}

static void show_progress(void *context, uint64_t entries, uint64_t bytes)
{
	sicht_progress_update(context, entries, bytes);
}

/* 0 if it is not known: a pipe has none. */
static uint64_t size_of_list(const char *path)
{
	struct stat status;
	int failed = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &status) : stat(path, &status);
	return failed == 0 && S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
}

static enum sicht_status run(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct import_options *options = call->options;
	SICHT_DEFER(sicht_indexer_closer) struct sicht_indexer *indexer = NULL;
	SICHT_DEFER(sicht_counts_free) struct sicht_counts unknown = {0};
	struct sicht_import_totals totals;
	struct sicht_progress progress;
	(void)end;
	struct sicht_import_options import = {
		.list = {.profile = (enum sicht_profile)(options->profile - 1),
			.scheme = sicht_bytes_of(options->scheme),
			.map = sicht_bytes_of(options->map),
			.tell = say_of_list},
		.set = options->set,
		.role = (enum sicht_role)options->role,
		.supplier = sicht_bytes_of(options->supplier),
		.replace = options->replace,
		.stop = sicht_signals_stop(),
		.progress = show_progress,
		.progress_context = &progress,
		.category = count_unknown,
		.category_context = &unknown,
	};
	if (options->format != 0)
		import.format =
			sicht_list_format_by_name(sicht_list_format_name(options->format - 1));
	struct sicht_store_change change = {.create = !options->dry_run};
	SICHT_TRY(sicht_store_change(call, options->store, &change, &indexer));
	sicht_progress_begin(
		&progress, options->talk.progress, "import", 0, size_of_list(call->operands[0]));
	sicht_progress_count(&progress, "entries");
	enum sicht_status status = sicht_list_import(indexer, call->operands[0], &import, &totals);
	if (status == SICHT_OK && !options->dry_run)
		status = sicht_indexer_commit(indexer);
	sicht_progress_end(&progress);
	if (status == SICHT_ERROR_INTERRUPTED)
		return sicht_fail(status, "interrupted; the store is as it was");
	SICHT_TRY(status);
	print_totals(&totals);
	tell_left_out(&totals);
	tell_deletions(options, &totals);
	tell_what_became(options, totals.gone);
	tell_what_is_odd(&totals);
	tell_unknown(&unknown);
	return SICHT_OK;
}

const struct sicht_command sicht_command_import = {
	.name = "import",
	.summary = "take in a hash list",
	.description =
		"Reads a hash list (- is standard input) into a set of STORE. The format is told "
		"by its content. A list that is cut off or wrong changes nothing, and the message "
		"says line, column and what was expected.\n\n"
		"It ends with the difference to what the set held. An entry that the set holds "
		"already (by its id in the list, else its path, else its hashes) is replaced if "
		"the list says something else of it, so that a new edition of a list can be "
		"imported over the old one. What the new edition does not have any more stays, "
		"unless --replace is given.",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.examples =
		(const struct sicht_example[]){
			{"sicht import --store ~/known --role known --set lka-2025 list.jsonl",
				"A supply in JSON Lines."},
			{"sicht export --store a | sicht import --store b -",
				"From one store into another."},
			{"sicht import --store ~/known --set lka-2025 --replace --dry-run "
			 "list-2.jsonl",
				"What would a new edition change?"},
			{"sicht import --store ~/known --set lka-2025 --scheme us-vics-2 "
			 "--map md5=Hash,category=Kat list.csv",
				"A table whose columns have names of their own."},
			{0}},
	.options = import_table,
	.options_size = sizeof(struct import_options),
	.talk_offset = offsetof(struct import_options, talk),
	.run = run,
};
