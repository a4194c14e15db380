/* SPDX-License-Identifier: MIT */
/* Where a member of a JSON object stands in its text, for messages: parsers do not say. */
#ifndef SICHT_INDEX_LIST_MEMBER_H
#define SICHT_INDEX_LIST_MEMBER_H

#include "sicht/types.h"

/*
 * The offset of a name, its quotation mark included, at the top of a well-formed object; 0 if it is
 * written with escapes.
 */
size_t sicht_member_offset(struct sicht_bytes object, const char *name);

#endif
