/* SPDX-License-Identifier: MIT */
/*
 * Hash lists into a store and out of it. See include/sicht/list.h.
 *
 * The idea: formats know nothing of stores and this file nothing of formats. An import is one
 * batch. An entry that the set held before is left as it is, or replaced if the list says something
 * else of it, so that a list can be imported again (held.h says what makes two the same).
 */
#include "sicht/list.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/stop.h"
#include "engine/base/text.h"
#include "index/list/held.h"
#include "index/list/formats.h"
#include "index/list/twice.h"
#include "sicht/store.h"

/* In the order in which they are tried on a list of unknown format. */
static const struct sicht_list_format formats[] = {
	{"vics", "VICS JSON 1.1 to 2.0, hash sets and cases, without PhotoDNA", sicht_vics_sniff,
		&sicht_vics_reader, &sicht_vics_writer},
	{"jsonl", "JSON Lines, all that a store says of an entry", sicht_jsonl_sniff,
		&sicht_jsonl_reader, &sicht_jsonl_writer},
	{"pdq", "PDQ text, a hash, its quality and its name, as the reference tools write it",
		sicht_pdq_text_sniff, &sicht_pdq_text_reader, &sicht_pdq_text_writer},
	{"hashlist", "MD5, SHA-1 or SHA-256, one a line; written: MD5", sicht_digests_sniff,
		&sicht_digests_reader, &sicht_digests_writer},
	{"md5sum", "what md5sum, sha1sum and sha256sum print; written: SHA-256", sicht_sums_sniff,
		&sicht_sums_reader, &sicht_sums_writer},
	{"hashdeep", "lists of hashdeep; written: size, MD5 and SHA-256", sicht_hashdeep_sniff,
		&sicht_hashdeep_reader, &sicht_hashdeep_writer},
	{"kdb", "hash databases of Autopsy and The Sleuth Kit (SQLite)", sicht_kdb_sniff,
		&sicht_kdb_reader, NULL},
	{"nsrl3", "the NSRL's Reference Data Set, version 3 (SQLite)", sicht_nsrl3_sniff,
		&sicht_nsrl3_reader, NULL},
	{"icse", "exports of Interpol's ICSE database, but for PhotoDNA", sicht_icse_sniff,
		&sicht_icse_reader, NULL},
	{"nsrl", "NSRLFile.txt of the NSRL, version 2", sicht_nsrl_sniff, &sicht_nsrl_reader, NULL},
	{"csv", "tables (CSV, TSV) with a header and a column of hashes", sicht_csv_sniff,
		&sicht_csv_reader, &sicht_csv_writer},
	{"vpdq", "vPDQ, the frames of one video, as text or as JSON", sicht_vpdq_sniff,
		&sicht_vpdq_reader, NULL},
	{"threatexchange",
		"signals of ThreatExchange, a type and a value a line, or simple.TYPE.te",
		sicht_threatexchange_sniff, &sicht_threatexchange_reader, NULL},
	{"ncmec", "answers of NCMEC's hash sharing (XML)", sicht_ncmec_sniff, &sicht_ncmec_reader,
		NULL},
};
#define FORMAT_COUNT (sizeof formats / sizeof *formats)

const struct sicht_list_format *sicht_list_format_by_name(const char *name)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}

const char *sicht_list_format_name(size_t index)
{
	return index < FORMAT_COUNT ? formats[index].name : NULL;
}

const char *sicht_list_format_description(size_t index)
{
	return index < FORMAT_COUNT ? formats[index].description : NULL;
}

/* Where the format stands that is number `index` of those that are written; behind the last: none. */
static size_t written(size_t index)
{
	size_t i = 0;
	for (; i < FORMAT_COUNT; i++) {
		if (formats[i].writer != NULL && index-- == 0)
			break;
	}
	return i;
}

const char *sicht_list_written_name(size_t index)
{
	return sicht_list_format_name(written(index));
}

const char *sicht_list_written_description(size_t index)
{
	return sicht_list_format_description(written(index));
}

/* ---- importing ---- */

