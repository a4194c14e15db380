/* SPDX-License-Identifier: MIT */
/* What a store is and holds, as a table or as one object. See store_tell.h. */
#include "engine/cli/store_tell.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/base/clock.h"
#include "engine/base/json.h"
#include "engine/cli/common.h"
#include "engine/cli/store_use.h"
#include "engine/cli/table.h"
#include "engine/cli/version.h"
#include "engine/worker/message.h"
#include "sicht/version.h"

/* What is told of a store, and with what. */
struct inquiry {
	const char *path;
	struct sicht_store_info info;
	struct sicht_set_census *rows;
	size_t row_count;
	struct sicht_scanner *scanner; /* NULL: no decoder can be started */
	char layers[SICHT_LAYERS_TEXT_SIZE];
	const char *sandbox; /* the layers that lock one in on this machine, or why there is none */
};

static void json_sets(struct sicht_json *json, const struct inquiry *inquiry)
{
	sicht_json_begin(json, "sets", '[');
	for (size_t i = 0; i < inquiry->row_count; i++) {
		const struct sicht_set_census *row = &inquiry->rows[i];
		sicht_json_begin(json, NULL, '{');
		sicht_json_name(json, "set", row->set->name);
		sicht_json_word(json, "role", sicht_role_name(row->set->role));
		sicht_json_unsigned(json, "entries", row->entries);
		sicht_json_unsigned(json, "hashed", row->hashed);
		sicht_json_unsigned(json, "digests_only", row->digests_only);
		sicht_json_unsigned(json, "hashes", row->hashes);
		sicht_json_end(json, '}');
	}
	sicht_json_end(json, ']');
}

static void print_json(const struct inquiry *inquiry)
{
	const struct sicht_store_info *info = &inquiry->info;
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	struct sicht_json json = {.text = &text};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_name(&json, "store", sicht_bytes_of(inquiry->path));
	sicht_json_word(&json, "id", info->id);
	sicht_json_unsigned(&json, "format", info->format_version);
	sicht_json_unsigned(&json, "snapshot", info->snapshot);
	sicht_json_time(&json, "created", info->created_s);
	sicht_json_time(&json, "changed", info->changed_s);
	sicht_json_unsigned(&json, "entries", info->entry_count);
	sicht_json_unsigned(&json, "entries_removed", info->tombstone_count);
	sicht_json_unsigned(&json, "hashes", info->hash_count);
	sicht_json_unsigned(&json, "lmdb_bytes", info->lmdb_bytes);
	sicht_json_unsigned(&json, "segments", info->segment_count);
	sicht_json_unsigned(&json, "segment_bytes", info->segment_bytes);
	json_sets(&json, inquiry);
	sicht_json_word(&json, "sicht", SICHT_VERSION);
	sicht_common_libraries(&json, "libraries", inquiry->scanner);
	sicht_json_string(&json, "sandbox", sicht_bytes_of(inquiry->sandbox));
	sicht_json_end(&json, '}');
	printf("%s\n", text.data);
}

static void add_row(struct sicht_table *table, const char *name, struct sicht_text *value)
{
	sicht_table_word(table, name);
	sicht_table_cell(table, sicht_text_bytes(value));
	sicht_text_clear(value);
}

static void add_version(void *text, const char *name, const char *version)
{
	sicht_text_printf(text, ", %s %s", name, version);
}

