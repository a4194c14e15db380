/* SPDX-License-Identifier: MIT */
/*
 * What a match examines: the operands are files and directories, or evidence stores.
 */
#ifndef SICHT_ENGINE_CLI_EXAMINED_H
#define SICHT_ENGINE_CLI_EXAMINED_H

#include "engine/cli/common.h"
#include "sicht/match.h"

struct sicht_examined_request {
	const struct sicht_source_options *sources;
	const struct sicht_case_options *of_case;
	const char *const *outputs; /* must not lie inside a source; may be NULL */
};

/*
 * Open them. The scanner is not opened here (its hash options depend on what is known): the caller
 * sets and closes out->scanner where out->plan is not NULL. SICHT_ERROR_USAGE if stores and files
 * are mixed, or a store holds no evidence.
 */
SICHT_MUST_CHECK enum sicht_status sicht_examined_open(const struct sicht_call *call,
	const struct sicht_examined_request *request, struct sicht_examined *out);
void sicht_examined_close(struct sicht_examined *examined); /* for SICHT_DEFER */

#endif
