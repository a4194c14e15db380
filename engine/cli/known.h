/* SPDX-License-Identifier: MIT */
/*
 * --known: what a match compares with. A store is opened as it is; a directory is first hashed into
 * FINDINGS.known, or brought up to date there.
 */
#ifndef SICHT_ENGINE_CLI_KNOWN_H
#define SICHT_ENGINE_CLI_KNOWN_H

#include "engine/cli/common.h"
#include "sicht/match.h"

struct sicht_known_list {
	struct sicht_known_store *items;
	size_t count;
};

struct sicht_known_request {
	const struct sicht_option_list *names; /* of --known */
	const char *findings;                  /* "-": a directory's hashes are not kept */
	const struct sicht_examined *examined; /* what is open already */
	const struct sicht_reading_options *reading;
	const struct sicht_talk_options *talk;
	uint64_t *outcomes; /* SICHT_OUTCOME_COUNT: what became of files of directories is added */
};

/*
 * Open all of them; what is named twice, however it is spelled, once. SICHT_ERROR_USAGE if one holds no known and no ignorable material, is
 * neither a store nor a directory, is examined as well, or is a copy of another one.
 */
SICHT_MUST_CHECK enum sicht_status sicht_known_open(const struct sicht_call *call,
	const struct sicht_known_request *request, struct sicht_known_list *out);
void sicht_known_close(struct sicht_known_list *list); /* for SICHT_DEFER */

#endif