struct import {
	struct sicht_indexer *indexer;
	const struct sicht_import_options *options;
	struct sicht_list_input input;
	const struct sicht_list_reader *format;
	void *reader;
	struct sicht_arena names, arena; /* of the run; of one entry */
	struct sicht_held *held;         /* NULL before the first entry */
	struct sicht_twice twice;
	struct sicht_import_totals totals;
};

static void import_end(struct import *import)
{
	if (import->format != NULL)
		import->format->close(import->reader);
	sicht_list_input_close(&import->input);
	sicht_held_free(import->held);
	sicht_twice_free(&import->twice);
	sicht_arena_free(&import->names);
	sicht_arena_free(&import->arena);
}

static enum sicht_status fail_unknown(const struct sicht_list_input *input)
{
	if (sicht_digests_or_pdq(input->head))
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s has lines of 64 hex digits, which may be SHA-256 or PDQ: say which "
			"with "
			"--format hashlist or --format pdq",
			input->name);
	if (input->head.size >= 2 && (memcmp(input->head.data, "\xFF\xFE", 2) == 0 ||
					     memcmp(input->head.data, "\xFE\xFF", 2) == 0))
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s is UTF-16; save it as UTF-8 (`iconv -f UTF-16 -t UTF-8`)", input->name);
	return sicht_fail(SICHT_ERROR_FORMAT,
		"%s looks like no hash list known here; name its format with --format, or the "
		"columns of a table with --map",
		input->name);
}

/* The format that was named, or else the first that takes the list for its own. */
static enum sicht_status open_reader(struct import *import)
{
	const struct sicht_list_format *format = import->options->format;
	if (import->options->list.map.size > 0) {
		if (format == NULL)
			format = sicht_list_format_by_name("csv");
		if (format->reader != &sicht_csv_reader)
			return sicht_fail(SICHT_ERROR_USAGE,
				"--map says which column is what in a list of the format csv, not "
				"%s",
				format->name);
	}
	for (size_t i = 0; format == NULL && i < FORMAT_COUNT; i++) {
		if (formats[i].reader != NULL && formats[i].sniff(import->input.head))
			format = &formats[i];
	}
	if (format == NULL)
		return fail_unknown(&import->input);
	if (format->reader == NULL)
		return sicht_fail(SICHT_ERROR_USAGE, "lists of the format %s are not read here",
			format->name);
	SICHT_TRY(format->reader->open(&import->input, &import->options->list, &import->reader));
	import->format = format->reader;
	return SICHT_OK;
}

static enum sicht_status fail_here(const struct import *import, const char *what)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text place = {0};
	import->format->place(import->reader, &place);
	return sicht_fail(SICHT_ERROR_FORMAT, "%s: %s: %s", import->input.name, place.data, what);
}

/* The set that takes the entry: the one asked for, else the one that the list names. */
static enum sicht_status set_of(
	struct import *import, const struct sicht_list_entry *listed, uint32_t *set)
{
	const struct sicht_import_options *options = import->options;
	struct sicht_set_options wanted = {
		.name = options->set != NULL ? sicht_bytes_of(options->set) : listed->set,
		.supplier = options->supplier,
		.scheme = options->list.scheme,
		.role = options->role != 0 ? options->role : listed->role,
	};
	if (wanted.name.size == 0)
		return fail_here(import,
			"expected the name of a set, which the list does not give; name one with "
			"--set");
	return sicht_indexer_set(import->indexer, &wanted, set);
}

/* What the set held is looked at once, before the first entry is added. */
static enum sicht_status look_at_held(
	struct import *import, uint32_t set, const struct sicht_list_entry *first)
{
	if (import->held != NULL)
		return SICHT_OK;
	return sicht_held_new(import->indexer, import->options->set != NULL ? set : 0,
		first->by_digest, import->options->stop, &import->held);
}

/*
 * The entry of the list's id that lives now: it is an earlier one of the same list if what the set
 * held is taken.
 */
static enum sicht_status find_by_id(
	struct import *import, const struct sicht_entry *entry, struct sicht_entry *old)
{
	uint64_t id;
	SICHT_TRY(sicht_indexer_find_external(import->indexer, entry->set, entry->external, &id));
	if (id != 0)
		SICHT_TRY(sicht_indexer_entry(import->indexer, id, SICHT_ENTRY_TEXT, NULL, old));
	return SICHT_OK;
}

