/* SPDX-License-Identifier: MIT */
/*
 * FINDINGS.part: the facts of a run that is not finished, a prefix of the whole, and resumable.
 */
#ifndef SICHT_ENGINE_MATCH_PART_H
#define SICHT_ENGINE_MATCH_PART_H

#include "sicht/status.h"
#include "sicht/types.h"

struct sicht_part {
	int fd;         /* positioned at the end of the last whole line */
	char *path;     /* for messages, and to remove it at the end */
	uint64_t lines; /* whole fact lines in it, the header not counted */
	uint64_t size_bytes;
};

#define SICHT_PART_NONE ((struct sicht_part){-1, NULL, 0, 0})

/*
 * Open FINDINGS.part beside `findings`, for one process at a time (SICHT_ERROR_BUSY). New: the
 * header is written. There already: its first line must be `header`, and an unfinished last line
 * is cut off. If it belongs to another run: SICHT_ERROR_FORMAT says what to do, or, with
 * `replace`, it is thrown away. `findings` NULL: a file without a name, gone with the process.
 */
SICHT_MUST_CHECK enum sicht_status sicht_part_open(
	const char *findings, struct sicht_bytes header, bool replace, struct sicht_part *out);

/* Append whole lines. After SICHT_ERROR_FULL or SICHT_ERROR_IO the file holds whole lines only. */
SICHT_MUST_CHECK enum sicht_status sicht_part_append(
	struct sicht_part *part, struct sicht_bytes lines, uint64_t line_count);

/*
 * Keep the first `lines` facts alone, which with the header take `size_bytes`; it grows from there.
 */
SICHT_MUST_CHECK enum sicht_status sicht_part_cut(
	struct sicht_part *part, uint64_t lines, uint64_t size_bytes);

/* Make sure that what was appended survives a power loss. */
SICHT_MUST_CHECK enum sicht_status sicht_part_sync(struct sicht_part *part);

void sicht_part_close(struct sicht_part *part); /* for SICHT_DEFER; the file stays */

/* "<findings><suffix>", malloc'ed. */
char *sicht_findings_beside(const char *findings, const char *suffix);

#endif
