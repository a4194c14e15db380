/* SPDX-License-Identifier: MIT */
/*
 * Match: compare seized files with known material, rank, write findings.
 *
 * Two passes. The first writes facts (what each file is and what it met) in the order of the plan
 * into FINDINGS.part; it can be interrupted and goes on where it was, or at the first file that is
 * not what it was then. The second computes rank and
 * group from the facts alone and replaces FINDINGS in one step. FINDINGS.run.json says what differs
 * from run to run (who, when, where, how long) and carries the digest of FINDINGS.
 */
#ifndef SICHT_MATCH_H
#define SICHT_MATCH_H

#include "sicht/api.h"
#include "sicht/finding.h"
#include "sicht/scan.h"
#include "sicht/status.h"
#include "sicht/types.h"

SICHT_API_BEGIN

struct sicht_plan;
struct sicht_source;
struct sicht_source_tally;
struct sicht_store;

/*
 * A row of a ranking, for a table: the most urgent file of a group. Text is lent, and not escaped
 * for any sink.
 */
struct sicht_ranked {
	uint64_t ordinal, place;
	uint64_t files; /* of the group: 1, if no other shows the same */
	enum sicht_rank_tier tier;
	enum sicht_outcome outcome;
	uint32_t score; /* 0..1000 */
	struct sicht_bytes path, reason;
};

struct sicht_match_totals {
	uint64_t seen, bytes;            /* so far */
	uint64_t resumed, resumed_bytes; /* files whose facts an earlier run had written */
	/* set by the second pass */
	uint64_t outcomes[SICHT_OUTCOME_COUNT];
	uint64_t tiers[SICHT_RANK_COUNT];
	uint64_t groups; /* of two or more files */
	uint64_t found;  /* files with a match to known material */
	uint64_t rows;   /* of the ranking, of which options->rows are handed out */
};

/* A store to compare with, and how the header speaks of it. */
struct sicht_known_store {
	struct sicht_store *store;
	struct sicht_bytes name; /* as the user gave it */
	/*
	 * --known DIR: the number of the set that holds the directory. It alone answers, whatever
	 * else is in the store; the header says what it holds instead of a store's id, and findings
	 * call it by the last name of its real path. 0: the whole store answers.
	 */
	uint32_t set;
};

/* A match with what a finding says of its other side. Text lives in the arena of the batch. */
struct sicht_known_match {
	struct sicht_match match;
	uint32_t store; /* index of the store */
	enum sicht_role role;
	struct sicht_bytes name; /* path, else external id, of the entry */
	struct sicht_bytes set;
	struct sicht_category category;
	bool known_exact; /* the stored hash is reference-exact */
	struct sicht_pdq known_hash;
};

/* The matches of one file: the best by what ranks first, one an entry. */
struct sicht_file_matches {
	struct sicht_known_match *items;
	size_t count;
	uint64_t omitted; /* further entries that it met */
};

/* Of a source that lies in an evidence store: what it was when it was hashed. */
struct sicht_evidence {
	uint32_t store; /* which one of those examined */
	uint32_t set;
	bool whole_set;                /* the set does not say where it came from */
	bool in_order;                 /* a directory: its files go by their names */
	struct sicht_bytes store_name; /* as the user gave it */
	struct sicht_bytes case_id;    /* as it was said then; may be empty */
};

/*
 * What is examined: files (plan and scanner), or evidence stores (plan and scanner NULL), of which
 * each may hold several sources.
 */
struct sicht_examined {
	struct sicht_plan *plan;
	struct sicht_scanner *scanner;
	struct sicht_store *const *stores;
	size_t store_count;
	const struct sicht_source *sources;
	const struct sicht_evidence *evidence; /* one a source; NULL: files */
	size_t source_count;
	const volatile sig_atomic_t *stop; /* not 0: stop; may be NULL */
};

