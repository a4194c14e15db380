/* SPDX-License-Identifier: MIT */
/*
 * Versions. sicht links no decoder of media, so it asks sicht-decoder for the versions of those
 * libraries, by running it once: it answers "name version" a line.
 */
#include "engine/cli/version.h"

#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/cli/common.h"
#include "engine/cli/terminal.h"
#include "engine/hash/kernel.h"
#include "sicht/version.h"

/* More of an answer is not read. */
#define ANSWER_BYTES 4096

static const char *openmp_version(void)
{
	static char text[32];
	/* The standard names its editions by month; nobody else does. */
	static const struct {
		int month;
		const char *edition;
	} editions[] = {{202111, "5.2"}, {202011, "5.1"}, {201811, "5.0"}, {201511, "4.5"}};
	for (size_t i = 0; i < sizeof editions / sizeof *editions; i++) {
		if (_OPENMP >= editions[i].month)
			return editions[i].edition;
	}
	snprintf(text, sizeof text, "of %d", _OPENMP);
	return text;
}

const struct sicht_library sicht_libraries[] = {
	{"libcrypto", sicht_version_libcrypto},
	{"lmdb", sicht_version_lmdb},
	{"xxhash", sicht_version_xxhash},
	{"jansson", sicht_version_jansson},
	{"openmp", openmp_version},
	{0},
};

static void print_row(FILE *stream, const char *name, const char *value)
{
	fprintf(stream, "  %-14s %s\n", name, value);
}

static void print_kernels(FILE *stream)
{
	struct sicht_text text = {0};
	const struct sicht_kernels *const *kernels = sicht_kernels_all();
	for (size_t i = 0; kernels[i] != NULL; i++) {
		const char *state = "";
		if (kernels[i] == sicht_kernels())
			state = " (in use)";
		else if (!kernels[i]->supported())
			state = " (not on this processor)";
		sicht_text_printf(&text, "%s%s%s", i > 0 ? ", " : "", kernels[i]->name, state);
	}
	print_row(stream, "kernels", text.data);
	sicht_text_free(&text);
}

/* What `program --version` prints, at most `room` - 1 bytes; false if it cannot be run. */
static bool ask(const char *program, char *answer, size_t room)
{
	char *const arguments[] = {(char *)program, "--version", NULL}, *const no_environment[] = {
										NULL};
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	pid_t child;
	int error = posix_spawn(&child, program, &actions, NULL, arguments, no_environment);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	ssize_t size = error == 0 ? sicht_read_full(ends[0], answer, room - 1) : -1;
	close(ends[0]);
	if (error == 0)
		waitpid(child, NULL, 0);
	answer[size > 0 ? size : 0] = '\0';
	return size > 0;
}

static void print_decoder(FILE *stream)
{
	char path[SICHT_PROGRAM_PATH_SIZE], answer[ANSWER_BYTES];
	if (sicht_common_program("sicht-decoder", path) != SICHT_OK) {
		print_row(stream, "sicht-decoder", "not found");
		return;
	}
	if (!ask(path, answer, sizeof answer)) {
		print_row(stream, "sicht-decoder", "does not answer");
		return;
	}
	char *rest = answer, *line;
	while ((line = strsep(&rest, "\n")) != NULL) {
		char *value = line + strcspn(line, " ");
		if (*line == '\0')
			continue;
		if (*value != '\0')
			*value++ = '\0';
		struct sicht_text name = {0}, version = {0};
		sicht_escape_terminal(&name, sicht_bytes_of(line));
		sicht_escape_terminal(&version, sicht_bytes_of(value));
		print_row(stream, name.data, version.size > 0 ? version.data : "");
		sicht_text_free(&name);
		sicht_text_free(&version);
	}
}

void sicht_version_print(FILE *stream)
{
	fprintf(stream, "sicht %s\n", SICHT_VERSION);
	for (size_t i = 0; sicht_libraries[i].name != NULL; i++)
		print_row(stream, sicht_libraries[i].name, sicht_libraries[i].version());
	print_kernels(stream);
	print_decoder(stream);
}
