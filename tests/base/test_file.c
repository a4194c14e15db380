/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>

#include "engine/base/file.h"
#include "tests/calls.h"
#include "tests/scratch.h"

/* The content of a file of ours, in one static buffer. */
static const char *content(const struct scratch *scratch, const char *name)
{
	static char text[1000];
	char *data;
	size_t size;
	cr_assert_eq(sicht_read_file(scratch_path(scratch, name), 999, &data, &size), SICHT_OK,
		"%s", sicht_message());
	memcpy(text, data, size + 1);
	free(data);
	return text;
}

static unsigned count_entries(const struct scratch *scratch)
{
	unsigned count = 0;
	DIR *directory = opendir(scratch->path);
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count - 2;
}

Test(file, reads_and_writes_go_to_the_end)
{
	int ends[2];
	char data[200000], back[sizeof data + 10];
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (char)(i * 31);
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		_exit(sicht_write_full(ends[1], data, sizeof data) == 0 ? 0 : 1);
	}
	close(ends[1]);
	cr_assert_eq(sicht_read_full(ends[0], back, sizeof back), sizeof data);
	cr_assert_eq(memcmp(data, back, sizeof data), 0);
	int status;
	waitpid(child, &status, 0);
	cr_assert_eq(status, 0);
	close(ends[0]);
	cr_assert_eq(sicht_read_full(-1, back, 1), -1);
	cr_assert_eq(errno, EBADF);
}

Test(file, positioned_reads_stop_at_the_end_of_the_file)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	char back[10];
	scratch_write(&scratch, "f", "0123456789");
	SICHT_DEFER(sicht_close_fd) int fd = openat(scratch.fd, "f", O_RDONLY | O_CLOEXEC);
	cr_assert_eq(sicht_pread_full(fd, back, 10, 7), 3);
	cr_assert_eq(memcmp(back, "789", 3), 0);
	cr_assert_eq(sicht_pread_full(fd, back, 10, 11), 0);
}

/* Counts that no size here is a multiple of, so that the last piece is a short one as well. */
static const size_t pieces[] = {1, 7, 1000, 4099};

Test(file, short_and_interrupted_calls_make_no_difference)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	static char data[100000], back[sizeof data + 10];
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (char)(i * 31 + i / 251);
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		SICHT_DEFER(sicht_close_fd)
		int fd = openat(scratch.fd, "f", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		cr_assert(fd >= 0);
		calls = (struct calls){.most_bytes = pieces[i]};
		cr_assert_eq(sicht_write_full(fd, data, sizeof data), 0);
		cr_assert(calls.interrupted >= sizeof data / pieces[i]);
		struct stat status;
		cr_assert_eq(fstat(fd, &status), 0);
		cr_assert_eq(status.st_size, sizeof data, "%zu bytes at a time", pieces[i]);

		memset(back, 0, sizeof back);
		cr_assert_eq(sicht_pread_full(fd, back, sizeof back, 0), sizeof data);
		cr_assert_arr_eq(back, data, sizeof data);
		cr_assert_eq(sicht_pread_full(fd, back, 5000, 60001), 5000);
		cr_assert_arr_eq(back, data + 60001, 5000);

		memset(back, 0, sizeof back);
		cr_assert_eq(lseek(fd, 0, SEEK_SET), 0);
		cr_assert_eq(sicht_read_full(fd, back, sizeof back), sizeof data);
		cr_assert_arr_eq(back, data, sizeof data);

		char *whole;
		size_t size;
		cr_assert_eq(
			sicht_read_file(scratch_path(&scratch, "f"), sizeof data, &whole, &size),
			SICHT_OK, "%s", sicht_message());
		cr_assert_eq(size, sizeof data);
		cr_assert_arr_eq(whole, data, size);
		free(whole);
	}
}

