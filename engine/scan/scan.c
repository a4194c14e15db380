/* SPDX-License-Identifier: MIT */
/*
 * The parallel loop: items in, prints out.
 *
 * One idea: a batch is scanned in rounds. In the first every item is opened, digested and sent to
 * the decoder of its thread. What a decoder failed on (it crashed, hung, or no spare was left) goes
 * into another round, after the main thread has started fresh decoders. The few files that are to
 * be decoded twice are so between rounds, by the main thread, in a decoder that does nothing else.
 * Two attempts at most at each of these, so the rounds end.
 *
 * Invariants: inside a round threads touch only their own items and their own state; only the main
 * thread starts processes, between rounds; a descriptor is opened once an item and stays open until
 * the next batch, so that a hit can be hashed again from the very same file.
 */
#include "sicht/scan.h"

#include <assert.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/scan/input.h"
#include "engine/scan/scanner.h"
#include "engine/worker/decoder.h"
#include "sicht/limits.h"

/*
 * How many items may be open at once. The soft limit of descriptors is raised to the hard one:
 * a batch keeps its files open.
 */
static size_t descriptor_room(unsigned threads)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 1;
	if (limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
			getrlimit(RLIMIT_NOFILE, &limit);
	}
	/* socket and process descriptor of every decoder, and the rest of the program */
	rlim_t reserved = SICHT_DESCRIPTORS_RESERVED + 3 * (threads + 1 + SICHT_DECODER_SPARES);
	if (limit.rlim_cur <= reserved)
		return 1;
	rlim_t room = limit.rlim_cur - reserved;
	return room < SICHT_BATCH_ITEMS ? (size_t)room : SICHT_BATCH_ITEMS;
}

/* Every thread has something to do, even if one file of the batch takes long. */
static size_t least_pace(const struct sicht_scanner *scanner)
{
	size_t least = 2 * (size_t)scanner->threads;
	return least < scanner->room ? least : scanner->room;
}

/* `count` items took so long: take twice as many next time, or half. */
static void adjust_pace(struct sicht_scanner *scanner, size_t count, int64_t took_ns)
{
	const int64_t aim_ns = SICHT_BATCH_AIM_MS * INT64_C(1000000);
	size_t pace = scanner->pace;
	if (took_ns > aim_ns)
		pace = pace / 2 > least_pace(scanner) ? pace / 2 : least_pace(scanner);
	else if (took_ns < aim_ns / 2 && count == pace)
		pace = pace * 2 < scanner->room ? pace * 2 : scanner->room;
	scanner->pace = pace;
}

static enum sicht_status open_pool(struct sicht_scanner *scanner)
{
	const struct sicht_scan_options *options = &scanner->options;
	struct sicht_pool_options pool = {
		.program = &sicht_decoder_program,
		.path = options->decoder,
		.slots = scanner->threads + 1,
		.insecure = options->insecure_decoders,
		.stop = options->stop,
	};
	return options->hash.profiles != 0 ? sicht_pool_open(&pool, &scanner->pool) : SICHT_OK;
}

static enum sicht_status allocate(struct sicht_scanner *scanner)
{
	scanner->slots = calloc(scanner->threads + 1, sizeof *scanner->slots);
	scanner->states = calloc(scanner->room, sizeof *scanner->states);
	scanner->items = calloc(scanner->room, sizeof *scanner->items);
	scanner->media = calloc(scanner->room, sizeof *scanner->media);
	scanner->pending = calloc(scanner->room, sizeof *scanner->pending);
	bool done = scanner->slots != NULL && scanner->states != NULL && scanner->items != NULL &&
		    scanner->media != NULL && scanner->pending != NULL;
	for (unsigned i = 0; i < scanner->threads && done; i++) {
		scanner->slots[i].buffer = malloc(SICHT_READ_BYTES);
		done = scanner->slots[i].buffer != NULL;
	}
	return done ? SICHT_OK
		    : sicht_fail(SICHT_ERROR_MEMORY, "out of memory; use fewer --threads");
}

static void close_scanner(struct sicht_scanner **scanner)
{
	sicht_scanner_close(*scanner);
}

