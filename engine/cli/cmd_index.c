/* SPDX-License-Identifier: MIT */
/* sicht index: hash sources into a store. The work is sicht/intake.h's; this asks for it. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/outcomes.h"
#include "engine/cli/progress.h"
#include "engine/cli/scanning.h"
#include "engine/cli/signals.h"
#include "engine/cli/tally.h"
#include "engine/cli/terminal.h"
#include "engine/match/severity.h"
#include "sicht/intake.h"
#include "sicht/scan.h"
#include "sicht/source.h"
#include "sicht/store.h"

/* Files that are gone and are named; the others are counted. */
#define GONE_SHOWN 3

struct index_options {
	const char *store, *set, *category, *series, *tags, *supplier;
	unsigned role;    /* enum sicht_role; 0: that of the set */
	unsigned digests; /* 1 << enum sicht_digest_kind; 0: all */
	bool crops, rescan, prune;
	struct sicht_source_options sources;
	struct sicht_reading_options reading;
	struct sicht_case_options of_case;
	struct sicht_talk_options talk;
};

static const char *const digest_words[] = {"md5", "sha1", "sha256", NULL};

static const struct sicht_option table[] = {
	{.name = "store",
		.kind = SICHT_OPTION_TEXT,
		.value = "STORE",
		.required = true,
		.offset = offsetof(struct index_options, store),
		.help = "the store; made if there is none"},
	{.name = "role",
		.kind = SICHT_OPTION_WORD,
		.value = "ROLE",
		.offset = offsetof(struct index_options, role),
		.words = sicht_role_words,
		.help = "what the set is for; needed when it is new"},
	{.name = "set",
		.kind = SICHT_OPTION_TEXT,
		.value = "NAME",
		.offset = offsetof(struct index_options, set),
		.help = "name of the set (the source's name, if there is one source)"},
	{.name = "category",
		.kind = SICHT_OPTION_TEXT,
		.value = "SCHEME:CODE",
		.offset = offsetof(struct index_options, category),
		.help = "category of everything indexed now, such as us-vics-2:1; a code of an own "
			"scheme says how urgent it is: own:9=minor (severe, doubtful, minor or "
			"harmless)"},
	{.name = "series",
		.kind = SICHT_OPTION_TEXT,
		.value = "TEXT",
		.offset = offsetof(struct index_options, series),
		.help = "name of the series"},
	{.name = "tags",
		.kind = SICHT_OPTION_TEXT,
		.value = "A,B,...",
		.offset = offsetof(struct index_options, tags),
		.help = "tags, separated by commas"},
	{.name = "supplier",
		.kind = SICHT_OPTION_TEXT,
		.value = "TEXT",
		.offset = offsetof(struct index_options, supplier),
		.help = "who supplied the material"},
	{.name = "crops",
		.kind = SICHT_OPTION_FLAG,
		.offset = offsetof(struct index_options, crops),
		.help = "also store 256 crops of each picture, so that cropped copies are found"},
	{.name = "digests",
		.kind = SICHT_OPTION_WORDS,
		.value = "KIND,...",
		.offset = offsetof(struct index_options, digests),
		.words = digest_words,
		.help = "which digests to compute (all)"},
	{.name = "rescan",
		.kind = SICHT_OPTION_FLAG,
		.offset = offsetof(struct index_options, rescan),
		.help = "read every file again, even if its size and times are unchanged"},
	{.name = "prune",
		.kind = SICHT_OPTION_FLAG,
		.offset = offsetof(struct index_options, prune),
		.help = "take out the entries whose files are gone from their source"},
	SICHT_OPTION_SOURCES(struct index_options),
	SICHT_OPTION_READING(struct index_options),
	SICHT_OPTION_CASE(struct index_options),
	SICHT_OPTION_TALK(struct index_options),
	{0},
};

/* ------------------------------------------------------------------------ what the options mean */

static enum sicht_status parse_category(const char *text, struct sicht_category *out)
{
	if (text == NULL)
		return SICHT_OK;
	const char *colon = strchr(text, ':');
	if (colon == NULL || colon == text || colon[1] == '\0')
		return sicht_fail(SICHT_ERROR_USAGE,
			"--category takes SCHEME:CODE, such as us-vics-2:1; a bare number means "
			"different things in different schemes");
	struct sicht_category category = {
		sicht_bytes(text, (size_t)(colon - text)), sicht_bytes_of(colon + 1)};
	SICHT_DEFER(sicht_text_free) struct sicht_text why = {0};
	if (!sicht_category_is_known(&category, &why))
		return sicht_fail(SICHT_ERROR_USAGE, "--category: %s", why.data);
	*out = category;
	return SICHT_OK;
}

/* Commas become the newlines that end each tag. */
static void write_tags(struct sicht_text *text, const char *tags)
{
	for (const char *tag = tags; tag != NULL && *tag != '\0';) {
		size_t size = strcspn(tag, ",");
		if (size > 0) {
			sicht_text_append(text, tag, size);
			sicht_text_append_string(text, "\n");
		}
		tag += size + (tag[size] == ',');
	}
}

