/* SPDX-License-Identifier: MIT */
/* What the lines of findings say: each of the three kinds, taken apart and checked. */
#ifndef SICHT_ENGINE_FINDING_READ_H
#define SICHT_ENGINE_FINDING_READ_H

#include "engine/finding/members.h"
#include "sicht/finding.h"

/*
 * Read `line` (no newline). What `out` points to belongs to `reading` until its next line. False,
 * with reading->why: the line is damaged.
 */
bool sicht_read_finding(
	struct sicht_reading *reading, struct sicht_bytes line, struct sicht_finding *out);
bool sicht_read_end(
	struct sicht_reading *reading, struct sicht_bytes line, struct sicht_findings_end *out);

/* `version` is set in any case in which there is one: 0 else. */
bool sicht_read_header(struct sicht_reading *reading, struct sicht_bytes line,
	struct sicht_findings_header *out, uint32_t *version);

/* The line as an object: of `reading`, until its next line. */
bool sicht_reading_begin(struct sicht_reading *reading, struct sicht_bytes line, json_t **object);
void sicht_reading_free(struct sicht_reading *reading);

#endif
