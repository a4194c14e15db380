/* SPDX-License-Identifier: MIT */
/* A chain of blocks with a bump pointer in the current one. See arena.h. */
#include "engine/base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

#define BLOCK_BYTES ((size_t)256 << 10)

struct sicht_arena_block {
	struct sicht_arena_block *next;
	size_t size_bytes;
	_Alignas(max_align_t) uint8_t data[];
};

/* NULL: memory is out. */
static struct sicht_arena_block *block_new(size_t size)
{
	size_t size_bytes = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	struct sicht_arena_block *block = malloc(sizeof *block + size_bytes);
	if (block == NULL)
		return NULL;
	block->next = NULL;
	block->size_bytes = size_bytes;
	return block;
}

/* The next kept block that is large enough, else a new one behind the current. False: no memory. */
static bool next_block(struct sicht_arena *arena, size_t size)
{
	struct sicht_arena_block *current = arena->current;
	struct sicht_arena_block *next = current != NULL ? current->next : arena->first;
	if (next == NULL || next->size_bytes < size) {
		struct sicht_arena_block *block = block_new(size);
		if (block == NULL)
			return false;
		block->next = next;
		if (current != NULL)
			current->next = block;
		else
			arena->first = block;
		next = block;
	}
	arena->current = next;
	arena->used_bytes = 0;
	return true;
}

static bool has_room(const struct sicht_arena *arena, size_t size)
{
	return arena->current != NULL && arena->current->size_bytes - arena->used_bytes >= size;
}

enum sicht_status sicht_arena_reserve(struct sicht_arena *arena, size_t size, size_t parts)
{
	const size_t align = _Alignof(max_align_t);
	if (size > SIZE_MAX / 4 || parts > SIZE_MAX / 4 / align)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	size += parts * align;
	if (!has_room(arena, size) && !next_block(arena, size))
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory; use fewer --threads");
	return SICHT_OK;
}

void *sicht_arena_alloc(struct sicht_arena *arena, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	assert(size <= SIZE_MAX / 2);
	size = (size + align - 1) / align * align;
	if (!has_room(arena, size) && !next_block(arena, size))
		sicht_out_of_memory();
	void *memory = arena->current->data + arena->used_bytes;
	arena->used_bytes += size;
	return memset(memory, 0, size);
}

struct sicht_bytes sicht_arena_copy(struct sicht_arena *arena, struct sicht_bytes bytes)
{
	char *copy = sicht_arena_alloc(arena, bytes.size + 1);
	if (bytes.size > 0)
		memcpy(copy, bytes.data, bytes.size);
	return sicht_bytes(copy, bytes.size);
}

char *sicht_arena_printf(struct sicht_arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(size >= 0);
	char *text = sicht_arena_alloc(arena, (size_t)size + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)size + 1, format, arguments);
	va_end(arguments);
	return text;
}

void sicht_arena_reset(struct sicht_arena *arena)
{
	arena->current = NULL;
	arena->used_bytes = 0;
}

void sicht_arena_free(struct sicht_arena *arena)
{
	if (arena == NULL)
		return;
	while (arena->first != NULL) {
		struct sicht_arena_block *next = arena->first->next;
		free(arena->first);
		arena->first = next;
	}
	*arena = (struct sicht_arena){0};
}
