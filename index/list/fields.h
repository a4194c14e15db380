/* SPDX-License-Identifier: MIT */
/* What lists of text have in common: digests in hex, names that go to the end of their line. */
#ifndef SICHT_INDEX_LIST_FIELDS_H
#define SICHT_INDEX_LIST_FIELDS_H

#include "engine/base/text.h"
#include "sicht/types.h"

/* The kinds of digests by their hex digits, for messages. */
#define SICHT_FIELD_DIGESTS "32, 40 or 64 hex digits (MD5, SHA-1 or SHA-256)"

/* Without the spaces and tabs at both ends. */
struct sicht_bytes sicht_field_trim(struct sicht_bytes text);

/* How many hex digits, of either case, `text` begins with. */
size_t sicht_field_hex_digits(struct sicht_bytes text);

/* The kind of digest that has so many hex digits; false: none has. */
bool sicht_field_digest_kind(size_t digits, enum sicht_digest_kind *kind);

/*
 * Set the digest that `hex`, and nothing else, is by its length. False, and `digests` as it was, if
 * it is none.
 */
bool sicht_field_digest(
	struct sicht_bytes hex, struct sicht_digests *digests, enum sicht_digest_kind *kind);

/* A whole number from 0 to INT64_MAX, in decimal digits. False, and *out untouched, if it is none. */
bool sicht_field_number(struct sicht_bytes text, uint64_t *out);

/*
 * The first line of the head of a list that is neither blank nor a comment (#), without a byte order
 * mark and its end; size 0: there is none.
 */
struct sicht_bytes sicht_field_first_line(struct sicht_bytes head);

/*
 * What was found, for a message: `found "..."`, printable and not too long; of nothing, `found
 * nothing`.
 */
void sicht_field_found(struct sicht_text *text, struct sicht_bytes found);

/*
 * A name up to the end of its line, as it stands. One with control characters would break its line:
 * it is escaped as for a terminal.
 */
void sicht_field_write_name(struct sicht_text *text, struct sicht_bytes name);

/* A digest as lower-case hex; nothing if it is not set. */
void sicht_field_write_digest(
	struct sicht_text *text, const struct sicht_digests *digests, enum sicht_digest_kind kind);

#endif
