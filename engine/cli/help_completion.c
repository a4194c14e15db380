/* SPDX-License-Identifier: MIT */
/*
 * Completions for bash, zsh and fish, each a script without a table of its own logic: what can
 * follow a command is listed in it. One writer a shell, all over the same walk of the commands.
 */
#include <stdio.h>
#include <string.h>

#include "engine/cli/help.h"

const char *const sicht_help_shells[] = {"bash", "zsh", "fish", NULL};

/* The command whose options are being written. */
struct completion {
	struct sicht_text *text;
	const struct sicht_command *parent, *command;
};

typedef void write_command(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command);

/* Every command and verb that has options of its own. */
static void each_command(struct sicht_text *text, write_command *write)
{
	for (size_t i = 0; sicht_commands[i] != NULL; i++) {
		const struct sicht_command *command = sicht_commands[i];
		if (command->verbs == NULL)
			write(text, NULL, command);
		for (size_t j = 0; command->verbs != NULL && command->verbs[j] != NULL; j++)
			write(text, command, command->verbs[j]);
	}
}

static void names(struct sicht_text *text, const struct sicht_command *const *commands)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		sicht_text_printf(text, "%s%s", i > 0 ? " " : "", commands[i]->name);
}

static bool has_words(const struct sicht_option *option)
{
	return option->kind == SICHT_OPTION_WORD || option->kind == SICHT_OPTION_WORDS;
}

static void words(struct sicht_text *text, const struct sicht_option *option)
{
	for (size_t i = 0; sicht_option_word(option, i) != NULL; i++)
		sicht_text_printf(text, "%s%s", i > 0 ? " " : "", sicht_option_word(option, i));
}

/* ----------------------------------------------------------------------------------------- bash */

static bool bash_words(void *context, const struct sicht_option *option, size_t base)
{
	const struct completion *completion = context;
	(void)base;
	if (option->kind == SICHT_OPTION_INCLUDE || !has_words(option))
		return true;
	sicht_text_printf(completion->text, "\t'%s%s%s --%s') words='",
		completion->parent != NULL ? completion->parent->name : "",
		completion->parent != NULL ? " " : "", completion->command->name, option->name);
	words(completion->text, option);
	sicht_text_append_string(completion->text, "' ;;\n");
	return true;
}

static void bash_values(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command)
{
	struct completion completion = {text, parent, command};
	sicht_options_each(command->options, bash_words, &completion);
}

static bool bash_name(void *context, const struct sicht_option *option, size_t base)
{
	(void)base;
	if (option->kind != SICHT_OPTION_INCLUDE)
		sicht_text_printf(context, " --%s", option->name);
	return true;
}

static void bash_options(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command)
{
	sicht_text_printf(text, "\t'%s%s%s') options='--help", parent != NULL ? parent->name : "",
		parent != NULL ? " " : "", command->name);
	sicht_options_each(command->options, bash_name, text);
	sicht_text_append_string(text, "' ;;\n");
}

static void bash_verbs(struct sicht_text *text)
{
	for (size_t i = 0; sicht_commands[i] != NULL; i++) {
		if (sicht_commands[i]->verbs == NULL)
			continue;
		sicht_text_printf(text, "\t%s) verbs='", sicht_commands[i]->name);
		names(text, sicht_commands[i]->verbs);
		sicht_text_append_string(text, "' ;;\n");
	}
	sicht_text_append_string(text, "\thelp) verbs='");
	names(text, sicht_commands);
	sicht_text_append_string(text, "' ;;\n");
}

