/* SPDX-License-Identifier: MIT */
/*
 * Hash lists: how suppliers and other tools hand hashes over. One small table of formats; each
 * reads a list into entries, writes entries as text, or both.
 *
 * A list is hostile input: every part of it is bounded and checked, and a list that is truncated or
 * wrong changes nothing (import adds to a batch that the caller commits only if all went well).
 * Failures name the list, the place in it (line and column, from 1, in bytes) and what was
 * expected.
 */
#ifndef SICHT_LIST_H
#define SICHT_LIST_H

#include <signal.h>

#include "sicht/api.h"
#include "sicht/status.h"
#include "sicht/types.h"

SICHT_API_BEGIN

struct sicht_arena;
struct sicht_indexer;
struct sicht_store;

/* An entry as a list has it. What the list does not say is zero. */
struct sicht_list_entry {
	struct sicht_entry entry; /* set is not used; id and added_s only when writing */
	struct sicht_bytes set;   /* name */
	enum sicht_role role;     /* 0: not said */
	bool hashless;            /* read without a hash that is kept here: counted, passed over */
	bool by_digest; /* as all of its list: known again by its digests, not by id or path */
	bool by_id;     /* its id names one entry: of several the last counts; not with replace */
	bool gone;      /* and by_id: the list takes back what had this id; nothing else is set */
	uint64_t left_out; /* hashes that the list has for it beside those that are in it */
	uint64_t before;   /* when writing: entries that were written before it */
};

/* What a list does not say of itself. */
struct sicht_list_options {
	enum sicht_profile profile; /* of PDQ hashes */
	struct sicht_bytes scheme;  /* of categories */
	struct sicht_bytes map;     /* csv: which column is what: "md5=Hash,category=Kat" */
	/* Called with what a list was taken for: one printable line; may be NULL. */
	void (*tell)(void *context, const char *line);
	void *tell_context;
};

struct sicht_list_format;

/* The format of that name, or NULL. */
const struct sicht_list_format *sicht_list_format_by_name(const char *name);

/* The formats one by one, from 0: the name, as --format has it, and one line about it; or NULL. */
const char *sicht_list_format_name(size_t index);
const char *sicht_list_format_description(size_t index);

/* The same of those alone that lists are written in. */
const char *sicht_list_written_name(size_t index);
const char *sicht_list_written_description(size_t index);

struct sicht_import_options {
	const struct sicht_list_format *format; /* NULL: told by content */
	struct sicht_list_options list;
	const char *set;      /* NULL: those that the list names */
	enum sicht_role role; /* of new sets; 0: as the list says */
	struct sicht_bytes supplier;
	bool replace; /* take out of its sets what the list does not have */
	/* When it is not 0 any more: SICHT_ERROR_INTERRUPTED. May be NULL. */
	const volatile sig_atomic_t *stop;
	/* Called after each entry, with what was read up to it; may be NULL. */
	void (*progress)(void *context, uint64_t entries, uint64_t bytes);
	void *progress_context;
	/* Called with the category of each entry that has one; may be NULL. */
	void (*category)(void *context, const struct sicht_category *category);
	void *category_context;
};

/*
 * What the list holds, and how that differs from what its sets held: added, unchanged, and
 * replaced for another category or for something else add up to its entries.
 */
struct sicht_import_totals {
	uint64_t entries, hashes, digests;
	uint64_t added, unchanged, recategorised;
	uint64_t gone;       /* entries of its sets that the list does not have */
	uint64_t hashless;   /* passed over, and no entries: no hash of theirs is kept here */
	uint64_t left_out;   /* hashes: frames too flat, or more than an entry has numbers for */
	uint64_t deletions;  /* of which the list says that they are gone, and no entries */
	uint64_t taken_back; /* of those, the ones that were there, and were taken out */
	/* Files (by digest) that the list has in more than one category: all of that is taken. */
	uint64_t contradicted;
	uint64_t contradicted_first; /* the first 8 bytes of such a digest, the least of them */
};

/*
 * Add what is new in the list `path` ("-": standard input) to the batch of `indexer`, and replace
 * what is known and changed: an entry is known by its external id, else by source and path, else by
 * the first digest that both have, else by its hashes (index/list/held.h). The caller commits, or
 * on failure (or to have the totals alone) closes the indexer, and the store is as it was.
 */
SICHT_MUST_CHECK enum sicht_status sicht_list_import(struct sicht_indexer *indexer,
	const char *path, const struct sicht_import_options *options,
	struct sicht_import_totals *totals);

/* Which entries of a store; NULL or 0: all. */
struct sicht_export_options {
	const struct sicht_list_format *format; /* NULL: JSON Lines */
	const char *set;
	enum sicht_role role;
	const volatile sig_atomic_t *stop; /* SICHT_ERROR_INTERRUPTED; may be NULL */
};

/* Write the live entries, in the order of their numbers, to `fd`. */
SICHT_MUST_CHECK enum sicht_status sicht_list_export(const struct sicht_store *store,
	const struct sicht_export_options *options, int fd, uint64_t *written);

SICHT_API_END

#endif
