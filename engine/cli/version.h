/* SPDX-License-Identifier: MIT */
/*
 * Which versions this is made of: for --version, `store info`, and every record that must say
 * later with what a result was computed.
 */
#ifndef SICHT_ENGINE_CLI_VERSION_H
#define SICHT_ENGINE_CLI_VERSION_H

#include <stdio.h>

struct sicht_library {
	const char *name;             /* NULL: end of the table */
	const char *(*version)(void); /* of the library as it is loaded now; lent */
};

/* The foreign libraries inside sicht. Those of the decoder are its own to name. */
extern const struct sicht_library sicht_libraries[];

/* All of it: sicht, its libraries, its kernels, and what sicht-decoder says of itself. */
void sicht_version_print(FILE *stream);

#endif
