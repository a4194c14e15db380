/* SPDX-License-Identifier: MIT */
/*
 * The terminal: lines to standard error, styles, widths, and what became of standard output.
 *
 * Invariant: at most one progress line stands at the cursor, and any other output takes it away
 * first; so no line of talk is ever mixed with a bar.
 */
#include "engine/cli/terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/base/memory.h"

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST 40

static struct {
	enum sicht_verbosity verbosity;
	const char *reader; /* command whose progress a program reads; NULL: a person does */
	bool line_shown;
	int output_error; /* errno of the first failure to write to standard output */
} terminal;

void sicht_terminal_set_verbosity(enum sicht_verbosity verbosity)
{
	terminal.verbosity = verbosity;
}

enum sicht_verbosity sicht_terminal_verbosity(void)
{
	return terminal.verbosity;
}

void sicht_terminal_set_reader(const char *command)
{
	terminal.reader = command;
}

bool sicht_terminal_is(FILE *stream)
{
	return isatty(fileno(stream)) == 1;
}

unsigned sicht_terminal_width(FILE *stream)
{
	struct winsize size;
	if (!sicht_terminal_is(stream) || ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 ||
		size.ws_col == 0)
		return WIDTH_DEFAULT;
	return size.ws_col < WIDTH_LEAST ? WIDTH_LEAST : size.ws_col;
}

const char *sicht_style(FILE *stream, enum sicht_style style)
{
	static const char *const sequences[] = {
		[SICHT_STYLE_PLAIN] = "\033[0m",
		[SICHT_STYLE_BOLD] = "\033[1m",
		[SICHT_STYLE_DIM] = "\033[2m",
		[SICHT_STYLE_ALARM] = "\033[1;31m",
		[SICHT_STYLE_NOTICE] = "\033[33m",
		[SICHT_STYLE_GOOD] = "\033[32m",
	};
	const char *no_color = getenv("NO_COLOR"), *kind = getenv("TERM");
	if ((no_color != NULL && no_color[0] != '\0') || !sicht_terminal_is(stream) ||
		kind == NULL || strcmp(kind, "dumb") == 0)
		return "";
	return sequences[style];
}

/* ----------------------------------------------------------------------------------------- talk */

