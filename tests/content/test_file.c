/* SPDX-License-Identifier: MIT */
/* A file is the one that was seen as long as nothing that is on record of it differs. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sicht/content.h"

static int new_file(struct sicht_identity *identity)
{
	char path[] = "/tmp/sicht-content-XXXXXX";
	struct stat status;
	int fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	unlink(path);
	cr_assert_eq(write(fd, "content", 7), 7);
	cr_assert_eq(fstat(fd, &status), 0);
	*identity = (struct sicht_identity){
		.device = status.st_dev,
		.inode = status.st_ino,
		.size_bytes = (uint64_t)status.st_size,
		.mtime_ns = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec,
		.ctime_ns = (int64_t)status.st_ctim.tv_sec * 1000000000 + status.st_ctim.tv_nsec,
	};
	return fd;
}

Test(file, each_of_what_is_on_record_tells_another_file)
{
	struct sicht_identity seen;
	struct sicht_content content = sicht_content_of_file(new_file(&seen), 7);
	cr_expect(sicht_content_is_same(&content, &seen));
	struct sicht_identity others[] = {seen, seen, seen, seen, seen};
	others[0].device++;
	others[1].inode++;
	others[2].size_bytes++;
	others[3].mtime_ns++;
	others[4].ctime_ns++;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		cr_expect_not(sicht_content_is_same(&content, &others[i]), "part %zu", i);
	sicht_content_close(&content);
}

Test(file, what_is_closed_is_closed)
{
	struct sicht_identity seen;
	int fd = new_file(&seen);
	struct sicht_content content = sicht_content_of_file(fd, 7);
	char bytes[8];
	cr_expect_eq(sicht_content_read(&content, bytes, sizeof bytes, 3), 4);
	cr_expect_arr_eq(bytes, "tent", 4);
	sicht_content_close(&content);
	cr_expect_eq(fcntl(fd, F_GETFD), -1);
	sicht_content_close(&content);
}