Test(file, a_whole_file_is_read_and_too_large_ones_are_not)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	char *data = NULL, large[150001];
	size_t size;
	memset(large, 'x', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	scratch_write(&scratch, "large", large);
	scratch_write(&scratch, "empty", "");
	const char *path = scratch_path(&scratch, "large");
	cr_assert_eq(sicht_read_file(path, 150000, &data, &size), SICHT_OK);
	cr_assert_eq(size, 150000);
	cr_assert_str_eq(data, large);
	free(data);
	data = NULL;
	cr_assert_eq(sicht_read_file(path, 149999, &data, &size), SICHT_ERROR_FORMAT);
	cr_assert_not_null(strstr(sicht_message(), "larger than 149999 bytes"));
	cr_assert_eq(sicht_read_file(scratch_path(&scratch, "missing"), 9, &data, &size),
		SICHT_ERROR_IO);
	cr_assert_eq(sicht_read_file(scratch.path, 9, &data, &size), SICHT_ERROR_IO);
	cr_assert_null(data, "and nothing is handed out");
	cr_assert_str_eq(content(&scratch, "empty"), "");
}

Test(file, names_in_messages_cannot_disturb)
{
	char *data;
	size_t size;
	cr_assert_eq(sicht_read_file("no\x1B[2J\nsuch", 9, &data, &size), SICHT_ERROR_IO);
	cr_assert_not_null(strstr(sicht_message(), "no\\x1b[2J\\nsuch: No such file"));
	cr_assert_eq(sicht_read_file("", 9, &data, &size), SICHT_ERROR_IO);
}

Test(file, a_replacement_shows_itself_at_commit_alone)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "f", "old");
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	cr_assert_eq(
		sicht_replacement_open(scratch_path(&scratch, "f"), 0640, &replacement), SICHT_OK);
	cr_assert_eq(sicht_write_full(replacement.fd, "new", 3), 0);
	cr_assert_str_eq(content(&scratch, "f"), "old");
	cr_assert_eq(sicht_replacement_commit(&replacement), SICHT_OK);
	cr_assert_str_eq(content(&scratch, "f"), "new");
	sicht_replacement_close(&replacement);
	cr_assert_eq(count_entries(&scratch), 1, "nothing else is left");
	struct stat status;
	cr_assert_eq(stat(scratch_path(&scratch, "f"), &status), 0);
	cr_assert_eq(status.st_mode & 0137, 0, "no more rights than were asked for");
}

Test(file, a_replacement_that_is_given_up_leaves_the_old_file)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "f", "old");
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	cr_assert_eq(
		sicht_replacement_open(scratch_path(&scratch, "f"), 0600, &replacement), SICHT_OK);
	cr_assert_eq(sicht_write_full(replacement.fd, "half of th", 10), 0);
	sicht_replacement_close(&replacement);
	cr_assert_str_eq(content(&scratch, "f"), "old");
	cr_assert_eq(count_entries(&scratch), 1);
	sicht_replacement_close(&replacement);
	sicht_replacement_close(NULL);
}

/* Killed at either point, a reader finds one of the two, whole (promise P2). */
static void kill_at(const struct scratch *scratch, const char *point, const char *expected)
{
	scratch_write(scratch, "f", "old");
	pid_t child = fork();
	if (child == 0) {
		setenv("SICHT_CRASH_POINT", point, 1);
		struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
		if (sicht_replacement_open(scratch_path(scratch, "f"), 0600, &replacement) ==
				SICHT_OK &&
			sicht_write_full(replacement.fd, "new", 3) == 0)
			(void)!sicht_replacement_commit(&replacement);
		_exit(0);
	}
	int status;
	waitpid(child, &status, 0);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "%s was not met", point);
	cr_assert_str_eq(content(scratch, "f"), expected);
}

Test(file, p2_a_replacement_that_is_killed_is_whole_or_not_at_all)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	kill_at(&scratch, "replacement-synced", "old");
	kill_at(&scratch, "replacement-renamed", "new");
}

/*
 * What a power cut would show: the content is on the disk before it gets its name, and the name
 * before anybody is told (promise P2).
 */
