/* SPDX-License-Identifier: MIT */
/* FINDINGS.part: whole lines, of one run, by one process. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/match/finish.h"

#define HEADER                                                                                     \
	"{\"sicht\":\"findings\",\"version\":1,\"tool\":\"t\",\"libraries\":{},\"parameters\":{"   \
	"\"threshold\":31,\"variants\":true},\"known\":[],\"sources\":[{\"name\":\"s\"}]}\n"

static char directory[] = "/tmp/sicht-part-XXXXXX";
static char findings[64], part_path[64];

static void make_directory(void)
{
	cr_assert_not_null(mkdtemp(directory));
	snprintf(findings, sizeof findings, "%s/f.jsonl", directory);
	snprintf(part_path, sizeof part_path, "%s/f.jsonl.part", directory);
}

static void remove_directory(void)
{
	unlink(part_path);
	rmdir(directory);
}

TestSuite(part, .init = make_directory, .fini = remove_directory);

static void write_part(const char *text)
{
	int fd = open(part_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void expect_content(const char *text)
{
	char content[1024] = "";
	int fd = open(part_path, O_RDONLY);
	cr_assert_geq(read(fd, content, sizeof content - 1), 0);
	close(fd);
	cr_expect_str_eq(content, text);
}

Test(part, a_line_that_a_crash_cut_off_is_forgotten)
{
	struct sicht_part part = SICHT_PART_NONE;
	write_part(HEADER "{\"ordinal\":0}\n{\"ordinal\":1,\"pa");
	cr_assert_eq(sicht_part_open(findings, sicht_bytes_of(HEADER), false, &part), SICHT_OK);
	cr_expect_eq(part.lines, 1);
	cr_assert_eq(sicht_part_append(&part, sicht_bytes_of("{\"ordinal\":1}\n"), 1), SICHT_OK);
	sicht_part_close(&part);
	expect_content(HEADER "{\"ordinal\":0}\n{\"ordinal\":1}\n");
}

Test(part, a_header_that_a_crash_cut_off_is_written_anew)
{
	struct sicht_part part = SICHT_PART_NONE;
	write_part("{\"sicht\":\"fin");
	cr_assert_eq(sicht_part_open(findings, sicht_bytes_of(HEADER), false, &part), SICHT_OK);
	cr_expect_eq(part.lines, 0);
	sicht_part_close(&part);
	expect_content(HEADER);
}

Test(part, the_facts_of_another_run_are_kept_unless_they_are_to_be_replaced)
{
	struct sicht_part part = SICHT_PART_NONE;
	write_part("{\"sicht\":\"findings\",\"case\":\"other\"}\n{\"ordinal\":0}\n");
	cr_expect_eq(sicht_part_open(findings, sicht_bytes_of(HEADER), false, &part),
		SICHT_ERROR_FORMAT);
	cr_expect_not_null(strstr(sicht_message(), "--force"));
	expect_content("{\"sicht\":\"findings\",\"case\":\"other\"}\n{\"ordinal\":0}\n");
	cr_assert_eq(sicht_part_open(findings, sicht_bytes_of(HEADER), true, &part), SICHT_OK);
	sicht_part_close(&part);
	expect_content(HEADER);
}

Test(part, two_runs_cannot_write_the_same_findings)
{
	struct sicht_part first = SICHT_PART_NONE, second = SICHT_PART_NONE;
	cr_assert_eq(sicht_part_open(findings, sicht_bytes_of(HEADER), false, &first), SICHT_OK);
	cr_expect_eq(sicht_part_open(findings, sicht_bytes_of(HEADER), false, &second),
		SICHT_ERROR_BUSY);
	sicht_part_close(&first);
}

Test(part, findings_for_standard_output_leave_no_file)
{
	struct sicht_part part = SICHT_PART_NONE;
	cr_assert_eq(sicht_part_open(NULL, sicht_bytes_of(HEADER), false, &part), SICHT_OK);
	sicht_part_close(&part);
	cr_expect_neq(access(part_path, F_OK), 0);
}

/* What cannot be read must not look like the end of the facts. */
Test(part, findings_are_not_made_of_a_part_of_the_facts)
{
	struct sicht_part part = SICHT_PART_NONE;
	struct sicht_match_options options = {.findings = findings};
	struct sicht_match_totals totals = {0};
	uint8_t digest[32];
	write_part(HEADER "{\"ordinal\":0,\"path\":\"a\",\"outcome\":\"empty\",\"matches\":[]}\n"
			  "{\"ordinal\":1,\"path\":\"b\",\"outcome\":\"empty\",\"matches\":[]}\n");
	cr_assert_eq(sicht_part_open(findings, sicht_bytes_of(HEADER), false, &part), SICHT_OK);
	cr_assert_eq(truncate(part_path, (off_t)strlen(HEADER)), 0);
	cr_expect_eq(sicht_finish(&part, &options, NULL, &totals, digest), SICHT_ERROR_IO);
	cr_expect_not_null(strstr(sicht_message(), "only 0 of 2"), "%s", sicht_message());
	cr_expect_neq(access(findings, F_OK), 0, "there are no findings");
	sicht_part_close(&part);
}

