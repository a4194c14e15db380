/* SPDX-License-Identifier: MIT */
/*
 * Talking to people. Data goes to standard output, everything said here to standard error, one
 * line at a time: "sicht: what happened; what to do". A progress line that is being shown steps
 * aside for it.
 *
 * A process has one terminal, so this is the one place of the program with state of its own. Main
 * thread alone.
 */
#ifndef SICHT_ENGINE_CLI_TERMINAL_H
#define SICHT_ENGINE_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "engine/base/text.h"
#include "sicht/status.h"

enum sicht_verbosity {
	SICHT_VERBOSITY_NORMAL = 0,
	SICHT_VERBOSITY_QUIET,   /* -q: warnings and failures alone; no closing table either */
	SICHT_VERBOSITY_VERBOSE, /* -v */
};
void sicht_terminal_set_verbosity(enum sicht_verbosity verbosity);
enum sicht_verbosity sicht_terminal_verbosity(void);

/*
 * Standard error belongs to a program that reads JSON there (--progress json of `command`; NULL: it
 * does not). What is said and detailed is left out then, warnings and failures are objects:
 * {"progress":"match","warning":"..."} and {"progress":"match","failure":"..."}.
 */
void sicht_terminal_set_reader(const char *command);

/*
 * Lines on standard error, printf-like, without newline. Names that may come from evidence must
 * have gone through sicht_escape_terminal(). error: failures, always shown; warn: always shown;
 * say: unless -q; detail: with -v.
 */
void sicht_error(const char *format, ...) SICHT_PRINTF(1, 2);
void sicht_warn(const char *format, ...) SICHT_PRINTF(1, 2);
void sicht_say(const char *format, ...) SICHT_PRINTF(1, 2);
void sicht_detail(const char *format, ...) SICHT_PRINTF(1, 2);

/* The closing word of a command on standard output, likewise; not with -q. */
void sicht_report(const char *format, ...) SICHT_PRINTF(1, 2);

/* Is a closing table wanted on `stream`? Not with -q, nor among what a program reads. */
bool sicht_report_is_wanted(FILE *stream);

/* Take the progress line away, if there is one: before anything else is written to a terminal. */
void sicht_terminal_clear_line(void);

/* Replace the progress line by `line` (no newline; cut to the width). */
void sicht_terminal_show_line(const char *line);

bool sicht_terminal_is(FILE *stream);

/* Columns of a terminal; 80 for anything else, so that output to files is always the same. */
unsigned sicht_terminal_width(FILE *stream);

/* What switches a style on or off: "" if `stream` is no terminal, or NO_COLOR is set. */
enum sicht_style {
	SICHT_STYLE_PLAIN = 0, /* back to normal */
	SICHT_STYLE_BOLD,
	SICHT_STYLE_DIM,
	SICHT_STYLE_ALARM,  /* red */
	SICHT_STYLE_NOTICE, /* yellow */
	SICHT_STYLE_GOOD,   /* green */
};
const char *sicht_style(FILE *stream, enum sicht_style style);

/* Columns that `text` takes on a terminal (escaped text, UTF-8; no control characters). */
unsigned sicht_text_columns(struct sicht_bytes text);

/* The longest beginning of `text` of at most `columns` columns, in bytes. */
size_t sicht_text_fit(struct sicht_bytes text, unsigned columns);

/*
 * Append `string` in lines of at most `width` columns, broken at spaces: `first` stands before the
 * first line, `indent` spaces before the others. Newlines in `string` are kept. Ends in a newline.
 */
void sicht_text_wrap(struct sicht_text *text, const char *first, unsigned indent,
	const char *string, unsigned width);

/*
 * Hand everything printed so far to standard output. True: it still goes somewhere. False: nobody
 * reads any more (a closed pipe), or it cannot be written: more output is in vain.
 */
bool sicht_output_flush(void);

/*
 * The last word on standard output: SICHT_OK if all was written or the reader left early, else why
 * not (disk full, ...).
 */
SICHT_MUST_CHECK enum sicht_status sicht_output_finish(void);

#endif
