/* SPDX-License-Identifier: MIT */
/*
 * How far a run has come: one line that is rewritten, at most ten times a second; or, for other
 * programs, one JSON object a line on standard error, at most one a second and one at the end:
 *
 *   {"progress":"match","files":512,"files_total":2900,"bytes":104857600,"bytes_total":0,
 *    "seconds":3.2,"seconds_left":14.9,"done":false}
 *
 * (Warnings and failures are objects of the same stream then, see terminal.h.)
 * Totals that are not known are 0, and seconds_left is left out then. Where something else than
 * files is counted (entries of a list), its word stands in their place, in "entries_total" too.
 *
 *     struct sicht_progress progress;
 *     sicht_progress_begin(&progress, options->talk.progress, "match", files, bytes);
 *     ... sicht_progress_update(&progress, files_so_far, bytes_so_far); ...
 *     sicht_progress_end(&progress);
 */
#ifndef SICHT_ENGINE_CLI_PROGRESS_H
#define SICHT_ENGINE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* The words of --progress, in the order of its table. */
enum sicht_progress_mode {
	SICHT_PROGRESS_AUTO = 1, /* a line if standard error is a terminal and -q was not given */
	SICHT_PROGRESS_JSON,
	SICHT_PROGRESS_NONE,
};

struct sicht_progress {
	enum sicht_progress_mode mode; /* AUTO is decided at the beginning */
	const char *what, *unit;
	uint64_t files, files_total, bytes, bytes_total;
	uint64_t files_free, bytes_free; /* that cost no time: they do not count for the rate */
	int64_t begun_ns, shown_ns;
	int64_t worked_ns; /* when the first one that is not free was begun */
};

/* Will anything be shown? If not, there is no need to find out the totals. */
bool sicht_progress_is_shown(enum sicht_progress_mode mode);

/* `what`: one word, the command. Totals: 0 where they are not known. */
void sicht_progress_begin(struct sicht_progress *progress, enum sicht_progress_mode mode,
	const char *what, uint64_t files_total, uint64_t bytes_total);

/* Count "entries", say, instead of "files". */
void sicht_progress_count(struct sicht_progress *progress, const char *unit);

/*
 * So many of those that the next update counts were done by an earlier run: they count as done, but
 * neither they nor the time before the first of the others count for the rate.
 */
void sicht_progress_skip(struct sicht_progress *progress, uint64_t files, uint64_t bytes);

/* So many are done by now. Cheap: to be called as often as one likes. */
void sicht_progress_update(struct sicht_progress *progress, uint64_t files, uint64_t bytes);

/* Takes the line away; the last JSON object has "done":true. */
void sicht_progress_end(struct sicht_progress *progress);

#endif
