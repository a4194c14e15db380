/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "sicht/limits.h"
#include "tests/source/support.h"

Test(walk, files_and_directories_come_by_the_bytes_of_their_names)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	const char *const directories[] = {"b", "b/inner", "B", "a.d", "empty"};
	const char *const files[] = {
		"a", "b/2", "b/10", "b/inner/z", "B/x", "a.d/f", "c", "b.txt", "\xC3\xA9", "~"};
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
		scratch_mkdir(&scratch, directories[i]);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		scratch_write(&scratch, files[i], "x");
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_str_eq(planned_paths(&planned),
		"B/x\na\na.d/f\nb/10\nb/2\nb/inner/z\nb.txt\nc\n~\n\xC3\xA9\n");
}

Test(walk, an_item_says_what_the_system_says)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "f", "12345");
	cr_assert_eq(linkat(scratch.fd, "f", scratch.fd, "g", 0), 0);
	const struct timespec times[2] = {{.tv_sec = 1}, {1742289300, 987654321}};
	cr_assert_eq(utimensat(scratch.fd, "f", times, 0), 0);
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	const struct sicht_item *item = planned_find(&planned, "f");
	struct stat status;
	cr_assert_eq(fstatat(scratch.fd, "f", &status, 0), 0);
	cr_assert_eq(item->kind, SICHT_ITEM_FILE);
	cr_assert_eq(item->content.size_bytes, 5);
	cr_assert_eq(item->links, 2);
	cr_assert_eq(item->content.mtime_ns, 1742289300987654321);
	cr_assert_eq(item->content.inode, status.st_ino);
	cr_assert_eq(item->content.device, status.st_dev);
	cr_assert_eq(planned_find(&planned, "g")->content.inode, item->content.inode);
}

/* Years that 64 bits of nanoseconds do not reach, as a hostile image may have them. */
Test(walk, times_without_end_stay_at_the_end)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	const struct timespec times[2] = {{.tv_sec = 1}, {10413792000, 5}}; /* 2300 */
	struct stat status;
	scratch_write(&scratch, "f", "x");
	cr_assert_eq(utimensat(scratch.fd, "f", times, 0), 0);
	cr_assert_eq(fstatat(scratch.fd, "f", &status, 0), 0);
	if (status.st_mtim.tv_sec != times[1].tv_sec)
		cr_skip_test("this file system has no such years");
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_eq(planned_find(&planned, "f")->content.mtime_ns, INT64_MAX);
}

Test(walk, names_are_bytes_whatever_they_are)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	char longest[256];
	memset(longest, 'n', 255);
	longest[255] = '\0';
	const char *const names[] = {"line\nbreak", "\x1B[2J", "caf\xE9", "\xFF\xFE", " ", "-rf",
		"...", "a\\b", longest};
	const size_t count = sizeof names / sizeof *names;
	for (size_t i = 0; i < count; i++)
		scratch_write(&scratch, names[i], "x");
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_eq(planned.count, count);
	for (size_t i = 0; i < count; i++) {
		const struct sicht_item *item = planned_find(&planned, names[i]);
		enum sicht_outcome outcome;
		struct sicht_content content = {0};
		int error_number;
		cr_assert_eq(item->kind, SICHT_ITEM_FILE);
		cr_assert(sicht_source_open_item(
			planned.plan, item, &content, &outcome, &error_number));
		sicht_content_close(&content);
	}
}

Test(walk, what_is_no_file_is_an_item_and_no_link_is_followed, .timeout = 10)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "d/f", "x");
	cr_assert_eq(symlinkat(".", scratch.fd, "d/loop"), 0);
	cr_assert_eq(symlinkat("/", scratch.fd, "everything"), 0);
	cr_assert_eq(symlinkat("d/f", scratch.fd, "link"), 0);
	cr_assert_eq(symlinkat("nowhere", scratch.fd, "dangling"), 0);
	cr_assert_eq(mkfifoat(scratch.fd, "fifo", 0600), 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%s", scratch_path(&scratch, "socket"));
	SICHT_DEFER(sicht_close_fd) int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(socket_fd, (struct sockaddr *)&address, sizeof address), 0);
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_str_eq(
		planned_paths(&planned), "d/f\nd/loop\ndangling\neverything\nfifo\nlink\nsocket\n");
	for (size_t i = 1; i < planned.count; i++) {
		enum sicht_outcome outcome = SICHT_OUTCOME_DECODED;
		struct sicht_content content = {0};
		int error_number;
		cr_expect_eq(planned.items[i].kind, SICHT_ITEM_SPECIAL);
		cr_expect_eq(planned.items[i].content.size_bytes, 0);
		cr_expect_not(sicht_source_open_item(
			planned.plan, &planned.items[i], &content, &outcome, &error_number));
		cr_expect_eq(outcome, SICHT_OUTCOME_SPECIAL);
		cr_expect_null(content.kind);
	}
}

