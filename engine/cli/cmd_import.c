/* SPDX-License-Identifier: MIT */
/* sicht import: take a hash list into a store, all of it or nothing. The work is sicht/list.h's. */

#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/store_use.h"
#include "engine/cli/table.h"
#include "engine/cli/terminal.h"
#include "sicht/list.h"

struct import_options {
	const char *store, *set, *supplier, *scheme;
	unsigned role, format, profile; /* places in the tables of words, from 1 */
	bool dry_run;
	struct sicht_talk_options talk;
};

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
		.words = sicht_format_words,
		.offset = offsetof(struct import_options, format),
		.help = "format of the list, if its content does not tell"},
	{.name = "profile",
		.kind = SICHT_OPTION_WORD,
		.value = "PROFILE",
		.words = profile_words,
		.standard = "fullres",
		.offset = offsetof(struct import_options, profile),
		.help = "profile of PDQ hashes, where the list does not say: fullres or ref512"},
	{.name = "scheme",
		.kind = SICHT_OPTION_TEXT,
		.value = "NAME",
		.offset = offsetof(struct import_options, scheme),
		.help = "what category numbers mean, where the list does not say: us-vics-2, ..."},
	{.name = "supplier",
		.kind = SICHT_OPTION_TEXT,
		.value = "TEXT",
		.offset = offsetof(struct import_options, supplier),
		.help = "who supplied the list"},
	{.name = "dry-run",
		.offset = offsetof(struct import_options, dry_run),
		.help = "read and check the list, but change nothing; the store must be there"},
	{.name = "Talk",
		.kind = SICHT_OPTION_INCLUDE,
		.include = sicht_talk_table,
		.offset = offsetof(struct import_options, talk)},
	{0},
};

static struct sicht_bytes bytes_or_none(const char *text)
{
	return text != NULL ? sicht_bytes_of(text) : sicht_bytes(NULL, 0);
}

static void print_totals(const struct sicht_import_totals *totals, bool dry_run)
{
	static const struct sicht_column columns[] = {{NULL, false}, {NULL, true}};
	const struct {
		const char *name;
		uint64_t count;
	} rows[] = {
		{"new entries", totals->entries - totals->replaced},
		{"replaced entries", totals->replaced},
		{"entries of the list", totals->entries},
		{"hashes", totals->hashes},
		{"digests", totals->digests},
	};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 2};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sicht_table_word(&table, rows[i].name);
		sicht_table_count(&table, rows[i].count);
	}
	sicht_table_print(&table, stdout);
	if (dry_run)
		sicht_say("this was a dry run: nothing was changed");
}

static enum sicht_status run(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct import_options *options = call->options;
	SICHT_DEFER(sicht_indexer_closer) struct sicht_indexer *indexer = NULL;
	struct sicht_import_totals totals;
	(void)end;
	struct sicht_import_options import = {
		.list = {(enum sicht_profile)(options->profile - 1),
			bytes_or_none(options->scheme)},
		.set = options->set,
		.role = (enum sicht_role)options->role,
		.supplier = bytes_or_none(options->supplier),
	};
	if (options->format != 0)
		import.format = sicht_list_format_by_name(sicht_format_words[options->format - 1]);
	struct sicht_store_change change = {.create = !options->dry_run};
	SICHT_TRY(sicht_store_change(call, options->store, &change, &indexer));
	SICHT_TRY(sicht_list_import(indexer, call->operands[0], &import, &totals));
	if (!options->dry_run)
		SICHT_TRY(sicht_indexer_commit(indexer));
	print_totals(&totals, options->dry_run);
	return SICHT_OK;
}

const struct sicht_command sicht_command_import = {
	.name = "import",
	.summary = "take in a hash list",
	.description =
		"Reads a hash list (- is standard input) into a set of STORE. The format is told "
		"by its content. A list that is cut off or wrong changes nothing, and the message "
		"says line, column and what was expected. An entry that the set holds already is "
		"replaced, so that a list can be imported again.",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.examples =
		(const struct sicht_example[]){
			{"sicht import --store ~/known --role known --set lka-2025 list.jsonl",
				"A supply in JSON Lines."},
			{"sicht export --store a | sicht import --store b -",
				"From one store into another."},
			{0}},
	.options = import_table,
	.options_size = sizeof(struct import_options),
	.talk_offset = offsetof(struct import_options, talk),
	.run = run,
};
