/* SPDX-License-Identifier: MIT */
/* Help for people, as text that fits the terminal. */
#include "engine/cli/help.h"

#include <string.h>

#include "engine/cli/terminal.h"

/* Help lines begin here; options with longer names put theirs on the next line. */
#define HELP_COLUMN 28
#define NAME_COLUMN 2

const struct sicht_option sicht_help_option = {.name = "help", .letter = 'h', .help = "this help"};

struct writer {
	struct sicht_text *text;
	unsigned width;
};

void sicht_help_option_name(struct sicht_text *text, const struct sicht_option *option)
{
	if (option->letter != 0)
		sicht_text_printf(text, "-%c, ", option->letter);
	sicht_text_printf(text, "--%s", option->name);
	if (option->kind != SICHT_OPTION_FLAG)
		sicht_text_printf(text, " %s", option->value);
}

void sicht_help_option_text(struct sicht_text *text, const struct sicht_option *option)
{
	sicht_text_append_string(text, option->help);
	for (size_t i = 0; option->meaning != NULL && sicht_option_word(option, i) != NULL; i++)
		sicht_text_printf(text, "%s%s (%s)", i > 0 ? ", " : ": ",
			sicht_option_word(option, i), option->meaning(i));
	if (option->default_value != NULL)
		sicht_text_printf(text, " (default: %s)", option->default_value);
}

/* A name and its explanation beside it, or below where the name is long. */
static void write_pair(const struct writer *writer, const char *name, const char *explanation)
{
	struct sicht_text first = {0};
	sicht_text_printf(&first, "%*s%s", NAME_COLUMN, "", name);
	if (first.size + 2 > HELP_COLUMN) {
		sicht_text_printf(writer->text, "%s\n", first.data);
		sicht_text_clear(&first);
	}
	sicht_text_printf(&first, "%*s", (int)(HELP_COLUMN - first.size), "");
	sicht_text_wrap(writer->text, first.data, HELP_COLUMN, explanation, writer->width);
	sicht_text_free(&first);
}

static bool write_option(void *context, const struct sicht_option *option, size_t base)
{
	const struct writer *writer = context;
	(void)base;
	if (option->kind == SICHT_OPTION_INCLUDE) {
		sicht_text_printf(writer->text, "\n%s\n", option->name);
		return true;
	}
	struct sicht_text name = {0}, explanation = {0};
	if (option->letter == 0)
		sicht_text_append_string(&name, "    "); /* below the letters of others */
	sicht_help_option_name(&name, option);
	sicht_help_option_text(&explanation, option);
	write_pair(writer, name.data, explanation.data);
	sicht_text_free(&name);
	sicht_text_free(&explanation);
	return true;
}

static bool usage_of_required(void *context, const struct sicht_option *option, size_t base)
{
	struct sicht_text *text = context;
	(void)base;
	if (option->required)
		sicht_text_printf(text, " --%s %s", option->name, option->value);
	return true;
}

void sicht_help_usage(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command)
{
	if (parent != NULL)
		sicht_text_printf(text, "%s ", parent->name);
	sicht_text_append_string(text, command->name);
	if (command->verbs != NULL) {
		for (size_t i = 0; command->verbs[i] != NULL; i++)
			sicht_text_printf(text, "%s%s", i > 0 ? "|" : " ", command->verbs[i]->name);
		sicht_text_append_string(text, " [OPTION...]");
		return;
	}
	sicht_options_each(command->options, usage_of_required, text);
	sicht_text_append_string(text, " [OPTION...]");
	if (command->operands == NULL)
		return;
	bool optional = command->operands_min == 0 && command->operands[0] != '[';
	sicht_text_printf(text, optional ? " [%s]" : " %s", command->operands);
}

static void write_paragraphs(const struct writer *writer, const char *description)
{
	sicht_text_append_string(writer->text, "\n");
	sicht_text_wrap(writer->text, "", 0, description, writer->width);
}

static void write_examples(const struct writer *writer, const struct sicht_example *examples)
{
	if (examples == NULL)
		return;
	sicht_text_append_string(writer->text, "\nExamples\n");
	for (; examples->line != NULL; examples++) {
		sicht_text_printf(writer->text, "  %s\n", examples->line);
		sicht_text_wrap(writer->text, "      ", 6, examples->what, writer->width);
	}
}

static void write_verbs(const struct writer *writer, const struct sicht_command *command)
{
	sicht_text_append_string(writer->text, "\n");
	for (size_t i = 0; command->verbs[i] != NULL; i++) {
		struct sicht_text usage = {0};
		sicht_help_usage(&usage, NULL, command->verbs[i]);
		sicht_text_printf(writer->text, "  sicht %s %s\n", command->name, usage.data);
		sicht_text_wrap(
			writer->text, "      ", 6, command->verbs[i]->summary, writer->width);
		sicht_text_free(&usage);
	}
	sicht_text_append_string(writer->text, "\n");
	struct sicht_text more = {0};
	sicht_text_printf(&more, "\"sicht help %s %s\" tells more of one of them.", command->name,
		command->verbs[0]->name);
	sicht_text_wrap(writer->text, "", 0, more.data, writer->width);
	sicht_text_free(&more);
}

void sicht_help_command(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command, unsigned width)
{
	struct writer writer = {text, width};
	struct sicht_text usage = {0};
	sicht_help_usage(&usage, parent, command);
	sicht_text_wrap(text, "usage: sicht ", 13, usage.data, width);
	sicht_text_free(&usage);
	write_paragraphs(
		&writer, command->description != NULL ? command->description : command->summary);
	if (command->verbs != NULL) {
		write_verbs(&writer, command);
	} else {
		if (command->options[0].kind != SICHT_OPTION_INCLUDE)
			sicht_text_append_string(text, "\nOptions\n");
		sicht_options_each(command->options, write_option, &writer);
		write_option(&writer, &sicht_help_option, 0);
	}
	write_examples(&writer, command->examples);
}

void sicht_help_overview(struct sicht_text *text, unsigned width)
{
	struct writer writer = {text, width};
	sicht_text_wrap(text, "", 0,
		"sicht tells, of all the files on a seized drive, which to look at first: it "
		"compares them with hashes of known material.\n\n"
		"usage: sicht COMMAND [OPTION...] [ARGUMENT...]\n",
		width);
	sicht_text_append_string(text, "Commands\n");
	for (size_t i = 0; sicht_commands[i] != NULL; i++) {
		struct sicht_text first = {0};
		sicht_text_printf(&first, "  %-9s ", sicht_commands[i]->name);
		sicht_text_wrap(
			text, first.data, (unsigned)first.size, sicht_commands[i]->summary, width);
		sicht_text_free(&first);
	}
	write_examples(&writer,
		(const struct sicht_example[]){
			{"sicht match --known ~/known ~/seized",
				"The whole job in one line: compare one folder with another."},
			{"sicht demo", "See it happen with pictures that are made for it."}, {0}});
	sicht_text_wrap(text, "\n", 0,
		"\"sicht help COMMAND\" or \"sicht COMMAND --help\" tells more; "
		"\"sicht --version\" names the versions.",
		width);
}
