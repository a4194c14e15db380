/* SPDX-License-Identifier: MIT */
/* Hits, hashed again from the descriptors that the scanner still holds. See confirm.h. */
#include "engine/match/confirm.h"

#include <stdlib.h>
#include <string.h>

#include "sicht/hash.h"
#include "sicht/limits.h"

/* What files were hashed to, once more: arrays of a batch. */
struct hashes {
	struct sicht_window_print **windows;
	size_t *counts;
};

struct sicht_confirmation {
	struct sicht_scanner *scanner;
	struct sicht_hash_options hash;
	/* arrays of one batch */
	bool *again;
	struct hashes exact, fast_again, exact_again;
};

static bool hashes_allocate(struct hashes *hashes, size_t room)
{
	hashes->windows = calloc(room, sizeof *hashes->windows);
	hashes->counts = calloc(room, sizeof *hashes->counts);
	return hashes->windows != NULL && hashes->counts != NULL;
}

static void hashes_free(struct hashes *hashes)
{
	free(hashes->windows);
	free(hashes->counts);
}

void sicht_confirmation_free(struct sicht_confirmation *confirmation)
{
	if (confirmation == NULL)
		return;
	free(confirmation->again);
	hashes_free(&confirmation->exact);
	hashes_free(&confirmation->fast_again);
	hashes_free(&confirmation->exact_again);
	free(confirmation);
}

enum sicht_status sicht_confirmation_new(struct sicht_scanner *scanner,
	const struct sicht_hash_options *hash, size_t room, struct sicht_confirmation **out)
{
	struct sicht_confirmation *confirmation = calloc(1, sizeof *confirmation);
	if (confirmation == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	confirmation->scanner = scanner;
	confirmation->hash = *hash;
	confirmation->again = calloc(room, sizeof *confirmation->again);
	if (confirmation->again == NULL || !hashes_allocate(&confirmation->exact, room) ||
		!hashes_allocate(&confirmation->fast_again, room) ||
		!hashes_allocate(&confirmation->exact_again, room)) {
		sicht_confirmation_free(confirmation);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	*out = confirmation;
	return SICHT_OK;
}

static const struct sicht_window_print *find_window(
	const struct sicht_window_print *windows, size_t count, const struct sicht_match *match)
{
	for (size_t i = 0; i < count; i++) {
		if (windows[i].page == match->page && windows[i].window == match->window &&
			windows[i].profile == match->profile)
			return &windows[i];
	}
	return NULL;
}

/* Both sides reference-exact: the distance that any other tool would find. */
static void confirm_match(
	struct sicht_known_match *known, const struct sicht_window_print *windows, size_t count)
{
	struct sicht_match *match = &known->match;
	const struct sicht_window_print *window = find_window(windows, count, match);
	if (match->by != SICHT_MATCH_PDQ || !known->known_exact || window == NULL)
		return;
	struct sicht_pdq examined;
	if (match->transform == SICHT_TRANSFORM_NEGATIVE)
		examined = sicht_pdq_complement(&window->form[0]);
	else if (match->transform < window->form_count)
		examined = window->form[match->transform];
	else
		return;
	match->distance_exact = (int16_t)sicht_pdq_distance(&examined, &known->known_hash);
}

/* The two hashes of a picture give distances that lie far apart. */
static bool is_anomaly(const struct sicht_print *print, const struct sicht_file_matches *matches)
{
	for (size_t i = 0; i < matches->count && print->outcome == SICHT_OUTCOME_DECODED; i++) {
		const struct sicht_match *match = &matches->items[i].match;
		if (match->by == SICHT_MATCH_PDQ && match->distance_exact >= 0 &&
			abs(match->distance - match->distance_exact) > SICHT_ANOMALY_BITS)
			return true;
	}
	return false;
}

static bool same_hashes(const struct sicht_window_print *a, size_t a_count,
	const struct sicht_window_print *b, size_t b_count)
{
	for (size_t i = 0; i < a_count && a_count == b_count; i++) {
		if (a[i].page != b[i].page || a[i].window != b[i].window ||
			a[i].profile != b[i].profile ||
			memcmp(a[i].form, b[i].form, a[i].form_count * sizeof a[i].form[0]) != 0)
			return false;
	}
	return a_count == b_count;
}

/*
 * Files with an anomaly, once more on both paths, each time in a fresh process: does one of them
 * say something else than before, or do they differ by themselves?
 */
static enum sicht_status examine_anomalies(struct sicht_confirmation *confirmation,
	const struct sicht_hash_options *exact, size_t count, struct sicht_print *prints,
	const struct sicht_file_matches *matches)
{
	struct sicht_scanner *scanner = confirmation->scanner;
	bool *again = confirmation->again, any = false;
	for (size_t i = 0; i < count; i++) {
		again[i] = again[i] && is_anomaly(&prints[i], &matches[i]);
		any |= again[i];
	}
	if (!any)
		return SICHT_OK;
	const struct hashes *first = &confirmation->exact, *fast = &confirmation->fast_again,
			    *second = &confirmation->exact_again;
	SICHT_TRY(sicht_scan_again(
		scanner, count, again, true, &confirmation->hash, fast->windows, fast->counts));
	SICHT_TRY(sicht_scan_again(
		scanner, count, again, true, exact, second->windows, second->counts));
	for (size_t i = 0; i < count; i++) {
		struct sicht_print *print = &prints[i];
		if (!again[i])
			continue;
		bool steady = same_hashes(print->windows, print->window_count, fast->windows[i],
				      fast->counts[i]) &&
			      same_hashes(first->windows[i], first->counts[i], second->windows[i],
				      second->counts[i]);
		print->anomaly = steady ? SICHT_ANOMALY_PATHS_DIFFER : SICHT_ANOMALY_UNSTEADY;
		print->volatile_outcome |= !steady;
	}
	return SICHT_OK;
}

/* Hits are rare. */
enum sicht_status sicht_confirm(struct sicht_confirmation *confirmation, size_t count,
	const bool *skip, struct sicht_print *prints, struct sicht_file_matches *matches)
{
	struct sicht_hash_options exact_options = confirmation->hash;
	exact_options.exact = true;
	bool *again = confirmation->again, any = false;
	for (size_t i = 0; i < count; i++) {
		again[i] = false;
		for (size_t j = 0; (skip == NULL || !skip[i]) && j < matches[i].count; j++)
			again[i] |= matches[i].items[j].match.by == SICHT_MATCH_PDQ;
		any |= again[i];
	}
	if (!any)
		return SICHT_OK;
	const struct hashes *exact = &confirmation->exact;
	SICHT_TRY(sicht_scan_again(confirmation->scanner, count, again, false, &exact_options,
		exact->windows, exact->counts));
	for (size_t i = 0; i < count; i++) {
		/* It could be hashed a moment ago: another run may well confirm it. */
		if (again[i] && exact->counts[i] == 0)
			prints[i].volatile_outcome = true;
		for (size_t j = 0; again[i] && j < matches[i].count; j++)
			confirm_match(&matches[i].items[j], exact->windows[i], exact->counts[i]);
	}
	return examine_anomalies(confirmation, &exact_options, count, prints, matches);
}
