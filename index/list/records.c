/* SPDX-License-Identifier: MIT */
/*
 * A JSON document, record by record. See records.h.
 *
 * The idea: one buffer, as for lines. An object is followed byte by byte until its bracket closes;
 * if the name of a list comes before that, what stands in front of it is a piece, the list is
 * entered, and behind it the object goes on. So that such a part of an object is an object itself,
 * the comma at its border becomes a bracket, in the buffer; no byte moves, and the places in
 * messages of the parser are those in the document.
 */
#include "index/list/records.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "sicht/limits.h"

#define BUFFER_BYTES_MIN ((size_t)1 << 18)

/* What is open: an object in a list in a case in a list in an object, at the most. */
enum level {
	OBJECT, /* and one of its lists is at an end */
	LIST,
};
#define LEVELS_MAX 4

enum expects {
	A_RECORD_OR_END, /* behind the bracket */
	A_RECORD,        /* behind a comma */
	A_COMMA_OR_END,  /* behind a record */
};

struct sicht_records {
	struct sicht_list_input *input;
	char *buffer;
	size_t capacity, start, end; /* what is left lies between start and end */
	bool at_end;                 /* nothing more can be read */
	uint64_t line, column;       /* of the byte at `start`, from 1 */
	size_t given;                /* bytes of the piece given last, and what belongs to it */
	bool begun, done, listed;    /* the document; there was a list in it */
	enum level levels[LEVELS_MAX];
	unsigned depth, lists; /* levels, and lists among them */
	enum expects expects;  /* in the innermost list */
	uint32_t commas[SICHT_PIECE_COMMAS_MAX];
};

