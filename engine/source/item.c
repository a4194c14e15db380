/* SPDX-License-Identifier: MIT */
/* See item.h. */
#include "engine/source/item.h"

#include <assert.h>

#include "engine/base/clock.h"
#include "sicht/source.h"

void sicht_source_count(struct sicht_source_tally *tally, enum sicht_outcome outcome)
{
	tally->files += outcome != SICHT_OUTCOME_SPECIAL;
	tally->unreadable += outcome == SICHT_OUTCOME_UNREADABLE;
}

struct sicht_item sicht_item_of(
	struct sicht_bytes path, const struct stat *status, int error_number)
{
	assert(status != NULL || error_number != 0);
	struct sicht_item item = {.path = path, .error_number = error_number};
	if (error_number != 0)
		item.kind = SICHT_ITEM_UNREADABLE;
	else
		item.kind = S_ISREG(status->st_mode) ? SICHT_ITEM_FILE : SICHT_ITEM_SPECIAL;
	if (status == NULL)
		return item;
	item.content.device = status->st_dev;
	item.content.inode = status->st_ino;
	item.content.size_bytes = S_ISREG(status->st_mode) ? (uint64_t)status->st_size : 0;
	item.links = status->st_nlink;
	item.content.mtime_ns = sicht_clock_ns(&status->st_mtim);
	item.content.ctime_ns = sicht_clock_ns(&status->st_ctim);
	return item;
}
