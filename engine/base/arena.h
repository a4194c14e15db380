/* SPDX-License-Identifier: MIT */
/*
 * Memory that ends together: the arena of a batch. Allocation is a pointer bump; nothing is freed
 * alone; reset keeps the blocks for the next batch. One arena, one thread.
 */
#ifndef SICHT_ENGINE_BASE_ARENA_H
#define SICHT_ENGINE_BASE_ARENA_H

#include "sicht/types.h"

struct sicht_arena_block;

/* Starts from zero: `struct sicht_arena arena = {0};` */
struct sicht_arena {
	struct sicht_arena_block *first, *current;
	size_t used_bytes; /* of the current block */
};

/*
 * `size` bytes, aligned for any type, zeroed. Never NULL: the process ends with a message on
 * standard error if memory is out, since a batch holds some megabytes at most (limits.h) and no
 * caller could do anything else.
 */
void *sicht_arena_alloc(struct sicht_arena *arena, size_t size);

/* Copies. The copy of bytes is followed by a zero byte that does not count. */
struct sicht_bytes sicht_arena_copy(struct sicht_arena *arena, struct sicht_bytes bytes);
char *sicht_arena_printf(struct sicht_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void sicht_arena_reset(struct sicht_arena *arena); /* all memory is free again, blocks are kept */
void sicht_arena_free(struct sicht_arena *arena);  /* accepts NULL and zero */

#endif