/* Without --set: the last name of the one source. */
static enum sicht_status name_set(const struct index_options *options,
	const struct sicht_plan *plan, struct sicht_bytes *name)
{
	size_t count;
	const struct sicht_source *sources = sicht_plan_sources(plan, &count);
	if (options->set != NULL) {
		*name = sicht_bytes_of(options->set);
		return SICHT_OK;
	}
	if (count != 1 || sources[0].kind == SICHT_SOURCE_LIST)
		return sicht_fail(SICHT_ERROR_USAGE,
			"which set do these sources belong to? Name it with --set");
	const char *id = sources[0].id.data;
	size_t start = sources[0].id.size;
	while (start > 0 && id[start - 1] != '/')
		start--;
	*name = sicht_bytes(id + start, sources[0].id.size - start);
	if (name->size == 0)
		return sicht_fail(SICHT_ERROR_USAGE, "name the set with --set");
	return SICHT_OK;
}

/* ----------------------------------------------------------------------------------------- run */

/* Everything one call opens; closed in the reverse order. */
struct index_run {
	struct sicht_plan *plan;
	struct sicht_indexer *indexer;
	struct sicht_scanner *scanner;
	struct sicht_text tags, audit;
	struct sicht_source_tally *tallies; /* one a source */
	struct sicht_progress progress;
};

static void index_run_close(struct index_run *run)
{
	sicht_scanner_close(run->scanner);
	sicht_indexer_close(run->indexer);
	sicht_plan_close(run->plan);
	free(run->tallies);
	sicht_text_free(&run->tags);
	sicht_text_free(&run->audit);
}

static void show_progress(void *context, const struct sicht_intake_totals *totals)
{
	sicht_progress_skip(context, totals->already_there, totals->already_there_bytes);
	sicht_progress_update(context, totals->seen, totals->bytes);
}

/* Files that are gone, and the names of the first. */
struct gone {
	struct sicht_text names;
	uint64_t count;
};

static void gone_free(struct gone *gone)
{
	sicht_text_free(&gone->names);
}

static void note_gone(void *context, struct sicht_bytes path)
{
	struct gone *gone = context;
	if (gone->count++ >= GONE_SHOWN)
		return;
	sicht_text_append_string(&gone->names, gone->count > 1 ? ", " : "");
	sicht_escape_terminal(&gone->names, path);
}

static void tell_changes(
	const struct sicht_intake_totals *totals, const struct gone *gone, bool pruned)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text moved = {0}, count = {0}, more = {0};
	sicht_text_count(&moved, totals->moved);
	sicht_text_count(&count, gone->count);
	if (totals->moved > 0)
		sicht_say("known from another place: %s; their entries followed them", moved.data);
	if (gone->count == 0)
		return;
	if (gone->count > GONE_SHOWN) {
		sicht_text_append_string(&more, " and ");
		sicht_text_count(&more, gone->count - GONE_SHOWN);
		sicht_text_append_string(&more, " more");
	}
	sicht_say("gone from their source: %s (%s%s); their entries %s", count.data,
		gone->names.data, more.size > 0 ? more.data : "",
		pruned ? "were taken out" : "stay, unless --prune is given");
}

static void print_totals(const struct sicht_intake_totals *totals, bool digests_alone)
{
	if (!sicht_report_is_wanted(stdout))
		return;
	const struct sicht_outcome_counts counts = {
		.outcomes = totals->outcomes,
		.already_there = totals->already_there,
		.total = totals->seen,
		.digests_alone = digests_alone,
	};
	sicht_outcomes_print(&counts, stdout);
}

/* The store, locked, and its set, which says what it is for if --role does not. */
static enum sicht_status open_set(const struct index_options *options, struct index_run *run,
	struct sicht_bytes name, uint32_t *set, enum sicht_role *role)
{
	struct sicht_set_options set_options = {
		.name = name,
		.supplier = sicht_bytes_of(options->supplier),
		.case_id = sicht_bytes_of(options->of_case.case_id),
		.examiner = sicht_bytes_of(options->of_case.examiner),
		.role = (enum sicht_role)options->role,
	};
	struct sicht_indexer_options open = {
		.create = set_options.role != 0,
		.threads = options->reading.threads,
		.stop = sicht_signals_stop(),
	};
	SICHT_TRY(sicht_indexer_open(options->store, &open, &run->indexer));
	SICHT_TRY(sicht_indexer_set(run->indexer, &set_options, set));
	*role = sicht_indexer_role(run->indexer, *set);
	return SICHT_OK;
}

static enum sicht_status open_scanner(const struct index_options *options, struct index_run *run,
	enum sicht_role role, struct sicht_hash_options *hash)
{
	*hash = sicht_intake_hash_options(role, options->crops);
	struct sicht_scan_options scan = sicht_common_scan(&options->reading, hash);
	scan.digests = options->digests;
	return sicht_scanning_open(&scan, &run->scanner);
}

