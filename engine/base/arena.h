/* SPDX-License-Identifier: MIT */
/*
 * What takes memory from an arena (sicht/arena.h): allocation is a pointer bump; nothing is freed
 * alone; reset keeps the blocks for the next batch.
 */
#ifndef SICHT_ENGINE_BASE_ARENA_H
#define SICHT_ENGINE_BASE_ARENA_H

#include "sicht/arena.h"
#include "sicht/status.h"
#include "sicht/types.h"

/*
 * `size` bytes, aligned for any type, zeroed. Never NULL: if memory is out, the process ends
 * (memory.h). So this is for what is small whatever the input; for all else its size is reserved
 * before.
 */
void *sicht_arena_alloc(struct sicht_arena *arena, size_t size);

/*
 * Get `size` bytes ready, with room for `parts` allocations of any alignment: so much is taken next
 * without a failure. SICHT_ERROR_MEMORY.
 */
SICHT_MUST_CHECK enum sicht_status sicht_arena_reserve(
	struct sicht_arena *arena, size_t size, size_t parts);

/* Copies. The copy of bytes is followed by a zero byte that does not count. */
struct sicht_bytes sicht_arena_copy(struct sicht_arena *arena, struct sicht_bytes bytes);
char *sicht_arena_printf(struct sicht_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
