/* SPDX-License-Identifier: MIT */
/* sicht set: the supplies in a store; list them, look at one, take one out again. */
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/outcomes.h"
#include "engine/cli/store_use.h"
#include "engine/cli/table.h"
#include "engine/cli/terminal.h"

enum format {
	FORMAT_TABLE = 1,
	FORMAT_JSONL,
};
static const char *const format_words[] = {"table", "jsonl", NULL};

struct set_options {
	const char *store;
	unsigned format;
	struct sicht_talk_options talk;
};

static const struct sicht_option look_table[] = {
	SICHT_OPTION_STORE(struct set_options),
	{.name = "format",
		.kind = SICHT_OPTION_WORD,
		.value = "FORMAT",
		.words = format_words,
		.default_value = "table",
		.offset = offsetof(struct set_options, format),
		.help = "table, or jsonl: one object a line"},
	SICHT_OPTION_TALK(struct set_options),
	{0},
};

static const struct sicht_option remove_table[] = {
	SICHT_OPTION_STORE(struct set_options),
	SICHT_OPTION_TALK(struct set_options),
	{0},
};

static void write_origins(struct sicht_json *json, struct sicht_bytes origins)
{
	struct sicht_origin origin;
	sicht_json_begin(json, "sources", '[');
	while (sicht_origin_next(&origins, &origin)) {
		sicht_json_begin(json, NULL, '{');
		sicht_json_name(json, "name", origin.source);
		if (origin.exhibit.size > 0)
			sicht_json_string(json, "exhibit", origin.exhibit);
		sicht_json_end(json, '}');
	}
	sicht_json_end(json, ']');
}

/* The members that list and show have in common, into an object that is open. */
static void write_set(struct sicht_json *json, const struct sicht_set *set)
{
	sicht_json_name(json, "set", set->name);
	sicht_json_unsigned(json, "number", set->id);
	sicht_json_word(json, "role", sicht_role_name(set->role));
	sicht_json_unsigned(json, "entries", set->entry_count);
	if (set->supplier.size > 0)
		sicht_json_string(json, "supplier", set->supplier);
	if (set->scheme.size > 0)
		sicht_json_string(json, "scheme", set->scheme);
	if (set->case_id.size > 0)
		sicht_json_string(json, "case", set->case_id);
	if (set->examiner.size > 0)
		sicht_json_string(json, "examiner", set->examiner);
	if (set->origins.size > 0)
		write_origins(json, set->origins);
	sicht_json_time(json, "added", set->added_s);
}

static void print_json(struct sicht_text *text)
{
	printf("%s\n", text->data);
	sicht_text_clear(text);
}

/* ----------------------------------------------------------------------------------------- list */

static void list_json(const struct sicht_set *sets, size_t count)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	for (size_t i = 0; i < count; i++) {
		struct sicht_json json = {.text = &text};
		sicht_json_begin(&json, NULL, '{');
		write_set(&json, &sets[i]);
		sicht_json_end(&json, '}');
		print_json(&text);
	}
}

static void list_table(const struct sicht_set *sets, size_t count)
{
	static const struct sicht_column columns[] = {{"set", false}, {"role", false},
		{"entries", true}, {"scheme", false}, {"supplier", false}, {"added", false}};
	char time[SICHT_TIME_TEXT_SIZE];
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 6};
	for (size_t i = 0; i < count; i++) {
		sicht_table_cell(&table, sets[i].name);
		sicht_table_word(&table, sicht_role_name(sets[i].role));
		sicht_table_count(&table, sets[i].entry_count);
		sicht_table_cell(&table, sets[i].scheme);
		sicht_table_cell(&table, sets[i].supplier);
		sicht_table_word(&table, sicht_time_format(sets[i].added_s, time));
	}
	sicht_table_print(&table, stdout);
}

static enum sicht_status run_list(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct set_options *options = call->options;
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	(void)end;
	SICHT_TRY(sicht_store_look(options->store, &store));
	size_t count;
	const struct sicht_set *sets = sicht_store_sets(store, &count);
	if (options->format == FORMAT_JSONL)
		list_json(sets, count);
	else if (count > 0)
		list_table(sets, count);
	else
		sicht_say("this store holds no set yet");
	return SICHT_OK;
}

