/* SPDX-License-Identifier: MIT */
/*
 * sicht: the table of commands, and how a command line becomes a call of one of them. What a
 * command is, and how to add one, says frame.h.
 */
#include <fcntl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/help.h"
#include "engine/cli/memory.h"
#include "engine/cli/signals.h"
#include "engine/cli/terminal.h"
#include "engine/cli/version.h"

const struct sicht_command *const sicht_commands[] = {
	&sicht_command_index,
	&sicht_command_match,
	&sicht_command_hash,
	&sicht_command_import,
	&sicht_command_export,
	&sicht_command_set,
	&sicht_command_store,
	&sicht_command_audit,
	&sicht_command_demo,
	&sicht_command_help,
	NULL,
};

#define NAMES_MAX 32

enum sicht_status sicht_command_find(const struct sicht_command *const *table, const char *name,
	const struct sicht_command **out)
{
	const char *names[NAMES_MAX + 1] = {0};
	for (size_t i = 0; table[i] != NULL; i++) {
		if (strcmp(table[i]->name, name) == 0) {
			*out = table[i];
			return SICHT_OK;
		}
		if (i < NAMES_MAX)
			names[i] = table[i]->name;
	}
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	sicht_escape_terminal(&shown, sicht_bytes_of(name));
	const char *nearest = sicht_nearest(name, names);
	if (nearest != NULL)
		return sicht_fail(SICHT_ERROR_USAGE,
			"there is no command '%.100s'; did you mean '%s'?", shown.data, nearest);
	return sicht_fail(SICHT_ERROR_USAGE, "there is no command '%.100s'",
		shown.size > 0 ? shown.data : "");
}

/* ---------------------------------------------------------------------------------- one command */

/* What is being called: "store", "verify" and the arguments behind them. */
struct request {
	const struct sicht_command *parent, *command;
	const char *const *arguments;
};

/*
 * The message of a failure. Names in it should have been escaped, with backslashes that are not to
 * be escaped again; what slipped through must not reach the terminal all the same.
 */
static void append_message(struct sicht_text *text)
{
	for (const char *rest = sicht_message(); *rest != '\0';) {
		size_t size = strcspn(rest, "\\");
		sicht_escape_terminal(text, sicht_bytes(rest, size));
		rest += size;
		if (*rest == '\\') {
			sicht_text_append(text, rest, 1);
			rest++;
		}
	}
}

static enum sicht_exit fail_usage(const struct request *request)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text message = {0};
	char whole[64] = "";
	const struct sicht_command *parent = request->parent, *command = request->command;
	append_message(&message);
	if (command != NULL)
		snprintf(whole, sizeof whole, "%s%s%s", parent != NULL ? parent->name : "",
			parent != NULL ? " " : "", command->name);
	sicht_error("%s%s%s; see \"sicht help%s%s\"", whole, command != NULL ? ": " : "",
		message.data, command != NULL ? " " : "", whole);
	return SICHT_EXIT_FAILED;
}

static void print_text(struct sicht_text *text)
{
	fwrite(text->data, 1, text->size, stdout);
	sicht_text_free(text);
}

static void print_help(const struct request *request)
{
	struct sicht_text text = {0};
	unsigned width = sicht_terminal_width(stdout);
	if (request->command == NULL)
		sicht_help_overview(&text, width);
	else
		sicht_help_command(&text, request->parent, request->command, width);
	print_text(&text);
}

static enum sicht_status check_operands(
	const struct sicht_command *command, const struct sicht_parsed *parsed)
{
	const char *extra = NULL;
	if (command->operands == NULL)
		extra = parsed->operands[0];
	else if (command->operands_max > 0 && parsed->operand_count > command->operands_max)
		extra = parsed->operands[command->operands_max];
	if (extra != NULL) {
		SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
		sicht_escape_terminal(&shown, sicht_bytes_of(extra));
		return sicht_fail(SICHT_ERROR_USAGE, "'%.100s' is one argument too many",
			shown.size > 0 ? shown.data : "");
	}
	if (parsed->operand_count < command->operands_min)
		return sicht_fail(SICHT_ERROR_USAGE, "%s is missing", command->operands);
	return SICHT_OK;
}

static void apply_talk(const struct sicht_command *command, const void *options)
{
	const struct sicht_talk_options *talk =
		(const void *)((const char *)options + command->talk_offset);
	enum sicht_verbosity verbosity = SICHT_VERBOSITY_NORMAL;
	if (talk->quiet)
		verbosity = SICHT_VERBOSITY_QUIET;
	else if (talk->verbose)
		verbosity = SICHT_VERBOSITY_VERBOSE;
	sicht_terminal_set_verbosity(verbosity);
	sicht_terminal_set_reader(talk->progress == SICHT_PROGRESS_JSON ? command->name : NULL);
}

