/* SPDX-License-Identifier: MIT */
/* See blocks.h. Costs one comparison for all files but those that look empty and are not. */
#include "engine/content/blocks.h"

#include <errno.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "sicht/limits.h"

/* Places, of a thousand of the file's size, where it is read to see whether it is a hole. */
static const unsigned places[] = {0, 500, 1000};

#define LOOK_BYTES 4096

/*
 * File systems that count the blocks of every file, those that are not written yet included; magic
 * numbers of statfs(2). An overlay passes on what the one below it says.
 */
static bool counts_blocks(uint32_t filesystem)
{
	static const uint32_t counting[] = {
		0x0000EF53, /* ext2, ext3, ext4 */
		0x58465342, /* XFS */
		0x9123683E, /* Btrfs */
		0xF2F52010, /* F2FS */
		0x7366746E, /* NTFS by the kernel's ntfs3 */
		0x01021994, /* tmpfs */
		0x794C7630, /* overlay */
	};
	for (size_t i = 0; i < sizeof counting / sizeof *counting; i++) {
		if (counting[i] == filesystem)
			return true;
	}
	return false;
}

/* Without knowing the file system: could it be anything but SICHT_BLOCKS_THERE? */
static bool is_suspicious(const struct stat *status)
{
	uint64_t size = (uint64_t)status->st_size, allocated = (uint64_t)status->st_blocks * 512;
	return (size >= SICHT_PLACEHOLDER_BYTES_MIN && allocated == 0) ||
	       (size >= SICHT_SPARSE_BYTES_MIN && allocated < size / SICHT_SPARSE_RATIO_MAX);
}

enum sicht_blocks sicht_blocks_of(const struct stat *status, uint32_t filesystem)
{
	if (!is_suspicious(status))
		return SICHT_BLOCKS_THERE;
	if (!counts_blocks(filesystem))
		return status->st_blocks == 0 ? SICHT_BLOCKS_UNCOUNTED : SICHT_BLOCKS_THERE;
	return status->st_blocks == 0 ? SICHT_BLOCKS_NONE : SICHT_BLOCKS_FEW;
}

static bool reads_as_zeros(int fd, uint64_t size)
{
	static const uint8_t zeros[LOOK_BYTES];
	uint8_t data[LOOK_BYTES];
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		uint64_t offset = (size - LOOK_BYTES) / 1000 * places[i];
		ssize_t count = sicht_pread_full(fd, data, sizeof data, offset);
		if (count != LOOK_BYTES || memcmp(data, zeros, sizeof data) != 0)
			return false;
	}
	return true;
}

enum sicht_blocks sicht_blocks_look(int fd, const struct stat *status)
{
	struct statfs filesystem;
	if (!is_suspicious(status) || fstatfs(fd, &filesystem) != 0)
		return SICHT_BLOCKS_THERE;
	enum sicht_blocks blocks = sicht_blocks_of(status, (uint32_t)filesystem.f_type);
	if (blocks != SICHT_BLOCKS_NONE)
		return blocks;
	bool hole = lseek(fd, 0, SEEK_DATA) < 0 && errno == ENXIO;
	return hole && reads_as_zeros(fd, (uint64_t)status->st_size) ? SICHT_BLOCKS_NONE
								     : SICHT_BLOCKS_THERE;
}
