/* SPDX-License-Identifier: MIT */
/* A program that sets nothing but what it must gets findings that are JSON, line for line. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "sicht/sicht.h"
#include "tests/scratch.h"

static size_t count_lines_of_json(const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t room = 0, count = 0;
	cr_assert_not_null(file, "%s", path);
	while (getline(&line, &room, file) > 0) {
		json_error_t error;
		json_t *value = json_loads(line, 0, &error);
		cr_expect_not_null(value, "%s: %s", error.text, line);
		json_decref(value);
		count++;
	}
	free(line);
	fclose(file);
	return count;
}

Test(match, options_that_are_not_set_leave_valid_json)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "seized");
	scratch_write(&scratch, "seized/text", "no picture");
	char findings[PATH_MAX + 32];
	snprintf(findings, sizeof findings, "%s/f.jsonl", scratch.path);
	const char *const names[] = {scratch_path(&scratch, "seized")};
	const struct sicht_plan_options plan = {0};
	const struct sicht_scan_options scan = {.threads = 1}; /* digests alone: no decoder */
	struct sicht_examined examined = {0};
	cr_assert_eq(sicht_plan_open(names, 1, &plan, &examined.plan), SICHT_OK);
	cr_assert_eq(sicht_scanner_open(&scan, &examined.scanner), SICHT_OK);
	examined.sources = sicht_plan_sources(examined.plan, &examined.source_count);
	const struct sicht_match_options options = {.findings = findings};
	struct sicht_match_totals totals;
	cr_assert_eq(sicht_match(NULL, 0, &examined, &options, &totals), SICHT_OK, "%s",
		sicht_message());
	cr_expect_eq(totals.seen, 1);
	cr_expect_eq(count_lines_of_json(findings), 3);
	strcat(findings, ".run.json");
	cr_expect_eq(count_lines_of_json(findings), 1);
	sicht_scanner_close(examined.scanner);
	sicht_plan_close(examined.plan);
}
