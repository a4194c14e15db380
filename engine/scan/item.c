/* SPDX-License-Identifier: MIT */
/*
 * One item: opened, looked at, sent to a decoder, digested, judged. See scanner.h.
 *
 * Everything here is called by many threads, each with its own items and its own slot.
 */
#include <errno.h>
#include <string.h>

#include "engine/scan/file.h"
#include "engine/scan/scanner.h"
#include "engine/worker/decoder.h"
#include "engine/worker/sniff.h"
#include "sicht/limits.h"
#include "sicht/source.h"

static struct sicht_job job_of(const struct sicht_scanner *scanner, size_t index, bool fresh)
{
	return (struct sicht_job){
		.content = scanner->states[index].content,
		.media = scanner->media[index],
		.hash = scanner->options.hash,
		.pixels_max = scanner->options.pixels_max,
		.cpu_ms_max = scanner->options.job_seconds_max * 1000,
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
	if (scanner->states[index].content.kind != NULL)
		return true; /* an input */
	if (item->kind == SICHT_ITEM_FILE &&
		sicht_source_open_item(
			plan, item, &scanner->states[index].content, &outcome, &error_number))
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
	bool decodable = sniff.outcome == SICHT_OUTCOME_DECODED;
	print->media = sniff.media;
	print->outcome = sniff.outcome;
	print->detail = sniff.detail;
	if (size == 0)
		print->outcome = SICHT_OUTCOME_EMPTY;
	else if (decodable && size > SICHT_PICTURE_BYTES_MAX)
		print->outcome = SICHT_OUTCOME_OVER_LIMIT;
	else
		return !decodable;
	return true;
}

/* Where an item goes after a decoder has answered for the first time. */
static enum sicht_scan_progress after_decoding(enum sicht_job_end end, uint64_t ordinal)
{
	switch (end) {
	case SICHT_JOB_DONE:
		return ordinal % SICHT_CROSS_CHECK_EVERY == 0 ? SICHT_SCAN_DOUBLED
							      : SICHT_SCAN_DONE;
	case SICHT_JOB_ANOMALY:
		return SICHT_SCAN_SUSPICIOUS;
	case SICHT_JOB_NO_WORKER:
		break;
	}
	return SICHT_SCAN_UNDECODED;
}

enum sicht_scan_progress sicht_scanner_scan_item(struct sicht_scanner *scanner,
	const struct sicht_plan *plan, size_t index, unsigned slot, struct sicht_print *print)
{
	struct sicht_scan_slot *state = &scanner->slots[slot];
	const struct sicht_item *item = &scanner->items[index];
	const struct sicht_content *content = &scanner->states[index].content;

	if (!open_item(scanner, plan, index, &state->arena, print))
		return SICHT_SCAN_DONE;
	struct sicht_file_reading reading = {
		.content = content,
		.digester = state->digester,
		.buffer = state->buffer,
		.zeros = true,
		.stop = scanner->options.stop,
	};
	if (!sicht_content_is_same(content, &item->content)) {
		sicht_file_outcome(print, SICHT_OUTCOME_CHANGED, "changed since it was listed");
		return SICHT_SCAN_DONE;
	}
	enum sicht_blocks blocks = sicht_content_blocks(content);
	if (sicht_file_is_decided(blocks, print))
		return SICHT_SCAN_DONE;

	enum sicht_scan_progress progress = SICHT_SCAN_DONE;
	int error_number = sicht_file_read_head(&reading);
	bool decoding = false;
	if (error_number == 0) {
		size_t head =
			reading.filled < SICHT_SNIFF_BYTES ? reading.filled : SICHT_SNIFF_BYTES;
		struct sicht_sniff sniff = sicht_sniff_file(
			sicht_bytes(reading.buffer, head), item->content.size_bytes, item->path);
		if (!decide_by_content(sniff, item->content.size_bytes, print) &&
			scanner->pool != NULL) {
			scanner->media[index] = sniff.media;
			struct sicht_job job = job_of(scanner, index, false);
			decoding = sicht_decoder_begin(scanner->pool, slot, &job);
			progress = SICHT_SCAN_UNDECODED;
		}
		error_number = sicht_file_digest(&reading, &print->digests);
	}
	if (blocks == SICHT_BLOCKS_UNCOUNTED && reading.zeros && !decoding) {
		print->outcome = SICHT_OUTCOME_NOT_HERE;
		print->detail = "all of it reads as zeros; no block of it is counted";
	}
	if (decoding) {
		enum sicht_job_end end =
			sicht_decoder_finish(scanner->pool, slot, &state->arena, print);
		progress = after_decoding(end, item->ordinal);
	}
	if (error_number != 0) {
		char reason[128];
		sicht_file_outcome(print, SICHT_OUTCOME_UNREADABLE,
			sicht_arena_printf(&state->arena, "%s",
				strerror_r(error_number, reason, sizeof reason)));
		return SICHT_SCAN_DONE;
	}
	if (!sicht_content_is_same(content, &item->content)) {
		sicht_file_outcome(print, SICHT_OUTCOME_CHANGED, "changed while it was read");
		return SICHT_SCAN_DONE;
	}
	return progress;
}

static bool same_windows(const struct sicht_print *a, const struct sicht_print *b)
{
	if (a->outcome != b->outcome || a->window_count != b->window_count ||
		a->pictures != b->pictures)
		return false;
	for (size_t i = 0; i < a->window_count; i++) {
		const struct sicht_window_print *x = &a->windows[i], *y = &b->windows[i];
		if (x->page != y->page || x->window != y->window || x->profile != y->profile ||
			x->quality != y->quality || x->form_count != y->form_count ||
			memcmp(x->form, y->form, x->form_count * sizeof x->form[0]) != 0)
			return false;
	}
	return true;
}

enum sicht_scan_progress sicht_scanner_decode_item(struct sicht_scanner *scanner, size_t index,
	unsigned slot, enum sicht_scan_progress progress, struct sicht_print *print)
{
	struct sicht_job job = job_of(scanner, index, progress == SICHT_SCAN_SUSPICIOUS);
	if (!sicht_decoder_begin(scanner->pool, slot, &job))
		return progress;
	struct sicht_arena *arena = &scanner->slots[slot].arena;
	struct sicht_print answer = *print;
	enum sicht_job_end end = sicht_decoder_finish(scanner->pool, slot, arena, &answer);
	if (end == SICHT_JOB_NO_WORKER)
		return progress;
	*print = answer;
	/* Of a suspicious one, good or bad, this is the second and last word. */
	return progress == SICHT_SCAN_SUSPICIOUS
		       ? SICHT_SCAN_DONE
		       : after_decoding(end, scanner->items[index].ordinal);
}

enum sicht_scan_progress sicht_scanner_compare_item(struct sicht_scanner *scanner, size_t index,
	enum sicht_scan_progress progress, struct sicht_print *print)
{
	struct sicht_job job = job_of(scanner, index, false);
	struct sicht_print answer = *print;
	if (!sicht_decoder_begin(scanner->pool, scanner->threads, &job))
		return progress;
	struct sicht_arena *arena = &scanner->slots[scanner->threads].arena;
	enum sicht_job_end end =
		sicht_decoder_finish(scanner->pool, scanner->threads, arena, &answer);
	if (end == SICHT_JOB_NO_WORKER)
		return progress;
	if (end == SICHT_JOB_ANOMALY && progress == SICHT_SCAN_DOUBLED)
		return SICHT_SCAN_DOUBTED;
	/*
	 * Time and memory are the machine's: that they ran out tells nothing of the first answer.
	 */
	bool incomparable =
		end == SICHT_JOB_ANOMALY && (answer.outcome == SICHT_OUTCOME_TIMEOUT ||
						    answer.outcome == SICHT_OUTCOME_OUT_OF_MEMORY);
	if (!incomparable && (end == SICHT_JOB_ANOMALY || !same_windows(print, &answer))) {
		struct sicht_digests digests = print->digests;
		enum sicht_media media = print->media;
		sicht_file_outcome(
			print, SICHT_OUTCOME_CRASHED, "two decoders gave different answers");
		print->digests = digests;
		print->media = media;
	}
	return SICHT_SCAN_DONE;
}

enum sicht_scan_progress sicht_scanner_hash_again(struct sicht_scanner *scanner, size_t index,
	unsigned slot, const struct sicht_hash_options *hash, struct sicht_print *print)
{
	enum sicht_scan_progress progress = scanner->states[index].progress;
	struct sicht_job job = job_of(scanner, index, progress == SICHT_SCAN_SUSPICIOUS);
	job.hash = *hash;
	if (!sicht_decoder_begin(scanner->pool, slot, &job))
		return progress;
	enum sicht_job_end end =
		sicht_decoder_finish(scanner->pool, slot, &scanner->slots[slot].arena, print);
	if (end == SICHT_JOB_NO_WORKER)
		return progress;
	return end == SICHT_JOB_ANOMALY && progress == SICHT_SCAN_UNDECODED ? SICHT_SCAN_SUSPICIOUS
									    : SICHT_SCAN_DONE;
}
