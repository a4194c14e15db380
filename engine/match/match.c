/* SPDX-License-Identifier: MIT */
/*
 * The main job, in the order in which it happens:
 *
 *     plan -> items -> scan -> prints -> look-up -> confirm -> facts -> FINDINGS.part
 *     then, over the facts alone: rank and group -> FINDINGS, and FINDINGS.run.json beside it
 *
 * Batches follow one another; inside a batch the scan and the search are parallel, everything else
 * is the main thread's. What a batch found is appended before the next one begins, so an
 * interruption costs one batch at most.
 */
#include "sicht/match.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/match/confirm.h"
#include "engine/match/earlier.h"
#include "engine/match/fact.h"
#include "engine/match/feed.h"
#include "engine/match/finish.h"
#include "engine/match/known.h"
#include "engine/match/links.h"
#include "engine/match/part.h"
#include "engine/match/rank.h"
#include "engine/worker/message.h"
#include "sicht/limits.h"
#include "sicht/source.h"
#include "sicht/version.h"

/* One run: what its steps share. */
struct run {
	const struct sicht_known_store *known;
	size_t known_count;
	struct sicht_lookup *lookup;
	struct sicht_confirmation *confirmation; /* NULL: evidence stores are examined */
	struct sicht_feed feed;
	struct sicht_scanner *scanner; /* NULL: evidence stores are examined */
	const struct sicht_match_options *options;
	struct sicht_match_totals *totals;
	struct sicht_hash_options hash;
	struct sicht_fact_context context;
	struct sicht_part part;
	struct sicht_links links;
	struct sicht_arena arena;
	struct sicht_text text;
	int64_t synced_ns;
	/* arrays of one batch */
	struct sicht_item *items;
	struct sicht_print *prints;
	struct sicht_file_matches *matches;
	struct sicht_finding *findings;
};

static void run_free(struct run *run)
{
	sicht_lookup_close(run->lookup);
	sicht_confirmation_free(run->confirmation);
	sicht_part_close(&run->part);
	sicht_links_free(&run->links);
	sicht_feed_close(&run->feed);
	sicht_arena_free(&run->arena);
	sicht_text_free(&run->text);
	free(run->items);
	free(run->prints);
	free(run->matches);
	free(run->findings);
}

static enum sicht_status run_allocate(struct run *run)
{
	size_t room = run->feed.room;
	run->items = calloc(room, sizeof *run->items);
	run->prints = calloc(room, sizeof *run->prints);
	run->matches = calloc(room, sizeof *run->matches);
	run->findings = calloc(room, sizeof *run->findings);
	if (run->items == NULL || run->prints == NULL || run->matches == NULL ||
		run->findings == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	if (run->scanner == NULL)
		return SICHT_OK;
	return sicht_confirmation_new(run->scanner, &run->hash, room, &run->confirmation);
}

/* --------------------------------------------------------------------------------------- facts */

/* Severe hits, as they rank. */
static void report_hits(struct run *run, size_t count)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text reason = {0};
	for (size_t i = 0; i < count && run->options->hit != NULL; i++) {
		struct sicht_rank rank = sicht_rank_of(&run->findings[i]);
		if (!rank.severe)
			continue;
		sicht_text_clear(&reason);
		sicht_rank_reason(&reason, &run->findings[i], &rank);
		run->options->hit(run->options->context, &run->items[i], sicht_text_bytes(&reason));
	}
}

/* The same items always give the same bytes here: this is what FINDINGS.part grows by. */
static enum sicht_status write_facts(struct run *run, size_t count)
{
	sicht_text_clear(&run->text);
	for (size_t i = 0; i < count; i++) {
		run->findings[i] = sicht_fact_of(&run->context, &run->items[i], &run->prints[i],
			&run->matches[i], sicht_links_first(&run->links, &run->items[i]),
			&run->arena);
		sicht_finding_write(&run->text, &run->findings[i]);
	}
	SICHT_TRY(sicht_part_append(&run->part, sicht_text_bytes(&run->text), count));
	int64_t now_ns = sicht_clock_monotonic_ns();
	if (now_ns - run->synced_ns < SICHT_BATCH_MS * INT64_C(1000000))
		return SICHT_OK;
	run->synced_ns = now_ns;
	return sicht_part_sync(&run->part);
}

/* ------------------------------------------------------------------------------------ resuming */

