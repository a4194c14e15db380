/* SPDX-License-Identifier: MIT */
/*
 * The parallel loop: items in, prints out.
 *
 * One idea: a batch is scanned in rounds. In the first every item is opened, digested and sent to
 * the decoder of its thread. What a decoder failed on (it crashed, hung, or no spare was left) goes
 * into another round, after the main thread has started fresh decoders. The few files that are to be
 * decoded twice are so between rounds, by the main thread, in a decoder that does nothing else. Two
 * attempts at most at each of these, so the rounds end.
 *
 * Invariants: inside a round threads touch only their own items and their own state; only the main
 * thread starts processes, between rounds; a descriptor is opened once an item and stays open until
 * the next batch, so that a hit can be hashed again from the very same file.
 */
#include "sicht/scan.h"

#include <assert.h>
#include <errno.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/file.h"
#include "engine/base/memory.h"
#include "engine/scan/file.h"
#include "engine/worker/pool.h"
#include "engine/worker/sniff.h"
#include "sicht/limits.h"
#include "sicht/source.h"

/* Where an item stands between rounds. */
enum progress {
	DONE = 0,
	UNTOUCHED,  /* not opened yet */
	UNDECODED,  /* digested; no decoder was there for it */
	SUSPICIOUS, /* a decoder failed on it once; `print` holds the outcome so far */
	DOUBLED,    /* decoded, and to be decoded once more for comparison */
	DOUBTED,    /* the same, after the decoder that was to be compared failed once */
};

struct slot_state {
	struct sicht_digester *digester;
	uint8_t *buffer;
	struct sicht_arena arena;
};

struct item_state {
	enum progress progress;
	int fd; /* -1: not open */
};

struct sicht_scanner {
	struct sicht_scan_options options;
	struct sicht_pool *pool;
	unsigned threads;
	size_t room, pace;
	struct slot_state *slots;  /* one a thread, and the comparing one */
	struct item_state *states; /* one an item of the batch */
	struct sicht_item *items;  /* copies, for sicht_scan_again() */
	enum sicht_media *media;   /* of items that were sent to a decoder; else NONE */
	size_t count;
	size_t *todo;
};

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

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);
	if (memory == NULL)
		sicht_out_of_memory(); /* some kilobytes at the start of a run */
	return memory;
}

static enum sicht_status open_pool(struct sicht_scanner *scanner)
{
	const struct sicht_scan_options *options = &scanner->options;
	struct sicht_pool_options pool = {
		.decoder = options->decoder,
		.slots = scanner->threads + 1,
		.insecure = options->insecure_decoders,
		.pixels_max = options->pixels_max,
		.job_ms_max = options->job_seconds_max * 1000,
		.stop = options->stop,
	};
	return options->hash.profiles != 0 ? sicht_pool_open(&pool, &scanner->pool) : SICHT_OK;
}

enum sicht_status sicht_scanner_open(
	const struct sicht_scan_options *options, struct sicht_scanner **out)
{
	struct sicht_scanner *scanner = allocate(1, sizeof *scanner);
	scanner->options = *options;
	if (scanner->options.digests == 0)
		scanner->options.digests = (1u << SICHT_DIGEST_KIND_COUNT) - 1;
	int threads = options->threads > 0 ? (int)options->threads : omp_get_max_threads();
	scanner->threads = threads > SICHT_THREADS_MAX ? SICHT_THREADS_MAX : (unsigned)threads;
	scanner->room = descriptor_room(scanner->threads);
	scanner->pace = least_pace(scanner);
	scanner->slots = allocate(scanner->threads + 1, sizeof *scanner->slots);
	scanner->states = allocate(scanner->room, sizeof *scanner->states);
	scanner->items = allocate(scanner->room, sizeof *scanner->items);
	scanner->media = allocate(scanner->room, sizeof *scanner->media);
	scanner->todo = allocate(scanner->room, sizeof *scanner->todo);
	enum sicht_status status = open_pool(scanner);
	for (unsigned i = 0; i < scanner->threads && status == SICHT_OK; i++) {
		scanner->slots[i].buffer = allocate(1, SICHT_READ_BYTES);
		status = sicht_digester_new(scanner->options.digests, &scanner->slots[i].digester);
	}
	if (status != SICHT_OK) {
		sicht_scanner_close(scanner);
		return status;
	}
	*out = scanner;
	return SICHT_OK;
}

