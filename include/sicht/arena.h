/* SPDX-License-Identifier: MIT */
/*
 * Memory that ends together: what a call hands out (names, hashes, matches) it takes from the arena
 * that is passed, and nothing of it is freed alone.
 *
 *     struct sicht_arena arena = {0};
 *     ...                            any number of calls
 *     sicht_arena_free(&arena);      the end of all that they gave
 *
 * One arena, one thread.
 */
#ifndef SICHT_ARENA_H
#define SICHT_ARENA_H

#include <stddef.h>

#include "sicht/api.h"

SICHT_API_BEGIN

struct sicht_arena_block;

/* Starts from zero. Its members are its own. */
struct sicht_arena {
	struct sicht_arena_block *first, *current;
	size_t used_bytes; /* of the current block */
};

void sicht_arena_reset(struct sicht_arena *arena); /* all memory is free again, blocks are kept */
void sicht_arena_free(struct sicht_arena *arena);  /* accepts NULL and zero */

SICHT_API_END

#endif