Test(file, p2_a_replacement_is_synced_then_renamed_then_its_directory_is_synced)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	SICHT_DEFER(sicht_replacement_close)
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	cr_assert_eq(
		sicht_replacement_open(scratch_path(&scratch, "f"), 0600, &replacement), SICHT_OK);
	cr_assert_eq(sicht_replacement_commit(&replacement), SICHT_OK);
	cr_expect_str_eq(calls.trace, "frd");
	calls = (struct calls){0};
	cr_assert_eq(sicht_sync_parent(scratch_path(&scratch, "f")), SICHT_OK);
	cr_expect_str_eq(calls.trace, "d");
}

Test(file, a_name_without_a_directory_is_in_the_current_one_and_slash_name_in_the_root)
{
	calls.sync_error = EINVAL; /* nothing is synced here, but the directory is opened */
	cr_expect_eq(sicht_sync_parent("name"), SICHT_OK);
	cr_expect_eq(sicht_sync_parent("/name"), SICHT_OK);
	cr_expect_neq(sicht_sync_parent("/no/name"), SICHT_OK);
}

Test(file, p2_what_cannot_be_synced_is_not_acknowledged)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "f", "old");
	SICHT_DEFER(sicht_replacement_close)
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	cr_assert_eq(
		sicht_replacement_open(scratch_path(&scratch, "f"), 0600, &replacement), SICHT_OK);
	cr_assert_eq(sicht_write_full(replacement.fd, "new", 3), 0);
	calls.sync_error = EIO;
	cr_expect_eq(sicht_replacement_commit(&replacement), SICHT_ERROR_IO);
	cr_expect_str_eq(content(&scratch, "f"), "old");
	cr_expect_eq(sicht_sync_parent(scratch_path(&scratch, "f")), SICHT_ERROR_IO);
	calls.sync_error = EINVAL; /* some file systems cannot sync a directory */
	cr_expect_eq(sicht_sync_parent(scratch_path(&scratch, "f")), SICHT_OK);
}

Test(file, only_regular_files_are_replaced)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	scratch_mkdir(&scratch, "d");
	scratch_write(&scratch, "target", "old");
	cr_assert_eq(symlinkat("target", scratch.fd, "link"), 0);
	cr_assert_eq(mkfifoat(scratch.fd, "fifo", 0600), 0);
	const char *const bad[] = {"d", "link", "fifo"};
	for (size_t i = 0; i < 3; i++) {
		cr_expect_eq(
			sicht_replacement_open(scratch_path(&scratch, bad[i]), 0600, &replacement),
			SICHT_ERROR_USAGE, "%s", bad[i]);
	}
	cr_expect_eq(sicht_replacement_open(scratch_path(&scratch, "d/"), 0600, &replacement),
		SICHT_ERROR_IO);
	cr_expect_eq(sicht_replacement_open(scratch_path(&scratch, "no/f"), 0600, &replacement),
		SICHT_ERROR_IO);
	cr_expect_eq(replacement.fd, -1);
	cr_expect_eq(count_entries(&scratch), 4);
}

Test(file, no_descriptor_is_left_behind)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	unsigned before = scratch_count_descriptors();
	cr_assert_eq(
		sicht_replacement_open(scratch_path(&scratch, "f"), 0600, &replacement), SICHT_OK);
	cr_assert_eq(sicht_replacement_commit(&replacement), SICHT_OK);
	sicht_replacement_close(&replacement);
	cr_assert_neq(sicht_replacement_open(scratch.path, 0600, &replacement), SICHT_OK);
	cr_assert_eq(sicht_sync_parent(scratch_path(&scratch, "f")), SICHT_OK);
	cr_assert_neq(sicht_sync_parent(scratch_path(&scratch, "no/f")), SICHT_OK);
	cr_assert_eq(scratch_count_descriptors(), before);
}

Test(file, closing_keeps_the_reason)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), none = -1;
	errno = ENOSPC;
	sicht_close_fd(&fd);
	sicht_close_fd(&none);
	cr_assert_eq(errno, ENOSPC);
	cr_assert_eq(fd, -1);
}
