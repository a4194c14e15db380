/* SPDX-License-Identifier: MIT */
/*
 * Intake: scan sources into a store. What `sicht index` does, and `sicht match --known DIR`.
 *
 * It goes on where it was: a file that the store already holds under the same set, source and path
 * with the same size and times, hashed with the same options, is not read again, unless its outcome
 * was one that load can change. Everything else is scanned and replaces what was there. A file that
 * a list names twice is one entry, and already there the second time. A file that is new in its
 * place, but that the set (unless it is evidence) knows by its digests from another source where it
 * is no more, was moved: its entry follows it, unless it has another category. So does the entry of
 * a file that two sources reach by two names. A copy is a file of its own. What was said of the
 * same content before holds until something else is said. Batches are committed as they come; after
 * an interruption the same call finishes the work.
 *
 * Of a source that could not be read whole, or in which there is no file at all, nothing is gone:
 * it may not be mounted. (Where options->tallies are not counted, this cannot be told.)
 */
#ifndef SICHT_INTAKE_H
#define SICHT_INTAKE_H

#include "sicht/api.h"
#include "sicht/scan.h"
#include "sicht/status.h"
#include "sicht/store.h"
#include "sicht/types.h"

SICHT_API_BEGIN

struct sicht_plan;
struct sicht_source_tally;

struct sicht_intake_totals {
	uint64_t seen; /* items of the plan */
	uint64_t already_there, already_there_bytes;
	uint64_t outcomes[SICHT_OUTCOME_COUNT]; /* of those that were scanned now */
	uint64_t moved; /* of those, known from another source: their entries followed them */
	uint64_t gone;  /* entries of these sources whose files are gone */
	uint64_t bytes; /* of all items seen */
};

struct sicht_intake_options {
	uint32_t set;
	struct sicht_category category;
	struct sicht_bytes series, supplier;
	struct sicht_bytes tags; /* each ended by a newline */
	bool rescan;             /* do not trust size and times */
	bool prune;              /* take out the entries of these sources whose files are gone */
	void (*gone)(void *context, struct sicht_bytes path); /* sees each of them; may be NULL */
	void *gone_context;
	const volatile sig_atomic_t *stop; /* as the scanner's and the indexer's; may be NULL */
	unsigned max_megapixels; /* the scanner's; 0: the default. With another, files are new */
	struct sicht_source_tally *tallies; /* one a source of the plan, to be counted up */
	/* Called by the main thread between batches; may be NULL. */
	void (*progress)(void *context, const struct sicht_intake_totals *totals);
	void *progress_context;
};

/*
 * How pictures of a role are hashed: known material reference-exactly, evidence fast and whole,
 * ignorable material not at all (it is found by digest alone).
 *
 * Thumbnails are hashed on the examined side alone. That of a known picture either shows the same,
 * and so finds nothing that the picture does not, or it shows something that nobody has judged,
 * and a match with it would call known what is not.
 */
struct sicht_hash_options sicht_intake_hash_options(enum sicht_role role, bool crops);

/*
 * What a print says of an entry: its outcome, digests, hashes and so on, all lent from the print.
 * The caller adds its set and whatever names it, and hands it to sicht_indexer_add().
 */
struct sicht_entry sicht_intake_entry(const struct sicht_print *print);

/* The device and inode that intake keeps of a file with several names (an entry's `link`), or 0. */
void sicht_intake_link(struct sicht_bytes link, uint64_t *device, uint64_t *inode);

/*
 * Scan everything in `plan` with `scanner` (opened with `hash` of the same options) into the set.
 * `totals` is kept up to date even when the call fails; with SICHT_ERROR_INTERRUPTED what was
 * scanned before is committed.
 */
SICHT_MUST_CHECK enum sicht_status sicht_intake(struct sicht_indexer *indexer,
	struct sicht_plan *plan, struct sicht_scanner *scanner,
	const struct sicht_hash_options *hash, const struct sicht_intake_options *options,
	struct sicht_intake_totals *totals);

SICHT_API_END

#endif
