/* SPDX-License-Identifier: MIT */
/*
 * The main job on small folders: what findings say, that they do not depend on threads or on where
 * an earlier run was cut off, and that nothing is overwritten unasked.
 */
#include <criterion/criterion.h>

#include "engine/base/arena.h"
#include "sicht/match.h"
#include "sicht/source.h"
#include "sicht/store.h"
#include "tests/scratch.h"

struct folder {
	struct scratch scratch;
	char store[PATH_MAX + 16], seized[PATH_MAX + 16], findings[PATH_MAX + 16];
};

static void write_text(const struct folder *folder, const char *name, const char *text)
{
	char path[PATH_MAX + 64];
	snprintf(path, sizeof path, "%s/%s", folder->seized, name);
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

static uint64_t add_known(struct sicht_indexer *indexer, const char *set_name, enum sicht_role role,
	const char *name, const char *content)
{
	struct sicht_set_options set = {.name = sicht_bytes_of(set_name), .role = role};
	struct sicht_entry entry = {.path = sicht_bytes_of(name)};
	struct sicht_indexer_add_options add = {0};
	struct sicht_digester *digester = NULL;
	uint64_t id = 0;
	cr_assert_eq(sicht_indexer_set(indexer, &set, &entry.set), SICHT_OK);
	cr_assert_eq(sicht_digester_new(7, &digester), SICHT_OK);
	sicht_digester_begin(digester);
	sicht_digester_update(digester, content, strlen(content));
	sicht_digester_finish(digester, &entry.digests);
	sicht_digester_free(digester);
	cr_assert_eq(sicht_indexer_add(indexer, &entry, &add, &id), SICHT_OK);
	return id;
}

/* Seized: a text that is known, one that is ignorable, one that is neither, and nothing. */
static struct folder make_folder(void)
{
	struct folder folder = {.scratch = scratch_new()};
	struct sicht_indexer_options options = {.create = true};
	struct sicht_indexer *indexer = NULL;
	snprintf(folder.store, sizeof folder.store, "%s/store", folder.scratch.path);
	snprintf(folder.seized, sizeof folder.seized, "%s/seized", folder.scratch.path);
	snprintf(folder.findings, sizeof folder.findings, "%s/f.jsonl", folder.scratch.path);
	cr_assert_eq(mkdir(folder.seized, 0700), 0);
	write_text(&folder, "a-neither", "nobody knows this");
	write_text(&folder, "b-known", "known content");
	write_text(&folder, "c-ignorable", "ignorable content");
	write_text(&folder, "d-empty", "");
	cr_assert_eq(sicht_indexer_open(folder.store, &options, &indexer), SICHT_OK, "%s",
		sicht_message());
	add_known(indexer, "lka", SICHT_ROLE_KNOWN, "KNOWN.TXT", "known content");
	add_known(indexer, "nsrl", SICHT_ROLE_IGNORABLE, "README", "ignorable content");
	add_known(indexer, "lka", SICHT_ROLE_KNOWN, "EMPTY", "");
	cr_assert_eq(sicht_indexer_commit(indexer), SICHT_OK, "%s", sicht_message());
	sicht_indexer_close(indexer);
	return folder;
}

static void folder_free(struct folder *folder)
{
	scratch_free(&folder->scratch);
}

/* What was said of an earlier run's facts. */
struct cut {
	uint64_t kept, dropped;
	char name[32]; /* of the item; "": none */
};

struct outcome {
	enum sicht_status status;
	struct sicht_match_totals totals;
	struct cut cut;
};

static void remember_cut(
	void *context, uint64_t kept, uint64_t dropped, const struct sicht_item *item)
{
	struct cut *cut = context;
	*cut = (struct cut){kept, dropped, ""};
	if (item != NULL)
		snprintf(cut->name, sizeof cut->name, "%.*s", (int)item->path.size,
			(const char *)item->path.data);
}

static struct outcome match(const struct folder *folder, unsigned threads, bool force)
{
	struct outcome outcome = {0};
	struct sicht_plan_options plan_options = {0};
	struct sicht_known_store known = {.name = sicht_bytes_of("store")};
	struct sicht_examined examined = {0};
	const char *const names[] = {folder->seized};
	struct sicht_match_options options = {
		.findings = folder->findings,
		.force = force,
		.near.threshold_bits = 31,
		.threads = threads,
		.libraries = sicht_bytes_of("{}"),
		.run = sicht_bytes_of("{}"),
		.cut = remember_cut,
		.context = &outcome.cut,
	};
	cr_assert_eq(sicht_store_open(folder->store, NULL, &known.store), SICHT_OK);
	cr_assert_eq(sicht_plan_open(names, 1, &plan_options, &examined.plan), SICHT_OK);
	struct sicht_scan_options scan = {
		.threads = threads,
		.hash = sicht_match_hash_options(&known, 1, false),
		.insecure_decoders = true, /* containers of test machines may lack a layer */
	};
	cr_assert_eq(sicht_scanner_open(&scan, &examined.scanner), SICHT_OK, "%s", sicht_message());
	examined.sources = sicht_plan_sources(examined.plan, &examined.source_count);
	outcome.status = sicht_match(&known, 1, &examined, &options, &outcome.totals);
	sicht_scanner_close(examined.scanner);
	sicht_plan_close(examined.plan);
	sicht_store_close(known.store);
	return outcome;
}

static char *read_findings(const struct folder *folder)
{
	char *text = calloc(1, 65536);
	FILE *file = fopen(folder->findings, "r");
	cr_assert_not_null(file);
	cr_assert_gt(fread(text, 1, 65535, file), 0);
	fclose(file);
	return text;
}

static void expect_text(const char *text, const char *part)
{
	cr_expect_not_null(strstr(text, part), "%s\nis not in\n%s", part, text);
}

Test(match, findings_name_what_is_known_and_rank_it)
{
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	struct outcome outcome = match(&folder, 2, false);
	cr_assert_eq(outcome.status, SICHT_OK, "%s", sicht_message());
	cr_expect_eq(outcome.totals.seen, 4);
	cr_expect_eq(outcome.totals.found, 1, "ignorable is not found, empty files say nothing");
	cr_expect_eq(outcome.totals.tiers[SICHT_RANK_IDENTICAL], 1);
	cr_expect_eq(outcome.totals.tiers[SICHT_RANK_IGNORABLE], 1);
	char *text = read_findings(&folder);
	expect_text(text, "\"ordinal\":1,\"path\":\"b-known\"");
	expect_text(text,
		"\"by\":\"sha256\",\"tier\":\"identical\",\"entry\":1,\"known\":\"KNOWN.TXT\","
		"\"set\":\"lka\",\"role\":\"known\"");
	expect_text(text, "\"rank\":{\"place\":1,\"tier\":\"known-identical\",\"score\":1000,"
			  "\"reason\":\"Identical (sha256) to KNOWN.TXT in lka.\"}");
	expect_text(text, "{\"sicht\":\"end\",\"files\":4,");
	free(text);
}

Test(match, the_number_of_threads_changes_no_byte)
{
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	cr_assert_eq(match(&folder, 1, false).status, SICHT_OK);
	char *one = read_findings(&folder);
	cr_assert_eq(match(&folder, 8, true).status, SICHT_OK);
	char *many = read_findings(&folder);
	cr_expect_str_eq(one, many);
	free(one);
	free(many);
}

/* Leave FINDINGS.part as a run would that was killed after `lines` facts and a bit of the next. */
static void leave_part(const struct folder *folder, const char *whole, int lines)
{
	char path[PATH_MAX + 32], *text = strdup(whole), *end = text;
	for (int i = 0; i <= lines; i++)
		end = strchr(end, '\n') + 1;
	strcpy(end + 7, ""); /* half a line */
	snprintf(path, sizeof path, "%s.part", folder->findings);
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	/* facts carry no rank yet */
	for (char *line = text; line != NULL; line = strchr(line, '\n') + 1) {
		char *rank = strstr(line, ",\"rank\":"), *newline = strchr(line, '\n');
		if (newline == NULL) {
			fputs(line, file);
			break;
		}
		if (rank != NULL && rank < newline)
			fprintf(file, "%.*s}\n", (int)(rank - line), line);
		else
			fprintf(file, "%.*s", (int)(newline + 1 - line), line);
	}
	fclose(file);
	free(text);
	cr_assert_eq(unlink(folder->findings), 0);
}

Test(match, a_run_that_was_killed_goes_on_to_the_same_findings)
{
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	cr_assert_eq(match(&folder, 2, false).status, SICHT_OK);
	char *whole = read_findings(&folder);
	for (int lines = 0; lines < 4; lines++) {
		leave_part(&folder, whole, lines);
		struct outcome outcome = match(&folder, 2, false);
		cr_assert_eq(outcome.status, SICHT_OK, "%s", sicht_message());
		cr_expect_eq(outcome.totals.resumed, (uint64_t)lines);
		char *resumed = read_findings(&folder);
		cr_expect_str_eq(resumed, whole);
		free(resumed);
	}
	free(whole);
}

/* What comes between two runs, and how many facts of the first one hold after it. */
static const struct change {
	const char *what, *name, *text; /* text NULL: the file is taken away */
	uint64_t kept, dropped;
} changes[] = {
	{"a file has other content", "c-ignorable", "known content", 2, 1},
	{"the first file has other content", "a-neither", "known content", 0, 3},
	{"a file before all others", "a-earlier", "known content", 0, 3},
	{"a file between two", "b-later", "known content", 2, 1},
	{"a file behind them", "e-last", "known content", 3, 0},
	{"a file is gone", "b-known", NULL, 1, 2},
};

static void apply_change(const struct folder *folder, const struct change *change)
{
	char path[PATH_MAX + 64];
	snprintf(path, sizeof path, "%s/%s", folder->seized, change->name);
	if (change->text != NULL)
		write_text(folder, change->name, change->text);
	else
		cr_assert_eq(unlink(path), 0);
}

/* Facts of files that are not what they were are made anew: as if nothing had been there. */
Test(match, a_run_goes_on_at_the_first_file_that_has_changed)
{
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		SICHT_DEFER(folder_free) struct folder folder = make_folder();
		cr_assert_eq(match(&folder, 2, false).status, SICHT_OK);
		char *before = read_findings(&folder);
		leave_part(&folder, before, 3);
		apply_change(&folder, &changes[i]);
		struct outcome outcome = match(&folder, 2, false);
		cr_assert_eq(outcome.status, SICHT_OK, "%s", sicht_message());
		cr_expect_eq(outcome.totals.resumed, changes[i].kept, "%s", changes[i].what);
		cr_expect_eq(outcome.cut.dropped, changes[i].dropped, "%s", changes[i].what);
		char *resumed = read_findings(&folder);
		cr_assert_eq(match(&folder, 2, true).status, SICHT_OK);
		char *anew = read_findings(&folder);
		cr_expect_str_eq(resumed, anew, "%s", changes[i].what);
		free(before);
		free(resumed);
		free(anew);
	}
}

