/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdalign.h>
#include <string.h>

#include "engine/base/arena.h"

Test(arena, gives_zeroed_aligned_memory_that_does_not_overlap)
{
	struct sicht_arena arena = {0};
	char *pieces[200];
	for (size_t i = 0; i < 200; i++) {
		size_t size = i * 97 % 5000 + 1;
		pieces[i] = sicht_arena_alloc(&arena, size);
		cr_assert_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++)
			cr_assert_eq(pieces[i][k], 0);
		memset(pieces[i], (int)i, size);
	}
	for (size_t i = 0; i < 200; i++) {
		for (size_t k = 0; k < i * 97 % 5000 + 1; k++)
			cr_assert_eq((unsigned char)pieces[i][k], i);
	}
	sicht_arena_free(&arena);
}

Test(arena, reset_keeps_the_blocks_and_zeroes_again)
{
	struct sicht_arena arena = {0};
	char *first = sicht_arena_alloc(&arena, 1000);
	memset(first, 7, 1000);
	char *large = sicht_arena_alloc(&arena, 5 << 20);
	memset(large, 7, 5 << 20);
	sicht_arena_reset(&arena);
	char *again = sicht_arena_alloc(&arena, 1000);
	cr_assert_eq(again, first, "the first block is used again");
	cr_assert_eq(again[999], 0);
	cr_assert_eq(sicht_arena_alloc(&arena, 5 << 20), large, "and the large one");
	sicht_arena_free(&arena);
	cr_assert_null(arena.first);
}

Test(arena, a_kept_block_that_is_too_small_is_not_used)
{
	struct sicht_arena arena = {0};
	sicht_arena_alloc(&arena, 1000);
	char *small = sicht_arena_alloc(&arena, 256 << 10); /* does not fit into the first */
	memset(small, 7, 256 << 10);
	sicht_arena_reset(&arena);
	char *first = sicht_arena_alloc(&arena, 1000);
	char *large = sicht_arena_alloc(&arena, 5 << 20);
	cr_assert(large < small || large >= small + (256 << 10), "the block has no room for it");
	memset(large, 8, 5 << 20);
	cr_assert_eq(first[999], 0);
	char *again = sicht_arena_alloc(&arena, 256 << 10);
	cr_assert_eq(again, small, "the kept block is there for what fits");
	sicht_arena_free(&arena);
}

Test(arena, copies_end_with_a_zero_and_keep_zeros_inside)
{
	struct sicht_arena arena = {0};
	struct sicht_bytes copy = sicht_arena_copy(&arena, sicht_bytes("a\0b", 3));
	cr_assert_eq(copy.size, 3);
	cr_assert_eq(memcmp(copy.data, "a\0b", 4), 0);
	copy = sicht_arena_copy(&arena, sicht_bytes(NULL, 0));
	cr_assert_eq(copy.size, 0);
	cr_assert_str_eq(copy.data, "");
	cr_assert_str_eq(sicht_arena_printf(&arena, "%d %s", 42, "names"), "42 names");
	sicht_arena_free(&arena);
}

Test(arena, free_accepts_nothing)
{
	struct sicht_arena arena = {0};
	sicht_arena_free(NULL);
	sicht_arena_free(&arena);
}

Test(arena, what_was_reserved_is_there)
{
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	cr_assert_eq(sicht_arena_reserve(&arena, 3000003, 3), SICHT_OK);
	const struct sicht_arena_block *block = arena.current;
	for (int i = 0; i < 3; i++)
		cr_expect_not_null(sicht_arena_alloc(&arena, 1000001));
	cr_expect_eq(arena.current, block, "nothing more was taken from the system");
}

/* Nobody has that much: a status, and no abort. */
Test(arena, what_is_not_there_cannot_be_reserved)
{
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	cr_expect_eq(sicht_arena_reserve(&arena, SIZE_MAX / 8, 1), SICHT_ERROR_MEMORY);
	cr_expect_eq(sicht_arena_reserve(&arena, SIZE_MAX, 1), SICHT_ERROR_MEMORY);
	cr_expect_eq(sicht_arena_reserve(&arena, 1, SIZE_MAX), SICHT_ERROR_MEMORY);
	cr_expect_not_null(sicht_arena_alloc(&arena, 10), "it can still be used");
}