/*
 * A disk that is full in the middle of a line: what was there before is there, and can be gone on
 * with.
 */
Test(part, a_line_that_does_not_fit_leaves_whole_lines)
{
	struct sicht_part part = SICHT_PART_NONE;
	struct rlimit before, less;
	cr_assert_eq(sicht_part_open(findings, sicht_bytes_of(HEADER), false, &part), SICHT_OK);
	cr_assert_eq(sicht_part_append(&part, sicht_bytes_of("{\"ordinal\":0}\n"), 1), SICHT_OK);
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	less = before;
	less.rlim_cur = part.size_bytes + 5;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &less), 0);
	enum sicht_status status = sicht_part_append(&part, sicht_bytes_of("{\"ordinal\":1}\n"), 1);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	cr_expect_neq(status, SICHT_OK);
	cr_expect_eq(part.lines, 1);
	expect_content(HEADER "{\"ordinal\":0}\n");
	cr_assert_eq(sicht_part_append(&part, sicht_bytes_of("{\"ordinal\":1}\n"), 1), SICHT_OK);
	sicht_part_close(&part);
	expect_content(HEADER "{\"ordinal\":0}\n{\"ordinal\":1}\n");
}

/* Whoever may write beside the findings must not choose what is written to. */
Test(part, a_link_in_its_place_is_not_followed)
{
	char target[80];
	struct sicht_part part = SICHT_PART_NONE;
	snprintf(target, sizeof target, "%s/target", directory);
	cr_assert_eq(symlink(target, part_path), 0);
	cr_expect_neq(sicht_part_open(findings, sicht_bytes_of(HEADER), false, &part), SICHT_OK);
	cr_expect_neq(access(target, F_OK), 0);
}

/* What is damaged is not passed on. */
Test(part, a_damaged_fact_is_named_and_nothing_is_made_of_it)
{
	static const struct {
		const char *facts, *message;
	} cases[] = {
		{"{\"ordinal\":0,\"path\":\"a\",\"outcome\":\"fine\",\"matches\":[]}\n",
			"its outcome 'fine' is unknown; remove the file and start again"},
		{"{\"ordinal\":1,\"path\":\"a\",\"outcome\":\"empty\",\"matches\":[]}\n",
			"its ordinal is out of order; remove the file and start again"},
		{"{\"ordinal\":0,\"path\":\"a\",\"outcome\":\"empty\",\"matches\":[],"
		 "\"rank\":{"
		 "\"place\":1,\"tier\":\"other\",\"score\":0,\"reason\":\"\"},\"group\":0}"
		 "\n",
			"it is ranked already; remove the file and start again"},
		{"{\"sicht\":\"end\",\"files\":0,\"outcomes\":{},\"tiers\":{},\"groups\":0,"
		 "\"sha256\":"
		 "\"00000000000000000000000000000000000000000000000000000000000000ff\"}\n",
			"it is a last line; remove the file and start again"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sicht_part part = SICHT_PART_NONE;
		struct sicht_match_options options = {.findings = findings};
		struct sicht_match_totals totals = {0};
		uint8_t digest[32];
		char text[1024];
		snprintf(text, sizeof text, HEADER "%s", cases[i].facts);
		write_part(text);
		cr_assert_eq(
			sicht_part_open(findings, sicht_bytes_of(HEADER), false, &part), SICHT_OK);
		cr_expect_eq(
			sicht_finish(&part, &options, NULL, &totals, digest), SICHT_ERROR_DAMAGED);
		cr_expect_not_null(strstr(sicht_message(), "line 2 of "), "%s", sicht_message());
		cr_expect_not_null(
			strstr(sicht_message(), cases[i].message), "%s", sicht_message());
		cr_expect_neq(access(findings, F_OK), 0, "there are no findings");
		sicht_part_close(&part);
	}
}
