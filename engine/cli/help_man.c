/* SPDX-License-Identifier: MIT */
/*
 * The man page, in the macros of man(7). Tables that several commands include are written once, in
 * a section of their own, and referred to.
 */
#include <string.h>

#include "engine/cli/help.h"
#include "sicht/version.h"

#define SHARED_MAX 16

struct shared {
	const struct sicht_option
		*include[SHARED_MAX]; /* options of kind INCLUDE, each table once */
	size_t count;
};

/* Text for roff: no dash becomes a hyphen, no line begins with a request. */
static void escape(struct sicht_text *text, const char *string)
{
	for (; *string != '\0'; string++) {
		bool line_begins = text->size == 0 || text->data[text->size - 1] == '\n';
		if (line_begins && (*string == '.' || *string == '\''))
			sicht_text_append_string(text, "\\&");
		if (*string == '\\')
			sicht_text_append_string(text, "\\e");
		else if (*string == '-')
			sicht_text_append_string(text, "\\-");
		else if (*string == '~')
			sicht_text_append_string(text, "\\(ti");
		else if (*string == '\n' && string[1] == '\n')
			sicht_text_append_string(text, "\n.PP"); /* before the second newline */
		else
			sicht_text_append(text, string, 1);
	}
}

static void line(struct sicht_text *text, const char *request, const char *string)
{
	sicht_text_append_string(text, request);
	escape(text, string);
	sicht_text_append_string(text, "\n");
}

static bool write_option(void *context, const struct sicht_option *option, size_t base)
{
	struct sicht_text *text = context;
	struct sicht_text help = {0};
	if (option->kind == SICHT_OPTION_INCLUDE || base != 0)
		return true;
	sicht_text_append_string(text, ".TP\n");
	if (option->letter != 0)
		sicht_text_printf(text, "\\fB\\-%c\\fR, ", option->letter);
	sicht_text_append_string(text, "\\fB\\-\\-");
	escape(text, option->name);
	sicht_text_append_string(text, "\\fR");
	if (option->kind != SICHT_OPTION_FLAG) {
		sicht_text_append_string(text, " \\fI");
		escape(text, option->value);
		sicht_text_append_string(text, "\\fR");
	}
	sicht_text_append_string(text, "\n");
	sicht_help_option_text(&help, option);
	line(text, "", help.data);
	sicht_text_free(&help);
	return true;
}

/* The options of a command that it shares with no other. */
static void write_own_options(struct sicht_text *text, const struct sicht_option *table)
{
	for (const struct sicht_option *option = table; option->name != NULL; option++)
		write_option(text, option, 0);
}

static void write_shared_names(struct sicht_text *text, const struct sicht_option *table)
{
	unsigned count = 0;
	for (const struct sicht_option *option = table; option->name != NULL; option++) {
		if (option->kind != SICHT_OPTION_INCLUDE)
			continue;
		sicht_text_append_string(
			text, count++ > 0 ? ", " : ".PP\nAlso takes the options of ");
		sicht_text_append_string(text, option->name);
	}
	sicht_text_append_string(text, count > 0 ? " (see SHARED OPTIONS).\n" : "");
}

static void write_examples(struct sicht_text *text, const struct sicht_example *example)
{
	for (; example != NULL && example->line != NULL; example++) {
		line(text, ".PP\n", example->what);
		line(text, ".RS\n.nf\n", example->line);
		sicht_text_append_string(text, ".fi\n.RE\n");
	}
}

static void gather_shared(struct shared *shared, const struct sicht_command *command)
{
	for (size_t i = 0; command->verbs != NULL && command->verbs[i] != NULL; i++)
		gather_shared(shared, command->verbs[i]); /* verbs have no verbs */
	const struct sicht_option *option = command->options;
	for (; option != NULL && option->name != NULL; option++) {
		bool there = option->kind != SICHT_OPTION_INCLUDE;
		for (size_t i = 0; i < shared->count; i++)
			there |= shared->include[i]->include == option->include;
		if (!there && shared->count < SHARED_MAX)
			shared->include[shared->count++] = option;
	}
}

static void write_command(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command)
{
	struct sicht_text usage = {0};
	sicht_help_usage(&usage, parent, command);
	line(text, ".SS sicht ", usage.data);
	sicht_text_free(&usage);
	line(text, "", command->description != NULL ? command->description : command->summary);
	if (command->verbs == NULL) {
		write_own_options(text, command->options);
		write_shared_names(text, command->options);
	}
	write_examples(text, command->examples);
	for (size_t i = 0; command->verbs != NULL && command->verbs[i] != NULL; i++)
		write_command(text, command, command->verbs[i]); /* two levels, no more */
}

static void write_shared(struct sicht_text *text)
{
	struct shared shared = {0};
	for (size_t i = 0; sicht_commands[i] != NULL; i++)
		gather_shared(&shared, sicht_commands[i]);
	sicht_text_append_string(text, ".SH SHARED OPTIONS\n");
	write_option(text, &sicht_help_option, 0);
	for (size_t i = 0; i < shared.count; i++) {
		line(text, ".SS ", shared.include[i]->name);
		write_own_options(text, shared.include[i]->include);
	}
}

static void write_exit_status(struct sicht_text *text)
{
	static const struct {
		const char *status, *meaning;
	} rows[] = {
		{"0", "Done; for match: something was found."},
		{"1", "match found nothing."},
		{"2", "The run failed. A file that cannot be read or decoded is no failure but one "
		      "of "
		      "its outcomes, except for hash."},
		{"130", "Interrupted (SIGINT, SIGTERM). What was finished is kept; the same "
			"command "
			"goes on."},
	};
	sicht_text_append_string(text, ".SH EXIT STATUS\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sicht_text_printf(text, ".TP\n%s\n", rows[i].status);
		line(text, "", rows[i].meaning);
	}
}

static void write_environment(struct sicht_text *text)
{
	static const struct {
		const char *name, *meaning;
	} rows[] = {
		{"OMP_NUM_THREADS", "Files to be worked on at once, unless --threads is given."},
		{"NO_COLOR", "If set and not empty: no colours."},
		{"SICHT_KERNEL",
			"scalar, avx2, avx512 or neon: the instruction sets to be used at most. "
			"Results do not depend on it."},
	};
	sicht_text_append_string(text, ".SH ENVIRONMENT\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sicht_text_printf(text, ".TP\n\\fB%s\\fR\n", rows[i].name);
		line(text, "", rows[i].meaning);
	}
}

void sicht_help_man(struct sicht_text *text)
{
	sicht_text_append_string(text,
		".TH SICHT 1 \"\" \"sicht " SICHT_VERSION "\"\n"
		".SH NAME\nsicht \\- perceptual\\-hash matching of evidence\n"
		".SH SYNOPSIS\n\\fBsicht\\fR \\fICOMMAND\\fR "
		"[\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n"
		".SH DESCRIPTION\n");
	line(text, "",
		"sicht tells, of all the files on a seized drive, which to look at first. It "
		"hashes "
		"pictures so that a copy is found although it was re-encoded, scaled, turned or "
		"mirrored, compares them with stores of known material, and ranks them. A hit is a "
		"lead; a person decides.\n\n"
		"Evidence is only read, never written. Media is decoded by another program, "
		"sicht-decoder, that is locked in and trusted with nothing. Nothing leaves the "
		"machine.");
	sicht_text_append_string(text, ".SH COMMANDS\n");
	for (size_t i = 0; sicht_commands[i] != NULL; i++)
		write_command(text, NULL, sicht_commands[i]);
	write_shared(text);
	write_exit_status(text);
	write_environment(text);
}
