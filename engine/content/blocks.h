/* SPDX-License-Identifier: MIT */
/*
 * Is the content of a file on this medium? When what file systems say of its blocks can be
 * believed.
 */
#ifndef SICHT_ENGINE_CONTENT_BLOCKS_H
#define SICHT_ENGINE_CONTENT_BLOCKS_H

#include <sys/stat.h>

#include "sicht/content.h"

/*
 * What `status` means on a file system of that type (f_type of statfs(2)). Only some are known to
 * count: an image that is mounted through FUSE as a rule gives every file no block at all.
 */
enum sicht_blocks sicht_blocks_of(const struct stat *status, uint32_t filesystem);

/*
 * The same for an open file, and looked at: no byte of a file of SICHT_BLOCKS_NONE can be read that
 * is not zero (SEEK_DATA finds none, and neither do some reads). errno means nothing afterwards.
 */
enum sicht_blocks sicht_blocks_look(int fd, const struct stat *status);

#endif
