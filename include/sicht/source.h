/* SPDX-License-Identifier: MIT */
/*
 * Sources: what a user names on the command line, turned into items in a deterministic order.
 *
 * The plan of a run is the sequence of all items of all sources, in the order in which the sources
 * were given; inside a directory depth-first, entries ordered by their name's bytes. A plan holds
 * regular files, and whatever else lies there as an item of its own (special, unreadable), so that
 * the totals add up; directories that can be listed are no items.
 *
 * Nothing is opened for reading here but directories; symbolic links are never followed (one named
 * on the command line is, once: the user asked for what it points to). The walk holds descriptors,
 * not names, and is not recursive: depth is bounded by memory alone, descriptors by a fixed number
 * (levels beyond it are closed, reopened on the way back and checked to be the same directory).
 *
 * Thread rule: the plan belongs to the main thread; sicht_source_open_item() may be called by any
 * thread at any time.
 */
#ifndef SICHT_SOURCE_H
#define SICHT_SOURCE_H

#include <signal.h>

#include "sicht/api.h"
#include "sicht/status.h"
#include "sicht/types.h"

SICHT_API_BEGIN

struct sicht_arena;
struct sicht_content;
struct sicht_plan;

enum sicht_source_kind {
	SICHT_SOURCE_DIRECTORY = 0,
	SICHT_SOURCE_FILE,
	SICHT_SOURCE_LIST, /* names from a file or standard input, in their order */
};

struct sicht_source {
	enum sicht_source_kind kind;
	struct sicht_bytes name;    /* as the user gave it */
	struct sicht_bytes id;      /* its real path: what "the same source" means to a store */
	struct sicht_bytes exhibit; /* --exhibit ID=SOURCE; may be empty */
	uint64_t device, inode;
	/*
	 * A list, as far as it was read: names were found only without the carriage return at their
	 * end, or the byte order mark before the first, that other systems write.
	 */
	bool cleaned;
};

/* What a run saw of one source: is it there at all, and is it whole? */
struct sicht_source_tally {
	uint64_t files; /* what cannot be listed included; not what is special */
	uint64_t unreadable;
};

/* Count a file of the source: `outcome` is what became of it, now or in an earlier run. */
void sicht_source_count(struct sicht_source_tally *tally, enum sicht_outcome outcome);

struct sicht_plan_options {
	bool one_file_system;   /* what is mounted inside a source: an unreadable item, EXDEV */
	const char *files_from; /* --files-from: "-" is standard input; NULL: none */
	bool nul_separated;     /* -0 */
	/*
	 * Directories (device and inode) that must not lie inside a source, such as the store's or
	 * the one of the findings: SICHT_ERROR_USAGE names both.
	 */
	const char *const *outputs;  /* paths, existing or not; NULL-terminated; may be NULL */
	const char *const *exhibits; /* "ID=SOURCE", NULL-terminated; may be NULL */
	/* When it is not 0 any more, walks end: SICHT_ERROR_INTERRUPTED. May be NULL. */
	const volatile sig_atomic_t *stop;
};

/*
 * Plan over `names` (paths; "-" is a list on standard input). Every source must exist and be
 * readable: SICHT_ERROR_NOT_FOUND or SICHT_ERROR_IO names the one that is not. A source inside
 * another, or given twice, is SICHT_ERROR_USAGE. (Names *in a list* that do not exist become
 * unreadable items.)
 */
SICHT_MUST_CHECK enum sicht_status sicht_plan_open(const char *const *names, size_t name_count,
	const struct sicht_plan_options *options, struct sicht_plan **out);
void sicht_plan_close(struct sicht_plan *plan); /* accepts NULL */

/* Lent until close. */
const struct sicht_source *sicht_plan_sources(const struct sicht_plan *plan, size_t *count);

/*
 * Sources on which reading may change access times (neither O_NOATIME nor the mount prevents it),
 * as names for a warning; 0 if there are none.
 */
size_t sicht_plan_traces(const struct sicht_plan *plan, struct sicht_bytes *names, size_t room);

/*
 * Up to `room` further items into `items`, names in `arena`; *count == 0 at the end of the plan.
 * Ordinals go up by one from 0. Fails only for broken lists and lack of memory.
 */
SICHT_MUST_CHECK enum sicht_status sicht_plan_next(struct sicht_plan *plan,
	struct sicht_arena *arena, struct sicht_item *items, size_t room, size_t *count);

/*
 * Open the content of `item`: a regular file, the one that the walk saw (device and inode); the
 * caller closes it. False, and *outcome (unreadable, special, changed) and *error_number say why.
 * Never blocks, never follows a link, leaves access times alone where the system allows it.
 */
bool sicht_source_open_item(const struct sicht_plan *plan, const struct sicht_item *item,
	struct sicht_content *content, enum sicht_outcome *outcome, int *error_number);

/*
 * Does another file than `item` lie where the source `id` of an earlier run had `path`? Only a name
 * that leads nowhere, or to `item` itself, says no.
 */
bool sicht_source_still_has(const struct sicht_plan *plan, struct sicht_bytes id,
	struct sicht_bytes path, const struct sicht_item *item);

/* What lies ahead: files and their bytes. */
struct sicht_plan_size {
	uint64_t files, bytes;
};

/*
 * Count it, for progress, by a quick walk of its own under all sources. Lists count their lines. 0
 * where standard input is a source. `visit` (may be NULL) sees how far it has come, now and then,
 * and returns false to stop: SICHT_ERROR_INTERRUPTED.
 */
SICHT_MUST_CHECK enum sicht_status sicht_plan_estimate(const struct sicht_plan *plan,
	bool (*visit)(void *context, const struct sicht_plan_size *so_far), void *context,
	struct sicht_plan_size *out);

SICHT_API_END

#endif
