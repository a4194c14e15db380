/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include "tests/source/support.h"

static struct planned plan_list(const struct scratch *scratch, const char *list, bool nul_separated)
{
	struct sicht_plan_options options = {
		.files_from = scratch_path(scratch, list), .nul_separated = nul_separated};
	cr_assert_eq(fchdir(scratch->fd), 0);
	return plan_all(NULL, 0, &options);
}

static const char *open_and_read(const struct planned *planned, const char *path)
{
	static char text[100];
	enum sicht_outcome outcome;
	struct sicht_content content = {0};
	int error_number;
	cr_assert(sicht_source_open_item(planned->plan, planned_find(planned, path), &content,
			  &outcome, &error_number),
		"%s: %s", path, strerror(error_number));
	ssize_t count = sicht_content_read(&content, text, sizeof text - 1, 0);
	cr_assert(count >= 0);
	text[count] = '\0';
	sicht_content_close(&content);
	return text;
}

Test(names, names_come_in_their_order_as_they_were_given)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "d/z", "first");
	scratch_write(&scratch, "a b", "second");
	SICHT_DEFER(sicht_text_free) struct sicht_text list = {0};
	sicht_text_printf(&list, "d/z\n\n./a b\nd/../a b\n%s/d/z", scratch.path);
	scratch_write(&scratch, "list", list.data);
	SICHT_DEFER(planned_free) struct planned planned = plan_list(&scratch, "list", false);
	cr_assert_eq(planned.count, 4);
	cr_assert_eq(fchdir(scratch.fd), 0);
	cr_assert_eq(chdir("/"), 0, "the working directory of then counts");
	cr_assert_str_eq(open_and_read(&planned, "d/z"), "first");
	cr_assert_str_eq(open_and_read(&planned, "./a b"), "second");
	cr_assert_str_eq(open_and_read(&planned, "d/../a b"), "second");
	cr_assert_str_eq(open_and_read(&planned, scratch_path(&scratch, "d/z")), "first");
}

Test(names, names_that_are_no_files_are_items_too)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "f", "x");
	cr_assert_eq(symlinkat("f", scratch.fd, "link"), 0);
	cr_assert_eq(symlinkat("d", scratch.fd, "link-to-d"), 0);
	scratch_write(&scratch, "d/f", "through a link of the user's");
	scratch_write(&scratch, "list", "missing\nd\nlink\nlink-to-d/f\nf/x\n");
	SICHT_DEFER(planned_free) struct planned planned = plan_list(&scratch, "list", false);
	cr_assert_eq(planned.count, 5);
	cr_assert_eq(planned.items[0].kind, SICHT_ITEM_UNREADABLE);
	cr_assert_eq(planned.items[0].error_number, ENOENT);
	cr_assert_eq(planned.items[1].kind, SICHT_ITEM_UNREADABLE);
	cr_assert_eq(planned.items[1].error_number, EISDIR);
	cr_assert_eq(planned.items[2].kind, SICHT_ITEM_SPECIAL);
	cr_assert_str_eq(open_and_read(&planned, "link-to-d/f"), "through a link of the user's");
	cr_assert_eq(planned.items[4].error_number, ENOTDIR);
}

Test(names, zero_bytes_separate_names_with_newlines)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	static const char names[] = "two\nlines\0caf\xE9\0last";
	scratch_write(&scratch, "two\nlines", "1");
	scratch_write(&scratch, "caf\xE9", "2");
	scratch_write(&scratch, "last", "3");
	int fd = openat(scratch.fd, "list", O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(sicht_write_full(fd, names, sizeof names - 1), 0);
	close(fd);
	SICHT_DEFER(planned_free) struct planned planned = plan_list(&scratch, "list", true);
	cr_assert_eq(planned.count, 3);
	cr_assert_str_eq(open_and_read(&planned, "two\nlines"), "1");
	cr_assert_str_eq(open_and_read(&planned, "caf\xE9"), "2");
	cr_assert_str_eq(open_and_read(&planned, "last"), "3");
	/* the same list, wrongly called: told, not guessed */
	struct sicht_plan_options options = {.files_from = scratch_path(&scratch, "list")};
	struct sicht_plan *plan;
	struct sicht_arena arena = {0};
	struct sicht_item items[10];
	size_t count;
	cr_assert_eq(sicht_plan_open(NULL, 0, &options, &plan), SICHT_OK);
	cr_assert_eq(sicht_plan_next(plan, &arena, items, 10, &count), SICHT_ERROR_FORMAT);
	cr_assert_not_null(strstr(sicht_message(), "name 2 holds a zero byte"));
	sicht_plan_close(plan);
	sicht_arena_free(&arena);
}