Test(match, a_run_goes_on_where_a_file_has_another_time)
{
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	char path[PATH_MAX + 64];
	const struct timespec times[2] = {{.tv_sec = 7}, {.tv_sec = 7}};
	cr_assert_eq(match(&folder, 2, false).status, SICHT_OK);
	char *before = read_findings(&folder);
	leave_part(&folder, before, 3);
	free(before);
	snprintf(path, sizeof path, "%s/b-known", folder.seized);
	cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	struct outcome outcome = match(&folder, 2, false);
	cr_assert_eq(outcome.status, SICHT_OK, "%s", sicht_message());
	cr_expect_eq(outcome.cut.kept, 1);
	cr_expect_eq(outcome.cut.dropped, 2);
	cr_expect_str_eq(outcome.cut.name, "b-known");
}

Test(match, a_source_that_ends_before_the_facts_do_leaves_none_behind)
{
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	char path[PATH_MAX + 64];
	cr_assert_eq(match(&folder, 2, false).status, SICHT_OK);
	char *before = read_findings(&folder);
	leave_part(&folder, before, 3);
	free(before);
	static const char *const names[] = {"b-known", "c-ignorable", "d-empty"};
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", folder.seized, names[i]);
		cr_assert_eq(unlink(path), 0);
	}
	struct outcome outcome = match(&folder, 2, false);
	cr_assert_eq(outcome.status, SICHT_OK, "%s", sicht_message());
	cr_expect_eq(outcome.totals.seen, 1);
	cr_expect_eq(outcome.cut.dropped, 2);
	cr_expect_str_eq(outcome.cut.name, "");
}