Test(walk, a_directory_that_cannot_be_listed_is_an_item)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "a", "x");
	scratch_mkdir(&scratch, "closed");
	scratch_write(&scratch, "closed/f", "x");
	scratch_write(&scratch, "z", "x");
	cr_assert_eq(fchmodat(scratch.fd, "closed", 0, 0), 0);
	cr_assert_eq(fchmod(scratch.fd, 0755), 0);
	bool root = geteuid() == 0;
	if (root)
		cr_assert_eq(seteuid(65534), 0);
	struct planned planned = plan_one(scratch.path);
	if (root)
		cr_assert_eq(seteuid(0), 0);
	cr_expect_str_eq(planned_paths(&planned), "a\nclosed\nz\n");
	cr_expect_eq(planned.items[1].kind, SICHT_ITEM_UNREADABLE);
	cr_expect_eq(planned.items[1].error_number, EACCES);
	enum sicht_outcome outcome;
	struct sicht_content content = {0};
	int error_number;
	cr_expect_not(sicht_source_open_item(
		planned.plan, &planned.items[1], &content, &outcome, &error_number));
	cr_expect_eq(outcome, SICHT_OUTCOME_UNREADABLE);
	cr_expect_eq(error_number, EACCES);
	planned_free(&planned);
	cr_assert_eq(fchmodat(scratch.fd, "closed", 0700, 0), 0);
}

/* 600 levels, a path of 120 KB, a file on every level on both sides of the next directory. */
Test(walk, a_deep_tree_needs_few_descriptors)
{
	enum { DEPTH = 600 };
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	char name[201], text[2];
	memset(name, 'd', 200);
	name[200] = '\0';
	int fd = dup(scratch.fd);
	for (int i = 0; i < DEPTH; i++) {
		cr_assert_eq(mkdirat(fd, name, 0700), 0);
		int below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(openat(fd, "a", O_WRONLY | O_CREAT, 0600));
		close(openat(fd, "z", O_WRONLY | O_CREAT, 0600));
		close(fd);
		fd = below;
	}
	int bottom = openat(fd, "bottom", O_WRONLY | O_CREAT, 0600);
	cr_assert_eq(sicht_write_full(bottom, "!", 1), 0);
	close(bottom);
	close(fd);

	unsigned before = scratch_count_descriptors();
	struct rlimit limit = {before + 40, before + 40};
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_eq(planned.count, 2 * DEPTH + 1);
	for (size_t i = 0; i < planned.count; i++)
		cr_assert_eq(planned.items[i].kind, SICHT_ITEM_FILE, "item %zu: %s", i,
			strerror(planned.items[i].error_number));
	const struct sicht_item *deepest = &planned.items[DEPTH];
	cr_assert_eq(deepest->path.size, DEPTH * 201 + 6);
	enum sicht_outcome outcome;
	struct sicht_content content;
	int error_number;
	cr_assert(sicht_source_open_item(planned.plan, deepest, &content, &outcome, &error_number));
	cr_assert_eq(sicht_content_read(&content, text, 1, 0), 1);
	cr_assert_eq(text[0], '!');
	sicht_content_close(&content);
	cr_assert_leq(scratch_count_descriptors(), before + 2);
}

/* Who digs deeper than any use gets one line for it, not a path of that length for each file. */
Test(walk, what_lies_too_deep_is_one_item)
{
	enum { LEVELS = SICHT_PATH_BYTES_MAX / 201 + 3 };
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	char name[201];
	memset(name, 'd', 200);
	name[200] = '\0';
	int fd = scratch_mkdir_deep(&scratch, name, LEVELS);
	for (char file[] = "a"; *file <= 'e'; ++*file)
		close(openat(fd, file, O_WRONLY | O_CREAT, 0600));
	close(fd);
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_eq(planned.count, 1);
	cr_expect_eq(planned.items[0].kind, SICHT_ITEM_UNREADABLE);
	cr_expect_eq(planned.items[0].error_number, ENAMETOOLONG);
	cr_expect_gt(planned.items[0].path.size, SICHT_PATH_BYTES_MAX);
	cr_expect_leq(planned.items[0].path.size, SICHT_PATH_BYTES_MAX + 201);
}

