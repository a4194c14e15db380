/* SPDX-License-Identifier: MIT */
/*
 * Exports of Interpol's ICSE database: semicolons, with the headings
 *
 *     MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;
 *     Number of submissions;File Available;Media Type;Baseline
 *
 * in any order; others are left out, and so is PhotoDNA, which a store has no place for. Baseline
 * becomes a category of the scheme interpol-baseline, with the codes yes and no; what is said of
 * distribution, victims and offenders becomes a tag. Source: the headings as evaluation programs that
 * take such exports name them; older exports have further ones (ZZ40, LACE).
 */
#include "index/list/formats.h"

#include <stdlib.h>
#include <strings.h>

#include "index/list/fields.h"
#include "index/list/table.h"

#define SCHEME "interpol-baseline"
#define WANTED                                                                                     \
	(1u << SICHT_COLUMN_MD5 | 1u << SICHT_COLUMN_SHA1 | 1u << SICHT_COLUMN_SHA256 |            \
		1u << SICHT_COLUMN_SERIES | 1u << SICHT_COLUMN_EXTERNAL)

/* Columns that say yes or no; what yes says. */
static const struct {
	const char *column, *tag;
} facts[] = {
	{"Is distributed", "distributed"},
	{"Victim identified", "victim-identified"},
	{"Offender identified", "offender-identified"},
};
#define FACTS (sizeof facts / sizeof *facts)

struct icse {
	struct sicht_table table;
	size_t baseline, fact[FACTS]; /* their columns */
};

bool sicht_icse_sniff(struct sicht_bytes head)
{
	static const char *const by_md5[] = {"MD5", "Image ID", "Baseline", NULL};
	static const char *const by_sha1[] = {"SHA1", "Image ID", "Baseline", NULL};
	return sicht_table_has(head, ';', by_md5) || sicht_table_has(head, ';', by_sha1);
}

static void close_reader(void *reader)
{
	struct icse *icse = reader;
	if (icse == NULL)
		return;
	sicht_table_close(&icse->table);
	free(icse);
}

static enum sicht_status open_reader(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	struct icse *icse = calloc(1, sizeof *icse);
	if (icse == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	enum sicht_status status = sicht_table_open(&icse->table, input, options, WANTED);
	if (status != SICHT_OK) {
		close_reader(icse);
		return status;
	}
	icse->baseline = sicht_table_find(&icse->table, "Baseline");
	for (size_t i = 0; i < FACTS; i++)
		icse->fact[i] = sicht_table_find(&icse->table, facts[i].column);
	*reader = icse;
	return SICHT_OK;
}

static bool is_word(struct sicht_bytes text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (sicht_bytes_of(*words).size == text.size &&
			strncasecmp(*words, text.data, text.size) == 0)
			return true;
	}
	return false;
}

static bool is_yes(struct sicht_bytes text)
{
	static const char *const words[] = {"yes", "y", "true", "1", NULL};
	return is_word(text, words);
}

static bool is_no(struct sicht_bytes text)
{
	static const char *const words[] = {"no", "n", "false", "0", NULL};
	return is_word(text, words);
}

static enum sicht_status read_baseline(const struct icse *icse, struct sicht_category *category)
{
	struct sicht_bytes text =
		sicht_field_trim(sicht_csv_rows_field(icse->table.rows, icse->baseline));
	if (text.size == 0)
		return SICHT_OK;
	if (!is_yes(text) && !is_no(text))
		return sicht_csv_rows_wrong(icse->table.rows, icse->baseline, "yes or no");
	category->scheme = sicht_bytes_of(SCHEME);
	category->code = sicht_bytes_of(is_yes(text) ? "yes" : "no");
	return SICHT_OK;
}

static struct sicht_bytes read_tags(const struct icse *icse, struct sicht_arena *arena)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text tags = {0};
	for (size_t i = 0; i < FACTS; i++) {
		if (is_yes(sicht_field_trim(sicht_csv_rows_field(icse->table.rows, icse->fact[i]))))
			sicht_text_printf(&tags, "%s\n", facts[i].tag);
	}
	return sicht_arena_copy(arena, sicht_text_bytes(&tags));
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct icse *icse = reader;
	struct sicht_list_entry entry;
	SICHT_TRY(sicht_table_next(&icse->table, arena, &entry, end));
	if (*end)
		return SICHT_OK;
	if (!entry.hashless) {
		SICHT_TRY(read_baseline(icse, &entry.entry.category));
		entry.entry.tags = read_tags(icse, arena);
	}
	*out = entry;
	return SICHT_OK;
}

static void place(const void *reader, struct sicht_text *text)
{
	sicht_csv_rows_place(((const struct icse *)reader)->table.rows, text);
}

const struct sicht_list_reader sicht_icse_reader = {open_reader, read_entry, place, close_reader};
