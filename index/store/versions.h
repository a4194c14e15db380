/* SPDX-License-Identifier: MIT */
/*
 * Formats of a store: its tables and the versions of their records, on record in the store itself.
 *
 * A store of an older format can be read as it is; to change it, it is upgraded first
 * (sicht_indexer_upgrade()), all or nothing, in one transaction. A newer one is refused.
 *
 * A new table, or records that an older program would not understand: raise SICHT_FORMAT_VERSION,
 * put the table or its new version into the table in kv.c, and a step into the one in upgrade.c.
 */
#ifndef SICHT_INDEX_STORE_VERSIONS_H
#define SICHT_INDEX_STORE_VERSIONS_H

#include "index/store/kv.h"
#include "index/store/record.h"

/* Put the versions of all tables on record, in a store that is new or is brought up to date. */
SICHT_MUST_CHECK enum sicht_status sicht_versions_write(struct sicht_kv_transaction *transaction);

/*
 * Is what is on record what this program knows? SICHT_ERROR_FORMAT: a table is newer. An older
 * format has nothing on record.
 */
SICHT_MUST_CHECK enum sicht_status sicht_versions_check(
	const struct sicht_kv_transaction *transaction, const char *store, uint32_t format);

/* SICHT_ERROR_FORMAT if a store of that format can only be read; the message says the way out. */
SICHT_MUST_CHECK enum sicht_status sicht_versions_writable(const char *store, uint32_t format);

#endif
