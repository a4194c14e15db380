/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>

#include "tests/source/support.h"

struct opened {
	bool open;
	struct sicht_content content;
	int error_number;
	enum sicht_outcome outcome;
};

static struct opened open_item(const struct planned *planned, const char *path)
{
	struct opened opened = {0};
	opened.open = sicht_source_open_item(planned->plan, planned_find(planned, path),
		&opened.content, &opened.outcome, &opened.error_number);
	return opened;
}

static void expect_content(struct opened opened, const char *content)
{
	char text[100] = "";
	cr_assert(opened.open, "%s", strerror(opened.error_number));
	cr_assert_eq(sicht_content_read(&opened.content, text, sizeof text - 1, 0),
		(ssize_t)strlen(content));
	cr_assert_str_eq(text, content);
	sicht_content_close(&opened.content);
}

Test(open, what_the_walk_saw_is_what_is_opened)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "d/f", "inside");
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	expect_content(open_item(&planned, "d/f"), "inside");
}

Test(open, a_file_that_vanished_is_unreadable)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "f", "x");
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_eq(unlinkat(scratch.fd, "f", 0), 0);
	struct opened opened = open_item(&planned, "f");
	cr_assert_not(opened.open);
	cr_assert_eq(opened.outcome, SICHT_OUTCOME_UNREADABLE);
	cr_assert_eq(opened.error_number, ENOENT);
	cr_assert_null(opened.content.kind);
}

Test(open, whatever_took_its_place_is_not_opened, .timeout = 10)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	const char *const names[] = {"file", "link", "fifo", "directory"};
	for (size_t i = 0; i < 4; i++)
		scratch_write(&scratch, names[i], "x");
	scratch_mkdir(&scratch, "inner");
	scratch_write(&scratch, "inner/f", "x");
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	scratch_write(&scratch, "new", "y");
	cr_assert_eq(renameat(scratch.fd, "new", scratch.fd, "file"), 0);
	for (size_t i = 1; i < 4; i++) /* the inode lives on, so that it is not given out again */
		cr_assert_eq(renameat(scratch.fd, names[i], scratch.fd,
				     scratch_path(&scratch, i == 1   ? "1"
							    : i == 2 ? "2"
								     : "3")),
			0);
	cr_assert_eq(symlinkat("1", scratch.fd, "link"), 0);
	cr_assert_eq(mkfifoat(scratch.fd, "fifo", 0600), 0);
	scratch_mkdir(&scratch, "directory");
	cr_assert_eq(renameat(scratch.fd, "inner", scratch.fd, "elsewhere"), 0);
	cr_assert_eq(symlinkat("elsewhere", scratch.fd, "inner"), 0);
	for (size_t i = 0; i < 4; i++) {
		struct opened opened = open_item(&planned, names[i]);
		cr_expect_not(opened.open, "%s", names[i]);
		cr_expect_eq(opened.outcome, SICHT_OUTCOME_CHANGED, "%s", names[i]);
		cr_expect_null(opened.content.kind);
	}
	struct opened opened = open_item(&planned, "inner/f");
	cr_expect_not(opened.open, "a link in the way is not followed");
	cr_expect_eq(opened.outcome, SICHT_OUTCOME_CHANGED);
}

Test(open, a_file_without_permission_is_unreadable)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "f", "x");
	cr_assert_eq(fchmodat(scratch.fd, "f", 0, 0), 0);
	cr_assert_eq(fchmod(scratch.fd, 0755), 0);
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	bool root = geteuid() == 0;
	if (root)
		cr_assert_eq(seteuid(65534), 0);
	struct opened opened = open_item(&planned, "f");
	if (root)
		cr_assert_eq(seteuid(0), 0);
	cr_assert_not(opened.open);
	cr_assert_eq(opened.outcome, SICHT_OUTCOME_UNREADABLE);
	cr_assert_eq(opened.error_number, EACCES);
}

Test(open, a_source_that_is_a_file_has_its_last_name)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "d/f", "one file");
	cr_assert_eq(symlinkat("d/f", scratch.fd, "link"), 0);
	SICHT_DEFER(planned_free)
	struct planned planned = plan_one(scratch_path(&scratch, "d/f"));
	cr_assert_eq(planned.count, 1);
	expect_content(open_item(&planned, "f"), "one file");
	/* a link that the user names himself is meant */
	SICHT_DEFER(planned_free)
	struct planned linked = plan_one(scratch_path(&scratch, "link"));
	cr_assert_eq(linked.count, 1);
	expect_content(open_item(&linked, "f"), "one file");
}

Test(open, no_descriptor_is_left_behind)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "d/f", "x");
	scratch_write(&scratch, "list", "nothing\nd/f\n");
	unsigned before = scratch_count_descriptors();
	const char *const names[] = {scratch.path};
	struct sicht_plan_options options = {.files_from = scratch_path(&scratch, "list")};
	struct planned planned = plan_all(names, 1, &options);
	for (size_t i = 0; i < planned.count; i++) {
		struct sicht_content content = {0};
		int error_number;
		enum sicht_outcome outcome;
		if (sicht_source_open_item(
			    planned.plan, &planned.items[i], &content, &outcome, &error_number))
			sicht_content_close(&content);
	}
	planned_free(&planned);
	cr_assert_eq(scratch_count_descriptors(), before);
}
