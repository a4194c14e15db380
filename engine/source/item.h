/* SPDX-License-Identifier: MIT */
/* An item from what the system says about a name. */
#ifndef SICHT_ENGINE_SOURCE_ITEM_H
#define SICHT_ENGINE_SOURCE_ITEM_H

#include <sys/stat.h>

#include "sicht/types.h"

/*
 * `path` is lent to the item. `status` is what lstat(2) says of it, NULL if it says nothing.
 * `error_number` other than 0: the item is unreadable for that reason. Ordinal and source are the
 * plan's to fill in.
 */
struct sicht_item sicht_item_of(
	struct sicht_bytes path, const struct stat *status, int error_number);

#endif