/* The list takes the entry back. */
static enum sicht_status take_back(struct import *import, const struct sicht_entry *entry)
{
	struct sicht_entry old;
	bool same;
	SICHT_TRY(sicht_held_take(import->held, entry, &old, &same));
	SICHT_TRY(find_by_id(import, entry, &old));
	import->totals.deletions++;
	if (old.id == 0)
		return SICHT_OK;
	import->totals.taken_back++;
	return sicht_indexer_remove(import->indexer, old.id);
}

static enum sicht_status import_entry(struct import *import, struct sicht_list_entry *listed)
{
	struct sicht_import_totals *totals = &import->totals;
	struct sicht_entry *entry = &listed->entry, old;
	bool same;
	uint64_t id;
	totals->left_out += listed->left_out;
	if (listed->hashless) {
		totals->hashless++;
		return SICHT_OK;
	}
	if (listed->by_id && import->options->replace)
		return sicht_fail(SICHT_ERROR_USAGE,
			"%s is one of several lists, and says itself what is gone: import it "
			"without --replace, which would take out what the others have",
			import->input.name);
	SICHT_TRY(set_of(import, listed, &entry->set));
	if (import->options->category != NULL && entry->category.code.size > 0)
		import->options->category(import->options->category_context, &entry->category);
	SICHT_TRY(look_at_held(import, entry->set, listed));
	if (listed->gone)
		return take_back(import, entry);
	if (entry->supplier.size == 0)
		entry->supplier = import->options->supplier;
	SICHT_TRY(sicht_held_take(import->held, entry, &old, &same));
	if (old.id == 0 && listed->by_id)
		SICHT_TRY(find_by_id(import, entry, &old));
	SICHT_TRY(sicht_twice_add(&import->twice, entry));
	totals->entries++;
	totals->hashes += entry->hash_count;
	totals->digests += (uint64_t)__builtin_popcount(entry->digests.have);
	totals->added += old.id == 0;
	totals->unchanged += same;
	if (same)
		return SICHT_OK;
	totals->recategorised +=
		old.id != 0 && !sicht_is_same_category(&entry->category, &old.category);
	struct sicht_indexer_add_options add = {.replaces = old.id};
	return sicht_indexer_add(import->indexer, entry, &add, &id);
}

static enum sicht_status import_entries(struct import *import)
{
	for (;;) {
		struct sicht_list_entry listed;
		bool end;
		sicht_arena_reset(&import->arena);
		SICHT_TRY(import->format->next(import->reader, &import->arena, &listed, &end));
		if (end)
			return SICHT_OK;
		SICHT_TRY(import_entry(import, &listed));
		if (import->options->progress != NULL)
			import->options->progress(import->options->progress_context,
				import->totals.entries, import->input.consumed);
		SICHT_TRY(sicht_stop_check(import->options->stop));
	}
}

enum sicht_status sicht_list_import(struct sicht_indexer *indexer, const char *path,
	const struct sicht_import_options *options, struct sicht_import_totals *totals)
{
	bool standard = strcmp(path, "-") == 0;
	SICHT_DEFER(import_end) struct import import = {.indexer = indexer, .options = options};
	const char *name =
		standard ? "standard input" : sicht_printable(&import.names, sicht_bytes_of(path));
	SICHT_DEFER(sicht_close_fd)
	int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
			  : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return sicht_fail_errno(errno, "cannot open %s", name);
	SICHT_TRY(sicht_list_input_open(fd, name, &import.input));
	import.input.stop = options->stop;
	import.input.path = standard ? sicht_bytes("", 0) : sicht_bytes_of(path);
	SICHT_TRY(open_reader(&import));
	SICHT_TRY(import_entries(&import));
	if (import.totals.entries == 0 && import.totals.deletions == 0)
		return sicht_fail(SICHT_ERROR_FORMAT, "%s holds no hashes", name);
	import.totals.gone = sicht_held_left(import.held);
	if (options->replace)
		SICHT_TRY(sicht_held_remove_left(import.held));
	sicht_twice_count(&import.twice, &import.totals);
	*totals = import.totals;
	return SICHT_OK;
}

/* ---- exporting ---- */

/* Text is handed over in pieces of about this size. */
#define EXPORT_BYTES ((size_t)1 << 16)

