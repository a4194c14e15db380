/* SPDX-License-Identifier: MIT */
/*
 * Query: ask stores about files, buffers, hashes and digests, as a program does that has its own
 * way to files and its own place for answers.
 *
 *     struct sicht_query *query = NULL;
 *     struct sicht_arena arena = {0};
 *     const char *const stores[] = {"/srv/known"};
 *     struct sicht_input input = {.kind = SICHT_INPUT_FILE, .path = "photo.jpg"};
 *     struct sicht_question question = {.input = &input};
 *     struct sicht_answer answer;
 *     if (sicht_query_open(stores, 1, NULL, &query) != SICHT_OK ||
 *         sicht_query_ask(query, &question, 1, &arena, &answer) != SICHT_OK)
 *             fprintf(stderr, "%s\n", sicht_message());
 *
 * The answers are those of sicht_match() for the same stores and options: the same look-up gives
 * them. Material that is known or ignorable answers; what evidence stores hold does not. Pictures
 * are decoded in locked-in processes of their own (sicht/scan.h), which are started by the first
 * question that needs one.
 *
 * Thread rule: a query belongs to the thread that opened it, as its stores do; inside, it uses
 * options->threads. Process rule: each store is open once in a process (sicht/store.h).
 * Memory: where it is out, calls return SICHT_ERROR_MEMORY. What does not, and aborts, is memory of
 * a size that no input can choose: a few hundred bytes for the text of a message, or a digest.
 */
#ifndef SICHT_QUERY_H
#define SICHT_QUERY_H

#include <signal.h>

#include "sicht/api.h"
#include "sicht/match.h"
#include "sicht/scan.h"
#include "sicht/status.h"
#include "sicht/types.h"

SICHT_API_BEGIN

struct sicht_arena;
struct sicht_query;

/* Zero is the default. */
struct sicht_query_options {
	/* NULL: matches within SICHT_THRESHOLD_DEFAULT bits, nothing that is only possible. Lent
	   until the query is open. */
	const struct sicht_near_options *near;
	bool no_confirmation; /* hits are not hashed again: distance_exact stays -1 */
	unsigned threads;     /* 0: as OpenMP decides */
	size_t matches_max;   /* of one answer; 0: SICHT_MATCHES_PER_FINDING */
	bool allow_network;   /* open stores although their file system is a network one */
	/* How inputs are scanned: as in struct sicht_scan_options. */
	const char *decoder;
	bool insecure_decoders;
	uint64_t pixels_max;
	unsigned job_seconds_max;
	/* When it is not 0 any more, calls end with SICHT_ERROR_INTERRUPTED. May be NULL. */
	const volatile sig_atomic_t *stop;
};

/*
 * Open the stores at `paths` and ask all of them as one. `options` NULL: the defaults.
 * SICHT_ERROR_USAGE: an option out of its range, or a store named twice, by whatever path, or along
 * with a copy of itself. What sicht_store_open() may return, this may. Without any store
 * (`path_count` 0), questions hash, and find nothing.
 */
SICHT_MUST_CHECK enum sicht_status sicht_query_open(const char *const *paths, size_t path_count,
	const struct sicht_query_options *options, struct sicht_query **out);
void sicht_query_close(struct sicht_query *query); /* accepts NULL */

/* The stores, in the order of their paths, for who wants to read entries and sets. Lent. */
const struct sicht_known_store *sicht_query_stores(const struct sicht_query *query, size_t *count);

/*
 * What is asked: either of `input` and `print`, or of `digests` and `hash`, one or both of them.
 *
 *   input    a file, a descriptor or a buffer, which is hashed and digested first
 *   print    what an earlier scan gave
 *   digests  of a file that is not at hand: what it is identical to
 *   hash     a PDQ hash that came from elsewhere, of a picture as it stands: turned and mirrored
 *            pictures, and parts of it, are not found by it; negatives are
 *
 * The profile of a hash must be that of the hashes in the store: others are never compared.
 */
struct sicht_question {
	const struct sicht_input *input;
	const struct sicht_print *print;
	const struct sicht_digests *digests;
	const struct sicht_pdq *hash;
	enum sicht_profile profile; /* of `hash` */
};

struct sicht_answer {
	/* Of an input, what scanning it gave: its outcome says whether it could be compared. */
	struct sicht_print print;
	/* What it met, the best by what ranks first. `store` counts as the paths do. */
	struct sicht_file_matches matches;
};

/*
 * Answer `count` questions, any number of any kind, into answers[0..count); many at once are
 * answered quicker than one by one. Memory of answers comes from `arena`. An input that cannot be
 * read or decoded has an outcome that says so, and no failure stands for it. SICHT_ERROR_USAGE: a
 * question that asks nothing, or with a value that is none. On failure no answer counts.
 */
SICHT_MUST_CHECK enum sicht_status sicht_query_ask(struct sicht_query *query,
	const struct sicht_question *questions, size_t count, struct sicht_arena *arena,
	struct sicht_answer *answers);

SICHT_API_END

#endif
