/* SPDX-License-Identifier: MIT */
/*
 * The seals of findings: the last line carries the SHA-256 of all lines before it, and
 * FINDINGS.run.json that of the whole file.
 */
#ifndef SICHT_ENGINE_CLI_SEAL_H
#define SICHT_ENGINE_CLI_SEAL_H

#include "engine/base/text.h"
#include "sicht/status.h"

struct sicht_seal {
	uint64_t lines;     /* findings: without the first and the last line */
	uint8_t sha256[32]; /* of the whole file */
	bool has_run;       /* FINDINGS.run.json is there, and speaks of this file */
};

/*
 * Check both. SICHT_ERROR_DAMAGED if one is broken; SICHT_ERROR_FORMAT if `path` is no findings
 * file, or an unfinished one.
 */
SICHT_MUST_CHECK enum sicht_status sicht_seal_check(const char *path, struct sicht_seal *out);

/* The path of the run file that belongs to findings. */
void sicht_seal_run_path(const char *findings, struct sicht_text *path);

#endif
