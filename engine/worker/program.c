/* SPDX-License-Identifier: MIT */
/* See program.h. */
#include "engine/worker/program.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* `folder`, of `size` bytes with its last slash, and `name`: is there a program of that path? */
static bool is_program(
	const char *folder, size_t size, const char *name, char path[SICHT_PROGRAM_PATH_BYTES])
{
	int written = snprintf(path, SICHT_PROGRAM_PATH_BYTES, "%.*s%s", (int)size, folder, name);
	return written > 0 && written < SICHT_PROGRAM_PATH_BYTES && access(path, X_OK) == 0;
}

enum sicht_status sicht_program_find(const char *name, char path[SICHT_PROGRAM_PATH_BYTES])
{
	static const char installed[] = SICHT_LIBEXECDIR "/";
	char own[SICHT_PROGRAM_PATH_BYTES], *last = NULL;
	ssize_t size = readlink("/proc/self/exe", own, sizeof own);
	if (size > 0)
		last = memrchr(own, '/', (size_t)size);
	if (last != NULL && is_program(own, (size_t)(last + 1 - own), name, path))
		return SICHT_OK;
	if (is_program(installed, sizeof installed - 1, name, path))
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_NOT_FOUND,
		"%s is neither beside sicht nor in " SICHT_LIBEXECDIR "; install sicht again",
		name);
}
