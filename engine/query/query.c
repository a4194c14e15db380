/* SPDX-License-Identifier: MIT */
/*
 * Questions become prints, and the look-up of `sicht match` answers them. See
 * include/sicht/query.h.
 *
 * The idea: whatever is asked is a print, be it one that holds a single digest or hash. Inputs
 * become prints by a scanner with the options of `match`. So nothing here searches or judges.
 *
 * Invariant: arrays of a batch are indexed as its questions are; what is no input is skipped where
 * inputs are scanned and confirmed.
 */
#include "sicht/query.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "engine/match/confirm.h"
#include "engine/match/known.h"
#include "sicht/limits.h"
#include "sicht/store.h"

struct sicht_query {
	struct sicht_query_options options;
	struct sicht_known_store *known; /* names are copies */
	size_t known_count;
	struct sicht_lookup *lookup;
	struct sicht_hash_options hash;
	/* NULL before the first input */
	struct sicht_scanner *scanner;
	struct sicht_confirmation *confirmation;
	size_t room; /* questions in a batch */
	/* arrays of one batch */
	struct sicht_input *inputs;
	bool *skip; /* those that are no inputs */
	struct sicht_print *prints;
	struct sicht_file_matches *matches;
	struct sicht_window_print *windows; /* of those that ask by a hash */
};

void sicht_query_close(struct sicht_query *query)
{
	if (query == NULL)
		return;
	sicht_confirmation_free(query->confirmation);
	sicht_scanner_close(query->scanner);
	sicht_lookup_close(query->lookup);
	for (size_t i = 0; i < query->known_count; i++) {
		sicht_store_close(query->known[i].store);
		free((void *)query->known[i].name.data);
	}
	free(query->known);
	free(query->inputs);
	free(query->skip);
	free(query->prints);
	free(query->matches);
	free(query->windows);
	free(query);
}

static void close_query(struct sicht_query **query)
{
	sicht_query_close(*query);
}

/* ------------------------------------------------------------------------------------- opening */

static enum sicht_status check_near(const struct sicht_near_options *near)
{
	if (near->threshold_bits > SICHT_THRESHOLD_MAX)
		return sicht_fail(SICHT_ERROR_USAGE, "a threshold has at most %d bits, not %u",
			SICHT_THRESHOLD_MAX, near->threshold_bits);
	if (near->possible_bits > SICHT_POSSIBLE_MAX)
		return sicht_fail(SICHT_ERROR_USAGE,
			"what is possible lies within %d bits at most, not %u", SICHT_POSSIBLE_MAX,
			near->possible_bits);
	return SICHT_OK;
}

static enum sicht_status fail_twice(const char *path, const struct sicht_known_store *other)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text here = {0}, there = {0};
	sicht_escape_terminal(&here, sicht_bytes_of(path));
	sicht_escape_terminal(&there, other->name);
	return sicht_fail(SICHT_ERROR_USAGE, "%s and %s are one store, or copies of one; name one",
		there.data, here.data);
}

