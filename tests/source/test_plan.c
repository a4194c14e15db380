/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include "tests/source/support.h"

/* seized/{a,sub/b}, other/c, file */
static struct scratch make_tree(void)
{
	struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "seized");
	scratch_mkdir(&scratch, "seized/sub");
	scratch_mkdir(&scratch, "other");
	scratch_write(&scratch, "seized/a", "12345");
	scratch_write(&scratch, "seized/sub/b", "123");
	scratch_write(&scratch, "other/c", "1");
	scratch_write(&scratch, "file", "12");
	cr_assert_eq(symlinkat("seized", scratch.fd, "link"), 0);
	return scratch;
}

Test(plan, sources_come_in_the_order_in_which_they_were_given)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	scratch_write(&scratch, "list", "seized/a\n");
	cr_assert_eq(fchdir(scratch.fd), 0);
	const char *const names[] = {"seized", "file", "other"};
	struct sicht_plan_options options = {.files_from = "list"};
	SICHT_DEFER(planned_free) struct planned planned = plan_all(names, 3, &options);
	cr_assert_str_eq(planned_paths(&planned), "a\nsub/b\nfile\nc\nseized/a\n");
	const uint32_t expected[] = {0, 0, 1, 2, 3};
	for (size_t i = 0; i < 5; i++)
		cr_assert_eq(planned.items[i].source, expected[i]);
	size_t count;
	const struct sicht_source *sources = sicht_plan_sources(planned.plan, &count);
	cr_assert_eq(count, 4);
	cr_assert(sicht_bytes_equal(sources[0].name, sicht_bytes_of("seized")));
	cr_assert(
		sicht_bytes_equal(sources[0].id, sicht_bytes_of(scratch_path(&scratch, "seized"))));
	cr_assert_eq(sources[0].kind, SICHT_SOURCE_DIRECTORY);
	cr_assert_eq(sources[1].kind, SICHT_SOURCE_FILE);
	cr_assert_eq(sources[3].kind, SICHT_SOURCE_LIST);
}

Test(plan, a_link_that_is_named_leads_to_the_same_source)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	SICHT_DEFER(planned_free)
	struct planned planned = plan_one(scratch_path(&scratch, "link"));
	size_t count;
	const struct sicht_source *sources = sicht_plan_sources(planned.plan, &count);
	cr_assert_str_eq(planned_paths(&planned), "a\nsub/b\n");
	cr_assert(
		sicht_bytes_equal(sources[0].id, sicht_bytes_of(scratch_path(&scratch, "seized"))));
}

Test(plan, an_empty_directory_has_no_items)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_eq(planned.count, 0);
}

Test(plan, the_root_of_the_system_can_be_a_source)
{
	static const struct sicht_plan_options options;
	const char *const names[] = {"/"};
	struct sicht_plan *plan;
	struct sicht_arena arena = {0};
	struct sicht_item item;
	size_t count;
	cr_assert_eq(sicht_plan_open(names, 1, &options, &plan), SICHT_OK);
	cr_assert_eq(sicht_plan_next(plan, &arena, &item, 1, &count), SICHT_OK);
	cr_assert_eq(count, 1);
	cr_assert_neq(*(const char *)item.path.data, '/');
	sicht_plan_close(plan);
	sicht_arena_free(&arena);
}

Test(plan, sources_that_are_not_there_or_no_files_are_refused)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	const char *missing[] = {
		scratch_path(&scratch, "seized"), scratch_path(&scratch, "no\x1B")};
	cr_assert_eq(plan_refused(missing, 2, NULL), SICHT_ERROR_NOT_FOUND);
	cr_assert_not_null(strstr(sicht_message(), "no\\x1b: there is no such file"));
	cr_assert_eq(mkfifoat(scratch.fd, "fifo", 0600), 0);
	const char *fifo[] = {scratch_path(&scratch, "fifo")};
	cr_assert_eq(plan_refused(fifo, 1, NULL), SICHT_ERROR_USAGE);
	const char *empty[] = {""};
	cr_assert_eq(plan_refused(empty, 1, NULL), SICHT_ERROR_NOT_FOUND);
}

