/* SPDX-License-Identifier: MIT */
/* sicht store: look after a store. */
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/store_use.h"
#include "engine/cli/table.h"
#include "engine/cli/terminal.h"
#include "engine/cli/version.h"
#include "engine/worker/pool.h"
#include "sicht/limits.h"
#include "sicht/version.h"

enum format {
	FORMAT_TABLE = 1,
	FORMAT_JSON,
};
static const char *const format_words[] = {"table", "json", NULL};

struct store_options {
	const char *store;
	unsigned format;
	struct sicht_reading_options reading;
	struct sicht_talk_options talk;
};

static const struct sicht_option info_table[] = {
	{.name = "store",
		.kind = SICHT_OPTION_TEXT,
		.value = "STORE",
		.required = true,
		.offset = offsetof(struct store_options, store),
		.help = "the store"},
	{.name = "format",
		.kind = SICHT_OPTION_WORD,
		.value = "FORMAT",
		.words = format_words,
		.standard = "table",
		.offset = offsetof(struct store_options, format),
		.help = "table, or json: one object"},
	{.name = "Talk",
		.kind = SICHT_OPTION_INCLUDE,
		.include = sicht_talk_table,
		.offset = offsetof(struct store_options, talk)},
	{0},
};

static const struct sicht_option care_table[] = {
	{.name = "store",
		.kind = SICHT_OPTION_TEXT,
		.value = "STORE",
		.required = true,
		.offset = offsetof(struct store_options, store),
		.help = "the store"},
	{.name = "threads",
		.kind = SICHT_OPTION_NUMBER,
		.value = "N",
		.minimum = 1,
		.maximum = SICHT_THREADS_MAX,
		.offset = offsetof(struct store_options, reading.threads),
		.help = "work with N threads (all cores, or OMP_NUM_THREADS)"},
	{.name = "Talk",
		.kind = SICHT_OPTION_INCLUDE,
		.include = sicht_talk_table,
		.offset = offsetof(struct store_options, talk)},
	{0},
};

static const struct sicht_option backup_table[] = {
	{.name = "store",
		.kind = SICHT_OPTION_TEXT,
		.value = "STORE",
		.required = true,
		.offset = offsetof(struct store_options, store),
		.help = "the store"},
	{.name = "Talk",
		.kind = SICHT_OPTION_INCLUDE,
		.include = sicht_talk_table,
		.offset = offsetof(struct store_options, talk)},
	{0},
};

/* ----------------------------------------------------------------------------------------- info */

/* Which layers lock a decoder in on this machine; or why none can be started. */
static const char *sandbox_layers(char text[SICHT_LAYERS_TEXT_SIZE])
{
	struct sicht_reading_options reading = {.threads = 1, .insecure_decoders = true};
	struct sicht_hash_options hash = {.profiles = 1u << SICHT_PROFILE_FULLRES};
	struct sicht_scan_options options = sicht_common_scan(&reading, &hash);
	struct sicht_scanner *scanner = NULL;
	if (sicht_scanner_open(&options, &scanner) != SICHT_OK)
		return sicht_message();
	sicht_layers_text(sicht_scanner_layers(scanner), text);
	sicht_scanner_close(scanner);
	return text;
}

static void info_json(const char *path, const struct sicht_store_info *info,
	const struct sicht_set_census *rows, size_t count)
{
	char layers[SICHT_LAYERS_TEXT_SIZE];
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	struct sicht_json json = {.text = &text};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_name(&json, "store", sicht_bytes_of(path));
	sicht_json_word(&json, "id", info->id);
	sicht_json_unsigned(&json, "format", info->format_version);
	sicht_json_unsigned(&json, "snapshot", info->snapshot);
	sicht_json_time(&json, "created", info->created_s);
	sicht_json_time(&json, "changed", info->changed_s);
	sicht_json_unsigned(&json, "entries", info->entry_count);
	sicht_json_unsigned(&json, "entries_removed", info->tombstone_count);
	sicht_json_unsigned(&json, "hashes", info->hash_count);
	sicht_json_unsigned(&json, "lmdb_bytes", info->lmdb_bytes);
	sicht_json_unsigned(&json, "segments", info->segment_count);
	sicht_json_unsigned(&json, "segment_bytes", info->segment_bytes);
	sicht_json_begin(&json, "sets", '[');
	for (size_t i = 0; i < count; i++) {
		sicht_json_begin(&json, NULL, '{');
		sicht_json_name(&json, "set", rows[i].set->name);
		sicht_json_word(&json, "role", sicht_role_name(rows[i].set->role));
		sicht_json_unsigned(&json, "entries", rows[i].entries);
		sicht_json_unsigned(&json, "hashed", rows[i].hashed);
		sicht_json_unsigned(&json, "digests_only", rows[i].digests_only);
		sicht_json_unsigned(&json, "hashes", rows[i].hashes);
		sicht_json_end(&json, '}');
	}
	sicht_json_end(&json, ']');
	sicht_json_word(&json, "sicht", SICHT_VERSION);
	sicht_common_libraries(&json, "libraries");
	sicht_json_string(&json, "sandbox", sicht_bytes_of(sandbox_layers(layers)));
	sicht_json_end(&json, '}');
	printf("%s\n", text.data);
}

