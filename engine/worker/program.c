/* SPDX-License-Identifier: MIT */
/*
 * See program.h.
 *
 * A folder beside the program may be one that others write to as well (a program copied to /tmp),
 * and anybody who put a decoder there would be given evidence. So it must belong to whom the
 * program belongs to, or to root.
 */
#include "engine/worker/program.h"

#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"

/*
 * The file that this code was loaded from, by its real path: the program, or the shared library
 * that a program of somebody else's uses. malloc'ed; NULL: it cannot be told.
 */
static char *own_file(void)
{
	static const char program[] = "/proc/self/exe";
	struct link_map *map = NULL;
	Dl_info info;
	/* The loader names libraries by their paths, and the program by nothing. */
	bool known = dladdr1(program, &info, (void **)&map, RTLD_DL_LINKMAP) != 0;
	bool library = known && map != NULL && map->l_name[0] != '\0';
	return realpath(library ? map->l_name : program, NULL);
}

static bool is_trusted(const char *own_path, const char *path)
{
	struct stat own, other;
	return stat(own_path, &own) == 0 && stat(path, &other) == 0 &&
	       (other.st_uid == own.st_uid || other.st_uid == 0);
}

/* Is there a program `name` in `folder` ("" or ending in a slash), seen from where `own` is? */
static bool is_beside(
	const char *own, const char *folder, const char *name, char path[SICHT_PROGRAM_PATH_BYTES])
{
	const char *last = own != NULL ? strrchr(own, '/') : NULL;
	if (last == NULL)
		return false;
	int written = snprintf(path, SICHT_PROGRAM_PATH_BYTES, "%.*s%s%s", (int)(last + 1 - own),
		own, folder, name);
	return written < SICHT_PROGRAM_PATH_BYTES && access(path, X_OK) == 0 &&
	       is_trusted(own, path);
}

enum sicht_status sicht_program_find(const char *name, char path[SICHT_PROGRAM_PATH_BYTES])
{
	SICHT_DEFER(sicht_free_pointer) char *own = own_file();
	if (is_beside(own, "", name, path) ||
		is_beside(own, SICHT_LIBEXEC_FROM_BIN "/", name, path) ||
		is_beside(own, SICHT_LIBEXEC_FROM_LIB "/", name, path))
		return SICHT_OK;
	int written = snprintf(path, SICHT_PROGRAM_PATH_BYTES, SICHT_LIBEXECDIR "/%s", name);
	if (written < SICHT_PROGRAM_PATH_BYTES && access(path, X_OK) == 0)
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_NOT_FOUND,
		"no %s of sicht's owner is beside it or in its " SICHT_LIBEXEC_FROM_BIN
		", and none in " SICHT_LIBEXECDIR "; install sicht again",
		name);
}