Test(plan, a_source_that_cannot_be_read_is_refused)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	bool root = geteuid() == 0;
	cr_assert_eq(fchmodat(scratch.fd, "seized", 0, 0), 0);
	cr_assert_eq(fchmod(scratch.fd, 0755), 0);
	if (root)
		cr_assert_eq(seteuid(65534), 0);
	const char *names[] = {scratch_path(&scratch, "seized")};
	enum sicht_status status = plan_refused(names, 1, NULL);
	if (root)
		cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(status, SICHT_ERROR_IO);
	cr_assert_eq(fchmodat(scratch.fd, "seized", 0700, 0), 0);
}

static void expect_refused(const char *first, const char *second, const char *words)
{
	const char *names[] = {first, second};
	cr_expect_eq(plan_refused(names, 2, NULL), SICHT_ERROR_USAGE);
	cr_expect_not_null(strstr(sicht_message(), words), "%s", sicht_message());
	cr_expect_not_null(strstr(sicht_message(), first), "%s", sicht_message());
	cr_expect_not_null(strstr(sicht_message(), second), "%s", sicht_message());
}

Test(plan, a_source_twice_or_inside_another_is_refused)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	cr_assert_eq(fchdir(scratch.fd), 0);
	expect_refused("seized", "seized", "the same source");
	expect_refused("seized", "link", "the same source");
	expect_refused("seized/", "other/../seized", "the same source");
	expect_refused("seized", "seized/sub", "lies inside");
	expect_refused("link/sub", "seized", "lies inside");
	expect_refused("seized", "seized/sub/b", "lies inside");
	expect_refused("file", "./file", "the same source");
	expect_refused(".", "/", "lies inside");
	/* hard links are two names, and so two sources */
	cr_assert_eq(linkat(scratch.fd, "file", scratch.fd, "file2", 0), 0);
	const char *const links[] = {"file", "file2"};
	SICHT_DEFER(planned_free) struct planned planned = plan_all(links, 2, NULL);
	cr_assert_eq(planned.count, 2);
}

static enum sicht_status plan_with_output(const char *source, const char *output)
{
	const char *const names[] = {source};
	const char *const outputs[] = {output, NULL};
	struct sicht_plan_options options = {.outputs = outputs};
	struct sicht_plan *plan = NULL;
	enum sicht_status status = sicht_plan_open(names, 1, &options, &plan);
	sicht_plan_close(plan);
	return status;
}

/* Promise P1: nothing is written where evidence lies. */
Test(plan, p1_an_output_inside_a_source_is_refused)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	cr_assert_eq(fchdir(scratch.fd), 0);
	const char *const inside[] = {"seized", "seized/", "seized/store",
		"seized/sub/findings.jsonl", "seized/a", "seized/sub/not/yet/there", "link/store",
		"link", "other/../seized/x", "./seized/x", "seized/a/x"};
	for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
		cr_expect_eq(
			plan_with_output("seized", inside[i]), SICHT_ERROR_USAGE, "%s", inside[i]);
		cr_expect_not_null(strstr(sicht_message(), inside[i]));
		cr_expect_not_null(strstr(sicht_message(), "the source seized"));
	}
	cr_expect_eq(plan_with_output("file", "file"), SICHT_ERROR_USAGE);
	cr_expect_eq(plan_with_output("file", scratch_path(&scratch, "file")), SICHT_ERROR_USAGE);
	cr_expect_eq(plan_with_output(".", "store"), SICHT_ERROR_USAGE);
	cr_expect_eq(plan_with_output("/", "store"), SICHT_ERROR_USAGE);
	const char *const outside[] = {"store", "other", "other/findings.jsonl", "seized2/x",
		"not/yet/there", "file.part", "/nonexistent/x", "seized/../x"};
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		cr_expect_eq(plan_with_output("seized", outside[i]), SICHT_OK, "%s: %s", outside[i],
			sicht_message());
	cr_expect_eq(plan_with_output("file", "findings.jsonl"), SICHT_OK);
	const char *const source[] = {"seized"}, *const outputs[] = {"store", "seized/x", NULL};
	const struct sicht_plan_options several = {.outputs = outputs};
	cr_expect_eq(plan_refused(source, 1, &several), SICHT_ERROR_USAGE);
}