static void print_facts(const struct inquiry *inquiry)
{
	static const struct sicht_column columns[] = {{NULL, false}, {NULL, false}};
	const struct sicht_store_info *info = &inquiry->info;
	char time[SICHT_TIME_TEXT_SIZE];
	SICHT_DEFER(sicht_text_free) struct sicht_text value = {0};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 2, .last_wraps = true};
	sicht_text_append_string(&value, inquiry->path);
	add_row(&table, "store", &value);
	sicht_text_printf(&value, "%s, format %u", info->id, info->format_version);
	if (info->format_version < info->format_current)
		sicht_text_printf(&value, " (can only be read; `sicht store upgrade` makes it %u)",
			info->format_current);
	sicht_text_printf(&value, ", snapshot %llu", (unsigned long long)info->snapshot);
	add_row(&table, "id", &value);
	sicht_text_append_string(&value, sicht_time_format(info->created_s, time));
	add_row(&table, "created", &value);
	sicht_text_append_string(&value, sicht_time_format(info->changed_s, time));
	sicht_text_append_string(&value, " (");
	sicht_text_duration(&value, (double)(sicht_clock_now_s() - info->changed_s));
	sicht_text_append_string(&value, " ago)");
	add_row(&table, "changed", &value);
	sicht_text_count(&value, info->entry_count);
	if (info->tombstone_count > 0) {
		sicht_text_append_string(&value, " (and ");
		sicht_text_count(&value, info->tombstone_count);
		sicht_text_append_string(&value, " removed, until it is compacted)");
	}
	add_row(&table, "entries", &value);
	sicht_text_count(&value, info->hash_count);
	add_row(&table, "hashes", &value);
	sicht_text_size(&value, info->lmdb_bytes);
	sicht_text_append_string(&value, ", and ");
	sicht_text_size(&value, info->segment_bytes);
	sicht_text_printf(
		&value, " in %llu segments for search", (unsigned long long)info->segment_count);
	add_row(&table, "size", &value);
	sicht_text_append_string(&value, inquiry->sandbox);
	add_row(&table, "sandbox", &value);
	sicht_text_append_string(&value, "sicht " SICHT_VERSION);
	sicht_version_each(inquiry->scanner, add_version, &value);
	add_row(&table, "versions", &value);
	sicht_table_print(&table, stdout);
}

static void add_census(struct sicht_table *table, const struct sicht_set_census *row)
{
	sicht_table_count(table, row->entries);
	sicht_table_count(table, row->hashed);
	sicht_table_count(table, row->digests_only);
	sicht_table_count(table, row->hashes);
}

/* Set by set under each role, with the sum of a role that has several. */
static void print_sets(const struct sicht_set_census *rows, size_t count)
{
	static const struct sicht_column columns[] = {{"role", false}, {"set", false},
		{"entries", true}, {"with hashes", true}, {"digests only", true}, {"hashes", true}};
	SICHT_DEFER(sicht_table_free)
	struct sicht_table table = {.columns = columns, .column_count = 6};
	for (enum sicht_role role = SICHT_ROLE_KNOWN; role <= SICHT_ROLE_EVIDENCE; role++) {
		struct sicht_set_census sum = {0};
		unsigned sets = 0;
		for (size_t i = 0; i < count; i++) {
			if (rows[i].set->role != role)
				continue;
			sets++;
			sum.entries += rows[i].entries;
			sum.hashed += rows[i].hashed;
			sum.digests_only += rows[i].digests_only;
			sum.hashes += rows[i].hashes;
			sicht_table_word(&table, sicht_role_name(role));
			sicht_table_cell(&table, rows[i].set->name);
			add_census(&table, &rows[i]);
		}
		if (sets < 2)
			continue;
		sicht_table_word(&table, sicht_role_name(role));
		sicht_table_word(&table, "(all of them)");
		add_census(&table, &sum);
	}
	printf("\n");
	sicht_table_print(&table, stdout);
}

static void inquiry_close(struct inquiry *inquiry)
{
	sicht_scanner_close(inquiry->scanner);
	free(inquiry->rows);
}

/* A store can be looked at where no decoder starts. */
static void ask_decoder(struct inquiry *inquiry)
{
	if (sicht_common_ask(&inquiry->scanner) == SICHT_OK)
		inquiry->sandbox =
			sicht_layers_text(sicht_scanner_layers(inquiry->scanner), inquiry->layers);
	else
		inquiry->sandbox = sicht_message();
}

enum sicht_status sicht_store_tell(const char *path, bool as_json)
{
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	SICHT_DEFER(inquiry_close) struct inquiry inquiry = {.path = path};
	SICHT_TRY(sicht_store_look(path, &store));
	SICHT_TRY(sicht_store_census(store, &inquiry.rows, &inquiry.row_count));
	sicht_store_info(store, &inquiry.info);
	ask_decoder(&inquiry);
	if (as_json) {
		print_json(&inquiry);
		return SICHT_OK;
	}
	print_facts(&inquiry);
	if (inquiry.row_count > 0)
		print_sets(inquiry.rows, inquiry.row_count);
	return SICHT_OK;
}
