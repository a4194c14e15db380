/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/socket.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "tests/scratch.h"

/* From here on this process lives on a kernel without openat2(). */
static void take_openat2_away(void)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
	cr_assert_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	cr_assert_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

static int open_at(const struct scratch *scratch, const char *path)
{
	return sicht_open_evidence(scratch->fd, sicht_bytes_of(path), 0);
}

static void expect_refused(const struct scratch *scratch, const char *path, int error_number)
{
	errno = 0;
	cr_expect_eq(open_at(scratch, path), -1, "%s was opened", path);
	cr_expect_eq(errno, error_number, "%s: %s", path, strerror(errno));
}

static void check_files_and_links(const struct scratch *scratch)
{
	char text[8] = "";
	scratch_mkdir(scratch, "a");
	scratch_mkdir(scratch, "a/b");
	scratch_write(scratch, "a/b/file", "inside");
	scratch_write(scratch, "secret", "outside");
	cr_assert_eq(symlinkat("a", scratch->fd, "link-to-directory"), 0);
	cr_assert_eq(symlinkat("../b", scratch->fd, "a/up"), 0);
	cr_assert_eq(symlinkat("../../secret", scratch->fd, "a/b/link-to-file"), 0);
	cr_assert_eq(symlinkat("loop", scratch->fd, "loop"), 0);

	SICHT_DEFER(sicht_close_fd) int fd = open_at(scratch, "a/b/file");
	cr_assert(fd >= 0, "%s", strerror(errno));
	cr_assert_eq(sicht_read_full(fd, text, sizeof text), 6);
	cr_assert_str_eq(text, "inside");
	cr_assert_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	cr_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	SICHT_DEFER(sicht_close_fd)
	int directory = sicht_open_evidence(scratch->fd, sicht_bytes_of("a/b"), O_DIRECTORY);
	cr_assert(directory >= 0);
	SICHT_DEFER(sicht_close_fd)
	int root = sicht_open_evidence(scratch->fd, sicht_bytes_of("."), O_DIRECTORY);
	cr_assert(root >= 0);

	expect_refused(scratch, "link-to-directory/b/file", ELOOP);
	expect_refused(scratch, "a/up/file", ELOOP);
	expect_refused(scratch, "a/b/link-to-file", ELOOP);
	expect_refused(scratch, "loop", ELOOP);
	expect_refused(scratch, "loop/x", ELOOP);
	expect_refused(scratch, "a/b/missing", ENOENT);
	expect_refused(scratch, "secret/x", ENOTDIR);
	expect_refused(scratch, "a/b/file/x", ENOTDIR);
}

Test(evidence, links_are_refused_wherever_they_stand)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	check_files_and_links(&scratch);
}

Test(evidence, links_are_refused_without_openat2_too)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	take_openat2_away();
	check_files_and_links(&scratch);
}

Test(evidence, only_plain_paths_are_taken)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	const char *const bad[] = {
		"", "/", "/etc/passwd", "..", "../x", "a/../b", "./a", "a//b", "a/", "a/."};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_refused(&scratch, bad[i], EINVAL);
	cr_assert_eq(sicht_open_evidence(scratch.fd, sicht_bytes("a\0b", 3), 0), -1);
	cr_assert_eq(errno, EINVAL);
	char name[5000];
	memset(name, 'n', sizeof name);
	cr_assert_eq(sicht_open_evidence(scratch.fd, sicht_bytes(name, sizeof name), 0), -1);
	cr_assert_eq(errno, ENAMETOOLONG);
}

/* 600 levels of names of 200 bytes: a path of 120 KB, thirty times what the kernel takes. */
static void check_deep_tree(const struct scratch *scratch)
{
	char name[201], text[8] = "";
	memset(name, 'd', 200);
	name[200] = '\0';
	SICHT_DEFER(sicht_close_fd) int bottom = scratch_mkdir_deep(scratch, name, 600);
	SICHT_DEFER(sicht_close_fd)
	int file = openat(bottom, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	cr_assert_eq(sicht_write_full(file, "deep", 4), 0);
	cr_assert_eq(symlinkat("file", bottom, "link"), 0);

	SICHT_DEFER(sicht_text_free) struct sicht_text path = {0};
	for (int i = 0; i < 600; i++)
		sicht_text_printf(&path, "%s/", name);
	size_t size = path.size;
	sicht_text_append_string(&path, "file");
	unsigned before = scratch_count_descriptors();
	SICHT_DEFER(sicht_close_fd)
	int fd = sicht_open_evidence(scratch->fd, sicht_text_bytes(&path), 0);
	cr_assert(fd >= 0, "%s", strerror(errno));
	cr_assert_eq(sicht_read_full(fd, text, sizeof text), 4);
	cr_assert_str_eq(text, "deep");
	path.size = size;
	sicht_text_append_string(&path, "link");
	cr_assert_eq(sicht_open_evidence(scratch->fd, sicht_text_bytes(&path), 0), -1);
	cr_assert_eq(errno, ELOOP);
	cr_assert_eq(scratch_count_descriptors(), before + 1, "the steps are closed again");
}

Test(evidence, paths_of_any_length_open)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	check_deep_tree(&scratch);
}