/* How many of `count` items have a fact that holds; the others are compared (anew). */
static size_t count_holding(struct run *run, struct sicht_earlier *earlier, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct sicht_item *item = &run->items[i];
		if (earlier->left == 0 || !sicht_earlier_holds(earlier, &run->context, item,
						  sicht_links_first(&run->links, item)))
			return i;
		run->totals->bytes += item->content.size_bytes;
	}
	return count;
}

/*
 * Pass over the items whose facts an earlier run has written. The first `*count` items of the batch
 * are those that came from the plan along with them, and are to be compared.
 */
static enum sicht_status skip_earlier(struct run *run, size_t *count)
{
	const struct sicht_match_options *options = run->options;
	SICHT_DEFER(sicht_earlier_close) struct sicht_earlier earlier = {0};
	size_t holding = *count = 0;
	if (run->part.lines == 0)
		return SICHT_OK;
	SICHT_TRY(sicht_earlier_open(&run->part, &earlier));
	do {
		sicht_arena_reset(&run->arena);
		SICHT_TRY(sicht_feed_items(
			&run->feed, &run->arena, run->items, run->feed.room, count));
		holding = count_holding(run, &earlier, *count);
		run->totals->seen = run->totals->resumed = earlier.kept;
		run->totals->resumed_bytes = run->totals->bytes;
		if (options->progress != NULL)
			options->progress(options->context, run->totals);
	} while (holding == *count && *count > 0);
	*count -= holding;
	memmove(run->items, run->items + holding, *count * sizeof *run->items);
	sicht_feed_pass(&run->feed, holding);
	if (earlier.left > 0 && options->cut != NULL)
		options->cut(options->context, earlier.kept, earlier.left,
			*count > 0 ? &run->items[0] : NULL);
	return sicht_earlier_cut(&earlier, &run->part);
}

/* -------------------------------------------------------------------------------------- passes */

static enum sicht_status match_batch(struct run *run, size_t count)
{
	const struct sicht_match_options *options = run->options;
	SICHT_TRY(sicht_feed_prints(&run->feed, run->items, count, run->prints));
	SICHT_TRY(sicht_lookup_prints(run->lookup, run->prints, count, &run->arena, run->matches));
	if (run->confirmation != NULL)
		SICHT_TRY(sicht_confirm(run->confirmation, count, NULL, run->prints, run->matches));
	SICHT_TRY(write_facts(run, count));
	report_hits(run, count);
	for (size_t i = 0; i < count; i++)
		run->totals->bytes += run->items[i].content.size_bytes;
	run->totals->seen += count;
	if (options->progress != NULL)
		options->progress(options->context, run->totals);
	return SICHT_OK;
}

static enum sicht_status match_all(struct run *run)
{
	size_t count;
	SICHT_TRY(skip_earlier(run, &count));
	for (;;) {
		if (count > 0)
			SICHT_TRY(match_batch(run, count));
		sicht_arena_reset(&run->arena);
		SICHT_TRY(sicht_feed_items(
			&run->feed, &run->arena, run->items, run->feed.room, &count));
		if (count == 0)
			return SICHT_OK;
	}
}

/* Whole or interrupted: what is there is on the disk. */
static enum sicht_status first_pass(struct run *run)
{
	enum sicht_status status = match_all(run);
	if (status == SICHT_OK || status == SICHT_ERROR_INTERRUPTED)
		SICHT_TRY(sicht_part_sync(&run->part));
	return status;
}

/* What differs from run to run, beside the findings. */
static enum sicht_status write_run_file(
	struct run *run, int64_t started_s, double seconds, const uint8_t digest[32])
{
	char layers[SICHT_LAYERS_TEXT_SIZE];
	SICHT_DEFER(sicht_free_pointer)
	char *path = sicht_findings_beside(run->options->findings, ".run.json");
	SICHT_DEFER(sicht_replacement_close)
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	struct sicht_json json = {.text = &text};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_word(&json, "sicht", "run");
	sicht_json_name(&json, "findings", sicht_bytes_of(run->options->findings));
	sicht_json_hex(&json, "sha256", digest, 32);
	sicht_json_time(&json, "started", started_s);
	sicht_json_time(&json, "finished", sicht_clock_now_s());
	sicht_json_milli(&json, "seconds", (int64_t)(seconds * 1000));
	sicht_json_unsigned(&json, "files_resumed", run->totals->resumed);
	if (run->scanner != NULL)
		sicht_json_word(&json, "sandbox",
			sicht_layers_text(sicht_scanner_layers(run->scanner), layers));
	if (run->options->examiner.size > 0)
		sicht_json_string(&json, "examiner", run->options->examiner);
	sicht_json_raw(&json, "run", run->options->run);
	sicht_json_end(&json, '}');
	sicht_text_append_string(&text, "\n");
	SICHT_TRY(sicht_replacement_open(path, 0600, &replacement));
	if (sicht_write_full(replacement.fd, text.data, text.size) != 0)
		return sicht_fail_errno(errno, "cannot write %s", path);
	return sicht_replacement_commit(&replacement);
}

