/* SPDX-License-Identifier: MIT */
/*
 * NSRLFile.txt of the NSRL's Reference Data Set, version 2 and before:
 *
 *     "SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"
 *     "SHA-1","FileName","FileSize","ProductCode","OpSystemCode","MD4","MD5","CRC32","SpecialCode"
 *
 * It has a row for each product that a file belongs to, sorted by SHA-1. Rows of the same digests
 * that follow each other are one file: the first is taken, and known again by its digests. What the
 * NSRL lists is known, which does not mean that it is good. Source: NIST's "Data Formats of the NSRL
 * Reference Data Set".
 */
#include "index/list/formats.h"

#include <stdlib.h>
#include <string.h>

#include "index/list/table.h"

#define WANTED                                                                                     \
	(1u << SICHT_COLUMN_MD5 | 1u << SICHT_COLUMN_SHA1 | 1u << SICHT_COLUMN_SHA256 |            \
		1u << SICHT_COLUMN_PATH | 1u << SICHT_COLUMN_SIZE)

struct nsrl {
	struct sicht_table table;
	struct sicht_digests last; /* of the entry given last */
};

bool sicht_nsrl_sniff(struct sicht_bytes head)
{
	static const char *const columns[] = {
		"SHA-1", "MD5", "FileName", "ProductCode", "SpecialCode", NULL};
	return sicht_table_has(head, ',', columns);
}

static void close_reader(void *reader)
{
	struct nsrl *nsrl = reader;
	if (nsrl == NULL)
		return;
	sicht_table_close(&nsrl->table);
	free(nsrl);
}

static enum sicht_status open_reader(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	struct nsrl *nsrl = calloc(1, sizeof *nsrl);
	if (nsrl == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	enum sicht_status status = sicht_table_open(&nsrl->table, input, options, WANTED);
	if (status != SICHT_OK) {
		close_reader(nsrl);
		return status;
	}
	*reader = nsrl;
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct nsrl *nsrl = reader;
	struct sicht_list_entry entry;
	do {
		SICHT_TRY(sicht_table_next(&nsrl->table, arena, &entry, end));
		if (*end)
			return SICHT_OK;
	} while (!entry.hashless &&
		 memcmp(&entry.entry.digests, &nsrl->last, sizeof nsrl->last) == 0);
	if (!entry.hashless)
		nsrl->last = entry.entry.digests;
	entry.by_digest = true;
	*out = entry;
	return SICHT_OK;
}

static void place(const void *reader, struct sicht_text *text)
{
	sicht_csv_rows_place(((const struct nsrl *)reader)->table.rows, text);
}

const struct sicht_list_reader sicht_nsrl_reader = {open_reader, read_entry, place, close_reader};
