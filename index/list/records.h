/* SPDX-License-Identifier: MIT */
/*
 * A JSON document of any size, record by record: lists of several GB on one line are usual.
 *
 *     [ RECORD, ... ]
 *     { MEMBERS, "value": [ RECORD, ... ], MEMBERS }                      or "media"
 *     [ { MEMBERS, "media": [ RECORD, ... ], MEMBERS }, ... ]             or that under "value"
 *
 * Here it is found where each piece begins and ends, no more: strings and brackets are followed, and
 * all else is left to a parser of JSON. The pieces are texts of one object each, and the document is
 * well-formed if all of them are: one that is cut off, or has a comma too many, is refused here.
 * Names are compared without their case. Memory is that of the longest piece.
 */
#ifndef SICHT_INDEX_LIST_RECORDS_H
#define SICHT_INDEX_LIST_RECORDS_H

#include "index/list/input.h"

struct sicht_text;
struct sicht_records;

enum sicht_piece_kind {
	SICHT_PIECE_END,
	SICHT_PIECE_RECORD,
	SICHT_PIECE_MEMBERS, /* some of those around lists of records, as an object */
};

/* So many commas are told of; real records have some twenty members. */
#define SICHT_PIECE_COMMAS_MAX 64

/* Lent until the next call. */
struct sicht_piece {
	enum sicht_piece_kind kind;
	struct sicht_bytes text;
	/* of a record: offsets of the first commas between its members */
	const uint32_t *commas;
	size_t comma_count;
};

/* `input` stays valid until close. */
SICHT_MUST_CHECK enum sicht_status sicht_records_open(
	struct sicht_list_input *input, struct sicht_records **out);
void sicht_records_close(struct sicht_records *records); /* accepts NULL */

/* The next piece. SICHT_ERROR_FORMAT: "<name>: line 1, column 17: expected ..., found ...". */
SICHT_MUST_CHECK enum sicht_status sicht_records_next(
	struct sicht_records *records, struct sicht_piece *out);

/* Where the piece given last begins: "line 3, column 1". */
void sicht_records_place(const struct sicht_records *records, struct sicht_text *text);

/* SICHT_ERROR_FORMAT, so many bytes behind that. */
SICHT_MUST_CHECK enum sicht_status sicht_records_fail(const struct sicht_records *records,
	size_t offset, const char *what, ...) SICHT_PRINTF(3, 4);

#endif