/* It was there when the run began. Not a file of it is seen, so one item must say so. */
Test(plan, a_source_that_has_vanished_is_an_item)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "d/a", "x");
	const char *const names[] = {scratch_path(&scratch, "d")};
	const struct sicht_plan_options options = {0};
	struct sicht_plan *plan;
	struct sicht_arena arena = {0};
	struct sicht_item items[3];
	size_t count;
	cr_assert_eq(sicht_plan_open(names, 1, &options, &plan), SICHT_OK);
	cr_assert_eq(renameat(scratch.fd, "d", scratch.fd, "elsewhere"), 0);
	cr_assert_eq(sicht_plan_next(plan, &arena, items, 3, &count), SICHT_OK);
	cr_assert_eq(count, 1);
	cr_expect(sicht_bytes_equal(items[0].path, sicht_bytes_of(".")));
	cr_expect_eq(items[0].kind, SICHT_ITEM_UNREADABLE);
	cr_expect_eq(items[0].error_number, ENOENT);
	sicht_plan_close(plan);
	sicht_arena_free(&arena);
}

Test(plan, exhibits_belong_to_their_sources)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	cr_assert_eq(fchdir(scratch.fd), 0);
	const char *const names[] = {"seized", "other"};
	const char *const exhibits[] = {"A-2=other", NULL};
	struct sicht_plan_options options = {.exhibits = exhibits};
	SICHT_DEFER(planned_free) struct planned planned = plan_all(names, 2, &options);
	size_t count;
	const struct sicht_source *sources = sicht_plan_sources(planned.plan, &count);
	cr_assert_eq(sources[0].exhibit.size, 0);
	cr_assert(sicht_bytes_equal(sources[1].exhibit, sicht_bytes_of("A-2")));
	const char *const bad[] = {"A-2", "=other", "A-2=elsewhere", "A-1=seized=x"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *const one[] = {bad[i], NULL};
		options.exhibits = one;
		cr_expect_eq(plan_refused(names, 2, &options), SICHT_ERROR_USAGE);
	}
	const char *const twice[] = {"A-2=other", "A-3=other", NULL};
	options.exhibits = twice;
	cr_expect_eq(plan_refused(names, 2, &options), SICHT_ERROR_USAGE);
}

Test(plan, an_estimate_counts_what_the_plan_gives_and_uses_nothing_up)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	scratch_write(&scratch, "list", "file\nmissing\n");
	cr_assert_eq(fchdir(scratch.fd), 0);
	const char *const names[] = {"seized", "other"};
	struct sicht_plan_options options = {.files_from = "list"};
	struct sicht_plan *plan;
	struct sicht_arena arena = {0};
	struct sicht_item items[10];
	struct sicht_plan_size size;
	size_t count;
	cr_assert_eq(sicht_plan_open(names, 2, &options, &plan), SICHT_OK);
	cr_assert_eq(sicht_plan_estimate(plan, NULL, NULL, &size), SICHT_OK);
	cr_assert_eq(size.files, 5);
	cr_assert_eq(size.bytes, 5 + 3 + 1 + 2);
	cr_assert_eq(sicht_plan_next(plan, &arena, items, 10, &count), SICHT_OK);
	cr_assert_eq(count, 5);
	sicht_plan_close(plan);
	sicht_arena_free(&arena);
}

static bool look_and_stop(void *seen, const struct sicht_plan_size *so_far)
{
	*(struct sicht_plan_size *)seen = *so_far;
	return false;
}

