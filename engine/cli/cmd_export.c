/* SPDX-License-Identifier: MIT */
/* sicht export: write the entries of a store as a hash list. The work is sicht/list.h's. */
#include <poll.h>
#include <unistd.h>

#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/signals.h"
#include "engine/cli/store_use.h"
#include "engine/cli/terminal.h"
#include "sicht/list.h"

struct export_options {
	const char *store, *set;
	unsigned role, format; /* places in the tables of words, from 1 */
	struct sicht_talk_options talk;
};

static const struct sicht_option export_table[] = {
	SICHT_OPTION_STORE(struct export_options),
	{.name = "format",
		.kind = SICHT_OPTION_WORD,
		.value = "FORMAT",
		.word = sicht_list_written_name,
		.meaning = sicht_list_written_description,
		.default_value = "jsonl",
		.offset = offsetof(struct export_options, format),
		.help = "format of the list"},
	{.name = "set",
		.kind = SICHT_OPTION_TEXT,
		.value = "NAME",
		.offset = offsetof(struct export_options, set),
		.help = "the entries of this set alone"},
	{.name = "role",
		.kind = SICHT_OPTION_WORD,
		.value = "ROLE",
		.words = sicht_role_words,
		.offset = offsetof(struct export_options, role),
		.help = "the entries of sets of this role alone: known, ignorable or evidence"},
	SICHT_OPTION_TALK(struct export_options),
	{0},
};

/* Has the reader of standard output left? */
static bool reader_is_gone(void)
{
	struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
	return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

static enum sicht_status run(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct export_options *options = call->options;
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	const struct sicht_set *set;
	uint64_t written;
	(void)end;
	SICHT_TRY(sicht_store_look(options->store, &store));
	if (options->set != NULL)
		SICHT_TRY(sicht_store_find_set(store, options->set, &set));
	struct sicht_export_options export = {
		.format = sicht_list_format_by_name(sicht_list_written_name(options->format - 1)),
		.set = options->set,
		.role = (enum sicht_role)options->role,
		.stop = sicht_signals_stop(),
	};
	enum sicht_status status = sicht_list_export(store, &export, STDOUT_FILENO, &written);
	if (status == SICHT_ERROR_IO && reader_is_gone())
		return SICHT_OK;
	SICHT_TRY(status);
	sicht_detail("%llu entries written", (unsigned long long)written);
	return SICHT_OK;
}

const struct sicht_command sicht_command_export = {
	.name = "export",
	.summary = "write the entries of a store as a hash list",
	.description = "Writes entries to standard output, in the order of their numbers. JSON "
		       "Lines say all that is known of an entry, and import reads them again.",
	.examples =
		(const struct sicht_example[]){
			{"sicht export --store ~/known --set lka-2025 > lka-2025.jsonl",
				"One set, with everything."},
			{"sicht export --store ~/known --role known --format pdq > hashes.txt",
				"Hashes for another tool."},
			{0}},
	.options = export_table,
	.options_size = sizeof(struct export_options),
	.talk_offset = offsetof(struct export_options, talk),
	.run = run,
};
