/* SPDX-License-Identifier: MIT */
/* Where the other programs of this installation are. */
#ifndef SICHT_ENGINE_WORKER_PROGRAM_H
#define SICHT_ENGINE_WORKER_PROGRAM_H

#include "sicht/status.h"

#define SICHT_PROGRAM_PATH_BYTES 4096

/*
 * The path of "sicht-decoder", say: beside the running program (of somebody else's program, beside
 * the shared library that it uses), as in the build folder; where it is installed as seen from
 * there, wherever the whole was moved (DESTDIR); else where it was to be installed.
 * SICHT_ERROR_NOT_FOUND says where it was looked for.
 */
SICHT_MUST_CHECK enum sicht_status sicht_program_find(
	const char *name, char path[SICHT_PROGRAM_PATH_BYTES]);

#endif
