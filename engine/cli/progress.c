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
		return sicht_terminal_verbosity() != SICHT_VERBOSITY_QUIET &&
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
		.worked_ns = now,
	};
}

void sicht_progress_count(struct sicht_progress *progress, const char *unit)
{
	progress->unit = unit;
}

void sicht_progress_skip(struct sicht_progress *progress, uint64_t files, uint64_t bytes)
{
	progress->files_free = files;
	progress->bytes_free = bytes;
}

/* What was seen so far, and how long that took. */
struct pace {
	double seconds, worked_seconds;
	uint64_t files, bytes; /* that were worked on */
};

static struct pace pace_of(const struct sicht_progress *progress, int64_t now_ns)
{
	return (struct pace){
		.seconds = (double)(now_ns - progress->begun_ns) / 1e9,
		.worked_seconds = (double)(now_ns - progress->worked_ns) / 1e9,
		.files = progress->files - progress->files_free,
		.bytes = progress->bytes - progress->bytes_free,
	};
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
static double seconds_left(const struct sicht_progress *progress, const struct pace *pace)
{
	bool by_bytes = progress->bytes_total > 0;
	uint64_t total = by_bytes ? progress->bytes_total : progress->files_total;
	uint64_t now = by_bytes ? progress->bytes : progress->files;
	uint64_t done = by_bytes ? pace->bytes : pace->files;
	if (total == 0 || done == 0 || pace->worked_seconds < RATE_AFTER_SECONDS)
		return -1;
	return total > now ? pace->worked_seconds * (double)(total - now) / (double)done : 0;
}

static void show_line(const struct sicht_progress *progress, const struct pace *pace)
{
	struct sicht_text line = {0};
	double share = share_done(progress), left = seconds_left(progress, pace);
	sicht_text_printf(&line, "%s  ", progress->what);
	if (share >= 0)
		sicht_text_printf(&line, "%3.0f %%  ", 100 * share);
	sicht_text_count(&line, progress->files);
	if (progress->files_total > 0) {
		sicht_text_append_string(&line, " of ");
		sicht_text_count(&line, progress->files_total);
	}
	sicht_text_printf(&line, " %s", progress->unit);
	if (pace->worked_seconds >= RATE_AFTER_SECONDS) {
		sicht_text_append_string(&line, "  ");
		sicht_text_count(&line, (uint64_t)((double)pace->files / pace->worked_seconds));
		sicht_text_printf(&line, " %s/s  ", progress->unit);
		sicht_text_size(&line, (uint64_t)((double)pace->bytes / pace->worked_seconds));
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

static void show_json(const struct sicht_progress *progress, const struct pace *pace, bool done)
{
	struct sicht_text text = {0};
	struct sicht_json json = {.text = &text};
	char total[32];
	snprintf(total, sizeof total, "%s_total", progress->unit);
	double left = seconds_left(progress, pace);
	sicht_json_begin(&json, NULL, '{');
	sicht_json_word(&json, "progress", progress->what);
	sicht_json_unsigned(&json, progress->unit, progress->files);
	sicht_json_unsigned(&json, total, progress->files_total);
	sicht_json_unsigned(&json, "bytes", progress->bytes);
	sicht_json_unsigned(&json, "bytes_total", progress->bytes_total);
	sicht_json_milli(&json, "seconds", (int64_t)(1000 * pace->seconds));
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
	if (files <= progress->files_free)
		progress->worked_ns = now;
	if (now - progress->shown_ns < (json ? JSON_EVERY_NS : LINE_EVERY_NS))
		return;
	progress->shown_ns = now;
	struct pace pace = pace_of(progress, now);
	if (json)
		show_json(progress, &pace, false);
	else
		show_line(progress, &pace);
}

/* With -v: "match: 2,900 files (512 of them done before) in 3.2 s, 746 files/s" */
static void tell_pace(const struct sicht_progress *progress, const struct pace *pace)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	sicht_text_count(&text, progress->files);
	sicht_text_printf(&text, " %s", progress->unit);
	if (progress->files_free > 0) {
		sicht_text_append_string(&text, " (");
		sicht_text_count(&text, progress->files_free);
		sicht_text_append_string(&text, " of them done before)");
	}
	sicht_text_append_string(&text, " in ");
	sicht_text_duration(&text, pace->seconds);
	if (pace->files > 0 && pace->worked_seconds > 0) {
		sicht_text_append_string(&text, ", ");
		sicht_text_count(&text, (uint64_t)((double)pace->files / pace->worked_seconds));
		sicht_text_printf(&text, " %s/s", progress->unit);
	}
	sicht_detail("%s: %s", progress->what, text.data);
}

void sicht_progress_end(struct sicht_progress *progress)
{
	struct pace pace = pace_of(progress, sicht_clock_monotonic_ns());
	if (progress->mode == SICHT_PROGRESS_JSON)
		show_json(progress, &pace, true);
	sicht_terminal_clear_line();
	progress->mode = SICHT_PROGRESS_NONE;
	tell_pace(progress, &pace);
}
