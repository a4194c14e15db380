/* SPDX-License-Identifier: MIT */
/*
 * See program.h.
 *
 * A folder beside the program may be one that others write to as well (a program copied to /tmp), and
 * whoever put a decoder there would be given evidence. So it must belong to whom the program
 * belongs to, or to root.
 */
#include "engine/worker/program.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_trusted(const char *path)
{
	struct stat own, other;
	return stat("/proc/self/exe", &own) == 0 && stat(path, &other) == 0 &&
	       (other.st_uid == own.st_uid || other.st_uid == 0);
}

/* Is there a program `name` in `folder` ("" or ending in a slash), seen from where this one is? */
static bool is_beside(const char *folder, const char *name, char path[SICHT_PROGRAM_PATH_BYTES])
{
	char own[SICHT_PROGRAM_PATH_BYTES];
	ssize_t size = readlink("/proc/self/exe", own, sizeof own);
	const char *last = size > 0 ? memrchr(own, '/', (size_t)size) : NULL;
	if (last == NULL)
		return false;
	int written = snprintf(path, SICHT_PROGRAM_PATH_BYTES, "%.*s%s%s", (int)(last + 1 - own),
		own, folder, name);
	return written < SICHT_PROGRAM_PATH_BYTES && access(path, X_OK) == 0 && is_trusted(path);
}

enum sicht_status sicht_program_find(const char *name, char path[SICHT_PROGRAM_PATH_BYTES])
{
	if (is_beside("", name, path) || is_beside(SICHT_LIBEXEC_FROM_BIN "/", name, path))
		return SICHT_OK;
	int written = snprintf(path, SICHT_PROGRAM_PATH_BYTES, SICHT_LIBEXECDIR "/%s", name);
	if (written < SICHT_PROGRAM_PATH_BYTES && access(path, X_OK) == 0)
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_NOT_FOUND,
		"no %s of sicht's owner is beside it or in its " SICHT_LIBEXEC_FROM_BIN
		", and none in " SICHT_LIBEXECDIR "; install sicht again",
		name);
}
