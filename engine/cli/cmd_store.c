/* SPDX-License-Identifier: MIT */
/* sicht store: look after a store. */
#include <stdlib.h>

#include "engine/base/file.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/signals.h"
#include "engine/cli/store_tell.h"
#include "engine/cli/store_use.h"
#include "engine/cli/terminal.h"
#include "sicht/limits.h"

enum format {
	FORMAT_TABLE = 1,
	FORMAT_JSONL,
};
static const char *const format_words[] = {"table", "jsonl", NULL};

struct store_options {
	const char *store;
	unsigned format;
	struct sicht_reading_options reading;
	struct sicht_talk_options talk;
};

static const struct sicht_option info_table[] = {
	SICHT_OPTION_STORE(struct store_options),
	{.name = "format",
		.kind = SICHT_OPTION_WORD,
		.value = "FORMAT",
		.words = format_words,
		.default_value = "table",
		.offset = offsetof(struct store_options, format),
		.help = "table, or jsonl: one object"},
	SICHT_OPTION_TALK(struct store_options),
	{0},
};

static const struct sicht_option care_table[] = {
	SICHT_OPTION_STORE(struct store_options),
	{.name = "threads",
		.kind = SICHT_OPTION_NUMBER,
		.value = "N",
		.minimum = 1,
		.maximum = SICHT_THREADS_MAX,
		.offset = offsetof(struct store_options, reading.threads),
		.help = "work with N threads (all cores, or OMP_NUM_THREADS)"},
	SICHT_OPTION_TALK(struct store_options),
	{0},
};

static const struct sicht_option plain_table[] = {
	SICHT_OPTION_STORE(struct store_options),
	SICHT_OPTION_TALK(struct store_options),
	{0},
};

/* ---------------------------------------------------------------------------------------- verbs */

static enum sicht_status run_info(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct store_options *options = call->options;
	(void)end;
	return sicht_store_tell(options->store, options->format == FORMAT_JSONL);
}

static enum sicht_status run_verify(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct store_options *options = call->options;
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	(void)end;
	SICHT_TRY(
		sicht_store_verify(options->store, options->reading.threads, sicht_signals_stop()));
	sicht_escape_terminal(&name, sicht_bytes_of(options->store));
	sicht_report("%s: no damage found\n", name.data);
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
	sicht_report("%s)\n", text.data);
	return SICHT_OK;
}

static enum sicht_status run_upgrade(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct store_options *options = call->options;
	SICHT_DEFER(sicht_indexer_closer) struct sicht_indexer *indexer = NULL;
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	struct sicht_store_change change = {.upgrade = true};
	uint32_t from, to;
	(void)end;
	SICHT_TRY(sicht_store_change(call, options->store, &change, &indexer));
	SICHT_TRY(sicht_indexer_upgrade(indexer, &from, &to));
	sicht_escape_terminal(&name, sicht_bytes_of(options->store));
	if (from == to)
		sicht_report("%s: of format %u already\n", name.data, to);
	else
		sicht_report("%s: brought from format %u to %u\n", name.data, from, to);
	return SICHT_OK;
}

static enum sicht_status run_backup(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct store_options *options = call->options;
	SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
	(void)end;
	SICHT_TRY(sicht_store_backup(options->store, call->operands[0], sicht_signals_stop()));
	sicht_escape_terminal(&name, sicht_bytes_of(call->operands[0]));
	sicht_report("copied to %s\n", name.data);
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

static const struct sicht_command upgrade = {
	.name = "upgrade",
	.summary = "bring a store of an older version of sicht up to date",
	.description =
		"A store of an older format can be read as it is, but not changed. This brings "
		"it to the format of this program, all or nothing, and leaves what it holds as "
		"it is. An older sicht refuses it afterwards: make a backup first if you need "
		"one.",
	.examples = (const struct sicht_example[]){{"sicht store upgrade --store ~/known",
							   "After a new version was installed."},
		{0}},
	.options = plain_table,
	.options_size = sizeof(struct store_options),
	.talk_offset = offsetof(struct store_options, talk),
	.run = run_upgrade,
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
	.options = plain_table,
	.options_size = sizeof(struct store_options),
	.talk_offset = offsetof(struct store_options, talk),
	.run = run_backup,
};

const struct sicht_command sicht_command_store = {
	.name = "store",
	.summary = "look after a store: info, verify, compact, upgrade, backup",
	.description = "A store is a directory that holds hashes and what is known of their files, "
		       "never a picture.",
	.verbs = (const struct sicht_command *const[]){&info, &verify, &compact_command, &upgrade,
		&backup, NULL},
};
