/* SPDX-License-Identifier: MIT */
/* See versions.h. */
#include "index/store/versions.h"

static struct sicht_bytes key_of(int table)
{
	return sicht_bytes_of(sicht_kv_tables[table].name);
}

enum sicht_status sicht_versions_write(struct sicht_kv_transaction *transaction)
{
	for (int i = SICHT_KV_TABLE_FIRST; i <= SICHT_KV_TABLE_LAST; i++) {
		uint8_t number[SICHT_RECORD_NUMBER_BYTES];
		sicht_record_number_encode(sicht_kv_tables[i].version, number);
		SICHT_TRY(sicht_kv_put(transaction, SICHT_KV_VERSIONS, key_of(i),
			sicht_bytes(number, sizeof number)));
	}
	return SICHT_OK;
}

enum sicht_status sicht_versions_check(
	const struct sicht_kv_transaction *transaction, const char *store, uint32_t format)
{
	if (format < sicht_kv_tables[SICHT_KV_VERSIONS].since)
		return SICHT_OK;
	for (int i = SICHT_KV_TABLE_FIRST; i <= SICHT_KV_TABLE_LAST; i++) {
		const struct sicht_kv_table_info *table = &sicht_kv_tables[i];
		struct sicht_bytes content;
		uint64_t version;
		SICHT_TRY(sicht_kv_get(transaction, SICHT_KV_VERSIONS, key_of(i), &content));
		if (content.data == NULL || !sicht_record_number_decode(content, &version) ||
			version < table->version)
			return sicht_kv_damaged(transaction, SICHT_KV_VERSIONS, key_of(i));
		if (version > table->version)
			return sicht_fail(SICHT_ERROR_FORMAT,
				"store %s has version %llu of table %s, this program knows "
				"versions "
				"up to %u; use a newer sicht",
				store, (unsigned long long)version, table->name, table->version);
	}
	return SICHT_OK;
}

enum sicht_status sicht_versions_writable(const char *store, uint32_t format)
{
	if (format == SICHT_FORMAT_VERSION)
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_FORMAT,
		"store %s has format %u and can only be read; `sicht store upgrade` brings it to "
		"format %u",
		store, format, SICHT_FORMAT_VERSION);
}