/* The end of a batch: its files are closed, its memory is free again. */
static void forget_batch(struct sicht_scanner *scanner)
{
	for (size_t i = 0; i < scanner->count; i++)
		sicht_close_fd(&scanner->states[i].fd);
	for (unsigned i = 0; i <= scanner->threads; i++)
		sicht_arena_reset(&scanner->slots[i].arena);
	scanner->count = 0;
}

void sicht_scanner_close(struct sicht_scanner *scanner)
{
	if (scanner == NULL)
		return;
	sicht_pool_close(scanner->pool);
	forget_batch(scanner);
	for (unsigned i = 0; i <= scanner->threads; i++) {
		sicht_digester_free(scanner->slots[i].digester);
		sicht_arena_free(&scanner->slots[i].arena);
		free(scanner->slots[i].buffer);
	}
	free(scanner->slots);
	free(scanner->states);
	free(scanner->items);
	free(scanner->media);
	free(scanner->todo);
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

static bool stopped(const struct sicht_scanner *scanner)
{
	return scanner->options.stop != NULL && *scanner->options.stop;
}

/* ------------------------------------------------------------------------------------ one item */

static struct sicht_job job_of(const struct sicht_scanner *scanner, size_t index, bool fresh)
{
	return (struct sicht_job){
		.fd = scanner->states[index].fd,
		.size_bytes = scanner->items[index].size_bytes,
		.media = scanner->media[index],
		.hash = scanner->options.hash,
		.fresh = fresh,
	};
}

/* Items that no file is behind, and files that cannot be opened. */
static bool open_item(struct sicht_scanner *scanner, const struct sicht_plan *plan, size_t index,
	struct sicht_arena *arena, struct sicht_print *print)
{
	const struct sicht_item *item = &scanner->items[index];
	enum sicht_outcome outcome = SICHT_OUTCOME_UNREADABLE;
	int error_number = item->error_number;
	if (item->kind == SICHT_ITEM_SPECIAL) {
		sicht_file_outcome(print, SICHT_OUTCOME_SPECIAL, NULL);
		return false;
	}
	if (item->kind == SICHT_ITEM_FILE &&
		sicht_source_open_item(
			plan, item, &scanner->states[index].fd, &outcome, &error_number))
		return true;
	char reason[128];
	const char *text = error_number != 0 ? strerror_r(error_number, reason, sizeof reason) : "";
	sicht_file_outcome(print, outcome, sicht_arena_printf(arena, "%s", text));
	return false;
}

/*
 * What a file without a decodable picture is. `print` keeps its digests. False: there is a picture
 * to decode.
 */
static bool decide_by_content(struct sicht_sniff sniff, uint64_t size, struct sicht_print *print)
{
	print->media = sniff.media;
	if (size == 0)
		print->outcome = SICHT_OUTCOME_EMPTY;
	else if (sniff.encrypted)
		print->outcome = SICHT_OUTCOME_ENCRYPTED;
	else if (sniff.media == SICHT_MEDIA_NONE)
		print->outcome = SICHT_OUTCOME_NOT_MEDIA;
	else if (sniff.media == SICHT_MEDIA_OTHER)
		print->outcome = SICHT_OUTCOME_UNSUPPORTED;
	else if (size > SICHT_PICTURE_BYTES_MAX)
		print->outcome = SICHT_OUTCOME_OVER_LIMIT;
	else
		return false;
	return true;
}

/* Where an item goes after a decoder has answered for the first time. */
static enum progress after_decoding(enum sicht_job_end end, uint64_t ordinal)
{
	switch (end) {
	case SICHT_JOB_DONE:
		return ordinal % SICHT_CROSS_CHECK_EVERY == 0 ? DOUBLED : DONE;
	case SICHT_JOB_ANOMALY:
		return SUSPICIOUS;
	case SICHT_JOB_NO_WORKER:
		break;
	}
	return UNDECODED;
}

/* First round: everything about one item, the decoder working while the file is digested. */
static enum progress scan_item(struct sicht_scanner *scanner, const struct sicht_plan *plan,
	size_t index, unsigned slot, struct sicht_print *print)
{
	struct slot_state *state = &scanner->slots[slot];
	const struct sicht_item *item = &scanner->items[index];
	struct stat before, after;

	if (!open_item(scanner, plan, index, &state->arena, print))
		return DONE;
	struct sicht_file_reading reading = {scanner->states[index].fd, state->digester,
		state->buffer, 0, 0, scanner->options.stop};
	if (fstat(reading.fd, &before) != 0 || !sicht_file_is_same(item, &before)) {
		sicht_file_outcome(print, SICHT_OUTCOME_CHANGED, "changed since it was listed");
		return DONE;
	}
	if (sicht_file_is_decided(&before, print))
		return DONE;

	enum progress progress = DONE;
	int error_number = sicht_file_read_head(&reading);
	bool decoding = false;
	if (error_number == 0) {
		size_t head =
			reading.filled < SICHT_SNIFF_BYTES ? reading.filled : SICHT_SNIFF_BYTES;
		struct sicht_sniff sniff = sicht_sniff(sicht_bytes(reading.buffer, head));
		if (!decide_by_content(sniff, item->size_bytes, print) && scanner->pool != NULL) {
			scanner->media[index] = sniff.media;
			struct sicht_job job = job_of(scanner, index, false);
			decoding = sicht_pool_begin(scanner->pool, slot, &job);
			progress = UNDECODED;
		}
		error_number = sicht_file_digest(&reading, &print->digests);
	}
	if (decoding) {
		enum sicht_job_end end =
			sicht_pool_finish(scanner->pool, slot, &state->arena, print);
		progress = after_decoding(end, item->ordinal);
	}
	if (error_number != 0) {
		char reason[128];
		sicht_file_outcome(print, SICHT_OUTCOME_UNREADABLE,
			sicht_arena_printf(&state->arena, "%s",
				strerror_r(error_number, reason, sizeof reason)));
		return DONE;
	}
	if (fstat(reading.fd, &after) != 0 || !sicht_file_is_same(item, &after)) {
		sicht_file_outcome(print, SICHT_OUTCOME_CHANGED, "changed while it was read");
		return DONE;
	}
	return progress;
}

static bool same_windows(const struct sicht_print *a, const struct sicht_print *b)
{
	if (a->outcome != b->outcome || a->window_count != b->window_count)
		return false;
	for (size_t i = 0; i < a->window_count; i++) {
		const struct sicht_window_print *x = &a->windows[i], *y = &b->windows[i];
		if (x->window != y->window || x->profile != y->profile ||
			x->quality != y->quality || x->form_count != y->form_count ||
			memcmp(x->form, y->form, x->form_count * sizeof x->form[0]) != 0)
			return false;
	}
	return true;
}

/* Later rounds: the decoder alone; after an anomaly in a fresh process. */
static enum progress decode_item(struct sicht_scanner *scanner, size_t index, unsigned slot,
	enum progress progress, struct sicht_print *print)
{
	struct sicht_job job = job_of(scanner, index, progress == SUSPICIOUS);
	if (!sicht_pool_begin(scanner->pool, slot, &job))
		return progress;
	struct sicht_arena *arena = &scanner->slots[slot].arena;
	struct sicht_print answer = *print;
	enum sicht_job_end end = sicht_pool_finish(scanner->pool, slot, arena, &answer);
	if (end == SICHT_JOB_NO_WORKER)
		return progress;
	*print = answer;
	/* Of a suspicious one, good or bad, this is the second and last word. */
	return progress == SUSPICIOUS ? DONE : after_decoding(end, scanner->items[index].ordinal);
}

/* The same file in the decoder that only compares: an answer that differs is not to be trusted. */
static enum progress compare_item(struct sicht_scanner *scanner, size_t index,
	enum progress progress, struct sicht_print *print)
{
	struct sicht_job job = job_of(scanner, index, false);
	struct sicht_print answer = *print;
	if (!sicht_pool_begin(scanner->pool, scanner->threads, &job))
		return progress;
	struct sicht_arena *arena = &scanner->slots[scanner->threads].arena;
	enum sicht_job_end end = sicht_pool_finish(scanner->pool, scanner->threads, arena, &answer);
	if (end == SICHT_JOB_NO_WORKER)
		return progress;
	if (end == SICHT_JOB_ANOMALY && progress == DOUBLED)
		return DOUBTED;
	if (end == SICHT_JOB_ANOMALY || !same_windows(print, &answer)) {
		struct sicht_digests digests = print->digests;
		enum sicht_media media = print->media;
		sicht_file_outcome(
			print, SICHT_OUTCOME_CRASHED, "two decoders gave different answers");
		print->digests = digests;
		print->media = media;
	}
	return DONE;
}

/* --------------------------------------------------------------------------------- the batches */

static size_t collect_todo(struct sicht_scanner *scanner)
{
	size_t count = 0;
	for (size_t i = 0; i < scanner->count; i++) {
		if (scanner->states[i].progress != DONE)
			scanner->todo[count++] = i;
	}
	return count;
}

static void scan_round(struct sicht_scanner *scanner, const struct sicht_plan *plan,
	size_t todo_count, struct sicht_print *prints)
{
#pragma omp parallel for num_threads(scanner->threads) schedule(dynamic, 1)
	for (size_t i = 0; i < todo_count; i++) {
		if (stopped(scanner))
			continue;
		size_t index = scanner->todo[i];
		struct item_state *state = &scanner->states[index];
		unsigned slot = (unsigned)omp_get_thread_num();
		if (state->progress == UNTOUCHED)
			state->progress = scan_item(scanner, plan, index, slot, &prints[index]);
		else if (state->progress == UNDECODED || state->progress == SUSPICIOUS)
			state->progress =
				decode_item(scanner, index, slot, state->progress, &prints[index]);
	}
}

/* One file in a thousand: threads need not share this. */
static void compare_round(
	struct sicht_scanner *scanner, size_t todo_count, struct sicht_print *prints)
{
	for (size_t i = 0; i < todo_count && !stopped(scanner); i++) {
		size_t index = scanner->todo[i];
		struct item_state *state = &scanner->states[index];
		if (state->progress == DOUBLED || state->progress == DOUBTED)
			state->progress =
				compare_item(scanner, index, state->progress, &prints[index]);
	}
}

enum sicht_status sicht_scan(struct sicht_scanner *scanner, const struct sicht_plan *plan,
	const struct sicht_item *items, size_t count, const bool *skip, struct sicht_print *prints)
{
	assert(count <= scanner->room);
	forget_batch(scanner);
	scanner->count = count;
	memcpy(scanner->items, items, count * sizeof *items);
	for (size_t i = 0; i < count; i++) {
		bool skipped = skip != NULL && skip[i];
		scanner->states[i] = (struct item_state){skipped ? DONE : UNTOUCHED, -1};
		scanner->media[i] = SICHT_MEDIA_NONE;
		if (!skipped)
			prints[i] = (struct sicht_print){0};
	}
	int64_t start_ns = sicht_clock_monotonic_ns();
	size_t scanned = collect_todo(scanner); /* the rest says nothing of how long files take */
	for (size_t todo = scanned; todo > 0; todo = collect_todo(scanner)) {
		if (scanner->pool != NULL)
			SICHT_TRY(sicht_pool_refill(scanner->pool));
		scan_round(scanner, plan, todo, prints);
		compare_round(scanner, todo, prints);
		if (stopped(scanner))
			return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	}
	adjust_pace(scanner, scanned, sicht_clock_monotonic_ns() - start_ns);
	return SICHT_OK;
}

/* One item, hashed with other options; after an anomaly once more, in a fresh process. */
static enum progress hash_again(struct sicht_scanner *scanner, size_t index, unsigned slot,
	const struct sicht_hash_options *hash, struct sicht_print *print)
{
	enum progress progress = scanner->states[index].progress;
	struct sicht_job job = job_of(scanner, index, progress == SUSPICIOUS);
	job.hash = *hash;
	if (!sicht_pool_begin(scanner->pool, slot, &job))
		return progress;
	enum sicht_job_end end =
		sicht_pool_finish(scanner->pool, slot, &scanner->slots[slot].arena, print);
	if (end == SICHT_JOB_NO_WORKER)
		return progress;
	return end == SICHT_JOB_ANOMALY && progress == UNDECODED ? SUSPICIOUS : DONE;
}

enum sicht_status sicht_scan_again(struct sicht_scanner *scanner, size_t count, const bool *again,
	const struct sicht_hash_options *hash, struct sicht_window_print **windows,
	size_t *window_counts)
{
	assert(count == scanner->count);
	for (size_t i = 0; i < count; i++) {
		window_counts[i] = 0;
		if (again[i] && scanner->media[i] != SICHT_MEDIA_NONE)
			scanner->states[i].progress = UNDECODED;
	}
	for (size_t todo = collect_todo(scanner); todo > 0; todo = collect_todo(scanner)) {
		SICHT_TRY(sicht_pool_refill(scanner->pool));
#pragma omp parallel for num_threads(scanner->threads) schedule(dynamic, 1)
		for (size_t i = 0; i < todo; i++) {
			size_t index = scanner->todo[i];
			struct sicht_print print = {0};
			if (stopped(scanner))
				continue;
			scanner->states[index].progress = hash_again(
				scanner, index, (unsigned)omp_get_thread_num(), hash, &print);
			if (scanner->states[index].progress != DONE)
				continue;
			windows[index] = print.windows;
			window_counts[index] = print.window_count;
		}
		if (stopped(scanner))
			return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
	}
	return SICHT_OK;
}