/* A level that was closed and has been moved away is not mistaken for another. */
Test(walk, a_directory_that_moves_during_the_walk_is_found_out)
{
	enum { DEPTH = 100 };
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	static const struct sicht_plan_options options;
	int fd = dup(scratch.fd);
	for (int i = 0; i < DEPTH; i++) {
		cr_assert_eq(mkdirat(fd, "d", 0700), 0);
		int below = openat(fd, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		close(openat(fd, "z", O_WRONLY | O_CREAT, 0600));
		close(fd);
		fd = below;
	}
	close(openat(fd, "bottom", O_WRONLY | O_CREAT, 0600));
	close(fd);

	const char *const names[] = {scratch.path};
	struct sicht_plan *plan;
	struct sicht_arena arena = {0};
	struct sicht_item item;
	size_t count, files = 0, unreadable = 0;
	cr_assert_eq(sicht_plan_open(names, 1, &options, &plan), SICHT_OK);
	cr_assert_eq(sicht_plan_next(plan, &arena, &item, 1, &count), SICHT_OK);
	cr_assert_eq(count, 1, "the walk is at the bottom now");
	/* level 50 goes to the top of the tree, and a stranger takes its place */
	char path[201];
	for (int i = 0; i < 50; i++)
		memcpy(path + 2 * i, "d/", 3);
	path[99] = '\0';
	cr_assert_eq(renameat(scratch.fd, path, scratch.fd, "moved"), 0);
	scratch_mkdir(&scratch, path);
	scratch_write(&scratch, "stranger", "x");
	for (;;) {
		cr_assert_eq(sicht_plan_next(plan, &arena, &item, 1, &count), SICHT_OK);
		if (count == 0)
			break;
		files += item.kind == SICHT_ITEM_FILE;
		unreadable += item.kind == SICHT_ITEM_UNREADABLE;
	}
	cr_assert_eq(files, DEPTH, "\"..\" of the moved directory is elsewhere, the root helps");
	cr_assert_eq(unreadable, 0);
	sicht_plan_close(plan);
	sicht_arena_free(&arena);
}

Test(walk, a_directory_that_is_replaced_during_the_walk_is_not_believed)
{
	enum { DEPTH = 100 };
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	static const struct sicht_plan_options options;
	int fd = scratch_mkdir_deep(&scratch, "d", DEPTH);
	close(openat(fd, "bottom", O_WRONLY | O_CREAT, 0600));
	close(fd);
	scratch_write(&scratch, "d/z", "x");
	scratch_write(&scratch, "z", "x");
	const char *const names[] = {scratch.path};
	struct sicht_plan *plan;
	struct sicht_arena arena = {0};
	struct sicht_item items[9];
	size_t count;
	cr_assert_eq(sicht_plan_open(names, 1, &options, &plan), SICHT_OK);
	cr_assert_eq(sicht_plan_next(plan, &arena, items, 1, &count), SICHT_OK);
	cr_assert_eq(renameat(scratch.fd, "d/d", scratch.fd, "e"), 0);
	cr_assert_eq(renameat(scratch.fd, "d", scratch.fd, "old"), 0);
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "d/z", "another z");
	cr_assert_eq(sicht_plan_next(plan, &arena, items, 9, &count), SICHT_OK);
	cr_assert_eq(count, 2);
	cr_assert(sicht_bytes_equal(items[0].path, sicht_bytes_of("d/z")));
	cr_assert_eq(items[0].kind, SICHT_ITEM_UNREADABLE);
	cr_assert_eq(items[0].error_number, ESTALE);
	cr_assert_eq(items[1].kind, SICHT_ITEM_FILE, "and the rest is walked");
	sicht_plan_close(plan);
	sicht_arena_free(&arena);
}

