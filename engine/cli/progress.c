/* SPDX-License-Identifier: MIT */
/*
 * Progress. Share and time left go by bytes where their total is known, else by files: a drive
 * holds a few large files and many small ones, and bytes tell more of the time they take.
 */
#include "engine/cli/progress.h"

#include <stdio.h>

#include "engine/base/clock.h"
#include "engine/base/json.h"
#include "engine/cli/terminal.h"

#define LINE_EVERY_NS 100000000  /* ten times a second */
#define JSON_EVERY_NS 1000000000 /* once a second */

/* Before so much was done the rate says nothing. */
#define RATE_AFTER_SECONDS 0.5

bool sicht_progress_is_shown(enum sicht_progress_mode mode)
{
	if (mode == SICHT_PROGRESS_AUTO)
		return sicht_terminal_loudness() != SICHT_LOUDNESS_QUIET &&
		       sicht_terminal_is(stderr);
	return mode == SICHT_PROGRESS_JSON;
}

void sicht_progress_begin(struct sicht_progress *progress, enum sicht_progress_mode mode,
	const char *what, uint64_t files_total, uint64_t bytes_total)
{
	int64_t now = sicht_clock_monotonic_ns();
	*progress = (struct sicht_progress){
		.mode = sicht_progress_is_shown(mode) ? mode : SICHT_PROGRESS_NONE,
		.what = what,
		.unit = "files",
		.files_total = files_total,
		.bytes_total = bytes_total,
		.begun_ns = now,
		.shown_ns = now,
	};
}

void sicht_progress_count(struct sicht_progress *progress, const char *unit)
{
	progress->unit = unit;
}

void sicht_progress_resume(struct sicht_progress *progress, uint64_t files, uint64_t bytes)
{
	progress->files = progress->files_free = files;
	progress->bytes = progress->bytes_free = bytes;
}

static double seconds_since(int64_t begun_ns, int64_t now_ns)
{
	return (double)(now_ns - begun_ns) / 1e9;
}

/* 0..1, or negative: not known. */
static double share_done(const struct sicht_progress *progress)
{
	double share = -1;
	if (progress->bytes_total > 0)
		share = (double)progress->bytes / (double)progress->bytes_total;
	else if (progress->files_total > 0)
		share = (double)progress->files / (double)progress->files_total;
	return share > 1 ? 1 : share;
}

/* Seconds, or negative: not known. */
static double seconds_left(const struct sicht_progress *progress, double seconds)
{
	bool by_bytes = progress->bytes_total > 0;
	uint64_t total = by_bytes ? progress->bytes_total : progress->files_total;
	uint64_t now = by_bytes ? progress->bytes : progress->files;
	uint64_t done = now - (by_bytes ? progress->bytes_free : progress->files_free);
	if (total == 0 || done == 0 || seconds < RATE_AFTER_SECONDS)
		return -1;
	return total > now ? seconds * (double)(total - now) / (double)done : 0;
}

static void show_line(const struct sicht_progress *progress, double seconds)
{
	struct sicht_text line = {0};
	double share = share_done(progress), left = seconds_left(progress, seconds);
	sicht_text_printf(&line, "%s  ", progress->what);
	if (share >= 0)
		sicht_text_printf(&line, "%3.0f %%  ", 100 * share);
	sicht_text_count(&line, progress->files);
	if (progress->files_total > 0) {
		sicht_text_append_string(&line, " of ");
		sicht_text_count(&line, progress->files_total);
	}
	sicht_text_printf(&line, " %s", progress->unit);
	if (seconds >= RATE_AFTER_SECONDS) {
		uint64_t files = progress->files - progress->files_free;
		uint64_t bytes = progress->bytes - progress->bytes_free;
		sicht_text_append_string(&line, "  ");
		sicht_text_count(&line, (uint64_t)((double)files / seconds));
		sicht_text_printf(&line, " %s/s  ", progress->unit);
		sicht_text_size(&line, (uint64_t)((double)bytes / seconds));
		sicht_text_append_string(&line, "/s");
	}
	if (left >= 0) {
		sicht_text_append_string(&line, "  ");
		sicht_text_duration(&line, left);
		sicht_text_append_string(&line, " left");
	}
	sicht_terminal_show_line(line.data);
	sicht_text_free(&line);
}

static void show_json(const struct sicht_progress *progress, double seconds, bool done)
{
	struct sicht_text text = {0};
	struct sicht_json json = {.text = &text};
	char total[32];
	snprintf(total, sizeof total, "%s_total", progress->unit);
	double left = seconds_left(progress, seconds);
	sicht_json_begin(&json, NULL, '{');
	sicht_json_word(&json, "progress", progress->what);
	sicht_json_unsigned(&json, progress->unit, progress->files);
	sicht_json_unsigned(&json, total, progress->files_total);
	sicht_json_unsigned(&json, "bytes", progress->bytes);
	sicht_json_unsigned(&json, "bytes_total", progress->bytes_total);
	sicht_json_milli(&json, "seconds", (int64_t)(1000 * seconds));
	if (left >= 0)
		sicht_json_milli(&json, "seconds_left", (int64_t)(1000 * left));
	sicht_json_bool(&json, "done", done);
	sicht_json_end(&json, '}');
	fprintf(stderr, "%s\n", text.data);
	sicht_text_free(&text);
}

void sicht_progress_update(struct sicht_progress *progress, uint64_t files, uint64_t bytes)
{
	progress->files = files;
	progress->bytes = bytes;
	if (progress->mode == SICHT_PROGRESS_NONE)
		return;
	int64_t now = sicht_clock_monotonic_ns();
	bool json = progress->mode == SICHT_PROGRESS_JSON;
	if (now - progress->shown_ns < (json ? JSON_EVERY_NS : LINE_EVERY_NS))
		return;
	progress->shown_ns = now;
	if (json)
		show_json(progress, seconds_since(progress->begun_ns, now), false);
	else
		show_line(progress, seconds_since(progress->begun_ns, now));
}

void sicht_progress_end(struct sicht_progress *progress)
{
	int64_t now = sicht_clock_monotonic_ns();
	if (progress->mode == SICHT_PROGRESS_JSON)
		show_json(progress, seconds_since(progress->begun_ns, now), true);
	sicht_terminal_clear_line();
	progress->mode = SICHT_PROGRESS_NONE;
}
