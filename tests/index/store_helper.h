/* SPDX-License-Identifier: MIT */
/*
 * Stores for tests: made in a temporary directory from numbered entries, so that every byte in
 * them follows from a number.
 */
#ifndef SICHT_TESTS_STORE_HELPER_H
#define SICHT_TESTS_STORE_HELPER_H

#include <criterion/criterion.h>

#include "engine/base/arena.h"
#include "sicht/store.h"

/* The call must succeed; its message is shown if it does not. */
#define ASSERT_OK(call)                                                                            \
	do {                                                                                       \
		enum sicht_status assert_status = (call);                                          \
		cr_assert_eq(assert_status, SICHT_OK, "%s: %s", #call, sicht_message());           \
	} while (0)

/* The call must fail with `wanted`, and its message must hold `text`. */
#define ASSERT_FAILS(call, wanted, text)                                                           \
	do {                                                                                       \
		enum sicht_status assert_status = (call);                                          \
		cr_assert_eq(assert_status, (wanted), "%s gave %d: %s", #call, assert_status,      \
			sicht_message());                                                          \
		cr_assert_not_null(                                                                \
			strstr(sicht_message(), (text)), "message: %s", sicht_message());          \
	} while (0)

/* For TestSuite(.init, .fini): a fresh directory, removed with everything in it. */
void helper_begin(void);
void helper_end(void);

/* "<fresh directory>/<name>"; lent, one buffer a call of up to 8 at a time. */
const char *helper_path(const char *name);

void helper_copy_tree(const char *from, const char *to);
void helper_remove_tree(const char *path);

/* The whole of a small file; malloc'ed. */
unsigned char *helper_read(const char *path, size_t *size);
void helper_write(const char *path, const void *data, size_t size);

/* The number of files in STORE/segments. */
size_t helper_segment_files(const char *store);

/* What entry `number` of a test is; text and hashes in the arena. `set` is up to the caller. */
struct sicht_entry helper_entry(struct sicht_arena *arena, unsigned number);

struct sicht_indexer *helper_open(const char *store);
uint32_t helper_set(struct sicht_indexer *indexer, const char *name, enum sicht_role role);

/* Add entries first .. first + count - 1 to the set; not committed. */
void helper_add(struct sicht_indexer *indexer, uint32_t set, unsigned first, unsigned count);

/* One session: open, add to the set, commit, close. */
void helper_fill(
	const char *store, const char *set, enum sicht_role role, unsigned first, unsigned count);

struct sicht_store *helper_open_store(const char *path);

/* One number for all that an entry says. */
uint64_t helper_entry_print(const struct sicht_entry *entry);

/* A digest of everything that the store says of its live entries, sets and segments' postings. */
uint64_t helper_fingerprint(const struct sicht_store *store);

/* The same, opening it first. The outcome of opening or reading, if it is not SICHT_OK. */
enum sicht_status helper_read_all(const char *store, uint64_t *fingerprint);

/* A stream of numbers that follows from `state` alone. */
uint64_t helper_random(uint64_t *state);

#endif