enum sicht_status sicht_records_open(struct sicht_list_input *input, struct sicht_records **out)
{
	struct sicht_records *records = calloc(1, sizeof *records);
	char *buffer = malloc(BUFFER_BYTES_MIN);
	if (records == NULL || buffer == NULL) {
		free(records);
		free(buffer);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	*records = (struct sicht_records){.input = input,
		.buffer = buffer,
		.capacity = BUFFER_BYTES_MIN,
		.line = 1,
		.column = 1};
	*out = records;
	return SICHT_OK;
}

void sicht_records_close(struct sicht_records *records)
{
	if (records == NULL)
		return;
	free(records->buffer);
	free(records);
}

/* ---- bytes ---- */

static size_t left(const struct sicht_records *records)
{
	return records->end - records->start;
}

/* Read more behind what is left; what was passed makes room, or the buffer doubles. */
static enum sicht_status read_more(struct sicht_records *records)
{
	size_t kept = left(records);
	if (records->start > 0) {
		memmove(records->buffer, records->buffer + records->start, kept);
		records->start = 0;
		records->end = kept;
	}
	if (records->end == records->capacity) {
		char *larger = realloc(records->buffer, records->capacity * 2);
		if (larger == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
		records->buffer = larger;
		records->capacity *= 2;
	}
	size_t room = records->capacity - records->end, got;
	SICHT_TRY(
		sicht_list_input_read(records->input, records->buffer + records->end, room, &got));
	records->end += got;
	records->at_end = got < room;
	return SICHT_OK;
}

/* The byte so far on, or -1 behind the end. */
static enum sicht_status peek(struct sicht_records *records, size_t offset, int *byte)
{
	while (offset >= left(records) && !records->at_end)
		SICHT_TRY(read_more(records));
	*byte = offset < left(records) ? (unsigned char)records->buffer[records->start + offset]
				       : -1;
	return SICHT_OK;
}

/* The place so many bytes on. */
static void go_on(const char *at, size_t size, uint64_t *line, uint64_t *column)
{
	const char *newline;
	while (size > 0 && (newline = memchr(at, '\n', size)) != NULL) {
		size -= (size_t)(newline + 1 - at);
		at = newline + 1;
		++*line;
		*column = 1;
	}
	*column += size;
}

static void pass(struct sicht_records *records, size_t size)
{
	go_on(records->buffer + records->start, size, &records->line, &records->column);
	records->start += size;
}

static bool is_space(int byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The first byte that is no white space, from *offset on. */
static enum sicht_status peek_word(struct sicht_records *records, size_t *offset, int *byte)
{
	for (;;) {
		SICHT_TRY(peek(records, *offset, byte));
		if (!is_space(*byte))
			return SICHT_OK;
		++*offset;
	}
}

/* The same, and all white space before it is passed. */
static enum sicht_status pass_space(struct sicht_records *records, int *byte)
{
	for (;;) {
		const char *at = records->buffer + records->start;
		size_t size = 0, most = left(records);
		while (size < most && is_space((unsigned char)at[size]))
			size++;
		pass(records, size);
		if (size < most || records->at_end)
			return peek(records, 0, byte);
		SICHT_TRY(read_more(records));
	}
}

/* ---- messages ---- */

void sicht_records_place(const struct sicht_records *records, struct sicht_text *text)
{
	sicht_text_printf(text, "line %llu, column %llu", (unsigned long long)records->line,
		(unsigned long long)records->column);
}

enum sicht_status sicht_records_fail(
	const struct sicht_records *records, size_t offset, const char *what, ...)
{
	char text[512];
	uint64_t line = records->line, column = records->column;
	va_list arguments;
	va_start(arguments, what);
	vsnprintf(text, sizeof text, what, arguments);
	va_end(arguments);
	assert(offset <= left(records));
	go_on(records->buffer + records->start, offset, &line, &column);
	return sicht_fail(SICHT_ERROR_FORMAT, "%s: line %llu, column %llu: %s",
		records->input->name, (unsigned long long)line, (unsigned long long)column, text);
}

static enum sicht_status unexpected(
	const struct sicht_records *records, size_t offset, int byte, const char *expected)
{
	if (byte < 0)
		return sicht_records_fail(records, offset,
			"the list is cut off: expected %s, found the end of the file", expected);
	if (byte < 0x80 && isprint(byte))
		return sicht_records_fail(records, offset, "expected %s, found %c", expected, byte);
	return sicht_records_fail(
		records, offset, "expected %s, found a byte %02X", expected, (unsigned)byte);
}

/* ---- objects ---- */

/* An object under way: offsets are from its bracket, so that 0 is none. */
struct scan {
	size_t at;     /* looked at up to here */
	size_t comma;  /* the last one at its top */
	size_t string; /* where the string begins in which we are */
	size_t name;   /* where the name seen last begins, with its quotation mark */
	unsigned depth;
	uint32_t *commas; /* the first ones at its top */
	size_t comma_count;
	bool names;     /* they are looked at */
	bool name_next; /* the next string at the top is one */
};

enum seen {
	SEEN_ALL, /* up to the end of the bytes */
	SEEN_NAME,
	SEEN_END,
};

/* Bytes that mean something outside of a string. */
static const bool means[256] = {
	['"'] = true, [','] = true, ['{'] = true, ['}'] = true, ['['] = true, [']'] = true};

/* Does an odd number of backslashes stand before the quotation mark? */
static bool is_escaped(const char *text, size_t begin, size_t quote)
{
	size_t at = quote;
	while (at > begin + 1 && text[at - 1] == '\\')
		at--;
	return (quote - at) % 2 != 0;
}

static enum seen look_outside(struct scan *scan, const char *text)
{
	size_t at = scan->at++;
	switch (text[at]) {
	case '"':
		scan->string = at;
		break;
	case '{':
	case '[':
		scan->depth++;
		break;
	case ',':
		if (scan->depth == 1) {
			scan->comma = at;
			if (scan->comma_count < SICHT_PIECE_COMMAS_MAX)
				scan->commas[scan->comma_count++] = (uint32_t)at;
			scan->name_next = scan->names;
		}
		break;
	default:
		if (--scan->depth == 0)
			return SEEN_END;
		break;
	}
	return SEEN_ALL;
}

static enum seen look(struct scan *scan, const char *text, size_t size)
{
	while (scan->at < size) {
		if (scan->string == 0) {
			size_t at = scan->at;
			while (at < size && !means[(unsigned char)text[at]])
				at++;
			scan->at = at;
			if (at < size && look_outside(scan, text) == SEEN_END)
				return SEEN_END;
			continue;
		}
		const char *quote = memchr(text + scan->at, '"', size - scan->at);
		scan->at = quote != NULL ? (size_t)(quote - text) + 1 : size;
		if (quote == NULL || is_escaped(text, scan->string, scan->at - 1))
			continue;
		scan->name = scan->string;
		scan->string = 0;
		if (scan->name_next && scan->depth == 1) {
			scan->name_next = false;
			return SEEN_NAME;
		}
	}
	return SEEN_ALL;
}

static bool is_word(const char *text, size_t size, const char *word)
{
	return size == strlen(word) && strncasecmp(text, word, size) == 0;
}

/* Is the name seen last that of a list of records, at this place of the document? */
static bool is_list_name(const struct sicht_records *records, const struct scan *scan)
{
	const char *name = records->buffer + records->start + scan->name + 1;
	size_t size = scan->at - scan->name - 2;
	return is_word(name, size, "media") ||
	       (records->lists == 0 && is_word(name, size, "value"));
}

/* Does a list follow the name? Then its inside begins at *inside; else that is 0. */
static enum sicht_status find_list(
	struct sicht_records *records, const struct scan *scan, size_t *inside)
{
	size_t at = scan->at, before = scan->comma + 1, first = 1;
	int byte;
	*inside = 0;
	SICHT_TRY(peek_word(records, &first, &byte));
	if (byte == ',')
		return unexpected(records, first, byte, "the name of a member");
	SICHT_TRY(peek_word(records, &before, &byte));
	if (before != scan->name)
		return unexpected(records, before, byte, "the name of a member");
	SICHT_TRY(peek_word(records, &at, &byte));
	if (byte != ':')
		return unexpected(records, at, byte, "a colon");
	at++;
	SICHT_TRY(peek_word(records, &at, &byte));
	if (byte == '[')
		*inside = at + 1;
	return SICHT_OK;
}

static void push(struct sicht_records *records, enum level level)
{
	assert(records->depth < LEVELS_MAX);
	records->levels[records->depth++] = level;
	records->lists += level == LIST;
}

static void pop(struct sicht_records *records)
{
	records->lists -= records->levels[--records->depth] == LIST;
	records->expects = A_COMMA_OR_END;
	records->done = records->depth == 0;
}

static void enter_list(struct sicht_records *records)
{
	push(records, LIST);
	records->expects = A_RECORD_OR_END;
	records->listed = true;
}

/* What stands in front of a list is a piece, unless it is nothing. */
static void give_members(
	struct sicht_records *records, const struct scan *scan, struct sicht_piece *out)
{
	char *text = records->buffer + records->start;
	if (scan->comma == 0)
		return;
	text[scan->comma] = '}';
	*out = (struct sicht_piece){
		.kind = SICHT_PIECE_MEMBERS, .text = sicht_bytes(text, scan->comma + 1)};
}

/*
 * Take the object at hand up to its end, or into its next list. Either is behind records->given.
 * `goes_on`: a part of it was taken before.
 */
static enum sicht_status take_object(
	struct sicht_records *records, bool goes_on, struct sicht_piece *out)
{
	bool names = records->lists < 2;
	struct scan scan = {
		.at = 1, .depth = 1, .names = names, .name_next = names, .commas = records->commas};
	for (;;) {
		enum seen seen = look(&scan, records->buffer + records->start, left(records));
		size_t inside = 0;
		if (seen == SEEN_END)
			break;
		if (seen == SEEN_NAME && is_list_name(records, &scan))
			SICHT_TRY(find_list(records, &scan, &inside));
		if (inside > 0) {
			give_members(records, &scan, out);
			if (!goes_on)
				push(records, OBJECT);
			enter_list(records);
			records->given = inside;
			return SICHT_OK;
		}
		if (seen == SEEN_NAME)
			continue;
		if (records->at_end)
			return sicht_records_fail(records, 0,
				"the list is cut off: expected the end of the object that begins "
				"here, found the end of the file");
		if (left(records) > SICHT_LIST_RECORD_BYTES_MAX)
			return sicht_records_fail(records, 0,
				"expected the end of the object that begins here; none may be "
				"longer than %zu MiB",
				SICHT_LIST_RECORD_BYTES_MAX >> 20);
		SICHT_TRY(read_more(records));
	}
	bool member = goes_on || records->depth == 0;
	*out = (struct sicht_piece){.kind = member ? SICHT_PIECE_MEMBERS : SICHT_PIECE_RECORD,
		.text = sicht_bytes(records->buffer + records->start, scan.at),
		.commas = records->commas,
		.comma_count = scan.comma_count};
	records->given = scan.at;
	records->expects = A_COMMA_OR_END;
	if (goes_on)
		pop(records);
	records->done = records->depth == 0;
	return SICHT_OK;
}

/* ---- the document ---- */

static enum sicht_status begin(struct sicht_records *records, int byte, struct sicht_piece *out)
{
	if (byte == '{')
		return take_object(records, false, out);
	if (byte != '[')
		return unexpected(records, 0, byte, "a list of records: [ or {");
	enter_list(records);
	pass(records, 1);
	return SICHT_OK;
}

static enum sicht_status in_list(struct sicht_records *records, int byte, struct sicht_piece *out)
{
	if (byte == ']' && records->expects != A_RECORD) {
		pop(records);
		pass(records, 1);
		return SICHT_OK;
	}
	if (records->expects == A_COMMA_OR_END) {
		if (byte != ',')
			return unexpected(records, 0, byte, "a comma or ] behind a record");
		records->expects = A_RECORD;
		pass(records, 1);
		return SICHT_OK;
	}
	if (byte != '{')
		return unexpected(records, 0, byte,
			records->expects == A_RECORD ? "a record behind the comma: {"
						     : "a record or the end of the list: { or ]");
	return take_object(records, false, out);
}

/* Behind a list of an object. */
static enum sicht_status in_object(struct sicht_records *records, int byte, struct sicht_piece *out)
{
	size_t behind = 1;
	if (byte == '}') {
		pop(records);
		pass(records, 1);
		return SICHT_OK;
	}
	if (byte != ',')
		return unexpected(records, 0, byte, "a comma or } behind a list");
	SICHT_TRY(peek_word(records, &behind, &byte));
	if (byte != '"')
		return unexpected(records, behind, byte, "the name of a member");
	records->buffer[records->start] = '{';
	return take_object(records, true, out);
}

/* Behind the document. */
static enum sicht_status at_end(struct sicht_records *records, int byte)
{
	if (byte >= 0)
		return unexpected(records, 0, byte, "the end of the file");
	if (!records->listed)
		return sicht_records_fail(records, 0,
			"expected an array of records under the name \"value\" or \"media\", "
			"found none");
	return SICHT_OK;
}

static enum sicht_status pass_mark(struct sicht_records *records)
{
	int byte;
	records->begun = true;
	SICHT_TRY(peek(records, 2, &byte));
	if (left(records) >= 3 && memcmp(records->buffer + records->start, "\xEF\xBB\xBF", 3) == 0)
		records->start += 3;
	return SICHT_OK;
}

enum sicht_status sicht_records_next(struct sicht_records *records, struct sicht_piece *out)
{
	struct sicht_piece piece = {0};
	pass(records, records->given);
	records->given = 0;
	if (!records->begun)
		SICHT_TRY(pass_mark(records));
	while (piece.text.data == NULL) {
		int byte;
		pass(records, records->given);
		records->given = 0;
		SICHT_TRY(pass_space(records, &byte));
		if (records->done) {
			SICHT_TRY(at_end(records, byte));
			break;
		}
		if (records->depth == 0)
			SICHT_TRY(begin(records, byte, &piece));
		else if (records->levels[records->depth - 1] == LIST)
			SICHT_TRY(in_list(records, byte, &piece));
		else
			SICHT_TRY(in_object(records, byte, &piece));
	}
	*out = piece;
	return SICHT_OK;
}