Test(match, complete_findings_are_replaced_by_force_alone)
{
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	cr_assert_eq(match(&folder, 1, false).status, SICHT_OK);
	char *before = read_findings(&folder);
	cr_expect_eq(match(&folder, 1, false).status, SICHT_ERROR_EXISTS);
	expect_text(sicht_message(), "--force");
	char *after = read_findings(&folder);
	cr_expect_str_eq(before, after);
	free(before);
	free(after);
	cr_expect_eq(match(&folder, 1, true).status, SICHT_OK);
}

static void link_file(const struct folder *folder, const char *from, const char *to)
{
	char old[PATH_MAX + 64], new[PATH_MAX + 64];
	snprintf(old, sizeof old, "%s/%s", folder->seized, from);
	snprintf(new, sizeof new, "%s/%s", folder->seized, to);
	cr_assert_eq(link(old, new), 0);
}

/* Wherever it was cut off: before the first of two names, between them, behind both. */
Test(match, a_run_that_goes_on_knows_the_hard_links_of_the_one_before)
{
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	link_file(&folder, "a-neither", "d-link");
	link_file(&folder, "b-known", "c-link");
	link_file(&folder, "b-known", "e-link");
	cr_assert_eq(match(&folder, 2, false).status, SICHT_OK);
	char *whole = read_findings(&folder);
	expect_text(whole, "\"path\":\"e-link\",\"size\":13,\"mtime\":");
	expect_text(whole, "\"hard_link_of\":0");
	expect_text(whole, "\"hard_link_of\":1");
	for (int lines = 0; lines < 7; lines++) {
		leave_part(&folder, whole, lines);
		struct outcome outcome = match(&folder, 2, false);
		cr_assert_eq(outcome.status, SICHT_OK, "%s", sicht_message());
		cr_expect_eq(outcome.totals.resumed, (uint64_t)lines);
		char *resumed = read_findings(&folder);
		cr_expect_str_eq(resumed, whole);
		free(resumed);
	}
	free(whole);
}