/* ----------------------------------------------------------------------------------------- show */

static void json_categories(struct sicht_json *json, const struct sicht_counts *categories)
{
	if (categories->size == 0)
		return;
	sicht_json_begin(json, "categories", '[');
	for (size_t i = 0; i < categories->size; i++) {
		const struct sicht_count *row = &categories->items[i];
		sicht_json_begin(json, NULL, '{');
		sicht_json_string(json, "scheme", row->first);
		sicht_json_string(json, "code", row->second);
		sicht_json_unsigned(json, "entries", row->count);
		sicht_json_end(json, '}');
	}
	sicht_json_end(json, ']');
	if (categories->others > 0)
		sicht_json_unsigned(json, "categories_others", categories->others);
}

static void print_categories(const struct sicht_counts *categories)
{
	static const struct sicht_column columns[] = {
		{"scheme", false}, {"code", false}, {"entries", true}};
	if (categories->size == 0)
		return;
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 3};
	for (size_t i = 0; i < categories->size; i++) {
		sicht_table_cell(&table, categories->items[i].first);
		sicht_table_cell(&table, categories->items[i].second);
		sicht_table_count(&table, categories->items[i].count);
	}
	if (categories->others > 0) {
		sicht_table_word(&table, "others");
		sicht_table_word(&table, "");
		sicht_table_count(&table, categories->others);
	}
	printf("\n");
	sicht_table_print(&table, stdout);
}

static void show_json(const struct sicht_set_census *census, const struct sicht_counts *categories)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	struct sicht_json json = {.text = &text};
	sicht_json_begin(&json, NULL, '{');
	write_set(&json, census->set);
	sicht_json_unsigned(&json, "hashed", census->hashed);
	sicht_json_unsigned(&json, "digests_only", census->digests_only);
	sicht_json_unsigned(&json, "hashes", census->hashes);
	sicht_json_unsigned(&json, "bytes", census->bytes);
	sicht_json_begin(&json, "outcomes", '{');
	for (enum sicht_outcome i = 0; i < SICHT_OUTCOME_COUNT; i++) {
		if (census->outcomes[i] > 0)
			sicht_json_unsigned(&json, sicht_outcome_name(i), census->outcomes[i]);
	}
	sicht_json_end(&json, '}');
	json_categories(&json, categories);
	sicht_json_end(&json, '}');
	print_json(&text);
}

static void show_table(const struct sicht_set_census *census)
{
	static const struct sicht_column columns[] = {{NULL, false}, {NULL, false}};
	const struct sicht_set *set = census->set;
	char time[SICHT_TIME_TEXT_SIZE];
	SICHT_DEFER(sicht_text_free) struct sicht_text size = {0};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 2};
	sicht_text_size(&size, census->bytes);
	const struct {
		const char *name;
		struct sicht_bytes value;
	} texts[] = {
		{"set", set->name},
		{"role", sicht_bytes_of(sicht_role_name(set->role))},
		{"supplier", set->supplier},
		{"scheme", set->scheme},
		{"case", set->case_id},
		{"examiner", set->examiner},
		{"added", sicht_bytes_of(sicht_time_format(set->added_s, time))},
		{"size of files", sicht_text_bytes(&size)},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (texts[i].value.size == 0)
			continue;
		sicht_table_word(&table, texts[i].name);
		sicht_table_cell(&table, texts[i].value);
	}
	struct sicht_bytes origins = set->origins;
	struct sicht_origin origin;
	while (sicht_origin_next(&origins, &origin)) {
		SICHT_DEFER(sicht_text_free) struct sicht_text source = {0};
		sicht_text_append(&source, origin.source.data, origin.source.size);
		if (origin.exhibit.size > 0)
			sicht_text_printf(&source, " (%.*s)", (int)origin.exhibit.size,
				(const char *)origin.exhibit.data);
		sicht_table_word(&table, "source");
		sicht_table_cell(&table, sicht_text_bytes(&source));
	}
	sicht_table_word(&table, "entries");
	sicht_table_count(&table, census->entries);
	sicht_table_word(&table, "with hashes");
	sicht_table_count(&table, census->hashed);
	sicht_table_word(&table, "digests only");
	sicht_table_count(&table, census->digests_only);
	sicht_table_word(&table, "hashes");
	sicht_table_count(&table, census->hashes);
	sicht_table_print(&table, stdout);
	printf("\n");
	const struct sicht_outcome_counts counts = {
		.outcomes = census->outcomes,
		.total = census->entries,
		.digests_alone = set->role == SICHT_ROLE_IGNORABLE,
	};
	sicht_outcomes_print(&counts, stdout);
}