/* What is near. One struct from the command line to the search. */
struct sicht_near_options {
	unsigned threshold_bits; /* greatest distance of a match: 0..SICHT_THRESHOLD_MAX */
	unsigned possible_bits;  /* greatest distance of what is possible, 0: off; up to
				    SICHT_POSSIBLE_MAX */
	bool no_variants;        /* the picture as it stands alone: no windows, no turns */
};

struct sicht_match_options {
	const char *findings; /* path; FINDINGS.part and .run.json lie beside it */
	bool force;           /* replace a complete findings file */
	struct sicht_near_options near;
	unsigned threads; /* for the search; 0: all */
	/* What the scanner was opened with, for the header; 0: the defaults. */
	unsigned max_megapixels, max_seconds;
	struct sicht_bytes case_id, examiner;
	struct sicht_bytes run; /* JSON members (no braces) for the run file: who, host, ... */
	struct sicht_bytes libraries; /* JSON object: versions of the libraries, for the header */

	struct sicht_source_tally *tallies; /* one a source, to be counted up; may be NULL */
	size_t tally_count;

	size_t rows;   /* rows of the ranking wanted at the end */
	bool rows_all; /* also those of files without any match */

	/* All of these are called by the main thread; may be NULL. */
	void (*progress)(void *context, const struct sicht_match_totals *totals);
	/*
	 * A file that met known material of a severe category (or of one that cannot be read), as
	 * soon as its fact is written. `reason` is the sentence of its rank, not escaped for any
	 * sink.
	 */
	void (*hit)(void *context, const struct sicht_item *item, struct sicht_bytes reason);
	/*
	 * An earlier run has left `kept` facts that hold; `dropped` more do not, because the source
	 * has changed: what stands at their place now is `item`, or nothing (NULL).
	 */
	void (*cut)(void *context, uint64_t kept, uint64_t dropped, const struct sicht_item *item);
	void (*row)(void *context, const struct sicht_ranked *row);
	/*
	 * At the end, before the rows: how many files by set (first) and category (second,
	 * "scheme:code" or empty) of the match that decides, the most frequent first. With
	 * `others`, which stand in no row, they add up to the files with any match. Lent.
	 */
	void (*sums)(void *context, const struct sicht_count *sums, size_t count, uint64_t others);
	void *context;
};

/*
 * Set sources, evidence and source_count of `examined` from its stores, whose names these are:
 * malloc'ed arrays, strings lent from the stores and the names.
 */
SICHT_MUST_CHECK enum sicht_status sicht_evidence_sources(
	const struct sicht_bytes *names, struct sicht_examined *examined);

/* Does FINDINGS.part exist beside `findings`? (Then a run will go on with it.) */
bool sicht_match_is_unfinished(const char *findings);

/*
 * May findings be written to `findings` ("-": standard output)? SICHT_ERROR_EXISTS if they are
 * there, complete, and `force` is not set, or if something else than a file is there. sicht_match()
 * asks this itself; ask before work that comes first.
 */
SICHT_MUST_CHECK enum sicht_status sicht_match_check_findings(const char *findings, bool force);

/*
 * Hash options for the examined side, for the profiles that the stores contain: what the scanner
 * has to be opened with.
 */
struct sicht_hash_options sicht_match_hash_options(
	const struct sicht_known_store *known, size_t known_count, bool no_variants);

/*
 * Compare everything in `examined`. SICHT_ERROR_EXISTS: FINDINGS is there and complete, and force
 * is not set. SICHT_ERROR_FORMAT: FINDINGS.part belongs to another run. SICHT_ERROR_INTERRUPTED:
 * the facts so far are safe in FINDINGS.part, the same call goes on. SICHT_ERROR_FULL likewise.
 */
SICHT_MUST_CHECK enum sicht_status sicht_match(const struct sicht_known_store *known,
	size_t known_count, const struct sicht_examined *examined,
	const struct sicht_match_options *options, struct sicht_match_totals *totals);

SICHT_API_END

#endif