/* In between a name became a file of its own, with the same content and times. */
Test(match, a_run_goes_on_where_a_hard_link_is_none_any_more)
{
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	char name[PATH_MAX + 64], copy[PATH_MAX + 64];
	struct stat status;
	link_file(&folder, "b-known", "c-link");
	cr_assert_eq(match(&folder, 2, false).status, SICHT_OK);
	char *before = read_findings(&folder);
	leave_part(&folder, before, 4);
	free(before);
	snprintf(name, sizeof name, "%s/c-link", folder.seized);
	snprintf(copy, sizeof copy, "%s/known", folder.scratch.path);
	cr_assert_eq(stat(name, &status), 0);
	scratch_write(&folder.scratch, "known", "known content");
	const struct timespec times[2] = {status.st_atim, status.st_mtim};
	cr_assert_eq(utimensat(AT_FDCWD, copy, times, 0), 0);
	cr_assert_eq(rename(copy, name), 0);
	struct outcome outcome = match(&folder, 2, false);
	cr_assert_eq(outcome.status, SICHT_OK, "%s", sicht_message());
	char *resumed = read_findings(&folder);
	cr_expect_null(strstr(resumed, "hard_link_of"), "%s", resumed);
	free(resumed);
}

/* The second in which it was, and not the one that is nearer to 1970. */
Test(match, a_file_may_be_older_than_1970)
{
	static const struct {
		struct timespec time;
		const char *text;
	} rows[] = {
		{{.tv_sec = 0}, "1970-01-01T00:00:00Z"},
		{{.tv_sec = 0, .tv_nsec = 999999999}, "1970-01-01T00:00:00Z"},
		{{.tv_sec = -1, .tv_nsec = 1}, "1969-12-31T23:59:59Z"},
		{{.tv_sec = -1, .tv_nsec = 0}, "1969-12-31T23:59:59Z"},
		{{.tv_sec = -2, .tv_nsec = 500000000}, "1969-12-31T23:59:58Z"},
		{{.tv_sec = -86400}, "1969-12-31T00:00:00Z"},
	};
	SICHT_DEFER(folder_free) struct folder folder = make_folder();
	char path[PATH_MAX + 64], expected[128];
	snprintf(path, sizeof path, "%s/b-known", folder.seized);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct stat status;
		const struct timespec times[2] = {rows[i].time, rows[i].time};
		cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
		cr_assert_eq(stat(path, &status), 0);
		if (status.st_mtim.tv_sec != rows[i].time.tv_sec ||
			status.st_mtim.tv_nsec != rows[i].time.tv_nsec)
			continue; /* a file system that has no such times */
		cr_assert_eq(match(&folder, 1, i > 0).status, SICHT_OK);
		char *text = read_findings(&folder);
		snprintf(expected, sizeof expected,
			"\"path\":\"b-known\",\"size\":13,\"mtime\":\"%s\"", rows[i].text);
		expect_text(text, expected);
		free(text);
	}
}