void sicht_terminal_clear_line(void)
{
	if (!terminal.line_shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	terminal.line_shown = false;
}

void sicht_terminal_show_line(const char *line)
{
	struct sicht_bytes text = sicht_bytes_of(line);
	size_t size = sicht_text_fit(text, sicht_terminal_width(stderr) - 1);
	fprintf(stderr, "\r\033[K%.*s", (int)size, line);
	fflush(stderr);
	terminal.line_shown = true;
}

static void talk_to_reader(const char *kind, const char *format, va_list arguments)
{
	SICHT_DEFER(sicht_free_pointer) char *message = NULL;
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	struct sicht_json json = {.text = &text};
	if (vasprintf(&message, format, arguments) < 0) {
		message = NULL;
		sicht_out_of_memory(); /* one line */
	}
	sicht_json_begin(&json, NULL, '{');
	sicht_json_word(&json, "progress", terminal.reader);
	sicht_json_word(&json, kind, message);
	sicht_json_end(&json, '}');
	fprintf(stderr, "%s\n", text.data);
}

/* `kind`: what a program is told that it is; NULL: it is not told. */
static void talk(const char *kind, const char *label, const char *format, va_list arguments)
{
	/* What was printed before belongs before this line, where both go to the same place. */
	sicht_output_flush();
	if (terminal.reader != NULL) {
		if (kind != NULL)
			talk_to_reader(kind, format, arguments);
		return;
	}
	sicht_terminal_clear_line();
	bool labelled = label[0] != '\0';
	fprintf(stderr, "sicht: %s%s%s", labelled ? sicht_style(stderr, SICHT_STYLE_NOTICE) : "",
		label, labelled ? sicht_style(stderr, SICHT_STYLE_PLAIN) : "");
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void sicht_error(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	talk("failure", "", format, arguments);
	va_end(arguments);
}

void sicht_warn(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	talk("warning", "warning: ", format, arguments);
	va_end(arguments);
}

void sicht_say(const char *format, ...)
{
	if (terminal.verbosity == SICHT_VERBOSITY_QUIET)
		return;
	va_list arguments;
	va_start(arguments, format);
	talk(NULL, "", format, arguments);
	va_end(arguments);
}

void sicht_detail(const char *format, ...)
{
	if (terminal.verbosity != SICHT_VERBOSITY_VERBOSE)
		return;
	va_list arguments;
	va_start(arguments, format);
	talk(NULL, "", format, arguments);
	va_end(arguments);
}

void sicht_report(const char *format, ...)
{
	if (terminal.verbosity == SICHT_VERBOSITY_QUIET)
		return;
	va_list arguments;
	va_start(arguments, format);
	sicht_terminal_clear_line();
	vprintf(format, arguments);
	va_end(arguments);
}

/* ---------------------------------------------------------------------------------------- width */

/* The next character of `text`: its bytes, and into *columns what it takes on a terminal. */
static size_t next_character(struct sicht_bytes text, unsigned *columns)
{
	mbstate_t state = {0};
	wchar_t character;
	size_t size = mbrtowc(&character, text.data, text.size, &state);
	*columns = 1;
	if (size == 0 || size > text.size)
		return 1; /* not UTF-8, or no UTF-8 locale: one byte, one column */
	int width = wcwidth(character);
	if (width >= 0)
		*columns = (unsigned)width;
	return size;
}

unsigned sicht_text_columns(struct sicht_bytes text)
{
	unsigned total = 0, columns;
	while (text.size > 0) {
		size_t size = next_character(text, &columns);
		text = sicht_bytes((const char *)text.data + size, text.size - size);
		total += columns;
	}
	return total;
}

size_t sicht_text_fit(struct sicht_bytes text, unsigned columns)
{
	size_t fit = 0;
	unsigned used = 0, wanted;
	while (fit < text.size) {
		size_t size = next_character(
			sicht_bytes((const char *)text.data + fit, text.size - fit), &wanted);
		if (used + wanted > columns)
			break;
		used += wanted;
		fit += size;
	}
	return fit;
}

void sicht_text_wrap(struct sicht_text *text, const char *first, unsigned indent,
	const char *string, unsigned width)
{
	sicht_text_append_string(text, first);
	unsigned column = sicht_text_columns(sicht_bytes_of(first));
	bool fresh = true; /* nothing stands on this line but its beginning */
	for (;;) {
		size_t size = strcspn(string, " \n");
		unsigned columns = sicht_text_columns(sicht_bytes(string, size));
		if (!fresh && column + 1 + columns > width) {
			sicht_text_printf(text, "\n%*s", (int)indent, "");
			column = indent;
			fresh = true;
		}
		sicht_text_append_string(text, fresh ? "" : " ");
		sicht_text_append(text, string, size);
		column += columns + !fresh;
		fresh = false;
		string += size;
		if (*string == '\n') {
			sicht_text_printf(text, "\n%*s", (int)indent, "");
			column = indent;
			fresh = true;
		}
		if (*string == '\0')
			break;
		string++;
	}
	sicht_text_append_string(text, "\n");
}

bool sicht_report_is_wanted(FILE *stream)
{
	return terminal.verbosity != SICHT_VERBOSITY_QUIET &&
	       !(stream == stderr && terminal.reader != NULL);
}

/* ------------------------------------------------------------------------------ standard output */

bool sicht_output_flush(void)
{
	if (fflush(stdout) != 0 && terminal.output_error == 0)
		terminal.output_error = errno;
	else if (ferror(stdout) && terminal.output_error == 0)
		terminal.output_error = EIO; /* some earlier call failed, and its reason is gone */
	return terminal.output_error == 0;
}

enum sicht_status sicht_output_finish(void)
{
	if (sicht_output_flush() || terminal.output_error == EPIPE)
		return SICHT_OK;
	return sicht_fail_errno(terminal.output_error, "cannot write to standard output");
}
