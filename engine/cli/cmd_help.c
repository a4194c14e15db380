/* SPDX-License-Identifier: MIT */
/* sicht help: help on a command, and the man page and completions, which the build installs. */
#include <stdio.h>

#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/help.h"
#include "engine/cli/terminal.h"

struct help_options {
	bool man;
	unsigned completion; /* place of the shell, from 1; 0: none */
	struct sicht_talk_options talk;
};

static const struct sicht_option help_table[] = {
	{.name = "man",
		.offset = offsetof(struct help_options, man),
		.help = "write the man page sicht(1)"},
	{.name = "completion",
		.kind = SICHT_OPTION_WORD,
		.value = "SHELL",
		.words = sicht_help_shells,
		.offset = offsetof(struct help_options, completion),
		.help = "write the completion for bash, zsh or fish"},
	SICHT_OPTION_TALK(struct help_options),
	{0},
};

static enum sicht_status help_on(const struct sicht_call *call, struct sicht_text *text)
{
	unsigned width = sicht_terminal_width(stdout);
	const struct sicht_command *parent = NULL, *command = NULL;
	const struct sicht_command *const *table = sicht_commands;
	for (size_t i = 0; i < call->operand_count; i++) {
		parent = command;
		if (table != NULL)
			SICHT_TRY(sicht_command_find(table, call->operands[i], &command));
		if (table == NULL)
			return sicht_fail(
				SICHT_ERROR_USAGE, "%s has no commands of its own", command->name);
		table = command->verbs;
	}
	if (command == NULL)
		sicht_help_overview(text, width);
	else
		sicht_help_command(text, parent, command, width);
	return SICHT_OK;
}

static enum sicht_status run(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct help_options *options = call->options;
	struct sicht_text text = {0};
	enum sicht_status status = SICHT_OK;
	(void)end;
	if (options->man)
		sicht_help_man(&text);
	else if (options->completion != 0)
		sicht_help_completion(&text, options->completion - 1);
	else
		status = help_on(call, &text);
	if (text.size > 0)
		fwrite(text.data, 1, text.size, stdout);
	sicht_text_free(&text);
	return status;
}

const struct sicht_command sicht_command_help = {
	.name = "help",
	.summary = "help on a command",
	.operands = "COMMAND",
	.operands_max = 2,
	.examples =
		(const struct sicht_example[]){{"sicht help match", "What match does and takes."},
			{"sicht help --completion bash > /etc/bash_completion.d/sicht",
				"Let the shell complete commands and options."},
			{0}},
	.options = help_table,
	.options_size = sizeof(struct help_options),
	.talk_offset = offsetof(struct help_options, talk),
	.run = run,
};
