/* SPDX-License-Identifier: MIT */
/*
 * What a command of `sicht` is, and how it is run. To add one:
 *
 *   1. Write engine/cli/cmd_<name>.c, which ends in one constant of this kind:
 *
 *        struct greet_options {
 *                struct sicht_talk_options talk;
 *                const char *name;
 *                unsigned times;
 *        };
 *
 *        static const struct sicht_option greet_table[] = {
 *                {.name = "name", .letter = 'n', .value = "NAME", .kind = SICHT_OPTION_TEXT,
 *                 .offset = offsetof(struct greet_options, name), .required = true,
 *                 .help = "whom to greet"},
 *                {.name = "times", .value = "N", .kind = SICHT_OPTION_NUMBER,
 *                 .offset = offsetof(struct greet_options, times), .default_value = "1",
 *                 .minimum = 1, .maximum = 9, .help = "how often"},
 *                SICHT_OPTION_TALK(struct greet_options),
 *                {0},
 *        };
 *
 *        static enum sicht_status run(const struct sicht_call *call, enum sicht_exit *end)
 *        {
 *                const struct greet_options *options = call->options;
 *                ...
 *        }
 *
 *        const struct sicht_command sicht_command_greet = {
 *                .name = "greet", .summary = "say hello",
 *                .description = "Paragraphs, divided by an empty line.",
 *                .examples = (const struct sicht_example[]){
 *                        {"sicht greet --name Ada", "Say hello once."}, {0}},
 *                .options = greet_table, .options_size = sizeof(struct greet_options),
 *                .talk_offset = offsetof(struct greet_options, talk),
 *                .run = run,
 *        };
 *
 *   2. Name it in commands.h and add its row to the table in main.c.
 *
 * Parsing, usage, help, the man page and the completions all come from that constant. Every command
 * has the options --help, and those of sicht_talk_table (common.h, with the rows of other tables
 * that commands share).
 *
 * A command whose run() returns another status than SICHT_OK ends with "sicht: <message>" on
 * standard error and status 2 (130 if it was interrupted; see sicht_common_interrupted()). Data
 * goes to standard output by stdio; the frame checks at the end that all of it was written.
 */
#ifndef SICHT_ENGINE_CLI_FRAME_H
#define SICHT_ENGINE_CLI_FRAME_H

#include <stddef.h>

#include "engine/cli/exit.h"
#include "engine/cli/options.h"
#include "sicht/status.h"

/* One call of one command. Everything is lent until run() returns. */
struct sicht_call {
	const struct sicht_command *command;
	const void *options;         /* the command's own struct, filled and checked */
	const char *const *operands; /* NULL-terminated */
	size_t operand_count;
	const char *const *line; /* the whole command line, "sicht" first; NULL-terminated */
	size_t line_count;
};

struct sicht_example {
	const char *line; /* NULL: end of the list */
	const char *what;
};

struct sicht_command {
	const char *name;
	const char *summary;     /* one line, for the list of commands */
	const char *description; /* paragraphs; may be NULL */
	const char *operands;    /* as in the usage line ("SOURCE..."); NULL: none are taken */
	size_t operands_min;
	size_t operands_max; /* 0: any number */
	const struct sicht_example *examples;
	const struct sicht_option *options; /* ended by an option without a name; may be NULL */
	size_t options_size;                /* of the struct that the offsets point into */
	size_t talk_offset;                 /* of its struct sicht_talk_options */
	/* `*end` is SICHT_EXIT_DONE beforehand. */
	enum sicht_status (*run)(const struct sicht_call *call, enum sicht_exit *end);
	/*
	 * A command of several verbs ("store" of info, verify, ...) has these instead of operands,
	 * options and run; NULL-terminated. Verbs have no verbs.
	 */
	const struct sicht_command *const *verbs;
};

/* All commands in the order in which help lists them; NULL-terminated. */
extern const struct sicht_command *const sicht_commands[];

/* The command or verb of that name in a table; SICHT_ERROR_USAGE names the nearest one. */
SICHT_MUST_CHECK enum sicht_status sicht_command_find(const struct sicht_command *const *table,
	const char *name, const struct sicht_command **out);

/*
 * Run one command line (line[0] is the program's name; NULL-terminated), failures told on standard
 * error. What main() does, and the demonstration, once for each of its steps.
 */
enum sicht_exit sicht_command_line(const char *const *line);

#endif