enum sicht_status sicht_scanner_open(
	const struct sicht_scan_options *options, struct sicht_scanner **out)
{
	SICHT_DEFER(close_scanner) struct sicht_scanner *scanner = calloc(1, sizeof *scanner);
	if (scanner == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	scanner->options = *options;
	if (scanner->options.digests == 0)
		scanner->options.digests = (1u << SICHT_DIGEST_KIND_COUNT) - 1;
	int threads = options->threads > 0 ? (int)options->threads : omp_get_max_threads();
	scanner->threads = threads > SICHT_THREADS_MAX ? SICHT_THREADS_MAX : (unsigned)threads;
	scanner->room = descriptor_room(scanner->threads);
	scanner->pace = least_pace(scanner);
	SICHT_TRY(allocate(scanner));
	SICHT_TRY(open_pool(scanner));
	for (unsigned i = 0; i < scanner->threads; i++)
		SICHT_TRY(
			sicht_digester_new(scanner->options.digests, &scanner->slots[i].digester));
	*out = scanner;
	scanner = NULL;
	return SICHT_OK;
}

/* The end of a batch: its files are closed, its memory is free again. */
static void forget_batch(struct sicht_scanner *scanner)
{
	for (size_t i = 0; i < scanner->count; i++)
		sicht_content_close(&scanner->states[i].content);
	for (unsigned i = 0; i <= scanner->threads && scanner->slots != NULL; i++)
		sicht_arena_reset(&scanner->slots[i].arena);
	scanner->count = 0;
}

void sicht_scanner_close(struct sicht_scanner *scanner)
{
	if (scanner == NULL)
		return;
	sicht_pool_close(scanner->pool);
	forget_batch(scanner);
	for (unsigned i = 0; i <= scanner->threads && scanner->slots != NULL; i++) {
		sicht_digester_free(scanner->slots[i].digester);
		sicht_arena_free(&scanner->slots[i].arena);
		free(scanner->slots[i].buffer);
	}
	free(scanner->slots);
	free(scanner->states);
	free(scanner->items);
	free(scanner->media);
	free(scanner->pending);
	free(scanner);
}

unsigned sicht_scanner_layers(const struct sicht_scanner *scanner)
{
	return scanner->pool != NULL ? sicht_pool_layers(scanner->pool) : 0;
}

const char *sicht_scanner_versions(const struct sicht_scanner *scanner)
{
	return scanner->pool != NULL ? sicht_pool_versions(scanner->pool) : "";
}

size_t sicht_scanner_room(const struct sicht_scanner *scanner)
{
	return scanner->room;
}

size_t sicht_scanner_pace(const struct sicht_scanner *scanner)
{
	return scanner->pace;
}

/* --------------------------------------------------------------------------------- the batches */

static size_t collect_pending(struct sicht_scanner *scanner)
{
	size_t count = 0;
	for (size_t i = 0; i < scanner->count; i++) {
		if (scanner->states[i].progress != SICHT_SCAN_DONE)
			scanner->pending[count++] = i;
	}
	return count;
}

static void scan_round(struct sicht_scanner *scanner, const struct sicht_plan *plan,
	size_t pending_count, struct sicht_print *prints)
{
#pragma omp parallel for num_threads(scanner->threads) schedule(dynamic, 1)
	for (size_t i = 0; i < pending_count; i++) {
		if (sicht_scanner_stopped(scanner))
			continue;
		size_t index = scanner->pending[i];
		struct sicht_scan_state *state = &scanner->states[index];
		unsigned slot = (unsigned)omp_get_thread_num();
		if (state->progress == SICHT_SCAN_UNTOUCHED)
			state->progress =
				sicht_scanner_scan_item(scanner, plan, index, slot, &prints[index]);
		else if (state->progress == SICHT_SCAN_UNDECODED ||
			 state->progress == SICHT_SCAN_SUSPICIOUS)
			state->progress = sicht_scanner_decode_item(
				scanner, index, slot, state->progress, &prints[index]);
	}
}

/* One file in a thousand: threads need not share this. */
static void compare_round(
	struct sicht_scanner *scanner, size_t pending_count, struct sicht_print *prints)
{
	for (size_t i = 0; i < pending_count && !sicht_scanner_stopped(scanner); i++) {
		size_t index = scanner->pending[i];
		struct sicht_scan_state *state = &scanner->states[index];
		if (state->progress == SICHT_SCAN_DOUBLED || state->progress == SICHT_SCAN_DOUBTED)
			state->progress = sicht_scanner_compare_item(
				scanner, index, state->progress, &prints[index]);
	}
}

static void begin_batch(
	struct sicht_scanner *scanner, size_t count, const bool *skip, struct sicht_print *prints)
{
	assert(count <= scanner->room);
	forget_batch(scanner);
	scanner->count = count;
	for (size_t i = 0; i < count; i++) {
		bool skipped = skip != NULL && skip[i];
		scanner->states[i] = (struct sicht_scan_state){
			skipped ? SICHT_SCAN_DONE : SICHT_SCAN_UNTOUCHED, {0}};
		scanner->media[i] = SICHT_MEDIA_NONE;
		if (!skipped)
			prints[i] = (struct sicht_print){0};
	}
}

static enum sicht_status scan_batch(
	struct sicht_scanner *scanner, const struct sicht_plan *plan, struct sicht_print *prints)
{
	int64_t start_ns = sicht_clock_monotonic_ns();
	size_t scanned =
		collect_pending(scanner); /* the rest says nothing of how long files take */
	for (size_t pending = scanned; pending > 0; pending = collect_pending(scanner)) {
		if (scanner->pool != NULL)
			SICHT_TRY(sicht_pool_refill(scanner->pool));
		scan_round(scanner, plan, pending, prints);
		compare_round(scanner, pending, prints);
		if (sicht_scanner_stopped(scanner))
			return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	}
	adjust_pace(scanner, scanned, sicht_clock_monotonic_ns() - start_ns);
	return SICHT_OK;
}

enum sicht_status sicht_scan(struct sicht_scanner *scanner, const struct sicht_plan *plan,
	const struct sicht_item *items, size_t count, const bool *skip, struct sicht_print *prints)
{
	begin_batch(scanner, count, skip, prints);
	memcpy(scanner->items, items, count * sizeof *items);
	return scan_batch(scanner, plan, prints);
}

enum sicht_status sicht_scan_inputs(struct sicht_scanner *scanner, const struct sicht_input *inputs,
	size_t count, const bool *skip, struct sicht_print *prints)
{
	begin_batch(scanner, count, skip, prints);
	for (size_t i = 0; i < count; i++) {
		struct sicht_item *item = &scanner->items[i];
		*item = (struct sicht_item){.ordinal = ++scanner->inputs};
		if (skip == NULL || !skip[i])
			SICHT_TRY(sicht_input_open(&inputs[i], item, &scanner->states[i].content));
	}
	return scan_batch(scanner, NULL, prints);
}

enum sicht_status sicht_scan_again(struct sicht_scanner *scanner, size_t count, const bool *again,
	bool fresh, const struct sicht_hash_options *hash, struct sicht_window_print **windows,
	size_t *window_counts)
{
	assert(count == scanner->count);
	for (size_t i = 0; i < count; i++) {
		window_counts[i] = 0;
		if (again[i] && scanner->media[i] != SICHT_MEDIA_NONE)
			scanner->states[i].progress =
				fresh ? SICHT_SCAN_SUSPICIOUS : SICHT_SCAN_UNDECODED;
	}
	for (size_t pending = collect_pending(scanner); pending > 0;
		pending = collect_pending(scanner)) {
		SICHT_TRY(sicht_pool_refill(scanner->pool));
#pragma omp parallel for num_threads(scanner->threads) schedule(dynamic, 1)
		for (size_t i = 0; i < pending; i++) {
			size_t index = scanner->pending[i];
			struct sicht_print print = {0};
			if (sicht_scanner_stopped(scanner))
				continue;
			scanner->states[index].progress = sicht_scanner_hash_again(
				scanner, index, (unsigned)omp_get_thread_num(), hash, &print);
			if (scanner->states[index].progress != SICHT_SCAN_DONE)
				continue;
			windows[index] = print.windows;
			window_counts[index] = print.window_count;
		}
		if (sicht_scanner_stopped(scanner))
			return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	}
	return SICHT_OK;
}