Test(evidence, paths_of_any_length_open_without_openat2_too)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	take_openat2_away();
	check_deep_tree(&scratch);
}

/* Every place at which the first piece can end, by directories of all lengths before it. */
Test(evidence, pieces_end_at_slashes)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	char name[200];
	memset(name, 'd', sizeof name);
	name[199] = '\0';
	SICHT_DEFER(sicht_close_fd)
	int deep = scratch_mkdir_deep(&scratch, name, 20); /* 4000 bytes */
	char before[201];
	for (size_t size = 85; size <= 105; size++) {
		memset(before, 'e', size);
		before[size] = '\0';
		cr_assert_eq(mkdirat(deep, before, 0700), 0);
		SICHT_DEFER(sicht_close_fd) int last = openat(deep, before, O_PATH | O_CLOEXEC);
		cr_assert_eq(mkdirat(last, "f", 0700), 0);
		SICHT_DEFER(sicht_text_free) struct sicht_text path = {0};
		for (int i = 0; i < 20; i++)
			sicht_text_printf(&path, "%s/", name);
		sicht_text_printf(&path, "%s/f", before);
		SICHT_DEFER(sicht_close_fd)
		int fd = sicht_open_evidence(scratch.fd, sicht_text_bytes(&path), O_DIRECTORY);
		cr_expect(fd >= 0, "path of %zu bytes: %s", path.size, strerror(errno));
	}
}

Test(evidence, a_fifo_or_a_socket_does_not_block, .timeout = 10)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	cr_assert_eq(mkfifoat(scratch.fd, "fifo", 0600), 0);
	SICHT_DEFER(sicht_close_fd) int fd = open_at(&scratch, "fifo");
	cr_assert(fd >= 0, "a FIFO without a writer opens at once");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof address.sun_path, "%s", scratch_path(&scratch, "socket"));
	SICHT_DEFER(sicht_close_fd) int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(socket_fd, (struct sockaddr *)&address, sizeof address), 0);
	expect_refused(&scratch, "socket", ENXIO);
}

/* Promise P1: reading changes no access time. */
Test(evidence, p1_reading_leaves_the_access_time)
{
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	char text[8];
	struct stat before, after;
	scratch_write(&scratch, "f", "read me");
	/* older than the last change, so that even relatime would renew it */
	const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 2000}};
	cr_assert_eq(utimensat(scratch.fd, "f", times, 0), 0);
	SICHT_DEFER(sicht_close_fd) int fd = open_at(&scratch, "f");
	cr_assert(fcntl(fd, F_GETFL) & O_NOATIME);
	cr_assert(sicht_reads_leave_no_trace(fd));
	cr_assert_eq(fstat(fd, &before), 0);
	cr_assert_eq(sicht_read_full(fd, text, sizeof text), 7);
	cr_assert_eq(fstat(fd, &after), 0);
	cr_assert_eq(before.st_atim.tv_sec, 1000);
	cr_assert_eq(after.st_atim.tv_sec, 1000);
}

/* Nobody but the owner may ask for O_NOATIME: such files are read all the same. */
Test(evidence, p1_files_of_others_open_and_are_told_apart)
{
	if (geteuid() != 0)
		cr_skip("skipped: only root can give a file to somebody else");
	SICHT_DEFER(scratch_free) struct scratch scratch = scratch_new();
	scratch_write(&scratch, "f", "x");
	cr_assert_eq(fchmodat(scratch.fd, "f", 0644, 0), 0);
	cr_assert_eq(fchmod(scratch.fd, 0755), 0);
	cr_assert_eq(seteuid(65534), 0);
	SICHT_DEFER(sicht_close_fd) int fd = open_at(&scratch, "f");
	int flags = fcntl(fd, F_GETFL);
	cr_assert_eq(seteuid(0), 0);
	cr_assert(fd >= 0);
	cr_assert_not(flags & O_NOATIME);
}

Test(evidence, local_file_systems_are_not_taken_for_network_ones)
{
	const char *name = NULL;
	SICHT_DEFER(sicht_close_fd) int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_not(sicht_is_network_filesystem(fd, &name));
	cr_assert_null(name);
	cr_assert_not(sicht_is_network_filesystem(-1, &name));
}