static void add_row(struct sicht_table *table, const char *name, struct sicht_text *value)
{
	sicht_table_word(table, name);
	sicht_table_cell(table, sicht_text_bytes(value));
	sicht_text_clear(value);
}

static void print_facts(const char *path, const struct sicht_store_info *info)
{
	static const struct sicht_column columns[] = {{NULL, false}, {NULL, false}};
	char time[SICHT_TIME_TEXT_SIZE], layers[SICHT_LAYERS_TEXT_SIZE];
	SICHT_DEFER(sicht_text_free) struct sicht_text value = {0};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 2};
	sicht_text_append_string(&value, path);
	add_row(&table, "store", &value);
	sicht_text_printf(&value, "%s, format %u, snapshot %llu", info->id, info->format_version,
		(unsigned long long)info->snapshot);
	add_row(&table, "id", &value);
	sicht_text_append_string(&value, sicht_time_format(info->created_s, time));
	add_row(&table, "created", &value);
	sicht_text_append_string(&value, sicht_time_format(info->changed_s, time));
	sicht_text_append_string(&value, " (");
	sicht_text_duration(&value, (double)(sicht_clock_now_s() - info->changed_s));
	sicht_text_append_string(&value, " ago)");
	add_row(&table, "changed", &value);
	sicht_text_count(&value, info->entry_count);
	if (info->tombstone_count > 0) {
		sicht_text_append_string(&value, " (and ");
		sicht_text_count(&value, info->tombstone_count);
		sicht_text_append_string(&value, " removed, until it is compacted)");
	}
	add_row(&table, "entries", &value);
	sicht_text_count(&value, info->hash_count);
	add_row(&table, "hashes", &value);
	sicht_text_size(&value, info->lmdb_bytes);
	sicht_text_append_string(&value, ", and ");
	sicht_text_size(&value, info->segment_bytes);
	sicht_text_printf(
		&value, " in %llu segments for search", (unsigned long long)info->segment_count);
	add_row(&table, "size", &value);
	sicht_text_append_string(&value, sandbox_layers(layers));
	add_row(&table, "sandbox", &value);
	sicht_text_append_string(&value, "sicht " SICHT_VERSION);
	for (size_t i = 0; sicht_libraries[i].name != NULL; i++)
		sicht_text_printf(
			&value, ", %s %s", sicht_libraries[i].name, sicht_libraries[i].version());
	add_row(&table, "versions", &value);
	sicht_table_print(&table, stdout);
}

static void add_census(struct sicht_table *table, const struct sicht_set_census *row)
{
	sicht_table_count(table, row->entries);
	sicht_table_count(table, row->hashed);
	sicht_table_count(table, row->digests_only);
	sicht_table_count(table, row->hashes);
}

/* Set by set under each role, with the sum of a role that has several. */
static void print_sets(const struct sicht_set_census *rows, size_t count)
{
	static const struct sicht_column columns[] = {{"role", false}, {"set", false},
		{"entries", true}, {"with hashes", true}, {"digests only", true}, {"hashes", true}};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 6};
	for (enum sicht_role role = SICHT_ROLE_KNOWN; role <= SICHT_ROLE_EVIDENCE; role++) {
		struct sicht_set_census sum = {0};
		unsigned sets = 0;
		for (size_t i = 0; i < count; i++) {
			if (rows[i].set->role != role)
				continue;
			sets++;
			sum.entries += rows[i].entries;
			sum.hashed += rows[i].hashed;
			sum.digests_only += rows[i].digests_only;
			sum.hashes += rows[i].hashes;
			sicht_table_word(&table, sicht_role_name(role));
			sicht_table_cell(&table, rows[i].set->name);
			add_census(&table, &rows[i]);
		}
		if (sets < 2)
			continue;
		sicht_table_word(&table, sicht_role_name(role));
		sicht_table_word(&table, "(all of them)");
		add_census(&table, &sum);
	}
	printf("\n");
	sicht_table_print(&table, stdout);
}