/* Mounts in a namespace of the test's own; false: not allowed here. */
static bool enter_mount_namespace(void)
{
	return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

Test(walk, one_file_system_stays_on_it_and_says_so)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "mounted");
	scratch_write(&scratch, "z", "x");
	if (!enter_mount_namespace() ||
		mount("none", scratch_path(&scratch, "mounted"), "tmpfs", 0, NULL) != 0)
		cr_skip("skipped: mounting is not allowed here");
	/* by its path: scratch.fd belongs to the namespace of before */
	close(open(scratch_path(&scratch, "mounted/f"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	const char *const names[] = {scratch.path};
	struct sicht_plan_options options = {.one_file_system = true};
	struct planned inside = plan_all(names, 1, &options), all = plan_all(names, 1, NULL);
	cr_assert_eq(umount2(scratch_path(&scratch, "mounted"), MNT_DETACH), 0);
	cr_assert_str_eq(planned_paths(&all), "mounted/f\nz\n");
	cr_assert_str_eq(planned_paths(&inside), "mounted\nz\n");
	cr_assert_eq(inside.items[0].kind, SICHT_ITEM_UNREADABLE);
	cr_assert_eq(inside.items[0].error_number, EXDEV);
	planned_free(&inside);
	planned_free(&all);
}

/* The roots of two of a kind have the same number as a rule; neither lies in itself. */
Test(walk, directories_of_two_file_systems_may_have_one_number)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "outer");
	if (!enter_mount_namespace() ||
		mount("none", scratch_path(&scratch, "outer"), "tmpfs", 0, NULL) != 0)
		cr_skip("skipped: mounting is not allowed here");
	cr_assert_eq(mkdir(scratch_path(&scratch, "outer/inner"), 0700), 0);
	cr_assert_eq(mount("none", scratch_path(&scratch, "outer/inner"), "tmpfs", 0, NULL), 0);
	close(open(scratch_path(&scratch, "outer/inner/f"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	struct planned planned = plan_one(scratch_path(&scratch, "outer"));
	cr_assert_eq(umount2(scratch_path(&scratch, "outer"), MNT_DETACH), 0);
	cr_expect_str_eq(planned_paths(&planned), "inner/f\n");
	planned_free(&planned);
}

Test(walk, a_directory_mounted_inside_itself_ends_the_walk)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_mkdir(&scratch, "d");
	scratch_mkdir(&scratch, "d/again");
	scratch_write(&scratch, "d/z", "x");
	if (!enter_mount_namespace() ||
		mount(scratch.path, scratch_path(&scratch, "d/again"), NULL, MS_BIND, NULL) != 0)
		cr_skip("skipped: mounting is not allowed here");
	struct planned planned = plan_one(scratch.path);
	cr_assert_eq(umount2(scratch_path(&scratch, "d/again"), MNT_DETACH), 0);
	cr_assert_str_eq(planned_paths(&planned), "d/again\nd/z\n");
	cr_assert_eq(planned.items[0].kind, SICHT_ITEM_UNREADABLE);
	cr_assert_eq(planned.items[0].error_number, ELOOP);
	planned_free(&planned);
}

Test(walk, a_large_directory_comes_in_order)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	for (int i = 0; i < 3000; i++) {
		char name[16];
		snprintf(name, sizeof name, "%d", i * 7919 % 3000);
		scratch_write(&scratch, name, "");
	}
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_eq(planned.count, 3000);
	for (size_t i = 1; i < planned.count; i++)
		cr_assert_lt(strcmp(planned.items[i - 1].path.data, planned.items[i].path.data), 0);
}

/* Promise P1, for directories. */
Test(walk, p1_listing_leaves_the_access_time)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	struct stat status;
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "d/f", "x");
	const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 2000}};
	cr_assert_eq(utimensat(scratch.fd, "d", times, 0), 0);
	SICHT_DEFER(planned_free) struct planned planned = plan_one(scratch.path);
	cr_assert_eq(planned.count, 1);
	cr_assert_eq(fstatat(scratch.fd, "d", &status, 0), 0);
	cr_assert_eq(status.st_atim.tv_sec, 1000);
}

/* After so many names reading a directory fails; 0: never. */
static unsigned names_until_failure;

struct dirent *__real_readdir(DIR *directory);
struct dirent *__wrap_readdir(DIR *directory);
struct dirent *__wrap_readdir(DIR *directory)
{
	if (names_until_failure == 0 || --names_until_failure > 0)
		return __real_readdir(directory);
	errno = EIO;
	return NULL;
}

/* A damaged disk: what was listed is walked, and that there may be more is said. */
Test(walk, a_directory_that_cannot_be_read_to_its_end_says_so)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	static const char *const files[] = {"a", "b", "c", "d"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		scratch_write(&scratch, files[i], "x");
	names_until_failure = 5; /* two of six are the directory itself and the one above */
	struct planned planned = plan_one(scratch.path);
	names_until_failure = 0;
	cr_expect_eq(planned_find(&planned, ".")->kind, SICHT_ITEM_UNREADABLE);
	cr_expect_eq(planned_find(&planned, ".")->error_number, EIO);
	cr_expect(planned.count >= 3 && planned.count <= 5, "%zu items", planned.count);
	planned_free(&planned);
}