/*
 * A store that is there is locked before anything else is begun: the second to come is refused at
 * once. One that is not there is made when nothing is left that could refuse the command.
 */
static enum sicht_status open_all(const struct sicht_call *call, struct index_run *run,
	struct sicht_hash_options *hash, uint32_t *set)
{
	const struct index_options *options = call->options;
	const char *const outputs[] = {options->store, NULL};
	enum sicht_role role = (enum sicht_role)options->role;
	bool there = sicht_store_is(options->store);
	struct sicht_bytes name;
	SICHT_TRY(
		sicht_common_plan(call, &options->sources, &options->of_case, outputs, &run->plan));
	SICHT_TRY(name_set(options, run->plan, &name));
	if (!there && role == 0)
		return sicht_fail(SICHT_ERROR_USAGE,
			"there is no store at %s; to create it, say with --role what its first "
			"set is for",
			options->store);
	if (there)
		SICHT_TRY(open_set(options, run, name, set, &role));
	SICHT_TRY(open_scanner(options, run, role, hash));
	if (!there)
		SICHT_TRY(open_set(options, run, name, set, &role));
	sicht_common_tell_scanner(run->scanner);
	sicht_common_audit(call, &options->of_case, run->scanner, &run->audit);
	return sicht_indexer_audit(run->indexer, sicht_text_bytes(&run->audit));
}

static enum sicht_status run_index(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct index_options *options = call->options;
	SICHT_DEFER(index_run_close) struct index_run run = {0};
	struct sicht_hash_options hash;
	struct sicht_intake_totals totals = {0};
	SICHT_DEFER(gone_free) struct gone gone = {0};
	uint32_t set;
	struct sicht_intake_options intake = {
		.rescan = options->rescan,
		.prune = options->prune,
		.stop = sicht_signals_stop(),
		.gone = note_gone,
		.gone_context = &gone,
		.max_megapixels = options->reading.max_megapixels,
	};
	SICHT_TRY(parse_category(options->category, &intake.category));
	SICHT_TRY(open_all(call, &run, &hash, &set));
	write_tags(&run.tags, options->tags);
	intake.set = set;
	intake.series = sicht_bytes_of(options->series);
	intake.supplier = sicht_bytes_of(options->supplier);
	intake.tags = sicht_text_bytes(&run.tags);
	intake.progress = show_progress;
	intake.progress_context = &run.progress;

	size_t source_count;
	const struct sicht_source *sources = sicht_plan_sources(run.plan, &source_count);
	run.tallies = intake.tallies = calloc(source_count, sizeof *run.tallies);
	if (run.tallies == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");

	SICHT_TRY(sicht_common_begin(run.plan, &options->talk, "index", &run.progress));
	enum sicht_status status =
		sicht_intake(run.indexer, run.plan, run.scanner, &hash, &intake, &totals);
	sicht_progress_end(&run.progress);
	if (status == SICHT_ERROR_INTERRUPTED)
		return sicht_common_interrupted(call, totals.seen);
	SICHT_TRY(status);
	print_totals(&totals, hash.profiles == 0);
	tell_changes(&totals, &gone, options->prune);
	sicht_tally_tell(sources, run.tallies, source_count, end);
	if (sicht_indexer_role(run.indexer, set) == SICHT_ROLE_KNOWN &&
		sicht_scanning_lost(totals.outcomes))
		*end = SICHT_EXIT_FAILED;
	return SICHT_OK;
}

const struct sicht_command sicht_command_index = {
	.name = "index",
	.summary = "hash pictures into a store",
	.description =
		"Hashes every file of the SOURCEs (directories, files, or \"-\" for a list on "
		"standard input) into STORE: digests of all files, perceptual hashes of pictures. "
		"The pictures themselves are never stored. Of ignorable material digests alone "
		"are taken, since nothing else may put a file last: that is much faster.\n\n"
		"Interrupted or repeated, it goes on where it was: what is there already and has "
		"not changed is not read again. Files that are gone are named, and their entries "
		"taken out with --prune; those of a folder that was moved follow it. It ends with "
		"a table of what became of every file; the numbers add up.\n\n"
		"Exit status: 2 also if no file of a source could be read (is it mounted?), or "
		"known material could not be read this time (timeout, crashed, out-of-memory, "
		"unreadable, changed): it would not be found.",
	.operands = "SOURCE...",
	.examples = (const struct sicht_example[]){{"sicht index --store ~/known --role known "
						    "--set lka-2025 --category us-vics-2:1 "
						    "/srv/lka-2025",
							   "Hash a folder of known material."},
		{"sicht index --store ~/case-17 --role evidence --exhibit A-1=/mnt/a1",
			"Hash a seized drive once, to compare it as often as needed."},
		{0}},
	.options = table,
	.options_size = sizeof(struct index_options),
	.talk_offset = offsetof(struct index_options, talk),
	.run = run_index,
};
