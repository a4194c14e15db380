/* SPDX-License-Identifier: MIT */
/* When "no block is allocated" means that a file's content is elsewhere. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "engine/content/blocks.h"
#include "sicht/limits.h"

#define EXT4 0xEF53u
#define NTFS3 0x7366746Eu
#define OVERLAY 0x794C7630u
#define FUSE 0x65735546u
#define NFS 0x6969u

static enum sicht_blocks blocks_of(uint64_t size, uint64_t blocks, uint32_t filesystem)
{
	struct stat status = {.st_size = (off_t)size, .st_blocks = (blkcnt_t)blocks};
	return sicht_blocks_of(&status, filesystem);
}

Test(blocks, a_file_without_blocks_is_elsewhere_if_they_are_counted)
{
	cr_expect_eq(blocks_of(3 << 20, 0, EXT4), SICHT_BLOCKS_NONE);
	cr_expect_eq(blocks_of(3 << 20, 0, NTFS3), SICHT_BLOCKS_NONE);
	cr_expect_eq(blocks_of(3 << 20, 0, OVERLAY), SICHT_BLOCKS_NONE);
	cr_expect_eq(blocks_of(3 << 20, 0, FUSE), SICHT_BLOCKS_UNCOUNTED);
	cr_expect_eq(blocks_of(3 << 20, 0, NFS), SICHT_BLOCKS_UNCOUNTED);
	cr_expect_eq(blocks_of(3 << 20, 8, EXT4), SICHT_BLOCKS_THERE);
	cr_expect_eq(blocks_of(3 << 20, 8, FUSE), SICHT_BLOCKS_THERE);
}

Test(blocks, small_files_may_lie_in_their_inode)
{
	cr_expect_eq(blocks_of(SICHT_PLACEHOLDER_BYTES_MIN - 1, 0, EXT4), SICHT_BLOCKS_THERE);
	cr_expect_eq(blocks_of(SICHT_PLACEHOLDER_BYTES_MIN, 0, EXT4), SICHT_BLOCKS_NONE);
	cr_expect_eq(blocks_of(0, 0, FUSE), SICHT_BLOCKS_THERE);
}

Test(blocks, a_hole_of_terabytes_is_one_where_blocks_are_counted)
{
	const uint64_t size = SICHT_SPARSE_BYTES_MIN;
	const uint64_t enough = size / SICHT_SPARSE_RATIO_MAX / 512;
	cr_expect_eq(blocks_of(size, enough - 1, EXT4), SICHT_BLOCKS_FEW);
	cr_expect_eq(blocks_of(size, enough, EXT4), SICHT_BLOCKS_THERE);
	cr_expect_eq(blocks_of(size - 1, 8, EXT4), SICHT_BLOCKS_THERE);
	cr_expect_eq(blocks_of(size, enough - 1, FUSE), SICHT_BLOCKS_THERE);
}

/* While it is set, no file has data: so says the file system. */
static bool denies_data;

off_t __real_lseek(int fd, off_t offset, int whence);
off_t __wrap_lseek(int fd, off_t offset, int whence);
off_t __wrap_lseek(int fd, off_t offset, int whence)
{
	if (!denies_data || whence != SEEK_DATA)
		return __real_lseek(fd, offset, whence);
	errno = ENXIO;
	return -1;
}

/* What a file system says of a file is held against the file: where it begins, and further on. */
Test(blocks, bytes_that_can_be_read_are_there_whatever_is_said)
{
	const off_t size = 2 << 20, places[] = {size - 1, 0, (size - 4096) / 1000 * 500};
	char path[] = "/tmp/sicht-blocks-XXXXXX";
	struct stat status;
	int fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	unlink(path);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		cr_assert_eq(ftruncate(fd, 0), 0);
		cr_assert_eq(ftruncate(fd, size), 0);
		cr_assert_eq(fstat(fd, &status), 0);
		enum sicht_blocks hole = sicht_blocks_look(fd, &status);
		cr_expect(hole == SICHT_BLOCKS_NONE || hole == SICHT_BLOCKS_UNCOUNTED);
		cr_assert_eq(pwrite(fd, "x", 1, places[i]), 1);
		status.st_blocks = 0;
		enum sicht_blocks written = sicht_blocks_look(fd, &status);
		cr_expect(written == SICHT_BLOCKS_THERE || written == SICHT_BLOCKS_UNCOUNTED);
		denies_data = i > 0; /* the end is not among the places that are read then */
		written = sicht_blocks_look(fd, &status);
		cr_expect(written == SICHT_BLOCKS_THERE || written == SICHT_BLOCKS_UNCOUNTED,
			"place %zu", i);
		denies_data = false;
	}
	close(fd);
}
