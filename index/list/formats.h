/* SPDX-License-Identifier: MIT */
/* The formats of hash lists, each a row of the table in list.c. */
#ifndef SICHT_INDEX_LIST_FORMATS_H
#define SICHT_INDEX_LIST_FORMATS_H

#include "engine/base/arena.h"
#include "sicht/list.h"

extern const struct sicht_list_format sicht_list_jsonl;
extern const struct sicht_list_format sicht_list_pdq;

/* The writing half of sicht_list_jsonl. */
void sicht_list_jsonl_write(struct sicht_text *text, const struct sicht_list_entry *entry);

#endif