static enum sicht_exit run(const struct request *request, const char *const *line)
{
	SICHT_DEFER(sicht_parsed_free) struct sicht_parsed parsed = {0};
	const struct sicht_command *command = request->command;
	enum sicht_exit end = SICHT_EXIT_DONE;
	if (sicht_options_parse(command->options, command->options_size, request->arguments,
		    &parsed) != SICHT_OK)
		return fail_usage(request);
	if (parsed.help) {
		print_help(request);
		return end;
	}
	if (check_operands(command, &parsed) != SICHT_OK)
		return fail_usage(request);
	apply_talk(command, parsed.options);
	struct sicht_call call = {
		.command = command,
		.options = parsed.options,
		.operands = parsed.operands,
		.operand_count = parsed.operand_count,
		.line = line,
	};
	while (line[call.line_count] != NULL)
		call.line_count++;
	enum sicht_status status = command->run(&call, &end);
	sicht_terminal_clear_line();
	if (status == SICHT_OK)
		return end;
	SICHT_DEFER(sicht_text_free) struct sicht_text message = {0};
	append_message(&message);
	if (message.size > 0)
		sicht_error("%s", message.data);
	return status == SICHT_ERROR_INTERRUPTED ? SICHT_EXIT_INTERRUPTED : SICHT_EXIT_FAILED;
}

/* ----------------------------------------------------------------------------- the command line */

static bool is_one_of(const char *word, const char *a, const char *b)
{
	return word != NULL && (strcmp(word, a) == 0 || strcmp(word, b) == 0);
}

static enum sicht_exit run_verb(struct request *request, const char *const *line)
{
	request->parent = request->command;
	const char *verb = *request->arguments++;
	if (is_one_of(verb, "--help", "-h")) {
		request->parent = NULL;
		print_help(request);
		return SICHT_EXIT_DONE;
	}
	struct request above = {.command = request->command};
	enum sicht_status status;
	if (verb == NULL) {
		struct sicht_text usage = {0};
		sicht_help_usage(&usage, NULL, request->command);
		status = sicht_fail(SICHT_ERROR_USAGE, "say which: sicht %s", usage.data);
		sicht_text_free(&usage);
	} else {
		status = sicht_command_find(request->command->verbs, verb, &request->command);
	}
	return status == SICHT_OK ? run(request, line) : fail_usage(&above);
}

enum sicht_exit sicht_command_line(const char *const *line)
{
	struct request request = {0};
	const char *name = line[0] != NULL ? line[1] : NULL;
	if (name == NULL || is_one_of(name, "--help", "-h")) {
		print_help(&request);
		return SICHT_EXIT_DONE;
	}
	if (is_one_of(name, "--version", "-V")) {
		sicht_version_print(stdout);
		return SICHT_EXIT_DONE;
	}
	enum sicht_status status;
	if (name[0] == '-')
		status = sicht_fail(SICHT_ERROR_USAGE, "a command comes first, then its options");
	else
		status = sicht_command_find(sicht_commands, name, &request.command);
	if (status != SICHT_OK)
		return fail_usage(&request);
	request.arguments = line + 2;
	return request.command->verbs != NULL ? run_verb(&request, line) : run(&request, line);
}

/*
 * A standard descriptor that is closed would be given to the next file that is opened, and what is
 * said to people would be written into it. For reading only, so that writing to it fails.
 */
static void hold_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			_exit(SICHT_EXIT_FAILED);
	}
}

static bool finished;

/*
 * A library that gives up (OpenMP without memory for its threads, say) has had its word on standard
 * error and calls exit(1), which would say that nothing was found.
 */
static void end_unfinished(int status, void *unused)
{
	(void)status;
	(void)unused;
	if (!finished)
		_exit(SICHT_EXIT_FAILED);
}

int main(int argc, char **argv)
{
	(void)argc;
	on_exit(end_unfinished, NULL);
	hold_standard_descriptors();
	setlocale(LC_CTYPE, "C.UTF-8"); /* to measure text; what is written does not depend on it */
	sicht_signals_install();
	sicht_memory_install();
	enum sicht_exit end = sicht_command_line((const char *const *)argv);
	if (sicht_output_finish() != SICHT_OK) {
		sicht_error("%s", sicht_message());
		end = SICHT_EXIT_FAILED;
	}
	finished = true;
	return (int)end;
}