static bool to_standard_output(const struct sicht_match_options *options)
{
	return strcmp(options->findings, "-") == 0;
}

bool sicht_match_is_unfinished(const char *findings)
{
	SICHT_DEFER(sicht_free_pointer) char *path = sicht_findings_beside(findings, ".part");
	return access(path, F_OK) == 0;
}

enum sicht_status sicht_match_check_findings(const char *findings, bool force)
{
	struct stat status;
	if (strcmp(findings, "-") == 0 || lstat(findings, &status) != 0)
		return SICHT_OK;
	if (!S_ISREG(status.st_mode))
		return sicht_fail(SICHT_ERROR_EXISTS,
			"%s is a directory, a link or a device, and is not replaced; "
			"name "
			"a file with --findings",
			findings);
	if (force || sicht_match_is_unfinished(findings))
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_EXISTS,
		"%s is there already; choose another --findings, or replace it with --force",
		findings);
}

struct sicht_hash_options sicht_match_hash_options(
	const struct sicht_known_store *known, size_t known_count, bool no_variants)
{
	unsigned profiles = sicht_known_profiles(known, known_count);
	return (struct sicht_hash_options){
		.profiles = profiles != 0 ? profiles : 1u << SICHT_PROFILE_FULLRES,
		.windows = no_variants ? SICHT_WINDOWS_FULL : SICHT_WINDOWS_DEFAULT,
		.all_forms = !no_variants,
		.thumbnail = !no_variants,
	};
}

enum sicht_status sicht_match(const struct sicht_known_store *known, size_t known_count,
	const struct sicht_examined *examined, const struct sicht_match_options *options,
	struct sicht_match_totals *totals)
{
	int64_t started_s = sicht_clock_now_s(), started_ns = sicht_clock_monotonic_ns();
	uint8_t digest[32];
	SICHT_DEFER(run_free)
	struct run run = {
		.known = known,
		.known_count = known_count,
		.scanner = examined->scanner,
		.options = options,
		.totals = totals,
		.hash = sicht_match_hash_options(known, known_count, options->near.no_variants),
		.part = SICHT_PART_NONE,
		.synced_ns = started_ns,
	};
	*totals = (struct sicht_match_totals){0};
	run.context.store_count = known_count;
	run.context.sources = examined->sources;
	run.context.source_count = examined->source_count;
	SICHT_TRY(sicht_match_check_findings(options->findings, options->force));
	SICHT_TRY(sicht_feed_open(examined, &run.hash, &run.feed));
	SICHT_TRY(run_allocate(&run));
	const struct sicht_lookup_options lookup = {
		.near = options->near,
		.threads = options->threads,
	};
	SICHT_TRY(sicht_lookup_open(known, known_count, &lookup, &run.lookup));
	SICHT_TRY(sicht_fact_header(options, known, known_count, examined, &run.text));
	SICHT_TRY(sicht_part_open(to_standard_output(options) ? NULL : options->findings,
		sicht_text_bytes(&run.text), options->force, &run.part));
	SICHT_TRY(first_pass(&run));
	SICHT_TRY(sicht_finish(&run.part, options, examined->stop, totals, digest));
	if (to_standard_output(options))
		return SICHT_OK;
	double seconds = (double)(sicht_clock_monotonic_ns() - started_ns) / 1e9;
	SICHT_TRY(write_run_file(&run, started_s, seconds, digest));
	if (unlink(run.part.path) != 0)
		return sicht_fail_errno(errno, "cannot remove %s", run.part.path);
	return SICHT_OK;
}
