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
	/* Those that were opened for it: all but stores that are examined as well. */
	struct sicht_store **opened;
	size_t opened_count;
};

struct sicht_known_request {
	const struct sicht_option_list *names; /* of --known */
	const char *findings;                  /* "-": a directory's hashes are not kept */
	const struct sicht_examined *examined; /* must outlive the list: its stores may be in it */
	const struct sicht_reading_options *reading;
	const struct sicht_talk_options *talk;
	uint64_t *outcomes; /* SICHT_OUTCOME_COUNT: what became of files of directories is added */
};

/*
 * Open all of them, each once: what is named again, by whatever spelling or link, is said and left
 * out. Of a store and its copy (a backup) the newer one is used; SICHT_ERROR_USAGE if each has
 * changed since. Likewise if one holds no known and no ignorable material, or is neither a store
 * nor a directory.
 */
SICHT_MUST_CHECK enum sicht_status sicht_known_open(const struct sicht_call *call,
	const struct sicht_known_request *request, struct sicht_known_list *out);
void sicht_known_close(struct sicht_known_list *list); /* for SICHT_DEFER */

#endif
