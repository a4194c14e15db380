/* SPDX-License-Identifier: MIT */
/* See program.h. */
#include "tests/walk/program.h"

#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int program_run(const char *sicht, const char *crash_point, const char *const *arguments)
{
	const char *words[32] = {sicht};
	size_t count = 1;
	for (; *arguments != NULL && count + 1 < sizeof words / sizeof *words; arguments++)
		words[count++] = *arguments;
	if (crash_point != NULL)
		setenv("SICHT_CRASH_POINT", crash_point, 1);
	else
		unsetenv("SICHT_CRASH_POINT");
	posix_spawn_file_actions_t files;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_addopen(&files, 2, "err", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	pid_t child;
	int status = -1;
	if (posix_spawn(&child, sicht, &files, NULL, (char *const *)words, environ) == 0)
		waitpid(child, &status, 0);
	posix_spawn_file_actions_destroy(&files);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Run it, and demand one of two exit statuses. */
static bool run_well(const char *sicht, const char *const *arguments, int other_status)
{
	int status = program_run(sicht, NULL, arguments);
	if (status == 0 || status == other_status)
		return true;
	fprintf(stderr, "sicht %s: status %d:\n", arguments[0], status);
	FILE *said = fopen("err", "r");
	for (int byte; said != NULL && (byte = getc(said)) != EOF;)
		putc(byte, stderr);
	if (said != NULL)
		fclose(said);
	return false;
}

static const char *string_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text != NULL ? text : "";
}

/* Call `visit` for each line of a file of JSON objects. */
static bool each_object(
	const char *path, void (*visit)(const json_t *object, struct lines *out), struct lines *out)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t capacity = 0;
	bool good = file != NULL;
	while (good && getline(&line, &capacity, file) > 0) {
		json_t *object = json_loads(line, 0, NULL);
		good = json_is_object(object);
		if (good)
			visit(object, out);
		else
			fprintf(stderr, "%s: no JSON object: %s\n", path, line);
		json_decref(object);
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return good;
}

static void visit_entry(const json_t *entry, struct lines *out)
{
	const json_t *category = json_object_get(entry, "category");
	const json_t *hash = json_array_get(json_object_get(entry, "pdq"), 0);
	lines_add(out, "%s id=%s path=%s sha256=%s category=%d pdq=%s", string_of(entry, "set"),
		string_of(entry, "external"), string_of(entry, "path"), string_of(entry, "sha256"),
		atoi(string_of(category, "code")), string_of(hash, "hash"));
}

bool program_export(const char *sicht, const char *store, struct lines *out)
{
	const char *arguments[] = {"export", "--store", store, NULL};
	return run_well(sicht, arguments, 0) && each_object("out", visit_entry, out);
}

/* A table: a line of headings, then name, role, entries and more of each set. */
bool program_sets(const char *sicht, const char *store, struct lines *out)
{
	const char *arguments[] = {"set", "list", "--store", store, NULL};
	if (!run_well(sicht, arguments, 0))
		return false;
	FILE *file = fopen("out", "r");
	char line[256], name[64], role[64];
	int count;
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		if (sscanf(line, "%63s %63s %d", name, role, &count) == 3)
			lines_add(out, "%s %s %d", name, role, count);
	}
	if (file != NULL)
		fclose(file);
	return file != NULL;
}

static void visit_finding(const json_t *finding, struct lines *out)
{
	size_t index;
	json_t *match;
	json_array_foreach(json_object_get(finding, "matches"), index, match)
	{
		if (strcmp(string_of(match, "by"), "pdq") == 0)
			lines_add(out, "%s: pdq %d in %s", string_of(finding, "path"),
				(int)json_integer_value(json_object_get(match, "distance")),
				string_of(match, "set"));
		else
			lines_add(out, "%s: %s in %s", string_of(finding, "path"),
				string_of(match, "by"), string_of(match, "set"));
	}
}

bool program_matches(const char *sicht, const char *store, const char *evidence, struct lines *out)
{
	const char *arguments[] = {"match", "--known", store, "--findings", "findings.jsonl",
		"--force", evidence, NULL};
	return run_well(sicht, arguments, 1) && each_object("findings.jsonl", visit_finding, out);
}