Test(plan, whoever_counts_is_told_how_far_it_is_and_may_stop)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	for (int i = 0; i < 1000; i++) {
		char name[16];
		snprintf(name, sizeof name, "f%d", i);
		scratch_write(&scratch, name, "12");
	}
	const char *const names[] = {scratch.path};
	static const struct sicht_plan_options defaults;
	struct sicht_plan *plan;
	struct sicht_plan_size seen = {0}, size;
	cr_assert_eq(sicht_plan_open(names, 1, &defaults, &plan), SICHT_OK);
	cr_assert_eq(
		sicht_plan_estimate(plan, look_and_stop, &seen, &size), SICHT_ERROR_INTERRUPTED);
	cr_assert(seen.files > 0 && seen.files < 1000 && seen.bytes == 2 * seen.files);
	sicht_plan_close(plan);
}

Test(plan, sources_of_others_are_named_as_leaving_traces)
{
	if (geteuid() != 0)
		cr_skip("skipped: only root can give a directory to somebody else");
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	struct sicht_bytes names_shown[1];
	cr_assert_eq(fchmod(scratch.fd, 0755), 0);
	cr_assert_eq(fchmodat(scratch.fd, "seized", 0755, 0), 0);
	cr_assert_eq(fchmodat(scratch.fd, "other", 0755, 0), 0);
	cr_assert_eq(fchmodat(scratch.fd, "file", 0644, 0), 0);
	SICHT_DEFER(planned_free)
	struct planned planned = plan_one(scratch_path(&scratch, "seized"));
	cr_assert_eq(sicht_plan_traces(planned.plan, names_shown, 1), 0);
	const char *const names[] = {
		scratch_path(&scratch, "other"), scratch_path(&scratch, "file")};
	static const struct sicht_plan_options options;
	struct sicht_plan *plan;
	cr_assert_eq(seteuid(65534), 0);
	enum sicht_status status = sicht_plan_open(names, 2, &options, &plan);
	cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(status, SICHT_OK);
	cr_assert_eq(sicht_plan_traces(plan, names_shown, 1), 2, "all are counted");
	cr_assert(sicht_bytes_equal(names_shown[0], sicht_bytes_of(names[0])));
	sicht_plan_close(plan);
}

Test(plan, thousands_of_sources_need_no_descriptors)
{
	enum { COUNT = 3000 };
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	static char names[COUNT][16];
	static const char *pointers[COUNT];
	cr_assert_eq(fchdir(scratch.fd), 0);
	for (int i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof names[i], "%04d", i);
		if (i % 2 == 0)
			scratch_write(&scratch, names[i], "x");
		else
			scratch_mkdir(&scratch, names[i]);
		pointers[i] = names[i];
	}
	unsigned before = scratch_count_descriptors();
	SICHT_DEFER(planned_free) struct planned planned = plan_all(pointers, COUNT, NULL);
	cr_assert_eq(planned.count, COUNT / 2);
	cr_assert_leq(scratch_count_descriptors(), before + 3);
}

Test(plan, close_accepts_nothing)
{
	sicht_plan_close(NULL);
}

Test(plan, whoever_is_to_stop_counts_and_reads_no_further)
{
	static volatile sig_atomic_t stop;
	SICHT_DEFER(scratch_free) struct scratch scratch = make_tree();
	cr_assert_eq(fchdir(scratch.fd), 0);
	const char *const names[] = {"seized"};
	struct sicht_plan_options options = {.stop = &stop};
	struct sicht_arena arena = {0};
	struct sicht_item items[4];
	struct sicht_plan *plan;
	struct sicht_plan_size size;
	size_t count;
	cr_assert_eq(sicht_plan_open(names, 1, &options, &plan), SICHT_OK);
	cr_assert_eq(sicht_plan_next(plan, &arena, items, 1, &count), SICHT_OK);
	stop = 1;
	cr_assert_eq(sicht_plan_next(plan, &arena, items, 4, &count), SICHT_ERROR_INTERRUPTED);
	cr_assert_eq(sicht_plan_estimate(plan, NULL, NULL, &size), SICHT_ERROR_INTERRUPTED);
	sicht_plan_close(plan);
	sicht_arena_free(&arena);
}
