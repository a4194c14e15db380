/* SPDX-License-Identifier: MIT */
/*
 * The formats of hash lists: one row of one table each (list.c), one file each behind it. Formats
 * know nothing of stores, and import and export know nothing of formats.
 *
 * A new format is a file with its functions, their declarations here, and a row in the table; help,
 * completion and messages take its name from there.
 */
#ifndef SICHT_INDEX_LIST_FORMATS_H
#define SICHT_INDEX_LIST_FORMATS_H

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "index/list/input.h"
#include "sicht/list.h"

/*
 * How a list is read: opened, taken record by record, closed. `reader` is the format's own; that of
 * formats that go line by line is a struct sicht_lines (lines.h).
 */
struct sicht_list_reader {
	/* `input` and `options` stay valid until close. */
	enum sicht_status (*open)(struct sicht_list_input *input,
		const struct sicht_list_options *options, void **reader);

	/*
	 * The next entry, in the arena; *end is true, and no entry was read, behind the last one.
	 * SICHT_ERROR_FORMAT says where.
	 */
	enum sicht_status (*next)(
		void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end);

	/* Where in the list the entry given last stands: "line 3, column 1". */
	void (*place)(const void *reader, struct sicht_text *text);
	void (*close)(void *reader); /* accepts NULL */
};

/* How a list is written. All but `entry` may be NULL. */
struct sicht_list_writer {
	void (*begin)(struct sicht_text *text);
	/* Append the entry; nothing if the format has no place for it. */
	void (*entry)(struct sicht_text *text, const struct sicht_list_entry *entry);
	void (*end)(struct sicht_text *text);
	bool one_scheme; /* a list has categories of one scheme alone, and does not say which */
};

struct sicht_list_format {
	const char *name;        /* as --format has it */
	const char *description; /* one line */

	/* Do the first bytes of a list (up to SICHT_LIST_HEAD_BYTES) look like this format? */
	bool (*sniff)(struct sicht_bytes head);
	const struct sicht_list_reader *reader; /* NULL: it is not read here */
	const struct sicht_list_writer *writer; /* NULL: it is not written here */
};

bool sicht_jsonl_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_jsonl_reader;
extern const struct sicht_list_writer sicht_jsonl_writer;

bool sicht_kdb_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_kdb_reader;

bool sicht_ncmec_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_ncmec_reader;

bool sicht_threatexchange_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_threatexchange_reader;

bool sicht_vpdq_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_vpdq_reader;

bool sicht_nsrl3_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_nsrl3_reader;

bool sicht_pdq_text_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_pdq_text_reader;
extern const struct sicht_list_writer sicht_pdq_text_writer;

bool sicht_digests_sniff(struct sicht_bytes head);
bool sicht_digests_or_pdq(struct sicht_bytes head); /* 64 hex digits a line: it may be either */
extern const struct sicht_list_reader sicht_digests_reader;
extern const struct sicht_list_writer sicht_digests_writer;

bool sicht_sums_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_sums_reader;
extern const struct sicht_list_writer sicht_sums_writer;

bool sicht_hashdeep_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_hashdeep_reader;
extern const struct sicht_list_writer sicht_hashdeep_writer;

bool sicht_icse_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_icse_reader;

bool sicht_nsrl_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_nsrl_reader;

bool sicht_csv_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_csv_reader;
extern const struct sicht_list_writer sicht_csv_writer;

bool sicht_vics_sniff(struct sicht_bytes head);
extern const struct sicht_list_reader sicht_vics_reader;
extern const struct sicht_list_writer sicht_vics_writer;

#endif