static enum sicht_status hand_over(struct sicht_text *text, int fd, size_t threshold)
{
	if (text->size == 0 || text->size < threshold)
		return SICHT_OK;
	if (sicht_write_full(fd, text->data, text->size) != 0)
		return sicht_fail_errno(errno, "cannot write the list");
	sicht_text_clear(text);
	return SICHT_OK;
}

struct export
{
	const struct sicht_store *store;
	const struct sicht_export_options *options;
	const struct sicht_list_format *format;
	struct sicht_arena arena; /* of one entry */
	struct sicht_text text;   /* not handed over so far */
	struct sicht_text scheme; /* of the first category; empty: none so far */
	uint64_t count;
};

static void export_end(struct export *export)
{
	sicht_arena_free(&export->arena);
	sicht_text_free(&export->text);
	sicht_text_free(&export->scheme);
}

/* Where a list has no place for the scheme, a second one would be read as the first. */
static enum sicht_status check_scheme(struct export *export, struct sicht_bytes scheme)
{
	if (export->scheme.size == 0)
		sicht_text_append(&export->scheme, scheme.data, scheme.size);
	if (sicht_bytes_equal(sicht_text_bytes(&export->scheme), scheme))
		return SICHT_OK;
	struct sicht_arena *arena = &export->arena;
	return sicht_fail(SICHT_ERROR_USAGE,
		"categories of the schemes %s and %s, and a list of the format %s cannot say which "
		"is which; choose a set of one scheme with --set, or another format",
		sicht_printable(arena, sicht_text_bytes(&export->scheme)),
		sicht_printable(arena, scheme), export->format->name);
}

static enum sicht_status export_entry(struct export *export, uint64_t id)
{
	const struct sicht_export_options *options = export->options;
	const struct sicht_list_writer *writer = export->format->writer;
	struct sicht_list_entry listed = {.before = export->count};
	sicht_arena_reset(&export->arena);
	SICHT_TRY(sicht_store_entry(export->store, id, &export->arena, &listed.entry));
	const struct sicht_set *set = sicht_store_set(export->store, listed.entry.set);
	if (set == NULL)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"entry %llu belongs to no set; see `sicht store verify`",
			(unsigned long long)id);
	if ((options->set != NULL && !sicht_bytes_equal(set->name, sicht_bytes_of(options->set))) ||
		(options->role != 0 && options->role != set->role))
		return SICHT_OK;
	if (writer->one_scheme && listed.entry.category.code.size > 0)
		SICHT_TRY(check_scheme(export, listed.entry.category.scheme));
	listed.set = set->name;
	listed.role = set->role;
	size_t before = export->text.size;
	writer->entry(&export->text, &listed);
	export->count += export->text.size > before;
	return SICHT_OK;
}

enum sicht_status sicht_list_export(const struct sicht_store *store,
	const struct sicht_export_options *options, int fd, uint64_t *written)
{
	SICHT_DEFER(export_end)
	struct export export = {.store = store,
		.options = options,
		.format = options->format != NULL ? options->format
						  : sicht_list_format_by_name("jsonl")};
	const struct sicht_list_writer *writer = export.format->writer;
	uint64_t id = 0;
	if (writer == NULL)
		return sicht_fail(SICHT_ERROR_USAGE, "lists of the format %s are not written here",
			export.format->name);
	if (options->set != NULL &&
		sicht_store_set_by_name(store, sicht_bytes_of(options->set)) == NULL)
		return sicht_fail(SICHT_ERROR_NOT_FOUND, "there is no set %s",
			sicht_printable(&export.arena, sicht_bytes_of(options->set)));
	if (writer->begin != NULL)
		writer->begin(&export.text);
	for (;;) {
		SICHT_TRY(sicht_store_next_entry(store, id, &id));
		if (id == 0)
			break;
		SICHT_TRY(sicht_stop_check(options->stop));
		SICHT_TRY(export_entry(&export, id));
		SICHT_TRY(hand_over(&export.text, fd, EXPORT_BYTES));
	}
	if (writer->end != NULL)
		writer->end(&export.text);
	SICHT_TRY(hand_over(&export.text, fd, 0));
	*written = export.count;
	return SICHT_OK;
}
