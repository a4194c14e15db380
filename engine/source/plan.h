/* SPDX-License-Identifier: MIT */
/* The plan as the files of this layer see it. */
#ifndef SICHT_ENGINE_SOURCE_PLAN_H
#define SICHT_ENGINE_SOURCE_PLAN_H

#include "sicht/source.h"

struct sicht_walk;
struct sicht_names;

/* How far the items have come. Starts from zero. */
struct sicht_reader {
	size_t source;
	bool begun; /* with that source */
	struct sicht_walk *walk;
	struct sicht_names *names;
};

struct sicht_plan {
	struct sicht_source *sources;
	char **ids;   /* the memory behind the sources' ids, malloc'ed */
	bool *traces; /* may reading this source change access times? */
	size_t source_count;
	int top_fd;     /* "/", where real paths begin */
	int working_fd; /* the working directory, where relative names in lists begin */
	bool one_file_system;
	const volatile sig_atomic_t *stop;
	char delimiter; /* of lists */
	struct sicht_reader reader;
	uint64_t ordinal; /* of the next item */
};

/*
 * Open a real path (absolute, without links, as realpath(3) makes it) as evidence. `flags` as for
 * sicht_open_evidence().
 */
int sicht_plan_open_real(const struct sicht_plan *plan, struct sicht_bytes path, int flags);

/*
 * Refuse sources that are the same or inside another, and outputs inside a source. To be called
 * when all sources are known.
 */
SICHT_MUST_CHECK enum sicht_status sicht_plan_check(
	const struct sicht_plan *plan, const char *const *outputs);

void sicht_reader_close(struct sicht_reader *reader);

#endif
