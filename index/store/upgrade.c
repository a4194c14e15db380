/* SPDX-License-Identifier: MIT */
/*
 * An older store, brought up to date in place. One idea: each step leads from one format to the
 * next, and all of them are one transaction, so that there is the old store or the new one and
 * nothing between.
 */
#include "engine/base/crash_point.h"
#include "index/store/indexer.h"
#include "index/store/versions.h"

/* Records are as they were; what came with them is now said. */
static enum sicht_status to_2(struct sicht_indexer *indexer)
{
	if (sicht_kv_is_absent(indexer->transaction, SICHT_KV_VERSIONS))
		SICHT_TRY(sicht_kv_make_table(indexer->transaction, SICHT_KV_VERSIONS));
	return sicht_versions_write(indexer->transaction);
}

static const struct {
	uint32_t format;
	enum sicht_status (*lead)(struct sicht_indexer *indexer);
} steps[] = {{2, to_2}};

static enum sicht_status upgrade(struct sicht_indexer *indexer)
{
	uint32_t *format = &indexer->snapshot.state.format_version;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (*format + 1 != steps[i].format)
			continue;
		SICHT_TRY(steps[i].lead(indexer));
		*format = steps[i].format;
		sicht_crash_point("upgrade-step");
	}
	return sicht_indexer_finish(indexer);
}

enum sicht_status sicht_indexer_upgrade(struct sicht_indexer *indexer, uint32_t *from, uint32_t *to)
{
	*from = indexer->snapshot.state.format_version;
	*to = SICHT_FORMAT_VERSION;
	if (*from == *to)
		return SICHT_OK;
	return sicht_indexer_keep(indexer, upgrade(indexer));
}