/* The process rule of stores, and an answer that is not told twice. */
static enum sicht_status open_store(struct sicht_query *query, const char *path)
{
	const struct sicht_store_options options = {
		.allow_network = query->options.allow_network,
		.stop = query->options.stop,
	};
	struct sicht_known_store *known = &query->known[query->known_count];
	struct sicht_store_info info, other;
	for (size_t i = 0; i < query->known_count; i++) {
		if (sicht_store_is_at(query->known[i].store, path))
			return fail_twice(path, &query->known[i]);
	}
	char *name = strdup(path);
	if (name == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	known->name = sicht_bytes_of(name);
	query->known_count++; /* from here on, close takes care of it */
	SICHT_TRY(sicht_store_open(path, &options, &known->store));
	sicht_store_info(known->store, &info);
	for (size_t i = 0; i + 1 < query->known_count; i++) {
		sicht_store_info(query->known[i].store, &other);
		if (strcmp(info.id, other.id) == 0)
			return fail_twice(path, &query->known[i]);
	}
	return SICHT_OK;
}

static enum sicht_status allocate(struct sicht_query *query)
{
	query->room = SICHT_BATCH_ITEMS;
	query->inputs = calloc(query->room, sizeof *query->inputs);
	query->skip = calloc(query->room, sizeof *query->skip);
	query->prints = calloc(query->room, sizeof *query->prints);
	query->matches = calloc(query->room, sizeof *query->matches);
	query->windows = calloc(query->room, sizeof *query->windows);
	if (query->inputs == NULL || query->skip == NULL || query->prints == NULL ||
		query->matches == NULL || query->windows == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	return SICHT_OK;
}

enum sicht_status sicht_query_open(const char *const *paths, size_t path_count,
	const struct sicht_query_options *options, struct sicht_query **out)
{
	static const struct sicht_query_options defaults;
	static const struct sicht_near_options usual = {.threshold_bits = SICHT_THRESHOLD_DEFAULT};
	SICHT_DEFER(close_query) struct sicht_query *query = calloc(1, sizeof *query);
	if (query == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	query->options = options != NULL ? *options : defaults;
	query->options.near = NULL;
	const struct sicht_near_options *near =
		options != NULL && options->near != NULL ? options->near : &usual;
	SICHT_TRY(check_near(near));
	query->known = calloc(path_count + 1, sizeof *query->known);
	if (query->known == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	SICHT_TRY(allocate(query));
	for (size_t i = 0; i < path_count; i++)
		SICHT_TRY(open_store(query, paths[i]));
	const struct sicht_lookup_options lookup = {
		.near = *near,
		.threads = query->options.threads,
		.matches_max = query->options.matches_max,
	};
	SICHT_TRY(sicht_lookup_open(query->known, query->known_count, &lookup, &query->lookup));
	query->hash = sicht_match_hash_options(query->known, query->known_count, near->no_variants);
	*out = query;
	query = NULL;
	return SICHT_OK;
}

const struct sicht_known_store *sicht_query_stores(const struct sicht_query *query, size_t *count)
{
	*count = query->known_count;
	return query->known;
}

/* ------------------------------------------------------------------------------------- asking */

/* Decoders are started when there is something to decode. */
static enum sicht_status open_scanner(struct sicht_query *query)
{
	if (query->scanner == NULL) {
		const struct sicht_scan_options scan = {
			.threads = query->options.threads,
			.hash = query->hash,
			.decoder = query->options.decoder,
			.insecure_decoders = query->options.insecure_decoders,
			.pixels_max = query->options.pixels_max,
			.job_seconds_max = query->options.job_seconds_max,
			.stop = query->options.stop,
		};
		SICHT_TRY(sicht_scanner_open(&scan, &query->scanner));
		if (sicht_scanner_room(query->scanner) < query->room)
			query->room = sicht_scanner_room(query->scanner);
	}
	if (query->confirmation == NULL && !query->options.no_confirmation)
		return sicht_confirmation_new(
			query->scanner, &query->hash, query->room, &query->confirmation);
	return SICHT_OK;
}

static bool is_sound(const struct sicht_print *print)
{
	for (uint32_t i = 0; i < print->window_count; i++) {
		const struct sicht_window_print *window = &print->windows[i];
		if (window->profile >= SICHT_PROFILE_COUNT || window->quality > 100 ||
			window->form_count < 1 || window->form_count > SICHT_DIHEDRAL_COUNT)
			return false;
	}
	return true;
}

/* The print that asks what question `index` of the batch asks, unless it is yet to be scanned. */
static enum sicht_status take_question(
	struct sicht_query *query, size_t index, const struct sicht_question *question)
{
	struct sicht_print *print = &query->prints[index];
	struct sicht_window_print *window = &query->windows[index];
	*print = (struct sicht_print){0};
	query->skip[index] = question->input == NULL;
	if (question->input != NULL) {
		query->inputs[index] = *question->input;
		return SICHT_OK;
	}
	if (question->print != NULL)
		*print = *question->print;
	else if (question->hash == NULL && question->digests == NULL)
		return sicht_fail(SICHT_ERROR_USAGE, "a question asks by an input, a print, "
						     "digests or a hash, and this by none");
	if (question->print == NULL && question->digests != NULL)
		print->digests = *question->digests;
	if (question->print == NULL && question->hash != NULL) {
		*window = (struct sicht_window_print){
			.profile = (uint8_t)question->profile,
			.quality = 100,
			.form_count = 1,
			.form = {*question->hash},
		};
		print->windows = window;
		print->window_count = 1;
	}
	if (is_sound(print))
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_USAGE,
		"a question has an impossible profile, quality or number of forms");
}

/* Out of the memory of the batch. */
static enum sicht_status keep_print(struct sicht_arena *arena, struct sicht_print *print)
{
	struct sicht_bytes detail = sicht_bytes_of(print->detail != NULL ? print->detail : "");
	const size_t size = print->window_count * sizeof *print->windows;
	SICHT_TRY(sicht_arena_reserve(arena, size + detail.size + 1, 2));
	if (size > 0) {
		struct sicht_window_print *windows = sicht_arena_alloc(arena, size);
		memcpy(windows, print->windows, size);
		print->windows = windows;
	}
	if (print->detail != NULL)
		print->detail = sicht_arena_copy(arena, detail).data;
	return SICHT_OK;
}

static enum sicht_status ask_batch(struct sicht_query *query,
	const struct sicht_question *questions, size_t count, struct sicht_arena *arena,
	struct sicht_answer *answers)
{
	bool any_input = false;
	for (size_t i = 0; i < count; i++) {
		SICHT_TRY(take_question(query, i, &questions[i]));
		any_input |= !query->skip[i];
	}
	if (any_input)
		SICHT_TRY(sicht_scan_inputs(
			query->scanner, query->inputs, count, query->skip, query->prints));
	SICHT_TRY(sicht_lookup_prints(query->lookup, query->prints, count, arena, query->matches));
	if (any_input && query->confirmation != NULL)
		SICHT_TRY(sicht_confirm(
			query->confirmation, count, query->skip, query->prints, query->matches));
	for (size_t i = 0; i < count; i++) {
		SICHT_TRY(keep_print(arena, &query->prints[i]));
		answers[i] = (struct sicht_answer){query->prints[i], query->matches[i]};
	}
	return SICHT_OK;
}

enum sicht_status sicht_query_ask(struct sicht_query *query, const struct sicht_question *questions,
	size_t count, struct sicht_arena *arena, struct sicht_answer *answers)
{
	bool any_input = false;
	for (size_t i = 0; i < count; i++)
		any_input |= questions[i].input != NULL;
	if (any_input)
		SICHT_TRY(open_scanner(query));
	for (size_t done = 0; done < count;) {
		size_t batch = count - done < query->room ? count - done : query->room;
		SICHT_TRY(ask_batch(query, questions + done, batch, arena, answers + done));
		done += batch;
	}
	return SICHT_OK;
}
