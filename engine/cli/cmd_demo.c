/* SPDX-License-Identifier: MIT */
/*
 * sicht demo: the job once through, with pictures that sicht-samples makes for it. Each step is a
 * command line as a user would type it, shown and then run.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/terminal.h"
#include "engine/worker/program.h"

extern char **environ;

struct demo_options {
	struct sicht_talk_options talk;
};

static const struct sicht_option demo_table[] = {
	SICHT_OPTION_TALK(struct demo_options),
	{0},
};

static bool exists(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0;
}

static void tell(const char *what, const char *const *line)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	sicht_common_command_line(line, &text);
	printf("\n%s\n%s$ %s%s\n", what, sicht_style(stdout, SICHT_STYLE_BOLD), text.data,
		sicht_style(stdout, SICHT_STYLE_PLAIN));
	sicht_output_flush();
}

static enum sicht_status step(const char *what, const char *const *line, enum sicht_exit *end)
{
	tell(what, line);
	*end = sicht_command_line(line);
	if (*end == SICHT_EXIT_INTERRUPTED)
		return sicht_fail(SICHT_ERROR_INTERRUPTED, "%s", ""); /* the step has told */
	if (*end == SICHT_EXIT_FAILED)
		return sicht_fail(SICHT_ERROR_IO, "the demonstration ends here");
	return SICHT_OK;
}

static enum sicht_status make_samples(const char *directory)
{
	char program[SICHT_PROGRAM_PATH_BYTES];
	SICHT_TRY(sicht_program_find("sicht-samples", program));
	char *const arguments[] = {program, "tree", (char *)directory, NULL};
	pid_t child;
	int status, error = posix_spawn(&child, program, NULL, NULL, arguments, environ);
	if (error != 0)
		return sicht_fail_errno(error, "cannot run %s", program);
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return sicht_fail_errno(errno, "cannot wait for %s", program);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return sicht_fail(SICHT_ERROR_IO, "the sample pictures could not be made");
	return SICHT_OK;
}

/* The directory of the demonstration: the one that was named, or a new one. */
static enum sicht_status choose_directory(
	const struct sicht_call *call, struct sicht_arena *arena, char **directory)
{
	if (call->operand_count > 0) {
		*directory = sicht_arena_printf(arena, "%s", call->operands[0]);
		return SICHT_OK;
	}
	const char *parent = getenv("TMPDIR");
	if (parent == NULL || parent[0] == '\0')
		parent = "/tmp";
	char *template = sicht_arena_printf(arena, "%s/sicht-demo-XXXXXX", parent);
	*directory = mkdtemp(template);
	if (*directory == NULL)
		return sicht_fail_errno(
			errno, "cannot make a directory in %s; name one: sicht demo DIR", parent);
	return SICHT_OK;
}

static enum sicht_status walk_through(
	const char *directory, struct sicht_arena *arena, enum sicht_exit *end)
{
	const char *store = sicht_arena_printf(arena, "%s/store", directory);
	const char *known = sicht_arena_printf(arena, "%s/known", directory);
	const char *ignorable = sicht_arena_printf(arena, "%s/ignorable", directory);
	const char *seized = sicht_arena_printf(arena, "%s/seized", directory);
	const char *findings = sicht_arena_printf(arena, "%s/findings.jsonl", directory);
	SICHT_TRY(step("Hash what is known. The store keeps hashes, never a picture.",
		(const char *[]){"sicht", "index", "--store", store, "--role", "known",
			"--category", "us-vics-2:1", known, NULL},
		end));
	SICHT_TRY(step("Hash what can be ignored, such as the pictures that come with a system.",
		(const char *[]){
			"sicht", "index", "--store", store, "--role", "ignorable", ignorable, NULL},
		end));
	return step("Compare what was seized.",
		(const char *[]){"sicht", "match", "--known", store, "--findings", findings, seized,
			exists(findings) ? "--force" : NULL, NULL},
		end);
}

static enum sicht_status run(const struct sicht_call *call, enum sicht_exit *end)
{
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	char *directory;
	SICHT_TRY(choose_directory(call, &arena, &directory));
	sicht_escape_terminal(&shown, sicht_bytes_of(directory));
	if (!exists(sicht_arena_printf(&arena, "%s/seized", directory))) {
		printf("Making harmless sample pictures in %s\n", shown.data);
		sicht_output_flush();
		SICHT_TRY(make_samples(directory));
	} else {
		printf("Using the sample pictures in %s\n", shown.data);
	}
	SICHT_TRY(walk_through(directory, &arena, end));
	printf("\nEvery file has its line in %s/findings.jsonl.\n", shown.data);
	return SICHT_OK;
}

const struct sicht_command sicht_command_demo = {
	.name = "demo",
	.summary = "see it happen, with pictures that are made for it",
	.description =
		"Makes harmless sample pictures in DIR (a new directory for temporary files, if "
		"none is named): known, ignorable and seized ones, some of them copies that were "
		"re-encoded, scaled, turned or mirrored. Then it walks through index and match. In "
		"a DIR that has them already it uses the pictures that are there.",
	.operands = "DIR",
	.operands_max = 1,
	.examples = (const struct sicht_example[]){{"sicht demo ~/demo", "Then look into ~/demo."},
		{0}},
	.options = demo_table,
	.options_size = sizeof(struct demo_options),
	.talk_offset = offsetof(struct demo_options, talk),
	.run = run,
};
