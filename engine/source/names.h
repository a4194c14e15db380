/* SPDX-License-Identifier: MIT */
/* A list of names, from a file or standard input, each of which is an item. */
#ifndef SICHT_ENGINE_SOURCE_NAMES_H
#define SICHT_ENGINE_SOURCE_NAMES_H

#include "sicht/status.h"
#include "sicht/types.h"

struct sicht_names;

/*
 * Read names, each ended by `delimiter`, from the file `name` ("-" is standard input). Names that
 * do not begin with a slash are looked up in the directory `directory_fd`, which is lent.
 */
SICHT_MUST_CHECK enum sicht_status sicht_names_open(
	const char *name, char delimiter, int directory_fd, struct sicht_names **out);

/* As sicht_walk_next(). Empty names are passed over. SICHT_ERROR_FORMAT: not a list of names. */
SICHT_MUST_CHECK enum sicht_status sicht_names_next(
	struct sicht_names *names, struct sicht_item *item, bool *found);

/*
 * Lists from other systems end their lines with CR LF, or begin with a byte order mark. A name that
 * is not there is looked for without these, and if it is there, that is its name. Was one so far?
 */
bool sicht_names_is_cleaned(const struct sicht_names *names);

/* Can the list be read a second time? */
bool sicht_names_is_rereadable(const char *name);
void sicht_names_close(struct sicht_names *names); /* accepts NULL */

#endif