static void write_bash(struct sicht_text *text)
{
	sicht_text_append_string(text,
		"# bash completion for sicht\n"
		"_sicht() {\n"
		"\tlocal word=${COMP_WORDS[COMP_CWORD]} key=${COMP_WORDS[1]}\n"
		"\tlocal before=${COMP_WORDS[COMP_CWORD-1]} verbs= words= "
		"options=\n"
		"\tCOMPREPLY=()\n"
		"\tif ((COMP_CWORD == 1)); then\n"
		"\t\tCOMPREPLY=($(compgen -W '--help --version ");
	names(text, sicht_commands);
	sicht_text_append_string(text, "' -- \"$word\"))\n\t\treturn\n\tfi\n\tcase $key in\n");
	bash_verbs(text);
	sicht_text_append_string(text, "\tesac\n"
				       "\tif [[ -n $verbs ]]; then\n"
				       "\t\tif ((COMP_CWORD == 2)) && [[ $word != -* ]]; then\n"
				       "\t\t\tCOMPREPLY=($(compgen -W \"$verbs\" -- \"$word\"))\n"
				       "\t\t\treturn\n"
				       "\t\tfi\n"
				       "\t\t[[ $key == help ]] || key+=\" ${COMP_WORDS[2]}\"\n"
				       "\tfi\n"
				       "\tcase \"$key $before\" in\n");
	each_command(text, bash_values);
	sicht_text_append_string(text, "\tesac\n\tcase $key in\n");
	each_command(text, bash_options);
	sicht_text_append_string(text, "\tesac\n"
				       "\tif [[ -n $words ]]; then\n"
				       "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
				       "\telif [[ $word == -* ]]; then\n"
				       "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
				       "\tfi\n"
				       "}\n"
				       "complete -o bashdefault -o default -F _sicht sicht\n");
}

/* ------------------------------------------------------------------------------------------ zsh */

/* Inside single quotes and an option's description. */
static void zsh_escape(struct sicht_text *text, const char *string)
{
	for (; *string != '\0'; string++) {
		if (*string == '\'')
			sicht_text_append_string(text, "'\\''");
		else if (strchr("[]:\\", *string) != NULL)
			sicht_text_printf(text, "\\%c", *string);
		else
			sicht_text_append(text, string, 1);
	}
}

static bool zsh_option(void *context, const struct sicht_option *option, size_t base)
{
	struct sicht_text *text = context;
	(void)base;
	if (option->kind == SICHT_OPTION_INCLUDE)
		return true;
	const char *repeat = option->kind == SICHT_OPTION_LIST ? "*" : "";
	sicht_text_append_string(text, "\t\t\t");
	if (option->letter != 0)
		sicht_text_printf(text, "'(-%c --%s)'{-%c,--%s}'[", option->letter, option->name,
			option->letter, option->name);
	else
		sicht_text_printf(text, "'%s--%s[", repeat, option->name);
	zsh_escape(text, option->help);
	sicht_text_append_string(text, "]");
	if (option->kind != SICHT_OPTION_FLAG) {
		sicht_text_append_string(text, ":");
		zsh_escape(text, option->value);
		sicht_text_append_string(text, has_words(option) ? ":(" : ":_files");
		if (has_words(option)) {
			words(text, option);
			sicht_text_append_string(text, ")");
		}
	}
	sicht_text_append_string(text, "' \\\n");
	return true;
}

static void zsh_command(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command)
{
	sicht_text_printf(text, "\t'%s%s%s')\n\t\t_arguments -s \\\n",
		parent != NULL ? parent->name : "", parent != NULL ? " " : "", command->name);
	zsh_option(text, &sicht_help_option, 0);
	sicht_options_each(command->options, zsh_option, text);
	sicht_text_append_string(text, "\t\t\t'*:file:_files' ;;\n");
}

static void zsh_list(struct sicht_text *text, const struct sicht_command *const *commands)
{
	for (size_t i = 0; commands[i] != NULL; i++) {
		sicht_text_printf(text, " '%s:", commands[i]->name);
		zsh_escape(text, commands[i]->summary);
		sicht_text_append_string(text, "'");
	}
}

