/* SPDX-License-Identifier: MIT */
/*
 * Help, the man page and the shell completions: all written from the tables of commands.
 */
#ifndef SICHT_ENGINE_CLI_HELP_H
#define SICHT_ENGINE_CLI_HELP_H

#include "engine/base/text.h"
#include "engine/cli/frame.h"

/* What `sicht` alone says: the commands by name. */
void sicht_help_overview(struct sicht_text *text, unsigned width);

/*
 * Usage, description, options and examples of one command. `parent` is the command whose verb it
 * is, or NULL.
 */
void sicht_help_command(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command, unsigned width);

/* "sicht store info --store STORE [OPTION...]", without the name of the program. */
void sicht_help_usage(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command);

/* "-q, --quiet", "--store STORE". */
void sicht_help_option_name(struct sicht_text *text, const struct sicht_option *option);

/* An option's help with its default: "how often (default: 1)". */
void sicht_help_option_text(struct sicht_text *text, const struct sicht_option *option);

/* All of it as a page for man(1). */
void sicht_help_man(struct sicht_text *text);

/* `shell` is a word of sicht_help_shells, by its place. */
extern const char *const sicht_help_shells[];
void sicht_help_completion(struct sicht_text *text, unsigned shell);

/* --help stands in no table, since every command has it. */
extern const struct sicht_option sicht_help_option;

#endif