/*
 * Lists from other systems: their line ends are taken off, but not where the name is there with
 * them.
 */
Test(names, a_name_that_is_there_is_left_as_it_is)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "both", "without");
	scratch_write(&scratch, "both\r", "with");
	scratch_write(&scratch, "one", "one");
	scratch_write(&scratch, "list", "both\r\none\r\n");
	SICHT_DEFER(planned_free) struct planned planned = plan_list(&scratch, "list", false);
	cr_assert_eq(planned.count, 2);
	cr_expect_str_eq(open_and_read(&planned, "both\r"), "with");
	cr_expect_str_eq(open_and_read(&planned, "one"), "one");
}

/* Where zero bytes separate names, nothing else is meant to: a missing one is missing. */
Test(names, nothing_is_taken_off_names_that_zero_bytes_separate)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	static const char names[] = "one\r";
	scratch_write(&scratch, "one", "another file");
	int fd = openat(scratch.fd, "list", O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(sicht_write_full(fd, names, sizeof names), 0);
	close(fd);
	SICHT_DEFER(planned_free) struct planned planned = plan_list(&scratch, "list", true);
	cr_assert_eq(planned.count, 1);
	cr_expect_eq(planned.items[0].error_number, ENOENT);
	cr_expect(sicht_bytes_equal(planned.items[0].path, sicht_bytes_of("one\r")));
}

Test(names, something_without_names_is_refused)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	while (text.size < (2u << 20))
		sicht_text_append_string(&text, "0123456789abcdef");
	scratch_write(&scratch, "list", text.data);
	struct sicht_plan_options options = {.files_from = scratch_path(&scratch, "list")};
	struct sicht_plan *plan;
	struct sicht_arena arena = {0};
	struct sicht_item item;
	size_t count;
	cr_assert_eq(sicht_plan_open(NULL, 0, &options, &plan), SICHT_OK);
	cr_assert_eq(sicht_plan_next(plan, &arena, &item, 1, &count), SICHT_ERROR_FORMAT);
	sicht_plan_close(plan);
	sicht_arena_free(&arena);
}

Test(names, standard_input_is_a_list_and_cannot_be_estimated)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "f", "from a pipe");
	cr_assert_eq(fchdir(scratch.fd), 0);
	int ends[2];
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	cr_assert_eq(sicht_write_full(ends[1], "f\nmissing\n", 10), 0);
	close(ends[1]);
	cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	const char *const names[] = {"-"};
	static const struct sicht_plan_options defaults;
	struct sicht_plan *plan;
	struct sicht_plan_size size = {9, 9};
	cr_assert_eq(sicht_plan_open(names, 1, &defaults, &plan), SICHT_OK);
	cr_assert_eq(sicht_plan_estimate(plan, NULL, NULL, &size), SICHT_OK);
	cr_assert_eq(size.files, 0);
	cr_assert_eq(size.bytes, 0);
	sicht_plan_close(plan);
	SICHT_DEFER(planned_free) struct planned planned = plan_one("-");
	cr_assert_eq(planned.count, 2);
	cr_assert_str_eq(open_and_read(&planned, "f"), "from a pipe");
}

Test(names, a_list_that_is_not_there_is_told_at_once)
{
	struct sicht_plan_options options = {.files_from = "/nonexistent/list"};
	cr_assert_eq(plan_refused(NULL, 0, &options), SICHT_ERROR_NOT_FOUND);
	const char *const names[] = {"-"};
	options.files_from = "-";
	cr_assert_eq(plan_refused(names, 1, &options), SICHT_ERROR_USAGE);
}