static void write_zsh(struct sicht_text *text)
{
	sicht_text_append_string(text, "#compdef sicht\n"
				       "_sicht() {\n"
				       "\tlocal -a list\n"
				       "\tlocal key=$words[2]\n"
				       "\tif ((CURRENT == 2)); then\n\t\tlist=(");
	zsh_list(text, sicht_commands);
	sicht_text_append_string(text, ")\n\t\t_describe command list\n\t\treturn\n\tfi\n"
				       "\tcase $key in\n\thelp) list=(");
	zsh_list(text, sicht_commands);
	sicht_text_append_string(text, ") ;;\n");
	for (size_t i = 0; sicht_commands[i] != NULL; i++) {
		if (sicht_commands[i]->verbs == NULL)
			continue;
		sicht_text_printf(text, "\t%s) list=(", sicht_commands[i]->name);
		zsh_list(text, sicht_commands[i]->verbs);
		sicht_text_append_string(text, ") ;;\n");
	}
	sicht_text_append_string(text, "\tesac\n"
				       "\tif (($#list && CURRENT == 3)); then\n"
				       "\t\t_describe command list\n"
				       "\t\treturn\n"
				       "\tfi\n"
				       "\tif (($#list)) && [[ $key != help ]]; then\n"
				       "\t\tkey+=\" $words[3]\"\n"
				       "\t\tshift words\n"
				       "\t\t((CURRENT--))\n"
				       "\tfi\n"
				       "\tshift words\n"
				       "\t((CURRENT--))\n"
				       "\tcase $key in\n");
	each_command(text, zsh_command);
	sicht_text_append_string(text, "\tesac\n}\n_sicht \"$@\"\n");
}

/* ----------------------------------------------------------------------------------------- fish */

static void fish_quote(struct sicht_text *text, const char *string)
{
	sicht_text_append_string(text, "'");
	for (; *string != '\0'; string++) {
		if (*string == '\'' || *string == '\\')
			sicht_text_append_string(text, "\\");
		sicht_text_append(text, string, 1);
	}
	sicht_text_append_string(text, "'");
}

static bool fish_option(void *context, const struct sicht_option *option, size_t base)
{
	const struct completion *completion = context;
	(void)base;
	if (option->kind == SICHT_OPTION_INCLUDE)
		return true;
	sicht_text_append_string(
		completion->text, "complete -c sicht -n '__fish_seen_subcommand_from ");
	if (completion->parent != NULL)
		sicht_text_printf(completion->text, "%s; and __fish_seen_subcommand_from ",
			completion->parent->name);
	sicht_text_printf(completion->text, "%s' -l %s", completion->command->name, option->name);
	if (option->letter != 0)
		sicht_text_printf(completion->text, " -s %c", option->letter);
	if (option->kind != SICHT_OPTION_FLAG)
		sicht_text_append_string(completion->text, has_words(option) ? " -x -a '" : " -r");
	if (has_words(option)) {
		words(completion->text, option);
		sicht_text_append_string(completion->text, "'");
	}
	sicht_text_append_string(completion->text, " -d ");
	fish_quote(completion->text, option->help);
	sicht_text_append_string(completion->text, "\n");
	return true;
}

static void fish_command(struct sicht_text *text, const struct sicht_command *parent,
	const struct sicht_command *command)
{
	struct completion completion = {text, parent, command};
	sicht_options_each(command->options, fish_option, &completion);
}

static void fish_list(
	struct sicht_text *text, const struct sicht_command *const *commands, const char *condition)
{
	for (size_t i = 0; commands[i] != NULL; i++) {
		sicht_text_printf(text, "complete -c sicht -f -n '%s' -a %s -d ", condition,
			commands[i]->name);
		fish_quote(text, commands[i]->summary);
		sicht_text_append_string(text, "\n");
	}
}

static void write_fish(struct sicht_text *text)
{
	sicht_text_append_string(text, "# fish completion for sicht\n");
	fish_list(text, sicht_commands, "__fish_use_subcommand");
	fish_list(text, sicht_commands, "__fish_seen_subcommand_from help");
	sicht_text_append_string(text, "complete -c sicht -l help -s h -d ");
	fish_quote(text, sicht_help_option.help);
	sicht_text_append_string(text, "\n");
	for (size_t i = 0; sicht_commands[i] != NULL; i++) {
		const struct sicht_command *command = sicht_commands[i];
		if (command->verbs == NULL)
			continue;
		struct sicht_text condition = {0};
		sicht_text_printf(&condition,
			"__fish_seen_subcommand_from %s; and not __fish_seen_subcommand_from ",
			command->name);
		names(&condition, command->verbs);
		fish_list(text, command->verbs, condition.data);
		sicht_text_free(&condition);
	}
	each_command(text, fish_command);
}

void sicht_help_completion(struct sicht_text *text, unsigned shell)
{
	static void (*const writers[])(struct sicht_text * text) = {
		write_bash, write_zsh, write_fish};
	writers[shell](text);
}