static enum sicht_status run_show(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct set_options *options = call->options;
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	SICHT_DEFER(sicht_free_pointer) struct sicht_set_census *rows = NULL;
	SICHT_DEFER(sicht_counts_free) struct sicht_counts categories = {0};
	const struct sicht_set *set;
	size_t count;
	(void)end;
	SICHT_TRY(sicht_store_look(options->store, &store));
	SICHT_TRY(sicht_store_find_set(store, call->operands[0], &set));
	SICHT_TRY(sicht_store_census(store, &rows, &count));
	SICHT_TRY(sicht_store_categories(store, set->id, &categories));
	for (size_t i = 0; i < count; i++) {
		if (rows[i].set != set)
			continue;
		if (options->format == FORMAT_JSONL) {
			show_json(&rows[i], &categories);
		} else {
			show_table(&rows[i]);
			print_categories(&categories);
		}
	}
	return SICHT_OK;
}

/* --------------------------------------------------------------------------------------- remove */

static enum sicht_status run_remove(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct set_options *options = call->options;
	SICHT_DEFER(sicht_indexer_closer) struct sicht_indexer *indexer = NULL;
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0}, entries = {0};
	const struct sicht_set *set;
	(void)end;
	SICHT_TRY(sicht_store_look(options->store, &store));
	SICHT_TRY(sicht_store_find_set(store, call->operands[0], &set));
	uint32_t id = set->id;
	sicht_escape_terminal(&name, set->name);
	sicht_text_count(&entries, set->entry_count);
	sicht_store_close(store); /* LMDB is never open twice in one process */
	store = NULL;
	struct sicht_store_change change = {0};
	SICHT_TRY(sicht_store_change(call, options->store, &change, &indexer));
	SICHT_TRY(sicht_indexer_remove_set(indexer, id));
	SICHT_TRY(sicht_indexer_commit(indexer));
	sicht_report("removed set %s: %s entries\n", name.data, entries.data);
	return SICHT_OK;
}

/* ---------------------------------------------------------------------------------------- table */

static const struct sicht_command list = {
	.name = "list",
	.summary = "the sets of a store",
	.examples = (const struct sicht_example[]){{"sicht set list --store ~/known",
							   "Which supplies are in this store?"},
		{0}},
	.options = look_table,
	.options_size = sizeof(struct set_options),
	.talk_offset = offsetof(struct set_options, talk),
	.run = run_list,
};

static const struct sicht_command show = {
	.name = "show",
	.summary = "one set: its entries by what they hold and what became of their files",
	.operands = "NAME",
	.operands_min = 1,
	.operands_max = 1,
	.examples = (const struct sicht_example[]){{"sicht set show --store ~/known lka-2025",
							   "How many entries have digests alone?"},
		{0}},
	.options = look_table,
	.options_size = sizeof(struct set_options),
	.talk_offset = offsetof(struct set_options, talk),
	.run = run_show,
};

static const struct sicht_command take_out = {
	.name = "remove",
	.summary = "take a set out of the store, with all its entries",
	.description =
		"Takes a set out, with all its entries: no match names them any more. The "
		"space is free again after \"sicht store compact\". The removal is on record "
		"in the store's audit chain.",
	.operands = "NAME",
	.operands_min = 1,
	.operands_max = 1,
	.examples = (const struct sicht_example[]){{"sicht set remove --store ~/known lka-2019",
							   "This supply is withdrawn."},
		{0}},
	.options = remove_table,
	.options_size = sizeof(struct set_options),
	.talk_offset = offsetof(struct set_options, talk),
	.run = run_remove,
};

const struct sicht_command sicht_command_set = {
	.name = "set",
	.summary = "list the sets of a store, show one, take one out",
	.description =
		"A set is what was taken in at once or from one place: a supply of hashes, a "
		"folder of pictures, a seized drive.",
	.verbs = (const struct sicht_command *const[]){&list, &show, &take_out, NULL},
};
