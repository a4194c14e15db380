/* SPDX-License-Identifier: MIT */
/*
 * The seals of findings: their last line's is checked when findings are read; the run file's here.
 */
#include "engine/cli/seal.h"

#include <jansson.h>
#include <string.h>

#include "engine/cli/signals.h"
#include "sicht/finding.h"

static void close_findings(struct sicht_findings **findings)
{
	sicht_findings_close(*findings);
}

void sicht_seal_run_path(const char *findings, struct sicht_text *path)
{
	sicht_text_printf(path, "%s.run.json", findings);
}

/* Does the run file, if there is one, name the digest of the whole? */
static enum sicht_status check_run_file(const char *path, struct sicht_seal *seal)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text run_path = {0};
	sicht_seal_run_path(path, &run_path);
	json_auto_t *run = json_load_file(run_path.data, 0, NULL);
	const char *named = json_string_value(json_object_get(run, "sha256"));
	uint8_t digest[32];
	seal->has_run = named != NULL;
	if (named == NULL)
		return SICHT_OK;
	if (!sicht_hex_decode(sicht_bytes_of(named), digest, sizeof digest) ||
		memcmp(digest, seal->sha256, sizeof digest) != 0)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"%s is not the file that %s speaks of: one of them was replaced or changed",
			path, run_path.data);
	return SICHT_OK;
}

/* What the lines say is not read: they are not judged here, but held against their digest. */
enum sicht_status sicht_seal_check(const char *path, struct sicht_seal *out)
{
	SICHT_DEFER(close_findings) struct sicht_findings *findings = NULL;
	const struct sicht_findings_options options = {.check = true, .stop = sicht_signals_stop()};
	struct sicht_seal seal = {0};
	struct sicht_bytes line;
	SICHT_TRY(sicht_findings_open(path, &options, &findings));
	do {
		SICHT_TRY(sicht_findings_next_line(findings, &line));
	} while (line.data != NULL);
	if (sicht_findings_end(findings) == NULL)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s has no last line with its seal: unfinished, or cut off", path);
	sicht_findings_digest(findings, seal.sha256);
	seal.lines = sicht_findings_count(findings);
	SICHT_TRY(check_run_file(path, &seal));
	*out = seal;
	return SICHT_OK;
}