static enum sicht_status run_info(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct store_options *options = call->options;
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	SICHT_DEFER(sicht_free_pointer) struct sicht_set_census *rows = NULL;
	struct sicht_store_info info;
	size_t count;
	(void)end;
	SICHT_TRY(sicht_store_look(options->store, &store));
	SICHT_TRY(sicht_store_census(store, &rows, &count));
	sicht_store_info(store, &info);
	if (options->format == FORMAT_JSON) {
		info_json(options->store, &info, rows, count);
		return SICHT_OK;
	}
	print_facts(options->store, &info);
	if (count > 0)
		print_sets(rows, count);
	return SICHT_OK;
}

/* ---------------------------------------------------------------------- verify, compact, backup */

static enum sicht_status run_verify(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct store_options *options = call->options;
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	(void)end;
	SICHT_TRY(sicht_store_verify(options->store, options->reading.threads));
	sicht_escape_terminal(&name, sicht_bytes_of(options->store));
	printf("%s: no damage found\n", name.data);
	return SICHT_OK;
}

static enum sicht_status read_info(const char *path, struct sicht_store_info *info)
{
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	SICHT_TRY(sicht_store_look(path, &store));
	sicht_store_info(store, info);
	return SICHT_OK;
}

static enum sicht_status compact(const struct sicht_call *call)
{
	const struct store_options *options = call->options;
	SICHT_DEFER(sicht_indexer_closer) struct sicht_indexer *indexer = NULL;
	struct sicht_store_change change = {.threads = options->reading.threads};
	SICHT_TRY(sicht_store_change(call, options->store, &change, &indexer));
	return sicht_indexer_compact(indexer);
}

static enum sicht_status run_compact(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct store_options *options = call->options;
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	struct sicht_store_info info;
	(void)end;
	SICHT_TRY(compact(call));
	SICHT_TRY(read_info(options->store, &info));
	sicht_text_count(&text, info.entry_count);
	sicht_text_append_string(&text, " entries, ");
	sicht_text_count(&text, info.hash_count);
	sicht_text_printf(
		&text, " hashes in %llu segments (", (unsigned long long)info.segment_count);
	sicht_text_size(&text, info.segment_bytes);
	printf("%s)\n", text.data);
	return SICHT_OK;
}

static enum sicht_status run_backup(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct store_options *options = call->options;
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	(void)end;
	SICHT_TRY(sicht_store_backup(options->store, call->operands[0]));
	sicht_escape_terminal(&name, sicht_bytes_of(call->operands[0]));
	printf("copied to %s\n", name.data);
	return SICHT_OK;
}

/* ---------------------------------------------------------------------------------------- table */

static const struct sicht_command info = {
	.name = "info",
	.summary = "what is in the store, how large it is, what works on it",
	.examples =
		(const struct sicht_example[]){
			{"sicht store info --store ~/known", "Is the new supply in it?"}, {0}},
	.options = info_table,
	.options_size = sizeof(struct store_options),
	.talk_offset = offsetof(struct store_options, talk),
	.run = run_info,
};

static const struct sicht_command verify = {
	.name = "verify",
	.summary = "read everything and look for damage",
	.description =
		"Reads everything: each value, each block of the segments, each link of the "
		"audit chain. Exit status 2 and a line that names the damage if there is any.",
	.examples =
		(const struct sicht_example[]){{"sicht store verify --store ~/known",
						       "After the disk has made strange noises."},
			{0}},
	.options = care_table,
	.options_size = sizeof(struct store_options),
	.talk_offset = offsetof(struct store_options, talk),
	.run = run_verify,
};

static const struct sicht_command compact_command = {
	.name = "compact",
	.summary = "rebuild the segments, drop what was removed",
	.description = "Rebuilds what the search uses from the store's records, as few segments as "
		       "may be, and drops entries that were removed. Also heals damaged segments.",
	.examples = (const struct sicht_example[]){{"sicht store compact --store ~/known",
							   "After a large set was removed."},
		{0}},
	.options = care_table,
	.options_size = sizeof(struct store_options),
	.talk_offset = offsetof(struct store_options, talk),
	.run = run_compact,
};

static const struct sicht_command backup = {
	.name = "backup",
	.summary = "a consistent copy, even while the store is written",
	.operands = "DIR",
	.operands_min = 1,
	.operands_max = 1,
	.examples =
		(const struct sicht_example[]){{"sicht store backup --store ~/known /mnt/backup/"
						"known",
						       "The copy is a store like any other."},
			{0}},
	.options = backup_table,
	.options_size = sizeof(struct store_options),
	.talk_offset = offsetof(struct store_options, talk),
	.run = run_backup,
};

const struct sicht_command sicht_command_store = {
	.name = "store",
	.summary = "look after a store: info, verify, compact, backup",
	.description = "A store is a directory that holds hashes and what is known of their files, "
		       "never a picture.",
	.verbs = (const struct sicht_command *const[]){&info, &verify, &compact_command, &backup,
		NULL},
};
