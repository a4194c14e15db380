/* SPDX-License-Identifier: MIT */
/*
 * Which versions this is made of: for --version, `store info`, and every record that must say
 * later with what a result was computed.
 */
#ifndef SICHT_ENGINE_CLI_VERSION_H
#define SICHT_ENGINE_CLI_VERSION_H

#include <stdio.h>

struct sicht_scanner;

/*
 * Call `visit` for every foreign library as it is loaded now: those inside sicht, then those of the
 * decoders of `scanner` (NULL: none).
 */
typedef void (*sicht_version_visit)(void *context, const char *name, const char *version);
void sicht_version_each(
	const struct sicht_scanner *scanner, sicht_version_visit visit, void *context);

/* All of it: sicht, the libraries, the kernels. Starts a decoder, to ask it. */
void sicht_version_print(FILE *stream);

#endif
