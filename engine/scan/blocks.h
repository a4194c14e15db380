/* SPDX-License-Identifier: MIT */
/*
 * Is the content of a file on this medium? What file systems say of the blocks behind it, and when
 * that can be believed.
 */
#ifndef SICHT_ENGINE_SCAN_BLOCKS_H
#define SICHT_ENGINE_SCAN_BLOCKS_H

#include <stdint.h>
#include <sys/stat.h>

enum sicht_blocks {
	SICHT_BLOCKS_THERE = 0, /* nothing speaks against it: read it */
	SICHT_BLOCKS_NONE,      /* none is stored: a placeholder of a cloud client, or one hole */
	SICHT_BLOCKS_FEW, /* so few for its size that reading it is reading a hole for hours */
	SICHT_BLOCKS_UNCOUNTED, /* none, says a file system that may leave them uncounted */
};

/*
 * What `status` means on a file system of that type (f_type of statfs(2)). Only some are known to
 * count: an image that is mounted through FUSE as a rule gives every file no block at all.
 */
enum sicht_blocks sicht_blocks_of(const struct stat *status, uint32_t filesystem);

/*
 * The same for an open file, and looked at: no byte of a file of SICHT_BLOCKS_NONE can be read that
 * is not zero (SEEK_DATA finds none, and neither do some reads). errno is of no meaning afterwards.
 */
enum sicht_blocks sicht_blocks_look(int fd, const struct stat *status);

#endif
